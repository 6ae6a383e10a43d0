package sim_test

import (
	"math"
	"slices"
	"sort"

	//lint:ignore SA1019 the owner's choice for oracles; math/rand/v2 has no PCG with this seeding
	xrand "golang.org/x/exp/rand"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
)

// oracle is the plain simulator the kernel is held against: it walks one
// participant at a time, month by month, straight from docs/model.md and the
// deal's assumptions, with gonum's samplers, and shares nothing with the
// kernel but the settlement (which has a reference of its own).
type oracle struct {
	a     assumptions.Assumptions
	t     contract.Terms
	c     contract.Contract
	src   *xrand.PCGSource
	value map[string]float64 // uncertain inputs of this path
	means map[string]float64 // central values, by address

	factors map[string][]float64
	who     contract.Event // the person being walked: its number, site and month of referral
	out     *contract.Outturn
	saw     map[string]float64 // what is observed on this path, by name
	teams   []*oracleTeam      // of the sites, nil without specialists
	holder  *oracleHolder      // who serves the person being walked
}

func newOracle(c contract.Contract, a assumptions.Assumptions, seed uint64) *oracle {
	src := new(xrand.PCGSource)
	src.Seed(seed*0x9e3779b97f4a7c15 + 0xda3e39cb94b95bdb)
	return &oracle{a: a, c: c, t: c.Terms(), src: src, means: map[string]float64{}}
}

func (o *oracle) uniform() float64 { return float64(o.src.Uint64()>>11) / (1 << 53) }
func (o *oracle) normal() float64  { return distuv.Normal{Mu: 0, Sigma: 1, Src: o.src}.Rand() }

// at returns an input's value on this path.
func (o *oracle) at(in assumptions.Input) float64 {
	if !in.Uncertain() {
		return in.Value
	}
	v, ok := o.value[in.Address]
	if !ok {
		v = o.draw(in)
		o.value[in.Address] = v
	}
	return v
}

type quantiler interface {
	Quantile(p float64) float64
	CDF(x float64) float64
}

func (o *oracle) law(in assumptions.Input) quantiler {
	p := in.Params
	_, byMean := p["mean"]
	switch in.Kind {
	case assumptions.Uniform:
		return distuv.Uniform{Min: p["min"], Max: p["max"]}
	case assumptions.Triangular:
		return distuv.NewTriangle(p["min"], p["max"], p["mode"], nil)
	case assumptions.Beta:
		if byMean {
			n := p["mean"]*(1-p["mean"])/(p["sd"]*p["sd"]) - 1
			return distuv.Beta{Alpha: p["mean"] * n, Beta: (1 - p["mean"]) * n}
		}
		return distuv.Beta{Alpha: p["alpha"], Beta: p["beta"]}
	case assumptions.Gamma:
		if byMean {
			return distuv.Gamma{Alpha: p["mean"] * p["mean"] / (p["sd"] * p["sd"]), Beta: p["mean"] / (p["sd"] * p["sd"])}
		}
		return distuv.Gamma{Alpha: p["shape"], Beta: 1 / p["scale"]}
	case assumptions.Normal:
		return distuv.Normal{Mu: p["mean"], Sigma: p["sd"]}
	case assumptions.LogNormal:
		if byMean {
			v := math.Log(1 + p["sd"]*p["sd"]/(p["mean"]*p["mean"]))
			return distuv.LogNormal{Mu: math.Log(p["mean"]) - v/2, Sigma: math.Sqrt(v)}
		}
		if m, ok := p["median"]; ok {
			return distuv.LogNormal{Mu: math.Log(m), Sigma: p["sigma"]}
		}
		return distuv.LogNormal{Mu: p["mu"], Sigma: p["sigma"]}
	}
	return nil
}

func (o *oracle) draw(in assumptions.Input) float64 {
	return o.invert(in, o.uniform())
}

// invert returns the input's value at the uniform u.
func (o *oracle) invert(in assumptions.Input, u float64) float64 {
	p := in.Params
	switch in.Kind {
	case assumptions.PERT:
		width := p["max"] - p["min"]
		b := distuv.Beta{Alpha: 1 + 4*(p["mode"]-p["min"])/width, Beta: 1 + 4*(p["max"]-p["mode"])/width}
		return p["min"] + width*b.Quantile(u)
	case assumptions.Discrete:
		var total, sum float64
		weight := func(i int) float64 {
			if len(in.Weights) == 0 {
				return 1
			}
			return in.Weights[i]
		}
		order := make([]int, len(in.Values))
		for i := range order {
			order[i] = i
			total += weight(i)
		}
		sort.Slice(order, func(i, j int) bool { return in.Values[order[i]] < in.Values[order[j]] })
		for _, i := range order {
			if sum += weight(i); u*total < sum {
				return in.Values[i]
			}
		}
		return in.Values[order[len(order)-1]]
	case assumptions.Joint:
		for _, t := range o.a.Tables {
			if t.ID != in.Table {
				continue
			}
			row, ok := o.value["tables."+t.ID]
			if !ok {
				row = math.Floor(u * float64(len(t.Columns[0].Values)))
				o.value["tables."+t.ID] = row
			}
			for _, c := range t.Columns {
				if c.ID == in.Column {
					return c.Values[int(row)]
				}
			}
		}
		panic("no such table")
	}
	law := o.law(in)
	low, hasLow := p["min"]
	high, hasHigh := p["max"]
	if in.Kind == assumptions.Normal || in.Kind == assumptions.LogNormal {
		from, to := 0.0, 1.0
		if hasLow {
			from = law.CDF(low)
		}
		if hasHigh {
			to = law.CDF(high)
		}
		u = from + u*(to-from)
	}
	return law.Quantile(u)
}

// correlated draws the blocks of correlated inputs, given every input by address.
func (o *oracle) correlated(inputs map[string]assumptions.Input) {
	for _, b := range o.a.Correlations {
		n := len(b.Inputs)
		cov := mat.NewSymDense(n, nil)
		for i := range n {
			for j := i; j < n; j++ {
				cov.SetSym(i, j, 2*math.Sin(math.Pi*b.Rho[i][j]/6))
			}
			cov.SetSym(i, i, 1)
		}
		normal, ok := distmv.NewNormal(make([]float64, n), cov, o.src)
		if !ok {
			panic("not positive definite")
		}
		for i, z := range normal.Rand(nil) {
			if in, ok := inputs[b.Inputs[i]]; ok {
				o.value[b.Inputs[i]] = o.invert(in, distuv.UnitNormal.CDF(z))
			}
		}
	}
}

// path fills a new outturn with one path.
func (o *oracle) path() *contract.Outturn {
	o.value = map[string]float64{}
	o.correlated(allInputs(&o.a))
	o.out = contract.NewOutturn(&o.c)
	o.teams = nil
	o.factors, o.saw = map[string][]float64{}, map[string]float64{}
	months := o.a.Months
	for _, f := range o.a.Factors {
		x := make([]float64, months)
		sd, rho := o.at(f.SD), o.at(f.Rho)
		for m := range x {
			if m == 0 {
				x[0] = sd * o.normal()
			} else {
				x[m] = rho*x[m-1] + sd*math.Sqrt(1-rho*rho)*o.normal()
			}
		}
		for m := range x {
			x[m] += o.at(f.Mean)
			if m < len(f.Shock) {
				x[m] += f.Shock[m]
			}
		}
		o.factors[f.ID] = x
	}
	common := o.at(o.a.CommonVolume.Mean) + o.at(o.a.CommonVolume.SD)*o.normal()
	for s := range o.a.Sites {
		o.site(s, common)
	}
	o.events()
	o.marks()
	o.costs()
	o.observe()
	return o.out
}

func (o *oracle) site(s int, common float64) {
	site := &o.a.Sites[s]
	months := o.a.Months
	effects := make([]float64, len(o.a.SiteEffects))
	for g, e := range o.a.SiteEffects {
		effects[g] = o.at(e.Effect.Mean) + o.at(e.Effect.SD)*o.normal()
	}
	eta := func(target string, m int) float64 {
		var sum float64
		for _, f := range o.a.Factors {
			load := 1.0
			for _, l := range site.Loadings {
				if l.Factor == f.ID {
					load = o.at(l.Value)
				}
			}
			for _, on := range f.On {
				if on == target {
					sum += load * o.factors[f.ID][m]
				}
			}
		}
		for g, e := range o.a.SiteEffects {
			for _, on := range e.On {
				if on == target {
					sum += effects[g]
				}
			}
		}
		return sum
	}
	r := &site.Referrals
	volume := common + o.at(r.Effect.Mean) + o.at(r.Effect.SD)*o.normal()
	groups := o.groups(site)
	var cum float64
	team := o.newTeam(site)
	o.teams = append(o.teams, team)
	for m := range months {
		mean := 0.0
		switch {
		case m < r.From || m > r.Until:
		case len(r.Monthly) == 0:
			mean = o.at(r.Rate)
			if ramp := o.at(r.Ramp); ramp > 0 {
				mean *= math.Min(1, float64(m-r.From+1)/ramp)
			}
		case m-r.From < len(r.Monthly):
			mean = o.at(r.Monthly[m-r.From])
		}
		mean *= o.reviewed(s, m) * math.Exp(volume+eta(assumptions.OnReferrals, m))
		n := 0
		switch {
		case r.Law == assumptions.FixedCount:
			n = int(math.Round(cum+mean)) - int(math.Round(cum))
			cum += mean
		case mean == 0:
		case r.Law == assumptions.NegativeBinomial && o.at(r.Dispersion) > 0:
			d := o.at(r.Dispersion)
			n = int(distuv.Poisson{Lambda: distuv.Gamma{Alpha: 1 / d, Beta: 1 / (d * mean), Src: o.src}.Rand(), Src: o.src}.Rand())
		default:
			n = int(distuv.Poisson{Lambda: mean, Src: o.src}.Rand())
		}
		o.out.Referrals[s*months+m] = int32(n)
		for i := range n {
			o.who = contract.Event{Person: uint64(m)<<32 | uint64(i), Site: int32(s), Referred: int32(m)}
			if team == nil {
				o.person(s, "", m, groups, eta)
			} else {
				team.waiting = append(team.waiting, o.who)
			}
		}
		if team == nil {
			continue
		}
		for _, served := range o.serve(team, m) {
			o.who, o.holder = served.who, served.by
			o.person(s, "", m, groups, func(target string, m int) float64 {
				if slices.Contains(site.Specialists.On, target) {
					return eta(target, m) + served.by.effect
				}
				return eta(target, m)
			})
			o.holder = nil
		}
	}
}

// oracleGroup is a group of exclusive transitions with its hazards at zero
// effects, [member][month after the parent].
type oracleGroup struct {
	members []assumptions.Transition
	hazards [][]float64
}

func (o *oracle) groups(site *assumptions.Site) map[string][]oracleGroup {
	byParent := map[string][]oracleGroup{}
	for _, t := range site.Pathway {
		set := byParent[t.From]
		found := false
		for i := range set {
			if t.Group != "" && set[i].members[0].Group == t.Group {
				set[i].members = append(set[i].members, t)
				found = true
			}
		}
		if !found {
			set = append(set, oracleGroup{members: []assumptions.Transition{t}})
		}
		byParent[t.From] = set
	}
	done := map[string]bool{}
	for _, t := range site.Pathway { // in the file's order, as inputs are drawn when they are first asked for
		for i := range byParent[t.From] {
			if !done[t.From] {
				o.hazards(&byParent[t.From][i])
			}
		}
		done[t.From] = true
	}
	return byParent
}

// hazards computes h0_(j,k) = p_j f_(j,k) / (1 - sum p_i F_(i,k-1)).
func (o *oracle) hazards(g *oracleGroup) {
	const span = 700
	var total float64
	for _, t := range g.members {
		if len(t.Hazards) == 0 {
			total += o.at(t.Probability)
		}
	}
	left := 1.0
	f := make([][]float64, len(g.members))
	for j, t := range g.members {
		if t.Counted != assumptions.CountedOnce {
			t.Probability, total = assumptions.Of(1), 1 // every state ends
			g.members[j] = t
		}
		g.hazards = append(g.hazards, make([]float64, span))
		if len(t.Hazards) == 0 {
			f[j] = o.delay(&t.Delay, span)
		}
	}
	for k := range span {
		var gone float64
		for j, t := range g.members {
			if len(t.Hazards) > 0 {
				if i := k - t.HazardsFrom; i >= 0 && i < len(t.Hazards) {
					g.hazards[j][k] = o.at(t.Hazards[i])
				}
				continue
			}
			x := o.at(t.Probability) / math.Max(1, total) * f[j][k]
			if left > 1e-12 {
				g.hazards[j][k] = math.Min(1, x/left)
			}
			gone += x
		}
		left -= gone
	}
}

// delay returns f_k for k = 0, 1, ...
func (o *oracle) delay(d *assumptions.Delay, span int) []float64 {
	f := make([]float64, span)
	switch d.Kind {
	case assumptions.Months:
		f[int(o.at(d.A))] = 1
	case assumptions.Weeks:
		x := o.at(d.A) * 7 / 30.4375
		k := int(x)
		f[k] += 1 - (x - float64(k))
		f[k+1] += x - float64(k)
	case assumptions.Geometric:
		q := math.Min(1, 1/(o.at(d.A)-float64(d.First)+1))
		for k := d.First; k <= d.Last; k++ {
			f[k] = q * math.Pow(1-q, float64(k-d.First))
		}
	case assumptions.Weibull:
		shape, mean := o.at(d.A), o.at(d.B)
		law := distuv.Weibull{K: shape, Lambda: mean / math.Gamma(1+1/shape)}
		for k := d.First; k <= d.Last; k++ {
			f[k] = law.CDF(float64(k)+0.5) - law.CDF(math.Max(0, float64(k)-0.5))
		}
	case assumptions.Lognormal:
		law := distuv.LogNormal{Mu: math.Log(o.at(d.A)), Sigma: o.at(d.B)}
		for k := d.First; k <= d.Last; k++ {
			f[k] = law.CDF(float64(k)+0.5) - law.CDF(math.Max(0, float64(k)-0.5))
		}
	case assumptions.List:
		for i, x := range d.List {
			f[d.First+i] = o.at(x)
		}
	}
	var sum float64
	for _, x := range f {
		sum += x
	}
	for k := range f {
		f[k] /= sum
	}
	return f
}

// person walks everything that may follow the parent event in month m.
func (o *oracle) person(s int, parent string, m int, groups map[string][]oracleGroup, eta func(string, int) float64) {
	for _, g := range groups[parent] {
		state := g.members[0].Counted != assumptions.CountedOnce
		happened := ""
		seen := o.uniform() // of a state: one draw of evidence for all its months
		for k := 0; m+k < o.a.Months; k++ {
			var h0, sum float64
			for j := range g.members {
				h0 += g.hazards[j][k]
			}
			odds := make([]float64, len(g.members))
			for j, t := range g.members {
				if h0 >= 1-1e-12 {
					odds[j] = 1e300 * g.hazards[j][k]
				} else {
					odds[j] = g.hazards[j][k] / (1 - h0) * math.Exp(eta(t.Outcome, m+k))
				}
				sum += odds[j]
			}
			u := o.uniform() * (1 + sum)
			which := -1
			for j := range odds {
				if u < odds[j] {
					which = j
					break
				}
				u -= odds[j]
			}
			if which < 0 && state {
				units := 1
				if g.members[0].Counted == assumptions.CountedDaily {
					units = calendarDays(o.a.Start + m + k)
				}
				o.achieve(s, g.members[0].Outcome, m+k, units, seen, eta)
			}
			if which < 0 {
				continue
			}
			if state {
				break
			}
			happened = g.members[which].Outcome
			o.achieve(s, happened, m+k, 1, o.uniform(), eta)
			o.work(s, happened)
			o.person(s, happened, m+k, groups, eta)
			break
		}
		for _, t := range g.members {
			o.ask(s, t.Outcome, t.Outcome == happened)
		}
	}
}

// achieve counts an outcome of the person being walked in month m, and its
// evidence by the uniform u.
func (o *oracle) achieve(s int, outcome string, m, units int, u float64, eta func(string, int) float64) {
	e := o.who
	e.Outcome, e.Month, e.Evidenced, e.Units = int32(o.outcome(outcome)), int32(m), -1, int32(units)
	row := (s*len(o.t.Outcomes) + o.outcome(outcome)) * o.a.Months
	o.out.Achieved[row+m] += e.Units
	if o.holder != nil && outcome == o.a.Sites[s].Specialists.Outcome {
		o.holder.outcomes += int64(units)
	}
	q := 1.0
	for _, e := range o.a.Sites[s].Evidence {
		if e.Outcome == outcome {
			q = o.at(e.Probability)
		}
	}
	if q > 0 && q < 1 {
		q = 1 / (1 + math.Exp(-math.Log(q/(1-q))-eta(assumptions.OnEvidence, m)))
	}
	if u < q {
		e.Evidenced = e.Month
	} else {
		for _, r := range o.a.Sites[s].Resubmitted {
			if r.Outcome == outcome && o.uniform() < o.at(r.Probability) && m+r.After < o.a.Months {
				e.Evidenced = e.Month + int32(r.After)
			}
		}
	}
	if e.Evidenced >= 0 {
		o.out.Evidenced[row+int(e.Evidenced)] += e.Units
	}
	if o.c.NeedsPeople() {
		o.out.Events = append(o.out.Events, e)
	}
}

func (o *oracle) outcome(id string) int {
	for i, x := range o.t.Outcomes {
		if x.ID == id {
			return i
		}
	}
	panic(id)
}

func (o *oracle) costs() {
	months := o.a.Months
	levels := map[string][]float64{}
	for i, id := range o.t.Indices {
		for _, x := range o.a.Indices {
			if x.ID != id {
				continue
			}
			level := 1.0
			row := make([]float64, months)
			for m := range row {
				if m > 0 && m%12 == 0 {
					level *= 1 + math.Max(-0.9, o.at(x.Annual)+o.at(x.SD)*o.normal())
				}
				row[m] = math.Round(level*1e9) / 1e9
				o.out.Index[i*months+m] = int64(math.Round(level * 1e9))
			}
			levels[id] = row
		}
	}
	for i, l := range o.a.Costs {
		for m := l.From; m <= l.Until; m++ {
			n := 0.0
			for s := range o.a.Sites {
				if l.Site != "" && l.Site != o.a.Sites[s].ID {
					continue
				}
				count := func(m int) float64 {
					if l.Outcome == "" {
						return float64(o.out.Referrals[s*months+m])
					}
					return float64(o.out.Achieved[(s*len(o.t.Outcomes)+o.outcome(l.Outcome))*months+m])
				}
				switch l.Driver {
				case assumptions.PerSpecialist:
					if o.teams[s] != nil {
						n += o.teams[s].inPost[m]
					}
				case assumptions.PerReferral, assumptions.PerOutcome:
					n += count(m)
				case assumptions.PerParticipantMonth:
					for k := max(0, m-l.For+1); k <= m; k++ {
						n += count(k)
					}
				}
			}
			if l.Driver == assumptions.PerMonth || l.Driver == assumptions.Once && m == l.From {
				n = 1
			}
			x := o.at(l.Amount) * (1 + l.VAT) * o.at(l.Overrun) * o.at(l.SiteOverrun) * n
			if l.Index != "" {
				x *= levels[l.Index][m]
			}
			o.out.Costs[i*months+m] = int64(math.Round(x))
			// The flexed budget: central amount and index, no overrun.
			x = o.central(l.Amount) * (1 + l.VAT) * n
			for _, index := range o.a.Indices {
				if index.ID == l.Index {
					x *= math.Round(math.Pow(1+o.central(index.Annual), float64(m/12))*1e9) / 1e9
				}
			}
			o.out.Flexed[i] += int64(math.Round(x))
		}
	}
}

package sim_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
)

// figures are numbers that tell outturns apart, by name.
func figures(c *contract.Contract, o *contract.Outturn) map[string]float64 {
	out := map[string]float64{}
	t := c.Terms()
	months, grid, audits := t.Months, c.Grid(), c.NumAudits()
	for s := range t.Sites {
		id := t.Sites[s].ID
		for m := range months {
			out[fmt.Sprintf("%s referrals %d", id, m/10)] += float64(o.Referrals[s*months+m])
		}
		for k, outcome := range t.Outcomes {
			for m := range months {
				at := (s*len(t.Outcomes)+k)*months + m
				out[fmt.Sprintf("%s %s achieved %d", id, outcome.ID, m/20)] += float64(o.Achieved[at])
				out[fmt.Sprintf("%s %s evidenced %d", id, outcome.ID, m/20)] += float64(o.Evidenced[at])
				out[id+" "+outcome.ID+" early"] += float64(o.Evidenced[at]) * float64(months-m)
			}
		}
		for i := range audits {
			out[fmt.Sprintf("%s errors %d", id, i)] = float64(o.Errors[s*audits+i])
		}
		happened(out, id+" failed", o.Failed[s])
	}
	for i, payer := range t.Payers {
		run := 0.0
		for m := range grid {
			if late := o.Late[i*grid+m]; late {
				out[payer.ID+" late"]++
				run++
			} else {
				out[payer.ID+" late in a row"] = math.Max(out[payer.ID+" late in a row"], run)
				run = 0
			}
		}
		happened(out, payer.ID+" default", o.Default[i])
	}
	for i, v := range o.Impact {
		out[fmt.Sprintf("impact %d", i)] = float64(v)
		out["impacts"] += float64(v)
	}
	for i := range t.Costs {
		for m := range months {
			out["cost "+t.Costs[i].ID] += float64(o.Costs[i*months+m])
		}
		out["flexed "+t.Costs[i].ID] = float64(o.Flexed[i])
	}
	for i, v := range o.Observed {
		if v != metric.Undefined {
			out[fmt.Sprintf("observed %d", i)] = float64(v) + 1 // so that 0 is not nothing
		}
	}
	for i, e := range o.Events {
		id := t.Sites[e.Site].ID + " " + t.Outcomes[e.Outcome].ID
		out[id+" events"]++
		out[id+" units"] += float64(e.Units)
		if e.Evidenced < 0 {
			out[id+" never"]++
		} else if e.Evidenced != e.Month {
			out[id+" again"]++
		}
		out[id+" waited"] += float64(e.Month - e.Referred)
		if i == 0 || o.Events[i-1].Person != e.Person {
			out[t.Sites[e.Site].ID+" people"]++
		}
	}
	return out
}

// happened adds whether and when something happened in a path.
func happened(out map[string]float64, name string, month int32) {
	if month >= 0 {
		out[name]++
		out[name+" month"] += float64(month)
	}
}

// sample is one figure on many paths; a path without it has 0.
type sample []float64

func (s sample) moments(about float64) (first, second moments) {
	for _, x := range s {
		first.add(x)
		second.add(square(x - about))
	}
	return first, second
}

// TestOutturnsAgainstOracle holds what the kernel samples against the plain
// simulator, figure by figure: means, and second moments about the kernel's mean.
func TestOutturnsAgainstOracle(t *testing.T) {
	if raced {
		t.Skip("statistics are the same without the race detector")
	}
	n := 1000
	if testing.Short() {
		n = 300
	}
	m := everyClause(t)
	p := m.compile(t)
	c := m.contract(t)
	kernel, plain := map[string]sample{}, map[string]sample{}
	gather := func(into map[string]sample, path, paths int, o *contract.Outturn) {
		for name, x := range figures(&c, o) {
			if into[name] == nil {
				into[name] = make(sample, paths)
			}
			into[name][path] = x
		}
	}
	paths := 3 * n
	for path, l := range p.Lifetimes(2, 0, uint64(paths)) {
		gather(kernel, int(path), paths, l.Outturn)
	}
	o := newOracle(c, m.a, 2)
	for path := range n {
		gather(plain, path, n, o.path())
	}
	for name := range plain {
		if kernel[name] == nil {
			kernel[name] = make(sample, paths)
		}
	}
	if len(kernel) < 150 {
		t.Fatalf("%d figures only", len(kernel))
	}
	for name, a := range kernel {
		b := plain[name]
		if b == nil {
			b = make(sample, n)
		}
		first, _ := a.moments(0)
		first, second := a.moments(first.mean())
		other, otherSecond := b.moments(first.mean())
		if rare := math.Min(elsewhere(a, mode(a)), elsewhere(b, mode(a))); rare*float64(n) < 30 {
			// No normal mean: how often it leaves its usual value is compared.
			x, y := elsewhere(a, mode(a)), elsewhere(b, mode(a))
			if se := math.Sqrt(binomial(x, y, first.n, other.n)); math.Abs(x-y) > z*se {
				t.Errorf("%s: not %g on %.4f of the kernel's paths, %.4f of the oracle's", name, mode(a), x, y)
			}
			continue
		}
		if d, se := first.mean()-other.mean(), math.Sqrt(first.se2()+other.se2()); math.Abs(d) > z*se {
			t.Errorf("%s: kernel %.6g, oracle %.6g, difference %.2f standard errors", name, first.mean(), other.mean(), d/se)
		}
		if d, se := second.mean()-otherSecond.mean(), math.Sqrt(second.se2()+otherSecond.se2()); math.Abs(d) > 1.5*z*se {
			t.Errorf("%s: kernel's second moment %.6g, oracle's %.6g, difference %.2f standard errors", name, second.mean(), otherSecond.mean(), d/se)
		}
	}
}

// mode is the most frequent value.
func mode(s sample) float64 {
	seen := map[float64]int{}
	best := s[0]
	for _, x := range s {
		if seen[x]++; seen[x] > seen[best] {
			best = x
		}
	}
	return best
}

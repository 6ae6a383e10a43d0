package study_test

import (
	"context"
	"math"
	"math/big"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// planWith compiles a deal changed by ADDRESS=VALUE.
func planWith(t *testing.T, doc string, edits ...string) *sim.Plan {
	t.Helper()
	return compile(t, readWith(t, doc, edits...))
}

func bridge(t *testing.T, p *sim.Plan, ask study.BridgeOptions, o sim.Options) *study.Bridge {
	t.Helper()
	b, err := study.NewBridge(context.Background(), p, ask, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// adds holds a bridge to its sums, and returns its readings by name.
func adds(t *testing.T, what string, b *study.Bridge) map[string]*study.BridgeReading {
	t.Helper()
	out := map[string]*study.BridgeReading{}
	for i := range b.Readings {
		r := &b.Readings[i]
		out[r.Name] = r
		at := r.Plan
		for _, bar := range r.Bars {
			at += bar.Amount
			if bar.On == 0 && (bar.Amount != 0 || bar.Change.Value != 0) {
				t.Errorf("%s: %s: %v is off and comes to %d", what, r.Name, bar.Cause, bar.Amount)
			}
		}
		if at != r.Came || r.Came != r.Plan+r.Difference {
			t.Errorf("%s: %s: plan %d and bars come to %d, not %d", what, r.Name, r.Plan, at, r.Came)
		}
	}
	return out
}

// amounts are the bars of a reading by cause.
func amounts(r *study.BridgeReading) map[study.BridgeCause]int64 {
	out := map[study.BridgeCause]int64{}
	for _, bar := range r.Bars {
		out[bar.Cause] = bar.Amount
	}
	return out
}

// On every path of every example the bars lead from the plan to what the path came to,
// to the penny, in all orders at once and in one.
func TestBridgeAddsUpOnEveryPath(t *testing.T) {
	files, err := filepath.Glob("../examples/*/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	backwards := study.BridgeCauses()
	slices.Reverse(backwards)
	for _, file := range append(files, "../sim/testdata/rich.yaml") {
		d, err := dealfile.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := sim.Compile(d)
		if err != nil {
			t.Fatal(err)
		}
		h := p.Hybrids()
		for n, l := range p.Lifetimes(2, 0, 3) {
			h.Walk(2, n)
			plan, came := h.Settle(0), h.Settle(h.Moved())
			for _, order := range [][]study.BridgeCause{nil, backwards} {
				found := adds(t, file, bridge(t, p, study.BridgeOptions{Order: order, Path: &n}, sim.Options{Seed: 2}))
				if r := found[study.WholeReading]; r.Plan != plan.Cost+plan.Finance || r.Came != came.Cost+came.Finance {
					t.Errorf("%s: path %d: the whole system from %d to %d, want %+v to %+v", file, n, r.Plan, r.Came, plan, came)
				}
				for reading, metric := range map[string]string{study.DeliveryReading: "cost.total", study.PayersReading: "public.spend"} {
					i, err := p.Find(metric)
					r := found[reading]
					if (err == nil) != (r != nil) {
						t.Fatalf("%s: reading %s: %v, metric: %v", file, reading, r, err)
					}
					if r == nil {
						continue // no public payer
					}
					if r.Plan != p.PlanCase().Row[i] || r.Came != l.Row[i] {
						t.Errorf("%s: path %d: %s from %d to %d, want %d to %d", file, n, reading, r.Plan, r.Came, p.PlanCase().Row[i], l.Row[i])
					}
				}
			}
		}
	}
}

// The mean bridge ends at the mean of the metric, with its error, and its rounded
// bars are within a penny of the means of the bars.
func TestMeanBridgeIsTheMeanOfTheMetric(t *testing.T) {
	p := planWith(t, moved)
	o := sim.Options{Seed: 1, Paths: 500}
	found := adds(t, "moved", bridge(t, p, study.BridgeOptions{}, o))
	run, err := sim.Run(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	for reading, metric := range map[string]string{study.DeliveryReading: "cost.total", study.PayersReading: "public.spend"} {
		want, _ := run.Metric(metric)
		r := found[reading]
		if math.Abs(float64(r.Came)/100-want.Mean) > 0.00501 || math.Abs(r.Change.SE-want.SE) > 1e-9*want.SE {
			t.Errorf("%s: %d ± %v, the run %v ± %v", metric, r.Came, r.Change.SE, want.Mean, want.SE)
		}
		for _, bar := range r.Bars {
			if math.Abs(float64(bar.Amount)/100-bar.Change.Value) > 0.01 {
				t.Errorf("%s: %v: %d printed of %v", reading, bar.Cause, bar.Amount, bar.Change.Value)
			}
		}
	}
}

// moved is a deal in which every cause moves every reading.
const moved = `
sibsim: 1
name: Everything moves
term: {start: 2024-04, months: 24}
outcomes: {job: {}}
payers: {council: {late: {probability: 0.2, months: 2}, default: {annual: 0.2, recovery: 0.5}}}
shares: {council: 1}
tariffs: {job: {price: 3000, index: cpi}}
indices: {cpi: {annual: 0.03, sd: 0.02}}
referrals: {rate: 10, until: 17}
pathway: {job: {probability: {beta: {mean: 0.5, sd: 0.1}}, delay: 2}}
costs:
  staff: {per: referral, amount: 900, index: cpi, overrun: {uniform: {min: 0.9, max: 1.4}}}
  head: {category: management, amount: {uniform: {min: 900, max: 1500}}, index: cpi}
  broker: {category: intermediary, amount: 700, overrun: {uniform: {min: 0.9, max: 1.3}}}
  shell: {category: special_purpose, per: once, amount: {uniform: {min: 1000, max: 5000}}}
capital:
  profit: {council: 0.3, intermediary: 0.1}
  tranches: {investors: {commitment: 60000, guarantee: {share: 0.5, by: council}}}
sites: {town: {commissioner: council}}
`

// A cause switched off in the deal has bars of exactly 0, and moves no other off.
func TestCauseSwitchedOffIsNothing(t *testing.T) {
	all := study.BridgeCauses()
	for _, c := range []struct {
		cause study.BridgeCause
		edits []string
	}{
		{study.VolumeCause, []string{"referrals.law=fixed", "pathway.job.probability=1"}},
		{study.PriceCause, []string{"indices.cpi.sd=0"}},
		{study.ManagementCause, []string{"costs.head.amount=1200"}},
		{study.IntermediaryCause, []string{"costs.broker.overrun=1", "costs.shell.amount=3000"}},
		{study.OverrunCause, []string{"costs.staff.overrun=1"}},
		{study.IncidentsCause, []string{"payers.council.late.probability=0", "payers.council.default.annual=0"}},
	} {
		found := adds(t, c.cause.String(), bridge(t, planWith(t, moved, c.edits...), study.BridgeOptions{}, sim.Options{Seed: 1, Paths: 60}))
		for name, r := range found {
			for _, bar := range r.Bars {
				off := bar.Cause == c.cause || name == study.DeliveryReading && bar.Cause == study.FinanceCause
				if off && (bar.On != 0 || bar.Amount != 0 || bar.Change.Value != 0 || bar.Change.SE != 0) {
					t.Errorf("without %v: %s: %v is %+v", c.cause, name, bar.Cause, bar)
				}
				if !off && bar.On == 0 {
					t.Errorf("without %v: %s: %v is off too", c.cause, name, bar.Cause)
				}
			}
			if len(r.Bars) != len(all) {
				t.Errorf("%d bars", len(r.Bars))
			}
		}
	}
	// Without any of them the deal is its plan: nothing is left for a residual.
	still := adds(t, "still", bridge(t, planWith(t, moved, "referrals.law=fixed", "pathway.job.probability=1", "indices.cpi.sd=0", "costs.head.amount=1200",
		"costs.broker.overrun=1", "costs.shell.amount=3000", "costs.staff.overrun=1", "payers.council.late.probability=0", "payers.council.default.annual=0"),
		study.BridgeOptions{}, sim.Options{Seed: 1, Paths: 20}))
	for name, r := range still {
		if r.Difference != 0 || r.Change.SE != 0 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// One cost line of 100 for each of 20 planned jobs, of which 10 come, at 1.5 times the
// amount: planned 2,000, fewer jobs alone 1,000, the overrun alone 3,000, both 1,500.
// The jobs' bar is (-1,000 - 1,500)/2, the overrun's (1,000 + 500)/2. Investors
// get 5,000 for 50 a job: they pay in and receive by the same flows.
const bridgeByHand = `
sibsim: 1
name: Pencil
term: {start: 2024-04, months: 2}
outcomes: {job: {}}
payers: {council: {}}
shares: {council: 1}
tariffs: {job: 50}
referrals: {law: fixed, rate: 10, until: 0}
pathway: {job: {probability: 1, delay: 0}}
overrun: 1.5
costs:
  staff: {scope: site, per: outcome, outcome: job, amount: 100}
capital:
  tranches: {investors: {commitment: 5000}}
sites: {town: {commissioner: council, targets: {job: 20}}}
`

func TestBridgeByHand(t *testing.T) {
	path := uint64(0)
	p := planWith(t, bridgeByHand)
	bars := func(order string, reading string, edits ...string) map[study.BridgeCause]int64 {
		t.Helper()
		ask := study.BridgeOptions{Path: &path}
		if order != "" {
			var err error
			if ask.Order, err = study.ParseOrder(order); err != nil {
				t.Fatal(err)
			}
		}
		plan := p
		if len(edits) > 0 {
			plan = planWith(t, bridgeByHand, edits...)
		}
		out := amounts(adds(t, order+" "+reading, bridge(t, plan, ask, sim.Options{Seed: 1}))[reading])
		for c, x := range out {
			if x == 0 {
				delete(out, c)
			}
		}
		return out
	}
	type want = map[study.BridgeCause]int64
	for _, c := range []struct {
		order, reading string
		edits          []string
		want           want
	}{
		{"", study.DeliveryReading, nil, want{study.VolumeCause: -125000, study.OverrunCause: 75000}},
		{"volume", study.DeliveryReading, nil, want{study.VolumeCause: -100000, study.OverrunCause: 50000}},
		{"overrun", study.DeliveryReading, nil, want{study.OverrunCause: 100000, study.VolumeCause: -150000}},
		// Payers pay 1,000 as planned, 500 for 10 jobs.
		{"", study.PayersReading, nil, want{study.VolumeCause: -50000}},
		// What the system spends is what payers pay: investors gain payments less
		// costs, -1,000 as planned, -500 for 10 jobs, -2,000 with the overrun, -1,000
		// with both. Whole and planned finance by sets of volume V, overrun O, finance F:
		// {} 1,000, V 0, O 2,000, VO 500; F 1,000, VF 500, OF 1,000, VOF 500.
		// V: (1/3)(-1,000) + (1/6)(-1,500 - 500) + (1/3)(-500) = -833 1/3, O 416 2/3, F -83 1/3;
		// of the fractions of a penny, all 2/3 from below, the first two are rounded up.
		{"", study.WholeReading, nil, want{study.VolumeCause: -83333, study.OverrunCause: 41666, study.FinanceCause: -8333}},
		{"volume,overrun,finance", study.WholeReading, nil, want{study.VolumeCause: -100000, study.OverrunCause: 50000}},
		{"finance", study.WholeReading, nil, want{study.VolumeCause: -50000}},
	} {
		if got := bars(c.order, c.reading, c.edits...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("order %q, %s: %v, want %v", c.order, c.reading, got, c.want)
		}
	}
}

// Two causes that do the same have the same bars, beside a third that works on both.
func TestSymmetricCausesHaveEqualBars(t *testing.T) {
	p := planWith(t, moved, "costs.staff.overrun=1", "costs.shell.amount=3000",
		"costs.head.amount=700", "costs.head.index=cpi", "costs.broker.index=cpi", "costs.head.overrun=1.3", "costs.broker.overrun=1.3")
	found := adds(t, "twins", bridge(t, p, study.BridgeOptions{}, sim.Options{Seed: 1, Paths: 50}))
	for name, r := range found {
		a, b := r.Bars[study.ManagementCause].Change, r.Bars[study.IntermediaryCause].Change
		if a != b || name == study.DeliveryReading && a.Value == 0 {
			t.Errorf("%s: management %+v, intermediary %+v", name, a, b)
		}
	}
}

// The bars of a path are the means, over all 5,040 orders of seven causes, of what
// each adds in a stated order; a stated order is the differences one after the other.
func TestShapleyIsTheMeanOverOrders(t *testing.T) {
	p := planWith(t, moved)
	h := p.Hybrids()
	path := uint64(0)
	for h.Walk(1, path); h.Moved() != 63; h.Walk(1, path) {
		path++
	}
	parts := []sim.Causes{sim.Volume, sim.Price, sim.Management, sim.Intermediary, 0, sim.Overrun, sim.Incidents}
	finance := study.FinanceCause
	plan := h.Settle(0)
	type set struct {
		on       sim.Causes
		financed bool
	}
	worth := func(s set) [3]int64 {
		x := h.Settle(s.on)
		if !s.financed {
			x.Public += plan.PublicFinance - x.PublicFinance
			x.Finance = plan.Finance
		}
		return [3]int64{x.Cost, x.Public, x.Cost + x.Finance}
	}
	known := map[set][3]int64{}
	var total [7][3]int64
	stated := map[string][7][3]int64{}
	orders := 0
	var each func(order []study.BridgeCause)
	each = func(order []study.BridgeCause) {
		if len(order) < 7 {
			for _, c := range study.BridgeCauses() {
				if !slices.Contains(order, c) {
					each(append(order, c))
				}
			}
			return
		}
		orders++
		var s set
		var steps [7][3]int64
		before := remembered(known, s, worth)
		for _, c := range order {
			s.on |= parts[c]
			s.financed = s.financed || c == finance
			now := remembered(known, s, worth)
			for i := range now {
				steps[c][i] = now[i] - before[i]
				total[c][i] += steps[c][i]
			}
			before = now
		}
		if orders%997 == 1 {
			var names []string
			for _, c := range order {
				names = append(names, c.String())
			}
			stated[strings.Join(names, ",")] = steps
		}
	}
	each(nil)
	found := bridge(t, p, study.BridgeOptions{Path: &path}, sim.Options{Seed: 1})
	for i, r := range found.Readings {
		for _, bar := range r.Bars {
			want, _ := new(big.Rat).SetFrac64(total[bar.Cause][i], 504000).Float64()
			if math.Abs(bar.Change.Value-want) > 1e-9*(1+math.Abs(want)) {
				t.Errorf("%s: %v is %v, the mean over orders %v", r.Name, bar.Cause, bar.Change.Value, want)
			}
		}
	}
	for names, steps := range stated {
		order, err := study.ParseOrder(names)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range bridge(t, p, study.BridgeOptions{Path: &path, Order: order}, sim.Options{Seed: 1}).Readings {
			for k, bar := range r.Bars {
				if bar.Cause != order[k] || bar.Amount != steps[bar.Cause][i] {
					t.Errorf("%s: %s: %v adds %d, want %d", names, r.Name, bar.Cause, bar.Amount, steps[bar.Cause][i])
				}
			}
		}
	}
}

func remembered[K comparable](known map[K][3]int64, s K, worth func(K) [3]int64) [3]int64 {
	x, ok := known[s]
	if !ok {
		x = worth(s)
		known[s] = x
	}
	return x
}

// Given counts and costs take the place of a path. 10 referrals at 900 are planned in
// each of 18 months; 12 came in month 0, at an index of 1.5, and cost 20,000.
func TestBridgeOfGivenCounts(t *testing.T) {
	p := planWith(t, moved)
	l := *p.PlanCase()
	o := *l.Outturn
	o.Referrals = slices.Clone(o.Referrals)
	o.Costs = slices.Clone(o.Costs)
	o.Index = slices.Clone(o.Index)
	o.Referrals[0] = 12
	o.Index[0] = 1500000000
	o.Costs[0] = 2000000
	b := bridge(t, p, study.BridgeOptions{Given: p.Settle(&o)}, sim.Options{})
	// Staff: 9,000 planned, 10,800 with the volume, 13,500 with the index, 16,200 with
	// both, and 3,800 beyond that whatever the rest. The head's cost of the month was
	// as planned in money: no price.
	got := amounts(adds(t, "given", b)[study.DeliveryReading])
	want := map[study.BridgeCause]int64{study.VolumeCause: 225000, study.PriceCause: 495000, study.OverrunCause: 380000}
	for _, c := range study.BridgeCauses() {
		if got[c] != want[c] {
			t.Errorf("%v: %d, want %d", c, got[c], want[c])
		}
	}
	if b.Of != study.OfGiven || b.Paths != 1 {
		t.Errorf("%+v", b)
	}
}

func TestBridgeIsTheSameForAnyWorkers(t *testing.T) {
	p := planWith(t, moved)
	one := bridge(t, p, study.BridgeOptions{}, sim.Options{Seed: 4, Paths: 300, Workers: 1})
	if many := bridge(t, p, study.BridgeOptions{}, sim.Options{Seed: 4, Paths: 300, Workers: 7}); !reflect.DeepEqual(one, many) {
		t.Error("seven workers have another bridge than one")
	}
}

// Stopped, a bridge is that of the paths done; with none it is no bridge.
func TestBridgeStopped(t *testing.T) {
	p := planWith(t, moved)
	ctx, stop := context.WithCancel(context.Background())
	b, err := study.NewBridge(ctx, p, study.BridgeOptions{}, sim.Options{Seed: 1, Paths: 2000, Workers: 1, Progress: func(uint64) { stop() }})
	if err == nil || b == nil || !b.Partial || b.Paths == 0 || b.Paths >= 2000 {
		t.Fatalf("%+v, %v", b, err)
	}
	whole := bridge(t, p, study.BridgeOptions{}, sim.Options{Seed: 1, Paths: b.Paths})
	if !reflect.DeepEqual(b.Readings, whole.Readings) {
		t.Error("the prefix differs from a bridge of so many paths")
	}
	if b, err := study.NewBridge(ctx, p, study.BridgeOptions{}, sim.Options{Paths: 10}); b != nil || err == nil {
		t.Errorf("%+v, %v", b, err)
	}
	if _, err := study.NewBridge(context.Background(), p, study.BridgeOptions{}, sim.Options{}); err == nil {
		t.Error("no paths, and no error")
	}
}

func TestParseOrder(t *testing.T) {
	order, err := study.ParseOrder("overrun, volume")
	if err != nil || len(order) != 7 || order[0] != study.OverrunCause || order[1] != study.VolumeCause || order[2] != study.PriceCause {
		t.Errorf("%v, %v", order, err)
	}
	_, err = study.ParseOrder("volume,prise,volume")
	if err == nil || !strings.Contains(err.Error(), `"prise" is no cause, "volume" stands twice`) || !strings.Contains(err.Error(), "intermediary") {
		t.Error(err)
	}
}

package sim_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/sim"
)

// allDeals are the deals every law is tried on.
var allDeals = []string{"testdata/rich.yaml", "testdata/renamed.yaml", "../examples/minimal/deal.yaml", "testdata/benefits.yaml"}

// Law 5: the same bytes for any number of workers.
func TestSameBytesForAnyWorkers(t *testing.T) {
	for _, file := range allDeals {
		p := compile(t, open(t, file))
		for seed := uint64(1); seed <= 3; seed++ {
			var first *sim.Result
			for _, workers := range []int{1, 2, 3, 8, 64} {
				r, err := sim.Run(context.Background(), p, sim.Options{Seed: seed, Paths: 777, Workers: workers})
				if err != nil {
					t.Fatal(err)
				}
				if first == nil {
					first = r
				}
				if !first.Equal(r) {
					t.Errorf("%s, seed %d: %d workers give other numbers than 1", file, seed, workers)
				}
			}
		}
	}
}

// Law 7: any split into ranges, merged in any order, is the run itself.
func TestAnySplitMergesExactly(t *testing.T) {
	const paths = 500
	rng := rand.New(rand.NewPCG(1, 2))
	for _, file := range allDeals {
		p := compile(t, open(t, file))
		whole := run(t, p, 7, paths)
		job := p.Job(7, paths)
		for range 10 {
			cuts := []uint64{0, paths}
			for range rng.IntN(6) {
				cuts = append(cuts, rng.Uint64N(paths))
			}
			slices.Sort(cuts)
			cuts = slices.Compact(cuts)
			var parts []*sim.Partial
			for i := 1; i < len(cuts); i++ {
				part, err := p.Part(context.Background(), job, sim.Range{First: cuts[i-1], Count: cuts[i] - cuts[i-1]})
				if err != nil {
					t.Fatal(err)
				}
				parts = append(parts, part)
			}
			rng.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			merged, err := sim.Merge(p, parts...)
			if err != nil {
				t.Fatal(err)
			}
			if !merged.Equal(whole) {
				t.Errorf("%s: cuts %v give other numbers than the whole", file, cuts)
			}
			if _, err := sim.Merge(p, append(parts, parts[0])...); err == nil {
				t.Errorf("%s: a part merged twice was not refused", file)
			}
		}
	}
}

func TestMergeRefusesOtherPlans(t *testing.T) {
	a := compile(t, open(t, allDeals[2]))
	d, err := open(t, allDeals[2]).With(deal.Set("tariffs.job.price", 4001))
	if err != nil {
		t.Fatal(err)
	}
	b := compile(t, d)
	part, _ := b.Part(context.Background(), b.Job(1, 10), sim.Range{Count: 10})
	if _, err := sim.Merge(a, part); err == nil {
		t.Error("a part of another plan was merged")
	}
}

// counts copies what one site did on one path.
type counts struct{ referrals, achieved, evidenced []int32 }

func siteCounts(p *sim.Plan, o *contract.Outturn, site string, outcomes []string) counts {
	terms := p.Contract().Terms()
	months := terms.Months
	var c counts
	for i, s := range terms.Sites {
		if s.ID != site {
			continue
		}
		c.referrals = append(c.referrals, o.Referrals[i*months:(i+1)*months]...)
		for _, id := range outcomes {
			for k := range terms.Outcomes {
				if terms.Outcomes[k].ID == id {
					at := (i*len(terms.Outcomes) + k) * months
					c.achieved = append(c.achieved, o.Achieved[at:at+months]...)
					c.evidenced = append(c.evidenced, o.Evidenced[at:at+months]...)
				}
			}
		}
	}
	return c
}

// Law 4: removing or reordering a site, an outcome or a cost moves no other draw.
func TestOtherDrawsStay(t *testing.T) {
	base := open(t, "testdata/rich.yaml")
	outcomes := []string{"welcome", "training", "work", "volunteer", "short", "long"}
	variants := map[string]func(*deal.Document){
		"site removed": func(d *deal.Document) {
			d.Sites = slices.DeleteFunc(d.Sites, func(e deal.Entry[deal.Site]) bool { return e.ID == "moor" })
		},
		"sites reordered": func(d *deal.Document) { slices.Reverse(d.Sites) },
		"outcome removed": func(d *deal.Document) {
			d.Outcomes = slices.DeleteFunc(d.Outcomes, func(e deal.Entry[deal.Outcome]) bool { return e.ID == "drop_in" || e.ID == "plan" })
			d.Pathway = slices.DeleteFunc(d.Pathway, func(e deal.Entry[deal.Transition]) bool { return e.ID == "drop_in" || e.ID == "plan" })
		},
		"outcomes reordered": func(d *deal.Document) { slices.Reverse(d.Outcomes); slices.Reverse(d.Pathway) },
		"costs removed":      func(d *deal.Document) { d.Costs = d.Costs[:1] },
		"payers reordered":   func(d *deal.Document) { slices.Reverse(d.Payers) },
	}
	p := compile(t, base)
	for name, change := range variants {
		doc := base.Document()
		change(&doc)
		d, err := deal.New(doc)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		q := compile(t, d)
		next, stop := pull(q, 3, 40)
		for n, l := range p.Lifetimes(3, 0, 40) {
			other := next()
			for _, site := range []string{"hill", "vale"} {
				a, b := siteCounts(p, l.Outturn, site, outcomes), siteCounts(q, other.Outturn, site, outcomes)
				if !slices.Equal(a.referrals, b.referrals) || !slices.Equal(a.achieved, b.achieved) || !slices.Equal(a.evidenced, b.evidenced) {
					t.Fatalf("%s: path %d of site %s changed", name, n, site)
				}
			}
		}
		stop()
	}
}

// Promise 8: a higher probability gives a superset of that transition's
// events, none of them later: cumulative counts never fall.
func TestHigherProbabilityNeverLess(t *testing.T) {
	base := open(t, "testdata/rich.yaml")
	higher, err := base.With(deal.Set("sites.hill.pathway.welcome.probability", 0.95), deal.Set("sites.vale.pathway.welcome.probability", 0.95))
	if err != nil {
		t.Fatal(err)
	}
	lower, err := base.With(deal.Set("sites.hill.pathway.welcome.probability", 0.6), deal.Set("sites.vale.pathway.welcome.probability", 0.6))
	if err != nil {
		t.Fatal(err)
	}
	p, q := compile(t, lower), compile(t, higher)
	next, stop := pull(q, 5, 60)
	defer stop()
	for n, l := range p.Lifetimes(5, 0, 60) {
		other := next()
		for _, site := range []string{"hill", "vale", "moor"} {
			a, b := siteCounts(p, l.Outturn, site, []string{"welcome"}), siteCounts(q, other.Outturn, site, []string{"welcome"})
			var sumA, sumB int32
			for m := range a.achieved {
				sumA, sumB = sumA+a.achieved[m], sumB+b.achieved[m]
				if sumB < sumA {
					t.Fatalf("path %d, site %s, month %d: %d welcomed with the lower probability, %d with the higher", n, site, m, sumA, sumB)
				}
			}
		}
	}
}

// pull returns a function that gives one lifetime after the other.
func pull(p *sim.Plan, seed, count uint64) (next func() *sim.Lifetime, stop func()) {
	out, back := make(chan *sim.Lifetime), make(chan struct{})
	go func() {
		defer close(out)
		for _, l := range p.Lifetimes(seed, 0, count) {
			out <- l
			if _, ok := <-back; !ok {
				return
			}
		}
	}()
	first := true
	next = func() *sim.Lifetime {
		if !first {
			back <- struct{}{}
		}
		first = false
		return <-out
	}
	return next, func() { close(back) }
}

// Law 1: nothing is allocated on a path, once the lists have grown.
func TestNoAllocationOnAPath(t *testing.T) {
	if raced {
		t.Skip("the race detector allocates")
	}
	for _, file := range append(slices.Clone(allDeals), examples(t)...) {
		p := compile(t, open(t, file))
		walk := sim.HotLoop(p, 1)
		for n := range uint64(300) {
			walk(n)
		}
		n := uint64(0)
		if allocs := testing.AllocsPerRun(300, func() { walk(n); n++ }); allocs != 0 {
			t.Errorf("%s: %.2f allocations a path", file, allocs)
		}
	}
}

// Promise 15: an interrupted run is the longest complete prefix.
func TestInterruptedRunIsAPrefix(t *testing.T) {
	p := compile(t, open(t, "testdata/renamed.yaml"))
	ctx, cancel := context.WithCancel(context.Background())
	var began time.Time
	r, err := sim.Run(ctx, p, sim.Options{Seed: 2, Paths: 200_000, Workers: 2, Progress: func(done uint64) {
		if done > 2000 && began.IsZero() {
			began = time.Now()
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || r == nil || !r.Partial {
		t.Fatalf("result %v, error %v; want a partial result and the context's error", r, err)
	}
	// A hang guard, ten times the promised 250 ms; it times nothing else.
	if took := time.Since(began); took > 2500*time.Millisecond {
		t.Errorf("stopping took %v", took)
	}
	part, err := p.Part(context.Background(), p.Job(2, 200_000), sim.Range{Count: r.Paths})
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := sim.Merge(p, part)
	if err != nil {
		t.Fatal(err)
	}
	if !fresh.Equal(r) {
		t.Errorf("the prefix of %d paths differs from a fresh run of as many", r.Paths)
	}
	none, err := sim.Run(ctx, p, sim.Options{Seed: 2, Paths: 10})
	if none != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("a run cancelled before it began gave %v, %v", none, err)
	}
}

func TestUserMetric(t *testing.T) {
	d := open(t, "../examples/minimal/deal.yaml")
	p := compile(t, d, userMetric)
	r := run(t, p, 1, 500)
	s, ok := r.Metric(userMetric.Name)
	if !ok || s.N != 500 {
		t.Fatalf("user metric: %v, n %d", ok, s.N)
	}
	for n, l := range p.Lifetimes(1, 0, 5) {
		want := slices.Max(l.Ledger.Claimed)
		if got := l.Row[len(l.Row)-1]; got != want {
			t.Errorf("path %d: %d, want %d", n, got, want)
		}
	}
}

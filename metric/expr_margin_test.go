package metric_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// An event happens exactly where its margin is 0 or more, whatever it is made of,
// and has a margin exactly where it is defined; the margin of a comparison moves as
// its metric does.
func TestMargin(t *testing.T) {
	set := marginSet(t)
	r := rand.New(rand.NewPCG(1, 2))
	specs := set.Specs()
	for _, expr := range []string{
		"p(investor.npv < 0)", "p(investor.npv <= 0)", "p(investor.npv > 12.5)", "p(investor.npv >= -3)", "p(not investor.npv < 100)", "p(investor.loss)", "p(not investor.loss)",
		"p(any(investor.npv < 0, public.spend > 50))", "p(all(investor.npv < 0, not public.spend > 50, investor.moic < 1.1))", "p(not any(investor.npv < 0, investor.loss))",
	} {
		s, err := metric.ParseStatistic(expr)
		if err != nil {
			t.Fatal(err)
		}
		bound, err := s.Bind(set)
		if err != nil {
			t.Fatal(err)
		}
		b := &bound[0]
		row := make([]int64, len(specs))
		var got [2]int64
		happens := 0
		for range 3000 {
			for i := range row {
				row[i] = r.Int64N(30_000) - 15_000
				switch {
				case specs[i].Unit == metric.Flag:
					row[i] = r.Int64N(2)
				case specs[i].Unit == metric.Ratio:
					row[i] = r.Int64N(2_200_000_000)
				}
				switch r.IntN(12) {
				case 0:
					row[i] = metric.Undefined
				case 1:
					row[i] = 0
				}
			}
			b.Eval(got[:], row)
			m := b.Margin(row)
			if math.IsNaN(m) != (got[0] == metric.Undefined) || got[0] != metric.Undefined && (m >= 0) != (got[0] == 1) {
				t.Fatalf("%s: %d with margin %v", expr, got[0], m)
			}
			if got[0] == 1 {
				happens++
			}
		}
		if happens < 100 {
			t.Errorf("%s: happens %d times: the test sees too little", expr, happens)
		}
	}
	s, _ := metric.ParseStatistic("p(investor.npv < 100)")
	bound, err := s.Bind(set)
	if err != nil {
		t.Fatal(err)
	}
	row := make([]int64, len(specs))
	for _, v := range []int64{9_999, 10_000, 5_000, -20_000} {
		row[bound[0].Places[0]] = v
		if m := bound[0].Margin(row); math.Abs(m-(9_999-float64(v))/100) > 1e-9 {
			t.Errorf("margin of %d is %v", v, m)
		}
	}
	if loss, _ := metric.ParseStatistic("p(investor.loss)"); !bound[0].Compares() {
		t.Errorf("%s does not compare", s.String())
	} else if b, err := loss.Bind(set); err != nil || b[0].Compares() {
		t.Errorf("a flag compares: %v", err)
	}
}

func marginSet(t *testing.T) *metric.Set {
	t.Helper()
	d, err := dealfile.Open("../examples/minimal/deal.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := sim.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p.Metrics()
}

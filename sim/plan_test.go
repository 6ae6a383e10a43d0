package sim_test

import (
	"math"
	"testing"
)

// The plan case keeps what was signed: targets add up to their totals, and where
// there is none the evidenced outcomes are the achieved ones times the
// evidence probability, to within rounding, though neither comes in whole
// people month by month.
func TestPlanCaseKeepsTotals(t *testing.T) {
	for _, file := range append([]string{"testdata/rich.yaml", "testdata/renamed.yaml"}, examples(t)...) {
		d := open(t, file)
		p := compile(t, d)
		terms := p.Contract().Terms()
		a := d.Assumptions()
		out := p.PlanCase().Outturn
		means := p.CentralMeans()
		for i, s := range terms.Sites {
			for k, o := range terms.Outcomes {
				at := (i*len(terms.Outcomes) + k) * terms.Months
				var achieved, evidenced int64
				for m := range terms.Months {
					achieved += int64(out.Achieved[at+m])
					evidenced += int64(out.Evidenced[at+m])
					if out.Evidenced[at+m] > out.Achieved[at+m] || out.Evidenced[at+m] < 0 {
						t.Fatalf("%s: %s, %s, month %d: %d evidenced of %d", file, s.ID, o.ID, m, out.Evidenced[at+m], out.Achieved[at+m])
					}
				}
				signed := false
				for _, target := range s.Targets {
					if target.Outcome == o.ID {
						signed = true
						if evidenced != target.Total || achieved != target.Total {
							t.Errorf("%s: %s, %s: %d planned, %d signed", file, s.ID, o.ID, evidenced, target.Total)
						}
					}
				}
				if signed {
					continue
				}
				if m := &means[i]; math.Abs(m.Achieved[k]-float64(achieved)) > 0.51 || math.Abs(m.Evidenced[k]-float64(evidenced)) > 1.5 {
					t.Errorf("%s: %s, %s: %d achieved and %d evidenced are planned, the means are %.2f and %.2f", file, s.ID, o.ID, achieved, evidenced, m.Achieved[k], m.Evidenced[k])
				}
				for _, e := range a.Sites[i].Evidence {
					if e.Outcome != o.ID || e.Probability.Uncertain() {
						continue
					}
					if want := e.Probability.Value * float64(achieved); math.Abs(float64(evidenced)-want) > 1.5 {
						t.Errorf("%s: %s, %s: %d evidenced of %d planned, want %.1f", file, s.ID, o.ID, evidenced, achieved, want)
					}
				}
			}
		}
	}
}

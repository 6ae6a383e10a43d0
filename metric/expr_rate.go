package metric

import (
	"fmt"
	"strings"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/num"
)

// Wants returns the metrics that statistics need beyond a contract's own, each
// once: the net present values at rates of their own, such as
// investor.npv@6%. They are to be handed to sim.Compile, or to [New], before
// the statistics are bound. Names that the contract has no series for are left
// out; binding tells of them.
//
// The value of each is round(Σ_t F_t (1+r)^(−t/12)) in minor units, with the
// factors and the rounding of investor.npv, so that at the rate capital.hurdle
// the two are equal.
func Wants(c *contract.Contract, of ...Statistic) []Spec {
	terms := c.Terms()
	var specs []Spec
	seen := map[string]bool{}
	add := func(owner, id string, tranche int, rate float64) {
		s := rated(c, &terms, owner, tranche, name{path: id, rated: true, rate: rate})
		if !seen[s.Name] {
			seen[s.Name] = true
			specs = append(specs, s)
		}
	}
	for i := range of {
		of[i].names(func(n name) {
			if !n.rated {
				return
			}
			tranches := terms.Capital.Tranches
			if n.path == "investor.npv" && len(tranches) > 0 {
				add("the investors'", n.path, -1, n.rate)
			}
			for k := range tranches {
				if path := "tranche." + tranches[k].ID + ".npv"; len(tranches) > 1 && stands(n.path, path) {
					add("the tranche's", path, k, n.rate)
				}
			}
		})
	}
	return specs
}

// rated is the net present value of the flow of a tranche, or of all of them
// for -1, at a rate of its own.
func rated(c *contract.Contract, terms *contract.Terms, owner string, tranche int, n name) Spec {
	grid := c.Grid()
	factors := cashflow.Discount(make([]float64, grid), n.rate)
	return Spec{
		Name: n.String(), Unit: Money, Scale: minorUnits(terms),
		Doc: fmt.Sprintf("Net present value at month 0 of %s net flow at %s a year; positive is a gain.", owner, perCent(n.rate)),
		Of: func(l *contract.Ledger) (int64, bool) {
			flow := l.Flow
			if tranche >= 0 {
				flow = l.TrancheFlow[tranche*grid : (tranche+1)*grid]
			}
			return num.Round(cashflow.NPVWith(flow, factors)), true
		},
	}
}

// stands reports whether a name with * for segments stands for another.
func stands(pattern, path string) bool {
	want, have := strings.Split(pattern, "."), strings.Split(path, ".")
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		if want[i] != "*" && want[i] != have[i] {
			return false
		}
	}
	return true
}

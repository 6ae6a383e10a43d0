package study

import (
	"math/bits"
	"slices"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// Why says why one more outcome pays an actor nothing: a set of reasons.
type Why uint

// The reasons. Caps are those that reduce something on the path and may have taken
// the outcome's worth; where several do, no one can be told from the others.
const (
	PaidElsewhere  Why = 1 << iota // paid for, but none of it comes to this actor
	UnpaidOutcome                  // no price at the site, and no reward looks at it
	NotCounted                     // after the end of service or the site's last month, or a rule about people
	SiteCap                        // of the site, whole or by period
	OutcomeCap                     // of the tariff: count, amount or period
	ParticipantCap                 // of one person
	PayerCap
	DealCap
	Default // its payer defaults
	Floor   // the tariff's floor is paid in any case
	lastWhy
)

// DeadZone is where one more outcome pays an actor exactly nothing.
type DeadZone struct {
	Site, Outcome, Actor int
	Share                tally.Proportion // of paths
	Reasons              []DeadReason     // of most paths first
}

// DeadReason is a set of reasons, 0 if none can be told (a price of 0, no threshold
// reached), and the share of all paths on which it holds.
type DeadReason struct {
	Why   Why
	Share float64
}

// reasons are what a contract has that may keep an outcome from paying.
type reasons struct {
	unpaid, capped, floored []bool // [site][outcome]
	person                  []bool // [site]
	cells, payers           int
	outcomes                int
}

func newReasons(p *sim.Plan) *reasons {
	t := p.Contract().Terms()
	r := &reasons{outcomes: len(t.Outcomes), cells: len(t.Sites) * len(t.Outcomes), payers: len(t.Payers)}
	limited := func(l contract.Limit, c contract.PeriodCap) bool { return l.Set || len(c.Amounts) > 0 }
	for i := range t.Sites {
		x := &t.Sites[i]
		r.person = append(r.person, x.ParticipantCap.Set)
		for _, k := range t.Outcomes {
			at := slices.IndexFunc(x.Tariffs, func(f contract.Tariff) bool { return f.Outcome == k.ID })
			measured := slices.ContainsFunc(t.Measures, func(m contract.Measure) bool {
				return (m.Outcome == k.ID || m.Per == k.ID) && (m.Site == "" || m.Site == x.ID)
			})
			r.unpaid = append(r.unpaid, (at < 0 || free(&x.Tariffs[at])) && !measured)
			r.capped = append(r.capped, at >= 0 && (x.Tariffs[at].MaxCount.Set || limited(x.Tariffs[at].Cap, x.Tariffs[at].Period)))
			r.floored = append(r.floored, at >= 0 && x.Tariffs[at].Floor > 0)
		}
	}
	return r
}

// free reports whether a tariff pays nothing whatever happens.
func free(t *contract.Tariff) bool {
	return t.Floor == 0 && !slices.ContainsFunc(t.Prices, func(p contract.Money) bool { return p != 0 }) &&
		!slices.ContainsFunc(t.Bands, func(b contract.Band) bool { return b.Price != 0 })
}

// standing is what a path came to before an edit.
type standing struct {
	evidenced []int64
	payments  int64
	lost      []int64 // by payer
}

func (r *reasons) standing() standing {
	return standing{evidenced: make([]int64, r.cells), lost: make([]int64, r.payers)}
}

func (s *standing) note(l *contract.Ledger) {
	copy(s.evidenced, l.Evidenced)
	s.payments = total(l.Payments)
	copy(s.lost, l.Lost)
}

func total(x []int64) int64 {
	var sum int64
	for _, v := range x {
		sum += v
	}
	return sum
}

// of tells why an outcome more at a cell may have paid nobody, or somebody else.
func (r *reasons) of(s *standing, l *contract.Ledger, m *Margin) Why {
	if s.payments != total(l.Payments) {
		return PaidElsewhere
	}
	cell := m.Site*r.outcomes + m.Outcome
	switch {
	case r.unpaid[cell]:
		return UnpaidOutcome
	case s.evidenced[cell] == l.Evidenced[cell]:
		return NotCounted
	case !slices.Equal(s.lost, l.Lost):
		return Default
	}
	var w Why
	for _, x := range []struct {
		holds bool
		why   Why
	}{
		{l.Capped[m.Site], SiteCap},
		{l.TariffCapped && r.capped[cell], OutcomeCap},
		{l.TariffCapped && r.person[m.Site], ParticipantCap},
		{l.PayerCapped, PayerCap},
		{l.DealCapped, DealCap},
	} {
		if x.holds {
			w |= x.why
		}
	}
	if w == 0 && r.floored[cell] {
		w = Floor
	}
	return w
}

// deadZones gathers them for the provider of the site, the investors and the
// vehicle's income.
func (s *incentives) deadZones(why *reasons) {
	for i := range s.Margins {
		m := &s.Margins[i]
		for a := range s.Actors {
			x := &s.Actors[a]
			if !(x.Kind == ProviderActor && x.Site == m.Site || x.ID == "investor" || x.ID == "vehicle.income") || m.Zero[a].P == 0 {
				continue
			}
			d := DeadZone{Site: m.Site, Outcome: m.Outcome, Actor: a, Share: m.Zero[a]}
			var paths [lastWhy]uint64
			at := i * (s.actors + 1)
			for row := 0; row < len(s.margins); row += s.marginWidth {
				if s.margins[row+at+a] == 0 {
					paths[s.margins[row+at+s.actors]]++
				}
			}
			for w, n := range paths {
				if n > 0 {
					d.Reasons = append(d.Reasons, DeadReason{Why(w), float64(n) / float64(s.Paths)})
				}
			}
			slices.SortStableFunc(d.Reasons, func(a, b DeadReason) int {
				switch {
				case a.Share > b.Share:
					return -1
				case a.Share < b.Share:
					return 1
				}
				return 0
			})
			s.Dead = append(s.Dead, d)
		}
	}
}

// Split returns the single reasons of a set.
func (w Why) Split() []Why {
	var out []Why
	for ; w != 0; w &= w - 1 {
		out = append(out, 1<<bits.TrailingZeros(uint(w)))
	}
	return out
}

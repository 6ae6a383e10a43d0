package contract_test

import (
	"cmp"
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// What happens to people in a random case, and to prices.

// people makes the counts: some of people whose events are known, more of
// people unknown.
func (d *draft) people() {
	t, o, months := &d.t, d.o, d.t.Months
	o.Referrals = make([]int32, len(t.Sites)*months)
	o.Achieved = make([]int32, len(t.Sites)*len(t.Outcomes)*months)
	o.Evidenced = make([]int32, len(t.Sites)*len(t.Outcomes)*months)
	for i := range o.Referrals {
		o.Referrals[i] = int32(d.IntN(20))
	}
	known := d.chance(0.75)
	for row := range len(t.Sites) * len(t.Outcomes) {
		most := []int{0, 1, 2, 5, 20}[d.IntN(5)]
		if known && d.chance(0.5) {
			most = 0
		}
		for m := range months {
			a := d.between(0, most)
			o.Achieved[row*months+m] = int32(a)
			o.Evidenced[row*months+m] = int32(a)
			if d.chance(0.3) {
				o.Evidenced[row*months+m] = int32(d.between(0, a))
			}
		}
	}
	if !known {
		return
	}
	for s := range t.Sites {
		id := uint64(0) // those of one site may be those of another
		for range d.between(0, 15) {
			id += uint64(d.between(1, 3))
			d.person(s, id)
		}
	}
	for _, e := range o.Events {
		row := (int(e.Site)*len(t.Outcomes) + int(e.Outcome)) * months
		o.Achieved[row+int(e.Month)] += e.Units
		if e.Evidenced >= 0 {
			o.Evidenced[row+int(e.Evidenced)] += e.Units
		}
	}
}

// person makes the events of one person.
func (d *draft) person(site int, id uint64) {
	t, o, months := &d.t, d.o, d.t.Months
	referred := d.IntN(months)
	o.Referrals[site*months+referred]++
	var own []contract.Event
	add := func(k, month, evidenced, units int) {
		if evidenced >= months {
			evidenced = -1
		}
		own = append(own, contract.Event{
			Person: id, Site: int32(site), Outcome: int32(k), Referred: int32(referred),
			Month: int32(month), Evidenced: int32(evidenced), Units: int32(units),
		})
	}
	for k := range t.Outcomes {
		if d.chance(0.3) {
			continue
		}
		month := referred + d.IntN(8)
		units, length := 1, 1
		if d.chance(0.2) { // counted by time, in one month or in several
			units, length = d.between(1, 31), d.between(1, 5)
		}
		for m := month; m < min(month+length, months); m++ {
			switch d.IntN(6) {
			case 0:
				add(k, m, -1, units)
			case 1:
				add(k, m, m+d.between(1, 4), units)
			default:
				add(k, m, m, units)
			}
		}
	}
	slices.SortStableFunc(own, func(a, b contract.Event) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Outcome, b.Outcome))
	})
	o.Events = append(o.Events, own...)
}

// levels makes the levels of the price indices.
func (d *draft) levels() {
	for range d.t.Indices {
		level, drift := int64(contract.IndexUnit), d.between(-2_000_000, 12_000_000)
		for range d.t.Months {
			d.o.Index = append(d.o.Index, level)
			level += int64(d.between(drift-8_000_000, drift+8_000_000))
			if d.chance(0.05) {
				level = contract.IndexUnit / 2 * int64(d.between(1, 4)) // halves, for ties in rounding
			}
			level = max(level, contract.IndexUnit/10)
		}
	}
}

// targets makes a target for each outcome at each site, near what happens.
func (d *draft) targets() {
	for s := range d.t.Sites {
		for k := range d.t.Outcomes {
			g := contract.Target{Outcome: d.t.Outcomes[k].ID}
			usual := []float64{0, 0.5, 1, 1.5}[d.IntN(4)]
			for m := range d.t.Months {
				e := d.o.Evidenced[(s*len(d.t.Outcomes)+k)*d.t.Months+m]
				x := int32(usual*float64(e)+d.Float64()) + int32(d.IntN(2))
				g.Months = append(g.Months, x)
				g.Total += int64(x)
			}
			if d.chance(0.3) {
				g.Months = nil
			}
			d.t.Sites[s].Targets = append(d.t.Sites[s].Targets, g)
		}
	}
}

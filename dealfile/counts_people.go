package dealfile

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/sibsim/sibsim/contract"
)

// personKey names a person: names mean one person at one site only.
type personKey struct {
	site int
	name string
}

// person is what a file of counts says of one person.
type person struct {
	key        personKey
	referred   int32 // month, -1 if not said
	referredAt Place
	outcomes   map[int]*happenings
}

// happenings are the rows of one outcome of a person.
type happenings struct{ achieved, evidenced []happening }

type happening struct {
	month, units int32
	at           Place // of the month in the file
}

// personal notes a row about a person at site s: outcome k, or the referral.
func (f *countFile) personal(e entry, s, k, m int, n int32, achieved bool) {
	if n == 0 || e.item == "referrals" && n != 1 {
		f.fault(valueColumn, strconv.Quote(e.value), "must be 1, or the units of an outcome counted by time")
		return
	}
	key := personKey{s, e.person}
	p := f.people[key]
	if p == nil {
		p = &person{key: key, referred: -1, outcomes: map[int]*happenings{}}
		f.people[key] = p
	}
	if e.item == "referrals" {
		p.referred, p.referredAt = int32(m), f.here(monthColumn)
		return
	}
	h := p.outcomes[k]
	if h == nil {
		h = &happenings{}
		p.outcomes[k] = h
	}
	one := happening{int32(m), n, f.here(monthColumn)}
	if achieved {
		h.achieved = append(h.achieved, one)
	} else {
		h.evidenced = append(h.evidenced, one)
	}
}

// addPeople adds the people of the file to the counts and lists their events.
// People are numbered at each site by the month of their referral, then by name.
func (f *countFile) addPeople() {
	events := make(map[*person][]contract.Event, len(f.people))
	var people []*person
	for _, p := range f.people {
		people = append(people, p)
		list := f.events(p)
		first := int32(math.MaxInt32)
		for _, v := range list {
			first = min(first, v.Month)
		}
		if p.referred < 0 {
			p.referred = first
		} else if p.referred > first {
			f.faultAt(p.referredAt, fmt.Sprintf("referred in month %d", p.referred), fmt.Sprintf("must not be after the first outcome, in month %d", first))
		}
		events[p] = list
	}
	slices.SortFunc(people, func(a, b *person) int {
		return cmp.Or(cmp.Compare(a.key.site, b.key.site), cmp.Compare(a.referred, b.referred), cmp.Compare(a.key.name, b.key.name))
	})
	number, months := uint64(0), f.terms.Months
	for i, p := range people {
		if i > 0 && people[i-1].key.site != p.key.site {
			number = 0
		}
		f.grow(f.out.Referrals, p.key.site*months+int(p.referred), 1)
		for _, v := range events[p] {
			v.Person, v.Referred = number, p.referred
			row := (p.key.site*len(f.terms.Outcomes) + int(v.Outcome)) * months
			f.grow(f.out.Achieved, row+int(v.Month), v.Units)
			if v.Evidenced >= 0 {
				f.grow(f.out.Evidenced, row+int(v.Evidenced), v.Units)
			}
			f.out.Events = append(f.out.Events, v)
		}
		number++
	}
	slices.SortFunc(f.faults, func(a, b Located) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col)) })
	f.faults = slices.Compact(f.faults)
}

func (f *countFile) faultAt(at Place, found, allowed string) {
	f.faults = append(f.faults, Located{Line: at.Line, Col: at.Col, Found: found, Allowed: allowed})
}

// grow adds n to a count.
func (f *countFile) grow(counts []int32, i int, n int32) {
	if sum := int64(counts[i]) + int64(n); sum > math.MaxInt32 {
		f.faultAt(Place{1, 1}, fmt.Sprintf("a count of %d in month %d, people included,", sum, i%f.terms.Months), mostCounted)
		return
	}
	counts[i] += n
}

// events returns what happened to a person, by month achieved and outcome. What
// is evidenced was achieved in the same month, if that is said or nothing is;
// else the rest of both goes together in the order of months.
func (f *countFile) events(p *person) []contract.Event {
	var list []contract.Event
	for k, h := range p.outcomes {
		add := func(achieved, evidenced, units int32) {
			list = append(list, contract.Event{Site: int32(p.key.site), Outcome: int32(k), Month: achieved, Evidenced: evidenced, Units: units})
		}
		byMonth := func(a, b happening) int { return cmp.Compare(a.month, b.month) }
		slices.SortFunc(h.achieved, byMonth)
		slices.SortFunc(h.evidenced, byMonth)
		stated := len(h.achieved) > 0
		var later []happening
		for _, e := range h.evidenced {
			i := slices.IndexFunc(h.achieved, func(a happening) bool { return a.month == e.month })
			switch {
			case i >= 0:
				f.agree(h.achieved[i], e)
				h.achieved = slices.Delete(h.achieved, i, i+1)
				add(e.month, e.month, e.units)
			case stated:
				later = append(later, e)
			default:
				add(e.month, e.month, e.units)
			}
		}
		for i, e := range later {
			if i >= len(h.achieved) {
				f.faultAt(e.at, fmt.Sprintf("%s evidenced more often than achieved", f.terms.Outcomes[k].ID), "must be achieved once for each time")
				continue
			}
			a := h.achieved[i]
			if a.month > e.month {
				f.faultAt(e.at, fmt.Sprintf("%s evidenced in month %d", f.terms.Outcomes[k].ID, e.month), fmt.Sprintf("must not be before it is achieved, in month %d", a.month))
			}
			f.agree(a, e)
			add(a.month, e.month, e.units)
		}
		for _, a := range h.achieved[min(len(later), len(h.achieved)):] {
			add(a.month, -1, a.units)
		}
	}
	slices.SortFunc(list, func(a, b contract.Event) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Outcome, b.Outcome))
	})
	return list
}

// agree checks that what is evidenced has the units of what is achieved.
func (f *countFile) agree(a, e happening) {
	if a.units != e.units {
		f.faultAt(e.at, fmt.Sprintf("%d units evidenced", e.units), fmt.Sprintf("must be the %d achieved", a.units))
	}
}

package sim

import (
	"slices"

	"github.com/sibsim/sibsim/contract"
)

// reach is an outcome that people of a site may reach.
type reach struct {
	outcome int32
	units   []int32 // of a state, [month]
}

// reachedBy lists the outcomes of the groups, ascending.
func reachedBy(groups []group) []reach {
	var out []reach
	for i := range groups {
		for j := range groups[i].members {
			out = append(out, reach{groups[i].members[j].outcome, groups[i].units})
		}
	}
	slices.SortFunc(out, func(a, b reach) int { return int(a.outcome - b.outcome) })
	return out
}

// events appends the site's people to the outturn's events. Every list is in
// the order of people, so one pass over the referrals merges them.
func (w *worker) events(site int) {
	months := w.plan.months
	s := &w.plan.sites[site]
	for _, r := range s.reached {
		w.lists[r.outcome].next = 0
	}
	events := w.out.Events
	for m, n := range w.out.Referrals[site*months : (site+1)*months] {
		for i := range uint64(n) {
			who := uint64(m)<<32 + i
			first := len(events)
			for _, r := range s.reached {
				l := &w.lists[r.outcome]
				for ; l.next < len(l.who) && l.who[l.next] == who; l.next++ {
					e := contract.Event{
						Person: who, Site: int32(site), Outcome: r.outcome, Referred: int32(m),
						Month: l.month[l.next], Evidenced: l.evidenced[l.next], Units: 1,
					}
					if r.units != nil {
						e.Units = r.units[e.Month]
					}
					events = append(events, e)
				}
			}
			inOrder(events[first:])
		}
	}
	w.out.Events = events
}

// inOrder sorts the events of a person, who has few, by month; those of one month
// stay in the order of their outcomes.
func inOrder(events []contract.Event) {
	for i := 1; i < len(events); i++ {
		for j := i; j > 0 && events[j].Month < events[j-1].Month; j-- {
			events[j], events[j-1] = events[j-1], events[j]
		}
	}
}

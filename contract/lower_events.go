package contract

import (
	"cmp"
	"slices"
)

// target is what was signed for one outcome at one site.
type target struct {
	total int64
	upTo  []int64 // [month] before that month, if signed by month
}

// review is a review with one of its formulas.
type review struct {
	id      string
	month   int
	outcome int32
	follow  Follow
}

// test is a test held at the end of a month.
type test struct {
	id       string
	month    int
	outcome  int32
	sites    span
	share    int64
	exit     bool
	runOff   int
	payout   int64
	payer    Account
	clause   int32 // of the payout
	windDown Money
}

// rule is what an outcome of one person must fulfil to count.
type rule struct {
	window   bool
	after    int32 // an outcome, -1: the referral
	months   int32
	requires []int32
}

func (s *Schedule) lowerEvents(c *Contract) {
	t := &c.terms
	if len(t.Reviews)+len(t.Tests)+len(t.Measures) > 0 {
		s.lowerTargets(t)
	}
	for i := range t.Reviews {
		term := &t.Reviews[i]
		row := review{id: term.ID, month: term.Month, outcome: int32(t.outcome(term.Outcome))}
		if row.follow = term.Caps; !row.follow.None() {
			s.reviews = append(s.reviews, row)
		}
		if row.follow = term.Volumes; !row.follow.None() {
			s.volumes = append(s.volumes, row)
		}
	}
	byMonth := func(a, b review) int { return cmp.Compare(a.month, b.month) }
	slices.SortStableFunc(s.reviews, byMonth)
	slices.SortStableFunc(s.volumes, byMonth)
	for i := range t.Tests {
		s.lowerTest(c, &t.Tests[i])
	}
	slices.SortStableFunc(s.tests, func(a, b test) int { return cmp.Compare(a.month, b.month) })
	s.lowerRules(t)
}

func (s *Schedule) lowerTest(c *Contract, term *Test) {
	t := &c.terms
	row := test{
		id: term.ID, month: term.Month, outcome: int32(t.outcome(term.Outcome)), sites: t.sitesOf(term.Site),
		share: term.Share, exit: term.Exit, runOff: term.RunOff, payout: term.Payout, windDown: term.WindDown,
		clause: s.clause("tests." + term.ID + ".payout"),
	}
	if term.Payer != "" {
		row.payer = c.PayerAccount(t.payer(term.Payer))
	}
	s.personal = s.personal || term.RunOff > 0
	s.tests = append(s.tests, row)
}

func (s *Schedule) lowerTargets(t *Terms) {
	s.targets = make([]target, len(t.Sites)*len(t.Outcomes))
	for i := range t.Sites {
		for _, term := range t.Sites[i].Targets {
			row := target{total: term.Total}
			if term.Months != nil {
				row.upTo = make([]int64, t.Months+1)
				for m, n := range term.Months {
					row.upTo[m+1] = row.upTo[m] + int64(n)
				}
			}
			s.targets[i*len(t.Outcomes)+t.outcome(term.Outcome)] = row
		}
	}
}

// lowerRules makes the table of rules about people, if there is one.
func (s *Schedule) lowerRules(t *Terms) {
	for i := range t.Sites {
		for j := range t.Sites[i].Tariffs {
			term := &t.Sites[i].Tariffs[j]
			if !term.Window.Set && len(term.Requires) == 0 {
				continue
			}
			if s.rules == nil {
				s.rules = make([]rule, len(t.Sites)*len(t.Outcomes))
			}
			row := rule{window: term.Window.Set, after: -1, months: int32(term.Window.Months)}
			if term.Window.After != "" {
				row.after = int32(t.outcome(term.Window.After))
			}
			for _, id := range term.Requires {
				row.requires = append(row.requires, int32(t.outcome(id)))
			}
			s.rules[i*len(t.Outcomes)+t.outcome(term.Outcome)] = row
			s.personal = true
		}
	}
}

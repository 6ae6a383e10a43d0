package scenarios

import (
	"slices"
	"strconv"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/deal"
)

func specialistTurnover(d deal.Deal, v values) (deal.Deal, error) {
	fields := []struct {
		of   func(s *deal.Specialists) *deal.Quantity
		size float64
	}{
		{func(s *deal.Specialists) *deal.Quantity { return &s.Turnover }, v["turnover"]},
		{func(s *deal.Specialists) *deal.Quantity { return &s.Vacancy }, v["vacancy"]},
	}
	doc := d.Document()
	some := false
	for i, s := range d.Assumptions().Sites {
		if s.Specialists == nil {
			continue
		}
		some = true
		own, top := &doc.Sites[i].Value.Specialists, &doc.Specialists
		for _, f := range fields {
			at := f.of(own)
			// Where it is written; nowhere: where the caseload is.
			if !at.Stated() && (f.of(top).Stated() || !own.Caseload.Stated()) {
				at = f.of(top)
			}
			*at = atLeast(*at, f.size)
		}
	}
	if !some {
		return d, &deal.Fault{Address: "specialists", Found: "are none;", Allowed: "must be declared at one site at least: else nobody can leave"}
	}
	return deal.New(doc)
}

func providerFailure(d deal.Deal, v values) (deal.Deal, error) {
	annual := v["annual"]
	terms := deal.Failure{Annual: deal.Num(number(annual)), Gap: deal.Num(number(v["gap"])), Cost: deal.Num(number(v["cost"]))}
	stated := func(f *deal.Failure) bool { return f.Annual.Stated() || f.Gap.Stated() || f.Cost.Stated() }
	return rewritten(d, func(doc *deal.Document) {
		own := slices.ContainsFunc(doc.Sites, func(s deal.Entry[deal.Site]) bool { return stated(&s.Value.Failure) })
		byDefault := stated(&doc.Failure)
		switch {
		case byDefault:
			doc.Failure.Annual = atLeast(doc.Failure.Annual, annual)
		case !own:
			doc.Failure = terms
			return
		}
		for i := range doc.Sites {
			f := &doc.Sites[i].Value.Failure
			switch {
			case f.Annual.Stated() || stated(f) && !byDefault:
				f.Annual = atLeast(f.Annual, annual)
			case !byDefault:
				*f = terms
			}
		}
	})
}

func replan(d deal.Deal, v values) (deal.Deal, error) {
	a, agreed := d.Assumptions(), d.Contract()
	terms, kinds := agreed.Terms(), kindsOf(d)
	outcome := ""
	for _, o := range a.Outcomes {
		for _, s := range terms.Sites {
			for _, t := range s.Targets {
				if t.Outcome == o.ID && (outcome == "" || o.Kind == assumptions.JobStart && kinds[outcome] != assumptions.JobStart) {
					outcome = o.ID
				}
			}
		}
	}
	if outcome == "" {
		return d, &deal.Fault{Address: "sites.*.targets", Found: "are none;", Allowed: "must have one: a plan is held against it"}
	}
	month := int(v["at"] * float64(a.Months))
	if month < 1 {
		return d, &deal.Fault{Address: "term.months", Found: strconv.Itoa(a.Months), Allowed: "must be longer for a month to come before the plan is changed (tune at)"}
	}
	follow := deal.Formula{Part: deal.Num("1"), Least: deal.Num(number(v["least"])), Most: deal.Num(number(v["most"]))}
	return rewritten(d, func(doc *deal.Document) {
		*doc.Reviews.Put("replan") = deal.Review{Month: strconv.Itoa(month), Outcome: outcome, Caps: follow, Volumes: follow}
	})
}

package contract_test

import (
	"testing"

	"github.com/sibsim/sibsim/contract"
)

func TestBands(t *testing.T) {
	terms := handTerms(3)
	job := &terms.Sites[0].Tariffs[0]
	job.Prices, job.Bands = nil, []contract.Band{
		{UpTo: contract.AtMost(2), Price: 100},
		{UpTo: contract.AtMost(4), Price: 70},
		{Price: 10},
	}
	job.MaxCount = contract.AtMost(5)
	// Jobs 1 to 3: 100 + 100 + 70. Jobs 4 to 6: 70 + 10, and the sixth beyond
	// the count cap. The seventh counts for nothing.
	l := byHand(t, terms, []int32{3, 3, 1}, nil)
	wantList(t, "claimed", l.Claimed, 270, 80, 0)
	wantIs(t, "uncapped", l.Uncapped[0], 270+90+10)

	job.MaxCount = contract.Limit{}
	job.Bands[2].UpTo = contract.AtMost(5)
	l = byHand(t, terms, []int32{3, 3, 1}, nil)
	wantList(t, "beyond the last band", l.Claimed, 270, 80, 0)

	job.Index = "cpi" // at 1.1: 110, 77 and 11
	l = byHand(t, terms, []int32{3, 3, 1}, nil)
	wantList(t, "indexed", l.Claimed, 110+110+77, 77+11, 0)
}

func TestPeriodCap(t *testing.T) {
	terms := handTerms(6)
	job := &terms.Sites[0].Tariffs[0]
	job.Period = contract.PeriodCap{Amounts: []money{250, 150}, Every: 2}
	jobs := []int32{1, 1, 2, 1, 3, 0}
	// Periods allow 250, 150, 150: 200 of the first, 150 of 300, 150 of 300.
	l := byHand(t, terms, jobs, nil)
	wantList(t, "claimed", l.Claimed, 100, 100, 150, 0, 150, 0)
	wantIs(t, "capped", l.TariffCapped, true)

	// What the first leaves, 50, is added to the second.
	job.Period.CarryOver = true
	l = byHand(t, terms, jobs, nil)
	wantList(t, "with carry-over", l.Claimed, 100, 100, 200, 0, 150, 0)
}

func TestPeriodCapOfTheFinancialYear(t *testing.T) {
	terms := handTerms(4)
	terms.Start = contract.MonthOf(2021, 2) // two months in 2020, two in 2021
	terms.Sites[0].Period = contract.PeriodCap{Amounts: []money{150, 300}}
	l := byHand(t, terms, []int32{1, 1, 2, 2}, nil)
	wantList(t, "of a site", l.Claimed, 100, 50, 200, 100)
	wantIs(t, "capped", l.Capped[0], true)

	terms.Sites[0].Period, terms.Payers[0].Period = contract.PeriodCap{}, terms.Sites[0].Period
	l = byHand(t, terms, []int32{1, 1, 2, 2}, nil)
	wantList(t, "of a payer", l.Claimed, 100, 50, 200, 100)
	wantIs(t, "capped", l.PayerCapped, true)

	terms.Payers[0].Period, terms.Period = contract.PeriodCap{}, terms.Payers[0].Period
	l = byHand(t, terms, []int32{1, 1, 2, 2}, nil)
	wantList(t, "of the deal", l.Claimed, 100, 50, 200, 100)
	wantIs(t, "capped", l.DealCapped, true)
}

func TestFloor(t *testing.T) {
	terms := handTerms(3)
	terms.Sites[0].Tariffs[0].Floor = 450
	l := byHand(t, terms, []int32{1, 1, 1}, nil)
	wantList(t, "claimed", l.Claimed, 100, 100, 250)
	wantIs(t, "uncapped", l.Uncapped[0], 450)
	l = byHand(t, terms, []int32{1, 4, 0}, nil)
	wantList(t, "above the floor", l.Claimed, 100, 400, 0)

	terms.Costs = []contract.Cost{{ID: "staff", Bearer: contract.BearerVehicle}}
	terms.Capital.OnExhaustion = contract.Stop
	l = byHand(t, terms, []int32{1, 1, 1}, nil, []money{0, 900, 0})
	wantList(t, "after a stop", l.Claimed, 100, 100, 0)
}

// event is an outcome of one person at the first site.
func event(person uint64, outcome, referred, month, evidenced int32) contract.Event {
	return contract.Event{Person: person, Outcome: outcome, Referred: referred, Month: month, Evidenced: evidenced, Units: 1}
}

// with fills an outturn with events, and the counts with them.
func with(months int, events ...contract.Event) func(*contract.Outturn) {
	return func(o *contract.Outturn) {
		o.Events = events
		for _, e := range events {
			o.Achieved[int(e.Outcome)*months+int(e.Month)] += e.Units
			if e.Evidenced >= 0 {
				o.Evidenced[int(e.Outcome)*months+int(e.Evidenced)] += e.Units
			}
		}
	}
}

func TestWindow(t *testing.T) {
	terms := handTerms(4)
	stay := &terms.Sites[0].Tariffs[1]
	stay.Window = contract.Window{Set: true, After: "job", Months: 1}
	l := onOutturn(t, terms, with(
		4,
		event(1, 0, 0, 0, 0), event(1, 1, 0, 1, 2), // one month after: counts
		event(2, 0, 0, 0, 0), event(2, 1, 0, 2, 2), // two months after
		event(3, 1, 0, 1, 1), // no job
	))
	wantList(t, "claimed", l.Claimed, 200, 0, 50, 0)
	wantList(t, "evidenced", l.Evidenced, 2, 1)

	stay.Window.After = "" // after the referral
	l = onOutturn(t, terms, with(4, event(1, 1, 1, 2, 2), event(2, 1, 0, 2, 2)))
	wantList(t, "after the referral", l.Claimed, 0, 0, 50, 0)
}

func TestRequires(t *testing.T) {
	terms := handTerms(4)
	terms.Sites[0].Tariffs[1].Requires = []string{"job"}
	fill := with(
		4,
		event(1, 0, 0, 0, 3), event(1, 1, 0, 1, 2), // the job is evidenced too late
		event(2, 0, 0, 0, 2), event(2, 1, 0, 1, 2), // just in time
		event(3, 0, 0, 0, -1), event(3, 1, 0, 1, 1), // never
	)
	l := onOutturn(t, terms, func(o *contract.Outturn) {
		fill(o)
		o.Evidenced[4+3]++ // of a person unknown, to whom no rule applies
	})
	wantList(t, "claimed", l.Claimed, 0, 0, 100+50, 100+50)
}

func TestParticipantCap(t *testing.T) {
	terms := handTerms(3)
	terms.Sites[0].ParticipantCap = contract.AtMost(130)
	l := onOutturn(t, terms, with(
		3,
		event(1, 0, 0, 0, 0), event(1, 1, 0, 1, 1), event(1, 1, 0, 2, 2),
		event(2, 1, 0, 1, 1),
	))
	// The first person's stay of month 1 is worth 30 of 50, that of month 2 nothing.
	wantList(t, "claimed", l.Claimed, 100, 80, 0)
	wantIs(t, "uncapped", l.Uncapped[0], 250)
	wantIs(t, "paid count", l.PaidCount[1], 2)
	wantIs(t, "capped", l.TariffCapped, true)
}

// The person first in order takes the last outcome within the count cap, and
// has a cap of its own at each site.
func TestParticipantCapInOrder(t *testing.T) {
	terms := handTerms(2)
	terms.Sites[0].ParticipantCap = contract.AtMost(100)
	terms.Sites[0].Tariffs[1].MaxCount = contract.AtMost(1)
	l := onOutturn(t, terms, with(2, event(1, 0, 0, 0, 0), event(1, 1, 0, 1, 1), event(2, 1, 0, 1, 1)))
	wantList(t, "one stay", l.Claimed, 100, 0)

	terms = handTerms(1)
	terms.Sites[0].ParticipantCap = contract.AtMost(100)
	terms.Sites = append(terms.Sites, terms.Sites[0])
	terms.Sites[1].ID = "b"
	l = onOutturn(t, terms, func(o *contract.Outturn) {
		there := event(1, 0, 0, 0, 0)
		there.Site = 1
		o.Events = []contract.Event{event(1, 0, 0, 0, 0), there}
		o.Evidenced[0], o.Evidenced[2] = 1, 1
	})
	wantList(t, "two sites", l.Claimed, 200)
}

func TestSiteUntil(t *testing.T) {
	terms := handTerms(3)
	terms.Sites[0].Until = contract.AtMost(1)
	l := byHand(t, terms, []int32{1, 2, 3}, nil)
	wantList(t, "claimed", l.Claimed, 100, 200, 0)
	wantIs(t, "evidenced", l.Evidenced[0], 3)
	wantIs(t, "achieved", l.Achieved[0], 6)
}

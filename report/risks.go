package report

import (
	"strings"

	"github.com/sibsim/sibsim/contract"
)

// mishap is something that may go wrong. Month names the metric of when it
// happens, empty where none tells.
type mishap struct {
	label, flag, month string
}

// risks is the chance of each event that the deal has a clause or a hazard
// for, and when it comes if it does.
func (b *builder) risks() Table {
	t := Table{Title: "Chance of each event", Columns: []Column{
		label("What may happen"), number("Plan", "", Bare), number("Chance", "", Percent), number("95"+nbsp+"% interval", "", Percent), number("Median month", "", Calendar),
	}}
	dated := false
	for _, x := range b.mishaps() {
		if !b.has(x.flag) {
			continue
		}
		p, n := b.chance(x.flag)
		v, ok := b.planned(x.flag)
		r := chanceRow(x.label, yesNo(v, ok), p.P, p.Lo, p.Hi, n)
		when := words("")
		if x.month != "" {
			dated = true
			when = missing("never happens")
			if d := b.distribution(x.month); !d.empty() {
				when = b.expected(measure{format: b.when, median: true}, &d)
			}
		}
		r.Cells = append(r.Cells, when)
		t.Rows = append(t.Rows, r)
	}
	if dated {
		t.Notes = []string{"Median month: of the lifetimes in which it happens, half by then. A stop, termination or exit is dated by its last month of service, or of paying in."}
	} else {
		t.Columns = t.Columns[:4]
		for i := range t.Rows {
			t.Rows[i].Cells = t.Rows[i].Cells[:4]
		}
	}
	return t
}

// mishaps are the events of any deal, those that end it first.
func (b *builder) mishaps() []mishap {
	list := []mishap{
		{"Service stops for lack of cash", "service.stopped", "service.stopped.month"},
		{"A test ends the service", "service.terminated", "service.terminated.month"},
		{"A test ends investors' duty to pay in", "investor.exited", "investor.exited.month"},
	}
	for i := range b.terms.Payers {
		at := "payer." + b.terms.Payers[i].ID + ".defaulted"
		list = append(list, mishap{b.payerName(i) + " defaults", at, at + ".month"})
	}
	for i := range b.terms.Sites {
		s := &b.terms.Sites[i]
		list = append(list, mishap{"Provider at " + nameOf(s.Name, s.ID) + " fails", "site." + s.ID + ".failed", "site." + s.ID + ".failed.month"})
	}
	for i := range b.terms.Sites {
		s := &b.terms.Sites[i]
		list = append(list, mishap{"Provider at " + nameOf(s.Name, s.ID) + " exhausts its reserve", "provider." + s.ID + ".exhausted", ""})
	}
	return append(list, b.caps()...)
}

// caps are the caps that may be reached.
func (b *builder) caps() []mishap {
	var list []mishap
	if capped(b.terms.Cap, b.terms.Period) {
		list = append(list, mishap{"Cap of the deal reached", "capped.deal", ""})
	}
	for i := range b.terms.Payers {
		if p := &b.terms.Payers[i]; capped(p.Cap, p.Period) {
			list = append(list, mishap{"A payer's cap reached", "capped.payer", ""})
			break
		}
	}
	if on := b.smallCaps(); len(on) > 0 {
		list = append(list, mishap{"A cap on " + strings.Join(on, " or ") + " reached", "capped.outcome", ""})
	}
	for i := range b.terms.Sites {
		if s := &b.terms.Sites[i]; capped(s.Cap, s.Period) {
			list = append(list, mishap{"Cap of " + nameOf(s.Name, s.ID) + " reached", "site." + s.ID + ".capped", ""})
		}
	}
	return list
}

func capped(c contract.Limit, p contract.PeriodCap) bool { return c.Set || len(p.Amounts) > 0 }

// smallCaps are what caps stand on below a site: outcomes, people, rewards.
func (b *builder) smallCaps() []string {
	var outcome, person, reward bool
	for i := range b.terms.Sites {
		s := &b.terms.Sites[i]
		person = person || s.ParticipantCap.Set
		for j := range s.Tariffs {
			t := &s.Tariffs[j]
			outcome = outcome || capped(t.Cap, t.Period) || t.MaxCount.Set
		}
	}
	for i := range b.terms.Rewards {
		reward = reward || b.terms.Rewards[i].Cap.Set
	}
	var on []string
	for _, x := range []struct {
		set  bool
		name string
	}{{outcome, "an outcome"}, {person, "a person"}, {reward, "a reward"}} {
		if x.set {
			on = append(on, x.name)
		}
	}
	return on
}

package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

func chanceRow(label string, plan Cell, p, lo, hi float64, n uint64) Row {
	chance, interval := Chance(tally.Proportion{P: p, Lo: lo, Hi: hi}, n)
	return row(words(label), plan, estimate(chance, p, lo, hi), words(interval))
}

// investors is the section for those whose money it is.
func (b *builder) investors() Section {
	s := Section{ID: "investors", Title: "Investors"}
	if !b.has("investor.irr") {
		s.Notes = []string{"The deal has no investors: nobody commits capital."}
		return s
	}
	if b.undrawn() {
		s.Notes = []string{"Nothing is drawn: in no lifetime do investors pay anything in or receive anything."}
		return s
	}
	s.Figures = append(s.Figures, b.returnHistogram(), b.fan(sim.Investor))
	s.Tables = append(s.Tables, b.investorFigures(), b.investorChances())
	if len(b.terms.Capital.Tranches) > 1 {
		s.Tables = append(s.Tables, b.tranches())
	}
	return s
}

// undrawn reports whether investors neither pay in nor receive anything in any
// lifetime or in the plan case, as where a deal is commissioned without them.
func (b *builder) undrawn() bool {
	for _, name := range []string{"investor.drawn", "investor.repaid"} {
		if v, ok := b.planned(name); ok && v != 0 || b.summary(name).Max != 0 {
			return false
		}
	}
	return true
}

func (b *builder) investorFigures() Table {
	hurdle := percent.Exact(b.terms.Capital.Hurdle)
	t := b.figures("Return and exposure", "Investors", Money,
		measure{"Annual return (IRR)", "investor.irr", percent, false},
		measure{"Money multiple (MOIC)", "investor.moic", multiple, false},
		measure{"Net present value at " + hurdle, "investor.npv", b.money, false},
		measure{"Drawn", "investor.drawn", b.money, false},
		measure{"Repaid", "investor.repaid", b.money, false},
		measure{"First-loss grant drawn", "capital.first_loss", b.money, false},
		measure{"Guarantees drawn", "capital.guaranteed", b.money, false},
		measure{"Peak exposure", "investor.peak_exposure", b.money, false},
		measure{"Paid back by (median)", "investor.payback", b.when, true},
	)
	t.Rows = append(t.Rows[:1:1], append([]Row{b.irrOfMean()}, t.Rows[1:]...)...)
	t.Notes = append(t.Notes, rankNote, b.statuses("investor"))
	if b.has("capital.first_loss") {
		t.Notes = append(t.Notes, "The first-loss grant is drawn before the investors' money and is not theirs: it counts neither as drawn nor as repaid.")
	}
	if b.has("capital.guaranteed") {
		t.Notes = append(t.Notes, "Guarantees drawn are part of what is repaid.")
	}
	return t
}

// irrOfMean is the row of the rate of the mean flow, which is one number.
func (b *builder) irrOfMean() Row {
	rate, st := b.IRROfMean()
	plan := missing("no value in the plan case")
	if v, ok := b.planned("investor.irr"); ok {
		plan = figure(percent.At(v, -1), v)
	}
	cell := missing(status(st))
	if !math.IsNaN(rate) {
		cell = figure(percent.At(rate, -1), rate)
	}
	return row(words("IRR of the mean flow"), plan, cell, words(""), words(""), words(""))
}

// statuses says what kinds of answers the rate of return gave, as every
// figure of it needs.
func (b *builder) statuses(prefix string) string {
	kinds := []struct{ name, text string }{
		{"several", "several rates fit, the one nearest to zero counts"},
		{"total_loss", "everything is lost, −100" + nbsp + "% counts"},
		{"none", "no rate fits, left out"},
		{"no_draw", "nothing is drawn, left out"},
	}
	one := uint64(b.Paths)
	var parts []string
	for _, k := range kinds {
		p, n := b.chance(prefix + ".irr." + k.name)
		if h := hits(p, n); h > 0 {
			one -= h
			parts = append(parts, fmt.Sprintf("%s %s", oftenness(p, n), k.text))
		}
	}
	text := "IRR: exactly one rate fits " + oftenness(tally.Share(one, b.Paths), b.Paths)
	if len(parts) > 0 {
		text += "; " + strings.Join(parts, "; ")
	}
	return text + "."
}

func (b *builder) investorChances() Table {
	t := b.chances("Chance of loss",
		event{"Less repaid than drawn", "investor.loss"},
		event{"Everything lost", "investor.total_loss"},
	)
	s := b.summary("investor.payback")
	v, ok := b.planned("investor.payback")
	never := 0.0
	if math.IsInf(v, 1) {
		never = 1
	}
	p := tally.Share(s.Never, s.N+s.Never)
	t.Rows = append(t.Rows, chanceRow("Never paid back", yesNo(never, ok), p.P, p.Lo, p.Hi, s.N+s.Never))
	return t
}

func (b *builder) tranches() Table {
	t := Table{Title: "By tranche", Columns: figureColumns("Tranche", Money)}
	for _, tr := range b.terms.Capital.Tranches {
		title := fmt.Sprintf("%s, rank %d, commitment %s", nameOf(tr.Name, tr.ID), tr.Rank, b.money.Exact(b.major(tr.Commitment)))
		t.Rows = append(t.Rows, group(title, len(t.Columns)))
		prefix := "tranche." + tr.ID
		for _, m := range []measure{
			{"Annual return (IRR)", prefix + ".irr", percent, false},
			{"Money multiple (MOIC)", prefix + ".moic", multiple, false},
			{"Drawn", prefix + ".drawn", b.money, false},
			{"Repaid", prefix + ".repaid", b.money, false},
		} {
			t.Rows = append(t.Rows, b.figure(m))
		}
		loss, n := b.chance(prefix + ".loss")
		t.Notes = append(t.Notes, fmt.Sprintf("%s loses money %s. %s", nameOf(tr.Name, tr.ID), oftenness(loss, n), b.statuses(prefix)))
	}
	return t
}

// major turns minor units into major ones.
func (b *builder) major(minor int64) float64 {
	return float64(minor) / math.Pow10(b.terms.Currency.Digits)
}

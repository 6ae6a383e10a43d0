package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// Incentives reports who is paid to do what: flags first, then what each actor's
// money does with performance, one more outcome, one more person and a delay.
func Incentives(p *sim.Plan, x *study.Incentives) Report {
	w := newIncentiver(p, x)
	reading := "outcomes: the chances of the transitions that leave the referral, and measured impacts, are multiplied"
	if x.Volume {
		reading = "volume: the mean referrals of every month are multiplied"
	}
	return Report{
		Title: nameOf(p.Deal().Name(), "deal"), Subtitle: "Incentives: who is paid to do what",
		Facts: []Fact{
			{Label: "Varied", Value: "performance, by " + reading},
			{Label: "Lifetimes", Value: thousands(uintText(x.Paths)) + ", the same random words for every question"},
			{Label: "Seed", Value: uintText(x.Seed)},
		},
		Sections: []Section{w.flags(), w.curves(), w.margins(), w.dead(), w.people(), w.atRisk(), w.delay(), w.stages()},
		Warnings: warnings(p),
	}
}

// incentiver makes the parts of the page.
type incentiver struct {
	*study.Incentives
	terms contract.Terms
	money Format
}

func newIncentiver(p *sim.Plan, x *study.Incentives) *incentiver {
	terms := p.Contract().Terms()
	return &incentiver{x, terms, Format{Style: Money, Currency: terms.Currency}}
}

// actor names an actor for a table.
func (w *incentiver) actor(a *study.Actor) string {
	switch {
	case a.Of != "" && a.Kind == study.ProviderActor:
		return "Provider of " + nameOf(a.Name, a.Of)
	case a.Of != "":
		return nameOf(a.Name, a.Of)
	}
	switch a.ID {
	case "investor":
		return "Investors"
	case "investor.npv":
		return "Investors, NPV at " + percent.Exact(w.terms.Capital.Hurdle)
	case "vehicle":
		return "Vehicle, cash at the end"
	case "vehicle.income":
		return "Vehicle, paid by payers"
	case "other":
		return "Suppliers, bank and others"
	case "providers":
		return "All providers"
	case "payers.local":
		return "All local commissioners"
	case "payers.central":
		return "All central funds"
	case "payers.private":
		return "All private payers"
	}
	return capital(a.ID)
}

func (w *incentiver) named(actor int) string { return w.actor(&w.Actors[actor]) }

func (w *incentiver) site(i int) string { return nameOf(w.terms.Sites[i].Name, w.terms.Sites[i].ID) }

func (w *incentiver) outcome(i int) string {
	return nameOf(w.terms.Outcomes[i].Name, w.terms.Outcomes[i].ID)
}

// person names the people of a row.
func (w *incentiver) person(outcome int) string {
	switch outcome {
	case sim.Anyone:
		return "anyone referred"
	case sim.Nothing:
		return "who reaches nothing"
	}
	return w.outcome(outcome)
}

// find returns the place of an actor, -1 if there is none.
func (w *incentiver) find(id string) int {
	return slices.IndexFunc(w.Actors, func(a study.Actor) bool { return a.ID == id })
}

// classes are the columns of tables by site, apart from its provider: the investors and
// the payers of each class, those that the deal has.
func (w *incentiver) classes() (places []int, columns []Column) {
	add := func(a int, title, short string) {
		if a >= 0 && !w.Idle(a) {
			places, columns = append(places, a), append(columns, number(title, short, Money))
		}
	}
	add(w.find("investor"), "Investors", "")
	for _, class := range []struct {
		kind         study.ActorKind
		title, short string
	}{{study.LocalActor, "Local payers", "Local"}, {study.CentralActor, "Central funds", "Central"}, {study.PrivateActor, "Private payers", "Private"}} {
		a := w.find("payers." + string(class.kind))
		if a < 0 {
			a = slices.IndexFunc(w.Actors, func(x study.Actor) bool { return x.Kind == class.kind })
		}
		add(a, class.title, class.short)
	}
	add(w.find("intermediary"), "Intermediary", "Interm.")
	return places, columns
}

// provider is the place of a site's provider.
func (w *incentiver) provider(site int) int {
	return slices.IndexFunc(w.Actors, func(a study.Actor) bool { return a.Kind == study.ProviderActor && a.Site == site })
}

// gain is a cell of money gained. An error that does not reach the minor unit
// is not printed, and of a gain that does not either only that it is one.
func (w *incentiver) gain(s *tally.Summary) Cell {
	c := effect(w.money, s)
	minor := math.Pow10(-w.money.Currency.Digits)
	if s.SE > 0 && halfWidth(s.SE) < minor/2 {
		c.Text = w.money.At(s.Mean, w.money.finest())
		if math.Abs(s.Mean) < minor/2 {
			c.Text = "under " + w.money.At(minor, w.money.finest())
		}
	}
	return c
}

// bySite are the cells of a row about a site: its provider's and the classes'.
func (w *incentiver) bySite(site int, gains []tally.Summary, classes []int) []Cell {
	var cells []Cell
	if a := w.provider(site); w.Idle(a) {
		cells = append(cells, missing("the vehicle pays it nothing, and it bears no cost"))
	} else {
		cells = append(cells, w.gain(&gains[a]))
	}
	for _, a := range classes {
		cells = append(cells, w.gain(&gains[a]))
	}
	return cells
}

const signNote = "Positive is what the actor gains, negative what it pays or forgoes: settled cash over the whole life, mean ± its 95" + nbsp + "% interval. "

// flags lists the flags, a sentence each.
func (w *incentiver) flags() Section {
	s := Section{ID: "flags", Title: "What to look at"}
	for i := range w.Flags {
		f := &w.Flags[i]
		if f.Kind == study.LaterPaysLess && i > 0 && slices.ContainsFunc(w.Flags[:i], func(g study.Flag) bool { return g.Kind == f.Kind && g.Outcome == f.Outcome && g.Than == f.Than }) {
			continue // said of the first site
		}
		s.Notes = append(s.Notes, w.sentence(f)+w.elsewhere(f))
	}
	if len(s.Notes) == 0 {
		s.Notes = []string{"No flag: beyond error, nobody who is meant to gain by outcomes loses by them, and nobody gains by leaving out whom they bring nothing."}
	}
	s.Notes = append(s.Notes, "A flag is shown only where its 95"+nbsp+"% interval leaves 0 out, widened for as many comparisons as were made of its kind. A payer that pays more for more outcomes is no flag: that is the bargain. "+
		"Only settled cash counts here. What an outcome is worth to a commissioner beyond money, and what effort it costs a provider beyond its cost lines, is not in it.")
	return s
}

// elsewhere names the other sites of a flag that is said of the first.
func (w *incentiver) elsewhere(f *study.Flag) string {
	if f.Kind != study.LaterPaysLess {
		return ""
	}
	var sites []string
	for i := range w.Flags {
		if g := &w.Flags[i]; g.Kind == f.Kind && g.Outcome == f.Outcome && g.Than == f.Than && g.Site != f.Site {
			sites = append(sites, w.site(g.Site))
		}
	}
	if len(sites) == 0 {
		return ""
	}
	return " So it does at " + list(sites, 6) + ", by its own amount."
}

// shownLevels are those of the table of payoffs.
var shownLevels = []float64{0.5, 1, 1.5}

func (w *incentiver) at(performance float64) *study.Level {
	i := slices.IndexFunc(w.Levels, func(l study.Level) bool { return l.Performance == performance })
	return &w.Levels[i]
}

func (w *incentiver) curves() Section {
	s := Section{ID: "payoff", Title: "Payoff from 50 to 150" + nbsp + "% of expected performance"}
	t := Table{Title: "Net cash over the life", Columns: []Column{label("Actor")}}
	for _, f := range shownLevels {
		t.Columns = append(t.Columns, number("At "+percent.At(f, 0), percent.At(f, 0), Money))
	}
	lowest, highest := ends(Money)
	spread := Table{Title: "Spread at expected performance", Columns: []Column{label("Actor"), lowest, highest}}
	var idle []string
	for a := range w.Actors {
		if w.Idle(a) {
			idle = append(idle, lower(w.named(a)))
			continue
		}
		cells := []Cell{words(w.named(a))}
		for _, f := range shownLevels {
			x := &w.at(f).Payoffs[a]
			i := x.MeanInterval()
			cells = append(cells, estimate(w.money.Estimate(i.Value, x.SE), i.Value, i.Lo, i.Hi))
		}
		t.Rows = append(t.Rows, row(cells...))
		cells = []Cell{words(w.named(a))}
		for _, q := range []float64{0.05, 0.95} {
			i := w.at(1).Payoffs[a].Quantile(q)
			cells = append(cells, estimate(w.money.Within(i.Value, i.Lo, i.Hi), i.Value, i.Lo, i.Hi))
		}
		spread.Rows = append(spread.Rows, row(cells...))
	}
	t.Notes = []string{signNote + "A provider's is what it is paid less the costs it bears; of a provider without a cost line of its own it is what it is paid. " +
		"The intermediary's is its part of profit and surplus: what suppliers are paid for its work is among the suppliers'. " +
		"--json and --csv have every level."}
	spread.Notes = []string{"One lifetime in twenty ends below the first, one in twenty above the second."}
	if len(idle) > 0 {
		t.Notes = append(t.Notes, "Without any money of the deal: "+list(idle, 6)+".")
	}
	s.Tables = []Table{t, spread, w.attained()}
	if f, ok := w.picture(); ok {
		s.Figures = []Figure{f}
	}
	s.Notes = w.flats()
	return s
}

// attained says which outcomes the levels really come to.
func (w *incentiver) attained() Table {
	t := Table{Title: "Outcomes attained", Columns: []Column{label("Outcome"), number("Expected", "", Count)}}
	others := []float64{0.5, 0.8, 1.2, 1.5}
	for _, f := range others {
		t.Columns = append(t.Columns, number("At "+percent.At(f, 0), percent.At(f, 0), Percent))
	}
	for k := range w.terms.Outcomes {
		base := &w.at(1).Outcomes[k]
		if base.Mean == 0 {
			continue
		}
		i := base.MeanInterval()
		cells := []Cell{words(w.outcome(k)), estimate(Format{Style: Count}.Estimate(i.Value, base.SE), i.Value, i.Lo, i.Hi)}
		for _, f := range others {
			v := w.at(f).Outcomes[k].Mean / base.Mean
			cells = append(cells, figure(percent.At(v, 0), v))
		}
		t.Rows = append(t.Rows, row(cells...))
	}
	t.Notes = []string{"Mean achieved outcomes of all sites, and what part of that they come to at other levels."}
	last := w.at(1.5)
	if len(last.Stopped) > 0 {
		from := w.Levels[slices.IndexFunc(w.Levels, func(l study.Level) bool { return len(l.Stopped) > 0 })].Performance
		t.Notes = append(t.Notes, fmt.Sprintf("A chance cannot pass 1. From %s on this stops %s (at central inputs), so that outcomes stay behind the level.", percent.At(from, 0), list(cleaned(last.Stopped), 4)))
	}
	return t
}

func cleaned(names []string) []string {
	out := make([]string, len(names))
	for i, s := range names {
		out[i] = Clean(s)
	}
	return out
}

// picture draws the payoffs less those at 100 %.
func (w *incentiver) picture() (Figure, bool) {
	f := Figure{
		ID: "payoff", Kind: Curves,
		Text: "Mean net cash of each actor at 50 to 150 % of expected performance, less that at 100 %.",
		X:    Axis{"performance, expected is 100 %", percent}, Y: Axis{"more than at 100 %", w.money},
		Lines: []Line{{"expected", 1, true}},
	}
	for i := range w.Levels {
		f.X0 = append(f.X0, w.Levels[i].Performance)
	}
	places, _ := w.classes()
	all := w.find("providers")
	if all < 0 {
		all = w.provider(0)
	}
	first, most := -1, 0.0 // whose curve the title is about: the investors', else the one that moves most
	for _, a := range append(places[:len(places):len(places)], all) {
		if w.Idle(a) {
			continue
		}
		move := abs(w.at(1.5).Payoffs[a].Mean - w.at(0.5).Payoffs[a].Mean)
		if first < 0 || w.Actors[first].Kind != study.InvestorActor && move > most {
			first, most = a, move
		}
		c := Curve{Label: w.named(a)}
		for i := range w.Levels {
			c.Y = append(c.Y, w.Levels[i].Payoffs[a].Mean-w.at(1).Payoffs[a].Mean)
		}
		f.Curves = append(f.Curves, c)
	}
	if !slices.ContainsFunc(f.Curves, func(c Curve) bool { return slices.ContainsFunc(c.Y, func(y float64) bool { return y != 0 }) }) {
		return f, false
	}
	f.Title = w.finding(first)
	return f, true
}

// finding says what the curve of an actor does at its ends.
func (w *incentiver) finding(a int) string {
	mean := func(f float64) float64 { return w.at(f).Payoffs[a].Mean }
	down, up := mean(1)-mean(0.5), mean(1.5)-mean(1)
	place := w.money.place(max(abs(down), abs(up), 1), 3)
	change := func(v float64, than string) string {
		switch {
		case v > 0:
			return w.money.At(v, place) + " more" + than
		case v < 0:
			return w.money.At(-v, place) + " less" + than
		case than != "":
			return "the same as at 100" + nbsp + "%"
		}
		return "the same"
	}
	who := "investors have"
	if w.Actors[a].Kind != study.InvestorActor {
		who = "the net cash of " + strings.Replace(w.named(a), "All ", "all ", 1) + " is"
	}
	return fmt.Sprintf("At 150"+nbsp+"%% of expected performance %s %s, at 50"+nbsp+"%% %s", who, change(up, " than at 100"+nbsp+"%"), change(-down, ""))
}

func abs(v float64) float64 { return max(v, -v) }

// flats says where payoffs do not move, a sentence for each actor and kind.
func (w *incentiver) flats() []string {
	var out []string
	for a := range w.Actors {
		if x := &w.Actors[a]; w.Idle(a) || x.Part || x.Kind == study.OtherActor || x.Kind == study.VehicleActor {
			continue
		}
		for _, exactly := range []bool{true, false} {
			var ranges []string
			for _, f := range w.Flats {
				if f.Actor == a && f.Exactly == exactly {
					ranges = append(ranges, percent.At(f.From, 0)+" to "+percent.At(f.To, 0))
				}
			}
			how := "within its error"
			if exactly {
				how = "to the penny in every lifetime"
			}
			if len(ranges) > 0 {
				out = append(out, fmt.Sprintf("%s: the payoff is flat, %s, from %s of expected performance.", w.named(a), how, list(ranges, len(ranges))))
			}
		}
	}
	return out
}

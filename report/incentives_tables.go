package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/study"
)

// margins says what one more outcome brings.
func (w *incentiver) margins() Section {
	s := Section{ID: "margins", Title: "One more outcome"}
	classes, columns := w.classes()
	t := Table{Title: "What one more outcome brings", Columns: append([]Column{label("Outcome and site"), number("Its provider", "Provider", Money)}, columns...)}
	for k := range w.terms.Outcomes {
		first := true
		for i := range w.Margins {
			m := &w.Margins[i]
			if m.Outcome != k {
				continue
			}
			if first {
				t.Rows = append(t.Rows, group(w.outcome(k), len(t.Columns)))
				first = false
			}
			t.Rows = append(t.Rows, row(append([]Cell{words(w.site(m.Site))}, w.bySite(m.Site, m.Gains, classes)...)...))
		}
	}
	if len(t.Rows) == 0 {
		s.Notes = []string{"No outcome is expected at any site."}
		return s
	}
	t.Notes = []string{signNote + "On each lifetime one evidenced outcome is added, in a month drawn from those in which the site's outcomes of its kind fall, and the whole contract is settled again. " +
		"Costs and fees that count outcomes follow. It happens to a person of its own, whose participant cap is unused."}
	if w.Reviewed {
		t.Notes = append(t.Notes, "Reviews of this deal change volumes. An outcome more changes their caps here, but the referrals they ordered stay as they were.")
	}
	s.Tables = []Table{t}
	return s
}

// whyWords are the words of single reasons.
var whyWords = map[study.Why]string{
	study.PaidElsewhere: "paid for, but none of it comes here", study.UnpaidOutcome: "no price or reward for it",
	study.NotCounted: "does not count: after service or the site's last month, or a rule about people", study.SiteCap: "site cap",
	study.OutcomeCap: "outcome cap", study.ParticipantCap: "participant cap", study.PayerCap: "payer cap", study.DealCap: "deal cap",
	study.Default: "its payer defaults", study.Floor: "the floor is paid anyway",
}

// whyNothing says why an outcome pays nothing.
func whyNothing(why study.Why) string {
	var out []string
	for _, x := range why.Split() {
		out = append(out, whyWords[x])
	}
	switch len(out) {
	case 0:
		return "cannot be told: no threshold reached, or a price of 0"
	case 1:
		return out[0]
	}
	return "one of several caps: " + strings.Join(out, ", ")
}

// why says why a dead zone is one.
func (w *incentiver) why(d *study.DeadZone) string {
	var out []string
	for _, r := range d.Reasons {
		if r.Why == study.PaidElsewhere && d.Share.P == 1 {
			return whyWords[r.Why] // whatever else keeps it from being paid on some paths
		}
		text := whyNothing(r.Why)
		if len(d.Reasons) > 1 {
			text += " (" + percent.At(r.Share, place1(r.Share)) + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// expected is the number of outcomes that a site may have.
func (w *incentiver) expected(site int) int {
	n := 0
	for i := range w.Margins {
		if w.Margins[i].Site == site {
			n++
		}
	}
	return n
}

// dead says where one more outcome pays exactly nothing.
func (w *incentiver) dead() Section {
	s := Section{ID: "dead", Title: "Where one more outcome pays nothing"}
	t := Table{Title: "Dead zones", Columns: []Column{label("Who"), label("Outcome and site"), number("Lifetimes", "", Percent), label("Why")}}
	type line struct {
		actor, site int
		share, why  string
	}
	var order []line
	outcomes := map[line][]*study.DeadZone{}
	for i := range w.Dead {
		d := &w.Dead[i]
		if w.Idle(d.Actor) {
			continue
		}
		share, _ := Chance(d.Share, w.Paths)
		if d.Share.P == 1 {
			share = "always"
		}
		l := line{d.Actor, d.Site, share, w.why(d)}
		if outcomes[l] == nil {
			order = append(order, l)
		}
		outcomes[l] = append(outcomes[l], d)
	}
	for _, l := range order {
		zones := outcomes[l]
		var names []string
		for _, d := range zones {
			names = append(names, w.outcome(d.Outcome))
		}
		text := list(names, len(names))
		if n := w.expected(l.site); n > 1 && len(zones) == n {
			text = "Any outcome"
		}
		d := zones[0]
		t.Rows = append(t.Rows, row(words(w.named(l.actor)), words(text+", "+w.site(l.site)), estimate(l.share, d.Share.P, d.Share.Lo, d.Share.Hi), words(l.why)))
	}
	if len(t.Rows) == 0 {
		s.Notes = []string{"Nowhere: in every lifetime one more outcome of any kind brings something to those of its provider, the investors and the vehicle who have money of the deal."}
		return s
	}
	t.Notes = []string{"The share of lifetimes in which one more outcome brings the provider of its site, the investors or the vehicle exactly 0, and why where it can be told. " +
		"Where several caps bind in one lifetime none can be told from the others."}
	s.Tables = []Table{t}
	return s
}

// place1 is the place of the first significant digit of a share in per cent, at most whole.
func place1(v float64) int {
	if v <= 0 {
		return 0
	}
	return min(0, exponent(v*100))
}

// people says what one more person brings.
func (w *incentiver) people() Section {
	s := Section{ID: "people", Title: "One more person"}
	classes, columns := w.classes()
	t := Table{Title: "What a person brings", Columns: append([]Column{label("Site and person"), number("Its provider", "Provider", Money)}, columns...)}
	segments := false
	for i := range w.People {
		x := &w.People[i]
		if i == 0 || w.People[i-1].Site != x.Site {
			t.Rows = append(t.Rows, group(w.site(x.Site), len(t.Columns)))
		}
		segments = segments || x.Group != ""
		t.Rows = append(t.Rows, row(append([]Cell{words(w.person(x.Outcome))}, w.bySite(x.Site, x.Gains, classes)...)...))
	}
	t.Notes = []string{signNote + "On each lifetime a person of the site is drawn and taken out, with all that happened to them and the costs that count people or outcomes, and the contract is settled again; the row is what they bring. " +
		"Who reaches nothing: someone referred without any evidenced outcome."}
	if !segments {
		t.Notes = append(t.Notes, "The deal has no segments (a group of exclusive outcomes of the referral that come at once and add up to 1): there is nobody to tell apart but by what they reach.")
	}
	s.Tables = []Table{t}
	if len(w.Spreads) > 0 {
		u := Table{Title: "The pull to choose", Columns: []Column{label("Site"), label("Actor"), label("Best"), label("Worst"), number("Best less worst", "Spread", Money)}}
		for i := range w.Spreads {
			x := &w.Spreads[i]
			if w.Idle(x.Actor) {
				continue
			}
			u.Rows = append(u.Rows, row(words(w.site(x.Site)), words(w.named(x.Actor)), words(w.outcome(x.Best)), words(w.outcome(x.Worst)), w.gain(&x.Gain)))
		}
		u.Notes = []string{"What a person of the best segment brings more than one of the worst, in lifetimes that have both."}
		if len(u.Rows) > 0 {
			s.Tables = append(s.Tables, u)
		}
	}
	return s
}

// atRisk says how much of each income depends on outcomes.
func (w *incentiver) atRisk() Section {
	s := Section{ID: "at_risk", Title: "Income at risk"}
	t := Table{Title: "What depends on outcomes", Columns: []Column{label("Actor"), number("Income", "", Money), number("Without outcomes", "Without", Money), number("At risk", "", Percent)}}
	for i := range w.AtRisk {
		x := &w.AtRisk[i]
		if x.Expected.Value == 0 {
			continue
		}
		name := w.actor(&x.Actor)
		if x.Actor.Kind == study.VehicleActor {
			name = "Vehicle"
		}
		t.Rows = append(t.Rows, row(words(name), w.figure(x.Expected), w.figure(x.Without), estimate(percent.Estimate(x.Share.Value, x.Share.SE), x.Share.Value, x.Share.Lo, x.Share.Hi)))
	}
	if len(t.Rows) == 0 {
		s.Notes = []string{"Nobody has an income of the deal."}
		return s
	}
	t.Notes = []string{"At risk = 1 − mean income if nobody reaches any outcome / mean income as expected, both settled in full, so that what follows from poor outcomes (a test that ends the service, a vehicle without cash) counts. " +
		"Income: what a provider or the intermediary is paid, what investors are repaid, what payers pay the vehicle, grants included."}
	s.Tables = []Table{t}
	return s
}

// figure is a cell of money.
func (w *incentiver) figure(f study.Figure) Cell {
	return estimate(w.money.Estimate(f.Value, f.SE), f.Value, f.Lo, f.Hi)
}

// delay says what a month costs.
func (w *incentiver) delay() Section {
	s := Section{ID: "delay", Title: "The price of a month's delay"}
	t := Table{Title: "Every outcome one month later", Columns: []Column{label("Actor"), number("Change", "", Money)}}
	for a := range w.Actors {
		if !w.Idle(a) {
			t.Rows = append(t.Rows, row(words(w.named(a)), w.gain(&w.Delay.Gains[a])))
		}
	}
	lost := "No outcome falls after the window by it."
	if w.Delay.Lost.Mean > 0 {
		lost = "Outcomes that fall after the window by it are lost: " + Format{Style: Count}.Estimate(w.Delay.Lost.Mean, w.Delay.Lost.SE) + " in a lifetime."
	}
	t.Notes = []string{signNote + lost}
	s.Tables = []Table{t}
	return s
}

// stages says which outcomes the money is on.
func (w *incentiver) stages() Section {
	s := Section{ID: "stages", Title: "Payment by stage"}
	if len(w.Stages) == 0 {
		s.Notes = []string{"No outcome is paid by a tariff."}
		return s
	}
	t := Table{Title: "Share of outcome payments", Columns: []Column{label("Outcome"), number("Comes after", "After", Count), number("Share", "", Percent)}}
	for _, x := range w.Stages {
		after := fmt.Sprint(x.Depth, " outcomes")
		if x.Depth == 1 {
			after = "1 outcome"
		}
		t.Rows = append(t.Rows, row(words(w.outcome(x.Outcome)), figure(after, float64(x.Depth)), estimate(percent.Estimate(x.Share.Value, x.Share.SE), x.Share.Value, x.Share.Lo, x.Share.Hi)))
	}
	t.Notes = []string{"Shares of all that tariffs bring, after every cap, in the order in which outcomes come. Rewards are not in it."}
	s.Tables = []Table{t}
	return s
}

// subject names an actor within a sentence, and says whether it is many.
func (w *incentiver) subject(a int) (name string, many bool) {
	x := &w.Actors[a]
	switch {
	case x.ID == "investor":
		return "the investors", true
	case x.Kind == study.ProviderActor:
		return "the provider of " + nameOf(x.Name, x.Of), false
	case x.Kind == study.TrancheActor:
		return "the tranche " + nameOf(x.Name, x.Of), false
	case x.Kind == study.IntermediaryActor:
		return "the intermediary", false
	}
	return w.actor(x), false
}

// sentence says what a flag found.
func (w *incentiver) sentence(f *study.Flag) string {
	gain := func(x study.Figure) string { return w.money.Estimate(math.Abs(x.Value), x.SE) }
	does := func(a int, verb string) string {
		name, many := w.subject(a)
		if !many {
			verb += "s"
		}
		return name + " " + verb
	}
	one := func() string { return "one more " + lower(w.outcome(f.Outcome)) + " at " + w.site(f.Site) }
	switch f.Kind {
	case study.GainsFromWorse:
		return fmt.Sprintf("Gains from a worse outcome: %s %s by %s.", does(f.Actor, "lose"), gain(f.Gain), one())
	case study.FallsWithPerformance:
		return fmt.Sprintf("Falls with performance: from %s to %s of expected %s %s.", percent.At(f.From, 0), percent.At(f.To, 0), does(f.Actor, "lose"), gain(f.Gain))
	case study.Conflict:
		return fmt.Sprintf("Conflict: by %s %s %s and %s %s.", one(), does(f.Actor, "gain"), gain(f.Gain), does(f.Against, "lose"), gain(f.Other))
	case study.PaidNotToRefer:
		return fmt.Sprintf("Paid not to refer: %s %s for a person referred to %s who reaches nothing, and saves it by not referring them.", does(f.Actor, "pay"), gain(f.Gain), w.site(f.Site))
	case study.CherryPick:
		name, _ := w.subject(f.Actor)
		return fmt.Sprintf("Pull to cherry-pick: at %s a person of %s brings %s %s more than one of %s.", w.site(f.Site), lower(w.outcome(f.Outcome)), name, gain(f.Gain), lower(w.outcome(f.Than)))
	case study.Park:
		name, _ := w.subject(f.Actor)
		return fmt.Sprintf("Pull to park: at %s a person (%s) costs %s %s more than they bring.", w.site(f.Site), lower(w.person(f.Outcome)), name, gain(f.Gain))
	case study.EarlyMoney:
		return fmt.Sprintf("Money comes early: %s of outcome payments are for the earliest outcome, %s.", percent.Estimate(f.Gain.Value, f.Gain.SE), lower(w.outcome(f.Outcome)))
	}
	return fmt.Sprintf("Later pays less: one more %s brings the vehicle %s less than one more %s, which comes before it, at %s.", lower(w.outcome(f.Outcome)), gain(f.Gain), lower(w.outcome(f.Than)), w.site(f.Site))
}

package report

import (
	"bytes"
	"encoding/csv"
	"math"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// personKeys are the people of a row that are no segment.
var personKeys = map[int]string{sim.Anyone: "anyone", sim.Nothing: "reaches_nothing"}

func (w *incentiver) personKey(outcome int) string {
	if key, ok := personKeys[outcome]; ok {
		return key
	}
	return w.terms.Outcomes[outcome].ID
}

// whyKeys are the keys of single reasons.
var whyKeys = map[study.Why]string{
	study.PaidElsewhere: "paid_elsewhere", study.UnpaidOutcome: "unpaid_outcome", study.NotCounted: "not_counted", study.SiteCap: "site_cap",
	study.OutcomeCap: "outcome_cap", study.ParticipantCap: "participant_cap", study.PayerCap: "payer_cap", study.DealCap: "deal_cap",
	study.Default: "default", study.Floor: "floor",
}

func whyKey(why study.Why) []string {
	out := []string{}
	for _, x := range why.Split() {
		out = append(out, whyKeys[x])
	}
	return out
}

// meanObject is a mean of money with its error and interval.
func (e *encoder) meanObject(s *tally.Summary) object {
	i := s.MeanInterval()
	return object{
		"n": s.N, "mean": e.number(metric.Money, s.Mean), "se": e.number(metric.Money, s.SE),
		"lo": e.number(metric.Money, i.Lo), "hi": e.number(metric.Money, i.Hi),
	}
}

func (e *encoder) figureObject(unit metric.Unit, f study.Figure) object {
	return object{"value": e.number(unit, f.Value), "se": e.number(unit, f.SE), "lo": e.number(unit, f.Lo), "hi": e.number(unit, f.Hi)}
}

// IncentivesJSON is the same as one JSON object of schema sibsim.incentives/1:
// "actors", each with its payoff at every level, the gain from one more of each outcome
// at each site ("marginal"), the share of its income at risk, the price of a month's
// delay and its flags; "segments", "spreads", "dead_zones", "flat", "stages" and all "flags".
func IncentivesJSON(p *sim.Plan, x *study.Incentives, version string) ([]byte, error) {
	w := newIncentiver(p, x)
	e := encoder{digits: w.terms.Currency.Digits}
	performance := "outcomes"
	if x.Volume {
		performance = "volume"
	}
	actors := []object{}
	for a := range x.Actors {
		actors = append(actors, w.actorObject(&e, a))
	}
	d := p.Deal()
	return marshal(object{
		"schema": "sibsim.incentives/1", "version": version, "deal": object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": w.terms.Currency.Code, "seed": x.Seed, "paths": x.Paths, "performance": performance, "reviewed": x.Reviewed,
		"actors": actors, "segments": w.personObjects(&e), "spreads": w.spreadObjects(&e), "dead_zones": w.deadObjects(), "flat": w.flatObjects(),
		"stages": w.stageObjects(&e), "flags": w.flagObjects(&e, -1), "stopped": w.stoppedObjects(),
		"delay": object{"lost": object{"mean": e.number(metric.Count, x.Delay.Lost.Mean), "se": e.number(metric.Count, x.Delay.Lost.SE)}},
	})
}

func (w *incentiver) actorObject(e *encoder, a int) object {
	x := &w.Actors[a]
	payoff := []object{}
	for i := range w.Levels {
		l := &w.Levels[i]
		o := e.meanObject(&l.Payoffs[a])
		o["performance"] = e.number(metric.Ratio, l.Performance)
		o["q05"] = e.number(metric.Money, l.Payoffs[a].Quantile(0.05).Value)
		o["q95"] = e.number(metric.Money, l.Payoffs[a].Quantile(0.95).Value)
		counts, reached := l.Outcomes, object{}
		if x.Site >= 0 {
			counts = l.Sites[x.Site]
		}
		for k := range counts {
			reached[w.terms.Outcomes[k].ID] = e.number(metric.Count, counts[k].Mean)
		}
		o["outcomes"] = reached
		payoff = append(payoff, o)
	}
	margins := []object{}
	for i := range w.Margins {
		m := &w.Margins[i]
		o := e.meanObject(&m.Gains[a])
		o["outcome"], o["site"] = w.terms.Outcomes[m.Outcome].ID, w.terms.Sites[m.Site].ID
		o["zero_share"] = e.number(metric.Ratio, m.Zero[a].P)
		margins = append(margins, o)
	}
	var risk any
	for i := range w.AtRisk {
		if r := &w.AtRisk[i]; r.Actor.ID == x.ID {
			risk = object{
				"share": e.figureObject(metric.Ratio, r.Share), "income": e.figureObject(metric.Money, r.Expected), "without": e.figureObject(metric.Money, r.Without),
			}
		}
	}
	return object{
		"id": x.ID, "kind": x.Kind, "name": w.actor(x), "part": x.Part, "payoff": payoff, "marginal": margins, "at_risk": risk,
		"delay": e.meanObject(&w.Delay.Gains[a]), "flags": w.flagObjects(e, a),
	}
}

func (w *incentiver) personObjects(e *encoder) []object {
	out := []object{}
	for i := range w.People {
		x := &w.People[i]
		gains := object{}
		for a := range w.Actors {
			gains[w.Actors[a].ID] = e.meanObject(&x.Gains[a])
		}
		out = append(out, object{"site": w.terms.Sites[x.Site].ID, "group": x.Group, "segment": w.personKey(x.Outcome), "profit": gains})
	}
	return out
}

func (w *incentiver) spreadObjects(e *encoder) []object {
	out := []object{}
	for i := range w.Spreads {
		x := &w.Spreads[i]
		o := e.meanObject(&x.Gain)
		o["site"], o["group"], o["actor"] = w.terms.Sites[x.Site].ID, x.Group, w.Actors[x.Actor].ID
		o["best"], o["worst"] = w.personKey(x.Best), w.personKey(x.Worst)
		out = append(out, o)
	}
	return out
}

func (w *incentiver) deadObjects() []object {
	out := []object{}
	for i := range w.Dead {
		d := &w.Dead[i]
		why := []object{}
		for _, r := range d.Reasons {
			why = append(why, object{"reasons": whyKey(r.Why), "share": r.Share})
		}
		out = append(out, object{
			"actor": w.Actors[d.Actor].ID, "outcome": w.terms.Outcomes[d.Outcome].ID, "site": w.terms.Sites[d.Site].ID,
			"share": object{"p": d.Share.P, "lo": d.Share.Lo, "hi": d.Share.Hi}, "why": why,
		})
	}
	return out
}

func (w *incentiver) flatObjects() []object {
	out := []object{}
	for _, f := range w.Flats {
		out = append(out, object{"actor": w.Actors[f.Actor].ID, "from": f.From, "to": f.To, "exactly": f.Exactly})
	}
	return out
}

func (w *incentiver) stageObjects(e *encoder) []object {
	out := []object{}
	for _, x := range w.Stages {
		out = append(out, object{"outcome": w.terms.Outcomes[x.Outcome].ID, "depth": x.Depth, "share": e.figureObject(metric.Ratio, x.Share)})
	}
	return out
}

func (w *incentiver) stoppedObjects() []object {
	out := []object{}
	for i := range w.Levels {
		if l := &w.Levels[i]; len(l.Stopped) > 0 {
			out = append(out, object{"performance": l.Performance, "transitions": l.Stopped})
		}
	}
	return out
}

// flagObjects are the flags about an actor, or all if it is -1.
func (w *incentiver) flagObjects(e *encoder, actor int) []object {
	out := []object{}
	for i := range w.Flags {
		f := &w.Flags[i]
		if actor >= 0 && f.Actor != actor && f.Against != actor {
			continue
		}
		unit := metric.Money
		if f.Kind == study.EarlyMoney {
			unit = metric.Ratio
		}
		o := object{"kind": f.Kind, "text": w.sentence(f), "gain": e.figureObject(unit, f.Gain)}
		if f.Actor >= 0 {
			o["actor"] = w.Actors[f.Actor].ID
		}
		if f.Against >= 0 {
			o["against"], o["other"] = w.Actors[f.Against].ID, e.figureObject(metric.Money, f.Other)
		}
		if f.Site >= 0 {
			o["site"] = w.terms.Sites[f.Site].ID
		}
		if f.Outcome != -1 || f.Kind == study.Park {
			o["outcome"] = w.personKey(f.Outcome)
		}
		if f.Than >= 0 {
			o["than"] = w.terms.Outcomes[f.Than].ID
		}
		if f.Kind == study.FallsWithPerformance {
			o["from"], o["to"] = f.From, f.To
		}
		out = append(out, o)
	}
	return out
}

// IncentivesCSV is the same as a table: part (payoff, marginal, segment, delay,
// at_risk), actor, site, outcome (or segment), performance, n, mean, se, lo, hi, and zero_share of a
// marginal. Money is in major units; of at_risk the mean is a ratio.
func IncentivesCSV(p *sim.Plan, x *study.Incentives) ([]byte, error) {
	w := newIncentiver(p, x)
	e := encoder{digits: w.terms.Currency.Digits}
	rows := [][]string{{"part", "actor", "site", "outcome", "performance", "n", "mean", "se", "lo", "hi", "zero_share"}}
	add := func(part string, a int, site, outcome, performance string, s *tally.Summary, zero string) {
		i := s.MeanInterval()
		rows = append(rows, []string{
			part, cellText(x.Actors[a].ID), cellText(site), cellText(outcome), performance, uintText(s.N),
			e.cell(metric.Money, s.Mean), e.cell(metric.Money, s.SE), e.cell(metric.Money, i.Lo), e.cell(metric.Money, i.Hi), zero,
		})
	}
	for a := range x.Actors {
		for i := range x.Levels {
			add("payoff", a, "", "", e.cell(metric.Ratio, x.Levels[i].Performance), &x.Levels[i].Payoffs[a], "")
		}
		for i := range x.Margins {
			m := &x.Margins[i]
			add("marginal", a, w.terms.Sites[m.Site].ID, w.terms.Outcomes[m.Outcome].ID, "", &m.Gains[a], e.cell(metric.Ratio, m.Zero[a].P))
		}
		for i := range x.People {
			add("segment", a, w.terms.Sites[x.People[i].Site].ID, w.personKey(x.People[i].Outcome), "", &x.People[i].Gains[a], "")
		}
		add("delay", a, "", "", "", &x.Delay.Gains[a], "")
		for i := range x.AtRisk {
			if r := &x.AtRisk[i]; r.Actor.ID == x.Actors[a].ID && !math.IsNaN(r.Share.Value) {
				rows = append(rows, []string{
					"at_risk", cellText(r.Actor.ID), "", "", "", uintText(x.Paths),
					e.cell(metric.Ratio, r.Share.Value), e.cell(metric.Ratio, r.Share.SE), e.cell(metric.Ratio, r.Share.Lo), e.cell(metric.Ratio, r.Share.Hi), "",
				})
			}
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

package report

import (
	"bytes"
	"encoding/csv"
	"math"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/study"
)

// ArrangementsJSON is a study of arrangements as one JSON object of schema
// sibsim.arrangements/1. Figures have value, se, lo and hi; what has no value is null.
func ArrangementsJSON(a *study.Arrangements, version string) ([]byte, error) {
	b := newArranger(a)
	x := arrangementsEncoder{encoder{digits: b.terms.Currency.Digits}, a}
	d := a.List[0].Plan.Deal()
	list := []object{}
	for i, o := range a.List {
		levers := object{}
		for _, l := range o.Deal.Assumptions().Levers {
			levers[l.ID] = x.number(metric.Ratio, l.Intensity)
		}
		list = append(list, object{"name": o.Name, "story": o.Story, "applies": true, "against": i == a.Against, "levers": levers, "reason": nil})
	}
	for _, m := range a.Missing {
		list = append(list, object{"name": m.Name, "story": m.Story, "applies": false, "against": false, "levers": object{}, "reason": m.Reason.Error()})
	}
	effects := []object{}
	for _, e := range b.effects() {
		effects = append(effects, object{"effect": e.id, "lever": e.lever, "on": e.on, "size": e.size, "source": e.source})
	}
	warnings := []string{}
	for _, w := range append(a.List[0].Plan.Warnings(), a.Warnings...) {
		warnings = append(warnings, rawWarning(w))
	}
	out := object{
		"schema": "sibsim.arrangements/1", "version": version, "deal": object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": b.terms.Currency.Code, "seed": a.Seed, "paths": a.Paths, "partial": a.Partial,
		"against": a.List[a.Against].Name, "outcome": a.Outcome, "net": a.Net, "same": a.Same,
		"arrangements": list, "targets": x.targets(), "contrasts": x.contrasts(), "costs": x.costs(),
		"attribution": x.attributions(b.attribution()), "data": x.data(), "breakeven": x.even(), "acceptability": x.value(),
		"bridge": x.bridge(), "at_risk": x.risks(), "assumptions": object{"caution": caution, "effects": effects}, "warnings": warnings,
	}
	return marshal(out)
}

// arrangementsEncoder turns figures of arrangements into JSON values.
type arrangementsEncoder struct {
	encoder
	*study.Arrangements
}

func (x *arrangementsEncoder) figure(unit metric.Unit, f study.Figure) object {
	return object{"value": x.number(unit, f.Value), "se": x.number(unit, f.SE), "lo": x.number(unit, f.Lo), "hi": x.number(unit, f.Hi)}
}

func (x *arrangementsEncoder) estimate(unit metric.Unit, e *study.Estimate) object {
	return x.figure(unit, study.Figure{Value: e.Value, SE: e.SE, Lo: e.Lo, Hi: e.Hi})
}

func (x *arrangementsEncoder) targets() []object {
	out := []object{}
	for k := range x.Targets {
		t := &x.Targets[k]
		met, less := object{}, object{}
		for i := range t.Met {
			met[x.List[i].Name], less[x.List[i].Name] = x.estimate(metric.Ratio, &t.Met[i]), x.estimate(metric.Ratio, &t.Less[i])
		}
		var site any
		if t.Site != "" {
			site = t.Site
		}
		out = append(out, object{"site": site, "outcome": t.Outcome, "met": met, "less": less})
	}
	return out
}

func (x *arrangementsEncoder) ratio(r study.Ratio) object {
	return object{"risk_ratio": x.figure(metric.Ratio, r.RR), "difference_per_100": x.figure(metric.Ratio, r.RD)}
}

func (x *arrangementsEncoder) contrasts() []object {
	out := []object{}
	for k := range x.Contrasts {
		c := &x.Contrasts[k]
		list := object{}
		for i := range c.Arrangements {
			o := &c.Arrangements[i]
			one := object{
				"achieved": x.figure(metric.Ratio, o.Achieved), "achieved_less": x.figure(metric.Ratio, o.AchievedLess),
				"net": x.figure(metric.Ratio, o.Net), "net_less": x.figure(metric.Ratio, o.NetLess), "against": x.ratio(o.Versus), "after": nil,
				"more": x.figure(metric.Ratio, o.More), "fewer": x.figure(metric.Ratio, o.Fewer), "low": x.number(metric.Ratio, o.Low), "high": x.number(metric.Ratio, o.High),
			}
			if o.After != nil {
				one["after"] = x.ratio(*o.After)
			}
			list[x.List[i].Name] = one
		}
		out = append(out, object{"outcome": c.Outcome, "deadweight": x.number(metric.Ratio, c.Deadweight), "usual_care": x.ratio(c.Usual), "arrangements": list})
	}
	return out
}

func (x *arrangementsEncoder) costs() []object {
	out := []object{}
	for k := range x.Costs {
		c := &x.Costs[k]
		value, less := object{}, object{}
		for i := range c.Value {
			value[x.List[i].Name], less[x.List[i].Name] = x.figure(metric.Money, c.Value[i]), x.figure(metric.Money, c.Less[i])
		}
		out = append(out, object{"name": c.Name, "value": value, "less": less})
	}
	return out
}

func (x *arrangementsEncoder) split(s *study.Split) any {
	if s == nil {
		return nil
	}
	r := metric.Ratio
	return object{
		"management": x.figure(r, s.Management), "incentive": x.figure(r, s.Incentive), "interaction": x.figure(r, s.Interaction),
		"other": x.figure(r, s.Other), "whole": x.figure(r, s.Whole),
		"shapley": object{
			"management": x.figure(r, s.ShapleyManagement), "incentive": x.figure(r, s.ShapleyIncentive),
			"management_share": x.figure(r, s.ShareManagement), "incentive_share": x.figure(r, s.ShareIncentive),
		},
	}
}

// attribution is that of one outcome: the parts as assumed, then before and after data.
func (x *arrangementsEncoder) attribution(a *study.Attribution) object {
	out := x.split(&a.Prior).(object)
	out["outcome"], out["prior"], out["posterior"] = a.Outcome, x.split(&a.Prior), x.split(a.After)
	out["moved"], out["identified"], out["note"] = x.figure(metric.Ratio, a.Moved), nil, nil
	if a.After != nil && !math.IsNaN(a.Moved.Value) {
		if out["identified"] = a.Identified; !a.Identified {
			out["note"] = NotIdentified
		}
	}
	return out
}

// attributions is that of the outcome that costs are counted by, with all of them under "outcomes".
func (x *arrangementsEncoder) attributions(first *study.Attribution) object {
	out := x.attribution(first)
	all := object{}
	for k := range x.Attribution {
		all[x.Attribution[k].Outcome] = x.attribution(&x.Attribution[k])
	}
	out["outcomes"] = all
	return out
}

func (x *arrangementsEncoder) data() any {
	if x.Data == nil {
		return nil
	}
	belief := func(b *study.Belief) any {
		if b == nil {
			return nil
		}
		return object{"mean": x.number(metric.Ratio, b.Mean), "sd": x.number(metric.Ratio, b.SD), "lo": x.number(metric.Ratio, b.Lo), "hi": x.number(metric.Ratio, b.Hi)}
	}
	cohorts, sizes := []object{}, []object{}
	for _, c := range x.Data.Cohorts {
		cohorts = append(cohorts, object{
			"line": c.Line, "arrangement": c.Arrangement, "management": x.number(metric.Ratio, c.Management), "incentive": x.number(metric.Ratio, c.Incentive),
			"site": c.Site, "outcome": c.Outcome, "from": c.Parent, "people": c.People, "achieved": c.Achieved, "source": c.Source,
			"prior": x.number(metric.Ratio, c.Prior), "posterior": x.number(metric.Ratio, c.After),
		})
	}
	for _, s := range x.Data.Sizes {
		sizes = append(sizes, object{"effect": s.Effect, "lever": s.Lever, "kind": s.Kind, "on": s.On, "prior": belief(&s.Prior), "posterior": belief(s.After)})
	}
	return object{
		"cohorts": cohorts, "sizes": sizes, "effective": x.number(metric.Ratio, x.Data.Effective), "enough": x.Data.Enough, "few": x.Data.Few,
		"place_sd": x.number(metric.Ratio, x.Data.PlaceSD),
	}
}

func (x *arrangementsEncoder) even() any {
	e := x.BreakEven
	if e == nil {
		return nil
	}
	crossings, tried := []object{}, []object{}
	for _, c := range e.Crossings {
		crossings = append(crossings, object{"value": x.number(metric.Ratio, c.At), "lo": x.number(metric.Ratio, c.AtLo), "hi": x.number(metric.Ratio, c.AtHi), "above": c.Above})
	}
	for k := range e.Tried {
		o := x.estimate(metric.Money, &e.Tried[k].Estimate)
		o["factor"] = x.number(metric.Ratio, e.Tried[k].At)
		tried = append(tried, o)
	}
	out := object{"statistic": e.Statistic, "most": x.number(metric.Ratio, e.Most), "crossings": crossings, "tried": tried, "factor": nil, "verdict": "crosses", "reason": nil}
	switch {
	case e.Reason != "":
		out["verdict"], out["reason"] = "none", e.Reason
	case len(crossings) > 0:
		out["factor"] = crossings[0]
	case e.Tried[0].Met:
		out["verdict"] = "always"
	default:
		out["verdict"] = "never"
	}
	return out
}

func (x *arrangementsEncoder) value() object {
	v := x.Value
	points := []object{}
	for _, p := range v.Points {
		o := x.figure(metric.Ratio, p.P)
		o["w"], o["after"] = x.number(metric.Money, p.W), x.number(metric.Ratio, p.After)
		points = append(points, o)
	}
	out := object{"points": points, "inputs": v.Inputs, "net": x.figure(metric.Ratio, v.Net), "spend": x.figure(metric.Money, v.Spend), "method": "regression of both increments on the inputs", "reason": nil}
	if v.Reason != "" {
		out["reason"] = v.Reason
	}
	return out
}

// bridge is the first arrangement against its own plan, by reading: sibsim bridge --json has more.
func (x *arrangementsEncoder) bridge() any {
	if x.Bridge == nil {
		return nil
	}
	out := object{}
	for _, r := range x.Bridge.Readings {
		bars := object{}
		for _, bar := range r.Bars {
			bars[bar.Cause.String()] = x.figure(metric.Money, bar.Change)
		}
		out[r.Name] = object{"causes": bars, "difference": x.figure(metric.Money, r.Change)}
	}
	return out
}

// risks are the shares of income that depend on outcomes, by arrangement and actor.
func (x *arrangementsEncoder) risks() any {
	if x.AtRisk == nil {
		return nil
	}
	out := object{}
	for i, list := range x.AtRisk {
		actors := object{}
		for _, r := range list {
			actors[r.Actor.ID] = x.figure(metric.Ratio, r.Share)
		}
		out[x.List[i].Name] = object{"actors": actors, "service": x.number(metric.Ratio, x.ServiceAtRisk(i))}
	}
	return out
}

// ArrangementsCSV is the same as a table, a row for each figure: part (target,
// contrast, cost, attribution, breakeven or acceptability), name, site, outcome,
// arrangement, value, se, lo, hi, after (the data).
func ArrangementsCSV(a *study.Arrangements) ([]byte, error) {
	b := newArranger(a)
	e := encoder{digits: b.terms.Currency.Digits}
	rows := [][]string{{"part", "name", "site", "outcome", "arrangement", "value", "se", "lo", "hi", "after"}}
	add := func(unit metric.Unit, part, name, site, outcome, arrangement string, f study.Figure, after float64) {
		rows = append(rows, []string{
			part, cellText(name), site, outcome, cellText(arrangement),
			e.cell(unit, f.Value), e.cell(unit, f.SE), e.cell(unit, f.Lo), e.cell(unit, f.Hi), e.cell(unit, after),
		})
	}
	none := math.NaN()
	for k := range a.Targets {
		t := &a.Targets[k]
		for i, m := range t.Met {
			add(metric.Ratio, "target", "met", t.Site, t.Outcome, a.List[i].Name, study.Figure{Value: m.Value, SE: m.SE, Lo: m.Lo, Hi: m.Hi}, none)
		}
	}
	for k := range a.Contrasts {
		c := &a.Contrasts[k]
		add(metric.Ratio, "contrast", "usual care risk ratio", "", c.Outcome, "", c.Usual.RR, none)
		add(metric.Ratio, "contrast", "usual care difference per 100", "", c.Outcome, "", c.Usual.RD, none)
		for i := range c.Arrangements {
			o := &c.Arrangements[i]
			ratio, difference := none, none
			if o.After != nil {
				ratio, difference = o.After.RR.Value, o.After.RD.Value
			}
			add(metric.Ratio, "contrast", "achieved", "", c.Outcome, a.List[i].Name, o.Achieved, none)
			add(metric.Ratio, "contrast", "net", "", c.Outcome, a.List[i].Name, o.Net, none)
			add(metric.Ratio, "contrast", "net less", "", c.Outcome, a.List[i].Name, o.NetLess, none)
			add(metric.Ratio, "contrast", "risk ratio", "", c.Outcome, a.List[i].Name, o.Versus.RR, ratio)
			add(metric.Ratio, "contrast", "difference per 100", "", c.Outcome, a.List[i].Name, o.Versus.RD, difference)
		}
	}
	for k := range a.Costs {
		c := &a.Costs[k]
		for i := range c.Value {
			add(metric.Money, "cost", c.Name, "", "", a.List[i].Name, c.Value[i], none)
			add(metric.Money, "cost", c.Name+" less", "", "", a.List[i].Name, c.Less[i], none)
		}
	}
	for k := range a.Attribution {
		x := &a.Attribution[k]
		for _, part := range splitParts {
			after := none
			if x.After != nil {
				after = part.of(x.After).Value
			}
			add(metric.Ratio, "attribution", part.name, "", x.Outcome, "", part.of(&x.Prior), after)
		}
	}
	if a.BreakEven != nil {
		for _, c := range a.BreakEven.Crossings {
			add(metric.Ratio, "breakeven", "factor", "", "", "", study.Figure{Value: c.At, SE: none, Lo: c.AtLo, Hi: c.AtHi}, none)
		}
	}
	for _, p := range a.Value.Points {
		add(metric.Ratio, "acceptability", e.cell(metric.Money, p.W), "", "", "", p.P, p.After)
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// splitParts are the parts of a split, by their names in CSV.
var splitParts = []struct {
	name string
	of   func(s *study.Split) study.Figure
}{
	{"management", func(s *study.Split) study.Figure { return s.Management }},
	{"incentive", func(s *study.Split) study.Figure { return s.Incentive }},
	{"interaction", func(s *study.Split) study.Figure { return s.Interaction }},
	{"other", func(s *study.Split) study.Figure { return s.Other }},
	{"whole", func(s *study.Split) study.Figure { return s.Whole }},
	{"shapley management share", func(s *study.Split) study.Figure { return s.ShareManagement }},
	{"shapley incentive share", func(s *study.Split) study.Figure { return s.ShareIncentive }},
}

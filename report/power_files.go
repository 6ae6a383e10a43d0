package report

import (
	"bytes"
	"encoding/csv"
	"fmt"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// PowerJSON is the same as one JSON object of schema sibsim.power/1. Chances and their
// differences are ratios, money is in whole units. What there is none of is null: an
// evaluation if none was asked for, a closed form where sites are drawn, a
// number of people where none is enough, an end of an interval that is not bounded.
func PowerJSON(p *sim.Plan, found *study.Power, version string, scenarios ...string) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	d := p.Deal()
	if scenarios == nil {
		scenarios = []string{}
	}
	warnings := []string{}
	for _, w := range p.Warnings() {
		warnings = append(warnings, rawWarning(w))
	}
	out := object{
		"schema": "sibsim.power/1", "version": version, "deal": object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": p.Contract().Terms().Currency.Code, "seed": found.Seed, "paths": found.Paths, "scenarios": scenarios,
	}
	for _, key := range []string{
		"design", "n", "outcome", "follow_up", "alpha", "contrast", "arms", "power", "assurance", "size", "closed_form", "cluster",
		"minimum_detectable", "n_for_80", "type_s", "type_m", "bias", "coverage", "truths", "curve", "assumed_bias_sd", "trend", "years",
	} {
		out[key] = nil
	}
	if t := found.Trial; t != nil {
		e.trial(out, t)
		for _, w := range t.Warnings {
			warnings = append(warnings, rawWarning(w))
		}
	}
	errs := make([]object, 0, len(found.Payments))
	for i := range found.Payments {
		x := &found.Payments[i]
		errs = append(errs, object{
			"reward": x.Reward, "measure": x.Measure, "effect": e.number(metric.Ratio, x.Effect),
			"paid_for_nothing": proportion(x.ForNothing), "not_paid_for_something": proportion(x.NotFull), "nothing_paid": proportion(x.NotPaid),
			"paid_without_effect": e.figure(metric.Money, x.NoEffect), "paid": e.figure(metric.Money, x.Assumed), "earned": e.figure(metric.Money, x.Earned),
		})
	}
	out["payment_errors"], out["warnings"] = errs, warnings
	return marshal(out)
}

// trial writes what is known of an evaluation.
func (e *encoder) trial(out object, t *study.Trial) {
	q := &t.Query
	ratio := func(x study.Figure) object { return e.figure(metric.Ratio, x) }
	out["design"], out["n"], out["outcome"], out["alpha"] = q.Design, q.People, q.Outcome, q.Alpha
	if q.FollowUp >= 0 {
		out["follow_up"] = q.FollowUp
	}
	contrast := object{"kind": q.Contrast.Kind, "value": nil, "against": nil, "effect": ratio(t.Assumed.Effect)}
	if q.Contrast.Kind == study.AgainstScenario {
		contrast["against"] = q.Contrast.Name
	} else {
		contrast["value"] = plainOrNull(q.Contrast.Value)
	}
	out["contrast"] = contrast
	out["arms"] = object{
		"treatment":  object{"n": q.People, "chance": ratio(t.Assumed.Service), "without_the_deal": ratio(t.Assumed.Otherwise)},
		"comparison": object{"n": t.Comparison, "chance": ratio(t.Assumed.Compared)},
	}
	out["power"], out["assurance"], out["size"] = proportion(t.Assumed.Significant), proportion(t.Drawn.Significant), proportion(t.None.Significant)
	out["closed_form"] = plainOrNull(t.Formula)
	if t.Cluster != nil {
		out["cluster"] = object{"sites": q.Sites, "icc": plainOrNull(t.Cluster.ICC), "design_effect": plainOrNull(t.Cluster.DesignEffect)}
	}
	out["minimum_detectable"], out["n_for_80"] = between95(t.Detectable), between95(t.Needed)
	truths := object{}
	for name, x := range map[string]*study.Evaluations{"assumed": &t.Assumed, "uncertain": &t.Drawn, "none": &t.None} {
		truths[name] = object{
			"treatment": ratio(x.Service), "without_the_deal": ratio(x.Otherwise), "comparison": ratio(x.Compared), "effect": ratio(x.Effect),
			"significant": proportion(x.Significant), "estimate": ratio(x.Estimate), "bias": ratio(x.Bias), "coverage": proportion(x.Coverage),
			"type_s": proportion(x.WrongSign), "type_m": ratio(x.Exaggeration),
		}
	}
	out["truths"] = truths
	out["type_s"], out["type_m"] = proportion(t.Assumed.WrongSign), ratio(t.Assumed.Exaggeration)
	out["bias"], out["coverage"] = ratio(t.Assumed.Bias), proportion(t.Assumed.Coverage)
	switch q.Design {
	case study.Matched:
		out["assumed_bias_sd"] = q.Bias
	case study.BeforeAfter:
		out["trend"], out["years"] = q.Trend, plainOrNull(t.Years)
	}
	curve := make([]object, 0, len(t.Curve))
	for _, c := range t.Curve {
		curve = append(curve, object{"n": c.People, "power": proportion(c.Assumed), "assurance": proportion(c.Assured)})
	}
	out["curve"] = curve
}

func proportion(p tally.Proportion) object {
	return object{"value": plainOrNull(p.P), "lo": plainOrNull(p.Lo), "hi": plainOrNull(p.Hi)}
}

// between95 is a figure that was looked for: it has an interval, no standard error.
func between95(x study.Figure) object {
	return object{"value": plainOrNull(x.Value), "lo": plainOrNull(x.Lo), "hi": plainOrNull(x.Hi)}
}

// PowerCSV is the power by the number of people, a row each (what, truth or reward, n,
// value, lo, hi), after the figures of the evaluation asked for and before those of the payments.
func PowerCSV(p *sim.Plan, found *study.Power) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	rows := [][]string{{"what", "of", "n", "value", "lo", "hi"}}
	add := func(what, of string, n int, value, lo, hi float64) {
		people := ""
		if n > 0 {
			people = fmt.Sprint(n)
		}
		rows = append(rows, []string{what, cellText(of), people, e.cell(metric.Ratio, value), e.cell(metric.Ratio, lo), e.cell(metric.Ratio, hi)})
	}
	share := func(what, of string, n int, x tally.Proportion) { add(what, of, n, x.P, x.Lo, x.Hi) }
	mean := func(what, of string, n int, x study.Figure) { add(what, of, n, x.Value, x.Lo, x.Hi) }
	if t := found.Trial; t != nil {
		n := t.Query.People
		for _, world := range []struct {
			name string
			of   *study.Evaluations
		}{{"assumed", &t.Assumed}, {"uncertain", &t.Drawn}, {"none", &t.None}} {
			x := world.of
			mean("effect", world.name, n, x.Effect)
			share("significant", world.name, n, x.Significant)
			mean("bias", world.name, n, x.Bias)
			share("coverage", world.name, n, x.Coverage)
			share("type_s", world.name, n, x.WrongSign)
			mean("type_m", world.name, n, x.Exaggeration)
		}
		mean("minimum_detectable", "assumed", n, t.Detectable)
		mean("n_for_80", "assumed", 0, t.Needed)
		for _, c := range t.Curve {
			share("power", "assumed", c.People, c.Assumed)
			share("power", "uncertain", c.People, c.Assured)
		}
	}
	for i := range found.Payments {
		x := &found.Payments[i]
		share("paid_for_nothing", x.Reward, 0, x.ForNothing)
		share("not_paid_for_something", x.Reward, 0, x.NotFull)
		share("nothing_paid", x.Reward, 0, x.NotPaid)
		mean("paid_without_effect", x.Reward, 0, x.NoEffect)
		mean("paid", x.Reward, 0, x.Assumed)
		mean("earned", x.Reward, 0, x.Earned)
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

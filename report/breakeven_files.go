package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"strconv"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// BreakEvenJSON is the same as one JSON object. "value", "lo" and "hi" are the
// crossing, if there are several the one nearest to what the deal has, null if
// there is none; an end of the interval that the range does not bound is null. Values of a
// field that is a date are months from the deal's start.
func BreakEvenJSON(p *sim.Plan, b *study.BreakEven, version string, scenarios ...string) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	unit := b.Until.Unit
	grid := make([]object, 0, len(b.Values))
	for i := range b.Values {
		x := &b.Values[i]
		grid = append(grid, object{"value": plainOrNull(x.At), "statistic": e.estimate(unit, &x.Estimate), "holds": x.Met, "certain": x.Certain, "even": x.Even})
	}
	crossings := make([]object, 0, len(b.Crossings))
	for i := range b.Crossings {
		c := &b.Crossings[i]
		crossings = append(crossings, object{
			"value": plainOrNull(c.At), "lo": plainOrNull(c.AtLo), "hi": plainOrNull(c.AtHi), "other": plainOrNull(c.Other), "holds": side(c.Above),
			"statistic": e.estimate(unit, &c.Estimate),
		})
	}
	nan := math.NaN()
	answer := study.Crossing{Tried: study.Tried{At: nan}, AtLo: nan, AtHi: nan}
	holds := "nowhere"
	if len(b.Values) > 0 && b.Values[0].Met {
		holds = "everywhere"
	}
	if i := b.Nearest(b.Today.Value); i >= 0 {
		answer = b.Crossings[i]
		holds = side(answer.Above)
	}
	d := p.Deal()
	if scenarios == nil {
		scenarios = []string{}
	}
	return marshal(object{
		"schema": "sibsim.breakeven/1", "version": version, "deal": object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": p.Contract().Terms().Currency.Code, "seed": b.Seed, "paths": b.Paths, "scenarios": scenarios,
		"vary":      object{"address": b.Vary.Address, "times": b.Vary.Times, "lo": plainOrNull(b.Range.Lo), "hi": plainOrNull(b.Range.Hi), "unit": b.Range.Unit},
		"condition": b.Until.String(), "statistic": b.Until.Name, "unit": unit,
		"value": plainOrNull(answer.At), "lo": plainOrNull(answer.AtLo), "hi": plainOrNull(answer.AtHi), "holds": holds,
		"crossings": crossings, "grid": grid, "evaluations": b.Evaluations, "walks": b.Walks, "rewalked": b.Rewalked,
		"monotone": b.Monotone, "exhaustive": b.All, "partial": b.Partial, "switching_value": switching(b),
		"today":  object{"value": plainOrNull(b.Today.Value), "text": b.Today.Text, "statistic": e.estimate(unit, &b.AtToday)},
		"change": object{"absolute": plainOrNull(answer.At - b.Today.Value), "relative": plainOrNull(answer.At/b.Today.Value - 1)},
	})
}

// BreakEvenCSV is the same as a table, a row for each value tried: value,
// statistic, se, lo, hi, holds.
func BreakEvenCSV(p *sim.Plan, b *study.BreakEven) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	unit := b.Until.Unit
	rows := [][]string{{"value", "statistic", "se", "lo", "hi", "holds"}}
	for i := range b.Values {
		x := &b.Values[i]
		rows = append(rows, []string{shortest(x.At), e.cell(unit, x.Value), e.cell(unit, x.SE), e.cell(unit, x.Lo), e.cell(unit, x.Hi), strconv.FormatBool(x.Met)})
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// side says on which side of a crossing the condition holds.
func side(above bool) string {
	if above {
		return "above"
	}
	return "below"
}

// estimate is a figure with its errors as a JSON object.
func (e *encoder) estimate(unit metric.Unit, x *study.Estimate) object {
	return object{
		"value": e.number(unit, x.Value), "se": e.number(unit, x.SE), "lo": e.number(unit, x.Lo), "hi": e.number(unit, x.Hi),
		"n": x.N, "undefined": x.Undefined, "never": x.Never,
	}
}

// plainOrNull is the shortest decimal of a number; null for what is not one.
func plainOrNull(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return json.Number(shortest(v))
}

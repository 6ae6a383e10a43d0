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

// PriceJSON is the same as one JSON object. "objective" and "constraints" are on
// fresh paths; "scale" is the factor on prices if one is varied; "prices" are the
// prices that the answer writes, by address; null or empty where there is no
// answer. "zone" is null without an answer, "relaxation" with one.
func PriceJSON(p *sim.Plan, x *study.Price, version string, scenarios ...string) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	d := p.Deal()
	if scenarios == nil {
		scenarios = []string{}
	}
	answered := len(x.Constraints) > 0 || x.Exists
	objective, inSample := any(nil), any(nil)
	if answered {
		o := e.interval(x.Objective.Unit, &x.Fresh)
		o["text"] = x.Objective.Name
		objective, inSample = o, e.interval(x.Objective.Unit, &x.InSample)
	}
	variables, prices, scale := e.priceVariables(x, x.Exists)
	binding := []string{}
	constraints := make([]object, 0, len(x.Constraints))
	for i := range x.Constraints {
		c := &x.Constraints[i]
		unit := c.Constraint.Unit
		o := e.interval(unit, &c.Estimate)
		o["text"], o["limit"], o["slack"] = c.Constraint.String(), plainOrNull(c.Constraint.Limit.Number), e.number(unit, c.Slack)
		o["holds"], o["certain"], o["binding"] = c.Met, c.Certain, c.Binding
		o["in_sample"] = e.interval(unit, &c.InSample)
		constraints = append(constraints, o)
		if c.Binding {
			binding = append(binding, c.Constraint.String())
		}
	}
	frontier := make([]object, 0, len(x.Frontier))
	for i := range x.Frontier {
		t := &x.Frontier[i]
		values := make([]any, len(t.Values))
		for k, v := range t.Values {
			values[k] = plainOrNull(v)
		}
		frontier = append(frontier, object{"spend": e.interval(x.Objective.Unit, &t.Spend), "loss": e.interval(metric.Ratio, &t.Loss), "values": values})
	}
	return marshal(object{
		"schema": "sibsim.price/1", "version": version, "deal": object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": p.Contract().Terms().Currency.Code, "seed": x.Seed, "paths": x.Paths, "fresh_paths": x.FreshPaths, "frontier_paths": x.FrontierPaths, "scenarios": scenarios,
		"exists": x.Exists, "safe": x.Safe, "rounds": x.Rounds, "rounding_excludes": x.Grid,
		"objective": objective, "objective_in_sample": inSample, "objective_today": e.interval(x.Objective.Unit, &x.Today), "minimised": x.Objective.Name, "unit": x.Objective.Unit,
		"scale": scale, "variables": variables, "prices": prices, "constraints": constraints, "binding": binding,
		"zone": e.priceZone(x), "frontier": frontier, "relaxation": e.priceRelaxation(x),
		"evaluations": x.Evaluations, "walks": x.Walks, "rewalked": x.Rewalked,
	})
}

// interval is a figure with its interval.
func (e *encoder) interval(unit metric.Unit, x *study.Estimate) object {
	return object{"value": e.number(unit, x.Value), "lo": e.number(unit, x.Lo), "hi": e.number(unit, x.Hi)}
}

// priceVariables are the variables, the prices that they write, and the factor on
// prices if one is varied.
func (e *encoder) priceVariables(x *study.Price, answered bool) (variables []object, prices object, scale any) {
	prices = object{}
	for i := range x.Variables {
		v := &x.Variables[i]
		value := math.NaN()
		if x.Values != nil {
			value = x.Values[i]
		}
		fields := object{}
		var writes []study.PriceWritten
		if x.Values != nil {
			writes = x.Written(i)
		}
		for k, w := range writes {
			var number any = w.Text
			if _, err := strconv.ParseFloat(w.Text, 64); err == nil {
				number = json.Number(shortest(w.Value))
			}
			fields[v.Fields[k].Address] = number
			if v.Fields[k].Price && answered {
				prices[v.Fields[k].Address] = number
				if v.Times {
					scale = plainOrNull(value)
				}
			}
		}
		variables = append(variables, object{
			"address": v.Address, "times": v.Times, "lo": plainOrNull(v.Range.Lo), "hi": plainOrNull(v.Range.Hi), "unit": v.Range.Unit,
			"value": plainOrNull(value), "held": plainOrNull(v.Held.Value), "fields": fields,
		})
	}
	return variables, prices, scale
}

func (e *encoder) priceZone(x *study.Price) any {
	z := x.Zone
	if z == nil {
		return nil
	}
	end := func(of int, above bool) any {
		if of < 0 {
			return nil
		}
		o := object{"constraint": x.Constraints[of].Constraint.String(), "at": nil, "lo": nil, "hi": nil}
		if c := z.End(of, above); c != nil {
			o["at"], o["lo"], o["hi"] = plainOrNull(c.At), plainOrNull(c.AtLo), plainOrNull(c.AtHi)
		}
		return o
	}
	sides := make([]object, 0, len(z.Sides))
	for i := range z.Sides {
		spans := make([][]any, 0, len(z.Sides[i].Holds))
		for _, s := range z.Sides[i].Holds {
			spans = append(spans, []any{plainOrNull(s.From), plainOrNull(s.To)})
		}
		sides = append(sides, object{"constraint": x.Constraints[i].Constraint.String(), "holds": spans})
	}
	return object{
		"along": z.Along.String(), "at": plainOrNull(z.At), "empty": z.Empty(), "pieces": z.Pieces, "from": plainOrNull(z.From), "to": plainOrNull(z.To),
		"floor": end(z.Floor, true), "ceiling": end(z.Ceiling, false), "constraints": sides,
	}
}

func (e *encoder) priceRelaxation(x *study.Price) any {
	if x.Relaxation == nil {
		return nil
	}
	values := make([]any, len(x.Relaxation.Values))
	for i, v := range x.Relaxation.Values {
		values[i] = plainOrNull(v)
	}
	moves := make([]object, 0, len(x.Relaxation.Moves))
	for i := range x.Relaxation.Moves {
		m := &x.Relaxation.Moves[i]
		unit := m.Constraint.Unit
		moves = append(moves, object{
			"text": m.Constraint.String(), "limit": plainOrNull(m.Constraint.Limit.Number), "value": e.number(unit, m.There.Value),
			"together": e.number(unit, m.Together), "alone": e.number(unit, m.Alone),
		})
	}
	return object{"values": values, "largest": plainOrNull(x.Relaxation.Largest), "constraints": moves}
}

// PriceCSV is the same as a table, a row for each figure: part, name, value, lo,
// hi, limit, slack, holds, certain, binding. The parts are objective, price,
// variable, constraint and, with a row for either figure of each point, frontier.
// Without an answer prices and variables are those that were tried.
func PriceCSV(p *sim.Plan, x *study.Price) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	rows := [][]string{{"part", "name", "value", "lo", "hi", "limit", "slack", "holds", "certain", "binding"}}
	add := func(part, name string, unit metric.Unit, v *study.Estimate, more ...string) {
		more = append(more, "", "", "", "", "")
		rows = append(rows, append([]string{part, cellText(name), e.cell(unit, v.Value), e.cell(unit, v.Lo), e.cell(unit, v.Hi)}, more[:5]...))
	}
	if len(x.Constraints) > 0 || x.Exists {
		add("objective", x.Objective.Name, x.Objective.Unit, &x.Fresh)
	}
	if x.Values != nil {
		for i := range x.Variables {
			v := &x.Variables[i]
			name := v.Address
			if v.Times {
				name += "*"
			}
			rows = append(rows, []string{"variable", cellText(name), shortest(x.Values[i]), "", "", "", "", "", "", ""})
			for k, w := range x.Written(i) {
				if v.Fields[k].Price {
					rows = append(rows, []string{"price", cellText(v.Fields[k].Address), cellText(w.Text), "", "", "", "", "", "", ""})
				}
			}
		}
	}
	for i := range x.Constraints {
		c := &x.Constraints[i]
		add("constraint", c.Constraint.String(), c.Constraint.Unit, &c.Estimate, shortest(c.Constraint.Limit.Number), e.cell(c.Constraint.Unit, c.Slack),
			strconv.FormatBool(c.Met), strconv.FormatBool(c.Certain), strconv.FormatBool(c.Binding))
	}
	for i := range x.Frontier {
		add("frontier", x.Objective.Name, x.Objective.Unit, &x.Frontier[i].Spend)
		add("frontier", "p(investor.loss)", metric.Ratio, &x.Frontier[i].Loss)
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

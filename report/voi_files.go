package report

import (
	"bytes"
	"encoding/csv"
	"fmt"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// InformationJSON is a study of the value of information as one JSON object of
// schema sibsim.voi/1. Worths are in the unit of the decision's statistic. What was
// not known when the study was stopped is null.
func InformationJSON(p *sim.Plan, v *study.Information, version string) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	unit := v.Condition.Unit
	d := p.Deal()
	out := object{
		"schema": "sibsim.voi/1", "version": version, "deal": object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": p.Contract().Terms().Currency.Code, "seed": v.Seed, "paths": v.Paths, "partial": v.Partial, "unit": unit,
		"decision": object{
			"text": v.Decision.String(), "name": v.Decision.Name, "statistic": v.Condition.Name, "relation": v.Condition.Limit.Relation.String(), "number": e.number(unit, v.Condition.Limit.Number), "yes": v.Yes,
			"gain": object{"mean": e.number(unit, v.Gain), "se": e.number(unit, v.GainSE)}, "wrong": nil,
		},
		"evpi": nil, "evsi": nil, "chance": append([]string{}, v.Chance...),
		"evppi": e.worths(unit, v.Inputs), "evppi_groups": e.worths(unit, v.Groups),
	}
	if x := v.Perfect; x != nil {
		o := e.worth(unit, x.Worth)
		o["uncorrected"], o["tested"], o["outer"], o["inner"], o["regression"] = e.number(unit, x.Uncorrected), e.number(unit, x.Tested), x.Outer, x.Inner, e.inputWorth(unit, v.AllInputs)
		out["evpi"] = o
		out["decision"].(object)["wrong"] = object{"p": x.Wrong.Value, "se": x.Wrong.SE, "lo": x.Wrong.Lo, "hi": x.Wrong.Hi}
	}
	if x := v.Pilot; x != nil {
		sizes := make([]object, 0, len(x.Sizes))
		for _, s := range x.Sizes {
			o := e.worth(unit, s.Worth)
			o["n"], o["cost"], o["net"] = s.People, e.number(unit, s.Cost), e.number(unit, s.Net)
			sizes = append(sizes, o)
		}
		o := object{"address": x.Address, "evppi": e.worth(unit, x.Knowing), "pilots": sizes, "best": nil}
		if x.Best >= 0 {
			o["best"] = x.Sizes[x.Best].People
		}
		out["evsi"] = o
	}
	warnings := []string{}
	for _, w := range append(p.Warnings(), v.Warnings...) {
		warnings = append(warnings, rawWarning(w))
	}
	out["warnings"] = warnings
	return marshal(out)
}

func (e *encoder) worth(unit metric.Unit, w study.Worth) object {
	return object{"value": e.number(unit, w.Value), "se": e.number(unit, w.SE), "lo": e.number(unit, w.Lo), "hi": e.number(unit, w.Hi)}
}

func (e *encoder) inputWorth(unit metric.Unit, in *study.InputWorth) object {
	o := e.worth(unit, in.Worth)
	o["tested"], o["spread"] = e.number(unit, in.Tested), e.number(unit, in.Spread)
	return o
}

// worths are those of inputs or groups, by name.
func (e *encoder) worths(unit metric.Unit, list []study.InputWorth) object {
	out := object{}
	for i := range list {
		o := e.inputWorth(unit, &list[i])
		o["inputs"] = list[i].Inputs
		out[list[i].Name] = o
	}
	return out
}

// InformationCSV is the same as a table, a row for each worth: what (evpi,
// evppi, group or evsi), name, people (of a pilot), value, se, lo, hi, tested, spread,
// cost, net.
func InformationCSV(p *sim.Plan, v *study.Information) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	unit := v.Condition.Unit
	rows := [][]string{{"what", "name", "people", "value", "se", "lo", "hi", "tested", "spread", "cost", "net"}}
	add := func(what, name, people string, w study.Worth, more ...string) {
		cells := []string{what, cellText(name), people, e.cell(unit, w.Value), e.cell(unit, w.SE), e.cell(unit, w.Lo), e.cell(unit, w.Hi)}
		rows = append(rows, append(append(cells, more...), make([]string, 4-len(more))...))
	}
	if v.Perfect != nil {
		add("evpi", v.Decision.String(), "", v.Perfect.Worth)
	}
	for _, part := range []struct {
		what string
		list []study.InputWorth
	}{{"evppi", v.Inputs}, {"group", v.Groups}} {
		for i := range part.list {
			in := &part.list[i]
			add(part.what, in.Name, "", in.Worth, e.cell(unit, in.Tested), e.cell(unit, in.Spread))
		}
	}
	if v.Pilot != nil {
		for _, s := range v.Pilot.Sizes {
			add("evsi", v.Pilot.Address, fmt.Sprint(s.People), s.Worth, "", "", e.cell(unit, s.Cost), e.cell(unit, s.Net))
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

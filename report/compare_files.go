package report

import (
	"bytes"
	"encoding/csv"
	"strings"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/study"
)

// CompareJSON is a comparison as one JSON object. Its "cells" are keyed by
// structure, then by scenario; each figure has its value ("mean" with "se", or
// "value"), its interval, and the "difference" that [Compare] shows, with what
// it is "against", the standard error it would have between independent runs
// ("independent_se") and how many times smaller it is ("ratio").
func CompareJSON(c *study.Comparison, how Comparing, version string) ([]byte, error) {
	b := newComparer(c, how)
	e := encoder{digits: b.money.Currency.Digits}
	structures, scenarios, statistics := []object{}, []object{}, []object{}
	for i, name := range c.Structures {
		d := c.Cell(i, 0).Plan.Deal()
		structures = append(structures, object{"name": name, "deal": object{"name": d.Name(), "sha256": d.SHA256()}})
	}
	for j, name := range c.Scenarios {
		scenarios = append(scenarios, object{"name": name, "story": b.story(j)})
	}
	for _, s := range c.Statistics {
		statistics = append(statistics, object{"name": s.Name, "side": s.Side, "unit": s.Unit})
	}
	cells := map[string]object{}
	for i := range c.Cells {
		x := &c.Cells[i]
		name := c.Structures[x.Structure]
		if cells[name] == nil {
			cells[name] = object{}
		}
		cells[name][c.Scenarios[x.Scenario]] = b.cellObject(&e, x)
	}
	return marshal(object{
		"schema": "sibsim.compare/1", "version": version, "currency": b.money.Currency.Code, "seed": c.Seed, "paths": c.Paths,
		"partial": c.Partial, "walked": c.Walked, "settled": c.Settled,
		"structures": structures, "scenarios": scenarios, "statistics": statistics, "cells": cells,
	})
}

func (b *comparer) cellObject(e *encoder, x *study.Cell) object {
	if x.Plan == nil {
		return object{"done": false, "reason": x.Reason.Error()}
	}
	d := x.Plan.Deal()
	out := object{"done": x.Done, "sha256": d.SHA256(), "fingerprint": x.Plan.Fingerprint(), "reviewed": x.Plan.Reviewed()}
	if !x.Done {
		return out
	}
	figures := object{}
	for k := range b.Statistics {
		s, f := &b.Statistics[k], &x.Figures[k]
		if f.Missing != nil {
			figures[s.Name] = object{"unit": s.Unit, "missing": f.Missing.Error()}
			continue
		}
		o := estimateObject(e, s, f.Estimate)
		if d := b.difference(x, f); d != nil {
			less := estimateObject(e, s, d.Estimate)
			less["against"] = object{"structure": b.Structures[d.Structure], "scenario": b.Scenarios[d.Scenario]}
			less["independent_se"], less["ratio"] = e.number(s.Unit, d.Independent), e.number(metric.Ratio, d.Gain())
			o["difference"] = less
		}
		figures[s.Name] = o
	}
	out["figures"] = figures
	return out
}

// estimateObject is an estimate as JSON: of a mean under "mean", else under "value".
func estimateObject(e *encoder, s *study.Statistic, x study.Estimate) object {
	key := "value"
	if s.Figure == metric.Mean {
		key = "mean"
	}
	o := object{
		"unit": s.Unit, "n": x.N, key: e.number(s.Unit, x.Value), "se": e.number(s.Unit, x.SE),
		"lo": e.number(s.Unit, x.Lo), "hi": e.number(s.Unit, x.Hi), "undefined": x.Undefined, "never": x.Never,
	}
	if x.Reason != "" {
		o["reason"] = x.Reason
	}
	return o
}

// CompareCSV is a comparison as a table, a row for each cell and statistic, with
// the difference that [Compare] shows. A figure that is not there has its reason.
func CompareCSV(c *study.Comparison, how Comparing) ([]byte, error) {
	b := newComparer(c, how)
	e := encoder{digits: b.money.Currency.Digits}
	rows := [][]string{{
		"structure", "scenario", "side", "statistic", "unit", "n", "value", "se", "lo", "hi",
		"against_structure", "against_scenario", "difference", "difference_se", "difference_lo", "difference_hi", "independent_se", "ratio", "reason",
	}}
	for i := range c.Cells {
		x := &c.Cells[i]
		names := []string{cellText(c.Structures[x.Structure]), cellText(c.Scenarios[x.Scenario])}
		for k := range c.Statistics {
			rows = append(rows, append(names[:2:2], b.csvFields(&e, x, k)...))
		}
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// csvFields are the fields of a row after those that name the cell.
func (b *comparer) csvFields(e *encoder, x *study.Cell, k int) []string {
	s := &b.Statistics[k]
	fields := make([]string, 17)
	fields[0], fields[1], fields[2] = string(s.Side), cellText(s.Name), string(s.Unit)
	reason := &fields[16]
	switch {
	case x.Plan == nil:
		*reason = cellText(oneLine(x.Reason))
		return fields
	case !x.Done:
		*reason = unfinished
		return fields
	case x.Figures[k].Missing != nil:
		*reason = cellText(oneLine(x.Figures[k].Missing))
		return fields
	}
	f := &x.Figures[k]
	fields[3] = uintText(f.N)
	for i, v := range []float64{f.Value, f.SE, f.Lo, f.Hi} {
		fields[4+i] = e.cell(s.Unit, v)
	}
	*reason = cellText(f.Reason)
	if d := b.difference(x, f); d != nil {
		fields[8], fields[9] = cellText(b.Structures[d.Structure]), cellText(b.Scenarios[d.Scenario])
		for i, v := range []float64{d.Value, d.SE, d.Lo, d.Hi, d.Independent} {
			fields[10+i] = e.cell(s.Unit, v)
		}
		fields[15] = e.cell(metric.Ratio, d.Gain())
	}
	return fields
}

// unfinished is why a cell of a stopped comparison is empty.
const unfinished = "not finished"

// oneLine is an error in one line; of an expression without its column.
func oneLine(err error) string {
	text := err.Error()
	if faults := metric.Faults(err); len(faults) > 0 {
		var parts []string
		for _, f := range faults {
			parts = append(parts, f.Text)
		}
		text = strings.Join(parts, "; ")
	}
	return Clean(strings.ReplaceAll(text, "\n", "; "))
}

package report

import (
	"bytes"
	"encoding/csv"
	"math"

	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// ReverseStressJSON is the same as one JSON object. Distances are in standard
// deviations; what was not found, or has no end within reach, is null.
func ReverseStressJSON(p *sim.Plan, s *study.ReverseStress, version string, scenarios ...string) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	unit := s.Until.Unit
	moves := make([]object, 0, len(s.Moves))
	for i := range s.Moves {
		m := &s.Moves[i]
		o := movedObject(&m.Moved)
		o["driver"], o["tier"] = m.Driver.Name, m.Driver.Tier
		o["push"], o["score"], o["share"] = plainOrNull(m.Push), plainOrNull(m.Score), plainOrNull(m.Share)
		moves = append(moves, o)
	}
	singles := make([]object, 0, len(s.Singles))
	for i := range s.Singles {
		x := &s.Singles[i]
		o := movedObject(&x.Moved)
		o["driver"], o["tier"] = x.Driver.Name, x.Driver.Tier
		o["distance"], o["lo"], o["hi"] = plainOrNull(x.Distance), plainOrNull(x.Lo), plainOrNull(x.Hi)
		o["end"], o["at_end"] = plainOrNull(x.End), e.number(unit, x.AtEnd)
		singles = append(singles, o)
	}
	way := make([]object, 0, len(s.Way))
	for i := range s.Way {
		x := &s.Way[i]
		way = append(way, object{"distance": plainOrNull(x.At), "value": e.number(unit, x.Value), "lo": e.number(unit, x.Lo), "hi": e.number(unit, x.Hi), "holds": x.Met})
	}
	d := p.Deal()
	if scenarios == nil {
		scenarios = []string{}
	}
	return marshal(object{
		"schema": "sibsim.reverse/1", "version": version, "deal": object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": p.Contract().Terms().Currency.Code, "seed": s.Seed, "paths": s.Paths, "scenarios": scenarios,
		"condition": s.Until.String(), "statistic": s.Until.Name, "unit": unit,
		"distance":           object{"value": plainOrNull(s.Distance), "lo": plainOrNull(s.Lo), "hi": plainOrNull(s.Hi)},
		"first_order_chance": plainOrNull(s.Chance), "already": s.Already,
		"at_median": e.estimate(unit, &s.AtMedian), "at_point": e.estimate(unit, &s.AtPoint),
		"moves": moves, "singles": singles, "way": way,
		"drivers": s.Drivers, "radius": plainOrNull(s.Radius), "within": plainOrNull(s.Within), "farthest": plainOrNull(s.Farthest),
		"walks": s.Walks, "partial": s.Partial,
	})
}

// movedObject is what a driver is, moved.
func movedObject(m *study.Moved) object {
	inputs := make([]object, 0, len(m.Inputs))
	for _, in := range m.Inputs {
		inputs = append(inputs, object{"address": in.Address, "median": plainOrNull(in.Median), "value": plainOrNull(in.Value)})
	}
	o := object{"inputs": inputs}
	if len(m.Inputs) == 0 {
		on := m.Effect.On
		if on == nil {
			on = []string{}
		}
		o["effect"] = object{"size": plainOrNull(m.Effect.Size), "on": on, "site": m.Effect.Site, "growth": plainOrNull(m.Effect.Growth)}
	}
	return o
}

// ReverseStressCSV is the same as a table, a row for each driver in the order of
// the ranking: driver, tier, distance, lo, hi, end, at_end for it alone, then push,
// score and share at the nearest combination.
func ReverseStressCSV(p *sim.Plan, s *study.ReverseStress) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	rows := [][]string{{"driver", "tier", "distance", "lo", "hi", "end", "at_end", "push", "score", "share"}}
	plain := func(v float64) string {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return ""
		}
		return shortest(v)
	}
	for i := range s.Singles {
		x := &s.Singles[i]
		row := []string{cellText(x.Driver.Name), string(x.Driver.Tier), plain(x.Distance), plain(x.Lo), plain(x.Hi), plain(x.End), e.cell(s.Until.Unit, x.AtEnd), "0", "0", "0"}
		for k := range s.Moves {
			if m := &s.Moves[k]; m.Driver.First == x.Driver.First {
				row[7], row[8], row[9] = plain(m.Push), plain(m.Score), plain(m.Share)
			}
		}
		rows = append(rows, row)
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

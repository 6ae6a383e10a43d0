package report

import (
	"bytes"
	"encoding/csv"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// SensitivityJSON is the same as one JSON object. Each part that was done has its
// key: tiers, tornado, sobol, shapley, regional. Shares and indices are parts of 1;
// variances are in squared units of the metric.
func SensitivityJSON(p *sim.Plan, s *study.Sensitivity, version string) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	d := p.Deal()
	out := object{
		"schema": "sibsim.sensitivity/1", "version": version, "deal": object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": p.Contract().Terms().Currency.Code, "seed": s.Seed, "paths": s.Paths, "run": s.Run, "walks": s.Walks, "partial": len(s.Missing) > 0,
		"metric": s.Metric.Name, "unit": s.Metric.Unit, "mean": e.figure(s.Metric.Unit, s.Mean), "sd": e.number(s.Metric.Unit, s.SD),
		"constant": s.Least == s.Most,
	}
	drivers := make([]object, 0, len(s.Drivers))
	for _, x := range s.Drivers {
		drivers = append(drivers, object{"name": x.Name, "tier": x.Tier})
	}
	out["drivers"] = drivers
	if s.Tiers != nil {
		out["tiers"] = nil
		if !s.Tiers.Constant {
			out["tiers"] = object{
				"variance": e.figure(metric.Ratio, s.Tiers.Variance), "ignorance": e.tier(s.Tiers.Ignorance),
				"environment": e.tier(s.Tiers.Environment), "luck": e.tier(s.Tiers.Luck),
			}
		}
	}
	if s.Tornado != nil {
		out["tornado"] = e.tornado(s)
	}
	if s.Sobol != nil {
		list := make([]object, 0, len(s.Sobol.Indices))
		for _, x := range s.Sobol.Indices {
			o := groupObject(s, x.Group)
			o["first"], o["total"] = e.figure(metric.Ratio, x.First), e.figure(metric.Ratio, x.Total)
			list = append(list, o)
		}
		out["sobol"] = list
	}
	if s.Shapley != nil {
		list := make([]object, 0, len(s.Shapley.Effects))
		for _, x := range s.Shapley.Effects {
			o := groupObject(s, x.Group)
			o["share"] = e.figure(metric.Ratio, x.Share)
			list = append(list, o)
		}
		out["shapley"], out["permutations"] = list, s.Shapley.Permutations
	}
	if s.Regional != nil {
		out["regional"] = e.regional(s)
	}
	return marshal(out)
}

// figure is an estimate of something in a unit.
func (e *encoder) figure(unit metric.Unit, f study.Figure) object {
	return object{"value": e.number(unit, f.Value), "se": e.number(unit, f.SE), "lo": e.number(unit, f.Lo), "hi": e.number(unit, f.Hi)}
}

func (e *encoder) tier(t study.TierShare) object {
	return object{"share": e.figure(metric.Ratio, t.Share), "variance": e.figure(metric.Ratio, t.Variance)}
}

func (e *encoder) tornado(s *study.Sensitivity) []object {
	list := make([]object, 0, len(s.Tornado.Swings))
	for _, x := range s.Tornado.Swings {
		inputs := make([]object, 0, len(x.Inputs))
		for _, in := range x.Inputs {
			inputs = append(inputs, object{"address": in.Address, "low": e.number(metric.Ratio, in.Low), "high": e.number(metric.Ratio, in.High)})
		}
		unit := s.Metric.Unit
		list = append(list, object{
			"driver": s.Drivers[x.Driver].Name, "scores": x.Scores, "inputs": inputs,
			"low": e.figure(unit, x.Low), "high": e.figure(unit, x.High), "difference": e.figure(unit, x.Difference),
		})
	}
	return list
}

func (e *encoder) regional(s *study.Sensitivity) object {
	x := s.Regional
	if x.Split.Name == "" {
		return object{"split": nil, "drivers": []object{}}
	}
	list := make([]object, 0, len(x.Contrasts))
	for _, c := range x.Contrasts {
		list = append(list, object{
			"driver": s.Drivers[c.Driver].Name, "input": c.Input, "with": e.number(metric.Ratio, c.With), "without": e.number(metric.Ratio, c.Without),
			"score": e.figure(metric.Ratio, c.Score), "z": e.number(metric.Ratio, c.Z), "distance": e.number(metric.Ratio, c.Distance),
			"p": e.number(metric.Ratio, c.P), "adjusted": e.number(metric.Ratio, c.Adjusted),
		})
	}
	return object{"split": x.Split.Name, "with": x.With, "without": x.Without, "drivers": list}
}

// groupObject names a group and what is in it.
func groupObject(s *study.Sensitivity, g study.Group) object {
	return object{"name": g.Name, "drivers": memberNames(s, g), "luck": g.Luck}
}

func memberNames(s *study.Sensitivity, g study.Group) []string {
	names := make([]string, 0, len(g.Drivers))
	for _, i := range g.Drivers {
		names = append(names, s.Drivers[i].Name)
	}
	return names
}

// SensitivityCSV is the same as a table, a row for each figure: part, name, figure,
// value, se, lo, hi. An input's value, a distance and a chance have no error.
func SensitivityCSV(p *sim.Plan, s *study.Sensitivity) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	rows := [][]string{{"part", "name", "figure", "value", "se", "lo", "hi"}}
	add := func(part, name, what string, unit metric.Unit, f study.Figure) {
		rows = append(rows, []string{part, cellText(name), what, e.cell(unit, f.Value), e.cell(unit, f.SE), e.cell(unit, f.Lo), e.cell(unit, f.Hi)})
	}
	exact := func(part, name, what string, v float64) {
		rows = append(rows, []string{part, cellText(name), what, e.cell(metric.Ratio, v), "", "", ""})
	}
	unit := s.Metric.Unit
	add("run", s.Metric.Name, "mean", unit, s.Mean)
	if s.Tiers != nil && !s.Tiers.Constant {
		add("tiers", s.Metric.Name, "variance", metric.Ratio, s.Tiers.Variance)
		for _, x := range []struct {
			name string
			part study.TierShare
		}{{"ignorance", s.Tiers.Ignorance}, {"environment", s.Tiers.Environment}, {"luck", s.Tiers.Luck}} {
			add("tiers", x.name, "share", metric.Ratio, x.part.Share)
			add("tiers", x.name, "variance", metric.Ratio, x.part.Variance)
		}
	}
	if s.Tornado != nil {
		for _, x := range s.Tornado.Swings {
			name := s.Drivers[x.Driver].Name
			for _, in := range x.Inputs {
				exact("tornado", in.Address, "input low", in.Low)
				exact("tornado", in.Address, "input high", in.High)
			}
			add("tornado", name, "low", unit, x.Low)
			add("tornado", name, "high", unit, x.High)
			add("tornado", name, "difference", unit, x.Difference)
		}
	}
	if s.Sobol != nil {
		for _, x := range s.Sobol.Indices {
			add("sobol", x.Name, "first", metric.Ratio, x.First)
			add("sobol", x.Name, "total", metric.Ratio, x.Total)
		}
	}
	if s.Shapley != nil {
		for _, x := range s.Shapley.Effects {
			add("shapley", x.Name, "share", metric.Ratio, x.Share)
		}
	}
	if s.Regional != nil {
		for _, c := range s.Regional.Contrasts {
			name := s.Drivers[c.Driver].Name
			exact("regional", name, "with", c.With)
			exact("regional", name, "without", c.Without)
			add("regional", name, "score", metric.Ratio, c.Score)
			exact("regional", name, "z", c.Z)
			exact("regional", name, "distance", c.Distance)
			exact("regional", name, "p", c.P)
			exact("regional", name, "adjusted", c.Adjusted)
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

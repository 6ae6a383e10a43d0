package report

import (
	"bytes"
	"encoding/csv"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// ClausesJSON is the same as one JSON object: for each clause its address,
// the share of lifetimes in which it binds, and its effect on each metric.
func ClausesJSON(p *sim.Plan, c *study.Clauses, version string) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	list := make([]object, 0, len(c.Clauses))
	for i := range c.Clauses {
		clause := &c.Clauses[i]
		o := object{"address": clause.Address, "binds": object{"p": clause.Binds.P, "lo": clause.Binds.Lo, "hi": clause.Binds.Hi}}
		for k, s := range c.Metrics {
			x := &clause.Effects[k]
			o[s.Name] = object{"unit": s.Unit, "n": x.N, "mean": e.number(s.Unit, x.Mean), "se": e.number(s.Unit, x.SE)}
		}
		list = append(list, o)
	}
	fixed := make([]object, 0, len(c.Fixed))
	for _, f := range c.Fixed {
		fixed = append(fixed, object{"address": f.Address, "reason": f.Reason.Error()})
	}
	d := p.Deal()
	return marshal(object{
		"schema": "sibsim.clauses/1", "version": version, "deal": object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": p.Contract().Terms().Currency.Code, "seed": c.Seed, "paths": c.Paths, "clauses": list, "fixed": fixed,
	})
}

// ClausesCSV is the same as a table, a row for each clause and metric: clause,
// binds, metric, unit, n, mean, se, in the order of the deal. A clause that
// cannot be switched off has no figures.
func ClausesCSV(p *sim.Plan, c *study.Clauses) ([]byte, error) {
	e := encoder{digits: p.Contract().Terms().Currency.Digits}
	rows := [][]string{{"clause", "binds", "metric", "unit", "n", "mean", "se"}}
	for i := range c.Clauses {
		clause := &c.Clauses[i]
		for k, s := range c.Metrics {
			x := &clause.Effects[k]
			rows = append(rows, []string{
				cellText(clause.Address), e.cell(metric.Ratio, clause.Binds.P), cellText(s.Name), string(s.Unit), uintText(x.N), e.cell(s.Unit, x.Mean), e.cell(s.Unit, x.SE),
			})
		}
	}
	for _, f := range c.Fixed {
		rows = append(rows, []string{cellText(f.Address), "", "", "", "", "", ""})
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

// BridgeJSON is a bridge as one JSON object. Of each reading plan, expected (actual, of
// one lifetime), difference and the mean of each cause are to the minor unit and
// add up exactly; se, lo and hi are the error of the mean. on is the number of
// lifetimes in which a cause differs from the plan at all.
func BridgeJSON(p *sim.Plan, b *study.Bridge, version string, scenarios ...string) ([]byte, error) {
	if scenarios == nil {
		scenarios = []string{}
	}
	d := p.Deal()
	out := bridgeObject(p, b)
	out["schema"], out["version"] = "sibsim.bridge/1", version
	out["deal"] = object{"name": d.Name(), "sha256": d.SHA256()}
	out["currency"], out["scenarios"] = p.Contract().Terms().Currency.Code, scenarios
	return marshal(out)
}

// bridgeObject is a bridge without what it is a bridge of.
func bridgeObject(p *sim.Plan, b *study.Bridge) object {
	digits := p.Contract().Terms().Currency.Digits
	e := encoder{digits: digits}
	amount := func(x int64) json.Number { return json.Number(decimal(x, digits)) }
	errors := func(o object, f study.Figure) object {
		o["se"], o["lo"], o["hi"] = e.number(metric.Money, f.SE), e.number(metric.Money, f.Lo), e.number(metric.Money, f.Hi)
		return o
	}
	came := "expected"
	out := object{"seed": b.Seed, "paths": b.Paths, "partial": b.Partial, "of": "run"}
	switch b.Of {
	case study.OfPath:
		came, out["of"], out["path"] = "actual", "path", b.Path
	case study.OfGiven:
		came, out["of"] = "actual", "counts"
	}
	order := []string{}
	for _, c := range b.Order {
		order = append(order, c.String())
	}
	out["order"], out["method"] = order, "order"
	if b.Order == nil {
		out["method"] = "shapley"
	}
	readings := object{}
	for _, r := range b.Readings {
		causes := object{}
		for _, bar := range r.Bars {
			causes[bar.Cause.String()] = errors(object{"mean": amount(bar.Amount), "on": bar.On}, bar.Change)
		}
		readings[r.Name] = errors(object{
			"plan": amount(r.Plan), came: amount(r.Came), "difference": amount(r.Difference), "causes": causes,
		}, r.Change)
	}
	out["readings"] = readings
	return out
}

// BridgeCSV is a bridge as a table: reading, item (plan, a cause, difference, expected
// or actual), amount, se, lo, hi, on.
func BridgeCSV(p *sim.Plan, b *study.Bridge) ([]byte, error) {
	digits := p.Contract().Terms().Currency.Digits
	e := encoder{digits: digits}
	came := "expected"
	if b.Of != study.OfRun {
		came = "actual"
	}
	rows := [][]string{{"reading", "item", "amount", "se", "lo", "hi", "on"}}
	for _, r := range b.Readings {
		add := func(item string, amount int64, f study.Figure, on string) {
			rows = append(rows, []string{r.Name, item, decimal(amount, digits), e.cell(metric.Money, f.SE), e.cell(metric.Money, f.Lo), e.cell(metric.Money, f.Hi), on})
		}
		rows = append(rows, []string{r.Name, "plan", decimal(r.Plan, digits), "", "", "", ""})
		for _, bar := range r.Bars {
			add(bar.Cause.String(), bar.Amount, bar.Change, uintText(bar.On))
		}
		add("difference", r.Difference, r.Change, "")
		rows = append(rows, []string{r.Name, came, decimal(r.Came, digits), "", "", "", ""})
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

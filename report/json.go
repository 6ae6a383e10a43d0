package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
	"github.com/sibsim/sibsim/tally"
)

// object is a JSON object; encoding/json writes its keys sorted.
type object = map[string]any

// quantiles are the ones that results carry, with the keys they carry them under.
var quantiles = []struct {
	key string
	p   float64
}{{"0.05", 0.05}, {"0.25", 0.25}, {"0.5", 0.5}, {"0.75", 0.75}, {"0.95", 0.95}}

// JSON returns a result as one JSON object of schema sibsim.result/1, with
// its keys sorted, followed by a line feed. The same result gives the same
// bytes. Money is in major units with the currency's minor digits, every
// other number the shortest that reads back; what is undefined is null, and
// so is a payback that never comes (counted under "never"). version is the
// program's. What was asked of the run, if anything, stands under "requirements".
//
// Ratios of means ("cost_per.OUTCOME.gross") and investor.irr_of_mean stand
// among the metrics with "value" for "mean".
func JSON(r *sim.Result, version string, asked ...study.Requirement) ([]byte, error) {
	e := encoder{results: resultsOf(r), digits: r.Plan().Contract().Terms().Currency.Digits}
	d := r.Plan().Deal()
	scenarios := r.Scenarios
	if scenarios == nil {
		scenarios = []string{}
	}
	warnings := []string{}
	for _, w := range r.Plan().Warnings() {
		warnings = append(warnings, rawWarning(w))
	}
	warnings = append(warnings, leftOut(r.Plan())...)
	if text := e.ambiguity(); text != "" {
		warnings = append(warnings, text)
	}
	out := object{
		"schema": "sibsim.result/1", "version": version, "engine": sim.EngineVersion,
		"deal":     object{"name": d.Name(), "sha256": d.SHA256()},
		"currency": r.Plan().Contract().Terms().Currency.Code, "fingerprint": r.Plan().Fingerprint(),
		"seed": r.Seed, "paths": r.Paths, "partial": r.Partial, "scenarios": scenarios,
		"metrics": e.metrics(), "probabilities": e.probabilities(), "series": e.series(), "plan": e.plan(),
		"warnings": warnings,
	}
	if len(asked) > 0 {
		out["requirements"] = e.requirements(asked)
	}
	return marshal(out)
}

// rawWarning is a warning as text: "ADDRESS: TEXT".
func rawWarning(w sim.Warning) string {
	if w.Address == "" {
		return w.Text
	}
	return w.Address + ": " + w.Text
}

// marshal writes an object in one line, keys sorted. Characters that a
// terminal might act on are escaped, as are <, > and &.
func marshal(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	var b bytes.Buffer
	b.Grow(len(raw) + 1)
	for _, r := range string(raw) {
		switch {
		case !unfit(r):
			b.WriteRune(r)
		case r >= 0x10000:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// encoder turns figures into JSON values.
type encoder struct {
	results
	digits int // minor digits of the currency
}

// number is the one formatter of numbers: null for what is not one.
func (e *encoder) number(unit metric.Unit, v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	if unit != metric.Money {
		return json.Number(shortest(v))
	}
	s := strconv.FormatFloat(v, 'f', e.digits, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return json.Number(s)
}

// shortest is the shortest decimal that reads back as v, as JSON takes it.
func shortest(v float64) string {
	if v == 0 {
		return "0"
	}
	if a := math.Abs(v); a >= 1e-6 && a < 1e21 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'e', -1, 64)
}

func (e *encoder) metrics() object {
	out := object{}
	for i := range e.specs {
		s := &e.specs[i]
		if s.Unit == metric.Flag || s.Hidden {
			continue
		}
		m := e.summaryObject(s.Unit, e.summary(s.Name))
		if e.has(s.Name + ".several") {
			m["status"] = e.statusCounts(s.Name)
		}
		out[s.Name] = m
	}
	for _, s := range e.Ratios() {
		x, _ := e.Ratio(s.Name)
		out[s.Name] = object{
			"unit": s.Unit, "n": x.N, "value": e.number(s.Unit, x.Value), "se": e.number(s.Unit, x.SE),
			"lo": e.number(s.Unit, x.Lo), "hi": e.number(s.Unit, x.Hi),
		}
	}
	if e.has("investor.irr") {
		rate, status := e.IRROfMean()
		out["investor.irr_of_mean"] = object{"unit": metric.Ratio, "value": e.number(metric.Ratio, rate), "status": statusKey(status)}
	}
	return out
}

func (e *encoder) summaryObject(unit metric.Unit, s tally.Summary) object {
	q := object{}
	for _, x := range quantiles {
		v := s.Quantile(x.p)
		q[x.key] = object{"value": e.number(unit, v.Value), "lo": e.number(unit, v.Lo), "hi": e.number(unit, v.Hi)}
	}
	return object{
		"unit": unit, "n": s.N, "mean": e.number(unit, s.Mean), "se": e.number(unit, s.SE), "sd": e.number(unit, s.SD),
		"min": e.number(unit, s.Min), "max": e.number(unit, s.Max), "quantiles": q, "undefined": s.Undefined, "never": s.Never,
	}
}

// statusKey is a status as a key: "total_loss".
func statusKey(s cashflow.Status) string { return strings.ReplaceAll(s.String(), " ", "_") }

// statusCounts counts the paths by the status of a rate of return.
func (e *encoder) statusCounts(name string) object {
	out := object{}
	rest := e.Paths
	for _, s := range []cashflow.Status{cashflow.Several, cashflow.None, cashflow.NoDraw, cashflow.TotalLoss} {
		p, n := e.chance(name + "." + statusKey(s))
		h := hits(p, n)
		out[statusKey(s)] = h
		rest -= h
	}
	out[statusKey(cashflow.One)] = rest
	return out
}

func (e *encoder) probabilities() object {
	out := object{}
	for i := range e.specs {
		s := &e.specs[i]
		if s.Unit != metric.Flag || s.Hidden {
			continue
		}
		p, n := e.chance(s.Name)
		out[s.Name] = object{
			"p": e.number(metric.Ratio, p.P), "lo": e.number(metric.Ratio, p.Lo), "hi": e.number(metric.Ratio, p.Hi), "n": n,
		}
	}
	return out
}

func (e *encoder) series() object {
	spend := object{}
	for i, p := range e.Plan().Contract().Terms().Payers {
		first, years := e.Spend(i)
		s := e.seriesObject(years)
		s["first_year"] = first
		spend[p.ID] = s
	}
	return object{
		"cash": e.seriesObject(e.Monthly(sim.Cash)), "investor": e.seriesObject(e.Monthly(sim.Investor)), "spend": spend,
	}
}

func (e *encoder) seriesObject(points []tally.Summary) object {
	row := func(value func(s *tally.Summary) float64) []any {
		out := make([]any, len(points))
		for i := range points {
			out[i] = e.number(metric.Money, value(&points[i]))
		}
		return out
	}
	at := func(p float64) []any { return row(func(s *tally.Summary) float64 { return s.Quantile(p).Value }) }
	return object{"p05": at(0.05), "p50": at(0.5), "p95": at(0.95), "mean": row(func(s *tally.Summary) float64 { return s.Mean })}
}

// plan is every metric of the plan case, ratios too; flags are 0 or 1.
func (e *encoder) plan() object {
	out := object{}
	for i := range e.specs {
		s := &e.specs[i]
		if s.Hidden {
			continue
		}
		v, ok := e.planned(s.Name)
		if !ok {
			v = math.NaN()
		}
		out[s.Name] = e.number(s.Unit, v)
	}
	for _, s := range e.Ratios() {
		v, ok := e.plannedRatio(s.Name)
		if !ok {
			v = math.NaN()
		}
		out[s.Name] = e.number(s.Unit, v)
	}
	return out
}

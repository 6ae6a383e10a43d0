package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// CSV returns a result as a table, one row a metric: name, unit, n, mean, se,
// sd, p05, p50, p95, plan, undefined. A flag's mean is its probability; a
// ratio of means has its value under mean. Numbers are those of [JSON]; what
// is undefined is empty, a payback that never comes is "inf".
func CSV(r *sim.Result) ([]byte, error) {
	e := encoder{results: resultsOf(r), digits: r.Plan().Contract().Terms().Currency.Digits}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"name", "unit", "n", "mean", "se", "sd", "p05", "p50", "p95", "plan", "undefined"}}
	for i := range e.specs {
		m := &e.specs[i]
		if m.Hidden {
			continue
		}
		s := e.summary(m.Name)
		plan, ok := e.planned(m.Name)
		if !ok {
			plan = math.NaN()
		}
		row := []string{cellText(m.Name), string(m.Unit), uintText(s.N)}
		for _, v := range []float64{s.Mean, s.SE, s.SD, s.Quantile(0.05).Value, s.Quantile(0.5).Value, s.Quantile(0.95).Value, plan} {
			row = append(row, e.cell(m.Unit, v))
		}
		rows = append(rows, append(row, uintText(s.Undefined)))
	}
	for _, s := range e.Ratios() {
		x, _ := e.Ratio(s.Name)
		plan, ok := e.plannedRatio(s.Name)
		if !ok {
			plan = math.NaN()
		}
		rows = append(rows, []string{cellText(s.Name), string(s.Unit), uintText(x.N), e.cell(s.Unit, x.Value), e.cell(s.Unit, x.SE), "", "", "", "", e.cell(s.Unit, plan), "0"})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// cell is a number for a spreadsheet.
func (e *encoder) cell(unit metric.Unit, v float64) string {
	if math.IsInf(v, 1) {
		return "inf"
	}
	if s, ok := e.number(unit, v).(json.Number); ok {
		return string(s)
	}
	return ""
}

// cellText makes words harmless in a spreadsheet: cleaned, and with an
// apostrophe before what would be read as a formula.
func cellText(s string) string {
	s = Clean(s)
	if t := strings.TrimLeft(s, " \u00a0"); t != "" && strings.ContainsRune("=+-@|%", rune(t[0])) {
		return "'" + s
	}
	return s
}

// PathsCSV writes the metrics of paths first..first+count-1, one row a path
// and one column a metric, in the order of Plan.Specs and headed by their
// names. Numbers are exact: money with the currency's minor digits. What is
// undefined is empty, a payback that never comes is "inf".
func PathsCSV(w io.Writer, p *sim.Plan, seed, first, count uint64) error {
	specs := p.Specs()
	out := csv.NewWriter(w)
	row := make([]string, 1+len(specs))
	row[0] = "path"
	for i := range specs {
		row[i+1] = cellText(specs[i].Name)
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for n, l := range p.Lifetimes(seed, first, count) {
		row[0] = uintText(n)
		for i := range specs {
			row[i+1] = exact(&specs[i], l.Row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// exact writes a metric's integer in its unit without a float between.
func exact(s *metric.Spec, x int64) string {
	switch x {
	case metric.Undefined:
		return ""
	case metric.Never:
		return "inf"
	}
	digits := 0
	for n := s.Scale; n > 1; n /= 10 {
		if n%10 != 0 { // a scale that is no power of ten
			return shortest(float64(x) / float64(s.Scale))
		}
		digits++
	}
	text := decimal(x, digits)
	if s.Unit != metric.Money && digits > 0 {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// decimal writes x / 10^digits in full.
func decimal(x int64, digits int) string {
	sign, u := "", uint64(x)
	if x < 0 {
		sign, u = "-", -u
	}
	s := strconv.FormatUint(u, 10)
	if digits == 0 {
		return sign + s
	}
	if len(s) <= digits {
		s = strings.Repeat("0", digits+1-len(s)) + s
	}
	return sign + s[:len(s)-digits] + "." + s[len(s)-digits:]
}

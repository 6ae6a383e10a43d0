package report_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/sim"
)

func resultJSON(t *testing.T, r *sim.Result) []byte {
	t.Helper()
	b, err := report.JSON(r, "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decoded(t *testing.T, b []byte) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// at walks into a decoded object.
func at(t *testing.T, v any, keys ...string) any {
	t.Helper()
	for _, k := range keys {
		o, ok := v.(map[string]any)
		if !ok {
			t.Fatalf("%q: not an object", k)
		}
		if v, ok = o[k]; !ok {
			t.Fatalf("no key %q among %d", k, len(o))
		}
	}
	return v
}

func TestJSONHasTheSchemasShape(t *testing.T) {
	r := sample.Result(t, sample.Document(sample.Plain), 300)
	v := decoded(t, resultJSON(t, r))
	for _, k := range []string{"schema", "version", "fingerprint", "currency"} {
		if s, _ := at(t, v, k).(string); s == "" {
			t.Errorf("%s is %v", k, v[k])
		}
	}
	if v["schema"] != "sibsim.result/1" || v["version"] != "1.2.3" || v["seed"] != json.Number("1") || v["paths"] != json.Number("300") || v["partial"] != false {
		t.Errorf("head: %v %v %v %v %v", v["schema"], v["version"], v["seed"], v["paths"], v["partial"])
	}
	if s, ok := v["scenarios"].([]any); !ok || len(s) != 0 {
		t.Errorf("scenarios: %v", v["scenarios"])
	}
	if len(at(t, v, "deal", "sha256").(string)) != 64 {
		t.Errorf("sha256: %v", at(t, v, "deal", "sha256"))
	}
	irr := at(t, v, "metrics", "investor.irr").(map[string]any)
	for _, k := range []string{"unit", "n", "mean", "se", "sd", "min", "max", "undefined", "never"} {
		at(t, irr, k)
	}
	for _, q := range []string{"0.05", "0.25", "0.5", "0.75", "0.95"} {
		for _, k := range []string{"value", "lo", "hi"} {
			at(t, irr, "quantiles", q, k)
		}
	}
	var paths int64
	for _, n := range at(t, irr, "status").(map[string]any) {
		x, _ := n.(json.Number).Int64()
		paths += x
	}
	if paths != 300 {
		t.Errorf("the statuses of %d paths, want 300", paths)
	}
	for _, k := range []string{"p", "lo", "hi", "n"} {
		at(t, v, "probabilities", "commissioner.over_budget", k)
	}
	for _, k := range []string{"value", "se", "lo", "hi", "n", "unit"} {
		at(t, v, "metrics", "cost_per.engaged.gross", k)
	}
	at(t, v, "metrics", "investor.irr_of_mean", "status")
	months := r.Plan().Contract().Grid()
	for _, s := range []string{"cash", "investor"} {
		for _, k := range []string{"p05", "p50", "p95", "mean"} {
			if n := len(at(t, v, "series", s, k).([]any)); n != months {
				t.Errorf("%s.%s has %d months, want %d", s, k, n, months)
			}
		}
	}
	if at(t, v, "series", "spend", "fund", "first_year") != json.Number("2020") || len(at(t, v, "series", "spend", "fund", "p95").([]any)) != 4 {
		t.Errorf("spend of the fund: %v", at(t, v, "series", "spend", "fund"))
	}
	for _, s := range r.Plan().Specs() {
		if !s.Hidden {
			at(t, v, "plan", s.Name)
		}
		if s.Unit == metric.Flag && !s.Hidden {
			at(t, v, "probabilities", s.Name)
		}
	}
}

func TestJSONIsSortedAndTheSameEveryTime(t *testing.T) {
	plan := sample.Plan(t, sample.Document(sample.Plain))
	var first []byte
	for _, workers := range []int{1, 3} {
		r, err := sim.Run(context.Background(), plan, sim.Options{Seed: 7, Paths: 200, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		b := resultJSON(t, r)
		if first == nil {
			first = b
		}
		if !bytes.Equal(first, b) || !bytes.Equal(b, resultJSON(t, r)) {
			t.Fatalf("other bytes with %d workers", workers)
		}
	}
	d := json.NewDecoder(bytes.NewReader(first))
	sortedKeys(t, d)
	if bytes.Count(first, []byte("\n")) != 1 || first[len(first)-1] != '\n' {
		t.Error("not one line")
	}
}

// sortedKeys reads one value and fails unless the keys of its objects ascend.
func sortedKeys(t *testing.T, d *json.Decoder) {
	token, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	open, ok := token.(json.Delim)
	if !ok {
		return
	}
	last := ""
	for n := 0; d.More(); n++ {
		if open == '{' {
			k, _ := d.Token()
			if key := k.(string); n > 0 && key <= last {
				t.Errorf("key %q after %q", key, last)
			} else {
				last = key
			}
		}
		sortedKeys(t, d)
	}
	_, _ = d.Token()
}

func TestJSONNumbersAreTheResults(t *testing.T) {
	r := sample.Result(t, sample.Document(sample.Plain), 250)
	v := decoded(t, resultJSON(t, r))
	number := func(keys ...string) float64 {
		f, err := at(t, v, keys...).(json.Number).Float64()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, s := range r.Plan().Specs() {
		if s.Hidden || s.Unit == metric.Flag {
			continue
		}
		want, _ := r.Metric(s.Name)
		if want.N == 0 {
			continue
		}
		got := number("metrics", s.Name, "mean")
		if s.Unit == metric.Money {
			if math.Abs(got-want.Mean) > 0.005+1e-9 {
				t.Errorf("%s: mean %v, want %v", s.Name, got, want.Mean)
			}
			text := string(at(t, v, "metrics", s.Name, "mean").(json.Number))
			if _, fraction, _ := strings.Cut(text, "."); len(fraction) != 2 {
				t.Errorf("%s: %s has not two minor digits", s.Name, text)
			}
		} else if got != want.Mean {
			t.Errorf("%s: mean %v does not read back to %v", s.Name, got, want.Mean)
		}
	}
}

func TestJSONOfWhatHasNoValue(t *testing.T) {
	doc := sample.Document(sample.Plain)
	for i := range doc.Tariffs {
		doc.Tariffs[i].Value.Price.Text = "1"
	}
	r := sample.Result(t, doc, 50)
	v := decoded(t, resultJSON(t, r))
	payback := at(t, v, "metrics", "investor.payback").(map[string]any)
	if payback["never"] != json.Number("50") || payback["mean"] != nil || at(t, payback, "quantiles", "0.5", "value") != nil {
		t.Errorf("payback that never comes: %v", payback)
	}
	if at(t, v, "plan", "investor.payback") != nil {
		t.Error("the plan's payback is not null")
	}
	var cells [][]string
	b, err := report.CSV(r)
	if err != nil {
		t.Fatal(err)
	}
	if cells, err = csv.NewReader(bytes.NewReader(b)).ReadAll(); err != nil {
		t.Fatal(err)
	}
	for _, row := range cells {
		if row[0] == "investor.payback" && (row[3] != "" || row[7] != "inf" || row[9] != "inf") {
			t.Errorf("payback in CSV: %q", row)
		}
	}
}

func TestCSVHasARowForEveryMetric(t *testing.T) {
	r := sample.Result(t, sample.Document(sample.Plain), 100, metric.Spec{
		Name: "=own", Unit: metric.Money, Scale: 100, Of: func(l *contract.Ledger) (int64, bool) { return l.CostTotal, true },
	})
	b, err := report.CSV(r)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], ","); got != "name,unit,n,mean,se,sd,p05,p50,p95,plan,undefined" {
		t.Fatalf("header %s", got)
	}
	names := map[string][]string{}
	for _, row := range rows[1:] {
		names[row[0]] = row
	}
	for _, s := range r.Plan().Specs() {
		name := strings.Replace(s.Name, "=own", "'=own", 1)
		if _, ok := names[name]; ok == s.Hidden {
			t.Errorf("%s: listed %v, hidden %v", s.Name, ok, s.Hidden)
		}
	}
	if !slices.Equal(names["'=own"][3:], names["cost.total"][3:]) {
		t.Errorf("own metric %q, cost.total %q", names["'=own"], names["cost.total"])
	}
}

func TestPathsCSVIsExact(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	var b bytes.Buffer
	if err := report.PathsCSV(&b, p, 3, 5, 20); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 21 || rows[1][0] != "5" || rows[20][0] != "24" {
		t.Fatalf("%d rows from %s", len(rows), rows[1][0])
	}
	specs, n := p.Specs(), 1
	for path, l := range p.Lifetimes(3, 5, 20) {
		for i, s := range specs {
			cell := rows[n][i+1]
			switch x := l.Row[i]; x {
			case metric.Undefined:
				if cell != "" {
					t.Errorf("path %d, %s: %q for undefined", path, s.Name, cell)
				}
			case metric.Never:
				if cell != "inf" {
					t.Errorf("path %d, %s: %q for never", path, s.Name, cell)
				}
			default:
				digits := len(strconv.FormatInt(s.Scale, 10)) - 1
				whole, fraction, _ := strings.Cut(cell, ".")
				back, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", digits-len(fraction)), 10, 64)
				if err != nil || back != x {
					t.Errorf("path %d, %s: %q reads %d, want %d", path, s.Name, cell, back, x)
				}
				if s.Unit == metric.Money && len(fraction) != 2 {
					t.Errorf("path %d, %s: %q has not two minor digits", path, s.Name, cell)
				}
			}
		}
		n++
	}
}

func TestSettleJSONAddsUp(t *testing.T) {
	p := sample.Plan(t, sample.Document(sample.Plain))
	l := p.Settle(p.PlanCase().Outturn)
	b, err := report.SettleJSON(p, l)
	if err != nil {
		t.Fatal(err)
	}
	v := decoded(t, b)
	pence := func(x any) int64 {
		text := string(x.(json.Number))
		whole, fraction, ok := strings.Cut(text, ".")
		if !ok || len(fraction) != 2 {
			t.Fatalf("%s has not two minor digits", text)
		}
		n, _ := strconv.ParseInt(whole+fraction, 10, 64)
		return n
	}
	sum := func(o any) (s int64) {
		for _, x := range o.(map[string]any) {
			s += pence(x)
		}
		return s
	}
	total := pence(at(t, v, "payments", "total"))
	want, _ := p.Value(l, "payments.total")
	if total != int64(math.Round(want*100)) || total == 0 {
		t.Errorf("total %d pence, want %v", total, want)
	}
	for _, by := range []string{"by_payer", "by_outcome", "by_site"} {
		if got := sum(at(t, v, "payments", by)); got != total {
			t.Errorf("%s adds up to %d, want %d", by, got, total)
		}
	}
	if got := sum(at(t, v, "accounts")); got != 0 {
		t.Errorf("accounts add up to %d", got)
	}
	balance := map[string]int64{}
	for _, x := range at(t, v, "ledger").([]any) {
		balance[at(t, x, "from").(string)] -= pence(at(t, x, "amount"))
		balance[at(t, x, "to").(string)] += pence(at(t, x, "amount"))
		if date := at(t, x, "date").(string); len(date) != 7 || date < "2020-04" || date > "2023-12" {
			t.Errorf("date %s", date)
		}
	}
	for account, x := range at(t, v, "accounts").(map[string]any) {
		if balance[account] != pence(x) {
			t.Errorf("%s closes at %d, its postings make %d", account, pence(x), balance[account])
		}
	}
	if n := len(report.Ledger(p, l).Rows); n != len(l.Ledger.Postings) || n == 0 {
		t.Errorf("%d rows for %d postings", n, len(l.Ledger.Postings))
	}
}

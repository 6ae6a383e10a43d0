package examples_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/scenarios"
	"github.com/sibsim/sibsim/sim"
)

// bound is the z beyond which a comparison fails: one false alarm in a million.
const bound = 4.89

func files(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("*/*.yaml")
	if err != nil || len(list) < 6 {
		t.Fatalf("deal files: %v, %v", list, err)
	}
	return list
}

func open(t *testing.T, file string) deal.Deal {
	t.Helper()
	d, err := dealfile.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func compile(t *testing.T, d deal.Deal) *sim.Plan {
	t.Helper()
	p, err := sim.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func run(t *testing.T, file string, paths uint64) *sim.Result {
	t.Helper()
	r, err := sim.Run(context.Background(), compile(t, open(t, file)), sim.Options{Seed: 1, Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Every deal, and every scenario of every deal, opens and compiles, and every scenario
// of chance changes what is simulated.
func TestDealsAndScenariosCompile(t *testing.T) {
	for _, file := range files(t) {
		d := open(t, file)
		base := compile(t, d).Fingerprint()
		for _, s := range scenarios.Of(d) {
			changed, err := s.Apply(d)
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			if same := compile(t, changed).Fingerprint() == base; same != (s.Name == "base") {
				t.Errorf("%s, scenario %s: same plan as base: %v", file, s.Name, same)
			}
		}
	}
}

func TestMinimalStaysMinimal(t *testing.T) {
	data, err := os.ReadFile("minimal/deal.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), "\n"); n > 15 {
		t.Errorf("minimal/deal.yaml has %d lines, more than 15", n)
	}
}

// madeUp are the deals whose every number is an assumption, said at their top.
var madeUp = []string{"minimal/deal.yaml", "mhep5/deal.yaml"}

func TestEveryNumberSaysWhereItComesFrom(t *testing.T) {
	for _, file := range files(t) {
		if slices.Contains(madeUp, file) {
			continue
		}
		for _, in := range open(t, file).Inputs() {
			if in.Source.Kind == "" && in.Address != "sibsim" {
				t.Errorf("%s: %s has no source", file, in.Address)
			}
		}
	}
}

// Every ref stands in docs/sources.md, and every row there is used, if only
// by a stress of the library.
func TestRefsStandInSources(t *testing.T) {
	known := map[string]bool{}
	for _, row := range tables(t, "../docs/sources.md")["ref"] {
		known[row[0]] = false
	}
	for _, file := range files(t) {
		for _, in := range open(t, file).Inputs() {
			ref := in.Source.Ref
			if ref == "" {
				if in.Source.Kind == "published" {
					t.Errorf("%s: %s is published but has no ref", file, in.Address)
				}
				continue
			}
			if _, ok := known[ref]; !ok {
				t.Errorf("%s: %s: ref %q is not in docs/sources.md", file, in.Address, ref)
			}
			known[ref] = true
		}
	}
	for _, s := range scenarios.Library() {
		if _, ok := known[s.Source.Ref]; ok {
			known[s.Source.Ref] = true
		}
	}
	for ref, used := range known {
		if !used {
			t.Errorf("docs/sources.md: %s is used by no example and no stress", ref)
		}
	}
}

// The expectations of each check.md, worked out by hand, against simulated means.
func TestChecksByHand(t *testing.T) {
	checks, err := filepath.Glob("*/check.md")
	if err != nil || len(checks) < 5 {
		t.Fatalf("check.md: %v, %v", checks, err)
	}
	paths := uint64(10_000)
	if testing.Short() {
		paths = 2_000
	}
	for _, check := range checks {
		for name, list := range tablesByDeal(t, check) {
			file := filepath.Join(filepath.Dir(check), name)
			t.Run(file, func(t *testing.T) {
				if n := len(list["metric"]); n < 3 {
					t.Fatalf("%s has %d expectations, fewer than 3", check, n)
				}
				r := run(t, file, paths)
				for _, row := range list["metric"] {
					s, ok := r.Metric(row[0])
					if !ok {
						t.Errorf("no metric %s", row[0])
						continue
					}
					want, unit := number(t, row[1])
					switch list.kind(row) {
					case "expected": // exact but for how it is printed
						if d := math.Abs(s.Mean - want); s.Undefined > 0 || d > bound*s.SE+unit/2 {
							t.Errorf("%s: mean %.4f (se %.4f, %d undefined), by hand %s", row[0], s.Mean, s.SE, s.Undefined, row[1])
						}
					case "published":
						within, _ := number(t, strings.TrimSuffix(row[2], " %"))
						if math.Abs(s.Mean-want) > bound*s.SE+within/100*want {
							t.Errorf("%s: mean %.4f, published %s", row[0], s.Mean, row[1])
						}
					case "reference": // TestBenchmarkDealAgreesWithOtherPrograms
					default:
						t.Errorf("%s: a table with the column %q", row[0], list.kind(row))
					}
				}
			})
		}
	}
}

// The benchmark deal against the pooled lifetimes of other programs.
func TestBenchmarkDealAgreesWithOtherPrograms(t *testing.T) {
	const others = 2.3e6
	paths := uint64(40_000)
	if testing.Short() {
		paths = 5_000
	}
	r := run(t, "mhep5/deal.yaml", paths)
	if s, _ := r.Metric("investor.irr.no_draw"); s.Max != 0 {
		t.Error("a lifetime without a draw: its rate of return is undefined here and 0 in the benchmark")
	}
	if s, _ := r.Metric("investor.irr.none"); s.Mean > 1e-4 {
		t.Errorf("no rate of return on %.5f of the lifetimes", s.Mean)
	}
	n := 0
	for _, row := range tablesByDeal(t, "mhep5/check.md")["deal.yaml"]["metric"] {
		if len(row) < 4 || row[3] != "reference" {
			continue
		}
		n++
		s, ok := r.Metric(row[0])
		if !ok {
			t.Errorf("no metric %s", row[0])
			continue
		}
		want, unit := number(t, row[1])
		got, se := s.Mean, s.SE
		if p, ok := strings.CutPrefix(row[2], "quantile "); ok {
			level, err := strconv.ParseFloat(p, 64)
			if err != nil {
				t.Fatal(err)
			}
			q := s.Quantile(level)
			got, se = q.Value, (q.Hi-q.Lo)/(2*1.96)
		}
		both := se * math.Sqrt(1+float64(paths)/others)
		z := (got - want) / both
		t.Logf("%-16s %-14s %14.4f reference %14.4f z %+.2f", row[0], row[2], got, want, z)
		if math.Abs(got-want) > bound*both+unit/2 {
			t.Errorf("%s: %.5f, other programs %s: z %.2f", row[0], got, row[1], z)
		}
	}
	if n < 6 {
		t.Errorf("%d reference values, want at least 6", n)
	}
}

// The prior at signing has about the spread of the fund, as check.md says.
func TestAtSigningSpread(t *testing.T) {
	r := run(t, "mhep-lcf/at-signing.yaml", 1_000)
	var ratios []float64
	for _, s := range r.Plan().Contract().Terms().Sites {
		for _, target := range s.Targets {
			for _, n := range r.Column("site." + s.ID + ".outcome." + target.Outcome + ".evidenced") {
				ratios = append(ratios, float64(n)/float64(target.Total))
			}
		}
	}
	slices.Sort(ratios)
	rows := tablesByDeal(t, "mhep-lcf/check.md")["at-signing.yaml"]["share"]
	if len(rows) != 3 {
		t.Fatalf("%d rows, want 3", len(rows))
	}
	for _, row := range rows {
		share, _ := number(t, strings.TrimSuffix(row[0], " %"))
		want, _ := number(t, row[1])
		if got := ratios[int(share/100*float64(len(ratios)))]; math.Abs(got-want) > 0.05 { // 1,000 lifetimes: about 0.02
			t.Errorf("%s of evidenced/target is %.3f, check.md says %s", row[0], got, row[1])
		}
	}
}

// The list value of the rate card times the published counts, to the pound.
func TestAmbitionListValue(t *testing.T) {
	const list = 3_155_150
	d := open(t, "fair-chance-ambition/deal.yaml")
	p := compile(t, d)
	f, err := os.Open("fair-chance-ambition/payoff/list-value.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o, err := dealfile.ReadCounts(f.Name(), f, p.Contract(), p.CentralCosts)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := p.Value(p.Settle(o), "payments.total"); got != list {
		t.Errorf("settled %.2f, want %d", got, list)
	}
	if got, _ := p.Value(p.PlanCase(), "payments.total"); got != list {
		t.Errorf("the plan case pays %.2f, want %d", got, list)
	}
	// The same by hand: the table of check.md, the tariffs and the file of counts.
	counts := countsOf(t, "fair-chance-ambition/payoff/list-value.csv")
	total := 0.0
	for _, row := range tablesByDeal(t, "fair-chance-ambition/check.md")["deal.yaml"]["outcome"] {
		value, _ := number(t, row[3])
		if row[0] == "all" {
			if value != total || total != list {
				t.Errorf("the table adds up to %.0f and says %.0f", total, value)
			}
			continue
		}
		price, _ := number(t, row[1])
		count, _ := number(t, row[2])
		text, ok := d.Get("tariffs." + row[0] + ".price")
		if !ok {
			t.Fatalf("no price of %s", row[0])
		}
		if tariff, _ := number(t, text); tariff != price || counts[row[0]] != count || price*count != value {
			t.Errorf("%s: %v: the deal says %s, the counts %.0f", row[0], row, text, counts[row[0]])
		}
		total += value
	}
}

func countsOf(t *testing.T, file string) map[string]float64 {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sum := map[string]float64{}
	for _, row := range rows[1:] {
		x, _ := number(t, row[3])
		sum[row[2]] += x
	}
	return sum
}

// tableSet holds the rows of tables by the title of their first column; the title of
// the second column stands behind the last cell of each row.
type tableSet map[string][][]string

// kind is the title of the second column of the table that a row stands in.
func (tableSet) kind(row []string) string { return row[len(row)-1] }

// tables reads the tables of a Markdown file.
func tables(t *testing.T, file string) tableSet {
	all := tableSet{}
	for _, set := range tablesByDeal(t, file) {
		for k, rows := range set {
			all[k] = append(all[k], rows...)
		}
	}
	return all
}

// tablesByDeal reads the tables of a Markdown file under the deal file that the
// last heading names; deal.yaml unless one does.
func tablesByDeal(t *testing.T, file string) map[string]tableSet {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]tableSet{}
	name, first, second := "deal.yaml", "", ""
	for in := bufio.NewScanner(f); in.Scan(); {
		line := in.Text()
		if heading, ok := strings.CutPrefix(line, "## "); ok && strings.HasSuffix(heading, ".yaml") {
			name = heading
		}
		if !strings.HasPrefix(line, "|") {
			first = ""
			continue
		}
		if strings.HasPrefix(line, "|---") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if first == "" {
			first, second = cells[0], cells[1]
			continue
		}
		if out[name] == nil {
			out[name] = tableSet{}
		}
		out[name][first] = append(out[name][first], append(cells, second))
	}
	return out
}

// number reads a printed number, and one unit of its last digit.
func number(t *testing.T, s string) (value, unit float64) {
	t.Helper()
	s = strings.ReplaceAll(s, ",", "")
	value, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	_, decimals, _ := strings.Cut(s, ".")
	return value, math.Pow(10, -float64(len(decimals)))
}

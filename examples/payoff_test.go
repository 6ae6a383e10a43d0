package examples_test

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/sim"
)

// The published payoffs: every file of counts in a folder payoff is settled, and
// the file of the same name that ends in .expect says what must come out.
func TestPayoffs(t *testing.T) {
	counts, err := filepath.Glob("*/payoff/*.csv")
	if err != nil || len(counts) < 40 {
		t.Fatalf("%d payoffs, %v", len(counts), err)
	}
	all, err := filepath.Glob("*/payoff/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range all {
		twin := strings.TrimSuffix(file, ".expect") + ".csv"
		if filepath.Ext(file) == ".csv" {
			twin = strings.TrimSuffix(file, ".csv") + ".expect"
		}
		if _, err := os.Stat(twin); err != nil {
			t.Errorf("%s stands alone: %v", file, err)
		}
	}
	plans := map[string]*sim.Plan{}
	for _, file := range counts {
		deal := payoffDeal(t, file)
		if plans[deal] == nil {
			plans[deal] = compile(t, open(t, deal))
		}
		stem := strings.TrimSuffix(file, ".csv")
		t.Run(stem, func(t *testing.T) {
			l := settleFile(t, plans[deal], file)
			lines := 0
			for name, want := range expectations(t, stem+".expect") {
				lines++
				if fault := differs(plans[deal], l, name, want); fault != "" {
					t.Errorf("%s %s", name, fault)
				}
			}
			if lines == 0 {
				t.Error("nothing is expected")
			}
		})
	}
}

// payoffDeal is the deal that a file of counts is settled by: X.yaml for
// X-anything.csv, else deal.yaml.
func payoffDeal(t *testing.T, file string) string {
	t.Helper()
	folder := filepath.Dir(filepath.Dir(file))
	deals, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range deals {
		if strings.HasPrefix(filepath.Base(file), strings.TrimSuffix(filepath.Base(d), ".yaml")+"-") {
			return d
		}
	}
	return filepath.Join(folder, "deal.yaml")
}

func settleFile(t *testing.T, p *sim.Plan, file string) *sim.Lifetime {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o, err := dealfile.ReadCounts(file, f, p.Contract(), p.CentralCosts)
	if err != nil {
		t.Fatal(err)
	}
	return p.Settle(o)
}

// expectations reads lines of a metric and its value; # begins a comment.
func expectations(t *testing.T, file string) map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list := map[string]string{}
	in := bufio.NewScanner(f)
	for in.Scan() {
		text, _, _ := strings.Cut(in.Text(), "#")
		fields := strings.Fields(text)
		if len(fields) == 0 {
			continue
		}
		if len(fields) != 2 || list[fields[0]] != "" {
			t.Errorf("%s: %q is not a metric, given once, and its value", file, in.Text())
			continue
		}
		list[fields[0]] = fields[1]
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// differs says how a metric of a lifetime differs from what is wanted: money by
// so much as a minor unit, a ratio in the digits that are given, all else at all.
func differs(p *sim.Plan, l *sim.Lifetime, name, want string) string {
	i, err := p.Find(name)
	if err != nil {
		return err.Error()
	}
	spec := p.Specs()[i]
	_, decimals, _ := strings.Cut(want, ".")
	digits := len(decimals)
	if spec.Unit == metric.Money && math.Pow10(digits) != float64(spec.Scale) {
		return "is wanted as " + want + ", which is not to the minor unit"
	}
	got, ok := p.Value(l, name)
	if !ok {
		return "is undefined, want " + want
	}
	if text := strconv.FormatFloat(got, 'f', digits, 64); text != want {
		return "is " + text + ", want " + want
	}
	return ""
}

// What settle prints adds up, rewards included.
func TestPayoffsAddUpInJSON(t *testing.T) {
	for _, stem := range []string{"denver/payoff/all", "educate-girls/payoff/published", "innovation-fund/payoff/several"} {
		p := compile(t, open(t, payoffDeal(t, stem+".csv")))
		l := settleFile(t, p, stem+".csv")
		data, err := report.SettleJSON(p, l)
		if err != nil {
			t.Fatal(err)
		}
		var v struct {
			Payments struct {
				Total     float64
				ByPayer   map[string]float64 `json:"by_payer"`
				ByOutcome map[string]float64 `json:"by_outcome"`
				ByReward  map[string]float64 `json:"by_reward"`
			}
		}
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
		payers, parts := 0.0, 0.0
		for _, x := range v.Payments.ByPayer {
			payers += x
		}
		for _, by := range []map[string]float64{v.Payments.ByOutcome, v.Payments.ByReward} {
			for _, x := range by {
				parts += x
			}
		}
		want, _ := p.Value(l, "payments.total")
		if got := v.Payments.Total; got != want || math.Abs(payers-want) > 0.001 || math.Abs(parts-want) > 0.001 {
			t.Errorf("%s: total %.2f, payers %.2f, outcomes and rewards %.2f, want %.2f", stem, got, payers, parts, want)
		}
	}
}

// A wrong figure is seen, by a minor unit or in its name.
func TestPayoffsCanFail(t *testing.T) {
	p := compile(t, open(t, "denver/deal.yaml"))
	l := settleFile(t, p, "denver/payoff/all.csv")
	for _, x := range []struct {
		name, want string
		ok         bool
	}{
		{"payments.total", "9638911.36", true},
		{"payments.total", "9638911.37", false},
		{"payments.total", "9638911.4", false},
		{"payments.total", "9638911", false},
		{"payments.reward.prison", "5104000.00", false},
		{"outcome.stable_day.evidenced", "299928", true},
		{"outcome.stable_day.evidenced", "299929", false},
	} {
		if fault := differs(p, l, x.name, x.want); (fault == "") != x.ok {
			t.Errorf("%s %s: %q", x.name, x.want, fault)
		}
	}
}

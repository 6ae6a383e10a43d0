package examples_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
)

// priceRatios are the assumed ratios of the four prices.
var priceRatios = [4]float64{250, 1800, 1500, 2600}

var priceOutcomes = [4]string{"engaged", "job_start", "sustained_under_16h", "sustained_16h"}

// published is what is known of a site.
type published struct {
	achieved, target      [4]float64
	paid, grants, maximum float64
}

// fit is the price list of prices.md: one scale, and a fixed amount for each site.
type fit struct {
	scale float64
	fixed map[string]float64
}

// fitPrices finds the largest scale at which no site's fixed amount is negative: as the
// fixed amounts add up to a constant less the scale times the counts' value, it
// leaves least to be fixed.
func fitPrices(sites map[string]published) fit {
	f := fit{scale: math.Inf(1), fixed: map[string]float64{}}
	for _, s := range sites {
		f.scale = min(f.scale, (s.paid-s.grants)/worth(s.achieved))
	}
	for id, s := range sites {
		f.fixed[id] = s.paid - s.grants - f.scale*worth(s.achieved)
	}
	return f
}

// worth is the value of counts at scale 1.
func worth(counts [4]float64) (sum float64) {
	for i, n := range counts {
		sum += n * priceRatios[i]
	}
	return sum
}

// readPublished reads the first two tables of prices.md.
func readPublished(t *testing.T) (order []string, sites map[string]published, rest [][]string) {
	t.Helper()
	sites = map[string]published{}
	for _, row := range tables(t, "mhep-lcf/prices.md")["site"] {
		row = row[:len(row)-1]
		s, seen := sites[row[0]]
		var x [6]float64
		switch {
		case !seen && len(row) == 7: // achieved
			order = append(order, row[0])
			for i := range x {
				x[i], _ = number(t, row[i+1])
			}
			s.achieved, s.paid, s.grants = [4]float64(x[:4]), x[4], x[5]
		case seen && len(row) == 6: // targets
			for i := range x[:5] {
				x[i], _ = number(t, row[i+1])
			}
			s.target, s.maximum = [4]float64(x[:4]), x[4]
		default:
			rest = append(rest, row)
			continue
		}
		sites[row[0]] = s
	}
	return order, sites, rest
}

// The fit of prices.md and every figure in it, from what is published.
func TestPriceFit(t *testing.T) {
	order, sites, rest := readPublished(t)
	if len(order) != 5 || len(rest) != 15 {
		t.Fatalf("%d sites and %d rows of results, want 5 and 15", len(order), len(rest))
	}
	f := fitPrices(sites)
	whole := func(x float64) string { return thousands(strconv.FormatFloat(math.Abs(math.Round(x)), 'f', 0, 64)) }
	var want [3][][]string
	for _, id := range order {
		s := sites[id]
		v, net := worth(s.achieved), s.paid-s.grants
		want[0] = append(want[0], []string{
			id, whole(v), whole(net), fmt.Sprintf("%.4f", net/v), whole(f.scale * v), whole(f.fixed[id]),
			fmt.Sprintf("%.1f %%", 100*f.fixed[id]/net), fmt.Sprintf("%.1f %%", 100*(f.fixed[id]+s.grants)/s.paid),
		})
		high := worth(s.target)
		pays := s.maximum / high * v
		want[1] = append(want[1], []string{
			id, whole(high), fmt.Sprintf("%.4f", s.maximum/high), whole(pays), whole(pays + s.grants), whole(s.paid),
			fmt.Sprintf("%+.1f %%", 100*((pays+s.grants)/s.paid-1)),
		})
		least, most := math.Inf(1), 0.0
		for i, n := range s.achieved {
			least, most = min(least, n/s.target[i]), max(most, n/s.target[i])
		}
		least, most = least*s.maximum+s.grants, most*s.maximum+s.grants
		possible := "no"
		if least <= s.paid && s.paid <= most {
			possible = "yes"
		}
		want[2] = append(want[2], []string{id, whole(least), whole(most), whole(s.paid), possible})
	}
	for i, row := range slices.Concat(want[0], want[1], want[2]) {
		if !slices.Equal(row, rest[i]) {
			t.Errorf("prices.md says\n%v, the fit is\n%v", rest[i], row)
		}
	}
	for _, id := range order {
		possible := id != "haringey_barnet" && id != "enfield"
		if got := want[2][slices.Index(order, id)][4] == "yes"; got != possible {
			t.Errorf("%s: the high-case rule can explain it: %v", id, got)
		}
	}
	for _, file := range []string{"mhep-lcf/deal.yaml", "mhep-lcf/at-signing.yaml"} {
		dealFollowsFit(t, file, sites, f)
	}
}

// dealFollowsFit compares the prices and grants of a deal with the fit.
func dealFollowsFit(t *testing.T, file string, sites map[string]published, f fit) {
	d := open(t, file)
	for i, o := range priceOutcomes {
		text, ok := d.Get("tariffs." + o + ".price")
		if !ok {
			t.Fatalf("no price of %s", o)
		}
		price, _ := number(t, text)
		if want := math.Round(100*f.scale*priceRatios[i]) / 100; price != want {
			t.Errorf("%s: price of %s %.2f, the fit %.2f", file, o, price, want)
		}
	}
	fixed, covid := map[string]float64{}, map[string]float64{}
	share := map[string]float64{}
	c := d.Contract()
	for _, g := range c.Terms().Grants {
		times := 1
		if g.Every > 0 {
			times += (g.Until - g.Month) / g.Every
		}
		amount := float64(times) * float64(g.Amount) / 100
		if strings.HasPrefix(g.ID, "covid_") {
			covid[g.Site] += amount
		} else {
			fixed[g.Site] += amount
		}
		for _, part := range g.Shares {
			if part.Payer == "lcf" {
				share[g.Site] += amount * float64(part.Millions) / 1e6
			}
		}
	}
	hindsight := filepath.Base(file) == "deal.yaml"
	for id, s := range sites {
		if want := math.Round(f.fixed[id]); math.Abs(fixed[id]-want) > 0.004 {
			t.Errorf("%s: fixed amounts of %s add up to %.2f, the fit %.0f", file, id, fixed[id], want)
		}
		grants := s.grants
		if !hindsight {
			grants = 0
		}
		if math.Abs(covid[id]-grants) > 0.004 {
			t.Errorf("%s: Covid grants of %s add up to %.2f, published %.0f", file, id, covid[id], grants)
		}
		central := 0.42
		if id == "haringey_barnet" {
			central = 0.415
		}
		if all := fixed[id] + covid[id]; math.Abs(share[id]-central*all) > 0.05 {
			t.Errorf("%s: the Life Chances Fund gives %.2f of the grants of %s, its share is %.2f", file, share[id], id, central*all)
		}
	}
}

// At signing the contract is the one of deal.yaml, without the Covid grants that
// nobody foresaw and with other beliefs.
func TestAtSigningIsTheSameContract(t *testing.T) {
	terms := func(file string) (string, int) {
		d := open(t, file)
		doc := d.Document()
		doc.Name = "the deal"
		n := len(doc.Grants)
		doc.Reviews = nil // as written it changes nothing: scenario replanned puts it in force
		doc.Grants = slices.DeleteFunc(doc.Grants, func(g deal.Entry[deal.Grant]) bool { return strings.HasPrefix(g.ID, "covid_") })
		changed, err := deal.New(doc)
		if err != nil {
			t.Fatal(err)
		}
		c := changed.Contract()
		return fmt.Sprintf("%+v", c.Terms()), n - len(doc.Grants)
	}
	after, grants := terms("mhep-lcf/deal.yaml")
	before, none := terms("mhep-lcf/at-signing.yaml")
	if grants != 6 || none != 0 {
		t.Errorf("%d and %d Covid grants, want 6 and none", grants, none)
	}
	if before != after {
		i := 0
		for i < min(len(before), len(after)) && before[i] == after[i] {
			i++
		}
		t.Errorf("the contracts differ: at signing ..%.200s, afterwards ..%.200s", before[i:], after[i:])
	}
}

// The figures of prices.md are those of the data set, where it is at hand.
func TestPublishedFiguresStandInTheDataSet(t *testing.T) {
	const folder = "../../shared/facts/indigo"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the data set is not here: ", err)
	}
	_, sites, _ := readPublished(t)
	projects := map[string]string{
		"INDIGO-POJ-0176": "haringey_barnet", "INDIGO-POJ-0188": "enfield", "INDIGO-POJ-0189": "shropshire",
		"INDIGO-POJ-0193": "tower_hamlets", "INDIGO-POJ-0192": "tower_hamlets_ld",
	}
	got := map[string]published{}
	each := func(file string, use func(site *published, cell func(string) string)) {
		f, err := os.Open(filepath.Join(folder, file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			cell := func(title string) string {
				if i := slices.Index(rows[0], title); i >= 0 {
					return row[i]
				}
				return ""
			}
			id := projects[cell("Project ID")+cell("ID")]
			if id == "" {
				continue
			}
			s := got[id]
			use(&s, cell)
			got[id] = s
		}
	}
	amount := func(s string) float64 {
		x, _ := number(t, s)
		return x
	}
	metric := func(s string) int {
		n, err := strconv.Atoi(strings.TrimPrefix(s, "outcomemetric"))
		if err != nil {
			t.Fatal(err)
		}
		return n - 1
	}
	each("projects.csv", func(s *published, cell func(string) string) {
		s.maximum = amount(cell("Overall project finance - Maximum potential outcome payment - Amount - (Value)"))
	})
	each("projects_outcome_metrics.csv", func(s *published, cell func(string) string) {
		s.target[metric(cell("Id"))] = amount(cell("Targeted number of service users Or beneficiaries (total) - (Value)"))
	})
	each("projects_results.csv", func(s *published, cell func(string) string) {
		s.achieved[metric(cell("Outcome Metric Id - (Value)"))] = amount(cell("Outcomes achieved - (Value)"))
	})
	each("projects_outcome_payments.csv", func(s *published, cell func(string) string) {
		if cell("Type - (Value)") == "Actual" {
			s.paid += amount(cell("Payments - Amount - (Value)"))
		}
	})
	for id, want := range sites {
		s := got[id]
		s.grants = want.grants // not marked as such in the data set
		if s != want {
			t.Errorf("%s: prices.md has %+v, the data set %+v", id, want, s)
		}
	}
}

// thousands puts commas into the digits of a whole number.
func thousands(s string) string {
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

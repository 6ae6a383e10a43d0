package sector

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestQuantities(t *testing.T) {
	want := map[string][2]int{
		"job_start": {12, 12}, "job_13_weeks": {9, 9}, "outcomes_of_target": {80, 21}, "people_of_target": {37, 37}, "capital_of_maximum": {31, 31},
	}
	for _, q := range Quantities() {
		if got := [2]int{len(q.Values), q.Deals}; got != want[q.ID] {
			t.Errorf("%s: %d values of %d deals, want %v", q.ID, got[0], got[1], want[q.ID])
		}
		if q.Below(-1) != 0 || q.Below(1000) != 1 || q.Text == "" || q.Source == "" {
			t.Errorf("%s: %+v", q.ID, q)
		}
	}
	if _, ok := Find("luck"); ok {
		t.Error("a quantity that nobody knows was found")
	}
}

func TestBelowAndQuantile(t *testing.T) {
	q := Quantity{Values: []float64{1, 2, 2, 5}}
	for x, want := range map[float64]float64{0: 0, 1: 0.125, 1.5: 0.25, 2: 0.5, 3: 0.75, 5: 0.875, 6: 1} {
		if got := q.Below(x); got != want {
			t.Errorf("below %v: %v, want %v", x, got, want)
		}
	}
	for p, want := range map[float64]float64{0: 1, 0.25: 1, 0.26: 2, 0.5: 2, 0.75: 2, 0.76: 5, 1: 5} {
		if got := q.Quantile(p); got != want {
			t.Errorf("quantile %v: %v, want %v", p, got, want)
		}
	}
}

// TestAgainstTheDataset works the shares out again from the dataset.
func TestAgainstTheDataset(t *testing.T) {
	dir := "../../shared/facts/indigo"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the dataset is not here: ", err)
	}
	read := func(name string) []map[string]string {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		records, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var out []map[string]string
		for _, r := range records[1:] {
			row := map[string]string{}
			for i, name := range records[0] {
				row[name] = r[i]
			}
			out = append(out, row)
		}
		return out
	}
	number := func(s string) float64 {
		x, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
		if err != nil {
			return math.NaN()
		}
		return x
	}
	want := map[string]map[string]string{"people_of_target": {}, "capital_of_maximum": {}, "outcomes_of_target": {}}
	add := func(quantity, deal string, part, whole float64) {
		if whole > 0 && part >= 0 {
			want[quantity][deal] = fmt.Sprint(part / whole)
		}
	}
	const finance, service = "Overall project finance - ", "Service and beneficiaries - "
	for _, p := range read("projects.csv") {
		if p["Stage of Development - (Value)"] != "Complete" {
			continue
		}
		people := number(p[service+"Actual number of unique service users or beneficiaries engaged (total) - (Value)"])
		if people > 0 {
			add("people_of_target", p["ID"], people, number(p[service+"Targeted number of unique service users or beneficiaries (total) - (Value)"]))
		}
		capital, most := number(p[finance+"Total investment commitment - Amount - Exact - (Value)"]), number(p[finance+"Maximum potential outcome payment - Amount - (Value)"])
		if p[finance+"Total investment commitment - Currency - (Value)"] == p[finance+"Maximum potential outcome payment - Currency - (Value)"] && capital > 0 && capital <= most {
			add("capital_of_maximum", p["ID"], capital, most)
		}
	}
	target := map[string]float64{}
	for _, m := range read("projects_outcome_metrics.csv") {
		target[m["Project ID"]+"/"+m["Id"]] = number(m["Targeted number of service users Or beneficiaries (total) - (Value)"])
	}
	for _, r := range read("projects_results.csv") {
		metric := r["Project ID"] + "/" + r["Outcome Metric Id - (Value)"]
		add("outcomes_of_target", metric, number(r["Outcomes achieved - (Value)"]), target[metric])
	}
	records, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]map[string]string{"people_of_target": {}, "capital_of_maximum": {}, "outcomes_of_target": {}}
	for _, r := range records[1:] {
		if have[r[0]] != nil {
			have[r[0]][r[1]] = fmt.Sprint(number(r[2]) / number(r[3]))
		}
	}
	for q := range want {
		if !maps.Equal(have[q], want[q]) {
			t.Errorf("%s: data.csv does not have what the dataset says: %d rows, want %d", q, len(have[q]), len(want[q]))
		}
	}
}

// Package sector knows how published outcomes contracts turned out, so that an
// assumption can be held against them.
package sector

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Quantity is something that is known of several deals.
type Quantity struct {
	ID     string
	Text   string // what the share is of, as "people engaged who start a job"
	Source string
	// Values are the shares found, ascending: one for each deal or, of
	// outcomes, for each metric of a deal.
	Values []float64
	Deals  int
}

const indigo = "Government Outcomes Lab, INDIGO impact bond dataset, pull of 20 May 2025"

var described = []Quantity{
	{ID: "job_start", Text: "people engaged who started a job", Source: indigo + ", and the evaluation of the first MHEP wave"},
	{ID: "job_13_weeks", Text: "job starts kept for 13 weeks or three months", Source: indigo},
	{ID: "outcomes_of_target", Text: "outcomes achieved of the target, by metric", Source: indigo + ", latest published results"},
	{ID: "people_of_target", Text: "people engaged of those planned", Source: indigo + ", completed deals"},
	{ID: "capital_of_maximum", Text: "capital of the maximum outcome payments", Source: indigo + ", completed deals"},
}

//go:embed data.csv
var data string

// Quantities lists what is known.
var Quantities = sync.OnceValue(func() []Quantity {
	records, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("sector: data.csv: %v", err))
	}
	out := slices.Clone(described)
	for i := range out {
		q, deals := &out[i], map[string]bool{}
		for _, r := range records[1:] {
			part, err1 := strconv.ParseFloat(r[2], 64)
			whole, err2 := strconv.ParseFloat(r[3], 64)
			if err1 != nil || err2 != nil || !(whole > 0) {
				panic(fmt.Sprintf("sector: data.csv: %q", r))
			}
			if r[0] == q.ID {
				deal, _, _ := strings.Cut(r[1], "/")
				deals[deal] = true
				q.Values = append(q.Values, part/whole)
			}
		}
		slices.Sort(q.Values)
		q.Deals = len(deals)
	}
	return out
})

// Find returns a quantity.
func Find(id string) (Quantity, bool) {
	for _, q := range Quantities() {
		if q.ID == id {
			return q, true
		}
	}
	return Quantity{}, false
}

// Below is the share of the published values that lie below x; of those equal
// to x half count.
func (q *Quantity) Below(x float64) float64 {
	n := 0
	for _, v := range q.Values {
		switch {
		case v < x:
			n += 2
		case v == x:
			n++
		}
	}
	return float64(n) / float64(2*len(q.Values))
}

// Quantile is the published value of rank ⌈pn⌉.
func (q *Quantity) Quantile(p float64) float64 {
	i := int(p * float64(len(q.Values)))
	if float64(i) == p*float64(len(q.Values)) {
		i--
	}
	return q.Values[max(0, min(i, len(q.Values)-1))]
}

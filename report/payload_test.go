package report_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/study"
)

func compile(doc deal.Document, want ...metric.Spec) (*sim.Plan, error) {
	d, err := deal.New(doc)
	if err != nil {
		return nil, err
	}
	return sim.Compile(d, want...)
}

// TestPayloadsInFiles plants every payload as every name and as a metric.
func TestPayloadsInFiles(t *testing.T) {
	for _, payload := range sample.Payloads {
		doc := sample.Document(sample.All(payload))
		r := sample.Result(t, doc, 3)
		b := resultJSON(t, r)
		for _, c := range string(b) {
			if c != '\n' && !unicode.IsPrint(c) && !unicode.Is(unicode.Zs, c) {
				t.Errorf("%q: %U in JSON", payload, c)
			}
		}
		if bytes.ContainsAny(b, "<>&") {
			t.Errorf("%q: markup in JSON", payload)
		}
		if got := at(t, decoded(t, b), "deal", "name"); got != strings.ToValidUTF8(payload, "\ufffd") {
			t.Errorf("%q: the name reads back as %q", payload, got)
		}
		if strings.ContainsAny(payload, " \t\n") {
			continue // no metric can have the name
		}
		own := metric.Spec{Name: payload, Unit: metric.Count, Scale: 1, Of: func(*contract.Ledger) (int64, bool) { return -1, true }}
		p, err := compile(doc, own)
		if err != nil {
			continue
		}
		r, err = sim.Run(context.Background(), p, sim.Options{Seed: 1, Paths: 3})
		if err != nil {
			t.Fatal(err)
		}
		table, err := report.CSV(r)
		if err != nil {
			t.Fatal(err)
		}
		var paths bytes.Buffer
		if err := report.PathsCSV(&paths, p, 1, 0, 2); err != nil {
			t.Fatal(err)
		}
		for _, file := range [][]byte{table, paths.Bytes()} {
			harmless(t, payload, file)
		}
	}
}

// harmless fails on cells of words that a spreadsheet would take for a formula.
func harmless(t *testing.T, payload string, file []byte) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatalf("%q: %v", payload, err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if _, err := strconv.ParseFloat(cell, 64); err == nil || cell == "" {
				continue
			}
			if s := strings.TrimSpace(cell); strings.ContainsRune("=+-@|%", rune(s[0])) {
				t.Errorf("%q: cell %q", payload, cell)
			}
			for _, c := range cell {
				if !unicode.IsPrint(c) && !unicode.Is(unicode.Zs, c) {
					t.Errorf("%q: %U in cell %q", payload, c, cell)
				}
			}
		}
	}
}

// TestReportsHoldCleanWordsOnly plants every payload as every name and looks
// at the neutral data: media need not trust themselves alone.
func TestReportsHoldCleanWordsOnly(t *testing.T) {
	for i, payload := range sample.Payloads {
		run := sample.Result(t, sample.Clauses(sample.All(payload)), 3)
		plan := run.Plan()
		reports := []report.Report{report.Run(run), report.Settlement(plan, plan.PlanCase())}
		if i%8 == 0 { // slow: it means over environments
			paid, err := study.RunIncentives(context.Background(), plan, study.IncentiveOptions{}, sim.Options{Seed: 1, Paths: 3})
			if err != nil {
				t.Fatal(err)
			}
			table, err := report.IncentivesCSV(plan, paid)
			if err != nil {
				t.Fatal(err)
			}
			harmless(t, payload, table)
			reports = append(reports, report.Validation(plan), report.Incentives(plan, paid))
		}
		for _, r := range reports {
			eachString(reflect.ValueOf(r), func(s string) {
				if s != report.Clean(s) {
					t.Errorf("%q: the report holds %q", payload, s)
				}
			})
		}
	}
}

// eachString visits every string in a value.
func eachString(v reflect.Value, visit func(string)) {
	switch v.Kind() {
	case reflect.String:
		visit(v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			eachString(v.Field(i), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachString(v.Index(i), visit)
		}
	}
}

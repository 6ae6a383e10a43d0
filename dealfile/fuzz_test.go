package dealfile

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzRead: any text is either refused, each fault with its place, or is a
// deal that reads back from what Write makes of it. What a run makes of such
// a deal is for FuzzRun of package sim.
func FuzzRead(f *testing.F) {
	for _, data := range goodDeals(f) {
		f.Add(data)
	}
	for _, data := range badDeals(f) {
		if len(data) < 10_000 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read("fuzz", data)
		if err != nil {
			var bad *Error
			if !errors.As(err, &bad) || len(bad.Faults) == 0 {
				t.Fatalf("a %T: %v", err, err)
			}
			for _, fault := range bad.Faults {
				if fault.Line < 1 || fault.Col < 1 || fault.Found == "" || fault.Allowed == "" {
					t.Errorf("a fault lacks something: %+v", fault)
				}
			}
			if text := bad.Faults[0].String(); text != safe(text) {
				t.Errorf("%q goes to the terminal", text)
			}
			return
		}
		text, err := Write(d.Document())
		if err != nil {
			t.Fatal(err)
		}
		back, err := Read("written", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(d.Document(), back.Document(), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s\n%s", diff, text)
		}
	})
}

package report

import (
	"reflect"
	"testing"

	"github.com/sibsim/sibsim/deal"
)

// Only neighbours of one list that change alike are put into one line.
func TestRunsOfAList(t *testing.T) {
	d := func(address, old, now string) deal.Difference {
		return deal.Difference{Address: address, Old: old, New: now}
	}
	got := runs([]deal.Difference{
		d("a.x.0", "", "1"), d("a.x.1", "", "1"), d("a.x.2", "", "2"), d("a.x.4", "", "2"), d("a.y.5", "", "2"), d("a.y.6", "3", "2"),
		d("b.9", "", "0"), d("b.10", "", "0"), d("b.11", "", "0"), d("c", "", "0"), d("d", "", "0"),
	})
	want := []deal.Difference{
		d("a.x.0 to 1", "", "1"), d("a.x.2", "", "2"), d("a.x.4", "", "2"), d("a.y.5", "", "2"), d("a.y.6", "3", "2"),
		d("b.9 to 11", "", "0"), d("c", "", "0"), d("d", "", "0"),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v\nwant %v", got, want)
	}
}

package cashflow

import (
	"math"
	"testing"
)

func TestGreenBook(t *testing.T) {
	r := GreenBook(2024)
	for n, want := range map[int]float64{
		0: 1, 1: 1 / 1.035, 30: math.Pow(1.035, -30), 31: math.Pow(1.035, -30) / 1.03,
		75: math.Pow(1.035, -30) * math.Pow(1.03, -45), 76: math.Pow(1.035, -30) * math.Pow(1.03, -45) / 1.025,
	} {
		if got := r.Factor(n); math.Abs(got/want-1) > 1e-12 {
			t.Errorf("year %d: %v, want %v", n, got, want)
		}
	}
	for _, year := range []int{1950, 2003, 2300} {
		if GreenBook(year).From != 2003 {
			t.Errorf("rates of %d", year)
		}
	}
	if r.Source == "" {
		t.Error("no source")
	}
}

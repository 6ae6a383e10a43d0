package report

import (
	"math"
	"testing"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/tally"
)

var (
	gbp = Format{Style: Money, Currency: contract.Currency{Code: "GBP", Digits: 2}}
	chf = Format{Style: Money, Currency: contract.Currency{Code: "CHF", Digits: 2}}
	jpy = Format{Style: Money, Currency: contract.Currency{Code: "JPY", Digits: 0}}
	kwd = Format{Style: Money, Currency: contract.Currency{Code: "KWD", Digits: 3}}
)

func TestEstimate(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, x := range []struct {
		f     Format
		v, se float64
		want  string
	}{
		{gbp, 2_373_807, 8_412, "£2,374,000 ± 16,000"},
		{gbp, -2_373_807, 8_412, "−£2,374,000 ± 16,000"},
		{gbp, 23_738_071, 84_120, "£23.74m ± 0.16m"},
		{gbp, 23_738_071, 84, "£23,738,070 ± 160"},
		{gbp, 9_999_999, 8_412, "£10.000m ± 0.016m"},
		{gbp, 12_345_678_901, 12_345_678, "£12.346bn ± 0.024bn"},
		{gbp, 226_431, 612, "£226,400 ± 1,200"},
		{gbp, 120, 1_700, "£100 ± 3,300"},
		{gbp, 1_987.26, 3.4, "£1,987 ± 7"},
		{gbp, 12.3456, 0.27, "£12.35 ± 0.53"},
		{gbp, 12.3456, 0.00001, "£12.35 ± 0.00"},
		{gbp, 1_500.5, 0, "£1,500.50"},
		{gbp, 1_500, 0, "£1,500"},
		{gbp, -0.4, 100, "£0 ± 200"},
		{gbp, 2_373_807, nan, "£2,370,000"},
		{gbp, 2_373_807, inf, "£2,370,000"},
		{gbp, nan, nan, "–"},
		{chf, 226_431, 612, "CHF\u00a0226,400 ± 1,200"},
		{jpy, 226_431.4, 0.9, "JPY\u00a0226,431 ± 2"},
		{kwd, 1.23456, 0.001, "KWD\u00a01.235 ± 0.002"},
		{percent, 0.12345, 0.0021, "12.35 ± 0.41\u00a0%"},
		{percent, -0.12345, 0.021, "−12.3 ± 4.1\u00a0%"},
		{percent, 0.12345, 0.21, "12 ± 41\u00a0%"},
		{percent, 0.05, 0, "5\u00a0%"},
		{percent, -0.00001, 0.01, "0.0 ± 2.0\u00a0%"},
		{multiple, 1.1234, 0.02, "1.123× ± 0.039"},
		{Format{Style: Count}, 1_234.4, 6, "1,234 ± 12"},
		{Format{Style: Count}, 100.26, 0.97, "100.3 ± 1.9"},
		{Format{Style: Months}, 31.26, 0.97, "31.3 ± 1.9"},
	} {
		if got := x.f.Estimate(x.v, x.se); got != x.want {
			t.Errorf("Estimate(%v, %v) = %q, want %q", x.v, x.se, got, x.want)
		}
	}
}

func TestWithinAndExact(t *testing.T) {
	inf := math.Inf(1)
	for _, x := range []struct {
		f         Format
		v, lo, hi float64
		want      string
	}{
		{gbp, 1_903_456, 1_880_000, 1_940_000, "£1,900,000"},
		{gbp, 1_903_456, 1_903_456, 1_903_456, "£1,903,456"},
		{gbp, 1_903_456.25, 1_903_456.25, 1_903_456.25, "£1,903,456"},
		{gbp, 1_903_456, math.Inf(-1), 1_940_000, "£1,900,000"},
		{gbp, 1_903_456, 1_903_455, 1_903_457, "£1,903,000"},
		{gbp, 0, -5, 5, "£0"},
		{percent, -0.9999999, -1, -0.9999998, "−100.0\u00a0%"},
		{percent, 0.1234, 0.12, 0.13, "12.3\u00a0%"},
		{percent, 0.1234, 0.1234, 0.1234, "12.34\u00a0%"},
		{percent, 0.05, 0.05, 0.05, "5\u00a0%"},
		{multiple, 1.5, 1.5, 1.5, "1.50×"},
		{Format{Style: Calendar, Start: contract.MonthOf(2020, 4)}, 13, 12, 15, "May 2021"},
		{Format{Style: Calendar, Start: contract.MonthOf(2020, 4)}, inf, 12, inf, "never"},
		{Format{Style: Count}, 12.5, 12.5, 12.5, "12.5"},
	} {
		if got := x.f.Within(x.v, x.lo, x.hi); got != x.want {
			t.Errorf("Within(%v, %v, %v) = %q, want %q", x.v, x.lo, x.hi, got, x.want)
		}
	}
}

func TestCompact(t *testing.T) {
	for v, want := range map[float64]string{311_234: "£311k", 999_800: "£1.00m", 1_204_000: "£1.20m", 9_994: "£9,990", 0: "£0", -42_500: "−£42.5k"} {
		if got := compact(gbp, v); got != want {
			t.Errorf("compact(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestChance(t *testing.T) {
	for _, x := range []struct {
		hits, n uint64
		want    string
		often   string
	}{
		{0, 10_000, "0 of 10,000: at most 0.04\u00a0%", "in none of 10,000 lifetimes"},
		{10_000, 10_000, "10,000 of 10,000: at least 99.96\u00a0%", "in all 10,000 lifetimes"},
		{1_620, 10_000, "16.2\u00a0% (15.5 to 16.9\u00a0%)", "in 16\u00a0% of lifetimes"},
		{16, 100, "16\u00a0% (10 to 24\u00a0%)", "in 16\u00a0% of lifetimes"},
		{3, 10_000, "0.03\u00a0% (0.01 to 0.09\u00a0%)", "in 0.03\u00a0% of lifetimes"},
		{9_997, 10_000, "99.97\u00a0% (99.91 to 99.99\u00a0%)", "in 99.97\u00a0% of lifetimes"},
		{1, 200, "0.5\u00a0% (0.1 to 2.8\u00a0%)", "in 0.5\u00a0% of lifetimes"},
		{199, 200, "99.5\u00a0% (97.2 to 99.9\u00a0%)", "in 99.5\u00a0% of lifetimes"},
		{0, 1, "0 of 1: at most 80\u00a0%", "in none of 1 lifetimes"},
		{0, 0, "– (–)", ""},
	} {
		p := tally.Share(x.hits, x.n)
		if got := ChanceText(p, x.n); got != x.want {
			t.Errorf("%d of %d: %q, want %q", x.hits, x.n, got, x.want)
		}
		if x.n == 0 {
			continue
		}
		if got := oftenness(p, x.n); got != x.often {
			t.Errorf("%d of %d: %q, want %q", x.hits, x.n, got, x.often)
		}
	}
}

func TestDecimalIsExact(t *testing.T) {
	for _, x := range []struct {
		v      int64
		digits int
		want   string
	}{
		{0, 2, "0.00"},
		{5, 2, "0.05"},
		{-5, 2, "-0.05"},
		{123456, 2, "1234.56"},
		{-100, 0, "-100"},
		{1, 9, "0.000000001"},
		{9007199254740993, 2, "90071992547409.93"},
		{math.MaxInt64 - 1, 2, "92233720368547758.06"},
		{math.MinInt64 + 1, 2, "-92233720368547758.07"},
	} {
		if got := decimal(x.v, x.digits); got != x.want {
			t.Errorf("decimal(%d, %d) = %s, want %s", x.v, x.digits, got, x.want)
		}
	}
}

func TestTicksAreRoundAndFew(t *testing.T) {
	text := func(ticks []Tick) (s string) {
		for _, t := range ticks {
			s += t.Text + " "
		}
		return s
	}
	dates := Axis{"", Format{Style: Calendar, Start: contract.MonthOf(2020, 4)}}
	for _, x := range []struct {
		a      Axis
		lo, hi float64
		most   int
		want   string
	}{
		{Axis{"", gbp}, -370_000, 520_000, 6, "−£200k £0 £200k £400k "},
		{Axis{"", gbp}, 0, 2_300_000, 6, "£0 £0.5m £1.0m £1.5m £2.0m "},
		{Axis{"", gbp}, 0, 900, 5, "£0 £200 £400 £600 £800 "},
		{Axis{"", percent}, -0.31, 0.22, 7, "−30\u00a0% −20\u00a0% −10\u00a0% 0\u00a0% 10\u00a0% 20\u00a0% "},
		{Axis{"", percent}, 0, 0.0112, 4, "0.0\u00a0% 0.5\u00a0% 1.0\u00a0% "},
		{Axis{"", percent}, -0.35, 0.45, 4, "−20\u00a0% 0\u00a0% 20\u00a0% 40\u00a0% "},
		{dates, 0, 36, 4, "2021 2022 2023 "},
		{dates, 0, 36, 8, "Jul 2020 Jan 2021 Jul 2021 Jan 2022 Jul 2022 Jan 2023 "},
		{dates, 0, 1, 8, "Apr 2020 May 2020 "},
		{Axis{"", Format{Style: Calendar, Start: contract.MonthOf(2020, 1)}}, 0, 24, 2, "2020 2022 "},
	} {
		if got := text(x.a.Ticks(x.lo, x.hi, x.most)); got != x.want {
			t.Errorf("Ticks(%v, %v, %d) = %q, want %q", x.lo, x.hi, x.most, got, x.want)
		}
	}
	for lo := -7.3; lo < 100; lo += 3.7 {
		for _, width := range []float64{1e-3, 0.7, 13, 4e4, 7e8} {
			if n := len((Axis{"", gbp}).Ticks(lo, lo+width, 6)); n < 2 || n > 6 {
				t.Errorf("%d ticks from %v to %v", n, lo, lo+width)
			}
		}
	}
}

package random

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/internal/num"
)

func TestFromSpearman(t *testing.T) {
	worst := 0.0
	for i := -1000; i <= 1000; i++ {
		rho := float64(i) / 1000
		worst = max(worst, math.Abs(FromSpearman(rho)-2*math.Sin(math.Pi*rho/6)))
	}
	if !(worst < 4e-16) {
		t.Errorf("differs by %.3g", worst)
	}
}

func TestCholesky(t *testing.T) {
	rho := [][]float64{{1, 0.5, -0.3}, {0.5, 1, 0.2}, {-0.3, 0.2, 1}}
	lower, err := Cholesky(rho)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rho {
		for j := range i + 1 {
			sum := 0.0
			for k := range j + 1 {
				sum += lower[i][k] * lower[j][k]
			}
			want := 2 * math.Sin(math.Pi*rho[i][j]/6)
			if !(math.Abs(sum-want) < 1e-15) {
				t.Errorf("L L' at %d,%d is %v, want %v", i, j, sum, want)
			}
		}
	}
}

func TestCholeskyFaults(t *testing.T) {
	for name, c := range map[string]struct {
		rho [][]float64
		row int // of NotPositiveDefinite, or -1 for another error
	}{
		"identical":     {[][]float64{{1, 1}, {1, 1}}, 1},
		"contradictory": {[][]float64{{1, 0.9, -0.9}, {0.9, 1, 0.9}, {-0.9, 0.9, 1}}, 2},
		// Positive definite as it stands (determinant 1 - 2 x 0.49), not after
		// conversion, where 0.7 becomes 0.717.
		"converted":  {[][]float64{{1, 0.7, 0}, {0.7, 1, 0.7}, {0, 0.7, 1}}, 2},
		"asymmetric": {[][]float64{{1, 0.5}, {0.4, 1}}, -1},
		"diagonal":   {[][]float64{{2, 0.5}, {0.5, 1}}, -1},
		"range":      {[][]float64{{1, 1.5}, {1.5, 1}}, -1},
		"nan":        {[][]float64{{1, math.NaN()}, {math.NaN(), 1}}, -1},
		"ragged":     {[][]float64{{1, 0.5}, {1}}, -1},
	} {
		_, err := Cholesky(c.rho)
		var npd *NotPositiveDefinite
		switch {
		case err == nil:
			t.Errorf("%s: no error", name)
		case errors.As(err, &npd) != (c.row >= 0):
			t.Errorf("%s: %v", name, err)
		case npd != nil && npd.Row != c.row:
			t.Errorf("%s: row %d, want %d", name, npd.Row, c.row)
		}
	}
}

// TestRankCorrelation draws 200,000 correlated vectors: each rank correlation must be
// within 0.02 of the one asked for (9 sd), so it would catch the conversion left out,
// which shifts 0.6 by 0.018, only together with the second bound of 0.011 (4.9 sd).
func TestRankCorrelation(t *testing.T) {
	const n = 200_000
	rho := [][]float64{{1, 0.6, -0.4}, {0.6, 1, 0.1}, {-0.4, 0.1, 1}}
	lower, err := Cholesky(rho)
	if err != nil {
		t.Fatal(err)
	}
	columns := [3][]float64{}
	for p := range uint64(n) {
		var z [3]float64
		for i := range z {
			z[i] = num.NormQuantile(Path(1, p).At(uint64(i)).Unit(0))
		}
		Correlate(z[:], lower, z[:])
		for i := range z {
			columns[i] = append(columns[i], z[i])
		}
	}
	var ranks [3][]float64
	for i, c := range columns {
		order := make([]int, n)
		for j := range order {
			order[j] = j
		}
		slices.SortFunc(order, func(a, b int) int {
			if c[a] < c[b] {
				return -1
			}
			return 1
		})
		ranks[i] = make([]float64, n)
		for r, j := range order {
			ranks[i][j] = (float64(r)+0.5)/n - 0.5
		}
	}
	for i := range 3 {
		for j := range i {
			sum := 0.0
			for k := range n {
				sum += ranks[i][k] * ranks[j][k]
			}
			if got := 12 * sum / n; !(math.Abs(got-rho[i][j]) < 0.011) {
				t.Errorf("rank correlation %d,%d is %.4f, want %v", i, j, got, rho[i][j])
			} else {
				t.Logf("rank correlation %d,%d is %.4f, asked %v", i, j, got, rho[i][j])
			}
		}
	}
}

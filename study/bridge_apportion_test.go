package study

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// Rounded shares add up to the rounded total, are each less than one off, and are
// what they were where they were whole.
func TestApportion(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := 1 + r.Int64N(50)
		sums := make([]*big.Int, 1+r.IntN(7))
		var total int64
		for i := range sums {
			x := r.Int64N(2000) - 1000
			if r.IntN(3) == 0 {
				x = x / n * n
			}
			sums[i] = big.NewInt(x)
			total += x
		}
		got := apportion(sums, n)
		var sum int64
		for i, x := range got {
			sum += x
			off := x*n - sums[i].Int64()
			if off <= -n || off >= n || sums[i].Int64()%n == 0 && off != 0 {
				t.Fatalf("%v by %d: %v", sums, n, got)
			}
		}
		if d := 2 * (sum*n - total); d < -n || d > n || (d == n && sum < 0) || (d == -n && sum > 0) {
			t.Fatalf("%v by %d: %v adds up to %d of %d", sums, n, got, sum, total)
		}
	}
}

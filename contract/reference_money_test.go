package contract_test

import (
	"fmt"
	"math/big"
	"slices"
	"sync"

	"github.com/sibsim/sibsim/contract"
)

// The arithmetic of the reference settlement: dividing, rounding, rates.

// financialYear is that of section 1: from April, named by the year of its April.
func financialYear(m contract.Month) int {
	year, sinceJanuary := int(m)/12, int(m)%12
	if sinceJanuary < 3 { // January, February, March
		return year - 1
	}
	return year
}

// scale is the first rule for dividing money: xs, which sum to more than
// total, are scaled to it in place.
func (r *reference) scale(xs []*big.Int, total *big.Int) {
	whole := sum(xs)
	rests := make([]*big.Int, len(xs))
	for j, x := range xs {
		rests[j] = new(big.Int)
		x.QuoRem(times(x, total), whole, rests[j])
	}
	r.giveOut(xs, rests, int(minus(total, sum(xs)).Int64()))
}

// split is the second rule: x in parts of millionths, which sum to a million.
func (r *reference) split(x *big.Int, parts []int64) []*big.Int {
	out, rests := make([]*big.Int, len(parts)), make([]*big.Int, len(parts))
	for j, q := range parts {
		out[j], rests[j] = new(big.Int), new(big.Int)
		if x.Sign() > 0 {
			out[j].QuoRem(times(x, num(q)), million, rests[j])
		}
	}
	if x.Sign() > 0 {
		r.giveOut(out, rests, int(minus(x, sum(out)).Int64()))
	}
	return out
}

// giveOut gives one unit each to the n largest remainders, ties to the first.
func (r *reference) giveOut(xs, rests []*big.Int, n int) {
	if n == 0 {
		return
	}
	order := make([]int, len(xs))
	for j := range order {
		order[j] = j
	}
	slices.SortStableFunc(order, func(a, b int) int { return rests[b].Cmp(rests[a]) })
	for _, j := range order[:n] {
		xs[j].Add(xs[j], one)
	}
	if n < len(xs) && rests[order[n-1]].Cmp(rests[order[n]]) == 0 {
		r.led.bound.add(boundTie)
	}
}

// Numbers.

var (
	one      = big.NewInt(1)
	two      = big.NewInt(2)
	million  = big.NewInt(1_000_000)
	billion  = big.NewInt(1_000_000_000)
	trillion = big.NewInt(1_000_000_000_000)

	quadrillion = big.NewInt(1_000_000_000_000_000)
)

func num(x int64) *big.Int { return big.NewInt(x) }

func times(a, b *big.Int) *big.Int { return new(big.Int).Mul(a, b) }

func minus(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }

func sum(xs []*big.Int) *big.Int {
	s := new(big.Int)
	for _, x := range xs {
		s.Add(s, x)
	}
	return s
}

// least returns a copy of the lesser.
func least(a, b *big.Int) *big.Int {
	if b.Cmp(a) < 0 {
		a = b
	}
	return new(big.Int).Set(a)
}

func zeros(n int) []*big.Int {
	xs := make([]*big.Int, n)
	for i := range xs {
		xs[i] = new(big.Int)
	}
	return xs
}

// held is x, but no further from 0 than the most a contract may name.
func held(x *big.Int) *big.Int {
	if x.CmpAbs(quadrillion) <= 0 {
		return x
	}
	return num(int64(x.Sign()) * 1_000_000_000_000_000)
}

func ints(xs []*big.Int) []int64 {
	out := make([]int64, len(xs))
	for i, x := range xs {
		out[i] = toInt64(x)
	}
	return out
}

func toInt64(x *big.Int) int64 {
	if !x.IsInt64() {
		panic(fmt.Sprintf("reference: %v does not fit into an int64", x))
	}
	return x.Int64()
}

// roundDiv is a/b for b > 0, to the nearest whole, half away from zero.
func roundDiv(a, b *big.Int) *big.Int {
	if a.Sign() == 0 {
		return new(big.Int)
	}
	n := new(big.Int).Abs(a)
	n.Mul(n, two).Add(n, b)
	n.Quo(n, times(b, two))
	if a.Sign() < 0 {
		n.Neg(n)
	}
	return n
}

// millionths is x in whole millionths.
func millionths(x float64) *big.Int {
	q := new(big.Rat).SetFloat64(x)
	q.Mul(q, new(big.Rat).SetInt(million))
	return roundDiv(q.Num(), q.Denom())
}

var monthlyRates sync.Map // float64 to *big.Int

// monthlyRate is round(((1 + annual)^(1/12) - 1) 10^12), exactly. With
// y = (1 + annual)^(1/12), the whole part F of 2 y 10^12 is the twelfth root of
// the whole part of (2 10^12)^12 (1 + annual), rounded down, and y 10^12
// rounds to the whole part of (F + 1)/2.
func monthlyRate(annual float64) *big.Int {
	if r, ok := monthlyRates.Load(annual); ok {
		return r.(*big.Int)
	}
	q := new(big.Rat).SetFloat64(annual)
	q.Add(q, new(big.Rat).SetInt64(1))
	n := new(big.Int).Exp(times(trillion, two), num(12), nil)
	n.Mul(n, q.Num()).Quo(n, q.Denom())
	n = cubeRoot(n.Sqrt(n.Sqrt(n)))
	n.Add(n, one).Quo(n, two)
	n.Sub(n, trillion)
	monthlyRates.Store(annual, n)
	return n
}

// cubeRoot is the largest whole number whose cube is at most n.
func cubeRoot(n *big.Int) *big.Int {
	low, high := new(big.Int), new(big.Int).Lsh(one, uint(n.BitLen()/3+1))
	for minus(high, low).Cmp(one) > 0 { // low^3 <= n < high^3
		mid := new(big.Int).Add(low, high)
		mid.Rsh(mid, 1)
		if times(times(mid, mid), mid).Cmp(n) <= 0 {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

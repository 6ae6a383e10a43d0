package random

import (
	"testing"

	"github.com/sibsim/sibsim/internal/num"
)

var (
	sinkWord  uint64
	sinkInt   int
	sinkFloat float64
)

func BenchmarkWord(b *testing.B) {
	k := Path(1, 2)
	var sum uint64
	for i := uint64(0); b.Loop(); i++ {
		sum += k.Word(i)
	}
	sinkWord = sum
}

func BenchmarkKeyAtWord(b *testing.B) {
	a := Address("x")
	var sum uint64
	for i := uint64(0); b.Loop(); i++ {
		sum += Path(1, i).At(a).Word(0)
	}
	sinkWord = sum
}

func BenchmarkBelow(b *testing.B) {
	k, t := Path(1, 2), Threshold(0.3)
	sum := 0
	for i := uint64(0); b.Loop(); i++ {
		sum += Below(k.Word(i), t)
	}
	sinkInt = sum
}

func BenchmarkAddress(b *testing.B) {
	for b.Loop() {
		sinkWord += Address("sites.enfield.tariffs.job_start.price")
	}
}

func benchmarkCount(b *testing.B, draw func(u float64) int) {
	k := Path(1, 2)
	sum := 0
	for i := uint64(0); b.Loop(); i++ {
		sum += draw(k.Unit(i))
	}
	sinkInt = sum
}

func BenchmarkPoisson(b *testing.B) {
	for _, c := range []struct {
		name string
		mean float64
	}{{"mean=2", 2}, {"mean=15", 15}, {"mean=80", 80}, {"mean=900", 900}, {"mean=1e5", 1e5}} {
		b.Run(c.name, func(b *testing.B) { benchmarkCount(b, func(u float64) int { return Poisson(u, c.mean) }) })
	}
}

func BenchmarkPoissonTable(b *testing.B) {
	for _, c := range []struct {
		name string
		mean float64
	}{{"mean=2", 2}, {"mean=15", 15}, {"mean=900", 900}} {
		b.Run(c.name, func(b *testing.B) {
			t := NewPoissonTable(c.mean)
			k := Path(1, 2)
			sum := 0
			for i := uint64(0); b.Loop(); i++ {
				sum += t.At(k.Unit(i))
			}
			sinkInt = sum
		})
	}
}

func BenchmarkNegativeBinomial(b *testing.B) {
	for _, c := range []struct {
		name             string
		mean, dispersion float64
	}{{"mean=15", 15, 0.1}, {"mean=900", 900, 0.01}} {
		b.Run(c.name, func(b *testing.B) {
			benchmarkCount(b, func(u float64) int { return NegativeBinomial(u, c.mean, c.dispersion) })
		})
	}
}

func BenchmarkQuantile(b *testing.B) {
	for _, c := range lawCases() {
		if !c.bench {
			continue
		}
		b.Run(c.name, func(b *testing.B) {
			q := c.make(b)
			var z, u [1024]float64
			for i := range u {
				u[i] = Path(1, 2).Unit(uint64(i))
				z[i] = num.NormQuantile(u[i])
			}
			sum := 0.0
			for i := 0; b.Loop(); i++ {
				sum += q.At(z[i%1024], u[i%1024])
			}
			sinkFloat = sum
		})
	}
}

func BenchmarkMakeBeta(b *testing.B) {
	for b.Loop() {
		q, _ := Beta(200, 300)
		sinkFloat += q.mean
	}
}

func BenchmarkMakeGamma(b *testing.B) {
	for b.Loop() {
		q, _ := Gamma(3, 1)
		sinkFloat += q.mean
	}
}

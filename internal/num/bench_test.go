package num

import "testing"

// sink keeps the compiler from removing the work.
var sink float64

// points is a spread of arguments, so that branches are taken as in real use.
func points(low, high float64) *[1024]float64 {
	var p [1024]float64
	for i := range p {
		p[i] = low + (high-low)*(float64(i*389%1024)+0.5)/1024
	}
	return &p
}

func benchmark(b *testing.B, f func(float64) float64, p *[1024]float64) {
	sum := 0.0
	for i := 0; b.Loop(); i++ {
		sum += f(p[i%1024])
	}
	sink = sum
}

func BenchmarkExp(b *testing.B) {
	p := points(-3, 3)
	sum := 0.0
	for i := 0; b.Loop(); i++ {
		sum += Exp(p[i%1024])
	}
	sink = sum
}

func BenchmarkExpm1(b *testing.B)        { benchmark(b, Expm1, points(-3, 3)) }
func BenchmarkLog(b *testing.B)          { benchmark(b, Log, points(0, 8)) }
func BenchmarkLog1p(b *testing.B)        { benchmark(b, Log1p, points(-0.9, 3)) }
func BenchmarkLogistic(b *testing.B)     { benchmark(b, Logistic, points(-3, 3)) }
func BenchmarkLogit(b *testing.B)        { benchmark(b, Logit, points(0, 1)) }
func BenchmarkNormCDF(b *testing.B)      { benchmark(b, NormCDF, points(-3, 3)) }
func BenchmarkNormQuantile(b *testing.B) { benchmark(b, NormQuantile, points(0, 1)) }
func BenchmarkLogGamma(b *testing.B)     { benchmark(b, LogGamma, points(0, 50)) }

func BenchmarkPow(b *testing.B) {
	p := points(-5, 0)
	sum := 0.0
	for i := 0; b.Loop(); i++ {
		sum += Pow(1.035, p[i%1024])
	}
	sink = sum
}

func BenchmarkRound(b *testing.B) {
	p := points(-1e6, 1e6)
	var sum int64
	for i := 0; b.Loop(); i++ {
		sum += Round(p[i%1024])
	}
	sink = float64(sum)
}

package num

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	f, _ := os.Create("/tmp/gen/dump/d.txt")
	w := bufio.NewWriter(f)
	defer f.Close()
	defer w.Flush()
	r := rand.New(rand.NewPCG(1, 2))
	p := func(n string, x, y, v float64) { fmt.Fprintf(w, "%s %x %x %x\n", n, x, y, v) }
	for i := 0; i < 6000; i++ {
		x := r.Float64()*1400 - 700
		if i%2 == 0 {
			x = r.NormFloat64()
		}
		p("exp", x, 0, Exp(x))
		s := math.Ldexp(r.NormFloat64(), -r.IntN(60))
		p("expm1", s, 0, Expm1(s))
		s = r.NormFloat64() * 5
		p("expm1", s, 0, Expm1(s))
		l := math.Ldexp(1+r.Float64(), r.IntN(2000)-1000)
		p("log", l, 0, Log(l))
		l = 1 + math.Ldexp(r.NormFloat64(), -4-r.IntN(50))
		p("log", l, 0, Log(l))
		l = .5 + r.Float64()*1.5
		p("log", l, 0, Log(l))
		s = math.Ldexp(r.NormFloat64(), -r.IntN(60))
		if s > -1 {
			p("log1p", s, 0, Log1p(s))
		}
		s = r.Float64()*10 - .9999
		if s > -1 {
			p("log1p", s, 0, Log1p(s))
		}
		u := r.Float64()
		p("logit", u, 0, Logit(u))
		u = .5 + math.Ldexp(r.Float64()-.5, -r.IntN(50))
		p("logit", u, 0, Logit(u))
		u = math.Ldexp(r.Float64(), -r.IntN(500))
		p("logit", u, 0, Logit(u))
		x = r.NormFloat64() * 20
		p("logistic", x, 0, Logistic(x))
		b := math.Ldexp(1+r.Float64(), r.IntN(1000)-500)
		y := r.Float64()*2 - 1
		p("pow", b, y, Pow(b, y))
		b = r.Float64() * 4
		y = r.Float64()*600 - 300
		if v := Pow(b, y); v > 1e-300 && v < 1e300 {
			p("pow", b, y, v)
		}
		b = 1 + r.Float64()*.2
		y = -r.Float64() * 20
		p("pow", b, y, Pow(b, y))
		z := r.NormFloat64() * 2
		p("cdf", z, 0, NormCDF(z))
		z = -5 * r.Float64()
		p("cdf5", z, 0, NormCDF(z))
		z = -37.5 * r.Float64()
		p("cdft", z, 0, NormCDF(z))
		u = r.Float64()
		p("q", u, 0, NormQuantile(u))
		u = math.Ldexp(r.Float64(), -r.IntN(60))
		p("qt", u, 0, NormQuantile(u))
		g := r.Float64() * 20
		p("lgamma", g, 0, LogGamma(g))
		g = math.Ldexp(r.Float64(), r.IntN(60)-30)
		p("lgamma", g, 0, LogGamma(g))
		g = 10 + r.Float64()*50
		p("stirling", g, 0, Stirling(g))
		g = r.Float64()*10 + .01
		p("stirlinglow", g, 0, Stirling(g))
	}
}

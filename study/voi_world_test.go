package study

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
	"github.com/sibsim/sibsim/sim"
)

// normalWorld is a deal made of normal inputs of which the truth is known: gain is a
// function of them, to which chance adds noise of the given deviation.
type normalWorld struct {
	seed   uint64
	inputs int
	gain   func(x []float64) float64
	noise  float64
}

func (w normalWorld) normal(path uint64, name string, i int) float64 {
	return num.NormQuantile(random.Path(w.seed, path).At(random.Address(name)).Unit(uint64(i)))
}

func (w normalWorld) stakes() *stakes {
	s := &stakes{}
	for i := range w.inputs {
		s.inputs = append(s.inputs, fmt.Sprint("x", i))
	}
	draw := func(dst []float64, path uint64) {
		for i := range dst {
			dst[i] = w.normal(path, "input", i)
		}
	}
	s.values = draw
	s.walker = func() func(theta, chance uint64) float64 {
		x, last := make([]float64, w.inputs), uint64(math.MaxUint64)
		return func(theta, chance uint64) float64 {
			if theta != last {
				draw(x, theta)
				last = theta
			}
			return w.gain(x) + w.noise*w.normal(chance, "noise", 0)
		}
	}
	return s
}

// study values everything in the world, with the given groups of places of inputs.
func (w normalWorld) study(t *testing.T, paths uint64, groups ...[]int) *Information {
	t.Helper()
	q := InformationQuery{Groups: []InputGroup{}}
	for _, places := range groups {
		g := InputGroup{Name: fmt.Sprint(places)}
		for _, i := range places {
			g.Inputs = append(g.Inputs, fmt.Sprint("x", i))
		}
		q.Groups = append(q.Groups, g)
	}
	var v Information
	if err := v.value(context.Background(), w.stakes(), q, nil, sim.Options{Seed: w.seed, Paths: paths}); err != nil {
		t.Fatal(err)
	}
	return &v
}

// linear is a gain of mean mu that each input moves by its slope.
func linear(mu float64, slopes ...float64) func(x []float64) float64 {
	return func(x []float64) float64 {
		g := mu
		for i, s := range slopes {
			g += s * x[i]
		}
		return g
	}
}

func density(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }

// normalWorth is what it is worth to know a normal expected gain of mean mu and
// deviation s: s φ(mu/s) + mu Φ(mu/s) - max(0, mu).
func normalWorth(mu, s float64) float64 {
	return s*density(mu/s) + mu*num.NormCDF(mu/s) - math.Max(0, mu)
}

// sure is the bound of statistical tests: a correct estimator fails one in a million times.
const sure = 4.89

func agrees(t *testing.T, what string, w Worth, want float64) {
	t.Helper()
	if math.Abs(w.Value-want) > sure*w.SE+1e-12 {
		t.Errorf("%s: %.5f with standard error %.5f, want %.5f", what, w.Value, w.SE, want)
	}
}

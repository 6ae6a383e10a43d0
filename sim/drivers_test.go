package sim_test

import (
	"math"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/sim"
)

// A lifetime is a function of its scores and the words of luck: those of path n
// give path n of a run.
func TestScoresAreThePath(t *testing.T) {
	for _, file := range append(slices.Clone(allDeals), "../examples/mhep-lcf/at-signing.yaml") {
		p := compile(t, open(t, file))
		w, scores := p.Walker(), make([]float64, p.NumScores())
		theta := make([]float64, len(p.Inputs()))
		for n, l := range p.Lifetimes(3, 5, 10) {
			p.Scores(scores, 3, n)
			if got := w.Walk(scores, 3, n); !slices.Equal(got, l.Row) {
				t.Errorf("%s: path %d walked by its scores is another", file, n)
			}
			if p.InputsAt(theta, scores); !slices.Equal(theta, l.Theta) {
				t.Errorf("%s: path %d has other inputs", file, n)
			}
		}
	}
}

// Drivers own all scores, each once, and the direction of each has length 1.
func TestDriversOwnAllShocks(t *testing.T) {
	for _, file := range examples(t) {
		p := compile(t, open(t, file))
		next := 0
		for _, d := range p.Drivers() {
			if d.First != next || len(d.Level) != d.Count || d.Input != (d.First < p.NumInputScores()) || !d.Input && d.Tier != sim.Environment {
				t.Errorf("%s: driver %+v after %d scores", file, d, next)
			}
			next += d.Count
			square := 0.0
			for _, x := range d.Level {
				square += x * x
			}
			if math.Abs(square-1) > 1e-12 {
				t.Errorf("%s: %s: square of the direction's length %v", file, d.Name, square)
			}
		}
		if next != p.NumScores() {
			t.Errorf("%s: drivers own %d of %d scores", file, next, p.NumScores())
		}
	}
}

// The direction of a factor is the one in which its mean moves most: moved by q
// along it, the mean of the levels is q standard deviations of that mean away.
func TestPersistentDirection(t *testing.T) {
	const rho, n, q = 0.9, 60, 1.5
	level := sim.Persistent(rho, n)
	sum := func(score func(m int) float64) float64 {
		x, total := score(0), 0.0
		for m := range n {
			if m > 0 {
				x = rho*x + math.Sqrt(1-rho*rho)*score(m)
			}
			total += x
		}
		return total
	}
	variance := 0.0 // of the sum of n stationary levels
	for i := range n {
		for j := range n {
			variance += math.Pow(rho, math.Abs(float64(i-j)))
		}
	}
	if got, want := sum(func(m int) float64 { return q * level[m] }), q*math.Sqrt(variance); math.Abs(got-want) > 1e-9 {
		t.Errorf("the sum moves by %v, want %v", got, want)
	}
}

// Pinned and held inputs stand where they should, and the correlated ones that
// are left follow: pinned at q, another one of the block has mean r q and
// standard deviation sqrt(1 - r^2), r = 2 sin(pi rho/6).
// At 40,000 draws an error of 0.025 would be seen.
func TestHeldDrivers(t *testing.T) {
	p := compile(t, open(t, "testdata/correlated.yaml"))
	list := p.Drivers()
	place := func(name string) int {
		i := slices.IndexFunc(list, func(d sim.Driver) bool { return d.Name == name })
		if i < 0 {
			t.Fatalf("no driver %s among %v", name, list)
		}
		return i
	}
	first, second, third := place("pathway.engaged.probability"), place("pathway.job.probability"), place("costs.staff.amount")
	size := p.NumScores()
	a, b, dst := make([]float64, size), make([]float64, size), make([]float64, size)
	theta, own := make([]float64, len(p.Inputs())), make([]float64, len(p.Inputs()))
	slot := func(name string) int { return slices.Index(p.Inputs(), name) }
	p.Scores(a, 1, 7)
	p.Scores(b, 1, 8)
	none, all := make([]bool, len(list)), slices.Repeat([]bool{true}, len(list))
	if p.Hold(dst, a, b, none); !slices.Equal(dst, b) {
		t.Error("nothing held is not b")
	}
	if p.Hold(dst, a, b, all); !slices.Equal(dst, a) {
		t.Error("all held is not a")
	}
	for _, held := range [][]int{{first}, {second}, {third}, {second, third}, {first, third}} {
		mask := slices.Clone(none)
		for _, i := range held {
			mask[i] = true
		}
		p.Hold(dst, a, b, mask)
		p.InputsAt(theta, dst)
		p.InputsAt(own, a)
		for _, i := range held {
			if k := slot(list[i].Name); math.Abs(theta[k]/own[k]-1) > 1e-12 {
				t.Errorf("held %s is %v, want %v", list[i].Name, theta[k], own[k])
			}
		}
	}
	const draws, q = 40_000, 1.25
	r := 2 * math.Sin(math.Pi*0.7/6)
	sum, square := 0.0, 0.0
	for n := range uint64(draws) {
		p.Scores(dst, 1, n)
		p.Pin(dst, second, q)
		p.InputsAt(theta, dst)
		z := (math.Log(theta[slot("costs.staff.amount")]/100) - 9.2) / 0.1 // of pence
		sum, square = sum+z, square+z*z
		if n == 0 {
			if got, want := theta[slot("pathway.job.probability")], 0.3+0.4*num.NormCDF(q); math.Abs(got-want) > 1e-12 {
				t.Errorf("pinned input %v, want %v", got, want)
			}
		}
	}
	mean := sum / draws
	sd := math.Sqrt(square/draws - mean*mean)
	spread := math.Sqrt(1 - r*r)
	if d := math.Abs(mean - r*q); d > 4.89*spread/math.Sqrt(draws) {
		t.Errorf("given the other at %v, the mean is %v, want %v", q, mean, r*q)
	}
	if d := math.Abs(sd - spread); d > 4.89*spread/math.Sqrt(2*draws) {
		t.Errorf("given the other, the standard deviation is %v, want %v", sd, spread)
	}
}

// Pinned at q a driver's score is q, whatever it is made of, and the drivers
// that are correlated are those of the deal's block.
func TestScores(t *testing.T) {
	p := compile(t, open(t, "testdata/correlated.yaml"))
	scores := make([]float64, p.NumScores())
	var together []string
	for _, i := range p.Correlated()[0] {
		together = append(together, p.Drivers()[i].Name)
	}
	if want := []string{"pathway.engaged.probability", "pathway.job.probability", "costs.staff.amount"}; len(p.Correlated()) != 1 || !slices.Equal(together, want) {
		t.Errorf("correlated: %q of %d blocks, want %q", together, len(p.Correlated()), want)
	}
	for i, d := range p.Drivers() {
		p.Scores(scores, 1, 7)
		before := p.Score(scores, i)
		p.Pin(scores, i, before+0.75)
		if got := p.Score(scores, i); math.Abs(got-before-0.75) > 1e-12 {
			t.Errorf("%s: score %v, want %v", d.Name, got, before+0.75)
		}
	}
}

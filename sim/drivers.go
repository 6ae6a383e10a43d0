package sim

import (
	"math"

	"github.com/sibsim/sibsim/internal/num"
	"github.com/sibsim/sibsim/internal/random"
)

// Tier says whether a driver would shrink with data.
type Tier string

// The tiers of drivers. Luck, the third one, has no drivers: it is people.
const (
	Ignorance   Tier = "ignorance"   // parameters: would shrink with data
	Environment Tier = "environment" // factors, site and volume effects, index growth, overruns of cost
)

// Driver is what is uncertain about a deal apart from luck. A lifetime is a
// function of its scores, independent standard normals, and of the words of
// luck; each driver owns Count scores from First on.
type Driver struct {
	// Name is an address: of an input, a table of joint draws, a factor, an effect or a price index.
	Name string
	Tier Tier
	// Input says that it is an uncertain input, or a table of them: one score. The
	// others are made by the model.
	Input bool
	// First and Count are the driver's place among the scores.
	First, Count int
	// Level is the direction of length 1 in which a driver of several scores
	// moves as a whole, and most plausibly; [1] for a driver of one.
	Level []float64
}

// drivers names the scores of a path, those of the inputs first.
type drivers struct {
	list   []Driver
	words  []word
	inputs int // scores of the inputs
}

// word is the place of one random word.
type word struct{ address, index uint64 }

// scores adds a driver of the environment, whose words have the indices first,
// first+1 and so on, and returns its place among the scores of the environment.
func (c *compiler) scores(name string, first uint64, count int, level []float64) int32 {
	d := &c.plan.drivers
	at := len(d.words)
	if level == nil {
		level = []float64{1}
	}
	for i := range count {
		d.words = append(d.words, word{random.Address(name), first + uint64(i)})
	}
	d.list = append(d.list, Driver{Name: name, Tier: Environment, First: at, Count: count, Level: level})
	return int32(at)
}

// number gives each input that is drawn by itself, and each table, its score
// before those that the model makes. An overrun is what this deal's cost will come
// to, as the labour market is: no parameter that data could tell beforehand.
func (c *compiler) number() {
	p, d := &c.plan.inputs, &c.plan.drivers
	var list []Driver
	var words []word
	add := func(name string) int32 {
		at := len(words)
		list = append(list, Driver{Name: name, Tier: Ignorance, Input: true, First: at, Count: 1, Level: []float64{1}})
		words = append(words, word{random.Address(name), 0})
		return int32(at)
	}
	p.score = make([]int32, len(p.names))
	for _, j := range p.joints {
		for _, slot := range j.slots {
			p.score[slot] = -1
		}
	}
	for slot, name := range p.names {
		if p.score[slot] == 0 {
			p.score[slot] = add(name)
		}
	}
	for i := range p.joints {
		p.joints[i].score = add("tables." + p.joints[i].table)
	}
	for _, l := range c.plan.costs.lines {
		for _, s := range []scalar{l.overrun, l.siteOverrun} {
			if s.uncertain() && p.score[s.slot] >= 0 {
				list[p.score[s.slot]].Tier = Environment
			}
		}
	}
	d.inputs = len(words)
	for _, e := range d.list {
		e.First += d.inputs
		list = append(list, e)
	}
	d.list, d.words = list, append(words, d.words...)
}

// draw fills dst with the scores from place first on.
func (d *drivers) draw(dst []float64, key random.Key, first int) {
	for i := range dst {
		w := &d.words[first+i]
		dst[i] = num.NormQuantile(key.At(w.address).Unit(w.index))
	}
}

// even is the direction in which all of n scores move alike.
func even(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1 / math.Sqrt(float64(n))
	}
	return out
}

// persistent is the direction in the scores of an AR(1) process in which its
// mean over n months moves most: each score's pull on the sum of the levels.
func persistent(rho float64, n int) []float64 {
	out := make([]float64, n)
	pull, square := 0.0, 0.0
	for m := n - 1; m >= 0; m-- {
		pull = 1 + float64(rho*pull)
		out[m] = pull
		if m > 0 {
			out[m] *= math.Sqrt(1 - float64(rho*rho))
		}
		square += float64(out[m] * out[m])
	}
	for m := range out {
		out[m] /= math.Sqrt(square)
	}
	return out
}

// Drivers lists what is uncertain, the inputs first. Do not change it.
func (p *Plan) Drivers() []Driver { return p.drivers.list }

// NumScores returns the number of scores of a path.
func (p *Plan) NumScores() int { return len(p.drivers.words) }

// NumInputScores returns how many of them are of inputs: the first ones.
func (p *Plan) NumInputScores() int { return p.drivers.inputs }

// Scores fills dst, of length NumScores, with the scores of a path of a run.
func (p *Plan) Scores(dst []float64, seed, path uint64) {
	p.drivers.draw(dst, random.Path(seed, path), 0)
}

// InputsAt fills dst, one for each of Inputs, with what the uncertain inputs are at
// the given scores.
func (p *Plan) InputsAt(dst, scores []float64) {
	z := append([]float64(nil), scores[:p.drivers.inputs]...)
	p.inputs.fill(dst, z)
}

// Correlated lists the drivers, by their places in Drivers, that are correlated
// with each other: a list for each block. All others are independent.
func (p *Plan) Correlated() [][]int {
	out := make([][]int, len(p.inputs.blocks))
	for i := range p.inputs.blocks {
		for j := range p.drivers.list {
			if p.inputs.blocks[i].member(&p.drivers.list[j]) >= 0 {
				out[i] = append(out[i], j)
			}
		}
	}
	return out
}

// Score returns the normal score at which a driver stands: an input at its
// quantile NormCDF(score), a driver of several scores at score along its Level.
func (p *Plan) Score(scores []float64, driver int) float64 {
	d := &p.drivers.list[driver]
	for i := range p.inputs.blocks {
		b := &p.inputs.blocks[i]
		if k := b.member(d); k >= 0 {
			return b.normal(k, scores)
		}
	}
	var now float64
	for i, x := range d.Level {
		now += float64(x * scores[d.First+i])
	}
	return now
}

// Pin moves scores so that a driver stands at the normal score q. The other
// scores stay, but correlated inputs follow as their correlation says.
func (p *Plan) Pin(scores []float64, driver int, q float64) {
	d := &p.drivers.list[driver]
	step := q - p.Score(scores, driver)
	for i := range p.inputs.blocks {
		b := &p.inputs.blocks[i]
		if k := b.member(d); k >= 0 {
			b.move(scores, b.lower[k], step)
			return
		}
	}
	for i, x := range d.Level {
		scores[d.First+i] += float64(x * step)
	}
}

// Hold fills dst with scores that have the drivers of a where held is true, and
// those of b elsewhere. Correlated inputs that are not held are drawn, with b's
// words, given those that are.
func (p *Plan) Hold(dst, a, b []float64, held []bool) {
	copy(dst, b)
	for i := range p.drivers.list {
		if d := &p.drivers.list[i]; held[i] {
			copy(dst[d.First:][:d.Count], a[d.First:])
		}
	}
	for i := range p.inputs.blocks {
		p.inputs.blocks[i].hold(dst, a, b, p.drivers.list, held)
	}
}

// member returns the place of a driver in the block, -1 if it is not in it.
func (b *block) member(d *Driver) int {
	for k, at := range b.scores {
		if int(at) == d.First {
			return k
		}
	}
	return -1
}

// move adds x times a direction to the block's scores.
func (b *block) move(z, direction []float64, x float64) {
	for j, at := range b.scores {
		if j < len(direction) {
			z[at] += float64(direction[j] * x)
		}
	}
}

// hold gives the block b's scores, projected to where the held members have
// the correlated normals of a: along their rows, each made orthogonal to those
// before it. Held as a whole it has a's scores to the bit.
func (b *block) hold(dst, a, other []float64, list []Driver, held []bool) {
	members := 0
	for i := range list {
		if held[i] && b.member(&list[i]) >= 0 {
			members++
		}
	}
	if members == len(b.scores) {
		return
	}
	for _, at := range b.scores {
		dst[at] = other[at]
	}
	var rows [][]float64
	for i := range list {
		k := b.member(&list[i])
		if k < 0 || !held[i] {
			continue
		}
		row := make([]float64, len(b.scores))
		copy(row, b.lower[k][:k+1])
		for _, r := range rows {
			var along float64
			for j := range row {
				along += float64(row[j] * r[j])
			}
			for j := range row {
				row[j] -= float64(along * r[j])
			}
		}
		var square float64
		for _, x := range row {
			square += float64(x * x)
		}
		length := math.Sqrt(square)
		for j := range row {
			row[j] /= length
		}
		// A row has its own length along its orthogonal part.
		b.move(dst, row, (b.normal(k, a)-b.normal(k, dst))/length)
		rows = append(rows, row)
	}
}

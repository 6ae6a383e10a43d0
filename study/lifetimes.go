package study

import (
	"context"

	"github.com/sibsim/sibsim/metric"
	"github.com/sibsim/sibsim/sim"
)

// recipe is a way to make a lifetime of path n and its copy, path n + copyOffset:
// each driver, and luck, is the path's own or the copy's (pick-freeze). Or all is
// the path's own but one driver, which is pinned.
type recipe struct {
	own    string  // for each driver, then for luck: own or copied
	pinned int     // 1 + the driver; 0: none
	score  float64 // at which it is pinned
}

const (
	own    = '1'
	copied = '0'
)

// keep makes the recipe in which the groups are the path's own and all else is the copy's.
func (s *SensitivityStudy) keep(groups ...Group) recipe {
	r := make([]byte, len(s.plan.Drivers())+1)
	for i := range r {
		r[i] = copied
	}
	for _, g := range groups {
		for _, i := range g.Drivers {
			r[i] = own
		}
		if g.Luck {
			r[len(r)-1] = own
		}
	}
	return recipe{own: string(r)}
}

// pin makes the recipe in which a driver is pinned.
func (s *SensitivityStudy) pin(driver int, score float64) recipe {
	return recipe{own: s.keep(s.all()).own, pinned: 1 + driver, score: score}
}

// all is everything there is: the path itself.
func (s *SensitivityStudy) all() Group {
	g := Group{Luck: true}
	for i := range s.plan.Drivers() {
		g.Drivers = append(g.Drivers, i)
	}
	return g
}

// lifetimes keeps the metric of all lifetimes walked, so that none is walked twice.
type lifetimes struct {
	s     *SensitivityStudy
	o     sim.Options
	scale float64
	kept  map[recipe][]int64
	flags []int64 // the flag of each path of the run
	done  uint64
}

func newLifetimes(s *SensitivityStudy, o sim.Options) *lifetimes {
	return &lifetimes{s: s, o: o, scale: float64(s.plan.Specs()[s.metric].Scale), kept: map[recipe][]int64{}}
}

// run walks the paths 0..n-1 of a plain run.
func (l *lifetimes) run(ctx context.Context, n uint64) error {
	table, err := l.each(ctx, n, 2, 1, func() func(uint64, []int64) {
		live := l.s.lives()
		scores := make([]float64, l.s.plan.NumScores())
		return func(n uint64, row []int64) {
			l.s.plan.Scores(scores, l.o.Seed, n)
			row[0], row[1] = live(scores, l.o.Seed, n)
		}
	})
	if err != nil {
		return err
	}
	base := l.s.keep(l.s.all())
	l.kept[base], l.flags = columnOf(table, 2, 0), columnOf(table, 2, 1)
	return l.check(l.kept[base], false)
}

// fill walks what is not kept yet of the recipes, on the paths 0..n-1.
func (l *lifetimes) fill(ctx context.Context, n uint64, recipes []recipe) error {
	recipes = notKept(l.kept, n, recipes)
	if len(recipes) == 0 {
		return nil
	}
	width := len(recipes)
	table, err := l.each(ctx, n, width, width, func() func(uint64, []int64) {
		m := l.mixer()
		return func(n uint64, row []int64) {
			m.at(n)
			for i := range recipes {
				row[i] = m.live(recipes[i])
			}
		}
	})
	if err != nil {
		return err
	}
	for i := range recipes {
		column := columnOf(table, width, i)
		if err := l.check(column, true); err != nil {
			return err
		}
		l.kept[recipes[i]] = column
	}
	return nil
}

// notKept are the recipes, each once, of which fewer than n lifetimes are kept.
func notKept(kept map[recipe][]int64, n uint64, recipes []recipe) []recipe {
	var out []recipe
	seen := map[recipe]bool{}
	for _, r := range recipes {
		if !seen[r] && uint64(len(kept[r])) < n {
			out = append(out, r)
		}
		seen[r] = true
	}
	return out
}

// each is sim.Each with the progress of the whole study; a row stands for walks lifetimes.
func (l *lifetimes) each(ctx context.Context, n uint64, width, walks int, start func() func(uint64, []int64)) ([]int64, error) {
	o := l.o
	o.Paths = n
	if o.Progress != nil {
		before := l.done
		o.Progress = func(done uint64) { l.o.Progress(before + done*uint64(walks)) }
	}
	table, err := sim.Each(ctx, o, width, start)
	l.done += n * uint64(walks)
	return table, err
}

func columnOf(table []int64, width, at int) []int64 {
	out := make([]int64, len(table)/width)
	for n := range out {
		out[n] = table[n*width+at]
	}
	return out
}

// check fails if there is no number on some path.
func (l *lifetimes) check(column []int64, moved bool) error {
	lost := uint64(0)
	for _, v := range column {
		if !isNumber(v) {
			lost++
		}
	}
	return l.undefined(lost, uint64(len(column)), moved)
}

func isNumber(v int64) bool { return v != metric.Undefined && v != metric.Never }

// undefined is the error of so many lifetimes without a value, nil for none.
func (l *lifetimes) undefined(lost, paths uint64, moved bool) error {
	if lost == 0 {
		return nil
	}
	name := l.s.plan.Specs()[l.s.metric].Name
	return &UndefinedError{Metric: name, Count: lost, Paths: paths, Moved: moved, Instead: insteadOf(l.s.plan, name)}
}

// column returns the metric on the first n paths of a recipe.
func (l *lifetimes) column(r recipe, n uint64) []float64 {
	out := make([]float64, n)
	for i, v := range l.kept[r][:n] {
		out[i] = float64(v) / l.scale
	}
	return out
}

// difference returns what b has more than a, path by path.
func (l *lifetimes) difference(a, b recipe, n uint64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(l.kept[b][i]-l.kept[a][i]) / l.scale // exact where the metric is
	}
	return out
}

// mixer makes lifetimes by recipes, on one goroutine.
type mixer struct {
	s           *SensitivityStudy
	seed, path  uint64
	a, b, mixed []float64 // scores of the path, of its copy, and of the lifetime
	held        []bool
	lives       func(scores []float64, seed, luck uint64) (int64, int64)
	lost        bool // some lifetime of the path had no value
}

func (l *lifetimes) mixer() *mixer {
	n := l.s.plan.NumScores()
	return &mixer{
		s: l.s, seed: l.o.Seed, lives: l.s.lives(), held: make([]bool, len(l.s.plan.Drivers())),
		a: make([]float64, n), b: make([]float64, n), mixed: make([]float64, n),
	}
}

// at goes to a path.
func (m *mixer) at(path uint64) {
	m.path, m.lost = path, false
	m.s.plan.Scores(m.a, m.seed, path)
	m.s.plan.Scores(m.b, m.seed, path+copyOffset)
}

// live makes the path's lifetime by a recipe.
func (m *mixer) live(r recipe) int64 {
	for i := range m.held {
		m.held[i] = r.own[i] == own
	}
	m.s.plan.Hold(m.mixed, m.a, m.b, m.held)
	if r.pinned > 0 {
		m.s.plan.Pin(m.mixed, r.pinned-1, r.score)
	}
	luck := m.path
	if r.own[len(m.held)] == copied {
		luck += copyOffset
	}
	v, _ := m.lives(m.mixed, m.seed, luck)
	m.lost = m.lost || !isNumber(v)
	return v
}

package scenarios

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/deal"
)

// Stress is a scenario for any deal, with parameters.
type Stress struct {
	Name    string
	Story   string // one line, with the sizes by default
	Changes string // what is changed, precisely
	Params  []Param
	// Source is where the size comes from, a ref of docs/sources.md or an
	// assumption; Size says how it follows.
	Source deal.Source
	Size   string
	// Metric is what it is meant to move: up if Rises, else down. An arrangement has none.
	Metric string
	Rises  bool
	// Compounds says that it multiplies what the deal says: applied twice it
	// does so twice. The others, applied twice, are applied once.
	Compounds bool
	// Structure says that it is another arrangement for the same service.
	Structure bool

	story  string // with {parameter} where a size stands
	change func(d deal.Deal, v values) (deal.Deal, error)
}

// Param is a parameter of a stress.
type Param struct {
	Name        string
	Unit        string // share, probability, rate, ratio, odds, logit, months, month or money
	Default     float64
	Least, Most float64
	Doc         string // one sentence
}

// whole reports whether the parameter is a whole number.
func (p *Param) whole() bool { return p.Unit == "months" || p.Unit == "month" }

// Library lists the stresses, in the order of docs/scenarios.md.
func Library() []Stress { return told(stresses) }

// told is a copy with the stories told.
func told(list []Stress) []Stress {
	out := slices.Clone(list)
	for i := range out {
		s := &out[i]
		s.Params = slices.Clone(s.Params)
		s.Story = s.tell(s.defaults())
	}
	return out
}

// values are the parameters of a stress by name.
type values map[string]float64

func (v values) months(name string) int { return int(v[name]) }

func (s *Stress) defaults() values {
	v := values{}
	for _, p := range s.Params {
		v[p.Name] = p.Default
	}
	return v
}

// Scenario returns the stress as a scenario, its parameters those by default
// but for the settings, each PARAMETER=VALUE. The error lists the parameters.
func (s *Stress) Scenario(settings ...string) (Scenario, error) {
	v, name := s.defaults(), s.Name
	seen := map[string]bool{}
	for _, setting := range settings {
		key, text, ok := strings.Cut(setting, "=")
		i := slices.IndexFunc(s.Params, func(p Param) bool { return p.Name == key })
		if !ok || i < 0 || seen[key] {
			return Scenario{}, fmt.Errorf("scenario %s: %q must be PARAMETER=VALUE, each parameter once: %s", s.Name, setting, s.parameters())
		}
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || !s.Params[i].allows(x) {
			return Scenario{}, fmt.Errorf("scenario %s: %s: %q must be %s: %s", s.Name, key, text, s.Params[i].Range(), s.parameters())
		}
		v[key], seen[key] = x, true
	}
	for _, p := range s.Params {
		if seen[p.Name] {
			name += ":" + p.Name + "=" + number(v[p.Name])
		}
	}
	return s.with(name, v), nil
}

func (s *Stress) with(name string, v values) Scenario {
	change := s.change
	return Scenario{Name: name, Story: s.tell(v), Structure: s.Structure, change: func(d deal.Deal) (deal.Deal, error) { return change(d, v) }}
}

func (p *Param) allows(x float64) bool {
	return x >= p.Least && x <= p.Most && !(p.whole() && x != math.Trunc(x))
}

// Range says which values the parameter may have: "0.1 to 1".
func (p *Param) Range() string {
	kind := ""
	if p.whole() {
		kind = "a whole number, "
	}
	return kind + number(p.Least) + " to " + number(p.Most)
}

// parameters lists what can be tuned, for errors.
func (s *Stress) parameters() string {
	if len(s.Params) == 0 {
		return "it has no parameters"
	}
	var out []string
	for i := range s.Params {
		p := &s.Params[i]
		out = append(out, fmt.Sprintf("%s (%s; default %s)", p.Name, p.Range(), number(p.Default)))
	}
	return strings.Join(out, ", ")
}

// tell fills the sizes into the story.
func (s *Stress) tell(v values) string {
	var pairs []string
	for _, p := range s.Params {
		text := number(v[p.Name])
		switch p.Unit {
		case "share", "probability", "rate":
			text = strconv.FormatFloat(100*v[p.Name], 'g', 6, 64) + " %"
		}
		pairs = append(pairs, "{"+p.Name+"}", text)
	}
	return strings.NewReplacer(pairs...).Replace(s.story)
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

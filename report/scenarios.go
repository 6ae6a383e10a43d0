package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/scenarios"
)

// Scenarios reports the stresses of the library and the arrangements for the
// same service; of a deal also its own scenarios, and which do not apply to it and why. The zero Deal is none.
func Scenarios(d deal.Deal) Report {
	l := listed(d)
	r := Report{Title: "Scenarios", Subtitle: "The stresses of the library"}
	if l.given {
		r.Title, r.Subtitle = nameOf(d.Name(), "deal"), "Its scenarios"
		r.Sections = append(r.Sections, ownScenarios(l))
	}
	t := Table{Columns: []Column{{Title: "Scenario"}, label("What happens, by default"), {Title: "Size from"}}}
	other := Table{Columns: []Column{{Title: "Arrangement"}, label("What it is, by default"), {Title: "Size from"}}}
	no := Table{Columns: []Column{{Title: "Scenario"}, label("Why")}}
	for _, s := range l.own {
		switch {
		case s.why != nil:
			no.Rows = append(no.Rows, row(words(Clean(s.Name)), words(reason(s.why))))
		case s.Structure:
			other.Rows = append(other.Rows, row(words(Clean(s.Name)), words(Clean(s.Story)), words("the deal")))
		}
	}
	for _, s := range l.common {
		if s.why != nil {
			no.Rows = append(no.Rows, row(words(s.command), words(reason(s.why))))
			continue
		}
		var params []string
		for _, p := range s.Params {
			params = append(params, p.Name+"="+shortest(p.Default))
		}
		what := strings.ReplaceAll(s.Story, " %", nbsp+"%")
		if len(params) > 0 {
			what += " [" + strings.Join(params, ", ") + "]"
		}
		table := &t
		if s.Structure {
			table = &other
		}
		table.Rows = append(table.Rows, row(words(s.command), words(what), words(cmp.Or(s.Source.Ref, s.Source.Kind))))
	}
	library := Section{ID: "library", Title: "The library", Tables: []Table{t}}
	if l.given {
		library.Title = "The library, as it applies here"
	}
	library.Notes = []string{"In brackets what can be tuned, as NAME:PARAMETER=VALUE. docs/scenarios.md says what each changes, precisely, and how its size follows from the source."}
	structures := Section{ID: "arrangements", Title: "Arrangements for the same service", Tables: []Table{other}}
	r.Sections = append(r.Sections, library, structures)
	if len(no.Rows) > 0 {
		r.Sections = append(r.Sections, Section{ID: "not_here", Title: "Not for this deal", Tables: []Table{no}})
	}
	return r
}

// scenarioList is what can be asked of a deal.
type scenarioList struct {
	given  bool
	own    []ownScenario
	common []stress // the stresses, then the arrangements
}

// ownScenario is one of the deal's, and why it cannot be applied.
type ownScenario struct {
	scenarios.Scenario
	why error
}

// stress is one of the library, or an arrangement, as it is asked for, and why it does not apply.
type stress struct {
	scenarios.Stress
	command string // library:NAME where the deal has a scenario of the name
	why     error
}

func listed(d deal.Deal) scenarioList {
	l := scenarioList{given: d.Name() != ""}
	own := map[string]bool{}
	if l.given {
		for _, s := range scenarios.Of(d) {
			_, err := s.Apply(d)
			l.own = append(l.own, ownScenario{s, err})
			own[s.Name] = true
		}
	}
	for _, s := range slices.Concat(scenarios.Library(), scenarios.Arrangements()) {
		x := stress{Stress: s, command: s.Name}
		if own[s.Name] {
			x.command = "library:" + s.Name
		}
		if one, err := s.Scenario(); err != nil {
			x.why = err
		} else if l.given {
			_, x.why = one.Apply(d)
		}
		l.common = append(l.common, x)
	}
	return l
}

func ownScenarios(l scenarioList) Section {
	t := Table{Columns: []Column{{Title: "Scenario"}, label("What happens")}}
	for _, s := range l.own {
		if s.why == nil && !s.Structure {
			t.Rows = append(t.Rows, row(words(Clean(s.Name)), words(Clean(s.Story))))
		}
	}
	var names []string
	for _, s := range l.common {
		if s.command != s.Name {
			names = append(names, s.Name)
		}
	}
	out := Section{ID: "own", Title: "The deal's own", Tables: []Table{t}}
	if len(names) > 0 {
		out.Notes = []string{"The deal's own hides the library's of the same name: " + list(names, len(names)) + ". The library's is library:NAME."}
	}
	return out
}

// reason is why a scenario cannot be applied, without its name.
func reason(err error) string {
	_, text, _ := strings.Cut(err.Error(), ": ")
	return Clean(strings.ReplaceAll(text, "\n", "; "))
}

// Changes reports what scenarios change of a deal, field by field.
func Changes(before, after deal.Deal, applied []scenarios.Scenario) Report {
	what := Table{Columns: []Column{label("Scenario"), label("What happens")}}
	for _, s := range applied {
		what.Rows = append(what.Rows, row(words(Clean(s.Name)), words(strings.ReplaceAll(Clean(s.Story), " %", nbsp+"%"))))
	}
	fields := Table{Columns: []Column{label("Field"), label("Was"), label("Becomes")}}
	for _, x := range runs(deal.Diff(before, after)) {
		fields.Rows = append(fields.Rows, row(words(Clean(x.Address)), words(Clean(held(x.Old))), words(Clean(held(x.New)))))
	}
	changes := Section{ID: "changes", Title: "What changes", Tables: []Table{fields}}
	if len(fields.Rows) == 0 {
		changes.Tables, changes.Notes = nil, []string{"Nothing is changed."}
	}
	return Report{
		Title: nameOf(before.Name(), "deal"), Subtitle: "What scenarios change",
		Sections: []Section{{ID: "scenarios", Title: "In the order applied", Tables: []Table{what}}, changes},
	}
}

func held(text string) string {
	if text == "" {
		return None
	}
	return text
}

// runs puts the elements of a list that change alike, one after the other,
// into one line: factors.recession.shock.12 to 29.
func runs(list []deal.Difference) []deal.Difference {
	var out []deal.Difference
	for i := 0; i < len(list); {
		x := list[i]
		holder, first, ok := element(x.Address)
		last := first
		i++
		for ok && i < len(list) && list[i].Old == x.Old && list[i].New == x.New && list[i].Address == holder+strconv.Itoa(last+1) {
			last++
			i++
		}
		if last > first {
			x.Address = fmt.Sprintf("%s to %d", x.Address, last)
		}
		out = append(out, x)
	}
	return out
}

// element parts the address of a list's element before its position.
func element(address string) (holder string, at int, ok bool) {
	i := strings.LastIndexByte(address, '.')
	at, err := strconv.Atoi(address[i+1:])
	return address[:i+1], at, err == nil
}

// ScenariosJSON is Scenarios as one JSON object: for each scenario its name,
// story, kind, whether it is the deal's own, its parameters and source, and for a
// deal whether it applies, else why not.
func ScenariosJSON(d deal.Deal, version string) ([]byte, error) {
	l := listed(d)
	out := []any{}
	for _, s := range l.own {
		out = append(out, applies(object{"name": s.Name, "story": s.Story, "kind": kindOf(s.Structure), "own": true}, true, s.why))
	}
	for _, s := range l.common {
		params := []any{}
		for _, p := range s.Params {
			params = append(params, object{"name": p.Name, "unit": p.Unit, "default": p.Default, "least": p.Least, "most": p.Most, "doc": p.Doc})
		}
		o := object{
			"name": s.command, "story": s.Story, "kind": kindOf(s.Structure), "own": false, "changes": s.Changes, "parameters": params,
			"source": object{"kind": s.Source.Kind, "ref": s.Source.Ref, "size": s.Size},
		}
		if !s.Structure {
			o["compounds"], o["metric"], o["direction"] = s.Compounds, s.Metric, "down"
			if s.Rises {
				o["direction"] = "up"
			}
		}
		out = append(out, applies(o, l.given, s.why))
	}
	o := object{"schema": "sibsim.scenarios/1", "version": version, "scenarios": out}
	if l.given {
		o["deal"] = object{"name": d.Name(), "sha256": d.SHA256()}
	}
	return marshal(o)
}

func kindOf(structure bool) string {
	if structure {
		return "structure"
	}
	return "stress"
}

func applies(o object, given bool, why error) object {
	if given {
		o["applies"] = why == nil
		if why != nil {
			o["why"] = why.Error()
		}
	}
	return o
}

// ChangesJSON is Changes as one JSON object, every element of a list by itself.
func ChangesJSON(before, after deal.Deal, applied []scenarios.Scenario, version string) ([]byte, error) {
	changes, list := []any{}, []any{}
	for _, x := range deal.Diff(before, after) {
		changes = append(changes, object{"address": x.Address, "old": x.Old, "new": x.New})
	}
	for _, s := range applied {
		list = append(list, object{"name": s.Name, "story": s.Story})
	}
	return marshal(object{
		"schema": "sibsim.changes/1", "version": version, "deal": object{"name": before.Name(), "sha256": before.SHA256()},
		"changed": object{"sha256": after.SHA256()}, "scenarios": list, "changes": changes,
	})
}

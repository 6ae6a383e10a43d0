package study

import (
	"slices"
	"strings"
	"testing"
)

func TestParseInputGroup(t *testing.T) {
	inputs := []string{"pathway.job.probability", "sites.a.pathway.job.probability", "sites.b.pathway.job.probability", "sites.b.pathway.jobs.probability", "evidence.job"}
	for text, want := range map[string][]string{
		"all=*":                              inputs,
		"b=sites.b":                          inputs[2:4],
		"jobs=sites.*.pathway.job":           inputs[1:3],
		"two = evidence.job , *.job":         {"evidence.job", "pathway.job.probability"},
		"once=evidence,evidence.job,*.job":   {"evidence.job", "pathway.job.probability"},
		"one=sites.a.pathway.*.probability ": inputs[1:2],
	} {
		g, err := ParseInputGroup(text, inputs)
		if name, _, _ := strings.Cut(text, "="); err != nil || g.Name != strings.TrimSpace(name) || !slices.Equal(g.Inputs, want) {
			t.Errorf("%q: %+v, %v; want %v", text, g, err, want)
		}
	}
	for text, want := range map[string]string{
		"evidence": "must be NAME=PATTERN", "=evidence": "must be NAME=PATTERN", "e=": "must be NAME=PATTERN",
		"e=evid": `"evid" stands for no uncertain input; the deal has pathway.job.probability, sites.a`, "e=evidence,sites.c": `"sites.c"`, "e=evidence.job.probability": "stands for no",
	} {
		if _, err := ParseInputGroup(text, inputs); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

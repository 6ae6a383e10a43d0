package chart_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/chart"
)

// payoffs are two lines that cross.
var payoffs = report.Figure{
	ID: "p", Kind: report.Curves, Title: "Who gains", Text: "Two lines.", X: report.Axis{Label: "performance"}, Y: report.Axis{Label: "more"},
	X0:     []float64{0.5, 1, 1.5},
	Curves: []report.Curve{{Label: "investors", Y: []float64{-100, 0, 50}}, {Label: "council", Y: []float64{60, 0, -60}}},
	Lines:  []report.Line{{Label: "expected", At: 1, Vertical: true}},
}

// TestCurvesAreToScale reads the points of the lines back.
func TestCurvesAreToScale(t *testing.T) {
	elements, words := parse(t, []byte(chart.SVG(payoffs, chart.Options{})))
	if !strings.Contains(words, "investors") || !strings.Contains(words, "council") {
		t.Errorf("no legend: %s", words)
	}
	var paths [][]point
	for _, e := range elements {
		if e.name != "path" {
			continue
		}
		if want := "c-" + strconv.Itoa(len(paths)+1); e.attr["class"] != want {
			t.Errorf("class %s, want %s", e.attr["class"], want)
		}
		var points []point
		for _, s := range strings.FieldsFunc(e.attr["d"], func(r rune) bool { return r == 'M' || r == 'L' }) {
			x, y, _ := strings.Cut(s, " ")
			px, _ := strconv.ParseFloat(x, 64)
			py, _ := strconv.ParseFloat(y, 64)
			points = append(points, point{px, py})
		}
		paths = append(paths, points)
	}
	if len(paths) != 2 || len(paths[0]) != 3 {
		t.Fatalf("paths %v", paths)
	}
	zero, unit := paths[0][1], (paths[0][0].y-paths[0][1].y)/100
	for i, c := range payoffs.Curves {
		for k, p := range paths[i] {
			if got := (zero.y - p.y) / unit; math.Abs(got-c.Y[k]) > 0.2/unit {
				t.Errorf("%s: point %d is at %v, want %v", c.Label, k, got, c.Y[k])
			}
			if math.Abs((p.x-zero.x)-(payoffs.X0[k]-1)*(paths[0][2].x-zero.x)*2) > 0.2 {
				t.Errorf("%s: point %d stands at %v", c.Label, k, p.x)
			}
		}
	}
}

type point struct{ x, y float64 }

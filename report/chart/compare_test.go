package chart_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/chart"
)

// number reads an attribute.
func number(t *testing.T, e element, key string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(e.attr[key], 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestForestIsToScale reads the places of the points and intervals back, and
// their colours; an interval that has no end has no line.
func TestForestIsToScale(t *testing.T) {
	f := report.Figure{
		ID: "f", Kind: report.Forest, Marked: "worse", Plain: "better",
		Items: []report.Item{
			{Label: "a", Text: "−100", Value: -100, Lo: -140, Hi: -60, Move: report.Worse},
			{Label: "b", Text: "+50", Value: 50, Lo: 40, Hi: 60, Move: report.Better},
			{Label: "c", Text: "0", Value: 0, Lo: math.Inf(-1), Hi: 20},
		},
	}
	for _, width := range []int{340, 720} {
		elements, _ := parse(t, []byte(chart.SVG(f, chart.Options{Width: width})))
		var points, ends []float64
		var classes []string
		zero := math.NaN()
		for _, e := range elements {
			switch c := e.attr["class"]; {
			case e.name == "rect" && e.attr["width"] == "8":
				points, classes = append(points, number(t, e, "x")+4), append(classes, c)
			case c == "c-range" && e.attr["x2"] != "" && number(t, e, "x2")-number(t, e, "x1") != 20:
				ends = append(ends, number(t, e, "x1"), number(t, e, "x2"))
			case c == "zero":
				zero = number(t, e, "x1")
			}
		}
		if fmt.Sprint(classes) != "[worse better unsure]" || len(ends) != 4 {
			t.Fatalf("at %d: points %v, ends %v", width, classes, ends)
		}
		unit := (points[1] - zero) / 50
		for i, want := range []float64{-100, 50, 0, -140, -60, 40, 60} {
			got := append(points, ends...)[i]
			if math.Abs((got-zero)/unit-want) > 0.2/unit {
				t.Errorf("at %d: place %d is %v, want %v", width, i, (got-zero)/unit, want)
			}
		}
	}
}

// TestHeatDeepens holds the colour of a cell to its move and its depth; within
// error there is none.
func TestHeatDeepens(t *testing.T) {
	f := report.Figure{ID: "h", Kind: report.Heat, Marked: "worse", Plain: "better", Grid: report.Grid{
		Columns: []string{"A", "B", "C", "D", "E"},
		Rows: []report.GridRow{{Label: "under this", Cells: []report.GridCell{
			{Text: "−9", Depth: 1, Move: report.Worse}, {Text: "−4", Depth: 0.4, Move: report.Worse}, {Text: "+2", Depth: 0.2, Move: report.Better}, {Text: "1", Depth: 0.1}, {Text: "7", Depth: 0.8},
		}}},
	}}
	elements, text := parse(t, []byte(chart.SVG(f, chart.Options{})))
	var depths []float64
	var classes []string
	for _, e := range elements {
		if e.attr["fill-opacity"] != "" {
			depths, classes = append(depths, number(t, e, "fill-opacity")), append(classes, e.attr["class"])
		}
	}
	if fmt.Sprint(classes) != "[worse worse better unsure unsure]" || !(depths[0] > depths[1] && depths[1] > depths[2]) || depths[0] > 1 || depths[3] != depths[4] {
		t.Errorf("cells %v, %v", classes, depths)
	}
	for _, word := range []string{"A", "D", "under this", "−9", "+2", "worse beyond error"} {
		if !strings.Contains(text, word) {
			t.Errorf("no %q in the picture", word)
		}
	}
}

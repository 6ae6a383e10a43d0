package chart_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/chart"
	"github.com/sibsim/sibsim/report/internal/sample"
)

func figures(r report.Report) []report.Figure {
	var out []report.Figure
	for _, s := range r.Sections {
		out = append(out, s.Figures...)
	}
	return out
}

// element is a start tag with its attributes.
type element struct {
	name string
	attr map[string]string
}

// parse reads an SVG strictly and returns its elements and its words.
func parse(t *testing.T, svg []byte) (elements []element, text string) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	var b strings.Builder
	for {
		token, err := d.Token()
		if err == io.EOF {
			return elements, b.String()
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		switch x := token.(type) {
		case xml.StartElement:
			e := element{x.Name.Local, map[string]string{}}
			for _, a := range x.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			elements = append(elements, e)
		case xml.CharData:
			b.Write(x)
			b.WriteByte('\n')
		}
	}
}

var known = map[string]bool{"svg": true, "title": true, "desc": true, "style": true, "rect": true, "line": true, "path": true, "text": true}

func TestFiguresAreSoundPictures(t *testing.T) {
	all := append(figures(report.Run(sample.Result(t, sample.Document(sample.Plain), 400))), figures(report.Run(sample.Result(t, sample.Bare(), 20)))...)
	all = append(all, tornado, payoffs)
	for _, several := range []bool{false, true} {
		all = append(all, figures(report.Compare(sample.Comparison(t, sample.Plain, several, 60), report.Comparing{}))...)
	}
	for _, f := range all {
		for _, width := range []int{280, 340, 720, 1200} {
			var b bytes.Buffer
			if err := chart.Write(&b, f, chart.Options{Width: width}); err != nil {
				t.Fatal(err)
			}
			elements, text := parse(t, b.Bytes())
			if !strings.Contains(text, f.Title) || !strings.Contains(text, f.Text) {
				t.Errorf("%s: no title or description", f.ID)
			}
			root := elements[0].attr
			height, err := strconv.ParseFloat(root["height"], 64)
			if err != nil || height < 30 || root["role"] != "img" || root["aria-labelledby"] == "" {
				t.Errorf("%s at %d: root %v", f.ID, width, root)
			}
			for _, e := range elements {
				if !known[e.name] {
					t.Errorf("%s: element %s", f.ID, e.name)
				}
				inside(t, f.ID, e, float64(width), height)
			}
		}
	}
}

// inside fails on coordinates that are no numbers or lie outside the picture.
func inside(t *testing.T, id string, e element, width, height float64) {
	t.Helper()
	limits := map[string]float64{"x": width, "x1": width, "x2": width, "width": width, "y": height, "y1": height, "y2": height, "height": height}
	for k, most := range limits {
		s, ok := e.attr[k]
		if !ok || e.name == "svg" {
			continue
		}
		if v, err := strconv.ParseFloat(s, 64); err != nil || math.IsNaN(v) || v < 0 || v > most+0.1 {
			t.Errorf("%s: %s %s=%s in %v x %v", id, e.name, k, s, width, height)
		}
	}
	if d := e.attr["d"]; strings.ContainsAny(d, "NI") {
		t.Errorf("%s: path %s", id, d)
	}
}

// tornado has a span to both sides, one turned round and one to one side only.
var tornado = report.Figure{
	ID: "t", Kind: report.Tornado, Title: "What moves it", Text: "Three spans.", Marked: "low", Plain: "high",
	Lines: []report.Line{{Label: "now", At: 10, Vertical: true}},
	Spans: []report.Span{
		{Label: "sites.somewhere_far_away.pathway.something_long.probability", Low: 2, High: 22, LowText: "0.1", HighText: "a rather long value"},
		{Label: "back", Low: 14, High: 6, LowText: "−1.28 sd", HighText: "+1.28 sd"},
		{Label: "up", Low: 11, High: 13},
	},
}

// TestSpansAreToScale reads the bars of a tornado back: each from the line to its end.
func TestSpansAreToScale(t *testing.T) {
	elements, words := parse(t, []byte(chart.SVG(tornado, chart.Options{})))
	var got []string
	at := map[string]float64{}
	for _, e := range elements {
		number := func(k string) float64 { v, _ := strconv.ParseFloat(e.attr[k], 64); return v }
		if e.attr["class"] == "c-line" {
			at["line"] = number("x1")
		}
		if c := e.attr["class"]; e.name == "rect" && (c == "bar" || c == "band2") && e.attr["height"] == "16" {
			if len(got) == 0 { // the first is 12 to the right: high of the first span
				at["unit"] = number("width") / 12
			}
			from, to := (number("x")-at["line"])/at["unit"], (number("x")+number("width")-at["line"])/at["unit"]
			got = append(got, fmt.Sprintf("%s %.0f..%.0f", c, from, to))
		}
	}
	want := "bar 0..12, band2 -8..0, bar -4..0, band2 0..4, bar 0..3, band2 0..1"
	if s := strings.ReplaceAll(strings.Join(got, ", "), "-0", "0"); s != want {
		t.Errorf("bars %s, want %s", s, want)
	}
	for _, w := range []string{"0.1", "−1.28 sd", "now", "low", "high", "back"} {
		if !strings.Contains(words, w) {
			t.Errorf("no %q in the picture", w)
		}
	}
	still := tornado
	still.Spans = []report.Span{{Label: "nothing", Low: 10, High: 10}}
	if svg := chart.SVG(still, chart.Options{}); !strings.Contains(svg, "Nothing to draw.") {
		t.Errorf("a tornado of nothing: %s", svg)
	}
}

// TestBarsAreToScale reads the heights of the histogram's bars back.
func TestBarsAreToScale(t *testing.T) {
	f := report.Figure{
		ID: "h", Kind: report.Histogram, X: report.Axis{Format: report.Format{Style: report.Percent}}, Y: report.Axis{Format: report.Format{Style: report.Percent}},
		Bins: []report.Bin{{Lo: -0.1, Hi: 0, Share: 0.1, Marked: true}, {Lo: 0, Hi: 0.1, Share: 0.4}, {Lo: 0.1, Hi: 0.2, Share: 0.5}},
	}
	elements, _ := parse(t, []byte(chart.SVG(f, chart.Options{})))
	var heights []float64
	var classes []string
	for _, e := range elements {
		if c := e.attr["class"]; e.name == "rect" && strings.HasPrefix(c, "bar") && e.attr["height"] != "11" {
			h, _ := strconv.ParseFloat(e.attr["height"], 64)
			heights, classes = append(heights, h), append(classes, c)
		}
	}
	if len(heights) != 3 || classes[0] != "bar-loss" || classes[1] != "bar" {
		t.Fatalf("%d bars: %v", len(heights), classes)
	}
	for i, want := range []float64{0.2, 0.8, 1} {
		if got := heights[i] / heights[2]; math.Abs(got-want) > 0.002 {
			t.Errorf("bar %d is %v of the tallest, want %v", i, got, want)
		}
	}
}

// TestWhatLiesBeyondIsPointedAt draws a reference line outside the axis.
func TestWhatLiesBeyondIsPointedAt(t *testing.T) {
	f := report.Figure{
		ID: "h", Kind: report.Histogram, Bins: []report.Bin{{Lo: 0, Hi: 1, Share: 1}},
		Lines: []report.Line{{Label: "plan", At: 7, Vertical: true}, {Label: "floor", At: -3, Vertical: true}},
	}
	elements, text := parse(t, []byte(chart.SVG(f, chart.Options{})))
	if !strings.Contains(text, "plan →") || !strings.Contains(text, "← floor") {
		t.Errorf("no arrows in %q", text)
	}
	for _, e := range elements {
		inside(t, f.ID, e, 720, 1000)
	}
}

func TestNoNameBreaksOut(t *testing.T) {
	for _, payload := range sample.Payloads {
		r := report.Run(sample.Result(t, sample.Document(sample.All(payload)), 3))
		raw := report.Figure{
			ID: payload, Title: payload, Text: payload, Kind: report.Bars, Marked: payload, Plain: payload,
			Panels: []report.Panel{{Title: payload, Note: payload, Bars: []report.Bar{{Label: payload, Value: 1, Reference: math.NaN()}}}},
			Items:  []report.Item{{Label: payload, Text: payload, Value: 1, Hi: 2}},
			Grid:   report.Grid{Columns: []string{payload}, Rows: []report.GridRow{{Label: payload, Cells: []report.GridCell{{Text: payload}}}}},
		}
		storm := tornado
		storm.Spans = []report.Span{{Label: payload, Low: 1, High: 2, LowText: payload, HighText: payload}}
		storm.Marked, storm.Plain = payload, payload
		raw.Steps = []report.Step{{Label: payload, Text: payload, To: 1, Move: report.Worse}}
		forest, heat, waterfall := raw, raw, raw
		forest.Kind, heat.Kind, waterfall.Kind = report.Forest, report.Heat, report.Waterfall
		for _, f := range append(figures(r), raw, storm, forest, heat, waterfall) {
			svg := chart.SVG(f, chart.Options{Prefix: payload})
			elements, _ := parse(t, []byte(svg))
			for _, e := range elements {
				if !known[e.name] {
					t.Errorf("%q makes an element %s", payload, e.name)
				}
				for k := range e.attr {
					if strings.HasPrefix(k, "on") || k == "href" {
						t.Errorf("%q makes an attribute %s", payload, k)
					}
				}
			}
			for _, c := range svg {
				if c != '\n' && !unicode.IsPrint(c) && c != '\u00a0' {
					t.Errorf("%q: %U in the picture", payload, c)
				}
			}
		}
	}
}

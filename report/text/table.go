package text

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
	"github.com/sibsim/sibsim/report"
)

const (
	between    = 2  // columns between two columns of a table
	leastWords = 14 // columns that a column of words keeps at least
)

// table prints a table side by side if it fits, else row by row.
func (p *page) table(t *report.Table) {
	if t.Title != "" {
		for _, l := range wrap(clean(t.Title), p.width, "") {
			p.line(p.paint(l, bold))
		}
	}
	cells, notes := p.cells(t)
	if widths, ok := p.widths(t, cells); ok {
		p.wide(t, aligned(t, cells), widths)
	} else {
		p.stacked(t, cells)
	}
	for _, n := range append(notes, t.Notes...) {
		for _, l := range wrap(clean(n), p.width, "") {
			p.line(p.paint(l, dim))
		}
	}
}

// cells returns the text of every cell, with a mark on each that says why it
// is empty, and what the marks mean.
func (p *page) cells(t *report.Table) (cells [][]string, notes []string) {
	marks := map[string]string{}
	for _, r := range t.Rows {
		var line []string
		for _, c := range r.Cells {
			s := clean(c.Text)
			if c.Note != "" {
				if marks[c.Note] == "" {
					marks[c.Note] = strconv.Itoa(len(marks) + 1)
					notes = append(notes, "["+marks[c.Note]+"] "+c.Note)
				}
				s += "[" + marks[c.Note] + "]"
			}
			line = append(line, s)
		}
		cells = append(cells, line)
	}
	return cells, notes
}

func title(c *report.Column) string {
	return spaced(clean(c.Title))
}

// widths returns the width of each column, false if they do not fit side by side.
func (p *page) widths(t *report.Table, cells [][]string) ([]int, bool) {
	n := len(t.Columns)
	widths := make([]int, n)
	room := p.width - between*(n-1)
	var flexible []int
	for j := range t.Columns {
		widths[j] = longest(title(&t.Columns[j]))
		for i := range cells {
			if t.Rows[i].Kind != report.Group {
				widths[j] = max(widths[j], width(cells[i][j]))
			}
		}
		if t.Columns[j].Wrap {
			flexible = append(flexible, j)
			continue
		}
		room -= widths[j]
	}
	if len(flexible) == 0 {
		return widths, room >= 0
	}
	slices.SortStableFunc(flexible, func(a, b int) int { return cmp.Compare(widths[a], widths[b]) })
	for i, j := range flexible { // the rest of the room, each its fair part of it
		fair := room / (len(flexible) - i)
		if widths[j] > fair {
			if fair < leastWords {
				return nil, false
			}
			widths[j] = fair
		}
		room -= widths[j]
	}
	for j := range widths { // what is left goes to broken headers
		if more := width(title(&t.Columns[j])) - widths[j]; more > 0 && more <= room && !t.Columns[j].Wrap {
			widths[j], room = widths[j]+more, room-more
		}
	}
	return widths, true
}

// filler stands in for a space that the table may not take away; it is one column wide.
const filler = "\u2800"

// aligned returns the cells with the columns of estimates padded so that each
// ± stands under the other and numbers without one beside the rest: only where
// that makes no column wider.
func aligned(t *report.Table, cells [][]string) [][]string {
	const sign = " ± "
	out := make([][]string, len(cells))
	for i := range cells {
		out[i] = slices.Clone(cells[i])
	}
	for j := range t.Columns {
		all, before, after := 0, 0, 0
		for i := range cells {
			if t.Rows[i].Kind == report.Group {
				continue
			}
			value, half, estimate := strings.Cut(cells[i][j], sign)
			all, before = max(all, width(cells[i][j])), max(before, width(value))
			if estimate {
				after = max(after, width(half))
			}
		}
		if t.Columns[j].Align != report.Right || after == 0 || before+len([]rune(sign))+after > all {
			continue
		}
		for i := range cells {
			if t.Rows[i].Kind == report.Group || cells[i][j] == "" {
				continue
			}
			if value, half, estimate := strings.Cut(cells[i][j], sign); estimate {
				out[i][j] = value + sign + strings.Repeat(filler, after-width(half)) + half
			} else {
				out[i][j] = value + strings.Repeat(filler, len([]rune(sign))+after)
			}
		}
	}
	return out
}

// wide prints all columns side by side.
func (p *page) wide(t *report.Table, cells [][]string, widths []int) {
	var out strings.Builder
	align := make([]tw.Align, len(t.Columns))
	header := make([]string, len(t.Columns))
	for j := range t.Columns {
		align[j] = tw.AlignLeft
		if t.Columns[j].Align == report.Right {
			align[j] = tw.AlignRight
		}
		header[j] = strings.Join(wrap(title(&t.Columns[j]), widths[j], ""), "\n")
	}
	grid := tablewriter.NewTable(&out, tablewriter.WithRenderer(plain()), tablewriter.WithConfig(config(align, widths)))
	grid.Header(header)
	groups := map[string]string{}
	for i := range cells {
		line := make([]string, len(cells[i]))
		if t.Rows[i].Kind == report.Group {
			mark := "\ufdd0" + strconv.Itoa(i) // stands in for the title: a table cell cannot span
			groups[mark] = cells[i][0]
			line[0] = mark
		} else {
			for j, s := range cells[i] {
				line[j] = s
				if t.Columns[j].Wrap {
					line[j] = strings.Join(wrap(s, widths[j], ""), "\n")
				}
			}
		}
		_ = grid.Append(line)
	}
	if grid.Render() != nil {
		p.stacked(t, cells)
		return
	}
	for _, l := range strings.Split(strings.TrimRight(out.String(), "\n"), "\n") {
		l = strings.ReplaceAll(spaced(l), filler, " ")
		switch group, ok := groups[strings.TrimSpace(l)]; {
		case ok:
			for _, x := range wrap(group, p.width, "  ") {
				p.line(p.paint(x, bold))
			}
		case strings.HasPrefix(l, "─"):
			p.line(p.paint(l, dim))
		default:
			p.line(l)
		}
	}
}

// plain draws no borders and one rule under the header.
func plain() tw.Renderer {
	return renderer.NewBlueprint(tw.Rendition{
		Borders: tw.BorderNone,
		Symbols: tw.NewSymbolCustom("rule").WithRow("─").WithColumn("").WithCenter("─").WithMidLeft("").WithMidRight(""),
		Settings: tw.Settings{
			Separators: tw.SeparatorsNone,
			Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On, ShowFooterLine: tw.Off},
		},
	})
}

// config sets the table: nothing reformatted, nothing wrapped (it is already).
func config(align []tw.Align, widths []int) tablewriter.Config {
	padding := tw.CellPadding{PerColumn: make([]tw.Padding, len(align))}
	sizes := tw.NewMapper[int, int]()
	for j := range align {
		right := strings.Repeat(" ", between)
		if j == len(align)-1 {
			right = ""
		}
		padding.PerColumn[j] = tw.Padding{Right: right, Overwrite: true}
		sizes.Set(j, widths[j]+len(right))
	}
	cell := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
		Alignment:  tw.CellAlignment{Global: tw.AlignLeft, PerColumn: align},
		Padding:    padding,
	}
	return tablewriter.Config{Header: cell, Row: cell, Widths: tw.CellWidth{PerColumn: sizes}, Behavior: tw.Behavior{TrimSpace: tw.On}}
}

// stacked prints each row as a small block: its first cell, then a line for
// each other cell.
func (p *page) stacked(t *report.Table, cells [][]string) {
	label := 0
	for j := 1; j < len(t.Columns); j++ {
		label = max(label, width(short(&t.Columns[j])))
	}
	for i, r := range t.Rows {
		if r.Kind == report.Group {
			p.gap()
			for _, l := range wrap("› "+cells[i][0], p.width, "  ") {
				p.line(p.paint(l, bold))
			}
			continue
		}
		for _, l := range wrap(cells[i][0], p.width, "  ") {
			p.line(l)
		}
		for j := 1; j < len(t.Columns); j++ {
			value, c := cells[i][j], &t.Columns[j]
			if c.Range && value != "" {
				j++
				if cells[i][j] != value {
					value += " to " + cells[i][j]
				}
			}
			if value != "" {
				p.pair(short(c), value, label)
			}
		}
	}
}

// pair prints a label and a value under a row's title.
func (p *page) pair(name, value string, label int) {
	room := p.width - 2 - label - 1
	lines := wrap(value, room, "")
	if len(lines) == 1 {
		p.line("  " + p.paint(pad(name, label), dim) + " " + lines[0])
		return
	}
	if !strings.Contains(value, " ± ") {
		for i, l := range lines {
			if i > 0 {
				name = ""
			}
			p.line("  " + p.paint(pad(name, label), dim) + " " + l)
		}
		return
	}
	p.line("  " + p.paint(name, dim))
	for _, l := range wrap(value, p.width-4, "") {
		p.line("    " + l)
	}
}

func short(c *report.Column) string {
	if c.Short != "" {
		return clean(c.Short)
	}
	return spaced(clean(c.Title))
}

package deal

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/assumptions"
)

// checkTable checks a table of joint draws.
func (c *checker) checkTable(at string, t JointTable) {
	if len(t.Columns) == 0 {
		c.fault(at+".columns", missing, "must have at least one column")
		return
	}
	first := t.Columns[0]
	for _, column := range t.Columns {
		key := at + ".columns." + column.ID
		switch {
		case len(column.Value) == 0:
			c.fault(key, missing, "must have at least one row")
		case len(column.Value) != len(first.Value):
			c.fault(key, plural(len(column.Value), "row"), "must be %d, as in column %s", len(first.Value), first.ID)
		}
	}
}

// maxBlock bounds the inputs of one block of correlations.
const maxBlock = 200

// checkCorrelations checks the blocks of correlated inputs, once it is known
// which inputs are drawn. Whether a matrix is positive definite is for the
// engine to say: it depends on the conversion to normal scores.
func (c *checker) checkCorrelations() {
	owner := map[string]string{}
	for _, e := range c.doc.Correlations {
		at, block := "correlations."+e.ID, e.Value
		switch n := len(block.Inputs); {
		case n < 2:
			c.add(at+".inputs", plural(n, "input"), "must be at least 2")
		case n > maxBlock:
			c.add(at+".inputs", plural(n, "input"), "must be at most %d: a block has a row and a column for each", maxBlock)
			continue
		}
		for i, input := range block.Inputs {
			key := join(at+".inputs", strconv.Itoa(i))
			c.checkMember(key, input)
			if other, twice := owner[input]; twice {
				c.add(key, input, "must be in one block, once: it is in "+other)
			}
			owner[input] = e.ID
		}
		switch {
		case block.Rho.Stated() && len(block.Matrix) > 0:
			c.add(at+".matrix", "stands beside rho;", "must be alone: rho or matrix")
		case !block.Rho.Stated() && len(block.Matrix) == 0:
			c.add(at+".rho", missing, "must be a correlation between -1 and 1 (or write matrix)")
		case len(block.Matrix) > 0:
			c.checkMatrix(at+".matrix", block)
		}
	}
}

// checkMember checks that an input can be correlated.
func (c *checker) checkMember(at, input string) {
	p, fault := parse(input)
	if fault != nil {
		c.add(at, input, "must be the address of an uncertain input: "+fault.Found+" "+fault.Allowed)
		return
	}
	if p.String() != input { // one input, one name: correlations go by it
		c.add(at, input, "must be written in full, "+p.String())
		return
	}
	if c.drawn[input] {
		if v, ok := p.findIn(c.doc); ok {
			if q, ok := v.Interface().(Quantity); ok && q.Dist == "joint" {
				c.add(at, input, "must not be a joint input: its table correlates it")
			}
		}
		return
	}
	if own := c.merged.origin(input); own != input && c.drawn[own] {
		c.add(at, input, "must be named where it is written, "+own)
		return
	}
	v, ok := p.findIn(c.doc)
	switch {
	case strings.Contains(input, "*"):
		c.add(at, input, "must be one address: a * is none")
	case ok && p.node().leaf() && stated(p.node(), v):
		what := "is " + text(p.node(), v) + ";"
		if q, isNumber := v.Interface().(Quantity); isNumber && q.Dist != "" {
			what = "is overridden wherever it could hold;"
		}
		c.add(at, input, what+" must be an uncertain input")
	case c.leadsAstray(p):
		// what was meant stands under a key that has its fault
	default:
		c.add(at, input, "must be the address of an uncertain input"+c.hint(input, slices.Sorted(maps.Keys(c.drawn))))
	}
}

func (c *checker) checkMatrix(at string, block Correlated) {
	n := len(block.Inputs)
	if len(block.Matrix) != n {
		c.add(at, plural(len(block.Matrix), "row"), "must be %d, one for each input", n)
		return
	}
	for i, row := range block.Matrix {
		if len(row) != n {
			c.add(join(at, strconv.Itoa(i)), plural(len(row), "number"), "must be %d, one for each input", n)
			return
		}
	}
	value := func(i, j int) float64 {
		d, _ := parseDecimal(block.Matrix[i][j].Text)
		return d.float()
	}
	for i := range n {
		for j := range i + 1 {
			key := join(at, strconv.Itoa(i)+"."+strconv.Itoa(j))
			switch {
			case i == j && value(i, j) != 1:
				c.add(key, block.Matrix[i][j].Text, "must be 1, on the diagonal")
			case value(i, j) != value(j, i):
				c.add(key, block.Matrix[i][j].Text, "must be %s, as in row %d column %d: the matrix is symmetric", block.Matrix[j][i].Text, j, i)
			}
		}
	}
}

// correlations lowers the blocks of a document without faults.
func correlations(doc *Document) []assumptions.Correlation {
	var list []assumptions.Correlation
	for _, e := range doc.Correlations {
		list = append(list, assumptions.Correlation{ID: e.ID, Inputs: slices.Clone(e.Value.Inputs), Rho: e.Value.rho()})
	}
	return list
}

// rho returns a block's matrix.
func (b Correlated) rho() [][]float64 {
	n := len(b.Inputs)
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			q := b.Rho
			if i < len(b.Matrix) && j < len(b.Matrix[i]) {
				q = b.Matrix[i][j]
			}
			d, _ := parseDecimal(q.Text)
			m[i][j] = d.float()
			if i == j {
				m[i][j] = 1
			}
		}
	}
	return m
}

// checkScenarios checks that every change names a field and says one thing,
// and that only an arrangement starts from one.
// IDs and values are checked when the scenario is applied: it may be made for
// a deal that another scenario has changed.
func (c *checker) checkScenarios() {
	for _, s := range c.doc.Scenarios {
		if kind := s.Value.Kind; s.Value.From != "" && (kind == "" || kind == "stress") {
			c.add("scenarios."+s.ID+".from", s.Value.From, "must not be written without kind: structure")
		}
		for _, change := range s.Value.Set {
			at := "scenarios." + s.ID + ".set." + change.ID
			p, fault := parse(change.ID)
			switch {
			case fault != nil:
				c.add(at, change.ID, "must be the address of a field: "+fault.Found+" "+fault.Allowed)
			case !p.node().leaf():
				c.add(at, change.ID, "must be the address of a value: this is a "+string(p.node().Kind))
			case p[0].key == "scenarios" || p[0].key == "sibsim":
				c.add(at, change.ID, "must not be changed by a scenario")
			case change.Value.Times.Stated() && p.node().Kind != Number:
				c.add(at+".times", change.Value.Times.String(), "must not multiply a text; write to")
			}
			switch to, times := change.Value.To, change.Value.Times; {
			case to.Stated() && times.Stated():
				c.add(at, "has to and times;", "must have one of them")
			case !to.Stated() && !times.Stated():
				c.add(at, missing, "must be a value, or {times: FACTOR}")
			}
		}
	}
}

// readTable returns the columns of a table as numbers.
func readTable(t JointTable) (columns [][]float64) {
	for _, column := range t.Columns {
		values := make([]float64, len(column.Value))
		for i, cell := range column.Value {
			d, ok := parseDecimal(cell.Text)
			if values[i] = d.float(); !ok {
				values[i] = math.NaN()
			}
		}
		columns = append(columns, values)
	}
	return columns
}

package tally

import (
	"fmt"
	"math"
	"slices"
	"sync"
)

// The two values of a row that are not numbers.
const (
	Undefined int64 = math.MinInt64 // no value on this path
	Never     int64 = math.MaxInt64 // plus infinity
)

// StoreLimit is the most memory, in bytes, that stored columns should take: 256 MB.
// See [Cost].
const StoreLimit = 256_000_000

// maxColumns bounds the width of a shape.
const maxColumns = 1 << 16

// Shape says what a tally keeps.
type Shape struct {
	Columns int      // integers in a row, 1 to 65,536
	Pairs   [][2]int // columns whose products are summed as well, for ratios and covariances
	Store   bool     // keep every value (exact quantiles), else a histogram (relative error 2^-8)
}

// equal reports whether two shapes are the same.
func (s Shape) equal(o Shape) bool {
	return s.Columns == o.Columns && s.Store == o.Store && slices.Equal(s.Pairs, o.Pairs)
}

// check returns an error if the shape cannot be kept.
func (s Shape) check() error {
	if s.Columns < 1 || s.Columns > maxColumns {
		return fmt.Errorf("tally: %d columns, want 1 to %d", s.Columns, maxColumns)
	}
	for i, p := range s.Pairs {
		for _, c := range p {
			if c < 0 || c >= s.Columns {
				return fmt.Errorf("tally: pair %d names column %d of %d", i, c, s.Columns)
			}
		}
	}
	return nil
}

// Cost returns the memory, in bytes, of the values or histograms of a tally of so
// many paths. A caller decides Store before the first path: stored while the cost
// is at most [StoreLimit].
func Cost(s Shape, paths int64) int64 {
	if s.Store {
		return 8 * int64(s.Columns) * paths
	}
	return 8 * buckets * int64(s.Columns)
}

// Range is a run of consecutive paths: First to First+Count-1.
type Range struct{ First, Count uint64 }

// End returns the path after the last.
func (r Range) End() uint64 { return r.First + r.Count }

// String returns the range as "[first, end)".
func (r Range) String() string { return fmt.Sprintf("[%d, %d)", r.First, r.End()) }

// Tally is the summary of a set of paths. It knows which paths it has seen. Adding
// and absorbing must not run at the same time as anything else on the same tally;
// reading may be concurrent.
type Tally struct {
	shape    Shape
	capacity int
	first    uint64  // of the first path to add, while there are none
	ranges   []Range // paths seen: ascending, not empty, not touching
	columns  []column
	pairs    []pair

	mu     sync.Mutex
	sorted [][]int64 // defined values in ascending order, by column, once asked for
	read   bool      // whether anything is in sorted
}

// column is the summary of one metric.
type column struct {
	n, undefined, never uint64
	min, max            int64 // of the n numbers
	sum                 int128
	square              int192
	values              []int64  // every value in path order, if stored
	bins                []uint64 // else the histogram, nil for no numbers yet after decoding
}

// pair is the summary of the paths on which two metrics are both numbers.
type pair struct {
	n          uint64
	x, y       int128
	xx, yy, xy int192
}

// New returns an empty tally for paths 0 and up. See [NewRange].
func New(shape Shape, capacity int) *Tally { return NewRange(shape, 0, capacity) }

// NewRange returns an empty tally for the paths from first on. Stored columns are
// allocated for capacity paths at once, so that [Tally.Add] does not allocate; a
// tally without stored columns takes any number. It panics on an impossible shape
// or a negative capacity.
func NewRange(shape Shape, first uint64, capacity int) *Tally {
	if err := shape.check(); err != nil {
		panic(err)
	}
	if capacity < 0 {
		panic(fmt.Sprintf("tally: capacity %d", capacity))
	}
	t := build(shape, first, capacity)
	for i := range t.columns {
		if shape.Store {
			t.columns[i].values = make([]int64, 0, capacity)
		} else {
			t.columns[i].bins = make([]uint64, buckets)
		}
	}
	return t
}

// build returns a tally without memory for values.
func build(shape Shape, first uint64, capacity int) *Tally {
	shape.Pairs = slices.Clone(shape.Pairs)
	t := &Tally{shape: shape, capacity: capacity, first: first, ranges: make([]Range, 0, 1)}
	t.columns = make([]column, shape.Columns)
	t.pairs = make([]pair, len(shape.Pairs))
	t.sorted = make([][]int64, shape.Columns)
	return t
}

// Reset empties the tally for the paths from first on and keeps its memory.
func (t *Tally) Reset(first uint64) {
	t.forget()
	t.first, t.ranges = first, t.ranges[:0]
	for i := range t.columns {
		c := &t.columns[i]
		if c.n > 0 && c.bins != nil {
			clear(c.bins[bucket(c.min) : bucket(c.max)+1])
		}
		*c = column{values: c.values[:0], bins: c.bins}
	}
	clear(t.pairs)
}

// Shape returns the shape.
func (t *Tally) Shape() Shape {
	s := t.shape
	s.Pairs = slices.Clone(s.Pairs)
	return s
}

// Ranges returns the paths seen, ascending and with gaps between.
func (t *Tally) Ranges() []Range { return slices.Clone(t.ranges) }

// Paths returns the number of paths seen.
func (t *Tally) Paths() uint64 {
	c := &t.columns[0]
	return c.n + c.undefined + c.never
}

// Add takes the row of the next path: one integer a column, in the grain of the
// metric, or [Undefined] or [Never]. It does not allocate, does not keep the row,
// and panics if the row has the wrong length or stored columns are full.
func (t *Tally) Add(row []int64) {
	if len(row) != len(t.columns) {
		panic(fmt.Sprintf("tally: a row of %d for %d columns", len(row), len(t.columns)))
	}
	if t.shape.Store && len(t.columns[0].values) >= t.capacity {
		panic(fmt.Sprintf("tally: more than %d paths", t.capacity))
	}
	if t.read {
		t.forget()
	}
	if n := len(t.ranges); n > 0 {
		t.ranges[n-1].Count++
	} else {
		t.ranges = append(t.ranges, Range{t.first, 1})
	}
	for i, v := range row {
		c := &t.columns[i]
		if t.shape.Store {
			c.values = append(c.values, v)
		}
		switch v {
		case Undefined:
			c.undefined++
			continue
		case Never:
			c.never++
			continue
		}
		if c.n == 0 {
			c.min, c.max = v, v
		}
		c.n++
		c.min = min(c.min, v)
		c.max = max(c.max, v)
		c.sum.add(v)
		c.square.addProduct(v, v)
		if !t.shape.Store {
			if c.bins == nil {
				c.bins = make([]uint64, buckets)
			}
			c.bins[bucket(v)]++
		}
	}
	for i, k := range t.shape.Pairs {
		x, y := row[k[0]], row[k[1]]
		if !number(x) || !number(y) {
			continue
		}
		p := &t.pairs[i]
		p.n++
		p.x.add(x)
		p.y.add(y)
		p.xx.addProduct(x, x)
		p.yy.addProduct(y, y)
		p.xy.addProduct(x, y)
	}
}

// number reports whether v is neither Undefined nor Never.
func number(v int64) bool { return v != Undefined && v != Never }

// forget drops the sorted columns.
func (t *Tally) forget() {
	t.mu.Lock()
	clear(t.sorted)
	t.read = false
	t.mu.Unlock()
}

// Column returns a copy of a stored column in path order, with the special values,
// or nil if columns are not stored.
func (t *Tally) Column(col int) []int64 {
	if !t.shape.Store {
		return nil
	}
	return append([]int64{}, t.columns[col].values...)
}

// Bytes returns the memory the tally holds for values and histograms.
func (t *Tally) Bytes() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	var n int
	for i, c := range t.columns {
		n += cap(c.values) + len(c.bins) + cap(t.sorted[i])
	}
	return 8 * int64(n)
}

// Equal reports whether two tallies have the same shape and have seen the same
// paths with the same values, so far as they keep them. Capacity does not matter.
func (t *Tally) Equal(o *Tally) bool {
	if !t.shape.equal(o.shape) || !slices.Equal(t.ranges, o.ranges) || !slices.Equal(t.pairs, o.pairs) {
		return false
	}
	if len(t.ranges) == 0 && t.first != o.first {
		return false
	}
	for i := range t.columns {
		a, b := &t.columns[i], &o.columns[i]
		if a.n != b.n || a.undefined != b.undefined || a.never != b.never || a.min != b.min || a.max != b.max ||
			a.sum != b.sum || a.square != b.square || !slices.Equal(a.values, b.values) {
			return false
		}
		if !t.shape.Store && a.n > 0 && !slices.Equal(a.bins, b.bins) {
			return false
		}
	}
	return true
}

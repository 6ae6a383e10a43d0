package tally

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc64"
	"math/big"
)

// magic opens every encoded tally; its last byte is the version of the format.
const magic = "sibtally\x01"

// maxBins bounds the memory, in bytes, that decoding spends on histograms.
const maxBins = 1 << 30

var table = crc64.MakeTable(crc64.ECMA)

// MarshalBinary returns the tally as bytes: the same bytes for equal tallies. The
// format is the magic, the shape, the ranges, then the stored values, from which
// the rest follows, or the sums and histograms; a CRC-64 closes it.
func (t *Tally) MarshalBinary() ([]byte, error) {
	b := []byte(magic)
	put := func(v ...uint64) {
		for _, v := range v {
			b = binary.AppendUvarint(b, v)
		}
	}
	words := func(w ...uint64) {
		for _, w := range w {
			b = binary.LittleEndian.AppendUint64(b, w)
		}
	}
	store := uint64(0)
	if t.shape.Store {
		store = 1
	}
	put(uint64(t.shape.Columns), store, uint64(len(t.pairs)))
	for _, p := range t.shape.Pairs {
		put(uint64(p[0]), uint64(p[1]))
	}
	put(t.start(), uint64(len(t.ranges)))
	for _, r := range t.ranges {
		put(r.First, r.Count)
	}
	if t.shape.Store {
		for _, c := range t.columns {
			for _, v := range c.values {
				words(uint64(v))
			}
		}
	} else {
		for _, c := range t.columns {
			put(c.n, c.undefined, c.never)
			if c.n > 0 {
				words(uint64(c.min), uint64(c.max))
				words(c.sum[:]...)
				words(c.square[:]...)
				put(c.bins[bucket(c.min) : bucket(c.max)+1]...)
			}
		}
		for _, p := range t.pairs {
			put(p.n)
			words(p.x[:]...)
			words(p.y[:]...)
			words(p.xx[:]...)
			words(p.yy[:]...)
			words(p.xy[:]...)
		}
	}
	return binary.LittleEndian.AppendUint64(b, crc64.Checksum(b, table)), nil
}

// UnmarshalBinary replaces the tally by the one encoded. Bad input of any kind is
// an error, costs no memory out of proportion, and leaves the tally as it was. The
// result has room for no more stored paths than it holds.
func (t *Tally) UnmarshalBinary(data []byte) error {
	if len(data) < len(magic)+8 || string(data[:len(magic)]) != magic {
		return errors.New("tally: decode: not a tally of this version")
	}
	body := data[:len(data)-8]
	if binary.LittleEndian.Uint64(data[len(body):]) != crc64.Checksum(body, table) {
		return errors.New("tally: decode: checksum does not match")
	}
	d := decoder{rest: body[len(magic):]}
	n, err := d.tally()
	if err == nil && len(d.rest) > 0 {
		err = errors.New("bytes left over")
	}
	if err != nil {
		return fmt.Errorf("tally: decode: %w", err)
	}
	t.forget()
	t.shape, t.capacity, t.first, t.ranges = n.shape, n.capacity, n.first, n.ranges
	t.columns, t.pairs, t.sorted = n.columns, n.pairs, n.sorted
	return nil
}

// decoder reads from the front; after the first fault everything reads as zero.
type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.bad, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *decoder) words(into ...*uint64) {
	for _, w := range into {
		if len(d.rest) < 8 {
			d.bad, d.rest = true, nil
			return
		}
		*w = binary.LittleEndian.Uint64(d.rest)
		d.rest = d.rest[8:]
	}
}

// count reads a length of things of at least size bytes each.
func (d *decoder) count(size int) int {
	v := d.uvarint()
	if v > uint64(len(d.rest)/size) {
		d.bad, d.rest = true, nil
		return 0
	}
	return int(v)
}

var errShort = errors.New("it ends early or counts more than it holds")

func (d *decoder) tally() (*Tally, error) {
	var s Shape
	columns, store := d.uvarint(), d.uvarint()
	if columns > maxColumns || store > 1 {
		return nil, errors.New("impossible shape")
	}
	s.Columns, s.Store = int(columns), store == 1
	s.Pairs = make([][2]int, d.count(2))
	for i := range s.Pairs {
		a, b := d.uvarint(), d.uvarint()
		s.Pairs[i] = [2]int{int(min(a, maxColumns)), int(min(b, maxColumns))}
	}
	first := d.uvarint()
	ranges := make([]Range, d.count(2))
	var paths uint64
	for i := range ranges {
		r := Range{d.uvarint(), d.uvarint()}
		ranges[i] = r
		paths += r.Count
		if r.Count == 0 || r.End() < r.First || i > 0 && r.First <= ranges[i-1].End() {
			return nil, errors.New("ranges are empty, out of order or touching")
		}
	}
	if len(ranges) > 0 {
		first = ranges[0].First
	}
	if d.bad {
		return nil, errShort
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	if s.Store {
		if paths > uint64(len(d.rest)) || uint64(len(d.rest)) != 8*paths*columns {
			return nil, errShort
		}
		return d.stored(s, first, ranges, int(paths)), nil
	}
	if uint64(len(d.rest)) < 3*columns {
		return nil, errShort
	}
	t := build(s, first, 0)
	t.ranges = ranges
	return t, d.sums(t, paths)
}

// stored fills a tally by adding the rows again.
func (d *decoder) stored(s Shape, first uint64, ranges []Range, paths int) *Tally {
	t := NewRange(s, first, paths)
	row := make([]int64, s.Columns)
	for i := range paths {
		for c := range row {
			row[c] = int64(binary.LittleEndian.Uint64(d.rest[8*(c*paths+i):]))
		}
		t.Add(row)
	}
	d.rest = nil
	t.ranges = ranges
	return t
}

// sums reads the columns and pairs of a tally without stored values.
func (d *decoder) sums(t *Tally, paths uint64) error {
	memory := 0
	for i := range t.columns {
		c := &t.columns[i]
		c.n, c.undefined, c.never = d.uvarint(), d.uvarint(), d.uvarint()
		if d.bad {
			return errShort
		}
		if c.n > paths || c.undefined > paths-c.n || c.never != paths-c.n-c.undefined {
			return fmt.Errorf("column %d does not count %d paths", i, paths)
		}
		if c.n == 0 {
			continue
		}
		var lo, hi uint64
		d.words(&lo, &hi, &c.sum[0], &c.sum[1], &c.square[0], &c.square[1], &c.square[2])
		c.min, c.max = int64(lo), int64(hi)
		if d.bad {
			return errShort
		}
		if !number(c.min) || !number(c.max) || c.min > c.max {
			return fmt.Errorf("column %d has no order", i)
		}
		if n, sum := whole(c.n), c.sum.big(); spread(n, sum, sum, c.square.big()).Sign() < 0 ||
			sum.Cmp(product(n, big.NewInt(c.min))) < 0 || sum.Cmp(product(n, big.NewInt(c.max))) > 0 {
			return fmt.Errorf("column %d has sums that no numbers have", i)
		}
		if memory += 8 * buckets; memory > maxBins {
			return errors.New("too many histograms")
		}
		c.bins = make([]uint64, buckets)
		left := c.n
		bins := c.bins[bucket(c.min) : bucket(c.max)+1]
		for j := range bins {
			bins[j] = d.uvarint()
			if bins[j] > left {
				return fmt.Errorf("column %d: histogram does not count %d numbers", i, c.n)
			}
			left -= bins[j]
		}
		if d.bad {
			return errShort
		}
		if left > 0 || bins[0] == 0 || bins[len(bins)-1] == 0 {
			return fmt.Errorf("column %d: histogram does not count %d numbers", i, c.n)
		}
	}
	for i := range t.pairs {
		p := &t.pairs[i]
		p.n = d.uvarint()
		d.words(&p.x[0], &p.x[1], &p.y[0], &p.y[1])
		d.words(&p.xx[0], &p.xx[1], &p.xx[2], &p.yy[0], &p.yy[1], &p.yy[2], &p.xy[0], &p.xy[1], &p.xy[2])
		if p.n > paths {
			return fmt.Errorf("pair %d counts more than %d paths", i, paths)
		}
		n, x, y := whole(p.n), p.x.big(), p.y.big()
		xx, yy, xy := spread(n, x, x, p.xx.big()), spread(n, y, y, p.yy.big()), spread(n, x, y, p.xy.big())
		if xx.Sign() < 0 || yy.Sign() < 0 || product(xy, xy).Cmp(product(xx, yy)) > 0 {
			return fmt.Errorf("pair %d has sums that no numbers have", i)
		}
	}
	if d.bad {
		return errShort
	}
	return nil
}

// spread is n sum(xy) - sum(x) sum(y): n^2 times a covariance.
func spread(n, x, y, xy *big.Int) *big.Int {
	d := product(n, xy)
	return d.Sub(d, product(x, y))
}

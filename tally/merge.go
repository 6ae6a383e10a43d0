package tally

import (
	"errors"
	"fmt"
	"slices"
)

// Merge returns one tally of the paths of all parts, which may come in any order
// and are not changed. The result has the bits of one run over those paths. It is
// an error, naming the ranges, if two parts share a path or if the paths together
// leave a gap, and if shapes differ or there are no parts. Parts without paths
// count for nothing.
func Merge(parts ...*Tally) (*Tally, error) {
	t, err := MergeSparse(parts...)
	if err != nil {
		return nil, err
	}
	if len(t.ranges) > 1 {
		var faults []error
		for i, r := range t.ranges[1:] {
			faults = append(faults, fmt.Errorf("tally: merge: paths %v are missing between %v and %v",
				Range{t.ranges[i].End(), r.First - t.ranges[i].End()}, t.ranges[i], r))
		}
		return nil, errors.Join(faults...)
	}
	return t, nil
}

// MergeSparse is [Merge] for parts that may leave gaps; see [Tally.Ranges] for what
// the result covers.
func MergeSparse(parts ...*Tally) (*Tally, error) {
	if len(parts) == 0 {
		return nil, errors.New("tally: merge: no parts")
	}
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b *Tally) int {
		switch x, y := a.start(), b.start(); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	var paths uint64
	for _, p := range parts {
		paths += p.Paths()
	}
	capacity := 0
	if parts[0].shape.Store {
		capacity = int(paths)
	}
	t := NewRange(parts[0].shape, parts[0].start(), capacity)
	for _, p := range parts {
		if err := t.Absorb(p); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// start returns the first path, or where it would be.
func (t *Tally) start() uint64 {
	if len(t.ranges) > 0 {
		return t.ranges[0].First
	}
	return t.first
}

// Absorb adds the paths of a part, which is not changed. Parts may be absorbed in
// any order. On an error (another shape, a path seen before, stored columns full)
// the tally is as before. It is cheapest when parts come in nearly the order of
// their paths.
func (t *Tally) Absorb(part *Tally) error {
	if !t.shape.equal(part.shape) {
		return fmt.Errorf("tally: merge: shapes differ: %+v and %+v", t.shape, part.shape)
	}
	for _, r := range part.ranges {
		for _, have := range t.ranges {
			if r.First < have.End() && have.First < r.End() {
				return fmt.Errorf("tally: merge: paths %v and %v overlap", have, r)
			}
		}
	}
	if t.shape.Store && t.Paths()+part.Paths() > uint64(t.capacity) {
		return fmt.Errorf("tally: merge: %d paths and %d more exceed the capacity of %d", t.Paths(), part.Paths(), t.capacity)
	}
	if len(part.ranges) == 0 {
		return nil
	}
	t.forget()
	var from uint64
	for _, r := range part.ranges {
		t.insert(part, r, from)
		from += r.Count
	}
	for i := range t.columns {
		t.columns[i].plus(&part.columns[i])
	}
	for i := range t.pairs {
		a, b := &t.pairs[i], &part.pairs[i]
		a.n += b.n
		a.x.plus(b.x)
		a.y.plus(b.y)
		a.xx.plus(b.xx)
		a.yy.plus(b.yy)
		a.xy.plus(b.xy)
	}
	return nil
}

// insert records a range of a part and puts its stored values, which begin at from
// in the part, into their place in the order of paths.
func (t *Tally) insert(part *Tally, r Range, from uint64) {
	at, before := 0, uint64(0) // ranges, and paths, that come before
	for at < len(t.ranges) && t.ranges[at].First < r.First {
		before += t.ranges[at].Count
		at++
	}
	if t.shape.Store {
		for i := range t.columns {
			c := &t.columns[i]
			c.values = slices.Insert(c.values, int(before), part.columns[i].values[from:from+r.Count]...)
		}
	}
	t.ranges = slices.Insert(t.ranges, at, r)
	if at+1 < len(t.ranges) && r.End() == t.ranges[at+1].First {
		t.ranges[at].Count += t.ranges[at+1].Count
		t.ranges = slices.Delete(t.ranges, at+1, at+2)
	}
	if at > 0 && t.ranges[at-1].End() == r.First {
		t.ranges[at-1].Count += t.ranges[at].Count
		t.ranges = slices.Delete(t.ranges, at, at+1)
	}
}

// plus adds all but the stored values.
func (c *column) plus(o *column) {
	c.undefined += o.undefined
	c.never += o.never
	if o.n == 0 {
		return
	}
	if c.n == 0 {
		c.min, c.max = o.min, o.max
	}
	c.n += o.n
	c.min = min(c.min, o.min)
	c.max = max(c.max, o.max)
	c.sum.plus(o.sum)
	c.square.plus(o.square)
	if o.bins == nil {
		return
	}
	if c.bins == nil {
		c.bins = make([]uint64, buckets)
	}
	lo, hi := bucket(o.min), bucket(o.max)+1
	into := c.bins[lo:hi]
	for i, n := range o.bins[lo:hi] {
		into[i] += n
	}
}

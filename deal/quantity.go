package deal

// Quantity is a number as written: a plain decimal, a distribution, or
// either with its source. The zero value is "not written".
type Quantity struct {
	// Text is the decimal as written ("1800.50"); money is converted from it exactly.
	Text string
	// Dist names the distribution (uniform, triangular, pert, beta, gamma,
	// normal, lognormal, discrete, joint); empty for a plain number.
	Dist    string
	Params  []Param   // named parameters, in the order written
	Values  []float64 // discrete
	Weights []float64 // discrete; empty: equal
	Table   string    // joint
	Column  string    // joint
	Source  *Source
	Note    string
}

// Param is one named parameter of a distribution.
type Param struct {
	Name  string
	Value float64
}

// Source says where a number comes from.
type Source struct {
	Kind string // published | derived | elicited | assumption
	Ref  string
	Date string
}

// Stated reports whether anything was written.
func (q Quantity) Stated() bool { return q.Text != "" || q.Dist != "" }

// Num returns the plain number with decimal text s.
func Num(s string) Quantity { return Quantity{Text: s} }

// Table is an ordered list of named entries: the order is that of the file.
type Table[T any] []Entry[T]

// Entry is one named entry of a Table.
type Entry[T any] struct {
	ID    string
	Value T
}

// Find returns the entry named id, or nil.
func (t Table[T]) Find(id string) *T {
	for i := range t {
		if t[i].ID == id {
			return &t[i].Value
		}
	}
	return nil
}

// Put returns the entry named id, adding an empty one at the end if there is none.
func (t *Table[T]) Put(id string) *T {
	if v := t.Find(id); v != nil {
		return v
	}
	*t = append(*t, Entry[T]{ID: id})
	return &(*t)[len(*t)-1].Value
}

package deal

import (
	"fmt"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
)

// Deal is a checked deal: a contract and the assumptions about what it will
// meet. It never changes and may be copied and shared freely.
type Deal struct{ *content }

type content struct {
	doc         Document
	merged      *merged
	contract    contract.Contract
	assumptions assumptions.Assumptions
}

// New checks a document and returns the deal it describes. The error joins a
// *Fault for every fault found.
func New(doc Document) (Deal, error) {
	if err := checkSize(&doc); err != nil {
		return Deal{}, err
	}
	return build(clone(doc))
}

// build does what New does, with a document of its own.
func build(doc Document) (Deal, error) {
	c := &checker{faults: newFaults(), doc: &doc, refs: refsOf(&doc), payers: map[string]int{}, lacks: map[string][]string{}, strays: map[string]map[string]bool{}, drawn: map[string]bool{}}
	for i, p := range doc.Payers {
		c.payers[p.ID] = i
	}
	c.checkBasics()
	c.checkFields()
	c.merged = merge(&doc)
	c.span = c.spanOf()
	c.checkDocument()
	terms, believed := c.terms(), c.assumptions()
	c.checkCorrelations()
	made, err := contract.New(terms)
	c.takeFaults(err)
	c.dropInherited()
	if err := c.err(); err != nil {
		return Deal{}, err
	}
	believed.Correlations = correlations(&doc)
	return Deal{&content{doc, c.merged, made, believed}}, nil
}

// maxCells bounds the tables that a deal spreads over its sites.
const maxCells = 20_000

// maxBenefits bounds the benefits of a deal.
const maxBenefits = 1_000

// checkSize refuses documents that would take more time to check than any
// deal could be worth.
func checkSize(doc *Document) error {
	f := newFaults()
	sites := max(1, len(doc.Sites))
	for _, t := range []struct {
		address string
		n       int
	}{{"outcomes", len(doc.Outcomes)}, {"costs", len(doc.Costs)}, {"payers", len(doc.Payers)}, {"tariffs", len(doc.Tariffs)}, {"pathway", len(doc.Pathway)}, {"resubmission", len(doc.Resubmitted)}, {"measurement", len(doc.Measurement)}, {"hours", len(doc.Hours)}} {
		if t.n*sites > maxCells {
			f.add(t.address, fmt.Sprintf("%d at %d sites", t.n, len(doc.Sites)), "must be at most %d in all", maxCells)
		}
	}
	if n := len(doc.Benefits); n > maxBenefits {
		f.add("benefits", plural(n, "benefit"), "must be at most %d", maxBenefits)
	}
	shares := 0 // of every tariff at every site
	for i := range doc.Sites {
		s := &doc.Sites[i].Value
		shares += (len(doc.Tariffs) + len(s.Tariffs)) * max(len(doc.Shares), len(s.Shares))
	}
	if shares > maxCells {
		f.add("shares", fmt.Sprintf("%d of all tariffs at %d sites", shares, len(doc.Sites)), "must be at most %d in all", maxCells)
	}
	return f.err()
}

// Name returns the name of the deal.
func (d Deal) Name() string {
	if d.content == nil {
		return ""
	}
	return d.doc.Name
}

// Document returns a copy of the document the deal was made from, the
// caller's to change.
func (d Deal) Document() Document {
	if d.content == nil {
		return Document{}
	}
	return clone(d.doc)
}

// Contract returns what is owed.
func (d Deal) Contract() contract.Contract {
	if d.content == nil {
		return contract.Contract{}
	}
	return d.contract
}

// Assumptions returns what we expect, a copy that is the caller's to change.
func (d Deal) Assumptions() assumptions.Assumptions {
	if d.content == nil {
		return assumptions.Assumptions{}
	}
	return clone(d.assumptions)
}

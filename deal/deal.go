package deal

import (
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
	doc = clone(doc)
	c := &checker{faults: newFaults(), doc: &doc, refs: refsOf(&doc)}
	c.checkBasics()
	c.checkFields()
	c.merged = merge(&doc)
	c.checkSites()
	c.checkCapital()
	c.checkAssumptions()
	c.checkScenarios()
	terms, believed := c.terms(), c.assumptions()
	made, err := contract.New(terms)
	c.takeFaults(err)
	if err := c.err(); err != nil {
		return Deal{}, err
	}
	return Deal{&content{doc, c.merged, made, believed}}, nil
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

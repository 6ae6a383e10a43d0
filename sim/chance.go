package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"reflect"
)

// drawn is all of a plan that sampling reads.
type drawn struct {
	fingerprint           string // of a plan whose sampling asks its contract: its own
	months, outcomes      int
	people                bool
	inputs                inputs
	drivers               drivers
	environment           environment
	sites                 []site
	marks                 marks
	costs                 costs
	gauges                []gauge
	benefits              []benefit
	centralIndex          []int64
	grid, payers, cohorts int // of the contract: they shape an outturn
	audits                []int
}

// Chance identifies what a plan draws: plans with the same one make the same
// outturn of the same words, whatever their contracts make of it. A Reviewed
// plan, whose people depend on its contract, shares it with no other.
func (p *Plan) Chance() string {
	p.chanceOnce.Do(func() {
		c := drawn{
			months: p.months, outcomes: p.outcomes, people: p.people, inputs: p.inputs, drivers: p.drivers, environment: p.env,
			sites: p.sites, marks: p.marks, costs: p.costs, gauges: p.gauges, benefits: p.benefits, centralIndex: p.centralIndex,
			grid: p.contract.Grid(), cohorts: p.contract.NumCohorts(), payers: len(p.marks.late),
		}
		if p.Reviewed() {
			c.fingerprint = p.fingerprint
		}
		for i := range p.contract.NumAudits() {
			c.audits = append(c.audits, p.contract.AuditMonth(i))
		}
		h := deep{hasher: hasher{sha256.New()}, seen: map[uintptr]int64{}}
		h.walk(reflect.ValueOf(c))
		p.chance = hex.EncodeToString(h.Sum(nil))
	})
	return p.chance
}

// deep hashes everything that a value holds, so that no field can be forgotten.
type deep struct {
	hasher
	seen map[uintptr]int64 // pointers, numbered as they come
}

func (h deep) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		n := int64(0)
		if v.Bool() {
			n = 1
		}
		h.ints(n)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		h.ints(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		h.ints(int64(v.Uint()))
	case reflect.Float64:
		h.ints(int64(math.Float64bits(v.Float())))
	case reflect.String:
		h.text(v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			h.walk(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		h.ints(int64(v.Len()))
		for i := range v.Len() {
			h.walk(v.Index(i))
		}
	case reflect.Pointer:
		if v.IsNil() {
			h.ints(-1)
			return
		}
		number, known := h.seen[v.Pointer()]
		if !known {
			number = int64(len(h.seen))
			h.seen[v.Pointer()] = number
		}
		h.ints(number)
		if !known {
			h.walk(v.Elem())
		}
	default:
		panic(fmt.Sprintf("sim: a plan holds a %v", v.Type()))
	}
}

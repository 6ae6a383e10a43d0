package sim

import (
	"iter"

	"github.com/sibsim/sibsim/contract"
)

// Lifetime is one simulated lifetime of the deal: what happened, what the
// contract made of it, and the metrics. Row has one integer for each of
// Plan.Specs, in units of 1/Scale, with metric.Undefined and metric.Never.
type Lifetime struct {
	Theta   []float64 // the uncertain inputs, in the order of Plan.Inputs
	Outturn *contract.Outturn
	Ledger  *contract.Ledger
	Row     []int64
}

// Lifetimes yields paths first..first+count-1 with their lifetimes, itemised.
// The lifetime is overwritten by the next one: copy what you keep.
func (p *Plan) Lifetimes(seed, first, count uint64) iter.Seq2[uint64, *Lifetime] {
	return func(yield func(uint64, *Lifetime) bool) {
		w := p.newWorker()
		ledger := p.schedule.NewLedger()
		ledger.Itemise = true
		l := &Lifetime{Theta: w.theta, Outturn: w.out, Ledger: ledger, Row: make([]int64, len(p.specs))}
		row := make([]int64, p.layout.columns)
		for n := first; n < first+count; n++ {
			w.sample(path{seed: seed, ignorance: n, environ: n, luck: n})
			p.schedule.Settle(ledger, w.out)
			w.measure(row, ledger)
			copy(l.Row, row)
			if !yield(n, l) {
				return
			}
		}
	}
}

// Settle makes the lifetime of a given outturn, itemised: the same settlement
// that a run uses.
func (p *Plan) Settle(o *contract.Outturn) *Lifetime {
	w := p.newWorker()
	ledger := p.schedule.NewLedger()
	ledger.Itemise = true
	p.schedule.Settle(ledger, o)
	row := make([]int64, p.layout.columns)
	w.measure(row, ledger)
	return &Lifetime{Outturn: o, Ledger: ledger, Row: row[:len(p.specs)]}
}

// layout says which column of a tally holds what: the metrics, then the
// monthly series, then each payer's spend by financial year.
type layout struct {
	grid, years, payers int
	cash, investor      int
	spend               int
	columns             int
}

func (p *Plan) newLayout(t *contract.Terms) layout {
	_, years := p.contract.FinancialYears()
	l := layout{grid: p.contract.Grid(), years: years, payers: len(t.Payers)}
	l.cash = len(p.specs)
	l.investor = l.cash + l.grid
	l.spend = l.investor + l.grid
	l.columns = l.spend + l.payers*l.years
	return l
}

// measure fills row with all columns of one path.
func (w *worker) measure(row []int64, ledger *contract.Ledger) {
	l := &w.plan.layout
	w.plan.metrics.Eval(row[:l.cash], ledger, w.work)
	var sum int64
	for m := range l.grid {
		row[l.cash+m] = ledger.Cash[m] - ledger.Arrears[m]
		sum += ledger.Flow[m]
		row[l.investor+m] = sum
	}
	copy(row[l.spend:], ledger.Spend)
}

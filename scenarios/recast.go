package scenarios

import (
	"errors"
	"slices"
	"strconv"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/num"
)

// The cost lines that arrangements write.
const (
	MarginLine  = "provider_margin" // what the provider of a site earns under fee_for_service
	CapitalLine = "cost_of_capital" // what the provider of a site pays for its working capital under provider_pbr
)

// recast turns a deal into another arrangement of the same service, step by
// step: the document changes, while terms, beliefs and plan stay those of the
// deal it began with. Faults are kept to the end.
type recast struct {
	*planned
	doc    deal.Document
	weight []float64 // [site] part of the cost of delivery that is planned there
	wrong  []error
}

func newRecast(d deal.Deal) *recast {
	r := &recast{planned: planOf(d), doc: d.Document()}
	if len(r.terms.Costs) == 0 && !slices.ContainsFunc(r.terms.Sites, func(s contract.Site) bool { return paid(&s.Provider) }) {
		r.wrong = append(r.wrong, noCosts())
	}
	for i := range r.terms.Sites {
		if s := &r.terms.Sites[i]; s.StepIn.Cost > 0 && !r.believed.Sites[i].Failure.IsZero() {
			r.fault("sites."+s.ID+".failure.cost", "is the vehicle's, which has no money of its own in this arrangement;", "must be 0 (set:failure.cost=0 before it)")
		}
	}
	if !slices.ContainsFunc(r.terms.Capital.Tranches, func(t contract.Tranche) bool { return t.Commitment > 0 || t.MOICCap != 0 }) {
		r.fault("capital.tranches", "pay nothing in and receive nothing:", "must be those of a partnership; this deal is another arrangement already")
	}
	r.weigh()
	return r
}

func (r *recast) fault(address, found, allowed string) {
	r.wrong = append(r.wrong, &deal.Fault{Address: address, Found: found, Allowed: allowed})
}

// done returns the deal that was made.
func (r *recast) done() (deal.Deal, error) {
	if err := errors.Join(r.wrong...); err != nil {
		return deal.Deal{}, err
	}
	return deal.New(r.doc)
}

// weigh gives each site its part of the planned cost of delivery: its own
// lines of that category and what a provider without any is paid, else its
// referrals, else equal parts.
func (r *recast) weigh() {
	n := len(r.terms.Sites)
	cost, people := make([]float64, n), make([]float64, n)
	ledger := r.settled()
	for i := range r.terms.Sites {
		for j, l := range r.terms.Costs {
			if l.Site == r.terms.Sites[i].ID && l.Category == contract.Delivery {
				cost[i] += float64(r.outturn.Flexed[j])
			}
		}
		if r.spendsWhatItIsPaid(i) {
			cost[i] += float64(ledger.Provider[i])
		}
		for _, x := range row(r.outturn.Referrals, i, r.terms.Months) {
			people[i] += float64(x)
		}
	}
	for _, r.weight = range [][]float64{cost, people} {
		if sum := total(r.weight); sum > 0 {
			for i := range r.weight {
				r.weight[i] /= sum
			}
			return
		}
	}
	for i := range r.weight {
		r.weight[i] = 1 / float64(n)
	}
}

func total(list []float64) (sum float64) {
	for _, x := range list {
		sum += x
	}
	return sum
}

// split divides an amount by weights into whole parts that add up to it.
func split(amount int64, weights []float64) []int64 {
	out := make([]int64, len(weights))
	all := total(weights)
	var sum float64
	var seen int64
	for i, w := range weights {
		sum += w
		next := num.Round(float64(amount) * (sum / all))
		if i == len(weights)-1 {
			next = amount
		}
		out[i], seen = next-seen, next
	}
	return out
}

// paid reports whether a provider is paid anything by the vehicle.
func paid(p *contract.Provider) bool {
	return len(p.Blocks) > 0 || len(p.Fees) > 0 || p.GainShare > 0
}

// spendsWhatItIsPaid reports whether a site's provider bears no cost line and
// is paid: what it is paid then is the cost.
func (p *planned) spendsWhatItIsPaid(i int) bool {
	s := &p.terms.Sites[i]
	return paid(&s.Provider) && !slices.ContainsFunc(p.terms.Costs, func(l contract.Cost) bool { return l.Site == s.ID && l.Bearer == contract.BearerProvider })
}

// money is an amount of minor units that follows from the deal, as the
// document writes it.
func (p *planned) money(minor int64) deal.Quantity {
	return deal.Quantity{Text: money(minor, p.terms.Currency.Digits), Source: &deal.Source{Kind: "derived"}}
}

// unpriced takes away all that is paid for outcomes or by their number. A
// price of 0 is left, so that what counts as evidenced stays the same.
func (r *recast) unpriced() {
	free := func(t deal.Table[deal.Tariff]) {
		for i := range t {
			old := &t[i].Value
			t[i].Value = deal.Tariff{Price: deal.Num("0"), Lag: old.Lag, Window: old.Window, Requires: old.Requires, Shares: old.Shares}
		}
	}
	doc := &r.doc
	free(doc.Tariffs)
	doc.Cap, doc.Period, doc.Participant, doc.Minimum = deal.Quantity{}, deal.PeriodCap{}, deal.Quantity{}, deal.Minimum{}
	doc.Rewards, doc.Audit, doc.Tests, doc.Grants = nil, deal.Audit{}, nil, nil
	for i := range doc.Sites {
		s := &doc.Sites[i].Value
		free(s.Tariffs)
		s.Cap, s.Period, s.Participant, s.Minimum = deal.Quantity{}, deal.PeriodCap{}, deal.Quantity{}, deal.Minimum{}
	}
	for i := range doc.Payers {
		p := &doc.Payers[i].Value
		p.Cap, p.Period, p.BackedBy = deal.Quantity{}, deal.PeriodCap{}, ""
	}
	for i := range doc.Reviews {
		doc.Reviews[i].Value.Caps = deal.Formula{}
	}
	doc.Reviews = slices.DeleteFunc(doc.Reviews, func(e deal.Entry[deal.Review]) bool {
		f := &e.Value.Volumes
		return !f.Part.Stated() && !f.Least.Stated() && !f.Most.Stated()
	})
}

// noInvestors leaves tranches that pay nothing in and receive nothing; what
// the vehicle has over goes to others, each month from the first on.
func (r *recast) noInvestors(first int, surplus deal.Table[deal.Quantity]) {
	k := &r.doc.Capital
	for i := range k.Tranches {
		t := &k.Tranches[i].Value
		*t = deal.Tranche{Name: t.Name, Rank: t.Rank, Commitment: deal.Num("0"), MOICCap: deal.Num("0")}
	}
	*k = deal.Capital{
		Hurdle: k.Hurdle, Tranches: k.Tranches, Surplus: surplus,
		Distributions: deal.Distributions{First: strconv.Itoa(first)},
	}
	r.doc.Budget.Total = deal.Quantity{}
}

// providers writes what every site's provider is paid; it keeps its name and reserve.
func (r *recast) providers(pay func(i int) deal.Provider) {
	r.doc.Provider = deal.Provider{Name: r.doc.Provider.Name, Reserve: r.doc.Provider.Reserve}
	for i := range r.doc.Sites {
		own := &r.doc.Sites[i].Value.Provider
		p := pay(i)
		p.Name, p.Reserve = own.Name, own.Reserve
		*own = p
	}
}

// levers sets how much there is of what makes the service work better: that
// part of the deal's own management, and that incentive (0 to 1).
func (r *recast) levers(management, incentive float64) {
	for i := range r.doc.Levers {
		l := &r.doc.Levers[i].Value
		if l.Kind == assumptions.Incentive {
			l.Intensity = deal.Num(number(incentive))
			continue
		}
		x, _ := strconv.ParseFloat(l.Intensity.Text, 64)
		l.Intensity = deal.Num(number(x * management))
	}
}

// commissioner returns who orders the service at a site: its commissioner,
// else the first local payer, else the first public one, else the first.
func (r *recast) commissioner(i int) string {
	if id := r.doc.Sites[i].Value.Commissioner; id != "" {
		return id
	}
	for _, class := range []contract.PayerClass{contract.Local, contract.Central} {
		for _, p := range r.terms.Payers {
			if p.Class == class {
				return p.ID
			}
		}
	}
	return r.terms.Payers[0].ID
}

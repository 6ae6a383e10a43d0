package scenarios

import (
	"cmp"
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
		if s := &r.terms.Sites[i]; s.StepIn.Cost > 0 {
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

// isLine reports whether a document's line stands for every site.
func isLine(c *deal.Cost) bool { return c.Scope == "site" }

// keep multiplies the lines of some categories by a share, 0 of which is none.
func keep(d deal.Deal, share float64, categories ...contract.Category) (deal.Deal, error) {
	agreed := d.Contract()
	terms, lines := agreed.Terms(), d.Assumptions().Costs
	doc := d.Document()
	var edits []deal.Edit
	seen := map[string]bool{}
	for i, l := range terms.Costs {
		if !slices.Contains(categories, l.Category) || share == 1 {
			continue
		}
		at := "costs." + l.ID
		if l.Site != "" {
			at = "sites." + l.Site + "." + at
		}
		if share == 0 {
			drop(&doc, &terms, l)
			continue
		}
		if address := d.Origin(at + ".amount"); !seen[address] && !lines[i].Amount.IsZero() {
			seen[address] = true
			edits = append(edits, deal.Scale(address, share))
		}
	}
	if share == 0 {
		return deal.New(doc)
	}
	return d.With(edits...)
}

// drop takes a line away; one that stays with other sites, which inherit it
// too, costs nothing at this one.
func drop(doc *deal.Document, terms *contract.Terms, l contract.Cost) {
	same := func(e deal.Entry[deal.Cost]) bool { return e.ID == l.ID }
	if l.Site == "" {
		doc.Costs = slices.DeleteFunc(doc.Costs, func(e deal.Entry[deal.Cost]) bool { return same(e) && !isLine(&e.Value) })
		return
	}
	site := doc.Sites.Find(l.Site)
	top := doc.Costs.Find(l.ID)
	if top == nil || !isLine(top) {
		site.Costs = slices.DeleteFunc(site.Costs, same)
		return
	}
	if slices.ContainsFunc(terms.Costs, func(x contract.Cost) bool { return x.ID == l.ID && x.Site != "" && x.Category != l.Category }) {
		site.Costs.Put(l.ID).Amount = deal.Num("0")
		return
	}
	doc.Costs = slices.DeleteFunc(doc.Costs, same)
	for i := range doc.Sites {
		doc.Sites[i].Value.Costs = slices.DeleteFunc(doc.Sites[i].Value.Costs, same)
	}
}

// toSites makes the lines of the whole deal that the vehicle bears lines of
// every site. One by month or once is divided by weight; or, if its amount is
// uncertain and so has to stay one draw, it is that of the site with most.
// One that is counted by people counts those of each site.
func (r *recast) toSites() {
	most := 0
	for i, w := range r.weight {
		if w > r.weight[most] {
			most = i
		}
	}
	for i, l := range r.terms.Costs {
		if l.Site != "" || l.Bearer != contract.BearerVehicle {
			continue
		}
		e := &r.doc.Costs[slices.IndexFunc(r.doc.Costs, func(e deal.Entry[deal.Cost]) bool { return e.ID == l.ID })]
		if slices.ContainsFunc(r.doc.Sites, func(s deal.Entry[deal.Site]) bool { return s.Value.Costs.Find(l.ID) != nil }) {
			r.fault("costs."+l.ID, "has the name of a line of a site;", "must have one of its own: in this arrangement each site has its part of it")
			continue
		}
		e.Value.Scope = "site"
		believed := &r.believed.Costs[i]
		if len(r.weight) == 1 || believed.Driver != assumptions.PerMonth && believed.Driver != assumptions.Once {
			continue
		}
		parts := make([]int64, len(r.weight))
		certain := !believed.Amount.Uncertain()
		if certain {
			parts = split(num.Round(believed.Amount.Value), r.weight)
		}
		for j := range r.doc.Sites {
			if certain || j != most {
				r.doc.Sites[j].Value.Costs.Put(l.ID).Amount = r.money(parts[j])
			}
		}
	}
}

// spending writes the cost lines of a site whose provider spends what it is
// paid: its block by contract year, and each fee for the outcomes achieved
// that are expected to be evidenced.
func (r *recast) spending(i int) {
	if !r.spendsWhatItIsPaid(i) {
		return
	}
	s, site := &r.terms.Sites[i], &r.doc.Sites[i].Value
	p := &s.Provider
	if p.GainShare > 0 {
		r.fault("sites."+s.ID+".provider.gain_share", "is what the provider spends:", "must not be there, or a cost line that the provider bears: this arrangement cannot tell what the service costs")
	}
	name := func(base string) string {
		for taken := r.doc.Costs.Find(base) != nil || site.Costs.Find(base) != nil; taken; taken = r.doc.Costs.Find(base) != nil || site.Costs.Find(base) != nil {
			base += "_"
		}
		return base
	}
	for y, block := range p.Blocks {
		from, until := max(p.From, 12*y), min(p.Until, 12*y+11)
		if y == len(p.Blocks)-1 {
			until = p.Until
		}
		if from > until || block == 0 {
			continue
		}
		id := "service"
		if len(p.Blocks) > 1 {
			id += "_" + strconv.Itoa(y+1)
		}
		*site.Costs.Put(name(id)) = deal.Cost{Name: "Service, as it was paid for", From: strconv.Itoa(from), Until: strconv.Itoa(until), Amount: r.money(block), Index: p.Index}
	}
	for _, fee := range p.Fees {
		q := 1.0
		for _, e := range r.believed.Sites[i].Evidence {
			if e.Outcome == fee.Outcome {
				q = r.deal.Central(e.Probability)
			}
		}
		*site.Costs.Put(name("service_" + fee.Outcome)) = deal.Cost{
			Name: "Service, as it was paid for", Per: "outcome", Outcome: fee.Outcome, Amount: r.money(num.Round(float64(fee.Price) * q)),
		}
	}
}

// borne gives every line of a site that the vehicle or its provider bears to a bearer.
func (r *recast) borne(i int, bearer string) {
	site := &r.doc.Sites[i].Value
	give := func(id, held string) {
		if held = cmp.Or(held, contract.BearerVehicle); held != bearer && (held == contract.BearerVehicle || held == contract.BearerProvider) {
			site.Costs.Put(id).Bearer = bearer
		}
	}
	for _, top := range r.doc.Costs {
		if !isLine(&top.Value) {
			continue
		}
		own := site.Costs.Find(top.ID)
		if own == nil {
			own = &deal.Cost{}
		}
		give(top.ID, cmp.Or(own.Bearer, top.Value.Bearer))
	}
	for _, own := range slices.Clone(site.Costs) {
		if top := r.doc.Costs.Find(own.ID); top == nil || !isLine(top) {
			give(own.ID, own.Value.Bearer)
		}
	}
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
func (r *recast) commissioner(i int) (string, error) {
	if id := r.doc.Sites[i].Value.Commissioner; id != "" {
		return id, nil
	}
	for _, class := range []contract.PayerClass{contract.Local, contract.Central} {
		for _, p := range r.terms.Payers {
			if p.Class == class {
				return p.ID, nil
			}
		}
	}
	if len(r.terms.Payers) > 0 {
		return r.terms.Payers[0].ID, nil
	}
	return "", &deal.Fault{Address: "payers", Found: "are none;", Allowed: "must have one to bear the cost of delivery"}
}

// ordinary is what every arrangement but the partnership does first: the
// vehicle's own company and the intermediary fall away, and parts of management
// and evaluation are kept.
func ordinary(d deal.Deal, v values) (deal.Deal, error) {
	var err error
	for _, part := range []struct {
		share      float64
		categories []contract.Category
	}{
		{0, []contract.Category{contract.Intermediary, contract.SpecialPurpose}},
		{v["management"], []contract.Category{contract.Management}},
		{v["evaluation"], []contract.Category{contract.Evaluation}},
	} {
		if d, err = keep(d, part.share, part.categories...); err != nil {
			return d, err
		}
	}
	return d, nil
}

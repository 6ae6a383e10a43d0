package scenarios

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/sibsim/sibsim/deal"
)

// atLeast returns the plain number x, or q if that is a plain number above it.
func atLeast(q deal.Quantity, x float64) deal.Quantity {
	if v, err := strconv.ParseFloat(q.Text, 64); q.Dist == "" && err == nil && v >= x {
		return q
	}
	return deal.Num(number(x))
}

func paymentDelay(d deal.Deal, v values) (deal.Deal, error) {
	return rewritten(d, func(doc *deal.Document) {
		for i := range doc.Payers {
			l := &doc.Payers[i].Value.Late
			l.Months, l.Probability = atLeast(l.Months, v["months"]), atLeast(l.Probability, v["probability"])
		}
	})
}

func commissionerDefault(d deal.Deal, v values) (deal.Deal, error) {
	local := false
	out, err := rewritten(d, func(doc *deal.Document) {
		for i := range doc.Payers {
			p := &doc.Payers[i].Value
			if p.Class != "" && p.Class != "local" {
				continue
			}
			local = true
			if t := &p.Default; !t.Annual.Stated() && !t.Recovery.Stated() && !t.Lag.Stated() {
				p.Default.Recovery = deal.Num(number(v["recovery"]))
			}
			p.Default.Annual = atLeast(p.Default.Annual, v["annual"])
		}
	})
	if !local {
		return d, noPayer("local", "that defaults")
	}
	return out, err
}

func noPayer(class, what string) error {
	return &deal.Fault{Address: "payers", Found: "have none of class " + class + ";", Allowed: "must have one " + what}
}

// unlimited is a cap that no deal reaches, in whole units of any currency.
const unlimited = "1000000000000"

func centralFundWithdraws(d deal.Deal, v values) (deal.Deal, error) {
	from, term := v.months("from"), d.Assumptions().Months
	if from >= term {
		return d, tooLate(term, from)
	}
	nothing := deal.PeriodCap{Amount: deal.Num("0")}
	if from > 0 {
		nothing = deal.PeriodCap{Amounts: []deal.Quantity{deal.Num(unlimited), deal.Num("0")}, Every: strconv.Itoa(from)}
	}
	doc := d.Document()
	var wrong []error
	central := false
	for i := range doc.Payers {
		p, at := &doc.Payers[i].Value, "payers."+doc.Payers[i].ID
		if p.Class != "central" {
			continue
		}
		central = true
		if own := p.Period; from > 0 && !absent(own) && !(len(own.Amounts) == 2 && own.Amounts[0].Text == unlimited && own.Every == nothing.Every) {
			wrong = append(wrong, &deal.Fault{Address: at + ".period_cap", Found: "limits what it pays already;", Allowed: "must not be there for it to withdraw within the term (from=0: from the start)"})
		}
		if from > 0 && p.BackedBy != "" && p.Cap.Stated() {
			wrong = append(wrong, &deal.Fault{Address: at + ".backed_by", Found: p.BackedBy, Allowed: "must not be there for it to withdraw within the term: before that it pays what the cap leaves unpaid (from=0: from the start)"})
		}
		p.Period, p.BackedBy = nothing, ""
	}
	if !central {
		wrong = append(wrong, noPayer("central", "that withdraws"))
	}
	if err := errors.Join(wrong...); err != nil {
		return d, err
	}
	return deal.New(doc)
}

// absent reports whether a period cap is not written.
func absent(p deal.PeriodCap) bool { return !p.Amount.Stated() && len(p.Amounts) == 0 }

// tooLate is the fault of a stress that begins after the end.
func tooLate(term, from int) error {
	return &deal.Fault{Address: "term.months", Found: strconv.Itoa(term), Allowed: fmt.Sprintf("must be more than the month from which it begins, %d (tune from)", from)}
}

func priceCut(d deal.Deal, v values) (deal.Deal, error) {
	var edits []deal.Edit
	for _, address := range d.Prices() {
		edits = append(edits, deal.Scale(address, 1-v["cut"]))
	}
	if len(edits) == 0 {
		return d, &deal.Fault{Address: "tariffs", Found: "have no price above 0;", Allowed: "must have one that can be cut"}
	}
	return d.With(edits...)
}

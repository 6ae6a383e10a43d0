package scenarios

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/internal/num"
)

// What moves volumes and chances from outside is a factor named after the
// stress: the plan case, which has no effects, stays what was signed.

// rewritten returns the deal of a changed copy of the document.
func rewritten(d deal.Deal, change func(doc *deal.Document)) (deal.Deal, error) {
	doc := d.Document()
	change(&doc)
	return deal.New(doc)
}

// withFactor returns the deal with a factor that has no spread of its own,
// over the one that the stress has written before.
func withFactor(d deal.Deal, name string, f deal.Factor) (deal.Deal, error) {
	doc := d.Document()
	at := doc.Factors.Put(name)
	if at.SD.Stated() && !isNumber(at.SD, 0) {
		return d, &deal.Fault{Address: "factors." + name + ".sd", Found: at.SD.String(), Allowed: "must be 0: the scenario writes the factor of this name, which the deal has for something else"}
	}
	f.SD = deal.Num("0")
	*at = f
	return deal.New(doc)
}

// isNumber reports whether a quantity is the plain number x.
func isNumber(q deal.Quantity, x float64) bool {
	v, err := strconv.ParseFloat(q.Text, 64)
	return q.Dist == "" && err == nil && v == x
}

func logOf(x float64) deal.Quantity { return deal.Num(number(num.Log(x))) }

var onReferrals = []string{assumptions.OnReferrals}

func shortfall(d deal.Deal, v values) (deal.Deal, error) {
	return withFactor(d, "referral_shortfall", deal.Factor{Mean: logOf(v["part"]), On: onReferrals})
}

func setCase(d deal.Deal, v values) (deal.Deal, error) {
	return withFactor(d, "case", deal.Factor{Mean: logOf(v["part"]), On: onReferrals})
}

// shock is a factor's level x in the months from..from+months-1 of the term.
func shock(d deal.Deal, v values, x float64) ([]deal.Quantity, error) {
	from, term := v.months("from"), d.Assumptions().Months
	if from >= term {
		return nil, tooLate(term, from)
	}
	list := make([]deal.Quantity, min(from+v.months("months"), term))
	for m := range list {
		list[m] = deal.Num("0")
		if m >= from {
			list[m] = deal.Num(number(x))
		}
	}
	return list, nil
}

func recession(d deal.Deal, v values) (deal.Deal, error) {
	on := events(d, assumptions.JobStart, assumptions.Job13Weeks)
	list, err := shock(d, v, -v["depth"])
	if len(on) == 0 {
		err = errors.Join(err, noKind("job_start or job_13_weeks", "on which a recession acts"))
	}
	if err != nil {
		return d, err
	}
	return withFactor(d, "recession", deal.Factor{Shock: list, On: on})
}

// events lists the outcomes of the given kinds that are counted once, in the
// order of the deal.
func events(d deal.Deal, kinds ...string) []string {
	a := d.Assumptions()
	var out []string
	for _, o := range a.Outcomes {
		timed := slices.ContainsFunc(a.Sites, func(s assumptions.Site) bool {
			return slices.ContainsFunc(s.Pathway, func(t assumptions.Transition) bool { return t.Outcome == o.ID && t.Counted != assumptions.CountedOnce })
		})
		if slices.Contains(kinds, o.Kind) && !timed {
			out = append(out, o.ID)
		}
	}
	return out
}

func noKind(kinds, what string) error {
	return &deal.Fault{Address: "outcomes", Found: "have none of kind " + kinds + ";", Allowed: "must have one, " + what + ": write its kind"}
}

// slowRamp sets the ramp of every rate; of referrals listed by month it ramps
// the first.
func slowRamp(d deal.Deal, v values) (deal.Deal, error) {
	var edits []deal.Edit
	var wrong []error
	seen := map[string]bool{}
	for _, s := range d.Assumptions().Sites {
		r := &s.Referrals
		for i := range min(len(r.Monthly), v.months("months")-1) {
			if address := d.Origin("sites." + s.ID + ".referrals.monthly." + strconv.Itoa(i)); !seen[address] {
				seen[address] = true
				edits = append(edits, deal.Scale(address, float64(i+1)/v["months"]))
			}
		}
		address := r.Ramp.Address
		if address == "" { // written nowhere: where the rate is
			address = beside(r.Rate.Address, "ramp")
		}
		if len(r.Monthly) > 0 || seen[address] {
			continue
		}
		seen[address] = true
		if !r.Ramp.Uncertain() && r.Ramp.Value > v["months"] {
			wrong = append(wrong, &deal.Fault{Address: address, Found: number(r.Ramp.Value), Allowed: "must be at most " + number(v["months"]) + ", or this is no slower ramp (tune months)"})
		}
		edits = append(edits, deal.Set(address, v["months"]))
	}
	if err := errors.Join(wrong...); err != nil {
		return d, err
	}
	return d.With(edits...)
}

// beside returns the address of another field of the section a field is in.
func beside(address, field string) string {
	return address[:strings.LastIndexByte(address, '.')+1] + field
}

func cherryPicking(d deal.Deal, v values) (deal.Deal, error) {
	starts := choose(d, conversions(d))
	var on []string
	certain := 0
	for _, t := range starts {
		if !slices.Contains(on, t.Outcome) {
			on = append(on, t.Outcome)
		}
		if !t.Probability.Uncertain() && t.Probability.Value >= 1 && len(t.Hazards) == 0 {
			certain++
		}
	}
	switch {
	case len(starts) == 0:
		return d, noChance("job starts, or first outcomes after the referral")
	case certain == len(starts):
		return d, &deal.Fault{Address: starts[0].Probability.Address, Found: "1", Allowed: "must be below 1: nobody is easier to help than those who are sure to succeed"}
	}
	engaged := events(d, assumptions.Engagement)
	if len(engaged) == 0 {
		engaged = onReferrals
	}
	d, err := withFactor(d, "cherry_picking", deal.Factor{Mean: logOf(v["start"]), On: on})
	if err != nil {
		return d, err
	}
	return withFactor(d, "cherry_picking_volume", deal.Factor{Mean: logOf(v["engaged"]), On: engaged})
}

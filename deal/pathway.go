package deal

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// sumSlack is how far probabilities that must add up to 1 may miss it: they
// are decimals, often rounded ones.
const sumSlack = 1e-9

// checkPathway checks the tree of outcomes of one site.
func (c *checker) checkPathway(site string, pathway Table[Transition]) {
	at := "sites." + site + ".pathway"
	for _, o := range c.doc.Outcomes {
		if pathway.Find(o.ID) == nil && !c.astray("pathway", o.ID) && !c.astray(at, o.ID) {
			c.lack(site, "pathway."+o.ID, "must be the transition that leads to this outcome")
		}
	}
	for i := range pathway {
		c.checkTransition(at+"."+pathway[i].ID, &pathway[i].Value)
		if p := pathway.Find(pathway[i].Value.From); p != nil && p.state() && pathway[i].Value.From != pathway[i].ID {
			c.fault(at+"."+pathway[i].ID+".from", pathway[i].Value.From, "must not be an outcome counted "+p.Counted+": nothing follows from it")
		}
	}
	c.checkCycles(at, pathway)
	c.checkGroups(at, pathway)
}

func (c *checker) checkTransition(at string, t *Transition) {
	forms := delayForms(&t.Delay)
	if t.state() {
		c.checkState(at, t)
	}
	if len(t.Hazards) > 0 {
		if t.Probability.Stated() && !t.state() {
			c.fault(at+".probability", "stands beside hazards;", "must be alone: hazards, or probability and delay")
		}
		if len(forms) > 0 {
			c.fault(at+".delay", "stands beside hazards;", "must be alone: hazards, or probability and delay")
		}
		if t.Mean == "marginal" {
			c.fault(at+".mean", "marginal", "must be central beside hazards: it asks about a probability")
		}
		return
	}
	if !t.Probability.Stated() && !t.state() {
		c.fault(at+".probability", missing, "must be a probability (or write hazards)")
	}
	switch len(forms) {
	case 0:
		c.fault(at+".delay", missing, "must be one of months, weeks, geometric, weibull, lognormal, list")
	case 1:
		c.checkDelay(at+".delay", &t.Delay)
	default:
		c.fault(at+".delay", "has "+oneOfAnd(forms)+";", "must have one of them")
	}
}

// state reports whether the outcome is counted by time.
func (t *Transition) state() bool { return t.Counted == "monthly" || t.Counted == "daily" }

// checkState checks that a state has nothing that only an event has.
func (c *checker) checkState(at string, t *Transition) {
	allowed := "must not be written for an outcome counted " + t.Counted
	c.only(false, at+".probability", t.Probability, allowed+": everyone with the parent event enters it")
	if t.Group != "" {
		c.fault(at+".group", t.Group, allowed)
	}
	if t.Mean != "" {
		c.fault(at+".mean", t.Mean, allowed)
	}
}

// delayForms returns the forms of delay that are written.
func delayForms(d *Delay) []string {
	var forms []string
	for _, f := range []struct {
		name    string
		written bool
	}{
		{"months", d.Months.Stated()},
		{"weeks", d.Weeks.Stated()},
		{"geometric", d.Geometric.stated()},
		{"weibull", d.Weibull.stated()},
		{"lognormal", d.Lognormal.stated()},
		{"list", len(d.List) > 0},
	} {
		if f.written {
			forms = append(forms, f.name)
		}
	}
	return forms
}

func (w Waiting) stated() bool {
	return w.Mean.Stated() || w.Shape.Stated() || w.Median.Stated() || w.Sigma.Stated()
}

// checkDelay checks the parameters of a delay with exactly one form.
func (c *checker) checkDelay(at string, d *Delay) {
	first, last := c.float(at+".first", d.First), c.float(at+".last", d.Last)
	shaped := d.Geometric.stated() || d.Weibull.stated() || d.Lognormal.stated()
	if shaped && first > last {
		c.fault(at+".last", number(last), "must be at least first, "+number(first))
	}
	switch {
	case d.Geometric.stated():
		c.checkWaiting(at+".geometric", &d.Geometric, "mean")
		mean := d.Geometric.Mean
		least := c.float(at+".geometric.mean", mean)
		if mean.Dist != "" {
			least = supportOf(mean).lo
		}
		if mean.Stated() && !c.bad(at+".geometric.mean") && mean.Dist != "joint" && mean.Dist != "discrete" && least < first {
			c.fault(at+".geometric.mean", mean.String(), "must be at least first, "+number(first))
		}
	case d.Weibull.stated():
		c.checkWaiting(at+".weibull", &d.Weibull, "shape", "mean")
	case d.Lognormal.stated():
		c.checkWaiting(at+".lognormal", &d.Lognormal, "median", "sigma")
	case len(d.List) > 0:
		sum := 0.0
		for i, p := range d.List {
			key := join(at+".list", strconv.Itoa(i))
			if c.bad(key) {
				return
			}
			sum += c.float(key, p)
		}
		if math.Abs(sum-1) > sumSlack {
			c.fault(at+".list", "adds up to "+sumText(sum)+";", "must add up to 1")
		}
	}
}

// checkWaiting checks that exactly the named parameters are written.
func (c *checker) checkWaiting(at string, w *Waiting, names ...string) {
	for _, p := range []struct {
		name string
		q    Quantity
	}{{"mean", w.Mean}, {"shape", w.Shape}, {"median", w.Median}, {"sigma", w.Sigma}} {
		wanted := slices.Contains(names, p.name)
		if wanted && !p.q.Stated() {
			c.fault(join(at, p.name), missing, "must be written, with "+strings.Join(names, " and ")+" alone")
		}
		if !wanted && p.q.Stated() {
			c.fault(join(at, p.name), p.q.String(), "must not stand here: this delay has "+strings.Join(names, " and "))
		}
	}
}

// checkCycles finds outcomes that follow from themselves, and names the circle.
func (c *checker) checkCycles(at string, pathway Table[Transition]) {
	done := map[string]bool{}
	for _, e := range pathway {
		var trail []string
		for id := e.ID; ; {
			if i := slices.Index(trail, id); i >= 0 {
				circle := append(trail[i:], id)
				c.fault(join(at, id)+".from", strings.Join(circle, " from "), "must start at referral: it goes round")
				break
			}
			t := pathway.Find(id)
			if t == nil || done[id] {
				break
			}
			trail = append(trail, id)
			if id = t.From; id == "" || id == "referral" {
				break
			}
		}
		for _, id := range trail {
			done[id] = true
		}
	}
}

// checkGroups checks that exclusive siblings have one parent and can exclude
// each other: their probabilities at central values add up to at most 1. The
// draws of uncertain ones may exceed it; sampling then scales them down.
func (c *checker) checkGroups(at string, pathway Table[Transition]) {
	var groups []string
	members := map[string][]int{}
	for i := range pathway {
		if g := pathway[i].Value.Group; g != "" && !pathway[i].Value.state() {
			if members[g] == nil {
				groups = append(groups, g)
			}
			members[g] = append(members[g], i)
		}
	}
	for _, g := range groups {
		first := &pathway[members[g][0]]
		parent := c.word(join(at, first.ID)+".from", first.Value.From)
		if len(members[g]) == 1 {
			c.fault(join(at, first.ID)+".group", g, "must have another member%s", c.hint(g, slices.DeleteFunc(slices.Clone(groups), func(o string) bool { return o == g })))
			continue
		}
		var names []string
		var monthly []float64 // hazards, by month after the parent
		sum := 0.0
		for _, i := range members[g] {
			key, t := join(at, pathway[i].ID), &pathway[i].Value
			if from := c.word(key+".from", t.From); from != parent {
				c.fault(key+".from", from, "must be %s, as for %s of the same group %s", parent, first.ID, g)
			}
			names = append(names, pathway[i].ID)
			sum += c.centreOf(key+".probability", t.Probability)
			for k, h := range t.Hazards {
				m := k + max(0, c.int(key+".hazards_from", t.HazardsFrom))
				for m >= len(monthly) && m < 1300 {
					monthly = append(monthly, 0)
				}
				if m < len(monthly) {
					monthly[m] += c.centreOf(join(key+".hazards", strconv.Itoa(k)), h)
				}
			}
		}
		if sum > 1+sumSlack {
			c.fault(join(at, first.ID)+".probability", oneOfAnd(names)+" add up to "+sumText(sum)+";", "must add up to at most 1: group %s is exclusive", g)
		}
		for m, h := range monthly {
			if h > 1+sumSlack {
				c.fault(join(at, first.ID)+".hazards", "of month "+strconv.Itoa(m)+" in group "+g+" add up to "+sumText(h)+";", "must add up to at most 1")
				break
			}
		}
	}
}

func oneOfAnd(names []string) string {
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

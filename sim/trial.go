package sim

import (
	"math/bits"
	"slices"

	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/internal/random"
)

// Trial walks a path and settles what happened on it, as it was or edited: one
// outcome more, one person less, all outcomes a month later. What an edit does not
// change stays as it was sampled: who was referred, who is in post, marks and, in a
// deal with reviews, the volumes they ordered. Cost lines that count what is edited
// follow. A Trial must not be shared by goroutines.
type Trial struct {
	w       *worker
	ledger  *contract.Ledger
	row     []int64
	seeking random.Key // of the words that choose
	edited  bool
	events  []contract.Event // everyone's, as walked, by site
	sites   []span           // of events

	walked struct { // what edits may change, as walked
		referrals, achieved, evidenced []int32
		costs, flexed                  []contract.Money
		impact                         []int64
	}
	months  []float64 // [site][outcome][month] achieved, expected: the profile of what did not happen
	segment []bool    // [site][outcome]
	left    []uint64  // scratch: people among whom one is drawn
}

type span struct{ from, to int }

// Person is someone with everything that happened to them. A person of an edit
// who was referred counts among the referrals; one with Referred false only has events.
type Person struct {
	Site     int
	Referred bool
	Month    int // of referral
	Events   []contract.Event
}

var seeking = random.Address("trial")

// Trial returns a trial of the plan, whose ledgers are itemised. People says whether
// persons will be drawn and outcomes added: listing everyone takes time.
func (p *Plan) Trial(people bool) *Trial {
	t := &Trial{w: p.newWorker(), ledger: p.schedule.NewLedger(), row: make([]int64, len(p.specs))}
	t.ledger.Itemise = true
	t.w.named = p.people || people
	for i := range p.sites {
		_, achieved := p.expected(&p.sites[i])
		t.months = append(t.months, achieved...)
	}
	t.sites = make([]span, len(p.sites))
	t.segment = make([]bool, len(p.sites)*p.outcomes)
	for _, s := range p.segments {
		t.segment[s.Site*p.outcomes+s.Outcome] = true
	}
	return t
}

// Walk makes path n of a run.
func (t *Trial) Walk(seed, n uint64) {
	w := t.w
	w.sample(path{seed: seed, ignorance: n, environ: n, luck: n})
	t.seeking, t.edited = w.luck.At(seeking), false
	t.events = append(t.events[:0], w.out.Events...)
	at := 0
	for i := range t.sites {
		from := at
		for at < len(t.events) && int(t.events[at].Site) == i {
			at++
		}
		t.sites[i] = span{from, at}
	}
	o, k := w.out, &t.walked
	k.referrals = append(k.referrals[:0], o.Referrals...)
	k.achieved = append(k.achieved[:0], o.Achieved...)
	k.evidenced = append(k.evidenced[:0], o.Evidenced...)
	k.costs = append(k.costs[:0], o.Costs...)
	k.flexed = append(k.flexed[:0], o.Flexed...)
	k.impact = append(k.impact[:0], o.Impact...)
}

// Restore takes all edits back.
func (t *Trial) Restore() {
	o, k := t.w.out, &t.walked
	copy(o.Referrals, k.referrals)
	copy(o.Achieved, k.achieved)
	copy(o.Evidenced, k.evidenced)
	copy(o.Costs, k.costs)
	copy(o.Flexed, k.flexed)
	copy(o.Impact, k.impact)
	if t.w.plan.people {
		o.Events = append(o.Events[:0], t.events...)
	}
	t.edited = false
}

// Outturn is what the path came to, with the edits so far but for costs, which
// Settle brings up to date. It is overwritten by the next walk.
func (t *Trial) Outturn() *contract.Outturn { return t.w.out }

// Settle carries out the contract on the path as it stands, and returns the ledger,
// which the next settlement overwrites.
func (t *Trial) Settle() *contract.Ledger {
	p := t.w.plan
	if t.edited {
		p.costs.draw(t.w)
	}
	p.schedule.Settle(t.ledger, t.w.out)
	return t.ledger
}

// Row returns the metrics of the last settlement, as Lifetime.Row has them. It is
// overwritten by the next.
func (t *Trial) Row() []int64 {
	t.w.plan.metrics.Eval(t.row, t.ledger, t.w.work)
	return t.row
}

// Add puts a person into the path, among the others of the site in the order of
// their numbers.
func (t *Trial) Add(who Person) { t.put(who, 1) }

// Remove takes a person out of the path, with all their events.
func (t *Trial) Remove(who Person) { t.put(who, -1) }

func (t *Trial) put(who Person, sign int32) {
	t.edited = true
	p, o := t.w.plan, t.w.out
	if who.Referred {
		o.Referrals[who.Site*p.months+who.Month] += sign
	}
	for i := range who.Events {
		e := &who.Events[i]
		row := (int(e.Site)*p.outcomes + int(e.Outcome)) * p.months
		o.Achieved[row+int(e.Month)] += sign * e.Units
		if e.Evidenced >= 0 {
			o.Evidenced[row+int(e.Evidenced)] += sign * e.Units
		}
	}
	if len(who.Events) == 0 || !p.people {
		return
	}
	site, number := int32(who.Site), who.Events[0].Person
	if sign < 0 {
		o.Events = slices.DeleteFunc(o.Events, func(e contract.Event) bool { return e.Site == site && e.Person == number })
		return
	}
	at, _ := slices.BinarySearchFunc(o.Events, who.Events[0], func(e, x contract.Event) int {
		if e.Site != x.Site {
			return int(e.Site - x.Site)
		}
		if e.Person > x.Person {
			return 1
		}
		return -1
	})
	o.Events = slices.Insert(o.Events, at, who.Events...)
}

// Extra returns someone who has an outcome at a site once more than the path has
// it: one unit, evidenced, when a unit of that outcome drawn by a word of the path
// was, or by the expected profile if the path has none. It is a person of its own,
// after all others of the site: what else happened to the one drawn (to nobody: every other
// outcome, in the same month) is known of it but counts for nothing, so that clauses on persons let it pass as they
// do that one, and its participant cap is unused. It is no referral.
func (t *Trial) Extra(site, outcome int) Person {
	p := t.w.plan
	word := t.seeking.At(uint64(site)).Word(uint64(outcome))
	who := Person{Site: site}
	var units int64
	events := t.of(site)
	for i := range events {
		if e := &events[i]; int(e.Outcome) == outcome && e.Evidenced >= 0 {
			units += int64(e.Units)
		}
	}
	if units == 0 {
		m := int32(t.expectedMonth(site, outcome, random.Unit(word)))
		for k := range p.outcomes {
			e := contract.Event{Person: beyond(p.months), Site: int32(site), Outcome: int32(k), Referred: m, Month: m, Evidenced: m}
			if k == outcome {
				e.Units = 1
			}
			who.Month, who.Events = int(m), append(who.Events, e)
		}
		return who
	}
	nth := pick(word, units)
	at := slices.IndexFunc(events, func(e contract.Event) bool {
		if int(e.Outcome) == outcome && e.Evidenced >= 0 {
			nth -= int64(e.Units)
		}
		return nth < 0
	})
	drawn := events[at]
	for _, e := range events {
		if e.Person != drawn.Person {
			continue
		}
		e.Units = 0
		if e.Outcome == drawn.Outcome && e.Month == drawn.Month {
			e.Units = 1
		}
		e.Person = beyond(p.months)
		who.Month, who.Events = int(e.Referred), append(who.Events, e)
	}
	return who
}

// beyond is the number of a person after all others.
func beyond(months int) uint64 { return random.Person(months, 0) }

// pick turns a word into a whole number below n.
func pick(word uint64, n int64) int64 {
	hi, _ := bits.Mul64(word, uint64(n))
	return int64(hi)
}

func (t *Trial) of(site int) []contract.Event { return t.events[t.sites[site].from:t.sites[site].to] }

// expectedMonth is the month at u of an outcome's expected profile; the last of
// the window if it is not expected at all.
func (t *Trial) expectedMonth(site, outcome int, u float64) int {
	p := t.w.plan
	row := t.months[(site*p.outcomes+outcome)*p.months:][:p.months]
	var sum float64
	for _, x := range row {
		sum += x
	}
	u *= sum
	for m, x := range row {
		if u -= x; u < 0 {
			return m
		}
	}
	return p.months - 1
}

// Who says which of the people of a site may be drawn, apart from those of a
// segment, whose outcome's place says so.
const (
	Anyone  = -1 // everyone referred
	Nothing = -2 // those referred to whom nothing evidenced happened, segments aside
)

// Draw returns a person of a segment at a site (outcome is its place), or of Anyone,
// or of those with Nothing, drawn by a word of the path; false if there is none.
func (t *Trial) Draw(site, outcome int) (Person, bool) {
	months := t.w.plan.months
	events := t.of(site)
	word := t.seeking.At(uint64(site)).At(1).Word(uint64(outcome - Nothing))
	switch outcome {
	case Anyone, Nothing:
		t.left = t.left[:0] // who may be drawn
		at := 0
		for m, n := range t.walked.referrals[site*months:][:months] {
			for i := range int(n) {
				who, some := random.Person(m, i), false
				for ; at < len(events) && events[at].Person == who; at++ {
					some = some || events[at].Evidenced >= 0 && !t.isSegment(&events[at])
				}
				if outcome == Anyone || !some {
					t.left = append(t.left, who)
				}
			}
		}
	default:
		t.left = t.left[:0]
		for i := range events {
			if int(events[i].Outcome) == outcome {
				t.left = append(t.left, events[i].Person)
			}
		}
	}
	who := Person{Site: site, Referred: true}
	if len(t.left) == 0 {
		return who, false
	}
	number := t.left[pick(word, int64(len(t.left)))]
	who.Month = int(number >> 32)
	for _, e := range events {
		if e.Person == number {
			who.Events = append(who.Events, e)
		}
	}
	return who, true
}

// Delay makes every outcome of the path come one month later, its evidence too;
// what then falls after the outcome window is lost. Segments, which say who a person
// is, stay. It returns how many evidenced units are lost.
func (t *Trial) Delay() int64 {
	t.edited = true
	p, o := t.w.plan, t.w.out
	var lost int64
	for i, stays := range t.segment {
		if stays {
			continue
		}
		a, e := o.Achieved[i*p.months:][:p.months], o.Evidenced[i*p.months:][:p.months]
		lost += int64(e[p.months-1])
		copy(a[1:], a)
		copy(e[1:], e)
		a[0], e[0] = 0, 0
	}
	if p.people {
		t.delayEvents()
	}
	return lost
}

func (t *Trial) delayEvents() {
	p, o := t.w.plan, t.w.out
	last := int32(p.months - 1)
	kept := o.Events[:0]
	for _, e := range o.Events {
		if !t.isSegment(&e) {
			if e.Month == last {
				continue
			}
			e.Month++
			if e.Evidenced == last {
				e.Evidenced = -1
			} else if e.Evidenced >= 0 {
				e.Evidenced++
			}
		}
		kept = append(kept, e)
	}
	o.Events = kept
	for from := 0; from < len(kept); { // a segment may have been overtaken
		to := from + 1
		for to < len(kept) && kept[to].Site == kept[from].Site && kept[to].Person == kept[from].Person {
			to++
		}
		inOrder(kept[from:to])
		from = to
	}
}

func (t *Trial) isSegment(e *contract.Event) bool {
	return t.segment[int(e.Site)*t.w.plan.outcomes+int(e.Outcome)]
}

// Clear takes all outcomes off the path, and what impacts came to, but leaves the
// segments, which say who a person is.
func (t *Trial) Clear() {
	t.edited = true
	p, o := t.w.plan, t.w.out
	for i, stays := range t.segment {
		if !stays {
			clear(o.Achieved[i*p.months:][:p.months])
			clear(o.Evidenced[i*p.months:][:p.months])
		}
	}
	if p.people {
		o.Events = slices.DeleteFunc(o.Events, func(e contract.Event) bool { return !t.isSegment(&e) })
	}
	clear(o.Impact)
}

package contract

// This file holds the terms of the clauses that many contracts lack. The zero
// value of each is its absence.

// Band is the price of outcomes up to a cumulative count.
type Band struct {
	UpTo  Limit // the last outcome of the band, counted from 1; absent: no last
	Price Money
}

// PeriodCap limits what is claimed in each period, by month of claim.
type PeriodCap struct {
	// Amounts by period, the last one holding on. Empty: no cap.
	Amounts []Money
	// Every is the length of a period in months; 0 stands for April-to-March
	// financial years, the first the one that contains month 0.
	Every int
	// CarryOver adds what a period leaves unused to the next one.
	CarryOver bool
}

// Window limits the months between two events of one person.
type Window struct {
	Set    bool
	After  string // an outcome; empty: the referral
	Months int
}

// Guarantee of referrals: a payer makes up for referrals that do not come.
type Guarantee struct {
	Referrals int64 // in each period
	Every     int   // months; 0: no guarantee
	Credit    Money // for each missing referral
	Payer     string
}

// StepIn says what happens when a site's provider fails.
type StepIn struct {
	// Gap is how many months the site does not serve; -1: for good.
	Gap  int
	Cost Money // paid by the vehicle in the month of the failure
}

// Audit checks evidenced outcomes by sample and claws back what was wrongly paid.
type Audit struct {
	Every       int   // months between audits of each site; 0: none
	Sample      int64 // evidenced outcomes looked at, at most
	Tolerance   int64 // errors up to this part of the sample are let pass, in millionths
	Extrapolate bool  // claw back the sample's error rate of all that was claimed, not the errors found only
}

// Measure is something measured on cohorts of people: a rate, worked out from
// counts, or an impact, given by the outturn.
type Measure struct {
	ID string
	// Outcome over Per is the rate: evidenced outcomes over referrals (Per
	// PerReferrals), over the target (PerTarget) or over evidenced outcomes
	// (an outcome's ID). Empty Outcome: an impact.
	Outcome string
	Per     string
	Site    string // empty: all sites
	Cohorts []Cohort
}

// What a rate may be taken over, apart from an outcome.
const (
	PerReferrals = "referral"
	PerTarget    = "target"
)

// Cohort is the people referred in months From..Until, measured in Month.
type Cohort struct {
	ID                 string
	From, Until, Month int
	// Weight in the pooled value of an impact, e.g. its size.
	Weight int64
}

// Reward is paid, or deducted, by what a measure comes to.
type Reward struct {
	ID      string
	Measure string
	Each    []Step // by the value of each cohort
	Pooled  []Step // by the value of all cohorts together, with the last
	Lag     int
	Cap     Limit
	Shares  []Share
	Unpaid  int64
}

// Step is one step of a ladder: from a value on, in millionths, an amount and
// so much more for each percentage point above it. Below 0: a deduction.
type Step struct {
	From             int64
	Amount, PerPoint Money
}

// Test is held on a date: too few outcomes against the target end something.
type Test struct {
	ID      string
	Month   int
	Outcome string
	Site    string // empty: all sites
	Share   int64  // of the target to date, in millionths; fewer fails
	// Exit ends the investors' duty to pay in; else the service ends.
	Exit bool
	// RunOff is how many months after the end outcomes of people referred
	// before it still count.
	RunOff   int
	WindDown Money // paid by the vehicle in the month after
	// Payout is the part of the investors' principal that Payer pays in then, in millionths.
	Payout int64
	Payer  string
}

// Review rewrites caps and volumes by what was attained of the target.
type Review struct {
	ID      string
	Month   int // from which on the new figures hold
	Outcome string
	Caps    Follow
	Volumes Follow
}

// Follow is a formula: 1 + Part (attained - 1), held to Least..Most, all in millionths.
type Follow struct{ Part, Least, Most int64 }

// None reports whether f is no formula: absent, or one that always comes to 1.
// It then leaves what an earlier review made.
func (f Follow) None() bool {
	return f == Follow{} || f.Part == 0 && f.Least <= Million && Million <= f.Most
}

// Backing of a tranche: at the end By pays what the tranche lacks of Part of
// its draw, at most Limit.
type Backing struct {
	Part  int64  // in millionths; 0: none
	By    string // a payer; empty: the guarantor
	Limit Limit
}

// Portion is a share of profit or surplus, in millionths, to a payer, a site
// (its provider) or ToIntermediary.
type Portion struct {
	To       string
	Millions int64
}

// ToIntermediary is the ID of the intermediary's account in a Portion.
const ToIntermediary = "intermediary"

// DrawOrder says which tranche is drawn first.
type DrawOrder uint8

// The orders of drawing.
const (
	JuniorFirst DrawOrder = iota
	SeniorFirst
	ProRata // by what is left of each commitment
)

// Event is one achieved outcome of one person.
type Event struct {
	Person    uint64
	Site      int32
	Outcome   int32
	Referred  int32 // month
	Month     int32 // achieved
	Evidenced int32 // month evidenced, -1 never
	Units     int32 // 1, or the units of an outcome counted by time
}

// NeedsPeople reports whether some clause looks at single people, so that an
// outturn should carry its events.
func (c *Contract) NeedsPeople() bool { return c.terms.needsPeople() }

func (t *Terms) needsPeople() bool {
	for i := range t.Sites {
		s := &t.Sites[i]
		if s.ParticipantCap.Set {
			return true
		}
		for j := range s.Tariffs {
			if s.Tariffs[j].Window.Set || len(s.Tariffs[j].Requires) > 0 {
				return true
			}
		}
	}
	for i := range t.Tests {
		if t.Tests[i].RunOff > 0 {
			return true
		}
	}
	for i := range t.Measures {
		if t.Measures[i].Outcome != "" && t.Measures[i].Per != PerTarget {
			return true
		}
	}
	return false
}

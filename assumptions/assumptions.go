// Package assumptions holds what we expect of a deal and how sure we are:
// volumes, the pathway with its probabilities and delays, cost amounts,
// factors and effects, as plain data by ID. It knows nothing of the contract
// and draws nothing; sim lowers it to tables and walks it.
package assumptions

// Assumptions is everything uncertain about a deal, with every default
// resolved: each site carries its own complete pathway, evidence and volumes.
// An input inherited by several sites keeps one Address and is drawn once.
type Assumptions struct {
	// Months is the length of the outcome window, Start the calendar month of month 0, as 12*year + month - 1.
	Months, Start int
	// Deflator is the inflation a year that turns money into prices of month
	// 0, if Deflated says that it is known: 0 if all money is in them already.
	Deflator     float64
	Deflated     bool
	Outcomes     []Outcome
	Sites        []Site
	CommonVolume Effect // log effect on every site's referrals, one draw a path
	Factors      []Factor
	SiteEffects  []SiteEffect
	Levers       []Lever
	LeverEffects []LeverEffect
	Indices      []Index
	Costs        []Cost
	Benefits     []Benefit
	Payers       []Payer
	Measures     []Measure // of impact
	AuditError   Input     // chance that an outcome looked at by an audit is wrong
	Tables       []Table
	Correlations []Correlation
}

// Outcome holds what we believe about one outcome anywhere.
type Outcome struct {
	ID string
	// Deadweight is the share of achieved outcomes that would have happened
	// without the service; NaN if nobody said.
	Deadweight float64
	// Kind is what the outcome is in the sector's words, Other if it is none of them.
	Kind string
}

// The kinds of outcomes that much is published of.
const (
	Engagement = "engagement"
	JobStart   = "job_start"
	Job13Weeks = "job_13_weeks"
	Other      = "other"
)

// Site holds the assumptions of one site.
type Site struct {
	ID        string
	Referrals Referrals
	Pathway   []Transition
	Evidence  []Evidence
	// Resubmitted has the outcomes with a second attempt at evidence.
	Resubmitted []Resubmission
	// Specialists serve the site's people; nil: everyone is served at once.
	Specialists  *Specialists
	Measurements []Measurement
	Hours        []Hours
	// Failure is the chance that the provider fails within a year.
	Failure  Input
	Loadings []Loading // absent factor: loading 1
}

// Law is the law of monthly referral counts around their mean.
type Law uint8

// The laws of referral counts.
const (
	Poisson          Law = iota
	NegativeBinomial     // variance = mean + Dispersion * mean^2
	FixedCount           // the cumulative mean, rounded: no chance
)

// Referrals says how many people are referred to a site each month.
type Referrals struct {
	Law        Law
	Dispersion Input
	// From and Until bound the referral window, both included, in months.
	From, Until int
	// Rate is people a month at full flow; the mean in month m is Rate *
	// min(1, (m-From+1)/Ramp). Monthly, if not empty, gives the means
	// outright, its first entry in month From.
	Rate    Input
	Ramp    Input
	Monthly []Input
	Effect  Effect // log effect of this site, one draw a path
}

// Effect is a normal random effect, one draw a path. The zero value is none.
type Effect struct {
	Mean, SD Input
}

// Transition is one step of the pathway: the outcome it leads to, from which
// outcome, with which probability and after which delay. Each outcome is
// reached by one transition; the transitions form a tree under the referral.
type Transition struct {
	Outcome string
	From    string // empty: from the referral
	// Group names a set of exclusive siblings (same From): at most one of
	// them happens to a person. Empty: a transition on its own.
	Group string
	// Probability is that of the outcome given its parent, with zero effects
	// and no end of window.
	Probability Input
	Delay       Delay
	// Hazards, if not empty, replaces Probability and Delay: the discrete
	// hazards, the first entry in month HazardsFrom after the parent.
	Hazards     []Input
	HazardsFrom int
	// Counted makes the outcome a state that everyone with the parent event
	// is in until Delay has passed; it then has no Probability.
	Counted Counted
	// Marginal asks that Probability be the mean over the effects, not the
	// value at zero effects.
	Marginal bool
}

// Counted says how often an outcome counts.
type Counted uint8

// The ways of counting.
const (
	CountedOnce    Counted = iota
	CountedMonthly         // one for each month
	CountedDaily           // the days of each calendar month
)

// DelayKind is the family of a delay distribution over whole months.
type DelayKind uint8

// The families of delays. Weibull and lognormal are rounded to the nearest
// month and, like the geometric, cut at Last and renormalised.
const (
	Months    DelayKind = iota // exactly A months
	Weeks                      // A weeks after a day uniform in its month
	Geometric                  // mean A months, first possible month First
	Weibull                    // shape A, mean B months
	Lognormal                  // median A months, log standard deviation B
	List                       // probabilities by month from First on
)

// Delay is the distribution of the months between an outcome and its parent.
type Delay struct {
	Kind  DelayKind
	A, B  Input
	First int
	Last  int
	List  []Input
}

// Evidence is the probability that an achieved outcome is evidenced.
type Evidence struct {
	Outcome     string
	Probability Input
}

// Resubmission is the second attempt at evidence of an outcome.
type Resubmission struct {
	Outcome     string
	Probability Input
	After       int // months
}

// Payer says how surely a payer pays.
type Payer struct {
	ID      string
	Late    Input // chance, each month, that what falls due then is late
	Default Input // chance of default within a year
}

// Measure is the impact that a measure finds in each cohort: Effect, give or
// take the standard Error.
type Measure struct {
	ID            string
	Effect, Error Input
}

// Loading is how strongly a factor acts at a site.
type Loading struct {
	Factor string
	Value  Input
}

// The targets of factors and site effects that are not outcomes.
const (
	OnReferrals = "referrals" // adds to the log mean
	OnEvidence  = "evidence"  // adds to the logit of every evidence probability
)

// Factor is a monthly AR(1) process with stationary standard deviation SD and
// autocorrelation Rho, started from its stationary law; Mean is added. It acts on the named
// outcomes' transitions in the month of the event (logit), on referrals in their month (log).
type Factor struct {
	ID            string
	SD, Rho, Mean Input
	Shock         []float64 // added too, by month from month 0; 0 beyond the list
	On            []string
}

// SiteEffect is a normal effect drawn once a path at each site, acting like a factor that never moves.
type SiteEffect struct {
	ID     string
	Effect Effect
	On     []string
}

// Index is a price index: level 1 in the first contract year, then growing
// each contract year by Annual plus SD times a standard normal.
type Index struct {
	ID         string
	Annual, SD Input
}

// Driver is what a cost line is counted by.
type Driver uint8

// The drivers of costs.
const (
	PerMonth            Driver = iota // each month of [From, Until]
	PerReferral                       // people referred that month
	PerOutcome                        // outcomes achieved that month
	PerSpecialist                     // full-time equivalents in post that month
	PerParticipantMonth               // people in their first For months after Outcome (or referral)
	Once                              // once, in month From
)

// Cost is what a cost line comes to: Amount (minor units) times its driver,
// index level and overrun, rounded each month.
type Cost struct {
	ID      string
	Site    string // empty: the whole deal; drivers then count all sites
	Driver  Driver
	Outcome string
	For     int
	From    int
	Until   int
	Amount  Input
	Index   string // empty: not indexed
	// VAT is the part of the amount that comes on top and is not recovered.
	VAT float64
	// Overrun multiplies Amount: the line's own times the site's (or deal's).
	Overrun     Input
	SiteOverrun Input
}

// Benefit is what one net outcome is worth: Amount (minor units) in each of For
// months from After months after the outcome on, each month 1-Drop times the
// month before.
type Benefit struct {
	ID      string
	Outcome string
	Fiscal  bool   // of public money; else of people
	To      string // the payer it accrues to; empty: none
	Body    string // whose it is, if no payer's
	Amount  Input
	After   int
	For     int
	Drop    float64
	Index   string // empty: the amount keeps its worth in prices of month 0
	// Priced is the month, counted from month 0, in whose prices Amount is.
	Priced int
	// Optimism is the part taken off what is above 0; Deadweight the share of
	// outcomes that would have happened without the service.
	Optimism, Deadweight float64
}

// Table is a set of joint draws: one row is chosen, each equally likely, for all its columns.
type Table struct {
	ID      string
	Columns []Column
}

// Column is one input's values, row by row.
type Column struct {
	ID     string
	Values []float64
}

// Correlation is a block of inputs correlated by rank (Spearman). Rho is symmetric, row by row in the order of Inputs.
type Correlation struct {
	ID     string
	Inputs []string // addresses
	Rho    [][]float64
}

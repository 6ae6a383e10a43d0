package deal

// Document is the shape of a deal file: what a user may write, before
// defaults are resolved and anything is checked. The tags of its fields are
// the one description of the language: the file reader, the schema, explain,
// --set and the template all read them.
//
//	field   the key in the file, and the step in the address
//	unit    money | probability | share | rate | ratio | months | month | count | number
//	range   allowed values, as an interval: [0,1], (0,inf)
//	random  "yes" if the number may be given as a distribution
//	enum    allowed words, separated by |
//	ref     what an ID must name: outcome, payer, site, index, factor, tranche, ...
//	default what holds when nothing is written
//	short   this field is meant when the value of the whole is written as a
//	        bare scalar or list: "scalar" or "list"
//	doc     one sentence
type Document struct {
	Format       Quantity          `field:"sibsim" unit:"number" range:"[1,1]" doc:"Version of the deal file's format: 1."`
	Name         string            `field:"name" doc:"Name of the deal."`
	Description  string            `field:"description" doc:"What the deal is, for a reader."`
	Currency     string            `field:"currency" default:"GBP" doc:"ISO 4217 code; money is written in its major unit with at most its minor digits."`
	Term         Term              `field:"term" doc:"When the deal runs."`
	Outcomes     Table[Outcome]    `field:"outcomes" doc:"What a participant may achieve."`
	Payers       Table[Payer]      `field:"payers" doc:"Who pays outcome payments and grants."`
	Shares       Table[Quantity]   `field:"shares" unit:"share" range:"[0,1]" ref:"share" doc:"Each payer's part of every tariff, by default; 'commissioner' is the site's own; 'unpaid' is nobody's. They add up to 1."`
	Tariffs      Table[Tariff]     `field:"tariffs" ref:"outcome" doc:"Price of each paid outcome, by default of every site."`
	Cap          Quantity          `field:"cap" unit:"money" range:"[0,inf)" doc:"Most that all outcome payments of the deal may come to; grants are outside it."`
	Grants       Table[Grant]      `field:"grants" doc:"Fixed payments by a payer to the vehicle, outside every cap."`
	Referrals    Referrals         `field:"referrals" doc:"How many people are referred, by default of every site."`
	CommonVolume Effect            `field:"volume_effect" doc:"Random effect on the log of every site's referrals, one draw a path."`
	Pathway      Table[Transition] `field:"pathway" ref:"outcome" doc:"The tree of outcomes a participant may walk, by default of every site."`
	Evidence     Table[Quantity]   `field:"evidence" ref:"outcome" unit:"probability" range:"[0,1]" random:"yes" default:"1" doc:"Probability that an achieved outcome is evidenced, by default of every site."`
	Factors      Table[Factor]     `field:"factors" doc:"Monthly AR(1) factors that move several sites together."`
	SiteEffects  Table[SiteEffect] `field:"site_effects" doc:"Random effects drawn once a path at each site."`
	Indices      Table[Index]      `field:"indices" doc:"Price indices for tariffs and costs."`
	Overrun      Quantity          `field:"overrun" unit:"ratio" range:"(0,inf)" random:"yes" default:"1" doc:"Factor on every cost of the deal and, by default, of every site; one draw a path."`
	Costs        Table[Cost]       `field:"costs" doc:"Cost lines of the whole deal, or (scope: site) of every site."`
	Provider     Provider          `field:"provider" doc:"What the vehicle pays each site's provider, by default."`
	Budget       Budget            `field:"budget" doc:"The deal's agreed cost."`
	Capital      Capital           `field:"capital" doc:"The money investors commit and how it comes back."`
	Tables       Table[JointTable] `field:"tables" doc:"Tables of joint draws for inputs."`
	Correlations Table[Correlated] `field:"correlations" doc:"Blocks of inputs correlated by rank."`
	Sites        Table[Site]       `field:"sites" doc:"The places where a provider serves a cohort."`
	Scenarios    Table[Scenario]   `field:"scenarios" doc:"Named changes of this deal."`
}

// Term says when the deal runs.
type Term struct {
	Start  string   `field:"start" unit:"date" doc:"Calendar month of month 0, as 2020-04."`
	Months Quantity `field:"months" unit:"months" range:"[1,600]" doc:"Length of the outcome window: later outcomes are not claimed."`
	Claims string   `field:"claims" enum:"monthly|quarterly" default:"monthly" doc:"How often outcomes are claimed."`
}

// Outcome is something a participant may achieve.
type Outcome struct {
	Name       string   `field:"name" doc:"Name for readers."`
	Paid       string   `field:"paid" enum:"true|false" default:"true" doc:"false: counted, never claimed."`
	Deadweight Quantity `field:"deadweight" unit:"share" range:"[0,1]" random:"no" doc:"Share of achieved outcomes that would have happened without the service; needed for net figures."`
}

// Payer pays outcome payments and grants.
type Payer struct {
	Name         string     `field:"name" doc:"Name for readers."`
	Class        string     `field:"class" enum:"local|central|private" default:"local" doc:"Whose money it is; local and central are public."`
	Cap          Quantity   `field:"cap" unit:"money" range:"[0,inf)" doc:"Most that its outcome payments may come to."`
	Budget       Quantity   `field:"budget" unit:"money" range:"[0,inf)" doc:"What it expects to spend in all; limits nothing."`
	BudgetByYear []Quantity `field:"budget_by_year" unit:"money" range:"[0,inf)" doc:"Its budget by April-to-March year, the first the one that contains month 0."`
}

// Tariff is the price of one evidenced outcome.
type Tariff struct {
	Price       Quantity        `field:"price" short:"scalar" unit:"money" range:"[0,inf)" doc:"Paid for each evidenced outcome."`
	PriceByYear []Quantity      `field:"price_by_year" unit:"money" range:"[0,inf)" doc:"Instead of price: by contract year; the last holds on."`
	Index       string          `field:"index" ref:"index" doc:"Index that multiplies the price in the month of the outcome."`
	Lag         Quantity        `field:"lag" unit:"months" range:"[0,120]" default:"0" doc:"Months from the claim to its payment."`
	MaxCount    Quantity        `field:"max_count" unit:"count" range:"[0,inf)" doc:"Most outcomes paid for, at each site."`
	Cap         Quantity        `field:"cap" unit:"money" range:"[0,inf)" doc:"Most paid for this outcome, at each site."`
	Shares      Table[Quantity] `field:"shares" unit:"share" range:"[0,1]" ref:"share" doc:"Each payer's part of this tariff; they add up to 1."`
}

// Grant is a fixed payment by a payer to the vehicle.
type Grant struct {
	Payer  string   `field:"payer" ref:"payer" doc:"Who pays it."`
	Site   string   `field:"site" ref:"site" doc:"The site it is for."`
	Month  string   `field:"month" unit:"month" doc:"When, as a date 2020-06 or months from the start."`
	Amount Quantity `field:"amount" unit:"money" range:"[0,inf)" doc:"How much."`
}

// Referrals says how many people are referred each month.
type Referrals struct {
	Law        string     `field:"law" enum:"poisson|negative_binomial|fixed" default:"poisson" doc:"Law of the monthly count around its mean."`
	Dispersion Quantity   `field:"dispersion" unit:"number" range:"[0,100]" random:"yes" default:"0" doc:"Negative binomial: variance = mean + dispersion x mean^2."`
	From       string     `field:"from" unit:"month" default:"0" doc:"First month of referrals."`
	Until      string     `field:"until" unit:"month" doc:"Last month of referrals; default the last of the term."`
	Rate       Quantity   `field:"rate" unit:"number" range:"[0,100000]" random:"yes" doc:"People a month at full flow."`
	Ramp       Quantity   `field:"ramp" unit:"months" range:"[0,600]" random:"yes" default:"0" doc:"Months to full flow, in equal steps."`
	Monthly    []Quantity `field:"monthly" unit:"number" range:"[0,100000]" random:"yes" doc:"Instead of rate and ramp: mean of each month from 'from' on."`
	Effect     Effect     `field:"effect" doc:"Random effect on the log of the site's referrals, one draw a path."`
}

// Effect is a normal random effect.
type Effect struct {
	Mean Quantity `field:"mean" unit:"number" range:"[-10,10]" random:"yes" default:"0" doc:"Mean of the effect, on the log or logit scale."`
	SD   Quantity `field:"sd" unit:"number" range:"[0,10]" random:"yes" default:"0" doc:"Standard deviation of the effect, on the log or logit scale."`
}

// Transition is one step of the pathway.
type Transition struct {
	From        string     `field:"from" ref:"parent" default:"referral" doc:"The outcome it follows, or referral."`
	Group       string     `field:"group" doc:"Name shared by exclusive siblings: at most one of them happens to a person."`
	Probability Quantity   `field:"probability" unit:"probability" range:"[0,1]" random:"yes" doc:"Probability given its parent, with zero effects and no end of window."`
	Mean        string     `field:"mean" enum:"central|marginal" default:"central" doc:"marginal: probability is the mean over the effects."`
	Delay       Delay      `field:"delay" doc:"Months between the parent and the outcome."`
	Hazards     []Quantity `field:"hazards" unit:"probability" range:"[0,1]" random:"yes" doc:"Instead of probability and delay: chance in each month, given that it has not happened yet."`
	HazardsFrom Quantity   `field:"hazards_from" unit:"months" range:"[0,600]" default:"1" doc:"Month after the parent of the first hazard."`
}

// Delay is the distribution of whole months between an outcome and its parent.
type Delay struct {
	Months    Quantity   `field:"months" short:"scalar" unit:"months" range:"[0,600]" doc:"Exactly so many months."`
	Weeks     Quantity   `field:"weeks" unit:"number" range:"[0,2600]" random:"yes" doc:"So many weeks after a day uniform in its month."`
	Geometric Waiting    `field:"geometric" doc:"Constant hazard."`
	Weibull   Waiting    `field:"weibull" doc:"Weibull waiting time rounded to months."`
	Lognormal Waiting    `field:"lognormal" doc:"Lognormal waiting time rounded to months."`
	List      []Quantity `field:"list" short:"list" unit:"probability" range:"[0,1]" doc:"Probability of each month; they add up to 1."`
	First     Quantity   `field:"first" unit:"months" range:"[0,600]" default:"0" doc:"Earliest month (geometric, list)."`
	Last      Quantity   `field:"last" unit:"months" range:"[0,600]" default:"36" doc:"Latest month; the rest is cut off and renormalised."`
}

// Waiting holds the parameters of a waiting time.
type Waiting struct {
	Mean   Quantity `field:"mean" unit:"number" range:"(0,600]" random:"yes" doc:"Mean, months."`
	Shape  Quantity `field:"shape" unit:"number" range:"(0,20]" random:"yes" doc:"Weibull shape: under 1 early, 1 constant hazard, over 1 late."`
	Median Quantity `field:"median" unit:"number" range:"(0,600]" random:"yes" doc:"Median, months (lognormal)."`
	Sigma  Quantity `field:"sigma" unit:"number" range:"(0,5]" random:"yes" doc:"Standard deviation of the log (lognormal)."`
}

// Factor is a monthly AR(1) factor.
type Factor struct {
	SD   Quantity `field:"sd" unit:"number" range:"[0,10]" random:"yes" doc:"Stationary standard deviation, on the logit (log for referrals) scale."`
	Rho  Quantity `field:"rho" unit:"number" range:"(-1,1)" random:"yes" default:"0" doc:"Correlation from month to month."`
	Mean Quantity `field:"mean" unit:"number" range:"[-10,10]" random:"yes" default:"0" doc:"Level added in every month."`
	On   []string `field:"on" ref:"target" doc:"What it acts on: outcomes, referrals, evidence."`
}

// SiteEffect is a random effect drawn once a path at each site.
type SiteEffect struct {
	Mean Quantity `field:"mean" unit:"number" range:"[-10,10]" random:"yes" default:"0" doc:"Mean, on the logit (log for referrals) scale."`
	SD   Quantity `field:"sd" unit:"number" range:"[0,10]" random:"yes" default:"0" doc:"Standard deviation."`
	On   []string `field:"on" ref:"target" doc:"What it acts on: outcomes, referrals, evidence."`
}

// Index is a price index.
type Index struct {
	Annual Quantity `field:"annual" unit:"rate" range:"(-0.9,10]" random:"yes" doc:"Growth from one contract year to the next."`
	SD     Quantity `field:"sd" unit:"rate" range:"[0,1]" random:"yes" default:"0" doc:"Standard deviation of each year's growth."`
}

// Cost is a cost line.
type Cost struct {
	Name     string   `field:"name" doc:"Name for readers."`
	Scope    string   `field:"scope" enum:"deal|site" default:"deal" doc:"site: a default line of every site (top level only)."`
	Category string   `field:"category" enum:"delivery|development|set_up|management|intermediary|evaluation|special_purpose" default:"delivery" doc:"For the commissioner's reading."`
	Bearer   string   `field:"bearer" ref:"bearer" default:"vehicle" doc:"Who pays it: vehicle, provider, or a payer."`
	Rank     Quantity `field:"rank" unit:"number" range:"[0,1000]" default:"1" doc:"Lower is paid first."`
	Per      string   `field:"per" enum:"month|referral|outcome|participant_month|once" default:"month" doc:"What it is counted by."`
	Outcome  string   `field:"outcome" ref:"outcome" doc:"The outcome counted (per outcome), or after which participant-months count."`
	For      Quantity `field:"for" unit:"months" range:"[1,600]" default:"1" doc:"Months each participant counts (per participant_month)."`
	From     string   `field:"from" unit:"month" default:"0" doc:"First month; the month of a one-off."`
	Until    string   `field:"until" unit:"month" doc:"Last month; default the last of the term."`
	Amount   Quantity `field:"amount" unit:"money" range:"[0,inf)" random:"yes" doc:"Per unit of what it is counted by."`
	Index    string   `field:"index" ref:"index" doc:"Index that multiplies the amount."`
	Overrun  Quantity `field:"overrun" unit:"ratio" range:"(0,inf)" random:"yes" default:"1" doc:"Factor on this line; one draw a path."`
}

// Provider says what the vehicle pays the site's provider.
type Provider struct {
	Name      string          `field:"name" doc:"Name for readers."`
	Block     Quantity        `field:"block" unit:"money" range:"[0,inf)" default:"0" doc:"Paid each month."`
	From      string          `field:"from" unit:"month" default:"0" doc:"First month of the block payment."`
	Until     string          `field:"until" unit:"month" doc:"Last month of the block payment; default the last of the term."`
	Fees      Table[Quantity] `field:"fees" ref:"outcome" unit:"money" range:"[0,inf)" doc:"Paid for each evidenced outcome."`
	Reimburse Quantity        `field:"reimburse" unit:"share" range:"[0,1]" default:"0" doc:"Part of the provider's own cost lines paid back."`
	Rank      Quantity        `field:"rank" unit:"number" range:"[0,1000]" default:"1" doc:"Lower is paid first."`
}

// Budget is the deal's agreed cost.
type Budget struct {
	Total     Quantity `field:"total" unit:"money" range:"[0,inf)" doc:"Default: the cost of the plan case."`
	Tolerance Quantity `field:"tolerance" unit:"share" range:"[0,10]" default:"0" doc:"An overrun is a cost above (1 + tolerance) x budget."`
}

// Capital is the investors' money.
type Capital struct {
	Hurdle        Quantity       `field:"hurdle" unit:"rate" range:"(-0.9,10]" default:"0" doc:"The deal's own nominal annual discount rate, for investor.npv."`
	Interest      Quantity       `field:"interest" unit:"rate" range:"[0,10]" default:"0" doc:"Annual rate earned on the vehicle's opening cash."`
	Reserve       Quantity       `field:"reserve" unit:"money" range:"[0,inf)" default:"0" doc:"Stays in the vehicle at every distribution but the last."`
	Distributions Distributions  `field:"distributions" doc:"When investors are paid."`
	OnExhaustion  string         `field:"on_exhaustion" enum:"accrue|stop|provider_bears" default:"accrue" doc:"What happens when the vehicle cannot pay a cost."`
	SurplusTo     string         `field:"surplus_to" ref:"payer_or_site" doc:"Who receives what is left when every tranche has reached its cap."`
	Tranches      Table[Tranche] `field:"tranches" doc:"Layers of capital."`
}

// Distributions says when investors are paid.
type Distributions struct {
	First string   `field:"first" unit:"month" default:"0" doc:"Month of the first distribution, at most the last in which anything is paid."`
	Every Quantity `field:"every" unit:"months" range:"[1,600]" default:"1" doc:"Months between distributions; the last month always has one."`
}

// Tranche is one layer of capital.
type Tranche struct {
	Name       string   `field:"name" doc:"Name for readers."`
	Commitment Quantity `field:"commitment" unit:"money" range:"[0,inf)" doc:"Most that may be drawn."`
	Rank       Quantity `field:"rank" unit:"number" range:"[1,1000]" default:"1" doc:"Rank 1 is repaid first and drawn last; with several tranches each needs its own."`
	Coupon     Quantity `field:"coupon" unit:"rate" range:"[0,10]" default:"0" doc:"Annual rate on principal and unpaid coupon."`
	IRRCap     Quantity `field:"irr_cap" unit:"rate" range:"[0,10]" doc:"Highest annual return; a hurdle account keeps it."`
	MOICCap    Quantity `field:"moic_cap" unit:"ratio" range:"[0,1000]" doc:"Most that may be received, as a multiple of what was drawn."`
}

// JointTable is a table of joint draws.
type JointTable struct {
	Columns Table[[]Quantity] `field:"columns" doc:"Values of each column, row by row, all of one length."`
}

// Correlated is a block of inputs correlated by rank.
type Correlated struct {
	Inputs []string     `field:"inputs" ref:"input" doc:"Addresses of uncertain inputs, at most 200."`
	Rho    Quantity     `field:"rho" unit:"number" range:"[-1,1]" doc:"One Spearman correlation for every pair."`
	Matrix [][]Quantity `field:"matrix" unit:"number" range:"[-1,1]" doc:"Instead of rho: the full symmetric matrix, rows in the order of inputs."`
}

// Site is a place where one provider serves a cohort.
type Site struct {
	Name         string            `field:"name" doc:"Name for readers."`
	Commissioner string            `field:"commissioner" ref:"payer" doc:"The payer meant by 'commissioner' in shares."`
	Shares       Table[Quantity]   `field:"shares" unit:"share" range:"[0,1]" ref:"share" doc:"Each payer's part of every tariff here; they add up to 1."`
	Tariffs      Table[Tariff]     `field:"tariffs" ref:"outcome" doc:"Tariffs here, over the defaults."`
	Cap          Quantity          `field:"cap" unit:"money" range:"[0,inf)" doc:"Most that outcome payments for this site may come to."`
	Referrals    Referrals         `field:"referrals" doc:"Referrals here, over the defaults."`
	Pathway      Table[Transition] `field:"pathway" ref:"outcome" doc:"Transitions here, over the defaults."`
	Evidence     Table[Quantity]   `field:"evidence" ref:"outcome" unit:"probability" range:"[0,1]" random:"yes" default:"1" doc:"Evidence here, over the defaults."`
	Loadings     Table[Quantity]   `field:"loadings" ref:"factor" unit:"number" range:"[-10,10]" random:"yes" default:"1" doc:"How strongly each factor acts here."`
	Overrun      Quantity          `field:"overrun" unit:"ratio" range:"(0,inf)" random:"yes" default:"1" doc:"Factor on every cost of this site; one draw a path."`
	Costs        Table[Cost]       `field:"costs" doc:"Cost lines here, over the defaults."`
	Provider     Provider          `field:"provider" doc:"What the vehicle pays the provider here, over the defaults."`
	Targets      Table[Target]     `field:"targets" ref:"outcome" doc:"The plan: evidenced outcomes that were signed."`
}

// Target is the plan for one outcome at one site.
type Target struct {
	Total  Quantity   `field:"total" short:"scalar" unit:"count" range:"[0,10000000]" doc:"In all; spread over the months in proportion to the central case."`
	Months []Quantity `field:"months" short:"list" unit:"count" range:"[0,1000000]" doc:"Instead: month by month from month 0; missing months are 0."`
}

// Scenario is a named change of the deal.
type Scenario struct {
	Story string        `field:"story" doc:"One line: what happens."`
	Set   Table[Change] `field:"set" ref:"address" doc:"Addresses (a * stands for every ID) and what they become."`
}

// Change is what a scenario does to a number.
type Change struct {
	To    Quantity `field:"to" short:"scalar" unit:"number" range:"(-inf,inf)" doc:"The new value."`
	Times Quantity `field:"times" unit:"ratio" range:"(-inf,inf)" doc:"Or: the old value times this; a distribution keeps its shape."`
}

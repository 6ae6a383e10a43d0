package deal

// Document is the shape of a deal file: what a user may write, before
// defaults are resolved and anything is checked. The tags of its fields are
// the one description of the language: the file reader, the schema, explain,
// --set and the template all read them.
//
//	field   the key in the file, and the step in the address
//	unit    money | probability | share | rate | ratio | months | month | period | date | count | number
//	range   allowed values, as an interval: [0,1], (0,inf)
//	random  "yes" if the number may be given as a distribution
//	enum    allowed words, separated by |
//	ref     what an ID must name: outcome, payer, site, index, factor, tranche, ...
//	default what holds when nothing is written
//	short   this field is meant when the value of the whole is written as a
//	        bare scalar or list: "scalar" or "list"
//	doc     one sentence
type Document struct {
	Format       Quantity           `field:"sibsim" unit:"number" range:"[1,1]" doc:"Version of the deal file's format: 1."`
	Name         string             `field:"name" doc:"Name of the deal."`
	Description  string             `field:"description" doc:"What the deal is, for a reader."`
	Currency     string             `field:"currency" default:"GBP" doc:"ISO 4217 code; money is written in its major unit with at most its minor digits."`
	Prices       string             `field:"prices" enum:"nominal|real" default:"nominal" doc:"What all money in the file is: nominal (of its day), or real (in prices of month 0). Never mixed."`
	Deflator     Quantity           `field:"deflator" unit:"rate" range:"(-0.9,10]" doc:"General inflation a year, to state public spend in prices of month 0; not beside prices: real."`
	Term         Term               `field:"term" doc:"When the deal runs."`
	Outcomes     Table[Outcome]     `field:"outcomes" doc:"What a participant may achieve."`
	Payers       Table[Payer]       `field:"payers" doc:"Who pays outcome payments and grants."`
	Shares       Table[Quantity]    `field:"shares" unit:"share" range:"[0,1]" ref:"share" doc:"Each payer's part of every tariff, by default; 'commissioner' is the site's own; 'unpaid' is nobody's. They add up to 1."`
	Tariffs      Table[Tariff]      `field:"tariffs" ref:"outcome" doc:"Price of each paid outcome, by default of every site."`
	Cap          Quantity           `field:"cap" unit:"money" range:"[0,inf)" doc:"Most that all outcome payments of the deal may come to; grants are outside it."`
	Period       PeriodCap          `field:"period_cap" doc:"Most that all outcome payments of the deal may come to in a period."`
	Participant  Quantity           `field:"participant_cap" unit:"money" range:"[0,inf)" doc:"Most that may be paid for one person at a site, by default of every site."`
	Minimum      Minimum            `field:"minimum_referrals" doc:"Guaranteed referrals, by default of every site."`
	Measures     Table[Measure]     `field:"measures" doc:"Rates and impacts measured on cohorts of people."`
	Rewards      Table[Reward]      `field:"rewards" doc:"Payments and deductions by what a measure comes to."`
	Audit        Audit              `field:"audit" doc:"Audits of evidenced outcomes, at every site."`
	Tests        Table[Test]        `field:"tests" doc:"Dates on which too few outcomes end the service or the investors' duty to pay in."`
	Reviews      Table[Review]      `field:"reviews" doc:"Dates on which caps and volumes are rewritten by what was attained."`
	Failure      Failure            `field:"failure" doc:"Failure of a site's provider, by default of every site."`
	Resubmitted  Table[Again]       `field:"resubmission" ref:"outcome" doc:"Second attempts at evidence, by default of every site."`
	Grants       Table[Grant]       `field:"grants" doc:"Fixed payments by payers to the vehicle, outside every cap."`
	Referrals    Referrals          `field:"referrals" doc:"How many people are referred, by default of every site."`
	CommonVolume Effect             `field:"volume_effect" doc:"Random effect on the log of every site's referrals, one draw a path."`
	Pathway      Table[Transition]  `field:"pathway" ref:"outcome" doc:"The tree of outcomes a participant may walk, by default of every site."`
	Evidence     Table[Quantity]    `field:"evidence" ref:"outcome" unit:"probability" range:"[0,1]" random:"yes" default:"1" doc:"Probability that an achieved outcome is evidenced, by default of every site."`
	Specialists  Specialists        `field:"specialists" doc:"Who serves people, by default at every site."`
	Measurement  Table[Measurement] `field:"measurement" ref:"outcome" doc:"How outcomes are recorded by self-report, by default at every site."`
	Hours        Table[Hours]       `field:"hours" ref:"outcome" doc:"Weekly hours of those who achieve an outcome, by default at every site."`
	Factors      Table[Factor]      `field:"factors" doc:"Monthly AR(1) factors that move several sites together."`
	SiteEffects  Table[SiteEffect]  `field:"site_effects" doc:"Random effects drawn once a path at each site."`
	Levers       Table[Lever]       `field:"levers" doc:"What an arrangement does to make a service work better, and how much of it there is."`
	Effects      Table[LeverEffect] `field:"effects" doc:"What levers do to the pathway: assumptions."`
	Indices      Table[Index]       `field:"indices" doc:"Price indices for tariffs and costs."`
	Overrun      Quantity           `field:"overrun" unit:"ratio" range:"(0,inf)" random:"yes" default:"1" doc:"Factor on every cost of the deal and, by default, of every site; one draw a path."`
	Costs        Table[Cost]        `field:"costs" doc:"Cost lines of the whole deal, or (scope: site) of every site."`
	Provider     Provider           `field:"provider" doc:"What the vehicle pays each site's provider, by default."`
	Budget       Budget             `field:"budget" doc:"The deal's agreed cost."`
	Benefits     Table[Benefit]     `field:"benefits" doc:"What outcomes are worth to public money and to people; no payment depends on it."`
	Capital      Capital            `field:"capital" doc:"The money investors commit and how it comes back."`
	Tables       Table[JointTable]  `field:"tables" doc:"Tables of joint draws for inputs."`
	Correlations Table[Correlated]  `field:"correlations" doc:"Blocks of inputs correlated by rank."`
	Sites        Table[Site]        `field:"sites" doc:"The places where a provider serves a cohort."`
	Scenarios    Table[Scenario]    `field:"scenarios" doc:"Named changes of this deal."`
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
	Kind       string   `field:"kind" enum:"engagement|job_start|job_13_weeks|other" default:"other" doc:"What it is in the sector's words, so that validate can hold it against published deals."`
}

// Payer pays outcome payments and grants.
type Payer struct {
	Name         string     `field:"name" doc:"Name for readers."`
	Class        string     `field:"class" enum:"local|central|private" default:"local" doc:"Whose money it is; local and central are public."`
	Cap          Quantity   `field:"cap" unit:"money" range:"[0,inf)" doc:"Most that its outcome payments may come to."`
	Period       PeriodCap  `field:"period_cap" doc:"Most that its outcome payments may come to in a period."`
	BackedBy     string     `field:"backed_by" ref:"payer_or_commissioner" doc:"The payer, later in the list, or the site's commissioner, who pays what this payer's caps leave unpaid."`
	Late         Late       `field:"late" doc:"Late payment of what it owes."`
	Default      Default    `field:"default" doc:"Default on what it owes."`
	Budget       Quantity   `field:"budget" unit:"money" range:"[0,inf)" doc:"What it expects to spend in all; limits nothing."`
	BudgetByYear []Quantity `field:"budget_by_year" unit:"money" range:"[0,inf)" doc:"Its budget by April-to-March year, the first the one that contains month 0."`
}

// Tariff is the price of one evidenced outcome.
type Tariff struct {
	Price       Quantity        `field:"price" short:"scalar" unit:"money" range:"[0,inf)" doc:"Paid for each evidenced outcome."`
	PriceByYear []Quantity      `field:"price_by_year" unit:"money" range:"[0,inf)" doc:"Instead of price: by contract year; the last holds on."`
	Bands       Table[Band]     `field:"bands" doc:"Instead of price: by how many outcomes there were so far, in the order written."`
	Index       string          `field:"index" ref:"index" doc:"Index that multiplies the price in the month of the outcome."`
	Lag         Quantity        `field:"lag" unit:"months" range:"[0,120]" default:"0" doc:"Months from the claim to its payment."`
	MaxCount    Quantity        `field:"max_count" unit:"count" range:"[0,inf)" doc:"Most outcomes paid for, at each site."`
	Cap         Quantity        `field:"cap" unit:"money" range:"[0,inf)" doc:"Most paid for this outcome, at each site."`
	Period      PeriodCap       `field:"period_cap" doc:"Most paid for this outcome in a period, at each site."`
	Floor       Quantity        `field:"floor" unit:"money" range:"[0,inf)" default:"0" doc:"Least paid for this outcome in all, at each site, if service runs to the end."`
	Window      Window          `field:"window" doc:"How soon after another event of the same person the outcome must be achieved."`
	Requires    []string        `field:"requires" ref:"outcome" doc:"Outcomes of the same person that must be evidenced by then."`
	Shares      Table[Quantity] `field:"shares" unit:"share" range:"[0,1]" ref:"share" doc:"Each payer's part of this tariff; they add up to 1."`
}

// Band is the price of outcomes up to a cumulative count.
type Band struct {
	UpTo  Quantity `field:"upto" unit:"count" range:"[1,inf)" doc:"The last outcome of the band, counted from 1 at each site; the last band needs none."`
	Price Quantity `field:"price" unit:"money" range:"[0,inf)" doc:"Paid for each evidenced outcome of the band."`
}

// Window says how soon after another event an outcome must come.
type Window struct {
	After  string   `field:"after" ref:"parent" default:"referral" doc:"The event it is counted from: an outcome, or referral."`
	Months Quantity `field:"months" unit:"months" range:"[0,600]" doc:"Most months between the two."`
}

// PeriodCap limits payments in each period.
type PeriodCap struct {
	Amount    Quantity   `field:"amount" short:"scalar" unit:"money" range:"[0,inf)" doc:"Most in each period."`
	Amounts   []Quantity `field:"amounts" short:"list" unit:"money" range:"[0,inf)" doc:"Instead of amount: by period; the last holds on."`
	Every     string     `field:"every" unit:"period" default:"12" doc:"Length of a period in months, or financial_year."`
	CarryOver string     `field:"carry_over" enum:"true|false" default:"false" doc:"true: what a period leaves unused is added to the next."`
}

// Late is late payment by a payer.
type Late struct {
	Probability Quantity `field:"probability" unit:"probability" range:"[0,1]" random:"yes" default:"0" doc:"Chance, each month, that what falls due then is paid late."`
	Months      Quantity `field:"months" unit:"months" range:"[0,120]" default:"1" doc:"How much later it is then paid."`
}

// Default is a payer's default.
type Default struct {
	Annual   Quantity `field:"annual" unit:"probability" range:"[0,1)" random:"yes" default:"0" doc:"Chance of default within a year, given none before."`
	Recovery Quantity `field:"recovery" unit:"share" range:"[0,1]" default:"0" doc:"Part of what falls due after a default that is paid all the same."`
	Lag      Quantity `field:"lag" unit:"months" range:"[0,120]" default:"0" doc:"Months until that part is paid."`
}

// Minimum is a guarantee of referrals.
type Minimum struct {
	Count  Quantity `field:"count" unit:"count" range:"[0,inf)" doc:"Referrals guaranteed in each period."`
	Every  Quantity `field:"every" unit:"months" range:"[1,600]" default:"12" doc:"Length of a period; only whole periods count."`
	Credit Quantity `field:"credit" unit:"money" range:"[0,inf)" doc:"Paid for each missing referral."`
	Payer  string   `field:"payer" ref:"payer_or_commissioner" default:"commissioner" doc:"Who pays it."`
}

// Measure is a rate or an impact, measured on cohorts.
type Measure struct {
	Name    string        `field:"name" doc:"Name for readers."`
	Outcome string        `field:"outcome" ref:"outcome" doc:"For a rate: the evidenced outcomes counted. Without it the measure is an impact."`
	Per     string        `field:"per" ref:"per" default:"referral" doc:"What a rate is taken over: referral, target, or an outcome (evidenced)."`
	Site    string        `field:"site" ref:"site" doc:"The site measured; default all together."`
	Cohorts Table[Cohort] `field:"cohorts" doc:"Who is measured and when, in order of month."`
	Effect  Quantity      `field:"effect" unit:"ratio" range:"[-1000,1000]" random:"yes" default:"0" doc:"True impact against the comparator, as 0.1 for 10 percent."`
	Error   Quantity      `field:"error" unit:"ratio" range:"[0,1000]" random:"yes" default:"0" doc:"Standard error with which each cohort's impact is measured."`
}

// Cohort is the people referred in some months.
type Cohort struct {
	From   string   `field:"from" unit:"month" default:"0" doc:"First month of their referral."`
	Until  string   `field:"until" unit:"month" doc:"Last month of their referral; default the month measured."`
	Month  string   `field:"month" unit:"month" doc:"Month at whose end they are measured and claimed for."`
	Weight Quantity `field:"weight" unit:"count" range:"[0,1000000000]" default:"1" doc:"Weight in the pooled value of an impact, as the cohort's size."`
}

// Reward is paid, or deducted, by what a measure comes to.
type Reward struct {
	Name    string          `field:"name" doc:"Name for readers."`
	Measure string          `field:"measure" ref:"measure" doc:"The measure it is paid by."`
	Each    Table[Step]     `field:"each" doc:"Ladder on the value of each cohort."`
	Pooled  Table[Step]     `field:"pooled" doc:"Ladder on the value of all cohorts together, paid with the last, less what each was paid."`
	Lag     Quantity        `field:"lag" unit:"months" range:"[0,120]" default:"0" doc:"Months from the measurement to its payment."`
	Cap     Quantity        `field:"cap" unit:"money" range:"[0,inf)" doc:"Most that it may come to."`
	Shares  Table[Quantity] `field:"shares" unit:"share" range:"[0,1]" ref:"share" doc:"Each payer's part; they add up to 1. Default the deal's."`
}

// Step is one step of a ladder.
type Step struct {
	From     Quantity `field:"from" unit:"ratio" range:"[-1000,1000]" doc:"Value from which the step holds, as 0.2 for 20 percent."`
	Amount   Quantity `field:"amount" unit:"money" range:"(-inf,inf)" default:"0" doc:"What it comes to at that value; below 0 it is a deduction."`
	PerPoint Quantity `field:"per_point" unit:"money" range:"(-inf,inf)" default:"0" doc:"More for each percentage point above that value."`
}

// Audit checks evidenced outcomes by sample.
type Audit struct {
	Every       Quantity `field:"every" unit:"months" range:"[1,600]" doc:"Months between audits; the last is at the end of the term."`
	Sample      Quantity `field:"sample" unit:"count" range:"[1,100000]" doc:"Evidenced outcomes looked at, at most."`
	Tolerance   Quantity `field:"tolerance" unit:"share" range:"[0,1]" default:"0" doc:"Errors up to this part of the sample are let pass."`
	Extrapolate string   `field:"extrapolate" enum:"true|false" default:"true" doc:"true: the sample's error rate is clawed back of all that was claimed; false: the errors found."`
	Error       Quantity `field:"error" unit:"probability" range:"[0,1]" random:"yes" default:"0" doc:"Chance that an outcome looked at is wrong."`
}

// Test is held on a date.
type Test struct {
	Month    string   `field:"month" unit:"month" doc:"Month at whose end it is held, before the last of the term."`
	Outcome  string   `field:"outcome" ref:"outcome" doc:"The outcome whose evidenced count is held against its target to date."`
	Site     string   `field:"site" ref:"site" doc:"The site looked at; default all together."`
	Share    Quantity `field:"share" unit:"share" range:"[0,10]" doc:"Part of the target that must be reached."`
	Then     string   `field:"then" enum:"terminate|exit" default:"terminate" doc:"What a failure ends: the service, or the investors' duty to pay in."`
	RunOff   Quantity `field:"run_off" unit:"months" range:"[0,600]" default:"0" doc:"Months after the end in which outcomes of people referred before it still count."`
	WindDown Quantity `field:"wind_down" unit:"money" range:"[0,inf)" default:"0" doc:"Cost of ending, paid by the vehicle the month after."`
	Payout   Quantity `field:"payout" unit:"share" range:"[0,1]" default:"0" doc:"Part of the investors' principal that the payer pays in the month after."`
	Payer    string   `field:"payer" ref:"payer" doc:"Who pays it."`
}

// Review rewrites caps and volumes on a date.
type Review struct {
	Month   string  `field:"month" unit:"month" doc:"Month from which the new figures hold."`
	Outcome string  `field:"outcome" ref:"outcome" doc:"The outcome whose evidenced count before that month is held against its target."`
	Caps    Formula `field:"caps" doc:"What the site's cap and its tariffs' caps are multiplied by."`
	Volumes Formula `field:"volumes" doc:"What the site's mean referrals are multiplied by."`
}

// Formula is 1 + part x (attained - 1), between least and most.
type Formula struct {
	Part  Quantity `field:"part" short:"scalar" unit:"ratio" range:"[-10,10]" default:"0" doc:"How far the figure follows what was attained; below 0 it makes up for it."`
	Least Quantity `field:"least" unit:"ratio" range:"[0,100]" default:"0" doc:"Least factor."`
	Most  Quantity `field:"most" unit:"ratio" range:"[0,100]" default:"10" doc:"Greatest factor."`
}

// Failure is the failure of a site's provider.
type Failure struct {
	Annual Quantity `field:"annual" unit:"probability" range:"[0,1)" random:"yes" default:"0" doc:"Chance of failure within a year, given none before."`
	Gap    Quantity `field:"gap" unit:"months" range:"[0,600]" doc:"Months until another provider serves; without it the site never serves again."`
	Cost   Quantity `field:"cost" unit:"money" range:"[0,inf)" default:"0" doc:"Cost of the change, paid by the vehicle in the month of the failure."`
}

// Again is a second attempt at evidence.
type Again struct {
	Probability Quantity `field:"probability" short:"scalar" unit:"probability" range:"[0,1]" random:"yes" default:"0" doc:"Probability that an outcome not evidenced at first is evidenced after all."`
	After       Quantity `field:"after" unit:"months" range:"[0,600]" default:"3" doc:"Months later."`
}

// Grant is a fixed payment by payers to the vehicle.
type Grant struct {
	Payer  string          `field:"payer" ref:"payer" doc:"Who pays it."`
	Shares Table[Quantity] `field:"shares" unit:"share" range:"[0,1]" ref:"payer" doc:"Instead of payer: each payer's part; they add up to 1."`
	Site   string          `field:"site" ref:"site" doc:"The site it is for."`
	Month  string          `field:"month" unit:"month" doc:"When, as a date 2020-06 or months from the start."`
	Every  Quantity        `field:"every" unit:"months" range:"[1,600]" doc:"Paid again every so many months."`
	Until  string          `field:"until" unit:"month" doc:"Last month in which it is paid again; default the last in which anything is."`
	Amount Quantity        `field:"amount" unit:"money" range:"[0,inf)" doc:"How much, each time."`
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
	Counted     string     `field:"counted" enum:"once|monthly|daily" default:"once" doc:"monthly, daily: a state that everyone with the parent event is in until the delay has passed, counted each month by one or by its days."`
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
	SD    Quantity   `field:"sd" unit:"number" range:"[0,10]" random:"yes" doc:"Stationary standard deviation, on the logit (log for referrals) scale."`
	Rho   Quantity   `field:"rho" unit:"number" range:"(-1,1)" random:"yes" default:"0" doc:"Correlation from month to month."`
	Mean  Quantity   `field:"mean" unit:"number" range:"[-10,10]" random:"yes" default:"0" doc:"Level added in every month."`
	Shock []Quantity `field:"shock" unit:"number" range:"[-10,10]" doc:"Added to the level month by month from month 0; missing months are 0."`
	On    []string   `field:"on" ref:"target" doc:"What it acts on: outcomes, referrals, evidence."`
}

// SiteEffect is a random effect drawn once a path at each site.
type SiteEffect struct {
	Mean Quantity `field:"mean" unit:"number" range:"[-10,10]" random:"yes" default:"0" doc:"Mean, on the logit (log for referrals) scale."`
	SD   Quantity `field:"sd" unit:"number" range:"[0,10]" random:"yes" default:"0" doc:"Standard deviation."`
	On   []string `field:"on" ref:"target" doc:"What it acts on: outcomes, referrals, evidence."`
}

// Lever is something that an arrangement has more or less of.
type Lever struct {
	Name      string   `field:"name" doc:"Name for readers."`
	Kind      string   `field:"kind" enum:"management|incentive" doc:"management: how closely performance is managed; incentive: the share of revenue at risk."`
	Intensity Quantity `field:"intensity" unit:"number" range:"[0,1000000]" doc:"How much of it this arrangement has; of an incentive the share of revenue at risk, 0 to 1."`
	Reference Quantity `field:"reference" unit:"number" range:"[0,1000000]" default:"0" doc:"Intensity at which the deal's probabilities are meant: there it changes nothing."`
	Half      Quantity `field:"half" unit:"number" range:"(0,1000000]" doc:"Intensity with half the full effect, which more and more of it approaches; default the effect is in proportion."`
}

// LeverEffect is what a lever does.
type LeverEffect struct {
	Lever string   `field:"lever" ref:"lever" doc:"The lever that does it."`
	On    []string `field:"on" ref:"target" doc:"What it acts on: outcomes, referrals, evidence."`
	Size  Quantity `field:"size" unit:"number" range:"[-10,10]" random:"yes" doc:"Full effect on the logit (log for referrals): that of an intensity of 1, or where half is stated of one without limit."`
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
	Per      string   `field:"per" enum:"month|referral|outcome|participant_month|specialist|once" default:"month" doc:"What it is counted by."`
	Outcome  string   `field:"outcome" ref:"outcome" doc:"The outcome counted (per outcome), or after which participant-months count."`
	For      Quantity `field:"for" unit:"months" range:"[1,600]" default:"1" doc:"Months each participant counts (per participant_month)."`
	From     string   `field:"from" unit:"month" default:"0" doc:"First month; the month of a one-off."`
	Until    string   `field:"until" unit:"month" doc:"Last month; default the last of the term."`
	Amount   Quantity `field:"amount" unit:"money" range:"[0,inf)" random:"yes" doc:"Per unit of what it is counted by."`
	Index    string   `field:"index" ref:"index" doc:"Index that multiplies the amount."`
	Overrun  Quantity `field:"overrun" unit:"ratio" range:"(0,inf)" random:"yes" default:"1" doc:"Factor on this line; one draw a path."`
	VAT      Quantity `field:"vat" unit:"rate" range:"[0,1]" default:"0" doc:"Value-added tax on top of the amount."`
	Recover  Quantity `field:"vat_recovered" unit:"share" range:"[0,1]" default:"1" doc:"Part of that tax that is recovered and so costs nothing."`
}

// Provider says what the vehicle pays the site's provider.
type Provider struct {
	Name      string          `field:"name" doc:"Name for readers."`
	Block     Quantity        `field:"block" unit:"money" range:"[0,inf)" default:"0" doc:"Paid each month."`
	Blocks    []Quantity      `field:"block_by_year" unit:"money" range:"[0,inf)" doc:"Instead of block: by contract year; the last holds on."`
	Index     string          `field:"index" ref:"index" doc:"Index that multiplies the block."`
	From      string          `field:"from" unit:"month" default:"0" doc:"First month of the block payment."`
	Until     string          `field:"until" unit:"month" doc:"Last month of the block payment; default the last of the term."`
	Fees      Table[Quantity] `field:"fees" ref:"outcome" unit:"money" range:"[0,inf)" doc:"Paid for each evidenced outcome."`
	Reimburse Quantity        `field:"reimburse" unit:"share" range:"[0,1]" default:"0" doc:"Part of the provider's own cost lines paid back."`
	GainShare Quantity        `field:"gain_share" unit:"share" range:"[0,1]" default:"0" doc:"Part of the site's outcome payments passed on, in the month they are claimed."`
	PayAfter  Quantity        `field:"pay_after" unit:"months" range:"[0,120]" default:"0" doc:"Months after they are earned that its payments fall due."`
	Reserve   Quantity        `field:"reserve" unit:"money" range:"[0,inf)" doc:"Its own money to bridge that; limits nothing, feeds provider.SITE.exhausted."`
	Rank      Quantity        `field:"rank" unit:"number" range:"[0,1000]" default:"1" doc:"Lower is paid first."`
}

// Budget is the deal's agreed cost.
type Budget struct {
	Total     Quantity `field:"total" unit:"money" range:"[0,inf)" doc:"Default: the cost of the plan case."`
	Tolerance Quantity `field:"tolerance" unit:"share" range:"[0,10]" default:"0" doc:"An overrun is a cost above (1 + tolerance) x budget."`
}

// Benefit is what an outcome is worth to public money or to people.
type Benefit struct {
	Name       string   `field:"name" doc:"Name for readers."`
	Outcome    string   `field:"outcome" ref:"outcome" doc:"The outcome it follows from, paid or not; achieved ones count."`
	Kind       string   `field:"kind" enum:"fiscal|social" doc:"fiscal: saved by, or paid to, a public body; social: worth to people."`
	To         string   `field:"to" ref:"payer" doc:"The public payer to whom a fiscal benefit accrues."`
	Body       string   `field:"body" doc:"Instead of to: a public body that is no payer here; of a social benefit, whose it is."`
	Amount     Quantity `field:"amount" unit:"money" range:"(-inf,inf)" random:"yes" doc:"For each outcome that would not have happened anyway: once, or each month if 'for' is written; below 0 it is a loss."`
	After      Quantity `field:"after" unit:"months" range:"[0,600]" default:"0" doc:"Months from the outcome to the first month of the benefit."`
	For        Quantity `field:"for" unit:"months" range:"[1,600]" doc:"Months it lasts; without it the amount is had once."`
	Drop       Quantity `field:"drop" unit:"share" range:"[0,1]" default:"0" doc:"Part of it that is lost from each month to the next."`
	Index      string   `field:"index" ref:"index" doc:"Index that the amount follows; without it, general inflation."`
	Priced     string   `field:"priced" unit:"month" default:"0" doc:"Month in whose prices the amount is, as 2019-04; the deflator brings it to those of month 0."`
	Optimism   Quantity `field:"optimism" unit:"share" range:"[0,1]" default:"0" doc:"Part taken off for optimism, shown as a line of its own."`
	Deadweight Quantity `field:"deadweight" unit:"share" range:"[0,1]" doc:"Share of the outcomes that would have happened without the service; default the outcome's own."`
}

// Capital is the investors' money.
type Capital struct {
	Hurdle        Quantity        `field:"hurdle" unit:"rate" range:"(-0.9,10]" default:"0" doc:"The deal's own nominal annual discount rate, for investor.npv."`
	Interest      Quantity        `field:"interest" unit:"rate" range:"[0,10]" default:"0" doc:"Annual rate earned on the vehicle's opening cash."`
	Reserve       Quantity        `field:"reserve" unit:"money" range:"[0,inf)" default:"0" doc:"Stays in the vehicle at every distribution but the last."`
	Distributions Distributions   `field:"distributions" doc:"When investors are paid."`
	OnExhaustion  string          `field:"on_exhaustion" enum:"accrue|stop|provider_bears" default:"accrue" doc:"What happens when the vehicle cannot pay a cost."`
	Grace         Quantity        `field:"grace" unit:"months" range:"[0,600]" default:"0" doc:"Months in a row that costs may stay unpaid before on_exhaustion: stop stops the service."`
	Draws         string          `field:"draws" enum:"junior_first|senior_first|pro_rata" default:"junior_first" doc:"Which tranche is drawn first."`
	Recycling     string          `field:"recycling" enum:"true|false" default:"true" doc:"false: costs are drawn from tranches while commitments last, whatever cash there is."`
	FirstLoss     Quantity        `field:"first_loss" unit:"money" range:"[0,inf)" default:"0" doc:"A grant drawn before any tranche and never repaid."`
	LockUp        string          `field:"lock_up" unit:"month" default:"0" doc:"First month in which profit or surplus may be paid."`
	Profit        Table[Quantity] `field:"profit" unit:"share" range:"[0,1]" ref:"payee" doc:"Parts of what is left after principal that go to others before the investors' profit: a payer, a site's provider, intermediary."`
	Surplus       Table[Quantity] `field:"surplus" unit:"share" range:"[0,1]" ref:"payee" doc:"Who receives what is left when every tranche has reached its cap; they add up to 1."`
	SurplusTo     string          `field:"surplus_to" ref:"payer_or_site" doc:"Instead of surplus: one payer or site receives all of it."`
	Tranches      Table[Tranche]  `field:"tranches" doc:"Layers of capital."`
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
	Paid       string   `field:"coupon_paid" enum:"cash|accrued" default:"cash" doc:"accrued: the coupon is paid at distributions only, before principal."`
	Arranging  Quantity `field:"arrangement_fee" unit:"share" range:"[0,1]" default:"0" doc:"Fee on the commitment, earned in month 0 and paid like coupon."`
	Undrawn    Quantity `field:"commitment_fee" unit:"rate" range:"[0,10]" default:"0" doc:"Annual fee on what is not drawn, while service runs, paid like coupon."`
	Repayment  string   `field:"repayment" enum:"sweep|bullet" default:"sweep" doc:"bullet: principal is repaid from maturity on only."`
	Maturity   string   `field:"maturity" unit:"month" doc:"First month in which a bullet is repaid; default the last."`
	Guarantee  Backing  `field:"guarantee" doc:"What the tranche is sure to receive in the end."`
	IRRCap     Quantity `field:"irr_cap" unit:"rate" range:"[0,10]" doc:"Highest annual return; a hurdle account keeps it."`
	MOICCap    Quantity `field:"moic_cap" unit:"ratio" range:"[0,1000]" doc:"Most that may be received, as a multiple of what was drawn."`
}

// Backing is a guarantee of a tranche.
type Backing struct {
	Share Quantity `field:"share" unit:"share" range:"[0,10]" doc:"Part of what was drawn that the tranche receives in the end."`
	By    string   `field:"by" ref:"guarantor" default:"guarantor" doc:"Who pays what is missing: a payer, or guarantor for a third party."`
	Limit Quantity `field:"limit" unit:"money" range:"[0,inf)" doc:"Most that is paid."`
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
	Name         string             `field:"name" doc:"Name for readers."`
	Commissioner string             `field:"commissioner" ref:"payer" doc:"The payer meant by 'commissioner' in shares."`
	Shares       Table[Quantity]    `field:"shares" unit:"share" range:"[0,1]" ref:"share" doc:"Each payer's part of every tariff here; they add up to 1."`
	Tariffs      Table[Tariff]      `field:"tariffs" ref:"outcome" doc:"Tariffs here, over the defaults."`
	Cap          Quantity           `field:"cap" unit:"money" range:"[0,inf)" doc:"Most that outcome payments for this site may come to."`
	Period       PeriodCap          `field:"period_cap" doc:"Most that outcome payments for this site may come to in a period."`
	Until        string             `field:"until" unit:"month" doc:"Last month whose outcomes count here; default the last of the term."`
	Participant  Quantity           `field:"participant_cap" unit:"money" range:"[0,inf)" doc:"Most that may be paid for one person here."`
	Minimum      Minimum            `field:"minimum_referrals" doc:"Guaranteed referrals here, over the defaults."`
	Failure      Failure            `field:"failure" doc:"Failure of the provider here, over the defaults."`
	Resubmitted  Table[Again]       `field:"resubmission" ref:"outcome" doc:"Second attempts at evidence here, over the defaults."`
	Referrals    Referrals          `field:"referrals" doc:"Referrals here, over the defaults."`
	Pathway      Table[Transition]  `field:"pathway" ref:"outcome" doc:"Transitions here, over the defaults."`
	Evidence     Table[Quantity]    `field:"evidence" ref:"outcome" unit:"probability" range:"[0,1]" random:"yes" default:"1" doc:"Evidence here, over the defaults."`
	Specialists  Specialists        `field:"specialists" doc:"Who serves people here, over the defaults."`
	Measurement  Table[Measurement] `field:"measurement" ref:"outcome" doc:"Self-report here, over the defaults."`
	Hours        Table[Hours]       `field:"hours" ref:"outcome" doc:"Weekly hours here, over the defaults."`
	Loadings     Table[Quantity]    `field:"loadings" ref:"factor" unit:"number" range:"[-10,10]" random:"yes" default:"1" doc:"How strongly each factor acts here."`
	Overrun      Quantity           `field:"overrun" unit:"ratio" range:"(0,inf)" random:"yes" default:"1" doc:"Factor on every cost of this site; one draw a path."`
	Costs        Table[Cost]        `field:"costs" doc:"Cost lines here, over the defaults."`
	Provider     Provider           `field:"provider" doc:"What the vehicle pays the provider here, over the defaults."`
	Targets      Table[Target]      `field:"targets" ref:"outcome" doc:"The plan: evidenced outcomes that were signed."`
}

// Target is the plan for one outcome at one site.
type Target struct {
	Total  Quantity   `field:"total" short:"scalar" unit:"count" range:"[0,10000000]" doc:"In all; spread over the months in proportion to the central case."`
	Months []Quantity `field:"months" short:"list" unit:"count" range:"[0,1000000]" doc:"Instead: month by month from month 0; missing months are 0."`
}

// Scenario is a named change of the deal.
type Scenario struct {
	Story string        `field:"story" doc:"One line: what happens."`
	Kind  string        `field:"kind" enum:"stress|structure" default:"stress" doc:"structure: another arrangement for the same service."`
	From  string        `field:"from" enum:"partnership|fee_for_service|provider_pbr|grant" doc:"Arrangement of the library that it starts from, for a structure; what it sets comes on top."`
	Set   Table[Change] `field:"set" ref:"address" doc:"Addresses (a * stands for every ID) and what they become."`
}

// Change is what a scenario does to a number.
type Change struct {
	To    Quantity `field:"to" short:"scalar" unit:"number" range:"(-inf,inf)" doc:"The new value."`
	Times Quantity `field:"times" unit:"ratio" range:"(-inf,inf)" doc:"Or: the old value times this; a distribution keeps its shape."`
}

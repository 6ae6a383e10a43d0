package deal

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// faultTests breaks the small document once for each rule; want is the whole
// error, one line for each fault.
var faultTests = []struct {
	name  string
	spoil func(d *Document)
	want  string
}{
	// what must be there
	{"no name", func(d *Document) { d.Name = "" }, "name: is missing: must be the name of the deal"},
	{"no start", func(d *Document) { d.Term.Start = "" }, "term.start: is missing: must be a month, as 2020-04"},
	{"bad start", func(d *Document) { d.Term.Start = "2020-13" }, "term.start: 2020-13 must be a month, as 2020-04"},
	{"no months", func(d *Document) { d.Term.Months = Num("") }, "term.months: is missing: must be the number of months in the term"},
	{"no payer", func(d *Document) {
		d.Payers = nil
		d.Shares = Table[Quantity]{{"unpaid", Num("1")}}
		d.Sites[0].Value.Commissioner = ""
		d.Sites[1].Value.Commissioner = ""
	}, "payers: is missing: must have at least one payer"},
	{"no site", func(d *Document) { d.Sites = nil }, "sites: is missing: must have at least one site"},
	{"no tranche", func(d *Document) { d.Capital.Tranches = nil }, "capital.tranches: is missing: must have at least one tranche"},
	{"no outcome", func(d *Document) { d.Outcomes, d.Pathway, d.Tariffs = nil, nil, nil }, "outcomes: is missing: must have at least one outcome"},
	{"no commitment", func(d *Document) { d.Capital.Tranches[0].Value.Commitment = Quantity{} }, "capital.tranches.senior.commitment: is missing: must be an amount of money"},
	{"no rate", func(d *Document) { d.Referrals.Rate = Quantity{} }, "referrals.rate: is missing: must be people a month (or write referrals.monthly), here or at every site"},
	{"no rate at one site", func(d *Document) { d.Referrals.Rate = Quantity{}; d.Sites[0].Value.Referrals.Rate = Num("5") }, "sites.barnet.referrals.rate: is missing: must be people a month (or write referrals.monthly)"},
	{"empty grant", func(d *Document) { d.Grants = Table[Grant]{{"g", Grant{}}} }, "" +
		"grants.g.payer: is missing: must be a payer (or write shares)\n" +
		"grants.g.month: is missing: must be a month: a date as 2020-06, or whole months from the start\n" +
		"grants.g.amount: is missing: must be an amount of money"},
	{"empty factor", func(d *Document) { d.Factors = Table[Factor]{{"f", Factor{}}} }, "" +
		"factors.f.sd: is missing: must be a number between 0 and 10\n" +
		"factors.f.on: is missing: must list what it acts on: outcomes, referrals, evidence"},
	{"shock beyond the term", func(d *Document) {
		d.Factors = Table[Factor]{{"f", Factor{SD: Num("0"), Shock: make([]Quantity, 25), On: []string{"job_start"}}}}
		for i := range d.Factors[0].Value.Shock {
			d.Factors[0].Value.Shock[i] = Num("0.1")
		}
	}, "factors.f.shock: 25 months must be at most 24, the term"},
	{"bad shock", func(d *Document) {
		d.Factors = Table[Factor]{{"f", Factor{SD: Num("0"), Shock: []Quantity{Num("-11"), {}, {Dist: "normal", Params: []Param{{"mean", 0}, {"sd", 1}}}}, On: []string{"job_start"}}}}
	}, "" +
		"factors.f.shock.0: -11 must be between -10 and 10\n" +
		"factors.f.shock.1: is missing: must be between -10 and 10\n" +
		"factors.f.shock.2: normal(mean 0, sd 1) must be a plain number: this field cannot be uncertain"},
	{"empty lever and effect", func(d *Document) {
		d.Levers, d.Effects = Table[Lever]{{"l", Lever{}}}, Table[LeverEffect]{{"e", LeverEffect{}}}
	}, "" +
		"levers.l.kind: is missing: must be management or incentive\n" +
		"levers.l.intensity: is missing: must be a number between 0 and 1000000\n" +
		"effects.e.lever: is missing: must be a lever\n" +
		"effects.e.size: is missing: must be a number between -10 and 10, or a distribution\n" +
		"effects.e.on: is missing: must list what it acts on: outcomes, referrals, evidence"},
	{"bad lever and effect", func(d *Document) {
		d.Levers = Table[Lever]{{"l", Lever{Kind: "incentive", Intensity: Num("1.5"), Reference: Num("2"), Half: Num("0")}}}
		d.Effects = Table[LeverEffect]{{"e", LeverEffect{Lever: "m", On: []string{"job_strat"}, Size: Num("11")}}}
	}, "" +
		"levers.l.half: 0 must be above 0 and at most 1000000\n" +
		"effects.e.lever: m must be a lever; did you mean l?\n" +
		"effects.e.on.0: job_strat must be an outcome, referrals or evidence; did you mean job_start?\n" +
		"effects.e.size: 11 must be between -10 and 10\n" +
		"levers.l.intensity: 1.5 must be 0 to 1, the share of revenue at risk\n" +
		"levers.l.reference: 2 must be 0 to 1, the share of revenue at risk"},
	{"empty index", func(d *Document) { d.Indices = Table[Index]{{"i", Index{}}} }, "indices.i.annual: is missing: must be a rate of growth, as 0.03"},
	{"no cost amount", func(d *Document) { d.Costs[0].Value.Amount = Quantity{} }, "costs.staff.amount: is missing: must be an amount of money"},

	// IDs and references
	{"bad ID", func(d *Document) { d.Payers[1].ID = "Fund"; d.Shares[1].ID = "Fund" }, "payers.Fund: Fund must be an ID: small letters, digits and _, first a letter, at most 40"},
	{"long ID", func(d *Document) {
		d.Factors = Table[Factor]{{strings.Repeat("a", 41), Factor{SD: Num("0.1"), On: []string{"job_start"}}}}
	}, "factors.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa must be an ID: small letters, digits and _, first a letter, at most 40"},
	{"reserved outcome", func(d *Document) {
		d.Outcomes[0].ID = "evidence"
		d.Pathway[0].ID = "evidence"
		d.Pathway[1].Value.From = "evidence"
	}, "outcomes.evidence: evidence must be another ID: this word has a meaning of its own"},
	{"reserved payer", func(d *Document) { d.Payers = append(d.Payers, Entry[Payer]{ID: "vehicle"}) }, "payers.vehicle: vehicle must be another ID: this word has a meaning of its own"},
	{"twice", func(d *Document) { d.Payers = append(d.Payers, d.Payers[1]) }, "payers.fund: fund must be there once"},
	{"tariff of no outcome", func(d *Document) { d.Tariffs = append(d.Tariffs, Entry[Tariff]{"job_strat", Tariff{Price: Num("1")}}) }, "tariffs.job_strat: job_strat must be an outcome; did you mean job_start?"},
	{"evidence of no outcome", func(d *Document) { d.Sites[0].Value.Evidence = Table[Quantity]{{"job_strat", Num("1")}} }, "sites.enfield.evidence.job_strat: job_strat must be an outcome; did you mean job_start?"},
	{"target of no outcome", func(d *Document) { d.Sites[0].Value.Targets = Table[Target]{{"zebra", Target{Total: Num("1")}}} }, "sites.enfield.targets.zebra: zebra must be an outcome; there is engaged, job_start"},
	{"loading of no factor", func(d *Document) { d.Sites[0].Value.Loadings = Table[Quantity]{{"economy", Num("1")}} }, "sites.enfield.loadings.economy: economy must be a factor"},
	{"unknown payer", func(d *Document) { d.Sites[0].Value.Commissioner = "counsel" }, "sites.enfield.commissioner: counsel must be a payer; did you mean council?"},
	{"unknown index", func(d *Document) { d.Tariffs[0].Value.Index = "cpi" }, "tariffs.job_start.index: cpi must be an index"},
	{"unknown bearer", func(d *Document) { d.Costs[1].Value.Bearer = "vehicel" }, "costs.manager.bearer: vehicel must be vehicle, provider or a payer; did you mean vehicle?"},
	{"unknown target", func(d *Document) {
		d.SiteEffects = Table[SiteEffect]{{"e", SiteEffect{On: []string{"referral", "engaged", "engaged"}}}}
	}, "" +
		"site_effects.e.on.0: referral must be an outcome, referrals or evidence; did you mean referrals?\n" +
		"site_effects.e.on.2: engaged must be there once"},
	{"unknown surplus", func(d *Document) { d.Capital.SurplusTo = "enfild" }, "capital.surplus_to: enfild must be a payer or a site; did you mean enfield?"},
	{"unknown word", func(d *Document) { d.Capital.OnExhaustion = "acrue" }, "capital.on_exhaustion: acrue must be accrue, stop or provider_bears; did you mean accrue?"},

	// numbers
	{"no number", func(d *Document) { d.Tariffs[0].Value.Price = Num("1,800") }, "tariffs.job_start.price: 1,800 must be a number, as 12 or 0.35 or 1.2e6"},
	{"NaN", func(d *Document) { d.Tariffs[0].Value.Price = Num("NaN") }, "tariffs.job_start.price: NaN must be a number, as 12 or 0.35 or 1.2e6"},
	{"1e400", func(d *Document) { d.Referrals.Rate = Num("1e400") }, "referrals.rate: 1e400 must be a number, as 12 or 0.35 or 1.2e6"},
	{"below", func(d *Document) { d.Sites[0].Value.Tariffs = Table[Tariff]{{"job_start", Tariff{Price: Num("-5")}}} }, "sites.enfield.tariffs.job_start.price: -5 must be at least 0"},
	{"not above", func(d *Document) { d.Overrun = Num("0") }, "overrun: 0 must be above 0"},
	{"outside", func(d *Document) { d.Pathway[0].Value.Probability = Num("1.2") }, "pathway.engaged.probability: 1.2 must be between 0 and 1"},
	{"half open", func(d *Document) { d.Capital.Hurdle = Num("-0.9") }, "capital.hurdle: -0.9 must be above -0.9 and at most 10"},
	{"format", func(d *Document) { d.Format = Num("2") }, "sibsim: 2 must be 1"},
	{"pence", func(d *Document) { d.Tariffs[0].Value.Price = Num("0.005") }, "tariffs.job_start.price: 0.005 must have at most 2 decimals (GBP)"},
	{"0.1+0.2", func(d *Document) { a, b := 0.1, 0.2; d.Tariffs[0].Value.Price = Num(number(a + b)) }, "tariffs.job_start.price: 0.30000000000000004 must have at most 2 decimals (GBP)"},
	{"too much", func(d *Document) { d.Tariffs[0].Value.Price = Num("1e15") }, "tariffs.job_start.price: 1e15 must be at most 10000000000000"},
	{"yen", func(d *Document) { d.Currency = "JPY"; d.Tariffs[0].Value.Price = Num("1800.5") }, "tariffs.job_start.price: 1800.5 must have no decimals (JPY)"},
	{"currency", func(d *Document) { d.Currency = "GPB" }, "currency: GPB must be an ISO 4217 code in use, as GBP"},
	{"share decimals", func(d *Document) { d.Shares[0].Value = Num("0.5999999"); d.Shares[1].Value = Num("0.4000001") }, "" +
		"shares.commissioner: 0.5999999 must have at most 6 decimals\n" +
		"shares.fund: 0.4000001 must have at most 6 decimals"},
	{"half a month", func(d *Document) { d.Tariffs[0].Value.Lag = Num("1.5") }, "tariffs.job_start.lag: 1.5 must be a whole number"},
	{"half a count", func(d *Document) { d.Tariffs[0].Value.MaxCount = Num("1.5") }, "tariffs.job_start.max_count: 1.5 must be a whole number"},
	{"half a rank", func(d *Document) { d.Costs[0].Value.Rank = Num("1.5") }, "costs.staff.rank: 1.5 must be a whole number"},
	{"both", func(d *Document) { q := dist("uniform", "min", 1.0, "max", 2.0); q.Text = "1"; d.Referrals.Rate = q }, "referrals.rate: 1 and uniform must be a number or a distribution, not both"},
	{"parameters alone", func(d *Document) { d.Referrals.Rate = Quantity{Params: []Param{{"min", 1}}} }, "referrals.rate: has parameters; must name its distribution: uniform, triangular, pert, beta, gamma, normal, lognormal, discrete or joint"},
	{"empty entry", func(d *Document) { d.Evidence = Table[Quantity]{{"job_start", Quantity{}}} }, "evidence.job_start: is missing: must be between 0 and 1"},
	{"empty element", func(d *Document) { d.Tariffs[0].Value = Tariff{PriceByYear: []Quantity{Num("1"), {}}} }, "tariffs.job_start.price_by_year.1: is missing: must be at least 0"},
	{"source", func(d *Document) { d.Referrals.Rate.Source = &Source{Kind: "publshed"} }, "referrals.rate.source.kind: publshed must be published, derived, elicited or assumption; did you mean published?"},
	{"source of nothing", func(d *Document) { d.Cap = Quantity{Source: &Source{Kind: "published"}} }, "cap: is missing: must be at least 0"},

	// distributions
	{"unknown distribution", func(d *Document) { d.Referrals.Rate = dist("gama", "mean", 1.0) }, "referrals.rate: gama must be a distribution: uniform, triangular, pert, beta, gamma, normal, lognormal, discrete or joint; did you mean gamma?"},
	{"not random", func(d *Document) { d.Tariffs[0].Value.Price = dist("uniform", "min", 1.0, "max", 2.0) }, "tariffs.job_start.price: uniform(min 1, max 2) must be a plain number: this field cannot be uncertain"},
	{"unknown parameter", func(d *Document) { d.Referrals.Rate = dist("gamma", "meen", 1.0, "sd", 1.0) }, "referrals.rate: gamma(meen 1, sd 1) must not have meen: its parameters are (shape, scale) or (mean, sd); did you mean mean?"},
	{"parameter twice", func(d *Document) { d.Referrals.Rate = dist("gamma", "mean", 1.0, "mean", 2.0) }, "referrals.rate: gamma(mean 1, mean 2) must name mean once"},
	{"mixed forms", func(d *Document) { d.Pathway[0].Value.Probability = dist("beta", "mean", 0.5, "beta", 1.0) }, "pathway.engaged.probability: beta(mean 0.5, beta 1) must have the parameters (alpha, beta) or (mean, sd)"},
	{"infinite", func(d *Document) { d.Referrals.Rate = dist("gamma", "mean", math.Inf(1), "sd", 1.0) }, "referrals.rate: gamma(mean +Inf, sd 1) must have a finite mean"},
	{"sd 0", func(d *Document) { d.Referrals.Rate = dist("gamma", "mean", 1.0, "sd", 0.0) }, "referrals.rate: gamma(mean 1, sd 0) must have sd above 0"},
	{"min max", func(d *Document) { d.Referrals.Rate = dist("uniform", "min", 2.0, "max", 2.0) }, "referrals.rate: uniform(min 2, max 2) must have min below max"},
	{"mode", func(d *Document) { d.Referrals.Rate = dist("pert", "min", 1.0, "mode", 5.0, "max", 2.0) }, "referrals.rate: pert(min 1, mode 5, max 2) must have mode between min and max"},
	{"beta mean", func(d *Document) { d.Pathway[0].Value.Probability = dist("beta", "mean", 1.0, "sd", 0.1) }, "pathway.engaged.probability: beta(mean 1, sd 0.1) must have mean above 0 and below 1"},
	{"beta sd", func(d *Document) { d.Pathway[0].Value.Probability = dist("beta", "mean", 0.5, "sd", 0.5) }, "pathway.engaged.probability: beta(mean 0.5, sd 0.5) must have sd below 0.5, the most a mean of 0.5 allows"},
	{"gamma mean", func(d *Document) { d.Referrals.Rate = dist("gamma", "mean", -1.0, "sd", 0.5) }, "referrals.rate: gamma(mean -1, sd 0.5) must have mean above 0"},
	{"uncut", func(d *Document) { d.Pathway[0].Value.Probability = dist("normal", "mean", 0.5, "sd", 0.1) }, "pathway.engaged.probability: normal(mean 0.5, sd 0.1) reaches any number; must be between 0 and 1: cut it with min and max"},
	{"uncut above", func(d *Document) { d.Pathway[0].Value.Probability = dist("lognormal", "median", 0.5, "sigma", 0.1) }, "pathway.engaged.probability: lognormal(median 0.5, sigma 0.1) reaches any number above 0; must be between 0 and 1: cut it with max"},
	{"touches 0", func(d *Document) { d.Overrun = dist("uniform", "min", 0.0, "max", 2.0) }, "overrun: uniform(min 0, max 2) reaches from 0 to 2; must be above 0"},
	{"long tail", func(d *Document) { d.Referrals.Rate = dist("lognormal", "median", 50000.0, "sigma", 1.0) }, "referrals.rate: lognormal(median 50000, sigma 1) reaches any number above 0; must be between 0 and 100000: cut it with max"},
	{"cut too far", func(d *Document) {
		d.Pathway[0].Value.Probability = dist("normal", "mean", 0.1, "sd", 0.01, "min", 0.5, "max", 1.0)
	}, "pathway.engaged.probability: normal(mean 0.1, sd 0.01, min 0.5, max 1) must not be cut so far: min and max leave less than a millionth of it"},
	{"no values", func(d *Document) { d.Referrals.Rate = Quantity{Dist: "discrete"} }, "referrals.rate: discrete() must have values"},
	{"weights", func(d *Document) {
		d.Referrals.Rate = Quantity{Dist: "discrete", Values: []float64{1, 2}, Weights: []float64{1}}
	}, "referrals.rate: discrete(1 weight 1, 2) must have a weight for each value, or none: 2 values, 1 weight"},
	{"negative weight", func(d *Document) {
		d.Referrals.Rate = Quantity{Dist: "discrete", Values: []float64{1, 2}, Weights: []float64{2, -1}}
	}, "referrals.rate: discrete(1 weight 2, 2 weight -1) must have weights of at least 0"},
	{"no weight", func(d *Document) {
		d.Referrals.Rate = Quantity{Dist: "discrete", Values: []float64{1}, Weights: []float64{0}}
	}, "referrals.rate: discrete(1 weight 0) must have a weight above 0"},
	{"discrete outside", func(d *Document) {
		d.Pathway[0].Value.Probability = Quantity{Dist: "discrete", Values: []float64{0.5, 2}}
	}, "pathway.engaged.probability: discrete(0.5, 2) must have values between 0 and 1"},
	{"values elsewhere", func(d *Document) {
		q := dist("beta", "mean", 0.5, "sd", 0.1)
		q.Values = []float64{1}
		d.Pathway[0].Value.Probability = q
	}, "pathway.engaged.probability: beta(mean 0.5, sd 0.1, 1) must not list values: only discrete does"},
	{"parameters of joint", func(d *Document) { q := dist("joint", "mean", 0.5); d.Pathway[0].Value.Probability = q }, "pathway.engaged.probability: joint(mean 0.5) must not have parameters: joint has none"},
	{"table elsewhere", func(d *Document) {
		q := dist("beta", "mean", 0.5, "sd", 0.1)
		q.Table = "t"
		d.Pathway[0].Value.Probability = q
	}, "pathway.engaged.probability: beta(mean 0.5, sd 0.1, t.) must not name a table: only joint does"},
	{"beta money", func(d *Document) { d.Costs[0].Value.Amount = dist("beta", "mean", 0.5, "sd", 0.1) }, "costs.staff.amount: beta(mean 0.5, sd 0.1) must not be a beta: an amount of money is not between 0 and 1"},

	// tariffs
	{"no price", func(d *Document) { d.Tariffs[0].Value.Price = Quantity{} }, "tariffs.job_start.price: is missing: must be an amount of money (or write price_by_year or bands)"},
	{"two prices", func(d *Document) { d.Tariffs[0].Value.PriceByYear = []Quantity{Num("1")} }, "tariffs.job_start.price_by_year: stands beside price; must be alone: price, price_by_year or bands"},
	{"no shares", func(d *Document) { d.Shares = nil }, "shares: is missing: must say who pays, as {commissioner: 0.6, unpaid: 0.4}"},
	{"shares sum", func(d *Document) { d.Shares[0].Value = Num("0.59") }, "shares: add up to 0.99; must add up to 1 (write the rest as unpaid)"},
	{"no commissioner", func(d *Document) { d.Sites[1].Value.Commissioner = "" }, "sites.barnet.commissioner: is missing: must be a payer: shares gives the commissioner a share"},
	{"commissioner twice", func(d *Document) { d.Shares[1].ID = "council" }, "shares.council: council must not stand beside commissioner: at sites.enfield both are council"},
	{"share above 1", func(d *Document) { d.Shares[0].Value = Num("1.6") }, "shares.commissioner: 1.6 must be between 0 and 1"},
	{"share above 1 of nobody", func(d *Document) {
		d.Shares[0].Value = Num("1.6")
		d.Sites[0].Value.Commissioner = "counsel"
	}, "" +
		"shares.commissioner: 1.6 must be between 0 and 1\n" +
		"sites.enfield.commissioner: counsel must be a payer; did you mean council?"},
	{"no tariff", func(d *Document) { d.Tariffs = nil }, "outcomes.job_start: has no tariff; must have one at one site at least, or paid: false"},

	// entries under a key that names nothing: one mistake, one message
	{"misspelt tariff", func(d *Document) { d.Tariffs[0].ID = "job_strat" }, "tariffs.job_strat: job_strat must be an outcome; did you mean job_start?"},
	{"misspelt tariff at a site", func(d *Document) {
		d.Sites[1].Value.Tariffs = d.Tariffs
		d.Tariffs = nil
		d.Sites[1].Value.Tariffs[0].ID = "job"
	}, "sites.barnet.tariffs.job: job must be an outcome; there is engaged, job_start"},
	{"misspelt tariff of another outcome", func(d *Document) { d.Tariffs[0].ID = "engagd" }, "" +
		"tariffs.engagd: engagd must be an outcome; did you mean engaged?\n" +
		"outcomes.job_start: has no tariff; must have one at one site at least, or paid: false"},
	{"misspelt transition", func(d *Document) { d.Pathway[0].ID = "engagd" }, "pathway.engagd: engagd must be an outcome; did you mean engaged?"},
	{"misspelt transition at each site", func(d *Document) {
		d.Sites[0].Value.Pathway, d.Sites[1].Value.Pathway = Table[Transition]{{"engagd", d.Pathway[0].Value}}, Table[Transition]{d.Pathway[0]}
		d.Pathway = d.Pathway[1:]
	}, "sites.enfield.pathway.engagd: engagd must be an outcome; did you mean engaged?"},
	{"misspelt evidence, correlated", func(d *Document) {
		d.Evidence = Table[Quantity]{{"job_strat", dist("beta", "mean", 0.9, "sd", 0.05)}}
		d.Correlations = block("0.5", nil, "pathway.job_start.probability", "evidence.job_start")
	}, "evidence.job_strat: job_strat must be an outcome; did you mean job_start?"},

	// referrals and windows
	{"two rates", func(d *Document) { d.Referrals.Monthly = []Quantity{Num("1")} }, "referrals.monthly: stands beside rate or ramp; must be alone: monthly, or rate and ramp"},
	{"many months", func(d *Document) {
		d.Referrals = Referrals{From: "22", Monthly: []Quantity{Num("1"), Num("1"), Num("1")}}
	}, "referrals.monthly: 3 months must be at most 2, the months from 22 to 23"},
	{"many months from a date", func(d *Document) {
		d.Referrals = Referrals{From: "2022-02", Monthly: []Quantity{Num("1"), Num("1"), Num("1")}}
	}, "referrals.monthly: 3 months must be at most 2, the months from 2022-02 to 2022-03"},
	{"no dispersion", func(d *Document) { d.Referrals.Law = "negative_binomial" }, "referrals.dispersion: is missing: must be written for the law negative_binomial"},
	{"no dispersion where sites write more", func(d *Document) {
		d.Referrals.Law = "negative_binomial"
		d.Sites[0].Value.Referrals.Rate = Num("5")
		d.Sites[1].Value.Referrals.Ramp = Num("5")
	}, "referrals.dispersion: is missing: must be written for the law negative_binomial"},
	{"no dispersion at one site", func(d *Document) { d.Sites[1].Value.Referrals.Law = "negative_binomial" }, "sites.barnet.referrals.dispersion: is missing: must be written for the law negative_binomial"},
	{"missing by default and where it is overridden", func(d *Document) {
		d.Pathway[1].Value.Probability = Quantity{}
		d.Sites[0].Value.Pathway = Table[Transition]{{"job_start", Transition{Delay: Delay{Months: Num("3")}}}}
	}, "pathway.job_start.probability: is missing: must be a probability (or write hazards)"},
	{"bad month", func(d *Document) { d.Referrals.From = "May" }, "referrals.from: May must be a month: a date as 2020-06, or whole months from the start"},
	{"before the term", func(d *Document) { d.Referrals.From = "2020-03" }, "referrals.from: 2020-03 must be between 2020-04 and 2022-03"},
	{"after the term", func(d *Document) { d.Sites[0].Value.Referrals.Until = "24" }, "sites.enfield.referrals.until: 24 must be between 0 and 23, in months from the start"},
	{"until before from", func(d *Document) { d.Referrals.From, d.Referrals.Until = "2020-08", "3" }, "referrals.until: 3 must not be before from, 2020-08 (4)"},
	{"date before offset", func(d *Document) { d.Referrals.From, d.Referrals.Until = "4", "2020-07" }, "referrals.until: 2020-07 must not be before from, 4 (2020-08)"},
	{"date before date", func(d *Document) { d.Referrals.From, d.Referrals.Until = "2020-08", "2020-07" }, "referrals.until: 2020-07 must not be before from, 2020-08"},

	// pathway
	{"no transition", func(d *Document) { d.Pathway = d.Pathway[:1] }, "pathway.job_start: is missing: must be the transition that leads to this outcome, here or at every site"},
	{"no transition at one site", func(d *Document) {
		d.Sites[0].Value.Pathway = Table[Transition]{d.Pathway[1]}
		d.Pathway = d.Pathway[:1]
	}, "sites.barnet.pathway.job_start: is missing: must be the transition that leads to this outcome"},
	{"unknown parent", func(d *Document) { d.Pathway[1].Value.From = "engagd" }, "pathway.job_start.from: engagd must be an outcome or referral; did you mean engaged?"},
	{"cycle", func(d *Document) { d.Pathway[0].Value.From = "job_start" }, "pathway.engaged.from: engaged from job_start from engaged must start at referral: it goes round"},
	{"own parent", func(d *Document) { d.Pathway[1].Value.From = "job_start" }, "pathway.job_start.from: job_start from job_start must start at referral: it goes round"},
	{"no probability", func(d *Document) { d.Pathway[0].Value.Probability = Quantity{} }, "pathway.engaged.probability: is missing: must be a probability (or write hazards)"},
	{"hazards and probability", func(d *Document) { d.Pathway[0].Value.Hazards = []Quantity{Num("0.1")} }, "" +
		"pathway.engaged.probability: stands beside hazards; must be alone: hazards, or probability and delay\n" +
		"pathway.engaged.delay: stands beside hazards; must be alone: hazards, or probability and delay"},
	{"marginal hazards", func(d *Document) { d.Pathway[0].Value = Transition{Mean: "marginal", Hazards: []Quantity{Num("0.1")}} }, "pathway.engaged.mean: marginal must be central beside hazards: it asks about a probability"},
	{"no delay", func(d *Document) { d.Pathway[0].Value.Delay = Delay{} }, "pathway.engaged.delay: is missing: must be one of months, weeks, geometric, weibull, lognormal, list"},
	{"two delays", func(d *Document) { d.Pathway[0].Value.Delay.Weeks = Num("3") }, "pathway.engaged.delay: has months and weeks; must have one of them"},
	{"geometric without mean", func(d *Document) { d.Pathway[1].Value.Delay.Geometric = Waiting{Shape: Num("2")} }, "" +
		"pathway.job_start.delay.geometric.mean: is missing: must be written, with mean alone\n" +
		"pathway.job_start.delay.geometric.shape: 2 must not stand here: this delay has mean"},
	{"weibull without shape", func(d *Document) { d.Pathway[1].Value.Delay = Delay{Weibull: Waiting{Mean: Num("2")}} }, "pathway.job_start.delay.weibull.shape: is missing: must be written, with shape and mean alone"},
	{"lognormal with mean", func(d *Document) {
		d.Pathway[1].Value.Delay = Delay{Lognormal: Waiting{Mean: Num("2"), Sigma: Num("1"), Median: Num("1")}}
	}, "pathway.job_start.delay.lognormal.mean: 2 must not stand here: this delay has median and sigma"},
	{"mean before first", func(d *Document) { d.Pathway[1].Value.Delay.First = Num("7") }, "pathway.job_start.delay.geometric.mean: 6 must be at least first, 7"},
	{"first after last", func(d *Document) { d.Pathway[1].Value.Delay.Last, d.Pathway[1].Value.Delay.First = Num("1"), Num("2") }, "pathway.job_start.delay.last: 1 must be at least first, 2"},
	{"list", func(d *Document) { d.Pathway[1].Value.Delay = Delay{List: []Quantity{Num("0.5"), Num("0.4")}} }, "pathway.job_start.delay.list: adds up to 0.9; must add up to 1"},
	{"list of tenths", func(d *Document) {
		d.Pathway[1].Value.Delay = Delay{List: []Quantity{Num("0.1"), Num("0.2"), Num("0.3")}}
	}, "pathway.job_start.delay.list: adds up to 0.6; must add up to 1"},
	{"list that rounds to 1", func(d *Document) {
		d.Pathway[1].Value.Delay = Delay{List: []Quantity{Num("0.5"), Num("0.49999995")}}
	}, "pathway.job_start.delay.list: adds up to 0.99999995; must add up to 1"},
	{"list that rounds to 1 from above", func(d *Document) {
		d.Pathway[1].Value.Delay = Delay{List: []Quantity{Num("0.5"), Num("0.5000001")}}
	}, "pathway.job_start.delay.list: adds up to 1.0000001; must add up to 1"},
	{"lonely group", func(d *Document) { d.Pathway[1].Value.Group = "g" }, "pathway.job_start.group: g must have another member"},
	{"group parents", func(d *Document) {
		d.Pathway[0].Value.Group, d.Pathway[1].Value.Group = "g", "g"
		d.Pathway[0].Value.Probability = Num("0.1")
	}, "pathway.job_start.from: engaged must be referral, as for engaged of the same group g"},
	{"group sum", func(d *Document) { p := d.Pathway; p[0].Value.Group, p[1].Value.Group, p[1].Value.From = "g", "g", "" }, "pathway.engaged.probability: engaged and job_start add up to 1.15; must add up to at most 1: group g is exclusive"},
	{"group hazards", func(d *Document) {
		h := Transition{Group: "g", Hazards: []Quantity{Num("0.1"), Num("0.6")}}
		d.Pathway = Table[Transition]{{"engaged", h}, {"job_start", h}}
	}, "pathway.engaged.hazards: of month 2 in group g add up to 1.2; must add up to at most 1"},
	{"group name", func(d *Document) {
		p := d.Pathway
		p[0].Value.Group, p[1].Value.Group, p[1].Value.From = "G", "G", ""
		p[0].Value.Probability = Num("0.1")
	}, "" +
		"pathway.engaged.group: G must be an ID: small letters, digits and _, first a letter, at most 40\n" +
		"pathway.job_start.group: G must be an ID: small letters, digits and _, first a letter, at most 40"},

	// costs
	{"cost outcome", func(d *Document) { d.Costs[0].Value.Per = "outcome" }, "costs.staff.outcome: is missing: must be the outcome that is counted"},
	{"cost of no outcome", func(d *Document) { d.Costs[0].Value.Outcome = "engaged" }, "costs.staff.outcome: engaged must not be written for a cost per month"},
	{"provider of the deal", func(d *Document) { d.Costs[1].Value.Bearer = "provider" }, "costs.manager.bearer: provider must be vehicle or a payer: a cost of the whole deal has no one provider (write scope: site)"},
	{"scope at a site", func(d *Document) { d.Sites[0].Value.Costs = Table[Cost]{{"x", Cost{Scope: "deal", Amount: Num("1")}}} }, "sites.enfield.costs.x.scope: deal must not be written at a site: a line here is the site's"},
	{"one-off", func(d *Document) { d.Costs[1].Value.Per, d.Costs[1].Value.From = "once", "24" }, "costs.manager.from: 24 must be between 0 and 23, in months from the start"},

	// targets
	{"empty target", func(d *Document) { d.Sites[0].Value.Targets = Table[Target]{{"job_start", Target{}}} }, "sites.enfield.targets.job_start: is missing: must be a count, or a list of counts by month"},
	{"two targets", func(d *Document) {
		d.Sites[0].Value.Targets = Table[Target]{{"job_start", Target{Total: Num("1"), Months: []Quantity{Num("1")}}}}
	}, "sites.enfield.targets.job_start: has total and months; must have one of them"},
	{"long target", func(d *Document) {
		d.Term.Months = Num("1")
		d.Sites[0].Value.Targets = Table[Target]{{"job_start", Target{Months: []Quantity{Num("1"), Num("1")}}}}
	}, "sites.enfield.targets.job_start.months: 2 months must be at most 1, the term"},

	// joint draws and correlations
	{"empty table", func(d *Document) { d.Tables = Table[JointTable]{{"t", JointTable{}}} }, "tables.t.columns: is missing: must have at least one column"},
	{"unequal columns", func(d *Document) {
		d.Tables = Table[JointTable]{{"t", JointTable{Columns: Table[[]Quantity]{{"a", []Quantity{Num("1")}}, {"b", nil}, {"c", []Quantity{Num("1"), Num("2")}}}}}}
	}, "" +
		"tables.t.columns.b: is missing: must have at least one row\n" +
		"tables.t.columns.c: 2 rows must be 1, as in column a"},
	{"no table", func(d *Document) {
		d.Evidence = Table[Quantity]{{"job_start", Quantity{Dist: "joint", Table: "t", Column: "a"}}}
	}, "evidence.job_start: joint(t.a) must name a table"},
	{"no column", func(d *Document) {
		d.Tables = joints()
		d.Evidence = Table[Quantity]{{"job_start", Quantity{Dist: "joint", Table: "fit", Column: "cc"}}}
	}, "evidence.job_start: joint(fit.cc) must name a column of table fit"},
	{"column outside", func(d *Document) {
		d.Tables = joints()
		d.Evidence = Table[Quantity]{{"job_start", Quantity{Dist: "joint", Table: "fit", Column: "b"}}}
	}, "evidence.job_start: joint(fit.b) is 1.6 in row 1; must be between 0 and 1"},
	{"one input", func(d *Document) { d.Correlations = block("0.5", nil, "pathway.job_start.probability") }, "correlations.b.inputs: 1 input must be at least 2"},
	{"not an address", func(d *Document) {
		d.Correlations = block("0.5", nil, "pathway.job_start.probability", "pathway.job_start.probabilty")
	}, "correlations.b.inputs.1: pathway.job_start.probabilty must be the address of an uncertain input: probabilty must be a field of pathway.job_start; did you mean probability?"},
	{"certain input", func(d *Document) {
		d.Correlations = block("0.5", nil, "pathway.job_start.probability", "referrals.rate")
	}, "correlations.b.inputs.1: referrals.rate is 10; must be an uncertain input"},
	{"inherited input", func(d *Document) {
		d.Correlations = block("0.5", nil, "pathway.job_start.probability", "sites.barnet.pathway.job_start.probability")
	}, "correlations.b.inputs.1: sites.barnet.pathway.job_start.probability must be named where it is written, pathway.job_start.probability"},
	{"unknown input", func(d *Document) {
		d.Correlations = block("0.5", nil, "pathway.job_start.probability", "pathway.job_strat.probability")
	}, "correlations.b.inputs.1: pathway.job_strat.probability must be the address of an uncertain input; did you mean pathway.job_start.probability?"},
	{"star input", func(d *Document) {
		d.Correlations = block("0.5", nil, "pathway.job_start.probability", "sites.*.overrun")
	}, "correlations.b.inputs.1: sites.*.overrun must be one address: a * is none"},
	{"short input", func(d *Document) {
		d.Correlations = block("0.5", nil, "pathway.job_start.probability", "tariffs.job_start")
	}, "correlations.b.inputs.1: tariffs.job_start must be written in full, tariffs.job_start.price"},
	{"overridden input", func(d *Document) {
		d.Referrals.Rate = dist("gamma", "mean", 5.0, "sd", 1.0)
		d.Sites[0].Value.Referrals.Rate, d.Sites[1].Value.Referrals.Rate = Num("4"), Num("5")
		d.Correlations = block("0.5", nil, "pathway.job_start.probability", "referrals.rate")
	}, "correlations.b.inputs.1: referrals.rate is overridden wherever it could hold; must be an uncertain input"},
	{"joint input", func(d *Document) {
		d.Tables = joints()
		d.Evidence = Table[Quantity]{{"job_start", Quantity{Dist: "joint", Table: "fit", Column: "a"}}}
		d.Correlations = block("0.5", nil, "pathway.job_start.probability", "evidence.job_start")
	}, "correlations.b.inputs.1: evidence.job_start must not be a joint input: its table correlates it"},
	{"two blocks", func(d *Document) {
		d.Referrals.Rate = dist("gamma", "mean", 5.0, "sd", 1.0)
		d.Overrun = dist("uniform", "min", 1.0, "max", 2.0)
		d.Correlations = append(block("0.5", nil, "pathway.job_start.probability", "referrals.rate"), block("0.5", nil, "overrun", "referrals.rate")...)
		d.Correlations[1].ID = "other"
	}, "correlations.other.inputs.1: referrals.rate must be in one block, once: it is in b"},
	{"no rho", func(d *Document) {
		d.Referrals.Rate = dist("gamma", "mean", 5.0, "sd", 1.0)
		d.Correlations = block("", nil, "pathway.job_start.probability", "referrals.rate")
	}, "correlations.b.rho: is missing: must be a correlation between -1 and 1 (or write matrix)"},
	{"rho and matrix", func(d *Document) {
		d.Referrals.Rate = dist("gamma", "mean", 5.0, "sd", 1.0)
		d.Correlations = block("0.1", []string{"1 0", "0 1"}, "pathway.job_start.probability", "referrals.rate")
	}, "correlations.b.matrix: stands beside rho; must be alone: rho or matrix"},
	{"rows", func(d *Document) {
		d.Referrals.Rate = dist("gamma", "mean", 5.0, "sd", 1.0)
		d.Correlations = block("", []string{"1 0"}, "pathway.job_start.probability", "referrals.rate")
	}, "correlations.b.matrix: 1 row must be 2, one for each input"},
	{"ragged", func(d *Document) {
		d.Referrals.Rate = dist("gamma", "mean", 5.0, "sd", 1.0)
		d.Correlations = block("", []string{"1 0", "0"}, "pathway.job_start.probability", "referrals.rate")
	}, "correlations.b.matrix.1: 1 number must be 2, one for each input"},
	{"asymmetric", func(d *Document) {
		d.Referrals.Rate = dist("gamma", "mean", 5.0, "sd", 1.0)
		d.Correlations = block("", []string{"1 0.2", "0.3 0.9"}, "pathway.job_start.probability", "referrals.rate")
	}, "" +
		"correlations.b.matrix.1.0: 0.3 must be 0.2, as in row 0 column 1: the matrix is symmetric\n" +
		"correlations.b.matrix.1.1: 0.9 must be 1, on the diagonal"},
	{"rho 2", func(d *Document) {
		d.Referrals.Rate = dist("gamma", "mean", 5.0, "sd", 1.0)
		d.Correlations = block("2", nil, "pathway.job_start.probability", "referrals.rate")
	}, "correlations.b.rho: 2 must be between -1 and 1"},

	// scenarios
	{"unknown field", func(d *Document) { d.Scenarios = changes("sites.*.tariffs.*.prise", Change{To: Num("1")}) }, "scenarios.s.set.sites.*.tariffs.*.prise: sites.*.tariffs.*.prise must be the address of a field: prise must be a field of sites.*.tariffs.*; did you mean price?"},
	{"section", func(d *Document) { d.Scenarios = changes("capital", Change{To: Num("1")}) }, "scenarios.s.set.capital: capital must be the address of a value: this is a section"},
	{"empty change", func(d *Document) { d.Scenarios = changes("referrals.rate", Change{}) }, "scenarios.s.set.referrals.rate: is missing: must be a value, or {times: FACTOR}"},
	{"two changes", func(d *Document) { d.Scenarios = changes("referrals.rate", Change{To: Num("1"), Times: Num("2")}) }, "scenarios.s.set.referrals.rate: has to and times; must have one of them"},
	{"times a word", func(d *Document) { d.Scenarios = changes("capital.on_exhaustion", Change{Times: Num("2")}) }, "scenarios.s.set.capital.on_exhaustion.times: 2 must not multiply a text; write to"},
	{"scenario of scenario", func(d *Document) { d.Scenarios = changes("scenarios.s.story", Change{To: Num("2")}) }, "scenarios.s.set.scenarios.s.story: scenarios.s.story must not be changed by a scenario"},

	// what the contract finds
	{"two ranks", func(d *Document) {
		d.Capital.Tranches = append(d.Capital.Tranches, Entry[Tranche]{"junior", Tranche{Commitment: Num("1")}})
	}, "" +
		"capital.tranches.senior.rank: is missing: must be written: with several tranches each needs its own rank\n" +
		"capital.tranches.junior.rank: is missing: must be written: with several tranches each needs its own rank"},
	{"a rank and none", func(d *Document) {
		d.Capital.Tranches = append(d.Capital.Tranches, Entry[Tranche]{"junior", Tranche{Commitment: Num("1"), Rank: Num("1")}})
	}, "capital.tranches.senior.rank: is missing: must be written: with several tranches each needs its own rank"},
	{"a rank three times", func(d *Document) {
		d.Capital.Tranches[0].Value.Rank = Num("2")
		d.Capital.Tranches = append(d.Capital.Tranches,
			Entry[Tranche]{"middle", Tranche{Commitment: Num("1"), Rank: Num("2")}}, Entry[Tranche]{"junior", Tranche{Commitment: Num("1"), Rank: Num("2")}})
	}, "" +
		"capital.tranches.middle.rank: 2 must not be that of senior: with several tranches each needs its own rank\n" +
		"capital.tranches.junior.rank: 2 must not be that of senior: with several tranches each needs its own rank"},
	{"grant too late", func(d *Document) { d.Grants = Table[Grant]{{"g", Grant{Payer: "fund", Month: "24", Amount: Num("1")}}} }, "grants.g.month: 24 must be between 0 and 23, in months from the start"},
	{"grant too late, by date", func(d *Document) {
		d.Tariffs[0].Value.Lag = Num("2")
		d.Grants = Table[Grant]{{"g", Grant{Payer: "fund", Month: "2022-06", Amount: Num("1")}}}
	}, "grants.g.month: 2022-06 must be between 2020-04 and 2022-05"},
	{"grant beside a faulty lag", func(d *Document) {
		d.Tariffs[0].Value.Lag = Num("121")
		d.Grants = Table[Grant]{{"g", Grant{Payer: "fund", Month: "2032-06", Amount: Num("1")}}}
	}, "tariffs.job_start.lag: 121 must be between 0 and 120"},
	{"first distribution", func(d *Document) { d.Capital.Distributions.First = "-1" }, "capital.distributions.first: -1 must be between 0 and 23, in months from the start"},
	{"first distribution before the start", func(d *Document) { d.Capital.Distributions.First = "2020-03" }, "capital.distributions.first: 2020-03 must be between 2020-04 and 2022-03"},
	{"first distribution in a year", func(d *Document) { d.Capital.Distributions.First = "2026" }, "capital.distributions.first: 2026 must be between 0 and 23, in months from the start"},
	{"first distribution after the last payment", func(d *Document) {
		d.Sites[1].Value.Tariffs = Table[Tariff]{{"job_start", Tariff{Lag: Num("3")}}}
		d.Tariffs = append(d.Tariffs, Entry[Tariff]{"engaged", Tariff{Lag: Num("9")}}) // not paid: its lag is of no account
		d.Capital.Distributions.First = "27"
	}, "capital.distributions.first: 27 must be between 0 and 26, in months from the start"},
	{"surplus to two", func(d *Document) { d.Payers[1].ID, d.Shares[1].ID, d.Capital.SurplusTo = "barnet", "barnet", "barnet" }, `capital.surplus_to: "barnet" is a payer and a site: must be one of them only`},

	{"surplus to nobody", func(d *Document) { d.Payers[1].ID, d.Shares[1].ID, d.Capital.SurplusTo = "barnet", "barnet", "zebra" }, "capital.surplus_to: zebra must be a payer or a site; there is council, barnet, enfield"},

	// size
	{"block size", func(d *Document) { d.Correlations = block("0.5", nil, make([]string, 100_000)...) }, "correlations.b.inputs: 100000 inputs must be at most 200: a block has a row and a column for each"},
	{"size", func(d *Document) { d.Outcomes = make(Table[Outcome], 10001) }, "outcomes: 10001 at 2 sites must be at most 20000 in all"},

	// the clauses that many contracts lack
	{"guarantee of no number", func(d *Document) { d.Minimum = Minimum{Credit: Num("100")} }, "minimum_referrals.count: is missing: must be a number of referrals"},
	{"guarantee by no commissioner", func(d *Document) {
		d.Minimum = Minimum{Count: Num("5"), Credit: Num("100")}
		d.Shares = Table[Quantity]{{"fund", Num("1")}}
		d.Sites[0].Value.Commissioner = ""
	}, "sites.enfield.commissioner: is missing: must be a payer: the commissioner pays minimum_referrals.credit"},
	{"window without end", func(d *Document) { d.Tariffs[0].Value.Window.After = "engaged" }, "tariffs.job_start.window.months: is missing: must be the most months between the two"},
	{"bands out of order", func(d *Document) {
		d.Tariffs[0].Value = Tariff{Bands: Table[Band]{{"a", Band{UpTo: Num("9"), Price: Num("1")}}, {"b", Band{UpTo: Num("8"), Price: Num("2")}}}}
	}, "tariffs.job_start.bands.b.upto: 8 must be more than 9, that of a"},
	{"period of nothing", func(d *Document) { d.Tariffs[0].Value.Period.Every = "6" }, "tariffs.job_start.period_cap.amount: is missing: must be an amount of money (or write amounts)"},
	{"half a period", func(d *Document) { d.Period = PeriodCap{Amount: Num("5"), Every: "1.5"} }, "period_cap.every: 1.5 must be a whole number of months between 1 and 600, or financial_year"},
	{"child of a state", func(d *Document) {
		d.Pathway[0].Value = Transition{Counted: "daily", Delay: Delay{Months: Num("3")}}
	}, "pathway.job_start.from: engaged must not be an outcome counted daily: nothing follows from it"},
	{"hazards and probability of a state", func(d *Document) {
		d.Pathway[1].Value.Counted, d.Pathway[1].Value.Delay, d.Pathway[1].Value.Hazards = "monthly", Delay{}, []Quantity{Num("0.1")}
	}, "pathway.job_start.probability: beta(mean 0.35, sd 0.05) must not be written for an outcome counted monthly: everyone with the parent event enters it"},
	{"second attempt at a state", func(d *Document) {
		d.Pathway[1].Value = Transition{From: "engaged", Counted: "daily", Delay: Delay{Months: Num("3")}}
		d.Resubmitted = Table[Again]{{"job_start", Again{Probability: Num("0.5")}}}
	}, "resubmission.job_start: is of an outcome counted daily; must not be written: there is one draw of evidence a person"},
	{"specialists of nobody", func(d *Document) { d.Specialists = Specialists{Turnover: Num("0.1"), EffectSD: Num("0.2")} }, "" +
		"specialists.fte: is missing: must be a number of full-time posts (or write fte_monthly)\n" +
		"specialists.caseload: is missing: must be the people that a full-time specialist serves at a time\n" +
		"specialists.stay: is missing: must be the months that a person keeps a place\n" +
		"specialists.on: is missing: must list the outcomes whose chances differ between specialists"},
	{"specialists of two kinds", func(d *Document) {
		d.Sites[1].Value.Specialists = Specialists{FTE: Num("2"), Monthly: []Quantity{Num("2")}, Caseload: Num("9"), Stay: Num("3"), Queue: "turn_away", DropOut: Num("0.1"), On: []string{"engaged", "engaged"}, Outcome: "job"}
	}, "" +
		"sites.barnet.specialists.outcome: job must be an outcome; there is engaged, job_start\n" +
		"sites.barnet.specialists.fte_monthly: stands beside fte; must be alone: fte or fte_monthly\n" +
		"sites.barnet.specialists.on.1: engaged must be there once\n" +
		"sites.barnet.specialists.drop_out: 0.1 must not be written with queue: turn_away, where nobody waits"},
	{"self-report of a state", func(d *Document) {
		d.Pathway[1].Value = Transition{From: "engaged", Counted: "daily", Delay: Delay{Months: Num("3")}}
		d.Measurement, d.Hours = Table[Measurement]{{"job_start", Measurement{}}}, Table[Hours]{{"job_start", Hours{Mean: Num("20"), SD: Num("5")}}}
	}, "" +
		"measurement.job_start: is of an outcome counted daily; must not be written: everyone with the parent event is in it\n" +
		"hours.job_start: is of an outcome counted daily; must not be written: everyone with the parent event is in it"},
	{"hours of nothing", func(d *Document) { d.Hours = Table[Hours]{{"job_start", Hours{Min: Num("60")}}} }, "" +
		"hours.job_start.mean: is missing: must be hours a week\n" +
		"hours.job_start.sd: is missing: must be hours a week\n" +
		"hours.job_start.min: 60 must leave min below max: 60 and 60"},
	{"cost of no specialist", func(d *Document) {
		d.Costs[0].Value.Per = "specialist"
		d.Sites[0].Value.Specialists = Specialists{FTE: Num("2"), Caseload: Num("9"), Stay: Num("3")}
	}, "costs.staff.per: specialist must have specialists at sites.barnet"},
	{"cost of no specialist at all", func(d *Document) { d.Costs[1].Value.Per = "specialist" }, "costs.manager.per: specialist must have specialists at one site at least"},
	{"reserved words", func(d *Document) {
		d.Payers[1].ID, d.Shares[1].ID, d.Sites[1].ID = "guarantor", "guarantor", "intermediary"
		d.Outcomes = append(d.Outcomes, Entry[Outcome]{"failed", Outcome{Paid: "false"}})
		d.Pathway = append(d.Pathway, Entry[Transition]{"failed", Transition{Probability: Num("0.5"), Delay: Delay{Months: Num("3")}}})
	}, "" +
		"outcomes.failed: failed must be another ID: this word has a meaning of its own\n" +
		"payers.guarantor: guarantor must be another ID: this word has a meaning of its own\n" +
		"sites.intermediary: intermediary must be another ID: this word has a meaning of its own"},
	{"backed by one before", func(d *Document) { d.Payers[1].Value.BackedBy = "commissioner" }, "payers.fund.backed_by: commissioner must stand after fund in the list of payers; at sites.enfield it is council"},
	{"maturity of no bullet", func(d *Document) { d.Capital.Tranches[0].Value.Maturity = "2021-04" }, "capital.tranches.senior.maturity: 2021-04 must not be written without repayment: bullet"},
	{"surplus of 0.9", func(d *Document) { d.Capital.Surplus = Table[Quantity]{{"fund", Num("0.9")}} }, "capital.surplus: adds up to 0.9; must add up to 1"},
	{"test without target", func(d *Document) {
		d.Tests = Table[Test]{{"t", Test{Month: "5", Outcome: "job_start", Share: Num("0.5")}}}
	}, "tests.t.outcome: job_start must have a target at one site at least"},
	{"late after the longest lag", func(d *Document) {
		d.Payers[0].Value.Late = Late{Num("0.5"), Num("3")}
		d.Capital.LockUp = "27"
	}, "capital.lock_up: 27 must be between 0 and 26, in months from the start"},

	// every fault at once
	{"several", func(d *Document) {
		d.Name = ""
		d.Tariffs[0].Value.Price = Num("-1")
		d.Pathway[1].Value.From = "engagd"
		d.Capital.Hurdle = Num("x")
	}, "" +
		"name: is missing: must be the name of the deal\n" +
		"tariffs.job_start.price: -1 must be at least 0\n" +
		"pathway.job_start.from: engagd must be an outcome or referral; did you mean engaged?\n" +
		"capital.hurdle: x must be a number, as 12 or 0.35 or 1.2e6"},
}

func joints() Table[JointTable] {
	return Table[JointTable]{{"fit", JointTable{Columns: Table[[]Quantity]{
		{"a", []Quantity{Num("0.5"), Num("0.6")}},
		{"b", []Quantity{Num("0.5"), Num("1.6")}},
	}}}}
}

func block(rho string, rows []string, inputs ...string) Table[Correlated] {
	b := Correlated{Inputs: inputs, Rho: Num(rho)}
	for _, r := range rows {
		var row []Quantity
		for _, s := range strings.Fields(r) {
			row = append(row, Num(s))
		}
		b.Matrix = append(b.Matrix, row)
	}
	return Table[Correlated]{{"b", b}}
}

func changes(address string, c Change) Table[Scenario] {
	return Table[Scenario]{{"s", Scenario{Set: Table[Change]{{address, c}}}}}
}

func TestFaults(t *testing.T) {
	for _, tt := range faultTests {
		doc := small()
		tt.spoil(&doc)
		_, err := New(doc)
		got := "<nil>"
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
		checkUnwraps(t, tt.name, err)
	}
}

// checkUnwraps checks that every part of the error is a *Fault.
func checkUnwraps(t *testing.T, name string, err error) {
	t.Helper()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Errorf("%s: %T does not unwrap to a list", name, err)
		return
	}
	for _, e := range joined.Unwrap() {
		var f *Fault
		if !errors.As(e, &f) {
			t.Errorf("%s: %v is a %T, not a *Fault", name, e, e)
		}
	}
}

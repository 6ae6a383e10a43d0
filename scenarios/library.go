package scenarios

import "github.com/sibsim/sibsim/deal"

// The sources of sizes.
var assumed = deal.Source{Kind: "assumption"}

func derived(ref string) deal.Source { return deal.Source{Kind: "derived", Ref: ref} }

// part is the parameter of a stress that multiplies something.
func part(size, most float64, doc string) Param {
	return Param{Name: "part", Unit: "share", Default: size, Least: 0.01, Most: most, Doc: doc}
}

// span are the parameters of a stress that comes and goes.
func span(months float64) []Param {
	return []Param{
		{Name: "months", Unit: "months", Default: months, Least: 1, Most: 600, Doc: "How long it lasts."},
		{Name: "from", Unit: "month", Default: 12, Least: 0, Most: 599, Doc: "Its first month, from the start of the deal."},
	}
}

// volumeCase is a high, medium or low case.
func volumeCase(name, story string, size float64, rank string, rises bool) Stress {
	return Stress{
		Name: name, story: story,
		Changes: "the factor `case` with mean log(part) on referrals: the mean referrals of every month and site are multiplied, and so is every expected outcome; the three cases replace each other",
		Params:  []Param{part(size, 10, "Part of the expected referrals that come.")},
		Source:  derived("indigo-lcf"), Size: "achieved against high-case target over 134 metrics of the Life Chances Fund: " + rank + "; that the deal expects its high case is an assumption",
		Metric: "payments.total", Rises: rises, change: setCase,
	}
}

// stresses is the library, in the order in which it is listed.
var stresses = []Stress{
	{
		Name: "referral_shortfall", story: "Only {part} of the expected referrals come, at every site and in every month.",
		Changes: "the factor `referral_shortfall` with mean log(part) on referrals",
		Params:  []Param{part(0.67, 1, "Part of the expected referrals that come.")},
		Source:  derived("indigo-projects"), Size: "people engaged against planned in 37 completed projects: tenth percentile 0.67",
		Metric: "referrals.total", change: shortfall,
	},
	{
		Name: "slow_ramp", story: "Referrals need {months} months to reach full flow.",
		Changes: "`referrals.ramp`, wherever a rate is ramped; where referrals are listed by month, the first of them are multiplied by 1/months, 2/months, ... instead",
		Params:  []Param{{Name: "months", Unit: "months", Default: 12, Least: 1, Most: 600, Doc: "Months to full flow."}},
		Source:  assumed, Size: "a year",
		Metric: "referrals.total", Compounds: true, change: slowRamp,
	},
	volumeCase("high_case", "Volumes at the upper quartile of what such deals achieve: {part} of the expected referrals come.", 1.02, "upper quartile 1.02 (ninetieth percentile 1.25)", true),
	volumeCase("medium_case", "Volumes at the median of what such deals achieve: {part} of the expected referrals come.", 0.77, "median 0.77", false),
	volumeCase("low_case", "Volumes at the lower quartile of what such deals achieve: {part} of the expected referrals come.", 0.44, "lower quartile 0.44 (tenth percentile 0.26)", false),
	{
		Name: "recession", story: "From month {from} on, for {months} months, the log odds of job starts and of keeping a job are lower by {depth}.",
		Changes: "the factor `recession` with a shock of -depth in those months, on the outcomes of kind job_start and job_13_weeks that are not counted by time",
		Params:  append([]Param{{Name: "depth", Unit: "logit", Default: 0.4, Least: 0, Most: 10, Doc: "Fall of the log odds."}}, span(18)...),
		Source:  assumed, Size: "odds a third lower for a year and a half",
		Metric: "payments.total", change: recession,
	},
	{
		Name: "pandemic", story: "From month {from} on, for {months} months, {referrals} of the expected referrals come, and payers grant each site {grant} times its monthly maximum.",
		Changes: "the factor `pandemic` with a shock of log(referrals) on referrals; for each site a grant `pandemic_SITE` in each of its own months among them, grant x (the site's cap, or its targets at their prices without one) / (months from its first referral to its last outcome), by the payers of its dearest outcome in their shares; outcomes are paid as before",
		Params: append([]Param{
			{Name: "referrals", Unit: "share", Default: 0.5, Least: 0.01, Most: 1, Doc: "Part of the expected referrals that come."},
			{Name: "grant", Unit: "ratio", Default: 1, Least: 0, Most: 10, Doc: "Part of the site's monthly maximum that is granted; 0: no grants."},
		}, span(12)...),
		Source: derived("indigo"), Size: "in 2020 the payers of five projects (0176, 0188, 0189, 0192, 0193) granted each site two quarters that came to 10.6 to 15.1 % of its maximum, where 6 of 48 months are 12.5 %; half the referrals, and for a year, are assumptions",
		Metric: "referrals.total", change: pandemic,
	},
	{
		Name: "conversion_shortfall", story: "People convert at {part} of the expected probability.",
		Changes: "the probability of job starts (outcomes of kind job_start) or, where the deal names none, of the first outcomes after the referral, engagement aside; hazards on their own are turned into those of the smaller probability",
		Params:  []Param{part(0.77, 1, "What the probabilities are multiplied by.")},
		Source:  derived("indigo-lcf"), Size: "median of achieved against high-case target over 134 metrics of the Life Chances Fund",
		Metric: "payments.total", Compounds: true, change: conversion,
	},
	{
		Name: "sustainment_shortfall", story: "Jobs are kept at {part} of the expected probability.",
		Changes: "the probability of outcomes of kind job_13_weeks or, where the deal names none, of the last outcomes of the pathway that follow another; hazards likewise",
		Params:  []Param{part(0.64, 1, "What the probabilities are multiplied by.")},
		Source:  derived("fair-start"), Size: "13 weeks in work, actual 23 % against 36 % planned",
		Metric: "payments.total", Compounds: true, change: sustainment,
	},
	{
		Name: "evidence_failure", story: "The evidence of {refused} of the outcomes that would be evidenced is refused.",
		Changes: "the probability of evidence of every outcome is multiplied by 1 - refused",
		Params:  []Param{{Name: "refused", Unit: "share", Default: 0.13, Least: 0, Most: 1, Doc: "Part of evidenced outcomes that is refused."}},
		Source:  derived("indigo-0131"), Size: "Ambition was paid 2,742,943 where counts at list prices come to 3,155,150; refused claims are one possible reason of several, so this is the most it can be",
		Metric: "payments.total", Compounds: true, change: evidenceFailure,
	},
	{
		Name: "payment_delay", story: "Every payer pays {months} months late, with probability {probability} each month.",
		Changes: "every payer's `late` is at least this",
		Params: []Param{
			{Name: "months", Unit: "months", Default: 6, Least: 1, Most: 120, Doc: "How late."},
			{Name: "probability", Unit: "probability", Default: 1, Least: 0, Most: 1, Doc: "Chance, each month, that what falls due then is late."},
		},
		Source: assumed, Size: "half a year",
		Metric: "investor.npv", change: paymentDelay,
	},
	{
		Name: "cost_overrun", story: "Costs come to {more} more than expected.",
		Changes: "every `overrun` that a cost line has, of the deal or of a site, is multiplied by 1 + more",
		Params:  []Param{{Name: "more", Unit: "rate", Default: 0.42, Least: 0, Most: 10, Doc: "What is added to every cost."}},
		Source:  deal.Source{Kind: "published", Ref: "mott-macdonald-2002"}, Size: "mean overrun of operating cost in large public projects of the United Kingdom",
		Metric: "cost.total", Rises: true, Compounds: true, change: costOverrun,
	},
	{
		Name: "specialist_turnover", story: "Each year {turnover} of the specialists leave, and their posts stay empty for {vacancy} months.",
		Changes: "`specialists.turnover` and `specialists.vacancy` are at least these, at sites with specialists",
		Params: []Param{
			{Name: "turnover", Unit: "probability", Default: 0.5, Least: 0, Most: 0.99, Doc: "Chance that a specialist leaves within a year."},
			{Name: "vacancy", Unit: "months", Default: 6, Least: 0, Most: 600, Doc: "Months that a post then stays empty."},
		},
		Source: assumed, Size: "half of them, and half a year until the next is in post",
		Metric: "payments.total", change: specialistTurnover,
	},
	{
		Name: "provider_failure", story: "A provider fails within a year with probability {annual}; where the deal has no terms for it, another serves {gap} months later and the change costs {cost}.",
		Changes: "`failure.annual` is at least this at every site; `gap` and `cost` only where the deal says nothing of failure",
		Params: []Param{
			{Name: "annual", Unit: "probability", Default: 0.15, Least: 0, Most: 0.99, Doc: "Chance of failure within a year."},
			{Name: "gap", Unit: "months", Default: 6, Least: 0, Most: 600, Doc: "Months until another provider serves."},
			{Name: "cost", Unit: "money", Default: 0, Least: 0, Most: 1e9, Doc: "Cost of the change, in whole units of currency."},
		},
		Source: assumed, Size: "three in twenty a year",
		Metric: "payments.total", change: providerFailure,
	},
	{
		Name: "commissioner_default", story: "Each local payer defaults within a year with probability {annual}; of what then falls due {recovery} is paid, unless the deal has terms for it.",
		Changes: "`default.annual` of every payer of class local is at least this; `recovery` only where the payer has no terms of default",
		Params: []Param{
			{Name: "annual", Unit: "probability", Default: 0.05, Least: 0, Most: 0.99, Doc: "Chance of default within a year."},
			{Name: "recovery", Unit: "share", Default: 0, Least: 0, Most: 1, Doc: "Part of what falls due after a default that is paid."},
		},
		Source: assumed, Size: "one in twenty a year",
		Metric: "payments.total", change: commissionerDefault,
	},
	{
		Name: "central_fund_withdraws", story: "From month {from} on the central funds pay for no outcomes; nobody steps in.",
		Changes: "every payer of class central may pay for nothing claimed from that month on (`period_cap`), and nobody backs it; its part is unpaid, which the investors bear; grants stay; `payer.ID.uncapped_claim` is what it would have paid",
		Params:  []Param{{Name: "from", Unit: "month", Default: 0, Least: 0, Most: 599, Doc: "First month of claims that are not paid for; 0: all of them."}},
		Source:  assumed, Size: "from the start",
		Metric: "payments.total", change: centralFundWithdraws,
	},
	{
		Name: "wage_inflation", story: "All costs rise by {annual} each contract year.",
		Changes: "the index `wage_inflation`, which every cost line has instead of its own; provider payments and prices keep theirs",
		Params: []Param{
			{Name: "annual", Unit: "rate", Default: 0.07, Least: 0, Most: 10, Doc: "Growth from one contract year to the next."},
			{Name: "sd", Unit: "rate", Default: 0, Least: 0, Most: 1, Doc: "Standard deviation of each year's growth."},
		},
		Source: assumed, Size: "seven in a hundred",
		Metric: "cost.total", Rises: true, change: wageInflation,
	},
	{
		Name: "cherry_picking", story: "Providers take on those who are easier to help: the odds of engagement are multiplied by {engaged}, those of a job start by {start}.",
		Changes: "the factor `cherry_picking` with mean log(start) on outcomes of kind job_start or, where the deal names none, on the first outcomes after the referral, engagement aside; the factor `cherry_picking_volume` with mean log(engaged) on outcomes of kind engagement or, where the deal names none, on referrals",
		Params: []Param{
			{Name: "engaged", Unit: "odds", Default: 0.8, Least: 0.01, Most: 1, Doc: "What the odds of engagement, or the referrals, are multiplied by."},
			{Name: "start", Unit: "odds", Default: 1.6, Least: 1, Most: 100, Doc: "What the odds of a job start are multiplied by."},
		},
		Source: assumed, Size: "fewer people, more of them in work",
		Metric: "payments.total", Rises: true, change: cherryPicking,
	},
	{
		Name: "price_cut", story: "All prices are cut by {cut}.",
		Changes: "every price of an outcome (also by year and by band) and every amount and amount per point of a reward above 0 is multiplied by 1 - cut; caps and floors stay",
		Params:  []Param{{Name: "cut", Unit: "share", Default: 0.1, Least: 0, Most: 1, Doc: "Part of the price that is cut."}},
		Source:  assumed, Size: "a tenth",
		Metric: "payments.total", Compounds: true, change: priceCut,
	},
	{
		Name: "replan", story: "After {at} of the term caps and volumes are re-planned by what was attained of the target by then, within {least} and {most} of the first plan.",
		Changes: "the review `replan` on the outcome of kind job_start or, where that has no target, the first with one; its caps and volumes follow in full",
		Params: []Param{
			{Name: "at", Unit: "share", Default: 0.5, Least: 0.01, Most: 0.99, Doc: "When, as a part of the term; whole months, rounded down."},
			{Name: "least", Unit: "ratio", Default: 0.31, Least: 0, Most: 100, Doc: "Least factor on caps and volumes."},
			{Name: "most", Unit: "ratio", Default: 1.32, Least: 0, Most: 100, Doc: "Greatest factor."},
		},
		Source: derived("indigo-projects"), Size: "86 % of 29 projects were re-planned at least once; actual against first planned payments: tenth percentile 0.31, ninetieth 1.32",
		Metric: "payments.total", change: replan,
	},
}

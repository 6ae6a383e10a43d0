package metric

// The rows of the catalogue. Presence is "always" and undefined "never" where
// nothing is said.

const (
	aTranche  = "a tranche"
	aBudget   = "the payer has a budget"
	localPay  = "a local payer"
	publicPay = "a local or central payer"
	itBears   = "it bears a cost and the plan case by bearer is known"

	mayDefault = "the payer may default"
	mayFail    = "the site's provider may fail"
	ownCosts   = "a cost line is borne by the site's provider"
	stops      = "on_exhaustion is stop"
	aTest      = "a test that terminates"
	anExit     = "a test with exit"
)

var investorRows = []entry{
	{
		pattern: "investor.drawn", unit: Money, present: aTranche, formula: "ΣD",
		text: "All cash the investors paid in. A grant or a guarantee is not drawn.",
	},
	{
		pattern: "investor.repaid", unit: Money, present: aTranche, formula: "ΣR",
		text: "All cash the investors received: principal, coupon and profit.",
	},
	{
		pattern: "investor.moic", unit: Ratio, present: aTranche, formula: "ΣR / ΣD", undefined: "nothing drawn",
		text: "Multiple of invested capital: repaid over drawn. Below 1 is a loss.",
	},
	{
		pattern: "investor.irr", unit: Ratio, present: aTranche, sign: "negative is a loss, -1 a total one",
		formula: "(1+ρ)^12 − 1, where Σ_t F_t (1+ρ)^(−t) = 0 and −0.98 < ρ < 9999; −1 on total loss", undefined: "status no draw or none",
		text: "Internal rate of return of the investors' monthly net flow, annual effective. Read it with the shares of its statuses.",
	},
	{
		pattern: "investor.irr.several", unit: Flag, present: aTranche, formula: "1[status several]",
		text: "The rate of return has more than one root; the one of smallest absolute monthly rate is reported.",
	},
	{
		pattern: "investor.irr.none", unit: Flag, present: aTranche, formula: "1[status none]",
		text: "The rate of return has no root in its interval and is undefined.",
	},
	{
		pattern: "investor.irr.no_draw", unit: Flag, present: aTranche, formula: "1[status no draw]",
		text: "No month's net flow is negative, so there is no rate of return.",
	},
	{
		pattern: "investor.irr.total_loss", unit: Flag, present: aTranche, formula: "1[status total loss]",
		text: "Some month's net flow is negative and none is positive: the rate of return is -1.",
	},
	{
		pattern: "investor.npv", unit: Money, present: aTranche, sign: "positive is a gain", formula: "round(Σ_t F_t (1+h)^(−t/12))",
		text: "Net present value at month 0 of the investors' net flow at the deal's own nominal rate, capital.hurdle.",
	},
	{
		pattern: "investor.loss", unit: Flag, present: aTranche, formula: "1[ΣR < ΣD]",
		text: "Less was repaid than drawn. Repaid exactly, or nothing drawn, is no loss.",
	},
	{
		pattern: "investor.total_loss", unit: Flag, present: aTranche, formula: "1[ΣD > 0 and ΣR = 0]",
		text: "Something was drawn and nothing repaid.",
	},
	{
		pattern: "investor.peak_exposure", unit: Money, present: aTranche, formula: "max(0, −min_t Σ_{u≤t} F_u)",
		text: "The most that was ever out: minus the lowest month-end cumulative net flow.",
	},
	{
		pattern: "investor.payback", unit: Months, present: aTranche, formula: "min{t : Σ_{v≤u} F_v ≥ 0 for all u ≥ t}",
		undefined: "never; plus infinity if Σ_t F_t < 0",
		text:      "The first month, counted from 0, from whose end the cumulative net flow is and stays at or above 0. Never counts as plus infinity. 0 if it is never below.",
	},
}

var payerRows = []entry{
	{
		pattern: "payer.ID.spend", unit: Money, sign: "positive is spent; negative if it received more surplus than it paid", formula: "S_p = Σ_y S_py",
		text: "All cash the payer paid: outcome payments, grants and the costs it bears, in the month of payment, nominal, less surplus received.",
	},
	{pattern: "payer.ID.payments", unit: Money, formula: "P_p", text: "The payer's outcome payments."},
	{pattern: "payer.ID.uncapped_claim", unit: Money, formula: "U_p", text: "What the payer's outcome payments would be without any cap."},
	{
		pattern: "payer.ID.lost", unit: Money, present: mayDefault, formula: "`Lost`[p]",
		text: "What fell due from the payer and is never paid, by its default.",
	},
	{pattern: "payer.ID.defaulted", unit: Flag, present: mayDefault, formula: "1[d_p ≥ 0]", text: "The payer defaulted before the end of the ledger."},
	{pattern: "payer.ID.defaulted.month", unit: Months, present: mayDefault, formula: "d_p", undefined: "no default", text: "Month of the payer's default, counted from 0."},
	{
		pattern: "payer.ID.credit", unit: Money, present: "an audit, or a reward that may deduct", formula: "`Credit`[p]",
		text: "What the payer was owed back: claw-back by audits and deductions by rewards, set off or not.",
	},
	{
		pattern: "payer.ID.over_budget", unit: Flag, present: aBudget, formula: "1[S_p > B_p]",
		text: "The payer spent more than its budget: the stated total, else the sum of its year budgets. A cap is no budget.",
	},
	{
		pattern: "payer.ID.over_budget_any_year", unit: Flag, present: "the payer has year budgets", formula: "1[S_py > B_py for some y with a budget]",
		text: "In at least one April-to-March year with a budget the payer spent more than that. Years without one are not compared.",
	},
	{pattern: "payer.ID.underspend", unit: Money, present: aBudget, formula: "max(0, B_p − S_p)", text: "What is left of the payer's budget at the end."},
	{
		pattern: "commissioner.spend", unit: Money, present: localPay, sign: "positive is spent", formula: "Σ_{p local} S_p",
		text: "Spend of all payers of class local.",
	},
	{
		pattern: "commissioner.over_budget", unit: Flag, present: "a local payer with a budget", formula: "1[S_p > B_p for some local p with a budget]",
		text: "At least one local payer spent more than its own budget. Local payers without a budget are not counted.",
	},
	{
		pattern: "public.spend", unit: Money, present: publicPay, sign: "positive is spent", formula: "Σ_{p local or central} S_p",
		text: "Spend of all public payers, local and central.",
	},
	{
		pattern: "public.present_cost", unit: Money, present: publicPay + ", and prices: real or a deflator", sign: "positive is spent",
		formula: "round(Σ_y Σ_{p local or central} S_py (1+π)^(−y) G_y)",
		text:    "Public spend in prices of the first financial year, discounted by the Green Book's real rates, financial year by financial year from that of month 0.",
	},
	{pattern: "payments.total", unit: Money, formula: "Σ_p P_p", text: "Outcome payments by all payers, those by rewards included."},
	{pattern: "payments.site.ID", unit: Money, formula: "Σ_k X_sk", text: "Outcome payments claimed for the site after every cap, all payers: before credits set off and losses by default."},
	{pattern: "payments.outcome.ID", unit: Money, present: "the outcome has a tariff", formula: "Σ_s X_sk", text: "Outcome payments claimed for the outcome after every cap, all sites and payers: before credits set off and losses by default."},
	{pattern: "payments.reward.ID", unit: Money, sign: "negative is a deduction", formula: "`Rewards`[r]", text: "What a reward was claimed for after every cap, less its deductions."},
}

var costRows = []entry{
	{pattern: "cost.total", unit: Money, formula: "C", text: "Cost of the deal, all categories, whoever bears them, before finance. Never contains outcome payments."},
	{pattern: "cost.overrun", unit: Flag, formula: "1[10⁶ C > (10⁶ + τ) B]", text: "Cost exceeds the budget by more than the tolerance. Exactly at the tolerance is no overrun. The budget is the stated one, else the cost of the plan case."},
	{pattern: "cost.overrun_like_for_like", unit: Flag, formula: "1[10⁶ C > (10⁶ + τ) C°]", text: "Cost exceeds, by more than the tolerance, what the path's own volumes would have cost at the plan's unit costs."},
	{pattern: "cost.excess", unit: Money, formula: "max(0, C − B)", text: "Cost above the budget, without tolerance."},
	{
		pattern: "cost.excess.BEARER", unit: Money, present: itBears, formula: "max(0, C_b − C_b of the plan case)",
		text: "What the bearer (vehicle, provider: all sites' together, or a payer's ID) bears above what it bears in the plan case. Bearers' excesses need not add up to cost.excess.",
	},
	{
		pattern: "cost.category.NAME", unit: Money, present: "the category is used", formula: "Σ_{l in category} c_l; delivery: C less the others",
		text: "Cost of one category: delivery, development, set_up, management, intermediary, evaluation or special_purpose. Delivery includes the provider payments that count as cost, so that categories add up to cost.total.",
	},
	{pattern: "cost.unpaid", unit: Money, formula: "A_{T−1}", text: "Costs the vehicle still owes at the end."},
}

var volumeRows = []entry{
	{pattern: "referrals.total", unit: Count, formula: "Σ_s r_s", text: "Referrals at all sites."},
	{pattern: "outcome.ID.achieved", unit: Count, formula: "Σ_s a_sk", text: "Outcomes achieved at all sites, evidenced or not."},
	{pattern: "outcome.ID.evidenced", unit: Count, formula: "Σ_s e_sk", text: "Outcomes evidenced at all sites, while service ran."},
	{pattern: "outcome.ID.paid", unit: Count, present: "the outcome has a tariff", formula: "Σ_s n_sk", text: "Outcomes within their count cap in claims for which something was paid."},
	{
		pattern: "outcome.ID.met", unit: Flag, present: "a site has a target for it", formula: "1[Σ e_sk ≥ Σ g_sk, both over the sites with a target]",
		text: "Evidenced outcomes reached the target. Sites without a target are on neither side.",
	},
}

var siteRows = []entry{
	{pattern: "site.ID.referrals", unit: Count, formula: "r_s", text: "Referrals at the site."},
	{pattern: "site.ID.outcome.OUT.achieved", unit: Count, formula: "a_sk", text: "Outcomes achieved at the site, evidenced or not."},
	{pattern: "site.ID.outcome.OUT.evidenced", unit: Count, formula: "e_sk", text: "Outcomes evidenced at the site, while service ran."},
	{pattern: "site.ID.outcome.OUT.paid", unit: Count, present: "the site has a tariff for it", formula: "n_sk", text: "Outcomes at the site within their count cap in claims for which something was paid."},
	{pattern: "site.ID.outcome.OUT.met", unit: Flag, present: "the site has a target for it", formula: "1[e_sk ≥ g_sk]", text: "Evidenced outcomes at the site reached its target."},
	{pattern: "site.ID.capped", unit: Flag, formula: "`Capped`[s]", text: "The site's cap reduced a claim. 0 without a cap."},
	{pattern: "site.ID.failed", unit: Flag, present: mayFail, formula: "1[f_s ≥ 0]", text: "The site's provider failed while service ran."},
	{pattern: "site.ID.failed.month", unit: Months, present: mayFail, formula: "f_s", undefined: "no failure", text: "Month of the provider's failure, counted from 0."},
}

var otherRows = []entry{
	{pattern: "capped.any_site", unit: Flag, formula: "1[`Capped`[s] for some s]", text: "At least one site's cap reduced a claim."},
	{pattern: "capped.payer", unit: Flag, formula: "`PayerCapped`", text: "At least one payer's cap reduced a claim."},
	{pattern: "capped.deal", unit: Flag, formula: "`DealCapped`", text: "The deal's cap reduced a claim."},
	{pattern: "capped.outcome", unit: Flag, formula: "`TariffCapped`", text: "At least one tariff's cap, on its count or amount, reduced a claim."},
	{
		pattern: "provider.SITE.surplus", unit: Money, present: ownCosts, sign: "negative is a loss of the provider", formula: "W_s − O_s",
		text: "What the site's provider received from the vehicle less the costs it paid. A provider without a cost line of its own is taken to spend what it is paid: it has no surplus to show.",
	},
	{
		pattern: "provider.SITE.worst", unit: Money, present: ownCosts, formula: "max(0, −min_t of the provider's balance)",
		text: "The most that the site's provider was ever out of pocket at a month's end: costs it had paid above what it had received.",
	},
	{
		pattern: "provider.SITE.exhausted", unit: Flag, present: ownCosts + ", and provider.reserve", formula: "1[provider.SITE.worst > reserve]",
		text: "At some month's end the provider was out of pocket by more than its own reserve.",
	},
	{pattern: "vehicle.closing", unit: Money, formula: "V_{T−1}", text: "The vehicle's cash at the end."},
	{pattern: "capital.first_loss", unit: Money, present: "a first-loss grant", formula: "`FirstLoss`", text: "Drawn of the first-loss grant, which is not the investors' money."},
	{pattern: "capital.guaranteed", unit: Money, present: "a tranche is guaranteed", formula: "Σ_i `Backed`[i]", text: "Paid to tranches under guarantees."},
	{pattern: "service.stopped", unit: Flag, present: stops, formula: "1[`Stopped` ≥ 0]", text: "Service stopped because the vehicle could not pay: it is insolvent."},
	{pattern: "service.stopped.month", unit: Months, present: stops, formula: "`Stopped`", undefined: "no stop", text: "The last month of service before a stop, counted from 0."},
	{pattern: "service.terminated", unit: Flag, present: aTest, formula: "1[`Terminated` ≥ 0]", text: "A test ended the service early."},
	{pattern: "service.terminated.month", unit: Months, present: aTest, formula: "`Terminated`", undefined: "no termination", text: "The last month of service before a termination, counted from 0."},
	{pattern: "investor.exited", unit: Flag, present: anExit, formula: "1[`Exited` ≥ 0]", text: "A test ended the investors' duty to pay in."},
	{pattern: "investor.exited.month", unit: Months, present: anExit, formula: "`Exited`", undefined: "no exit", text: "The last month in which investors paid in before an exit, counted from 0."},
}

var statisticRows = []entry{
	{
		pattern: "cost_per.OUTCOME.gross", unit: Money, present: publicPay, sign: "positive is spent", formula: "E[public.spend] / E[outcome.ID.achieved]", undefined: "mean achieved is 0",
		text: "Public spend per achieved outcome, a ratio of means. All spend is set against each outcome in turn; the figures of several outcomes do not add up.",
	},
	{
		pattern: "cost_per.OUTCOME.net", unit: Money, present: publicPay + ", and a deadweight below 1", sign: "positive is spent", formula: "E[public.spend] / E[outcome.ID.achieved (1 − δ_k)]", undefined: "mean achieved is 0",
		text: "Public spend per achieved outcome that would not have happened anyway, a ratio of means. What would have been spent without the deal is taken as 0: an assumption.",
	},
	{
		pattern: "investor.irr_of_mean", unit: Ratio, present: aTranche, sign: "negative is a loss", formula: "investor.irr of E[F_t]", undefined: "as investor.irr",
		text: "Internal rate of return of the mean monthly flow, what investors quote. It is not the mean of the rates.",
	},
}

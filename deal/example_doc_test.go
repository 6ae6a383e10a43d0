package deal

// small returns a document that says no more than it must: two sites, one
// unpaid and one paid outcome, everything by default of every site.
func small() Document {
	return Document{
		Name:     "Small",
		Term:     Term{Start: "2020-04", Months: Num("24")},
		Outcomes: Table[Outcome]{{"engaged", Outcome{Paid: "false"}}, {"job_start", Outcome{}}},
		Payers:   Table[Payer]{{"council", Payer{}}, {"fund", Payer{Class: "central"}}},
		Shares:   Table[Quantity]{{"commissioner", Num("0.6")}, {"fund", Num("0.4")}},
		Tariffs:  Table[Tariff]{{"job_start", Tariff{Price: Num("1800")}}},
		Referrals: Referrals{
			Rate: Num("10"),
		},
		Pathway: Table[Transition]{
			{"engaged", Transition{Probability: Num("0.8"), Delay: Delay{Months: Num("0")}}},
			{"job_start", Transition{From: "engaged", Probability: dist("beta", "mean", 0.35, "sd", 0.05), Delay: Delay{Geometric: Waiting{Mean: Num("6")}}}},
		},
		Costs: Table[Cost]{{"staff", Cost{Scope: "site", Amount: Num("20000")}}, {"manager", Cost{Amount: Num("4000"), Category: "management"}}},
		Capital: Capital{
			Hurdle:   Num("0.05"),
			Tranches: Table[Tranche]{{"senior", Tranche{Commitment: Num("500000")}}},
		},
		Sites: Table[Site]{{"enfield", Site{Commissioner: "council"}}, {"barnet", Site{Commissioner: "council"}}},
	}
}

// dist returns a distribution from names and values in turn.
func dist(name string, params ...any) Quantity {
	q := Quantity{Dist: name}
	for i := 0; i < len(params); i += 2 {
		q.Params = append(q.Params, Param{params[i].(string), params[i+1].(float64)})
	}
	return q
}

// full returns a valid document in which every field of the language is
// stated somewhere: TestFullStatesEveryField holds it to that.
func full() Document {
	n := Num
	source := &Source{Kind: "published", Ref: "Annual report, p. 12", Date: "2021-03"}
	delay := func(set func(*Delay)) Delay {
		d := Delay{First: n("1"), Last: n("24")}
		set(&d)
		return d
	}
	effect := Effect{Mean: n("0"), SD: dist("uniform", "min", 0.1, "max", 0.3)}
	pathway := func(p float64) Table[Transition] {
		return Table[Transition]{
			{"engaged", Transition{
				From: "referral", Group: "first", Mean: "marginal", Probability: Quantity{Dist: "beta", Params: []Param{{"mean", p}, {"sd", 0.05}}, Source: source, Note: "all sites"},
				Delay: delay(func(d *Delay) { d.List = []Quantity{n("0.5"), n("0.25"), n("0.25")} }),
			}},
			{"left", Transition{Group: "first", Probability: n("0.1"), Delay: delay(func(d *Delay) { d.Months = n("1") })}},
			{"job_start", Transition{From: "engaged", Probability: n("0.4"), Delay: delay(func(d *Delay) { d.Geometric = Waiting{Mean: n("6")} })}},
			{"weeks13", Transition{From: "job_start", Probability: n("0.7"), Delay: delay(func(d *Delay) { d.Weeks = n("13") })}},
			{"trained", Transition{From: "engaged", Probability: n("0.2"), Delay: delay(func(d *Delay) { d.Weibull = Waiting{Shape: n("1.2"), Mean: n("5")} })}},
			{"housed", Transition{From: "engaged", Probability: n("0.2"), Delay: delay(func(d *Delay) { d.Lognormal = Waiting{Median: n("4"), Sigma: n("0.5")} })}},
			{"healthy", Transition{From: "engaged", Hazards: []Quantity{n("0.01"), n("0.02"), n("0.02")}, HazardsFrom: n("2")}},
			{"in_care", Transition{From: "engaged", Counted: "daily", Delay: delay(func(d *Delay) { d.Geometric = Waiting{Mean: n("8")} })}},
		}
	}
	period := PeriodCap{Amount: n("150000"), Every: "financial_year", CarryOver: "true"}
	periods := PeriodCap{Amounts: []Quantity{n("90000"), n("80000.50")}, Every: "6", CarryOver: "false"}
	minimum := Minimum{Count: n("60"), Every: n("6"), Credit: n("400"), Payer: "commissioner"}
	failure := Failure{Annual: dist("beta", "mean", 0.05, "sd", 0.02), Gap: n("3"), Cost: n("15000")}
	again := Table[Again]{{"job_start", Again{Probability: dist("beta", "mean", 0.5, "sd", 0.1), After: n("2")}}}
	specialists := Specialists{
		FTE: n("4.5"), Caseload: n("20"), Stay: n("9"), Turnover: dist("beta", "mean", 0.25, "sd", 0.05), Vacancy: n("2"), Queue: "wait", DropOut: dist("beta", "mean", 0.1, "sd", 0.05),
		LoadSD: n("0.1"), EffectSD: dist("uniform", "min", 0.2, "max", 0.4), Correlation: n("-0.3"), On: []string{"job_start", "trained"}, Outcome: "job_start",
	}
	monthly := Specialists{Monthly: []Quantity{n("1"), n("2.5")}, Queue: "wait"}
	measurement := Table[Measurement]{{"housed", Measurement{Sensitivity: dist("beta", "mean", 0.9, "sd", 0.02), Specificity: n("0.95"), Missing: n("0.2")}}}
	hours := Table[Hours]{{"job_start", Hours{Mean: dist("uniform", "min", 20.0, "max", 24.0), SD: n("8"), Min: n("2"), Max: n("48"), From: n("16")}}}
	tariffs := func() Table[Tariff] {
		return Table[Tariff]{
			{"job_start", Tariff{Price: n("1800"), Index: "cpi", Lag: n("2"), MaxCount: n("300"), Cap: n("250000"), Floor: n("20000"), Period: period, Shares: Table[Quantity]{{"commissioner", n("0.6")}, {"fund", n("0.3")}, {"unpaid", n("0.1")}}}},
			{"weeks13", Tariff{
				PriceByYear: []Quantity{n("2500"), n("2600.50")}, Period: periods,
				Window: Window{After: "job_start", Months: n("6")}, Requires: []string{"job_start"},
			}},
			{"trained", Tariff{Bands: Table[Band]{{"first", Band{UpTo: n("20"), Price: n("300")}}, {"rest", Band{Price: n("250.50")}}}}},
		}
	}
	cost := func(scope string) Cost {
		return Cost{
			Name: "Staff", Scope: scope, Category: "delivery", Bearer: "vehicle", Rank: n("2"), Per: "participant_month", Outcome: "engaged", For: n("9"), From: "1", Until: "2021-12",
			Amount: Quantity{Dist: "joint", Table: "fit", Column: "unit"}, Index: "cpi", Overrun: dist("lognormal", "median", 1.05, "sigma", 0.1), VAT: n("0.2"), Recover: n("0.25"),
		}
	}
	provider := Provider{
		Name: "Works", Block: n("1000"), Index: "cpi", From: "0", Until: "20", Fees: Table[Quantity]{{"job_start", n("100")}}, Reimburse: n("0.5"),
		GainShare: n("0.1"), PayAfter: n("1"), Reserve: n("25000"), Rank: n("1"),
	}
	blocks := Provider{Blocks: []Quantity{n("1000"), n("1100.50")}}
	referrals := func(monthly bool) Referrals {
		r := Referrals{Law: "negative_binomial", Dispersion: n("0.2"), From: "1", Until: "2021-12", Effect: effect}
		if monthly {
			r.Monthly = []Quantity{n("5"), n("8"), n("10")}
		} else {
			r.Rate, r.Ramp = dist("gamma", "mean", 12.0, "sd", 2.0), n("6")
		}
		return r
	}
	return Document{
		Format: n("1"), Name: "Full", Description: "States every field.", Currency: "GBP", Prices: "nominal", Deflator: n("0.02"),
		Term: Term{Start: "2020-04", Months: n("24"), Claims: "quarterly"},
		Outcomes: Table[Outcome]{
			{"engaged", Outcome{Name: "Engaged", Paid: "false"}},
			{"left", Outcome{Paid: "false"}},
			{"job_start", Outcome{Paid: "true", Deadweight: n("0.1"), Kind: "job_start"}},
			{"weeks13", Outcome{}},
			{"trained", Outcome{}},
			{"housed", Outcome{Paid: "false"}},
			{"healthy", Outcome{Paid: "false"}},
			{"in_care", Outcome{Paid: "false"}},
		},
		Payers: Table[Payer]{
			{"council", Payer{
				Name: "Council", Class: "local", Cap: n("900000"), Budget: n("800000"), BudgetByYear: []Quantity{n("300000"), n("500000")}, Period: period,
				BackedBy: "fund", Late: Late{Probability: dist("beta", "mean", 0.1, "sd", 0.05), Months: n("2")},
				Default: Default{Annual: dist("beta", "mean", 0.01, "sd", 0.005), Recovery: n("0.4"), Lag: n("6")},
			}},
			{"fund", Payer{Class: "central", Period: periods}},
		},
		Shares:      Table[Quantity]{{"commissioner", n("0.585")}, {"fund", n("0.415")}},
		Tariffs:     tariffs(),
		Cap:         n("1500000"),
		Period:      period,
		Participant: n("9000"),
		Minimum:     minimum,
		Failure:     failure,
		Resubmitted: again,
		Measures: Table[Measure]{
			{"starts", Measure{Name: "Starts", Outcome: "job_start", Per: "referral", Site: "enfield", Cohorts: Table[Cohort]{{"first", Cohort{From: "0", Until: "11", Month: "2021-09"}}, {"second", Cohort{From: "12", Month: "23"}}}}},
			{"earnings", Measure{Cohorts: Table[Cohort]{{"all", Cohort{Month: "20", Weight: n("150")}}}, Effect: dist("normal", "mean", 0.1, "sd", 0.05), Error: dist("uniform", "min", 0.02, "max", 0.04)}},
		},
		Rewards: Table[Reward]{
			{"bonus", Reward{
				Name: "Bonus", Measure: "starts", Lag: n("1"), Cap: n("60000"), Shares: Table[Quantity]{{"commissioner", n("0.7")}, {"fund", n("0.2")}, {"unpaid", n("0.1")}},
				Each:   Table[Step]{{"low", Step{From: n("0"), Amount: n("-5000"), PerPoint: n("100")}}, {"high", Step{From: n("0.3"), Amount: n("10000")}}},
				Pooled: Table[Step]{{"all", Step{From: n("0.25"), Amount: n("20000"), PerPoint: n("-50.50")}}},
			}},
			{"impact", Reward{Measure: "earnings", Each: Table[Step]{{"any", Step{From: n("0.05"), PerPoint: n("1000")}}}, Shares: Table[Quantity]{{"fund", n("1")}}}},
		},
		Audit: Audit{Every: n("6"), Sample: n("20"), Tolerance: n("0.05"), Extrapolate: "false", Error: dist("beta", "mean", 0.04, "sd", 0.02)},
		Tests: Table[Test]{{"year_one", Test{
			Month: "2021-03", Outcome: "job_start", Site: "enfield", Share: n("0.3"), Then: "terminate", RunOff: n("6"), WindDown: n("20000"), Payout: n("0.5"), Payer: "fund",
		}}},
		Reviews: Table[Review]{{"midway", Review{
			Month: "12", Outcome: "job_start", Caps: Formula{Part: n("0.5"), Least: n("0.8"), Most: n("1.2")}, Volumes: Formula{Part: n("-0.25"), Least: n("0.9"), Most: n("1.1")},
		}}},
		Grants: Table[Grant]{
			{"start_up", Grant{Payer: "fund", Site: "enfield", Month: "2020-06", Amount: n("30000")}},
			{"core", Grant{Shares: Table[Quantity]{{"council", n("0.25")}, {"fund", n("0.75")}}, Month: "3", Every: n("6"), Until: "21", Amount: n("4000")}},
		},
		Referrals:    referrals(false),
		CommonVolume: effect,
		Pathway:      pathway(0.6),
		Evidence:     Table[Quantity]{{"job_start", dist("beta", "alpha", 90.0, "beta", 10.0)}},
		Specialists:  specialists,
		Measurement:  measurement,
		Hours:        hours,
		Factors:      Table[Factor]{{"economy", Factor{SD: n("0.3"), Rho: n("0.9"), Mean: n("0"), Shock: []Quantity{n("0"), n("-0.5")}, On: []string{"job_start", "referrals"}}}},
		SiteEffects:  Table[SiteEffect]{{"team", SiteEffect{Mean: n("0"), SD: n("0.2"), On: []string{"engaged", "evidence"}}}},
		Levers:       Table[Lever]{{"team", Lever{Name: "Reviews a month", Kind: "management", Intensity: n("2"), Reference: n("1"), Half: n("3")}}},
		Effects:      Table[LeverEffect]{{"starts", LeverEffect{Lever: "team", On: []string{"job_start"}, Size: dist("normal", "mean", 0.3, "sd", 0.2)}}},
		Indices:      Table[Index]{{"cpi", Index{Annual: dist("normal", "mean", 0.03, "sd", 0.01, "min", 0.0, "max", 0.1), SD: n("0.01")}}},
		Overrun:      dist("triangular", "min", 0.9, "mode", 1.0, "max", 1.4),
		Costs:        Table[Cost]{{"staff", cost("site")}, {"manager", Cost{Name: "Manager", Amount: n("4000")}}},
		Provider:     provider,
		Benefits: Table[Benefit]{
			{"tax", Benefit{
				Name: "Tax paid", Outcome: "job_start", Kind: "fiscal", To: "fund", Amount: dist("gamma", "mean", 120.0, "sd", 30.0), After: n("1"), For: n("24"), Drop: n("0.04"),
				Index: "cpi", Priced: "2019-04", Optimism: n("0.2"), Deadweight: n("0.3"),
			}},
			{"care", Benefit{Outcome: "job_start", Kind: "fiscal", Body: "The health service", Amount: n("850.50")}},
		},
		Budget: Budget{Total: n("1200000"), Tolerance: n("0.05")},
		Capital: Capital{
			Hurdle: n("0.05"), Interest: n("0.01"), Reserve: n("10000"),
			Distributions: Distributions{First: "6", Every: n("3")}, OnExhaustion: "stop", SurplusTo: "fund",
			Grace: n("2"), Draws: "pro_rata", Recycling: "false", FirstLoss: n("50000"), LockUp: "2021-04", Profit: Table[Quantity]{{"intermediary", n("0.1")}, {"enfield", n("0.2")}},
			Tranches: Table[Tranche]{{"senior", Tranche{
				Name: "Senior", Commitment: n("500000"), Rank: n("1"), Coupon: n("0.04"), IRRCap: n("0.08"), MOICCap: n("1.4"),
				Paid: "accrued", Arranging: n("0.01"), Undrawn: n("0.005"), Repayment: "bullet", Maturity: "24", Guarantee: Backing{Share: n("0.5"), By: "fund", Limit: n("100000")},
			}}},
		},
		Tables: Table[JointTable]{{"fit", JointTable{Columns: Table[[]Quantity]{{"unit", []Quantity{n("100"), n("110.5")}}, {"other", []Quantity{n("1"), n("2")}}}}}},
		Correlations: Table[Correlated]{
			{"pair", Correlated{Inputs: []string{"pathway.engaged.probability", "evidence.job_start"}, Rho: n("0.3")}},
			{"block", Correlated{Inputs: []string{"overrun", "indices.cpi.annual"}, Matrix: [][]Quantity{{n("1"), n("0.5")}, {n("0.5"), n("1")}}}},
		},
		Sites: Table[Site]{
			{"enfield", Site{
				Name: "Enfield", Commissioner: "council", Shares: Table[Quantity]{{"council", n("0.5")}, {"fund", n("0.5")}},
				Until: "22", Period: period, Participant: n("8000"), Minimum: minimum, Failure: failure, Resubmitted: again,
				Tariffs: tariffs(), Cap: n("700000"), Referrals: referrals(true), Pathway: pathway(0.65), Evidence: Table[Quantity]{{"job_start", n("0.95")}},
				Loadings: Table[Quantity]{{"economy", n("1.5")}}, Overrun: n("1.1"), Costs: Table[Cost]{{"staff", cost("site")}}, Provider: provider,
				Specialists: specialists, Measurement: measurement, Hours: hours,
				Targets: Table[Target]{{"job_start", Target{Total: n("120")}}, {"weeks13", Target{Months: []Quantity{n("0"), n("2")}}}},
			}},
			{"barnet", Site{Commissioner: "council", Referrals: referrals(false), Period: periods, Provider: blocks, Specialists: monthly}},
			{"harrow", Site{Commissioner: "council"}},
		},
		Scenarios: Table[Scenario]{{"slump", Scenario{Story: "Fewer people come.", Kind: "structure", From: "grant", Set: Table[Change]{
			{"sites.*.referrals.rate", Change{Times: n("0.8")}}, {"capital.on_exhaustion", Change{To: n("accrue")}},
		}}}},
	}
}

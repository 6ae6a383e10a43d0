package study_test

// clauseCase is a deal built for one clause: testdata/base.yaml with edits.
type clauseCase struct {
	pattern string // of the clause
	address string // where it stands in the deal
	says    string // the clause, as a reader would say it
	metric  string // what it moves
	edits   []string
}

// clauseCases has one case for each clause of the language.
var clauseCases = []clauseCase{
	{"cap", "cap", "All outcome payments together come to at most 400,000.", "payments.total", []string{"cap=400000"}},
	{"period_cap", "period_cap", "In each contract year at most 150,000; what is left over is lost.", "payments.total", []string{"period_cap=150000"}},
	{"participant_cap", "participant_cap", "At most 3,500 for one person.", "payments.total", []string{"participant_cap=3500"}},
	{"minimum_referrals", "minimum_referrals", "The council makes up for referrals below 300 a year with 200 each.", "public.spend", []string{"minimum_referrals.count=300", "minimum_referrals.credit=200"}},
	{"audit", "audit", "Each year 30 outcomes are looked at; the error rate found is clawed back of the whole year's claims. One in ten is wrong.", "payments.total", []string{"audit.every=12", "audit.sample=30", "audit.error=0.1"}},
	{"rewards.*", "rewards.bonus", "50,000 if at least a fifth of those referred start a job.", "payments.total", []string{"measures.rate.outcome=started", "measures.rate.cohorts.all.until=29", "measures.rate.cohorts.all.month=35", "rewards.bonus.measure=rate", "rewards.bonus.each.fifth.from=0.2", "rewards.bonus.each.fifth.amount=50000"}},
	{"tests.*", "tests.early", "Fewer than nine tenths of the target after a year ends the service; what people do in the next six months still counts.", "payments.total", []string{"tests.early.month=12", "tests.early.outcome=started", "tests.early.share=0.9", "tests.early.run_off=6"}},
	{"reviews.*", "reviews.half", "After 18 months the site's cap follows what was attained of the target of starts.", "payments.total", []string{"sites.town.cap=450000", "sites.town.targets.started=220", "reviews.half.month=18", "reviews.half.outcome=started", "reviews.half.caps=1"}},
	{"failure", "failure", "One provider in five fails within a year; the next one serves four months later.", "payments.total", []string{"failure.annual=0.2", "failure.gap=4", "failure.cost=10000"}},
	{"resubmission.*", "resubmission.started", "Of the starts not evidenced at first four in five are three months later.", "payments.total", []string{"resubmission.started=0.8"}},
	{"grants.*", "grants.launch", "The fund gives 50,000 at the start.", "public.spend", []string{"grants.launch.payer=central_fund", "grants.launch.month=0", "grants.launch.amount=50000"}},
	{"payers.*.cap", "payers.central_fund.cap", "The fund pays at most its award of 150,000.", "payments.total", []string{"payers.central_fund.cap=150000"}},
	{"payers.*.period_cap", "payers.central_fund.period_cap", "The fund pays at most 50,000 in a financial year, and what it has not spent in the next.", "payments.total", []string{"payers.central_fund.period_cap.amount=50000", "payers.central_fund.period_cap.every=financial_year", "payers.central_fund.period_cap.carry_over=true"}},
	{"payers.*.backed_by", "payers.central_fund.backed_by", "What the fund's award does not cover the council pays.", "payer.council.payments", []string{"payers.central_fund.cap=150000", "payers.central_fund.backed_by=council"}},
	{"payers.*.late", "payers.council.late", "Half of the time the council pays six months late.", "investor.npv", []string{"payers.council.late.probability=0.5", "payers.council.late.months=6"}},
	{"payers.*.default", "payers.council.default", "One council in three defaults within a year; a fifth is then recovered.", "payments.total", []string{"payers.council.default.annual=0.33", "payers.council.default.recovery=0.2"}},
	{"tariffs.*.bands", "tariffs.started.bands", "2,000 for each of the first 50 starts, 1,200 for the next 50, 2,600 after that.", "payments.total", []string{"tariffs.started.price=", "tariffs.started.bands.first.upto=50", "tariffs.started.bands.first.price=2000", "tariffs.started.bands.next.upto=100", "tariffs.started.bands.next.price=1200", "tariffs.started.bands.rest.price=2600"}},
	{"tariffs.*.price_by_year", "tariffs.started.price_by_year", "A start is worth 2,000 in the first year, 1,800 in the second, 1,500 after that.", "payments.total", []string{"tariffs.started.price=", "tariffs.started.price_by_year=[2000, 1800, 1500]"}},
	{"tariffs.*.index", "tariffs.started.index", "The price of a start rises by five in a hundred each contract year.", "payments.total", []string{"indices.cpi.annual=0.05", "tariffs.started.index=cpi"}},
	{"tariffs.*.lag", "tariffs.sustained.lag", "A claim for a sustained job is paid six months later.", "investor.npv", []string{"tariffs.sustained.lag=6"}},
	{"tariffs.*.max_count", "tariffs.started.max_count", "At most 100 starts are paid for.", "payments.total", []string{"tariffs.started.max_count=100"}},
	{"tariffs.*.cap", "tariffs.sustained.cap", "At most 200,000 for sustained jobs.", "payments.total", []string{"tariffs.sustained.cap=200000"}},
	{"tariffs.*.period_cap", "tariffs.started.period_cap", "At most 60,000 for starts in a contract year.", "payments.total", []string{"tariffs.started.period_cap=60000"}},
	{"tariffs.*.floor", "tariffs.sustained.floor", "At least 300,000 for sustained jobs, whatever comes.", "payments.total", []string{"tariffs.sustained.floor=300000"}},
	{"tariffs.*.window", "tariffs.started.window", "A start counts only within four months after engagement.", "payments.total", []string{"tariffs.started.window.after=engaged", "tariffs.started.window.months=4"}},
	{"tariffs.*.requires", "tariffs.sustained.requires", "A sustained job counts only if its start was evidenced.", "payments.total", []string{"tariffs.sustained.requires=[started]"}},
	{"provider.block_by_year", "provider.block_by_year", "The provider gets 5,000 a month in the first year and 8,000 after that.", "cost.total", []string{"provider.block_by_year=[5000, 8000]"}},
	{"provider.index", "provider.index", "The provider's block of 8,000 rises by five in a hundred each contract year.", "cost.total", []string{"provider.block=8000", "indices.cpi.annual=0.05", "provider.index=cpi"}},
	{"provider.fees.*", "provider.fees.started", "The provider gets 500 for each evidenced start.", "cost.total", []string{"provider.fees.started=500"}},
	{"provider.reimburse", "provider.reimburse", "Four fifths of what the provider spends are paid back.", "provider.town.surplus", []string{"costs.service.bearer=provider", "provider.reimburse=0.8"}},
	{"provider.gain_share", "provider.gain_share", "A tenth of what is claimed for outcomes is passed on to the provider.", "cost.total", []string{"provider.gain_share=0.1"}},
	{"provider.pay_after", "provider.pay_after", "The provider is paid three months after it has spent.", "provider.town.worst", []string{"costs.service.bearer=provider", "provider.reimburse=1", "provider.pay_after=3"}},
	{"sites.*.cap", "sites.town.cap", "At most 400,000 for the site.", "payments.total", []string{"sites.town.cap=400000"}},
	{"sites.*.period_cap", "sites.town.period_cap", "At most 150,000 for the site in a contract year.", "payments.total", []string{"sites.town.period_cap=150000"}},
	{"sites.*.until", "sites.town.until", "At this site outcomes count for 30 months only.", "payments.total", []string{"sites.town.until=29"}},
	{"term.claims", "term.claims", "Claims are made each quarter.", "investor.npv", []string{"term.claims=quarterly"}},
	{"capital.interest", "capital.interest", "The vehicle earns four in a hundred on its cash, which is paid out in the end.", "investor.repaid", []string{"capital.interest=0.04", "capital.distributions.first=35", "grants.launch.payer=central_fund", "grants.launch.month=0", "grants.launch.amount=100000"}},
	{"capital.reserve", "capital.reserve", "30,000 stay in the vehicle until the end.", "investor.npv", []string{"capital.reserve=30000"}},
	{"capital.distributions", "capital.distributions", "Investors are paid once a year.", "investor.npv", []string{"capital.distributions.every=12"}},
	{"capital.on_exhaustion", "capital.on_exhaustion", "Service stops when costs cannot be paid.", "payments.total", []string{"capital.tranches.senior.commitment=20000", "capital.tranches.junior.commitment=20000", "capital.on_exhaustion=stop"}},
	{"capital.grace", "capital.grace", "Service stops only when costs stay unpaid for a fifth month in a row.", "payments.total", []string{"capital.tranches.senior.commitment=20000", "capital.tranches.junior.commitment=20000", "capital.on_exhaustion=stop", "capital.grace=4"}},
	{"capital.draws", "capital.draws", "The senior tranche is drawn first.", "tranche.senior.drawn", []string{"capital.draws=senior_first"}},
	{"capital.recycling", "capital.recycling", "Receipts do not pay costs while commitments last.", "investor.peak_exposure", []string{"capital.recycling=false", "capital.distributions.first=35"}},
	{"capital.first_loss", "capital.first_loss", "A grant of 50,000 is drawn before any tranche and never repaid.", "investor.drawn", []string{"capital.first_loss=50000"}},
	{"capital.lock_up", "capital.lock_up", "No profit is paid in the first 34 months.", "investor.npv", []string{"capital.lock_up=34", "costs.service.amount=10000"}},
	{"capital.profit", "capital.profit", "Three tenths of the profit go to the council.", "investor.repaid", []string{"capital.profit.council=0.3", "costs.service.amount=10000"}},
	{"capital.surplus", "capital.surplus", "Above the investors' cap the council and the intermediary share what is left.", "public.spend", []string{"costs.service.amount=10000", "capital.tranches.senior.moic_cap=1.05", "capital.tranches.junior.moic_cap=1.05", "capital.surplus.council=0.5", "capital.surplus.intermediary=0.5"}},
	{"capital.surplus_to", "capital.surplus_to", "Above the investors' cap what is left goes to the council.", "public.spend", []string{"costs.service.amount=10000", "capital.tranches.senior.moic_cap=1.05", "capital.tranches.junior.moic_cap=1.05", "capital.surplus_to=council"}},
	{"capital.tranches.*.coupon", "capital.tranches.senior.coupon", "The senior tranche earns six in a hundred.", "tranche.senior.repaid", []string{"capital.draws=senior_first", "capital.tranches.senior.coupon=0.06"}},
	{"capital.tranches.*.coupon_paid", "capital.tranches.senior.coupon_paid", "The senior coupon is paid at yearly distributions.", "tranche.senior.npv", []string{"capital.draws=senior_first", "capital.tranches.senior.coupon=0.12", "capital.tranches.senior.coupon_paid=accrued", "capital.distributions.first=35"}},
	{"capital.tranches.*.arrangement_fee", "capital.tranches.senior.arrangement_fee", "The senior investor gets two in a hundred of its commitment for arranging.", "tranche.senior.repaid", []string{"capital.tranches.senior.arrangement_fee=0.02"}},
	{"capital.tranches.*.commitment_fee", "capital.tranches.senior.commitment_fee", "The senior investor gets one in a hundred a year on what is not drawn.", "tranche.senior.repaid", []string{"capital.tranches.senior.commitment_fee=0.01"}},
	{"capital.tranches.*.repayment", "capital.tranches.junior.repayment", "The junior tranche is repaid in the end only.", "tranche.junior.npv", []string{"capital.tranches.junior.repayment=bullet", "capital.tranches.junior.moic_cap=1"}},
	{"capital.tranches.*.guarantee", "capital.tranches.junior.guarantee", "The fund guarantees the junior tranche what it has drawn.", "tranche.junior.repaid", []string{"costs.service.amount=20000", "capital.tranches.junior.guarantee.share=1", "capital.tranches.junior.guarantee.by=central_fund"}},
	{"capital.tranches.*.irr_cap", "capital.tranches.junior.irr_cap", "The junior tranche earns at most eight in a hundred.", "investor.repaid", []string{"costs.service.amount=10000", "capital.draws=junior_first", "capital.tranches.junior.irr_cap=0.08", "capital.tranches.senior.moic_cap=1.1", "capital.surplus_to=council"}},
	{"capital.tranches.*.moic_cap", "capital.tranches.junior.moic_cap", "The junior tranche gets back at most 1.2 times what it paid in.", "tranche.junior.repaid", []string{"costs.service.amount=10000", "capital.tranches.junior.moic_cap=1.2"}},
}

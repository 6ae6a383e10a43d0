"""A deal file as section 2 of docs/model.md describes it: defaults, units, months."""
import json

import yaml

from reading import NO_MINOR, Bag, Input, Loader, apply_scenario, inherit, inputs_in, millionths, simplify, times

INHERITED = ("pathway", "evidence", "resubmission", "referrals", "provider", "minimum_referrals", "failure")


def as_table(x, key):
    """A bare number (or list) is the field that stands first."""
    return dict(x) if isinstance(x, dict) else {key: x}


def period_form(x):
    return None if x is None else x if isinstance(x, dict) else {"amounts" if isinstance(x, list) else "amount": x}


class Deal:
    def __init__(self, path, scenario=None):
        with open(path) as f:
            text = f.read()
        raw = simplify(json.loads(text) if path.endswith(".json") else yaml.load(text, Loader))
        if scenario:
            assert "from" not in raw["scenarios"][scenario], "an arrangement of the library is not in the document"
            apply_scenario(raw, raw["scenarios"][scenario]["set"])
        raw.pop("scenarios", None)
        self.raw = raw
        self.minor = 1 if raw.get("currency", "GBP") in NO_MINOR else 100
        real = raw.get("prices", "nominal") == "real"
        self.deflator = 0 if real else raw.get("deflator")  # None: no price level to bring spend to
        term = raw["term"]
        self.start = self._date(term["start"])
        self.M = term["months"]
        self.claim_every = {"monthly": 1, "quarterly": 3}[term.get("claims", "monthly")]
        self.outcomes = {k: Bag(id=k, paid=str((v or {}).get("paid", True)).lower() != "false", deadweight=(v or {}).get("deadweight"))
                         for k, v in raw["outcomes"].items()}
        self.payers = {k: self._payer(k, v or {}) for k, v in raw["payers"].items()}
        self.cap, self.period_cap = self.money(raw.get("cap")), self._period_cap(raw.get("period_cap"))
        self.factors, self.effects = raw.get("factors", {}), raw.get("site_effects", {})
        self.levers = raw.get("levers", {})
        self.lever_effects = raw.get("effects", {})
        self.indices, self.tables = raw.get("indices", {}), raw.get("tables", {})
        self.correlations = raw.get("correlations", {})
        self.volume_effect = raw.get("volume_effect", {})
        budget = raw.get("budget", {})
        self.budget, self.tolerance = self.money(budget.get("total")), millionths(budget.get("tolerance", 0))
        self.lines = [self._line(k, v, None, raw) for k, v in raw.get("costs", {}).items() if v.get("scope", "deal") == "deal"]
        self.sites = [self._site(k, v or {}) for k, v in raw["sites"].items()]
        for site in self.sites:
            site.lines = [self._line(k, v, site, site.raw) for k, v in site.raw.get("costs", {}).items()]
            self.lines += site.lines
        self.measures = {k: self._measure(v) for k, v in raw.get("measures", {}).items()}
        self.rewards = [self._reward(k, v) for k, v in raw.get("rewards", {}).items()]
        self._audit(raw.get("audit"))
        self.tests = sorted((self._test(v) for v in raw.get("tests", {}).values()), key=lambda x: x.month)
        self.reviews = sorted((self._review(v) for v in raw.get("reviews", {}).values()), key=lambda x: x.month)
        lag = max([t.lag for s in self.sites for t in s.tariffs] + [r.lag for r in self.rewards] + [0])
        self.grants = [self._grant(v, self.M + lag - 1) for v in raw.get("grants", {}).values()]
        self.T = self.M + max(lag + max(p.late_months for p in self.payers.values()) + max(p.recovery_lag for p in self.payers.values()),
                              max(s.provider.pay_after for s in self.sites))
        self.benefits = [self._benefit(k, v) for k, v in raw.get("benefits", {}).items()]
        self._capital(raw.get("capital", {}))
        self.inputs = inputs_in(raw, {})
        self.about_people = (any(s.participant_cap is not None for s in self.sites)
                             or any(t.window or t.requires for s in self.sites for t in s.tariffs)
                             or any(t.run_off for t in self.tests)
                             or any(m.outcome and m.per != "target" for m in self.measures.values()))

    # -- units --

    def _date(self, text):
        year, month = str(text).split("-")[:2]
        return int(year) * 12 + int(month) - 1

    def _month(self, x):
        return x if isinstance(x, int) else self._date(x) - self.start

    def money(self, x):
        return None if x is None else times(x, self.minor)

    def financial_year(self, month):
        return (self.start + month - 3) // 12

    def site(self, key):
        return next((s for s in self.sites if s.id == key), None)

    # -- parts --

    def _period_cap(self, v):
        v = period_form(v)
        if v is None:
            return None
        every = v.get("every", 12)
        return Bag(amounts=[self.money(x) for x in v.get("amounts", [v.get("amount")])],
                   every=None if every == "financial_year" else every, carry_over=v.get("carry_over", False))

    def _shares(self, table, commissioner):
        """(payers, millionths with unpaid last)."""
        named = [(commissioner if k == "commissioner" else k, millionths(x)) for k, x in table.items() if k != "unpaid"]
        return [k for k, _ in named], [x for _, x in named] + [millionths(table.get("unpaid", 0))]

    def _payer(self, key, v):
        years = v.get("budget_by_year")
        first = self.financial_year(0)
        by_year = {first + i: self.money(x) for i, x in enumerate(years)} if years else {}
        budget = self.money(v["budget"]) if "budget" in v else sum(by_year.values()) if by_year else None
        late, default = v.get("late", {}), v.get("default", {})
        chance = late.get("probability", 0)
        return Bag(id=key, cls=v.get("class", "local"), cap=self.money(v.get("cap")), budget=budget, by_year=by_year,
                   period_cap=self._period_cap(v.get("period_cap")), backed_by=v.get("backed_by"),
                   late=chance, late_months=0 if chance == 0 else late.get("months", 1),
                   default=default.get("annual", 0), recovery=millionths(default.get("recovery", 0)), recovery_lag=default.get("lag", 0))

    def _line(self, key, v, site, owner):
        until = self._month(v.get("until", self.M - 1))
        return Bag(id=key, site=site, category=v.get("category", "delivery"), bearer=v.get("bearer", "vehicle"),
                   rank=v.get("rank", 1), per=v.get("per", "month"), outcome=v.get("outcome"), months=v.get("for", 1),
                   start=self._month(v.get("from", 0)), until=until, amount=v["amount"], index=v.get("index"),
                   overrun=v.get("overrun", 1), site_overrun=owner.get("overrun", 1),
                   vat=v.get("vat", 0), vat_recovered=v.get("vat_recovered", 1))

    def _site(self, key, own):
        raw = self.raw
        merged = {part: inherit(raw.get(part, {}), own.get(part)) for part in INHERITED if part != "resubmission"}
        table = lambda part, field: {k: as_table(v, field) for k, v in (part or {}).items()}
        merged["resubmission"] = inherit(table(raw.get("resubmission"), "probability"), table(own.get("resubmission"), "probability"))
        tariffs = self._tariff_table(own.get("tariffs"))
        merged["tariffs"] = inherit(self._tariff_table(raw.get("tariffs")), tariffs)
        for k, v in merged["tariffs"].items():              # the site's tariff, the site, the default tariff, the deal
            if "shares" not in tariffs.get(k, {}):
                v["shares"] = own.get("shares", v.get("shares", raw.get("shares")))
        merged["overrun"] = own.get("overrun", raw.get("overrun", 1))
        shared = {k: v for k, v in raw.get("costs", {}).items() if v.get("scope") == "site"}
        merged["costs"] = inherit(shared, own.get("costs"))
        site = Bag(id=key, raw=merged, pathway=merged["pathway"], evidence=merged["evidence"], resubmission=merged["resubmission"],
                   cap=self.money(own.get("cap")), period_cap=self._period_cap(own.get("period_cap")),
                   participant_cap=self.money(own.get("participant_cap", raw.get("participant_cap"))),
                   commissioner=own.get("commissioner"), until=self._month(own.get("until", self.M - 1)),
                   loadings=own.get("loadings", {}), targets=own.get("targets", {}))
        site.tariffs = [self._tariff(k, v, site.commissioner) for k, v in merged["tariffs"].items() if self.outcomes[k].paid]
        r = merged["referrals"]
        site.referrals = Bag(law=r.get("law", "poisson"), dispersion=r.get("dispersion", 0), start=self._month(r.get("from", 0)),
                             until=self._month(r.get("until", self.M - 1)), rate=r.get("rate", 0), ramp=r.get("ramp", 0),
                             monthly=r.get("monthly"), effect=r.get("effect", {}))
        p = merged["provider"]
        site.provider = Bag(blocks=[self.money(x) for x in p.get("block_by_year", [p.get("block", 0)])], index=p.get("index"),
                            start=self._month(p.get("from", 0)), until=self._month(p.get("until", self.M - 1)),
                            fees={k: self.money(x) for k, x in p.get("fees", {}).items()}, gain_share=millionths(p.get("gain_share", 0)),
                            reimburse=millionths(p.get("reimburse", 0)), pay_after=p.get("pay_after", 0),
                            reserve=self.money(p.get("reserve")), rank=p.get("rank", 1))
        m, f = merged["minimum_referrals"], merged["failure"]
        payer = m.get("payer", "commissioner")
        site.minimum = Bag(count=m["count"], every=m.get("every", 12), credit=self.money(m["credit"]),
                           payer=site.commissioner if payer == "commissioner" else payer) if m else None
        site.failure = Bag(annual=f.get("annual", 0), gap=f.get("gap", -1), cost=self.money(f.get("cost", 0)))
        site.groups = self._groups(site.pathway)
        return site

    def _tariff_table(self, tariffs):
        out = {k: as_table(v, "price") for k, v in (tariffs or {}).items()}
        for v in out.values():
            if "period_cap" in v:
                v["period_cap"] = period_form(v["period_cap"])
        return out

    def _tariff(self, key, v, commissioner):
        payers, shares = self._shares(v["shares"], commissioner)
        bands = [(b.get("upto"), self.money(b["price"])) for b in v.get("bands", {}).values()]
        window, requires = v.get("window"), v.get("requires", [])
        return Bag(outcome=key, prices=[self.money(x) for x in v.get("price_by_year", [v.get("price", 0)])], bands=bands,
                   index=v.get("index"), lag=v.get("lag", 0), max_count=v.get("max_count"), cap=self.money(v.get("cap")),
                   period_cap=self._period_cap(v.get("period_cap")), floor=self.money(v.get("floor", 0)),
                   window=Bag(after=window.get("after", "referral"), months=window["months"]) if window else None,
                   requires=[requires] if isinstance(requires, str) else requires, commissioner=commissioner, payers=payers, shares=shares)

    def _measure(self, v):
        cohort = lambda c: Bag(start=self._month(c.get("from", 0)), until=self._month(c.get("until", c["month"])),
                               month=self._month(c["month"]), weight=millionths(c.get("weight", 1)))
        return Bag(outcome=v.get("outcome"), per=v.get("per", "referral"), site=v.get("site"), effect=v.get("effect", 0),
                   error=v.get("error", 0), cohorts=[cohort(c) for c in v["cohorts"].values()])

    def _reward(self, key, v):
        ladder = lambda steps: [(millionths(x.get("from", 0)), self.money(x.get("amount", 0)), self.money(x.get("per_point", 0)))
                                for x in (steps or {}).values()]
        site = self.measures[v["measure"]].site
        commissioner = self.site(site).commissioner if site else None
        payers, shares = self._shares(v.get("shares", self.raw.get("shares")), commissioner)
        return Bag(id=key, measure=v["measure"], each=ladder(v.get("each")), pooled=ladder(v.get("pooled")), lag=v.get("lag", 0),
                   cap=self.money(v.get("cap")), commissioner=commissioner, payers=payers, shares=shares)

    def _audit(self, v):
        self.audit = None
        if v:
            self.audit = Bag(every=v["every"], sample=v["sample"], tolerance=millionths(v.get("tolerance", 0)),
                             extrapolate=v.get("extrapolate", True), error=v.get("error", 0))
            self.audit.months = sorted({*range(v["every"] - 1, self.M, v["every"]), self.M - 1})

    def _test(self, v):
        return Bag(month=self._month(v["month"]), outcome=v["outcome"], site=v.get("site"), share=millionths(v["share"]),
                   exit=v.get("then", "terminate") == "exit", run_off=v.get("run_off", 0), wind_down=self.money(v.get("wind_down", 0)),
                   payout=millionths(v.get("payout", 0)), payer=v.get("payer"))

    def _review(self, v):
        def formula(x):
            if x is None:
                return None
            x = as_table(x, "part")
            part, least, most = (millionths(x.get(k, d)) for k, d in (("part", 0), ("least", 0), ("most", 10)))
            return None if part == 0 and least <= 10**6 <= most else (part, least, most)
        return Bag(month=self._month(v["month"]), outcome=v["outcome"], caps=formula(v.get("caps")), volumes=formula(v.get("volumes")))

    def _grant(self, v, last):
        site = self.site(v.get("site"))
        payers, shares = self._shares(v["shares"] if "shares" in v else {v["payer"]: 1}, site.commissioner if site else None)
        first, every = self._month(v["month"]), v.get("every")
        months = range(first, self._month(v.get("until", last)) + 1, every) if every else [first]
        return Bag(payers=payers, shares=shares, months=months, amount=self.money(v["amount"]))

    def _benefit(self, key, v):
        deadweight = v.get("deadweight", self.outcomes[v["outcome"]].deadweight)
        amount = v["amount"]                                # an uncertain one is not rounded
        return Bag(id=key, outcome=v["outcome"], fiscal=v["kind"] == "fiscal", to=v.get("to"), index=v.get("index"),
                   amount=amount if isinstance(amount, Input) else self.money(amount), deadweight=deadweight,
                   after=v.get("after", 0), months=v.get("for", 1), drop=v.get("drop", 0), optimism=v.get("optimism", 0),
                   priced=self._month(v.get("priced", 0)))

    def _groups(self, pathway):
        """Groups of exclusive siblings, parents before children; a transition without a group is its own."""
        groups = {}
        for k, v in pathway.items():
            name = ("group", v["group"]) if v.get("group") else ("alone", k)
            group = groups.setdefault(name, Bag(parent=v.get("from", "referral"), members=[], state=v.get("counted", "once") != "once"))
            assert group.parent == v.get("from", "referral"), "siblings of a group have one parent"
            group.members.append(k)
        ordered, known = [], {"referral"}
        while len(ordered) < len(groups):
            ready = [g for g in groups.values() if g.parent in known and g not in ordered]
            assert ready, "the pathway has a cycle"
            for g in ready:
                ordered.append(g)
                known.update(g.members)
        return ordered

    def _capital(self, c):
        d = c.get("distributions", {})
        self.hurdle, self.interest, self.reserve = c.get("hurdle", 0), c.get("interest", 0), self.money(c.get("reserve", 0))
        self.first, self.every = self._month(d.get("first", 0)), d.get("every", 1)
        self.on_exhaustion, self.grace = c.get("on_exhaustion", "accrue"), c.get("grace", 0)
        self.draws, self.locked = c.get("draws", "junior_first"), not c.get("recycling", True)
        self.first_loss, self.lock_up = self.money(c.get("first_loss", 0)), self._month(c.get("lock_up", 0))
        self.profit = {k: millionths(x) for k, x in c.get("profit", {}).items()}
        surplus = {c["surplus_to"]: 1} if "surplus_to" in c else c.get("surplus", {})
        self.surplus = {k: millionths(x) for k, x in surplus.items()}
        self.tranches = [self._tranche(k, v) for k, v in c.get("tranches", {}).items()]

    def _tranche(self, key, v):
        g = v.get("guarantee")
        maturity = self._month(v.get("maturity", self.T - 1)) if v.get("repayment", "sweep") == "bullet" else 0
        return Bag(id=key, commitment=self.money(v["commitment"]), rank=v.get("rank", 1), coupon=v.get("coupon", 0),
                   accrues=v.get("coupon_paid", "cash") == "accrued", arrangement=millionths(v.get("arrangement_fee", 0)),
                   undrawn=v.get("commitment_fee", 0), maturity=maturity, irr_cap=v.get("irr_cap"),
                   moic_cap=millionths(v["moic_cap"]) if v.get("moic_cap") is not None else None,
                   guarantee=Bag(share=millionths(g["share"]), by=g.get("by", "guarantor"), limit=self.money(g.get("limit"))) if g else None)

"""Section 6 of docs/model.md: the metrics of a ledger. None is undefined, infinity never."""
from math import inf

import numpy as np
from scipy.optimize import brentq

from before import rdiv
from laws import whole

# Where roots of a cash flow are looked for: x = ln(1+rho), densest around 0.
GRID = np.unique(np.concatenate([np.linspace(np.log(0.02), -0.3, 1500), np.linspace(-0.3, 0.3, 4001),
                                 np.linspace(0.3, np.log(1e4), 1500)]))
POWERS = {}


def value_at(flows, x):
    """sum F_t exp(-x t), scaled by a positive number so that nothing overflows."""
    t = np.arange(len(flows))
    return float(np.dot(flows, np.exp(-x * t if x >= 0 else x * (len(flows) - 1 - t))))


def monthly_irr(flows):
    """(status, rho)."""
    f = np.array(flows, float)
    if not (f < 0).any():
        return "no_draw", None
    if not (f > 0).any():
        return "total_loss", None
    T = len(f)
    if T not in POWERS:
        t = np.arange(T)
        POWERS[T] = np.array([np.exp(-x * t if x >= 0 else x * (T - 1 - t)) for x in GRID])
    signs = np.sign(POWERS[T] @ f)
    roots = [GRID[i] for i in np.flatnonzero(signs[1:-1] == 0) + 1]
    roots += [brentq(lambda x: value_at(f, x), GRID[i], GRID[i + 1], xtol=1e-14)
              for i in np.flatnonzero(signs[1:] * signs[:-1] < 0)]
    rates = sorted((np.expm1(x) for x in roots), key=lambda r: (abs(r), r))
    return ("none", None) if not rates else ("one" if len(rates) == 1 else "several", rates[0])


def irr(flows):
    status, rho = monthly_irr(flows)
    return status, -1.0 if status == "total_loss" else None if rho is None else (1 + rho)**12 - 1


def investment(out, name, flows, drawn, repaid, hurdle):
    status, rate = irr(flows)
    out[name + "drawn"], out[name + "repaid"] = ("money", drawn), ("money", repaid)
    out[name + "moic"] = ("ratio", repaid / drawn if drawn else None)
    out[name + "irr"] = ("ratio", rate)
    for s in ("several", "none", "no_draw", "total_loss"):
        out[name + "irr." + s] = ("flag", status == s)
    out[name + "npv"] = ("money", round(sum(f * (1 + hurdle)**(-t / 12) for t, f in enumerate(flows))))
    out[name + "loss"] = ("flag", repaid < drawn)
    out[name + "total_loss"] = ("flag", drawn > 0 and repaid == 0)
    total = np.cumsum(np.array(flows, dtype=np.int64))
    out[name + "peak_exposure"] = ("money", max(0, -int(total.min())))
    below = np.flatnonzero(total < 0)
    out[name + "payback"] = ("months", inf if total[-1] < 0 else int(below[-1]) + 1 if len(below) else 0)


def green_book(years):
    """G_y: 3.5 % a year to year 30, 3 % to 75, 2.5 % after that."""
    return 1.035**-min(years, 30) * 1.03**-max(0, min(years, 75) - 30) * 1.025**-max(0, years - 75)


def present_cost(deal, led, payers):
    """In prices and value of the financial year of month 0, the year 0."""
    first = deal.financial_year(0)
    return whole(sum(x * (1 + deal.deflator)**(first - y) * green_book(y - first) for p in payers for y, x in led.spend[p].items()))


def bearer_costs(deal, led):
    """C_b and C."""
    by = dict.fromkeys(list(deal.payers) + ["provider", "vehicle"], 0)
    total = sum(led.cost) + led.other_cost
    for i, line in enumerate(deal.lines):
        if line.bearer in deal.payers:
            by[line.bearer] += led.cost[i]
    for s, site in enumerate(deal.sites):
        mine = [led.cost[i] for i, line in enumerate(deal.lines) if line.site is site and line.bearer == "provider"]
        by["provider"] += led.own[s] - rdiv(sum(mine) * site.provider.reimburse, 10**6)
        total += provider_spends(deal, led, s)
    by["vehicle"] = total - sum(by.values())
    return by, total


def provider_spends(deal, led, s):
    """A provider without cost lines of its own is taken to spend what it is paid."""
    return 0 if any(x.site is deal.sites[s] and x.bearer == "provider" for x in deal.lines) else led.provider_due[s]


def may_be_paid(deal, site):
    p = site.provider
    return any(p.blocks) or any(p.fees.values()) or p.reimburse > 0 or p.gain_share > 0 or site.id in deal.surplus or site.id in deal.profit


def targets(deal, k, site):
    x = site.targets.get(k)
    return sum(x) if isinstance(x, list) else x


def held(unit, x):
    """Every integer is held to ±2^60 grains; a ratio's grain is 10^-9."""
    most = 2**60 / 1e9 if unit == "ratio" else 2**60
    return x if x is None or x == inf or unit == "flag" else max(-most, min(most, x))


def evaluate(deal, led, outturn, plan):
    """name -> (unit, value). plan is (C, C_b) of the plan case, or None while that is being settled."""
    out = {}
    flag = lambda name, x: out.__setitem__(name, ("flag", bool(x)))
    money = lambda name, x: out.__setitem__(name, ("money", x))
    count = lambda name, x: out.__setitem__(name, ("count", x))
    S, K = range(len(deal.sites)), deal.outcomes

    if deal.tranches:
        total = [sum(f) for f in zip(*led.flows)]
        investment(out, "investor.", total, sum(led.drawn), sum(led.repaid), deal.hurdle)
    if len(deal.tranches) > 1:
        for i, x in enumerate(deal.tranches):
            investment(out, f"tranche.{x.id}.", led.flows[i], led.drawn[i], led.repaid[i], deal.hurdle)

    spend = {p: sum(led.spend[p].values()) for p in deal.payers}
    over = {p: v.budget is not None and spend[p] > v.budget for p, v in deal.payers.items()}
    for p, v in deal.payers.items():
        money(f"payer.{p}.spend", spend[p])
        money(f"payer.{p}.payments", led.payments[p])
        money(f"payer.{p}.uncapped_claim", led.uncapped[p])
        if v.default != 0:
            money(f"payer.{p}.lost", led.lost[p])
            flag(f"payer.{p}.defaulted", led.defaulted[p] is not None)
            out[f"payer.{p}.defaulted.month"] = ("months", led.defaulted[p])
        if deal.audit or any(y < 0 for r in deal.rewards for _, *step in r.each + r.pooled for y in step):
            money(f"payer.{p}.credit", led.credited[p])
        if v.budget is not None:
            flag(f"payer.{p}.over_budget", over[p])
        if v.by_year:
            flag(f"payer.{p}.over_budget_any_year", any(led.spend[p].get(y, 0) > b for y, b in v.by_year.items()))
        if v.budget is not None:
            money(f"payer.{p}.underspend", max(0, v.budget - spend[p]))
    local = [p for p, v in deal.payers.items() if v.cls == "local"]
    public = [p for p, v in deal.payers.items() if v.cls in ("local", "central")]
    if local:
        money("commissioner.spend", sum(spend[p] for p in local))
    if any(deal.payers[p].budget is not None for p in local):
        flag("commissioner.over_budget", any(over[p] for p in local))
    if public:
        money("public.spend", sum(spend[p] for p in public))
        if deal.deflator is not None:
            money("public.present_cost", present_cost(deal, led, public))

    tariffs = [{t.outcome for t in site.tariffs} for site in deal.sites]
    money("payments.total", sum(led.payments.values()))
    for s in S:
        money(f"payments.site.{deal.sites[s].id}", sum(led.paid[s].values()))
    for k in K:
        if any(k in t for t in tariffs):
            money(f"payments.outcome.{k}", sum(led.paid[s][k] for s in S))
    for r, x in led.rewards.items():
        money(f"payments.reward.{r}", x)

    bearers, C = bearer_costs(deal, led)
    plan_cost, plan_bearers = plan or (C, bearers)
    B = deal.budget if deal.budget is not None else plan_cost
    like = sum(outturn.flexed) + led.other_cost + sum(provider_spends(deal, led, s) for s in S)
    money("cost.total", C)
    flag("cost.overrun", 10**6 * C > (10**6 + deal.tolerance) * B)
    flag("cost.overrun_like_for_like", 10**6 * C > (10**6 + deal.tolerance) * like)
    money("cost.excess", max(0, C - B))
    providers_bear = any(x.bearer == "provider" for x in deal.lines) or deal.on_exhaustion == "provider_bears"
    vehicle_bears = any(x.bearer == "vehicle" for x in deal.lines) or any(may_be_paid(deal, s) or s.failure.cost for s in deal.sites) \
        or any(t.wind_down for t in deal.tests)
    for b in bearers:
        if (providers_bear if b == "provider" else vehicle_bears if b == "vehicle" else any(x.bearer == b for x in deal.lines)):
            money(f"cost.excess.{b}", max(0, bearers[b] - plan_bearers[b]))
    categories = dict.fromkeys(x.category for x in deal.lines)
    if any(may_be_paid(deal, s) for s in deal.sites):
        categories["delivery"] = None
    by = {c: sum(led.cost[i] for i, x in enumerate(deal.lines) if x.category == c) for c in categories if c != "delivery"}
    for c in categories:
        money(f"cost.category.{c}", by[c] if c != "delivery" else C - sum(by.values()))
    money("cost.unpaid", led.arrears)

    count("referrals.total", sum(led.referrals))
    for k in K:
        count(f"outcome.{k}.achieved", sum(led.achieved[s][k] for s in S))
        count(f"outcome.{k}.evidenced", sum(led.evidenced[s][k] for s in S))
        if any(k in t for t in tariffs):
            count(f"outcome.{k}.paid", sum(led.paid_count[s][k] for s in S))
        signed = [s for s in S if k in deal.sites[s].targets]
        if signed:
            flag(f"outcome.{k}.met", sum(led.evidenced[s][k] for s in signed) >= sum(targets(deal, k, deal.sites[s]) for s in signed))
    for s in S:
        site = deal.sites[s]
        name = f"site.{site.id}."
        count(name + "referrals", led.referrals[s])
        for k in K:
            count(f"{name}outcome.{k}.achieved", led.achieved[s][k])
            count(f"{name}outcome.{k}.evidenced", led.evidenced[s][k])
            if k in tariffs[s]:
                count(f"{name}outcome.{k}.paid", led.paid_count[s][k])
            if k in site.targets:
                flag(f"{name}outcome.{k}.met", led.evidenced[s][k] >= targets(deal, k, site))
        flag(name + "capped", led.site_capped[s])
        if site.failure.annual != 0:
            flag(name + "failed", led.failed[s] is not None)
            out[name + "failed.month"] = ("months", led.failed[s])
    flag("capped.any_site", any(led.site_capped))
    flag("capped.payer", led.payer_capped)
    flag("capped.deal", led.deal_capped)
    flag("capped.outcome", led.tariff_capped)
    for s in S:
        site = deal.sites[s]
        if any(x.bearer == "provider" and x.site is site for x in deal.lines):
            money(f"provider.{site.id}.surplus", led.received[s] - led.own[s])
            money(f"provider.{site.id}.worst", max(0, -led.worst[s]))
            if site.provider.reserve is not None:
                flag(f"provider.{site.id}.exhausted", -led.worst[s] > site.provider.reserve)
    money("vehicle.closing", led.closing)
    if deal.first_loss:
        money("capital.first_loss", led.first_loss)
    if any(x.guarantee for x in deal.tranches):
        money("capital.guaranteed", sum(led.guaranteed))
    for name, month, present in (("service.stopped", led.stopped, deal.on_exhaustion == "stop"),
                                 ("service.terminated", led.terminated, any(not t.exit for t in deal.tests)),
                                 ("investor.exited", led.exited, any(t.exit for t in deal.tests))):
        if present:
            flag(name, month is not None)
            out[name + ".month"] = ("months", month)
    if deal.benefits:
        of = lambda which, part: sum(part(*outturn.benefits[b.id]) for b in deal.benefits if which(b))
        before, off, after = (lambda B, Q: B), (lambda B, Q: Q), (lambda B, Q: B - Q)
        everyone = lambda b: True
        for b in deal.benefits:
            money(f"benefit.line.{b.id}", outturn.benefits[b.id][0])
        money("benefit.fiscal", of(lambda b: b.fiscal, before))
        money("benefit.social", of(lambda b: not b.fiscal, before))
        money("benefit.optimism", -of(everyone, off))
        money("benefit.total", of(everyone, after))
        for p in deal.payers:
            gain = of(lambda b: b.to == p, after)
            if any(b.to == p for b in deal.benefits):
                money(f"payer.{p}.benefit", gain)
            if p in public:
                money(f"payer.{p}.net_cost", present_cost(deal, led, [p]) - gain)
        if public:
            cost = present_cost(deal, led, public)
            money("public.npv", of(everyone, after) - cost)
            money("public.fiscal_npv", of(lambda b: b.fiscal, after) - cost)
    return {name: (unit, held(unit, x)) for name, (unit, x) in out.items()}

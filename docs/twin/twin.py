#!/usr/bin/env python3
"""An independent simulator of docs/model.md. python3 twin.py DEAL --paths 2000 --seed 1 --json > twin.json"""
import argparse
import json
import sys
import time
from math import inf, sqrt

import numpy as np

from chance import Chance
from laws import whole
from deal import Deal
from metrics import bearer_costs, evaluate, irr
from settle import settle


def summarise(values, scale):
    defined = [v for v in values if v is not None]
    finite = np.array([v for v in defined if v != inf], float) / scale
    n = len(finite)
    sd = float(finite.std(ddof=1)) if n > 1 else 0.0
    return {"n": n, "mean": float(finite.mean()) if n else None, "sd": sd, "se": sd / sqrt(n) if n else None,
            "undefined": len(values) - len(defined), "never": len(defined) - n}


def ratio_of_means(a, b, scale):
    """mean(a)/mean(b) with the standard error of the first-order expansion."""
    a, b = np.array(a, float) / scale, np.array(b, float)
    if b.mean() == 0:
        return {"mean": None, "se": None}
    r = a.mean() / b.mean()
    return {"mean": float(r), "se": float((a - r * b).std(ddof=1) / b.mean() / sqrt(len(a)))}


def jackknife_irr(flows, groups=50):
    """The rate of return of the mean flow, with the standard error of leaving out one group of paths after another."""
    flows = np.array(flows, float)
    rate = irr(flows.mean(axis=0))[1]
    groups = min(groups, len(flows))
    rest = [irr((flows.sum(axis=0) - g.sum(axis=0)) / (len(flows) - len(g)))[1] for g in np.array_split(flows, groups)]
    known = [x for x in rest if x is not None]
    se = sqrt((len(known) - 1) / len(known) * sum((x - np.mean(known))**2 for x in known)) if known else None
    return {"mean": rate, "se": se}


def scale_of(unit, deal):
    return deal.minor if unit == "money" else 1


def ratios(deal, units):
    """(name, unit, above, below, factor of what is below) of each ratio of means."""
    for k, outcome in deal.outcomes.items():
        count, rest = f"outcome.{k}.achieved", 1 - (1 if outcome.deadweight is None else outcome.deadweight)
        if "public.spend" in units:
            yield f"cost_per.{k}.gross", "money", "public.spend", count, 1
            if rest > 0:
                yield f"cost_per.{k}.net", "money", "public.spend", count, rest
        if deal.benefits and rest > 0:
            for p in deal.payers:
                yield f"cost_per.{k}.net.{p}", "money", f"payer.{p}.spend", count, rest
    if "public.npv" in units:
        yield "public.bcr", "ratio", "benefit.total", "public.present_cost", 1


def simulate(deal, paths, seed):
    chance = Chance(deal, paths, seed)
    plan_outturn = chance.plan()
    plan_ledger = settle(deal, plan_outturn)
    bearers, cost = bearer_costs(deal, plan_ledger)
    plan = cost, bearers
    shown = {k: (v / scale_of(u, deal) if u == "money" and v is not None else v)
             for k, (u, v) in evaluate(deal, plan_ledger, plan_outturn, plan).items()}
    values, units, flows = {}, {}, []
    for path in range(paths):
        outturn = chance.outturn(path)
        ledger = settle(deal, outturn)
        for name, (unit, v) in evaluate(deal, ledger, outturn, plan).items():
            values.setdefault(name, []).append(v)
            units[name] = unit
        if deal.tranches:
            flows.append([sum(f) for f in zip(*ledger.flows)])
    result = {"paths": paths, "seed": seed, "metrics": {}, "probabilities": {}, "ratios": {}, "plan": shown}
    for name, unit in units.items():
        if unit == "flag":
            result["probabilities"][name] = {"p": float(np.mean(values[name])), "n": paths}
        else:
            result["metrics"][name] = {"unit": unit, **summarise(values[name], scale_of(unit, deal))}
    for name, unit, above, below, part in ratios(deal, units):
        scale = scale_of(unit, deal)
        result["ratios"][name] = {"unit": unit, **ratio_of_means(values[above], part * np.array(values[below]), scale)}
        if shown[below]:                                    # of money by money the scales fall out
            x = shown[above] / (part * shown[below])
            shown[name] = whole(x * scale) / scale if unit == "money" else x
    if flows:
        result["ratios"]["investor.irr_of_mean"] = {"unit": "ratio", **jackknife_irr(flows)}
    return result


def main():
    args = argparse.ArgumentParser()
    args.add_argument("deal")
    args.add_argument("--paths", type=int, default=2000)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--scenario")
    args.add_argument("--json", action="store_true")
    args = args.parse_args()
    begun = time.time()
    result = simulate(Deal(args.deal, args.scenario), args.paths, args.seed)
    print(f"{args.paths} paths in {time.time() - begun:.1f} s", file=sys.stderr)
    if args.json:
        json.dump(result, sys.stdout, indent=1)
        return
    for part in ("metrics", "ratios"):
        for name, m in result[part].items():
            print(f"{name:45} {m['mean']} ± {m['se']}  plan {result['plan'].get(name)}")
    for name, m in result["probabilities"].items():
        print(f"{name:45} {m['p']:.4f}  plan {result['plan'].get(name)}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Compares the program's result with the twin's: python3 compare.py PROGRAM.json TWIN.json [--all]

Prints a table with z scores, worst first. Exits 1 if any |z| > 4.89, if a figure of the plan case differs, or if
the program has a metric that the twin does not know."""
import argparse
import json
import sys
from math import inf, sqrt

LIMIT = 4.89
GRAIN = {"money": 0.01, "ratio": 1e-8, "count": 0, "months": 0}


def z_of_means(a, se_a, b, se_b, grain):
    gap, se = a - b, sqrt((se_a or 0)**2 + (se_b or 0)**2)
    return 0.0 if abs(gap) <= grain * 1.0001 else gap / se if se > 0 else inf


def z_of_shares(x, n, y, m):
    """Pooled binomial standard error with one success and one failure added."""
    p = (x + y + 1) / (n + m + 2)
    return (x / n - y / m) / sqrt(p * (1 - p) * (1 / n + 1 / m))


def rows_of(real, twin):
    """(name, real, twin, z) of everything both know; the names only one of them knows."""
    rows, missing = [], []
    n, m = real["paths"], twin["paths"]

    def share(name, x, y):
        rows.append((name, x / n, y / m, z_of_shares(x, n, y, m)))

    for name, a in real["metrics"].items():
        if "value" in a:                                    # a ratio of means
            b = twin["ratios"].get(name)
            if b is None:
                missing.append(name)
            elif a["value"] is None or b["mean"] is None:
                rows.append((name, a["value"], b["mean"], 0.0 if a["value"] == b["mean"] else inf))
            else:
                se = a["se"] if "se" in a else (b["se"] or 0) * sqrt(m / n)
                rows.append((name, a["value"], b["mean"], z_of_means(a["value"], se, b["mean"], b["se"], GRAIN[a["unit"]])))
            continue
        b = twin["metrics"].get(name)
        if b is None or b["unit"] != a["unit"]:
            missing.append(name)
            continue
        share(name + " undefined", a.get("undefined", 0), b["undefined"])
        share(name + " never", a.get("never", 0), b["never"])
        for status in ("no_draw", "none", "several", "total_loss"):
            if "status" in a:
                share(f"{name}.{status}", a["status"].get(status, 0), twin["probabilities"][f"{name}.{status}"]["p"] * m)
        if a.get("n") and b["n"]:
            sd = sqrt((a["n"] * a["sd"]**2 + b["n"] * b["sd"]**2) / (a["n"] + b["n"]))    # pooled: one law, if both are right
            z = z_of_means(a["mean"], sd / sqrt(a["n"]), b["mean"], sd / sqrt(b["n"]), GRAIN[a["unit"]])
            rows.append((name, a["mean"], b["mean"], z))
    for name, a in real["probabilities"].items():
        b = twin["probabilities"].get(name)
        if b is None:
            missing.append(name)
        else:
            rows.append((name, a["p"], b["p"], z_of_shares(a["p"] * n, n, b["p"] * m, m)))
    unseen = [k for part in ("metrics", "probabilities", "ratios") for k in twin[part]
              if k not in real["metrics"] and k not in real["probabilities"] and ".irr." not in k]
    return rows, missing, unseen


def plan_rows(real, twin):
    """Figures of the plan case that differ by more than their grain."""
    out = []
    for name, a in real.get("plan", {}).items():
        b = twin["plan"].get(name)                          # one that the twin does not have differs
        a, b = (None if x in (None, "never", "inf") or x == inf else float(x) for x in (a, b))
        grain = 0.0101 if name.startswith("cost_per.") else 0              # a half penny may go either way
        same = a == b if a is None or b is None else abs(a - b) <= max(grain, 1e-8 * max(1, abs(a)))
        if not same:
            out.append((name, a, b))
    return out


def main():
    args = argparse.ArgumentParser()
    args.add_argument("real")
    args.add_argument("twin")
    args.add_argument("--all", action="store_true", help="print every row, not the 15 worst")
    args = args.parse_args()
    with open(args.real) as f, open(args.twin) as g:
        real, twin = json.load(f), json.load(g)
    rows, missing, unseen = rows_of(real, twin)
    rows.sort(key=lambda r: -abs(r[3]))
    show = lambda x: "–" if x is None else f"{x:,.6g}"
    print(f"{'metric':48} {'program':>14} {'twin':>14} {'z':>7}")
    for name, a, b, z in rows if args.all else rows[:15]:
        print(f"{name:48} {show(a):>14} {show(b):>14} {z:7.2f}")
    bad = [r for r in rows if not abs(r[3]) <= LIMIT]
    plan = plan_rows(real, twin)
    zs = [r[3] for r in rows if r[3]]
    print(f"{len(rows)} comparisons, {len(zs)} not trivially equal, largest |z| {max(map(abs, zs), default=0):.2f}, "
          f"mean z² {sum(z * z for z in zs) / max(1, len(zs)):.2f}, {len(bad)} beyond {LIMIT}")
    print(f"plan case: {len(plan)} of {len(real.get('plan', {}))} figures differ")
    for row in plan:
        print("  plan %s: program %s, twin %s" % row)
    for title, names in (("unknown to the twin", missing), ("known to the twin only", unseen)):
        if names:
            print(f"{title}: {', '.join(names)}")
    sys.exit(1 if bad or missing or plan else 0)


if __name__ == "__main__":
    main()

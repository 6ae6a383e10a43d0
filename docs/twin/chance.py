"""Sections 4.2, 4.3, 4.6, 4.7 and 5 of docs/model.md: inputs, environment, costs, marks and the plan case."""
from math import pi, sin

import numpy as np
from scipy.special import logit, ndtr, ndtri

from laws import base_hazards, central, event_probabilities, freeze, half_away, planned, quantile, whole
from people import Walk, month_units
from reading import Bag, Input
from worth import worth


class Chance:
    """Draws everything that is uncertain for all paths at once, then people path by path."""

    def __init__(self, deal, paths, seed):
        self.deal, self.paths = deal, paths
        self.rng = np.random.Generator(np.random.PCG64(seed))
        self.centre = {a: central(i, deal.tables) for a, i in deal.inputs.items()}
        self.draw_inputs()
        self.draw_environment()
        self.shift = {(s.id, k): 0.0 for s in deal.sites for k in s.pathway}
        for site in deal.sites:
            for group in site.groups:
                if any(site.pathway[k].get("mean") == "marginal" for k in group.members):
                    self.solve_marginal(site, group)

    def value(self, node, path):
        """A node of the deal with its inputs as drawn on a path, or central if path is None."""
        if isinstance(node, Input):
            return self.centre[node.address] if path is None else float(self.drawn[node.address][path]) * node.times
        if isinstance(node, dict):
            return {k: self.value(v, path) for k, v in node.items()}
        return [self.value(v, path) for v in node] if isinstance(node, list) else node

    def all_paths(self, node):
        return self.drawn[node.address] * node.times if isinstance(node, Input) else np.full(self.paths, float(node))

    def draw_inputs(self):
        d, n = self.deal, self.paths
        z = {a: self.rng.standard_normal(n) for a in sorted(d.inputs)}
        for block in d.correlations.values():
            names = block["inputs"]
            rho = np.array(block["matrix"], float) if "matrix" in block else np.full((len(names),) * 2, float(block["rho"]))
            np.fill_diagonal(rho, 1)
            lower = np.linalg.cholesky(np.array([[1.0 if i == j else 2 * sin(pi * r / 6) for j, r in enumerate(row)]
                                                 for i, row in enumerate(rho)]))
            mixed = lower @ np.array([z[a] for a in names])
            z.update(zip(names, mixed))
        rows = {t: self.rng.integers(len(next(iter(v["columns"].values()))), size=n) for t, v in d.tables.items()}
        self.drawn = {}
        for a, inp in d.inputs.items():
            p = inp.params
            self.drawn[a] = (np.array(d.tables[p["table"]]["columns"][p["column"]], float)[rows[p["table"]]]
                             if inp.law == "joint" else quantile(inp.law, p, ndtr(z[a])))

    def ar1(self, sd, rho, mean, months, paths):
        out = np.empty((paths, months))
        level = sd * self.rng.standard_normal(paths)
        for m in range(months):
            out[:, m] = mean + level
            level = rho * level + sd * np.sqrt(1 - rho**2) * self.rng.standard_normal(paths)
        return out

    def shock(self, factor):
        """What is added to a factor's level month by month, alike on every path: the list from month 0, then 0."""
        return np.array((factor.get("shock", []) + [0] * self.deal.M)[:self.deal.M], float)

    def draw_environment(self):
        d, n, rng = self.deal, self.paths, self.rng
        mean_sd = lambda spec: self.all_paths(spec.get("mean", 0)) + self.all_paths(spec.get("sd", 0)) * rng.standard_normal(n)
        self.factor = {f: self.ar1(*(self.all_paths(v.get(k, 0)) for k in ("sd", "rho", "mean")), d.M, n) + self.shock(v)
                       for f, v in d.factors.items()}
        self.effect = {(s.id, g): mean_sd(v) for s in d.sites for g, v in d.effects.items()}
        common = mean_sd(d.volume_effect)
        self.volume = {s.id: common + mean_sd(s.referrals.effect) for s in d.sites}
        self.index = {}
        for i, v in d.indices.items():
            annual, sd = self.all_paths(v.get("annual", 0)), self.all_paths(v.get("sd", 0))
            levels = [np.ones(n)]
            for _ in range((d.M - 1) // 12):
                levels.append(levels[-1] * (1 + np.maximum(-0.9, annual + sd * rng.standard_normal(n))))
            self.index[i] = np.array(levels).T

    def index_levels(self, path):
        """Level by month in whole billionths."""
        table = {}
        for i, v in self.deal.indices.items():
            annual = self.value(v.get("annual", 0), path)
            level = lambda y: (1 + max(-0.9, annual))**y if path is None else self.index[i][path, y]
            table[i] = [whole(level(m // 12) * 1e9) for m in range(self.deal.M)]
        return table

    # -- 4.3 to 4.5 --

    def eta(self, site, target, path):
        """The effect on a target by month, or None if nothing acts on it."""
        total = None
        for f, v in self.deal.factors.items():
            if target in v["on"]:
                x = self.value(site.loadings.get(f, 1), path) * self.factor[f][path]
                total = x if total is None else total + x
        for g, v in self.deal.effects.items():
            if target in v["on"]:
                x = np.full(self.deal.M, self.effect[site.id, g][path])
                total = x if total is None else total + x
        for e in self.deal.lever_effects.values():
            if target in e["on"]:
                x = np.full(self.deal.M, self.value(e["size"], path) * self.moved(e["lever"], path))
                total = x if total is None else total + x
        return total

    def moved(self, name, path):
        """g(x) - g(r): how far a lever is from its reference."""
        lever = self.value(self.deal.levers[name], path)
        half = lever.get("half")
        reach = lambda x: x if half is None else x / (x + half)
        return reach(lever["intensity"]) - reach(lever.get("reference", 0))

    def members(self, site, group, path):
        out = []
        for k in group.members:
            v = self.value(site.pathway[k], path)
            out.append(("hazards", v.get("hazards_from", 1), tuple(v["hazards"])) if "hazards" in v else
                       ("probability", 1 if group.state else v["probability"], freeze(v.get("delay", 0))))
        return tuple(out)

    def solve_marginal(self, site, group):
        """c_j such that the mean probability is what was stated: over stationary effects of mean 0
        (neither means nor shocks), uncut by the window."""
        members = self.members(site, group, None)
        h0 = base_hazards(members)
        stated = [min(1, max(0, m[1])) if m[0] == "probability" else 0 for m in members]
        want, n, horizon = np.array(stated) / max(1, sum(stated)), 16384, h0.shape[1]
        central_of = lambda spec, key: np.full(n, float(self.value(spec.get(key, 0), None)))
        eta = np.zeros((n, len(group.members), horizon))
        for f, v in self.deal.factors.items():
            path = self.ar1(*(central_of(v, key) for key in ("sd", "rho")), 0.0, horizon, n // 2 * 2)
            path[n // 2:] = -path[:n // 2]                  # antithetic
            path *= self.value(site.loadings.get(f, 1), None)
            for j, k in enumerate(group.members):
                eta[:, j] += path if k in v["on"] else 0
        for v in self.deal.effects.values():
            z = ndtri((self.rng.permutation(n) + 0.5) / n)  # stratified
            for j, k in enumerate(group.members):
                if k in v["on"]:
                    eta[:, j] += (central_of(v, "sd") * z)[:, None]
        free = [j for j, k in enumerate(group.members) if site.pathway[k].get("mean") == "marginal" and 0 < want[j] < 1]
        c = np.zeros(len(group.members))
        for _ in range(200):
            have = event_probabilities(h0, eta + c[:, None]).sum(axis=-1).mean(axis=0)
            gap = [logit(want[j]) - logit(have[j]) for j in free]
            if not free or max(map(abs, gap)) < 1e-10:
                break
            c[free] += gap
        for j, k in enumerate(group.members):
            self.shift[site.id, k] = c[j]

    def mean_referrals(self, site, path):
        r, months = site.referrals, np.arange(self.deal.M)
        g = np.zeros(self.deal.M)
        for m in range(max(r.start, 0), min(r.until, self.deal.M - 1) + 1):
            if r.monthly is not None:
                g[m] = self.value(r.monthly[m - r.start], path) if m - r.start < len(r.monthly) else 0
            else:
                ramp = self.value(r.ramp, path)
                g[m] = self.value(r.rate, path) * (min(1, (m - r.start + 1) / ramp) if ramp > 0 else 1)
        return np.maximum(g, 0)

    # -- 4.6 --

    def units(self, line, referrals, achieved):
        """n_m of a cost line."""
        d, n = self.deal, np.zeros(self.deal.M)
        sites = range(len(d.sites)) if line.site is None else [d.sites.index(line.site)]
        people = lambda k: sum(np.asarray(achieved[s][k] if k else referrals[s], float) for s in sites)
        if line.per in ("month", "once"):
            n[:] = 1
        elif line.per == "referral":
            n = people(None)
        elif line.per == "outcome":
            n = people(line.outcome)
        else:
            total = np.cumsum(people(None if line.outcome in (None, "referral") else line.outcome))
            n = total - np.concatenate([np.zeros(min(line.months, d.M)), total])[:d.M]
        m = np.arange(d.M)
        return np.where((m >= line.start) & (m <= line.until) & ((line.per != "once") | (m == line.start)), n, 0)

    def costs(self, path, referrals, achieved, index):
        """Cost lines by month as drawn on the path (central if None), without overruns if None."""
        out = []
        for line in self.deal.lines:
            a = line.amount                                 # whole minor units, but for an uncertain amount
            a = self.value(a, path) * self.deal.minor if isinstance(a, Input) else self.deal.money(a)
            a *= 1 + self.value(line.vat, path) * (1 - self.value(line.vat_recovered, path))
            if path is not None:
                a *= self.value(line.overrun, path) * self.value(line.site_overrun, path)
            level = np.array(index[line.index]) / 1e9 if line.index else 1.0
            c = half_away(np.minimum(1e13, a * self.units(line, referrals, achieved) * level))
            out.append([int(x) for x in c])
        return out

    def outturn(self, path):
        d = self.deal
        walks = [Walk(self, s, path) for s in d.sites]
        referrals = [np.bincount(w.referred, minlength=d.M) for w in walks]
        achieved = [{k: w.achieved(k) for k in d.outcomes} for w in walks]
        evidenced = [{k: w.evidenced(k) for k in d.outcomes} for w in walks]
        return self.pack(path, referrals, achieved, evidenced, [w.people() for w in walks] if d.about_people else None)

    def pack(self, path, referrals, achieved, evidenced, people=None):
        index = self.index_levels(path)
        flexed = self.costs(None, referrals, achieved, self.index_levels(None))
        cost = flexed if path is None else self.costs(path, referrals, achieved, index)
        lists = lambda tables: [{k: [int(x) for x in v] for k, v in t.items()} for t in tables]
        out = Bag(referrals=[[int(x) for x in r] for r in referrals], achieved=lists(achieved), evidenced=lists(evidenced),
                  cost=cost, flexed=[sum(c) for c in flexed], index=index, people=people)
        self.marks(path, out)
        out.benefits = worth(self.deal, achieved, index, lambda a: self.value(a, path) * self.deal.minor if isinstance(a, Input) else a)
        return out

    # -- 4.7 --

    def marks(self, path, out):
        """Late payment, default, failure, sampling error, audit errors; in the plan case (path None) none of them."""
        d, rng = self.deal, self.rng
        drawn = lambda node: 0 if path is None else self.value(node, path)
        out.late = {p: [q > 0 and u < q for u in rng.random(d.T)] for p, q in ((p, drawn(v.late)) for p, v in d.payers.items())}
        out.default = {p: self.first_month(drawn(v.default), d.T) for p, v in d.payers.items()}
        out.failed = [self.first_month(drawn(s.failure.annual), d.M) for s in d.sites]
        out.impact = {j: [whole(1e6 * (self.value(m.effect, path) + drawn(m.error) * rng.standard_normal())) for _ in m.cohorts]
                      for j, m in d.measures.items() if not m.outcome}
        out.errors = [[0] * len(d.audit.months) for _ in d.sites] if d.audit else None
        if d.audit and path is not None:
            for s, site in enumerate(d.sites):
                for i, (after, until) in enumerate(zip([-1, *d.audit.months], d.audit.months)):
                    n = sum(sum(out.evidenced[s][t.outcome][after + 1:until + 1]) for t in site.tariffs)
                    out.errors[s][i] = int(rng.binomial(min(d.audit.sample, n), drawn(d.audit.error)))

    def first_month(self, annual, months):
        """The first month k in which U > (1 - annual)^((k+1)/12), or -1."""
        if annual <= 0:
            return -1
        past = np.flatnonzero(self.rng.random() > (1 - annual)**(np.arange(1, months + 1) / 12))
        return int(past[0]) if len(past) else -1

    # -- 5 --

    def plan(self):
        d = self.deal
        steps = lambda x: np.diff(half_away(np.concatenate([[0], np.cumsum(x)]))).astype(int)
        referrals, achieved, evidenced = [], [], []
        for site in d.sites:
            mean = {k: np.zeros(d.M) for k in d.outcomes}
            mean["referral"] = self.mean_referrals(site, None)
            for group in site.groups:
                for k, p in zip(group.members, planned(base_hazards(self.members(site, group, None)))):
                    mean[k] = np.convolve(mean[group.parent], p)[:d.M]
                    if group.state:                         # who entered, less whose end has come, times the month's units
                        mean[k] = (np.cumsum(mean[group.parent]) - np.cumsum(mean[k])) * month_units(d, site.pathway[k]["counted"])
            referrals.append(steps(mean["referral"]))
            a, e = {}, {}
            for k in d.outcomes:
                target = site.targets.get(k)
                if isinstance(target, list):
                    a[k] = e[k] = half_away(np.array((target + [0] * d.M)[:d.M], float)).astype(int)
                elif target is not None:
                    X = np.cumsum(mean[k]) if mean[k].sum() > 0 else np.arange(1.0, d.M + 1)
                    a[k] = e[k] = np.diff(half_away(np.concatenate([[0], target * X / X[-1]]))).astype(int)
                else:
                    a[k] = steps(mean[k])
                    e[k], known = np.zeros(d.M, int), 0     # what a month cannot evidence, a later one does
                    for m, X in enumerate(half_away(self.value(site.evidence.get(k, 1), None) * np.cumsum(mean[k]))):
                        e[k][m] = min(a[k][m], X - known)
                        known += e[k][m]
            achieved.append(a)
            evidenced.append(e)
        return self.pack(None, referrals, achieved, evidenced)

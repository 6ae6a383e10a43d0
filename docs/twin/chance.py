"""Sections 4 and 5 of docs/model.md: distributions, environment, people, costs and the plan case."""
from functools import lru_cache
from math import ceil, exp, floor, gamma, log, pi, sin, sqrt

import numpy as np
from scipy import stats
from scipy.special import expit, logit, ndtr, ndtri

from deal import Bag, Input


def half_away(x):
    return np.sign(x) * np.floor(np.abs(x) + 0.5)


def whole(x):
    return int(half_away(x))


# -- 4.2 --

def law_of(name, p):
    """A frozen scipy distribution, or a number when there is no spread."""
    if name == "uniform":
        return p["min"] if p["max"] == p["min"] else stats.uniform(p["min"], p["max"] - p["min"])
    if name in ("triangular", "pert"):
        a, m, b = p["min"], p["mode"], p["max"]
        if a == b:
            return a
        x = (m - a) / (b - a)
        return stats.triang(x, a, b - a) if name == "triangular" else stats.beta(1 + 4 * x, 5 - 4 * x, a, b - a)
    if name == "beta":
        if "alpha" in p:
            return stats.beta(p["alpha"], p["beta"])
        mu, sd = p["mean"], p["sd"]
        n = mu * (1 - mu) / sd**2 - 1 if sd else 0
        return stats.beta(mu * n, (1 - mu) * n) if sd else mu
    if name == "gamma":
        if "shape" in p:
            return stats.gamma(p["shape"], scale=p["scale"])
        return stats.gamma((p["mean"] / p["sd"])**2, scale=p["sd"]**2 / p["mean"]) if p["sd"] else p["mean"]
    raise ValueError(name)


def normal_scale(name, p):
    """(mean, sd, lower, upper) of the normal, or of a lognormal's logarithm."""
    if name == "normal":
        return p["mean"], p["sd"], p.get("min", -np.inf), p.get("max", np.inf)
    if "mu" in p:
        mu, sigma = p["mu"], p["sigma"]
    elif "median" in p:
        mu, sigma = log(p["median"]), p["sigma"]
    else:
        sigma = sqrt(log(1 + (p["sd"] / p["mean"])**2))
        mu = log(p["mean"]) - sigma**2 / 2
    return mu, sigma, log(p["min"]) if p.get("min", 0) > 0 else -np.inf, log(p["max"]) if "max" in p else np.inf


def quantile(name, p, u):
    if name in ("normal", "lognormal"):
        mu, sd, lo, hi = normal_scale(name, p)
        if sd == 0:
            x = np.full(len(u), float(mu))
        else:
            a, b = ndtr((lo - mu) / sd), ndtr((hi - mu) / sd)
            x = np.clip(mu + sd * ndtri(a + u * (b - a)), lo, hi)
        return np.exp(x) if name == "lognormal" else x
    if name == "discrete":
        order = np.argsort(p["values"], kind="stable")
        w = np.array(p["weights"], float)[order]
        at = np.searchsorted(np.cumsum(w / w.sum()), u)
        return np.array(p["values"], float)[order][np.minimum(at, len(w) - 1)]
    law = law_of(name, p)
    return law.ppf(u) if hasattr(law, "ppf") else np.full(len(u), float(law))


def central(inp, tables):
    name, p = inp.law, inp.params
    if name in ("normal", "lognormal"):
        mu, sd, lo, hi = normal_scale(name, p)
        if sd == 0:
            x = mu if name == "normal" else exp(mu)
        else:
            a, b = (lo - mu) / sd, (hi - mu) / sd
            mass = ndtr(b) - ndtr(a)
            if name == "normal":
                x = mu + sd * (stats.norm.pdf(a) - stats.norm.pdf(b)) / mass
            else:
                x = exp(mu + sd**2 / 2) * (ndtr(b - sd) - ndtr(a - sd)) / mass
    elif name == "discrete":
        x = np.average(p["values"], weights=p["weights"])
    elif name == "joint":
        x = np.mean(tables[p["table"]]["columns"][p["column"]])
    else:
        law = law_of(name, p)
        x = law.mean() if hasattr(law, "mean") else law
    return float(x) * inp.times


# -- 4.5: delays and hazards --

@lru_cache(maxsize=4096)
def delay_law(spec):
    """f_0, f_1, ... of a frozen delay (see freeze)."""
    if not isinstance(spec, tuple):
        return point(int(half_away(spec)))
    if not spec or not isinstance(spec[0], tuple):
        return normed(np.array(spec, float))
    d = dict(spec)
    first, last = d.get("first", 0), d.get("last", 36)
    k = np.arange(last + 1)
    if "months" in d:
        return point(int(half_away(d["months"])))
    if "weeks" in d:
        x = 7 * d["weeks"] / 30.4375
        f = np.zeros(floor(x) + 2)
        f[floor(x)], f[floor(x) + 1] = 1 - (x - floor(x)), x - floor(x)
        return f
    if "list" in d:
        return normed(np.concatenate([np.zeros(first), np.array(d["list"], float)]))
    if "geometric" in d:
        gap = dict(d["geometric"])["mean"] - first + 1
        q = min(1, 1 / gap) if gap > 0 else 1
        return normed(np.where(k >= first, q * (1 - q)**np.maximum(k - first, 0.0), 0))
    edges = np.concatenate([[0.0], k + 0.5])
    if "weibull" in d:
        p = dict(d["weibull"])
        g = -np.expm1(-(edges / (p["mean"] / gamma(1 + 1 / p["shape"])))**p["shape"])
    else:
        p = dict(d["lognormal"])
        with np.errstate(divide="ignore"):
            g = ndtr((np.log(edges) - log(p["median"])) / p["sigma"])
    return normed(np.where(k >= first, np.diff(g), 0))


def point(n):
    return np.eye(n + 1)[n]


def normed(f):
    return f / f.sum()


def freeze(node):
    if isinstance(node, dict):
        return tuple((k, freeze(v)) for k, v in node.items())
    return tuple(freeze(v) for v in node) if isinstance(node, list) else node


@lru_cache(maxsize=4096)
def base_hazards(members):
    """h0[j, k] of a group; members are ("hazards", from, list) or ("probability", p, delay), frozen.

    Where both kinds meet in a group, the formula for the probabilities runs over the members that have one."""
    length = lambda m: m[1] + len(m[2]) if m[0] == "hazards" else len(delay_law(m[2]))
    h = np.zeros((len(members), max(map(length, members))))
    total = sum(min(1, max(0, m[1])) for m in members if m[0] == "probability")
    pf = np.zeros_like(h)
    for j, m in enumerate(members):
        if m[0] == "hazards":
            h[j, m[1]:m[1] + len(m[2])] = m[2]
        else:
            f = delay_law(m[2])
            pf[j, :len(f)] = min(1, max(0, m[1])) / max(1, total) * f
    left = 1 - np.concatenate([[0], np.cumsum(pf.sum(axis=0))[:-1]])
    h += np.where(left > 1e-12, pf / np.maximum(left, 1e-12), 0)
    return h / np.maximum(1, h.sum(axis=0))


def event_probabilities(h0, shift):
    """P(event j at delay k): h0 is [j, k], shift (effects on the logit scale) [..., j, k]; the result has shift's shape."""
    total = h0.sum(axis=0)
    certain = total >= 1 - 1e-9
    odds = h0 / np.where(certain, 1, 1 - total) * np.exp(shift)
    h = np.where(certain, h0 / np.maximum(total, 1e-300), odds / (1 + odds.sum(axis=-2, keepdims=True)))
    stay = np.cumprod(1 - h.sum(axis=-2, keepdims=True), axis=-1)
    before = np.concatenate([np.ones_like(stay[..., :1]), stay[..., :-1]], axis=-1)
    return h * np.maximum(before, 0)


def planned(h0):
    return event_probabilities(h0, np.zeros_like(h0))


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

    def draw_environment(self):
        d, n, rng = self.deal, self.paths, self.rng
        mean_sd = lambda spec: self.all_paths(spec.get("mean", 0)) + self.all_paths(spec.get("sd", 0)) * rng.standard_normal(n)
        self.factor = {f: self.ar1(*(self.all_paths(v.get(k, 0)) for k in ("sd", "rho", "mean")), d.M, n)
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
        return total

    def members(self, site, group, path):
        out = []
        for k in group.members:
            v = self.value(site.pathway[k], path)
            out.append(("hazards", v.get("hazards_from", 1), tuple(v["hazards"])) if "hazards" in v else
                       ("probability", v["probability"], freeze(v.get("delay", 0))))
        return tuple(out)

    def solve_marginal(self, site, group):
        """c_j such that the mean probability is what was stated: over stationary effects of mean 0, uncut by the window."""
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

    def referrals(self, site, path):
        r, rng = site.referrals, self.rng
        eta = self.eta(site, "referrals", path)
        lam = np.minimum(1e5, self.mean_referrals(site, path) * np.exp(self.volume[site.id][path] + (0 if eta is None else eta)))
        if r.law == "fixed":
            return np.diff(half_away(np.concatenate([[0], np.cumsum(lam)]))).astype(int)
        dispersion = self.value(r.dispersion, path)
        if r.law == "negative_binomial" and dispersion > 0:
            lam = rng.gamma(1 / dispersion, lam * dispersion)
        return rng.poisson(lam)

    def walk(self, site, counts, path):
        """Achieved outcomes by month. All who had the parent event in a month walk alike, hence a multinomial for them."""
        M = self.deal.M
        events = {k: np.zeros(M, int) for k in self.deal.outcomes}
        events["referral"] = counts
        for group in site.groups:
            parents = events[group.parent]
            months = np.flatnonzero(parents)
            if not len(months):
                continue
            h0 = base_hazards(self.members(site, group, path))
            J, K = h0.shape
            shift = np.zeros((len(months), J, K))
            event_month = months[:, None] + np.arange(K)
            for j, k in enumerate(group.members):
                eta = self.eta(site, k, path)
                shift[:, j] = self.shift[site.id, k] + (0 if eta is None else eta[np.minimum(event_month, M - 1)])
            p = event_probabilities(h0, shift) * (event_month < M)[:, None, :]
            p = p.reshape(len(months), J * K)
            rest = np.maximum(0, 1 - p.sum(axis=1, keepdims=True))
            p = np.concatenate([p, rest], axis=1)
            got = self.rng.multinomial(parents[months], p / p.sum(axis=1, keepdims=True))[:, :-1].reshape(len(months), J, K)
            row, j, delay = np.nonzero(got)
            for k, name in enumerate(group.members):
                mine = j == k
                np.add.at(events[name], months[row[mine]] + delay[mine], got[row[mine], k, delay[mine]])
        del events["referral"]
        return events

    def evidence(self, site, achieved, path):
        eta, out = self.eta(site, "evidence", path), {}
        for k, a in achieved.items():
            q = min(1, max(0, self.value(site.evidence.get(k, 1), path)))
            if eta is not None and 0 < q < 1:
                q = expit(logit(q) + eta)
            out[k] = self.rng.binomial(a, q)
        return out

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
            if path is not None:
                a *= self.value(line.overrun, path) * self.value(line.site_overrun, path)
            level = np.array(index[line.index]) / 1e9 if line.index else 1.0
            c = half_away(np.minimum(1e13, a * self.units(line, referrals, achieved) * level))
            out.append([int(x) for x in c])
        return out

    def outturn(self, path):
        d = self.deal
        referrals = [self.referrals(s, path) for s in d.sites]
        achieved = [self.walk(s, r, path) for s, r in zip(d.sites, referrals)]
        evidenced = [self.evidence(s, a, path) for s, a in zip(d.sites, achieved)]
        return self.pack(path, referrals, achieved, evidenced)

    def pack(self, path, referrals, achieved, evidenced):
        index = self.index_levels(path)
        flexed = self.costs(None, referrals, achieved, self.index_levels(None))
        cost = flexed if path is None else self.costs(path, referrals, achieved, index)
        lists = lambda tables: [{k: [int(x) for x in v] for k, v in t.items()} for t in tables]
        return Bag(referrals=[[int(x) for x in r] for r in referrals], achieved=lists(achieved), evidenced=lists(evidenced),
                   cost=cost, flexed=[sum(c) for c in flexed], index=index)

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

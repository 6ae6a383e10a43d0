"""Sections 4.2 and 4.5 of docs/model.md: distributions, delays and hazards."""
from functools import lru_cache
from math import exp, floor, gamma, log, sqrt

import numpy as np
from scipy import stats
from scipy.special import ndtr, ndtri


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

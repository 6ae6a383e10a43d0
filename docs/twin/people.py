"""Sections 4.4 and 4.5 of docs/model.md: who is referred, what they achieve and what of it is evidenced."""
import calendar

import numpy as np
from scipy.special import expit, logit

from before import review_factor
from laws import base_hazards, event_probabilities, half_away
from reading import Bag


def month_units(deal, k_counted):
    """What a month of a state counts: 1, or its days."""
    if k_counted == "monthly":
        return np.ones(deal.M, int)
    when = [divmod(deal.start + m, 12) for m in range(deal.M)]
    return np.array([calendar.monthrange(year, month + 1)[1] for year, month in when])


class Walk:
    """One site on one path. events[k] is (person, achieved, evidenced or -1, units), in the order of persons and months."""

    def __init__(self, chance, site, path):
        self.chance, self.deal, self.site, self.path = chance, chance.deal, site, path
        deal, M = self.deal, self.deal.M
        self.hazards = [base_hazards(chance.members(site, g, path)) for g in site.groups]
        self.etas = {k: chance.eta(site, k, path) for g in site.groups for k in g.members}
        eta, self.q = chance.eta(site, "evidence", path), {}
        for k in deal.outcomes:
            q = min(1, max(0, chance.value(site.evidence.get(k, 1), path)))
            self.q[k] = expit(logit(q) + eta) if eta is not None and 0 < q < 1 else np.full(M, q)
        again = chance.value(site.resubmission, path)
        self.again = {k: (v.get("probability", 0), v.get("after", 3)) for k, v in again.items()}
        eta = chance.eta(site, "referrals", path)
        self.boost = np.exp(chance.volume[site.id][path] + (0 if eta is None else eta))
        self.referred, self.events = np.zeros(0, int), {k: [] for k in deal.outcomes}
        reviews = [r for r in deal.reviews if r.volumes]
        g, r = chance.mean_referrals(site, path), site.referrals
        gammas = None
        dispersion = chance.value(r.dispersion, path)
        if r.law == "negative_binomial" and dispersion > 0:
            gammas = chance.rng.gamma(1 / dispersion, dispersion, M)
        begin = 0
        for i, end in enumerate([*(v.month for v in reviews), M]):
            if i:                                           # g of the months that follow the review
                v = reviews[i - 1]
                phi = review_factor(deal, v, v.volumes, site, self.evidenced(v.outcome))
                g[begin:] = chance.mean_referrals(site, path)[begin:] * phi / 1e6
            lam = np.minimum(1e5, g * self.boost)
            if r.law == "fixed":
                counts = np.diff(half_away(np.concatenate([[0], np.cumsum(lam)]))).astype(int)[begin:end]
            else:
                counts = chance.rng.poisson((lam if gammas is None else lam * gammas)[begin:end])
            self.walk(np.repeat(np.arange(begin, end), counts))
            begin = end

    def walk(self, referred):
        """Takes people referred in these months through the pathway. All who had an event in one month are one
        multinomial draw; who of them had what is a random order."""
        M, rng, site = self.deal.M, self.chance.rng, self.site
        offset = len(self.referred)
        self.referred = np.concatenate([self.referred, referred])
        when = {"referral": referred}
        for group, h0 in zip(site.groups, self.hazards):
            parent = when[group.parent]
            for k in group.members:
                when[k] = np.full(len(referred), -1)
            who = np.flatnonzero(parent >= 0)
            if not len(who):
                continue
            who = who[np.lexsort((rng.random(len(who)), parent[who]))]
            months, parents = np.unique(parent[who], return_counts=True)
            J, K = h0.shape
            shift = np.zeros((len(months), J, K))
            event_month = months[:, None] + np.arange(K)
            for j, k in enumerate(group.members):
                eta = self.etas[k]
                shift[:, j] = self.chance.shift[site.id, k] + (0 if eta is None else eta[np.minimum(event_month, M - 1)])
            p = event_probabilities(h0, shift) * (event_month < M)[:, None, :]
            p = p.reshape(len(months), J * K)
            p = np.concatenate([p, np.maximum(0, 1 - p.sum(axis=1, keepdims=True))], axis=1)
            got = rng.multinomial(parents, p / p.sum(axis=1, keepdims=True))
            cell = np.repeat(np.tile(np.arange(J * K + 1), len(months)), got.ravel())
            month = np.where(cell < J * K, parent[who] + cell % K, -1)
            for j, k in enumerate(group.members):
                mine = (cell < J * K) & (cell // K == j)
                when[k][who[mine]] = month[mine]
            if group.state:
                self.state(group.members[0], parent, when.pop(group.members[0]), offset)
        for group in site.groups:
            for k in group.members if not group.state else ():
                who = np.flatnonzero(when[k] >= 0)
                mu = when[k][who]
                nu = np.where(rng.random(len(who)) < self.q[k][mu], mu, -1)
                if k in self.again:
                    r, after = self.again[k]
                    second = (nu < 0) & (mu + after < M) & (rng.random(len(who)) < r)
                    nu[second] = mu[second] + after
                self.events[k].append((who + offset, mu, nu, np.ones(len(who), int)))

    def state(self, k, begin, end, offset):
        """Everyone with the parent event counts from that month up to the month before the end."""
        M = self.deal.M
        inside = np.flatnonzero(begin >= 0)
        length = np.where(end[inside] < 0, M, end[inside]) - begin[inside]
        who = np.repeat(inside, length)
        mu = np.repeat(begin[inside], length) + np.arange(len(who)) - np.repeat(np.cumsum(length) - length, length)
        draw = self.chance.rng.random(len(begin))
        nu = np.where(draw[who] < self.q[k][mu], mu, -1)
        self.events[k].append((who + offset, mu, nu, month_units(self.deal, self.site.pathway[k]["counted"])[mu]))

    def joined(self, k):
        empty = np.zeros(0, int)
        return tuple(np.concatenate([empty, *column]) for column in zip(*self.events[k])) if self.events[k] else (empty,) * 4

    def by_month(self, k, column):
        events = self.joined(k)
        known = events[column] >= 0
        return np.bincount(events[column][known], events[3][known], self.deal.M).astype(int)

    def achieved(self, k):
        return self.by_month(k, 1)

    def evidenced(self, k):
        return self.by_month(k, 2)

    def people(self):
        return Bag(referred=self.referred, events={k: self.joined(k) for k in self.deal.outcomes})

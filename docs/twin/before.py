"""Section 3.0 of docs/model.md: reviews, tests, failure of a provider, and the outcomes that count."""
import numpy as np

NEVER = 10**9


def rdiv(a, b):
    """a/b rounded, half away from zero (b > 0)."""
    return (2 * a + b) // (2 * b) if a >= 0 else -((-2 * a + b) // (2 * b))


def signed(deal, site, k, months):
    """The target of the first so many months."""
    x = site.targets.get(k, 0)
    return sum(x[:months]) if isinstance(x, list) else rdiv(int(x) * months, deal.M)


def review_factor(deal, review, formula, site, evidenced):
    """phi of a site, in millionths; evidenced is by month."""
    part, least, most = formula
    g = signed(deal, site, review.outcome, review.month)
    attained = min(rdiv(10**6 * int(sum(evidenced[:review.month])), g), 10**8) if g else 10**6
    return min(max(10**6 + rdiv(part * (attained - 10**6), 10**6), least), most)


class Service:
    """When service runs (z), until when outcomes may count (last), and which do (counted)."""

    def __init__(self, deal, outturn):
        self.deal, self.outturn, e = deal, outturn, outturn.evidenced
        self.z = self.last = deal.M - 1
        self.terminated = self.exited = self.stopped = self.test = None
        for test in deal.tests:
            if test.month >= deal.M - 1 or self.terminated is not None and not test.exit:
                continue
            over = [s for s, site in enumerate(deal.sites) if test.site in (None, site.id)]
            n = sum(sum(e[s][test.outcome][:test.month + 1]) for s in over)
            g = sum(signed(deal, deal.sites[s], test.outcome, test.month + 1) for s in over)
            if 10**6 * n >= test.share * g:
                continue
            if test.exit:
                if self.exited is None and test.month <= self.z:
                    self.exited = test.month
            else:
                self.terminated, self.test = test.month, test
                self.z, self.last = test.month, min(test.month + test.run_off, deal.M - 1)
        self.failed = [f if 0 <= f <= self.z else None for f in outturn.failed]
        self.phi = [[(r.month, review_factor(deal, r, r.caps, site, e[s][r.outcome])) for r in deal.reviews if r.caps]
                    for s, site in enumerate(deal.sites)]
        self.counts, self.events = [], []
        for s, site in enumerate(deal.sites):
            live = np.array([m <= self.last and m <= site.until and self.serves(s, m) for m in range(deal.M)])
            self.counts.append({k: (np.array(x) * live).tolist() for k, x in e[s].items()})
            self.events.append(self.sift(s, site, live) if outturn.people else {})

    def serves(self, s, m):
        f, gap = self.failed[s], self.deal.sites[s].failure.gap
        return f is None or m < f or (gap >= 0 and m >= f + gap)

    def counted(self, s, k, m):
        return self.counts[s][k][m] if m <= self.last else 0

    def stop(self, t):
        """Exhaustion."""
        self.stopped, self.z, self.last = t, min(self.z, t), t
        self.terminated = None if self.terminated is None or self.terminated >= t else self.terminated
        self.exited = None if self.exited is None or self.exited >= t else self.exited
        self.failed = [None if f is None or f > self.z else f for f in self.failed]

    def cap_factor(self, s, t):
        """phi of the latest review that has come, or None."""
        past = [phi for month, phi in self.phi[s] if month <= t]
        return past[-1] if past else None

    def sift(self, s, site, live):
        """The site's events that count, by outcome: (person, referred, evidenced, units); takes the others off the counts."""
        people, out = self.outturn.people[s], {}
        tariffs = {t.outcome: t for t in site.tariffs}
        for k, (who, mu, nu, w) in people.events.items():
            seen = nu >= 0
            seen[seen] = live[nu[seen]]
            who, mu, nu, w = who[seen], mu[seen], nu[seen], w[seen]
            rho = people.referred[who]
            ok = (nu <= self.z) | (rho <= self.z)
            if k in tariffs:
                for h in tariffs[k].requires:
                    ok &= first(people, h, 2)[who] <= nu
                window = tariffs[k].window
                if window:
                    gap = mu - (rho if window.after == "referral" else first(people, window.after, 1)[who])
                    ok &= (gap >= 0) & (gap <= window.months)
            lost = np.bincount(nu[~ok], w[~ok], self.deal.M)
            self.counts[s][k] = [x - int(y) for x, y in zip(self.counts[s][k], lost)]
            out[k] = who[ok], rho[ok], nu[ok], w[ok]
        return out


def first(people, k, column):
    """Each person's first month of outcome k, achieved (column 1) or evidenced (2); NEVER without one."""
    out = np.full(len(people.referred), NEVER)
    events = people.events[k]
    known = events[column] >= 0
    np.minimum.at(out, events[0][known], events[column][known])
    return out

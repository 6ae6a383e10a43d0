"""Section 3.2 of docs/model.md: what is claimed at the end of a month."""
from before import rdiv
from reading import Bag


def apportion(weights, total, over):
    """floor(w * total / over) each; the units left over one each to the largest remainders, ties to the first."""
    if total == 0:
        return [0] * len(weights)
    parts = [w * total // over for w in weights]
    left = sum(w * total for w in weights) // over - sum(parts)
    if left > 0:
        order = sorted(range(len(weights)), key=lambda j: (-(weights[j] * total % over), j))
        for j in order[:left]:
            parts[j] += 1
    return parts


def scale(amounts, limit):
    """(amounts, was anything cut): reduced to the limit if they sum to more."""
    total = sum(amounts)
    if limit is None or total <= limit:
        return amounts, False
    return apportion(amounts, limit, total), True


class Limit:
    """A cap and a period cap: what is left is the less of both."""

    def __init__(self, deal, cap, period_cap):
        self.deal, self.cap, self.period_cap = deal, cap, period_cap
        self.used, self.by_period = 0, {}

    def period(self, t):
        every = self.period_cap.every
        return self.deal.financial_year(t) - self.deal.financial_year(0) if every is None else t // every

    def left(self, t, phi=None):
        """None is without limit; phi is the factor of a review, on the cap only."""
        lefts = []
        if self.cap is not None:
            lefts.append(max(0, (self.cap if phi is None else rdiv(self.cap * phi, 10**6)) - self.used))
        if self.period_cap is not None:
            now, amounts = self.period(t), self.period_cap.amounts
            periods = range(now + 1) if self.period_cap.carry_over else [now]
            lefts.append(sum(amounts[min(p, len(amounts) - 1)] - self.by_period.get(p, 0) for p in periods))
        return min(lefts) if lefts else None

    def use(self, t, x):
        self.used += x
        if self.period_cap is not None:
            p = self.period(t)
            self.by_period[p] = self.by_period.get(p, 0) + x


def positions(deal, clause):
    """The payers of a tariff or reward, backers without a share last; and for each the position that backs it."""
    payers, backed = list(clause.payers), []
    for p in clause.payers:
        b = deal.payers[p].backed_by
        b = clause.commissioner if b == "commissioner" else b
        if b is not None and b not in payers:
            payers.append(b)
        backed.append(None if b in (None, p) else payers.index(b))
    return payers, backed + [None] * (len(payers) - len(backed))


class Claims:
    def __init__(self, deal, outturn, service, ledger):
        self.deal, self.o, self.service, self.ledger = deal, outturn, service, ledger
        self.next_claim, self.next_audit, self.audits = 0, 0, 0
        tariffs = [(s, t) for s, site in enumerate(deal.sites) for t in site.tariffs]
        limit = lambda x: Limit(deal, x.cap, x.period_cap)
        self.tariff_limit = {(s, t.outcome): limit(t) for s, t in tariffs}
        self.count_left = {(s, t.outcome): t.max_count for s, t in tariffs}
        self.seen = {(s, t.outcome): 0 for s, t in tariffs}              # e° so far, for bands
        self.claimed = {(s, t.outcome): 0 for s, t in tariffs}           # after step 5, for floors
        self.site_limit, self.deal_limit = [limit(s) for s in deal.sites], limit(deal)
        self.payer_limit = {p: limit(v) for p, v in deal.payers.items()}
        self.reward_limit = {r.id: Limit(deal, r.cap, None) for r in deal.rewards}
        self.person_used = [{} for _ in deal.sites]
        self.where = {id(x): positions(deal, x) for x in [t for _, t in tariffs] + deal.rewards}
        self.site_claimed = [0] * len(deal.sites)                        # of this month, after step 10
        self.audited = [dict.fromkeys(deal.payers, 0) for _ in deal.sites]

    def month(self, t):
        """Claims, credits and audits of month t: [(month due, payer, amount)]."""
        d, led = self.deal, self.ledger
        entries = []                                        # site or None, tariff or reward, n', amounts by position
        if t == d.M - 1 or (t + 1) % d.claim_every == 0:
            months = range(self.next_claim, t + 1)
            self.next_claim = t + 1
            for s, site in enumerate(d.sites):
                self.claim(t, s, site, months, entries)
        if t <= self.service.last:
            for r in d.rewards:
                self.reward(t, r, entries)
        places = [(e, j) for e, entry in enumerate(entries) for j in range(len(entry.amounts))]
        for p, limit in self.payer_limit.items():
            mine = [(e, j) for e, j in places if entries[e].payers[j] == p]
            before = [entries[e].amounts[j] for e, j in mine]
            led.payer_capped |= self.limit(t, entries, mine, limit)
            for (e, j), x in zip(mine, before):
                if entries[e].backed[j] is not None:
                    entries[e].amounts[entries[e].backed[j]] += x - entries[e].amounts[j]
        led.deal_capped |= self.limit(t, entries, places, self.deal_limit)
        due, self.site_claimed = [], [0] * len(d.sites)
        for x in entries:
            total = sum(x.amounts)
            if x.site is None:
                led.rewards[x.clause.id] += total
            else:
                self.site_claimed[x.site] += total
                led.paid[x.site][x.clause.outcome] += total
                led.paid_count[x.site][x.clause.outcome] += x.n if total > 0 else 0
            for p, amount in zip(x.payers, x.amounts):
                if x.site is not None:
                    self.audited[x.site][p] += amount
                if amount:
                    due.append((t + x.clause.lag, p, amount))
        if d.audit and t in d.audit.months and t <= self.service.last:
            self.audit(t)
        return due

    @staticmethod
    def limit(t, entries, places, limit):
        """Scales the amounts at these places to what is left of a cap: was anything cut?"""
        parts, cut = scale([entries[e].amounts[j] for e, j in places], limit.left(t))
        for (e, j), x in zip(places, parts):
            entries[e].amounts[j] = x
        limit.use(t, sum(parts))
        return cut

    def add(self, entries, s, clause, n, x, u):
        if x == 0 and u == 0:
            return
        payers, backed = self.where[id(clause)]
        own = len(clause.payers)
        amounts = apportion(clause.shares, x, 10**6)[:-1] + [0] * (len(payers) - own)
        entries.append(Bag(site=s, clause=clause, n=n, amounts=amounts, payers=payers, backed=backed))
        for p, part in zip(clause.payers, apportion(clause.shares, u, 10**6)):
            self.ledger.uncapped[p] += part

    # -- steps 1 to 6 --

    def claim(self, t, s, site, months, entries):
        led, phi = self.ledger, self.service.cap_factor(s, t)
        sums = {tariff.outcome: [0, 0, 0] for tariff in site.tariffs}
        for m in months:
            for tariff in site.tariffs:
                n, x, u = self.count(s, tariff, m)
                if n and site.participant_cap is not None:
                    x -= self.beyond(s, site, tariff.outcome, m, x, n)
                sums[tariff.outcome] = [a + b for a, b in zip(sums[tariff.outcome], (n, x, u))]
        xs = []
        for tariff in site.tariffs:
            key, (n, x, u) = (s, tariff.outcome), sums[tariff.outcome]
            left = self.tariff_limit[key].left(t, phi)
            if left is not None and x > left:
                x, led.tariff_capped = left, True
            self.tariff_limit[key].use(t, x)
            if t == self.deal.M - 1 and self.service.terminated is None and self.service.stopped is None:
                x = max(x, tariff.floor - self.claimed[key])
            self.claimed[key] += x
            xs.append(x)
            sums[tariff.outcome][2] = max(u, x)             # step 5: u is raised to x
        xs, cut = scale(xs, self.site_limit[s].left(t, phi))
        led.site_capped[s] |= cut
        self.site_limit[s].use(t, sum(xs))
        for tariff, x in zip(site.tariffs, xs):
            n, _, u = sums[tariff.outcome]
            self.add(entries, s, tariff, n, x, u)

    def count(self, s, tariff, m):
        """Counted outcomes of a month, their amount and the uncapped amount."""
        key, e = (s, tariff.outcome), self.service.counted(s, tariff.outcome, m)
        if not e:
            return 0, 0, 0
        n, before = e, self.seen[key]
        self.seen[key] += e
        if self.count_left[key] is not None:
            n = min(e, self.count_left[key])
            self.count_left[key] -= n
            self.ledger.tariff_capped |= n < e
        return n, self.worth(tariff, m, before, n), self.worth(tariff, m, before, e)

    def worth(self, tariff, m, before, n):
        """What n outcomes after so many come to."""
        price = lambda p: rdiv(p * self.o.index[tariff.index][m], 10**9) if tariff.index else p
        if not tariff.bands:
            return n * price(tariff.prices[min(m // 12, len(tariff.prices) - 1)])
        total, low = 0, 0
        for upto, p in tariff.bands:
            high = before + n if upto is None else upto
            total += max(0, min(high, before + n) - max(low, before)) * price(p)
            low = max(low, high)
        return total

    def beyond(self, s, site, k, m, x, n):
        """What the units of persons are worth beyond what is left of their caps."""
        if k not in self.service.events[s]:
            return 0
        who, _, nu, w = self.service.events[s][k]
        used, unit, over = self.person_used[s], x // n, 0
        for i in (nu == m).nonzero()[0]:
            j = min(int(w[i]), n)
            n -= j
            left = site.participant_cap - used.get(who[i], 0)
            kept = min(left, unit * j)
            used[who[i]] = used.get(who[i], 0) + kept
            over += unit * j - kept
        self.ledger.tariff_capped |= over > 0
        return over

    # -- step 7 --

    def rate(self, measure, c):
        """(N, D) of a cohort."""
        d, service = self.deal, self.service
        months, N, D = range(c.start, c.month + 1), 0, 0
        for s, site in enumerate(d.sites):
            if measure.site not in (None, site.id):
                continue
            people = measure.per != "target"
            N += self.cohort(s, measure.outcome, c, people)
            if measure.per == "referral":
                D += sum(self.o.referrals[s][c.start:c.until + 1])
            elif measure.per != "target":
                D += self.cohort(s, measure.per, c, people)
            else:
                x, M = site.targets.get(measure.outcome, 0), d.M
                D += sum(x[m] for m in months if m < len(x)) if isinstance(x, list) else \
                    rdiv(int(x) * (c.month + 1), M) - rdiv(int(x) * c.start, M)
        return N, D

    def cohort(self, s, k, c, people):
        """e° over the months of a cohort, less the events of people referred outside it."""
        n = sum(self.service.counted(s, k, m) for m in range(c.start, c.month + 1))
        if people and k in self.service.events[s]:
            _, rho, nu, w = self.service.events[s][k]
            n -= int(w[(nu >= c.start) & (nu <= c.month) & ((rho < c.start) | (rho > c.until))].sum())
        return n

    def reward(self, t, r, entries):
        measure = self.deal.measures[r.measure]
        now = [i for i, c in enumerate(measure.cohorts) if c.month == t]
        if not now:
            return
        value = lambda n, d: rdiv(10**6 * n, d) if d else 0
        rates = [self.rate(measure, c) for c in measure.cohorts if c.month <= t] if measure.outcome else None
        values = [value(*x) for x in rates] if measure.outcome else self.o.impact[r.measure]
        amounts = [ladder(r.each, values[i]) for i in now] if r.each else []
        if r.pooled and now[-1] == len(measure.cohorts) - 1:
            if measure.outcome:
                pooled = value(sum(n for n, _ in rates), sum(d for _, d in rates))
            else:
                weights = [c.weight for c in measure.cohorts]
                pooled = rdiv(sum(w * v for w, v in zip(weights, values)), sum(weights)) if sum(weights) else 0
            y = ladder(r.pooled, pooled)
            amounts.append(max(0, y - sum(ladder(r.each, v) for v in values)) if r.each else y)
        total, limit = 0, self.reward_limit[r.id]
        for y in amounts:
            if y < 0:
                self.ledger.rewards[r.id] += y
                for p, part in zip(r.payers, apportion(r.shares, -y, 10**6)):
                    self.ledger.credit(p, part)
                continue
            left = limit.left(t)
            if left is not None and y > left:
                y, self.ledger.tariff_capped = left, True
            limit.use(t, y)
            total += y
        self.add(entries, None, r, 0, total, total)

    # -- step 11 --

    def audit(self, t):
        d, a = self.deal, self.deal.audit
        for s, site in enumerate(d.sites):
            N = sum(self.service.counted(s, x.outcome, m) for x in site.tariffs for m in range(self.next_audit, t + 1))
            n = min(a.sample, N)
            b = min(self.o.errors[s][self.audits], n)
            if 10**6 * b > a.tolerance * n:
                for p, y in self.audited[s].items():
                    self.ledger.credit(p, rdiv(y * b, n if a.extrapolate else N))
            self.audited[s] = dict.fromkeys(d.payers, 0)
        self.next_audit, self.audits = t + 1, self.audits + 1


def ladder(steps, x):
    """The last step at or below x."""
    y = 0
    for start, amount, per_point in steps:
        if start <= x:
            y = amount + rdiv(per_point * (x - start), 10**4)
    return y

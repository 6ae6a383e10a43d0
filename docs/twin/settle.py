"""Section 3 of docs/model.md: an outturn and a deal make a ledger. Whole numbers only."""


def rdiv(a, b):
    """a/b rounded, half away from zero (b > 0)."""
    return (2 * a + b) // (2 * b) if a >= 0 else -((-2 * a + b) // (2 * b))


def monthly_rate(annual):
    """A yearly rate as whole 10^-12 a month."""
    x = ((1 + annual) ** (1 / 12) - 1) * 1e12
    return int(x + 0.5) if x >= 0 else -int(-x + 0.5)


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


class Ledger:
    def __init__(self, deal):
        n_sites = len(deal.sites)
        zeros = lambda: [dict.fromkeys(deal.outcomes, 0) for _ in range(n_sites)]
        self.spend = {p: {} for p in deal.payers}           # payer -> financial year -> amount
        self.payments = dict.fromkeys(deal.payers, 0)
        self.uncapped = dict.fromkeys(deal.payers, 0)
        self.paid, self.paid_count, self.achieved, self.evidenced = zeros(), zeros(), zeros(), zeros()
        self.referrals = [0] * n_sites
        self.cost = [0] * len(deal.lines)
        self.provider_due = [0] * n_sites
        self.received, self.own = [0] * n_sites, [0] * n_sites
        self.lowest = [0] * n_sites                         # balance of the provider at the end of a month
        self.site_capped = [False] * n_sites
        self.payer_capped = self.deal_capped = self.tariff_capped = False
        self.flows = [[0] * deal.T for _ in deal.tranches]
        self.drawn, self.repaid = [0] * len(deal.tranches), [0] * len(deal.tranches)
        self.closing = self.arrears = 0
        self.stopped = None


class Settlement:
    def __init__(self, deal, outturn):
        self.deal, self.o, self.ledger = deal, outturn, Ledger(deal)
        self.cash = 0
        self.year = [deal.financial_year(t) for t in range(deal.T)]
        self.arrears = []                                   # [amount, site of a provider payment or None, line or None]
        self.due = [[] for _ in range(deal.T)]
        self.next_claim = 0                                 # first month not yet claimed
        self.count_left = {(s, t.outcome): t.max_count for s, site in enumerate(deal.sites) for t in site.tariffs}
        self.cap_left = {(s, t.outcome): t.cap for s, site in enumerate(deal.sites) for t in site.tariffs}
        self.site_left = [s.cap for s in deal.sites]
        self.payer_left = {p: v.cap for p, v in deal.payers.items()}
        self.deal_left = deal.cap
        self.by_rank = sorted(range(len(deal.tranches)), key=lambda i: deal.tranches[i].rank)
        self.principal, self.coupon_owed = [0] * len(deal.tranches), [0] * len(deal.tranches)
        self.hurdle_account = [0] * len(deal.tranches)
        self.rates = [(monthly_rate(x.coupon), None if x.irr_cap is None else monthly_rate(x.irr_cap)) for x in deal.tranches]

    def run(self):
        d, led = self.deal, self.ledger
        interest = monthly_rate(d.interest)
        for t in range(d.T):
            self.cash += rdiv(self.cash * interest, 10**12)
            if t < d.M and (t == d.M - 1 or (t + 1) % d.claim_every == 0):
                self.claim(t)
            for g in d.grants:
                again = g.every and g.month < t and (g.until is None or t <= g.until) and (t - g.month) % g.every == 0
                if t == g.month or again:
                    for payer, amount in zip(g.payers, apportion(g.shares, g.amount, 10**6)):
                        self.receive(t, payer, amount)
            for payer, amount in self.due[t]:
                self.receive(t, payer, amount)
            opening = list(zip(self.principal, self.coupon_owed))
            drawn = self.costs(t, self.fall_due(t))
            self.coupons(t, opening, drawn)
            if t == d.T - 1 or (t >= d.first and (t - d.first) % d.every == 0):
                self.distribute(t)
            led.lowest = [min(low, got - paid) for low, got, paid in zip(led.lowest, led.received, led.own)]
        led.closing, led.arrears = self.cash, sum(a[0] for a in self.arrears)
        last = d.M - 1 if led.stopped is None else min(led.stopped, d.M - 1)
        for s in range(len(d.sites)):
            led.referrals[s] = sum(self.o.referrals[s])
            for k in d.outcomes:
                led.achieved[s][k] = sum(self.o.achieved[s][k])
                led.evidenced[s][k] = sum(self.o.evidenced[s][k][:last + 1])
        return led

    def serving(self, m):
        return self.ledger.stopped is None or m <= self.ledger.stopped

    def payer_pays(self, t, payer, amount):
        year = self.year[t]
        spend = self.ledger.spend[payer]
        spend[year] = spend.get(year, 0) + amount

    def receive(self, t, payer, amount):
        self.cash += amount
        self.payer_pays(t, payer, amount)

    # -- 3.2 --

    def claim(self, t):
        d, led = self.deal, self.ledger
        months = range(self.next_claim, t + 1)
        self.next_claim = t + 1
        entries = []                                        # [site, tariff, n', split amounts]
        for s, site in enumerate(d.sites):
            rows, xs = [], []
            for tariff in site.tariffs:
                n, x, u = self.count(s, tariff, months)
                left = self.cap_left[s, tariff.outcome]
                if left is not None:
                    if x > left:
                        x, led.tariff_capped = left, True
                    self.cap_left[s, tariff.outcome] -= x
                rows.append((tariff, n, u))
                xs.append(x)
            xs, cut = scale(xs, self.site_left[s])
            led.site_capped[s] |= cut
            if self.site_left[s] is not None:
                self.site_left[s] -= sum(xs)
            for (tariff, n, u), x in zip(rows, xs):
                entries.append((s, tariff, n, apportion(tariff.shares, x, 10**6)[:-1]))
                for payer, part in zip(tariff.payers, apportion(tariff.shares, u, 10**6)):
                    led.uncapped[payer] += part
        places = [(e, j) for e, entry in enumerate(entries) for j in range(len(entry[3]))]
        for p, left in self.payer_left.items():
            if left is not None:
                cut, self.payer_left[p] = self.limit(entries, [(e, j) for e, j in places if entries[e][1].payers[j] == p], left)
                led.payer_capped |= cut
        if self.deal_left is not None:
            cut, self.deal_left = self.limit(entries, places, self.deal_left)
            led.deal_capped |= cut
        for s, tariff, n, amounts in entries:
            if sum(amounts) > 0:
                led.paid_count[s][tariff.outcome] += n
            for payer, x in zip(tariff.payers, amounts):
                led.paid[s][tariff.outcome] += x
                led.payments[payer] += x
                if x:
                    self.due[t + tariff.lag].append((payer, x))

    @staticmethod
    def limit(entries, places, left):
        """Scales the amounts at these places to what is left of a cap: (was anything cut, what is left then)."""
        parts, cut = scale([entries[e][3][j] for e, j in places], left)
        for (e, j), x in zip(places, parts):
            entries[e][3][j] = x
        return cut, left - sum(parts)

    def count(self, s, tariff, months):
        """Counted outcomes, their amount and the uncapped amount of one claim."""
        key = s, tariff.outcome
        n = x = u = 0
        for m in months:
            e = self.o.evidenced[s][tariff.outcome][m] if self.serving(m) else 0
            if not e:
                continue
            p = tariff.prices[min(m // 12, len(tariff.prices) - 1)]
            if tariff.index:
                p = rdiv(p * self.o.index[tariff.index][m], 10**9)
            counted = e
            if self.count_left[key] is not None:
                counted = min(e, self.count_left[key])
                self.count_left[key] -= counted
                self.ledger.tariff_capped |= counted < e
            n, x, u = n + counted, x + counted * p, u + e * p
        return n, x, u

    # -- 3.4 and 3.5 --

    def fall_due(self, t):
        """What the vehicle owes for month t; payers and providers pay their own lines at once."""
        d, led = self.deal, self.ledger
        if t >= d.M or not self.serving(t):
            return []
        reimbursed, owed = [0] * len(d.sites), []
        number = {id(site): s for s, site in enumerate(d.sites)}
        for i, line in enumerate(d.lines):
            c = self.o.cost[i][t]
            led.cost[i] += c
            s = number.get(id(line.site))
            if line.bearer == "vehicle":
                owed.append((line.rank, 1, [c, None, line, s]))
            elif line.bearer == "provider":
                led.own[s] += c
                reimbursed[s] += rdiv(c * d.sites[s].provider.reimburse, 10**6)
            else:
                self.payer_pays(t, line.bearer, c)
        for s, site in enumerate(d.sites):
            p = site.provider
            x = p.block if p.start <= t <= p.until else 0
            x += sum(fee * self.o.evidenced[s][k][t] for k, fee in p.fees.items()) + reimbursed[s]
            led.provider_due[s] += x
            owed.append((p.rank, 0, [x, s, None, s]))
        return [item for _, _, item in sorted(owed, key=lambda row: row[:2])]   # the sort is stable

    def costs(self, t, owed):
        d, led = self.deal, self.ledger
        lacking = sum(a[0] for a in self.arrears) + sum(a[0] for a in owed) - self.cash
        drawn = [0] * len(d.tranches)
        for i in reversed(self.by_rank):
            if lacking > 0:
                x = min(lacking, d.tranches[i].commitment - led.drawn[i])
                drawn[i] = x
                lacking -= x
                self.cash += x
                led.drawn[i] += x
                led.flows[i][t] -= x
                self.principal[i] += x
        for item in self.arrears + owed:                    # once cash is 0, nothing later is paid
            x = min(item[0], self.cash)
            self.cash -= x
            item[0] -= x
            if item[1] is not None:
                led.received[item[1]] += x
        unpaid = [item for item in owed if item[0] > 0]
        self.arrears = [item for item in self.arrears if item[0] > 0]
        if d.on_exhaustion == "provider_bears":
            for item in unpaid:
                amount, provider, _, s = item
                if provider is None and s is not None:
                    led.own[s] += amount
                elif provider is None:
                    self.arrears.append(item)
        else:
            self.arrears += unpaid
            if d.on_exhaustion == "stop" and self.arrears and led.stopped is None:
                led.stopped = t
        return drawn

    # -- 3.6 and 3.7 --

    def pay_tranche(self, t, i, x):
        self.cash -= x
        self.ledger.repaid[i] += x
        self.ledger.flows[i][t] += x
        if self.rates[i][1] is not None:
            self.hurdle_account[i] -= x

    def room(self, i):
        tranche, room = self.deal.tranches[i], float("inf")
        if tranche.moic_cap is not None:
            most = rdiv(tranche.moic_cap * self.ledger.drawn[i], 10**6)
            room = max(0, most - self.ledger.repaid[i])
        if tranche.irr_cap is not None:
            room = min(room, self.hurdle_account[i])
        return room

    def coupons(self, t, opening, drawn):
        for i in self.by_rank:
            coupon, cap = self.rates[i]
            if cap is not None:
                self.hurdle_account[i] += rdiv(self.hurdle_account[i] * cap, 10**12) + drawn[i]
            self.coupon_owed[i] += rdiv(sum(opening[i]) * coupon, 10**12)
            x = min(self.cash, self.coupon_owed[i], self.room(i))
            self.coupon_owed[i] -= x
            self.pay_tranche(t, i, x)

    def distribute(self, t):
        d = self.deal
        available = max(0, self.cash - (0 if t == d.T - 1 else d.reserve))
        for i in self.by_rank:
            x = min(available, self.principal[i], self.room(i))
            self.principal[i] -= x
            available -= x
            self.pay_tranche(t, i, x)
        for i in reversed(self.by_rank):
            x = min(available, self.room(i))
            available -= x
            self.pay_tranche(t, i, x)
        if d.surplus_to and available:
            self.cash -= available
            if d.surplus_site:
                self.ledger.received[d.sites.index(d.surplus_site)] += available
            else:
                self.payer_pays(t, d.surplus_to, -available)


def settle(deal, outturn):
    return Settlement(deal, outturn).run()

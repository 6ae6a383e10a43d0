"""Section 3 of docs/model.md: an outturn and a deal make a ledger. Whole numbers only."""
from collections import defaultdict

from before import Service, rdiv
from claims import Claims, apportion


def monthly_rate(annual):
    """A yearly rate as whole 10^-12 a month."""
    x = ((1 + annual) ** (1 / 12) - 1) * 1e12
    return int(x + 0.5) if x >= 0 else -int(-x + 0.5)


class Ledger:
    def __init__(self, deal):
        n_sites, n = len(deal.sites), len(deal.tranches)
        zeros = lambda: [dict.fromkeys(deal.outcomes, 0) for _ in range(n_sites)]
        self.spend = {p: {} for p in deal.payers}           # payer -> financial year -> amount
        self.payments, self.uncapped, self.lost, self.credited, self.owed_back = (dict.fromkeys(deal.payers, 0) for _ in range(5))
        self.paid, self.paid_count, self.achieved, self.evidenced = zeros(), zeros(), zeros(), zeros()
        self.rewards = {r.id: 0 for r in deal.rewards}
        self.referrals = [0] * n_sites
        self.cost, self.other_cost = [0] * len(deal.lines), 0            # wind-down and step-in
        self.provider_due, self.received, self.own, self.worst = ([0] * n_sites for _ in range(4))
        self.site_capped = [False] * n_sites
        self.payer_capped = self.deal_capped = self.tariff_capped = False
        self.flows = [[0] * deal.T for _ in deal.tranches]
        self.drawn, self.repaid, self.guaranteed = [0] * n, [0] * n, [0] * n
        self.first_loss = 0

    def credit(self, p, x):
        self.credited[p] += x
        self.owed_back[p] += x


class Settlement:
    def __init__(self, deal, outturn):
        self.deal, self.o, self.ledger = deal, outturn, Ledger(deal)
        self.service = Service(deal, outturn)
        self.claims = Claims(deal, outturn, self.service, self.ledger)
        self.year = [deal.financial_year(t) for t in range(deal.T)]
        self.number = {s.id: i for i, s in enumerate(deal.sites)}
        self.cash, self.arrears, self.streak = 0, [], 0     # arrears: [amount, provider or None, site or None]
        self.first_loss_left = deal.first_loss
        self.arriving = [[] for _ in range(deal.T)]         # (payer, amount, is an outcome payment)
        self.provider_list = defaultdict(dict)              # month -> site -> amount
        self.by_rank = sorted(range(len(deal.tranches)), key=lambda i: deal.tranches[i].rank)
        n = len(deal.tranches)
        self.principal, self.coupon_owed, self.hurdle_account = [0] * n, [0] * n, [0] * n
        self.rates = [(monthly_rate(x.coupon), None if x.irr_cap is None else monthly_rate(x.irr_cap), monthly_rate(x.undrawn))
                      for x in deal.tranches]
        for g in deal.grants:
            for t in g.months:
                for p, x in zip(g.payers, apportion(g.shares, g.amount, 10**6)):
                    self.owe(t, p, x)

    def run(self):
        d, led, service = self.deal, self.ledger, self.service
        interest = monthly_rate(d.interest)
        for t in range(d.T):
            self.cash += rdiv(self.cash * interest, 10**12)
            if t < d.M:
                for due, p, x in self.claims.month(t):
                    self.owe(due, p, x, True)
            self.receipts(t)
            before = list(zip(self.principal, self.coupon_owed, [x.commitment - y for x, y in zip(d.tranches, led.drawn)]))
            drawn = self.costs(t, self.fall_due(t))
            self.coupons(t, before, drawn)
            if t == d.T - 1:
                for p in d.payers:
                    self.pay(t, p, min(self.cash, led.owed_back[p]))
            if t == d.T - 1 or (t >= d.first and (t - d.first) % d.every == 0):
                self.distribute(t)
            if t == d.T - 1:
                self.guarantee(t)
            led.worst = [min(w, r - o) for w, r, o in zip(led.worst, led.received, led.own)]
        led.closing, led.arrears = self.cash, sum(a[0] for a in self.arrears)
        led.stopped, led.terminated, led.exited, led.failed = service.stopped, service.terminated, service.exited, service.failed
        led.defaulted = {p: k if k >= 0 else None for p, k in self.o.default.items()}
        for s in range(len(d.sites)):
            led.referrals[s] = sum(self.o.referrals[s])
            for k in d.outcomes:
                led.achieved[s][k] = sum(self.o.achieved[s][k])
                led.evidenced[s][k] = sum(service.counted(s, k, m) for m in range(d.M))
        return led

    def payer_pays(self, t, payer, amount):
        spend = self.ledger.spend[payer]
        spend[self.year[t]] = spend.get(self.year[t], 0) + amount

    # -- 3.3 --

    def owe(self, t, p, x, for_outcome=False):
        """What falls due in month t arrives late, in part and later still, or in full."""
        payer, d = self.deal.payers[p], self.o.default[p]
        if self.o.late[p][t]:
            t += payer.late_months
        if 0 <= d <= t:
            part = rdiv(x * payer.recovery, 10**6)
            self.ledger.lost[p] += x - part
            t, x = t + payer.recovery_lag, part
        if x:
            self.arriving[t].append((p, x, for_outcome))

    def receipts(self, t):
        d, led, service = self.deal, self.ledger, self.service
        for s, site in enumerate(d.sites):
            m = site.minimum
            if m and (t + 1) % m.every == 0 and t <= min(service.z, d.M - 1):
                self.owe(t, m.payer, max(0, m.count - sum(self.o.referrals[s][t + 1 - m.every:t + 1])) * m.credit)
        if service.terminated is not None and t == service.terminated + 1 and service.test.payout:
            x = rdiv(service.test.payout * sum(self.principal), 10**6)
            self.cash += x
            self.payer_pays(t, service.test.payer, x)
        for p, x, for_outcome in self.arriving[t]:
            if for_outcome:
                kept = min(x, led.owed_back[p])
                led.owed_back[p] -= kept
                x -= kept
                led.payments[p] += x
            self.cash += x
            self.payer_pays(t, p, x)

    # -- 3.4 and 3.5 --

    def fall_due(self, t):
        """What the vehicle owes for month t; payers and providers pay their own lines at once."""
        d, led, service = self.deal, self.ledger, self.service
        first, owed, reimbursed = [], [], [0] * len(d.sites)
        running = t < d.M and t <= service.z
        if service.terminated is not None and t == service.terminated + 1:
            first.append([service.test.wind_down, None, None])
        if running:
            first += [[site.failure.cost, None, None] for s, site in enumerate(d.sites) if service.failed[s] == t]
            led.other_cost += sum(x[0] for x in first)
            for i, line in enumerate(d.lines):
                s = None if line.site is None else self.number[line.site.id]
                c = self.o.cost[i][t] if s is None or service.serves(s, t) else 0
                led.cost[i] += c
                if line.bearer == "vehicle":
                    owed.append((line.rank, 1, [c, None, s]))
                elif line.bearer == "provider":
                    led.own[s] += c
                    reimbursed[s] += rdiv(c * d.sites[s].provider.reimburse, 10**6)
                else:
                    self.payer_pays(t, line.bearer, c)
        else:
            led.other_cost += sum(x[0] for x in first)
        for s, site in enumerate(d.sites):
            p = site.provider
            if t < d.M:
                x = sum(fee * service.counted(s, k, t) for k, fee in p.fees.items())
                x += rdiv(p.gain_share * self.claims.site_claimed[s], 10**6)
                if running and service.serves(s, t):
                    x += reimbursed[s] + (self.block(p, t) if p.start <= t <= p.until else 0)
                self.provider_list[t + p.pay_after][s] = x
            if s in self.provider_list[t]:
                x = self.provider_list[t][s]
                led.provider_due[s] += x
                owed.append((p.rank, 0, [x, s, s]))
        return first + [item for _, _, item in sorted(owed, key=lambda row: row[:2])]   # the sort is stable

    def block(self, p, t):
        x = p.blocks[min(t // 12, len(p.blocks) - 1)]
        return rdiv(x * self.o.index[p.index][t], 10**9) if p.index else x

    def draw(self, t, need):
        """From the first-loss grant, then from the tranches: what each paid in."""
        d, led, drawn = self.deal, self.ledger, [0] * len(self.deal.tranches)
        x = min(max(0, need), self.first_loss_left)
        self.first_loss_left -= x
        led.first_loss += x
        self.cash += x
        need -= x
        if need <= 0 or (self.service.exited is not None and t > self.service.exited):
            return drawn
        left = [x.commitment - y for x, y in zip(d.tranches, led.drawn)]
        order = self.by_rank if d.draws == "senior_first" else self.by_rank[::-1]
        if d.draws == "pro_rata":
            weights, total = [left[i] for i in order], sum(left)
            parts = weights if need >= total else apportion(weights, need, total)
            drawn = [x for _, x in sorted(zip(order, parts))]
        else:
            for i in order:
                drawn[i] = min(need, left[i])
                need -= drawn[i]
        for i, x in enumerate(drawn):
            self.cash += x
            led.drawn[i] += x
            led.flows[i][t] -= x
            self.principal[i] += x
        return drawn

    def costs(self, t, owed):
        d, led, service = self.deal, self.ledger, self.service
        total = sum(a[0] for a in self.arrears + owed)
        drawn = self.draw(t, total - (0 if d.locked else self.cash))
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
                amount, provider, s = item
                if provider is None and s is not None:
                    led.own[s] += amount
                elif provider is None:
                    self.arrears.append(item)
        else:
            self.arrears += unpaid
            self.streak = self.streak + 1 if self.arrears else 0
            if d.on_exhaustion == "stop" and self.streak > d.grace and t <= service.last and service.stopped is None:
                service.stop(t)
        return drawn

    # -- 3.6 to 3.8 --

    def pay_tranche(self, t, i, x):
        """From the vehicle."""
        self.cash -= x
        self.receive(t, i, x)

    def receive(self, t, i, x):
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

    def coupons(self, t, before, drawn):
        for i in self.by_rank:
            tranche, (coupon, cap, undrawn), (principal, owed, left) = self.deal.tranches[i], self.rates[i], before[i]
            if cap is not None:
                self.hurdle_account[i] += rdiv(self.hurdle_account[i] * cap, 10**12) + drawn[i]
            self.coupon_owed[i] += rdiv((principal + owed) * coupon, 10**12)
            if t == 0:
                self.coupon_owed[i] += rdiv(tranche.commitment * tranche.arrangement, 10**6)
            if t <= self.service.z and not (self.service.exited is not None and t > self.service.exited):
                self.coupon_owed[i] += rdiv(left * undrawn, 10**12)
            if not tranche.accrues:
                x = min(self.cash, self.coupon_owed[i], self.room(i))
                self.coupon_owed[i] -= x
                self.pay_tranche(t, i, x)

    def pay(self, t, payee, x):
        """The vehicle pays a payer, the provider of a site or the intermediary."""
        self.cash -= x
        if payee in self.deal.payers:
            self.payer_pays(t, payee, -x)
        elif payee in self.number:
            self.ledger.received[self.number[payee]] += x

    def distribute(self, t):
        d, end = self.deal, t == self.deal.T - 1
        available = max(0, self.cash - (0 if end else d.reserve))
        for i in self.by_rank:
            if d.tranches[i].accrues:
                x = min(available, self.coupon_owed[i], self.room(i))
                self.coupon_owed[i] -= x
                available -= x
                self.pay_tranche(t, i, x)
        for i in self.by_rank:
            if t < d.tranches[i].maturity and not end:      # set aside for a bullet: it stays in the vehicle
                available -= min(available, self.principal[i])
            else:
                x = min(available, self.principal[i], self.room(i))
                self.principal[i] -= x
                available -= x
                self.pay_tranche(t, i, x)
        if t < d.lock_up and not end:
            return
        parts = apportion([*d.profit.values(), 10**6 - sum(d.profit.values())], available, 10**6)
        for payee, x in zip(d.profit, parts):
            self.pay(t, payee, x)
        available = parts[-1]
        for i in reversed(self.by_rank):
            x = min(available, self.room(i))
            available -= x
            self.pay_tranche(t, i, x)
        for payee, x in zip(d.surplus, apportion(list(d.surplus.values()), available, 10**6)):
            self.pay(t, payee, x)

    def guarantee(self, t):
        for i in self.by_rank:
            g = self.deal.tranches[i].guarantee
            if g:
                x = max(0, rdiv(g.share * self.ledger.drawn[i], 10**6) - self.ledger.repaid[i])
                x = min(x, self.room(i), x if g.limit is None else g.limit)
                self.receive(t, i, x)
                self.ledger.guaranteed[i] += x
                if g.by in self.deal.payers:
                    self.payer_pays(t, g.by, x)


def settle(deal, outturn):
    return Settlement(deal, outturn).run()

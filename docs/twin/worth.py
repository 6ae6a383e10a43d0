"""Section 18 of docs/model.md: what outcomes are worth."""
import numpy as np

from laws import whole
from metrics import green_book


def worth(deal, achieved, index, minor):
    """(B_b, Q_b) of each benefit, in whole minor units. minor gives an amount on this path."""
    out, first = {}, deal.financial_year(0)
    for b in deal.benefits:
        had = np.arange(b.after, b.after + deal.M + b.months - 1)
        real = np.array([green_book(deal.financial_year(t) - first) for t in had])       # G_y L_t
        if b.index:                                         # the index in the window, its last real worth after it
            i = np.minimum(had, deal.M - 1)
            real *= np.array(index[b.index])[i] / 1e9 * (1 + deal.deflator)**(0.0 + first - deal.financial_year(i))
        weight = np.correlate(real, (1 - b.drop)**np.arange(b.months), "valid")          # w_m
        prices = (1 + deal.deflator)**(first - deal.financial_year(b.priced))            # P
        count = sum(np.asarray(site[b.outcome], float) for site in achieved)
        x = minor(b.amount) * prices * (1 - b.deadweight) * float(count @ weight)
        x = max(-1e14, min(1e14, x))
        out[b.id] = whole(x), whole(max(0, x) * b.optimism)
    return out

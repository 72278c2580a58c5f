"""A ledger: what each consumer brings a brand in one run, week by week, and what no consumer's purchases bring."""

import math
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.accounting.campaign import WEEKS_A_YEAR

NEVER = 0


class Ledger:
    """What one brand has of each consumer of a run, which it watches.

    Attributes:
        brought: float64 (n,), what each consumer's purchases bring, discounted: price less unit cost and refund.
        first: int64 (n,), the week of each one's first purchase; 0 for none.
        spent: what else the brand pays, discounted: its campaign, and what is paid back for earlier purchases.
    """

    def __init__(self, brand: int, rate: float) -> None:
        self.brand, self.rate, self.spent = brand, rate, 0.0
        self.brought: Array = np.zeros(0)
        self.first: Array = np.zeros(0, np.int64)

    def __call__(self, market: Any) -> None:
        """Enter what the week under way has brought; before the first, nothing."""
        if market.week == 0:
            self.brought, self.first = np.zeros(market.n), np.full(market.n, NEVER, np.int64)
            return
        brand = self.brand
        factor = math.pow(1.0 + self.rate, -(market.week - 1) / WEEKS_A_YEAR)
        offer, purchases = market.brands[brand], market.purchases[market.purchases.brand == brand]
        ids = purchases.consumer.astype(np.int64)
        segment = market.consumers.segment[ids]
        price = np.broadcast_to(offer.price, len(market.segments))[segment]
        coverage = np.broadcast_to(offer.refund_coverage, len(market.segments))[segment]
        refunded = market.brand_states.refunded[ids, brand]
        each = (-price if offer.is_income else price) - offer.unit_cost - refunded * (price * coverage)
        self.brought[ids] += factor * each
        self.first[ids[purchases.first]] = market.week
        charged = sum(float(spent[brand]) for spent in market.spent.values())
        self.spent += factor * (charged + float(market.paid_back[brand]))


def parts(whole: Ledger, without: Ledger, ids: Array) -> dict[str, float]:
    """Return what consumers bring a brand, from a run with them and the same run without them.

    Of the others' purchases a difference is *acceleration* where they buy in either run, sooner or later, and
    *expansion* where they buy in one of the two alone. What the brand spends less with them than without is ``spent``,
    below 0 where they cost something.

    Source: Libai, Muller and Peres (2013), who divide so what a seeding programme is worth.
    """
    others = np.ones(len(whole.brought), bool)
    others[ids] = False
    more = whole.brought - without.brought
    in_both = (whole.first != NEVER) & (without.first != NEVER)
    return {
        "own": float(whole.brought[ids].sum() - without.brought[ids].sum()),
        "acceleration": float(more[others & in_both].sum()),
        "expansion": float(more[others & ~in_both].sum()),
        "spent": without.spent - whole.spent,
    }

"""Campaign: what profit is worth, and what the first brand's campaign cost and added, from adoption tables alone.

A campaign is judged against the same market without it, its baseline: replication for replication the same consumers
with common random numbers, so that the campaign is the cause of all that differs.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.adoption_table import cube, measured, ratio

if TYPE_CHECKING:
    import pyarrow

WEEKS_A_YEAR = 52
# What is left of sales at the list price less sales at the price paid differs from nothing by rounding alone.
_ROUNDING = 1e-9


def worth(table: "pyarrow.Table", rate: float) -> Array:
    """Return the net present value of each brand's profit so far, a cube; week 1 counts in full.

    ``rate`` is the share by which money loses its worth in a year.
    """
    profit = cube(table, "profit")
    # One by one: NumPy's powers of many numbers round otherwise on other processors.
    factors = np.array([math.pow(1.0 + rate, -week / WEEKS_A_YEAR) for week in range(profit.shape[1])])
    return np.cumsum(profit * factors[:, None], axis=1)


class Campaign(NamedTuple):
    """What the first brand's campaign has cost and added by the end of each week: arrays (replications, weeks).

    Attributes:
        cost: all that it cost: what was spent on it, the refunds that it added, and the margin given away by discounts.
        extra_buyers: buyers beyond those of the baseline.
        extra_profit: profit beyond that of the baseline, all costs already paid.
        worth: the same, discounted: the net present value of the campaign.
        spent: what its levers were charged with.
        refunds: refunds beyond those of the baseline, in the week of the claim.
        discounts: the margin given away: units times list price less price paid.
        discounts_anyway: the part of it that went to buyers who would have bought anyway.
    """

    cost: Array
    extra_buyers: Array
    extra_profit: Array
    worth: Array
    spent: Array
    refunds: Array
    discounts: Array
    discounts_anyway: Array

    @property
    def discounts_added(self) -> Array:
        """The margin given away to buyers whom the campaign added."""
        return self.discounts - self.discounts_anyway

    @property
    def cost_per_customer(self) -> Array:
        """What the campaign cost for each extra buyer; NaN where there are none."""
        return ratio(self.cost, self.extra_buyers)

    @property
    def return_on_spend(self) -> Array:
        """Extra profit for each unit of money that the campaign cost; NaN where it cost none."""
        return ratio(self.extra_profit, self.cost)

    @property
    def payback_week(self) -> Array:
        """The first week from whose end on the campaign's worth is never negative again; NaN without one."""
        n_weeks = self.worth.shape[1]
        weeks_in_debt = np.where(self.worth < 0, np.arange(1, n_weeks + 1), 0).max(axis=1)
        return np.where(weeks_in_debt < n_weeks, weeks_in_debt + 1.0, np.nan)


def campaign(table: "pyarrow.Table", baseline: "pyarrow.Table", rate: float) -> Campaign:
    """Return what the first brand's campaign cost and added to its baseline.

    Raises:
        ValueError: if the two tables are not of the same replications, weeks and brands.
    """
    if cube(table, "buyers").shape != cube(baseline, "buyers").shape:
        raise ValueError("the baseline is not of the same replications, weeks and brands")
    names = ("campaign_cost", "new_buyers", "profit")
    spent, buyers, profit = (np.cumsum(_of_first(table, name), axis=1) for name in names)
    _, plain_buyers, plain_profit = (np.cumsum(_of_first(baseline, name), axis=1) for name in names)
    refunds = np.cumsum(_of_first(table, "refunds") - _of_first(baseline, "refunds"), axis=1)
    discounts, anyway = _discounts(table, baseline)
    extra_worth = worth(table, rate)[..., 0] - worth(baseline, rate)[..., 0]
    return Campaign(
        spent + refunds + discounts,
        buyers - plain_buyers,
        profit - plain_profit,
        extra_worth,
        spent,
        refunds,
        discounts,
        anyway,
    )


def given_away(units: Array, list_price: float | Array, revenue: Array) -> Array:
    """Return the margin that discounts gave away: sales at the list price less sales at the prices paid.

    Where consumers are paid there are no sales, and a brand that pays less gives nothing away.
    """
    at_list = units * list_price
    given = np.where(revenue > 0, at_list - revenue, 0.0)
    return np.where(np.abs(given) > _ROUNDING * np.abs(at_list), given, 0.0)


def _discounts(table: "pyarrow.Table", baseline: "pyarrow.Table") -> tuple[Array, Array]:
    """Return the margin given away so far, and the part of it that went to those who would have bought anyway.

    In a week of the discount the units beyond the baseline's are added; but not more of them than the campaign has
    added altogether, since whoever only bought sooner would have bought anyway.
    """
    nothing = np.zeros(cube(table, "buyers").shape[:2])
    if not measured(table, "purchases", "revenue") or not measured(baseline, "price"):
        return nothing, nothing
    units, plain_units = _of_first(table, "purchases"), _of_first(baseline, "purchases")
    # The baseline has no campaign, so its price is the list price.
    given = given_away(units, _of_first(baseline, "price"), _of_first(table, "revenue"))
    beyond = np.where(given != 0, np.maximum(units - plain_units, 0), 0)
    to_added = np.cumsum(given * _share(beyond, units), axis=1)
    so_far, altogether = np.cumsum(beyond, axis=1), np.maximum(np.cumsum(units - plain_units, axis=1), 0)
    to_added = to_added * np.minimum(_share(altogether, so_far), 1.0)
    discounts = np.cumsum(given, axis=1)
    return discounts, discounts - to_added


def _share(part: Array, whole: Array) -> Array:
    """Return parts of wholes; 0 where the whole is nothing."""
    return np.nan_to_num(ratio(part, whole))


def _of_first(table: "pyarrow.Table", measure: str) -> Array:
    """Return a measure of the first brand (replications, weeks); nothing where the table does not have it."""
    if measured(table, measure):
        return cube(table, measure)[..., 0]
    return np.zeros(cube(table, "buyers").shape[:2])

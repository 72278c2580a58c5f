"""Campaign: what profit is worth, and what the first brand's campaign added, from adoption tables alone.

A campaign is judged against the same market without it, its baseline: replication for replication the same consumers
with common random numbers, so that the campaign is the cause of all that differs.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.adoption_table import cube, ratio

if TYPE_CHECKING:
    import pyarrow

WEEKS_A_YEAR = 52


def worth(table: "pyarrow.Table", rate: float) -> Array:
    """Return the net present value of each brand's profit so far, a cube; week 1 counts in full.

    ``rate`` is the share by which money loses its worth in a year.
    """
    profit = cube(table, "profit")
    factors = (1.0 + rate) ** (-np.arange(profit.shape[1]) / WEEKS_A_YEAR)
    return np.cumsum(profit * factors[:, None], axis=1)


class Campaign(NamedTuple):
    """What the first brand's campaign has cost and added by the end of each week: arrays (replications, weeks).

    Attributes:
        cost: what was spent on it.
        extra_buyers: buyers beyond those of the baseline.
        extra_profit: profit beyond that of the baseline, the spending already paid.
        worth: the same, discounted: the net present value of the campaign.
    """

    cost: Array
    extra_buyers: Array
    extra_profit: Array
    worth: Array

    @property
    def cost_per_customer(self) -> Array:
        """What was spent for each extra buyer; NaN where there are none."""
        return ratio(self.cost, self.extra_buyers)

    @property
    def return_on_spend(self) -> Array:
        """Extra profit for each unit of money spent; NaN where none was."""
        return ratio(self.extra_profit, self.cost)

    @property
    def payback_week(self) -> Array:
        """The first week from whose end on the campaign's worth is never negative again; NaN without one."""
        n_weeks = self.worth.shape[1]
        weeks_in_debt = np.where(self.worth < 0, np.arange(1, n_weeks + 1), 0).max(axis=1)
        return np.where(weeks_in_debt < n_weeks, weeks_in_debt + 1.0, np.nan)


def campaign(table: "pyarrow.Table", baseline: "pyarrow.Table", rate: float) -> Campaign:
    """Return what the first brand's campaign added to its baseline.

    Raises:
        ValueError: if the two tables are not of the same replications, weeks and brands.
    """
    if cube(table, "buyers").shape != cube(baseline, "buyers").shape:
        raise ValueError("the baseline is not of the same replications, weeks and brands")
    cost, buyers, profit = (
        np.cumsum(cube(table, name)[..., 0], axis=1) for name in ("campaign_cost", "new_buyers", "profit")
    )
    plain_buyers, plain_profit = (np.cumsum(cube(baseline, name)[..., 0], axis=1) for name in ("new_buyers", "profit"))
    extra_worth = worth(table, rate)[..., 0] - worth(baseline, rate)[..., 0]
    return Campaign(cost, buyers - plain_buyers, profit - plain_profit, extra_worth)

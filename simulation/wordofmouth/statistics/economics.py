"""Economics: what each brand earned, and what the first brand's campaign added, from adoption tables alone.

A campaign is judged against the same market without it, its baseline: replication for replication the same consumers
with the same luck, so that the campaign is the cause of all that differs.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.summaries import Summary, brands, cube, measured, summed_up
from wordofmouth.words.numbers import percent

if TYPE_CHECKING:
    import pyarrow

WEEKS_A_YEAR = 52
SPENT_ON = "spent_on_"
_PARTS = {"revenue": "revenue", "unit_costs": "cost of the units sold", "refunds": "refunds"}


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
        return _per(self.cost, self.extra_buyers)

    @property
    def return_on_spend(self) -> Array:
        """Extra profit for each unit of money spent; NaN where none was."""
        return _per(self.extra_profit, self.cost)

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


def summarise(table: "pyarrow.Table", baseline: "pyarrow.Table | None", rate: float) -> list[Summary]:
    """Return what each brand earned and, with a baseline, what the first one's campaign added, over replications."""
    earned = list(_earned(table, rate))
    rows = [
        summed_up(brand, name, label, "money", values[:, place])
        for place, brand in enumerate(brands(table))
        for name, label, values in earned
        # Of what every brand may do, a brand is told what it did.
        if values[:, place].any() or not name.startswith((SPENT_ON, "refunds"))
    ]
    added = () if baseline is None else _added(campaign(table, baseline, rate), brands(table)[0])
    return [*rows, *added]


def finding(table: "pyarrow.Table", baseline: "pyarrow.Table", rate: float) -> str:
    """Return in one sentence what the campaign cost and what it was worth."""
    brand = brands(table)[0]
    rows = {row.name: row for row in _added(campaign(table, baseline, rate), brand)}
    spent = summed_up(brand, "", "", "money", cube(table, "campaign_cost")[..., 0].sum(axis=1)).text.partition(" ")[0]
    value = rows["campaign_worth"].text.replace(" (", " (90 % of runs: ")
    paid, week = rows["paid_back"].value, rows["payback_week"].value
    text = f"The campaign of {brand} cost {spent} and is worth {value} in net present value"
    if week is None:
        return f"{text}; it never pays back"
    return f"{text}; paid back by week {week:.0f}" + (f" in {percent(paid)} of runs" if paid < 1 else "")


def _earned(table: "pyarrow.Table", rate: float) -> Iterator[tuple[str, str, Array]]:
    spent = {name: f"spent on {name.removeprefix(SPENT_ON).replace('_', ' ')}"
             for name in table.column_names if name.startswith(SPENT_ON)}  # fmt: skip
    campaign_cost = {"campaign_cost": "spent on the campaign"} if len(spent) != 1 else {}
    for name, label in (_PARTS | spent | campaign_cost | {"profit": "profit"}).items():
        if measured(table, name):
            yield name, label, cube(table, name).sum(axis=1)
    if measured(table, "profit"):
        yield "npv", f"net present value of the profit, at {percent(rate)} a year", worth(table, rate)[:, -1]


def _added(added: Campaign, brand: str) -> Iterator[Summary]:
    for name, label, unit, values in (
        ("extra_buyers", "buyers whom the campaign added", "consumers", added.extra_buyers[:, -1]),
        ("cost_per_customer", "campaign cost for each of them", "money each", added.cost_per_customer[:, -1]),
        ("extra_profit", "profit that the campaign added, its cost paid", "money", added.extra_profit[:, -1]),
        ("return_on_spend", "profit added for each 1 spent", "ratio", added.return_on_spend[:, -1]),
        ("campaign_worth", "net present value of the campaign", "money", added.worth[:, -1]),
        ("payback_week", "week by which the campaign had paid back", "week", added.payback_week),
    ):
        yield summed_up(brand, name, label, unit, values)
    share = float(np.mean(~np.isnan(added.payback_week)))
    label = "runs in which it pays back"
    yield Summary(brand, "paid_back", label, "share", share, None, None, len(added.payback_week))


def _per(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)

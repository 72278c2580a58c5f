"""Economics: what each brand earned, and what the first brand's campaign added, in numbers and in one sentence."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.statistics.adoption_table import brands, cube
from wordofmouth.statistics.outcomes import ADDED, MONEY, RunTables, reported
from wordofmouth.statistics.summaries import Summary, rows_of, summed_up
from wordofmouth.words.numbers import percent

if TYPE_CHECKING:
    import pyarrow


def summarise(
    table: "pyarrow.Table", baseline: "pyarrow.Table | None", rate: float, plugins: Collection[str] = ()
) -> list[Summary]:
    """Return what each brand earned and, with a baseline, what the first one's campaign added, over replications.

    Outcomes of ``plugins`` are told too, by what the market names them.
    """
    runs = RunTables(table, baseline, rate, plugins)
    rows = [row for row, _ in rows_of(reported(MONEY, runs), runs)]
    return rows if baseline is None else [*rows, *_added(runs)]


def finding(table: "pyarrow.Table", baseline: "pyarrow.Table", rate: float) -> str:
    """Return in one sentence what the campaign cost and what it was worth."""
    brand = brands(table)[0]
    rows = {row.name: row for row in _added(RunTables(table, baseline, rate))}
    spent = summed_up(brand, "", "", "money", cube(table, "campaign_cost")[..., 0].sum(axis=1)).text.partition(" ")[0]
    value = rows["campaign_worth"].text.replace(" (", " (90 % of runs: ")
    paid, week = rows["paid_back"].value or 0.0, rows["payback_week"].value
    text = f"The campaign of {brand} cost {spent} and is worth {value} in net present value"
    if week is None:
        return f"{text}; it never pays back"
    return f"{text}; paid back by week {week:.0f}" + (f" in {percent(paid)} of runs" if paid < 1 else "")


def _added(runs: RunTables) -> list[Summary]:
    """Return what the campaign added, and how often it pays back, which one run cannot tell."""
    rows = list(rows_of(reported(ADDED, runs), runs))
    weeks = next(values for row, values in rows if row.name == "payback_week")
    share, label = float(np.mean(~np.isnan(weeks))), "runs in which it pays back"
    paid_back = Summary(brands(runs.table)[0], "paid_back", label, "share", share, None, None, len(weeks))
    return [*(row for row, _ in rows), paid_back]

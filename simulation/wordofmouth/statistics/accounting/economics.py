"""Economics: what each brand earned, and what the first brand's campaign added, in numbers and in one sentence.

Money is reported as means over runs, since means add up, line by line, and medians do not; ratios are those of means.
"""

import math
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.adoption_table import brands, cube, measured
from wordofmouth.statistics.intervals import fieller
from wordofmouth.statistics.outcomes import ADDED, KNOWN, MONEY, RunTables
from wordofmouth.statistics.reported import reported
from wordofmouth.statistics.summaries import Summary, rows_of
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import percent, three_digits

if TYPE_CHECKING:
    import pyarrow

# Where a market without the campaign sells a smaller part of what it sells with it, awareness makes the worth: and the
# worth is told again for a market in which so many know the brand.
HARDLY_ANY = 0.05
# What is reported by its mean: what adds up.
_ADDS_UP = ("money", "consumers")


def summarise(
    table: "pyarrow.Table", baseline: "pyarrow.Table | None", rate: float, plugins: Collection[str] = ()
) -> list[Summary]:
    """Return what each brand earned and, with a baseline, what the first one's campaign added, over replications.

    Outcomes of ``plugins`` are told too, by what the market names them.
    """
    runs = RunTables(table, baseline, rate, plugins)
    rows = [_with_mean(row, values) for row, values in rows_of(reported(MONEY, runs), runs)]
    return rows if baseline is None else [*rows, *_added(runs)]


def finding(
    table: "pyarrow.Table",
    baseline: "pyarrow.Table",
    rate: float,
    known: "tuple[pyarrow.Table, pyarrow.Table] | None" = None,
    say: Words | None = None,
) -> str:
    """Return in one sentence what the campaign cost in all, of what, and what it was worth.

    ``known`` are the tables of the same market, with the campaign and without, in which some know the brand at first.
    It is in English unless other words are given.
    """
    say, brand = say or Words(), brands(table)[0]
    runs = RunTables(table, baseline, rate)
    rows = {row.name: row for row in _added(runs)}
    value = _worth(rows["campaign_worth"], "report.worth.of_runs", say)
    paid, week = rows["paid_back"].value or 0.0, rows["payback_week"].value
    text = say("report.worth.campaign", brand=brand, cost=_cost(runs, say), value=value)
    text += say("report.worth.never") if week is None else say("report.worth.paid_back", week=f"{week:.0f}")
    if week is not None and paid < 1:
        text += say("report.worth.in_share", share=percent(paid, say.language))
    text += _reference(table, baseline, brand, say)
    return text + (_with_awareness(RunTables(*known, rate), say) if known else "")


def _worth(row: Summary, key: str, say: Words, **counts: int) -> str:
    """Return what a campaign is worth, and between which ends in nine of ten runs."""
    value, opened, ends = row.text_in(say.language).partition(" (")
    return say(key, value=value, ends=ends.removesuffix(")"), **counts) if opened else value


def makes_it_known(table: "pyarrow.Table", baseline: "pyarrow.Table") -> bool:
    """Tell whether awareness alone makes the worth: the market without the campaign sells next to nothing."""
    sold, plain = (_sold(each) for each in (table, baseline))
    return sold > 0 and plain < HARDLY_ANY * sold


def _sold(table: "pyarrow.Table") -> float:
    column = "purchases" if measured(table, "purchases") else "new_buyers"
    return float(cube(table, column)[..., 0].sum())


def _reference(table: "pyarrow.Table", baseline: "pyarrow.Table", brand: str, say: Words) -> str:
    """Return that awareness alone makes the worth, where it does."""
    if not makes_it_known(table, baseline):
        return ""
    plain = _sold(baseline)
    share = percent(plain / _sold(table), say.language)
    seen = say("report.worth.sells_less", share=share) if plain else say("report.worth.sells_nothing")
    return say("report.worth.awareness", brand=brand, seen=seen)


def _with_awareness(runs: RunTables, say: Words) -> str:
    """Return what the campaign is worth where some know the brand before it."""
    worth = next(row for row in _added(runs) if row.name == "campaign_worth")
    value = _worth(worth, "report.worth.of_pairs", say, count=worth.replications)
    return say("report.worth.where_known", share=percent(HARDLY_ANY, say.language), value=value)


def _cost(runs: RunTables, say: Words) -> str:
    """Return what the campaign cost on average in words, with its parts where there is more than what was spent."""
    cost, spent, refunds, discounts = (
        float(getattr(runs.campaign, part)[:, -1].mean()) for part in ("cost", "spent", "refunds", "discounts")
    )
    parts = [
        say(f"report.worth.{of}", amount=three_digits(amount, say.language))
        for amount, of in ((spent, "spent"), (refunds, "refunded"), (discounts, "given_away"))
        if amount
    ]
    return three_digits(cost, say.language) + (f" ({', '.join(parts)})" if refunds or discounts else "")


def _added(runs: RunTables) -> list[Summary]:
    """Return what the campaign added, and how often it pays back, which one run cannot tell."""
    rows = list(rows_of(reported(ADDED, runs), runs))
    weeks = next(values for row, values in rows if row.name == "payback_week")
    share, label = float(np.mean(~np.isnan(weeks))), "runs in which it pays back"
    paid_back = Summary(brands(runs.table)[0], "paid_back", label, "share", share, None, None, len(weeks))
    return [*(_with_mean(_as_ratio(row, runs), values) for row, values in rows), paid_back]


def _with_mean(row: Summary, values: Array) -> Summary:
    """Return a row of what adds up with its mean."""
    if row.unit not in _ADDS_UP or np.isnan(values).all():
        return row
    return replace(row, mean=float(np.nanmean(values)))


def _as_ratio(row: Summary, runs: RunTables) -> Summary:
    """Return the row of a ratio as that of means, with its 95 % interval; any other row as it is."""
    if not KNOWN[row.name].ratio_of:
        return row
    value, low, high = (None if math.isnan(number) else number for number in fieller(*KNOWN[row.name].parts(runs)))
    label = f"{row.label} (95 %)"
    return replace(row, label=label, value=value, low=low, high=high, is_told=value is not None)

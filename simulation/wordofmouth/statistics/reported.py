"""Reported: which outcomes summaries and comparisons report, in order: of the list, and of some tables alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.adoption_table import NO_CHANNEL, WON_BY, measured, state_shares, won_shares
from wordofmouth.statistics.outcomes import (
    ADDED,
    KNOWN,
    MARKET,
    MONEY,
    SPENT_ON,
    Outcome,
    RunTables,
    belonging_to,
    total,
)
from wordofmouth.words.numbers import percent

if TYPE_CHECKING:
    import pyarrow

# In summaries these come first, in this order, as they tell a story; the others follow.
_ORDER = (
    "penetration", "buyers", "week_16", "week_50", "week_84", "peak_week", "rating", WON_BY, "deterred", "purchases",
    "returned", "repeat_purchases", "loyal", "recommenders", "cocreators", "revenue", "refunds", "net_sales",
    "unit_costs", SPENT_ON, "campaign_cost", "profit", "npv", "extra_refunds", "discounts", "discounts_added",
    "discounts_anyway", "total_cost", "extra_buyers", "cost_per_customer", "extra_profit", "return_on_spend",
    "campaign_worth", "payback_week",
)  # fmt: skip


def reported(part: str, runs: RunTables) -> list[Outcome]:
    """Return the outcomes that a summary reports in a part, in order: of the list, and of these tables alone."""
    own = {MARKET: (*_channels(runs), *_states([runs.table])), MONEY: spending([runs.table]), ADDED: ()}[part]
    known = belonging_to(runs.plugins, KNOWN).values()
    rest = [each for each in known if each.part == part and each.is_in(runs)]
    if part == MONEY:
        # With one lever, what was spent on it is what was spent on the campaign.
        rest = [each for each in rest if each.name != "campaign_cost" or len(own) != 1]
        label = f"net present value of the profit, at {percent(runs.rate)} a year"
        rest = [replace(each, meaning=label) if each.name == "npv" else each for each in rest]
    return sorted([*rest, *own], key=_place)


def _place(asked: Outcome) -> int:
    name = next((prefix for prefix in (WON_BY, SPENT_ON) if asked.name.startswith(prefix)), asked.name)
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def together(runs: Sequence[RunTables]) -> list[Outcome]:
    """Return the outcomes by which scenarios are put side by side: all that a summary of any of them reports, in order.

    Of channels it is how many buyers each won, where all scenarios have it.
    """
    tables = [one.table for one in runs]
    plugins = [name for one in runs for name in one.plugins]
    asked = [*belonging_to(plugins, KNOWN).values(), *spending(tables), *_states(tables)]
    there = [each for each in asked if each.part and any(_is_reported(each, one) for one in runs)]
    return [*sorted(there, key=_place), *drivers(tables)]


def _is_reported(asked: Outcome, runs: RunTables) -> bool:
    return asked.is_in(runs) and (not asked.only_if_any or bool(np.nan_to_num(asked.values(runs)).any()))


def _states(tables: list["pyarrow.Table"]) -> Iterator[Outcome]:
    # Of two states the second is the buyers'.
    shares = [state_shares(table) for table in tables]
    for state in list(shares[0])[2:]:
        if all(state in each for each in shares):
            yield Outcome(state, "share", partial(_share_in, state), f"{state} at the end")


def _share_in(state: str, runs: RunTables) -> Array:
    return state_shares(runs.table)[state]


def spending(tables: list["pyarrow.Table"]) -> list[Outcome]:
    """Return what each lever of any of some scenarios cost; nothing in a scenario that does not have the lever."""
    names = dict.fromkeys(name for table in tables for name in table.column_names if name.startswith(SPENT_ON))
    return [
        Outcome(name, "money", partial(_spent, name), f"spent on {_plain(name, SPENT_ON)}", is_cost=True, part=MONEY,
                only_if_any=True)
        for name in names
    ]  # fmt: skip


def _spent(name: str, runs: RunTables) -> Array:
    if name in runs.table.column_names:
        return total(name)(runs)
    return np.zeros(runs.cube("buyers").shape)


def drivers(tables: list["pyarrow.Table"]) -> list[Outcome]:
    """Return the outcomes that say where the buyers of scenarios come from: one for each channel that all have."""
    return [
        Outcome(name, "consumers", total(name), f"won by {_plain(name, WON_BY)}", needs=(name,))
        for name in tables[0].column_names
        if name.startswith(WON_BY) and all(measured(table, name) for table in tables)
    ]


def _channels(runs: RunTables) -> Iterator[Outcome]:
    won = won_shares(runs.table)
    for channel, values in won.items() if len(won) > 1 else ():
        label = f"buyers who heard last from {_plain(channel)}"
        label = label if channel != NO_CHANNEL else "buyers who heard last from nobody"
        yield Outcome(WON_BY + channel, "share", partial(_given, values), label, may_lack=True)


def _given(values: Array, runs: RunTables) -> Array:
    return values


def _plain(name: str, prefix: str = "") -> str:
    return name.removeprefix(prefix).replace("_", " ")

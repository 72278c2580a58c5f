"""Adoption table: what a run has measured week by week, as arrays, and what follows from it.

An adoption table has one row per replication, week and brand, in this order; weeks count from 1, brands stand in the
scenario's order. A cube is one of its measures as an array (replications, weeks, brands).
"""

import math
from collections.abc import Container
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.scenario.parts import nearest

if TYPE_CHECKING:
    import pyarrow

WINDOW = 5
WON_BY = "won_by_"
NO_CHANNEL = "no_channel"
_OF_EVERY_MODEL = {"replication", "week", "brand", "buyers", "penetration", "new_buyers"}


def brands(table: "pyarrow.Table") -> list[str]:
    """Return the brands' names in the table's order; the first is the focal one."""
    names: list[str] = table["brand"].slice(0, shape_of(table)[2]).to_pylist()
    return names


def measured(table: "pyarrow.Table", *measures: str) -> bool:
    """Tell whether the table has all these measures."""
    return set(measures) <= set(table.column_names)


def cube(table: "pyarrow.Table", measure: str) -> Array:
    """Return one measure as float64 (replications, weeks, brands); what is missing is NaN.

    Raises:
        ValueError: if the table lacks the measure, or is not one row per replication, week and brand.
    """
    return _numbers(table, measure).astype(np.float64).reshape(shape_of(table))


def consumers(table: "pyarrow.Table") -> int | None:
    """Return how many consumers the market has, which only a table with a buyer tells."""
    buyers, penetration = cube(table, "buyers"), cube(table, "penetration")
    most = np.unravel_index(np.argmax(buyers), buyers.shape)
    return round(buyers[most] / penetration[most]) if penetration[most] > 0 else None


def states(table: "pyarrow.Table") -> list[str]:
    """Return the measures of a textbook's model that say who is in which state: each consumer is in one of them."""
    names = [name for name in table.column_names if name not in _OF_EVERY_MODEL]
    if len(names) < 2 or measured(table, "aware"):
        return []
    counted = np.sum([cube(table, name) for name in names], axis=0)
    everyone = consumers(table) or counted.flat[0]
    return names if everyone and np.all(counted == everyone) else []


def state_shares(table: "pyarrow.Table") -> dict[str, Array]:
    """Return what share of the consumers is in each state, as a cube by state."""
    counted = {state: cube(table, state) for state in states(table)}
    return {state: count / sum(counted.values()) for state, count in counted.items()}


def time_to_share(buyers: Array, share: float) -> Array:
    """Return the week by which a share of the final buyers had bought, (...) from buyers (..., weeks).

    Linear between the ends of weeks; nobody had bought at the start (week 0). NaN where nobody bought.

    Source: Rogers (2003), Diffusion of Innovations: the early (16 %), the majority (50 %), all but laggards (84 %).
    """
    if not 0 < share <= 1:
        raise ValueError(f"share: {share} is not allowed: a share is more than 0 and at most 1")
    buyers = np.asarray(buyers, dtype=np.float64)
    target = share * buyers[..., -1:]
    week = np.argmax(buyers >= target, axis=-1)[..., None]
    after = np.take_along_axis(buyers, week, axis=-1)
    before = np.where(week > 0, np.take_along_axis(buyers, np.maximum(week - 1, 0), axis=-1), 0.0)
    part = np.divide(target - before, after - before, out=np.full(week.shape, np.nan), where=after > before)
    time: Array = (week + part)[..., 0]
    return time


def peak_week(new_buyers: Array) -> Array:
    """Return the week with most new buyers, (...) from new buyers (..., weeks); NaN where nobody bought.

    Weekly counts are noisy: each week stands for the mean of the five around it, of three in a series below nine weeks,
    of itself below five. Beyond its ends the series is taken to go on, turned about its end.
    """
    new_buyers = np.asarray(new_buyers, dtype=np.float64)
    reach = min(WINDOW // 2, (new_buyers.shape[-1] - 1) // 4)
    mean = _windows(new_buyers, reach, mode="reflect", reflect_type="odd").mean(axis=-1)
    return np.where(np.any(new_buyers > 0, axis=-1), np.argmax(mean, axis=-1) + 1.0, np.nan)


def strongest_rival(table: "pyarrow.Table", alongside: Container[str] = ()) -> int | None:
    """Return the place among the brands of the focal one's rival that most have bought; None without rivals.

    Brands that stand ``alongside``, for other needs, are no rivals.
    """
    final = np.median(cube(table, "penetration")[:, -1], axis=0)
    rivals = [place for place, name in enumerate(brands(table)) if place and name not in alongside]
    return max(rivals, key=lambda place: final[place], default=None)


def won_shares(table: "pyarrow.Table") -> dict[str, Array]:
    """Return the share of the buyers that each channel won, (replications, brands) by channel; NaN without buyers.

    A channel wins a buyer to whom it spoke last before the first purchase; ``no_channel`` are those to whom none had
    spoken. The shares of one brand in one replication sum to 1.
    """
    bought = cube(table, "new_buyers").sum(axis=1)
    won = {
        name.removeprefix(WON_BY): cube(table, name).sum(axis=1)
        for name in table.column_names
        if name.startswith(WON_BY)
    }
    won[NO_CHANNEL] = bought - sum(won.values())
    return {channel: ratio(part, bought) for channel, part in won.items()}


def deterred_share(table: "pyarrow.Table") -> Array:
    """Return the share of would-be buyers whom criticism deterred, as a cube; NaN where there were none.

    A would-be buyer is in the market, knows the brand and would be convinced without the criticism heard. There are few
    in a week: each week stands for the five around it, or as many of them as there are.
    """
    deterred, convinced = (np.moveaxis(cube(table, measure), 1, -1) for measure in ("deterred", "convinced"))
    deterred, convinced = (
        _windows(counts, WINDOW // 2, mode="constant").sum(axis=-1) for counts in (deterred, convinced)
    )
    return np.moveaxis(ratio(deterred, deterred + convinced), -1, 1)


def _windows(values: Array, reach: int, **edges: Any) -> Array:
    """Return the weeks around each week, so many on either side: (..., weeks, window).

    ``edges`` says how the series goes on beyond its ends, as ``numpy.pad`` has it.
    """
    padded = np.pad(values, [(0, 0)] * (values.ndim - 1) + [(reach, reach)], **edges)
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=-1)


def ratio(part: Array, whole: Array) -> Array:
    """Return parts of wholes; NaN where the whole is nothing."""
    shares: Array = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return shares


def shape_of(table: "pyarrow.Table") -> tuple[int, int, int]:
    """Return the numbers of replications, weeks and brands of a table.

    Raises:
        ValueError: if it is not one row per replication, week and brand, in this order.
    """
    replication, week = _numbers(table, "replication"), _numbers(table, "week")
    if not len(week):
        raise ValueError("the adoption table has no rows")
    n_weeks = int(week.max())
    apart = np.flatnonzero((week != week[0]) | (replication != replication[0]))
    n_brands = int(apart[0]) if len(apart) else len(week)
    n_replications = len(week) // (n_weeks * n_brands)
    shape = (n_replications, n_weeks, n_brands)
    brand = table["brand"]
    if (
        n_replications * n_weeks * n_brands != len(week)
        or np.any(week.reshape(shape) != np.arange(1, n_weeks + 1)[:, None])
        or np.any(np.ptp(replication.reshape(shape), axis=(1, 2)))
        or not brand.slice(n_brands).equals(brand.slice(0, len(week) - n_brands))
    ):
        raise ValueError("the adoption table must have one row per replication, week and brand, in this order")
    return shape


def _numbers(table: "pyarrow.Table", name: str) -> Array:
    if name not in table.column_names:
        raise ValueError(f"{name}: the adoption table has no such measure; {nearest(name, table.column_names)}")
    column = table[name]
    if column.null_count:
        column = column.cast("float64").fill_null(math.nan)
    # Arrow's own `to_numpy` imports pandas, which takes longer than all the rest.
    return np.from_dlpack(column.combine_chunks())

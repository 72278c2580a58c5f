"""Summaries: what an adoption table says, in numbers with their intervals and in one sentence.

An adoption table has one row per replication, week and brand, in this order; weeks count from 1, brands stand in the
scenario's order. A cube is one of its measures as an array (replications, weeks, brands).
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.words.notation import FIRST, notation
from wordofmouth.words.numbers import counted, faithful, percent, span

if TYPE_CHECKING:
    import pyarrow


INTERVAL = 0.9
WINDOW = 5
WON_BY = "won_by_"
NO_CHANNEL = "no_channel"
_OF_EVERY_MODEL = {"replication", "week", "brand", "buyers", "penetration", "new_buyers"}


class Bands(NamedTuple):
    """The median over replications, and central intervals: by share of the replications, their low and high ends."""

    median: Array
    intervals: dict[float, tuple[Array, Array]]


@dataclass(frozen=True)
class Summary:
    """One number of one brand: the median over replications, and the ends that holds 90 % of them.

    Attributes:
        name, label, unit: what it is called, what it means in plain words, and what it is counted in.
        value: the median over the replications that have a value; None if none has.
        low, high: the ends of the ends; None with fewer than two such replications.
        replications: how many replications have a value.
    """

    brand: str
    name: str
    label: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    replications: int

    @property
    def text(self) -> str:
        """The value and its ends as one reads them, ``68 % (66–70 %)``."""
        return "none" if self.value is None else self.text_in(FIRST)

    def text_in(self, language: str) -> str:
        """Return the value and its ends as a language writes them; a dash for none."""
        if self.value is None:
            return "–"
        numbers = [self.value, *(end for end in (self.low, self.high) if end is not None)]
        value, *ends = faithful(numbers, self.unit, language)
        texts = [value, span(*ends, language)] if ends else [value]
        if self.unit == "share":
            texts = [notation(language).in_percent(text) for text in texts]
        return f"{texts[0]} ({texts[1]})" if ends else texts[0]


def brands(table: "pyarrow.Table") -> list[str]:
    """Return the brands' names in the table's order; the first is the focal one."""
    return table["brand"].slice(0, _shape(table)[2]).to_pylist()


def measured(table: "pyarrow.Table", *measures: str) -> bool:
    """Tell whether the table has all these measures."""
    return set(measures) <= set(table.column_names)


def cube(table: "pyarrow.Table", measure: str) -> Array:
    """Return one measure as float64 (replications, weeks, brands); what is missing is NaN.

    Raises:
        ValueError: if the table lacks the measure, or is not one row per replication, week and brand.
    """
    return _numbers(table, measure).astype(np.float64).reshape(_shape(table))


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
    counted = sum(cube(table, name) for name in names)
    everyone = consumers(table) or counted.flat[0]
    return names if everyone and np.all(counted == everyone) else []


def state_shares(table: "pyarrow.Table") -> dict[str, Array]:
    """Return what share of the consumers is in each state, as a cube by state."""
    counted = {state: cube(table, state) for state in states(table)}
    return {state: count / sum(counted.values()) for state, count in counted.items()}


def bands(values: Array, shares: tuple[float, ...] = (0.5, 0.9)) -> Bands:
    """Return the median and the central intervals over the first axis; a missing value is no value."""
    return Bands(
        _quantile(values, 0.5),
        {share: (_quantile(values, (1 - share) / 2), _quantile(values, (1 + share) / 2)) for share in shares},
    )


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
    return (week + part)[..., 0]


def peak_week(new_buyers: Array) -> Array:
    """Return the week with most new buyers, (...) from new buyers (..., weeks); NaN where nobody bought.

    Weekly counts are noisy: each week stands for the mean of the five around it, of three in a series below nine weeks,
    of itself below five. Beyond its ends the series is taken to go on, turned about its end.
    """
    new_buyers = np.asarray(new_buyers, dtype=np.float64)
    reach = min(WINDOW // 2, (new_buyers.shape[-1] - 1) // 4)
    mean = _windows(new_buyers, reach, mode="reflect", reflect_type="odd").mean(axis=-1)
    return np.where(np.any(new_buyers > 0, axis=-1), np.argmax(mean, axis=-1) + 1.0, np.nan)


def strongest_rival(table: "pyarrow.Table") -> int | None:
    """Return the place among the brands of the focal one's rival that most have bought; None without rivals."""
    final = np.median(cube(table, "penetration")[:, -1], axis=0)
    return 1 + int(np.argmax(final[1:])) if len(final) > 1 else None


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
    return {channel: _ratio(part, bought) for channel, part in won.items()}


def deterred_share(table: "pyarrow.Table") -> Array:
    """Return the share of would-be buyers whom criticism deterred, as a cube; NaN where there were none.

    A would-be buyer is in the market, knows the brand and would be convinced without the criticism heard. There are few
    in a week: each week stands for the five around it, or as many of them as there are.
    """
    deterred, convinced = (np.moveaxis(cube(table, measure), 1, -1) for measure in ("deterred", "convinced"))
    deterred, convinced = (
        _windows(counts, WINDOW // 2, mode="constant").sum(axis=-1) for counts in (deterred, convinced)
    )
    return np.moveaxis(_ratio(deterred, deterred + convinced), -1, 1)


def summarise(table: "pyarrow.Table") -> list[Summary]:
    """Return what came out for each brand, over replications; what the table does not measure is left out."""
    numbers = list(_numbers_of(table))
    return [
        summed_up(brand, name, label, unit, values[:, place])
        for place, brand in enumerate(brands(table))
        for name, label, unit, values in numbers
    ]


def finding(table: "pyarrow.Table") -> str:
    """Return what the table shows in one sentence, the focal brand first, then its strongest rival."""
    names, final = brands(table), cube(table, "penetration")[:, -1]
    n_weeks = _shape(table)[1]
    span = f"after {counted(n_weeks, 'week')}"
    share, ends = _share_and_interval(final[:, 0])
    text = f"{names[0]}: {share} have bought {span}" if share else f"{names[0]}: nobody has bought {span}"
    text += f" (90 % of runs: {ends})" if ends else ""
    if n_weeks > 1 and np.median(final[:, 0]) > 0:
        half = _quantile(time_to_share(cube(table, "buyers")[..., 0], 0.5), 0.5)
        text += f"; half of them by week {math.ceil(half)}"
    rival = strongest_rival(table)
    if rival is not None:
        share, ends = _share_and_interval(final[:, rival])
        text += f"; {'its rival' if len(names) == 2 else 'strongest rival'} {names[rival]}: {share or 'nobody'}"
        text += f" ({ends})" if ends else ""
    return text


def _numbers_of(table: "pyarrow.Table") -> Any:
    buyers = cube(table, "buyers")
    yield "penetration", "share of consumers who have bought", "share", cube(table, "penetration")[:, -1]
    yield "buyers", "consumers who have bought", "consumers", buyers[:, -1]
    for of_buyers in (16, 50, 84):
        label = f"week by which {of_buyers} % of the buyers had bought"
        yield f"week_{of_buyers}", label, "week", time_to_share(np.moveaxis(buyers, 1, -1), of_buyers / 100)
    peak = peak_week(np.moveaxis(cube(table, "new_buyers"), 1, -1))
    yield "peak_week", f"week with most new buyers, smoothed over {WINDOW} weeks", "week", peak
    if measured(table, "rating"):
        yield "rating", "rating on the review site at the end", "stars", cube(table, "rating")[:, -1]
    won = won_shares(table)
    for channel, values in won.items() if len(won) > 1 else ():
        label = (
            f"buyers who heard last from {channel.replace('_', ' ')}"
            if channel != NO_CHANNEL
            else "buyers to whom nobody had spoken"
        )
        yield WON_BY + channel, label, "share", values
    if measured(table, "deterred", "convinced"):
        deterred, convinced = (cube(table, measure).sum(axis=1) for measure in ("deterred", "convinced"))
        label = "would-be buyers deterred by criticism"
        yield "deterred", label, "share", _ratio(deterred, deterred + convinced)
    yield from _control(table)
    # Of two states the second is the buyers'.
    for state, shares in list(state_shares(table).items())[2:]:
        yield state, f"{state} at the end", "share", shares[:, -1]


def _control(table: "pyarrow.Table") -> Any:
    """Yield how much consumers have come to control: they buy, stay, recommend, and help to make the product."""
    if measured(table, "purchases", "repeat_purchases"):
        purchases = cube(table, "purchases").sum(axis=1)
        yield "purchases", "units bought", "purchases", purchases
        label = "units bought by consumers who had bought before"
        yield "repeat_purchases", label, "share", _ratio(cube(table, "repeat_purchases").sum(axis=1), purchases)
    if measured(table, "loyal"):
        yield "loyal", "buyers who came back and are loyal at the end", "consumers", cube(table, "loyal")[:, -1]
    if measured(table, "recommenders"):
        label = "consumers who recommend it, in a week on average"
        yield "recommenders", label, "consumers", cube(table, "recommenders").mean(axis=1)
    if measured(table, "cocreators") and (contributions := cube(table, "cocreators").sum(axis=1)).any():
        yield "cocreators", "contributions to the product by its owners", "contributions", contributions


def summed_up(brand: str, name: str, label: str, unit: str, values: Array) -> Summary:
    """Return one number of one brand, of an array (replications,) in which a missing value is no value."""
    values = values[~np.isnan(values)]
    if not len(values):
        return Summary(brand, name, label, unit, None, None, None, 0)
    median, intervals = bands(values, (INTERVAL,))
    low, high = map(float, intervals[INTERVAL]) if len(values) > 1 else (None, None)
    return Summary(brand, name, label, unit, float(median), low, high, len(values))


def _share_and_interval(final: Array) -> tuple[str, str]:
    """Return the median share and its ends in words; an empty text for nobody, and for what there is not."""
    if not final.any():
        return "", ""
    if len(final) == 1:
        return percent(final[0]), ""
    median, intervals = bands(final, (INTERVAL,))
    share, low, high = faithful([median, *intervals[INTERVAL]], "share")
    return notation().in_percent(share), notation().in_percent(span(low, high))


def _windows(values: Array, reach: int, **edges: Any) -> Array:
    """Return the weeks around each week, so many on either side: (..., weeks, window).

    ``edges`` says how the series goes on beyond its ends, as ``numpy.pad`` has it.
    """
    padded = np.pad(values, [(0, 0)] * (values.ndim - 1) + [(reach, reach)], **edges)
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=-1)


def _ratio(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)


def _quantile(values: Array, probability: float) -> Array:
    """Return a quantile over the first axis, linear between order statistics, of the values that are not NaN."""
    values = np.sort(np.asarray(values, dtype=np.float64), axis=0)
    last = np.sum(~np.isnan(values), axis=0, keepdims=True) - 1
    position = probability * np.maximum(last, 0)
    below = np.floor(position).astype(np.int64)
    low = np.take_along_axis(values, below, axis=0)
    high = np.take_along_axis(values, np.minimum(below + 1, np.maximum(last, 0)), axis=0)
    return np.minimum(low + (high - low) * (position - below), high)[0]


def _shape(table: "pyarrow.Table") -> tuple[int, int, int]:
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
        from wordofmouth.scenario.parts import nearest

        raise ValueError(f"{name}: the adoption table has no such measure; {nearest(name, table.column_names)}")
    column = table[name]
    if column.null_count:
        column = column.cast("float64").fill_null(math.nan)
    # Arrow's own `to_numpy` imports pandas, which takes longer than all the rest.
    return np.from_dlpack(column.combine_chunks())

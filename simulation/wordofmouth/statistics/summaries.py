"""Summaries: what an adoption table says, in numbers with their intervals and in one sentence."""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.adoption_table import brands, cube, shape_of, strongest_rival, time_to_share
from wordofmouth.statistics.intervals import bands, quantile
from wordofmouth.statistics.outcomes import MARKET, Outcome, RunTables
from wordofmouth.statistics.reported import reported
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST, notation
from wordofmouth.words.numbers import faithful, percent, span

if TYPE_CHECKING:
    import pyarrow


INTERVAL = 0.9


@dataclass(frozen=True)
class Summary:
    """One number of one brand: the median over replications, and the ends that hold 90 % of them.

    Attributes:
        name, label, unit: what it is called, what it means in plain words, and what it is counted in.
        value: the median over the replications that have a value; None if none has.
        low, high: the ends; None with fewer than two such replications.
        replications: how many replications have a value.
        mean: the mean, of what is reported by it, as it adds up; else None.
        is_told: whether runs can tell it: a ratio cannot be told where its divisor may be 0.
    """

    brand: str
    name: str
    label: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    replications: int
    mean: float | None = None
    is_told: bool = True

    @property
    def centre(self) -> float | None:
        """What is reported: the mean if there is one, else the median."""
        return self.value if self.mean is None else self.mean

    @property
    def text(self) -> str:
        """The value and its ends as one reads them, ``68 % (66–70 %)``."""
        return "none" if self.centre is None and self.is_told else self.text_in(FIRST)

    def text_in(self, language: str) -> str:
        """Return the value and its ends as a language writes them; a dash for none."""
        if self.centre is None:
            return "–" if self.is_told else Words(language)("adoption.untold")
        numbers = [self.centre, *(end for end in (self.low, self.high) if end is not None)]
        value, *ends = faithful(numbers, self.unit, language)
        texts = [value, span(ends[0], ends[1], language)] if ends else [value]
        if self.unit == "share":
            texts = [notation(language).in_percent(text) for text in texts]
        return f"{texts[0]} ({texts[1]})" if ends else texts[0]


def summarise(table: "pyarrow.Table", plugins: Collection[str] = (), needs: Sequence[str] = ()) -> list[Summary]:
    """Return what came out for each brand, over replications; what the table does not measure is left out.

    Outcomes of ``plugins`` are told too, by what the market names them. ``needs`` says which need each brand's offer is
    for; all are for one unless given.
    """
    runs = RunTables(table, plugins=plugins, needs=needs)
    return [row for row, _ in rows_of(reported(MARKET, runs), runs)]


def rows_of(outcomes: Sequence[Outcome], runs: RunTables) -> Iterator[tuple[Summary, Array]]:
    """Yield of each brand what each outcome came to, with its values in every run (replications,)."""
    numbers = [(each, each.by_brand(runs)) for each in outcomes]
    for place, brand in enumerate(brands(runs.table)):
        for each, by_brand in numbers:
            # What the campaign added is the first brand's alone.
            values = by_brand[:, place : place + 1].ravel()
            if len(values) and (values.any() or not each.only_if_any):
                yield summed_up(brand, each.name, each.meaning, each.unit, values), values


def finding(table: "pyarrow.Table", alongside: Collection[str] = (), say: Words | None = None) -> str:
    """Return what the table shows in one sentence, the focal brand first, then its strongest rival.

    Brands that stand ``alongside``, for other needs, are no rivals. It is in English unless other words are given.
    """
    say = say or Words()
    names, final = brands(table), cube(table, "penetration")[:, -1]
    n_weeks = shape_of(table)[1]
    share, ends = _share_and_interval(final[:, 0], say)
    text = say(
        "adoption.bought" if share else "adoption.nobody_bought",
        brand=names[0],
        share=share,
        weeks=say("counted.weeks", count=n_weeks),
    )
    text += say("adoption.interval", ends=ends) if ends else ""
    if n_weeks > 1 and np.median(final[:, 0]) > 0:
        half = quantile(time_to_share(cube(table, "buyers")[..., 0], 0.5), 0.5)
        text += say("adoption.half", week=math.ceil(half))
    rival = strongest_rival(table, alongside)
    if rival is not None:
        share, ends = _share_and_interval(final[:, rival], say)
        which = "rival" if len(names) - len(alongside) == 2 else "strongest_rival"
        text += say(f"adoption.{which}", brand=names[rival], share=share or say("adoption.nobody"))
        text += f" ({ends})" if ends else ""
    return text


def summed_up(brand: str, name: str, label: str, unit: str, values: Array) -> Summary:
    """Return one number of one brand, of an array (replications,) in which a missing value is no value."""
    values = values[~np.isnan(values)]
    if not len(values):
        return Summary(brand, name, label, unit, None, None, None, 0)
    median, intervals = bands(values, (INTERVAL,))
    low, high = map(float, intervals[INTERVAL]) if len(values) > 1 else (None, None)
    return Summary(brand, name, label, unit, float(median), low, high, len(values))


def _share_and_interval(final: Array, say: Words) -> tuple[str, str]:
    """Return the median share and its ends in words; an empty text for nobody, and for what there is not."""
    if not final.any():
        return "", ""
    if len(final) == 1:
        return percent(final[0], say.language), ""
    median, intervals = bands(final, (INTERVAL,))
    numbers = [float(number) for number in (median, *intervals[INTERVAL])]
    share, low, high = faithful(numbers, "share", say.language)
    return say.notation.in_percent(share), say.notation.in_percent(span(low, high, say.language))

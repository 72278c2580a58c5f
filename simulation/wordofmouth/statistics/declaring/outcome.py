"""Outcome: one number of each run, declared by its name, its unit and a function of the run's table."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.accounting.campaign import Campaign, campaign
from wordofmouth.statistics.adoption_table import WON_BY, brands, cube, measured, ratio
from wordofmouth.words.catalogue import Words
from wordofmouth.words.sentences import capitalised

if TYPE_CHECKING:
    import pyarrow

_BOUNDS = {"share": (0.0, 1.0), "stars": (1.0, 5.0), "consumers": (0.0, math.inf), "purchases": (0.0, math.inf)}
# Where summaries report an outcome: under what happened, what was earned, or what the campaign added.
MARKET, MONEY, ADDED = "market", "money", "added"


class RunTables:
    """What outcomes are made from.

    Attributes:
        table: the adoption table.
        baseline: that of the same market without the first brand's campaign, if there is one.
        rate: the share by which money loses its worth in a year.
        plugins: by what the market names its plugins, whose outcomes are reported too.
        needs: which need each brand's offer is for; all are for one unless given.
    """

    def __init__(
        self,
        table: "pyarrow.Table",
        baseline: "pyarrow.Table | None" = None,
        rate: float = 0.0,
        plugins: Collection[str] = (),
        needs: Sequence[str] = (),
    ) -> None:
        self.table, self.baseline, self.rate, self.plugins = table, baseline, rate, plugins
        self.needs = list(needs) or [""] * len(brands(table))
        # Many outcomes are made from the same few columns.
        self.cube = cache(partial(cube, table))

    @cached_property
    def campaign(self) -> Campaign:
        """What the first brand's campaign has added to the baseline, week by week."""
        return campaign(self.table, self.baseline, self.rate)

    @property
    def has_rivals(self) -> bool:
        """Whether the first brand has any: others that are for the same need."""
        return self.needs.count(self.needs[0]) > 1

    def market_share(self, column: str) -> Array:
        """Return what each brand has so far of what all brands for its need have, a cube.

        It is NaN where they have nothing, and of a brand without rivals.
        """
        amounts = np.cumsum(self.cube(column), axis=1)
        together = np.array([[need == other for other in self.needs] for need in self.needs], float)
        return np.where(together.sum(axis=0) > 1, ratio(amounts, amounts @ together), np.nan)


@dataclass(frozen=True)
class Outcome:
    """One number of each run, and how one speaks of it; a name, a unit and a function are enough.

    Attributes:
        name: what it is called in files and options.
        label, meaning: what it is called in words; and in a list of all, where it may take more of them.
        unit: what it is counted in: share, consumers, money, week, stars …
        of: its values for every brand (replications, brands), or its curves (replications, weeks, brands), of which
            the last week counts; what is asked of the first brand alone has one brand.
        needs: the columns without which a table has none.
        needs_baseline: whether it is made from the market without the campaign, too.
        may_lack: whether a run may have none, as there are no stars without reviews.
        is_cost: whether less of it is better.
        part: where summaries report it; empty for nowhere.
        only_if_any: whether it is reported of a brand only if it has any.
        is_compared: whether it stands in choices of what scenarios are compared by; all can be asked for.
        ratio_of: of a ratio, the two fields of :class:`Campaign` whose sums over all runs it is the ratio of.
        more, less: said of a scenario beside another; ``{amount}`` stands for how much.
        best: said of the best of several.
        heading, axis: what it is called above a panel, and what is counted there, ``{brand}`` standing for the brand's
            name; from label and unit unless given.
        needs_rivals: whether only a market in which the first brand has a rival has one.
        brand: whose it is; each brand has its own unless one is named.
        plugin: by what the plugin is named that has brought it; it is in the results of markets that name it, and
            wherever it is asked for.
    """

    name: str
    unit: str
    of: Callable[[RunTables], Array]
    label: str = ""
    meaning: str = ""
    needs: tuple[str, ...] = ()
    needs_baseline: bool = False
    may_lack: bool = False
    is_cost: bool = False
    part: str = MARKET
    only_if_any: bool = False
    is_compared: bool = True
    ratio_of: tuple[str, ...] = ()
    more: str = ""
    less: str = ""
    best: str = ""
    heading: str = ""
    axis: str = ""
    needs_rivals: bool = False
    brand: str = ""
    plugin: str = ""

    def __post_init__(self) -> None:
        label = self.label or self.name.replace("_", " ")
        default = {
            "label": label, "meaning": label, "heading": capitalised(label),
            "more": f"has {{amount}} more {label} than", "less": f"has {{amount}} less {label} than",
            "best": f"has {'least' if self.is_cost else 'most'} {label}",
        }  # fmt: skip
        for field, text in default.items():
            object.__setattr__(self, field, getattr(self, field) or text)

    @property
    def may_be_goal(self) -> bool:
        """Whether a campaign may be sought that has most of it: every run has it, and more is better."""
        return self.is_compared and not (self.is_cost or self.may_lack or self.needs_baseline)

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which values it must lie, so that no interval of it ends beyond."""
        free = (-math.inf, math.inf)
        return free if self.needs_baseline else _BOUNDS.get(self.unit, free)

    @property
    def reach(self) -> float:
        """By how much two values can differ at most."""
        return self.bounds[1] - self.bounds[0]

    @property
    def _own_name(self) -> str:
        """What it is called where brands have their own."""
        return self.name.removeprefix(f"brands.{self.brand}.") if self.brand else self.name

    def label_in(self, say: Words) -> str:
        """Return what it is called in a language; a channel's is made of the channel's name."""
        if self.name.startswith(WON_BY):
            return say("conclusion.won_by", channel=say(f"channels.{self.name.removeprefix(WON_BY)}.by"))
        if self.brand:
            label = say.find(f"outcomes.{self._own_name}.label")
            return say("conclusion.of_brand", label=label, brand=self.brand) if label else self.label
        return say.find(f"outcomes.{self.name}.label") or self.label

    def claim_in(self, say: Words, word: str, amount: str = "") -> str:
        """Return what is said of a scenario, ``more``, ``less`` or ``best``, in a language that has it, or English."""
        if self.brand:
            # Of a rival less is better, unless it is a cost.
            word = "most" if word == "best" and not self.is_cost else word
            return say(f"conclusion.brand_{word}", label=self.label_in(say), amount=amount)
        if say.phrase(f"outcomes.{self.name}.{word}")[1] is None:
            return str(getattr(self, word)).format(amount=amount)
        return say(f"outcomes.{self.name}.{word}", amount=amount)

    def heading_in(self, say: Words) -> str:
        """Return what it is called above a panel in a language."""
        return say.find(f"outcomes.{self.name}.heading") or capitalised(self.label_in(say))

    def axis_in(self, say: Words, brand: str) -> str:
        """Return what is counted in a panel of its own, in a language; empty if that is the unit."""
        return say.phrase(f"outcomes.{self._own_name}.axis")[1].format(brand=self.brand or brand) if self.axis else ""

    def is_in(self, runs: RunTables) -> bool:
        """Tell whether runs have it."""
        there = measured(runs.table, *self.needs) and (not self.brand or self.brand in brands(runs.table))
        return (
            there and not (self.needs_baseline and runs.baseline is None) and (runs.has_rivals or not self.needs_rivals)
        )

    def parts(self, runs: RunTables) -> tuple[Array, Array]:
        """Return of a ratio the parts and the wholes of each run, (replications,) each; NaN if there are none."""
        if not self.is_in(runs):
            nothing = np.full(runs.cube("buyers").shape[0], np.nan)
            return nothing, nothing
        part, whole = (getattr(runs.campaign, name)[:, -1] for name in self.ratio_of)
        return part, whole

    def by_brand(self, runs: RunTables) -> Array:
        """Return the number of each run and brand, (replications, brands), of runs that have it."""
        values = self.of(runs)
        return values[:, -1] if values.ndim == 3 else values

    def values(self, runs: RunTables) -> Array:
        """Return the first brand's number of each run (replications,); NaN if there is none."""
        return self.curve(runs)[:, -1]

    def curve(self, runs: RunTables) -> Array:
        """Return the first brand's values (replications, weeks), the last of which count; NaN if there are none.

        What is one number of the whole run is the same in all weeks.
        """
        shape = runs.cube("buyers").shape[:2]
        if not self.is_in(runs):
            return np.full(shape, np.nan)
        values = self.of(runs)[..., 0]
        return values if values.ndim == 2 else np.repeat(values[:, None], shape[1], axis=1)


def last(column: str) -> Callable[[RunTables], Array]:
    """Return the function of a column's values week by week: the last counts."""
    return lambda runs: runs.cube(column)


def total(column: str) -> Callable[[RunTables], Array]:
    """Return the function of the sum of a column's values so far."""
    return lambda runs: np.cumsum(runs.cube(column), axis=1)


def mean(column: str) -> Callable[[RunTables], Array]:
    """Return the function of a column's mean over the weeks."""
    return lambda runs: runs.cube(column).mean(axis=1)


def share(part: str, *rest: str) -> Callable[[RunTables], Array]:
    """Return the function of the share that the total of a column has in that of some."""
    return lambda runs: ratio(
        runs.cube(part).sum(axis=1), np.sum([runs.cube(column).sum(axis=1) for column in rest], axis=0)
    )


def added(name: str) -> Callable[[RunTables], Array]:
    """Return the function of what the campaign has added so far, a field of :class:`Campaign`."""
    return lambda runs: getattr(runs.campaign, name)[..., None]

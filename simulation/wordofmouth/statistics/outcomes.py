"""Outcomes: all that a run comes to. Summaries, comparisons, sweeps, goals, figures and the lab read this one list."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import OutcomeError
from wordofmouth.scenario.parts import nearest
from wordofmouth.statistics.accounting.campaign import Campaign, campaign, worth
from wordofmouth.statistics.adoption_table import (
    WINDOW,
    WON_BY,
    cube,
    measured,
    peak_week,
    ratio,
    time_to_share,
)
from wordofmouth.words.catalogue import Words, declare
from wordofmouth.words.sentences import capitalised

if TYPE_CHECKING:
    import pyarrow

SPENT_ON = "spent_on_"
_BOUNDS = {"share": (0.0, 1.0), "stars": (1.0, 5.0), "consumers": (0.0, math.inf), "purchases": (0.0, math.inf)}
# Where summaries report an outcome: under what happened, what was earned, or what the campaign added.
MARKET, MONEY, ADDED = "market", "money", "added"


class RunTables:
    """What outcomes are made from.

    Attributes:
        table: the adoption table.
        baseline: that of the same market without the first brand's campaign, if there is one.
        rate: the share by which money loses its worth in a year.
    """

    def __init__(self, table: "pyarrow.Table", baseline: "pyarrow.Table | None" = None, rate: float = 0.0) -> None:
        self.table, self.baseline, self.rate = table, baseline, rate
        # Many outcomes are made from the same few columns.
        self.cube = cache(partial(cube, table))

    @cached_property
    def campaign(self) -> Campaign:
        """What the first brand's campaign has added to the baseline, week by week."""
        return campaign(self.table, self.baseline, self.rate)


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

    def label_in(self, say: Words) -> str:
        """Return what it is called in a language; a channel's is made of the channel's name."""
        if self.name.startswith(WON_BY):
            return say("conclusion.won_by", channel=say(f"channels.{self.name.removeprefix(WON_BY)}.by"))
        return say(f"outcomes.{self.name}.label") if self.name in KNOWN else self.label

    def heading_in(self, say: Words) -> str:
        """Return what it is called above a panel in a language."""
        return say.find(f"outcomes.{self.name}.heading") or capitalised(self.label_in(say))

    def axis_in(self, say: Words, brand: str) -> str:
        """Return what is counted in a panel of its own, in a language; empty if that is the unit."""
        return say.phrase(f"outcomes.{self.name}.axis")[1].format(brand=brand) if self.axis else ""

    def is_in(self, runs: RunTables) -> bool:
        """Tell whether runs have it."""
        return measured(runs.table, *self.needs) and not (self.needs_baseline and runs.baseline is None)

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


def _week_of(of_buyers: int, half: str) -> Outcome:
    label = f"week by which {of_buyers} % of the buyers had bought"

    def of(runs: RunTables) -> Array:
        return time_to_share(np.moveaxis(runs.cube("buyers"), 1, -1), of_buyers / 100)

    return Outcome(
        f"week_{of_buyers}", "week", of, label, may_lack=True, is_cost=True, is_compared=False,
        more=f"takes {{amount}} weeks longer to {half} of its buyers than",
        less=f"takes {{amount}} weeks less to {half} of its buyers than", best=f"has {half} of its buyers soonest",
    )  # fmt: skip


_LIST = (
    Outcome("penetration", "share", last("penetration"), "share who have bought", "share of consumers who have bought",
            more="sells {amount} more than", less="sells {amount} less than", best="sells most", heading="Adoption",
            axis="% of consumers who have bought {brand}"),
    Outcome("buyers", "consumers", last("buyers"), "buyers", "consumers who have bought",
            more="has {amount} more buyers than", less="has {amount} fewer buyers than", best="has most buyers"),
    Outcome("purchases", "purchases", total("purchases"), "units bought", needs=("purchases",),
            more="sells {amount} more units than", less="sells {amount} fewer units than", best="sells most units"),
    Outcome("loyal", "consumers", last("loyal"), "loyal buyers", "buyers who came back and are loyal at the end",
            needs=("loyal",), more="has {amount} more loyal buyers than", less="has {amount} fewer loyal buyers than",
            best="has most loyal buyers"),
    Outcome("rating", "stars", last("rating"), "rating", "rating on the review site at the end", needs=("rating",),
            may_lack=True, more="is rated {amount} stars higher than", less="is rated {amount} stars lower than",
            best="is rated highest"),
    Outcome("revenue", "money", total("revenue"), "revenue", needs=("revenue",), part=MONEY,
            more="takes in {amount} more than", less="takes in {amount} less than", best="takes in most"),
    Outcome("profit", "money", total("profit"), "profit", needs=("profit",), part=MONEY,
            more="earns {amount} more than", less="earns {amount} less than", best="earns most"),
    Outcome("npv", "money", lambda runs: worth(runs.table, runs.rate), "net present value", needs=("profit",),
            part=MONEY, more="is worth {amount} more than", less="is worth {amount} less than", best="is worth most"),
    Outcome("net_sales", "money", lambda runs: np.cumsum(runs.cube("revenue") - runs.cube("refunds"), axis=1),
            "net sales", "net sales: revenue less refunds", needs=("revenue", "refunds"), part=MONEY,
            more="has {amount} more net sales than", less="has {amount} less net sales than",
            best="has most net sales"),
    Outcome("total_cost", "money", added("cost"), "total cost of the campaign",
            needs=("campaign_cost",), needs_baseline=True, is_cost=True, part=ADDED,
            more="pays {amount} more for its campaign in all than",
            less="pays {amount} less for its campaign in all than", best="pays least for its campaign in all"),
    Outcome("campaign_cost", "money", total("campaign_cost"), "spent on the campaign", "spent on the campaign",
            needs=("campaign_cost",), is_cost=True, part=MONEY, more="spends {amount} more on its campaign than",
            less="spends {amount} less on its campaign than", best="spends least on its campaign"),
    Outcome("cost_per_customer", "money each", added("cost_per_customer"), "acquisition cost",
            "acquisition cost: total cost per buyer added", needs=("campaign_cost",), needs_baseline=True,
            may_lack=True, is_cost=True, part=ADDED, ratio_of=("cost", "extra_buyers"),
            more="pays {amount} more for a customer won than",
            less="pays {amount} less for a customer won than", best="pays least for a customer won"),
    Outcome("return_on_spend", "ratio", added("return_on_spend"), "return on spend",
            "return on spend: profit added per 1 of total cost", needs=("campaign_cost",),
            needs_baseline=True, may_lack=True, part=ADDED, ratio_of=("extra_profit", "cost"),
            more="returns {amount} more for each 1 spent than", less="returns {amount} less for each 1 spent than",
            best="returns most for what it spends"),
    _week_of(16, "16 %"),
    _week_of(50, "half"),
    _week_of(84, "84 %"),
    Outcome("peak_week", "week", lambda runs: peak_week(np.moveaxis(runs.cube("new_buyers"), 1, -1)),
            "week with most new buyers", f"week with most new buyers, smoothed over {WINDOW} weeks", may_lack=True,
            is_cost=True, is_compared=False, more="has its peak {amount} weeks later than",
            less="has its peak {amount} weeks sooner than", best="has its peak soonest"),
    Outcome("deterred", "share", share("deterred", "deterred", "convinced"), "would-be buyers deterred by criticism",
            needs=("deterred", "convinced"), may_lack=True, is_cost=True, is_compared=False),
    Outcome("repeat_purchases", "share", share("repeat_purchases", "purchases"),
            "units bought by consumers who had bought before", needs=("purchases", "repeat_purchases"), may_lack=True,
            is_compared=False),
    Outcome("recommenders", "consumers", mean("recommenders"), "consumers who recommend it",
            "consumers who recommend it, in a week on average", needs=("recommenders",), is_compared=False),
    Outcome("cocreators", "contributions", total("cocreators"), "contributions to the product by its owners",
            needs=("cocreators",), only_if_any=True, is_compared=False),
    Outcome("unit_costs", "money", total("unit_costs"), "cost of the units sold", needs=("unit_costs",), is_cost=True,
            part=MONEY, is_compared=False),
    Outcome("refunds", "money", total("refunds"), "refunds", needs=("refunds",), is_cost=True, part=MONEY,
            only_if_any=True, is_compared=False),
    Outcome("returned", "purchases", total("claims"), "purchases returned for a refund", needs=("claims",),
            is_cost=True, only_if_any=True, is_compared=False),
    Outcome("extra_refunds", "money", added("refunds"), "refunds that the campaign added", needs=("campaign_cost",),
            needs_baseline=True, is_cost=True, part=ADDED, only_if_any=True, is_compared=False),
    Outcome("discounts", "money", added("discounts"), "margin given away by discounts", needs=("campaign_cost",),
            needs_baseline=True, is_cost=True, part=ADDED, only_if_any=True, is_compared=False),
    Outcome("discounts_added", "money", added("discounts_added"), "of it, to buyers whom the campaign added",
            needs=("campaign_cost",), needs_baseline=True, is_cost=True, part=ADDED, only_if_any=True,
            is_compared=False),
    Outcome("discounts_anyway", "money", added("discounts_anyway"), "of it, to buyers who would have bought anyway",
            needs=("campaign_cost",), needs_baseline=True, is_cost=True, part=ADDED, only_if_any=True,
            is_compared=False),
    Outcome("extra_buyers", "consumers", added("extra_buyers"), "buyers whom the campaign added",
            needs=("campaign_cost",), needs_baseline=True, part=ADDED, is_compared=False),
    Outcome("extra_profit", "money", added("extra_profit"), "profit that the campaign added, all costs paid",
            needs=("campaign_cost",), needs_baseline=True, part=ADDED, is_compared=False),
    Outcome("campaign_worth", "money", added("worth"), "net present value of the campaign", needs=("campaign_cost",),
            needs_baseline=True, part=ADDED, is_compared=False),
    Outcome("payback_week", "week", lambda runs: runs.campaign.payback_week[:, None],
            "week by which the campaign had paid back", needs=("campaign_cost",), needs_baseline=True, may_lack=True,
            is_cost=True, part=ADDED, is_compared=False),
)  # fmt: skip

# All there are, by name; and those by which scenarios are compared unless another is asked for.
KNOWN: dict[str, Outcome] = {}
OUTCOMES: dict[str, Outcome] = {}


def register(new: Outcome) -> Outcome:
    """Add an outcome to the list, from which whatever asks for outcomes has it, and return it.

    Raises:
        OutcomeError: if another is called so.
    """
    if new.name in KNOWN:
        raise OutcomeError(f"outcome: {new.name!r} is there already; give this one another name")
    KNOWN[new.name] = new
    words = {word: getattr(new, word) for word in ("label", "more", "less", "best", "axis")}
    words["heading"] = "" if new.heading == capitalised(new.label) else new.heading
    declare(f"outcomes.{new.name}", {word: text for word, text in words.items() if text})
    if new.is_compared:
        OUTCOMES[new.name] = new
    return new


for _each in _LIST:
    register(_each)


def outcome(name: str) -> Outcome:
    """Return the outcome of this name.

    Raises:
        OutcomeError: if there is none.
    """
    if name not in KNOWN:
        raise OutcomeError(f"measure: scenarios are not compared by {name!r}; {nearest(name, KNOWN)}")
    return KNOWN[name]

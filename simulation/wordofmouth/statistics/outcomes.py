"""Outcomes: the measures by which scenarios are compared, each a curve over the weeks whose last value counts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import OutcomeError
from wordofmouth.scenario.parts import nearest
from wordofmouth.statistics.economics import campaign, worth
from wordofmouth.statistics.summaries import WON_BY, cube, measured
from wordofmouth.words.catalogue import Words, declare

if TYPE_CHECKING:
    import pyarrow


class Outcome(NamedTuple):
    """A measure of the first brand, and how one speaks of a scenario that has more, less or the best of it.

    Attributes:
        more, less: said of a scenario beside another; ``{amount}`` stands for how much.
        best: said of the best of several.
        curve: its values (replications, weeks), from a table, the baseline if there is one, and the discount rate.
        is_cost: less of it is better.
    """

    name: str
    label: str
    unit: str
    more: str
    less: str
    best: str
    curve: Callable[["pyarrow.Table", "pyarrow.Table | None", float], Array]
    is_cost: bool = False

    def label_in(self, say: Words) -> str:
        """Return what it is called in a language; without words of its own, it counts the buyers that a channel won."""
        if self.more:
            return say(f"outcomes.{self.name}.label")
        return say("conclusion.won_by", channel=say(f"channels.{self.name.removeprefix(WON_BY)}.by"))


def _stock(name: str) -> Callable[..., Array]:
    return lambda table, baseline, rate: _ours(table, name)


def _flow(name: str) -> Callable[..., Array]:
    return lambda table, baseline, rate: np.cumsum(_ours(table, name), axis=1)


def _added(name: str) -> Callable[..., Array]:
    def curve(table: "pyarrow.Table", baseline: "pyarrow.Table | None", rate: float) -> Array:
        if baseline is None or not measured(table, "campaign_cost"):
            return np.full(_ours(table, "buyers").shape, np.nan)
        return getattr(campaign(table, baseline, rate), name)

    return curve


def _ours(table: "pyarrow.Table", name: str) -> Array:
    if not measured(table, name):
        return np.full(cube(table, "buyers").shape[:2], np.nan)
    return cube(table, name)[..., 0]


def _of_winning(table: "pyarrow.Table", baseline: "pyarrow.Table | None", rate: float) -> Array:
    return worth(table, rate)[..., 0] if measured(table, "profit") else _ours(table, "profit")


OUTCOMES = {
    outcome.name: outcome
    for outcome in (
        Outcome("penetration", "share who have bought", "share",
                "sells {amount} more than", "sells {amount} less than", "sells most", _stock("penetration")),
        Outcome("buyers", "buyers", "consumers",
                "has {amount} more buyers than", "has {amount} fewer buyers than", "has most buyers", _stock("buyers")),
        Outcome("purchases", "units bought", "purchases",
                "sells {amount} more units than", "sells {amount} fewer units than", "sells most units",
                _flow("purchases")),
        Outcome("loyal", "loyal buyers", "consumers",
                "has {amount} more loyal buyers than", "has {amount} fewer loyal buyers than", "has most loyal buyers",
                _stock("loyal")),
        Outcome("rating", "rating", "stars",
                "is rated {amount} stars higher than", "is rated {amount} stars lower than", "is rated highest",
                _stock("rating")),
        Outcome("revenue", "revenue", "money",
                "takes in {amount} more than", "takes in {amount} less than", "takes in most", _flow("revenue")),
        Outcome("profit", "profit", "money",
                "earns {amount} more than", "earns {amount} less than", "earns most", _flow("profit")),
        Outcome("npv", "net present value", "money",
                "is worth {amount} more than", "is worth {amount} less than", "is worth most", _of_winning),
        Outcome("campaign_cost", "campaign cost", "money",
                "spends {amount} more on its campaign than", "spends {amount} less on its campaign than",
                "spends least on its campaign", _flow("campaign_cost"), is_cost=True),
        Outcome("cost_per_customer", "cost per buyer added", "money each",
                "pays {amount} more for a customer won than", "pays {amount} less for a customer won than",
                "pays least for a customer won", _added("cost_per_customer"), is_cost=True),
        Outcome("return_on_spend", "profit added per 1 spent", "ratio",
                "returns {amount} more for each 1 spent than", "returns {amount} less for each 1 spent than",
                "returns most for what it spends", _added("return_on_spend")),
    )
}  # fmt: skip
for _each in OUTCOMES.values():
    declare(f"outcomes.{_each.name}", {name: getattr(_each, name) for name in ("label", "more", "less", "best")})


def outcome(name: str) -> Outcome:
    """Return the measure of this name.

    Raises:
        OutcomeError: if there is none.
    """
    if name not in OUTCOMES:
        raise OutcomeError(f"measure: scenarios are not compared by {name!r}; {nearest(name, OUTCOMES)}")
    return OUTCOMES[name]


def drivers(tables: list["pyarrow.Table"]) -> list[Outcome]:
    """Return the measures that say where the buyers of scenarios come from: one for each channel that all have."""
    shared = [name for name in tables[0].column_names if name.startswith(WON_BY) and measured_by_all(tables, name)]
    return [
        Outcome(name, f"won by {name.removeprefix(WON_BY).replace('_', ' ')}", "consumers",
                "", "", "", _flow(name)) for name in shared
    ]  # fmt: skip


def measured_by_all(tables: list["pyarrow.Table"], name: str) -> bool:
    """Tell whether every table has a measure."""
    return all(measured(table, name) for table in tables)

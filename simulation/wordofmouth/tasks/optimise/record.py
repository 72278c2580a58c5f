"""The record of an optimisation: every run of every campaign that was tried, and what the best of them is worth."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.results.differences import Difference, apart
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import TABLE, Record, checked
from wordofmouth.results.tables import read_parquet
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import annotated
from wordofmouth.statistics.intervals import half_width
from wordofmouth.statistics.outcomes import SPENT_ON, Outcome, outcome
from wordofmouth.statistics.risk import Gain, gain, worst_mean
from wordofmouth.tasks.optimise.goal import FRESH, NOTHING, OWN, SEARCH, Goal
from wordofmouth.tasks.optimise.search import front
from wordofmouth.words.market import about_market
from wordofmouth.words.numbers import counted

if TYPE_CHECKING:
    import pyarrow

CAMPAIGNS, BEST = "campaigns.parquet", "best.toml"
# The columns of its main table.
RUNS = {"stage": str, "campaign": str, "replication": int, "value": float, "cost": float}
# Beside these, what of the cost are refunds that it added, and margin given away; and what was spent on each lever.
PARTS_OF_COST = {"refunds": float, "discounts": float}
# What is drawn as caution where the mean is sought.
_CAUTIOUS = 0.1


class SearchPoint(NamedTuple):
    """What a campaign came to in the search: its mean cost, and how much more than nothing, on average and at worst."""

    campaign: str
    cost: float
    mean: float
    worst: float


class Cost(NamedTuple):
    """What a campaign costs in runs with fresh seeds.

    Attributes:
        mean, high: the mean of all that it costs, and the upper end of its 95 % interval.
        within: the share of runs in which it keeps to the budget.
        parts: the parts of the mean by their names: spent on each lever, refunds added, margin given away.
    """

    mean: float
    high: float
    within: float
    parts: dict[str, float]


class Optimised(Record):
    """What came out of a search for the best campaign.

    Attributes:
        arrow: all runs: the stage (search, choice, fresh), the campaign (a number; own; nothing), the replication, its
            value and its cost, as an Arrow table; where the budget binds all costs, what of the cost are refunds that
            the campaign added, margin that its discounts gave away, and what was spent on each lever.
        campaigns: the values that were tried, a row per campaign, as an Arrow table; missing where a lever was off.
    """

    task: ClassVar[str] = "optimise"
    figure_name: ClassVar[str] = "optimisation.png"

    def __init__(self, arrow: "pyarrow.Table", campaigns: "pyarrow.Table", manifest: Manifest) -> None:
        super().__init__(arrow, manifest)
        self.campaigns = campaigns

    @classmethod
    def _of_files(cls, folder: Path, manifest: Manifest) -> Self:
        arrow = checked(read_parquet(manifest.checked(folder / TABLE)), manifest.table_digest, folder / TABLE)
        return cls(arrow, read_parquet(manifest.checked(folder / CAMPAIGNS)), manifest)

    def files(self) -> "dict[str, pyarrow.Table | str]":
        """Return its tables and the best scenario by the names of their files."""
        best = annotated(self.best, only_changed=True)
        return super().files() | {CAMPAIGNS: self.campaigns, BEST: best}

    def differences(self, other: "Optimised") -> list[Difference]:
        """Return where another result's runs differ from these; none if to the bit the same."""
        ours, theirs = self.runs, other.runs
        pairs = {key: (ours.get(key, ()), theirs.get(key, ())) for key in [*ours, *theirs]}
        lines = [
            Difference(f"{stage}, campaign {name}: other runs, or none", apart(mine, others))
            for (stage, name), (mine, others) in pairs.items()
            if not np.array_equal(mine, others)
        ]
        # The gravest first: what is not rounding is to be told.
        return sorted(lines, key=lambda line: -line.apart)[:3] or super().differences(other)

    @cached_property
    def goal(self) -> Goal:
        """What was asked."""
        return Goal.as_then(self.manifest.design)

    @property
    def best(self) -> Scenario:
        """The scenario with the best campaign."""
        return Scenario.from_dict(self.manifest.others[0])

    @cached_property
    def runs(self) -> dict[tuple[str, str], Array]:
        """Value and cost of each run, (runs, 2), by stage and campaign."""
        by_campaign: dict[tuple[str, str], list[tuple[float, float]]] = {}
        columns = (self.arrow[name].to_pylist() for name in ("stage", "campaign", "value", "cost"))
        for stage, name, value, cost in zip(*columns, strict=True):
            by_campaign.setdefault((stage, name), []).append((value, cost))
        return {key: np.array(values) for key, values in by_campaign.items()}

    @property
    def chosen(self) -> str:
        """Which campaign is best: its number, the scenario's own, or nothing."""
        numbered = (name for stage, name in self.runs if stage == FRESH and name not in (OWN, NOTHING))
        is_own = (FRESH, OWN) in self.runs and self.best.campaign == self.goal.base.campaign
        return next(numbered, OWN if is_own else NOTHING)

    @property
    def cost(self) -> float:
        """What the best campaign costs on average, with fresh seeds."""
        return float(self.runs[FRESH, self.chosen][:, 1].mean())

    @property
    def costs(self) -> Cost:
        """What the best campaign costs with fresh seeds, part by part, and how surely it keeps to the budget."""
        costs, parts = self.runs[FRESH, self.chosen][:, 1], self._parts_of_cost()
        mean = float(costs.mean())
        high = mean + float(np.nan_to_num(half_width(costs)))
        return Cost(mean, high, float(np.mean(costs <= self.goal.budget)), parts)

    def _parts_of_cost(self) -> dict[str, float]:
        """Return the parts of the mean cost of the best campaign by the names of their columns; those that are any."""
        of = zip(self.arrow["stage"].to_pylist(), self.arrow["campaign"].to_pylist(), strict=True)
        rows = [place for place, row in enumerate(of) if row == (FRESH, self.chosen)]
        names = [name for name in self.arrow.column_names if name in PARTS_OF_COST or name.startswith(SPENT_ON)]
        means = {name: float(np.asarray(self.arrow[name])[rows].mean()) for name in names}
        return {name: mean for name, mean in means.items() if mean}

    def fresh_gain(self, share: float) -> Gain:
        """Return how much more the worst share of runs comes to than with no campaign, with fresh seeds."""
        return gain(self.runs[FRESH, NOTHING][:, 0], self.runs[FRESH, self.chosen][:, 0], share)

    def gain(self, stage: str, name: str) -> Gain:
        """Return how much more the best campaign comes to than another in the runs of a stage."""
        base, values = (self.runs[stage, campaign][:, 0] for campaign in (name, self.chosen))
        return gain(base, values, self.goal.cautious)

    @property
    def outcome(self) -> Outcome:
        """What there is to be most of."""
        return outcome(self.manifest.measure)

    @cached_property
    def points(self) -> dict[str, SearchPoint]:
        """What each campaign came to in the search, by its number; nothing among them."""
        share = self.caution
        none = self.runs[SEARCH, NOTHING][:, 0]
        return {
            name: SearchPoint(
                name,
                float(runs[:, 1].mean()),
                float(runs[:, 0].mean() - none.mean()),
                worst_mean(runs[:, 0], share) - worst_mean(none, share),
            )
            for (stage, name), runs in self.runs.items()
            if stage == SEARCH and name not in self._over_caps
        }

    @cached_property
    def _over_caps(self) -> set[str]:
        """The campaigns of the search that spend more on a lever than its cap, on average."""
        means: dict[tuple[str, str], list[float]] = {}
        for label, cap in self.goal.caps.items():
            columns = (self.arrow[name].to_pylist() for name in ("stage", "campaign", f"{SPENT_ON}{label}"))
            for stage, name, spent in zip(*columns, strict=True):
                if stage == SEARCH:
                    means.setdefault((name, label), []).append(spent - cap)
        return {name for (name, _), over in means.items() if np.mean(over) > 0}

    @property
    def caution(self) -> float:
        """The share of the worst runs that is drawn beside the mean."""
        asked = self.goal.cautious
        return asked if asked < 1 else max(_CAUTIOUS, 1 / self.manifest.replications)

    def cost_front(self) -> list[SearchPoint]:
        """Return the campaigns than which none is cheaper and better on average, the cheapest first."""
        points = list(self.points.values())
        return [points[place] for place in front([(point.cost, point.mean) for point in points])]

    def risk_front(self) -> list[SearchPoint]:
        """Return the campaigns within the budget than which none is better on average and at worst, the best first."""
        points = [point for point in self.points.values() if point.cost <= self.goal.budget]
        return [points[place] for place in front([(-point.mean, point.worst) for point in points])]

    def best_within(self, budget: float) -> SearchPoint:
        """Return what the search saw gain most, on average, for at most so much."""
        return max((point for point in self.points.values() if point.cost <= budget), key=lambda point: point.mean)

    def best_values(self) -> dict[str, Any]:
        """Return by path what the best campaign has of all that was varied; nothing if it is none."""
        if self.chosen == NOTHING:
            return {}
        if self.chosen == OWN:
            return self.goal.own_values()
        row = self.campaigns["campaign"].to_pylist().index(self.chosen)
        return {path: self.campaigns[path][row].as_py() for path in self.goal.vary}

    @property
    def subtitle(self) -> str:
        """What was run, in a line."""
        manifest = self.manifest
        title = self.goal.title or manifest.scenario["title"] or manifest.scenario["name"]
        tried = counted(self.campaigns.num_rows, "campaign")
        each = f"{counted(manifest.replications, 'run')} of each with common random numbers"
        return " · ".join([title, *about_market(manifest.scenario), tried, each, f"seed {manifest.seed}"])

    @property
    def name(self) -> str:
        """What its folder is called unless given."""
        return self.goal.name

"""Results of an optimisation: every run of every campaign that was tried, and what the best of them is worth."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import ScenarioError
from wordofmouth.results.files import atomic
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import TABLE, Result, checked
from wordofmouth.results.tables import of_rows, read_parquet, write_table
from wordofmouth.scenario.factors import Factor, Values
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.outcomes import Outcome, outcome
from wordofmouth.statistics.risk import Gain, gain, worst_mean
from wordofmouth.tasks.optimise.goal import FRESH, NOTHING, OWN, SEARCH, Goal
from wordofmouth.tasks.optimise.search import front
from wordofmouth.words.numbers import counted, format_number, percent, three_digits

if TYPE_CHECKING:
    import matplotlib.figure
    import pyarrow

CAMPAIGNS, BEST = "campaigns.parquet", "best.toml"
_RUNS = {"stage": str, "campaign": str, "replication": int, "value": float, "cost": float}
WORDS = {OWN: "the scenario's own", NOTHING: "none"}
# What is drawn as caution where the mean is sought.
_CAUTIOUS = 0.1
# As many campaigns that nothing beats are listed for people.
_FEW = 8
# So much of a range is its end.
_NEAR = 0.02
# From here on numbers are told without decimals, and half an interval of so much without its last digits.
_ROUND = 100.0


class Point(NamedTuple):
    """What a campaign came to in the search: its mean cost, and how much more than nothing, on average and at worst."""

    campaign: str
    cost: float
    mean: float
    worst: float


class Gained(NamedTuple):
    """How much more the best campaign comes to than another: what the search promised, and what fresh luck gave."""

    beside: str
    promised: float
    fresh: Gain


class Optimised(Result):
    """What came out of a search for the best campaign.

    Attributes:
        arrow: all runs: the stage (search, choice, fresh), the campaign (a number; own; nothing), the replication, its
            value and its cost, as an Arrow table.
        campaigns: the values that were tried, a row per campaign, as an Arrow table; missing where a lever was off.
    """

    task: ClassVar[str] = "optimise"
    figure_name: ClassVar[str] = "optimisation.png"

    def __init__(self, arrow: "pyarrow.Table", campaigns: "pyarrow.Table", manifest: Manifest) -> None:
        super().__init__(arrow, manifest)
        self.campaigns = campaigns

    @classmethod
    def of(
        cls,
        goal: Goal,
        best: Scenario,
        campaigns: Mapping[str, Mapping[str, Any]],
        runs: Mapping[tuple[str, str], Array],
        *,
        seconds: float,
    ) -> Self:
        """Return the result of a search that has just ended on this machine."""
        keys = [(stage, name, number) for stage, name in runs for number in goal.luck[stage]]
        found = np.concatenate(list(runs.values()))
        arrow = of_rows(_RUNS, ((*key, *of) for key, of in zip(keys, found, strict=True)))
        levers = [
            Factor.of(path, [*values.tried, *(campaign.get(path) for campaign in campaigns.values())])
            for path, values in goal.vary.items()
        ]
        tried = of_rows(
            {"campaign": str, **{lever.path: lever.type for lever in levers}},
            ((name, *(lever.label(of.get(lever.path)) for lever in levers)) for name, of in campaigns.items()),
        )
        manifest = Manifest.of_run(
            goal.base,
            task=cls.task,
            others=[best],
            measure=goal.objective,
            seed=goal.seed,
            replications=goal.replications,
            table=arrow,
            baseline=None,
            network_digests=(),
            notes=best.notes(),
            by=(),
            seconds=seconds,
        )
        goal_kept = {"design": goal.resolved(), "design_digest": goal.digest, "runs": len(keys)}
        found = cls(arrow, tried, manifest.model_copy(update=goal_kept))
        notes = (*manifest.notes, *found._cautions())
        found.manifest = found.manifest.model_copy(update={"notes": notes})
        return found

    @classmethod
    def _of_files(cls, folder: Path, manifest: Manifest) -> Self:
        arrow = checked(read_parquet(folder / TABLE), manifest.table_digest, folder / TABLE)
        return cls(arrow, read_parquet(folder / CAMPAIGNS), manifest)

    def save_table(self, folder: Path, *, csv: bool = False) -> None:
        """Write the tables and the best scenario to a folder."""
        from wordofmouth.scenario.toml_writer import annotated

        super().save_table(folder, csv=csv)
        write_table(folder / CAMPAIGNS, self.campaigns, self.marks)
        with atomic(folder / BEST) as unfinished:
            unfinished.write_text(annotated(self.best, only_changed=True), encoding="utf-8")

    def differences(self, other: Result) -> list[str]:
        """Return where another result's runs differ from these; none if to the bit the same."""
        ours, theirs = self.runs, other.runs
        keys = dict.fromkeys([*ours, *theirs])
        other_runs = [key for key in keys if not np.array_equal(ours.get(key, ()), theirs.get(key, ()))]
        return [f"{stage}, campaign {name}: other runs, or none" for stage, name in other_runs[:3]]

    @cached_property
    def goal(self) -> Goal:
        """What was asked."""
        return Goal(**self.manifest.design)

    @property
    def best(self) -> Scenario:
        """The scenario with the best campaign."""
        return Scenario.from_dict(self.manifest.others[0])

    @cached_property
    def runs(self) -> dict[tuple[str, str], Array]:
        """Value and cost of each run, (runs, 2), by stage and campaign."""
        found: dict[tuple[str, str], list[tuple[float, float]]] = {}
        columns = (self.arrow[name].to_pylist() for name in ("stage", "campaign", "value", "cost"))
        for stage, name, value, cost in zip(*columns, strict=True):
            found.setdefault((stage, name), []).append((value, cost))
        return {key: np.array(values) for key, values in found.items()}

    @property
    def chosen(self) -> str:
        """Which campaign is best: its number, or nothing."""
        return next((name for stage, name in self.runs if stage == FRESH and name not in WORDS), NOTHING)

    @property
    def cost(self) -> float:
        """What the best campaign costs on average, with fresh luck."""
        return float(self.runs[FRESH, self.chosen][:, 1].mean())

    def summary(self) -> list[Gained]:
        """Return how much more the best campaign comes to than the scenario's own, if it has one, and than nothing."""
        others = [name for name in WORDS if (FRESH, name) in self.runs and name != self.chosen]
        gains = {stage: [self._gain(stage, name) for name in others] for stage in (SEARCH, FRESH)}
        return [
            Gained(name, promised.difference, fresh)
            for name, promised, fresh in zip(others, gains[SEARCH], gains[FRESH], strict=True)
        ]

    def fresh_gain(self, share: float) -> Gain:
        """Return how much more the worst share of runs comes to than with no campaign, with fresh luck."""
        return gain(self.runs[FRESH, NOTHING][:, 0], self.runs[FRESH, self.chosen][:, 0], share)

    def _gain(self, stage: str, name: str) -> Gain:
        base, values = (self.runs[stage, campaign][:, 0] for campaign in (name, self.chosen))
        return gain(base, values, self.goal.cautious)

    def finding(self) -> str:
        """Return in one sentence what the best campaign comes to, with luck that did not choose it."""
        budget, cautious = f"{self.goal.budget:,g}", self.goal.cautious
        claims = [self._claim(row) for row in self.summary()]
        # What would be said twice in the same words is said once.
        verb = self.outcome.more.partition("{")[0]
        if all(claim.startswith(verb) for claim in claims):
            claims[1:] = [claim.removeprefix(verb) for claim in claims[1:]]
        told = " and ".join(claims)
        if self.chosen == NOTHING:
            text = f"No campaign for at most {budget} was found that does better than none"
            return f"{text}; none {told}" if told else text
        where = f"In the worst {percent(cautious)} of runs the" if cautious < 1 else "The"
        cost = three_digits(self.cost)
        return f"{where} best campaign for at most {budget} {told}; it costs {cost}"

    def _claim(self, gained: Gained) -> str:
        outcome, fresh = self.outcome, gained.fresh
        if not fresh.is_told:
            return f"cannot be told from {WORDS[gained.beside]} (95 %: {self.interval(fresh, sign=True)})"
        said = fresh if fresh.difference > 0 else Gain(-fresh.difference, -fresh.high, -fresh.low)
        amount = self.amount(abs(fresh.difference), fresh) + (" points" if outcome.unit == "share" else "")
        more = outcome.more if fresh.difference > 0 else outcome.less
        return f"{more.format(amount=amount)} {WORDS[gained.beside]} (95 %: {self.interval(said)})"

    def promise(self) -> str:
        """Return in one sentence what the search promised, which is flattering, and what fresh luck gave."""
        if self.chosen == NOTHING:
            return ""
        gained = self.summary()[-1]
        promised, fresh = (self.amount(value, gained.fresh) for value in (gained.promised, gained.fresh[0]))
        return (
            f"Among {counted(self.campaigns.num_rows, 'campaign')} the search promised {promised} more than "
            f"{WORDS[gained.beside]}; "
            f"{len(self.runs[FRESH, self.chosen])} runs with fresh luck give {fresh}"
        )

    def amount(self, value: float, beside: Gain, sign: bool = False) -> str:
        """Return a difference with the digits that its interval deserves."""
        precision = (beside.high - beside.low) / 2
        if precision >= _ROUND:
            digits = 1 - math.floor(math.log10(precision))
            value = round(value, digits)
        return format_number(value, self.outcome.unit, precision, sign)

    @property
    def outcome(self) -> Outcome:
        """What there is to be most of."""
        return outcome(self.manifest.measure)

    def interval(self, of: Gain, sign: bool = False) -> str:
        """Return the ends of an interval in words."""
        return " to ".join(self.amount(end, of, sign) for end in (of.low, of.high))

    @cached_property
    def points(self) -> dict[str, Point]:
        """What each campaign came to in the search, by its number; nothing among them."""
        share = self.caution
        none = self.runs[SEARCH, NOTHING][:, 0]
        return {
            name: Point(
                name,
                float(found[:, 1].mean()),
                float(found[:, 0].mean() - none.mean()),
                worst_mean(found[:, 0], share) - worst_mean(none, share),
            )
            for (stage, name), found in self.runs.items()
            if stage == SEARCH
        }

    @property
    def caution(self) -> float:
        """The share of the worst runs that is drawn beside the mean."""
        asked = self.goal.cautious
        return asked if asked < 1 else max(_CAUTIOUS, 1 / self.manifest.replications)

    def cost_front(self) -> list[Point]:
        """Return the campaigns than which none is cheaper and better on average, the cheapest first."""
        points = list(self.points.values())
        return [points[place] for place in front([(point.cost, point.mean) for point in points])]

    def risk_front(self) -> list[Point]:
        """Return the campaigns within the budget than which none is better on average and at worst, the best first."""
        points = [point for point in self.points.values() if point.cost <= self.goal.budget]
        return [points[place] for place in front([(-point.mean, point.worst) for point in points])]

    def best_within(self, budget: float) -> Point:
        """Return what the search saw gain most, on average, for at most so much."""
        return max((point for point in self.points.values() if point.cost <= budget), key=lambda point: point.mean)

    def _cautions(self) -> Iterator[str]:
        """Yield what whoever uses the best campaign should know of it."""
        for path, value in self._best_values().items():
            beyond = _beyond(self.goal.vary[path], value)
            if beyond is not None and self._is_allowed({path: beyond}):
                yield f"{path}: the best, {_in_words(value)}, ends what was tried; beyond it may be a better one"
        if self.chosen != NOTHING and not self.runs[FRESH, NOTHING][:, 0].any():
            yield "without a campaign nothing at all is earned here, so all that is counts as gained by it"

    def _is_allowed(self, values: Mapping[str, Any]) -> bool:
        try:
            self.goal.scenario_at(values)
        except ScenarioError:
            return False
        return True

    def _best_values(self) -> dict[str, Any]:
        """Return by path what the best campaign has of all that was varied; nothing if it is none."""
        if self.chosen == NOTHING:
            return {}
        row = self.campaigns["campaign"].to_pylist().index(self.chosen)
        return {path: self.campaigns[path][row].as_py() for path in self.goal.vary}

    def changes(self) -> list[tuple[str, str, str]]:
        """Return of all that was varied the path, what the scenario's own campaign has, and what the best has."""
        own, best = self.goal.own_values(), self._best_values()
        return [(path, _in_words(own.get(path)), _in_words(best.get(path))) for path in self.goal.vary]

    def plot(self) -> "matplotlib.figure.Figure":
        """Return what money buys, and what caution costs, as a figure."""
        from wordofmouth.tasks.optimise.figure import optimisation_figure

        return optimisation_figure(self)

    @property
    def subtitle(self) -> str:
        """What was run, in a line."""
        manifest = self.manifest
        title = self.goal.title or manifest.scenario["title"] or manifest.scenario["name"]
        return (
            f"{title} · {counted(self.campaigns.num_rows, 'campaign')} · "
            f"{counted(manifest.replications, 'run')} of each with the same luck · seed {manifest.seed}"
        )

    @property
    def name(self) -> str:
        """What its folder is called unless given."""
        return self.goal.name


def few(points: Sequence[Point]) -> list[Point]:
    """Return the first, the last and some between, no more than can be read."""
    places = np.linspace(0, len(points) - 1, min(len(points), _FEW)).round().astype(int)
    return [points[place] for place in places]


def _beyond(values: Values, value: Any) -> float | None:
    """Return what lies just beyond the end of a range, if a value has come to that end."""
    if values.choices or not isinstance(value, int | float) or value != value:
        return None
    scale = math.log if values.scale == "log" else float
    low, place, high = map(scale, (values.low, value, values.high))
    near = _NEAR * (high - low)
    end, step = (values.high, near) if high - place <= near else (values.low, -near)
    if step < 0 and place - low > near:
        return None
    if values.whole:
        return round(end) + (1 if step > 0 else -1)
    return end * math.exp(step) if values.scale == "log" else end + step


def _in_words(value: Any) -> str:
    """Return a value as a table shows it."""
    match value:
        case True | "true":
            return "yes"
        case False | "false":
            return "no"
        case float():
            return "–" if value != value else f"{value:.3g}"
    return "–" if value in (None, "") else str(value)

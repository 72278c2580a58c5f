"""Comparison: scenarios side by side, under the same luck, and what can be told of their differences."""

import itertools
import math
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import ScenarioError
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Result
from wordofmouth.results.tables import stacked, to_table, unstacked
from wordofmouth.runs.identity import network_digests
from wordofmouth.runs.runner import (
    REPLICATIONS,
    Progress,
    RunOutput,
    check_replications,
    in_order,
    simulator,
    useful_workers,
    without_campaign,
)
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.outcomes import OUTCOMES, Outcome, drivers, outcome
from wordofmouth.statistics.paired import Method, Paired, holm, paired
from wordofmouth.statistics.summaries import consumers
from wordofmouth.tasks.compare.finding import Difference, conclusion

if TYPE_CHECKING:
    import matplotlib.figure
    import pyarrow

MOST_REPLICATIONS = 1_000
MOST_SCENARIOS = 20
_LONGEST_LABEL = 45


class Comparison(Result):
    """What came out of several scenarios under the same luck; the first is the base.

    Attributes:
        arrow, baseline: as of a result, with the scenario's name in the first column. Scenarios that differ in nothing
            but the campaign share a baseline, which has the name of the first of them.
    """

    task: ClassVar[str] = "compare"
    figure_name: ClassVar[str] = "comparison.png"

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """What was compared, by name, the base first."""
        kept = (self.manifest.scenario, *self.manifest.others)
        return {scenario["name"]: Scenario.from_dict(scenario) for scenario in kept}

    @property
    def labels(self) -> dict[str, str]:
        """What each scenario is called for a reader: by its title if that is short and its own, else by its name."""
        titles = {name: " ".join(scenario.title.split()) for name, scenario in self.scenarios.items()}
        own = {name for name, title in titles.items() if list(titles.values()).count(title) == 1}
        prefix = f"{self.manifest.scenario['name']}-"
        return {
            name: title
            if name in own and 0 < len(title) <= _LONGEST_LABEL
            else name.removeprefix(prefix).replace("_", " ")
            for name, title in titles.items()
        }

    @cached_property
    def tables(self) -> "dict[str, pyarrow.Table]":
        """The adoption table of each scenario, as Arrow tables."""
        return unstacked(self.arrow)

    @cached_property
    def baselines(self) -> "dict[str, pyarrow.Table]":
        """The adoption table without a campaign of each scenario that has one, as Arrow tables."""
        kept = {} if self.baseline is None else unstacked(self.baseline)
        return {name: kept[first] for name, first in _baseline_names(list(self.scenarios.values())).items()}

    def curves(self, measure: str | Outcome) -> dict[str, Array]:
        """Return by scenario a measure of its first brand, (replications, weeks); NaN where it has none."""
        asked = measure if isinstance(measure, Outcome) else outcome(measure)
        scenarios, tables = self.scenarios, self.tables
        return {
            name: asked.curve(table, self.baselines.get(name), scenarios[name].economics.discount_rate)
            for name, table in tables.items()
        }

    def pairs(self, measure: str | Outcome | None = None, method: Method = "t") -> list[Difference]:
        """Return the final difference of every pair of scenarios, the base's first.

        ``method`` says how the interval is made: from Student's t, or by the bootstrap.
        """
        asked = measure if isinstance(measure, Outcome) else outcome(measure or self.manifest.measure)
        final = {name: curve[:, -1] for name, curve in self.curves(asked).items()}
        pairs = list(itertools.combinations(final, 2))
        found = [paired(final[base], final[other], method) for base, other in pairs]
        corrected = holm([pair.p for pair in found])
        return [
            _difference(asked, base, other, final, pair, p)
            for (base, other), pair, p in zip(pairs, found, corrected, strict=True)
        ]

    def summary(self) -> list[Difference]:
        """Return how each scenario differs from the base in every measure that both have."""
        tables = list(self.tables.values())
        base = self.manifest.scenario["name"]
        return [
            difference
            for measure in (*OUTCOMES.values(), *drivers(tables))
            for difference in self.pairs(measure)
            if difference.base == base and difference.pairs
        ]

    def finding(self) -> str:
        """Return what can be concluded, and what cannot, in one sentence."""
        return conclusion(outcome(self.manifest.measure), self.pairs(), self.labels, self.manifest.replications)

    @property
    def subtitle(self) -> str:
        """What was run, in a line."""
        manifest = self.manifest
        runs = "1 run" if manifest.replications == 1 else f"{manifest.replications:,} runs"
        title = manifest.scenario["title"] or manifest.scenario["name"]
        return (
            f"{title} · {1 + len(manifest.others)} scenarios · {runs} of each with the same luck · seed {manifest.seed}"
        )

    @property
    def consumers(self) -> int:
        """Number of consumers in the base's market."""
        return consumers(next(iter(self.tables.values()))) or self.manifest.scenario["consumers"]

    @property
    def name(self) -> str:
        """What its folder is called unless given."""
        return folder_name(self.scenarios[self.manifest.scenario["name"]])

    def plot(self) -> "matplotlib.figure.Figure":
        """Return the comparison as a figure."""
        from wordofmouth.tasks.compare.figure import comparison_figure

        return comparison_figure(self)


class Plan(NamedTuple):
    """What is simulated: every market once, though several scenarios or their baselines ask for it.

    Attributes:
        markets: the scenarios to simulate.
        own: the place among them of each scenario.
        plain: by the name that a baseline has, its place among them.
    """

    markets: list[Scenario]
    own: list[int]
    plain: dict[str, int]

    @classmethod
    def of(cls, scenarios: Sequence[Scenario]) -> Self:
        """Return what is to be run for some scenarios."""
        markets, places = [], {}

        def place(scenario: Scenario) -> int:
            key = _market_of(scenario)
            if key not in places:
                places[key] = len(markets)
                markets.append(scenario)
            return places[key]

        own = [place(scenario) for scenario in scenarios]
        named = _baseline_names(scenarios)
        firsts = {scenario.name: scenario for scenario in scenarios if named.get(scenario.name) == scenario.name}
        return cls(markets, own, {name: place(first.without_campaign()) for name, first in firsts.items()})


def compare(
    *scenarios: Scenario | str | Path,
    replications: int = REPLICATIONS,
    precision: float | None = None,
    measure: str = "penetration",
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run two or more scenarios under the same luck and return them side by side.

    Args:
        scenarios: scenarios, presets' names or files; the first is the base. One alone is compared with its variants.
        replications: how many runs of each; replication for replication the same consumers with the same luck.
        precision: run on, up to a thousand times, until the 95 % interval of every pair's mean difference in the
            measure is no wider than this to either side.
        measure: by what they are compared: penetration, profit, npv …
        seed: from which, with the number of the replication, all luck comes.
        workers: processes; 0 runs in this one. Unless given, as many as are worth their start.
        progress: called with the number of replications done.

    Raises:
        ScenarioError: if a scenario has mistakes, or they cannot be compared.
        OutcomeError: if there is no such measure.
        ValueError: if the number of replications or the precision makes no sense, or the seed is out of range.
    """
    asked = outcome(measure)
    check_replications(replications)
    if precision is not None and not (math.isfinite(precision) and precision > 0):
        raise ValueError(f"precision: {precision} is not allowed: must be above 0")
    compared = comparable(scenarios)
    plan = Plan.of(compared)
    if workers is None:
        workers = useful_workers(plan.markets, MOST_REPLICATIONS if precision else replications)
    started = time.perf_counter()
    runs: list[list[RunOutput]] = []
    with simulator(plan.markets, seed=seed, workers=workers) as simulate:
        while len(runs) < replications:
            runs += in_order(simulate(range(len(runs), replications)), progress, before=len(runs))
            result = assembled(compared, plan, runs, seed, asked.name, time.perf_counter() - started)
            widest = _widest(result) if precision else 0.0
            if precision and widest > precision and replications < MOST_REPLICATIONS:
                # As many as the width promises, but never twice what is there: the first widths are uncertain.
                wanted = math.ceil(1.05 * replications * min((widest / precision) ** 2, 2.0))
                replications = min(MOST_REPLICATIONS, max(wanted, replications + 1))
    if precision and widest > precision:
        note = f"precision: after {len(runs):,} runs the widest interval is ±{widest:.3g}, not ±{precision:g}"
        result.manifest = result.manifest.model_copy(update={"notes": (*result.manifest.notes, note)})
    return result


def folder_name(base: Scenario) -> str:
    """Return what the folder of a comparison is called unless given."""
    return f"{base.name}-compared"


def comparable(given: Sequence[Scenario | str | Path]) -> list[Scenario]:
    """Return the scenarios, one's variants among them if it is alone, each under a name of its own.

    Raises:
        ScenarioError: if there is nothing to compare, or the weeks are not the same.
    """
    scenarios = [scenario if isinstance(scenario, Scenario) else Scenario.load(scenario) for scenario in given]
    if len(scenarios) == 1:
        (base,) = scenarios
        if not base.variants:
            raise ScenarioError([f"{base.name}: it has no variants to be compared with; name a second scenario"])
        scenarios += [base.variant(name) for name in base.variants]
    if not 2 <= len(scenarios) <= MOST_SCENARIOS:
        raise ScenarioError([f"{len(scenarios)} scenarios cannot be compared: name 2 to {MOST_SCENARIOS}"])
    base, *others = scenarios
    found = []
    for place, other in enumerate(others, 1):
        if other.weeks != base.weeks:
            found.append(f"{other.name}: it has {other.weeks} weeks and {base.name} {base.weeks}: give all the same")
        twin = next((one for one in scenarios[:place] if _market_of(one) == _market_of(other)), None)
        if twin is not None:
            found.append(f"{other.name}: this is the same market as {twin.name}")
    if found:
        raise ScenarioError(found)
    return _with_own_names(scenarios)


def _with_own_names(scenarios: list[Scenario]) -> list[Scenario]:
    taken: list[str] = []
    for scenario in scenarios:
        free = (f"{scenario.name[:60]}-{number}" for number in itertools.count(2))
        taken.append(scenario.name if scenario.name not in taken else next(name for name in free if name not in taken))
    return [
        scenario if scenario.name == name else scenario.varied(name=name)
        for scenario, name in zip(scenarios, taken, strict=True)
    ]


def _market_of(scenario: Scenario) -> str:
    """Return what decides what happens: all but what it is called."""
    return scenario.model_dump_json(exclude={"name", "title", "variants", "economics"})


def _baseline_names(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """Return by scenario the name of its baseline: of the first whose market without a campaign is the same."""
    firsts: dict[str, str] = {}
    plain = {scenario.name: without_campaign(scenario) for scenario in scenarios}
    return {name: firsts.setdefault(_market_of(market), name) for name, market in plain.items() if market is not None}


def assembled(
    scenarios: list[Scenario], plan: Plan, runs: list[list[RunOutput]], seed: int, measure: str, seconds: float
) -> Comparison:
    """Return the comparison that runs of a plan's markets come to, replication by replication."""
    tables = [to_table(enumerate(run[place].table for run in runs)) for place in range(len(plan.markets))]
    table = stacked({scenario.name: tables[place] for scenario, place in zip(scenarios, plan.own, strict=True)})
    baseline = stacked({name: tables[place] for name, place in plan.plain.items()}) if plan.plain else None
    base, *others = scenarios
    said = [
        dict.fromkeys([*scenario.notes(), *(note for together in runs for note in together[place].notes)])
        for scenario, place in zip(scenarios, plan.own, strict=True)
    ]
    shared = [note for note in said[0] if all(note in other for other in said)]
    notes = [
        *shared,
        *(
            f"{scenario.name}: {note}"
            for scenario, own in zip(scenarios, said, strict=True)
            for note in own
            if note not in shared
        ),
    ]
    notes += [
        f"{other.name}: it has not the same consumers as {base.name}, or not the same network: luck is hardly shared"
        for other in others
        if (other.network, other.consumers) != (base.network, base.consumers)
    ]
    manifest = Manifest.of_run(
        base,
        task="compare",
        others=others,
        measure=measure,
        seed=seed,
        replications=len(runs),
        table=table,
        baseline=baseline,
        network_digests=network_digests(runs),
        notes=notes,
        by=(),
        seconds=seconds,
    )
    return Comparison(table, manifest, baseline=baseline)


def _widest(comparison: Comparison) -> float:
    """Return half the width of the widest interval of the measure; what has none at all says nothing."""
    return max((pair.half_width for pair in comparison.pairs() if pair.pairs > 1), default=0.0)


def _difference(asked: Outcome, base: str, other: str, final: dict[str, Array], pair: Paired, p: float) -> Difference:
    both = ~(np.isnan(final[base]) | np.isnan(final[other]))
    value, base_value = (float(final[name][both].mean()) if both.any() else math.nan for name in (other, base))
    beats = (pair.above, pair.above_low, pair.above_high)
    if asked.is_cost:
        beats = (1 - pair.above, 1 - pair.above_high, 1 - pair.above_low)
    return Difference(
        asked.name, asked.label, asked.unit, other, base, value, base_value,
        pair.mean, pair.low, pair.high, p, *beats, pair.saved, pair.pairs,
    )  # fmt: skip

"""Comparison: scenarios side by side with common random numbers, and how they differ."""

import itertools
import math
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.results.tables import unstacked
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.adoption_table import consumers
from wordofmouth.statistics.intervals import linearised
from wordofmouth.statistics.multiplicity import holm
from wordofmouth.statistics.outcomes import OUTCOMES, Outcome, RunTables, belonging_to, outcome
from wordofmouth.statistics.paired import Paired, paired
from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.run.record import Result
from wordofmouth.tasks.worlds.plan import baseline_names
from wordofmouth.words.market import about_market
from wordofmouth.words.numbers import counted

if TYPE_CHECKING:
    import pyarrow

MOST_REPLICATIONS = 1_000
MOST_SCENARIOS = 20
_LONGEST_LABEL = 45
# What a campaign adds differs between scenarios as the whole does, where their markets without one are the same.
_DIFFERS_AS = {"extra_profit": "profit", "campaign_worth": "npv", "extra_buyers": "buyers"}
_ROUNDING = 1e-9


class Comparison(Result):
    """What came out of several scenarios with common random numbers; the first is the base.

    Attributes:
        arrow, baseline: as of a result, with the scenario's name in the first column. Scenarios that differ in nothing
            but the campaign share a baseline, which has the name of the first of them.
    """

    task: ClassVar[str] = "compare"
    figure_name: ClassVar[str] = "comparison.png"

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """What was compared, by name, the base first."""
        tables = (self.manifest.scenario, *self.manifest.others)
        return {scenario["name"]: Scenario.from_dict(scenario) for scenario in tables}

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
        tables = {} if self.baseline is None else unstacked(self.baseline)
        return {name: tables[first] for name, first in baseline_names(list(self.scenarios.values())).items()}

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """What its scenarios are compared by, in order: what they were asked for last, if that is not usual."""
        plugins = [name for scenario in self.scenarios.values() for name in scenario.plugins]
        asked = outcome(self.manifest.measure)
        return belonging_to(plugins, OUTCOMES) | {asked.name: asked}

    @cached_property
    def runs(self) -> dict[str, RunTables]:
        """What outcomes of each scenario are made from; without a campaign its market is its own baseline."""
        scenarios, baselines = self.scenarios, self.baselines
        return {
            name: RunTables(
                table,
                baselines.get(name, table) if baselines else None,
                scenarios[name].economics.discount_rate,
                scenarios[name].plugins,
                scenarios[name].needs,
            )
            for name, table in self.tables.items()
        }

    def curves(self, measure: str | Outcome) -> dict[str, Array]:
        """Return by scenario a measure of its first brand, (replications, weeks); NaN where it has none."""
        asked = measure if isinstance(measure, Outcome) else outcome(measure)
        return {name: asked.curve(runs) for name, runs in self.runs.items()}

    def pairs(self, measure: str | Outcome | None = None) -> list[Difference]:
        """Return the final difference of every pair of scenarios, the base's first."""
        asked = measure if isinstance(measure, Outcome) else outcome(measure or self.manifest.measure)
        final = {name: curve[:, -1] for name, curve in self.curves(asked).items()}
        pairs = list(itertools.combinations(final, 2))
        differences = [self._paired(asked, final, base, other) for base, other in pairs]
        if asked.ratio_of:
            # How often one is better is seen run by run, and by how much, in the ratios of all runs.
            final = {name: linearised(*asked.parts(runs)) for name, runs in self.runs.items()}
            differences = [
                paired(final[base], final[other])._replace(
                    above=pair.above, above_low=pair.above_low, above_high=pair.above_high, lights=None
                )
                for (base, other), pair in zip(pairs, differences, strict=True)
            ]
        corrected = holm([pair.p for pair in differences])
        return [
            _difference(asked, base, other, final, pair, p)
            for (base, other), pair, p in zip(pairs, differences, corrected, strict=True)
        ]

    def _paired(self, asked: Outcome, final: dict[str, Array], base: str, other: str) -> Paired:
        """Return what pairs of runs say; what differs as another outcome does has that one's interval and no second."""
        whole = outcome(_DIFFERS_AS[asked.name]) if asked.name in _DIFFERS_AS else asked
        if whole is not asked:
            values = {name: whole.curve(self.runs[name])[:, -1] for name in (base, other)}
            apart = (final[other] - final[base]) - (values[other] - values[base])
            if np.all(np.abs(apart) <= _ROUNDING * np.maximum(np.abs(values[base]), 1.0)):
                return paired(values[base], values[other], whole.bounds)
        return paired(final[base], final[other], asked.bounds)

    def by(self, measure: str) -> Self:
        """Return the same comparison by another outcome.

        Raises:
            OutcomeError: if there is none of this name.
        """
        manifest = self.manifest.model_copy(update={"measure": outcome(measure).name})
        return type(self)(self.arrow, manifest, baseline=self.baseline)

    @property
    def subtitle(self) -> str:
        """What was run, in a line."""
        manifest = self.manifest
        runs = counted(manifest.replications, "run")
        title = manifest.scenario["title"] or manifest.scenario["name"]
        scenarios, each = f"{1 + len(manifest.others)} scenarios", f"{runs} of each, common random numbers"
        return " · ".join([title, *about_market(manifest.scenario), scenarios, each, f"seed {manifest.seed}"])

    @property
    def consumers(self) -> int:
        """Number of consumers in the base's market."""
        return consumers(next(iter(self.tables.values()))) or self.manifest.scenario["consumers"]

    @property
    def name(self) -> str:
        """What its folder is called unless given."""
        return folder_name(self.scenarios[self.manifest.scenario["name"]])


def folder_name(base: Scenario) -> str:
    """Return what the folder of a comparison is called unless given."""
    return f"{base.name}-compared"


def _mean(values: Array) -> float:
    """Return the mean of the values that there are; NaN if there are none."""
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) else math.nan


def _difference(asked: Outcome, base: str, other: str, final: dict[str, Array], pair: Paired, p: float) -> Difference:
    both = ~(np.isnan(final[base]) | np.isnan(final[other]))
    value, base_value = (_mean(final[name][both] if both.any() else final[name]) for name in (other, base))
    beats = (pair.above, pair.above_low, pair.above_high)
    if asked.is_cost:
        beats = (1 - pair.above, 1 - pair.above_high, 1 - pair.above_low)
    return Difference(
        asked.name,
        asked.label,
        asked.unit,
        other,
        base,
        value,
        base_value,
        pair.mean,
        pair.low,
        pair.high,
        p,
        *beats,
        pair.saved,
        pair.pairs,
        pair.differing,
        pair.lights,
    )

"""Promotion: one block of seeds, many small cohesive groups, or single consumers all over."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.intervals import central
from wordofmouth.tasks.validate.batches import textbook
from wordofmouth.tasks.validate.case import PUBLISHED, Case, Check, FigureLine, FigurePanel

_N, _SEEDS, _WEEKS = 3_000, 60, 120
_SIZES = {"one block of 60": 60, "12 groups of 5": 5, "60 single ones": 1}


class PatternGroups(Case):
    """Sixty of 3,000 consumers in a small world adopt first; others when three tenths of their ties have."""

    section = 8
    title = "Promotion: a block, small groups, or single consumers"
    source = "Delre, Jager, Bijmolt and Janssen (2007), Targeting and timing promotional activities, JBR 60"
    panels = (FigurePanel("Adoption", "share who have adopted; band: 90 % of runs", "period"),)

    def measure(self) -> Iterator[Check]:
        """Yield that small groups beat a block, and single consumers."""
        scenario = textbook(
            {"kind": "threshold_cascade", "threshold": 0.3, "strategy": "list", "consumers": [0]},
            {"kind": "small_world", "mean_degree": 10, "rewiring": 0.02, "community_method": "none"},
            _N,
            _WEEKS,
        )
        curves = {name: self._curves(scenario, size) for name, size in _SIZES.items()}
        for name, runs in curves.items():
            self.lines.append(FigureLine(name, np.arange(1, _WEEKS + 1), runs.mean(0), *central(runs, 0.9)))
        groups = curves["12 groups of 5"]
        for other in ("one block of 60", "60 single ones"):
            for week in (20, 40):
                apart = groups[:, week - 1] - curves[other][:, week - 1]
                yield self.above(f"groups less {other}, period {week}", apart, source=PUBLISHED, panel=-1)

    def _curves(self, scenario: Scenario, size: int) -> Array:
        """Return curves with the seeds in groups of this size, evenly along the ring."""
        groups = _SEEDS // size
        seeds = [(round(group * _N / groups) + i) % _N for group in range(groups) for i in range(size)]
        model = scenario.model.model_copy(update={"consumers": tuple(seeds)})
        chosen = scenario.model_copy(update={"model": model})
        curves = []
        for replication in range(self.runs(100, 15)):
            run = simulate(chosen, seed=0, replication=replication)
            curves.append(np.concatenate(run.history["penetration"]))
        return np.array(curves)

    def finding(self, of: dict[str, Check]) -> str:
        """Return how far ahead the groups are."""
        ahead = of["groups less one block of 60, period 20"].obtained
        return (
            f"Where it takes several to convince, twelve small groups are {100 * ahead:.0f} points ahead of one block "
            "after 20 periods; single ones win nobody"
        )

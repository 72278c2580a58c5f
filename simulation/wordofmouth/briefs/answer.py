"""Answer: the plans of a brief side by side, in one world and over those that fit, as the command compares them."""

from collections.abc import Callable
from typing import NamedTuple

from wordofmouth.runs.cost import Cost
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.tasks.compare.task import comparable, compare
from wordofmouth.tasks.worlds.over import ALONE, ALONE_RUNS, REPLICATIONS, steps
from wordofmouth.tasks.worlds.plan import Plan
from wordofmouth.tasks.worlds.task import with_worlds


class Asked(NamedTuple):
    """What is compared, and how.

    Attributes:
        scenario: the market without any option, and its variants.
        measure: by what they are compared.
        replications: runs of each.
        worlds: how many worlds that fit what is known; none: one world.
        seed: of all random numbers.
    """

    scenario: Scenario
    measure: str
    replications: int
    worlds: int
    seed: int

    @property
    def runs(self) -> int:
        """How many markets are simulated."""
        plan = Plan.of(comparable([self.scenario]))
        in_worlds = len(plan.markets) if outcome(self.measure).needs_baseline else len({*plan.own})
        each = self.worlds * REPLICATIONS + (1 + 2 * ALONE) * ALONE_RUNS if self.worlds else 0
        return self.replications * len(plan.markets) + each * in_worlds

    @property
    def cost(self) -> Cost:
        """What that takes on one core, as a lower bound."""
        plans = comparable([self.scenario])
        each = Cost.of(plans, 1).seconds / len(plans)
        return Cost.of(plans, self.replications)._replace(seconds=each * self.runs)

    def fitting(self, share: float) -> int:
        """Return how many consumers would take such a share of the time, in two figures."""
        exact = self.scenario.consumers * share
        return int(exact // (unit := 10 ** max(0, len(str(int(exact))) - 2)) * unit)

    def answered(self, tell: Callable[[float], None]) -> Comparison:
        """Return what comes out, as ``wom compare`` has it, to the digit; ``tell`` hears which share is done.

        Raises:
            ScenarioError: if the plans cannot be compared.
        """
        first = self.replications * len(Plan.of(comparable([self.scenario])).markets) / self.runs
        result = compare(
            self.scenario,
            replications=self.replications,
            measure=self.measure,
            seed=self.seed,
            workers=0,
            progress=lambda done: tell(first * done / self.replications),
        )
        if not self.worlds:
            return result
        total = steps(result.manifest.scenarios(), self.worlds)
        return with_worlds(
            result, self.worlds, workers=0, progress=lambda done: tell(first + (1 - first) * done / total)
        )

    def command(self, file: str) -> str:
        """Return the command that gives the same of the scenario's file."""
        over = f" --worlds {self.worlds}" if self.worlds else ""
        how = f"--replications {self.replications} --seed {self.seed}{over}"
        return f"uv run wom compare {file} --measure {self.measure} {how}"

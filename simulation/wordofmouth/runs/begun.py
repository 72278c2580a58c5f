"""Begun: where runs come from that do not begin with their first week, from a file or through their lineage."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from wordofmouth.market.branching import in_scenario
from wordofmouth.market.run import Run
from wordofmouth.runs.kept import Kept
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario


class FromFile(NamedTuple):
    """Runs that a file keeps."""

    kept: Kept

    def __call__(self, scenario: Scenario, seed: int, replication: int, networks: Networks) -> Run:
        """Return the run of a number, which goes on in a scenario."""
        run: Run = in_scenario(self.kept.run(replication), scenario)
        return run


class Through(NamedTuple):
    """Runs that go once more through what others have gone through: scenarios, and the weeks at whose ends they end."""

    stages: tuple[tuple[Scenario, int], ...]

    @classmethod
    def of(cls, lineage: Sequence[Mapping[str, Any]]) -> "Through":
        """Return those of a lineage, see :mod:`wordofmouth.runs.kept`.

        Raises:
            ScenarioError: if a scenario in it cannot be read.
        """
        return cls(tuple((Scenario.from_dict(stage["scenario"]), stage["week"]) for stage in lineage))

    def __call__(self, scenario: Scenario, seed: int, replication: int, networks: Networks) -> Run:
        """Return the run of a number, which goes on in a scenario."""
        run: Run | None = None
        for stage, week in self.stages:
            begun = None if run is None else in_scenario(run, stage)
            run = simulate(stage, seed=seed, replication=replication, networks=networks, until=week, run=begun)
        found: Run = in_scenario(run, scenario)
        return found

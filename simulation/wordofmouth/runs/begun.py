"""Begun: runs that do not begin with their first week, but go on from another, from a file or through a lineage."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from wordofmouth.errors import KeptError
from wordofmouth.market.copies.branching import changed, stage
from wordofmouth.market.run import Run
from wordofmouth.runs.kept import Kept
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.simulate import simulate, start, weeks
from wordofmouth.scenario.scenario import Scenario


def branched(run: Any, changes: Mapping[str, Any]) -> Any:
    """Return a run that goes on from where another is, with other values at some paths of its scenario.

    Raises:
        ScenarioError: if a path does not exist, a value is not allowed, or what it says was settled at the start.
        KeptError: if a week is under way.
    """
    if len(next(iter(run.history.values()))) != run.week:
        raise KeptError(f"week {run.week} is under way; a run goes on with changes between two weeks")
    return in_scenario(run, changed(run.scenario, changes, run.week))


def in_scenario(run: Any, scenario: Scenario) -> Any:
    """Return a run that goes on from where another is, in a scenario to which that one's may be changed."""
    record = sorted(getattr(run, "recorded", ()))
    other: Any = start(scenario, seed=run.seed, replication=run.replication, network=run.network, record=record)
    other.go_on_from(run)
    other.lineage = (*run.lineage, stage(run.scenario, run.week))
    return other


def weeks_through(
    stages: Sequence[tuple[Scenario, int]],
    scenario: Scenario,
    **how: Any,
) -> Iterator[Run]:
    """Yield a run before its first week and at the end of each, through earlier scenarios to the last.

    Args:
        stages: scenarios, and the weeks at whose ends each was left for the next; without any it is one run.
        scenario: in which the run ends.
        how: the seed and all else, as of :func:`wordofmouth.runs.simulate.weeks`.
    """
    run: Run | None = None
    for each, last in (*stages, (scenario, None)):
        begun = None if run is None else in_scenario(run, each)
        passing = weeks(each, **how, until=last, run=begun)
        # A scenario that is gone on in begins with the week that was the last of the one before.
        for run in itertools.islice(passing, 0 if begun is None else 1, None):
            yield run


class FromFile(NamedTuple):
    """Runs that a file keeps."""

    file: Kept

    def __call__(self, scenario: Scenario, seed: int, replication: int, networks: Networks) -> Run:
        """Return the run of a number, which goes on in a scenario."""
        run: Run = in_scenario(self.file.run(replication), scenario)
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
        for before, week in self.stages:
            begun = None if run is None else in_scenario(run, before)
            run = simulate(before, seed=seed, replication=replication, networks=networks, until=week, run=begun)
        branched: Run = in_scenario(run, scenario)
        return branched

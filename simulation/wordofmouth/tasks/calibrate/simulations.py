"""Calibration runs: what a market shows of itself at some values of parameters, period by period."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import LostRunError
from wordofmouth.runs.bar import Progress
from wordofmouth.runs.clusters.cluster import parallel
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.outputs import Columns, output
from wordofmouth.runs.processes import Died
from wordofmouth.runs.simulate import simulate
from wordofmouth.runs.store import RunStore
from wordofmouth.scenario.scenario import Scenario


class SimulationJob(NamedTuple):
    """What all runs share: the scenario, its seed, the measure that is the sales, weeks to a period, and a store."""

    scenario: Scenario
    seed: int
    sales: str
    weeks_per_period: int
    store: RunStore | None = None


class SimulationTask(NamedTuple):
    """Values by path, and the numbers of the replications to simulate."""

    values: tuple[tuple[str, Any], ...]
    replications: tuple[int, ...]


class Simulations:
    """Simulates tasks in worker processes and counts the runs that are done."""

    def __init__(self, job: SimulationJob, workers: int, progress: Progress, *, cluster: str = "") -> None:
        self._processes = parallel(_Simulator, job, workers=workers, cluster=cluster)
        self._progress, self.done = progress, 0

    def __enter__(self) -> "Simulations":
        self._processes.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self._processes.__exit__(*exception)

    def simulate(self, tasks: Iterable[SimulationTask]) -> list[Array]:
        """Return what each task shows, in their order: sales, rating and reviews, (replications, 3, periods)."""
        tasks = list(tasks)
        shown = dict(self._each(tasks))
        return [shown[place] for place in range(len(tasks))]

    def _each(self, tasks: list[SimulationTask]) -> Iterator[tuple[int, Array]]:
        for (place, task), shown in self._processes.run(enumerate(tasks)):
            if isinstance(shown, Died):
                raise LostRunError(f"a run could not be ended: {shown.reason}")
            self.done += len(task.replications)
            self._progress(self.done)
            yield place, shown


class _Simulator:
    """Does the tasks of a job, and keeps the networks that come again."""

    def __init__(self, job: SimulationJob) -> None:
        self._job, self._networks = job, Networks()

    def __call__(self, numbered: tuple[int, SimulationTask]) -> Array:
        _, (values, replications) = numbered
        scenario = self._job.scenario.varied(dict(values))
        # A replication that is alone has a number of its own, whose network no other task meets.
        networks = self._networks if scenario.network.is_fixed or len(replications) > 1 else None
        with self._job.store or nullcontext():
            tables = [self._table(scenario, number, networks) for number in replications]
        return np.stack([_by_period(table, scenario.weeks, self._job) for table in tables])

    def _table(self, scenario: Scenario, replication: int, networks: Networks | None) -> Columns:
        about: Any = {"seed": self._job.seed, "replication": replication}
        return output(self._job.store, scenario, lambda: simulate(scenario, networks=networks, **about), **about).table


def _by_period(table: Columns, weeks: int, job: SimulationJob) -> Array:
    """Return the first brand's sales of each period, and rating and reviews at its end, (3, periods).

    A textbook's model knows neither: NaN.
    """
    nothing = np.full(weeks, np.nan)
    sales, rating, reviews = (
        table.get(name, nothing).reshape(weeks, -1)[:, 0].astype(np.float64).reshape(-1, job.weeks_per_period)
        for name in (job.sales, "rating", "reviews")
    )
    return np.stack([sales.sum(axis=1), rating[:, -1], reviews[:, -1]])

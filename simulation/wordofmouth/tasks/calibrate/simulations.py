"""Calibration runs: what a market shows of itself at some values of parameters, period by period."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.processes import Died, Processes
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario


class Job(NamedTuple):
    """What all runs share: the scenario, its seed, the measure that is the sales, and weeks to a period."""

    scenario: Scenario
    seed: int
    sales: str
    weeks_per_period: int


class Task(NamedTuple):
    """Values by path, and the numbers of the replications to live through."""

    values: tuple[tuple[str, Any], ...]
    replications: tuple[int, ...]


class Runs:
    """Lives through tasks in worker processes and counts the runs that are done."""

    def __init__(self, job: Job, workers: int, tell: Any) -> None:
        self._processes, self._tell, self.done = Processes(workers, _Simulator, job), tell, 0

    def __enter__(self) -> "Runs":
        self._processes.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self._processes.__exit__(*exception)

    def simulate(self, tasks: Iterable[Task]) -> list[Array]:
        """Return what each task shows, in their order: sales, rating and reviews, (replications, 3, periods)."""
        tasks = list(tasks)
        found = dict(self._each(tasks))
        return [found[place] for place in range(len(tasks))]

    def _each(self, tasks: list[Task]) -> Iterator[tuple[int, Array]]:
        for (place, task), shown in self._processes.run(enumerate(tasks)):
            if isinstance(shown, Died):
                raise RuntimeError(f"a run could not be ended: {shown.reason}")
            self.done += len(task.replications)
            self._tell(self.done)
            yield place, shown


class _Simulator:
    """Does the tasks of a job, and keeps the networks that come again."""

    def __init__(self, job: Job) -> None:
        self._job, self._networks = job, Networks()

    def __call__(self, numbered: tuple[int, Task]) -> Array:
        _, (values, replications) = numbered
        scenario = self._job.scenario.varied(dict(values))
        # A replication that is alone has a number of its own, whose network no other task meets.
        networks = self._networks if scenario.network.is_fixed or len(replications) > 1 else None
        runs = (
            simulate(scenario, seed=self._job.seed, replication=number, networks=networks) for number in replications
        )
        return np.stack([_by_period(run.history, self._job) for run in runs])


def _by_period(history: dict[str, list[Array]], job: Job) -> Array:
    """Return the first brand's sales of each period, and rating and reviews at its end, (3, periods)."""
    sales, rating, reviews = (
        np.array([week[0] for week in history[name]], dtype=np.float64).reshape(-1, job.weeks_per_period)
        for name in (job.sales, "rating", "reviews")
    )
    return np.stack([sales.sum(axis=1), rating[:, -1], reviews[:, -1]])

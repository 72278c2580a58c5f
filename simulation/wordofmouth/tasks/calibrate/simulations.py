"""Calibration runs: what a market shows of itself at some values of parameters, period by period."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.runs.processes import Died, Processes
from wordofmouth.scenario.scenario import Scenario

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network


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
        self._processes, self._tell, self.done = Processes(workers, _prepare, job), tell, 0

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
        for (place, task), shown in self._processes.run(_live, enumerate(tasks)):
            if isinstance(shown, Died):
                raise RuntimeError(f"a run could not be ended: {shown.reason}")
            self.done += len(task.replications)
            self._tell(self.done)
            yield place, shown


_prepared: list[tuple[Job, dict[Any, "Network"]]] = []


def _prepare(job: Job) -> None:
    _prepared[:] = [(job, {})]


def _live(numbered: tuple[int, Task]) -> Array:
    from wordofmouth.diffusion.diffusion import begin

    ((job, networks),) = _prepared
    _, (values, replications) = numbered
    scenario = job.scenario.varied(dict(values))
    shown = []
    for replication in replications:
        # Replications that come again and again have their network kept.
        said = (scenario.network, scenario.consumers, 0 if scenario.network.is_fixed else replication)
        market = begin(scenario, job.seed, replication, networks.get(said))
        market.run()
        if scenario.network.is_fixed or len(replications) > 1:
            networks[said] = market.network
        shown.append(_by_period(market.history, job))
    return np.stack(shown)


def _by_period(history: dict[str, list[Array]], job: Job) -> Array:
    """Return the first brand's sales of each period, and rating and reviews at its end, (3, periods)."""
    sales, rating, reviews = (
        np.array([week[0] for week in history[name]], dtype=np.float64).reshape(-1, job.weeks_per_period)
        for name in (job.sales, "rating", "reviews")
    )
    return np.stack([sales.sum(axis=1), rating[:, -1], reviews[:, -1]])

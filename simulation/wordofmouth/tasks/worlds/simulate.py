"""Simulating over worlds: scenarios in each of them, and where one assumption at a time has another value.

A world is a scenario with other values, so its runs have addresses like any other and are kept like any other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import LostRunError
from wordofmouth.results.tables import to_table
from wordofmouth.runs.clusters.cluster import parallel
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.outputs import output
from wordofmouth.runs.processes import Died, useful_workers
from wordofmouth.runs.simulate import simulate
from wordofmouth.runs.store import RunStore
from wordofmouth.runs.threads import side_by_side, useful_threads
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.outcomes import RunTables, outcome
from wordofmouth.tasks.worlds.plan import Plan, baseline_names
from wordofmouth.tasks.worlds.space import unknown

type Values = Mapping[str, Any]


class Question(NamedTuple):
    """What is asked in every world: scenarios, the measure that counts, the seed of all runs; a store, a cluster."""

    scenarios: tuple[Scenario, ...]
    measure: str
    seed: int = 0
    store: RunStore | None = None
    cluster: str = ""


class WorldTask(NamedTuple):
    """One world: its number among the tasks, its values by path, and the replications that are run in it."""

    place: int
    values: tuple[tuple[str, Any], ...]
    replications: tuple[int, ...]

    @classmethod
    def of(cls, place: int, values: Values, replications: Iterable[int]) -> "WorldTask":
        """Return the task of some values."""
        return cls(place, tuple(values.items()), tuple(replications))


class Simulated(NamedTuple):
    """What came out of a task: the measure at the end (scenarios, replications), and its mean curve (…, weeks)."""

    outcomes: Array
    curves: Array


def in_world(scenario: Scenario, values: Values) -> Scenario:
    """Return a scenario with the values of a world; what it sets itself holds."""
    own = unknown(scenario)
    return scenario.varied({"variants": {}} | {path: value for path, value in values.items() if path in own})


def simulated(
    question: Question,
    tasks: Sequence[WorldTask],
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Simulated]:
    """Return what comes out of each task, in their order; progress is told how many are done."""
    threads, runs = 1, sum(len(task.replications) for task in tasks)
    if workers is None:
        workers = useful_workers(question.scenarios, runs)
        threads = useful_threads(question.scenarios, len(tasks))
    done: dict[int, Simulated] = {}
    with parallel(_InWorlds, question, workers=workers, cluster=question.cluster) as processes:
        if workers or question.cluster:
            results: Iterable[Any] = (result for _, result in processes.run(tasks))
        else:
            results = side_by_side(_InWorlds(question), tasks, threads)
        for result in results:
            if isinstance(result, Died):
                raise LostRunError(f"a run could not be ended: {result.reason}")
            place, one = result
            done[place] = one
            if progress is not None:
                progress(len(done))
    return [done[task.place] for task in tasks]


class _InWorlds:
    """Runs the scenarios of a question in one world after another."""

    def __init__(self, question: Question) -> None:
        self._question = question

    def __call__(self, task: WorldTask) -> tuple[int, Simulated]:
        question, asked = self._question, outcome(self._question.measure)
        scenarios = [in_world(scenario, dict(task.values)) for scenario in question.scenarios]
        plan = Plan.of(scenarios)
        # Worlds have other networks, but the scenarios of one world share theirs; and who needs no baseline has none.
        networks = Networks()
        needed = range(len(plan.markets)) if asked.needs_baseline else sorted({*plan.own})
        with question.store or nullcontext():
            tables = {
                place: to_table((n, self._table(plan.markets[place], n, networks)) for n in task.replications)
                for place in needed
            }
        names = baseline_names(scenarios) if asked.needs_baseline else {}
        every = np.stack(
            [
                asked.curve(
                    RunTables(
                        tables[place],
                        tables[plan.plain[names[scenario.name]]] if scenario.name in names else None,
                        scenario.economics.discount_rate,
                        needs=scenario.needs,
                    )
                )
                for scenario, place in zip(scenarios, plan.own, strict=True)
            ]
        )
        return task.place, Simulated(every[:, :, -1], every.mean(axis=1))

    def _table(self, scenario: Scenario, replication: int, networks: Networks) -> Any:
        about: Any = {"seed": self._question.seed, "replication": replication}
        run = output(self._question.store, scenario, lambda: simulate(scenario, networks=networks, **about), **about)
        return run.table

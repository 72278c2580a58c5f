"""Optimisation: the best campaign within a budget, and what it is worth in replications that did not choose it.

All campaigns are tried in the same replications (common random numbers). The best of many owes some of what it came to
there to chance, the more so the more were tried (the winner's curse); so the few best are run again in other
replications, by which one is chosen, and that one once more, in replications that have chosen nothing, beside the
scenario's own campaign and beside none.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import LostRunError, ScenarioError
from wordofmouth.extras import need
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Reproduction
from wordofmouth.results.tables import of_rows, to_table
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.outputs import output
from wordofmouth.runs.processes import Died, Processes, useful_workers
from wordofmouth.runs.runner import Progress, without_campaign
from wordofmouth.runs.simulate import simulate
from wordofmouth.runs.store import RunStore
from wordofmouth.scenario.factors import Factor
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.intervals import half_width
from wordofmouth.statistics.outcomes import OUTCOMES, RunTables
from wordofmouth.statistics.risk import worst_mean
from wordofmouth.tasks.optimise.finding import cautions
from wordofmouth.tasks.optimise.goal import CHOICE, FRESH, NOTHING, OWN, SEARCH, Goal
from wordofmouth.tasks.optimise.record import RUNS, Optimised
from wordofmouth.tasks.optimise.search import Evaluation, Tried, best_first, searched

_FEW = 5
_RUNS_A_TASK = 5


def optimise(
    goal: Goal | str | Path,
    *,
    workers: int | None = None,
    store: RunStore | str | Path | None = None,
    progress: Progress | None = None,
) -> Optimised:
    """Search for the best campaign of a goal and return it with what it is worth.

    Args:
        goal: a goal, a name among those that come along, or a file.
        workers: processes; 0 for none but this one; as many as are worth their start unless given.
        store: folder of results, as ``"results"``, of whose kept runs those that are there are not simulated again, and
            where the others are kept; none unless given.
        progress: called with the number of runs done.

    Raises:
        DesignError: if the goal has mistakes.
        MissingExtraError: if Optuna is not installed.
    """
    need("optimise")
    if not isinstance(goal, Goal):
        goal = Goal.load(goal)
    if workers is None:
        workers = useful_workers([goal.base], most_runs(goal))
    started = time.perf_counter()
    with Processes(workers, _Simulator, _Job(goal.objective, goal.seed, RunStore.of(store))) as processes:
        trying = _Trying(goal, processes, progress)
        chosen = trying.search_and_choose()
    best = trying.scenarios[chosen].varied(name=goal.name, title=f"The best campaign for at most {goal.budget:,g}")
    return optimised(goal, best, trying.campaigns, trying.runs, seconds=time.perf_counter() - started)


def most_runs(goal: Goal) -> int:
    """Return how many runs a goal takes at most."""
    return goal.replications * (goal.trials + 2) + goal.fresh * (_FEW + 1 + 3)


class _Trying:
    """Tries campaigns and keeps what each came to.

    Attributes:
        campaigns: by number, as text, the values that were tried.
        scenarios: by number, or as own or nothing, the markets.
        runs: by stage and campaign what each run came to: value and cost, (runs, 2).
    """

    def __init__(self, goal: Goal, processes: Processes, progress: Progress | None) -> None:
        self._goal, self._processes, self._progress = goal, processes, progress
        self.campaigns: dict[str, Tried] = {}
        self.scenarios = {NOTHING: goal.base.without_campaign()}
        if without_campaign(goal.base) is not None:
            self.scenarios[OWN] = goal.base
        self.runs: dict[tuple[str, str], Array] = {}
        self._done = 0

    def search_and_choose(self) -> str:
        """Run all stages and return which campaign is best; nothing, if none is better than that."""
        goal, known = self._goal, list(self.scenarios)
        self._run(SEARCH, known)
        trials = searched(
            goal.vary,
            self._try,
            budget=goal.budget,
            trials=goal.trials,
            seed=goal.seed,
            first=goal.own_values(),
            switches=goal.switches,
        )
        few = [NOTHING, *map(str, best_first(trials, goal.budget)[:_FEW])]
        self._run(CHOICE, few)
        chosen = max(filter(self._keeps_to_budget, few), key=lambda name: self._score(CHOICE, name))
        self._run(FRESH, dict.fromkeys([*known, chosen]))
        return chosen

    def _try(self, batch: Sequence[Tried]) -> list[Evaluation | None]:
        names = [str(len(self.campaigns) + place) for place in range(len(batch))]
        self.campaigns |= zip(names, batch, strict=True)
        for name, values in zip(names, batch, strict=True):
            try:
                self.scenarios[name] = self._goal.scenario_at(values)
            except ScenarioError:
                # Values that are allowed one by one need not go together.
                continue
        there = [name for name in names if name in self.scenarios]
        self._run(SEARCH, there)
        return [self._found(name) if name in there else None for name in names]

    def _found(self, name: str) -> Evaluation:
        """Return what a campaign came to; what it costs is the most that is likely, lest chance make it look cheap."""
        costs = self.runs[SEARCH, name][:, 1]
        return Evaluation(self._score(SEARCH, name), float(costs.mean() + np.nan_to_num(half_width(costs))))

    def _score(self, stage: str, name: str) -> float:
        return worst_mean(self.runs[stage, name][:, 0], self._goal.cautious)

    def _keeps_to_budget(self, name: str) -> bool:
        costs = np.concatenate([self.runs[stage, name][:, 1] for stage in (SEARCH, CHOICE)])
        return bool(costs.mean() <= self._goal.budget)

    def _run(self, stage: str, names: Iterable[str]) -> None:
        """Run campaigns in the replications of a stage."""
        replications = self._goal.replications_by_stage[stage]
        firsts = range(replications.start, replications.stop, _RUNS_A_TASK)
        tasks = [
            _Task(name, self.scenarios[name], first, min(first + _RUNS_A_TASK, replications.stop))
            for name in names
            for first in firsts
        ]
        by_task = {}
        for task, values in self._processes.run(tasks):
            if isinstance(values, Died):
                raise LostRunError(f"a run could not be ended: {values.reason}")
            by_task[task.name, task.first] = values
            self._done += task.end - task.first
            if self._progress is not None:
                self._progress(self._done)
        self.runs |= {(stage, name): np.concatenate([by_task[name, first] for first in firsts]) for name in names}


class _Job(NamedTuple):
    """What all tasks share: what there is to be most of, the seed, and a store of runs, if there is one."""

    objective: str
    seed: int
    store: RunStore | None


class _Task(NamedTuple):
    """Some runs of a campaign: from the first replication to before the last."""

    name: str
    scenario: Scenario
    first: int
    end: int


class _Simulator:
    """Does the tasks of a job; all campaigns of a replication meet in the same network, which is kept."""

    def __init__(self, job: _Job) -> None:
        self._job, self._networks = job, Networks()

    def __call__(self, task: _Task) -> Array:
        """Return values and costs of a task's runs, (runs, 2)."""
        with self._job.store or nullcontext():
            table = to_table(enumerate(self._table(task.scenario, number) for number in range(task.first, task.end)))
        runs = RunTables(table, None, task.scenario.economics.discount_rate)
        measured = (OUTCOMES[name].values(runs) for name in (self._job.objective, "campaign_cost"))
        values: Array = np.nan_to_num(np.column_stack(list(measured)))
        return values

    def _table(self, scenario: Scenario, replication: int) -> Mapping[str, Array]:
        about: Any = {"seed": self._job.seed, "replication": replication}
        return output(
            self._job.store, scenario, lambda: simulate(scenario, networks=self._networks, **about), **about
        ).table


def optimised(
    goal: Goal,
    best: Scenario,
    campaigns: Mapping[str, Mapping[str, Any]],
    runs: Mapping[tuple[str, str], Array],
    *,
    seconds: float,
) -> Optimised:
    """Return the result of a search that has just ended on this machine."""
    keys = [(stage, name, number) for stage, name in runs for number in goal.replications_by_stage[stage]]
    values = np.concatenate(list(runs.values()))
    arrow = of_rows(RUNS, ((*key, *of) for key, of in zip(keys, values, strict=True)))
    levers = [
        Factor.of(path, [*values.tried, *(campaign.get(path) for campaign in campaigns.values())])
        for path, values in goal.vary.items()
    ]
    tried = of_rows(
        {"campaign": str, **{lever.path: lever.type for lever in levers}},
        ((name, *(lever.label(of.get(lever.path)) for lever in levers)) for name, of in campaigns.items()),
    )
    manifest = Manifest.of_run(
        goal.base,
        task=Optimised.task,
        others=[best],
        measure=goal.objective,
        seed=goal.seed,
        replications=goal.replications,
        table=arrow,
        baseline=None,
        network_digests=(),
        notes=best.notes(),
        by=(),
        seconds=seconds,
    )
    of_goal = {"design": goal.resolved(), "design_digest": goal.digest, "runs": len(keys)}
    result = Optimised(arrow, tried, manifest.model_copy(update=of_goal))
    notes = (*manifest.notes, *cautions(result))
    result.manifest = result.manifest.model_copy(update={"notes": notes})
    return result


def reproduction(manifest: Manifest) -> Reproduction:
    """Return what makes the search of a manifest again.

    Raises:
        ManifestError: if its goal or scenario is not the one that was searched for.
    """
    manifest.scenarios()
    goal = Goal(**manifest.design)
    manifest.check_design(goal.digest, goal.digest_as_written)
    return Reproduction(lambda workers, progress: optimise(goal, workers=workers, progress=progress), most_runs(goal))

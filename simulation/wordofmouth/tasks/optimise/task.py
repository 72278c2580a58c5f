"""Optimisation: the best campaign within a budget, and what it is worth in replications that did not choose it.

All campaigns are tried in the same replications (common random numbers). The best of many owes some of what it came to
there to chance, the more so the more were tried (the winner's curse); so the few best are run again in other
replications, by which one is chosen, and that one once more, in replications that have chosen nothing, beside the
scenario's own campaign and beside none.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import LostRunError, ScenarioError
from wordofmouth.extras import need
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Reproduction
from wordofmouth.results.tables import of_rows, to_table
from wordofmouth.runs.bar import Progress, Shown, shown
from wordofmouth.runs.clusters.cluster import Cluster, parallel
from wordofmouth.runs.networks import Networks
from wordofmouth.runs.outputs import output
from wordofmouth.runs.processes import Died, Processes, useful_workers
from wordofmouth.runs.runner import without_campaign
from wordofmouth.runs.simulate import simulate
from wordofmouth.runs.store import RunStore
from wordofmouth.scenario.factors import Factor
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.accounting.campaign import given_away
from wordofmouth.statistics.intervals import CONFIDENCE, half_width
from wordofmouth.statistics.outcomes import KNOWN, SPENT_ON, RunTables
from wordofmouth.statistics.reported import spending
from wordofmouth.statistics.risk import gain, worst_mean
from wordofmouth.tasks.optimise.finding import cautions
from wordofmouth.tasks.optimise.goal import CHOICE, FRESH, NOTHING, OWN, SEARCH, Goal
from wordofmouth.tasks.optimise.record import PARTS_OF_COST, RUNS, Optimised
from wordofmouth.tasks.optimise.search import Evaluation, Tried, best_first, searched

_FEW = 5
_RUNS_A_TASK = 5
# What of a run comes before what was spent on each lever: its value, its cost, refunds added and margin given away.
_PARTS = 4
# What is spent to the cent may be off by rounding.
_ROUNDING = 1e-9


def optimise(
    goal: Goal | str | Path,
    *,
    workers: int | None = None,
    cluster: str = "",
    store: RunStore | str | Path | None = None,
    progress: Shown = None,
) -> Optimised:
    """Search for the best campaign of a goal and return it with what it is worth.

    Args:
        goal: a goal, a name among those that come along, or a file.
        workers: processes; 0 for none but this one; as many as are worth their start unless given.
        cluster: address of a Dask scheduler whose workers do it instead, as in ``tcp://host:8786``.
        store: folder of results, as ``"results"``, of whose kept runs those that are there are not simulated again, and
            where the others are kept; none unless given.
        progress: true for a bar; or called with the number of runs done.

    Raises:
        DesignError: if the goal has mistakes.
        MissingExtraError: if Optuna is not installed.
        ClusterError: if the cluster cannot be used, or is lost.
    """
    need("optimise")
    if not isinstance(goal, Goal):
        goal = Goal.load(goal)
    if workers is None:
        workers = useful_workers([goal.base], most_runs(goal))
    started = time.perf_counter()
    job = _Job(goal.objective, goal.seed, RunStore.of(store), goal.levers, goal.base)
    with parallel(_Simulator, job, workers=workers, cluster=cluster) as processes:
        trying = _Trying(goal, processes, shown(progress, most_runs(goal)))
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
        runs: by stage and campaign what each run came to: value, cost, and parts of it: refunds, discounts and
            what was spent on each lever, (runs, 4 + levers); only value and cost where the budget binds spending alone.
    """

    def __init__(self, goal: Goal, processes: Processes | Cluster, progress: Progress) -> None:
        self._goal, self._processes, self._progress = goal, processes, progress
        self.campaigns: dict[str, Tried] = {}
        self.scenarios = {NOTHING: goal.base.without_campaign()}
        if without_campaign(goal.base) is not None:
            self.scenarios[OWN] = goal.base
        self.runs: dict[tuple[str, str], Array] = {}
        self._plain_refunds: dict[str, Array] = {}
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
        best = map(str, best_first(trials, goal.budget)[:_FEW])
        few = [*(known if goal.binds_total else [NOTHING]), *best]
        self._run(CHOICE, few)
        within = filter(partial(self._keeps_to_budget, CHOICE), few)
        ranked = sorted(within, key=lambda name: -self._score(CHOICE, name))
        self._run(FRESH, dict.fromkeys([*known, ranked[0]]))
        return self._confirmed(ranked) if goal.binds_total else ranked[0]

    def _confirmed(self, ranked: Sequence[str]) -> str:
        """Return the first of the ranked that keeps to the budget in the last runs too; none costs nothing.

        The scenario's own campaign is kept, if it keeps to the budget, unless that one is distinguishably better.
        """
        runs, cautious = self.runs, self._goal.cautious
        for chosen in ranked:
            if (FRESH, chosen) not in runs:
                self._run(FRESH, [chosen])
            if self._keeps_to_budget(FRESH, chosen):
                break
            if chosen in self.campaigns:
                del runs[FRESH, chosen]
        if OWN in self.scenarios and self._keeps_to_budget(FRESH, OWN) and chosen != OWN:
            own, values = (runs[FRESH, name][:, 0] for name in (OWN, chosen))
            beside = gain(own, values, cautious)
            if not (beside.is_distinguishable and beside.difference > 0):
                if chosen in self.campaigns:
                    del runs[FRESH, chosen]
                return OWN
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
        spend = at_most(self.runs[SEARCH, name][:, 1])
        # What breaks a cap is as much too dear.
        beyond = max((over for over in self._beyond_caps(SEARCH, name)), default=0.0)
        return Evaluation(self._score(SEARCH, name), max(spend, self._goal.budget + beyond) if beyond > 0 else spend)

    def _beyond_caps(self, stage: str, name: str) -> list[float]:
        """Return by how much more than each cap is likely to be spent on its lever."""
        levers, runs = self._goal.levers, self.runs[stage, name]
        return [
            at_most(runs[:, _PARTS + levers.index(label)]) - cap * (1 + _ROUNDING)
            for label, cap in self._goal.caps.items()
        ]

    def _score(self, stage: str, name: str) -> float:
        return worst_mean(self.runs[stage, name][:, 0], self._goal.cautious)

    def _keeps_to_budget(self, stage: str, name: str) -> bool:
        """Tell whether a campaign keeps to the budget: all that it costs, as surely as the runs of a stage tell."""
        if not self._goal.binds_total:
            costs = np.concatenate([self.runs[of, name][:, 1] for of in (SEARCH, CHOICE)])
            return bool(costs.mean() <= self._goal.budget)
        costs = self.runs[stage, name][:, 1]
        if any(over > 0 for over in self._beyond_caps(stage, name)):
            return False
        in_most = self._goal.cautious == 1 or np.mean(costs <= self._goal.budget) >= CONFIDENCE
        return bool(in_most and at_most(costs) <= self._goal.budget)

    def _run(self, stage: str, names: Iterable[str]) -> None:
        """Run campaigns in the replications of a stage; nothing is among the first of each."""
        goal = self._goal
        replications = goal.replications_by_stage[stage]
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
            self._progress(self._done)
        made = {name: np.concatenate([by_task[name, first] for first in firsts]) for name in names}
        if NOTHING in made:
            self._plain_refunds[stage] = made[NOTHING][:, 2]
        for name, values in made.items():
            value, spent, refunds, discounts, *by_lever = values.T
            if not goal.binds_total:
                self.runs[stage, name] = values[:, :2]
                continue
            # What is refunded without a campaign too, it does not cost.
            added = refunds - self._plain_refunds[stage]
            self.runs[stage, name] = np.column_stack([value, spent + added + discounts, added, discounts, *by_lever])


def at_most(costs: Array) -> float:
    """Return the upper 95 % end of the mean of costs."""
    return float(costs.mean() + np.nan_to_num(half_width(costs)))


class _Job(NamedTuple):
    """What all tasks share: what there is to be most of, the seed, a store of runs, labels of levers, the scenario."""

    objective: str
    seed: int
    store: RunStore | None
    levers: Sequence[str]
    base: Scenario


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
        """Return of runs the value, spending, refunds, margin given away and spending by lever: (runs, 4 + levers)."""
        with self._job.store or nullcontext():
            table = to_table(enumerate(self._table(task.scenario, number) for number in range(task.first, task.end)))
        runs = RunTables(table, None, task.scenario.economics.discount_rate, needs=task.scenario.needs)
        measured = [KNOWN[name].values(runs) for name in (self._job.objective, "campaign_cost", "refunds")]
        # A campaign's best is sought with the price as it stands, which is the list price.
        units, revenue = (runs.cube(name)[..., 0] for name in ("purchases", "revenue"))
        measured.append(given_away(units, task.scenario.brands[0].price, revenue).sum(axis=1))
        by_lever = {asked.name: asked.values(runs) for asked in spending([table])}
        nothing = np.zeros(len(measured[0]))
        measured += [by_lever.get(f"{SPENT_ON}{label}", nothing) for label in self._job.levers]
        values: Array = np.nan_to_num(np.column_stack(measured))
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
    parts = PARTS_OF_COST | {f"{SPENT_ON}{label}": float for label in goal.levers} if goal.binds_total else {}
    arrow = of_rows(RUNS | parts, ((*key, *of) for key, of in zip(keys, values, strict=True)))
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
    goal = Goal.as_then(manifest.design)
    manifest.check_design(goal.digest, goal.digest_as_written)
    return Reproduction(lambda workers, progress: optimise(goal, workers=workers, progress=progress), most_runs(goal))

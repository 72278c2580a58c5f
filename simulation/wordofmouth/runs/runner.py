"""Runner: replications of a scenario, here or in parallel processes, to the byte the same."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordofmouth.errors import ScenarioError
from wordofmouth.instruments.breakdown import GROUPINGS, breakdown
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Result
from wordofmouth.results.tables import to_table
from wordofmouth.runs.processes import Died, Processes
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.scenario import Scenario

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network

REPLICATIONS = 20
# Below this many consumer-weeks another process costs more to start than it saves (some 50 ns each, measured).
_WORTH_A_PROCESS = 50_000_000

Columns = dict[str, np.ndarray]
Progress = Callable[[int], None]
Simulate = Callable[[Iterable[int]], Iterator[tuple[int, "list[Run]"]]]


def run(
    scenario: Scenario | str | Path,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    workers: int | None = None,
    network: "Network | None" = None,
    by: Sequence[str] = (),
    baseline: bool = True,
    influence: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Run replications of a scenario and return their table with its manifest.

    Args:
        scenario: a scenario, a preset's name or a file.
        replications: how many runs, each with its own luck.
        seed: from which, with the number of the replication, all luck comes.
        workers: processes; 0 runs in this one. Unless given, as many as are worth their start.
        network: ties to use instead of the scenario's.
        by: traits by which ``result.breakdown`` counts, week by week: online, leader, community, segment …
        influence: keep who convinced whom, as ``result.influence``, and each leader's reach, as ``result.leaders``.
        baseline: run the same market without the first brand's campaign too, if it has one.
        progress: called with the number of replications done.

    Raises:
        ScenarioError: if the scenario has mistakes.
        ValueError: if the number of replications is below 1 or the seed out of range.
    """
    if not isinstance(scenario, Scenario):
        scenario = Scenario.load(scenario)
    check_replications(replications)
    wrong = [trait for trait in by if trait not in GROUPINGS]
    if wrong:
        raise ScenarioError([f"by: no grouping is called {wrong[0]!r}; {nearest(wrong[0], GROUPINGS)}"])
    if by and scenario.model.kind != "consumer":
        raise ScenarioError([f"by: the model {scenario.model.kind!r} does not know what kinds of consumers there are"])
    plain = without_campaign(scenario) if baseline else None
    scenarios = [scenario] if plain is None else [scenario, plain]
    if workers is None:
        workers = useful_workers(scenarios, replications)
    started = time.perf_counter()
    with simulator(scenarios, seed=seed, workers=workers, network=network, by=by, influence=influence) as simulate:
        runs = in_order(simulate(range(replications)), progress)
    table, *plain_table = (to_table(enumerate(run[place].table for run in runs)) for place in range(len(scenarios)))
    manifest = Manifest.of_run(
        scenario,
        seed=seed,
        replications=replications,
        table=table,
        baseline=plain_table[0] if plain_table else None,
        network_digests=network_digests(runs),
        notes=[*scenario.notes(), *dict.fromkeys(note for first, *_ in runs for note in first.notes)],
        by=tuple(by),
        seconds=time.perf_counter() - started,
    )
    groups = to_table(enumerate(first.groups for first, *_ in runs)) if by else None
    traces = None
    if influence:
        from wordofmouth.instruments.log import influence_table

        traces = tuple(influence_table(enumerate(first.traces[place] for first, *_ in runs)) for place in range(2))
    return Result(table, manifest, groups, *(plain_table or [None]), traces)


def without_campaign(scenario: Scenario) -> Scenario | None:
    """Return the scenario without the first brand's campaign; None if it has no campaign."""
    plain = scenario.without_campaign()
    return plain if len(plain.campaign) < len(scenario.campaign) else None


def check_replications(replications: int) -> None:
    """Check that there is something to run.

    Raises:
        ValueError: if not.
    """
    if replications < 1:
        raise ValueError(f"replications: {replications} is not allowed: must be at least 1")


def useful_workers(scenarios: Sequence[Scenario], replications: int) -> int:
    """Return how many processes are worth their start; 0 means this one."""
    work = sum(scenario.consumers * scenario.weeks for scenario in scenarios) * replications
    return 0 if work < _WORTH_A_PROCESS else min(replications, os.cpu_count() or 1)


class Run(NamedTuple):
    """What one replication of one scenario gives back."""

    table: Columns
    groups: Columns
    network_digest: str
    notes: tuple[str, ...]
    traces: tuple[Columns, Columns] | None = None


@contextmanager
def simulator(
    scenarios: Sequence[Scenario],
    *,
    seed: int,
    workers: int,
    network: "Network | None" = None,
    by: Sequence[str] = (),
    influence: bool = False,
) -> Iterator[Simulate]:
    """Yield what runs replications of all the scenarios: from numbers, each number with its runs, as they are done.

    A replication has the same luck in every scenario, and the same network in those that say the same of it. Groups
    are counted, and influence is traced, in the first scenario alone.
    """
    job = _Job(tuple(scenarios), seed, network, tuple(by), influence, {})
    with Processes(workers, _prepare, job) as processes:
        yield lambda replications: (_alive(result) for _, result in processes.run(_replicate, replications))


def _alive(result: "tuple[int, list[Run]] | Died") -> tuple[int, list[Run]]:
    if isinstance(result, Died):
        raise RuntimeError(f"a run could not be ended: {result.reason}")
    return result


def in_order(done: Iterator[tuple[int, list[Run]]], progress: Progress | None, before: int = 0) -> list[list[Run]]:
    """Return the runs of each replication in the order of their numbers, telling the progress how many are done."""
    runs: dict[int, list[Run]] = {}
    for replication, run in done:
        runs[replication] = run
        if progress is not None:
            progress(before + len(runs))
    return [runs[replication] for replication in sorted(runs)]


def network_digests(runs: list[list[Run]]) -> list[str]:
    """Return the digest of every network, replication by replication."""
    return [run.network_digest for together in runs for run in together]


class _Job(NamedTuple):
    """What every replication shares; ``fixed`` are the networks that are the same in all of them."""

    scenarios: tuple[Scenario, ...]
    seed: int
    network: "Network | None"
    by: tuple[str, ...]
    influence: bool
    fixed: "dict[Any, Network]"


_prepared: list[_Job] = []


def _prepare(job: _Job) -> None:
    _prepared[:] = [job]


def _replicate(replication: int) -> tuple[int, list[Run]]:
    from wordofmouth.diffusion.diffusion import begin
    from wordofmouth.instruments.influence import influence, leaders_reach

    (job,) = _prepared
    runs, drawn = [], {}
    for place, scenario in enumerate(job.scenarios):
        known = job.fixed if scenario.network.is_fixed else drawn
        said = (scenario.network, scenario.consumers)
        traced = job.influence and not place
        record = ("influence",) if traced else ()
        market = begin(scenario, job.seed, replication, job.network or known.get(said), record)
        known[said] = market.network
        groups = []
        while market.week < scenario.weeks:
            market.step()
            groups += [breakdown(market, by) for by in (() if place else job.by)]
        joined = {name: np.concatenate([part[name] for part in groups]) for name in groups[0]} if groups else {}
        traces = (influence(market), leaders_reach(market)) if traced else None
        runs.append(Run(market.table(), joined, market.network.digest, tuple(market.notes), traces))
    return replication, runs

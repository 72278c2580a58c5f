"""Runner: replications of a scenario, here or in parallel processes, to the byte the same."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.manifest import Manifest
from experiments.results import Result
from experiments.tables import to_table
from simulation.breakdown import GROUPINGS, breakdown
from simulation.parts import nearest
from simulation.scenario import Scenario, ScenarioError

if TYPE_CHECKING:
    from simulation.network import Network

REPLICATIONS = 20
# Below this many consumer-weeks another process costs more to start than it saves (some 50 ns each, measured).
_WORTH_A_PROCESS = 50_000_000

Columns = dict[str, np.ndarray]
Progress = Callable[[int], None]


def run(
    scenario: Scenario | str | Path,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    workers: int | None = None,
    network: "Network | None" = None,
    by: Sequence[str] = (),
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
        progress: called with the number of replications done.

    Raises:
        ScenarioError: if the scenario has mistakes.
        ValueError: if the number of replications is below 1 or the seed out of range.
    """
    if not isinstance(scenario, Scenario):
        scenario = Scenario.load(scenario)
    if replications < 1:
        raise ValueError(f"replications: {replications} is not allowed: must be at least 1")
    if workers is None:
        workers = useful_workers(scenario, replications)
    started = time.perf_counter()
    wrong = [trait for trait in by if trait not in GROUPINGS]
    if wrong:
        raise ScenarioError([f"by: no grouping is called {wrong[0]!r}; {nearest(wrong[0], GROUPINGS)}"])
    job = _Job(scenario, seed, network, tuple(by))
    runs: dict[int, _Run] = {}
    for replication, done in _runs(job, replications, workers):
        runs[replication] = done
        if progress is not None:
            progress(len(runs))
    ordered = [(replication, runs[replication]) for replication in range(replications)]
    table = to_table((replication, done.table) for replication, done in ordered)
    groups = to_table((replication, done.groups) for replication, done in ordered) if by else None
    manifest = Manifest.of_run(
        scenario,
        seed=seed,
        replications=replications,
        table=table,
        network_digests=[done.network_digest for _, done in ordered],
        notes=[*scenario.notes(), *dict.fromkeys(note for _, done in ordered for note in done.notes)],
        by=tuple(by),
        seconds=time.perf_counter() - started,
    )
    return Result(table, manifest, groups)


def useful_workers(scenario: Scenario, replications: int) -> int:
    """Return how many processes are worth their start; 0 means this one."""
    work = scenario.consumers * scenario.weeks * replications
    return 0 if work < _WORTH_A_PROCESS else min(replications, os.cpu_count() or 1)


class _Job(NamedTuple):
    """What every replication shares."""

    scenario: Scenario
    seed: int
    network: "Network | None"
    by: tuple[str, ...]


class _Run(NamedTuple):
    """What one replication gives back."""

    table: Columns
    groups: Columns
    network_digest: str
    notes: tuple[str, ...]


def _runs(job: _Job, replications: int, workers: int) -> Iterator[tuple[int, _Run]]:
    if workers == 0:
        _prepare(job)
        yield from map(_replicate, range(replications))
        return
    pool = ProcessPoolExecutor(
        workers,
        # A fresh interpreter: nothing half-copied from threads of this one, and the same on every system.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(job,),
    )
    try:
        pending = [pool.submit(_replicate, replication) for replication in range(replications)]
        for done in as_completed(pending):
            yield done.result()
    except BrokenProcessPool:
        raise RuntimeError(
            "a process ended before its work was done; in a script, run under `if __name__ == '__main__':`, "
            "or with workers=0"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_prepared: list[_Job] = []


def _prepare(job: _Job) -> None:
    _prepared[:] = [job]


def _replicate(replication: int) -> tuple[int, _Run]:
    from simulation.market import Market

    (job,) = _prepared
    market = Market(job.scenario, job.seed, replication, job.network)
    if job.scenario.network.is_fixed:
        _prepare(job._replace(network=market.network))
    groups = []
    while market.week < job.scenario.weeks:
        market.step()
        groups += [breakdown(market, by) for by in job.by]
    joined = {name: np.concatenate([part[name] for part in groups]) for name in groups[0]} if groups else {}
    return replication, _Run(market.table(), joined, market.network.digest, tuple(market.notes))

"""Runner: replications of a scenario, here or in parallel processes, to the byte the same."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.manifest import Manifest
from experiments.results import Result
from experiments.tables import to_table
from simulation.scenario import Scenario

if TYPE_CHECKING:
    import numpy as np

    from simulation.network import Network

REPLICATIONS = 20
# Below this many consumer-weeks another process costs more to start than it saves (some 50 ns each, measured).
_WORTH_A_PROCESS = 50_000_000

Columns = dict[str, "np.ndarray"]
Replication = tuple[int, Columns, str, tuple[str, ...]]
Progress = Callable[[int], None]


def run(
    scenario: Scenario | str | Path,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    workers: int | None = None,
    network: "Network | None" = None,
    progress: Progress | None = None,
) -> Result:
    """Run replications of a scenario and return their table with its manifest.

    Args:
        scenario: a scenario, a preset's name or a file.
        replications: how many runs, each with its own luck.
        seed: from which, with the number of the replication, all luck comes.
        workers: processes; 0 runs in this one. Unless given, as many as are worth their start.
        network: ties to use instead of the scenario's.
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
    runs, digests, notes = {}, {}, {}
    for replication, columns, network_digest, network_notes in _runs(scenario, seed, replications, workers, network):
        runs[replication], digests[replication] = columns, network_digest
        notes.update(dict.fromkeys(network_notes))
        if progress is not None:
            progress(len(runs))
    table = to_table(sorted(runs.items()))
    manifest = Manifest.of_run(
        scenario,
        seed=seed,
        replications=replications,
        table=table,
        network_digests=[digests[replication] for replication in sorted(digests)],
        notes=[*scenario.notes(), *(f"network: {note}" for note in notes)],
        seconds=time.perf_counter() - started,
    )
    return Result(table, manifest)


def useful_workers(scenario: Scenario, replications: int) -> int:
    """Return how many processes are worth their start; 0 means this one."""
    work = scenario.consumers * scenario.weeks * replications
    return 0 if work < _WORTH_A_PROCESS else min(replications, os.cpu_count() or 1)


def _runs(
    scenario: Scenario, seed: int, replications: int, workers: int, network: "Network | None"
) -> Iterator[Replication]:
    if workers == 0:
        _prepare(scenario, seed, network)
        yield from map(_replicate, range(replications))
        return
    pool = ProcessPoolExecutor(
        workers,
        # A fresh interpreter: nothing half-copied from threads of this one, and the same on every system.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(scenario, seed, network),
    )
    try:
        pending = [pool.submit(_replicate, replication) for replication in range(replications)]
        for done in as_completed(pending):
            yield done.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_prepared: dict[str, Any] = {}


def _prepare(scenario: Scenario, seed: int, network: "Network | None") -> None:
    _prepared.update(scenario=scenario, seed=seed, network=network)


def _replicate(replication: int) -> Replication:
    from simulation.market import Market

    scenario, network = _prepared["scenario"], _prepared["network"]
    market = Market(scenario, _prepared["seed"], replication, network)
    if scenario.network.is_fixed:
        _prepared["network"] = market.network
    market.run()
    return replication, market.table(), market.network.digest, market.network.notes

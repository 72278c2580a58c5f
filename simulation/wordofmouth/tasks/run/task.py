"""Run: replications of one scenario, and of the same market without its campaign, as a result."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from wordofmouth.errors import ScenarioError
from wordofmouth.instruments.breakdown import GROUPINGS, Groups
from wordofmouth.instruments.influence import influence as influence_of
from wordofmouth.instruments.influence import leaders_reach
from wordofmouth.instruments.log import influence_table
from wordofmouth.networks.network import Network
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Reproduction
from wordofmouth.results.tables import to_table
from wordofmouth.runs.identity import network_digests
from wordofmouth.runs.processes import useful_workers
from wordofmouth.runs.runner import (
    REPLICATIONS,
    AtTheEnd,
    Observer,
    Progress,
    check_replications,
    in_order,
    simulator,
    without_campaign,
)
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.run.record import TRACES, Result

# What is traced of a run whose influence is recorded, by name: who convinced whom, and each leader's reach.
_TRACES = {"influence": influence_of, "leaders": leaders_reach}


def run(
    scenario: Scenario | str | Path,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    workers: int | None = None,
    network: Network | None = None,
    by: Sequence[str] = (),
    baseline: bool = True,
    influence: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Run replications of a scenario and return their table with its manifest.

    Args:
        scenario: a scenario, a preset's name or a file.
        replications: number of independent runs.
        seed: from which, with the number of the replication, all random numbers come.
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
    if by and "segments" not in scenario.model.knows:
        raise ScenarioError([f"by: the model {scenario.model.kind!r} does not know what kinds of consumers there are"])
    plain = without_campaign(scenario) if baseline else None
    scenarios = [scenario] if plain is None else [scenario, plain]
    if workers is None:
        workers = useful_workers(scenarios, replications)
    started = time.perf_counter()
    watch: dict[str, Callable[[], Observer]] = {"groups": partial(Groups, by)} if by else {}
    if influence:
        watch |= {name: partial(AtTheEnd, tell) for name, tell in _TRACES.items()}
    record = ("influence",) if influence else ()
    with simulator(scenarios, seed=seed, workers=workers, network=network, record=record, watch=watch) as simulate:
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
    groups = to_table(enumerate(first.seen["groups"] for first, *_ in runs)) if by else None
    traces = None
    if influence:
        by_name = {name: influence_table(enumerate(first.seen[name] for first, *_ in runs)) for name in _TRACES}
        traces = (by_name["influence"], by_name["leaders"])
    return Result(table, manifest, groups, plain_table[0] if plain_table else None, traces)


def reproduction(manifest: Manifest) -> Reproduction:
    """Return what makes the result of a manifest again.

    Raises:
        ManifestError: if its scenario is not the one that was run.
    """
    (scenario,) = manifest.scenarios()
    again = partial(
        run,
        scenario,
        baseline=bool(manifest.baseline_digest),
        by=manifest.by,
        influence=TRACES[0] in (*manifest.tables, *manifest.files),
        seed=manifest.seed,
        replications=manifest.replications,
    )
    return Reproduction(lambda workers, progress: again(workers=workers, progress=progress), manifest.replications)

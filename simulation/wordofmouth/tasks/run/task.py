"""Run: replications of one scenario, and of the same market without its campaign, as a result."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from wordofmouth.errors import ScenarioError
from wordofmouth.instruments.breakdown import GROUPINGS, Groups
from wordofmouth.instruments.influence import influence as influence_of
from wordofmouth.instruments.influence import leaders_reach
from wordofmouth.instruments.log import influence_table
from wordofmouth.market.copies.branching import changed, stage
from wordofmouth.networks.network import Network, Ties
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Reproduction
from wordofmouth.results.tables import to_table
from wordofmouth.runs.bar import Shown, shown
from wordofmouth.runs.begun import FromFile, Through
from wordofmouth.runs.kept import Kept, Snapshot, keeping
from wordofmouth.runs.outputs import Columns, RunOutput, network_digests
from wordofmouth.runs.processes import useful_workers
from wordofmouth.runs.runner import (
    REPLICATIONS,
    AtTheEnd,
    Begun,
    Observer,
    check_replications,
    in_order,
    simulator,
    without_campaign,
)
from wordofmouth.runs.store import RunStore
from wordofmouth.runs.threads import useful_threads
from wordofmouth.scenario.parts import nearest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.accounting.economics import HARDLY_ANY, makes_it_known
from wordofmouth.tasks.run.record import KNOWN, TRACES, Result

# What is traced of a run whose influence is recorded, by name: who convinced whom, and each leader's reach.
_TRACES = {"influence": influence_of, "leaders": leaders_reach}
# How many runs tell what a campaign is worth where some know the brand before it.
PAIRS = 4
# By what name a run that is to be kept comes out of its process.
_KEPT = "kept"


def run(
    scenario: Scenario | str | Path,
    *,
    replications: int = REPLICATIONS,
    first: int = 0,
    seed: int = 0,
    workers: int | None = None,
    network: Ties | None = None,
    by: Sequence[str] = (),
    baseline: bool = True,
    influence: bool = False,
    where_known: bool = False,
    until: int | None = None,
    keep: str | Path | None = None,
    store: RunStore | str | Path | None = None,
    progress: Shown = None,
) -> Result:
    """Run replications of a scenario and return their table with its manifest.

    Args:
        scenario: a scenario, a preset's name or a file.
        replications: number of independent runs.
        first: the number of the first of them; the same number is the same run, whatever others there are.
        seed: from which, with the number of the replication, all random numbers come.
        workers: processes; 0 runs in this one, one run after another. Unless given, as many as are worth their start,
            or threads of this one for short runs.
        network: ties to use instead of the scenario's: a network, a graph of networkx or igraph, a matrix, a file.
        by: traits by which ``result.breakdown`` counts, week by week: online, leader, community, segment …
        influence: keep who convinced whom, as ``result.influence``, and each leader's reach, as ``result.leaders``.
        baseline: run the same market without the first brand's campaign too, if it has one.
        where_known: where awareness alone makes a campaign's worth, run a few pairs in which some know the brand
            before it too, as ``result.known``; it needs the baseline.
        until: the week at whose end the runs stop, if that is not the last.
        keep: a file that keeps the runs as they are at their end, from which :func:`branch` goes on.
        store: folder of results, as ``"results"``, of whose kept runs those that are there are not simulated again, and
            where the others are kept; none unless given.
        progress: true for a bar; or called with the number of replications done.

    Raises:
        ScenarioError: if the scenario has mistakes.
        KeptError: if the file of ``keep`` cannot be written.
        ValueError: if the number of replications is below 1 or the seed out of range.
    """
    if not isinstance(scenario, Scenario):
        scenario = Scenario.load(scenario)
    check_replications(replications)
    if first < 0:
        raise ValueError(f"first: {first} is not allowed: must be at least 0")
    if network is not None:
        from wordofmouth.networks.files.given import given_network

        network = given_network(network)
    return _run(
        scenario,
        range(first, first + replications),
        seed=seed,
        workers=workers,
        network=network,
        by=by,
        baseline=baseline,
        influence=influence,
        where_known=where_known,
        until=until,
        keep=keep,
        store=store,
        progress=progress,
    )


def branch(
    file: str | Path,
    changes: Mapping[str, Any] | None = None,
    *,
    workers: int | None = None,
    by: Sequence[str] = (),
    until: int | None = None,
    keep: str | Path | None = None,
    progress: Shown = None,
) -> Result:
    """Go on with all runs of a file from the week at whose end they were kept, with other values from then on.

    Each replication goes on with its own random numbers, so two branches of one file differ by their changes alone.
    The table has the weeks before as they were. There is no baseline: what would have been is the branch without
    changes.

    Args:
        file: one that :func:`run` kept, or a market's ``save``.
        changes: values by path, as in ``{"brand.price": 80.0}``.
        workers: as of :func:`run`.
        by: as of :func:`run`; counted from the week of the file on.
        until: the week at whose end the runs stop, if that is not the last.
        keep: a file that keeps the runs as they are at their end.
        progress: true for a bar; or called with the number of replications done.

    Raises:
        KeptError: if the file cannot be read, is damaged, or of another version or code.
        ScenarioError: if a path does not exist, a value is not allowed, or what it says was settled at the start.
    """
    begun = Kept(file)
    scenario = changed(begun.scenario, changes or {}, begun.week)
    return _run(
        scenario,
        begun.replications,
        seed=begun.seed,
        workers=workers,
        by=by,
        baseline=False,
        until=until,
        keep=keep,
        progress=progress,
        begun=FromFile(begun),
        lineage=(*begun.lineage, stage(begun.scenario, begun.week)),
        parent=begun.digest,
    )


def _run(
    scenario: Scenario,
    numbers: Sequence[int],
    *,
    seed: int,
    workers: int | None = None,
    network: Network | None = None,
    by: Sequence[str] = (),
    baseline: bool = True,
    influence: bool = False,
    where_known: bool = False,
    until: int | None = None,
    keep: str | Path | None = None,
    store: RunStore | str | Path | None = None,
    progress: Shown = None,
    begun: Begun | None = None,
    lineage: Sequence[dict[str, Any]] = (),
    parent: str = "",
) -> Result:
    """Run the replications of these numbers; ``begun`` has those that go on, through ``lineage``, from ``parent``."""
    wrong = [trait for trait in by if trait not in GROUPINGS]
    if wrong:
        raise ScenarioError([f"by: no grouping is called {wrong[0]!r}; {nearest(wrong[0], GROUPINGS)}"])
    if by and "segments" not in scenario.model.knows:
        raise ScenarioError([f"by: the model {scenario.model.kind!r} does not know what kinds of consumers there are"])
    over = lineage[-1]["week"] if lineage else 0
    if until is not None and not over < until <= scenario.weeks:
        raise ScenarioError([f"until: {until} is not allowed: must be between {over + 1} and {scenario.weeks}"])
    plain = without_campaign(scenario) if baseline else None
    exact = _with_exact_survey(scenario) if begun is None else None
    scenarios = [scenario, *(other for other in (plain, exact) if other is not None)]
    threads = 1
    if workers is None:
        workers, threads = useful_workers(scenarios, len(numbers)), useful_threads(scenarios, len(numbers))
    started = time.perf_counter()
    watch: dict[str, Callable[[], Observer]] = {"groups": partial(Groups, by)} if by else {}
    if influence:
        watch |= {name: partial(AtTheEnd, tell) for name, tell in _TRACES.items()}
    if keep is not None:
        watch[_KEPT] = partial(AtTheEnd, _kept)
    record = ("influence",) if influence else ()
    keeper = nullcontext(None) if keep is None else keeping(keep, scenario, seed, lineage)
    with (
        keeper as write,
        simulator(
            scenarios,
            seed=seed,
            workers=workers,
            threads=threads,
            network=network,
            record=record,
            watch=watch,
            until=until,
            begun=begun,
            store=RunStore.of(store),
        ) as simulate,
    ):
        done = simulate(numbers)
        runs = in_order(done if write is None else _written(done, write), shown(progress, len(numbers)))
    table, *others = (
        to_table(zip(numbers, (run[place].table for run in runs), strict=True)) for place in range(len(scenarios))
    )
    exact_table = None if exact is None else others.pop()
    plain_table = None if plain is None else others.pop()
    manifest = Manifest.of_run(
        scenario,
        seed=seed,
        replications=len(numbers),
        table=table,
        baseline=plain_table,
        network_digests=network_digests(runs),
        notes=[*scenario.notes(), *dict.fromkeys(note for first, *_ in runs for note in first.notes)],
        by=tuple(by),
        seconds=time.perf_counter() - started,
    )
    manifest = manifest.model_copy(
        update={
            "until": until or 0,
            "lineage": tuple(lineage),
            "parent": parent,
            "numbers": () if list(numbers) == list(range(len(numbers))) else tuple(numbers),
        }
    )
    groups = to_table(zip(numbers, (first.seen["groups"] for first, *_ in runs), strict=True)) if by else None
    traces = None
    if influence:
        by_name = {name: influence_table(enumerate(first.seen[name] for first, *_ in runs)) for name in _TRACES}
        traces = (by_name["influence"], by_name["leaders"])
    known = None
    if where_known and plain_table is not None and _awareness_decides(scenario, table, plain_table):
        aware = scenario.varied({"brand.known_by": HARDLY_ANY, "variants": {}})
        pairs = _run(aware, numbers[:PAIRS], seed=seed, workers=workers, network=network, until=until, store=store)
        known = None if pairs.baseline is None else (pairs.arrow, pairs.baseline)
    return Result(table, manifest, groups, plain_table, traces, exact_table, known=known)


def _awareness_decides(scenario: Scenario, table: Any, baseline: Any) -> bool:
    """Tell whether hardly anybody knows the brand before its campaign, and awareness alone makes the worth of that."""
    return scenario.brands[0].known_by < HARDLY_ANY and makes_it_known(table, baseline)


def _with_exact_survey(scenario: Scenario) -> Scenario | None:
    """Return the scenario as if its survey had no sampling error; None if it has none."""
    has_error = "campaigns" in scenario.model.knows and scenario.survey.asked > 0
    return scenario.varied({"survey.asked": 0}) if has_error else None


def _kept(run: Any) -> Columns:
    return Snapshot.of(run).columns()


def _written(
    done: Iterator[tuple[int, list[RunOutput]]], write: Callable[[Snapshot], None]
) -> Iterator[tuple[int, list[RunOutput]]]:
    """Yield outputs, once the run of each is written and out of memory."""
    for number, outputs in done:
        write(Snapshot.of_columns(outputs[0].seen.pop(_KEPT)))
        yield number, outputs


def reproduction(manifest: Manifest) -> Reproduction:
    """Return what makes the result of a manifest again.

    Raises:
        ManifestError: if its scenario is not the one that was run.
    """
    from wordofmouth.tasks.worlds.task import again as over_worlds_again

    (scenario,) = manifest.scenarios()
    again = partial(
        _run,
        scenario,
        manifest.numbers or range(manifest.replications),
        baseline=bool(manifest.baseline_digest),
        by=manifest.by,
        influence=TRACES[0] in (*manifest.tables, *manifest.files),
        where_known=KNOWN[0] in (*manifest.tables, *manifest.files),
        seed=manifest.seed,
        until=manifest.until or None,
        begun=Through.of(manifest.lineage) if manifest.lineage else None,
        lineage=manifest.lineage,
        parent=manifest.parent,
    )
    plain = Reproduction(lambda workers, progress: again(workers=workers, progress=progress), manifest.replications)
    return over_worlds_again(manifest, plain)

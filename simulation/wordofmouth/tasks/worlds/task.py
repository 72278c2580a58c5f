"""Judging a result over worlds: the same scenarios once more, in worlds that fit what is known."""

import copy
from collections.abc import Callable
from typing import Any, Protocol, cast

from wordofmouth.errors import ManifestError, ScenarioError
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.records import Record, Reproduction
from wordofmouth.runs.store import RunStore
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.worlds.evidence import Evidence
from wordofmouth.tasks.worlds.finding import chapters, sentences
from wordofmouth.tasks.worlds.over import over_worlds
from wordofmouth.tasks.worlds.record import MEASURE, OverWorlds
from wordofmouth.tasks.worlds.shipped import shipped
from wordofmouth.words.catalogue import Words


class Judged(Protocol):
    """A result that can be judged over worlds: it has a manifest, and what came out in them."""

    manifest: Manifest
    over: OverWorlds | None


def with_worlds[Kind: Judged](
    result: Kind,
    worlds: int,
    *,
    evidence: Evidence | None = None,
    workers: int | None = None,
    cluster: str = "",
    store: RunStore | None = None,
    progress: Callable[[int], None] | None = None,
) -> Kind:
    """Return a run's or a comparison's result with what comes out in worlds that fit what is known.

    Args:
        result: of a run from its first week to its last, or of a comparison.
        worlds: how many.
        evidence: what is known of this market besides.
        workers: processes; as many as are worth their start unless given.
        cluster: address of a Dask scheduler whose workers do it instead.
        store: of kept runs; none unless given.
        progress: called with the number of worlds done.

    Raises:
        RequestError: if there are not so many worlds, or the model has none.
        ScenarioError: if the evidence does not fit the scenario.
    """
    manifest = result.manifest
    scenarios = manifest.scenarios()
    if evidence is not None:
        evidence.checked(scenarios[0])
    over = over_worlds(
        scenarios,
        worlds,
        measure=manifest.measure or MEASURE,
        seed=manifest.seed,
        evidence=evidence,
        workers=workers,
        cluster=cluster,
        store=store,
        progress=progress,
    )
    judged = copy.copy(result)
    judged.over = over
    asked = {
        "worlds": worlds,
        "bank": shipped().recipe,
        "evidence": evidence.model_dump(mode="json", by_alias=True) if evidence else {},
    }
    judged.manifest = manifest.model_copy(update={"design": {**manifest.design, **asked}})
    # What was computed of the result without worlds.
    vars(judged).pop("_digests", None)
    return judged


def again(manifest: Manifest, plain: Reproduction) -> Reproduction:
    """Return what makes a result of worlds again; without worlds that is what makes the result.

    Raises:
        ManifestError: if its worlds are from another bank than the one that comes along, or its evidence is not known.
    """
    worlds = manifest.design.get("worlds", 0)
    if not worlds:
        return plain
    if manifest.design["bank"] != shipped().recipe:
        raise ManifestError("its worlds are from another bank than the one that comes along")
    try:
        evidence = Evidence(**manifest.design["evidence"])
    except (TypeError, ScenarioError) as error:
        raise ManifestError(f"its evidence is not known ({error})") from None

    def make(workers: int | None, progress: Callable[[int], None]) -> Record:
        result = plain.make(workers, progress)
        judged: Record = with_worlds(cast(Any, result), worlds, evidence=evidence, workers=workers)
        return judged

    return plain._replace(make=make)


def sentences_of(result: Judged, say: Words | None = None) -> list[str]:
    """Return what worlds say of a result, the most important first; nothing without worlds."""
    if result.over is None:
        return []
    scenarios = {scenario.name: scenario for scenario in result.manifest.scenarios()}
    labels: dict[str, str] = getattr(result, "labels", {name: name for name in scenarios})
    return sentences(result.over, outcome(result.manifest.measure or MEASURE), labels, scenarios, say)


def chapters_of(result: Judged, say: Words) -> dict[str, list[str]]:
    """Return what worlds say of a comparison, by chapter; nothing without worlds, and no chapter without a sentence."""
    if result.over is None:
        return {}
    scenarios = {scenario.name: scenario for scenario in result.manifest.scenarios()}
    labels: dict[str, str] = getattr(result, "labels", {name: name for name in scenarios})
    asked = outcome(result.manifest.measure or MEASURE)
    whole = chapters(result.over, asked, labels, scenarios, say)
    return {name: lines for name, lines in whole.items() if lines}

"""Worlds on the command line: a result judged over them, and what they say printed."""

from pathlib import Path
from typing import TYPE_CHECKING

from wordofmouth.errors import RequestError

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.runs.store import RunStore
    from wordofmouth.scenario.scenario import Scenario
    from wordofmouth.tasks.run.record import Result
    from wordofmouth.tasks.worlds.evidence import Evidence


def evidence_of(path: Path | None, worlds: int, scenario: "Scenario") -> "Evidence | None":
    """Return the evidence of a file, if one is given, once it and the number of worlds make sense in a scenario.

    Raises:
        RequestError: if there is evidence and no world, or there are not so many worlds.
        ScenarioError: if the evidence has mistakes.
    """
    from wordofmouth.tasks.worlds.evidence import Evidence
    from wordofmouth.tasks.worlds.over import check_worlds

    if path is not None and not worlds:
        raise RequestError("--evidence: it narrows worlds, and there are none: give --worlds 50 too")
    if worlds:
        check_worlds(scenario, worlds)
    return None if path is None else Evidence.load(path).checked(scenario, str(path))


def judged[Kind: "Result"](
    result: Kind,
    worlds: int,
    evidence: "Evidence | None",
    workers: int | None,
    store: "RunStore",
    cluster: str = "",
) -> Kind:
    """Return a result with what comes out in so many worlds, showing how far that has come; as it is without any."""
    if not worlds:
        return result
    from wordofmouth.cli import output
    from wordofmouth.tasks.worlds.over import steps
    from wordofmouth.tasks.worlds.task import with_worlds

    total = steps(result.manifest.scenarios(), worlds, evidence)
    with output.simulating(total, "worlds") as progress:
        return with_worlds(
            result, worlds, evidence=evidence, workers=workers, cluster=cluster, store=store, progress=progress
        )


def sentences_of(result: "Result") -> list[str]:
    """Return what worlds say of a result; nothing without worlds."""
    if not result.over:
        return []
    from wordofmouth.tasks.worlds.task import sentences_of as of_result

    return of_result(result)


def print_worlds(console: "Console", result: "Result") -> None:
    """Print what worlds say, a line each; nothing without worlds."""
    from wordofmouth.cli.output import plain

    if lines := sentences_of(result):
        console.print("\n[bold]How sure are we?[/bold]")
        for sentence in lines:
            console.print(plain(f"{sentence}."))

"""Reproduce: a result made again, and compared to the bit."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import WorkersOption, command
from wordofmouth.errors import RequestError


@command(180, example="wom reproduce results/launch/adoption.png")
def reproduce(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="Folder of a result, or any file of it: figure, table, report …")
    ],
    workers: WorkersOption = None,
) -> None:
    """Make a result again and compare, to the bit; exit status 1 if anything differs."""
    from wordofmouth.catalogue import load_result, task_of
    from wordofmouth.cli.output import simulating
    from wordofmouth.errors import ManifestError, TableError
    from wordofmouth.results.provenance import traced
    from wordofmouth.words.numbers import counted

    then, folder = traced(result)
    task = task_of(then, result)
    try:
        again = task.reproduce(then)
        with simulating(again.total, again.unit) as progress:
            made = again.make(workers, progress)
    except ManifestError as error:
        raise RequestError(f"{result}: {error}") from None
    now = made.manifest
    if now.digests == then.digests:
        count = counted(then.runs or then.replications, again.unit.removesuffix("s"))
        print(f"Reproduced to the bit: {count} of {then.name}, {then.table_digest[:16]}")
        return
    print("Not reproduced.")
    for library, version in now.versions.items():
        if then.versions.get(library) != version:
            print(f"  another version of {library}: {then.versions.get(library)} then, {version} now")
    try:
        for line in load_result(folder).differences(made) if folder else ():
            print(f"  {line} (then and now)")
    except (ManifestError, TableError) as error:
        print(f"  {error}")
    raise typer.Exit(1)

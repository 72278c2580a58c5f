"""Reproduce: a result made again, and compared to the bit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.options import WorkersOption, command
from wordofmouth.errors import RequestError

if TYPE_CHECKING:
    from wordofmouth.results.manifest import Manifest


@command(180, example="wom reproduce results/launch/adoption.png")
def reproduce(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="Folder of a result, or any file of it: figure, table, report …")
    ],
    workers: WorkersOption = None,
) -> None:
    """Make a result again and compare, to the bit; exit status 1 if more differs than the rounding of a processor."""
    from wordofmouth.catalogue import task_of
    from wordofmouth.cli.output import print_unchecked, simulating
    from wordofmouth.errors import ManifestError
    from wordofmouth.results.provenance import traced
    from wordofmouth.words.numbers import counted

    then, folder = traced(result)
    task = task_of(then, result)
    # Read before anything is made: what is damaged is not worth the wait.
    record = task.load(folder) if folder else None
    print_unchecked(then, result)
    try:
        then.check_inputs()
        again = task.reproduce(then)
        with simulating(again.total, again.unit) as progress:
            made = again.make(workers, progress)
    except ManifestError as error:
        raise RequestError(f"{result}: {error}") from None
    now = made.described()
    lines = record.differences(made) if record else []
    count = counted(then.runs or then.replications, again.one, again.unit)
    if now.is_same(then) and not lines:
        print(f"Reproduced to the bit: {count} of {then.name}, {then.table_digest[:16]}")
        return
    is_rounding = bool(lines) and all(line.is_rounding for line in lines)
    if is_rounding:
        print(f"Reproduced, but for the last digits of what is computed from the runs: {count} of {then.name}.")
        most = max(line.apart for line in lines)
        print(f"  Processors round powers and linear algebra otherwise: by {most:.0e} of a number at most, in")
    else:
        print("Not reproduced.")
        _print_causes(then, now)
    for line in lines:
        print(f"  {line} (then and now)")
    if not is_rounding:
        raise typer.Exit(1)


def _print_causes(then: "Manifest", now: "Manifest") -> None:
    from wordofmouth.results.code import changed_rooms

    for library, version in now.versions.items():
        if then.versions.get(library) != version:
            print(f"  another version of {library}: {then.versions.get(library)} then, {version} now")
    if then.code and (rooms := changed_rooms(then.code, now.code)):
        print(f"  other code that decides numbers: {', '.join(rooms)}")

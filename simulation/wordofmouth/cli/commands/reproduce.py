"""Results: draw what is kept again, and make it again."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import ResultArgument, WorkersOption, app
from wordofmouth.errors import RequestError


@app.command(epilog="Example: wom plot results/launch --out curve.svg")
def plot(
    result: ResultArgument,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A .png or .svg file; the folder's own unless given.")
    ] = None,
) -> None:
    """Draw the figure of a result again."""
    from wordofmouth.catalogue import load_result

    found = load_result(result)
    target = out or (result if result.is_dir() else result.parent) / found.figure_name
    if target.suffix not in (".png", ".svg"):
        raise RequestError(f"{target}: a figure's name ends in .png or .svg")
    if not target.parent.is_dir():
        raise RequestError(f"{target}: there is no folder {target.parent}")
    found.save_figure(target)
    print(f"{target}: {found.finding()}")


@app.command(epilog="Example: wom report results/launch")
def report(
    result: ResultArgument,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An .html file; report.html in the folder unless given.")
    ] = None,
) -> None:
    """Write what came out in plain words, as one HTML file that needs nothing else."""
    from wordofmouth.catalogue import load_result
    from wordofmouth.results.files import atomic

    found = load_result(result)
    folder = result if result.is_dir() else result.parent
    target = out or folder / "report.html"
    if target.suffix not in (".html", ".htm"):
        raise RequestError(f"{target}: a report's name ends in .html")
    if not target.parent.is_dir():
        raise RequestError(f"{target}: there is no folder {target.parent}")
    text = found.report(folder)
    with atomic(target) as unfinished:
        unfinished.write_text(text, encoding="utf-8")
    if target.parent.resolve() == folder.resolve() and target.name not in found.manifest.files:
        files = tuple(sorted((*found.manifest.files, target.name)))
        found.manifest.model_copy(update={"files": files}).write(folder)
    print(f"{target}: {found.finding()}")


@app.command(epilog="Example: wom reproduce results/launch/adoption.png")
def reproduce(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="A result's folder, or any file of it: figure, table, report …")
    ],
    workers: WorkersOption = None,
) -> None:
    """Make a result again and compare, to the bit; exit status 1 if anything differs."""
    from wordofmouth.catalogue import load_result, task_of
    from wordofmouth.cli.output import simulating
    from wordofmouth.errors import ManifestError, TableError
    from wordofmouth.results.provenance import traced

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
        count = then.runs or then.replications
        unit = again.unit.removesuffix("s") if count == 1 else again.unit
        print(f"Reproduced to the bit: {count} {unit} of {then.name}, {then.table_digest[:16]}")
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

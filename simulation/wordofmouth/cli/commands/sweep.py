"""Sweeping: run a declared experiment, and go on where it was interrupted."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.options import ForceOption, JsonOption, OutOption, WorkersOption, app

if TYPE_CHECKING:
    from wordofmouth.tasks.sweep.task import Progress

DesignArgument = Annotated[
    str, typer.Argument(metavar="DESIGN", help="A design's file, or the name of one that comes along.")
]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on with an interrupted sweep of this design.")]
ClusterOption = Annotated[
    str, typer.Option(metavar="ADDRESS", help="A Dask scheduler whose workers share this folder, as tcp://host:8786.")
]


@app.command(epilog="Example: wom sweep leaders --workers 4")
def sweep(
    design: DesignArgument,
    resume: ResumeOption = False,
    workers: WorkersOption = None,
    cluster: ClusterOption = "",
    out: OutOption = None,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Run a declared experiment; whatever is killed, whenever, --resume loses nothing that was done."""
    from wordofmouth.cli import output
    from wordofmouth.tasks.sweep.design import Design
    from wordofmouth.tasks.sweep.task import sweep as run

    chosen = Design.load(design)
    folder = out or Path("results") / chosen.name
    again = f"wom sweep {design} --resume" + (f" --out {out}" if out else "")
    with sweeping(folder, again) as progress:
        result = run(
            chosen, out=folder, resume=resume, force=force, workers=workers, cluster=cluster, progress=progress
        )
    result.save_figure(folder / result.figure_name)
    failures = result.failures
    if json:
        output.print_json(
            {"finding": result.finding(), "folder": str(folder), "runs": result.manifest.runs,
             "failures": [failure._asdict() for failure in failures]}
        )  # fmt: skip
        return
    from wordofmouth.words.numbers import counted

    about = f"{counted(len(chosen), 'point')}, {counted(result.manifest.runs, 'run')}"
    console = output.print_head(result.finding(), about)
    for failure in failures[:5]:
        last = failure.error.strip().splitlines()[-1]
        console.print(output.plain(f"Failed: point {failure.point}, replication {failure.replication}: {last}"))
    failed = f"{counted(len(failures), 'run')} failed; failures.json has them all"
    output.print_foot(console, [failed] * bool(failures), folder)


@contextmanager
def sweeping(folder: Path, again: str) -> Iterator[Callable[["Progress"], None]]:
    """Show how far a sweep has come, if there is a terminal; when interrupted, tell the command that goes on."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from wordofmouth.engine.kernels import mark_warm

    console = Console(stderr=True)
    columns = (
        TextColumn("Simulating"), BarColumn(), MofNCompleteColumn(), TextColumn("runs,"), TimeRemainingColumn(),
        TextColumn("left{task.fields[failures]}; parts in {task.fields[folder]}"),
    )  # fmt: skip
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None, failures="", folder=folder / "parts")

        def show(progress: "Progress") -> None:
            failures = f", {progress.failures} failed" if progress.failures else ""
            bar.update(task, completed=progress.runs, total=progress.wanted, failures=failures)

        try:
            yield show
        except KeyboardInterrupt:
            print(f"\nwom: interrupted; what is done is kept. To go on: {again}", file=sys.stderr)
            raise typer.Exit(130) from None
    mark_warm()

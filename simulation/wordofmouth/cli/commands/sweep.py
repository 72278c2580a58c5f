"""Sweeping: run a declared experiment, and go on where it was interrupted."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.networks import network_values, network_words, reads_network, say_network
from wordofmouth.cli.options import (
    AcceptCodeOption,
    ClusterOption,
    ForceOption,
    ForceSizeOption,
    JsonOption,
    MeasureOption,
    NamesOption,
    NetworkOption,
    OldInputsOption,
    OutOption,
    ResumeOption,
    WorkersOption,
    check_size,
    command,
    sweep_folder,
)
from wordofmouth.errors import RequestError

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.tasks.sweep.gathering.part import PartDone
    from wordofmouth.tasks.sweep.record import SweepResult
    from wordofmouth.tasks.sweep.status import Cause


@command(80, example="wom sweep leaders --workers 4")
@reads_network
def sweep(
    reading: Mapping[str, str],
    design: Annotated[
        str, typer.Argument(metavar="DESIGN", help="File of a design, or the name of one that comes along.")
    ] = "",
    resume: ResumeOption = False,
    accept_code: AcceptCodeOption = False,
    old_inputs: OldInputsOption = False,
    names: NamesOption = False,
    network: NetworkOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = "",
    out: OutOption = None,
    part: Annotated[
        str,
        typer.Option(
            metavar="I/N",
            help="Part of the runs that is done, as 2/4 for the second of four jobs on machines that need not know of "
            "each other; given again it goes on. `wom gather` makes one result of them.",
        ),
    ] = "",
    measure: MeasureOption = "",
    json: JsonOption = False,
    force: ForceOption = False,
    force_size: ForceSizeOption = False,
    status: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder of a sweep of which is told how far it has come; nothing is run."),
    ] = None,
) -> None:
    """Run a declared experiment; whatever is killed, whenever, --resume loses nothing that was done."""
    from wordofmouth.cli import output

    if status is not None:
        _tell_status(status, json)
        return
    if not design:
        raise RequestError("sweep: name a design, or with --status the folder of a sweep")
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.statistics.outcomes import outcome
    from wordofmouth.tasks.sweep.design import Design
    from wordofmouth.tasks.sweep.gathering.part import ArrayPart
    from wordofmouth.tasks.sweep.task import folder_of
    from wordofmouth.tasks.sweep.task import sweep as run

    if measure:
        outcome(measure)
    chosen = Design.load(design, network_values(network, reading))
    job = ArrayPart.parse(part) if part else None
    n_runs = job.runs_of(chosen) if job else len(chosen) * chosen.replications
    check_size([chosen.largest], n_runs, workers, force_size, False, cluster)
    say_network(chosen.base, *(scenario for _, _, scenario, _ in chosen.named_files()))
    again = f"wom sweep {design}{network_words(network, reading)}" + (f" --out {out}" if out else "")
    if job:
        folder = folder_of(chosen, out, job)
        with output.sweeping(folder, f"{again} --part {job}") as progress:
            # Jobs of an array share nothing, so none waits for a store that others write to.
            done = run(
                chosen,
                out=out,
                part=job,
                force=force,
                accept_code=accept_code,
                old_inputs=old_inputs,
                names=names,
                workers=workers,
                cluster=cluster,
                progress=progress,
            )
        _tell_part(done, json)
        return
    folder = sweep_folder(chosen.name, out, resume)
    again += " --resume"
    with kept_runs(folder) as store, output.sweeping(folder, again) as progress:
        result = run(
            chosen,
            out=folder,
            resume=resume,
            force=force,
            accept_code=accept_code,
            old_inputs=old_inputs,
            names=names,
            workers=workers,
            cluster=cluster,
            store=store,
            progress=progress,
        )
    tell_sweep(result.by(measure) if measure else result, json)


def tell_sweep(result: "SweepResult", json: bool) -> None:
    """Draw a sweep that has come to its end, and tell what came out."""
    from wordofmouth.cli import output
    from wordofmouth.results.sparing import sparing

    folder = result.folder
    with sparing("the figure"):
        result.save_figure(folder / result.figure_name)
    failures = result.failures
    if json:
        output.print_json(
            {
                "finding": result.finding(),
                "folder": str(folder),
                "runs": result.manifest.runs,
                "failures": [failure._asdict() for failure in failures],
            }
        )
        return
    from wordofmouth.tasks.sweep.status import Cause
    from wordofmouth.words.numbers import counted

    about = f"{counted(len(result.design), 'point')}, {counted(result.manifest.runs, 'run')}"
    console = output.print_head(result.finding(), about)
    _print_causes(console, Cause.all_of(failures))
    failed = f"{counted(len(failures), 'run')} failed; failures.json has them all"
    output.print_foot(console, [failed] * bool(failures), folder)


def _tell_part(done: "PartDone", json: bool) -> None:
    from wordofmouth.cli import output
    from wordofmouth.tasks.sweep.status import Cause
    from wordofmouth.words.numbers import counted

    if json:
        failures = [failure._asdict() for failure in done.failures]
        output.print_json({"part": str(done.part), "folder": str(done.folder), "runs": done.runs, "failures": failures})
        return
    what = f"{done.part.in_words.capitalize()} is done: {counted(done.runs, 'run')} in {done.folder}"
    few = "" if done.runs else "There are fewer pieces of about a second's work than jobs: for this one none was left"
    console = output.print_head(what, few, f"When all are: wom gather {done.folder.parent}")
    _print_causes(console, Cause.all_of(done.failures))


def _tell_status(folder: Path, json: bool) -> None:
    from wordofmouth.cli import output
    from wordofmouth.tasks.sweep.status import as_data, status
    from wordofmouth.words.numbers import counted

    status_now = status(folder)
    data = as_data(status_now)
    if json:
        output.print_json(data)
        return
    by = f" by {status_now.owner}" if status_now.owner else ""
    left = "as many left as precision takes" if status_now.left is None else f"{status_now.left:,} left"
    about = f"{status_now.state}{by}: {counted(status_now.done, 'run')} done, {left}"
    console = output.print_head(str(data["finding"]) or "No run has come to its end yet", about)
    _print_causes(console, status_now.causes)


def _print_causes(console: "Console", causes: "list[Cause]") -> None:
    from wordofmouth.cli.output import plain
    from wordofmouth.words.numbers import counted

    for cause in causes:
        where = f"point {cause.example.point}, replication {cause.example.replication}"
        console.print(plain(f"Failed: {counted(cause.runs, 'run')}, as {where}: {cause.text}"))

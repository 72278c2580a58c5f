"""Sweeping: run a declared experiment, and go on where it was interrupted."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import (
    AcceptCodeOption,
    DesignArgument,
    ForceOption,
    JsonOption,
    NamesOption,
    OldInputsOption,
    OutOption,
    ResumeOption,
    WorkersOption,
    command,
)

ClusterOption = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS", help="Address of a Dask scheduler whose workers share this folder, as tcp://host:8786."
    ),
]


@command(80, example="wom sweep leaders --workers 4")
def sweep(
    design: DesignArgument,
    resume: ResumeOption = False,
    accept_code: AcceptCodeOption = False,
    old_inputs: OldInputsOption = False,
    names: NamesOption = False,
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
    output.print_beginning(folder, resume)
    with output.sweeping(folder, again) as progress:
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
            progress=progress,
        )
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
    from wordofmouth.words.numbers import counted

    about = f"{counted(len(chosen), 'point')}, {counted(result.manifest.runs, 'run')}"
    console = output.print_head(result.finding(), about)
    for failure in failures[:5]:
        last = failure.error.strip().splitlines()[-1]
        console.print(output.plain(f"Failed: point {failure.point}, replication {failure.replication}: {last}"))
    failed = f"{counted(len(failures), 'run')} failed; failures.json has them all"
    output.print_foot(console, [failed] * bool(failures), folder)

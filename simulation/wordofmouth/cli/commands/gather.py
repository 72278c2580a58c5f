"""Gathering: parts of a sweep that machines have done apart become one result."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.commands.sweep import tell_sweep
from wordofmouth.cli.options import ForceOption, JsonOption, MeasureOption, NamesOption, OutOption, command


@command(82, example="wom gather results/leaders-parts")
def gather(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER...",
            help="Folders in which `wom sweep --part` left parts: one that has all, or several.",
        ),
    ],
    out: OutOption = None,
    measure: MeasureOption = "",
    json: JsonOption = False,
    force: ForceOption = False,
    names: NamesOption = False,
) -> None:
    """Make one result of the parts of a sweep; if some are missing, say which, and write nothing."""
    from wordofmouth.statistics.outcomes import outcome
    from wordofmouth.tasks.sweep.gathering.gather import gather as put_together

    if measure:
        outcome(measure)
    result = put_together(*folders, out=out, force=force, names=names)
    tell_sweep(result.by(measure) if measure else result, json)

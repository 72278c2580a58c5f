"""Plot: the figure of a result, drawn again."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import ResultArgument, command
from wordofmouth.errors import RequestError


@command(200, example="wom plot results/launch --out curve.svg")
def plot(
    result: ResultArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File of the figure, .png or .svg; the folder's own unless given."
        ),
    ] = None,
) -> None:
    """Draw the figure of a result again."""
    from wordofmouth.catalogue import load_result
    from wordofmouth.cli.output import print_unchecked

    record = load_result(result)
    print_unchecked(record.manifest, result)
    target = out or (result if result.is_dir() else result.parent) / record.figure_name
    if target.suffix not in (".png", ".svg"):
        raise RequestError(f"{target}: a figure's name ends in .png or .svg")
    if not target.parent.is_dir():
        raise RequestError(f"{target}: there is no folder {target.parent}")
    record.save_figure(target)
    print(f"{target}: {record.finding()}")

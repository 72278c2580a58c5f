"""Plot: the figure of a result, drawn again."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import LanguageOption, MeasureOption, ResultArgument, check_target, command
from wordofmouth.words.notation import FIRST


@command(200, example="wom plot results/launch --out curve.svg")
def plot(
    result: ResultArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File of the figure, .png or .svg; the folder's own unless given."
        ),
    ] = None,
    measure: MeasureOption = "",
    language: LanguageOption = FIRST,
) -> None:
    """Draw the figure of a result again."""
    from wordofmouth.catalogue import load_result, words_for
    from wordofmouth.cli.output import print_unchecked

    record = load_result(result)
    record = record.by(measure) if measure else record
    print_unchecked(record.manifest, result)
    target = out or (result if result.is_dir() else result.parent) / record.figure_name
    check_target(target, "a figure's name ends in .png or .svg", (".png", ".svg"))
    words = words_for(record, language)
    record.save_figure(target, **words)
    print(f"{target}: {record.finding(**words)}")

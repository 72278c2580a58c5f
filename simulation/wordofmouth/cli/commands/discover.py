"""Discover: under which values of its factors a finished sweep comes out as one wishes, or fears."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.options import JsonOption, ResultArgument, command

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.tasks.sensitivity.discover.record import Discovery

FIGURE = "discovery.png"


@command(95, example="wom discover results/what_matters --where 'profit > 0'")
def discover(
    result: ResultArgument,
    where: Annotated[
        list[str],
        typer.Option(
            metavar="CONDITION",
            help="What is asked of an outcome, as in 'profit > 0' or 'brands.Rival.penetration <= 0.2'; given several "
            "times, all of it.",
        ),
    ],
    density: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="At how many of a box's points it has to hold at least, as in 0.9; else coverage and density are "
            "weighed alike.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Tell under which values of its factors a finished sweep comes out as asked; nothing is run."""
    from wordofmouth.cli import output
    from wordofmouth.tasks.sensitivity.discover.finding import as_data
    from wordofmouth.tasks.sensitivity.discover.task import discover as discovered
    from wordofmouth.tasks.sweep.record import SweepResult

    folder = result if result.is_dir() else result.parent
    sweep = SweepResult.load(result)
    output.print_unchecked(sweep.manifest, result)
    discovery = discovered(sweep, where, density=density)
    sweep.keep_figure(discovery.plot(), Path(folder) / FIGURE)
    if json:
        output.print_json(as_data(discovery) | {"folder": str(folder)})
        return
    cases = f"it holds at {int(discovery.cases.sum()):,} of {len(discovery.cases):,} points"
    console = output.print_head(discovery.finding(), cases)
    _print_boxes(console, discovery)
    output.print_foot(console, discovery.notes(), folder)


def _print_boxes(console: "Console", discovery: "Discovery") -> None:
    from wordofmouth.cli.output import plain, plain_table
    from wordofmouth.tasks.sensitivity.discover.finding import side_text
    from wordofmouth.words.numbers import percent

    for number, (box, _, p) in enumerate(discovery.boxes, start=1):
        about = f"{percent(box.density)} dense, {percent(box.coverage)} covered, {box.points:,} points; p = {p:.2f}"
        table = plain_table(f"box {number}: {about}", "quasi-p")
        for path, side in box.sides.items():
            table.add_row(plain(side_text(discovery.words[path], side)), f"{box.quasi_p[path]:.3f}")
        console.print(table)

"""Check: every mistake of a file at once."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import command


@command(50, example="wom check my_launch.toml")
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files of scenarios and designs, or presets.")],
) -> None:
    """Report every mistake in scenarios and designs: path, value, rule, nearest right answer."""
    from wordofmouth.errors import ScenarioError

    lines: list[str] = []
    for file in files:
        try:
            print("\n  note: ".join(_found_right(file)))
        except ScenarioError as error:
            lines += error.lines
    if lines:
        raise ScenarioError(lines)


def _found_right(file: Path) -> list[str]:
    """Return what a file without mistakes holds, and notes on it."""
    from wordofmouth.scenario.scenario import Scenario
    from wordofmouth.scenario.toml.declared import says
    from wordofmouth.tasks.sweep.design import Design
    from wordofmouth.words.numbers import counted

    if says(file, "budget", "vary"):
        from wordofmouth.tasks.optimise.goal import Goal

        goal = Goal.load(file)
        return [f"{file}: right (a goal for {goal.base.name})"]
    if says(file, "factors", "cases", "design"):
        design = Design.load(file)
        runs = "until precise" if design.precision else counted(len(design) * design.replications, "run")
        return [f"{file}: right ({counted(len(design), 'point')} of {design.base.name}, {runs})"]
    scenario = Scenario.load(file)
    return [f"{file}: right ({scenario.consumers:,} consumers, {counted(scenario.weeks, 'week')})", *scenario.notes()]

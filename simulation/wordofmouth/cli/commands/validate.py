"""Validating: reproduce published numbers, with verdicts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.options import ForceOption, JsonOption, OutOption, WorkersOption, command, take_folder
from wordofmouth.errors import RequestError

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.tasks.validate.record import Validation


@command(170, example="wom validate bass_agents bad_news --short")
def validate(
    case: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CASE]…", help="Cases that are reproduced, or `patterns` or `effects`; all unless given."
        ),
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="Fewer runs are made, with tolerances to match.")] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Folder of real data; what needs others is skipped."),
    ] = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Reproduce published numbers: expected, obtained, tolerance, verdict; exit status 1 if one is not met."""
    from wordofmouth.cli import output
    from wordofmouth.errors import CaseError
    from wordofmouth.tasks.validate import page
    from wordofmouth.tasks.validate.task import check_data, check_names
    from wordofmouth.tasks.validate.task import validate as run

    is_whole = not case and not short
    folder = out or Path("results") / ("validation" if is_whole else "validation-part")
    try:
        names = check_names(case or ())
        check_data(names, data)
        take_folder(folder, force)
        with output.simulating(len(names), "cases") as progress:
            validation = run(names, short=short, data=data, workers=workers, progress=progress)
    except CaseError as error:
        raise RequestError(str(error)) from None
    validation.save(folder, force=force)
    if folder.resolve() == page.RESULTS and is_whole:
        page.write(validation)
    if json:
        output.print_json(
            {
                "finding": validation.finding(),
                "folder": str(folder),
                "short": short,
                "cases": [
                    {
                        "case": outcome.case,
                        "verdict": outcome.verdict,
                        "finding": outcome.finding,
                        "seconds": outcome.seconds,
                        "checks": [check._asdict() for check in outcome.checks],
                    }
                    for outcome in validation.outcomes
                ],
            }
        )
    else:
        console = output.print_head(validation.finding())
        _print_cases(console, validation)
        output.print_foot(console, (), folder)
    if not validation.is_met:
        raise typer.Exit(1)


def _print_cases(console: "Console", validation: "Validation") -> None:
    from rich.table import Table

    from wordofmouth.cli.output import plain
    from wordofmouth.tasks.validate import finding as words
    from wordofmouth.tasks.validate.case import CONTESTED, MET, NOT_MET, cases

    styles = {MET: "green", CONTESTED: "magenta", NOT_MET: "bold red"}
    for outcome in validation.outcomes:
        case = cases()[outcome.case]
        console.print(f"\n[bold]{outcome.case}[/bold]  {plain(case.title)}  [dim]{outcome.seconds:.1f} s[/dim]")
        console.print(plain(outcome.finding), style="dim")
        if outcome.checks:
            table = Table(box=None, pad_edge=False, header_style="bold")
            for column, right in {
                "what": 0,
                "expected": 1,
                "obtained": 1,
                "off by": 1,
                "tolerance": 0,
                "verdict": 0,
            }.items():
                table.add_column(column, justify="right" if right else "left")
            for check in outcome.checks:
                style = styles.get(check.verdict, "yellow")
                cells = (words.expected(check), words.obtained(check), words.off(check), words.tolerance(check))
                table.add_row(plain(check.what), *map(plain, cells), f"[{style}]{check.verdict}[/{style}]")
            console.print(table)
        for note in filter(None, (case.dispute, case.explanation)):
            console.print(plain(note), style="italic")

"""Validating: reproduce published numbers, with verdicts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.options import ForceOption, GoOnOption, JsonOption, OutOption, WorkersOption, command, take_folder
from wordofmouth.errors import RequestError

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.tasks.validate.record import Validation


@command(170, example="wom validate bass_agents bad_news --short")
def validate(
    case: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CASE]…",
            help="Cases that are reproduced, or `patterns`, `effects` or `coverage`; all cases unless given.",
        ),
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="Fewer runs are made, with tolerances to match.")] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Folder of real data; what needs others is skipped."),
    ] = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    resume: GoOnOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Reproduce published numbers: expected, obtained, tolerance, verdict; exit status 1 if one is not met."""
    from wordofmouth.cli import output
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.errors import CaseError
    from wordofmouth.tasks.validate import page
    from wordofmouth.tasks.validate.task import check_data, check_names
    from wordofmouth.tasks.validate.task import validate as run

    if case and "coverage" in case:
        _coverage(case, short, json)
        return
    is_whole = not case and not short
    folder = out or Path("results") / ("validation" if is_whole else "validation-part")
    try:
        names = check_names(case or ())
        check_data(names, data)
        take_folder(folder, force)
        total = len(names)
        with kept_runs(folder, resume=resume, what="case") as store, output.simulating(total, "cases") as progress:
            validation = run(names, short=short, data=data, workers=workers, store=store, progress=progress)
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


def _coverage(case: list[str], short: bool, json: bool) -> None:
    """Measure how often intervals hold the truth, and write the page where the whole is measured in a checkout."""
    from wordofmouth.cli import output
    from wordofmouth.cli.output import plain
    from wordofmouth.tasks.validate.coverage import page

    if len(case) > 1:
        raise RequestError("coverage: it is measured alone; `wom validate coverage` has no other case beside it")
    asked = page.rows(short)
    with output.simulating(len(asked), "intervals") as progress:
        results = page.measured(asked, progress)
    written = None if short or not page.PAGE.parent.is_dir() else page.write(results)
    if json:
        rows = [row._asdict() | {"holds": row.holds} for row in results]
        output.print_json({"finding": page.finding(results), "short": short, "rows": rows})
    else:
        console = output.print_head(page.finding(results))
        table = output.plain_table("interval", "case", "runs", "trials", "holds in")
        for row in results:
            cells = (row.name, plain(row.case), f"{row.runs or '–'}", f"{row.trials:,}", f"{100 * row.coverage:.1f} %")
            table.add_row(*cells, style=None if row.holds else "bold red")
        console.print(table)
        if written is not None:
            console.print(f"Written: {written}")
    if not all(row.holds for row in results):
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

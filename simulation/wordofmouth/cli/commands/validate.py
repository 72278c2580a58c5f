"""Validating: reproduce published numbers, with verdicts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.options import (
    ClusterOption,
    ForceOption,
    GoOnOption,
    JsonOption,
    OutOption,
    WorkersOption,
    command,
    take_folder,
)
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
            help="Cases that are reproduced, or patterns, effects, coverage, forecasts; all cases unless given.",
        ),
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="Fewer runs are made, with tolerances to match.")] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Folder of real data; what needs others is skipped."),
    ] = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = "",
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
    if case and "forecasts" in case:
        _forecasts(case, data, json)
        return
    is_whole = not case and not short
    folder = out or Path("results") / ("validation" if is_whole else "validation-part")
    try:
        names = check_names(case or ())
        check_data(names, data)
        take_folder(folder, force)
        total = len(names)
        with kept_runs(folder, resume=resume, what="case") as store, output.simulating(total, "cases") as progress:
            validation = run(
                names, short=short, data=data, workers=workers, cluster=cluster, store=store, progress=progress
            )
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


def _forecasts(case: list[str], data: Path | None, json: bool) -> None:
    """Judge forecasts of the series in a folder, and write the page where it is done in a checkout."""
    from wordofmouth.cli import output
    from wordofmouth.cli.output import plain
    from wordofmouth.extras import need
    from wordofmouth.statistics.forecasting.scores import BANDS
    from wordofmouth.tasks.forecast import page
    from wordofmouth.tasks.forecast.evaluation import COMBINATION, evaluate
    from wordofmouth.tasks.forecast.series import series_of
    from wordofmouth.tasks.forecast.task import members

    if len(case) > 1:
        raise RequestError("forecasts: they are judged alone; `wom validate forecasts` has no case beside it")
    if data is None:
        raise RequestError("forecasts: the folder of series is needed: wom validate forecasts --data DIR")
    if not data.is_dir():
        raise RequestError(f"--data: there is no folder {str(data)!r}")
    need("forecast")
    every = series_of(data)
    with output.simulating(sum(not series.left_out for series in every), "series") as progress:
        results = evaluate(every, members(), progress)
    written = page.write(results, every) if page.PAGE.parent.is_dir() else None
    if json:
        rows = [
            {
                "series": each.name,
                "forecasts": each.n,
                "was_chosen_on": each.was_chosen_on,
                "relative_error": {name: each.relative(name) for name in each.missed},
                "scaled_error": {name: each.scaled(name) for name in each.missed},
                "coverage": {f"{100 * share:.0f} %": each.coverage(share) for share in BANDS},
            }
            for each in results
        ]
        left_out = {series.name: series.left_out for series in every if series.left_out}
        output.print_json({"finding": page.finding(results), "series": rows, "left_out": left_out})
        return
    console = output.print_head(page.finding(results))
    table = output.plain_table("series", "forecasts", "relative error", "in 80 %", "in 95 %")
    for each in results:
        inside = [f"{100 * each.coverage(share):.0f} %" for share in BANDS]
        table.add_row(plain(each.name), f"{each.n}", f"{each.relative(COMBINATION):.2f}", *inside)
    console.print(table)
    if written is not None:
        console.print(f"Written: {written}")


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

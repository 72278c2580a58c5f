"""Forecast: what a series of sales will be, filed before it comes, scored after, and all that were filed."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.options import (
    DecimalOption,
    JsonOption,
    PeriodColumnOption,
    SeparatorOption,
    SheetOption,
    ValueColumnOption,
    command,
)
from wordofmouth.errors import RequestError

if TYPE_CHECKING:
    from wordofmouth.tasks.calibrate.data import Observed
    from wordofmouth.tasks.forecast.filed import Filed
    from wordofmouth.tasks.forecast.register import Register, Score

_ACTIONS = ("file", "score", "record")


@command(105, example="wom forecast file sales.csv")
def forecast(
    action: Annotated[
        str,
        typer.Argument(
            metavar="file|score|record",
            help="What is done: a forecast is filed, one is scored by what came, or all that were filed are listed.",
        ),
    ],
    data: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DATA]", help="Table with a row for each period: the sales so far, or those that came."
        ),
    ] = None,
    horizon: Annotated[int, typer.Option(min=1, max=100, help="Number of periods that are forecast.")] = 4,
    cumulative: Annotated[
        bool, typer.Option("--cumulative", help="The values are buyers so far; new buyers in each period are forecast.")
    ] = False,
    name: Annotated[str, typer.Option(help="Name of the series; as the file unless given.")] = "",
    number: Annotated[
        int | None, typer.Option(min=1, help="Number of the forecast to score; all whose periods came unless given.")
    ] = None,
    register: Annotated[Path, typer.Option(metavar="DIR", help="Folder in which forecasts are filed.")] = Path(
        "results"
    )
    / "forecasts",
    period: PeriodColumnOption = "",
    value: ValueColumnOption = "",
    sheet: SheetOption = "",
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help="Encoding of the table, as cp1250; found out unless given.")
    ] = "",
    separator: SeparatorOption = "",
    decimal: DecimalOption = "auto",
    json: JsonOption = False,
) -> None:
    """File a dated forecast of sales before they come, score it after, and list all that were filed."""
    from wordofmouth.cli.networks import print_look
    from wordofmouth.extras import need
    from wordofmouth.tables.dialect import Dialect
    from wordofmouth.tasks.calibrate.data import Columns, read_observed
    from wordofmouth.tasks.forecast.register import Register
    from wordofmouth.words.numbers import counted

    if action not in _ACTIONS:
        hint = f"; `wom forecast file {action}` files one" if Path(action).is_file() else ""
        raise RequestError(f"forecast: {action!r} is none of file, score and record{hint}")
    if (data is None) != (action == "record"):
        rule = "it takes no table: it lists all" if action == "record" else "it needs the table of sales behind it"
        raise RequestError(f"forecast {action}: {rule}")
    forecasts, columns = Register(register), Columns(period, value)
    dialect = Dialect(encoding, separator, decimal=decimal, sheet=sheet)
    if data is None:
        _record(forecasts, json)
        return
    if action == "score":
        _score(forecasts.score(data, number, columns, dialect), json)
        return
    need("forecast")
    observed = read_observed(data, cumulative=cumulative, columns=columns, dialect=dialect)
    print_look(data.name, [counted(len(observed.periods), "period"), *observed.notes], sys.stderr)
    _file(forecasts, observed, horizon, name or data.name.partition(".")[0], json)


def _file(forecasts: "Register", observed: "Observed", horizon: int, name: str, json: bool) -> None:
    """File the forecast of a series."""
    from wordofmouth.cli import output
    from wordofmouth.tasks.forecast.finding import about_members, finding
    from wordofmouth.tasks.forecast.task import forecast as made
    from wordofmouth.words.numbers import three_digits

    filed, earlier = forecasts.file(made(observed, horizon=horizon, name=name))
    prediction = filed.prediction
    if json:
        about = {"finding": finding(prediction), "file": str(filed.path), "number": filed.number}
        output.print_json(about | {"digest": filed.digest, "filed": filed.filed.isoformat()} | prediction.as_data())
        return
    console = output.print_head(finding(prediction), about_members(prediction))
    table = output.plain_table("period", "forecast", "80 % band", "95 % band")
    bands = [prediction.band(share) for share in (0.8, 0.95)]
    for place, named in enumerate(prediction.periods):
        ends = [f"{three_digits(low[place])} to {three_digits(high[place])}" for low, high in bands]
        table.add_row(output.plain(named), three_digits(prediction.median[place]), *ends)
    console.print(table)
    notes = list(prediction.notes)
    if earlier:
        notes.append(
            f"{prediction.series} was filed before, as number {', '.join(map(str, earlier))}; all of them stay"
        )
    for note in notes:
        console.print(output.plain(f"Note: {note}"))
    console.print(output.plain(f"Filed as number {filed.number}: {filed.path}, SHA-256 {filed.digest}"), soft_wrap=True)
    console.print(output.plain("When they have come: wom forecast score SALES"), style="dim")


def _score(scores: "list[tuple[Filed, Score]]", json: bool) -> None:
    """Print how forecasts did."""
    from wordofmouth.cli import output
    from wordofmouth.tasks.forecast.finding import score_finding

    if json:
        rows = [{"number": filed.number, "digest": filed.digest} | score.as_data() for filed, score in scores]
        output.print_json(rows)
        return
    for filed, score in scores:
        filed_on = f"number {filed.number}, filed {filed.filed:%Y-%m-%d}, SHA-256 {filed.digest[:16]}…"
        console = output.print_head(score_finding(filed.prediction.series, score), filed_on)
        for note in score.notes:
            console.print(output.plain(f"Note: {note}"))


def _record(forecasts: "Register", json: bool) -> None:
    """Print all that were filed, and say what is not as it was."""
    from wordofmouth.cli import output
    from wordofmouth.tasks.forecast.finding import record_finding
    from wordofmouth.words.numbers import three_digits

    entries = forecasts.record()
    wrong = [entry for entry in entries if entry.wrong]
    if json:
        output.print_json(
            {
                "finding": record_finding(entries),
                "forecasts": [
                    {
                        "number": entry.number,
                        "file": str(entry.filed.path) if entry.filed else None,
                        "series": entry.filed.prediction.series if entry.filed else None,
                        "filed": entry.filed.filed.isoformat() if entry.filed else None,
                        "digest": entry.filed.digest if entry.filed else None,
                        "score": entry.score.as_data() if entry.score else None,
                        "wrong": entry.wrong or None,
                    }
                    for entry in entries
                ],
            }
        )
    else:
        console = output.print_head(record_finding(entries))
        table = output.plain_table("series", "number", "filed", "periods", "in 80 %", "in 95 %", "scaled error")
        for entry in entries:
            if entry.filed is None:
                table.add_row("–", str(entry.number), style="bold red")
                continue
            prediction, score = entry.filed.prediction, entry.score
            periods = f"{prediction.periods[0]} to {prediction.periods[-1]}"
            held = [f"{count} of {len(score.periods)}" for count in score.held.values()] if score else ["", ""]
            cells = (f"{entry.filed.filed:%Y-%m-%d}", output.plain(periods), *held)
            error = three_digits(score.scaled_error) if score else "to come"
            table.add_row(output.plain(prediction.series), str(entry.number), *cells, error)
        if entries:
            console.print(table)
        for entry in wrong:
            console.print(output.plain(f"Number {entry.number}: {entry.wrong}"), style="bold red", soft_wrap=True)
    if wrong:
        raise typer.Exit(1)

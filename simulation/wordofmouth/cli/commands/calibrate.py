"""Calibrate: parameters of a scenario from what was observed of a real market."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.networks import print_look, reads_network, say_network
from wordofmouth.cli.options import (
    ClusterOption,
    CsvOption,
    DecimalOption,
    ForceOption,
    ForceSizeOption,
    GoOnOption,
    JsonOption,
    NetworkOption,
    OutOption,
    PeriodColumnOption,
    ScenarioArgument,
    SeedOption,
    SeparatorOption,
    SetOption,
    SheetOption,
    ValueColumnOption,
    WorkersOption,
    check_size,
    command,
    ready_to_draw,
    resolved,
    take_folder,
)

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.tasks.calibrate.record import Calibration


@command(100, example="wom calibrate launch sales.csv --holdout 3 --vary brand.quality=0.3:1")
@reads_network
def calibrate(
    scenario: ScenarioArgument,
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help="Table with a row for each period: the sales, or buyers so far.")
    ],
    reading: Mapping[str, str],
    period: PeriodColumnOption = "",
    value: ValueColumnOption = "",
    sheet: SheetOption = "",
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help="Encoding of the tables, as cp1250; found out unless given.")
    ] = "",
    separator: SeparatorOption = "",
    decimal: DecimalOption = "auto",
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    cumulative: Annotated[bool, typer.Option("--cumulative", help="The values are buyers so far, not sales.")] = False,
    rating: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Table of the mean stars so far, by period.")
    ] = None,
    reviews: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Table of the reviews so far, by period.")
    ] = None,
    holdout: Annotated[
        int, typer.Option(min=0, metavar="K", help="The last K periods are not fitted but forecast.")
    ] = 0,
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="PATH[=FROM:TO]",
            help="Parameter that is sought, and its range, of an assumption its prior's; …:log if ratios count alike.",
        ),
    ] = [],  # noqa: B006
    factors: Annotated[
        Path | None, typer.Option(metavar="TOML", help="File that says the same, with [factors] as in a design.")
    ] = None,
    weeks_per_period: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="W",
            help="Number of weeks in a period; as the dates or the scenario's weeks say unless given.",
        ),
    ] = None,
    market: Annotated[
        float | None, typer.Option(metavar="N", help="Number of people in the market; it is estimated unless given.")
    ] = None,
    trials: Annotated[
        int | None,
        typer.Option(
            min=10,
            max=100_000,
            help="Number of trials, of 15 runs each; 100, and fewer for a market of many years, unless given.",
        ),
    ] = None,
    seed: SeedOption = 0,
    network: NetworkOption = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = "",
    csv: CsvOption = False,
    resume: GoOnOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
    force_size: ForceSizeOption = False,
) -> None:
    """Calibrate a scenario to observed sales: parameters with intervals, a forecast, and what cannot be told."""
    from wordofmouth.cli import output
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.tables.dialect import Dialect
    from wordofmouth.tasks.calibrate import task as calibration
    from wordofmouth.tasks.calibrate.data import Columns, read_observed
    from wordofmouth.tasks.calibrate.parameters import ranges_in_words, read_ranges
    from wordofmouth.tasks.calibrate.verdict import verdict
    from wordofmouth.words.numbers import counted

    chosen = resolved(scenario, set_, network, reading)
    say_network(chosen)
    observed = read_observed(
        data,
        cumulative=cumulative,
        rating=rating,
        reviews=reviews,
        columns=Columns(period, value),
        dialect=Dialect(encoding, separator, decimal=decimal, sheet=sheet),
    )
    ranges = (read_ranges(factors) if factors else {}) | ranges_in_words(vary)
    folder = out or Path("results") / f"{chosen.name}-calibrated"
    take_folder(folder, force)
    as_long, each = calibration.watched(chosen, observed, weeks_per_period)
    length = f"a period is {counted(each, 'week')}, unless --weeks-per-period" if observed.weeks == each else ""
    print_look(data.name, [counted(len(observed.periods), "period"), *observed.notes, length], sys.stderr)
    total = calibration.n_runs(trials or calibration.default_trials(as_long.weeks))
    check_size([as_long], total, workers, force_size, False, cluster)
    drawing = ready_to_draw()
    with kept_runs(folder, resume=resume) as store, output.simulating(total) as progress:
        result = calibration.calibrate(
            chosen,
            observed,
            ranges=ranges,
            holdout=holdout,
            weeks_per_period=weeks_per_period,
            market=market,
            trials=trials,
            seed=seed,
            workers=workers,
            cluster=cluster,
            store=store,
            progress=progress,
        )
    drawing.begin(result)
    result.save(folder, csv=csv, figure=drawing.into, force=force)
    judged = verdict(result)
    if json:
        shown = {name: value for name, value in result.fit().items() if name != "withheld"}
        output.print_json({"folder": str(folder)} | shown | {"verdict": judged._asdict()})
        return
    console = output.print_head(result.finding(), result.subtitle)
    console.print(output.plain(f"{judged.text}."))
    if result.fits:
        _print_parameters(console, result)
    output.print_foot(console, result.notes(), folder)


def _print_parameters(console: "Console", result: "Calibration") -> None:
    from wordofmouth.cli.output import plain, plain_table
    from wordofmouth.words.numbers import three_digits

    table = plain_table("parameter", "calibrated", "95 % interval", "sought in")
    for row in result.summary():
        ends = (f"{three_digits(low)} to {three_digits(high)}" for low, high in ((row.low, row.high), row.range))
        table.add_row(plain(row.path), three_digits(row.value), *ends, style=None if row.is_identified else "dim")
    console.print(table)
    if result.bass:
        p, q, m = (f"{name} {three_digits(getattr(result.bass, name).value)}" for name in "pqm")
        console.print(f"Bass curve of the same periods: {p}, {q}, {m}", style="dim")

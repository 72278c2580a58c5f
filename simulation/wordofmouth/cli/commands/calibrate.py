"""Calibrating: parameters of a scenario from what was observed of a real market, and what contacts do to each other."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from wordofmouth.cli.options import (
    CsvOption,
    ForceOption,
    InfluenceOption,
    JsonOption,
    OutOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    WorkersOption,
    app,
    resolved,
)

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.tasks.calibrate.record import Calibration
    from wordofmouth.tasks.peers.record import PeerStudy


@app.command(epilog="Example: wom calibrate launch sales.csv --holdout 3 --vary brand.quality=0.3:1")
def calibrate(
    scenario: ScenarioArgument,
    data: Annotated[Path, typer.Argument(metavar="DATA", help="CSV with the columns period and value: sales.")],
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    cumulative: Annotated[bool, typer.Option("--cumulative", help="Values are buyers so far, not sales.")] = False,
    rating: Annotated[Path | None, typer.Option(metavar="FILE", help="CSV of mean stars so far, by period.")] = None,
    reviews: Annotated[Path | None, typer.Option(metavar="FILE", help="CSV of reviews so far, by period.")] = None,
    holdout: Annotated[int, typer.Option(min=0, metavar="K", help="Do not fit the last K periods: forecast.")] = 0,
    vary: Annotated[
        list[str],
        typer.Option("--vary", metavar="PATH=FROM:TO", help="What is sought and where; …:log if ratios count alike."),
    ] = [],  # noqa: B006
    factors: Annotated[
        Path | None, typer.Option(metavar="TOML", help="The same as a file, with [factors] as in a design.")
    ] = None,
    weeks_per_period: Annotated[
        int | None, typer.Option(min=1, metavar="W", help="Weeks to a period; by the scenario's weeks unless given.")
    ] = None,
    market: Annotated[
        float | None, typer.Option(metavar="N", help="People in the market; estimated unless given.")
    ] = None,
    trials: Annotated[int, typer.Option(min=10, max=100_000, help="Places tried; it takes 19 runs each.")] = 100,
    seed: SeedOption = 0,
    out: OutOption = None,
    workers: WorkersOption = None,
    csv: CsvOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Calibrate a scenario to observed sales: parameters with intervals, a forecast, and what cannot be told."""
    from wordofmouth.cli import output
    from wordofmouth.results.files import check_folder
    from wordofmouth.tasks.calibrate import task as calibration
    from wordofmouth.tasks.calibrate.data import read_observed
    from wordofmouth.tasks.calibrate.parameters import ranges_in_words, read_ranges

    chosen = resolved(scenario, set_)
    observed = read_observed(data, cumulative=cumulative, rating=rating, reviews=reviews)
    ranges = (read_ranges(factors) if factors else {}) | ranges_in_words(vary)
    folder = out or Path("results") / f"{chosen.name}-calibrated"
    check_folder(folder, force)
    with output.simulating(calibration.n_runs(trials)) as progress:
        result = calibration.calibrate(
            chosen, observed, ranges=ranges, holdout=holdout, weeks_per_period=weeks_per_period, market=market,
            trials=trials, seed=seed, workers=workers, progress=progress,
        )  # fmt: skip
    result.save(folder, csv=csv, force=force)
    if json:
        output.print_json({"folder": str(folder)} | result.fit())
        return
    console = output.print_head(result.finding(), result.subtitle)
    _print_parameters(console, result)
    output.print_foot(console, result.notes(), folder)


def _print_parameters(console: "Console", result: "Calibration") -> None:
    from wordofmouth.cli.output import plain, plain_table
    from wordofmouth.words.numbers import three_digits

    table = plain_table("parameter", "calibrated", "95 % interval", "sought in")
    for row in result.summary():
        ends = (f"{three_digits(low)} to {three_digits(high)}" for low, high in ((row.low, row.high), row.range))
        table.add_row(plain(row.path), three_digits(row.value), *ends, style=None if row.told else "dim")
    console.print(table)
    if result.bass:
        p, q, m = (f"{name} {three_digits(getattr(result.bass, name).value)}" for name in "pqm")
        console.print(f"Bass curve of the same periods: {p}, {q}, {m}", style="dim")


@app.command(epilog="Example: wom peers ties.csv women.csv --periods 10 --influence reversed")
def peers(
    network: Annotated[
        Path, typer.Argument(metavar="NETWORK", help="Ties: edge list, GraphML, GEXF, GML, Pajek, Parquet.")
    ],
    adoption: Annotated[
        Path, typer.Argument(metavar="ADOPTION", help="CSV with a row for each person: her name, when she adopted.")
    ],
    person: Annotated[str, typer.Option("--id", metavar="COLUMN", help="Where her name is.")] = "id",
    period: Annotated[
        str, typer.Option("--time", metavar="COLUMN", help="Where the period of adoption is, from 1; empty: never.")
    ] = "toa",
    periods: Annotated[
        int | None,
        typer.Option(metavar="N", help="Periods watched, up to the last adoption unless given; later is never."),
    ] = None,
    influence: InfluenceOption = None,
    exposure: Annotated[
        Literal["share", "count"], typer.Option(help="What counts: the share of contacts who had adopted, or how many.")
    ] = "share",
    link: Annotated[
        Literal["cloglog", "logit"], typer.Option(help="What is multiplied: the chance (cloglog), the odds (logit).")
    ] = "cloglog",
    covariate: Annotated[
        list[str], typer.Option("--covariate", metavar="COLUMN", help="What may matter besides; repeatable.")
    ] = [],  # noqa: B006
    out: OutOption = None,
    csv: CsvOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Estimate what contacts' adoption does to the chance to adopt, from ties and times of adoption."""
    from wordofmouth.cli import output
    from wordofmouth.results.files import check_folder
    from wordofmouth.tasks.peers.record import PeerStudy
    from wordofmouth.tasks.peers.task import study_peers

    folder = out or Path("results") / PeerStudy.task
    check_folder(folder, force)
    result = study_peers(network, adoption, person=person, period=period, periods=periods, covariates=covariate,
                         influence=influence or "auto", exposure=exposure, link=link)  # fmt: skip
    result.save(folder, csv=csv, force=force)
    if json:
        output.print_json(
            {"finding": result.finding(), "folder": str(folder), "effects": [row._asdict() for row in result.summary()],
             "exposure": result.exposed.to_pylist(), "notes": list(result.manifest.notes)}
        )  # fmt: skip
        return
    console = output.print_head(result.finding(), result.subtitle)
    _print_effects(console, result)
    output.print_foot(console, result.manifest.notes, folder)


def _print_effects(console: "Console", result: "PeerStudy") -> None:
    from math import exp

    from wordofmouth.cli.output import plain, plain_table
    from wordofmouth.words.numbers import three_digits

    table = plain_table("effect", "multiplies by", "95 % interval")
    for row in result.summary():
        table.add_row(
            plain(row.name),
            three_digits(exp(row.value)),
            f"{three_digits(exp(row.low))} to {three_digits(exp(row.high))}",
        )
    console.print(table)
    table = plain_table("contacts who had adopted", "at risk", "adopted in a period")
    for row in result.exposed.to_pylist():
        share = f"{100 * row['adopted'] / row['at_risk']:.1f} %" if row["at_risk"] else "–"
        table.add_row(plain(row["contacts"]), f"{row['at_risk']:,}", share)
    console.print(table)

"""Value: what customers are worth, by what they buy and by whom they convince."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wordofmouth.cli.networks import reads_network, say_network
from wordofmouth.cli.options import (
    ForceSizeOption,
    GoOnOption,
    JsonOption,
    LanguageOption,
    NamesOption,
    NetworkOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    check_size,
    check_target,
    command,
    resolved,
)
from wordofmouth.words.notation import FIRST

if TYPE_CHECKING:
    from wordofmouth.tasks.value.record import Values
    from wordofmouth.words.catalogue import Words

_SHOWN = 20


@command(125, example="wom value launch --count 10 -o value.csv")
@reads_network
def value(
    scenario: ScenarioArgument,
    reading: Mapping[str, str],
    set_: SetOption = [],  # noqa: B006 - typer reads the default and does not change it
    consumer: Annotated[
        list[str],
        typer.Option(help="Number of a customer, or the name in the network's file; can be given several times."),
    ] = [],  # noqa: B006
    segment: Annotated[
        list[str],
        typer.Option(help="Group whose people are valued together, each on average; can be given several times."),
    ] = [],  # noqa: B006
    count: Annotated[
        int,
        typer.Option(min=1, help="Number of customers, unless they are named: those after whose word most is bought."),
    ] = 20,
    brand: Annotated[str, typer.Option(help="Brand to which they are worth it; the first unless given.")] = "",
    replications: Annotated[
        int, typer.Option(min=2, max=100_000, help="Number of runs with everybody, and of runs without each.")
    ] = 40,
    seed: SeedOption = 0,
    network: NetworkOption = None,
    names: NamesOption = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="File, .csv for the table or .png or .svg for the figure."),
    ] = None,
    resume: GoOnOption = False,
    json: JsonOption = False,
    language: LanguageOption = FIRST,
    force_size: ForceSizeOption = False,
) -> None:
    """Tell what customers are worth: by what they buy, and by whom they convince, sooner or at all."""
    from wordofmouth.cli import output
    from wordofmouth.cli.kept_runs import kept_runs
    from wordofmouth.figures.style import save_figure
    from wordofmouth.tasks.value import task
    from wordofmouth.tasks.value.figure import value_figure
    from wordofmouth.tasks.value.record import save
    from wordofmouth.words.catalogue import Words

    if out is not None:
        check_target(out, "values are written to .csv, and drawn in .png or .svg", (".csv", ".png", ".svg"))
    chosen = resolved(scenario, set_, network, reading)
    say_network(chosen)
    runs = task.runs_of(chosen, len(consumer or segment), count, replications)
    check_size([chosen], runs, 0, force_size, in_memory=False)
    with kept_runs(out, resume=resume, what="value") as store, output.simulating(runs) as progress:
        values = task.value(
            chosen,
            consumers=consumer,
            segments=segment,
            count=count,
            brand=brand,
            replications=replications,
            seed=seed,
            names=names,
            store=store,
            progress=progress,
        )
    say = Words(language)
    if out is not None and out.suffix == ".csv":
        save(out, values)
    elif out is not None:
        save_figure(value_figure(values, say), out, {})
    if json:
        output.print_json({"finding": values.finding(say=say), "values": values.rows(), "notes": values.notes()})
    else:
        _print(values, out, say)


def _print(values: "Values", out: Path | None, say: "Words") -> None:
    from wordofmouth.cli.output import plain, plain_table, print_head
    from wordofmouth.words.market import people_and_market
    from wordofmouth.words.numbers import cell, counted

    market = people_and_market(values.scenario.model_dump(), values.network.n)
    runs = f"{counted(values.replications, 'run')} with, and without each"
    console = print_head(values.finding(say=say), " · ".join([*market, runs]))
    table = plain_table(
        "segment" if values.best.segment else "customer",
        *("worth", "95 %", "own", "others sooner", "others at all", "saved"),
    )
    for worth in values.worths[:_SHOWN]:
        total = worth.mean("total")
        is_told = total.low == total.low
        ends = f"{cell(float(total.low), 'money')} to {cell(float(total.high), 'money')}" if is_told else "–"
        parts = [
            cell(float(getattr(worth, part).mean()), "money") for part in ("own", "acceleration", "expansion", "spent")
        ]
        table.add_row(plain(values.label(worth)), cell(float(total.mean), "money"), ends, *parts)
    console.print(table)
    if len(values.worths) > _SHOWN and out is None:
        console.print(f"… and {len(values.worths) - _SHOWN:,} more: --out values.csv writes them all", style="dim")
    for line in [*values.notes(), *([f"{out}: what they are worth"] if out else [])]:
        console.print(plain(line))

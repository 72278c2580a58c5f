"""Peers: what contacts' adoption does to the chance to adopt."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from wordofmouth.cli.networks import beside, network_in, reads_network, say_look
from wordofmouth.cli.options import (
    CsvOption,
    ForceOption,
    InfluenceOption,
    JsonOption,
    OutOption,
    command,
    take_folder,
)

if TYPE_CHECKING:
    from rich.console import Console

    from wordofmouth.networks.files.reader import Influence
    from wordofmouth.tasks.peers.record import PeerStudy


@command(130, example="wom peers ties.csv women.csv --periods 10 --influence reversed")
@reads_network
def peers(
    network: Annotated[
        Path, typer.Argument(metavar="NETWORK", help="File of the ties, as `wom look FILE` tells: a table, a graph.")
    ],
    adoption: Annotated[
        Path,
        typer.Argument(
            metavar="ADOPTION", help="Table with a row for each person: the name, and the period of adoption."
        ),
    ],
    reading: Mapping[str, str],
    person: Annotated[
        str, typer.Option("--id", metavar="COLUMN", help="Column of the names, by name or number.")
    ] = "id",
    period: Annotated[
        str,
        typer.Option(
            "--time", metavar="COLUMN", help="Column of the period of adoption, counted from 1; empty means never."
        ),
    ] = "toa",
    periods: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Number of periods watched, up to the last adoption unless given; later counts as never."
        ),
    ] = None,
    influence: InfluenceOption = None,
    exposure: Annotated[
        Literal["share", "count"],
        typer.Option(help="Exposure that counts: the share of contacts who had adopted, or their number."),
    ] = "share",
    link: Annotated[
        Literal["cloglog", "logit"],
        typer.Option(help="Quantity that is multiplied: the chance (cloglog), or the odds (logit)."),
    ] = "cloglog",
    covariate: Annotated[
        list[str],
        typer.Option(
            "--covariate", metavar="COLUMN", help="Column that may matter besides; can be given several times."
        ),
    ] = [],  # noqa: B006
    group: Annotated[
        str,
        typer.Option(metavar="COLUMN", help="Column of the group of each: people of one village are not independent."),
    ] = "",
    group_effects: Annotated[bool, typer.Option("--group-effects", help="Each group has its own constant.")] = False,
    communities: Annotated[
        bool, typer.Option("--communities", help="Each community found in the ties has its own constant.")
    ] = False,
    placebo: Annotated[
        str,
        typer.Option(
            metavar="COLUMN", help="Column of 0 and 1: an outcome from before, which contacts cannot have caused."
        ),
    ] = "",
    product: Annotated[
        str, typer.Option(metavar="COLUMN", help="Column of the product; there is a row for each person and product.")
    ] = "",
    out: OutOption = None,
    csv: CsvOption = False,
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Estimate what contacts' adoption does to the chance to adopt, from ties and times of adoption."""
    from wordofmouth.cli import output
    from wordofmouth.tasks.peers.record import PeerStudy
    from wordofmouth.tasks.peers.task import study_peers

    folder = out or Path("results") / PeerStudy.task
    take_folder(folder, force)
    say_look(network, network_in(network, {**reading, "influence": influence or "auto"}))
    result = study_peers(
        network,
        adoption,
        person=person,
        period=period,
        periods=periods,
        covariates=covariate,
        influence=cast("Influence", influence or "auto"),
        reading=beside(network, reading),
        exposure=exposure,
        link=link,
        group=group,
        group_effects=group_effects,
        communities=communities,
        placebo=placebo,
        product=product,
    )
    result.save(folder, csv=csv, force=force)
    if json:
        output.print_json(
            {
                "finding": result.finding(),
                "folder": str(folder),
                "effects": [row._asdict() for row in result.summary()],
                "exposure": result.exposed.to_pylist(),
                "notes": list(result.manifest.notes),
            }
        )
        return
    console = output.print_head(result.finding(), result.subtitle)
    _print_effects(console, result)
    output.print_foot(console, result.manifest.notes, folder)


def _print_effects(console: "Console", result: "PeerStudy") -> None:
    from math import exp

    from wordofmouth.cli.output import plain, plain_table
    from wordofmouth.words.numbers import percent, three_digits

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
        share = percent(row["adopted"] / row["at_risk"]) if row["at_risk"] else "–"
        table.add_row(plain(row["contacts"]), f"{row['at_risk']:,}", share)
    console.print(table)

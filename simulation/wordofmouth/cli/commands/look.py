"""Look: what a file is taken for, before it is used."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.networks import network_in, print_look, reads_network
from wordofmouth.cli.options import JsonOption, command


@command(55, example="wom look friends.csv --shape matrix -o clean.csv", plugins=False)
@reads_network
def look(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File of ties: a table, a matrix, a graph.")],
    reading: Mapping[str, str],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE.csv", help="File to which what was understood is written, as CSV."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Tell what a file of ties is taken for: people, ties, what was left out, and the option for each guess."""
    from wordofmouth.cli.output import print_json
    from wordofmouth.errors import RequestError
    from wordofmouth.networks.files.look import NetworkLook, write_clean
    from wordofmouth.results.files import atomic

    if out is not None and out.suffix != ".csv":
        raise RequestError(f"--out: {out} is not allowed: the name of a table of ties ends in .csv")
    network = network_in(file, reading)
    understood = NetworkLook.of(network)
    lonely = 0
    if out is not None:
        with atomic(out) as unfinished:
            lonely = write_clean(unfinished, network)
    if json:
        print_json(understood.as_data() | ({"out": str(out)} if out else {}))
        return
    print_look(file.name, understood.lines(), sys.stdout)
    if out is not None:
        left = f", without {lonely:,} people who have none" if lonely else ""
        print(f"{out}: the ties as they were understood{left}")

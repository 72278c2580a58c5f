"""Exporting: a table of a result as a file for R, Excel, SPSS, Julia and others."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import JsonOption, NamesOption, ResultArgument, command


@command(202, example="wom export results/launch -o launch.csv --shape long --columns buyers,profit")
def export(
    result: ResultArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File of the table: .csv, .parquet or .arrow; NAME.csv unless given."
        ),
    ] = None,
    table: Annotated[
        str,
        typer.Option(metavar="NAME", help="Table that is written: baseline, outcomes …; the main unless given."),
    ] = "",
    shape: Annotated[
        str,
        typer.Option(
            metavar="SHAPE",
            help="Shape of it: table, a column for each measure; long, a row for each; wide, a column for each in each "
            "week.",
        ),
    ] = "table",
    columns: Annotated[
        str, typer.Option(metavar="NAME,NAME", help="Measures that are written; all unless given.")
    ] = "",
    people: Annotated[
        bool,
        typer.Option("--people", help="Each buyer is a row: who bought what in which week, after whose word."),
    ] = False,
    names: NamesOption = False,
    json: JsonOption = False,
) -> None:
    """Write a table of a result for other programs, as CSV, Parquet or Arrow, long or wide, or person by person."""
    from wordofmouth.catalogue import load_result
    from wordofmouth.cli.output import print_json, print_unchecked

    record = load_result(result)
    print_unchecked(record.manifest, result)
    target = out or Path(f"{record.name}.csv")
    wanted = [name.strip() for name in columns.split(",") if name.strip()]
    record.export(target, table=table, shape=shape, columns=wanted, people=people, names=names)
    if json:
        print_json({"file": str(target), "bytes": target.stat().st_size})
    else:
        print(f"{target} is written")

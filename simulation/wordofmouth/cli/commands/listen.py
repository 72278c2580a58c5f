"""Listen: the log of what is said in one run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.networks import reads_network, say_network
from wordofmouth.cli.options import (
    JsonOption,
    NamesOption,
    NetworkOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    command,
    resolved,
)


@command(150, example="wom listen launch --online --share 0.1 --out launch.csv")
@reads_network
def listen(
    scenario: ScenarioArgument,
    reading: Mapping[str, str],
    set_: SetOption = [],  # noqa: B006
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File of the log, .parquet or .csv; NAME-log.parquet unless given."
        ),
    ] = None,
    share: Annotated[float, typer.Option(help="Share of the messages that is kept, drawn at random.")] = 1.0,
    channel: Annotated[
        list[str],
        typer.Option(
            metavar="CHANNEL", help="Only what comes through this channel is kept; can be given several times."
        ),
    ] = [],  # noqa: B006
    online: Annotated[
        bool, typer.Option("--online", help="Only what others can read is kept: no friends, no ads.")
    ] = False,
    seed: SeedOption = 0,
    network: NetworkOption = None,
    names: NamesOption = False,
    json: JsonOption = False,
) -> None:
    """Write down what is said in one run, by whom to whom: every message heard, every review and post."""
    from dataclasses import asdict

    from wordofmouth.cli import output
    from wordofmouth.errors import RequestError
    from wordofmouth.instruments.log import listen as write_log

    chosen = resolved(scenario, set_, network, reading)
    say_network(chosen)
    path = out or Path(f"{chosen.name}-log.parquet")
    if not path.parent.is_dir():
        raise RequestError(f"{path}: there is no folder {path.parent}")
    log = write_log(chosen, path, seed=seed, share=share, channels=channel, online=online, names=names)
    if json:
        output.print_json(asdict(log) | {"path": str(log.path)})
        return
    from wordofmouth.words.numbers import cell, counted

    amount = counted(log.rows, "message or post", "messages and posts")
    console = output.print_head(f"{amount} in {counted(chosen.weeks, 'week')}", chosen.title)
    for heading, counts in (("heard through", log.heard), ("posted on", log.posted)):
        table = output.plain_table(heading, "messages", "praise", "criticism", "praise of both")
        for kind, (praise, criticism, neither) in counts.items():
            of_both = cell(praise / (praise + criticism), "share") if praise + criticism else "–"
            table.add_row(kind, f"{praise + criticism + neither:,}", f"{praise:,}", f"{criticism:,}", of_both)
        console.print(table)
    console.print(output.plain(str(log.path)))

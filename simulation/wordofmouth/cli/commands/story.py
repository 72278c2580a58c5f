"""Story: one consumer's journey in words."""

from collections.abc import Mapping
from typing import Annotated

import typer

from wordofmouth.cli.networks import reads_network, say_network
from wordofmouth.cli.options import (
    JsonOption,
    NetworkOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    command,
    resolved,
)


@command(160, example="wom story launch --consumer 17")
@reads_network
def story(
    scenario: ScenarioArgument,
    reading: Mapping[str, str],
    set_: SetOption = [],  # noqa: B006
    consumer: Annotated[
        str | None,
        typer.Option(
            help="Number of the consumer, or the name in the network's file; unless given, the one to whom the most "
            "different things happen."
        ),
    ] = None,
    language: Annotated[str, typer.Option(metavar="LANGUAGE", help="Language of the story, such as en or fr.")] = "en",
    seed: SeedOption = 0,
    network: NetworkOption = None,
    json: JsonOption = False,
) -> None:
    """Tell what happened to one consumer, week by week, and why the consumer bought or did not."""
    from dataclasses import asdict
    from shutil import get_terminal_size
    from textwrap import fill

    from wordofmouth.cli.output import print_json
    from wordofmouth.instruments.story.story import story as tell

    chosen = resolved(scenario, set_, network, reading)
    say_network(chosen)
    tale = tell(chosen, consumer, seed, language)
    if json:
        print_json(asdict(tale))
        return
    for paragraph in tale.text.split("\n\n"):
        # Unlike Rich, it breaks no line at a no-break space.
        typer.echo(fill(paragraph, get_terminal_size().columns, break_on_hyphens=False) + "\n")

"""Worlds: parameter sets that fit what the field's studies found, made anew or checked."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import JsonOption, command
from wordofmouth.errors import RequestError

_ACTIONS = ("make", "check")


@command(175, example="wom worlds make --sets 300")
def worlds(
    action: Annotated[
        str,
        typer.Argument(
            metavar="make|check",
            help="What is done: the bank of simulated sets grows and worlds are drawn from it, or those that come "
            "along are checked.",
        ),
    ],
    sets: Annotated[
        int, typer.Option(min=60, max=5_000, help="Sets in the bank; those that are there are not simulated again.")
    ] = 240,
    bank: Annotated[
        Path, typer.Option(metavar="FILE", help="File that has the simulated sets, a line each, and grows.")
    ] = Path("results") / "worlds" / "sets.jsonl",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File into which the worlds go; those that come along unless given."
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Make the worlds that fit the field's studies, or check what those that come along can tell."""
    from wordofmouth.cli import output

    if action not in _ACTIONS:
        raise RequestError(f"worlds: {action!r} is none of make and check")
    if action == "make":
        from wordofmouth.tasks.worlds.ensemble.make import make
        from wordofmouth.tasks.worlds.shipped import FILE

        with output.simulating(sets, "sets") as progress:
            made = make(bank, sets, progress)
        written = made.write(out or FILE)
        summary = f"{len(made.places)} worlds of {len(made.sets)} simulated sets"
        if json:
            output.print_json({"finding": summary, "file": str(written), "recipe": made.recipe})
        else:
            console = output.print_head(summary)
            console.print(f"Written: {written}")
        return
    from wordofmouth.tasks.worlds.ensemble import page

    checks = page.checked()
    on_page = page.write(checks) if page.PAGE.parent.is_dir() else None
    if json:
        output.print_json({"finding": page.finding(checks), "planted": checks.planted.coverage})
        return
    console = output.print_head(page.finding(checks))
    if on_page is not None:
        console.print(f"Written: {on_page}")

"""The laboratory: the market live in a web page."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.words import app


@app.command(epilog="Example: wom lab, or for a room full of pupils: wom lab --class --host 0.0.0.0")
def lab(
    results: Annotated[
        list[Path], typer.Argument(metavar="[RESULT]...", help="Folders of results to look at.", exists=True)
    ] = [],  # noqa: B006 - typer reads the default and does not change it
    classroom: Annotated[bool, typer.Option("--class", help="Serve a class: teams, a code to join, a board.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any that is free.")] = 8137,
    host: Annotated[
        str, typer.Option(help="Address to listen on; others in the network reach the lab with 0.0.0.0.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
) -> None:
    """Open the lab: watch word of mouth, touch it, compare and explain it."""
    from experiments.lab.server import serve

    serve(tuple(results), classroom=classroom, port=port, host=host, browser=browser)

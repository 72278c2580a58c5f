"""The laboratory: the market live in a web page."""

from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.options import app
from wordofmouth.errors import RequestError


@app.command(epilog="Example: wom lab launch; for a room full of pupils: wom lab --class --host 0.0.0.0")
def lab(
    shown: Annotated[
        list[str],
        typer.Argument(
            metavar="[SCENARIO | RESULT]...",
            help="A scenario to begin with, a preset or a TOML file; folders of results to look at.",
        ),
    ] = [],  # noqa: B006 - typer reads the default and does not change it
    classroom: Annotated[bool, typer.Option("--class", help="Serve a class: teams, a code to join, a board.")] = False,
    lessons: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Lessons of your own besides those that come along.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port, 0 for any; 8137 or the next free one if not given.")
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; others in the network reach the lab with 0.0.0.0.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
) -> None:
    """Open the lab: watch word of mouth, touch it, compare and explain it."""
    from wordofmouth.lab.application import listening, serve
    from wordofmouth.lab.server.settings import Settings

    results = [Path(name) for name in shown if Path(name).exists() and not name.endswith(".toml")]
    scenarios = [name for name in shown if Path(name) not in results]
    if len(scenarios) > 1:
        raise RequestError(f"the lab begins with one scenario: {' or '.join(scenarios)}?")
    if scenarios:
        from wordofmouth.scenario.scenario import Scenario

        Scenario.load(scenarios[0])
    if lessons is not None:
        from wordofmouth.lab.pages.lessons.lesson import load_lessons

        load_lessons(lessons)
    try:
        bound = listening(host, port)
    except OSError as error:
        place = host if port is None else f"{host}:{port}"
        raise RequestError(f"--port: the lab cannot open at {place}: {error.strerror}; try another") from None
    serve(
        Settings(scenario="".join(scenarios), results=tuple(results), classroom=classroom, lessons=lessons),
        bound,
        browser=browser,
    )

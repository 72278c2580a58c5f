"""The laboratory: the market live in a web page."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from wordofmouth.cli.interrupts import INTERRUPTS
from wordofmouth.cli.options import command
from wordofmouth.errors import ManifestError, RequestError
from wordofmouth.resources import state_folder


@command(
    220,
    example="wom lab launch; for a room full of pupils: wom lab --class; another game: wom lab --class rival_promise",
)
def lab(
    shown: Annotated[
        list[str],
        typer.Argument(
            metavar="[SCENARIO | RESULT | GAME]...",
            help="Scenario to begin with, a preset or a TOML file; folders of results to look at;"
            " a class's game, by name or TOML file.",
        ),
    ] = [],  # noqa: B006 - typer reads the default and does not change it
    classroom: Annotated[
        bool, typer.Option("--class", help="The lab serves a class: teams, a code to join, a board.")
    ] = False,
    lessons: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder of your own lessons, besides those that come along.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Port on which the lab listens, 0 for any; 8137 or the next free one unless given."
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="Address on which the lab listens: with 0.0.0.0 others in the network reach it, with 127.0.0.1 only"
            " this machine does. Unless given, a class is open to its network, and nothing else is."
        ),
    ] = None,
    behind: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Where browsers find the lab when it is behind another server, as https://school.example/lab; that"
            " server hands on what they ask.",
        ),
    ] = "",
    handouts: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Sheets of all lessons and games are written there, to be printed, and no lab opens."
        ),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="The page is opened in the browser.")] = True,
) -> None:
    """Open the lab: watch word of mouth, touch it, compare and explain it."""
    from wordofmouth.extras import need

    need("lab")
    from wordofmouth.games.games import game_path, no_such_game
    from wordofmouth.lab.application import EVERYWHERE, HERE, listening, serve
    from wordofmouth.lab.server.proxy import PublicAddress
    from wordofmouth.lab.server.settings import Settings
    from wordofmouth.results.manifest import Manifest
    from wordofmouth.scenario.plugins.loading import close, with_plugins

    results = [Path(name) for name in shown if Path(name).exists() and not name.endswith(".toml")]
    of_games = shown if classroom or handouts else []
    games = {name: path for name in of_games if Path(name) not in results and (path := game_path(name))}
    scenarios = [name for name in shown if Path(name) not in results and name not in games]
    if len(games) > 1:
        raise RequestError(f"a class plays one game at a time: {' or '.join(games)}?")
    game = next(iter(games.values()), None)
    if game:
        from wordofmouth.tasks.optimise.goal import Goal

        Goal.load(game)
    if classroom:
        from wordofmouth.scenario.scenario import presets

        for name in scenarios:
            if not name.endswith(".toml") and name.partition("/")[0] not in presets():
                raise no_such_game(name)
    if len(scenarios) > 1:
        raise RequestError(f"the lab begins with one scenario: {' or '.join(scenarios)}?")
    if scenarios:
        from wordofmouth.scenario.scenario import Scenario

        Scenario.load(scenarios[0])
    if lessons is not None:
        from wordofmouth.lessons.lesson import load_lessons

        load_lessons(lessons)
    if handouts is not None:
        _write_kit(handouts, lessons, game)
        return
    for result in results:
        # No page loads anything: not what a visitor names, and not what a result does.
        with suppress(ManifestError):
            with_plugins(Manifest.read(result).scenario)
    close("the lab loads no parts but those with which it was started, with --with FILE")
    public = PublicAddress.parse(behind) if behind else None
    host = host or (EVERYWHERE if classroom and public is None else HERE)
    try:
        bound = listening(host, port)
    except OSError as error:
        place = host if port is None else f"{host}:{port}"
        raise RequestError(f"--port: the lab cannot open at {place}: {error.strerror}; try another") from None
    # Ctrl-C is how a lab is closed.
    INTERRUPTS.status = 0
    serve(
        Settings(
            host=host,
            scenario="".join(scenarios),
            results=tuple(results),
            classroom=classroom,
            lessons=lessons,
            game=game,
            public=public,
            # A lab at any port is found again by nobody.
            rooms=state / "classes" / str(bound.getsockname()[1]) if port != 0 and (state := state_folder()) else None,
        ),
        bound,
        browser=browser,
    )


def _write_kit(folder: Path, lessons: Path | None, game: Path | None) -> None:
    from wordofmouth.cli.output import simulating
    from wordofmouth.handouts.kit import write_kit

    with simulating(None, "sheets") as progress:
        written = write_kit(folder, lessons=lessons, game=game, progress=progress)
    print(f"{folder}/: {len(written)} sheets for pupils and their teacher, one folder for each language")

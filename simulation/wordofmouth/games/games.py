"""Games: those that come along, each a goal of the optimiser, and which one is meant by a name."""

from pathlib import Path

from wordofmouth.errors import RequestError
from wordofmouth.resources import folder
from wordofmouth.scenario.toml.declared import says

GAMES = folder("experiments") / "games"
# What a class plays unless it is told another.
FIRST = "first_launch"


def games() -> dict[str, Path]:
    """Return the files of the games that come along, by name."""
    return {path.stem: path for path in sorted(GAMES.glob("*.toml"))}


def game_path(source: str) -> Path | None:
    """Return the file of a game that comes along, or of a path; none if this is no game.

    A file of a game says for how much money, and what may be varied.
    """
    path = Path(source)
    if path.suffix == ".toml":
        return path if path.is_file() and says(path, "budget", "vary") else None
    return games().get(source)


def no_such_game(source: str) -> RequestError:
    """Return the error of a name that is neither a game's nor anything else's."""
    return RequestError(f"no game is called {source!r}; those that come along are {', '.join(games())}")

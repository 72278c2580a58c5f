"""Kit: all sheets in a folder, a page of HTML each in every language, to be printed or mailed."""

from collections.abc import Callable
from pathlib import Path

from wordofmouth.games.campaign import game_title
from wordofmouth.games.games import games
from wordofmouth.handouts.sheets import game_sheet, lesson_sheet
from wordofmouth.lessons.lesson import Lesson, load_lessons
from wordofmouth.reports.html import Html, element
from wordofmouth.results.files import atomic
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages

_STYLE = (Path(__file__).parent / "paper.css").read_text(encoding="utf-8")
# No script, nothing from elsewhere.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_kit(
    folder: Path,
    *,
    lessons: Path | None = None,
    game: Path | None = None,
    progress: Callable[[int], object] | None = None,
) -> list[Path]:
    """Write the sheets of all lessons and games to a folder, one below for each language; return their paths.

    Args:
        folder: where they go; what else lies there stays.
        lessons: a folder of one's own lessons, beside those that come along.
        game: a game of one's own, a TOML file, beside those that come along.
        progress: called with how many sheets are written.

    Raises:
        LessonError: if a lesson has mistakes.
        ScenarioError: if a game has.
        OSError: if a file cannot be written.
    """
    taught = [*load_lessons(lessons).values()]
    own = {} if game is None else {game.stem: game}
    played = [Goal.load(path) for path in {**games(), **own}.values()]
    written = []
    everything: list[Lesson | Goal] = [*taught, *played]
    for place, text in (sheet for each in everything for sheet in sheets(each).items()):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic(path) as unfinished:
            unfinished.write_text(text, encoding="utf-8")
        written.append(path)
        if progress:
            progress(len(written))
    return written


def sheets(of: Lesson | Goal) -> dict[str, str]:
    """Return the sheet of a lesson or a game in every language, by its place below the folder."""
    made = {}
    for say in map(Words, languages()):
        if isinstance(of, Lesson):
            title, body = of.in_words(say).title, lesson_sheet(of, say)
        else:
            title, body = game_title(of, say), game_sheet(of, say)
        made[f"{say.language}/{of.name}.html"] = _page(title, body, say.language)
    return made


def _page(title: str, body: Html, language: str) -> str:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Html(_STYLE)),
    )
    return f"<!doctype html>\n{element('html', head, element('body', body), lang=language)}\n"

"""Lesson: one lesson as a page without a server: predicted, compared and judged there, as in the lab."""

from typing import Any

from wordofmouth.lessons.lesson import Lesson, Step
from wordofmouth.lessons.prediction import RULE, curve
from wordofmouth.lessons.verdict import reading, ticks
from wordofmouth.pages.bundle import document
from wordofmouth.pages.site.files import LESSON_SCRIPTS, LESSON_STYLES
from wordofmouth.pages.site.front import codes
from wordofmouth.pages.stories import without_direction
from wordofmouth.reports.html import Html, element
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages

# Words of the lab's lessons, tables of them among these.
_LESSONS = (
    *("all", "progress", "step", "hint", "pad", "weeks", "week", "reading", "yours", "sliders", "draw_first", "ready"),
    *("run", "clear", "how_near", "why", "source", "next", "band"),
)
_TABLES = ("nearness", "sense", "amount", "gap", "peak", "late", "early", "peak_late", "peak_early")
_OWN = ("print", "again", "answers", "whose", "unanswered", "kept", "not_kept")


def lesson_page(lesson: Lesson) -> str:
    """Return a lesson as a page; the curves of its markets are simulated unless they are known."""
    translated = {code: lesson.in_words(Words(code)) for code in languages()}
    data = {
        "name": lesson.name,
        "title": {code: _plain(each.title) for code, each in translated.items()},
        "question": {code: _plain(each.question) for code, each in translated.items()},
        "rule": RULE,
        "words": {code: _words(Words(code)) for code in translated},
        "steps": [_step(lesson, place, translated) for place in range(len(lesson.steps))],
    }
    return document(_main(translated), _plain(translated["en"].title), data, LESSON_SCRIPTS, LESSON_STYLES)


def _words(say: Words) -> dict[str, Any]:
    tables = {name: say.phrase(f"lessons.{name}")[1] for name in _TABLES}
    own = {name: say(f"pages.lesson.{name}") for name in _OWN}
    return {name: say(f"lessons.{name}") for name in _LESSONS} | tables | own


def _step(lesson: Lesson, place: int, translated: dict[str, Lesson]) -> dict[str, Any]:
    """Return what a page knows of a step."""
    step = lesson.steps[place]
    scale, decimals = reading(step)

    def in_each(name: str) -> dict[str, str]:
        return {code: _plain(getattr(each.steps[place], name)) for code, each in translated.items()}

    def label(market: str) -> dict[str, str]:
        return {code: _plain(each.markets[market].label) for code, each in translated.items()}

    result = curve(lesson.scenario(step.market), step.measure)
    return {
        **{name: in_each(name) for name in ("title", "ask", "explain", "source")},
        "axis": {code: _axis(each.steps[place], Words(code)) for code, each in translated.items()},
        "ticks": {code: ticks(step, Words(code)) for code in translated},
        "weeks": lesson.scenario(step.market).weeks,
        "bottom": step.drawn.bottom,
        "top": step.end_of_axis,
        "kind": step.drawn.kind,
        "peaks": step.drawn.peaks,
        "rises": step.drawn.kind != "stars",
        "scale": scale,
        "decimals": decimals,
        "label": label(step.market),
        "result": result._asdict(),
        "known": [
            {"label": label(market), "mean": curve(lesson.scenario(market), step.measure).mean} for market in step.known
        ],
    }


def _axis(step: Step, say: Words) -> str:
    return _plain(step.axis) or say(f"lessons.measures.{step.measure}")


def _main(translated: dict[str, Lesson]) -> Html:
    what = element(
        "div",
        element("a", "‹", href="../index.html", class_="up", id="up"),
        element("h1", _plain(translated["en"].title)),
        element("p", _plain(translated["en"].question), class_="question", id="question"),
        class_="what",
    )
    steps = element("ol", class_="steps", id="steps")
    head = element("div", what, steps, codes(), class_="lesson-head")
    note = element("p", class_="small quiet", id="kept")
    body = element("section", class_="card step", id="step")
    return element("main", element("div", head, body, note, class_="room-lessons"), element("div", id="paper"))


def _plain(text: str) -> str:
    return without_direction(text)

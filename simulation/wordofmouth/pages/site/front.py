"""Front: the page of a site from which all others are reached."""

from collections.abc import Mapping, Sequence

import wordofmouth
from wordofmouth.lessons.lesson import Lesson
from wordofmouth.pages.bundle import document
from wordofmouth.pages.site.files import FRONT_SCRIPTS, FRONT_STYLES
from wordofmouth.pages.stories import without_direction
from wordofmouth.reports.html import Html, element
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages


def front_page(lessons: Sequence[Lesson], markets: Mapping[str, Mapping[str, str]], command: str) -> str:
    """Return the front page.

    Args:
        lessons: in their order.
        markets: the title of each in every language, by the name of its file without its ending.
        command: what makes the same site.
    """
    codes = (
        element("button", code.upper(), type="button", title=name, lang=code, data_language=code)
        for code, name in languages().items()
    )
    blocks = [
        element("div", element("div", *codes, class_="codes"), class_="bar"),
        *(_in(code, lessons, markets, Words(code)) for code in languages()),
        element("pre", command, tabindex="0"),
    ]
    return document(element("main", *blocks), Words()("pages.site.title"), {}, FRONT_SCRIPTS, FRONT_STYLES)


def _in(code: str, lessons: Sequence[Lesson], markets: Mapping[str, Mapping[str, str]], say: Words) -> Html:
    """Return all that the page says in one language."""

    def linked(address: str, title: str, *more: Html) -> Html:
        name = element("span", without_direction(title), class_="name")
        return element("li", element("a", name, *more, class_="card", href=address))

    translated = [lesson.in_words(say) for lesson in lessons]
    questions = [
        linked(
            f"lessons/{lesson.name}.html",
            lesson.title,
            element("span", without_direction(lesson.question), class_="question"),
            element("span", say("lessons.minutes", count=lesson.minutes), class_="length"),
        )
        for lesson in translated
    ]
    parts = [element("h1", say("pages.site.title")), element("p", say("pages.site.lead"), class_="lead")]
    if questions:
        parts += [*_headed("lessons", say), element("ol", *questions, class_="lesson-list")]
    if markets:
        played = (linked(f"markets/{name}.html", title[code]) for name, title in markets.items())
        parts += [*_headed("markets", say), element("ul", *played, class_="lesson-list markets")]
    made = f"{say('pages.site.made_with')} wordofmouth {wordofmouth.__version__}. {say('pages.site.again')}"
    parts += [element("p", made, class_="quiet made")]
    return element("div", *parts, class_="room-lessons", lang=code, data_speaks=code)


def _headed(what: str, say: Words) -> list[Html]:
    return [element("h2", say(f"pages.site.{what}")), element("p", say(f"pages.site.{what}_lead"), class_="quiet")]

"""Front: the page of a site from which all others are reached."""

from collections.abc import Mapping, Sequence

import wordofmouth
from wordofmouth.games.campaign import game_dilemma, game_title
from wordofmouth.lessons.lesson import Lesson
from wordofmouth.pages.bundle import document
from wordofmouth.pages.site.files import FRONT_SCRIPTS, FRONT_STYLES
from wordofmouth.pages.stories import without_direction
from wordofmouth.reports.html import Html, element, joined
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages


def front_page(
    lessons: Sequence[Lesson],
    games: Sequence[Goal],
    markets: Mapping[str, Mapping[str, str]],
    command: str,
    *,
    handouts: bool = False,
    gallery: bool = False,
) -> str:
    """Return the front page.

    Args:
        lessons: in their order.
        games: in theirs.
        markets: the title of each in every language, by the name of its file without its ending.
        command: what makes the same site.
        handouts: whether lessons and games lie beside it on paper.
        gallery: whether there is a gallery.
    """

    def spoken(say: Words) -> Html:
        parts = [element("h1", say("pages.site.title")), element("p", say("pages.site.lead"), class_="lead")]
        taught = [lesson.in_words(say) for lesson in lessons]
        parts += _section("lessons", [_lesson(lesson, say) for lesson in taught], say, "ol")
        parts += _section("games", [_game(game, say) for game in games], say)
        parts += _section(
            "markets", [_card(f"markets/{name}.html", of[say.language]) for name, of in markets.items()], say
        )
        if gallery:
            parts += _section("gallery", [_card("gallery.html", say("pages.site.gallery"))], say)
        if handouts:
            named = {lesson.name: lesson.title for lesson in taught} | {
                game.name: game_title(game, say) for game in games
            }
            sheets = (_link(f"handouts/{say.language}/{name}.html", title) for name, title in named.items())
            parts += [*_headed("handouts", say), element("ul", *sheets, class_="sheets")]
        made = f"{say('pages.site.made_with')} wordofmouth {wordofmouth.__version__}. {say('pages.site.again')}"
        parts += [element("p", made, class_="quiet made")]
        return element("div", *parts, class_="room-lessons", lang=say.language, data_speaks=say.language)

    blocks = [
        element("div", codes(), class_="bar"),
        *(spoken(Words(code)) for code in languages()),
        element("pre", command, tabindex="0"),
    ]
    return document(element("main", *blocks), Words()("pages.site.title"), {}, FRONT_SCRIPTS, FRONT_STYLES)


def codes() -> Html:
    """Return a button for each language."""
    buttons = (
        element("button", code.upper(), type="button", title=name, lang=code, data_language=code)
        for code, name in languages().items()
    )
    return element("div", *buttons, class_="codes")


def _lesson(lesson: Lesson, say: Words) -> Html:
    length = element("span", say("lessons.minutes", count=lesson.minutes), class_="length")
    return _card(f"lessons/{lesson.name}.html", lesson.title, _question(lesson.question), length)


def _game(game: Goal, say: Words) -> Html:
    asked = say("class.question", budget=say.number(game.budget))
    return _card(f"games/{game.name}.html", game_title(game, say), _question(asked), _question(game_dilemma(game, say)))


def _question(text: str) -> Html:
    return element("span", without_direction(text), class_="question") if text else Html()


def _card(address: str, title: str, *more: Html) -> Html:
    name = element("span", without_direction(title), class_="name")
    return element("li", element("a", joined((name, *more)), class_="card", href=address))


def _link(address: str, title: str) -> Html:
    return element("li", element("a", without_direction(title), href=address))


def _section(what: str, cards: Sequence[Html], say: Words, tag: str = "ul") -> list[Html]:
    """Return cards below a heading; nothing of none."""
    return [*_headed(what, say), element(tag, *cards, class_=f"lesson-list {what}")] if cards else []


def _headed(what: str, say: Words) -> list[Html]:
    return [element("h2", say(f"pages.site.{what}")), element("p", say(f"pages.site.{what}_lead"), class_="quiet")]

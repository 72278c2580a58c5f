"""Made: the pages of one part of a site, made in a process: of a lesson, a game, or a market."""

from dataclasses import dataclass, field

from wordofmouth.errors import WordOfMouthError
from wordofmouth.figures.style import make_small
from wordofmouth.games.campaign import game_title
from wordofmouth.handouts.kit import sheets
from wordofmouth.lessons.lesson import Lesson
from wordofmouth.pages.page import MOST_RUNS
from wordofmouth.pages.page import page as laid_out
from wordofmouth.pages.recorded import title
from wordofmouth.pages.site.game import game_page
from wordofmouth.pages.site.lesson import lesson_page
from wordofmouth.pages.site.preview import Preview
from wordofmouth.player.people import readable
from wordofmouth.results.files import temporary_folder
from wordofmouth.runs.worker import Work
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.run.task import run
from wordofmouth.words.catalogue import Words

Part = Lesson | Goal | Scenario


@dataclass
class Made:
    """The files of a part, by their places; what a link to a page shows elsewhere; or why there are none."""

    files: dict[str, bytes] = field(default_factory=dict)
    previews: dict[str, Preview] = field(default_factory=dict)
    wrong: str = ""


def maker(asked: tuple[bool, bool]) -> Work:
    """Return what makes a part in a process; asked is whether people have names, and whether there are previews."""
    return lambda part: _made(part, *asked)


def _made(part: Part, names: bool, previews: bool) -> Made:
    try:
        if isinstance(part, Scenario):
            return _market(part, names, previews)
        return _taught(part) if isinstance(part, Lesson) else _played(part)
    except WordOfMouthError as error:
        return Made(wrong=f"{part.name}: {error}")


def _taught(lesson: Lesson) -> Made:
    place, taught = f"lessons/{lesson.name}.html", lesson.in_words(Words())
    files = {place: lesson_page(lesson).encode()} | _on_paper(lesson)
    return Made(files, {place: Preview(taught.title, taught.question)})


def _played(goal: Goal) -> Made:
    place, say = f"games/{goal.name}.html", Words()
    files = {place: game_page(goal).encode()} | _on_paper(goal)
    return Made(files, {place: Preview(game_title(goal, say), say("class.question", budget=say.number(goal.budget)))})


def _on_paper(of: Lesson | Goal) -> dict[str, bytes]:
    return {f"handouts/{place}": text.encode() for place, text in sheets(of).items()}


def _market(scenario: Scenario, names: bool, previews: bool) -> Made:
    place = f"markets/{scenario.name}.html"
    made = Made({place: market_page(scenario, names).encode()})
    if previews:
        shown = run(readable(scenario), replications=1, workers=0, baseline=False)
        picture = f"markets/{scenario.name}.png"
        with temporary_folder() as room:
            path = room / "preview.png"
            shown.save_figure(path)
            make_small(path)
            made.files[picture] = path.read_bytes()
        made.previews[place] = Preview(title(scenario, Words()), shown.finding(), picture)
    return made


def market_page(scenario: Scenario, names: bool = False) -> str:
    """Return the page of a scenario and of its variants, among so few people that each can be seen."""
    variants = [scenario.variant(name) for name in list(scenario.variants)[: MOST_RUNS - 1]]
    shown = [readable(each) for each in (scenario, *variants)]
    return laid_out(shown, file=f"{scenario.name}.html", names=names, home="../index.html")

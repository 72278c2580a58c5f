"""Site: a folder of pages that any static host serves, or a browser opens: a front page, lessons, recorded markets."""

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from wordofmouth.engine.cores import usable_cores
from wordofmouth.errors import RequestError, ScenarioError, WordOfMouthError
from wordofmouth.lessons.lesson import Lesson, load_lessons
from wordofmouth.pages.page import MOST_RUNS
from wordofmouth.pages.page import page as laid_out
from wordofmouth.pages.recorded import title
from wordofmouth.pages.site.front import front_page
from wordofmouth.pages.site.lesson import lesson_page
from wordofmouth.player.people import readable
from wordofmouth.results.files import new_folder
from wordofmouth.runs.processes import Died, Processes
from wordofmouth.runs.worker import Work
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.scenario.toml.declared import says
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages


class Contents(NamedTuple):
    """What a site is made of: lessons, and scenarios by the names of their files."""

    lessons: list[Lesson]
    markets: dict[str, Scenario]


class Made(NamedTuple):
    """A page of a site, and where in it; or why there is none."""

    place: str
    html: str
    wrong: str = ""


def contents(own: Sequence[Path] = (), *, ours: bool = True) -> Contents:
    """Return what a site has: all that comes along, and files of one's own: each a lesson, or a scenario.

    Raises:
        ScenarioError: with every mistake in any file, or if two are called the same.
    """
    lessons = list(load_lessons().values()) if ours else []
    markets = {name: Scenario.load(name) for name in presets()} if ours else {}
    wrong: list[str] = []
    for path in own:
        try:
            if says(path, "steps"):
                lessons.append(Lesson.load(path))
            else:
                scenario = Scenario.load(path)
                if scenario.name in markets:
                    wrong.append(f"{path}: name: another scenario is called {scenario.name!r}: give each its own")
                markets[scenario.name] = scenario
        except ScenarioError as error:
            wrong += error.lines
    names = [lesson.name for lesson in lessons]
    wrong += [f"name: two lessons are called {name!r}: give each its own" for name in {*names} if names.count(name) > 1]
    if wrong:
        raise ScenarioError(wrong)
    return Contents(lessons, markets)


def write_site(
    folder: Path,
    chosen: Contents,
    *,
    names: bool = False,
    command: str = "",
    force: bool = False,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Write a site to a folder, all of it or nothing; return the bytes of each of its pages.

    Args:
        folder: where; it is made.
        chosen: what it has.
        names: whether people have the names that the file of their network gives them; else they are numbers.
        command: what makes the same site, as its front page says.
        force: whether what the folder holds is replaced.
        workers: processes; as many as there are cores unless given.
        progress: called with the number of pages made.

    Raises:
        FolderError: if the folder holds other things, unless ``force``.
        RequestError: if a page comes to nothing.
    """
    tasks: list[Lesson | Scenario] = [*chosen.lessons, *chosen.markets.values()]
    pages: dict[str, str] = {}
    with Processes(usable_cores() if workers is None else workers, maker, names) as processes:
        for done, (_, made) in enumerate(processes.run(tasks), 1):
            if isinstance(made, Died) or made.wrong:
                raise RequestError(made.reason if isinstance(made, Died) else made.wrong)
            pages[made.place] = made.html
            if progress:
                progress(done)
    markets = {
        name: {code: title(scenario, Words(code)) for code in languages()} for name, scenario in chosen.markets.items()
    }
    again = command or shlex.join(["uv", "run", "wom", "site", folder.name])
    pages["index.html"] = front_page(chosen.lessons, markets, again)
    with new_folder(folder, force) as unfinished:
        for place, html in sorted(pages.items()):
            target = unfinished / place
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(html.encode())
    return {place: len(html.encode()) for place, html in sorted(pages.items())}


def maker(names: bool) -> Work:
    """Return what makes a page, in a process."""
    return lambda task: _made(task, names)


def _made(task: Lesson | Scenario, names: bool) -> Made:
    try:
        if isinstance(task, Lesson):
            return Made(f"lessons/{task.name}.html", lesson_page(task))
        return Made(f"markets/{task.name}.html", market_page(task, names))
    except WordOfMouthError as error:
        return Made("", "", f"{task.name}: {error}")


def market_page(scenario: Scenario, names: bool = False) -> str:
    """Return the page of a scenario and of its variants, among so few people that each can be seen."""
    variants = [scenario.variant(name) for name in list(scenario.variants)[: MOST_RUNS - 1]]
    shown = [readable(each) for each in (scenario, *variants)]
    return laid_out(
        shown, file=f"{scenario.name}.html", names=bool(scenario.network.brings_consumers), home="../index.html"
    )

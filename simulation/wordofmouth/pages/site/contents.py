"""Contents: what a site has: all that comes along, and files of one's own."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from wordofmouth.errors import ScenarioError
from wordofmouth.games.games import games
from wordofmouth.lessons.lesson import Lesson, load_lessons
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.scenario.toml.declared import says
from wordofmouth.tasks.optimise.goal import Goal


class Contents(NamedTuple):
    """What a site is made of: lessons, games, scenarios by name, and whether all that comes along is among them."""

    lessons: list[Lesson]
    games: list[Goal]
    markets: dict[str, Scenario]
    ours: bool


def contents(own: Sequence[Path] = (), *, ours: bool = True) -> Contents:
    """Return what a site has: all that comes along, and files of one's own: each a lesson, a game, or a scenario.

    Raises:
        ScenarioError: with every mistake in any file, or if two are called the same.
    """
    lessons = list(load_lessons().values()) if ours else []
    played = [Goal.load(path) for path in games().values()] if ours else []
    markets = [Scenario.load(name) for name in presets()] if ours else []
    wrong: list[str] = []
    for path in own:
        try:
            if says(path, "steps"):
                lessons.append(Lesson.load(path))
            elif says(path, "budget", "vary"):
                played.append(Goal.load(path))
            else:
                markets.append(Scenario.load(path))
        except ScenarioError as error:
            wrong += error.lines
    for kind, parts in (("lessons", lessons), ("games", played), ("scenarios", markets)):
        names = [part.name for part in parts]
        twice = (name for name in dict.fromkeys(names) if names.count(name) > 1)
        wrong += [f"name: two {kind} are called {name!r}: give each its own" for name in twice]
    if wrong:
        raise ScenarioError(wrong)
    return Contents(lessons, played, {market.name: market for market in markets}, ours)

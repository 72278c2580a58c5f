"""A campaign of a game in words: what its activities are called, and what is chosen of each."""

from collections.abc import Mapping
from typing import Any

from wordofmouth.scenario.toml.writer import meaning_and_unit
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.words.catalogue import Words


class CampaignWords:
    """The words of a game's campaigns.

    Args:
        goal: the game.
        say: the words of the visitor's language.
    """

    def __init__(self, goal: Goal, say: Words) -> None:
        self.goal, self.say = goal, say
        self.levers = {lever.label: lever for lever in goal.base.campaign + goal.campaign}

    def lever(self, label: str) -> str:
        """Return what an activity is called."""
        return str(self.say(f"levers.{self.levers[label].kind}.name"))

    def field(self, path: str) -> str:
        """Return what is chosen at a path."""
        _, label, field = path.split(".", 2)
        if known := self.say.find(f"class.fields.{field}"):
            return str(known)
        return meaning_and_unit(type(self.levers[label]).model_fields[field].description)[0]

    def value(self, path: str, value: Any) -> str:
        """Return a value of a path as it is shown."""
        say, field = self.say, path.rsplit(".", 1)[1]
        if known := say.find(f"class.values.{str(value).lower()}"):
            return str(known)
        if isinstance(value, list | tuple) and len(value) == 2:
            return say("class.weeks_range", first=value[0], last=value[1])
        if isinstance(value, float) and value <= 1:
            return say.percent(value, 0 if value * 100 % 1 < 1e-9 else 1)
        if isinstance(value, int | float):
            return say("class.a_week", value=say.number(value)) if field == "cost" else say.number(value)
        return str(value)

    def lines(self, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the activities of a campaign, each with what was chosen of it."""
        used = []
        for label in dict.fromkeys(path.split(".")[1] for path in self.goal.vary):
            if values.get(f"campaign.{label}", f"campaign.{label}" not in self.goal.vary):
                chosen = (path for path in self.goal.vary if path.startswith(f"campaign.{label}.") and path in values)
                details = (self._detail(path, values[path]) for path in chosen)
                used.append((self.lever(label), " · ".join(details)))
        return used

    def _detail(self, path: str, value: Any) -> str:
        what, shown = self.field(path), self.value(path, value)
        # A question is answered, anything else has a colon, as the language writes it.
        return f"{what} {shown}" if what.endswith("?") else self.say("class.chosen", what=what, value=shown)


def game_title(goal: Goal, say: Words) -> str:
    """Return what a game is called in a language."""
    return str(say.find(f"class.games.{goal.name}.title") or goal.title or goal.name)


def game_market(goal: Goal, say: Words) -> str:
    """Return what the market of a game is called in a language."""
    return str(say.find(f"class.games.{goal.name}.market") or goal.base.title or goal.base.name)


def game_dilemma(goal: Goal, say: Words) -> str:
    """Return what is hard to choose in a game, in a language; empty of one that does not say."""
    return str(say.find(f"class.games.{goal.name}.dilemma") or "")


def objective_name(objective: str, say: Words) -> str:
    """Return what there is to be most of, as a heading."""
    return str(say.find(f"class.objectives.{objective}") or outcome(objective).heading)

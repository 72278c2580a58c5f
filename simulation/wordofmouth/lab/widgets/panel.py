"""The panel: controls in groups, the campaign as cards, and the way to more of either."""

import functools

from nicegui.elements.mixins.text_element import TextElement

from wordofmouth.lab.server.session import Editable
from wordofmouth.lab.widgets.cards import Cards
from wordofmouth.lab.widgets.controls import ESSENTIALS, Rows
from wordofmouth.lab.widgets.disclosure import disclosure
from wordofmouth.lab.widgets.fields import at, fields_of, groups, sections
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.catalogue import Words
from wordofmouth.words.sentences import capitalised


class Panel:
    """All that can be changed; what is behind a disclosure is built when that is first opened."""

    def __init__(self, say: Words, session: Editable, place: TextElement) -> None:
        self.say, self.session, self.place = say, session, place
        self.rows = Rows(say, session, self.build)
        self.cards = Cards(say, session, self.rows)

    def build(self) -> None:
        """Show the controls of the present scenario."""
        say, session = self.say, self.session
        self.place.clear()
        with self.place:
            with tag("div", "card group"):
                tag("h2", "", say("play.essentials"))
                for path in essentials(session.scenario):
                    self.rows.add(path)
            ours = "campaigns" in session.scenario.model.knows
            if ours:
                self.cards.build()
            with tag("div", "card group"):
                tag("h2", "", say("play.everything"))
                for group in groups() if ours else ("network", "model"):
                    disclosure(say(f"play.groups.{group}"), functools.partial(self._fill, group))

    def _fill(self, group: str) -> None:
        for path, section in sections(self.session.scenario, group):
            if path in ("network", "model"):
                self.rows.add(f"{path}.kind")
            if group in ("talk", "shopping", "online"):
                tag("h3", "part", capitalised(self.say(f"{path}.name")))
            for field in fields_of(section, path, path):
                self.rows.add(field.path)


def essentials(scenario: Scenario) -> list[str]:
    """Return the paths of what matters most: under a textbook's model, its own parameters."""
    model, paths = scenario.model, list(ESSENTIALS)
    if "campaigns" not in model.knows:
        own = [field.path for field in fields_of(model, "model", "model")]
        paths = [*own, "network.mean_degree", "consumers", "weeks"]
    if scenario.network.brings_consumers:
        # Its people are as many as the file names.
        paths.remove("consumers")
    return [path for path in paths if at(scenario, path) is not None]

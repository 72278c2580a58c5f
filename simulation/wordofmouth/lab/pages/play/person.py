"""The consumer whom the visitor has clicked: portrait, story in words, and what can be done to that consumer."""

import functools
from collections.abc import Callable
from typing import Any

from nicegui import ui

from wordofmouth.errors import LimitReached, ScenarioError
from wordofmouth.instruments.story.story import story
from wordofmouth.lab.server.session import Session
from wordofmouth.lab.server.threads import in_thread
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.catalogue import Words

SEEDS = "chosen"
MOST_FOLLOWED = 20_000


class Person:
    """A card about whoever is chosen in the network."""

    def __init__(self, say: Words, session: Session, place: Any, changed: Callable[[], None]) -> None:
        self.say, self.session, self.place, self._changed = say, session, place, changed
        self.consumer, self.week = -1, 0
        self._is_told = False
        self.draw()

    def choose(self, consumer: int, week: int, gift: bool) -> None:
        """Show a consumer, or none, if it is −1; give the product or take it back, if that is what is meant."""
        self.consumer, self.week, self._is_told = consumer, week, False
        self.draw()
        if consumer >= 0:
            ui.run_javascript(f"getHtmlElement({self.place.id}).scrollIntoView({{ block: 'nearest' }})")
        if gift and consumer >= 0 and "campaigns" in self.session.scenario.model.knows:
            self.seed()

    def draw(self) -> None:
        """Show what can be done to the consumer; if nobody is chosen, what can be done at all."""
        say, scenario = self.say, self.session.scenario
        self.place.clear()
        with self.place:
            if self.consumer < 0:
                ours = "campaigns" in scenario.model.knows
                tag("p", "quiet", f"{say('play.invite')} {say('play.move')}" if ours else say("play.move"))
                return
            tag("h2", "", f"{say('play.person')} {self.session.recording.name_of(self.consumer)}")
            if "campaigns" not in scenario.model.knows:
                return
            with tag("div", "actions"):
                if scenario.consumers <= MOST_FOLLOWED:
                    tag("button", "button", say("play.tell"), type="button").on("click", self.tell)
                seeded = self.consumer in seeds(scenario)
                tag(
                    "button",
                    "button",
                    say("play.take_gift" if seeded else "play.give_gift"),
                    type="button",
                    aria_pressed="true" if seeded else "false",
                ).on("click", self.seed)
                tag("button", "button", say("play.spoil"), type="button").on("click", self.spoil)
            self.story = tag("div", "story", aria_live="polite")
            self.wrong = tag("p", "wrong small", role="alert")

    async def tell(self) -> None:
        """Tell the story of the consumer, from the first week to the last."""
        try:
            self.session.visitor.spend()
        except LimitReached as error:
            self.wrong.set_text(explanation(self.say, error))
            return
        self._is_told = True
        self.story.clear()
        with self.story:
            tag("p", "quiet", self.say("play.moment"))
        consumer, session = self.consumer, self.session
        about = (session.scenario, consumer, session.seed, self.say.language)
        tale = await in_thread(functools.partial(story, *about, stages=session.stages))
        if consumer == self.consumer and not self.story.is_deleted:
            self.story.clear()
            with self.story:
                for paragraph in tale.text.split("\n\n") if tale else ():
                    tag("p", "", paragraph)

    def seed(self) -> None:
        """Give the consumer the product before anybody else, or take that back."""
        scenario = self.session.scenario
        given = seeds(scenario)
        given = [i for i in given if i != self.consumer] if self.consumer in given else [*given, self.consumer]
        others = [lever.model_dump() for lever in scenario.campaign if lever.label != SEEDS]
        lever = {"kind": "seeding", "name": SEEDS, "strategy": "list", "consumers": given, "count": len(given)}
        self._show([*others, lever] if given else others)

    def spoil(self) -> None:
        """Let the product fail the consumer in the week that comes."""
        scenario = self.session.scenario
        week = min(self.week + 1, scenario.weeks)
        name = f"mishap_week_{week}"
        before = next((lever for lever in scenario.campaign if lever.label == name), None)
        hit = sorted({self.consumer, *getattr(before, "consumers", ())})
        others = [lever.model_dump() for lever in scenario.campaign if lever.label != name]
        if self._show([*others, {"kind": "mishap", "name": name, "week": week, "consumers": hit}]):
            self.place.client.run_javascript("labPlayer.playing = true")

    def _show(self, campaign: list[dict[str, Any]]) -> bool:
        """Show the market under another campaign, and the story that is told anew; return False if it may not be."""
        try:
            self.session.change({"campaign": campaign})
        except (ScenarioError, LimitReached) as error:
            self.wrong.set_text(explanation(self.say, error))
            return False
        self._changed()
        self.draw()
        if self._is_told:
            with self.place:
                ui.timer(0.0, self.tell, once=True)
        return True


def seeds(scenario: Scenario) -> list[int]:
    """Return who has been given the product by name."""
    return list(dict.fromkeys(i for lever in scenario.campaign for i in lever.named))

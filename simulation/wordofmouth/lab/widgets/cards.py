"""Cards: the levers of the campaign, to add, to edit and to take away."""

from typing import Any

from wordofmouth.errors import LimitReached, ScenarioError
from wordofmouth.lab.server.session import Editable
from wordofmouth.lab.widgets.controls import Rows, listen
from wordofmouth.lab.widgets.disclosure import disclosure
from wordofmouth.lab.widgets.frame import offer, tag
from wordofmouth.lab.widgets.lever_card import LeverCard, head_of, lever_name
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.toml.writer import meaning_and_unit
from wordofmouth.words.catalogue import Words


class Cards:
    """The campaign, a card for each lever."""

    def __init__(self, say: Words, session: Editable, rows: Rows) -> None:
        self.say, self.session, self.rows = say, session, rows
        self._open = ""

    def build(self) -> None:
        """Show the levers of the present scenario, and a choice of more."""
        self.place = tag("div", "card group")
        self.draw()

    def draw(self) -> None:
        """Show the cards anew."""
        say = self.say
        self.place.clear()
        with self.place:
            tag("h2", "", say("play.campaign"))
            if not self.session.scenario.campaign:
                tag("p", "quiet small", say("play.no_campaign"))
            for lever in self.session.scenario.campaign:
                self._card(lever)
            choice = tag("select", "choice add", aria_label=say("play.add_lever"))
            kinds = sorted(Lever.kinds, key=lambda kind: lever_name(say, kind))
            names = {"": say("play.add_lever")} | {kind: lever_name(say, kind) for kind in kinds}
            offer(choice, names, about={kind: say(f"levers.{kind}.text") for kind in kinds})
            listen(choice, "change", "(e) => emit(e.target.value)", self.add)
            self.wrong = tag("p", "wrong small", role="alert")

    def add(self, kind: str) -> None:
        """Add a lever of a kind, as it usually is, among so many people."""
        if kind not in Lever.kinds:
            return
        scenario = self.session.scenario
        labels = {lever.label for lever in scenario.campaign}
        name = next(name for name in (kind, *(f"{kind}_{number}" for number in range(2, 999))) if name not in labels)
        lever: dict[str, Any] = {"kind": kind, "name": name}
        count = Lever.kinds[kind].model_fields.get("count")
        if count is not None and meaning_and_unit(count.description)[1] == "consumers":
            lever["count"] = max(1, scenario.consumers // 60)
        self._open = name
        self._replace([*(other.model_dump() for other in scenario.campaign), lever])

    def remove(self, label: str) -> None:
        """Take a lever away."""
        self._replace([lever.model_dump() for lever in self.session.scenario.campaign if lever.label != label])

    def _replace(self, campaign: list[dict[str, Any]]) -> None:
        try:
            self.session.change({"campaign": campaign})
        except (ScenarioError, LimitReached) as error:
            self.wrong.set_text(explanation(self.say, error))
            return
        self.draw()

    def _card(self, lever: Lever) -> None:
        def fill() -> None:
            LeverCard(self.say, self.session, self.rows, lever.label, self._renamed).build()
            remove = tag("button", "button small", self.say("play.remove"), type="button")
            remove.on("click", lambda: self.remove(lever.label))

        with disclosure("", fill, "lever", is_open=lever.label == self._open):
            head_of(self.say, lever, self.session.scenario)

    def _renamed(self, label: str) -> None:
        self._open = label
        self.draw()

"""Cards: the levers of the campaign, to add, to edit and to take away."""

from typing import Any

from wordofmouth.errors import LimitReached, ScenarioError
from wordofmouth.lab.server.session import Editable
from wordofmouth.lab.widgets.controls import Rows, listen
from wordofmouth.lab.widgets.fields import fields_of
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.toml.writer import meaning_and_unit
from wordofmouth.words.catalogue import Words
from wordofmouth.words.sentences import capitalised

_SCHEDULE = ("week", "weeks", "every", "when")
_RARE = ("community", "cost", "segment", "brand", "every")


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
            with tag("select", "choice add", aria_label=say("play.add_lever")) as choice:
                tag("option", "", say("play.add_lever"), value="")
                for kind in sorted(Lever.kinds, key=lambda kind: lever_name(say, kind)):
                    tag("option", "", lever_name(say, kind), value=kind, title=say(f"levers.{kind}.text"))
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
        say, path = self.say, f"campaign.{lever.label}"
        name = lever_name(say, lever.kind)
        ours = lever.brand in ("", self.session.scenario.brands[0].name)
        with tag("details", "lever", open=True if lever.label == self._open else None):
            with tag("summary"):
                tag("span", "lever-name", name if ours else f"{name} ({lever.brand})")
                tag("span", "small quiet", when(lever, say))
            tag("p", "small quiet", say(f"levers.{lever.kind}.text"))
            self._schedule(lever)
            for field in fields_of(lever, path, lever.kind, skip=(*_SCHEDULE, *_RARE)):
                self.rows.add(field.path)
            remove = tag("button", "button small", say("play.remove"), type="button")
            remove.on("click", lambda label=lever.label: self.remove(label))

    def _schedule(self, lever: Lever) -> None:
        """Add the two weeks between which a lever acts."""
        say, weeks = self.say, self.session.scenario.weeks
        first, last = span(lever, weeks)
        with tag("div", "schedule"):
            tag("span", "", say("play.from_week"))
            start = tag(
                "input",
                "box",
                type="number",
                min="1",
                max=str(weeks),
                value=str(first),
                aria_label=f"{say('play.from_week')}: {lever.label}",
            )
            tag("span", "", say("play.to_week"))
            end = tag(
                "input",
                "box",
                type="number",
                min="1",
                max=str(weeks),
                value=str(last),
                aria_label=f"{say('play.to_week')}: {lever.label}",
            )
        path = f"campaign.{lever.label}"

        def enter(place: int, text: Any) -> None:
            between = list(
                span(next(each for each in self.session.scenario.campaign if each.label == lever.label), weeks)
            )
            try:
                between[place] = max(1, min(int(text), weeks))
                one = between[0] == between[1]
                self.session.change({f"{path}.week": between[0]} if one else {f"{path}.weeks": between})
            except (ValueError, LimitReached) as error:
                self.wrong.set_text(explanation(self.say, error))

        listen(start, "change", "(e) => emit(e.target.value)", lambda text: enter(0, text))
        listen(end, "change", "(e) => emit(e.target.value)", lambda text: enter(1, text))


def lever_name(say: Words, kind: str) -> str:
    """Return what levers of a kind are called."""
    return capitalised(say(f"levers.{kind}.name"))


def span(lever: Lever, weeks: int) -> tuple[int, int]:
    """Return the first and the last week in which a lever may act."""
    if lever.week is not None:
        return lever.week, lever.week
    first, last = lever.weeks or (1, weeks)
    return first, min(last, weeks)


def when(lever: Lever, say: Words) -> str:
    """Return in a few words when a lever acts."""
    if lever.week is not None:
        return say("play.in_week", week=lever.week)
    if lever.weeks is None:
        return say("play.every_week")
    return say("play.in_weeks", first=lever.weeks[0], last=lever.weeks[1])

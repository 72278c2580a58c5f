"""The card of a lever: what it does, in which weeks, how much of it, and behind a disclosure whatever is rarer."""

import functools
from collections.abc import Callable
from typing import Any

from wordofmouth.errors import LimitReached, ScenarioError
from wordofmouth.lab.server.session import Editable
from wordofmouth.lab.widgets.controls import Rows, choice, listen
from wordofmouth.lab.widgets.disclosure import disclosure
from wordofmouth.lab.widgets.fields import fields_of
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.catalogue import FIRST, Words
from wordofmouth.words.sentences import capitalised

# What a card has besides sliders, or not at all.
_APART = ("week", "weeks", "every", "when", "community", "cost", "cap", "segment", "brand")


class LeverCard:
    """All of one lever that can be changed.

    Args:
        say: the visitor's words.
        session: the scenario whose campaign it is in.
        rows: makes the controls.
        label: by which paths address it.
        renamed: what is done when it has another label; the label cannot be changed unless given.
        more: fields that are not shown among the first, but with what is rarer.
    """

    def __init__(
        self,
        say: Words,
        session: Editable,
        rows: Rows,
        label: str,
        renamed: Callable[[str], None] | None = None,
        more: tuple[str, ...] = (),
    ) -> None:
        self.say, self.session, self.rows, self.label = say, session, rows, label
        self._renamed, self._more = renamed, more

    @property
    def lever(self) -> Lever:
        """The lever as it is now."""
        return next(lever for lever in self.session.scenario.campaign if lever.label == self.label)

    def build(self) -> None:
        """Show it."""
        say, lever = self.say, self.lever
        tag("p", "small quiet", say(f"levers.{lever.kind}.text"))
        self._schedule()
        for field in fields_of(lever, f"campaign.{self.label}", lever.kind, skip=(*_APART, *self._more)):
            self.rows.add(field.path)
        self._wrong = tag("p", "wrong small", role="alert")
        disclosure(say("play.rarer"), self._rarer)

    def _rarer(self) -> None:
        """Add the weekly cost, every how many weeks it acts, on which condition, at whom it is aimed, its name."""
        say, path, lever = self.say, f"campaign.{self.label}", self.lever
        # What could keep to no cap has none.
        for name in (*self._more, "cost", *(() if lever.beyond_cap else ("cap",)), "every"):
            self.rows.add(f"{path}.{name}")
        if segments := [segment.name for segment in self.session.scenario.segments]:
            everyone = {"": say("play.everyone")} | {name: name.replace("_", " ") for name in segments}
            choice(say("play.segment"), everyone, lever.segment, lambda name: self._change("segment", name))
        self._text("when", say("play.when"), lever.when, say("play.when_hint"))
        if self._renamed is not None:
            self._text("name", say("play.lever_name"), self.label, say("play.lever_name_hint"))

    def _text(self, name: str, label: str, value: str, hint: str) -> None:
        with tag("label", "field"):
            tag("span", "", label)
            box = tag("input", "box long", type="text", value=value, maxlength="200", title=hint)
        tag("p", "small quiet", hint)
        listen(box, "change", "(e) => emit(e.target.value)", lambda text: self._change(name, str(text).strip()))

    def _change(self, name: str, value: Any) -> None:
        try:
            self.session.change({f"campaign.{self.label}.{name}": value})
        except (ScenarioError, LimitReached) as error:
            # What is wrong with a condition or a name is told in English alone.
            known = isinstance(error, LimitReached) or self.say.language == FIRST
            self._wrong.set_text(explanation(self.say, error) if known else self.say("play.wrong.not_so"))
            return
        self._wrong.set_text("")
        if name == "name" and self._renamed is not None:
            self._renamed(value or self.label)

    def _schedule(self) -> None:
        """Add the two weeks between which it acts."""
        say, weeks = self.say, self.session.scenario.weeks
        with tag("div", "schedule"):
            for place, (key, week) in enumerate(
                zip(("play.from_week", "play.to_week"), span(self.lever, weeks), strict=True)
            ):
                tag("span", "", say(key))
                bounds: dict[str, Any] = {"type": "number", "min": "1", "max": str(weeks), "value": str(week)}
                box = tag("input", "box", aria_label=f"{say(key)}: {self.label}", **bounds)
                listen(box, "change", "(e) => emit(e.target.value)", functools.partial(self._enter, place))

    def _enter(self, place: int, text: Any) -> None:
        weeks, path = self.session.scenario.weeks, f"campaign.{self.label}"
        between = list(span(self.lever, weeks))
        try:
            between[place] = max(1, min(int(text), weeks))
            one = between[0] == between[1]
            self.session.change({f"{path}.week": between[0]} if one else {f"{path}.weeks": between})
        except (ValueError, LimitReached) as error:
            self._wrong.set_text(explanation(self.say, error))


def head_of(say: Words, lever: Lever, scenario: Scenario) -> None:
    """Add what a lever is called, and when it acts."""
    name, own = lever_name(say, lever.kind), lever.label.replace("_", " ")
    is_ours = lever.brand in ("", scenario.brands[0].name)
    tag("span", "lever-name", name if is_ours else f"{name} ({lever.brand})")
    parts = [when(lever, say)] if lever.label == lever.kind else [own, when(lever, say)]
    tag("span", "small quiet", " · ".join(parts))


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

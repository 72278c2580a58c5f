"""Controls: the fields of a scenario as sliders, numbers, choices and switches."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from nicegui.elements.mixins.text_element import TextElement

from wordofmouth.errors import LimitReached, ScenarioError
from wordofmouth.lab.server.session import Editable
from wordofmouth.lab.widgets.fields import Field, at, beyond_limits, choice_text, origin_of, words_of
from wordofmouth.lab.widgets.frame import offer, tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.words.catalogue import FIRST, Words

ESSENTIALS = (
    "brand.quality",
    "brand.price",
    "brand.refund_coverage",
    "survey.follow_praise",
    "survey.heed_criticism",
    "consumer.scepticism",
    "leaders.share",
    "behaviours.speaking.talk_rate",
    "behaviours.speaking.grievance",
    "network.mean_degree",
    "consumers",
    "weeks",
)
# Units of the model, which tell whoever is no statistician nothing: more is more.
_PLAIN = ("log-odds", "exponent", "ratio")


class Rows:
    """Controls in rows, each with its words, its value, its reset and its source.

    A change that the scenario does not allow is explained beside its control and changes nothing.
    """

    def __init__(self, say: Words, session: Editable, rebuild: Callable[[], None]) -> None:
        self.say, self.session, self._rebuild = say, session, rebuild

    def add(self, path: str) -> None:
        """Add the control of a field."""
        row = tag("div", "control", data_path=path)

        def draw() -> None:
            row.clear()
            with row:
                self._draw(path, draw)

        draw()

    def _draw(self, path: str, draw: Callable[[], None]) -> None:
        field, say = at(self.session.scenario, path), self.say
        if field is None:
            return
        origin = at(self.session.base, path)
        back = field.usual if origin is None else origin.value
        label, meaning = words_of(field, say)
        about = f"{meaning[:1].upper()}{meaning[1:]}. {origin_of(field, say)}".rstrip()
        identity = f"c-{re.sub(r'[^A-Za-z0-9_]', '-', path)}"
        with tag("div", "control-head"):
            tag("label", "", label, for_=identity, title=about)
            reset = tag(
                "button",
                "reset",
                "↺",
                type="button",
                aria_label=f"{say('play.reset')}: {label}",
                title=say("play.reset"),
            )
        reset.set_visibility(field.value != back)

        def enter(value: Any) -> None:
            wrong.set_text(self._enter(field, value))
            now = at(self.session.scenario, path)
            reset.set_visibility(now is not None and now.value != back)

        def go_back() -> None:
            self._change({path: back})
            draw()

        _ENTRIES[field.kind](field, identity, label, about, say, enter)
        wrong = tag("p", "wrong small", role="alert")
        reset.on("click", go_back)

    def _enter(self, field: Field, text: Any) -> str:
        """Take what was entered; return what is wrong with it."""
        try:
            value = field.read(text)
        except ValueError:
            return self.say("play.no_number")
        return self._change({field.path: value}, field)

    def _change(self, changes: dict[str, Any], field: Field | None = None) -> str:
        try:
            self.session.change(changes)
        except ScenarioError as error:
            beyond = beyond_limits(field, changes[field.path], self.say) if field else ""
            # Why settings do not go together is told in English alone.
            reason = error.lines[0].partition(": ")[2] or error.lines[0]
            return beyond or (reason if self.say.language == FIRST else self.say("play.wrong.together"))
        except LimitReached as error:
            return explanation(self.say, error)
        if any(path.endswith(".kind") for path in changes):
            self._rebuild()
        return ""


def _number(field: Field, identity: str, label: str, about: str, say: Words, enter: Callable[[Any], None]) -> None:
    unit = "%" if field.factor == 100 else "" if field.unit in _PLAIN else say.find(f"units.{field.unit}") or field.unit
    low, high, step = (f"{bound * field.factor:g}" for bound in (field.low, field.high, field.step))
    with tag("div", "number"):
        slider = tag(
            "input",
            "slider",
            type="range",
            min=low,
            max=high,
            step=step,
            value=field.shown(field.value),
            aria_label=label,
            title=about,
            tabindex="-1",
        )
        box = tag("input", "box", type="number", id=identity, step="any", value=field.shown(field.value), title=about)
        tag("span", "unit small quiet", unit)
    pair = (
        "const other = e.target.parentElement.querySelector({!r}); other.value = e.target.value; emit(e.target.value)"
    )
    listen(slider, "input", f"(e) => {{ {pair.format('.box')} }}", enter, throttle=0.2)
    listen(box, "change", f"(e) => {{ {pair.format('.slider')} }}", enter)


def _choice(field: Field, identity: str, label: str, about: str, say: Words, enter: Callable[[Any], None]) -> None:
    box = tag("select", "choice", id=identity, title=about)
    offer(box, {str(choice): choice_text(field, choice, say) for choice in field.choices}, str(field.value))
    listen(box, "change", "(e) => emit(e.target.value)", lambda text: enter(_chosen(field.choices, text)))


def _switch(field: Field, identity: str, label: str, about: str, say: Words, enter: Callable[[Any], None]) -> None:
    box = tag("input", "switch", type="checkbox", id=identity, title=about, checked=True if field.value else None)
    listen(box, "change", "(e) => emit(e.target.checked)", enter)


_ENTRIES = {"number": _number, "whole": _number, "choice": _choice, "switch": _switch}


def choice(label: str, options: Mapping[str, str], chosen: str, handler: Callable[[Any], Any]) -> TextElement:
    """Add a labelled choice among texts by value; return it, so that more options can be put inside."""
    with tag("label", "field"):
        tag("span", "", label)
        box = tag("select", "choice")
        if options:
            offer(box, options, chosen)
    listen(box, "change", "(e) => emit(e.target.value)", handler)
    return box


def listen(element: Any, event: str, script: str, handler: Callable[[Any], Any], throttle: float = 0.0) -> None:
    """Hand what a script in the browser emits at an event to a handler."""
    element.on(event, lambda given: handler(given.args), js_handler=script, throttle=throttle, leading_events=True)


def _chosen(choices: tuple[Any, ...], text: str) -> Any:
    return next((choice for choice in choices if str(choice) == text), text)

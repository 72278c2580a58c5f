"""The form of a brief: product, market, people, rival and money, in fields that say what is wrong beside them."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from wordofmouth.briefs.brief import GOODS, KNOWN, MEASURES
from wordofmouth.errors import LimitReached, ScenarioError
from wordofmouth.lab.pages.desk.draft import Draft
from wordofmouth.lab.widgets.controls import Rows, choice, listen
from wordofmouth.lab.widgets.disclosure import disclosure
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.scenario.sections import Brand
from wordofmouth.statistics.outcomes import OUTCOMES
from wordofmouth.words.catalogue import FIRST, Words
from wordofmouth.words.sentences import capitalised

_PRODUCT = ("price", "unit_cost", "quality", "known_by")
_PEOPLE = ("consumer.risk_fear", "consumer.scepticism")
SIZES = (1_000, 2_000, 5_000, 10_000)
WORLDS = (0, 20, 50, 100)


class Form:
    """All of a brief but its activities.

    Args:
        say: the visitor's words.
        draft: the brief that is written.
        redraw: has the whole page drawn anew.
        upload: asks the visitor for a network.
    """

    def __init__(self, say: Words, draft: Draft, redraw: Callable[[], None], upload: Callable[[], None]) -> None:
        self.say, self.draft, self._redraw, self._upload = say, draft, redraw, upload
        self.rows = Rows(say, draft, redraw)

    def build(self) -> None:
        """Show it."""
        with tag("div", "brief"):
            for key, fill in (("product", self._product), ("market", self._market), ("people", self._people)):
                with tag("section", "card group", aria_label=self.say(f"desk.{key}")):
                    tag("h2", "", self.say(f"desk.{key}"))
                    fill()

    def _product(self) -> None:
        say, brief = self.say, self.draft.brief
        self._text("product", brief.product.name, 64, self._call_product)
        for name in _PRODUCT:
            self.rows.add(f"brand.{name}")
        if brief.rival is None:
            more = tag("button", "button small", say("desk.add_rival"), type="button")
            more.on("click", lambda: self._try(self._add_rival, redraw=True))
            return
        tag("h3", "part", say("desk.rival"))
        self._text("rival", brief.rival.name, 64, self._call_rival)
        for name in _PRODUCT:
            self.rows.add(f"brands.{brief.rival.name}.{name}")
        less = tag("button", "button small", say("desk.no_rival"), type="button")
        less.on("click", lambda: self._try(self._drop_rival, redraw=True))

    def _market(self) -> None:
        say, brief = self.say, self.draft.brief
        self._number("market", brief.market, lambda text: self.draft.take(market=round(text)))
        self.rows.add("weeks")
        self._text("currency", brief.currency, 8, lambda text: self.draft.take(currency=text))
        self._text("start", brief.start, 10, lambda text: self.draft.take(start=text), kind="date")
        self._number("budget", brief.budget, lambda text: self.draft.take(budget=text))
        measures = {name: capitalised(OUTCOMES[name].label_in(say)) for name in MEASURES}
        choice(say("desk.measure"), measures, brief.measure, self._take("measure", str))

    def _people(self) -> None:
        say, brief, own = self.say, self.draft.brief, self.draft.own
        goods = {name: say(f"desk.goods.{name}") for name in GOODS}
        choice(say("desk.kind"), goods, brief.goods, self._take("goods", str, redraw=True))
        if own is None:
            sizes = sorted({*SIZES, brief.consumers})
            shown = {str(size): say.number(size) for size in sizes if size <= self.draft.visitor.limits.consumers}
            choice(say("desk.consumers"), shown, str(brief.consumers), self._take("consumers", int))
            tag("p", "small quiet", say("desk.consumers_hint"))
        else:
            tag("p", "", say("desk.own_people", people=own.network.n, ties=own.network.n_ties))
        with tag("div", "buttons"):
            open_ = tag("button", "button small", say("desk.own_network"), type="button")
            open_.on("click", lambda: self._upload())
            if own is not None:
                forget = tag("button", "button small", say("desk.no_network"), type="button")
                forget.on("click", self._forget)
        tag("h3", "part", say("desk.known"))
        tag("p", "small quiet", say("desk.known_hint"))
        for path in _PEOPLE:
            self.rows.add(path)
        disclosure(say("desk.known_more"), self._known)

    def _known(self) -> None:
        for path in KNOWN:
            if path not in _PEOPLE:
                self.rows.add(path)

    def _forget(self) -> None:
        self.draft.own = None
        self.draft.changed()
        self._redraw()

    def _add_rival(self) -> None:
        ours = self.draft.brief.product
        names = [name for name in ("Borealis", "Rival") if name != ours.name]
        self.draft.take(rival=Brand(name=names[0], price=ours.price, unit_cost=ours.unit_cost, known_by=ours.known_by))

    def _drop_rival(self) -> None:
        brief = self.draft.brief
        name = brief.rival.name if brief.rival else ""
        self.draft.take(rival=None, feared=[lever for lever in brief.feared if lever.brand != name])

    def _call_product(self, name: str) -> None:
        self.draft.take(product=self.draft.brief.product.model_copy(update={"name": name}))

    def _call_rival(self, name: str) -> None:
        brief = self.draft.brief
        if brief.rival is None:
            return
        was = brief.rival.name
        feared = [lever.model_copy(update={"brand": name}) if lever.brand == was else lever for lever in brief.feared]
        # Conditions name it too.
        options = [
            option.model_copy(
                update={
                    "lever": option.lever.model_copy(
                        update={"when": option.lever.when.replace(f"brands.{was}.", f"brands.{name}.")}
                    )
                }
            )
            for option in brief.options
        ]
        rival = brief.rival.model_copy(update={"name": name})
        self.draft.take(rival=rival, feared=feared, options=options)
        self._redraw()

    def _take(self, name: str, read: Callable[[Any], Any], redraw: bool = False) -> Callable[[Any], None]:
        return lambda value: self._try(lambda: self.draft.take(**{name: read(value)}), redraw)

    def _try(self, act: Callable[[], None], redraw: bool = False) -> None:
        try:
            act()
        except (ScenarioError, LimitReached, ValueError) as error:
            ui.notify(wrong(self.say, error))
            return
        if redraw:
            self._redraw()

    def _text(self, key: str, value: str, longest: int, take: Callable[[str], None], kind: str = "text") -> None:
        box, note = self._box(key, {"type": kind, "value": value, "maxlength": str(longest)})
        listen(box, "change", "(e) => emit(e.target.value)", functools.partial(self._enter, note, str, take))

    def _number(self, key: str, value: float, take: Callable[[float], None]) -> None:
        box, note = self._box(key, {"type": "number", "min": "0", "step": "any", "value": f"{value:.10g}"})
        listen(box, "change", "(e) => emit(e.target.value)", functools.partial(self._enter, note, float, take))

    def _box(self, key: str, attributes: Mapping[str, str]) -> tuple[TextElement, TextElement]:
        with tag("label", "field wide"):
            tag("span", "", self.say(f"desk.fields.{key}"))
            box = tag("input", "box", id=f"desk-{key}", **attributes)
        return box, tag("p", "wrong small", role="alert")

    def _enter(self, note: TextElement, read: Callable[[Any], Any], take: Callable[[Any], None], text: Any) -> None:
        note.set_text("")
        try:
            take(read(str(text).strip()))
        except ScenarioError as error:
            note.set_text(wrong(self.say, error))
        except LimitReached as error:
            note.set_text(explanation(self.say, error))
        except ValueError:
            note.set_text(self.say("play.no_number"))


def wrong(say: Words, error: Exception) -> str:
    """Return why a brief does not allow something; why values do not go together is note in English alone."""
    if isinstance(error, ScenarioError) and say.language != FIRST:
        return say("play.wrong.not_so")
    return explanation(say, error)

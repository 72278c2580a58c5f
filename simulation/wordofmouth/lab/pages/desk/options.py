"""Cards of activities in three groups: options, what is done anyway, what is feared; each with what it costs."""

from collections.abc import Callable
from functools import partial

from nicegui.elements.mixins.text_element import TextElement

from wordofmouth.briefs.brief import MOST_LEVERS, MOST_OPTIONS
from wordofmouth.errors import LimitReached, ScenarioError
from wordofmouth.lab.pages.desk.draft import GROUPS, HAPPENS, Draft, prices
from wordofmouth.lab.pages.desk.form import wrong
from wordofmouth.lab.widgets.controls import Rows, listen
from wordofmouth.lab.widgets.frame import offer, tag
from wordofmouth.lab.widgets.lever_card import LeverCard, lever_name, when
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.words.catalogue import Words

# What a rival does that is feared.
_OF_RIVALS = ("discount", "guarantee", "advertising", "seeding", "fake_reviews")
# What few ask for of a lever: behind its disclosure.
_RARE = {
    "seeding": ("disclosed_power", "backlash", "suspicion", "dear", "cost_per_follower"),
    "guarantee": ("honoured", "seal", "seal_fee", "contract"),
    "community_manager": ("soothing", "win_back", "irritation", "broadcast", "hosts_forum", "help_rate", "welcome"),
    "fake_reviews": ("subtlety", "moderation", "backlash", "votes"),
    "statement": ("soothing", "backlash"),
    "recall": ("severity",),
}


class Groups:
    """The activities of a brief, a card each.

    Args:
        say: the visitor's words.
        draft: the brief that is written.
        redraw: has them all drawn anew.
    """

    def __init__(self, say: Words, draft: Draft, redraw: Callable[[], None]) -> None:
        self.say, self.draft, self._redraw = say, draft, redraw
        self.rows = Rows(say, draft, redraw)
        self._open = ""

    def build(self) -> None:
        """Show them."""
        self._group("options")
        with tag("div", "pair"):
            for group in GROUPS[1:]:
                self._group(group)

    def _group(self, group: str) -> None:
        say, levers = self.say, self.draft.levers(group)
        with tag("section", f"card group {group}", aria_label=say(f"desk.{group}")):
            tag("h2", "", say(f"desk.{group}"))
            tag("p", "small quiet", say(f"desk.{group}_hint"))
            with tag("div", "options-grid" if group == "options" else ""):
                for lever in levers:
                    self._card(group, lever)
            note = tag("p", "wrong small", role="alert")
            if len(levers) < (MOST_OPTIONS if group == "options" else MOST_LEVERS):
                self._adder(group, note)
            if group == "options":
                self._names()

    def _names(self) -> None:
        """Add what the plans with none of the options, and with all of them, are called."""
        say, brief = self.say, self.draft.brief
        with tag("div", "bar"):
            for key, value in (("plain", brief.plain), ("together", brief.together)):
                with tag("label", "field"):
                    tag("span", "", say(f"desk.fields.{key}"))
                    box = tag("input", "box long", type="text", maxlength="40", value=value, id=f"desk-{key}")
                listen(box, "change", "(e) => emit(e.target.value)", partial(self._name, key))

    def _name(self, key: str, text: str) -> None:
        self.draft.take(**{key: " ".join(str(text).split())[:40]})

    def _adder(self, group: str, note: TextElement) -> None:
        say = self.say
        kinds = {kind: lever_name(say, kind) for kind in Lever.kinds if kind not in HAPPENS}
        if group == "feared":
            kinds = {"exposure": lever_name(say, "exposure")}
            rival = self.draft.brief.rival
            if rival is not None:
                kinds |= {
                    f"rival.{kind}": say("desk.of_brand", brand=rival.name, what=lever_name(say, kind))
                    for kind in _OF_RIVALS
                }
        box = tag("select", "choice add", aria_label=f"{say('desk.add')}: {say(f'desk.{group}')}")
        offer(box, {"": say("desk.add")} | dict(sorted(kinds.items(), key=lambda pair: pair[1])))

        def add(kind: str) -> None:
            if kind in kinds:
                self._try(lambda: self._added(group, kind, kinds[kind]), note)

        listen(box, "change", "(e) => emit(e.target.value)", add)

    def _added(self, group: str, kind: str, title: str) -> None:
        self._open = self.draft.add(group, kind, title)

    def _try(self, act: Callable[[], None], note: TextElement) -> None:
        try:
            act()
        except (ScenarioError, LimitReached) as error:
            note.set_text(wrong(self.say, error))
            return
        self._redraw()

    def _card(self, group: str, lever: Lever) -> None:
        say, label = self.say, lever.label
        with tag("div", "lever option"):
            if group == "options":
                title = next(option.title for option in self.draft.brief.options if option.lever.label == label)
                box = tag("input", "box title-box", type="text", maxlength="40", value=title)
                box.props["aria-label"] = say("desk.option_name")
                listen(box, "change", "(e) => emit(e.target.value)", lambda text: self._entitle(label, text))
                tag("p", "small quiet", f"{lever_name(say, lever.kind)} · {when(lever, say)}")
            else:
                what, is_ours = lever_name(say, lever.kind), lever.brand in ("", self.draft.brief.product.name)
                tag("h3", "", what if is_ours else say("desk.of_brand", brand=lever.brand, what=what))
                tag("p", "small quiet", when(lever, say))
            for name, price, of in prices(lever, self.draft.scenario):
                amount = say.notation.translated(f"{price:,.6g}")
                tag("p", "price", say(f"desk.rates.{name}", price=amount, count=of))
            with tag("details", "disclosure", open=True if label == self._open else None):
                tag("summary", "", say("desk.details"))
                more = _RARE.get(lever.kind, ())
                LeverCard(say, self.draft, self.rows, label, self._renamed, more).build()
            note = tag("p", "wrong small", role="alert")
            remove = tag("button", "button small", say("play.remove"), type="button")
            remove.on("click", lambda: self._try(lambda: self.draft.remove(label), note))

    def _entitle(self, label: str, text: str) -> None:
        self.draft.entitle(label, " ".join(str(text).split())[:40])

    def _renamed(self, label: str) -> None:
        self._open = label
        self._redraw()

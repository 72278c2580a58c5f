"""The editor of a campaign that is compared: its levers as cards, its fields as sliders, as on the play page."""

from collections.abc import Callable

from nicegui import ui

from wordofmouth.lab.pages.compare.alternatives import Draft, title_of
from wordofmouth.lab.server.visitors import Visitor
from wordofmouth.lab.widgets.controls import listen
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.lab.widgets.panel import Panel
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.catalogue import Words

_LONGEST = 40


class Editor:
    """A dialog in which one scenario is changed."""

    def __init__(self, say: Words, visitor: Visitor) -> None:
        self.say, self.visitor = say, visitor
        self._done: Callable[[Scenario], None] = lambda scenario: None
        self._draft: Draft | None = None
        self._is_new, self._name = False, ""

    def build(self) -> None:
        """Make the dialog, closed."""
        say = self.say
        with ui.dialog() as self._dialog, tag("div", "editor", role="document"):
            with tag("div", "editor-head"):
                tag("h2", "", say("compare.edit_title"))
                close = tag("button", "button", say("compare.close"), type="button")
                done = tag("button", "button main", say("compare.done"), type="button")
            self._named = tag("div", "")
            self._place = tag("div", "editor-body")
        self._dialog.props(f'aria-label="{say("compare.edit_title")}"')
        close.on("click", self._dialog.close)
        done.on("click", self._finish)

    def open(self, scenario: Scenario, done: Callable[[Scenario], None], is_new: bool = False) -> None:
        """Let a scenario be changed, and hand it over when that is done; its title says so unless it is new."""
        self._draft, self._done, self._is_new = Draft(self.visitor, scenario), done, is_new
        self._name = title_of(self.say, scenario)[:_LONGEST]
        self._named.clear()
        with self._named, tag("label", "field"):
            tag("span", "", self.say("compare.edit_name"))
            name = tag("input", "box name", type="text", maxlength=str(_LONGEST), value=self._name)
        listen(name, "input", "(e) => emit(e.target.value)", self._call)
        Panel(self.say, self._draft, self._place).build()
        self._dialog.open()

    def _call(self, name: object) -> None:
        self._name = " ".join(str(name).split())[:_LONGEST]

    def _finish(self) -> None:
        self._dialog.close()
        if self._draft is None:
            return
        before, now = self._draft.base, self._draft.scenario
        if self._name != title_of(self.say, before)[:_LONGEST]:
            now = now.varied(title=self._name)
        elif now.digest != before.digest and not self._is_new:
            now = now.varied(title=self.say("compare.changed", name=self._name))
        self._done(now)

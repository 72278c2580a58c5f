"""The compare page: campaigns side by side, under common random numbers."""

import json
import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from nicegui import context, ui

from wordofmouth.errors import LimitReached, LinkError, QueueFull, ScenarioError
from wordofmouth.lab.pages.compare import alternatives as candidates
from wordofmouth.lab.pages.compare.editor import Editor
from wordofmouth.lab.pages.compare.result import ComparisonView, Shown, shown
from wordofmouth.lab.server.queue import ComparisonQueue, Request
from wordofmouth.lab.server.settings import at, settings
from wordofmouth.lab.server.threads import in_thread, in_turn
from wordofmouth.lab.server.unopened import opened
from wordofmouth.lab.server.uploads import UploadedNetwork
from wordofmouth.lab.server.visitors import Visitor, Visitors
from wordofmouth.lab.sharing import links as share
from wordofmouth.lab.widgets.controls import choice, listen
from wordofmouth.lab.widgets.curves import LOOKS, swatch
from wordofmouth.lab.widgets.frame import frame, offer, static, tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.lab.widgets.upload_dialog import UploadDialog
from wordofmouth.player.people import among
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.statistics.outcomes import OUTCOMES
from wordofmouth.words.catalogue import Words

VISITORS = Visitors(settings().limits)
QUEUE = ComparisonQueue()
FIRST = "bloggers"
RUNS = (10, 20, 50, 100, 200)
OWN = "own"
PEOPLE = (1_000, 2_000, 5_000, 10_000)
# How often the page looks how far the work is, and how often it draws what is known by then.
_LOOK, _DRAW = 0.25, 1.2


class Compare:
    """The page of one visitor."""

    def __init__(self, say: Words, visitor: Visitor) -> None:
        self.say, self.visitor = say, visitor
        self.scenarios: list[Scenario] = []
        self.preset, self.measure, self.runs, self.seed = FIRST, "penetration", 20, 0
        self.people = min(PEOPLE[-1], self.visitor.limits.consumers)
        self.request: Request | None = None
        self.mistake = ""
        self._drawn, self._drawn_at, self._busy = 0, 0.0, False
        self.own: UploadedNetwork | None = None
        self.upload = UploadDialog(say, visitor, self._open, self._networks)
        self.view = ComparisonView(say)
        self.editor = Editor(say, self.visitor)

    async def read(self, links: list[str], measure: str, runs: str, seed: str) -> None:
        """Take what the address asks for; the page is begun with it."""
        self.measure = measure if measure in OUTCOMES else self.measure
        self.runs = int(runs) if runs in map(str, RUNS) else self.runs
        self.seed = int(seed) if seed.isdecimal() and len(seed) < len(str(share.LARGEST_SEED)) else self.seed
        own = "" if links else settings().scenario
        try:
            if own:
                self.scenarios = await in_turn(candidates.of_own, own, self.people)
                links = [own]
            else:
                self.scenarios = await in_turn(candidates.of_links, links, self.people)
            if len(self.scenarios) == 1:
                self.scenarios += self._companions(self.scenarios[0], "" if own else links[0])
        except LinkError as error:
            self.scenarios, self.mistake = [], explanation(self.say, error)
        first = links[0].partition("/")[0] if self.scenarios else FIRST
        self.preset = first if first in presets() else FIRST
        self.scenarios = self.scenarios[: candidates.MOST] or candidates.of_preset(FIRST, self.people)

    def build(self) -> None:
        """Lay out the page."""
        say = self.say
        with tag("header", "title"):
            tag("h1", "", say("compare.title"))
            tag("p", "quiet", say("compare.lead"))
        with tag("section", "card setup", aria_label=say("compare.candidates")):
            with tag("div", "bar"):
                with choice(say("compare.begin"), {}, "", self.choose):
                    _preset_options(say, chosen=self.preset)
                measures = {name: asked.label_in(say) for name, asked in OUTCOMES.items()}
                choice(say("compare.measure"), measures, self.measure, self.measure_by)
                runs = {str(count): say.number(count) for count in RUNS}
                choice(say("compare.runs"), runs, str(self.runs), self.run_more)
                sizes = [count for count in PEOPLE if count <= self.visitor.limits.consumers]
                people = {str(count): say.number(count) for count in sizes} | {OWN: say("compare.own_network")}
                self._people = choice(say("compare.people"), people, str(self.people), self.populate)
                with tag("label", "field"):
                    tag("span", "", say("compare.seed"))
                    self._seed = tag("input", "box", type="number", min="0", step="1", value=str(self.seed))
                listen(self._seed, "change", "(e) => emit(e.target.value)", self.reseed)
            self._cards = tag("ul", "candidates")
            with tag("div", "work"):
                self._button = tag("button", "button main", say("compare.go"), type="button").on("click", self.toggle)
                self._progress = tag("progress", "", max="1", value="0", aria_label=say("compare.result"))
                self._told = tag("span", "small quiet", aria_live="polite")
            self._wrong = tag("p", "wrong", role="alert")
        self.view.build()
        self.editor.build()

    def _companions(self, scenario: Scenario, link: str) -> list[Scenario]:
        """Return what one scenario alone is compared with: its variants, else what happens without its campaign."""
        if link in presets():
            return candidates.of_preset(link, self.people)[1:]
        plain = scenario.without_campaign().varied(title=self.say("compare.without"))
        return [plain] if len(plain.campaign) < len(scenario.campaign) else []

    def choose(self, preset: str) -> None:
        """Begin with a preset and its variants."""
        if preset in presets():
            scenarios = candidates.of_preset(preset, self.people)
            try:
                if self.own is not None:
                    scenarios = [among(scenario, self.own.section, self.own.network.n) for scenario in scenarios]
            except ScenarioError as error:
                self._wrong.set_text(explanation(self.say, error))
                return
            self.preset = preset
            self.scenarios = scenarios if len(scenarios) > 1 else [scenarios[0], *self._companions(scenarios[0], "")]
            self.begin()

    def measure_by(self, measure: str) -> None:
        """Compare by another measure: nothing need be run for it."""
        if measure in OUTCOMES:
            self.measure = measure
            self.begin()

    def run_more(self, count: str) -> None:
        """Change the number of replications: those that are done are kept."""
        self.runs = int(count)
        self.begin()

    def populate(self, count: str) -> None:
        """Begin the present preset anew among so many people, or among those of a network of the visitor's own."""
        if count == OWN:
            self.upload.ask()
            self._show_people()
            return
        self.people, self.own = min(int(count), self.visitor.limits.consumers), None
        self.choose(self.preset)

    def _open(self, upload: UploadedNetwork | Scenario) -> None:
        """Begin the present preset anew among the people of a network, or compare a scenario too."""
        if isinstance(upload, Scenario):
            self._join(candidates.fitted(upload, self.scenarios[0]))
        else:
            self.own = upload
            self.choose(self.preset)
            self._show_people()

    def _networks(self) -> list[NetworkGenerator]:
        """Return the networks for which there is a use."""
        return [*(scenario.network for scenario in self.scenarios), *([self.own.section] if self.own else [])]

    def _show_people(self) -> None:
        shown = str(self.people) if self.own is None else OWN
        ui.run_javascript(f"getElement({self._people.id}).value = {shown!r}")

    def reseed(self, text: str) -> None:
        """Compare under another seed."""
        if str(text).isdecimal() and int(text) <= share.LARGEST_SEED:
            self.seed = int(text)
            self.begin()

    def begin(self) -> None:
        """Compare what stands on the page."""
        self._draw_cards()
        self.view.fade()
        self._wrong.set_text(self.mistake)
        self.mistake, self._drawn = "", 0
        try:
            if len(self.scenarios) < 2:
                raise ScenarioError([self.say("compare.too_few")])
            for scenario in self.scenarios:
                self.visitor.check(scenario)
            self.request = QUEUE.ask(self.visitor.token, self.scenarios, self.runs, self.seed)
        except (ScenarioError, LimitReached, QueueFull) as error:
            self.request = None
            self._wrong.set_text(self._mistake(error))
        self._remember()
        self._tell()

    def _mistake(self, error: Exception) -> str:
        are_twins = "the same market as" in str(error)
        return self.say("compare.twins") if are_twins else explanation(self.say, error)

    def toggle(self) -> None:
        """Stop what is under way, or go on with it."""
        if self.request is not None and not self.request.is_over:
            QUEUE.cancel(self.visitor.token)
            self._tell()
        else:
            self.begin()

    def leave(self) -> None:
        """Want nothing any more."""
        QUEUE.cancel(self.visitor.token)
        self.upload.close()
        VISITORS.leave(self.visitor.token)

    async def look(self) -> None:
        """Tell how far the work is, and show what is known by now."""
        request = self.request
        if request is None or self._busy:
            return
        self._tell()
        if request.shared.error:
            self._wrong.set_text(request.shared.error.splitlines()[0])
            self.request = None
            return
        done, is_over = request.done, request.is_over
        # Drawn again when half as many more are known: a few times in all, however many runs there are.
        is_time = done > max(1, 1.5 * self._drawn) and time.monotonic() - self._drawn_at > _DRAW
        if done > self._drawn and (is_over or is_time):
            self._busy = True
            try:
                now = await in_thread(self._known, request, done)
                if self.request is request and now is not None:
                    self.view.show(now, so_far=done < request.replications and not request.cancelled)
                    self._drawn, self._drawn_at = done, time.monotonic()
            finally:
                self._busy = False
        if is_over and self._drawn >= done:
            self.request = None

    def _known(self, request: Request, done: int) -> Shown:
        names = candidates.titles_of(self.say, self.scenarios)
        return shown(self.say, request.shared.comparison(done, self.measure), names)

    def _tell(self) -> None:
        say, request = self.say, self.request
        working = request if request is not None and not request.is_over else None
        self._button.set_text(say("compare.cancel") if working else say("compare.go"))
        self._button.classes(replace="button" if working else "button main")
        self._progress.set_visibility(working is not None)
        if request is not None:
            self._progress.props["value"] = f"{request.share:.3f}"
            self._progress.update()
        text = ""
        if working is not None:
            others = QUEUE.ahead(self.visitor.token)
            text = say("compare.progress", count=working.done, all=working.replications)
            text += f" · {say('compare.waiting', count=others)}" if others else ""
        elif request is not None and request.cancelled:
            text = say("compare.stopped")
        self._told.set_text(text)

    def _draw_cards(self) -> None:
        say, names = self.say, candidates.titles_of(self.say, self.scenarios)
        self._cards.clear()
        with self._cards:
            for place, (scenario, name) in enumerate(zip(self.scenarios, names, strict=True)):
                with tag("li", "candidate"):
                    with tag("div", "candidate-head"):
                        swatch(LOOKS[place])
                        if place:
                            _icon("flag", f"{say('compare.as_base')}: {name}", partial(self.lead, place))
                        _icon("tune", say("compare.edit", name=name), partial(self.edit, place))
                        if len(self.scenarios) > 2:
                            _icon("close", say("compare.remove", name=name), partial(self.remove, place))
                    tag("h3", "", name)
                    lines = candidates.differences(say, self.scenarios[0], scenario) if place else [say("compare.base")]
                    for line in lines or [say("compare.same_as_base")]:
                        tag("p", "small quiet", line)
            if len(self.scenarios) < candidates.MOST:
                with tag("li", "candidate more"):
                    self._adder()

    def _adder(self) -> None:
        say, base = self.say, candidates.preset(self.preset)
        with tag("select", "choice add", aria_label=say("compare.add")) as box:
            tag("option", "", f"+ {say('compare.add')}", value="")
            tag("option", "", say("compare.own"), value="own")
            tag("option", "", say("compare.without"), value="without")
            if base.variants:
                variants = {self.preset: base} | {f"{self.preset}/{name}": base.variant(name) for name in base.variants}
                titles = {source: candidates.title_of(say, scenario) for source, scenario in variants.items()}
                offer(tag("optgroup", label=say("compare.add_variant")), titles)
            _preset_options(say, self.preset)
        listen(box, "change", "(e) => emit(e.target.value)", self.add)

    def add(self, what: str) -> None:
        """Add a campaign: the visitor's own, none at all, a variant, or another preset."""
        base = self.scenarios[0]
        try:
            if what == "own":
                own = base.varied(title=self.say("compare.own"), name=f"{base.name[:50]}-own", variants={})
                self.editor.open(own, self._join, is_new=True)
                self._draw_cards()
                return
            if what == "without":
                new = base.without_campaign().varied(title=self.say("compare.without"))
            else:
                new = candidates.fitted(candidates.of_link(what, self.people)[0], base)
        except (LinkError, ScenarioError) as error:
            self._wrong.set_text(explanation(self.say, error))
            return
        self._join(new)

    def _join(self, new: Scenario) -> None:
        self.scenarios.append(new)
        self.begin()

    def remove(self, place: int) -> None:
        """Leave a campaign out."""
        del self.scenarios[place]
        self.begin()

    def lead(self, place: int) -> None:
        """Compare with this one."""
        self.scenarios.insert(0, self.scenarios.pop(place))
        self.begin()

    def edit(self, place: int) -> None:
        """Let the visitor change a campaign."""

        def done(changed: Scenario) -> None:
            self.scenarios[place] = changed
            self.begin()

        self.editor.open(self.scenarios[place], done)

    def _remember(self) -> None:
        """Let the address say what is compared, so that it can be kept and shared."""
        try:
            links = [candidates.source_of(scenario) or share.encode(scenario, 0) for scenario in self.scenarios]
        except LinkError:
            ui.run_javascript(f"history.replaceState(history.state, '', {json.dumps(at('/compare'))})")
            return
        query = [*(("run", link) for link in links), ("by", self.measure), ("runs", self.runs), ("seed", self.seed)]
        address = at(f"/compare?{urlencode(query, safe='/')}")
        ui.run_javascript(f"history.replaceState(history.state, '', {json.dumps(address)})")


def _preset_options(say: Words, without: str = "", chosen: str = "") -> None:
    """Add the presets as options: our markets, then the models of textbooks."""
    kinds = {name: "campaigns" in candidates.preset(name).model.knows for name in presets() if name != without}
    for is_ours, key in ((True, "markets"), (False, "textbook")):
        titles = {name: candidates.preset_title(say, name) for name, ours in kinds.items() if ours == is_ours}
        offer(tag("optgroup", label=say(f"compare.{key}")), titles, chosen)


def _icon(name: str, label: str, handler: Callable[[], None]) -> None:
    with tag("button", "tool", type="button", aria_label=label, title=label).on("click", handler):
        ui.icon(name).props("aria-hidden=true")


@ui.page("/compare", response_timeout=60.0)
async def compare(by: str = "", runs: str = "", seed: str = "") -> None:
    """Show campaigns side by side."""
    client = context.client
    links = client.request.query_params.getlist("run")
    for style in ("play.css", "curves.css", "compare.css"):
        ui.add_head_html(f'<link rel="stylesheet" href="{static(style)}">')
    with frame("compare") as say:
        try:
            visitor = VISITORS.enter()
        except LimitReached as error:
            tag("p", "card", explanation(say, error))
            return
        page = Compare(say, visitor)
        client.on_delete(page.leave)
        await page.read(links[: candidates.MOST], by, runs, seed)
        page.build()
    if not await opened(client):
        return
    with client:
        page.begin()
        ui.timer(_LOOK, page.look)

"""The play page: a market to watch and to touch."""

import functools
import tomllib
from collections.abc import Callable
from typing import Any

from nicegui import app, context, events, ui

from wordofmouth.errors import LimitReached, LinkError, RequestError, ScenarioError, SizeError
from wordofmouth.lab.pages.play.person import Person, seeds
from wordofmouth.lab.server.guard import is_loopback
from wordofmouth.lab.server.session import FIRST, Session
from wordofmouth.lab.server.settings import at, settings
from wordofmouth.lab.server.threads import in_thread, in_turn
from wordofmouth.lab.server.unopened import opened
from wordofmouth.lab.server.uploads import UploadedNetwork
from wordofmouth.lab.server.visitors import Visitors
from wordofmouth.lab.sharing import exports, recipes
from wordofmouth.lab.sharing.links import decode, encode
from wordofmouth.lab.widgets import charts
from wordofmouth.lab.widgets.controls import listen
from wordofmouth.lab.widgets.dialog import dialog
from wordofmouth.lab.widgets.fields import channels_in_order
from wordofmouth.lab.widgets.frame import early, frame, offer, static, tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.lab.widgets.panel import Panel
from wordofmouth.lab.widgets.upload_dialog import UploadDialog
from wordofmouth.market.run import STATES
from wordofmouth.player.frames import RECORDINGS
from wordofmouth.player.people import readable
from wordofmouth.player.recorders import TOO_LONG
from wordofmouth.player.recording import Recording
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.words.catalogue import Words

VISITORS = Visitors(settings().limits)
_SAID = (
    *("find", "zoom_in", "zoom_out", "fit", "stage", "ties", "legend", "leader", "praise", "criticism", "transport"),
    *("restart", "back", "play", "pause", "step", "week", "speed", "summary", "nobody", "person", "community"),
    *("moment", "preparing", "preparing_left", "gifting", *STATES),
)
_COPY = "(e) => copyText(e.target.closest('section').querySelector('pre').textContent)"


class NetworkView(ui.element, component="../../static/network_view.js", esm={"lab-player": "../../../player/script"}):
    """The network and its player, which begins with a run."""

    def __init__(self, say: Words, elements: dict[str, int], table: str, recording: Recording) -> None:
        super().__init__()
        # Known with the page, its weeks are asked for before the page has said that it is there.
        self.props["first"] = _about(recording, fresh=True)
        limits = {TOO_LONG: say(f"page.limits.{TOO_LONG}")}
        self.props["words"] = {name: say(f"play.{name}") for name in _SAID} | limits
        self.props["charts"] = elements
        self.props["channels"] = {name: say(f"channels.{name}.short") for name in channels_in_order()}
        self.props["table"] = table
        self.props["language"] = say.language

    def show(self, recording: Recording, fresh: bool) -> None:
        """Show a run; from its first week, if it is fresh."""
        self.run_method("show", _about(recording, fresh))


def _about(recording: Recording, fresh: bool) -> dict[str, Any]:
    scenario = recording.scenario
    gifts = "campaigns" in scenario.model.knows
    return {"key": recording.key, "weeks": scenario.weeks, "fresh": fresh, "seeds": seeds(scenario), "gifts": gifts}


class Play:
    """The page of one visitor, whose session has begun."""

    def __init__(self, say: Words, session: Session) -> None:
        self.say, self.session = say, session
        self.is_here = is_loopback(context.client.request.url.hostname or "")
        self.upload = UploadDialog(
            say, session.visitor, self._open, lambda: (session.base.network, session.scenario.network)
        )
        tag("h1", "sr-only", say("page.tagline"))
        with tag("div", "workbench"):
            with tag("section", "head", aria_label=say("play.scenario")):
                self._head()
            left = tag("section", "left", aria_label=say("play.controls"))
            middle = tag("section", "middle", aria_label=say("play.network"))
            with tag("section", "right", aria_label=say("play.curves_label")):
                self.person = Person(say, self.session, tag("div", "card person"), lambda: self.panel.cards.draw())
                elements, table = charts.build(say)
            with middle:
                self.view = NetworkView(say, elements, table, session.recording)
        self.view.on("choose", self._chosen)
        self.panel = Panel(say, session, left)
        self.panel.build()
        session.shown = self.shown

    def _chosen(self, event: events.GenericEventArguments) -> None:
        consumer, week, gift = (event.args[name] for name in ("consumer", "week", "gift"))
        self.person.choose(int(consumer), int(week), bool(gift))

    def shown(self, recording: Recording, fresh: bool) -> None:
        """Show the run that has been asked for, and its address."""
        self.view.show(recording, fresh)
        self.remember()
        self._tell_lineage()
        if fresh:
            self._describe()
            ui.run_javascript(f"getElement({self.choice.id}).value = {self.session.preset!r}")
            self.panel.build()
            self.person.choose(-1, 0, gift=False)

    @property
    def link(self) -> str:
        """The address of the run that is shown; empty if no address can hold it."""
        try:
            return f"/?run={encode(self.session.scenario, self.session.seed, self.session.stages)}"
        except LinkError:
            return ""

    def remember(self) -> None:
        """Let the address bar hold the run."""
        ui.run_javascript(f"history.replaceState(null, '', '{at(self.link or '/')}')")

    def _head(self) -> None:
        say = self.say
        with tag("label", "preset"):
            tag("span", "sr-only", say("play.preset"))
            with tag("select", "choice large") as choice:
                self.own = tag("option", value="")
                for group, names in preset_groups().items():
                    box = tag("optgroup", label=say(f"play.{group}"))
                    offer(box, {name: title(name, say) for name in names}, self.session.preset)
        self.choice = choice
        listen(choice, "change", "(e) => emit(e.target.value)", self._choose)
        self.question = tag("p", "question quiet")
        self._describe()
        with tag("div", "actions"):
            self._button("call_split", "play.from_here", self._from_here)
            self._button("casino", "play.other_people", self._reseed)
            self._button("upload_file", "play.open", self.upload.ask)
            self._button("link", "play.share", self._share)
            self._button("code", "play.same", self._recipes)
            self._button("download", "play.export", self._exports)
        with tag("p", "lineage", role="status") as self.lineage:
            self.stages = tag("span")
            tag("button", "button small", say("play.from_start"), type="button").on("click", self._from_start)
        self._tell_lineage()

    def _button(self, icon: str, key: str, handler: Any) -> None:
        with tag("button", "button", type="button", title=self.say(f"{key}_hint")) as button:
            ui.icon(icon).props("aria-hidden=true")
            tag("span", "", self.say(key))
        button.on("click", handler)

    def _describe(self) -> None:
        preset, scenario = self.session.preset, self.session.scenario
        self.own.set_text("" if preset else " ".join(scenario.title.split()) or scenario.name)
        self.own.set_visibility(not preset)
        self.question.set_text(description(preset, self.say) if preset else "")

    def _choose(self, name: str) -> None:
        if name in presets():
            self._try(lambda: self.session.choose(name))

    def _reseed(self) -> None:
        self._try(lambda: self.session.reseed(self.session.seed + 1))

    async def _from_here(self) -> None:
        """Let what is changed from now on hold from the week that is shown."""
        week = int(await ui.run_javascript("labPlayer.week"))
        if not 0 < week < self.session.scenario.weeks:
            ui.notify(self.say("play.not_from_here"))
            return
        if self._try(lambda: self.session.go_on_from(week)):
            self.panel.build()

    def _from_start(self) -> None:
        self._try(self.session.go_on_from_start)

    def _tell_lineage(self) -> None:
        weeks = [week for _, week in self.session.stages]
        self.lineage.set_visibility(bool(weeks))
        if weeks:
            self.stages.set_text(self.say("play.lineage", weeks=", ".join(map(str, weeks)), next=weeks[-1] + 1))

    def _try(self, act: Callable[[], None]) -> bool:
        """Do something; if it may not be done say why, and return False."""
        try:
            act()
        except (LimitReached, ScenarioError) as error:
            ui.notify(explanation(self.say, error))
            return False
        return True

    def _share(self) -> None:
        say = self.say
        with dialog(say, say("play.share")):
            if not self.link:
                tag("p", "", say("play.no_link"))
            else:
                # An address of this machine opens where this machine is reached, and nowhere else.
                tag("p", "", say("play.share_here" if self.is_here else "play.share_near"))
                box = tag("input", "link", type="text", readonly=True, aria_label=say("play.share"))
                ui.run_javascript(f"getElement({box.id}).value = location.href; getElement({box.id}).select()")
                copy = tag("button", "button main", say("play.copy"), type="button")
                copy.on("click", js_handler="() => copyText(location.href)")
                tag("p", "", say("play.share_elsewhere"))
                self._same()
            self._recipe("toml", recipes.toml(self._first))

    def _open(self, upload: UploadedNetwork | Scenario) -> None:
        """Begin with the network, or the scenario, that the visitor has brought."""
        if isinstance(upload, Scenario):
            self.session.begin(upload)
        else:
            self.session.begin_among(upload.section, upload.network.n)

    def _recipes(self) -> None:
        with dialog(self.say, self.say("play.same")):
            self._same()
            if not self.session.stages:
                self._recipe("python", recipes.python(*self._shown))
            self._recipe("toml", recipes.toml(self._first))

    def _same(self) -> None:
        """Tell in one recipe how the run is come by elsewhere: in Python, if it goes through several scenarios."""
        if self.session.stages:
            self._recipe("python", recipes.python_through(self.session.stages, *self._shown))
        else:
            self._recipe("command", recipes.command(*self._shown))

    @property
    def _first(self) -> Scenario:
        """The scenario with which the run begins."""
        return next((scenario for scenario, _ in self.session.stages), self.session.scenario)

    @property
    def _shown(self) -> tuple[Scenario, int, str]:
        return self.session.scenario, self.session.seed, self.session.preset

    def _recipe(self, key: str, text: str) -> None:
        say = self.say
        with tag("section", "recipe", aria_label=say(f"play.recipes.{key}")):
            tag("h3", "", say(f"play.recipes.{key}"))
            tag("pre", "", text, tabindex="0")
            copy = tag("button", "button small", say("play.copy"), type="button")
            copy.on("click", js_handler=_COPY)

    def _exports(self) -> None:
        say = self.say
        with dialog(say, say("play.export")), tag("div", "actions"):
            picture = tag("button", "button", say("play.exports.png"), type="button")
            picture.on("click", js_handler="() => labPlayer.save()")
            for key, handler in (("svg", self._svg), ("csv", self._csv), ("toml", self._toml), ("page", self._page)):
                tag("button", "button", say(f"play.exports.{key}"), type="button").on("click", handler)

    async def _svg(self) -> None:
        if not self._try(self.session.visitor.spend):
            return
        week = await ui.run_javascript("labPlayer.week")
        try:
            drawn = await in_thread(exports.svg, self.session.recording, int(week), self.session.scenario.title)
        except ValueError:
            ui.notify(self.say("play.too_many_to_draw"))
            return
        ui.download.content(drawn, f"{self.session.scenario.name}.svg", "image/svg+xml")

    async def _csv(self) -> None:
        if not self._try(self.session.visitor.spend):
            return
        text = await in_thread(exports.table, self.session.scenario, self.session.seed, self.session.stages)
        ui.download.content(text, f"{self.session.scenario.name}.csv", "text/csv")

    async def _page(self) -> None:
        """Have the market as a page: the bytes that ``wom page`` writes of its file."""
        if not self._try(self.session.visitor.spend):
            return
        scenario, seed = self.session.scenario, self.session.seed
        if self.session.stages:
            ui.notify(self.say("play.no_page_of_branch"))
            return
        ui.notify(self.say("play.page_made"))
        try:
            text = await in_thread(exports.page, scenario, seed)
        except (SizeError, RequestError) as error:
            ui.notify(f"{self.say('play.page_not_made')} {error}")
            return
        ui.download.content(text, f"{scenario.name}.html", "text/html")

    def _toml(self) -> None:
        ui.download.content(recipes.toml(self._first), recipes.FILE, "text/plain")


@app.on_startup
def warm_up() -> None:
    """Record the market with which everybody begins, so that it is there before the first visitor is."""
    if settings().scenario in ("", FIRST):
        RECORDINGS.ask(readable(Scenario.load(FIRST)), 0)


@ui.page("/", response_timeout=60.0)
async def play() -> None:
    """Show a market live: that of the address, or a good one to begin with."""
    client = context.client
    styles = (static("player.css", "/player"), static("play.css"))
    links = "".join(f'<link rel="stylesheet" href="{address}">' for address in styles)
    ui.add_head_html(early("nicegui-echart", "lab-player") + links)
    with frame("play") as say:
        try:
            session = Session(VISITORS.enter())
            client.on_delete(functools.partial(_leave, session))
            warning = await _begin(session, client.request.query_params.get("run"), say)
        except LimitReached as error:
            tag("p", "card", explanation(say, error))
            return
        page = Play(say, session)
    client.on_delete(page.upload.close)
    if not await opened(client):
        return
    session.open()
    page.remember()
    if warning:
        ui.notify(warning)


def _leave(session: Session) -> None:
    session.leave()
    VISITORS.leave(session.visitor.token)


async def _begin(session: Session, link: str | None, say: Words) -> str:
    """Begin with the run of a link, else with the lab's own scenario; return what went wrong with that."""
    own = settings().scenario or FIRST
    try:
        if link:
            shared = await in_turn(decode, link)
            name = shared.scenario.name
            session.begin(shared.scenario, shared.seed, name if name in presets() else "", shared.stages)
        elif own in presets():
            session.choose(own)
        else:
            scenario, ours = Scenario.load(own), own.partition("/")[0] in presets()
            session.begin(readable(scenario) if ours else scenario)
    except (LinkError, ScenarioError, LimitReached) as error:
        session.choose(FIRST)
        is_plain = not link or isinstance(error, LinkError)
        return " ".join([*([] if is_plain else [say("play.bad_link")]), explanation(say, error)])
    return ""


def title(preset: str, say: Words) -> str:
    """Return the title of a preset in the language of the page; in English it is as the preset says."""
    return str(say.find(f"presets.{preset}.title") or described(preset).get("title", preset))


def description(preset: str, say: Words) -> str:
    """Return what a preset shows in the language of the page; in English it is as the preset says."""
    return str(say.find(f"presets.{preset}.text") or described(preset).get("description", ""))


def preset_groups() -> dict[str, list[str]]:
    """Return the presets' names: our own markets, and textbooks' models."""
    groups: dict[str, list[str]] = {"ours": [], "textbooks": []}
    for name in presets():
        groups["textbooks" if "model" in described(name) else "ours"].append(name)
    return groups


@functools.cache
def described(preset: str) -> dict[str, Any]:
    """Return what a preset's file says."""
    return tomllib.loads(presets()[preset].read_text(encoding="utf-8"))

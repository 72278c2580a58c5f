"""The play page: a market to watch and to touch."""

import functools
import tomllib
from collections.abc import Callable
from typing import Any

from nicegui import app, context, events, run, ui

from experiments.lab import charts, exports, recipes
from experiments.lab.controls import listen
from experiments.lab.frames import LIVES
from experiments.lab.language import Words
from experiments.lab.life import Life
from experiments.lab.opening import Opening
from experiments.lab.page import frame, static, tag
from experiments.lab.panel import Panel
from experiments.lab.person import Person, seeds
from experiments.lab.session import FIRST, Session, readable
from experiments.lab.settings import settings
from experiments.lab.share import LinkError, decode, encode
from experiments.lab.sheet import sheet
from experiments.lab.states import STATES
from experiments.lab.uploads import Brought
from experiments.lab.visitors import TooMuch, Visitors
from simulation.scenario import Scenario, ScenarioError, presets

VISITORS = Visitors(settings().limits)
_SAID = (
    *("find", "zoom_in", "zoom_out", "fit", "ties", "legend", "leader", "praise", "criticism", "transport", "restart"),
    *(
        "back",
        "play",
        "pause",
        "step",
        "week",
        "speed",
        "summary",
        "nobody",
        "person",
        "community",
        "moment",
        "gifting",
        *STATES,
    ),
)
_COPY = "(e) => navigator.clipboard?.writeText(e.target.closest('section').querySelector('pre').textContent)"


class NetworkView(ui.element, component="static/network_view.js", esm={"lab-player": "static/player"}):
    """The network and its player."""

    def __init__(self, say: Words, elements: dict[str, int], table: str) -> None:
        super().__init__()
        self.props["words"] = {name: say(f"play.{name}") for name in _SAID}
        self.props["charts"] = elements
        self.props["channels"] = {name: say(f"play.channels.{name}") for name in charts.CHANNELS}
        self.props["table"] = table
        self.props["language"] = say.language

    def show(self, life: Life, fresh: bool, **more: Any) -> None:
        """Show a run; from its first week, if it is fresh."""
        scenario = life.scenario
        about = {"key": life.key, "weeks": scenario.weeks, "fresh": fresh, "seeds": seeds(scenario)}
        about |= {"gifts": scenario.model.kind == "consumer"} | more
        self.run_method("show", about)


class Play:
    """The page of one visitor."""

    def __init__(self, say: Words, session: Session) -> None:
        self.say, self.session, self.link = say, session, ""
        self.opening = Opening(say, session.visitor, self._open, lambda: session.base.network)

    def build(self) -> None:
        """Lay out the page."""
        say = self.say
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
                self.view = NetworkView(say, elements, table)
        self.view.on("choose", self._chosen)
        self.panel = Panel(say, self.session, left)

    def _chosen(self, event: events.GenericEventArguments) -> None:
        consumer, week, gift = (event.args[name] for name in ("consumer", "week", "gift"))
        self.person.choose(int(consumer), int(week), bool(gift))

    def shown(self, life: Life, fresh: bool) -> None:
        """Show the run that has been asked for, and its address."""
        self.view.show(life, fresh)
        try:
            self.link = f"/?run={encode(self.session.scenario, self.session.seed)}"
        except LinkError:
            self.link = ""
        ui.run_javascript(f"history.replaceState(null, '', '{self.link or '/'}')")
        if fresh:
            self._describe()
            self.panel.build()
            self.person.choose(-1, 0, gift=False)

    def _head(self) -> None:
        say = self.say
        with tag("label", "preset"):
            tag("span", "sr-only", say("play.preset"))
            with tag("select", "choice large") as choice:
                self.own = tag("option", value="")
                for group, names in preset_groups().items():
                    with tag("optgroup", label=say(f"play.{group}")):
                        for name in names:
                            tag("option", "", title(name, say), value=name)
        self.choice = choice
        listen(choice, "change", "(e) => emit(e.target.value)", self._choose)
        self.question = tag("p", "question quiet")
        with tag("div", "actions"):
            self._button("casino", "play.other_people", self._reseed)
            self._button("upload_file", "play.open", self.opening.ask)
            self._button("link", "play.share", self._share)
            self._button("code", "play.same", self._recipes)
            self._button("download", "play.export", self._exports)

    def _button(self, icon: str, key: str, handler: Any) -> None:
        with tag("button", "button", type="button", title=self.say(f"{key}_hint")) as button:
            ui.icon(icon).props("aria-hidden=true")
            tag("span", "", self.say(key))
        button.on("click", handler)

    def _describe(self) -> None:
        preset = self.session.preset
        scenario = self.session.scenario
        self.own.set_text("" if preset else " ".join(scenario.title.split()) or scenario.name)
        self.own.set_visibility(not preset)
        self.question.set_text(self.say.find(f"presets.{preset}.text") or "" if preset else "")
        ui.run_javascript(f"getElement({self.choice.id}).value = {preset!r}")

    def begin(self, source: str) -> bool:
        """Begin with a preset, a variant of one, or the scenario of a file; return False if that cannot be."""

        def act() -> None:
            if source in presets():
                self.session.choose(source)
            else:
                scenario, ours = Scenario.load(source), source.partition("/")[0] in presets()
                self.session.begin(readable(scenario) if ours else scenario)

        return self._try(act)

    def _choose(self, name: str) -> None:
        if name in presets():
            self._try(lambda: self.session.choose(name))

    def _reseed(self) -> None:
        self._try(lambda: self.session.reseed(self.session.seed + 1))

    def _try(self, act: Callable[[], None]) -> bool:
        """Do something; if it may not be done say why, and return False."""
        try:
            act()
        except TooMuch as error:
            ui.notify(self.say(f"play.too_much.{error.reason}", count=error.limit))
        except ScenarioError as error:
            ui.notify(error.lines[0])
        else:
            return True
        return False

    def _share(self) -> None:
        say = self.say
        with sheet(say, say("play.share")):
            if not self.link:
                tag("p", "", say("play.no_link"))
                return
            tag("p", "", say("play.share_text"))
            box = tag("input", "link", type="text", readonly=True, aria_label=say("play.share"))
            ui.run_javascript(f"getElement({box.id}).value = location.href; getElement({box.id}).select()")
            copy = tag("button", "button main", say("play.copy"), type="button")
            copy.on("click", js_handler="() => navigator.clipboard?.writeText(location.href)")

    def _open(self, found: Brought | Scenario) -> None:
        """Begin with the network, or the scenario, that the visitor has brought."""
        if isinstance(found, Scenario):
            self.session.begin(found)
        else:
            self.session.settle(found.section, found.network.n)

    def _recipes(self) -> None:
        say, scenario, seed, preset = self.say, self.session.scenario, self.session.seed, self.session.preset
        texts = {
            "command": recipes.command(scenario, seed, preset),
            "python": recipes.python(scenario, seed, preset),
            "toml": recipes.toml(scenario),
        }
        with sheet(say, say("play.same")):
            for key, text in texts.items():
                with tag("section", "recipe", aria_label=say(f"play.recipes.{key}")):
                    tag("h3", "", say(f"play.recipes.{key}"))
                    tag("pre", "", text, tabindex="0")
                    copy = tag("button", "button small", say("play.copy"), type="button")
                    copy.on("click", js_handler=_COPY)

    def _exports(self) -> None:
        say = self.say
        with sheet(say, say("play.export")), tag("div", "actions"):
            picture = tag("button", "button", say("play.exports.png"), type="button")
            picture.on("click", js_handler="() => labPlayer.save()")
            for key, handler in (("svg", self._svg), ("csv", self._csv), ("toml", self._toml)):
                tag("button", "button", say(f"play.exports.{key}"), type="button").on("click", handler)

    async def _svg(self) -> None:
        if not self._try(self.session.visitor.spend):
            return
        week = await ui.run_javascript("labPlayer.week")
        try:
            drawn = await run.io_bound(exports.svg, self.session.life, int(week), self.session.scenario.title)
        except ValueError:
            ui.notify(self.say("play.too_many_to_draw"))
            return
        ui.download.content(drawn, f"{self.session.scenario.name}.svg", "image/svg+xml")

    async def _csv(self) -> None:
        if not self._try(self.session.visitor.spend):
            return
        text = await run.io_bound(exports.table, self.session.scenario, self.session.seed)
        ui.download.content(text, f"{self.session.scenario.name}.csv", "text/csv")

    def _toml(self) -> None:
        ui.download.content(recipes.toml(self.session.scenario), recipes.FILE, "text/plain")


@app.on_startup
def warm_up() -> None:
    """Record the market with which everybody begins, so that it is there before the first visitor is."""
    LIVES.ask(readable(Scenario.load(FIRST)), 0)


@ui.page("/")
async def play() -> None:
    """Show a market live: that of the address, or a good one to begin with."""
    client = context.client
    ui.add_head_html(f'<link rel="stylesheet" href="{static("play.css")}">')
    with frame("play") as say:
        try:
            visitor = VISITORS.enter()
        except TooMuch as error:
            tag("p", "card", say(f"play.too_much.{error.reason}", count=error.limit))
            return
        page: Play
        session = Session(visitor, lambda life, fresh: page.shown(life, fresh))
        page = Play(say, session)
        page.build()

    def leave() -> None:
        session.leave()
        page.opening.close()
        VISITORS.leave(visitor.token)

    client.on_delete(leave)
    await client.connected()
    link = client.request.query_params.get("run")
    try:
        if link:
            shared = decode(link)
            name = shared.scenario.name
            session.begin(shared.scenario, shared.seed, preset=name if name in presets() else "")
            return
    except (LinkError, ScenarioError, TooMuch) as error:
        ui.notify(f"{say('play.bad_link')} {error}")
    if not page.begin(settings().scenario or FIRST):
        session.choose(FIRST)


def title(preset: str, say: Words) -> str:
    """Return the title of a preset in the language of the page; in English it is as the preset says."""
    return say.find(f"presets.{preset}.title") or described(preset).get("title", preset)


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

"""The play page: a market to watch and to touch."""

from typing import Any

from nicegui import context, ui

from experiments.lab import charts
from experiments.lab.language import Words
from experiments.lab.life import Life
from experiments.lab.page import frame, static, tag
from experiments.lab.session import Session
from experiments.lab.states import STATES
from experiments.lab.visitors import ALONE, Visitors
from simulation.scenario import presets

VISITORS = Visitors(ALONE)
_SAID = (
    *("find", "zoom_in", "zoom_out", "fit", "ties", "legend", "leader", "praise", "criticism", "transport", "restart"),
    *("back", "play", "pause", "step", "week", "speed", "summary", "nobody", "person", "community", *STATES),
)


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
        about = {"key": life.key, "weeks": life.scenario.weeks, "fresh": fresh, **more}
        self.run_method("show", about)


@ui.page("/")
async def play() -> None:
    """Show a market live."""
    visitor = VISITORS.enter()
    ui.add_head_html(f'<link rel="stylesheet" href="{static("play.css")}">')
    with frame("play") as say:
        tag("h1", "sr-only", say("page.tagline"))
        with tag("div", "workbench"):
            head = tag("section", "head", aria_label=say("play.scenario"))
            left = tag("section", "left", aria_label=say("play.controls"))
            middle = tag("section", "middle", aria_label=say("play.network"))
            with tag("section", "right", aria_label=say("play.curves_label")):
                elements, table = charts.build(say)
            with middle:
                view = NetworkView(say, elements, table)
        session = Session(visitor, lambda life, fresh: view.show(life, fresh))
        with head:
            names = {name: say.find(f"presets.{name}.title") or title(name) for name in presets()}
            ui.select(names, value=session.preset, on_change=lambda event: session.choose(event.value))
    client = context.client
    client.on_delete(session.leave)
    await client.connected()
    session.choose(session.preset)


def title(preset: str) -> str:
    """Return the English title of a preset."""
    import tomllib

    return tomllib.loads(presets()[preset].read_text(encoding="utf-8")).get("title", preset)

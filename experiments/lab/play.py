"""The play page: a market to watch and to touch."""

from nicegui import ui

from experiments.lab.page import frame, tag


@ui.page("/")
def play() -> None:
    """Show the market live."""
    with frame("play") as say:
        tag("h1", text=say("page.tagline"))

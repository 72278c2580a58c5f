"""Dialogs with a title and a cross, which are gone when they are closed."""

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from wordofmouth.lab.widgets.frame import tag
from wordofmouth.words.catalogue import Words


@contextmanager
def dialog(say: Words, title: str) -> Iterator[ui.dialog]:
    """Open a dialog with what is built inside."""
    with ui.dialog() as opened, tag("div", "dialog card"):
        with tag("div", "dialog-head"):
            tag("h2", "", title)
            with tag("button", "tool", type="button", aria_label=say("play.close")) as close:
                ui.icon("close").props("aria-hidden=true")
        with tag("div", "dialog-body"):
            yield opened
    # As an attribute: what a word holds is not read as more of them.
    opened.props["aria-label"] = title
    close.on("click", opened.close)
    opened.on("hide", opened.delete)
    opened.open()

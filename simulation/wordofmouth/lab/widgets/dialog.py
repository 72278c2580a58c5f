"""Sheets: dialogs with a title and a cross, which are gone when they are closed."""

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from wordofmouth.lab.widgets.frame import tag
from wordofmouth.words.catalogue import Words


@contextmanager
def sheet(say: Words, title: str) -> Iterator[ui.dialog]:
    """Open a sheet with what is built inside."""
    with ui.dialog() as dialog, tag("div", "sheet card"):
        with tag("div", "sheet-head"):
            tag("h2", "", title)
            with tag("button", "tool", type="button", aria_label=say("play.close")) as close:
                ui.icon("close").props("aria-hidden=true")
        with tag("div", "sheet-body"):
            yield dialog
    # As an attribute: what a word holds is not read as more of them.
    dialog.props["aria-label"] = title
    close.on("click", dialog.close)
    dialog.on("hide", dialog.delete)
    dialog.open()

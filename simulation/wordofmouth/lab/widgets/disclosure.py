"""Disclosures: what is behind one is built when it is first opened."""

from collections.abc import Callable

from nicegui.elements.mixins.text_element import TextElement

from wordofmouth.lab.widgets.frame import tag


def disclosure(
    title: str, fill: Callable[[], None], classes: str = "disclosure", *, is_open: bool = False
) -> TextElement:
    """Add a disclosure, filled when it is first opened; return its summary, in which the title stands."""
    with tag("details", classes, open=True if is_open else None) as box:
        summary = tag("summary", "", title)
        inside = tag("div", "inside")

    def open_() -> None:
        if not inside.default_slot.children:
            with inside:
                fill()

    if is_open:
        open_()
    box.on("toggle", open_)
    return summary

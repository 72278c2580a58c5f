"""The entrance of a class: address, code and QR code by which a phone in the room comes in, or why none can."""

import html

import segno
from nicegui import ui

from wordofmouth.lab.pages.classroom.room import Room
from wordofmouth.lab.server.settings import settings
from wordofmouth.lab.widgets.controls import listen
from wordofmouth.lab.widgets.frame import offer, tag
from wordofmouth.words.catalogue import Words

# What to look at if a phone does not get in, by key.
_HELP = ("same_network", "firewall", "isolation", "hotspot")


class Entrance:
    """The part of the board by which pupils come in; it follows the networks that this machine joins and leaves."""

    def __init__(self, room: Room, say: Words) -> None:
        self.room, self.say = room, say
        self.chosen = ""
        self._addresses: tuple[str, ...] | None = None
        self.where = tag("div")
        tag("p", "code", room.code)
        self.drawing = tag("div")
        with tag("details", "unreachable"):
            tag("summary", text=say("class.unreachable"))
            with tag("ul"):
                for key in _HELP:
                    tag("li", text=say(f"class.help.{key}"))
        self.follow()

    def follow(self) -> None:
        """Show at which addresses the lab is reached now."""
        addresses = settings().addresses
        if addresses != self._addresses:
            self._addresses = addresses
            self.chosen = self.chosen if self.chosen in addresses else next(iter(addresses), "")
            self._show()

    def _choose(self, address: str) -> None:
        if address in (self._addresses or ()):
            self.chosen = address
            self._show()

    def _show(self) -> None:
        say = self.say
        self.where.clear()
        self.drawing.clear()
        if not self.chosen:
            with self.where:
                tag("p", "notice", say("class.only_here" if settings().only_here else "class.no_network"), role="alert")
                tag("p", "quiet", say("class.code"))
            return
        with self.where:
            tag("p", "quiet", say("class.go_to"))
            tag("p", "address", f"{self.chosen}/class".removeprefix("http://"))
            if len(self._addresses or ()) > 1:
                self._show_choice()
            tag("p", "quiet", say("class.and_code"))
        link = f"{self.chosen}/class?room={self.room.code}"
        square = segno.make(link, error="m", micro=False)
        drawing = square.svg_inline(border=2, dark="#16202a", light="#ffffff", omitsize=True)
        label = html.escape(f"{say('class.qr')}: {link}", quote=True)
        with self.drawing:
            ui.html(drawing.replace("<svg", f'<svg role="img" aria-label="{label}"', 1), sanitize=False).classes("qr")

    def _show_choice(self) -> None:
        """Show all addresses: which of them the room's network leads to, this machine cannot know."""
        with tag("label", "which"):
            tag("span", "small quiet", self.say("class.other_address"))
            choice = tag("select", "choice")
            shown = {address: address.removeprefix("http://") for address in self._addresses or ()}
            offer(choice, shown, self.chosen or "")
        listen(choice, "change", "(e) => emit(e.target.value)", self._choose)

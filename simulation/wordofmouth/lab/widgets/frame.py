"""The frame of every page: header, navigation, language, dark and projector mode, skip link, footer."""

import functools
import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nicegui import __version__, app, context, ui
from nicegui.dependencies import esm_modules
from nicegui.elements.mixins.text_element import TextElement

from wordofmouth.lab.server.settings import at, settings
from wordofmouth.lab.server.unopened import UNOPENED
from wordofmouth.player.files import SCRIPT
from wordofmouth.words.catalogue import Words, preferred
from wordofmouth.words.notation import languages

STATIC = Path(__file__).parent.parent / "static"
# Folders of files that browsers may have, by the beginning of their addresses.
SERVED = {"/static": STATIC, "/player": SCRIPT}
ROOMS = {
    "play": "/",
    "desk": "/desk",
    "compare": "/compare",
    "lessons": "/lessons",
    "class": "/class",
    "results": "/results",
}
# As attributes, which the mark makes of them, they are not written again whenever anything else on the page changes.
_BEGINNINGS = ("value", "checked", "selected")
_IMPORTED = re.compile(r'\bfrom ?"\./([^"]+)"')


def words() -> Words:
    """Return the words of the visitor's language: of the address, else of an earlier choice, else of the browser."""
    request = context.client.request
    asked = (request.query_params.get("lang"), request.cookies.get("lang"), request.headers.get("accept-language"))
    return Words(preferred(asked))


def tag(name: str, classes: str = "", text: str = "", **attributes: Any) -> TextElement:
    """Return a new HTML element; an attribute's name has ``_`` for ``-``, and None leaves it out.

    Text and attributes are never read as markup. An ``href`` to a path of the lab leads below its prefix. The ``value``
    of a field, and what is ``checked`` or ``selected``, is how it begins: what a visitor enters stays when the page
    changes around it.
    """
    element = TextElement(tag=name, text=text)
    if classes:
        element.classes(classes)
    given = {}
    for key, value in attributes.items():
        if key == "href" and value is not None and value.startswith("/"):
            value = at(value)
        if value is not None:
            given[("^" if key in _BEGINNINGS else "") + key.strip("_").replace("_", "-")] = value
    if given:
        # At once: each change of them would be told to all who watch.
        element.props.update(given)
    return element


def offer(
    box: TextElement, options: Mapping[str, str], chosen: str = "", about: Mapping[str, str] | None = None
) -> None:
    """Fill a choice, or a group of one, with options: texts by value; what some are about shows as their hint.

    The server holds them as one text and not as elements, of which a page with many choices would have a hundred more.
    """
    hints = about or {}
    parts = []
    for value, text in options.items():
        hint = f' title="{html.escape(hints[value])}"' if value in hints else ""
        selected = " selected" if value == chosen else ""
        parts.append(f'<option value="{html.escape(value)}"{hint}{selected}>{html.escape(text)}</option>')
    box.props["innerHTML"] = "".join(parts)


@contextmanager
def frame(room: str, title: str = "") -> Iterator[Words]:
    """Lay out a page of a room around what is built inside; give the words of the visitor's language.

    The title is that of the browser's tab, if it is not the room's name.
    """
    say, cookies, prefix = words(), context.client.request.cookies, json.dumps(at(""))
    ui.page_title(f"{title or say(f'page.{room}')} · {say('page.title')}")
    ui.add_head_html(
        f'<script>document.documentElement.lang = "{say.language}"; globalThis.labPrefix = {prefix}</script>'
        f'<link rel="stylesheet" href="{static("colours.css", "/player")}">'
        f'<link rel="stylesheet" href="{static("lab.css")}"><script defer src="{static("page.js")}"></script>'
    )
    ui.dark_mode({"dark": True, "light": False}.get(cookies.get("theme", "")))
    if cookies.get("projector") == "on":
        ui.query("body").classes("projector")
    tag("a", "skip", say("page.skip"), href="#content")
    with tag("header", "top"):
        with tag("a", "brand", href="/"):
            tag("img", "mark", src=static("mark.svg"), alt="")
            tag("span", "name", say("page.title"))
        with tag("nav", aria_label=say("page.rooms")):
            for name in rooms():
                current = "page" if name == room else None
                tag("a", "room", say(f"page.{name}"), href=ROOMS[name], aria_current=current)
        with tag("div", "tools"):
            _languages(say)
            _tool("projector", "aspect_ratio", say("page.projector"))
            _tool("theme", "contrast", say("page.dark"))
    # The frame that NiceGUI puts around everything calls itself the main part, header and footer included.
    if (slot := context.client.content.parent_slot) is not None:
        slot.parent.props("role=presentation")
    with tag("main", f"room-{room}", id="content", tabindex="-1"):
        yield say
    tag("footer", "bottom", say("page.footer"))
    UNOPENED.add(context.client, context.client.ip)


def rooms() -> list[str]:
    """Return the rooms that this lab has."""
    shown = {"class": settings().classroom, "results": bool(settings().results)}
    served = {getattr(route, "path", "") for route in app.routes}
    return [name for name, path in ROOMS.items() if shown.get(name, True) and path in served]


def static(name: str, start: str = "/static") -> str:
    """Return the address of a static file of ours, which changes with its content."""
    return at(_static(name, start))


@functools.cache
def _static(name: str, start: str) -> str:
    return f"{start}/{name}?{hashlib.sha256((SERVED[start] / name).read_bytes()).hexdigest()[:12]}"


@functools.cache
def early(*modules: str) -> str:
    """Return links by which a browser fetches modules of JavaScript at once, and not when a script asks for them."""
    addresses = []
    for key, module in esm_modules.items():
        if module.name in modules:
            index = module.path / "index.js"
            imported = _IMPORTED.findall(index.read_text(encoding="utf-8")) if index.exists() else ()
            names = [index.name, *imported] if imported else sorted(path.name for path in module.path.glob("*.js"))
            addresses += [at(f"/_nicegui/{__version__}/esm/{key}/{name}") for name in names]
    return "".join(f'<link rel="modulepreload" href="{address}">' for address in addresses)


def _languages(say: Words) -> None:
    with tag("div", "languages", role="group", aria_label=say("page.language")):
        for code, name in languages().items():
            chosen = "true" if code == say.language else "false"
            tag("button", "language", code.upper(), type="button", lang=code, title=name, aria_pressed=chosen)


def _tool(name: str, icon: str, label: str) -> None:
    with tag("button", "tool", type="button", data_tool=name, aria_label=label, title=label):
        ui.icon(icon).props("aria-hidden=true")

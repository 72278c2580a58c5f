"""A page of the lab over the wire, without a browser: what it is made of, what is done on it, what is told to it."""

import asyncio
import html
import json
import re
import urllib.error
import urllib.request
from typing import Any, Self

import aiohttp
import socketio
from patience import PATIENCE, until


class WirePage:
    """One page as a browser holds it, without the drawing.

    Attributes:
        body: what was fetched.
        elements: what it is made of, by number.
        told: whatever was told to it since, as text.
        led_to: the path to which it was led last.
    """

    def __init__(self, web: aiohttp.ClientSession, address: str) -> None:
        self.web, self.address = web, address
        self.body, self.elements, self.told, self.led_to = "", {}, [], ""
        self._socket = socketio.AsyncClient(reconnection=False, http_session=web)
        self._socket.on("*", self._hear)

    async def open(self, path: str) -> Self:
        """Fetch a page and connect it."""
        async with self.web.get(f"{self.address}{path}") as answer:
            assert answer.status == 200
            self.body = await answer.text()
        found = re.search(r"parseElements\(String\.raw`(.*?)`\)", self.body, re.S)[1]
        self.elements = json.loads(html.unescape(found))
        self.client = re.search(r"'client_id': '([^']+)'", self.body)[1]
        query = f"client_id={self.client}&tab_id={id(self)}&document_id=d&implicit_handshake=true&next_message_id=0"
        path = {"socketio_path": "_nicegui_ws/socket.io", "transports": ["websocket"], "wait_timeout": PATIENCE}
        await self._socket.connect(f"{self.address}?{query}", **path)
        return self

    async def close(self) -> None:
        """Leave it."""
        await self._socket.disconnect()

    async def act(self, kind: str, tag: str, text: str = "", args: Any = None) -> None:
        """Do something to the element that has a tag and a text, as in ``act("click", "button", "Try it")``."""
        number, listener = next(
            (number, event["listener_id"])
            for number, element in self.elements.items()
            for event in element.get("events", ())
            if element["tag"] == tag and text in self._text(element) and event["type"] == kind
        )
        about = {"id": int(number), "client_id": self.client, "listener_id": listener, "args": [json.dumps(args)]}
        await self._socket.emit("event", about)

    async def hears(self, what: str) -> None:
        """Wait until something was told to it."""
        await asyncio.to_thread(until, lambda: any(what in text for text in self.told))

    def _text(self, element: dict[str, Any]) -> str:
        below = [self._text(self.elements[str(child)]) for child in element.get("children", ())]
        return " ".join([element.get("text") or "", *below])

    async def _hear(self, event: str, *messages: Any) -> None:
        for message in messages:
            self.told.append(json.dumps(message, ensure_ascii=False, default=str))
            if event == "update" and isinstance(message, dict):
                self.elements |= {name: each for name, each in message.items() if isinstance(each, dict)}
            if event == "open" and isinstance(message, dict):
                self.led_to = message["path"]


def answer(address, **headers):
    """Return status, headers and body of what a server answers."""
    request = urllib.request.Request(address, headers={name.replace("_", "-"): text for name, text in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.status, response.headers, response.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.headers, ""

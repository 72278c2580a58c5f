"""A room full of visitors: everybody watches two weeks a second and keeps clicking, and nobody waits.

uv run pytest -m slow -s tests/test_lab_load.py
"""

import asyncio
import json
import re
import time

import aiohttp
import numpy as np
import pytest
import socketio
from lab_browser import at_once, serving
from patience import FACTOR, PATIENCE
from wordofmouth.lab.server.session import readable
from wordofmouth.lab.sharing.links import encode
from wordofmouth.scenario.scenario import Scenario

VISITORS, SECONDS = 30, 20.0
A_WEEK, A_CLICK = 0.5, 2.0
# Seconds; what is measured here is speed.
MOST = 0.25 * FACTOR


class Visitor:
    """One page as a browser holds it, without the drawing."""

    def __init__(self, number, address, web, waits):
        self.number, self.address, self.web, self.waits = number, address, web, waits
        self.key, self.shown = "", asyncio.Event()

    async def come(self):
        """Open a page at a market of one's own."""
        began = time.perf_counter()
        link = encode(readable(Scenario.load("launch")), 1_000 * self.number)
        async with self.web.get(f"{self.address}/?run={link}") as answer:
            body = await answer.text()
        self.key = re.search(r'"first":{"key":"([^"]+)"', body)[1]
        self.client = re.search(r"'client_id': '([^']+)'", body)[1]
        button = re.search(r'"(\d+)":{"tag":"button"[^{}]*{[^{}]*other people[^{}]*},.*?"listener_id":"([^"]+)"', body)
        self.button, self.listener = int(button[1]), button[2]
        self.socket = socketio.AsyncClient(reconnection=False, http_session=self.web)
        self.socket.on("run_javascript", self.told)
        query = f"client_id={self.client}&tab_id={self.number}&document_id=d&implicit_handshake=true&next_message_id=0"
        path = {"socketio_path": "_nicegui_ws/socket.io", "transports": ["websocket"], "wait_timeout": PATIENCE}
        await self.socket.connect(f"{self.address}?{query}", **path)
        await self.ask("map")
        await self.ask("weeks?first=0")
        self.waits["page"].append(time.perf_counter() - began)

    async def told(self, message):
        found = re.search(r'"show", (\[.*\])\)', message["code"])
        if found:
            self.key = json.loads(found[1])[0]["key"]
            self.shown.set()

    async def ask(self, what):
        async with self.web.get(f"{self.address}/recording/{self.key}/{what}") as answer:
            assert answer.status == 200
            return await answer.read()

    async def watch(self, until):
        """Ask for a week twice a second."""
        week = 0
        while time.perf_counter() < until:
            began = time.perf_counter()
            await self.ask(f"weeks?first={week % 52}")
            self.waits["frame"].append(time.perf_counter() - began)
            week += 1
            await asyncio.sleep(A_WEEK)

    async def click(self, until):
        """Ask for other people every two seconds, and see their whole curve."""
        await asyncio.sleep(A_CLICK * self.number / VISITORS)
        while time.perf_counter() < until:
            self.shown.clear()
            began = time.perf_counter()
            about = {"id": self.button, "client_id": self.client, "listener_id": self.listener, "args": ["{}"]}
            await self.socket.emit("event", about)
            await asyncio.wait_for(self.shown.wait(), PATIENCE)
            self.waits["click"].append(time.perf_counter() - began)
            week = 0
            while not (header := unpacked(await self.ask(f"weeks?first={week}")))["over"]:
                week += header["count"]
            self.waits["curve"].append(time.perf_counter() - began)
            await asyncio.sleep(A_CLICK)


def unpacked(packed):
    return json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])


async def crowded(address):
    """Return how long everybody waited for what."""
    waits = {name: [] for name in ("page", "frame", "click", "curve")}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as web:
        visitors = [Visitor(number, address, web, waits) for number in range(VISITORS)]
        await asyncio.gather(*(visitor.come() for visitor in visitors))
        until = time.perf_counter() + SECONDS
        await asyncio.gather(*(act(until) for visitor in visitors for act in (visitor.watch, visitor.click)))
        await asyncio.gather(*(visitor.socket.disconnect() for visitor in visitors))
    return waits


@pytest.mark.slow
def test_nobody_waits_in_a_full_room():
    with serving("--class") as address:
        waits = at_once(crowded(address))
    for name, seconds in waits.items():
        middle, late, last = 1_000 * np.quantile(seconds, [0.5, 0.95, 1.0])
        print(f"\n{name}: {len(seconds)} times, half within {middle:.0f} ms, 95 % within {late:.0f}, all {last:.0f}")
    assert len(waits["click"]) >= VISITORS * SECONDS / A_CLICK / 2
    assert np.quantile(waits["frame"], 0.95) < MOST
    assert np.quantile(waits["click"], 0.95) < MOST

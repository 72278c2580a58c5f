"""A room full of visitors and one attacker among them: nobody else gets an error, nor waits long; memory is given back.

uv run pytest -m slow -s tests/lab/test_lab_attack.py

``WORDOFMOUTH_ATTACK`` says for how many seconds; five minutes unless given.
"""

import asyncio
import contextlib
import io
import itertools
import os
import re
import time
from pathlib import Path

import aiohttp
import pytest
from lab_browser import at_once, started
from patience import FACTOR, until
from test_lab_load import VISITORS, Visitor
from test_lab_share import packed
from wordofmouth.lab.sharing.links import encode
from wordofmouth.scenario.scenario import Scenario

SECONDS = float(os.environ.get("WORDOFMOUTH_ATTACK", "300"))
# Seconds, and the share of memory by which it may have grown a minute after all have left.
SLOWEST, LEFT_SECONDS, GROWN = 3.0 * FACTOR, 60.0, 0.2


def heavy(seed):
    """Return the link of as large a market as a pupil may ask for."""
    eight = [{"name": f"b{place}"} for place in range(8)]
    scenario = Scenario.load("launch").varied({"consumers": 2_000, "weeks": 200, "campaign": [], "variants": {}})
    return encode(scenario.varied({"brands": eight}), seed)


async def attack(address, web, until_then):
    """Ask for all that costs much, one after the other, and never look at the answers."""
    place = address.removeprefix("http://").split(":")
    held = []
    for number in itertools.count():
        if time.perf_counter() > until_then:
            break
        lies = packed(but={"campaign": {"length": 99_999}})
        for path in (f"/?run={heavy(number)}", f"/?run={lies}", "/class?teacher=guess", "/compare"):
            with contextlib.suppress(aiohttp.ClientError, OSError):
                async with web.get(f"{address}{path}") as answer:
                    body = await answer.text()
                if found := re.search(r'"first":{"key":"([^"]+)"', body):
                    async with web.get(f"{address}/recording/{found[1]}/weeks?first=200") as answer:
                        await answer.read()
        with contextlib.suppress(aiohttp.ClientError, OSError):
            async with web.post(f"{address}/upload/nobody?name=a.csv", data=io.BytesIO(2_000_000 * b"a")) as answer:
                await answer.read()
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(*place)
            writer.write(b"GET / HTTP/1.1\r\nX: ")
            held.append(writer)
        await asyncio.sleep(0.2)
    for writer in held:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def crowded(address):
    """Return how long everybody waited for what, with an attacker among them."""
    waits = {name: [] for name in ("page", "frame", "click", "curve")}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as web:
        visitors = [Visitor(number, address, web, waits) for number in range(VISITORS)]
        await asyncio.gather(*(visitor.come() for visitor in visitors))
        until_then = time.perf_counter() + SECONDS
        acts = [act(until_then) for visitor in visitors for act in (visitor.watch, visitor.click)]
        await asyncio.gather(attack(address, web, until_then), *acts)
        await asyncio.gather(*(visitor.socket.disconnect() for visitor in visitors))
    return waits


def memory_of(process):
    """Return the bytes that a process holds."""
    return 1_024 * int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())[1])


@pytest.mark.slow
def test_nobody_waits_for_an_attacker():
    with started("--port", "0", "--class") as (process, said):
        address = until(lambda: re.search(r"http://[^/\s]+", said.read_text()), process)[0]
        at_once(crowded_for_a_moment(address))
        before = memory_of(process)
        waits = at_once(crowded(address))
        for name, seconds in waits.items():
            print(f"\n{name}: {len(seconds)} times, the slowest {max(seconds):.2f} s")
        during = memory_of(process)
        time.sleep(LEFT_SECONDS)
        print(f"memory: {before / 1e6:.0f} MB before, {during / 1e6:.0f} during, {memory_of(process) / 1e6:.0f} after")
        assert max(max(seconds) for seconds in waits.values()) < SLOWEST
        assert "Traceback" not in said.read_text()
        assert memory_of(process) < (1 + GROWN) * before


async def crowded_for_a_moment(address):
    """Let everybody come once, so that what is built for the first of them is there."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as web:
        visitors = [Visitor(number, address, web, {"page": []}) for number in range(VISITORS)]
        await asyncio.gather(*(visitor.come() for visitor in visitors))
        await asyncio.gather(*(visitor.socket.disconnect() for visitor in visitors))

"""Frames: what the page asks for to draw a recording: its map, its weeks, and the people around one of them."""

import asyncio
import json
import time
from typing import Annotated, Any

import numpy as np
from fastapi import HTTPException, Query
from fastapi.responses import Response
from nicegui import app, run

from wordofmouth.engine.compiling import COMPILING
from wordofmouth.networks.network import Network
from wordofmouth.player.recording import Recording, Recordings

RECORDINGS = Recordings()
A_WHILE = 0.5
PATIENCE, MOMENT, GLANCE, LONGEST_GLANCE = 10.0, 0.06, 0.004, 0.1
MORE = 24
MOST_TIES = 60_000
MOST_AROUND = 240
MOST_NAMED = 20_000


@app.get("/recording/{key}/map")
async def recording_map(key: str) -> Response:
    """Return who is in a recording and where: see :func:`drawn`."""
    recording = await _recorded(key, 0, while_preparing=A_WHILE)
    return _bytes(await run.io_bound(drawn, recording))


@app.get("/recording/{key}/weeks")
async def recording_weeks(key: str, first: Annotated[int, Query(ge=0, le=100_000)] = 0) -> Response:
    """Return the weeks recorded from one on; wait for that one, if it is on its way."""
    await _recorded(key, first)
    # With it comes what is ready a moment later: fewer answers, and the whole curve sooner.
    recording = await _recorded(key, first + MORE, MOMENT)
    return _bytes(await run.io_bound(recording.weeks, first))


@app.get("/recording/{key}/around/{consumer}")
async def recording_around(key: str, consumer: int) -> Response:
    """Return the people around one, and what all of them are in every week: see :func:`around`."""
    recording = await _recorded(key, 0)
    if recording.network is None or not 0 <= consumer < recording.network.n:
        raise HTTPException(404)
    return _bytes(await run.io_bound(around, recording, recording.network, consumer))


def drawn(recording: Recording) -> bytes:
    """Return a map: a header in JSON, then what it counts.

    The header has the consumers' names, if they have any. If there is nothing yet it says so, and how far the engine
    is prepared: functions that are ready, how many there are, and seconds left; or null. After it: places, float32
    pairs (none in a crowd); circles, float32 triples; in which community each consumer is, int32; ties, int32 pairs;
    whether each is strong, and the consumers' traits, a byte each.
    """
    if recording.network is None or recording.places is None:
        waiting = {"waiting": True, "preparing": COMPILING.state}
        return _packed({"error": recording.error} if recording.error else waiting)
    network, places = recording.network, recording.places
    ties, strong = _ties(network) if not recording.crowd else (np.empty((0, 2), np.int32), np.empty(0, np.uint8))
    header = {
        "consumers": network.n,
        "communities": network.n_communities,
        "ties": len(ties),
        "crowd": recording.crowd,
        "network": network.digest,
        "places": len(places.places),
        "names": network.names if network.n <= MOST_NAMED else None,
    }
    arrays = (places.places, places.centres, network.community, ties, strong, np.frombuffer(recording.traits, np.uint8))
    return _packed(header, *arrays)


def around(recording: Recording, network: Network, consumer: int) -> bytes:
    """Return the people around one in a recording's network, as bytes.

    A header, their ids, int32; which ties are strong; states by week, a byte each.
    """
    begin, end = network.starts[consumer], network.starts[consumer + 1]
    others = network.targets[begin : min(end, begin + MOST_AROUND)]
    strong = (np.arange(len(others)) < network.strong[consumer]).astype(np.uint8)
    ids = np.concatenate([[consumer], others]).astype(np.int32)
    states = recording.states_of(ids)
    header = {"consumers": len(ids), "weeks": len(states), "ties": int(end - begin)}
    return _packed(header, ids, np.concatenate([[1], strong]).astype(np.uint8), states)


def _ties(network: Network) -> tuple[np.ndarray, np.ndarray]:
    source, target, strong = network.ties()
    if len(source) > MOST_TIES:
        sample = np.linspace(0, len(source) - 1, MOST_TIES).astype(np.int64)
        source, target, strong = source[sample], target[sample], strong[sample]
    return np.column_stack([source, target]), strong.astype(np.uint8)


def _packed(header: dict[str, Any], *arrays: np.ndarray[Any, Any]) -> bytes:
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    return len(text).to_bytes(4, "little") + text + b"".join(np.ascontiguousarray(each).tobytes() for each in arrays)


async def _recorded(key: str, week: int, patience: float = PATIENCE, while_preparing: float = PATIENCE) -> Recording:
    """Return a recording as soon as a week of it is recorded, or it is over, or patience is at an end.

    There may be less of it while the engine is prepared, so that the page can tell how far that is, and ask again.

    Raises:
        HTTPException: if there is no such recording.
    """
    recording = RECORDINGS.get(key)
    if recording is None:
        raise HTTPException(404)
    # Whoever asks for it is a browser that plays it.
    RECORDINGS.begin(key)
    begun, glance = time.monotonic(), GLANCE
    while recording.week < week and not recording.is_over:
        if time.monotonic() - begun > (patience if COMPILING.state is None else min(patience, while_preparing)):
            break
        await asyncio.sleep(glance)
        glance = min(1.2 * glance, LONGEST_GLANCE)
    return recording


def _bytes(content: bytes | None) -> Response:
    if content is None:
        # The server is being stopped.
        raise HTTPException(503)
    return Response(content, media_type="application/octet-stream", headers={"cache-control": "no-store"})

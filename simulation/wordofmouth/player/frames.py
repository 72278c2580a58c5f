"""Frames: what the page asks for to draw a recording: its map, its weeks, and the people around one of them."""

import asyncio
import time
from typing import Annotated

from fastapi import HTTPException, Query
from fastapi.responses import Response
from nicegui import app, run

from wordofmouth.engine.compiling import COMPILING
from wordofmouth.player.packing import around, drawn
from wordofmouth.player.recording import Recording, Recordings

RECORDINGS = Recordings()
A_WHILE = 0.5
PATIENCE, MOMENT, GLANCE, LONGEST_GLANCE = 10.0, 0.06, 0.004, 0.1
MORE = 24


@app.get("/recording/{key}/map")
async def recording_map(key: str) -> Response:
    """Return who is in a recording and where: see :func:`wordofmouth.player.packing.drawn`."""
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
    """Return the people around one, and what all of them are in every week: see :mod:`wordofmouth.player.packing`."""
    recording = await _recorded(key, 0)
    if recording.network is None or not 0 <= consumer < recording.network.n:
        raise HTTPException(404)
    return _bytes(await run.io_bound(around, recording, recording.network, consumer))


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

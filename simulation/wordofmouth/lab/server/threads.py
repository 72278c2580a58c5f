"""Threads: what takes a moment is done in one, so that no other page waits."""

import asyncio
from collections.abc import Callable

from nicegui import run

# For what any stranger may ask for without limit: whatever it takes, one thread does it.
_IN_TURN = asyncio.Semaphore(1)


async def in_thread[**P, R](work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what a function returns that runs in a thread.

    Raises:
        CancelledError: if the lab closes meanwhile; NiceGUI, which tells that by None, is to do the same one day.
    """
    done = await run.io_bound(lambda: (work(*args, **kwargs),))
    if done is None:
        raise asyncio.CancelledError
    return done[0]


async def in_turn[**P, R](work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what a function returns that runs in a thread when all that were asked for before have ended.

    Raises:
        CancelledError: if the lab closes meanwhile.
    """
    async with _IN_TURN:
        return await in_thread(work, *args, **kwargs)

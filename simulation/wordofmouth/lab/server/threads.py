"""Threads: what takes a moment is done in one, so that no other page waits."""

import asyncio
from collections.abc import Callable

from nicegui import run


async def in_thread[**P, R](work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what a function returns that runs in a thread.

    Raises:
        CancelledError: if the lab closes meanwhile; NiceGUI, which tells that by None, is to do the same one day.
    """
    done = await run.io_bound(lambda: (work(*args, **kwargs),))
    if done is None:
        raise asyncio.CancelledError
    return done[0]

"""The server: binds its port at once, imports what is heavy afterwards, and serves until it is interrupted."""

import contextlib
import dataclasses
import gc
import importlib
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING

from wordofmouth.lab.server.guard import Guard
from wordofmouth.lab.server.memory import LEFT
from wordofmouth.lab.server.proxy import Proxied
from wordofmouth.lab.server.settings import Settings, configure

if TYPE_CHECKING:
    from fastapi import FastAPI

PAGES = ("play", "compare", "desk", "lessons", "classroom", "results")
# At which addresses it listens: this machine's own alone, or all.
HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"
PORT, NEXT_PORTS = 8137, 20
LARGEST_MESSAGE = 1_000_000
MOST_CONNECTIONS = 4_000
TIDY_SECONDS = 10.0
# A page whose connection breaks, as on a school's Wi-Fi, is waited for so long; two fifths of it, one that is asked
# whether it is there: as long as it may take until a room of browsers that come at once is served.
RECONNECT_SECONDS = 30.0
_CLOSED = "\nThe lab is closed."
_PREPARING = "Preparing the engine for this machine; that happens once, and takes some ten seconds."


def serve(settings: Settings, bound: socket.socket, *, browser: bool = True) -> None:
    """Serve the lab on a socket that is :func:`listening` until it is interrupted.

    Heavy imports come last: a browser that is already on its way waits for the answer.
    """
    place, port = bound.getsockname()[:2]
    settings = dataclasses.replace(settings, bound=place, port=port)
    address = settings.address
    # An interruption in the middle of an import may be lost, or told at length; nothing is open yet. Whoever is told
    # of Ctrl-C may press it at once.
    signal.signal(signal.SIGINT, _close_at_once)
    print(f"The lab is open: {address}", *_said(settings), sep="\n", flush=True)
    if browser and _has_screen():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    try:
        _run(settings, bound)
    except KeyboardInterrupt:
        print(_CLOSED, flush=True)


def _said(settings: Settings) -> list[str]:
    """Return what whoever starts a lab is told of it."""
    lines = ["If no browser opens by itself, go there with one. Ctrl-C closes the lab."]
    if settings.only_here:
        return lines
    if settings.public is not None:
        return [*lines, f"The server there is to hand on what it is asked to {settings.own}."]
    if settings.addresses:
        return [*lines, "Whoever is in the same network can open it too; --host 127.0.0.1 keeps it to this machine."]
    return [*lines, "This machine is in no network, so nobody else can reach it yet: join one, or a phone's hotspot."]


def _close_at_once(*_: object) -> None:
    print(_CLOSED, flush=True)
    os._exit(0)


def listening(host: str, port: int | None = None) -> socket.socket:
    """Return a socket on a port, or on the first free one; connections wait in it until they are accepted.

    Raises:
        OSError: if no port is free.
    """
    tried = range(PORT, PORT + NEXT_PORTS) if port is None else (port,)
    for port in tried[:-1]:
        with contextlib.suppress(OSError):
            return _listening(host, port)
    return _listening(host, tried[-1])


def _run(settings: Settings, bound: socket.socket) -> None:
    # What is imported now stays: to look for garbage among it would only take time, now and later.
    gc.disable()
    # The lab asks nobody for anything and serves in one way: without the others its sockets are there sooner.
    for unused in ("aiohttp", "tornado"):
        sys.modules.setdefault(unused, None)  # type: ignore[arg-type]  # None: it cannot be imported
    import uvicorn

    from wordofmouth.engine.compiling import COMPILING

    COMPILING.tell(_say_once(_PREPARING))
    from wordofmouth.lab.server.connections import Connection

    config = uvicorn.Config(
        application(settings),
        http=Connection,
        log_level="warning",
        ws_max_size=LARGEST_MESSAGE,
        limit_concurrency=MOST_CONNECTIONS,
        server_header=False,
        # Whom another server saw is read here (Proxied), and only behind one.
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    uvicorn.Server(config).run(sockets=[bound])


def _say_once(line: str) -> Callable[[object], None]:
    """Return a listener that prints a line when it is first told of anything."""
    left = [line]

    def say(_: object) -> None:
        if left:
            print(left.pop(), flush=True)

    return say


def application(settings: Settings) -> "FastAPI":
    """Return the lab as a web application."""
    from fastapi import FastAPI
    from fastapi.middleware.gzip import GZipMiddleware
    from nicegui import app, ui

    from wordofmouth.lab.server import visitors
    from wordofmouth.lab.widgets.frame import SERVED, STATIC
    from wordofmouth.player import frames

    configure(settings)
    for start, folder in SERVED.items():
        app.add_static_files(start, folder, max_cache_age=31_536_000)
    for page in PAGES:
        _add(page)
    app.on_delete(LEFT.note)
    for tidy in (visitors.free_idle, frames.RECORDINGS.free_idle, LEFT.give_back):
        app.timer(TIDY_SECONDS, tidy)
    outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    ui.run_with(
        outer,
        title="Word of mouth",
        favicon=STATIC / "mark.svg",
        tailwind=False,
        show_welcome_message=False,
        gzip_middleware_factory=None,
        reconnect_timeout=RECONNECT_SECONDS,
    )
    public = settings.public
    outer.add_middleware(
        Guard,
        only_here=settings.only_here,
        largest_upload=settings.limits.upload,
        hosts=settings.hosts,
        origin=public.origin if public else "",
    )
    if not settings.only_here:
        outer.add_middleware(GZipMiddleware, compresslevel=4)
    outer.add_middleware(Proxied, public=public)
    return outer


def _add(page: str) -> None:
    """Add a page; one that cannot be imported is said to be missing, and does not take the others with it."""
    try:
        importlib.import_module(f"wordofmouth.lab.pages.{page}.page")
    except Exception as error:
        print(f"wom: the lab goes without {page}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)


def _has_screen() -> bool:
    """Return whether a browser has a window to open in; without one, Linux would begin one inside the terminal."""
    return not sys.platform.startswith("linux") or bool(os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"})


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    if os.name == "posix":
        # A lab that was just closed does not keep its port from the next; elsewhere this would mean to share it.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(place)
        bound.listen(128)
    except OSError:
        bound.close()
        raise
    return bound

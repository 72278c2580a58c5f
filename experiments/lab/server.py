"""The server: binds its port at once, imports what is heavy afterwards, and keeps strangers out."""

import importlib
import importlib.util
import ipaddress
import secrets
import socket
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from fastapi import FastAPI

PAGES = ("play", "compare_page", "lessons_page", "class_page", "results_page")
LARGEST_MESSAGE = 1_000_000

_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def serve(
    results: Sequence[Path] = (),
    *,
    classroom: bool = False,
    host: str = "127.0.0.1",
    port: int = 8137,
    browser: bool = True,
) -> None:
    """Serve the lab until it is interrupted.

    The port is bound before anything heavy is imported: a browser that is already on its way waits for the answer.
    """
    bound = _bound(host, port)
    address = f"http://{_shown(host)}:{bound.getsockname()[1]}"
    print(f"The lab is open at {address} (Ctrl-C closes it).", flush=True)
    if browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    import uvicorn

    from simulation.kernels import is_warm

    if not is_warm():
        print("Compiling the kernels for this machine; that happens once, and takes half a minute.", flush=True)
    config = uvicorn.Config(
        application(address, tuple(results), classroom), log_level="warning", ws_max_size=LARGEST_MESSAGE,
        server_header=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[bound])


def application(address: str, results: tuple[Path, ...] = (), classroom: bool = False) -> "FastAPI":
    """Return the lab as a web application."""
    from fastapi import FastAPI
    from fastapi.middleware.gzip import GZipMiddleware
    from nicegui import app, ui

    from experiments.lab.page import STATIC
    from experiments.lab.settings import Settings, settle

    settle(Settings(address, results, classroom))
    app.add_static_files("/static", STATIC, max_cache_age=31_536_000)
    for page in PAGES:
        if importlib.util.find_spec(f"experiments.lab.{page}"):
            importlib.import_module(f"experiments.lab.{page}")
    outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    ui.run_with(
        outer, title="Word of mouth", favicon=STATIC / "mark.svg", tailwind=False, show_welcome_message=False,
        gzip_middleware_factory=None,
    )  # fmt: skip
    outer.add_middleware(Guard, only_here=_is_loopback(urlsplit(address).hostname or ""))
    outer.add_middleware(GZipMiddleware, compresslevel=4)
    return outer


class Guard:
    """Middleware that refuses other sites' requests and tells browsers to run nothing but ours.

    A page of another site may not speak to the lab, be it through a name of its own that leads here: what has an
    origin must come from the host that it addresses, and a lab of this machine alone is addressed as such.
    """

    def __init__(self, app: Any, only_here: bool) -> None:
        self.app, self.only_here = app, only_here

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one request or one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if not self._is_welcome(headers):
            await _refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, _Sealing(send))

    def _is_welcome(self, headers: dict[str, str]) -> bool:
        host, origin = headers.get("host", ""), headers.get("origin")
        if self.only_here and not _is_loopback(urlsplit(f"//{host}").hostname or ""):
            return False
        return origin is None or urlsplit(origin).netloc == host


class _Sealing:
    """Sends a response with the headers of safety; scripts of the page's own get the nonce without which none runs."""

    def __init__(self, send: Any) -> None:
        self.send, self.nonce = send, secrets.token_urlsafe(16)
        self.start: dict[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower(): value for name, value in message["headers"]}
            policy = _POLICY.format(nonce=self.nonce)
            given |= {
                name.encode(): value.encode()
                for name, value in (_HEADERS | {"content-security-policy": policy}).items()
            }
            message["headers"] = list(given.items())
            if given.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in given:
                self.start = message
                return
        elif self.start is not None:
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            # What visitors wrote comes escaped, so every tag that begins a script is the page's own.
            body = self.body.replace(b"<script", b'<script nonce="%s"' % self.nonce.encode())
            self.start["headers"] = [
                *((name, value) for name, value in self.start["headers"] if name != b"content-length"),
                (b"content-length", b"%d" % len(body)),
            ]
            await self.send(self.start)
            message = {"type": "http.response.body", "body": body}
        await self.send(message)


async def _refuse(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"This address is not the lab's."})


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens; connections wait in it until they are accepted.

    Raises:
        OSError: with the address, if it is taken.
    """
    family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(place)
    except OSError as error:
        bound.close()
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from None
    bound.listen(128)
    return bound


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(host: str) -> str:
    """Return an address that a browser can open."""
    try:
        anywhere = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host
    if not anywhere:
        return f"[{host}]" if ":" in host else host
    try:
        # No packet is sent by this: it asks which of this machine's addresses leads out.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
    except OSError:
        return "127.0.0.1"

"""The guard: keeps other sites out, holds the hasty back, and tells browsers to run nothing but ours."""

import asyncio
import ipaddress
import secrets
from collections import OrderedDict
from typing import Any
from urllib.parse import urlsplit

from wordofmouth.lab.server.visitors import Allowance

REQUESTS_A_MINUTE = 12_000
MESSAGES_A_MINUTE = 1_200
MOST_ADDRESSES = 1_000
LARGEST_BODY = 1_000_000
UPLOADS = "/upload/"
_WAIT = 0.1
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


class Guard:
    """Middleware that refuses other sites' requests, and whoever asks for too much too fast.

    A page of another site may not speak to the lab, be it through a name of its own that leads here: what has an
    origin must come from the host that it addresses, and a lab of this machine alone is addressed as such.
    """

    def __init__(self, app: Any, only_here: bool, largest_upload: int) -> None:
        self.app, self.only_here, self.largest_upload = app, only_here, largest_upload
        self._allowances: OrderedDict[str, Allowance] = OrderedDict()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one request or one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not self._is_welcome(scope["headers"]):
            await _refuse(scope, receive, send, 403, b"This address is not the lab's.")
        elif not _is_short(scope["headers"], self._most_bytes(scope["path"])):
            await _refuse(scope, receive, send, 413, b"That is too long.")
        elif not self._allowance(scope).take():
            await _refuse(scope, receive, send, 429, b"Slowly: wait a moment.")
        elif scope["type"] == "websocket":
            await self.app(scope, _unhurried(receive), send)
        else:
            await self.app(scope, receive, _Sealing(send))

    def _is_welcome(self, headers: list[tuple[bytes, bytes]]) -> bool:
        hosts, origins = (
            [value.decode("latin-1") for key, value in headers if key == name] for name in (b"host", b"origin")
        )
        if len(hosts) != 1 or len(origins) > 1:
            return False
        try:
            if self.only_here and not is_loopback(urlsplit(f"//{hosts[0]}").hostname or ""):
                return False
            return not origins or urlsplit(origins[0]).netloc == hosts[0]
        except ValueError:
            return False

    def _most_bytes(self, path: str) -> int:
        return self.largest_upload if path.startswith(UPLOADS) else LARGEST_BODY

    def _allowance(self, scope: Any) -> Allowance:
        """Return what is left to the address from which a request comes; of few that asked long ago it is forgotten."""
        address = (scope.get("client") or ("",))[0]
        allowance = self._allowances.setdefault(address, Allowance(REQUESTS_A_MINUTE))
        self._allowances.move_to_end(address)
        if len(self._allowances) > MOST_ADDRESSES:
            self._allowances.popitem(last=False)
        return allowance


class _Sealing:
    """Sends a response with the headers of safety; scripts of the page's own get the nonce without which none runs."""

    def __init__(self, send: Any) -> None:
        self.send, self.nonce = send, secrets.token_urlsafe(16)
        self.start: dict[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            ours = {
                name.encode(): value.encode()
                for name, value in {**_HEADERS, "content-security-policy": _POLICY.format(nonce=self.nonce)}.items()
            }
            given = [(name, value) for name, value in message["headers"] if name.lower() not in ours]
            message["headers"] = [*given, *ours.items()]
            if dict(given).get(b"content-type", b"").startswith(b"text/html"):
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


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, as seen by itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_short(headers: list[tuple[bytes, bytes]], most: int) -> bool:
    """Return whether what is sent along is of a known length, and of at most so many bytes."""
    given = dict(headers)
    length = given.get(b"content-length", b"0")
    return b"transfer-encoding" not in given and length.isdigit() and int(length) <= most


def _unhurried(receive: Any) -> Any:
    """Return a way to receive messages that lets whoever sends too many wait, and loses none."""
    allowance = Allowance(MESSAGES_A_MINUTE)

    async def receive_in_time() -> Any:
        message = await receive()
        while message["type"] == "websocket.receive" and not allowance.take():
            await asyncio.sleep(_WAIT)
        return message

    return receive_in_time


async def _refuse(scope: Any, receive: Any, send: Any, status: int, why: bytes) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": why})

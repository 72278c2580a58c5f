"""The guard: keeps other sites out, holds the hasty back, and tells browsers to run nothing but ours."""

import asyncio
import contextlib
import ipaddress
import secrets
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from wordofmouth.lab.server.connections import LARGEST_HEAD, size_of
from wordofmouth.lab.server.visitors import Allowance, Allowances

REQUESTS_A_MINUTE = 12_000
MESSAGES_A_MINUTE = 1_200
MOST_SOCKETS = 400
LARGEST_BODY = 1_000_000
UPLOADS = "/upload/"
# Of a body that nobody reads: so much is taken all the same, since whoever is still sending hears no answer.
MOST_UNREAD, UNREAD_SECONDS = 100_000_000, 30.0
BODY_SECONDS = 120.0
_WAIT = 0.1
_POLICY = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {frames}"
)
# NiceGUI's own client compiles its templates in the browser, and evaluates what its server tells it to do.
_OF_A_PAGE = "'nonce-{nonce}' 'unsafe-eval'"
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
# Browsers obey it, and do not complain of it, only where they trust the way: on this machine.
_ON_THIS_MACHINE = {"cross-origin-opener-policy": "same-origin"}
# What is behind another server may stand in a frame of that server's own pages, as JupyterHub has it.
_FRAMED = {"x-frame-options": "SAMEORIGIN"}


class Guard:
    """Middleware that refuses other sites' requests, and whoever asks for too much too fast.

    A page of another site may not speak to the lab, be it through a name of its own that leads here: what has an
    origin must come from the host that it addresses, and a lab of this machine alone is addressed as such; one that is
    open to others, by the address that it shows, or the very one at which it is reached. The pages of one that is
    behind another server come from that one's ``origin``, which may also frame them.
    """

    def __init__(
        self, app: Any, only_here: bool, largest_upload: int, hosts: Iterable[str] = (), origin: str = ""
    ) -> None:
        self.app, self.only_here, self.largest_upload, self.origin = app, only_here, largest_upload, origin
        self._hosts = frozenset(host.lower() for host in hosts)
        self._allowances = Allowances(REQUESTS_A_MINUTE)
        self._sockets: Counter[str] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one request or one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._talk(scope, receive, send)
        else:
            body = _Body(scope["headers"], receive)
            is_here = is_loopback(_named(scope["headers"])) and not self.origin
            sealed = _Sealing(body.sending(send), is_here, framed=bool(self.origin))
            if refusal := self._refusal(scope):
                await _refuse(sealed, *refusal)
            else:
                # Whoever asks for the head alone is answered as if for all; the server leaves the rest out.
                method = "GET" if scope.get("method") == "HEAD" else scope.get("method")
                await self.app({**scope, "method": method}, body.receive, sealed)

    async def _talk(self, scope: Any, receive: Any, send: Any) -> None:
        address = _address(scope)
        self._sockets[address] += 1
        try:
            if self._refusal(scope) or self._sockets[address] > MOST_SOCKETS:
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self.app(scope, _unhurried(receive), send)
        finally:
            self._sockets[address] -= 1
            if not self._sockets[address]:
                del self._sockets[address]

    def _refusal(self, scope: Any) -> tuple[int, bytes] | None:
        """Return the status with which a request is refused, and why, if it is."""
        if not self._is_welcome(scope):
            return 403, b"This address is not the lab's."
        if size_of(scope) > LARGEST_HEAD:
            return 431, b"That is too long."
        if not _is_short(scope["headers"], self._most_bytes(scope["path"])):
            return 413, b"That is too long."
        if not self._allowances.of(_address(scope)).take():
            return 429, b"Slowly: wait a moment."
        return None

    def _is_welcome(self, scope: Any) -> bool:
        headers = scope["headers"]
        hosts, origins = (
            [value.decode("latin-1") for key, value in headers if key == name] for name in (b"host", b"origin")
        )
        if len(hosts) != 1 or len(origins) > 1:
            return False
        try:
            name = urlsplit(f"//{hosts[0]}").hostname or ""
            reached = (scope.get("server") or ("",))[0]
            if not is_loopback(name) and (self.only_here or name not in {*self._hosts, reached}):
                return False
            return not origins or urlsplit(origins[0]).netloc == hosts[0] or origins[0] == self.origin
        except ValueError:
            return False

    def _most_bytes(self, path: str) -> int:
        return self.largest_upload if path.startswith(UPLOADS) else LARGEST_BODY


class _Body:
    """The body of a request, which is heard out before the answer ends: who is still sending does not listen."""

    def __init__(self, headers: list[tuple[bytes, bytes]], receive: Any) -> None:
        given = dict(headers)
        length = given.get(b"content-length", b"0")
        # Whoever waits to be told to go on sends nothing yet.
        self._is_over = b"expect" in given or (length.isdigit() and int(length) == 0)
        self._is_heard = length.isdigit() and int(length) <= MOST_UNREAD
        self._receive = receive

    async def receive(self) -> Any:
        """Return the next message; that the sender is gone, if nothing comes for long."""
        if self._is_over:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), BODY_SECONDS)
        except TimeoutError:
            message = {"type": "http.disconnect"}
        self._is_over = message["type"] != "http.request" or not message.get("more_body")
        return message

    def sending(self, send: Any) -> Any:
        """Return a way to answer that ends when the body has."""

        async def send_last_when_heard(message: Any) -> None:
            is_last = message["type"] == "http.response.body" and not message.get("more_body")
            if not is_last or self._is_over or not self._is_heard:
                await send(message)
                return
            await send(message | {"more_body": True})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(UNREAD_SECONDS):
                    while not self._is_over:
                        await self.receive()
            await send({"type": "http.response.body", "body": b""})

        return send_last_when_heard


class _Sealing:
    """Sends a response with the headers of safety; scripts of the page's own get the nonce without which none runs."""

    def __init__(self, send: Any, is_here: bool, *, framed: bool) -> None:
        self.send, self.nonce = send, secrets.token_urlsafe(16)
        self.headers = _HEADERS | (_ON_THIS_MACHINE if is_here else {}) | (_FRAMED if framed else {})
        self._frames = "'self'" if framed else "'none'"
        self.start: dict[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            is_page = dict(message["headers"]).get(b"content-type", b"").startswith(b"text/html")
            scripts = _OF_A_PAGE.format(nonce=self.nonce) if is_page else ""
            policy = _POLICY.format(scripts=scripts, frames=self._frames)
            ours = {
                name.encode(): value.encode()
                for name, value in {**self.headers, "content-security-policy": policy}.items()
            }
            given = [(name, value) for name, value in message["headers"] if name.lower() not in ours]
            message["headers"] = [*given, *ours.items()]
            if is_page:
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


def _named(headers: list[tuple[bytes, bytes]]) -> str:
    """Return the host that a request names, without its port; nothing, if it names none or none that is one."""
    with contextlib.suppress(ValueError):
        return urlsplit(f"//{dict(headers).get(b'host', b'').decode('latin-1')}").hostname or ""
    return ""


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


async def _refuse(send: Any, status: int, why: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": why})


def _address(scope: Any) -> str:
    """Return the address from which a request comes."""
    return str((scope.get("client") or ("",))[0])

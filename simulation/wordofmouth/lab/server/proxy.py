"""Proxy: a lab behind another server, at a public address of its own, as https://school.example/lab.

The other server (nginx, a school's, JupyterHub's) speaks with browsers and hands on what they ask; it takes the prefix
off, or leaves it there, and names the public host or the lab's own. Who asks it tells in ``X-Forwarded-For``.
"""

from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from wordofmouth.errors import RequestError

_PREFIX, _FORWARDED = b"x-forwarded-prefix", b"x-forwarded-for"


class PublicAddress(NamedTuple):
    """Where browsers find a lab that is behind another server.

    Attributes:
        scheme: ``http`` or ``https``.
        place: the host, and the port unless it is the usual one.
        prefix: what the paths of the lab begin with there, as in ``/lab``; empty if it has the host for itself.
    """

    scheme: str
    place: str
    prefix: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the address that a text says.

        Raises:
            RequestError: if it is none.
        """
        rule = "must be where browsers find the lab, as https://school.example/lab"
        try:
            read = urlsplit(text)
            known = read.scheme in ("http", "https") and read.hostname and (read.port is None or read.port > 0)
        except ValueError:
            known = False
        extra = known and (read.query or read.fragment or "@" in read.netloc)
        if not known or extra or not read.path.isascii() or set(read.path) & set("\"'<>\\ "):
            raise RequestError(f"behind: {text!r} is not allowed: {rule}")
        return cls(read.scheme, read.netloc.lower(), read.path.rstrip("/"))

    @property
    def origin(self) -> str:
        """What a browser calls the origin of its pages."""
        return f"{self.scheme}://{self.place}"

    @property
    def host(self) -> str:
        """The name of the host, without its port."""
        return urlsplit(self.origin).hostname or ""

    def __str__(self) -> str:
        return self.origin + self.prefix


class Proxied:
    """Middleware that sees requests as the browser made them: from whom, in which scheme, below which prefix.

    A lab that is behind nothing believes nobody who says so.
    """

    def __init__(self, app: Any, public: PublicAddress | None) -> None:
        self.app, self.public = app, public

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one request or one connection."""
        if scope["type"] in ("http", "websocket"):
            scope = self._as_asked(scope)
        await self.app(scope, receive, send)

    def _as_asked(self, scope: Any) -> Any:
        headers = [(name, value) for name, value in scope["headers"] if name != _PREFIX]
        public = self.public
        if public is None:
            return {**scope, "headers": headers}
        prefix = public.prefix.encode("ascii")
        secure = public.scheme == "https"
        asked = {**scope, "headers": [*headers, (_PREFIX, prefix)]}
        asked["scheme"] = {"http": "https", "websocket": "wss"}[scope["type"]] if secure else scope["scheme"]
        if public.prefix and f"{scope['path']}/".startswith(f"{public.prefix}/"):
            asked["path"] = scope["path"].removeprefix(public.prefix) or "/"
            asked["raw_path"] = (scope.get("raw_path") or b"").removeprefix(prefix) or b"/"
        # The last of them is whom the other server saw; what stands before, anybody may have written.
        if forwarded := [value for name, value in headers if name == _FORWARDED]:
            asked["client"] = (forwarded[-1].decode("latin-1").rpartition(",")[2].strip(), 0)
        return asked

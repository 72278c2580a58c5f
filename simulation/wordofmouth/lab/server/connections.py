"""Connections: whoever opens one has to say what for, in few words and soon, and has not too many at a time."""

import asyncio
from collections import Counter
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wordofmouth.lab.server.settings import settings

# Of all lines before a body together, in bytes; and of the time that they take, in seconds.
LARGEST_HEAD, HEAD_SECONDS = 64_000, 10.0
# A class may come through one address; a browser opens six.
MOST_FROM_ONE = 400
_ANSWER = b"HTTP/1.1 %s\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_open: Counter[str] = Counter()


class Connection(HttpToolsProtocol):
    """A connection of uvicorn's, of which the head of each request is bounded in size and time."""

    _timer: asyncio.TimerHandle | None = None
    _address: str | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a connection, or close it if its address has too many."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        _open[self._address] += 1
        # Behind another server all come from that one's address; it is the one to bound them.
        if _open[self._address] > MOST_FROM_ONE and settings().public is None:
            self._close(b"429 Too Many Requests")
        else:
            self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._end_head()
        self._leave()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over; sockets are counted by whoever answers them."""
        self._end_head()
        self._leave()
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        """Read on, as long as a head is no longer than it may be."""
        if self._timer is None and (self.cycle is None or self.cycle.response_complete):
            self._begin_head()
        self._head_bytes += len(data)
        super().data_received(data)
        if self._timer is not None and self._head_bytes > LARGEST_HEAD:
            self._close(b"431 Request Header Fields Too Large")

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self._end_head()
        super().on_headers_complete()

    def _begin_head(self) -> None:
        self._head_bytes = 0
        self._timer = self.loop.call_later(HEAD_SECONDS, self._close, b"408 Request Timeout")

    def _end_head(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _leave(self) -> None:
        if self._address is not None:
            _open[self._address] -= 1
            if not _open[self._address]:
                del _open[self._address]
            self._address = None

    def _close(self, why: bytes) -> None:
        self._end_head()
        if not self.transport.is_closing():
            self.transport.write(_ANSWER % why)
            self.transport.close()


def size_of(scope: Any) -> int:
    """Return the bytes of a request's head."""
    lines = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    return lines + len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"")

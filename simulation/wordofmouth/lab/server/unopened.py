"""Unopened: pages that were sent and that no browser has opened since, of which the server holds a few only."""

import functools
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

# A room of thirty that opens two pages each at once; each takes some 2 MB until it is opened, or forgotten.
MOST = 60


class Sent(Protocol):
    """A page as the server holds it: NiceGUI's client."""

    id: str

    @property
    def is_deleted(self) -> bool:
        """Whether it is forgotten."""

    async def connected(self) -> None:
        """Wait until a browser opens it, or until it is forgotten."""

    def on_connect(self, handler: Callable[[], Any]) -> None:
        """Have something done when a browser opens it."""

    def on_delete(self, handler: Callable[[], Any]) -> None:
        """Have something done when it is forgotten."""

    def delete(self) -> None:
        """Forget it."""


class _Held(NamedTuple):
    page: Sent
    address: str


class Unopened:
    """Pages that no browser has opened yet; of more than so many, one is forgotten.

    It is the oldest of those that went to the address which has most of them, so nobody who fetches many pages makes
    those of others be forgotten. A browser that opens a forgotten page after all is told to load it again.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._pages: dict[str, _Held] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, page: Sent, address: str = "") -> None:
        """Count a page that has just been sent to an address, until it is opened or forgotten."""
        self._pages[page.id] = _Held(page, address)
        for when in (page.on_connect, page.on_delete):
            when(functools.partial(self._drop, page.id))
        while len(self._pages) > self._most:
            addresses = Counter(held.address for held in self._pages.values())
            ((most, _),) = addresses.most_common(1)
            oldest = next(held.page for held in self._pages.values() if held.address == most)
            self._drop(oldest.id)
            oldest.delete()

    def _drop(self, page: str) -> None:
        self._pages.pop(page, None)


UNOPENED = Unopened()


async def opened(page: Sent) -> bool:
    """Wait until a browser opens a page; return False if it is forgotten before.

    NiceGUI's own wait ends in both cases, so whatever follows it would be done for nobody.
    """
    await page.connected()
    return not page.is_deleted

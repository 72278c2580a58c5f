"""Unopened: pages that were sent and that no browser has opened since, of which the server holds a few only."""

import functools
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

# A room of thirty that opens two pages each at once; each takes some 2 MB until it is opened, or forgotten.
MOST = 60


class Sent(Protocol):
    """A page as the server holds it: NiceGUI's client."""

    id: str

    def on_connect(self, handler: Callable[[], Any]) -> None:
        """Have something done when a browser opens it."""

    def on_delete(self, handler: Callable[[], Any]) -> None:
        """Have something done when it is forgotten."""

    def delete(self) -> None:
        """Forget it."""


class Unopened:
    """Pages that no browser has opened yet; of more than so many the oldest are forgotten.

    A browser that opens one of these after all is told to load it again.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._pages: OrderedDict[str, Sent] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, page: Sent) -> None:
        """Count a page that has just been sent, until it is opened or forgotten."""
        self._pages[page.id] = page
        for when in (page.on_connect, page.on_delete):
            when(functools.partial(self._drop, page.id))
        while len(self._pages) > self._most:
            _, oldest = self._pages.popitem(last=False)
            oldest.delete()

    def _drop(self, page: str) -> None:
        self._pages.pop(page, None)


UNOPENED = Unopened()

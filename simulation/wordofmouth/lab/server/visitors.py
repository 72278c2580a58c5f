"""Visitors: what each may ask of the machine, so that none stalls the room, and that they are forgotten when gone."""

import secrets
import threading
import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from wordofmouth.errors import LimitReached

if TYPE_CHECKING:
    from wordofmouth.scenario.scenario import Scenario

IDLE = 30 * 60.0
MOST_VISITORS = 500


class Limits(NamedTuple):
    """What one visitor may ask for.

    Attributes:
        consumers, weeks: of one market, at most.
        work: consumers times weeks of one market, at most.
        markets_a_minute: how many new markets, in the long run; as many are free to begin with.
        upload: bytes of a file that is uploaded.
    """

    consumers: int
    weeks: int
    work: int
    markets_a_minute: int
    upload: int


ALONE = Limits(consumers=200_000, weeks=1_000, work=20_000_000, markets_a_minute=240, upload=20_000_000)
IN_CLASS = Limits(consumers=2_000, weeks=260, work=400_000, markets_a_minute=60, upload=1_000_000)


class Allowance:
    """What may be spent: so much to begin with, and as much again in the course of every minute."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.a_minute = a_minute
        self._clock, self._lock = clock, threading.Lock()
        self._refilled, self._left = clock(), float(a_minute)

    def take(self, count: int = 1) -> bool:
        """Spend something; return False, and spend nothing, if there is not so much left."""
        with self._lock:
            now = self._clock()
            self._left = min(float(self.a_minute), self._left + (now - self._refilled) * self.a_minute / 60)
            self._refilled = now
            if count > self._left:
                return False
            self._left -= count
            return True


class Visitor:
    """One browser page, known by a token that nobody can guess.

    Attributes:
        token: 128 random bits as text.
        limits: what the visitor may ask for.
        rest: what is done when the visitor has been idle too long, and may yet come back.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.token = secrets.token_urlsafe(16)
        self.limits = limits
        self.rest: Callable[[], None] = lambda: None
        self._clock, self._seen = clock, clock()
        self._markets = Allowance(limits.markets_a_minute, clock)

    @property
    def idle(self) -> float:
        """Seconds since the visitor was last seen."""
        return self._clock() - self._seen

    def seen(self) -> None:
        """Note that the visitor is there."""
        self._seen = self._clock()

    def check(self, scenario: "Scenario") -> None:
        """Check that a market is not too large for the visitor.

        Raises:
            LimitReached: if it is.
        """
        for reason, asked in (
            ("consumers", scenario.consumers),
            ("weeks", scenario.weeks),
            ("work", scenario.consumers * scenario.weeks),
        ):
            if asked > (limit := getattr(self.limits, reason)):
                raise LimitReached(reason, limit)

    def begin(self, scenario: "Scenario", markets: int = 1) -> None:
        """Count new markets that the visitor begins, if they are within the limits.

        Raises:
            LimitReached: if one is too large, or too many are begun a minute.
        """
        self.check(scenario)
        self.spend(markets)

    def spend(self, markets: int = 1) -> None:
        """Count as many new markets, or what takes as long.

        Raises:
            LimitReached: if those are too many a minute.
        """
        self.seen()
        if not self._markets.take(markets):
            raise LimitReached("markets_a_minute", self.limits.markets_a_minute)


class Visitors:
    """All who are there; whoever has been idle for half an hour is forgotten."""

    def __init__(self, limits: Limits = ALONE, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock, self._lock = clock, threading.Lock()
        self._there: dict[str, Visitor] = {}
        _HOUSES.add(self)

    def __len__(self) -> int:
        """Return how many are there."""
        return len(self._there)

    def enter(self) -> Visitor:
        """Return a new visitor.

        Raises:
            LimitReached: if the house is full.
        """
        self.free_idle()
        with self._lock:
            if len(self._there) >= MOST_VISITORS:
                raise LimitReached("visitors", MOST_VISITORS)
            visitor = Visitor(self.limits, self._clock)
            self._there[visitor.token] = visitor
            return visitor

    def find(self, token: str) -> Visitor | None:
        """Return who has a token, if that visitor is there still."""
        visitor = self._there.get(token)
        if visitor is not None:
            visitor.seen()
        return visitor

    def leave(self, token: str) -> None:
        """Forget a visitor, if there is such a one."""
        with self._lock:
            self._there.pop(token, None)

    def free_idle(self) -> list[str]:
        """Forget whoever has been idle too long, and return their tokens."""
        with self._lock:
            gone = [token for token, visitor in self._there.items() if visitor.idle > IDLE]
            left = [self._there.pop(token) for token in gone]
        for visitor in left:
            visitor.rest()
        return gone


_HOUSES: weakref.WeakSet[Visitors] = weakref.WeakSet()


def free_idle() -> None:
    """Forget whoever has been idle too long, on whatever page."""
    for house in list(_HOUSES):
        house.free_idle()

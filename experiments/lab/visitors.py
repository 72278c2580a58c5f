"""Visitors: what each may ask of the machine, so that none stalls the room, and that they are forgotten when gone."""

import secrets
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from simulation.scenario import Scenario

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


class TooMuch(ValueError):
    """A visitor asks for more than is hers: ``reason`` names the limit, ``limit`` says how much it allows."""

    def __init__(self, reason: str, limit: int) -> None:
        super().__init__(f"{reason}: at most {limit:,}")
        self.reason, self.limit = reason, limit


class Visitor:
    """One browser page, known by a token that nobody can guess.

    Attributes:
        token: 128 random bits as text.
        limits: what she may ask for.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.token = secrets.token_urlsafe(16)
        self.limits = limits
        self._clock, self._lock = clock, threading.Lock()
        self._seen = self._refilled = clock()
        self._left = float(limits.markets_a_minute)

    @property
    def idle(self) -> float:
        """Seconds since she was last seen."""
        return self._clock() - self._seen

    def seen(self) -> None:
        """Note that she is there."""
        self._seen = self._clock()

    def check(self, scenario: Scenario) -> None:
        """Check that a market is not too large for her.

        Raises:
            TooMuch: if it is.
        """
        for reason, asked in (
            ("consumers", scenario.consumers),
            ("weeks", scenario.weeks),
            ("work", scenario.consumers * scenario.weeks),
        ):
            if asked > (limit := getattr(self.limits, reason)):
                raise TooMuch(reason, limit)

    def begin(self, scenario: Scenario, markets: int = 1) -> None:
        """Count new markets that she begins, if they are within her limits.

        Raises:
            TooMuch: if one is too large, or she begins too many a minute.
        """
        self.seen()
        self.check(scenario)
        with self._lock:
            most, now = self.limits.markets_a_minute, self._clock()
            self._left = min(float(most), self._left + (now - self._refilled) * most / 60)
            self._refilled = now
            if markets > self._left:
                raise TooMuch("markets_a_minute", most)
            self._left -= markets


class Visitors:
    """All who are there; whoever has been idle for half an hour is forgotten."""

    def __init__(self, limits: Limits = ALONE, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock, self._lock = clock, threading.Lock()
        self._there: dict[str, Visitor] = {}

    def __len__(self) -> int:
        """Return how many are there."""
        return len(self._there)

    def enter(self) -> Visitor:
        """Return a new visitor.

        Raises:
            TooMuch: if the house is full.
        """
        self.free_idle()
        with self._lock:
            if len(self._there) >= MOST_VISITORS:
                raise TooMuch("visitors", MOST_VISITORS)
            visitor = Visitor(self.limits, self._clock)
            self._there[visitor.token] = visitor
            return visitor

    def find(self, token: str) -> Visitor | None:
        """Return who has a token, if she is there still."""
        visitor = self._there.get(token)
        if visitor is not None:
            visitor.seen()
        return visitor

    def leave(self, token: str) -> None:
        """Forget a visitor, if she was there."""
        with self._lock:
            self._there.pop(token, None)

    def free_idle(self) -> list[str]:
        """Forget whoever has been idle too long, and return their tokens."""
        with self._lock:
            gone = [token for token, visitor in self._there.items() if visitor.idle > IDLE]
            for token in gone:
                del self._there[token]
            return gone

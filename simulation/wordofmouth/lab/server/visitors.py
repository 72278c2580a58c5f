"""Visitors: what each may ask of the machine, so that none stalls the room, and that they are forgotten when gone."""

import secrets
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from wordofmouth.errors import LimitReached
from wordofmouth.runs.cost import work_of

if TYPE_CHECKING:
    from wordofmouth.scenario.scenario import Scenario

IDLE = 30 * 60.0
MOST_VISITORS = 500
GUESSES_A_MINUTE = 30


class Limits(NamedTuple):
    """What one visitor may ask for.

    Attributes:
        consumers, weeks: of one market, at most.
        work: steps that one market takes, at most; see :func:`wordofmouth.runs.cost.work_of`.
        seconds: of a processor's time that the recording of one market takes, at most.
        job_seconds: that what is asked at the desk may be told to take.
        markets_a_minute: how many new markets, in the long run; as many are free to begin with.
        upload: bytes of a file that is uploaded.
    """

    consumers: int
    weeks: int
    work: int
    seconds: float
    job_seconds: float
    markets_a_minute: int
    upload: int


ALONE = Limits(
    consumers=200_000,
    weeks=1_000,
    work=1_000_000_000,
    seconds=600.0,
    job_seconds=1_800.0,
    markets_a_minute=240,
    upload=20_000_000,
)
IN_CLASS = Limits(
    consumers=2_000, weeks=260, work=25_000_000, seconds=20.0, job_seconds=120.0, markets_a_minute=60, upload=1_000_000
)


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

    def give_back(self, count: int = 1) -> None:
        """Take back that something was spent."""
        with self._lock:
            self._left = min(float(self.a_minute), self._left + count)


class Allowances:
    """What each of many may spend: those who spent last are remembered."""

    def __init__(self, a_minute: int, most: int = 1_000) -> None:
        self._a_minute, self._most = a_minute, most
        self._by_name: OrderedDict[str, Allowance] = OrderedDict()

    def of(self, name: str) -> Allowance:
        """Return what is left to one."""
        allowance = self._by_name.setdefault(name, Allowance(self._a_minute))
        self._by_name.move_to_end(name)
        if len(self._by_name) > self._most:
            self._by_name.popitem(last=False)
        return allowance


class Guesses:
    """Tries at what only the right ones know: from each address so many a minute, whatever page they are made on."""

    def __init__(self, a_minute: int = GUESSES_A_MINUTE) -> None:
        self._a_minute, self._allowances = a_minute, Allowances(a_minute)

    def check[Answer](self, address: str, asked: Callable[[], Answer | None]) -> Answer | None:
        """Return what is found by a guess; a right one costs nothing.

        Raises:
            LimitReached: if too many were wrong; whether this one is right is not told then.
        """
        left = self._allowances.of(address)
        if not left.take():
            raise LimitReached("guesses", self._a_minute)
        answer = asked()
        if answer is not None:
            left.give_back()
        return answer


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
            ("work", work_of(scenario)),
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

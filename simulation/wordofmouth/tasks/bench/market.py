"""Benchmark: the market's speed and memory here, beside the slow twin on the same scenario in the same run."""

import importlib
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from wordofmouth.resources import CHECKOUT
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario

_TWIN = CHECKOUT / "tests" / "twin" / "reference_model.py"
_TWIN_CONSUMERS = 5_000
_REPEATS = 3


class Timing(NamedTuple):
    """How long one thing took (the median of several), and the memory of the consumers' tables."""

    what: str
    consumers: int
    weeks: int
    seconds: float
    bytes_each: float = float("nan")

    @property
    def nanoseconds(self) -> float:
        """Nanoseconds per consumer and week."""
        return self.seconds / (self.consumers * self.weeks) * 1e9


def measure(consumers: int, say: Callable[[str], None]) -> list[Timing]:
    """Time `launch` after compilation: a large market in one process, and a small one beside the slow twin.

    ``say`` is called with what is being done. Without the tests' folder there is no twin, and it is left out.
    """
    say("warming up: compiling what is not compiled yet")
    tiny = Scenario.load("launch").varied(consumers=_TWIN_CONSUMERS)
    for scenario in (tiny, _with_every_lever(tiny)):
        _market(scenario)
    large = Scenario.load("launch").varied(consumers=consumers)
    rows = []
    say(f"launch with {consumers:,} consumers, {_REPEATS} times")
    building, simulating = zip(*(_market(large) for _ in range(_REPEATS)), strict=True)
    each = simulating[0][1] / consumers
    rows.append(Timing("market: network and consumers built", consumers, large.weeks, statistics.median(building)))
    rows.append(
        Timing(
            "market: weeks simulated", consumers, large.weeks, statistics.median(took for took, _ in simulating), each
        )
    )
    full = statistics.median(_market(_with_every_lever(large))[1][0] for _ in range(_REPEATS))
    ratio = full / rows[-1].seconds
    rows.append(Timing(f"with every lever: weeks simulated ({ratio:.2f} times)", consumers, large.weeks, full))
    small = Scenario.load("launch").varied(consumers=_TWIN_CONSUMERS)
    quick = statistics.median(_market(small)[1][0] for _ in range(_REPEATS))
    rows.append(Timing("market: weeks simulated", _TWIN_CONSUMERS, small.weeks, quick))
    twin = _twin()
    if twin is None:
        say("the slow twin is in tests/, which is not here: left out")
        return rows
    say(f"the slow twin with {_TWIN_CONSUMERS:,} consumers, once")
    model = twin(small, 0, 0)
    started = time.perf_counter()
    model.run_model()
    slow = time.perf_counter() - started
    rows.append(
        Timing(f"slow twin: weeks simulated ({slow / quick:,.0f} times as long)", _TWIN_CONSUMERS, small.weeks, slow)
    )
    return rows


def _with_every_lever(scenario: Scenario) -> Scenario:
    return scenario.varied({"campaign": [{"kind": kind} for kind in Lever.kinds]})


def _market(scenario: Scenario) -> tuple[float, tuple[float, int]]:
    from wordofmouth.runs.simulate import weeks

    started = time.perf_counter()
    passing = weeks(scenario, seed=0)
    market = next(passing)
    built = time.perf_counter()
    deque(passing, maxlen=0)
    return built - started, (time.perf_counter() - built, market.nbytes)


def _twin() -> Any:
    if not _TWIN.is_file():
        return None
    sys.path.insert(0, str(_TWIN.parent))
    try:
        module = importlib.import_module(_TWIN.stem)
    finally:
        sys.path.remove(str(_TWIN.parent))
    return module.ReferenceModel

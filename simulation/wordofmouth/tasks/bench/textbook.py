"""Benchmark of a textbook's model: Bass on a network here, beside the same model in plain Mesa in the same run."""

import runpy
import statistics
import time
from collections import deque
from collections.abc import Callable

from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.resources import CHECKOUT
from wordofmouth.runs.simulate import weeks
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.bench.market import Timing

_PLAIN = CHECKOUT / "tests" / "twin" / "reference_bass.py"
_MESA_CONSUMERS = 10_000
_REPEATS = 5


def measure(consumers: int, say: Callable[[str], None]) -> list[Timing]:
    """Time Bass among neighbours after compilation: on a large network, and on a small one beside plain Mesa.

    ``say`` is called with what is being done. Networks are built beforehand. Without the tests' folder there is no
    plain model, and it is left out.
    """
    small, large = _scenario(_MESA_CONSUMERS), _scenario(consumers)
    say(f"building networks of {_MESA_CONSUMERS:,} and {consumers:,} consumers, and compiling")
    few, many = network_of(small, 0), network_of(large, 0)
    _simulated(small, few)
    rows = []
    for scenario, network in ((large, many), (small, few)):
        say(f"bass with {network.n:,} consumers, {_REPEATS} times")
        took = statistics.median(_simulated(scenario, network) for _ in range(_REPEATS))
        rows.append(Timing("bass among neighbours", network.n, scenario.weeks, took))
    if not _PLAIN.is_file():
        say("the plain model is in tests/, which is not here: left out")
        return rows
    say(f"plain Mesa with {_MESA_CONSUMERS:,} consumers, once")
    model = runpy.run_path(str(_PLAIN))["PlainBass"](few, small.model.p, small.model.q)
    started = time.perf_counter()
    for _ in range(small.weeks):
        model.step()
    slow = time.perf_counter() - started
    what = f"plain Mesa ({slow / rows[-1].seconds:,.0f} times as long)"
    return [*rows, Timing(what, _MESA_CONSUMERS, small.weeks, slow)]


def _scenario(consumers: int) -> Scenario:
    ties = {"kind": "random", "mean_degree": 10.0, "community_method": "none"}
    return Scenario(consumers=consumers, weeks=60, model={"kind": "bass", "around": "neighbours"}, network=ties)


def _simulated(scenario: Scenario, network: Network) -> float:
    passing = weeks(scenario, seed=0, network=network)
    next(passing)
    started = time.perf_counter()
    deque(passing, maxlen=0)
    return time.perf_counter() - started

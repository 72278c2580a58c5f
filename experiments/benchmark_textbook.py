"""Benchmark of a textbook's model: Bass on a network here, beside the same model in plain Mesa in the same run."""

import statistics
import time
from collections.abc import Callable

import mesa

from experiments.benchmark import Timing
from simulation.diffusion import Diffusion
from simulation.network import Network
from simulation.scenario import Scenario

_MESA_CONSUMERS = 10_000
_REPEATS = 5


def measure(consumers: int, say: Callable[[str], None]) -> list[Timing]:
    """Time Bass among neighbours after compilation: on a large network, and on a small one beside plain Mesa.

    ``say`` is told what is being done. Networks are built beforehand.
    """
    small, large = _scenario(_MESA_CONSUMERS), _scenario(consumers)
    say(f"building networks of {_MESA_CONSUMERS:,} and {consumers:,} consumers, and compiling")
    few, many = small.build_network(0), large.build_network(0)
    _lived(small, few)
    rows = []
    for scenario, network in ((large, many), (small, few)):
        say(f"bass with {network.n:,} consumers, {_REPEATS} times")
        took = statistics.median(_lived(scenario, network) for _ in range(_REPEATS))
        rows.append(Timing("bass among neighbours", network.n, scenario.weeks, took))
    say(f"plain Mesa with {_MESA_CONSUMERS:,} consumers, once")
    model = PlainBass(few, small.model.p, small.model.q)
    started = time.perf_counter()
    for _ in range(small.weeks):
        model.step()
    slow = time.perf_counter() - started
    what = f"plain Mesa ({slow / rows[-1].seconds:,.0f} times as long)"
    return [*rows, Timing(what, _MESA_CONSUMERS, small.weeks, slow)]


def _scenario(consumers: int) -> Scenario:
    ties = {"kind": "random", "mean_degree": 10.0, "community_method": "none"}
    return Scenario(consumers=consumers, weeks=60, model={"kind": "bass", "around": "neighbours"}, network=ties)


def _lived(scenario: Scenario, network: Network) -> float:
    run = Diffusion(scenario, network=network)
    started = time.perf_counter()
    run.run()
    return time.perf_counter() - started


class PlainBass(mesa.Model):
    """Bass on a network as one writes it in Mesa: all decide, and then all act."""

    def __init__(self, network: Network, p: float, q: float) -> None:
        super().__init__(rng=0)
        self.p, self.q = p, q
        consumers = [PlainConsumer(self) for _ in range(network.n)]
        for i, consumer in enumerate(consumers):
            consumer.friends = [consumers[j] for j in network.targets[network.starts[i] : network.starts[i + 1]]]

    def step(self) -> None:
        """Live through one period."""
        self.agents.do("decide")
        self.agents.do("act")


class PlainConsumer(mesa.Agent):
    """A consumer who adopts by herself, or the sooner the more of her friends have."""

    friends: list["PlainConsumer"]
    adopted = adopts = False

    def decide(self) -> None:
        """Adopt with p + q times the share of friends who have adopted."""
        if not self.adopted:
            share = sum(friend.adopted for friend in self.friends) / max(len(self.friends), 1)
            self.adopts = self.random.random() < self.model.p + self.model.q * share

    def act(self) -> None:
        """Have adopted from now on, if so decided."""
        self.adopted = self.adopted or self.adopts

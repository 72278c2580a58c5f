"""Benchmark of cascades: ours beside NDlib's and CyNetDiff's, on one network, from one set of seeds, in one run.

The two are in the optional group ``bench``; whichever is not installed is left out.
"""

import importlib.util
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network

CONSUMERS, SEEDS = 10_000, 10
PROBABILITIES = (0.01, 0.02, 0.05, 0.1)
_ROUNDS = 5


class CascadeTiming(NamedTuple):
    """What a cascade takes with one library.

    Attributes:
        library: whose it is.
        probability: of a tie.
        cascades: how many were run in a round.
        mean, error: consumers reached, seeds among them, with its standard error.
        each: seconds for one cascade, the median of some rounds.
    """

    library: str
    probability: float
    cascades: int
    mean: float
    error: float
    each: float


def measure(
    say: Callable[[str], None], consumers: int = CONSUMERS, network: "Network | None" = None
) -> list[CascadeTiming]:
    """Time cascades from ten seeds, at some probabilities, in a network, a scale-free one unless given."""
    from wordofmouth.networks.building import network_of
    from wordofmouth.scenario.scenario import Scenario

    made = Scenario.from_dict({"consumers": consumers, "network": {"kind": "scale_free"}})
    # Others' graphs go by numbers, whatever a file calls its consumers.
    network = replace(network or network_of(made, 0), names=None)
    seeds = np.arange(SEEDS) * (network.n // SEEDS)
    ways = [("wom", _ours, 1000)]
    for library, prepare, cascades in (("cynetdiff", _cynetdiff, 1000), ("ndlib", _ndlib, 3)):
        if importlib.util.find_spec(library) is None:
            say(f"{library} is not installed: uv sync --group bench")
        else:
            ways.append((library, prepare, cascades))
    timings = []
    for probability in PROBABILITIES:
        for library, prepare, cascades in ways:
            say(f"{library}: {cascades:,} cascades, each tie carries with probability {probability:g}")
            timings.append(_timed(library, prepare(network, probability, seeds), probability, cascades))
    return timings


def _timed(library: str, sizes: Callable[[int, int], Array], probability: float, cascades: int) -> CascadeTiming:
    sizes(1, 0)
    rounds, took = [], []
    for number in range(1, _ROUNDS + 1):
        started = time.perf_counter()
        rounds.append(sizes(cascades, number))
        took.append((time.perf_counter() - started) / cascades)
    reached = np.concatenate(rounds)
    error = float(reached.std(ddof=1)) / math.sqrt(len(reached))
    return CascadeTiming(library, probability, cascades, float(reached.mean()), error, statistics.median(took))


def _ours(network: "Network", probability: float, seeds: Array) -> Callable[[int, int], Array]:
    from wordofmouth.seeding.spread import spreads
    from wordofmouth.seeding.spreading import independent_cascade

    cascade = independent_cascade(network, probability)
    return lambda runs, number: spreads(cascade, seeds, runs, number)


def _cynetdiff(network: "Network", probability: float, seeds: Array) -> Callable[[int, int], Array]:
    from cynetdiff.utils import networkx_to_ic_model

    model, places = networkx_to_ic_model(network.to_networkx().to_directed(), activation_prob=probability, rng=1)
    model.set_seeds({places[i] for i in seeds.tolist()})

    def sizes(runs: int, number: int) -> Array:
        reached = np.empty(runs)
        for run in range(runs):
            model.reset_model()
            model.advance_until_completion()
            reached[run] = model.get_num_activated_nodes()
        return reached

    return sizes


def _ndlib(network: "Network", probability: float, seeds: Array) -> Callable[[int, int], Array]:
    from ndlib.models import ModelConfig
    from ndlib.models.epidemics import IndependentCascadesModel

    graph = network.to_networkx()
    settings = ModelConfig.Configuration()
    settings.add_model_initial_configuration("Infected", seeds.tolist())
    for tie in graph.edges():
        settings.add_edge_configuration("threshold", tie, probability)

    def sizes(runs: int, number: int) -> Array:
        reached = np.empty(runs)
        for run in range(runs):
            model = IndependentCascadesModel(graph, seed=1000 * number + run)
            model.set_initial_status(settings)
            counts = model.iteration()["node_count"]
            while counts[1]:
                counts = model.iteration()["node_count"]
            reached[run] = counts[2]
        return reached

    return sizes

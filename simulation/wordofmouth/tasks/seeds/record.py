"""The record of a choice of seeds: whom, by which strategy, and how many are reached through them."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.results.files import atomic
from wordofmouth.statistics.intervals import normal_half_width

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network


class Choice(NamedTuple):
    """The seeds of one strategy.

    Attributes:
        strategy: which.
        seeds: int32 ids, the first chosen first.
        reached, error: consumers reached, seeds among them, on average over the runs, and its standard error.
        guarantee: what is known of how good they are, in a sentence; empty for a strategy that has none.
        unit: what is counted: consumers reached, or what a market has more with them than without.
    """

    strategy: str
    seeds: np.ndarray
    reached: float
    error: float
    guarantee: str
    unit: str = "consumers reached"


def save(path: Path, network: "Network", choice: Choice) -> None:
    """Write the seeds as CSV: ``rank``, ``consumer`` (its number), ``name`` (in the network's file), ``degree``."""
    with atomic(path) as unfinished, unfinished.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["rank", "consumer", "name", "degree"])
        for rank, i in enumerate(choice.seeds.tolist(), 1):
            writer.writerow([rank, i, name_of(network, i), int(network.degree[i])])


def name_of(network: "Network", consumer: int) -> str:
    """Return what a file calls a consumer; its number where there is no file."""
    return network.names[consumer] if network.names else str(consumer)


def interval(choice: Choice) -> tuple[float, float]:
    """Return the 95 % interval of the consumers reached on average."""
    half = normal_half_width(choice.error)
    return choice.reached - half, choice.reached + half

"""The record of a choice of seeds: whom, by which strategy, and how many are reached through them."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from wordofmouth.engine.records import Array
from wordofmouth.results.files import atomic
from wordofmouth.results.records import Presented
from wordofmouth.statistics.intervals import normal_half_width

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network
    from wordofmouth.scenario.scenario import Scenario


# What is counted in a market at the end: the brand's buyers, or its profit over all weeks.
Aim = Literal["buyers", "profit"]


class SeedChoice(NamedTuple):
    """The seeds of one strategy.

    Attributes:
        strategy: which.
        seeds: int32 ids, the first chosen first.
        reached, error: consumers reached, seeds among them, on average over the runs, and its standard error.
        guarantee: what is known of how good they are, in a sentence; empty for a strategy that has none.
        unit: what is counted: consumers reached, or what a market has more with them than without.
    """

    strategy: str
    seeds: Array
    reached: float
    error: float
    guarantee: str
    unit: str = "consumers reached"


@dataclass(frozen=True)
class SeedChoices(Presented):
    """What strategies choose in a network.

    Attributes:
        scenario: whose model says how word spreads.
        network: among whom seeds are chosen.
        choices: one for each strategy, the best first.
    """

    task: ClassVar[str] = "seeds"

    scenario: "Scenario"
    network: "Network"
    choices: tuple[SeedChoice, ...]

    @property
    def best(self) -> SeedChoice:
        """The choice through which most are reached."""
        return self.choices[0]


def save(path: Path, network: "Network", choice: SeedChoice) -> None:
    """Write the seeds as CSV: ``rank``, ``consumer`` (its number), ``name`` (in the network's file), ``degree``."""
    with atomic(path) as unfinished, unfinished.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["rank", "consumer", "name", "degree"])
        for rank, i in enumerate(choice.seeds.tolist(), 1):
            writer.writerow([rank, i, name_of(network, i), int(network.degree[i])])


def name_of(network: "Network", consumer: int) -> str:
    """Return what a file calls a consumer; its number where there is no file."""
    return network.names[consumer] if network.names else str(consumer)


def interval(choice: SeedChoice) -> tuple[float, float]:
    """Return the 95 % interval of the consumers reached on average."""
    half = float(normal_half_width(choice.error))
    return choice.reached - half, choice.reached + half

"""The record of a valuation: what each customer, or each of a group, is worth to a brand."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from wordofmouth.engine.records import Array
from wordofmouth.results.files import atomic
from wordofmouth.results.records import Presented
from wordofmouth.statistics.claims import is_distinguishable
from wordofmouth.statistics.means import Means, difference_intervals, mean_intervals
from wordofmouth.statistics.multiplicity import holm

if TYPE_CHECKING:
    from wordofmouth.networks.network import Network
    from wordofmouth.scenario.scenario import Scenario

# What a value is made of.
PARTS = ("own", "acceleration", "expansion", "spent")


class Worth(NamedTuple):
    """What a customer is worth, or one of a group on average; arrays (replications,), in money at its worth of week 1.

    Attributes:
        consumer: the customer's number; −1 for a group.
        segment: the group; empty for a single customer.
        people: of how many on average over the runs.
        own: what the customer's own purchases bring.
        acceleration: what others bring more because they buy sooner, those who would have bought in any case.
        expansion: what others bring who would not have bought.
        spent: what the brand spends less with the customer than without, below 0 where the customer costs something.
    """

    consumer: int
    segment: str
    people: float
    own: Array
    acceleration: Array
    expansion: Array
    spent: Array

    @property
    def social(self) -> Array:
        """What others bring more: by whom the customer convinces, sooner or at all."""
        return self.acceleration + self.expansion

    @property
    def total(self) -> Array:
        """What the customer is worth: own purchases, others', and what the brand spends less."""
        return self.own + self.social + self.spent

    def mean(self, part: str) -> Means:
        """Return the mean of a part, as ``total`` or ``own``, with its 95 % interval."""
        return mean_intervals(getattr(self, part))


@dataclass(frozen=True)
class Values(Presented):
    """What customers are worth to a brand.

    Attributes:
        scenario: the market.
        network: its ties.
        brand: to which brand.
        worths: the most valuable first, by their means.
        replications: how many runs with, and without each.
        among: from how many consumers those were chosen who are looked at; 0 where they were named.
        names: whether customers are called by their names in the network's file, beside their numbers.
    """

    task: ClassVar[str] = "value"

    scenario: "Scenario"
    network: "Network"
    brand: str
    worths: tuple[Worth, ...]
    replications: int
    among: int = 0
    names: bool = False

    @property
    def best(self) -> Worth:
        """Whose mean is highest."""
        return self.worths[0]

    @property
    def alike(self) -> tuple[Worth, ...]:
        """All whose value is not statistically distinguishable from the highest, by Holm's correction."""
        first, *others = self.worths
        p_values = [float(difference_intervals(other.total, first.total).p) for other in others]
        return tuple(other for other, p in zip(others, holm(p_values), strict=True) if not is_distinguishable(p))

    def label(self, worth: Worth) -> str:
        """Return what a customer is called where names are asked for, else the number; of a group its segment."""
        if worth.segment:
            return worth.segment
        return self.network.names[worth.consumer] if self.names and self.network.names else str(worth.consumer)

    def rows(self) -> list[dict[str, object]]:
        """Return the values as data, a row each, the most valuable first; NaN for an end that cannot be told."""
        rows = []
        for rank, worth in enumerate(self.worths, 1):
            row: dict[str, object] = {"rank": rank}
            row |= {"segment": worth.segment, "people": worth.people} if worth.segment else {"consumer": worth.consumer}
            row |= {"name": self.label(worth)} if self.names and not worth.segment else {}
            for part in ("total", "own", "social", *PARTS[1:]):
                mean = worth.mean(part)
                row |= {part: float(mean.mean), f"{part}_low": float(mean.low), f"{part}_high": float(mean.high)}
            rows.append(row)
        return rows


def save(path: Path, values: Values) -> None:
    """Write :meth:`Values.rows` as CSV; an end that cannot be told is empty."""
    rows = values.rows()
    with atomic(path) as unfinished, unfinished.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({key: "" if value != value else value for key, value in row.items()} for row in rows)

"""The consumer model: no textbook's but ours, whose runs are markets."""

from collections.abc import Collection
from typing import ClassVar, Literal

from wordofmouth.market.market import Market
from wordofmouth.market.measures import all_measures
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.parts import Measure
from wordofmouth.scenario.scenario import Scenario


class Consumer(Model):
    """Our own: consumers who hear praise and criticism, weigh them against what is at stake, and buy or do not."""

    knows: ClassVar[frozenset[str]] = frozenset(
        {"campaigns", "rivals", "segments", "messages", "decisions", "influence", "seeds"}
    )
    kind: Literal["consumer"] = "consumer"
    words = {"name": "ours"}

    def measured(self, scenario: Scenario) -> list[Measure]:
        """Return the measures of a market."""
        return all_measures(scenario)

    def start(
        self,
        scenario: Scenario,
        seed: int = 0,
        replication: int = 0,
        network: Network | None = None,
        record: Collection[str] = (),
    ) -> Market:
        """Return a market before its first week."""
        return Market(scenario, seed, replication, network, record)

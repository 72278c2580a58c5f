"""Textbook models: what all of them declare, and how a run of one begins."""

from abc import abstractmethod
from collections.abc import Collection
from typing import Any, ClassVar

from wordofmouth.diffusion.diffusion import Diffusion, State
from wordofmouth.errors import ScenarioError
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.parts import Measure
from wordofmouth.scenario.scenario import Scenario

BUYERS = Measure("buyers", "consumers", "consumers who have adopted")
PENETRATION = Measure("penetration", "share", "share of consumers who have adopted", whole=False)
NEW_BUYERS = Measure("new_buyers", "consumers", "consumers who adopted in this period")


class TextbookModel(Model):
    """A published rule of diffusion, of one brand and without a campaign.

    It names its ``states``, of which the first is everyone's at the start, and says in :meth:`begin` and :meth:`step`
    who is in which.
    """

    states: ClassVar[tuple[State, ...]] = ()

    def measured(self, scenario: Scenario) -> list[Measure]:
        """Return the measures of its table: buyers, and how many are in each state."""
        counted = [Measure(state.name, "consumers", f"consumers {state.description}") for state in self.states]
        return [BUYERS, PENETRATION, NEW_BUYERS, *(measure for measure in counted if measure.name != BUYERS.name)]

    def start(
        self,
        scenario: Scenario,
        seed: int = 0,
        replication: int = 0,
        network: Network | None = None,
        record: Collection[str] = (),
    ) -> Diffusion:
        """Return a run of a scenario before its first period."""
        if record:
            raise ScenarioError([f"model: {self.kind!r} has no {', '.join(sorted(record))} to record"])
        return Diffusion(scenario, seed, replication, network)

    @abstractmethod
    def begin(self, run: Diffusion) -> Any:
        """Set the states of those who are not in the first, and return what is kept from period to period."""

    @abstractmethod
    def step(self, run: Diffusion) -> None:
        """Simulate one period: change ``run.state``."""

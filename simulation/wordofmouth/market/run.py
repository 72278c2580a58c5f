"""Run: what a scenario brought to life is to whoever lets it live, whatever its model."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from wordofmouth.engine.records import Array, Table
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import Measure
from wordofmouth.scenario.scenario import Scenario

# What a consumer can be to the first brand: the places of the states that every run knows.
UNAWARE, AWARE, CONVINCED, DETERRED, OWNER, DISAPPOINTED = range(6)
STATES = ("unaware", "aware", "convinced", "deterred", "owner", "disappointed")


class Run(Protocol):
    """One run of a scenario, week by week: a market, or a textbook's diffusion.

    Attributes:
        scenario, seed, replication: what the run is.
        week: the week under way, from 1; 0 before the first.
        n: how many consumers there are.
        network: their ties.
        campaign: what brands do, as it is among the consumers who are simulated.
        measures: what is measured each week of each brand.
        notes: what whoever asked for this run should know, in words.
    """

    scenario: Scenario
    seed: int
    replication: int
    week: int
    n: int
    network: Network
    campaign: tuple[Lever, ...]
    measures: list[Measure]
    notes: list[str]

    def run(self) -> None:
        """Simulate the weeks that the scenario has left."""

    def step(self) -> None:
        """Simulate one week: open it, let the levers act that are due, close it."""

    def open_week(self) -> None:
        """Begin a week."""

    def due(self) -> Iterable[Lever]:
        """Return the levers whose schedule has them act this week, in the order of the campaign."""

    def act(self, lever: Lever) -> None:
        """Let a lever act, if its condition holds."""

    def close_week(self) -> None:
        """Let consumers live through the rest of the week, and measure it."""

    @property
    def history(self) -> Mapping[str, list[Array]]:
        """What was measured: by measure, an array (brands,) for each week."""

    def latest(self, brand: int = 0) -> dict[str, float]:
        """Return what was measured last of one brand."""

    def table(self) -> dict[str, Array]:
        """Return the adoption table by column: ``week``, ``brand`` and every measure; a row per week and brand."""

    def columns(self) -> Mapping[str, Array]:
        """Return what consumers are, and are to the first brand: arrays (n,) by name, to be read and written."""

    def states(self) -> Array:
        """Return the state of every consumer towards the first brand, uint8 (n,): places in :data:`STATES`."""

    def messages(self) -> Table:
        """Return this week's messages, where they are recorded, see :data:`wordofmouth.market.recorder.MESSAGE`."""

    @property
    def nbytes(self) -> int:
        """Memory of the consumers' tables in bytes; the network is not counted."""

"""Diffusion: a textbook model brought to life under one seed, period by period; and what begins any scenario."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.engine.randomness import run_key
from wordofmouth.errors import ScenarioError
from wordofmouth.market.market import Market
from wordofmouth.networks.network import Network
from wordofmouth.scenario.scenario import Scenario

if TYPE_CHECKING:
    from wordofmouth.scenario.families.model import Model


class Diffusion:
    """Consumers under a textbook model in one run of a scenario; it lives and tells as a :class:`Market` does.

    Attributes:
        scenario, seed, replication, key: what the run is; ``key`` addresses its random numbers.
        model: the rules, see :mod:`wordofmouth.diffusion.models`.
        week: the period under way, from 1; 0 before the first.
        network: a :class:`Network`; consumers' ties.
        state: uint8 (n,), the place of each consumer's state among the model's ``states``.
        kept: what the model keeps from period to period.
        notes: what whoever asked for this run should know, in words.
        history: by measure, an array (1,) for each period.
    """

    def __init__(self, scenario: Scenario, seed: int = 0, replication: int = 0, network: Network | None = None) -> None:
        self.scenario, self.seed, self.replication = scenario, seed, replication
        self.key = run_key(seed, replication)
        self.model: Model = scenario.model
        self.network = network or scenario.build_network(seed, replication)
        self.n = self.network.n
        _check_model(scenario, self.n)
        self.notes = [f"network: {line}" for line in self.network.notes]
        self.week = 0
        self.state = np.zeros(self.n, np.uint8)
        self.measures = scenario.measures()
        self.history: dict[str, list[np.ndarray[Any, Any]]] = {measure.name: [] for measure in self.measures}
        self._buyers = 0
        self.kept = self.model.begin(self)

    def run(self) -> None:
        """Live through the periods that the scenario has left."""
        while self.week < self.scenario.weeks:
            self.step()

    def step(self) -> None:
        """Live through one period."""
        self.open_week()
        self.close_week()

    def open_week(self) -> None:
        """Begin a period."""
        self.week += 1

    def close_week(self) -> None:
        """Let the model's rules work, and count."""
        self.model.step(self)
        counts = [int(np.count_nonzero(self.state == place)) for place in range(len(self.model.states))]
        buyers = sum(count for count, state in zip(counts, self.model.states, strict=True) if state.adopted)
        seen = {"buyers": buyers, "penetration": buyers / self.n, "new_buyers": buyers - self._buyers}
        seen |= {state.name: count for count, state in zip(counts, self.model.states, strict=True)}
        for name, values in self.history.items():
            values.append(np.array([seen[name]]))
        self._buyers = buyers

    def latest(self, brand: int = 0) -> dict[str, float]:
        """Return what was measured last."""
        return {name: float(values[-1][brand]) for name, values in self.history.items()}

    def table(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return the adoption table by column: ``week``, ``brand`` and every measure; a row per period."""
        name = self.scenario.brands[0].name
        columns = {"week": np.arange(1, self.week + 1), "brand": np.array([name] * self.week, dtype=object)}
        return columns | {measure: np.concatenate(values) for measure, values in self.history.items()}

    def note(self, line: str) -> None:
        """Note what whoever asked for this run should know; the same line is kept once."""
        if line not in self.notes:
            self.notes.append(line)

    @property
    def nbytes(self) -> int:
        """Memory of the consumers' states in bytes; neither what the model keeps nor the network is counted."""
        return self.state.nbytes


def begin(
    scenario: Scenario,
    seed: int = 0,
    replication: int = 0,
    network: Network | None = None,
    record: Collection[str] = (),
) -> Market | Diffusion:
    """Bring a scenario to life, by its model: a market of ours, or a textbook's diffusion.

    Raises:
        ScenarioError: if it does not fit its network, or a textbook's model is to record what it does not know.
    """
    if scenario.model.kind == "consumer":
        return Market(scenario, seed, replication, network, record)
    if record:
        raise ScenarioError([f"model: {scenario.model.kind!r} has no {', '.join(sorted(record))} to record"])
    return Diffusion(scenario, seed, replication, network)


def _check_model(scenario: Scenario, n: int) -> None:
    found = scenario.model.mistakes(n)
    if n != scenario.consumers and found:
        raise ScenarioError(
            f"model.{field}: {value!r} is not allowed on this network: {rule}" for field, value, rule in found
        )

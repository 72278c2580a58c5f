"""Diffusion: a textbook model brought to life under one seed, period by period."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol, cast

import numpy as np

from wordofmouth.engine.randomness import run_key
from wordofmouth.engine.records import Array, Table, table
from wordofmouth.errors import ScenarioError
from wordofmouth.market.copies.copied import Copied
from wordofmouth.market.recorder import MESSAGE
from wordofmouth.market.run import AWARE, OWNER, UNAWARE
from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.whole.scale import of_the_market, rounded, sampled, stands_for


class State(NamedTuple):
    """What a consumer can be under a model; who has ``adopted`` counts as a buyer.

    ``like`` says which of the states that every run knows it comes to, of :data:`wordofmouth.market.run.STATES`; unless
    given that of an owner for who has adopted, of the unaware for the first state and of the aware for others.
    """

    name: str
    description: str
    adopted: bool = False
    like: int | None = None


class Rules(Protocol):
    """What a run asks of a textbook's model, see :mod:`wordofmouth.diffusion.textbook`."""

    @property
    def states(self) -> Sequence[State]:
        """What consumers can be; the first is everyone's at the start."""

    def begin(self, run: "Diffusion") -> Any:
        """Set the states of those who are not in the first, and return what is kept from period to period."""

    def step(self, run: "Diffusion") -> None:
        """Simulate one period."""


class Diffusion(Copied):
    """Consumers under a textbook model in one run of a scenario; it lives and tells as a :class:`Market` does.

    Attributes:
        scenario, seed, replication, key: what the run is; ``key`` addresses its random numbers.
        stands_for: how many people each consumer stands for.
        model: the rules, see :mod:`wordofmouth.diffusion.models`.
        week: the period under way, from 1; 0 before the first.
        network: a :class:`Network`; consumers' ties.
        state: uint8 (n,), the place of each consumer's state among the model's ``states``.
        memory: what the model keeps from period to period.
        notes: what whoever asked for this run should know, in words.
        history: by measure, an array (1,) for each period.
        adopted: how many have adopted so far.
    """

    campaign: tuple[Lever, ...] = ()
    changing = ("week", "notes", "state", "memory", "past", "adopted")

    def __init__(self, scenario: Scenario, seed: int = 0, replication: int = 0, network: Network | None = None) -> None:
        self.scenario, self.seed, self.replication = scenario, seed, replication
        self.key = run_key(seed, replication)
        self.network = network or network_of(scenario, seed, replication)
        self.n = self.network.n
        self.stands_for = stands_for(scenario.market, self.n)
        model = sampled(scenario.model, self.stands_for)
        _check_model(scenario, model, self.n)
        self.model = cast(Rules, model)
        self.notes = [f"network: {line}" for line in self.network.notes]
        self.notes += rounded({"model": scenario.model}, self.stands_for)
        self.week = 0
        self.state = np.zeros(self.n, np.uint8)
        self.measures = scenario.measures()
        self.history: dict[str, list[Array]] = {measure.name: [] for measure in self.measures}
        self.adopted = 0
        self.memory = self.model.begin(self)

    def run(self) -> None:
        """Simulate the periods that the scenario has left."""
        while self.week < self.scenario.weeks:
            self.step()

    def step(self) -> None:
        """Simulate one period."""
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
        seen = {"buyers": buyers, "penetration": buyers / self.n, "new_buyers": buyers - self.adopted}
        seen |= {state.name: count for count, state in zip(counts, self.model.states, strict=True)}
        seen = of_the_market(seen, self.measures, self.stands_for)
        for name, values in self.history.items():
            values.append(np.array([seen[name]]))
        self.adopted = buyers

    def remember(self, measured: dict[str, Array]) -> None:
        """Let this be what was measured so far."""
        self.history = {measure.name: list(measured[measure.name]) for measure in self.measures}

    def go_on_from(self, before: "Diffusion") -> None:
        """Take over, in a new run of a changed scenario, what another has become."""
        for name, value in copy.deepcopy({name: getattr(before, name) for name in self.changing}).items():
            setattr(self, name, value)

    def latest(self, brand: int = 0) -> dict[str, float]:
        """Return what was measured last."""
        return {name: float(values[-1][brand]) for name, values in self.history.items()}

    def table(self) -> dict[str, Array]:
        """Return the adoption table by column: ``week``, ``brand`` and every measure; a row per period."""
        name = self.scenario.brands[0].name
        # A period under way has not been counted yet.
        periods = len(self.history[self.measures[0].name])
        columns = {"week": np.arange(1, periods + 1), "brand": np.array([name] * periods, dtype=object)}
        return columns | {
            measure.name: np.concatenate([np.empty(0, measure.dtype), *self.history[measure.name]])
            for measure in self.measures
        }

    def columns(self) -> dict[str, Array]:
        """Return what consumers are: the place of each one's ``state`` among the model's."""
        return {"state": self.state}

    def states(self) -> Array:
        """Return the state of every consumer, uint8 (n,): places in :data:`wordofmouth.market.run.STATES`."""
        usual = (UNAWARE, *[AWARE] * (len(self.model.states) - 1))
        places = [
            (OWNER if state.adopted else other) if state.like is None else state.like
            for state, other in zip(self.model.states, usual, strict=True)
        ]
        return np.array(places, np.uint8)[self.state]

    def messages(self) -> Table:
        """Return no messages: a textbook's consumers send none."""
        return table(MESSAGE, 0)

    def due(self) -> Iterator[Lever]:
        """Yield no levers: a textbook's model knows no campaign."""
        return iter(())

    def act(self, lever: Lever) -> None:
        """Refuse to let a lever act.

        Raises:
            ScenarioError: always.
        """
        raise ScenarioError([f"campaign.{lever.label}: the model {self.scenario.model.kind!r} knows no campaigns"])

    def note(self, line: str) -> None:
        """Note what whoever asked for this run should know; the same line is kept once."""
        if line not in self.notes:
            self.notes.append(line)

    @property
    def nbytes(self) -> int:
        """Memory of the consumers' states in bytes; neither what the model keeps nor the network is counted."""
        return self.state.nbytes


def _check_model(scenario: Scenario, model: Model, n: int) -> None:
    mistakes = model.mistakes(n)
    if n != scenario.consumers and mistakes:
        raise ScenarioError(
            f"model.{field}: {value!r} is not allowed on this network: {rule}" for field, value, rule in mistakes
        )

"""WordOfMouth: the market as a Mesa model."""

import functools
import math
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from mesa.agentset import AbstractAgentSet, AgentSet
from mesa.experimental.scenarios import Scenario as MesaScenario
from mesa.time import Priority

from wordofmouth.errors import ScenarioError
from wordofmouth.mesa.agents import ConsumerAgent, ConsumerSet
from wordofmouth.mesa.attributes import Notes
from wordofmouth.mesa.parameters import of_paths, parameters_of, resolved
from wordofmouth.networks.files.given import given_network
from wordofmouth.networks.network import Ties
from wordofmouth.runs.simulate import start
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.numbers import counted

if TYPE_CHECKING:
    import pandas

# How many rows a notebook shows.
_FEW = 10


class WordOfMouth(mesa.Model):  # type: ignore[misc]  # Mesa does not say that it has types
    """A market that lives in Mesa: steps are weeks, agents are consumers, the campaign runs on Mesa's events.

    >>> model = WordOfMouth("launch", rng=7, consumers=1000)
    >>> model.run_model()
    >>> model.adoption[["week", "penetration"]]

    Args:
        scenario: a scenario, a preset's name or a file, also by keyword; the default scenario unless given.
        rng: the seed; chosen at random unless given.
        replication: another number gives another run of the same seed.
        network: ties to use instead of the scenario's: a network, a graph of networkx or igraph, a matrix, a file.
        parameters: values by path, as in ``varied``; a double underscore stands for a dot (``brand__quality=0.6``).

    ``model.market.scenario`` is the scenario with all values; ``model.scenario`` stands for it where Mesa and its pages
    ask. Agents of one's own kinds may live beside the consumers, who come with the market and stay.

    Between the weeks t − 1 and t, at time t − 0.5, the levers of week t act; what is scheduled then, with
    ``model.schedule_event(function, at=t - 0.5)``, acts with them. (Mesa does not keep the function alive: no lambda.)
    """

    def __init__(
        self,
        # Not called `scenario`, or a page of Mesa's would not hand on the one that its visitor chooses.
        base: Scenario | MesaScenario | str | Path | None = None,
        /,
        *,
        rng: Any = None,
        replication: int = 0,
        network: Ties | None = None,
        **parameters: Any,
    ) -> None:
        if "seed" in parameters:
            raise ScenarioError(["seed: in Mesa it is called rng, as in WordOfMouth('launch', rng=7)"])
        scenario = parameters.pop("scenario", base)
        if isinstance(scenario, MesaScenario):
            rng = scenario.rng if rng is None else rng
            scenario = resolved(scenario)
        super().__init__(rng=int(rng) if isinstance(rng, np.integer) else rng)
        declared = of_paths(Scenario() if scenario is None else scenario, parameters)
        ties = None if network is None else given_network(network)
        self.market = start(declared, seed=int(self._seed), replication=replication, network=ties)
        self.scenario = parameters_of(declared, self._seed)
        self.notes = Notes()
        # Consumers have the first numbers; agents of other kinds those after them.
        self.agent_id_counter = self.market.n + 1
        self._closed = 0
        # Not closures, of which Python makes no pickles.
        latest = {each.name: functools.partial(_latest, measure=each.name) for each in self.market.measures}
        self.datacollector = mesa.DataCollector(model_reporters=latest)
        self._schedule_campaign()

    def step(self) -> None:
        """Simulate the rest of a week whose campaign has acted, and collect what is measured of the first brand."""
        self.market.close_week()
        self._closed = self.market.week
        self.datacollector.collect(self)
        self._schedule_campaign()
        self.running = self.market.week < self.market.scenario.weeks

    def _do_step(self) -> None:
        super()._do_step()
        if self._closed < self.market.week:
            # A step of a user's own that does not call ours: the week is lived all the same.
            WordOfMouth.step(self)

    def _schedule_campaign(self) -> None:
        week = self.market.week + 1
        # Mesa keeps weak references to what it calls: these keep it alive.
        self._acts: list[Callable[[], None]] = [self.market.open_week]
        self._acts += [functools.partial(self._act, lever) for lever in self.market.campaign if lever.is_due(week)]
        for act in self._acts:
            # Whatever else is due between the weeks, and whoever scheduled it when, the week is opened first.
            priority = Priority.HIGH if act == self.market.open_week else Priority.DEFAULT
            self.schedule_event(act, at=week - 0.5, priority=priority)

    def _act(self, lever: Lever) -> None:
        self.market.act(lever)

    @property
    def agents(self) -> AbstractAgentSet[Any]:
        """All consumers, and agents of other kinds if there are any; views are made when somebody looks."""
        consumers = self._consumers()
        if not len(self._all_agents):
            return consumers
        # Sets of Mesa's do not keep their agents alive: the model does.
        self._views = list(consumers)
        return AgentSet([*self._views, *self._all_agents], random=self.random)

    def _consumers(self) -> ConsumerSet:
        return ConsumerSet.of(self, self.market, np.arange(self.market.n))

    @property
    def agent_types(self) -> list[type[mesa.Agent]]:
        """ConsumerAgent, and the other types of agents if there are any."""
        return [ConsumerAgent, *super().agent_types]

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], AbstractAgentSet[Any]]:
        """All consumers under their type, and other agents under theirs."""
        return {ConsumerAgent: self._consumers(), **super().agents_by_type}

    def remove_all_agents(self) -> None:
        """Refuse: a market keeps its consumers."""
        raise TypeError("consumers do not leave the market; agents of other kinds are removed one by one")

    def reset_rng(self, rng: Any = None) -> None:
        """Reset ``model.rng``, which is the user's: what happens in the market has addressed numbers, and no state.

        Raises:
            ValueError: for another seed, which only another model can have.
        """
        if rng is not None and rng != self._seed:
            raise ValueError(f"rng: a market keeps its seed; for another, make another model, WordOfMouth(rng={rng!r})")
        super().reset_rng()

    def reset_randomizer(self, seed: int | None = None) -> None:
        """Reset ``model.random``, as :meth:`reset_rng` does ``model.rng``."""
        self.reset_rng(seed)
        self.random.seed(self._seed)

    @property
    def adoption(self) -> "pandas.DataFrame":
        """The adoption table: a row per brand and week that is over."""
        import pandas

        return pandas.DataFrame(self.market.table()).astype({"brand": "str"})

    def _repr_html_(self) -> str:
        """Return how far it has come, and the latest rows of the adoption table, for a notebook."""
        scenario, adoption = self.market.scenario, self.adoption
        week = 0 if adoption.empty else int(adoption["week"].max())
        where = f"{scenario.name}: {counted(scenario.consumers, 'consumer')}, week {week} of {scenario.weeks}"
        return f"<p><strong>{escape(where)}</strong></p>{adoption.tail(_FEW).to_html(index=False)}"


def _latest(model: WordOfMouth, measure: str) -> Any:
    weeks = model.market.history[measure]
    return weeks[-1][0].item() if weeks else math.nan

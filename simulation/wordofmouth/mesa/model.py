"""WordOfMouth: the market as a Mesa model."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from mesa.time import Priority

from wordofmouth.errors import ScenarioError
from wordofmouth.mesa.agents import ConsumerAgent, ConsumerSet
from wordofmouth.networks.network import Network
from wordofmouth.runs.simulate import start
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas


class WordOfMouth(mesa.Model):  # type: ignore[misc]  # Mesa does not say that it has types
    """A market that lives in Mesa: steps are weeks, agents are consumers, the campaign runs on Mesa's events.

    >>> model = WordOfMouth("launch", rng=7, consumers=1000)
    >>> model.run_model()
    >>> model.adoption[["week", "penetration"]]

    Args:
        scenario: a scenario, a preset's name or a file; the default scenario unless given.
        rng: the seed; chosen at random unless given.
        replication: another number gives another run of the same seed.
        network: ties to use instead of the scenario's.
        parameters: values by path, as in ``varied``; a double underscore stands for a dot (``brand__quality=0.6``).

    Between the weeks t − 1 and t, at time t − 0.5, the levers of week t act; what is scheduled then, with
    ``model.schedule_event(function, at=t - 0.5)``, acts with them. (Mesa does not keep the function alive: no lambda.)
    """

    # In place of Mesa's own property, which would write to the scenario, which is frozen.
    scenario: Scenario = None  # type: ignore[assignment]  # set as the model is made

    def __init__(
        self,
        scenario: Scenario | str | Path | None = None,
        *,
        rng: Any = None,
        replication: int = 0,
        network: Network | None = None,
        **parameters: Any,
    ) -> None:
        if "seed" in parameters:
            raise ScenarioError(["seed: in Mesa it is called rng, as in WordOfMouth('launch', rng=7)"])
        super().__init__(rng=int(rng) if isinstance(rng, np.integer) else rng)
        if scenario is None:
            scenario = Scenario()
        elif not isinstance(scenario, Scenario):
            scenario = Scenario.load(scenario)
        self.scenario = scenario.varied({name.replace("__", "."): value for name, value in parameters.items()})
        self.market = start(self.scenario, seed=int(self._seed), replication=replication, network=network)
        # Not closures, of which Python makes no pickles.
        latest = {each.name: functools.partial(_latest, measure=each.name) for each in self.market.measures}
        self.datacollector = mesa.DataCollector(model_reporters=latest)
        self._schedule_campaign()

    def step(self) -> None:
        """Simulate the rest of a week whose campaign has acted, and collect what is measured of the first brand."""
        self.market.close_week()
        self.datacollector.collect(self)
        self._schedule_campaign()
        self.running = self.market.week < self.scenario.weeks

    def _schedule_campaign(self) -> None:
        week = self.market.week + 1
        # Mesa keeps weak references to what it calls: these keep it alive.
        self._acts: list[Callable[[], None]] = [self.market.open_week]
        self._acts += [functools.partial(self._act, lever) for lever in self.scenario.campaign if lever.is_due(week)]
        for act in self._acts:
            # Whatever else is due between the weeks, and whoever scheduled it when, the week is opened first.
            priority = Priority.HIGH if act == self.market.open_week else Priority.DEFAULT
            self.schedule_event(act, at=week - 0.5, priority=priority)

    def _act(self, lever: Lever) -> None:
        self.market.act(lever)

    @property
    def agents(self) -> ConsumerSet:
        """All consumers; views are made when somebody looks."""
        return ConsumerSet.of(self, self.market, np.arange(self.market.n))

    @property
    def agent_types(self) -> list[type[ConsumerAgent]]:
        """The one type of agent, ConsumerAgent."""
        return [ConsumerAgent]

    @property
    def agents_by_type(self) -> dict[type[ConsumerAgent], ConsumerSet]:
        """All consumers, under their type."""
        return {ConsumerAgent: self.agents}

    @property
    def adoption(self) -> "pandas.DataFrame":
        """The adoption table: a row per week and brand."""
        import pandas

        return pandas.DataFrame(self.market.table())


def _latest(model: WordOfMouth, measure: str) -> Any:
    return model.market.history[measure][-1][0].item()

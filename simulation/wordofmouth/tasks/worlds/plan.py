"""The plan of a comparison: which markets are simulated, each once, though several scenarios ask for it."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from wordofmouth.runs.runner import without_campaign
from wordofmouth.scenario.scenario import Scenario


class Plan(NamedTuple):
    """What is simulated: every market once, though several scenarios or their baselines ask for it.

    Attributes:
        markets: the scenarios to simulate.
        own: the place among them of each scenario.
        plain: by the name that a baseline has, its place among them.
    """

    markets: list[Scenario]
    own: list[int]
    plain: dict[str, int]

    @classmethod
    def of(cls, scenarios: Sequence[Scenario]) -> Self:
        """Return what is to be run for some scenarios."""
        markets: list[Scenario] = []
        places: dict[str, int] = {}

        def place(scenario: Scenario) -> int:
            key = market_of(scenario)
            if key not in places:
                places[key] = len(markets)
                markets.append(scenario)
            return places[key]

        own = [place(scenario) for scenario in scenarios]
        named = baseline_names(scenarios)
        firsts = {scenario.name: scenario for scenario in scenarios if named.get(scenario.name) == scenario.name}
        return cls(markets, own, {name: place(first.without_campaign()) for name, first in firsts.items()})


def market_of(scenario: Scenario) -> str:
    """Return what decides what happens: all but what it is called."""
    return scenario.model_dump_json(exclude={"name", "title", "variants", "economics"})


def baseline_names(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """Return by scenario the name of its baseline: of the first whose market without a campaign is the same."""
    firsts: dict[str, str] = {}
    plain = {scenario.name: without_campaign(scenario) for scenario in scenarios}
    return {name: firsts.setdefault(market_of(market), name) for name, market in plain.items() if market is not None}

"""People: a scenario among so few that each can be seen."""

from typing import Any

from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.scenario import Scenario

PEOPLE = 360


def readable(scenario: Scenario, people: int = PEOPLE) -> Scenario:
    """Return a scenario among so few people that each can be seen; a campaign gives to the same share of them."""
    if scenario.network.brings_consumers or scenario.consumers <= people:
        return scenario
    changes: dict[str, Any] = {"consumers": people, "variants": {}}
    changes |= {f"network.{name}": value for name, value in scenario.network.to_be_seen().items()}
    return scenario.varied(changes | _shares(scenario, people))


def among(scenario: Scenario, network: NetworkGenerator, people: int) -> Scenario:
    """Return a scenario among the people of a network in a file; a campaign gives to the same share of them.

    What is done to consumers by number is left out: those were other people.
    """
    anonymous = [lever.model_dump() for lever in scenario.campaign if not getattr(lever, "consumers", ())]
    scenario = scenario.varied({"campaign": anonymous, "variants": {}})
    whole = {"network": network.model_dump(), "consumers": people}
    return scenario.varied(whole | _shares(scenario, people))


def _shares(scenario: Scenario, people: int) -> dict[str, int]:
    """Return the counts of a campaign's levers by path, for another number of people; those of a market stay."""
    if scenario.market:
        return {}
    counts = {
        f"campaign.{lever.label}.{field}": getattr(lever, field, 0)
        for lever in scenario.campaign
        for field in ("count", "capacity")
    }
    fewest = min(3, people)
    return {path: max(round(count * people / scenario.consumers), fewest) for path, count in counts.items() if count}

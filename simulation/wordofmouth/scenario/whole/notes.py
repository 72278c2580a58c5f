"""Notes: what a scenario may say, and yet hardly means."""

from collections.abc import Iterator
from typing import Any

from wordofmouth.scenario.whole.rates import priced


def notes_of(scenario: Any) -> Iterator[str]:
    """Yield what is allowed and yet hardly meant, a line each: a lever that never acts, for one."""
    weeks, first = range(1, scenario.weeks + 1), scenario.brands[0]
    campaign = [priced(lever, scenario.rates) for lever in scenario.campaign]
    due = {lever.label: [week for week in weeks if lever.is_due(week)] for lever in campaign}
    vain = {lever.label: lever.in_vain(scenario) for lever in campaign}
    for lever in campaign:
        if not due[lever.label]:
            yield f"campaign.{lever.label}: it never acts within the {scenario.weeks} weeks"
    yield from (f"campaign.{label}: it changes nothing: {why}" for label, why in vain.items() if why)
    yield from (f"brands.{each.name}: it never enters" for each in scenario.brands if each.enters > scenario.weeks)
    for lever in campaign:
        if lever.when and due[lever.label] == [1]:
            yield (
                f"campaign.{lever.label}: it never acts: its condition is asked in week 1, before anything is measured"
            )
    for lever in campaign:
        acts = due[lever.label] and lever.brand in ("", first.name) and not vain[lever.label]
        if acts and lever.is_free(first.unit_cost):
            yield f"campaign.{lever.label}: it costs nothing as it is set, so all that it brings is profit"

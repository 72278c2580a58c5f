"""What is said of a market beside every number of it: of how many people it speaks, in which money, from which day."""

import datetime
from collections.abc import Mapping
from typing import Any

from wordofmouth.words.catalogue import Words

_DAYS = 7


def week_begins(start: str, week: int) -> datetime.date | None:
    """Return the day on which a week begins, from 1; None where nobody has said when the first does."""
    return datetime.date.fromisoformat(start) + datetime.timedelta(_DAYS * (week - 1)) if start else None


def day_of(say: Words, week: int) -> str:
    """Return the day on which a week begins, as a language writes it; nothing where weeks have no dates."""
    day = week_begins(say.start, week)
    if day is None:
        return ""
    return say("market.day", day=str(day.day), month=say(f"market.months.m{day.month}"), year=str(day.year))


def end_of_week(say: Words, week: int) -> str:
    """Return the day on which a week is over, without its year: where it stands on the axis of a figure."""
    day = week_begins(say.start, week + 1)
    return say("market.short_day", day=str(day.day), month=say(f"market.months.m{day.month}")) if day else ""


def people_and_market(scenario: Mapping[str, Any], consumers: int, say: Words | None = None) -> list[str]:
    """Return of how many people a result speaks, the consumers unless it says, and what else is said of its market."""
    say = say or Words()
    people = [] if scenario.get("market") else [say("figure.consumers", count=consumers)]
    return [*people, *about_market(scenario, say)]


def about_market(scenario: Mapping[str, Any], say: Words | None = None) -> list[str]:
    """Return what the tables of a scenario say of its scale, a phrase each; nothing where it says nothing of it."""
    say = (say or Words()).of_market(scenario)
    phrases = []
    if people := scenario.get("market"):
        # A network file says itself how many are simulated.
        is_counted = "path" not in scenario["network"]
        phrases += [
            say("market.people", people=people, consumers=scenario["consumers"])
            if is_counted
            else say("market.people_of_file", people=people)
        ]
    phrases += [say("market.currency", currency=say.currency)] if say.currency else []
    return phrases + ([say("market.begins", day=day_of(say, 1))] if say.start else [])

"""The week: its phases, in the order in which everybody lives through them."""

from collections.abc import Iterable
from typing import NamedTuple

from wordofmouth.scenario.families.behaviour import Behaviour


class Phase(NamedTuple):
    """A part of the week: its name, which is the kind of the behaviour if all consumers act in it; what happens."""

    name: str
    text: str


WEEK = (
    Phase(
        "opening",
        "Offers are the brands' own again, the review site removes some invented reviews, and it is settled who is in "
        "the market this week, by what each owned at the end of the last.",
    ),
    Phase(
        "campaign",
        "The levers that are due, and whose condition holds on last week's measures, act in the order of the campaign.",
    ),
    Phase("speaking", "Owners tell of their experience; others may pass on what they heard."),
    Phase("listening", "What was heard before fades; every channel delivers."),
    Phase("shopping", "Those in the market read reviews, weigh belief against stake, and buy or do not."),
    Phase("experiencing", "Purchases and gifts satisfy or do not; guarantees are claimed."),
    Phase("posting", "Some buyers post on the review site and on their forum; it is read from next week on."),
    Phase(
        "response",
        "Of the levers that acted, some answer what consumers have done: critics are answered, claims handled, "
        "recommenders rewarded.",
    ),
    Phase("observation", "One row per brand is recorded."),
)
_PLACES = {phase.name: place for place, phase in enumerate(WEEK)}


def phase_of(behaviour: type[Behaviour] | Behaviour) -> Phase:
    """Return in which phase consumers behave so: that of its name, or that after which a kind of others' comes."""
    kind = behaviour.kind if isinstance(behaviour, Behaviour) else behaviour.model_fields["kind"].default
    return WEEK[_PLACES.get(kind, _PLACES[behaviour.after])]


def in_order[B: Behaviour](behaviours: Iterable[B]) -> list[B]:
    """Return behaviours in the order of the week; in a phase its own comes first, and others by the alphabet."""
    return sorted(behaviours, key=lambda each: (_PLACES[phase_of(each).name], each.kind not in _PLACES, each.kind))

"""The week: its phases, in the order in which everybody lives through them."""

from collections.abc import Iterable
from typing import NamedTuple

from wordofmouth.scenario.families.behaviour import Behaviour


class Phase(NamedTuple):
    """A part of the week.

    Attributes:
        name: what it is called; the kind of the behaviour, if all consumers act in it.
        text: what happens, in sentences.
        home: the file or the room that has the rules, below the package.
        reads, writes: what of the market it reads and changes, beside what its parts name themselves.
    """

    name: str
    text: str
    home: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()


# What is counted in the course of a week, and measured at its end.
COUNTED = ("tallies", "spent", "heard", "won", "lost", "sold", "claimed", "paid_back")
WEEK = (
    Phase(
        "opening",
        "Offers are the brands' own again, the review site removes some invented reviews, some come online, and it is "
        "settled who is in the market this week, by what each owned at the end of the last.",
        "market/market.py",
        reads=("offers", "review_pool", "brand_states.owner", "consumers.segment"),
        writes=("brands", "review_pool", "trips", "shoppers", "consumers.online", "attraction"),
    ),
    Phase(
        "campaign",
        "The levers that are due, and whose condition holds on last week's measures, act in the order of the campaign.",
        "market/levers/",
        reads=("brands",),
        writes=("offered",),
    ),
    Phase(
        "speaking",
        "Owners tell of their experience; others may pass on what they heard.",
        "market/behaviours/speaking.py",
    ),
    Phase(
        "listening",
        "What was heard before fades; every channel delivers.",
        "market/channels/",
    ),
    Phase(
        "shopping",
        "Those in the market read reviews, weigh belief against stake, and buy or do not.",
        "market/behaviours/shopping.py",
    ),
    Phase(
        "experiencing",
        "Purchases and gifts satisfy or do not; guarantees are claimed.",
        "market/behaviours/experiencing.py",
    ),
    Phase(
        "posting",
        "Some buyers post on the review site and on their forum; it is read from next week on.",
        "market/behaviours/posting.py",
    ),
    Phase(
        "response",
        "Of the levers that acted, some answer what consumers have done: critics are answered, claims handled, "
        "recommenders rewarded.",
        "market/levers/",
    ),
    Phase(
        "observation",
        "One row per brand is recorded.",
        "market/measures.py",
        reads=("brand_states.purchases", "brand_states.aware", "brand_states.loyal", "review_pool", "brands", *COUNTED),
        writes=("measures",),
    ),
)
_PLACES = {phase.name: place for place, phase in enumerate(WEEK)}
AFTER_THE_CAMPAIGN = WEEK[_PLACES["campaign"] + 1 :]


def phase_of(behaviour: type[Behaviour] | Behaviour) -> Phase:
    """Return in which phase consumers behave so: that of its name, or that after which a kind of others' comes."""
    kind = behaviour.kind if isinstance(behaviour, Behaviour) else behaviour.model_fields["kind"].default
    return WEEK[_PLACES.get(kind, _PLACES[behaviour.after])]


def in_order[B: Behaviour](behaviours: Iterable[B]) -> list[B]:
    """Return behaviours in the order of the week; in a phase its own comes first, and others by the alphabet."""
    return sorted(behaviours, key=lambda each: (_PLACES[phase_of(each).name], each.kind not in _PLACES, each.kind))

"""Rates: what is asked for contacts, clicks, posts, answers and claims, by name, with the range and the source of each.

A rate card is a TOML file with a table for each rate. Where an activity of a campaign has no price of its own, it has
that of the card.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field, model_validator

from wordofmouth.errors import ScenarioError
from wordofmouth.resources import folder
from wordofmouth.scenario.parts import Part, Section, field, nearest, validation_error
from wordofmouth.scenario.toml.reader import read_toml

RATES = folder("scenarios") / "rates"
_PATH = "rates"


_Money = Annotated[float, Field(ge=0, le=1e12)]


class Rate(Section):
    """What is asked for one thing that a campaign buys."""

    price: float = field(..., "what is asked", unit="money", ge=0, le=1e12)
    range: Annotated[tuple[_Money, _Money] | None, Field(strict=False)] = field(
        None, "the ends of what it may be, as sure as 90 %; it is then varied as assumptions are", unit="money"
    )
    source: str = field("", "where the price is from", unit="text", max_length=300)

    @model_validator(mode="after")
    def _lies_in_its_range(self) -> "Rate":
        if self.range is not None and not self.range[0] <= self.price <= self.range[1]:
            rule = f"must hold the price, {self.price:g}, and begin at 0 or above, as in [1, 20]"
            raise validation_error(type(self), [("range", self.range, rule)])
        return self


class Priced(NamedTuple):
    """Which field of a kind of lever a rate is the price of, and of how many at once."""

    kind: str
    field: str
    of: int = 1


KNOWN: Mapping[str, tuple[Priced, ...]] = {
    "thousand_contacts": (
        Priced("advertising", "cost_per_contact", 1000),
        Priced("targeted_advertising", "cost_per_contact", 1000),
        Priced("statement", "cost_per_contact", 1000),
    ),
    "click": (Priced("search_advertising", "cost_per_click"),),
    "post_per_thousand_followers": (Priced("seeding", "cost_per_follower", 1000),),
    "manager_week": (Priced("community_manager", "cost"),),
    "claim": (Priced("guarantee", "cost_per_claim"), Priced("recall", "cost_per_return")),
    "thousand_messages": (Priced("newsletter", "cost_per_message", 1000),),
    "contribution": (Priced("co_creation", "cost_per_contribution"),),
}


def card(source: str) -> dict[str, Any]:
    """Return the tables of a rate card: of one that comes along, by its name, or of a file.

    Raises:
        ScenarioError: if there is none, or it is not TOML.
    """
    known = {file.stem: file for file in sorted(RATES.glob("*.toml"))}
    path = known.get(source) or Path(source)
    if not path.is_file():
        raise ScenarioError([f"{_PATH}: there is no rate card {source!r}; {nearest(source, known)}, or name a file"])
    try:
        return read_toml(path)
    except ValueError as error:
        raise ScenarioError([f"{_PATH}: {path}: {error}"]) from None


def mistakes(rates: Mapping[str, Rate]) -> list[tuple[str, object, str]]:
    """Return which rates no activity has: path, value and rule of each."""
    return [
        (f"{_PATH}.{name}", name, f"nothing is bought by this rate; {nearest(name, KNOWN)}")
        for name in rates
        if name not in KNOWN
    ]


def priced[Each: Part](part: Each, rates: Mapping[str, Rate]) -> Each:
    """Return a lever with the prices of a rate card where it has none of its own."""
    prices = {
        buys.field: rate.price / buys.of
        for name, rate in rates.items()
        for buys in KNOWN.get(name, ())
        if buys.kind == part.kind and not getattr(part, buys.field)
    }
    return part.model_copy(update=prices) if prices else part

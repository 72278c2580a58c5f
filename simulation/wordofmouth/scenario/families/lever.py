"""The family of levers."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field, PlainValidator, SerializeAsAny, model_validator

import wordofmouth.scenario.registry as registry
from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.parts import SETTING, Part, field, validation_error
from wordofmouth.words.catalogue import Words

LAST_WEEK = 10_000
ENDLESS = 1_000_000_000
# Sums of money are off by rounding: a cap of 0.3 pays for three things at 0.1.
ROUNDING = 1e-12
Week = Annotated[int, Field(ge=1, le=LAST_WEEK)]


class Lever(Part, family="lever"):
    """Something a brand does in its campaign, in some weeks or whenever a condition holds, at a cost.

    A lever works in the weeks in which it acts: prices and guarantees are back to the brand's own the week after. With
    the values of ``idle`` (or what these functions say of its brand) it acts and changes nothing. Of the fields in
    ``sought`` real data can tell: a calibration seeks them between these bounds unless told otherwise. ``reads`` and
    ``writes`` are as a behaviour's: of acting and responding together. ``fees`` are the fields of what it costs whose
    names do not begin with ``cost``. ``brings`` are kinds of channels that it needs beside those of every market.

    No week begins for which its cap leaves too little; a kind that is charged for what it does in a week does no more
    than it can still pay for, see :meth:`affordable`, or says what no cap could hold, see :attr:`beyond_cap`.
    """

    reads: ClassVar[tuple[str, ...]]
    writes: ClassVar[tuple[str, ...]]
    gives_role: ClassVar[bool] = False
    idle: ClassVar[dict[str, Any]]
    of_market: ClassVar[tuple[str, ...]] = ("cost", "cap")
    fees: ClassVar[tuple[str, ...]] = ()
    brings: ClassVar[tuple[str, ...]] = ()
    sought: ClassVar[dict[str, dict[str, Any]]] = {}
    name: str = field(
        "", "what paths call it; its kind unless given", unit="name", max_length=64, pattern=r"^[a-z0-9_]*$"
    )
    brand: str = field("", "the brand that uses it; the first unless given", unit="name", max_length=64)
    segment: str = field("", "the one segment at which it is aimed; everyone unless given", unit="name", max_length=64)
    week: Week | None = field(None, "the one week in which it acts", unit="week")
    weeks: tuple[Week, Week] | None = field(
        None, "the first and the last week in which it acts", unit="weeks", strict=False
    )
    every: int = field(
        1,
        "weeks from one action to the next",
        unit="weeks",
        source=SETTING,
        ge=1,
        le=LAST_WEEK,
        label="Every … weeks",
        hint="1: in every week of its schedule",
    )
    when: str = field(
        "",
        "a condition on last week's measures, as in 'rating < 3.5', on a sum over all weeks, as in "
        "'total_campaign_cost < 250', or on a brand's, as in 'brands.Rival.price < 45', "
        "without which it does not act",
        unit="condition",
        max_length=200,
    )
    cost: float = field(
        0.0,
        "cost of every week in which it acts",
        unit="money",
        source=SETTING,
        ge=0,
        le=1e15,
        label="Wages and fees",
        hint="what every week costs in which it acts",
    )
    cap: float | None = field(
        None,
        "the most that it may cost over all weeks, at which it stops; without a cap unless given",
        idle=None,
        unit="money",
        source=SETTING,
        ge=0,
        le=1e15,
        label="At most, in all",
        hint="what it may cost over all weeks, at which it stops",
    )

    @model_validator(mode="before")
    @classmethod
    def _replace_default_week(cls, value: Any) -> Any:
        """Let any schedule that is given stand instead of a kind's one week by default."""
        if isinstance(value, dict) and "week" not in value and not value.keys().isdisjoint(("weeks", "every", "when")):
            return value | {"week": None}
        return value

    @model_validator(mode="after")
    def _has_one_schedule(self) -> "Lever":
        if self.week is not None and self.weeks is not None:
            raise validation_error(type(self), [("weeks", self.weeks, "cannot stand beside 'week': keep one of them")])
        if self.weeks is not None and self.weeks[0] > self.weeks[1]:
            raise validation_error(type(self), [("weeks", self.weeks, "the first week must not come after the last")])
        return self

    @classmethod
    def english(cls) -> dict[str, str]:
        """Return its words in English: its name, and a ``text`` that says what it does, as its docstring begins."""
        return {"text": (cls.__doc__ or "").partition("\n")[0], **super().english()}

    @property
    def label(self) -> str:
        """The name by which paths address it."""
        return self.name or self.kind

    @property
    def named(self) -> tuple[int, ...]:
        """Ids of those to whom it gives the product by name."""
        return ()

    @property
    def breaks_promises(self) -> bool:
        """Whether it promises what it does not always keep, so that consumers learn what its word is worth."""
        return False

    @property
    def gives_vouchers(self) -> bool:
        """Whether it has some consumers pay less than others of their segment."""
        return False

    def when_in(self, say: Words) -> str:
        """Return in a language in which weeks it acts."""
        if self.week is not None:
            text = say("schedule.week", week=self.week)
        else:
            first, last = self.weeks or (1, LAST_WEEK)
            text = say("schedule.weeks", first=first, last=last) if self.weeks else say("schedule.always")
            text += say("schedule.every", every=self.every) if self.every > 1 else ""
        return text + (say("schedule.condition", condition=self.when) if self.when else "")

    @property
    def beyond_cap(self) -> str:
        """What it is charged with whether there is money left or not, so that it could keep to no cap; else empty."""
        return ""

    def affordable(self, world: Any, price: float) -> int:
        """Return how many things at a price each its cap leaves money for; any number without a cap, or for nothing."""
        left: float = world.left(self)
        return ENDLESS if price <= 0.0 or left / price >= ENDLESS else int(left / price * (1.0 + ROUNDING))

    def is_due(self, week: int) -> bool:
        """Tell whether the schedule has it act in a week; a condition is asked then."""
        if self.week is not None:
            return week == self.week
        first, last = self.weeks or (1, LAST_WEEK)
        return first <= week <= last and (week - first) % self.every == 0

    def mistakes(self, consumers: int) -> list[tuple[str, object, str]]:
        """Return what keeps this lever from working among so many consumers: field, value and rule of each mistake."""
        return []

    def in_vain(self, scenario: Any) -> str:
        """Return why it can change nothing in the market of a scenario; empty if it can."""
        return ""

    def is_free(self, unit_cost: float) -> bool:
        """Tell whether it costs its brand, to which a unit costs so much, nothing, whatever it does."""
        priced = [name for name in type(self).model_fields if name.startswith("cost")]
        return not any(getattr(self, name) for name in (*priced, *self.fees))

    def aimed(self, world: Any, community: int | None = None) -> np.ndarray:
        """Return at whom it is aimed, int32 ids; that this is nobody is noted."""
        ids: np.ndarray = world.aimed(self.segment, community)
        if not len(ids):
            whom = [f"segment {self.segment!r}"] * bool(self.segment) + [f"community {community}"] * (
                community is not None
            )
            world.note(f"campaign.{self.label}: it is aimed at nobody: no consumer is of {' and '.join(whom)}")
        return ids

    def segments(self, world: Any) -> list[int]:
        """Return the places of the segments at which it is aimed; that nobody is there is noted."""
        self.aimed(world)
        places: list[int] = world.places_of(self.segment)
        return places

    @abstractmethod
    def act(self, world: Any, brand: int) -> None:
        """Act this week for the brand at this place among the brands."""

    def respond(self, world: Any, brand: int) -> None:
        """Respond to what consumers have done this week; asked only of levers that acted in it."""


# A field of this type holds a lever of any kind, told by its table.
AnyLever = Annotated[SerializeAsAny[Lever], PlainValidator(Lever.parse)]


class AimedLever(Lever):
    """A lever that addresses consumers one by one, and so can keep to one community."""

    community: int | None = field(
        None, "the one community at which it is aimed; all unless given", unit="number", ge=0, le=100_000_000
    )

    def aimed(self, world: Any, community: int | None = None) -> np.ndarray:
        """Return at whom it is aimed, int32 ids; that this is nobody is noted."""
        return super().aimed(world, self.community)


def with_channels(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a scenario is made from, with the channels that its levers bring."""
    campaign, channels = data.get("campaign") or (), data.get("channels") or {}
    if not isinstance(campaign, list | tuple) or not isinstance(channels, Mapping):
        return data
    kinds = [each.get("kind") if isinstance(each, Mapping) else getattr(each, "kind", None) for each in campaign]
    levers = [registry.find(Lever.family, kind) for kind in kinds if isinstance(kind, str)]
    brought = [channel for lever in levers if lever for channel in lever.brings if channel not in channels]
    return data | {"channels": {**channels, **{channel: {} for channel in brought}}} if brought else data


def check_campaign(campaign: Sequence[Lever], declared: int, n: int) -> None:
    """Refuse levers that cannot work among ``n`` consumers, which a network file alone knows, and not the scenario.

    Raises:
        ScenarioError: with every mistake.
    """
    mistakes = [
        f"campaign.{lever.label}.{field}: {value!r} is not allowed on this network: {rule}"
        for lever in campaign
        for field, value, rule in lever.mistakes(n)
    ]
    if n != declared and mistakes:
        raise ScenarioError(mistakes)

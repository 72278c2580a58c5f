"""Brief: what a marketer tells of a launch, as one frozen value, from a file or from an address, and back."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Self

from pydantic import Field, model_validator

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.document import Document
from wordofmouth.scenario.families.lever import AnyLever, Lever
from wordofmouth.scenario.parts import SETTING, Section, field, nearest, validation_error
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.sections import Brand
from wordofmouth.scenario.toml.reader import parsed_toml
from wordofmouth.scenario.toml.writer import to_toml
from wordofmouth.scenario.whole.dates import CURRENCY, Day
from wordofmouth.scenario.whole.rates import Rate, card
from wordofmouth.statistics.outcomes import OUTCOMES
from wordofmouth.words.numbers import counted

# The kinds of goods that a brief may be about: presets whose people, network and habits it takes.
GOODS = ("launch", "durable", "fad", "service", "price_war")
# What may be known of the people, by path; whatever else a brief said could name a file.
KNOWN = (
    "consumer.risk_fear",
    "consumer.scepticism",
    "consumer.price_sensitivity",
    "survey.follow_praise",
    "survey.heed_criticism",
    "survey.innovators",
    "behaviours.shopping.shopping_rate",
    "behaviours.shopping.repurchase_interval",
    "behaviours.shopping.comparators",
    "behaviours.speaking.talk_rate",
)
MOST_OPTIONS, MOST_LEVERS = 6, 8
# The variant with all options: no activity can have this name.
TOGETHER = "all-together"
# What can be asked for most of; the second needs a rival.
MEASURES = ("profit", "npv", "market_share", "purchases", "buyers", "penetration")
# A whole brief as text, at most; an exported one has one or two thousand bytes.
LARGEST = 100_000


class Option(Section):
    """What may be done besides: an activity under a name of its own."""

    title: str = field("", "what it is called", unit="text", max_length=40)
    lever: AnyLever = Field(description="the activity [table]")


class Brief(Document):
    """A launch as a marketer tells it: product, market, people, what is feared, money, and what may be done."""

    name: str = field("my_launch", "what files are called", unit="name", max_length=40, pattern=r"^[A-Za-z0-9_-]+$")
    title: str = field("", "what is asked, in a line", unit="text", max_length=100)
    goods: str = field("launch", "the kind of goods, whose people and habits are taken", unit="choice")
    product: Brand = Field(default=Brand(name="Aster"), description="the product [table]")
    rival: Brand | None = Field(default=None, description="who sells the like, if anybody counts [table]")
    market: int = field(20_000, "people in the market", unit="people", source=SETTING, ge=2, le=10_000_000_000)
    consumers: int = field(
        2_000,
        "consumers who are simulated, each for as many people",
        unit="consumers",
        source=SETTING,
        ge=20,
        le=200_000,
    )
    weeks: int = field(52, "weeks that are looked at", unit="weeks", source=SETTING, ge=2, le=1_000)
    currency: str = field("", "what money is counted in", unit="text", max_length=8, pattern=CURRENCY)
    start: Day = field("", "the day on which the first week begins", unit="date")
    known: dict[str, Any] = Field(default={}, description="what is known of the people, by path [table]")
    budget: float = field(
        0.0, "what all of a plan may cost; 0: as it comes", unit="money", source=SETTING, ge=0, le=1e15
    )
    measure: str = field("profit", "what there should be most of", unit="measure")
    plain: str = field("Nothing more", "what the plan without any option is called", unit="text", max_length=40)
    together: str = field("", "what the plan with all options is called; none unless given", unit="text", max_length=40)
    always: tuple[AnyLever, ...] = Field(
        default=(), strict=False, max_length=MOST_LEVERS, description="what is done whatever is chosen [tables]"
    )
    feared: tuple[AnyLever, ...] = Field(
        default=(), strict=False, max_length=MOST_LEVERS, description="what happens, or others do [tables]"
    )
    options: tuple[Option, ...] = Field(
        default=(), strict=False, max_length=MOST_OPTIONS, description="what may be done besides [tables]"
    )
    rates: dict[str, Rate] = Field(
        default={}, description="a rate card; the one that comes along unless given [tables]"
    )
    replications: int = field(20, "runs of each plan", unit="runs", ge=2, le=200)
    worlds: int = field(50, "worlds that fit what is known; 0 for one", unit="worlds", ge=0, le=200)
    seed: int = field(0, "seed of all random numbers", unit="seed", ge=0, le=2**63 - 1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        mistakes = list(self._mistakes())
        if mistakes:
            raise validation_error(Brief, mistakes)
        try:
            self.everything()
            self.scenario()
        except ScenarioError as error:
            raise validation_error(Brief, [("market", None, line) for line in error.lines]) from None
        return self

    def _mistakes(self) -> Iterator[tuple[str, object, str]]:
        if self.goods not in GOODS:
            yield "goods", self.goods, f"no kind of goods is called so; {nearest(self.goods, GOODS)}"
        if self.measure not in OUTCOMES:
            yield "measure", self.measure, f"plans are not compared by that; {nearest(self.measure, MEASURES)}"
        for path in self.known:
            if path not in KNOWN:
                yield "known", path, f"nothing is known by this path; {nearest(path, KNOWN)}"
        if 0 < self.worlds < 10:
            yield "worlds", self.worlds, "must be 0, or at least 10"
        labels = [lever.label for lever in self.levers]
        for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
            yield "options", label, "two activities cannot have the same name: give each its own"

    @property
    def levers(self) -> tuple[Lever, ...]:
        """All activities: those of all plans, what is feared, and the options."""
        return (*self.always, *self.feared, *(option.lever for option in self.options))

    def scenario(self) -> Scenario:
        """Return the market as a scenario: without any option, and a variant for each, and for all of them.

        Raises:
            ScenarioError: if its values do not go together.
        """
        plain = [*self.always, *self.feared]
        variants = {
            option.lever.label: {"title": _title(option), "campaign": _tables([*plain, option.lever])}
            for option in self.options
        }
        if self.together and len(self.options) > 1:
            every = _tables([*plain, *(option.lever for option in self.options)])
            variants[TOGETHER] = {"title": self.together, "campaign": every}
        return self._market(plain, title=self.plain, variants=variants)

    def everything(self) -> Scenario:
        """Return the market in which all activities are done: every field of a brief is one of it.

        Raises:
            ScenarioError: if its values do not go together.
        """
        return self._market(self.levers, title=self.title, variants={})

    def _market(self, levers: Any, **about: Any) -> Scenario:
        people = _people(self.goods)
        brands = [brand.model_dump() for brand in (self.product, self.rival) if brand is not None]
        return people.varied(
            {
                "name": self.name,
                "description": "",
                "group": "",
                "brands": brands,
                "market": self.market,
                "consumers": self.consumers,
                "weeks": self.weeks,
                "currency": self.currency,
                "start": self.start,
                "rates": {name: rate.model_dump() for name, rate in self.rates.items()} or card("default"),
                "campaign": _tables(levers),
                **self.known,
                **about,
            }
        )

    def with_market(self, scenario: Scenario) -> Self:
        """Return the brief of which :meth:`everything` is another scenario, with the same activities in their order.

        Raises:
            ScenarioError: if its values do not go together.
        """
        first, second = len(self.always), len(self.always) + len(self.feared)
        people, levers = _people(self.goods), scenario.campaign
        options = [
            option.model_copy(update={"lever": lever})
            for option, lever in zip(self.options, levers[second:], strict=True)
        ]
        known = {path: _at(scenario, path) for path in KNOWN if _at(scenario, path) != _at(people, path)}
        ours, *others = scenario.brands
        return self.changed(
            product=ours,
            rival=others[0] if others else None,
            known=known,
            always=levers[:first],
            feared=levers[first:second],
            options=options,
            **{name: getattr(scenario, name) for name in ("market", "consumers", "weeks", "currency", "start")},
        )

    def changed(self, **changes: Any) -> Self:
        """Return the brief with other values.

        Raises:
            ScenarioError: if they are not allowed, or do not go together.
        """
        return type(self)(**{name: getattr(self, name) for name in type(self).model_fields} | changes)

    def tables(self) -> dict[str, Any]:
        """Return what is not as it would be by default, as tables."""
        usual = Brief.model_construct()
        whole = self.model_dump(mode="json")
        given = {name: whole[name] for name in whole if getattr(self, name) != getattr(usual, name)}
        for brand in ("product", "rival"):
            if given.get(brand):
                given[brand] = {"name": getattr(self, brand).name} | _table(getattr(self, brand))
        for name in ("always", "feared"):
            if name in given:
                given[name] = _tables(getattr(self, name))
        if "options" in given:
            given["options"] = [{"title": each.title, "lever": table_of(each.lever)} for each in self.options]
        return {name: value for name, value in given.items() if value is not None}

    def toml(self) -> str:
        """Return the brief as TOML."""
        return to_toml(self.tables())

    @classmethod
    def of_tables(cls, tables: Mapping[str, Any]) -> Self:
        """Return the brief that tables describe.

        Raises:
            ScenarioError: with every mistake in them.
        """
        return cls(**tables)

    @classmethod
    def of_toml(cls, data: bytes) -> Self:
        """Return the brief that a file holds; no path in it is looked at.

        Raises:
            ScenarioError: with every mistake in it.
        """
        if len(data) > LARGEST:
            raise ScenarioError([f"no brief is so long: {counted(len(data), 'byte')}"])
        try:
            return cls(**parsed_toml(data))
        except ScenarioError:
            raise
        except ValueError as error:
            raise ScenarioError([str(error)]) from None


@functools.cache
def _people(goods: str) -> Scenario:
    """Return the market whose people a kind of goods has."""
    return Scenario.load(goods).varied({"campaign": [], "variants": {}})


def _title(option: Option) -> str:
    return option.title or option.lever.label.replace("_", " ")


def _at(scenario: Scenario, path: str) -> Any:
    place: Any = scenario
    for step in path.split("."):
        place = place[step] if isinstance(place, Mapping) else getattr(place, step)
    return place


def _tables(levers: Any) -> list[dict[str, Any]]:
    return [table_of(lever) for lever in levers]


def table_of(lever: Lever) -> dict[str, Any]:
    """Return what is said of an activity: its kind, and what is not as it would be by default."""
    table = _table(lever)
    is_same = type(lever).model_validate(table) == lever
    # Some defaults hold only where nothing else is given, as a lever's week where no other schedule is.
    whole = {name: value for name, value in lever.model_dump(mode="json").items() if value is not None}
    return table if is_same else whole


def _table(section: Section) -> dict[str, Any]:
    fields, whole = type(section).model_fields, section.model_dump(mode="json")
    return {
        name: value
        for name, value in whole.items()
        if name == "kind" or (value is not None and getattr(section, name) != fields[name].get_default())
    }

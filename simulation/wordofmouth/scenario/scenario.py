"""Scenario: a world and a campaign as frozen data, from a file, a preset or Python."""

from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, PrivateAttr, model_validator

from wordofmouth.errors import NoSuchPath, ScenarioError
from wordofmouth.scenario import registry
from wordofmouth.scenario.changes import kinds_first
from wordofmouth.scenario.digest import json_digest, merged, with_idle, without_idle
from wordofmouth.scenario.document import Document
from wordofmouth.scenario.families.behaviour import AnyBehaviour, Behaviour
from wordofmouth.scenario.families.channel import AnyChannel, Channel
from wordofmouth.scenario.families.generator import AnyNetworkGenerator, NetworkGenerator
from wordofmouth.scenario.families.lever import AnyLever, Lever, with_channels
from wordofmouth.scenario.families.model import AnyModel, Model
from wordofmouth.scenario.parts import SETTING, Measure, Part, field, nearest, validation_error, with_every_kind
from wordofmouth.scenario.paths import anchored, editable, set_value
from wordofmouth.scenario.people import numbered
from wordofmouth.scenario.plugins.loading import given, plugins_of, with_plugins
from wordofmouth.scenario.sections import Brand, ConsumerTraits, Economics, OpinionLeaders, Segment
from wordofmouth.scenario.survey import Survey
from wordofmouth.scenario.toml.declared import plain_name, preset_path, with_variant
from wordofmouth.scenario.toml.declared import presets as presets
from wordofmouth.scenario.toml.reader import read_toml
from wordofmouth.scenario.whole.dates import CURRENCY, Day
from wordofmouth.scenario.whole.mistakes import mistakes_of
from wordofmouth.scenario.whole.notes import notes_of
from wordofmouth.scenario.whole.rates import Rate, card, priced
from wordofmouth.scenario.whole.scale import sampled, stands_for

_NAME = r"^[A-Za-z0-9_-]+$"
# What changes nothing in a run.
_DESCRIBES = {"variants", "description", "group", "plugins", "currency", "start"}

type _Table = Mapping[str, Any]


class Scenario(Document):
    """Everything that a run depends on, save the seed."""

    name: str = field("scenario", "what the results are called", unit="name", max_length=64, pattern=_NAME)
    title: str = field("", "what its curve is called", unit="text", max_length=200)
    description: str = field("", "one line that says what it shows", unit="text", max_length=300)
    group: str = field("", "heading under which it is listed", unit="text", max_length=60)
    consumers: int = field(
        10_000,
        "consumers in the market; a network file says itself how many",
        unit="consumers",
        source=SETTING,
        ge=2,
        le=100_000_000,
        label="People",
        hint="how many people there are",
    )
    market: int = field(
        0,
        "people in the market, for whom the consumers stand, each for as many; as many as the consumers unless given",
        idle=0,
        unit="people",
        source=SETTING,
        ge=0,
        le=10_000_000_000,
    )
    currency: str = field("", "what money is counted in, as in EUR", unit="text", max_length=8, pattern=CURRENCY)
    start: Day = field("", "the day on which the first week begins: year, month and day", unit="date")
    weeks: int = field(
        52,
        "weeks to simulate",
        unit="weeks",
        source=SETTING,
        ge=1,
        le=10_000,
        label="Weeks",
        hint="how long the market is watched",
    )
    plugins: tuple[str, ...] = field(
        (),
        "files of Python beside it, or packages, that bring parts of one's own",
        unit="paths",
        idle=(),
        strict=False,
        max_length=20,
    )
    model: AnyModel = Field(
        default="consumer",
        validate_default=True,
        description="the rules by which consumers decide: ours, or a textbook's [kind]",
    )
    network: AnyNetworkGenerator = Field(
        default={"kind": "communities"}, validate_default=True, description="who can talk to whom [kind]"
    )
    survey: Survey = Survey()
    consumer: ConsumerTraits = ConsumerTraits()
    segments: tuple[Segment, ...] = Field(
        default=(), strict=False, max_length=20, description="kinds of consumers unlike the others [tables]"
    )
    leaders: OpinionLeaders = OpinionLeaders()
    channels: Annotated[dict[str, AnyChannel], with_every_kind(Channel)] = Field(default={}, validate_default=True)
    behaviours: Annotated[dict[str, AnyBehaviour], with_every_kind(Behaviour)] = Field(
        default={}, validate_default=True
    )
    brands: tuple[Brand, ...] = Field(
        default=(Brand(),),
        strict=False,
        min_length=1,
        max_length=8,
        description="the brands; the first is ours [tables]",
    )
    campaign: tuple[AnyLever, ...] = Field(
        default=(), strict=False, max_length=200, description="what brands do [tables]"
    )
    economics: Economics = Economics()
    rates: dict[str, Rate] = Field(
        default={},
        description="a rate card: what activities cost that have no price of their own [file or tables]",
        json_schema_extra={"idle": {}},
    )
    variants: dict[Annotated[str, Field(max_length=40, pattern=_NAME)], dict[str, Any]] = Field(
        default={},
        max_length=50,
        description="other values at some paths, and a title, by the variant's name [tables]",
    )

    # The digests of its plugins, by what they are called.
    _plugin_digests: dict[str, str] = PrivateAttr(default_factory=dict)

    if TYPE_CHECKING:
        # What checkers of users' code read: a section may be given as its table, and a model by its kind alone.
        def __init__(
            self,
            *,
            name: str = ...,
            title: str = ...,
            description: str = ...,
            group: str = ...,
            consumers: int = ...,
            market: int = ...,
            currency: str = ...,
            start: str = ...,
            weeks: int = ...,
            plugins: Sequence[str] = ...,
            model: Model | _Table | str = ...,
            network: NetworkGenerator | _Table = ...,
            survey: Survey | _Table = ...,
            consumer: ConsumerTraits | _Table = ...,
            segments: Sequence[Segment | _Table] = ...,
            leaders: OpinionLeaders | _Table = ...,
            channels: Mapping[str, Channel | _Table] = ...,
            behaviours: Mapping[str, Behaviour | _Table] = ...,
            brands: Sequence[Brand | _Table] = ...,
            campaign: Sequence[Lever | _Table] = ...,
            economics: Economics | _Table = ...,
            rates: Mapping[str, Rate | _Table] | str = ...,
            variants: Mapping[str, _Table] = ...,
        ) -> None: ...

    @classmethod
    def prepared(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Return what it is made from, once its plugins are loaded: their kinds are known to what is read then."""
        if isinstance(rates := data.get("rates"), str):
            data = data | {"rates": card(rates)}
        return with_channels(with_plugins(data))

    @model_validator(mode="after")
    def _knows_its_plugins(self) -> Self:
        """Name the plugins whose parts it has, though nobody has named them; and know which versions they are."""
        parts = (self.model, self.network, *self.campaign, *self.channels.values(), *self.behaviours.values())
        plugins = plugins_of(self.plugins, map(type, parts))
        self.__dict__["plugins"] = tuple(plugin.name for plugin in plugins)
        self._plugin_digests = merged({f"plugin {plugin.file_name}": plugin.digest} for plugin in plugins)
        return self

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        mistakes = list(mistakes_of(self))
        if mistakes:
            raise validation_error(Scenario, mistakes)
        wrong = [(f"variants.{name}", None, line) for name in self.variants for line in self._variant_mistakes(name)]
        if wrong:
            raise validation_error(Scenario, wrong)
        return self

    def _variant_mistakes(self, name: str) -> list[str]:
        try:
            self.variant(name)
        except ScenarioError as error:
            return error.lines
        return []

    @classmethod
    def load(cls, source: str | Path) -> Self:
        """Return the scenario of a preset's name or of a TOML file, or a variant of it: ``bloggers/no_gifts``.

        Raises:
            ScenarioError: with every mistake in it.
        """
        source, variant = with_variant(source)
        path = preset_path(source)
        try:
            data = read_toml(path)
        except ValueError as error:
            raise ScenarioError([str(error)], str(path)) from None
        data = {"name": plain_name(path.stem)} | data | given(data)
        scenario = cls.from_dict(data, where=str(path), folder=path.parent)
        return scenario.variant(variant) if variant else scenario

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, where: str = "", folder: Path | None = None) -> Self:
        """Return the scenario that nested tables describe; paths of files, in variants too, are taken from ``folder``.

        Raises:
            ScenarioError: with every mistake in it.
        """
        if folder is not None:
            data = anchored(data, folder)
            if isinstance(variants := data.get("variants"), Mapping):
                data["variants"] = {
                    name: anchored(changes, folder) if isinstance(changes, Mapping) else changes
                    for name, changes in variants.items()
                }
        try:
            return cls(**numbered(data))
        except ScenarioError as error:
            raise ScenarioError(error.lines, where) from None

    @classmethod
    def as_then(cls, dump: Mapping[str, Any]) -> dict[str, Any]:
        """Return what an earlier version wrote of a whole scenario, with what is new since, which was idle."""
        whole: dict[str, Any] = with_idle(cls.from_dict(dump), dump)
        return whole

    def varied(self, changes: Mapping[str, Any] | None = None, /, **more: Any) -> Self:
        """Return the scenario with other values at some paths: ``varied({"brand.quality": 0.6}, consumers=500)``.

        ``brand`` is the first brand and ``brands.NAME`` any; levers go by name, as in ``campaign.leaders.count``.
        Variants that change what is no longer there are left out.

        Raises:
            ScenarioError: if a path does not exist or a value is not allowed.
        """
        data = editable(self.model_dump())
        wrong = []
        asked = {**(changes or {}), **more}
        for path in kinds_first(asked):
            value = asked[path]
            try:
                set_value(data, path, getattr(value, "item", lambda value=value: value)(), _fields_of)
            except NoSuchPath as error:
                wrong.append(str(error))
        if wrong:
            raise ScenarioError(wrong)
        try:
            return type(self).from_dict(data)
        except ScenarioError as error:
            # Variants of what is no longer there are variants no longer.
            lost = {line.split(":")[0].removeprefix("variants.") for line in error.lines}
            if not lost <= data["variants"].keys():
                raise
            rest = {name: changes for name, changes in data["variants"].items() if name not in lost}
            return type(self).from_dict(data | {"variants": rest})

    def variant(self, name: str) -> Self:
        """Return the scenario with the changes of one of its variants.

        Raises:
            ScenarioError: if it has none of this name, or a change leads nowhere.
        """
        if name not in self.variants:
            known = nearest(name, self.variants) if self.variants else "the scenario has none"
            raise ScenarioError([f"{self.name}: no variant is called {name!r}; {known}"])
        changes = dict(self.variants[name])
        own = {"name": f"{self.name}-{plain_name(name)}"[:64], "title": changes.pop("title", name), "variants": {}}
        return self.varied(changes | own)

    def without_campaign(self) -> Self:
        """Return the same market in which the first brand does nothing; its rivals keep their levers."""
        rivals = [lever.model_dump() for lever in self.campaign if lever.brand not in ("", self.brands[0].name)]
        return self.varied({"name": f"{self.name[:47]}-without_campaign", "campaign": rivals, "variants": {}})

    @property
    def stands_for(self) -> float:
        """How many people each consumer stands for, unless a network file says how many consumers there are."""
        return stands_for(0 if self.network.brings_consumers else self.market, self.consumers)

    @property
    def people(self) -> int:
        """Of how many people it speaks."""
        return self.market or self.consumers

    def campaign_among(self, consumers: int) -> tuple[Lever, ...]:
        """Return the campaign with the prices of the rate card, as it is among so many consumers who are simulated."""
        each = stands_for(self.market, consumers)
        return tuple(sampled(priced(lever, self.rates), each) for lever in self.campaign)

    @property
    def traits(self) -> tuple[ConsumerTraits, ...]:
        """What consumers are like, by segment; at place 0 those who are of none."""
        return (self.consumer, *(segment.traits(self.consumer) for segment in self.segments))

    @property
    def needs(self) -> tuple[str, ...]:
        """Which need each brand's offer is for."""
        return tuple(brand.need for brand in self.brands)

    def notes(self) -> list[str]:
        """Return what is allowed and yet hardly meant, a line each: a lever that never acts, for one."""
        return list(notes_of(self))

    def measures(self) -> list[Measure]:
        """Return the measures of the adoption table, in the order of its columns."""
        return self.model.measured(self)

    @property
    def digest(self) -> str:
        """SHA-256 of the content in hexadecimal: scenarios with one digest run alike.

        Variants, description and group are left out: they change nothing in a run. Of a network that is in a file the
        content counts, and neither where the file lies nor how it is written.

        Raises:
            ScenarioError: if that file cannot be read.
        """
        if inputs := self.network.inputs():
            return self._digest(network={"kind": self.network.kind, "content": sorted(inputs.values())})
        return self.digest_as_written

    @property
    def digest_as_written(self) -> str:
        """The digest of what is said, in which a file is known by its path: that of earlier versions."""
        return self._digest()

    @property
    def digest_but_files(self) -> str:
        """The digest of what is said but for the content of files, which have their own."""
        network = without_idle(self.network, self.network.model_dump(mode="json"))
        return self._digest(network={name: value for name, value in network.items() if name != "path"})

    def _digest(self, **instead: Any) -> str:
        content = self.model_dump(mode="json", exclude=_DESCRIBES)
        if self.plugins:
            content["plugins"] = sorted(self._plugin_digests.values())
        return json_digest(without_idle(self, content) | instead, separators=(",", ":"))

    def inputs(self) -> dict[str, str]:
        """Return the digests of what is read from files, by what it is called.

        Raises:
            ScenarioError: if a file cannot be read.
        """
        return self.network.inputs() | self._plugin_digests

    @property
    def plugin_digests(self) -> dict[str, str]:
        """The digests of the plugins that it names, by what they are called."""
        return dict(self._plugin_digests)


def _fields_of(section: str, kind: Any) -> Container[str]:
    families: dict[str, type[Part]] = {"network": NetworkGenerator, "campaign": Lever, "model": Model}
    family = families.get(section)
    part = registry.find(family.family, kind) if family and isinstance(kind, str) else None
    return part.model_fields if part else ()

"""Goal: what a campaign is to achieve, for how much money, and what of it may be varied."""

import functools
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, PlainValidator, SerializeAsAny, model_validator

from wordofmouth.errors import DesignError, ScenarioError
from wordofmouth.resources import folder
from wordofmouth.scenario.digest import json_digest
from wordofmouth.scenario.factors import Values
from wordofmouth.scenario.families.lever import AnyLever, Lever
from wordofmouth.scenario.parts import field, nearest, validation_error
from wordofmouth.scenario.paths import PLUGINS, anchored, of_files
from wordofmouth.scenario.plugins.document import DocumentWithPlugins
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.declared import read_declared
from wordofmouth.scenario.whole.rates import priced
from wordofmouth.statistics.outcomes import OUTCOMES

GOALS = folder("experiments") / "goals"
OPTIONAL = "optional"
# The stages of a search, and what its campaigns are compared with.
SEARCH, CHOICE, FRESH = "search", "choice", "fresh"
OWN, NOTHING = "own", "nothing"
_CAMPAIGN = "campaign."


def _parsed(value: Any) -> Values:
    if isinstance(value, str) and value != OPTIONAL:
        rule = f'must be a list of values, or a range as in {{ from = 0.2, to = 0.8 }}; of a lever itself "{OPTIONAL}"'
        raise validation_error(Values, [("", None, f"{value!r} is not allowed: {rule}")])
    return Values.parse([True, False] if value == OPTIONAL else value)


def _loaded(source: str | dict[str, Any], folder: str) -> Scenario:
    if isinstance(source, dict):
        return Scenario.from_dict(source, folder=Path(folder) if folder else None)
    beside = Path(folder) / source
    is_file = ".toml" in source and folder and beside.parent.exists()
    return Scenario.load(str(beside) if is_file else source)


class Goal(DocumentWithPlugins):
    """The best campaign of a scenario's first brand within a budget."""

    error: ClassVar[type[ScenarioError]] = DesignError

    name: str = field("goal", "what the results are called", unit="name", max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    title: str = field("", "one line that says what it asks", unit="text", max_length=200)
    scenario: str | dict[str, Any] = field(
        "launch", "a preset, a file beside the goal, or a scenario itself", unit="name", min_length=1
    )
    fixed: dict[str, Any] = Field(default={}, description="what it has instead of the scenario's own, by path [table]")
    objective: str = field("npv", "what there is to be most of at the end, for the first brand", unit="measure")
    cautious: float = field(
        1.0, "the share of the worst runs whose mean counts; 1: the mean of all", unit="share", gt=0, le=1
    )
    budget: float = field(..., "what the campaign may cost, see binds", unit="money", ge=0, le=1e15)
    binds: Literal["total", "spending"] = field(
        "total",
        "what the budget binds: all that a campaign costs, at the upper 95 % end of its mean over runs that did not "
        "choose it, and of cautious goals in 95 % of runs; or spending alone, on average, as in earlier versions",
        idle="spending",
        unit="choice",
    )
    caps: dict[str, Annotated[float, Field(ge=0, le=1e15)]] = Field(
        default={},
        description="the most that may be spent on each lever, by its name: it stops there in every run; where what it "
        "costs is up to others, as surely as the budget holds [money]",
    )
    trials: int = field(200, "campaigns that are tried", unit="campaigns", ge=1, le=100_000)
    replications: int = field(20, "runs of each, the same replications for all", unit="runs", ge=1, le=100_000)
    fresh: int = field(
        100,
        "runs with fresh seeds, of the few best to choose among them, and once more of the one that is chosen",
        unit="runs",
        ge=2,
        le=100_000,
    )
    seed: int = field(0, "seed of all random numbers, the search's too", unit="seed", ge=0, le=2**63 - 1)
    vary: dict[str, Annotated[SerializeAsAny[Values], PlainValidator(_parsed)]] = Field(
        default={}, description='by path: a list of values, a range from … to …; of a lever "optional" [tables]'
    )
    campaign: tuple[AnyLever, ...] = Field(
        default=(), strict=False, max_length=50, description="levers to be used besides the scenario's own [tables]"
    )

    @classmethod
    def prepared(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Return what it is made from, once its plugins and those of its scenario are loaded: its levers are theirs.

        Raises:
            PluginError: if one may not be loaded, or cannot be.
        """
        data, scenario = super().prepared(data), data.get("scenario")
        if data.get("campaign") and isinstance(scenario, str | dict):
            with suppress(ScenarioError):
                _loaded(scenario, str(data.get("folder") or ""))
        return data

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for where, made in (("scenario", "_as_it_is"), ("fixed", "base"), ("campaign", "_with_levers")):
            try:
                getattr(self, made)
            except ScenarioError as error:
                raise validation_error(Goal, [(where, None, line) for line in error.lines]) from None
        mistakes = [*self._mistakes()]
        if mistakes:
            raise validation_error(Goal, mistakes)
        return self

    def _mistakes(self) -> Iterator[tuple[str, Any, str]]:
        aims = [name for name, outcome in OUTCOMES.items() if outcome.may_be_goal]
        if self.objective not in aims:
            yield "objective", self.objective, f"no goal is called so; {nearest(self.objective, aims)}"
        for count, of in ((self.replications, "replications"), (self.fresh, "fresh runs")):
            if self.cautious * count < 1 - 1e-9:
                yield "cautious", self.cautious, f"of {count} {of} this is not even one: run more"
        if not self.vary:
            yield "vary", None, 'is required: a path and its values, as in "campaign.leaders.count" = [0, 10, 50]'
        ours = self.levers
        if self.caps and not self.binds_total:
            yield "caps", None, 'what is spent on a lever is known where the budget binds "total"'
        for label in self.caps:
            if label not in ours:
                yield f"caps.{label}", None, f"a cap is on a lever of the first brand; {nearest(label, ours)}"
        for path, values in self.vary.items():
            label, *below = path.removeprefix(_CAMPAIGN).split(".")
            if not path.startswith(_CAMPAIGN) or label not in ours:
                known = nearest(f"{_CAMPAIGN}{label}", [_CAMPAIGN + name for name in ours]) if ours else "it has none"
                yield f"vary.{path}", None, f"what is varied is the first brand's campaign, lever by lever; {known}"
            elif not below and not {True, False}.issuperset(values.choices or (None,)):
                yield f"vary.{path}", None, f'a lever itself is either there or not: write "{OPTIONAL}"'
            else:
                yield from self._refused(path, values)

    def _refused(self, path: str, values: Values) -> Iterator[tuple[str, Any, str]]:
        """Yield what is wrong with any value, each tried alone."""
        for value in values.tried:
            try:
                self.scenario_at({path: value})
            except ScenarioError as error:
                yield from ((f"vary.{path}", None, line) for line in error.lines)

    def _is_ours(self, lever: Lever) -> bool:
        return lever.brand in ("", self.base.brands[0].name)

    @cached_property
    def _as_it_is(self) -> Scenario:
        scenario = _loaded(self.scenario, self.folder)
        return scenario.varied({PLUGINS: [*scenario.plugins, *self.plugins]})

    @cached_property
    def base(self) -> Scenario:
        """The scenario whose campaign is varied."""
        return self._as_it_is.varied(anchored(self.fixed, self.folder) if self.folder else self.fixed)

    @cached_property
    def _with_levers(self) -> Scenario:
        levers = [lever.model_dump() | self._cap_of(lever) for lever in (*self.base.campaign, *self.campaign)]
        return self.base.varied({"campaign": levers, "variants": {}})

    def _cap_of(self, lever: Lever) -> dict[str, float]:
        """Return the cap at which a lever stops: its own or the goal's, the smaller; none if it could keep to none."""
        if lever.label not in self.caps or not self._is_ours(lever) or priced(lever, self.base.rates).beyond_cap:
            return {}
        cap = self.caps[lever.label]
        return {"cap": cap if lever.cap is None else min(lever.cap, cap)}

    @property
    def levers(self) -> list[str]:
        """The labels of the first brand's levers: the scenario's own, and those to be used besides."""
        return [lever.label for lever in self._with_levers.campaign if self._is_ours(lever)]

    @property
    def replications_by_stage(self) -> dict[str, range]:
        """The replications of each stage: those of the search, of the choice among the best, and of the last word."""
        ends = [self.replications + self.fresh * times for times in range(3)]
        return {SEARCH: range(ends[0]), CHOICE: range(*ends[:2]), FRESH: range(*ends[1:])}

    def scenario_at(self, values: Mapping[str, Any]) -> Scenario:
        """Return the scenario with such a campaign, without the levers whose own value is false.

        Raises:
            ScenarioError: if values that are allowed one by one do not go together.
        """
        off = [path.removeprefix(_CAMPAIGN) for path, value in values.items() if self.is_lever(path) and not value]
        varied = self._with_levers.varied({path: value for path, value in values.items() if not self.is_lever(path)})
        return varied.varied({"campaign": [lever.model_dump() for lever in varied.campaign if lever.label not in off]})

    @staticmethod
    def is_lever(path: str) -> bool:
        """Tell whether a path leads to a lever, not to a field of one."""
        return path.count(".") == 1

    @property
    def switches(self) -> dict[str, str]:
        """By path of a lever's field the path of the lever, if that itself may be there or not."""
        levers = {path: ".".join(path.split(".")[:2]) for path in self.vary if not self.is_lever(path)}
        return {path: lever for path, lever in levers.items() if lever in self.vary}

    def own_values(self) -> dict[str, Any]:
        """Return by path what the scenario's own campaign has; of the levers that it has not, that they are not."""
        own = {lever.label: lever.model_dump(mode="json") for lever in self.base.campaign}
        own_values: dict[str, Any] = {}
        for path in self.vary:
            _, label, *below = path.split(".")
            if not below:
                own_values[path] = label in own
            elif label in own:
                own_values[path] = functools.reduce(_entry, below, own[label])
        return own_values

    def resolved(self) -> dict[str, Any]:
        """Return the goal as data that needs no other file: the scenario in full, its network in it."""
        fixed = {path: value for path, value in self.fixed.items() if path not in of_files(self.fixed)}
        return self.model_dump(mode="json") | {"scenario": self.base.model_dump(mode="json"), "fixed": fixed}

    @property
    def digest(self) -> str:
        """The SHA-256 of all that decides what comes out, in hexadecimal: the scenario in full among it."""
        return json_digest(self._without_idle(self.resolved()) | {"title": "", "scenario": self.base.digest})

    @property
    def digest_as_written(self) -> str:
        """The digest of what is said, in which files are known by their paths: that of earlier versions."""
        data = self._without_idle(self.model_dump(mode="json"))
        return json_digest(data | {"title": "", "scenario": self.base.digest_as_written})

    def _without_idle(self, data: dict[str, Any]) -> dict[str, Any]:
        idle = {"binds": not self.binds_total, "caps": not self.caps}
        return {name: value for name, value in data.items() if not idle.get(name)}

    @property
    def binds_total(self) -> bool:
        """Whether the budget binds all that a campaign costs."""
        return self.binds == "total"

    @classmethod
    def as_then(cls, dump: Mapping[str, Any]) -> Self:
        """Return the goal of which an earlier version wrote this, with what is new since, which was idle."""
        return cls(**{"binds": "spending"} | dict(dump))

    @classmethod
    def load(cls, source: str | Path, network: Mapping[str, Any] | None = None) -> Self:
        """Return the goal of a TOML file, or of a name among those that come along; on another ``network``, if given.

        Raises:
            DesignError: with every mistake in it.
        """
        path, data = read_declared(source, GOALS, "goal", network)
        try:
            return cls(**data)
        except DesignError as error:
            raise DesignError(error.lines, str(path)) from None


def _entry(place: Any, step: str) -> Any:
    """Return what is at a step below a place of nested tables; None where nothing is."""
    if isinstance(place, list):
        return place[int(step)] if step.isdecimal() and int(step) < len(place) else None
    return place.get(step) if isinstance(place, dict) else None

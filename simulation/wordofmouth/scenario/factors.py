"""Factors: what a design varies, as a list of values or as a range; and which numbers of a scenario are assumptions.

The range of an assumption is that of its prior.
"""

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, Self

from pydantic.fields import FieldInfo

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.parts import ASSUMPTION, SETTING, Prior, Section, field, nearest, validation_error
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.writer import toml_value

_NO_PRIOR = "is no assumption, whose prior could be taken: give a range, as in { from = 0.2, to = 0.8 }"


class Values(Section):
    """The values of one factor: a list of them, or a range that may be sampled or cut into steps."""

    choices: tuple[Any, ...] = field((), "the values one by one", unit="values", strict=False)
    low: float = field(0.0, "where the range begins", unit="as the field")
    high: float = field(1.0, "where the range ends", unit="as the field")
    scale: Literal["linear", "log"] = field("linear", "whether equal steps or equal ratios count alike", unit="choice")
    steps: int = field(0, "values of the range in a grid, its ends among them", unit="values", ge=0, le=10_000)
    whole: bool = field(False, "whether it takes whole numbers only", unit="true or false")

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Return the values that a list or a table describes: ``[1, 2]`` or ``{from = 0.2, to = 0.8}``.

        A range whose ends are written as whole numbers takes whole numbers only.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, list | tuple):
            if not value:
                raise validation_error(cls, [("", None, "is an empty list: a factor needs values")])
            return cls(choices=tuple(value))
        if isinstance(value, dict) and "choices" in value:
            return cls(**value)
        if not isinstance(value, dict) or not {"from", "to"} <= value.keys():
            raise validation_error(
                cls, [("", None, "must be a list of values, or a range as in { from = 0.2, to = 0.8 }")]
            )
        ends = value["from"], value["to"]
        if not all(isinstance(end, int | float) and not isinstance(end, bool) and _is_finite(end) for end in ends):
            raise validation_error(cls, [("", None, "the ends of a range must be numbers")])
        if not _is_finite(ends[1] - ends[0]):
            raise validation_error(cls, [("", None, "the ends of a range must not be so far apart")])
        if ends[0] >= ends[1]:
            raise validation_error(
                cls, [("", None, f"a range must end above its beginning, and {ends[1]} is not above {ends[0]}")]
            )
        if value.get("scale") == "log" and ends[0] <= 0:
            raise validation_error(cls, [("", None, "a logarithmic range must begin above 0")])
        rest = {name: entry for name, entry in value.items() if name not in ("from", "to")}
        whole = all(isinstance(end, int) for end in ends)
        return cls(**{"low": float(ends[0]), "high": float(ends[1]), "whole": whole} | rest)

    @property
    def levels(self) -> tuple[Any, ...]:
        """The values that a grid takes."""
        if self.choices:
            return self.choices
        if self.steps == 1:
            return (self._between(0.0),)
        return tuple(dict.fromkeys(self._between(step / (self.steps - 1)) for step in range(self.steps)))

    @property
    def tried(self) -> tuple[Any, ...]:
        """The values by which it can be told whether all are allowed."""
        return self.choices or (self._between(0.0), self._between(1.0))

    def at(self, share: float) -> Any:
        """Return the value at a share of the range, from 0 to 1; of a list each has the same part of it."""
        if self.choices:
            return self.choices[min(int(share * len(self.choices)), len(self.choices) - 1)]
        if self.whole and self.scale == "linear":
            # Each whole number has the same part of the range.
            return min(int(self.low) + int(share * (self.high - self.low + 1)), int(self.high))
        return self._between(share)

    def _between(self, share: float) -> Any:
        if self.scale == "log":
            value = math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low)))
        else:
            value = self.low + share * (self.high - self.low)
        value = min(max(value, self.low), self.high)
        return round(value) if self.whole else value


def _is_finite(number: int | float) -> bool:
    """Return whether a column of numbers can hold a number, which one of hundreds of digits is too large for."""
    return abs(number) <= sys.float_info.max


class Factor(NamedTuple):
    """A path whose values a table holds in one column: whole numbers, numbers or texts."""

    path: str
    type: type

    @classmethod
    def of(cls, path: str, values: Iterable[Any]) -> Self:
        """Return the factor of a path with such values; None where a case does not give it."""
        kinds = {type(value) for value in values}
        if kinds <= {int}:
            return cls(path, int)
        return cls(path, float if kinds <= {int, float, type(None)} else str)

    def label(self, value: Any) -> Any:
        """Return a value as the column holds it; texts as they are, and what is neither text nor number as TOML."""
        if self.type is not str:
            return self.type(math.nan if value is None else value)
        if value is None:
            return ""
        return value if isinstance(value, str) else toml_value(value)


class _Assumed(NamedTuple):
    values: Values
    is_default: bool


def priors(scenario: Scenario) -> dict[str, Values]:
    """Return the range of every assumed number that plays a part in a scenario, by path, as factors have them."""
    return {path: assumed.values for path, assumed in _assumed(scenario)}


def assumptions(scenario: Scenario) -> dict[str, Values]:
    """Return the ranges of the assumed numbers that a scenario leaves as they are, by path.

    What it sets itself is of the market that it describes: of its goods, its people.
    """
    return {path: assumed.values for path, assumed in _assumed(scenario) if assumed.is_default}


def from_sources(scenario: Scenario) -> list[str]:
    """Return the paths of the numbers of a scenario that stand as a source in the literature has them."""
    return [
        f"{path}.{name}"
        for path, section in sections(scenario)
        for name, info in type(section).model_fields.items()
        if isinstance(about := info.json_schema_extra, dict)
        if about.get("source") not in ("", None, ASSUMPTION, SETTING)
        if getattr(section, name) == info.get_default()
    ]


def with_priors(factors: Mapping[str, Any], scenario: Callable[[], Scenario]) -> dict[str, Any]:
    """Return factors in which each that is given as ``{ prior = true }`` has the range of its prior.

    Args:
        factors: values or ranges by path.
        scenario: what gives the scenario that they vary, asked only if one is given so.

    Raises:
        ScenarioError: if such a path leads to no assumption, or the scenario has mistakes.
    """
    asked = [path for path, values in factors.items() if values == {"prior": True}]
    known = priors(scenario()) if asked else {}
    if wrong := [path for path in asked if path not in known]:
        raise ScenarioError([f"{path}: {_NO_PRIOR}; {nearest(path, known)}" for path in wrong])
    return {**factors, **{path: known[path] for path in asked}}


def _assumed(scenario: Scenario) -> Iterator[tuple[str, _Assumed]]:
    for path, section in sections(scenario):
        for name, info in type(section).model_fields.items():
            prior = Prior.of(info.json_schema_extra)
            if prior is not None:
                assumed = _Assumed(_values(prior, info), getattr(section, name) == info.get_default())
                yield f"{path}.{name}", assumed
    for name, rate in scenario.rates.items():
        if rate.range is not None and rate.range[0] < rate.range[1]:
            low, high = rate.range
            scale = Prior(low, high, rate.source).scale
            yield f"rates.{name}.price", _Assumed(Values(low=low, high=high, scale=scale), True)


def sections(scenario: Scenario) -> Iterator[tuple[str, Section]]:
    """Yield by path the sections that play a part: of a textbook's model itself and its network, no more."""
    yield "model", scenario.model
    yield "network", scenario.network
    if "campaigns" not in scenario.model.knows:
        return
    yield from (("survey", scenario.survey), ("consumer", scenario.consumer), ("leaders", scenario.leaders))
    yield from ((f"channels.{kind}", part) for kind, part in scenario.channels.items())
    yield from ((f"behaviours.{kind}", part) for kind, part in scenario.behaviours.items())
    yield from ((f"campaign.{lever.label}", lever) for lever in scenario.campaign)


def _values(prior: Prior, info: FieldInfo) -> Values:
    multiple: Any = next((limit.multiple_of for limit in info.metadata if hasattr(limit, "multiple_of")), None)
    if multiple is not None:
        return Values(choices=tuple(range(int(prior.low), int(prior.high) + 1, multiple)))
    whole = info.annotation is int
    return Values(low=float(prior.low), high=float(prior.high), scale=prior.scale, whole=whole)

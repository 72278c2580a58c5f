"""Assumptions: which numbers of a scenario are believed and not known, and over what range they may vary."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic.fields import FieldInfo

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.factors import Values
from wordofmouth.scenario.parts import ASSUMPTION, SETTING, Section, nearest
from wordofmouth.scenario.priors import Prior
from wordofmouth.scenario.scenario import Scenario

_NO_PRIOR = "is no assumption, whose prior could be taken: give a range, as in { from = 0.2, to = 0.8 }"


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
        for path, section in _sections(scenario)
        for name, field in type(section).model_fields.items()
        if isinstance(about := field.json_schema_extra, dict)
        if about.get("source") not in ("", None, ASSUMPTION, SETTING)
        if getattr(section, name) == field.get_default()
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
    for path, section in _sections(scenario):
        for name, field in type(section).model_fields.items():
            prior = Prior.of(field.json_schema_extra)
            if prior is not None:
                assumed = _Assumed(_values(prior, field), getattr(section, name) == field.get_default())
                yield f"{path}.{name}", assumed


def _sections(scenario: Scenario) -> Iterator[tuple[str, Section]]:
    """Yield by path the sections that play a part: of a textbook's model itself and its network, no more."""
    yield "model", scenario.model
    yield "network", scenario.network
    if "campaigns" not in scenario.model.knows:
        return
    yield from (("survey", scenario.survey), ("consumer", scenario.consumer), ("leaders", scenario.leaders))
    yield from ((f"channels.{kind}", part) for kind, part in scenario.channels.items())
    yield from ((f"behaviours.{kind}", part) for kind, part in scenario.behaviours.items())
    yield from ((f"campaign.{lever.label}", lever) for lever in scenario.campaign)


def _values(prior: Prior, field: FieldInfo) -> Values:
    multiple: Any = next((limit.multiple_of for limit in field.metadata if hasattr(limit, "multiple_of")), None)
    if multiple is not None:
        return Values(choices=tuple(range(int(prior.low), int(prior.high) + 1, multiple)))
    whole = field.annotation is int
    return Values(low=float(prior.low), high=float(prior.high), scale=prior.scale, whole=whole)

"""What a scenario rests on, part by part: the files that have its rules, and where each of its numbers comes from.

Only what plays a part counts: a strategy's sources are those of a market in which it chooses seeds, and a default's
are those of a market that leaves it as it is.
"""

import ast
import functools
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from wordofmouth.scenario import registry
from wordofmouth.scenario.factors import sections
from wordofmouth.scenario.parts import ASSUMPTION, SETTING, Prior, Section
from wordofmouth.scenario.plugins.loading import plugin_of
from wordofmouth.scenario.scenario import Scenario

Origin = Literal["source", "assumption", "own"]
_OURS = "wordofmouth"
# What strategies that choose seeds rest on, beside their own files.
_BEHIND = {
    "pagerank": "networks.centrality:pagerank",
    "core": "networks.centrality:core_number",
    "community": "networks.centrality:community_spread",
    "reverse_reachable": "seeding.coverage seeding.reverse_sets",
    "greedy": "seeding.lazy",
}
# They share a file, which has no sources of its own.
_RANKINGS = ("random", "degree", "pagerank", "core", "community")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


class Rule(NamedTuple):
    """A rule that plays a part: what it is a rule of, by path, and what its docstrings say."""

    of: str
    text: str


class Number(NamedTuple):
    """A number of a scenario that is no mere setting, and where it comes from.

    Attributes:
        path: as in ``--set``.
        value: what the scenario has.
        origin: ``source`` if it stands as a source in the literature has it, ``assumption`` if none gives it, ``own``
            if the scenario says otherwise than either.
        text: the source; or what the range of an assumption rests on.
        low, high: the range in which an assumption is believed to lie with 90 %; of others None.
    """

    path: str
    value: Any
    origin: Origin
    text: str
    low: float | None = None
    high: float | None = None

    @property
    def range(self) -> str:
        """The range of an assumption in words; empty of others."""
        return "" if self.low is None or self.high is None else Prior(self.low, self.high, "").text


def rules(scenario: Scenario) -> Iterator[Rule]:
    """Yield the rules that play a part in a scenario: its parts' own, and those that parts share."""
    for path, section in parts(scenario):
        yield Rule(path, _of_class(type(section)))
        if strategy := getattr(section, "strategy", ""):
            yield from _of_strategy(path, strategy)
    for of, places in _shared(scenario):
        yield from (Rule(of, docstrings(place)) for place in places.split())


def numbers(scenario: Scenario) -> Iterator[Number]:
    """Yield the numbers that play a part in a scenario and that a source or a range stands behind, set or not."""
    for path, section in parts(scenario):
        for name, info in type(section).model_fields.items():
            about, value = info.json_schema_extra, getattr(section, name)
            source = about.get("source") if isinstance(about, dict) else None
            if not source or source == SETTING or value is None:
                continue
            here, prior = f"{path}.{name}", Prior.of(about)
            if value != info.get_default():
                yield Number(here, value, "own", "")
            elif source == ASSUMPTION and prior:
                yield Number(here, value, "assumption", prior.reason, prior.low, prior.high)
            else:
                yield Number(here, value, "source", str(source))


def docstrings(place: str) -> str:
    """Return what the docstrings of a module of ours say, given as ``room.module``; of ``room.module:name`` that one's.

    The module is read and not imported; Python without docstrings has them all the same.
    """
    module, _, name = place.partition(":")
    spec = importlib.util.find_spec(f"{_OURS}.{module}")
    path = Path(spec.origin) if spec and spec.origin else None
    return _said(path.read_bytes(), name) if path else ""


def parts(scenario: Scenario) -> Iterator[tuple[str, Section]]:
    """Yield by path the sections that play a part, brands and what money is worth among them."""
    yield from sections(scenario)
    if "campaigns" in scenario.model.knows:
        yield from ((f"brands.{brand.name}", brand) for brand in scenario.brands)
        yield "economics", scenario.economics


def _shared(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield what is no part's own: of what it is a rule, and where it stands."""
    yield "random numbers", "engine.randomness"
    if "campaigns" not in scenario.model.knows:
        return
    traits = [scenario.consumer, *(segment.traits(scenario.consumer) for segment in scenario.segments)]
    wanted = {
        "market.decision:satisfaction_chance": any(each.disconfirmation for each in traits),
        "market.decision:with_sampling_error": scenario.survey.asked > 0,
        "market.decision:bridge_quantile": any(each.occasion or each.interest for each in traits),
        "market.decision:shared_liking": any(each.interest for each in traits),
        "market.messages:reception": any(hasattr(lever, "disclosed") for lever in scenario.campaign),
    }
    yield "decisions and messages", " ".join(place for place, is_wanted in wanted.items() if is_wanted)
    if scenario.leaders.share:
        yield "leaders", "networks.audiences"
    if (method := getattr(scenario.network, "community_method", "")) and not getattr(scenario.network, "community", ""):
        yield "network", f"networks.communities:{method}"


def _of_strategy(path: str, strategy: str) -> Iterator[Rule]:
    known = registry.find("strategy", strategy)
    behind = _BEHIND.get(strategy, "").split()
    if known is not None and known.choose.__module__.startswith(f"{_OURS}.") and strategy not in _RANKINGS:
        behind.append(known.choose.__module__.removeprefix(f"{_OURS}."))
    yield Rule(f"{path}.strategy", " ".join(docstrings(place) for place in behind))


@functools.cache
def _of_class(kind: type) -> str:
    """Return what the docstrings of the files say that have a part's class and those from which it inherits."""
    texts = []
    for each in kind.__mro__:
        if plugin := plugin_of(each):
            texts.append(_said(plugin.source or b""))
        elif each.__module__.startswith(f"{_OURS}.") and each not in Section.__mro__:
            # Several sections share a file; a kind has one of its own.
            module = each.__module__.removeprefix(f"{_OURS}.")
            texts.append(docstrings(f"{module}:{each.__name__}" if module.startswith("scenario.") else module))
    return " ".join(texts)


def _said(source: bytes, name: str = "") -> str:
    """Return what a source's docstrings say; only those of one function or class, if it is named."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, _DOCUMENTED)]
    if name:
        nodes = [node for node in nodes if getattr(node, "name", "") == name]
    return " ".join(ast.get_docstring(node) or "" for node in nodes)

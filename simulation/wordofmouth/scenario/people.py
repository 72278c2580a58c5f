"""Consumers by name: where a scenario lists consumers, what its network's file calls them stands for their numbers.

Names are replaced as a scenario is made. So whatever comes after, the scenario that is kept with a result too, has
numbers alone.
"""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from pydantic import ValidationError

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.families.generator import NetworkGenerator

_FIELD = "consumers"
# Names with which another is compared, which takes long where there are many.
_MOST_COMPARED = 10_000


def numbered(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a scenario says, with the numbers of the consumers whom its lists name, in variants too.

    Raises:
        ScenarioError: if nobody is called so, or the network has no names; if it cannot be read.
    """
    whole = dict(data)
    if not any(_names_in(each) for _, each in _lists(whole)):
        return whole
    try:
        number = _numbers_of(data.get("network"))
    except ValidationError:
        # What is wrong with a network is told with all else that is wrong.
        return whole
    mistakes: list[str] = []

    def changed(where: str, values: Any) -> Any:
        if not _names_in(values):
            return values
        unknown = [each for each in values if isinstance(each, str) and each not in number]
        mistakes.extend(f"{where}: nobody is called {each!r}{_hint(each, number)}" for each in unknown[:10])
        return [number.get(each, 0) if isinstance(each, str) else each for each in values]

    if isinstance(campaign := whole.get("campaign"), Sequence) and not isinstance(campaign, str):
        whole["campaign"] = [
            {**lever, _FIELD: changed(f"campaign.{place}.{_FIELD}", lever[_FIELD])} if _is_list(lever) else lever
            for place, lever in enumerate(campaign)
        ]
    if _is_list(model := whole.get("model")):
        whole["model"] = {**model, _FIELD: changed(f"model.{_FIELD}", model[_FIELD])}
    if isinstance(variants := whole.get("variants"), Mapping):
        whole["variants"] = {
            name: {
                path: changed(f"variants.{name}.{path}", value) if path.rpartition(".")[2] == _FIELD else value
                for path, value in changes.items()
            }
            if isinstance(changes, Mapping)
            else changes
            for name, changes in variants.items()
        }
    if mistakes:
        raise ScenarioError(mistakes)
    return whole


def _hint(name: str, number: Mapping[str, int]) -> str:
    if not number:
        return "; the consumers of this network have numbers"
    near = difflib.get_close_matches(name, number, n=1) if len(number) < _MOST_COMPARED else []
    return f"; did you mean {near[0]!r}?" if near else ""


def _lists(data: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return all that may list consumers, by path."""
    campaign = data.get("campaign")
    parts = [*(campaign if isinstance(campaign, list | tuple) else ()), data.get("model")]
    entries = [(_FIELD, part[_FIELD]) for part in parts if _is_list(part)]
    variants = data.get("variants")
    for changes in variants.values() if isinstance(variants, Mapping) else ():
        entries += list(changes.items()) if isinstance(changes, Mapping) else []
    return [(path, value) for path, value in entries if path.rpartition(".")[2] == _FIELD]


def _is_list(part: Any) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(part, Mapping) and _FIELD in part


def _names_in(values: Any) -> bool:
    return isinstance(values, list | tuple) and any(isinstance(each, str) for each in values)


def _numbers_of(section: Any) -> dict[str, int]:
    """Return the numbers of consumers by their names; nothing where the network has none."""
    network = NetworkGenerator.parse(dict(section)) if isinstance(section, Mapping) else section
    names = network.names() if isinstance(network, NetworkGenerator) else ()
    return {name: place for place, name in enumerate(names)}

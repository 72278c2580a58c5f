"""Digests of what is said: whatever holds the same has the same, however it is laid out.

What is idle is not said: a scenario in which a field of later is idle has the digest that it had before there was one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from wordofmouth.scenario.parts import Section


def json_digest(content: Any, separators: tuple[str, str] | None = None) -> str:
    """Return the SHA-256 of what JSON has of some content, in hexadecimal; the order of keys does not count.

    ``separators`` are those of :func:`json.dumps`: digests that were written down once go by the ones of then.
    """
    text = json.dumps(content, sort_keys=True, default=str, separators=separators)
    return hashlib.sha256(text.encode()).hexdigest()


def merged(inputs: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the digests of inputs by what they are called; others that are called alike are numbered."""
    digests: dict[str, str] = {}
    for each in inputs:
        for name, digest in each.items():
            own, number = name, 1
            while digests.setdefault(own, digest) != digest:
                number += 1
                own = f"{name} ({number})"
    return digests


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return which of the inputs are others now, are new or are gone, by what they are called."""
    return [name for name in dict.fromkeys([*now, *before]) if before.get(name) != now.get(name)]


def without_idle(thing: Any, dump: Any) -> Any:
    """Return the dump of a section, or of several, without the fields that are idle."""
    idle = _idle(thing)
    if isinstance(thing, Section | Mapping):
        return {
            name: without_idle(_part(thing, name), value)
            for name, value in dump.items()
            if name not in idle or value != idle[name]
        }
    if isinstance(thing, tuple | list):
        return [without_idle(part, value) for part, value in zip(thing, dump, strict=True)]
    return dump


def with_idle(thing: Any, dump: Any) -> Any:
    """Return the dump that an earlier version wrote of a section, with the fields that are new, which were idle."""
    if isinstance(thing, Section | Mapping):
        return _idle(thing) | {name: with_idle(_part(thing, name), value) for name, value in dump.items()}
    if isinstance(thing, tuple | list):
        return [with_idle(part, value) for part, value in zip(thing, dump, strict=True)]
    return dump


def _idle(thing: Any) -> dict[str, Any]:
    """Return the idle values of the fields of a section that have one."""
    fields = type(thing).model_fields if isinstance(thing, Section) else {}
    declared = {name: field.json_schema_extra for name, field in fields.items()}
    return {name: about["idle"] for name, about in declared.items() if isinstance(about, dict) and "idle" in about}


def _part(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)

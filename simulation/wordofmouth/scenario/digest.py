"""Digests of what is said: whatever holds the same has the same, however it is laid out."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any


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

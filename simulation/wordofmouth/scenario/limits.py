"""Limits: of what type a field is and what is allowed in it, in words, from its JSON schema."""

from collections.abc import Iterable
from typing import Any

from wordofmouth.scenario.parts import characters

_TYPES = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "object": "tables",
}  # fmt: skip


def type_in_words(schema: dict[str, Any]) -> str:
    """Return the type that a JSON schema names, in words."""
    if choices := schema.get("enum", [schema["const"]] if "const" in schema else None):
        return one_of(choices)
    if schema["type"] != "array":
        return _TYPES[schema["type"]]
    items = schema.get("prefixItems", ())
    entry = type_in_words(items[0] if items else schema["items"])
    return f"list of {len(items)} {entry}s" if items else f"list of {entry}s"


def one_of(choices: Iterable[Any]) -> str:
    """Return choices in words: one of 4 or 8."""
    *others, last = map(str, choices)
    return f"one of {', '.join(others)} or {last}" if others else last


def allowed_in_words(schema: dict[str, Any]) -> str:
    """Return the limits that a JSON schema sets, in words."""
    if schema.get("type") == "array":
        inside = allowed_in_words(schema.get("prefixItems", [schema.get("items")])[0])
        count = "" if "prefixItems" in schema else _between(schema.get("minItems"), schema.get("maxItems"), " entries")
        return "; ".join(filter(None, (count, inside and f"each {inside}")))
    limits = [_between(schema.get("minLength"), schema.get("maxLength"), " characters")]
    if "pattern" in schema:
        limits.append(characters(schema["pattern"]))
    if "exclusiveMinimum" in schema:
        limits.append(f"above {_number(schema['exclusiveMinimum'])}")
    limits.append(_between(schema.get("minimum"), schema.get("maximum"), ""))
    if "exclusiveMaximum" in schema:
        limits.append(f"below {_number(schema['exclusiveMaximum'])}")
    if "multipleOf" in schema:
        limits.append(f"a multiple of {_number(schema['multipleOf'])}")
    return ", ".join(filter(None, limits))


def _between(least: float | None, most: float | None, unit: str) -> str:
    if least is not None and most is not None:
        return f"{_number(least)} to {_number(most)}{unit}"
    if least is not None:
        return f"at least {_number(least)}{unit}"
    return "" if most is None else f"at most {_number(most)}{unit}"


def _number(number: float) -> str:
    short = f"{number:g}"
    if number == int(number) and (abs(number) < 1e9 or float(short) != number):
        return f"{int(number):,}"
    return short.replace("e+", "e").replace("e0", "e")

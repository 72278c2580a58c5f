"""Changes: what goes along when one value of a scenario is changed by its path."""

from collections.abc import Callable, Container, Iterable
from typing import Any


def kinds_first(paths: Iterable[str]) -> list[str]:
    """Return paths in their order, but of each table the ``kind`` before its other fields, which go by it."""
    ordered = list(paths)
    for path in [path for path in ordered if path.endswith(".kind")]:
        first = next(place for place, other in enumerate(ordered) if other.startswith(path.removesuffix("kind")))
        ordered.remove(path)
        ordered.insert(first, path)
    return ordered


def along(place: Any, field: str, value: Any, fields_of: Callable[[str], Container[str]]) -> None:
    """Change, in the table that holds a field, what cannot stay as it was beside the field's new value.

    Fields that a new ``kind`` does not have are dropped. One schedule of a lever replaces the other. A price is changed
    against the one that consumers expect, its ``reference_price``, which is the price before unless given.

    Args:
        place: the table, before the change; it is changed in place.
        field: the name of what is changed.
        value: its new value.
        fields_of: the fields that a kind has.
    """
    if field == "kind" and place["kind"] != value:
        known = fields_of(value)
        for name in [name for name in place if name not in known]:
            del place[name]
    elif field in ("week", "weeks") and {"week", "weeks"} <= place.keys():
        place["weeks" if field == "week" else "week"] = None
    elif field in ("every", "when") and place.get("weeks", True) is None:
        place["week"] = None
    elif field == "price" and place.get("reference_price", True) is None and place["price"] != value:
        place["reference_price"] = place["price"]

"""Conditions: ``rating < 3.5``, one measure compared with one number; parsed, never run as code."""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from wordofmouth.scenario.parts import nearest

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_FORM = re.compile(r"\s*([a-z_]{1,64})\s*(<=|>=|==|!=|<|>)\s*([-+]?[0-9]{1,15}(?:\.[0-9]{0,15})?)\s*")


class Condition(NamedTuple):
    """A measure, a comparison and a number."""

    measure: str
    comparison: str
    number: float

    @classmethod
    def parse(cls, text: str, measures: Iterable[str]) -> "Condition":
        """Return the condition that a text states.

        Raises:
            ValueError: if it has another form, or names no known measure.
        """
        match = _FORM.fullmatch(text) if len(text) <= 200 else None
        if match is None:
            raise ValueError("must be a measure, a comparison and a number, as in 'rating < 3.5'")
        known = list(measures)
        if match[1] not in known:
            raise ValueError(f"no measure is called {match[1]!r}; {nearest(match[1], known)}")
        return cls(match[1], match[2], float(match[3]))

    def holds(self, measured: Mapping[str, float]) -> bool:
        """Tell whether it holds; never where the measure has no value yet (not a number)."""
        value = measured[self.measure]
        return value == value and _COMPARISONS[self.comparison](value, self.number)

"""Conditions: ``rating < 3.5``, one number that was measured compared with another; parsed, never run as code.

What is measured is a measure of the brand whose lever asks, in the last week; ``total_`` before it is its sum over all
weeks; and a share is what the brand has of the week's purchases, or revenue, of all brands for the same need. With
``brands.NAME.`` before it any of them is another brand's: ``brands.Rival.price < 45``.
"""

import functools
import math
import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from wordofmouth.scenario.parts import nearest

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_FORM = re.compile(
    r"\s*(?:brands\.([^.\x00-\x1f]{1,64})\.)?([a-z_][a-z0-9_]{0,127})"
    r"\s*(<=|>=|==|!=|<|>)\s*([-+]?[0-9]{1,15}(?:\.[0-9]{0,15})?)\s*"
)
TOTAL = "total_"
# What a brand has a share of.
SHARES = {"market_share": "purchases", "revenue_share": "revenue"}


class Condition(NamedTuple):
    """A measure, a comparison and a number; ``brand`` is whose measure it is, the asking brand's if empty."""

    measure: str
    comparison: str
    number: float
    brand: str = ""

    @classmethod
    def parse(cls, text: str, measures: Collection[str], brands: Sequence[str] = ()) -> "Condition":
        """Return the condition that a text states, where there are these measures and brands.

        Raises:
            ValueError: if it has another form, or names no known measure or brand.
        """
        match = _FORM.fullmatch(text) if len(text) <= 200 else None
        if match is None:
            raise ValueError("must be a measure, a comparison and a number, as in 'rating < 3.5'")
        brand, measure = match[1] or "", match[2]
        if brand and brand not in brands:
            raise ValueError(f"no brand is called {brand!r}; {nearest(brand, brands)}")
        known = [*measures, *(share for share, of in SHARES.items() if of in measures)]
        if measure.removeprefix(TOTAL) not in measures and measure not in known:
            raise ValueError(f"no measure is called {measure!r}; {nearest(measure, known)}")
        return cls(measure, match[3], float(match[4]), brand)

    def value(self, history: Mapping[str, Sequence[Any]], brand: int, needs: Sequence[str]) -> float:
        """Return what is compared: of a history, by measure an array (brands,) a week, at the place of a brand.

        ``needs`` says which need each brand's offer is for. A share of nothing is not a number.
        """
        if self.measure in SHARES:
            sold = history[SHARES[self.measure]][-1]
            rivals = [float(amount) for amount, need in zip(sold, needs, strict=True) if need == needs[brand]]
            whole = functools.reduce(operator.add, rivals)
            return float(sold[brand]) / whole if whole > 0 else math.nan
        if self.measure in history:
            return float(history[self.measure][-1][brand])
        weeks = history[self.measure.removeprefix(TOTAL)]
        return functools.reduce(operator.add, (float(week[brand]) for week in weeks))

    def holds(self, value: float) -> bool:
        """Tell whether it holds of a value; never where there is none yet (not a number)."""
        return value == value and _COMPARISONS[self.comparison](value, self.number)


class Conditions:
    """What some levers ask: their conditions by label, parsed once.

    Args:
        asked: the text of each condition by the lever's label.
        measures: what is measured.
        brands: the brands' names, and for which need the offer of each is.
    """

    def __init__(self, asked: Mapping[str, str], measures: Collection[str], brands: Mapping[str, str]) -> None:
        self._names, self._needs = [*brands], [*brands.values()]
        self._conditions = {label: Condition.parse(text, measures, self._names) for label, text in asked.items()}

    def __contains__(self, label: str) -> bool:
        """Tell whether a lever asks anything."""
        return label in self._conditions

    def hold(self, label: str, brand: int, history: Mapping[str, Sequence[Any]]) -> bool:
        """Tell whether what a lever asks for a brand holds on what was measured until last week."""
        condition = self._conditions[label]
        asked = self._names.index(condition.brand) if condition.brand else brand
        return condition.holds(condition.value(history, asked, self._needs))

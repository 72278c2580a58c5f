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
    r"\s*(<=|>=|==|!=|<|>)\s*([-+]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][-+]?[0-9]{1,2})?)\s*"
)
TOTAL = "total_"
# What a brand has a share of.
SHARES = {"market_share": "purchases", "revenue_share": "revenue"}
_OTHER_SHARES = ("penetration",)


class Offered(NamedTuple):
    """Of a brand's offer, the need that it is for, and the week from which it is on sale."""

    need: str
    enters: int


class Condition(NamedTuple):
    """A measure, a comparison and a number; ``brand`` is whose measure it is, the asking brand's if empty."""

    measure: str
    comparison: str
    number: float
    brand: str = ""

    @classmethod
    def stated(cls, text: str) -> "Condition":
        """Return the condition that a text states, whatever it is called that is compared.

        Raises:
            ValueError: if it has another form.
        """
        match = _FORM.fullmatch(text) if len(text) <= 200 else None
        if match is None:
            which = " ".join(_COMPARISONS)
            raise ValueError(f"must be a measure, one of {which}, and a number, as in 'rating < 3.5'")
        return cls(match[2], match[3], float(match[4]), match[1] or "")

    @classmethod
    def parse(cls, text: str, measures: Collection[str], brands: Sequence[str] = ()) -> "Condition":
        """Return the condition that a text states, where there are these measures and brands.

        Raises:
            ValueError: if it has another form, or names no known measure or brand.
        """
        condition = cls.stated(text)
        brand, measure, number = condition.brand, condition.measure, condition.number
        if brand and brand not in brands:
            raise ValueError(f"no brand is called {brand!r}; {nearest(brand, brands)}")
        known = [*measures, *(share for share, of in SHARES.items() if of in measures)]
        if measure.removeprefix(TOTAL) not in measures and measure not in known:
            sums = f"with {TOTAL} before it, any is its sum over all weeks so far"
            raise ValueError(f"no measure is called {measure!r}; {nearest(measure, known)}; {sums}")
        if measure in (*SHARES, *_OTHER_SHARES) and abs(number) > 1:
            raise ValueError(f"{measure} lies between 0 and 1: {number:g} % is {number / 100:g}")
        return condition

    def value(self, history: Mapping[str, Sequence[Any]], brand: int, offers: Sequence[Offered]) -> float:
        """Return what is compared: of a history, by measure an array (brands,) a week, at the place of a brand.

        A share of nothing is not a number, nor is anything of a brand that is not on sale yet.
        """
        if len(history[self.measure_read]) < offers[brand].enters:
            return math.nan
        if self.measure in SHARES:
            sold, need = history[SHARES[self.measure]][-1], offers[brand].need
            rivals = [float(amount) for amount, offer in zip(sold, offers, strict=True) if offer.need == need]
            whole = functools.reduce(operator.add, rivals)
            return float(sold[brand]) / whole if whole > 0 else math.nan
        if self.measure in history:
            return float(history[self.measure][-1][brand])
        return functools.reduce(operator.add, (float(week[brand]) for week in history[self.measure_read]))

    @property
    def measure_read(self) -> str:
        """The measure of a week that it is worked out from."""
        return SHARES.get(self.measure, self.measure.removeprefix(TOTAL))

    def holds(self, value: float) -> bool:
        """Tell whether it holds of a value; never where there is none yet (not a number)."""
        return value == value and _COMPARISONS[self.comparison](value, self.number)


class Conditions:
    """What some levers ask: their conditions by label, parsed once.

    Args:
        asked: the text of each condition by the lever's label.
        measures: what is measured.
        brands: the brands' names, and what is known of the offer of each.
    """

    def __init__(self, asked: Mapping[str, str], measures: Collection[str], brands: Mapping[str, Offered]) -> None:
        self._names, self._offers = [*brands], [*brands.values()]
        self._conditions = {label: Condition.parse(text, measures, self._names) for label, text in asked.items()}

    def __contains__(self, label: str) -> bool:
        """Tell whether a lever asks anything."""
        return label in self._conditions

    def hold(self, label: str, brand: int, history: Mapping[str, Sequence[Any]]) -> bool:
        """Tell whether what a lever asks for a brand holds on what was measured until last week."""
        condition = self._conditions[label]
        asked = self._names.index(condition.brand) if condition.brand else brand
        return condition.holds(condition.value(history, asked, self._offers))

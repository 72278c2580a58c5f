"""Where: what is asked of an outcome of a sweep, as in ``profit > 0``; parsed, never run as code."""

from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import SensitivityError
from wordofmouth.figures.labels import heading
from wordofmouth.scenario.conditions import Condition
from wordofmouth.statistics.outcomes import Outcome, outcome


class Where(NamedTuple):
    """What is asked: its text, the outcome and the condition that its value has to meet."""

    text: str
    asked: Outcome
    condition: Condition

    @classmethod
    def parse(cls, text: str) -> "Where":
        """Return what a text asks.

        Raises:
            SensitivityError: if it is no condition.
            OutcomeError: if there is no such outcome.
        """
        try:
            condition = Condition.stated(text)
        except ValueError as error:
            raise SensitivityError([f"where: {text!r} {error}".replace("rating < 3.5", "profit > 0")]) from None
        name = f"brands.{condition.brand}.{condition.measure}" if condition.brand else condition.measure
        asked, number = outcome(name), condition.number
        if asked.unit == "share" and abs(number) > 1:
            between = f"{name} lies between 0 and 1: {number:g} % is {number / 100:g}"
            raise SensitivityError([f"where: {text!r}: {between}"])
        return cls(text.strip(), asked, condition)

    def holds(self, means: Array) -> Array:
        """Return at which points it holds of the mean, bool."""
        return np.array([self.condition.holds(float(mean)) for mean in means])

    @property
    def words(self) -> str:
        """The condition in words, as in a title."""
        sign = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}.get(self.condition.comparison, self.condition.comparison)
        number = self.condition.number
        value = f"{100 * number:g} %" if self.asked.unit == "share" else f"{number:,g}".replace("-", "−")
        return f"{heading(self.asked).lower()} {sign} {value}"

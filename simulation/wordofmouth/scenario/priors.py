"""Priors: where a default is an assumption, the range in which the truth is believed to lie, and why."""

from typing import Any, Literal, NamedTuple, Self

# From here on a range is one of ratios: its ends lie a decade apart.
_DECADE = 10.0


class Prior(NamedTuple):
    """What is believed of a quantity that no source gives: the central 90 % of its values, and the reason.

    Given as the ``source`` of a field. Whatever varies assumptions takes the range as its ends have it.

    Attributes:
        low, high: the range, in the field's unit; the default lies within.
        reason: what the range rests on, in one clause: reasoning, or the work that tells sign or order.
    """

    low: float
    high: float
    reason: str

    @property
    def scale(self) -> Literal["linear", "log"]:
        """Whether equal steps count alike or equal ratios: those of a range of a decade or more."""
        return "log" if self.low > 0 and self.high / self.low >= _DECADE - 1e-9 else "linear"

    @property
    def text(self) -> str:
        """The range in words."""
        return f"{_number(self.low)} to {_number(self.high)}" + (", by ratio" if self.scale == "log" else "")

    @classmethod
    def of(cls, declared: Any) -> Self | None:
        """Return the prior that a field declares in its ``json_schema_extra``; None if it has none."""
        prior = declared.get("prior") if isinstance(declared, dict) else None
        return cls(**prior) if prior else None


def _number(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:g}"

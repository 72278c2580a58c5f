"""Labels: what outcomes are called and counted in, and how their numbers are formatted, in figures and sentences."""

import math

from wordofmouth.statistics.outcomes import Outcome
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import format_number

# A value is not written finer than to a hundredth of itself, or so.
_FINEST = 0.01


def heading(asked: Outcome, say: Words | None = None) -> str:
    """Return what an outcome is called above a panel."""
    return asked.heading if say is None else asked.heading_in(say)


def unit(asked: Outcome, is_difference: bool = False, say: Words | None = None) -> str:
    """Return what an outcome, or a difference in it, is counted in; in English unless other words are given."""
    say = say or Words()
    if is_difference and asked.unit == "share":
        return say("figure.points")
    return say.phrase(f"figure.units.{asked.unit}")[1] or asked.unit


def scale(asked: Outcome) -> float:
    """Return by what its values are multiplied to be drawn: shares are drawn in percent."""
    return 100.0 if asked.unit == "share" else 1.0


def amount(asked: Outcome, value: float, precision: float, say: Words | None = None) -> str:
    """Return a value in words, with as many decimals as its precision deserves, and no more than can be read."""
    say = say or Words()
    text = bare(asked, value, precision, say)
    return say.notation.in_percent(text) if asked.unit == "share" and not math.isnan(value) else text


def bare(asked: Outcome, value: float, precision: float, say: Words) -> str:
    """Return a value as :func:`amount` does, a share without the sign of per cent."""
    if math.isnan(value):
        return say("figure.none")
    return format_number(value, asked.unit, max(precision, _FINEST * abs(value)), language=say.language)


def difference(asked: Outcome, value: float, precision: float, say: Words | None = None) -> str:
    """Return a difference in words, without its sign."""
    say = say or Words()
    text = bare(asked, abs(value), precision, say)
    return say("conclusion.points", amount=text) if asked.unit == "share" else text


def signed(asked: Outcome, value: float, precision: float, say: Words | None = None) -> str:
    """Return a difference as a table has it, with its sign."""
    say = say or Words()
    if math.isnan(value):
        return say("figure.none")
    return format_number(value, asked.unit, precision, sign=True, language=say.language)


def tick(value: float, _: int = 0, say: Words | None = None) -> str:
    """Return a number as an axis has it: millions and thousands cut short."""
    notation = (say or Words()).notation
    for divisor, suffix in ((1e6, " M"), (1e3, " k")):
        if abs(value) >= 2 * divisor and abs(value) >= 1e4:
            return notation.translated(f"{value / divisor:,.6g}{suffix}").replace("-", "−")
    return notation.translated(f"{value:,.6g}").replace("-", "−")

"""Verdict: the numbers that a comparison's finding speaks of, as the visitor's language writes them."""

from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.compare.finding import interval
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import format_amount, format_number


def value_text(say: Words, value: float, unit: str, precision: float | None = None) -> str:
    """Return a value as a table has it."""
    if value != value:
        return "–"
    return format_amount(value, unit, abs(value) / 50 if precision is None else precision, say.language)


def amount_text(say: Words, value: float, pair: Difference, sign: bool = True) -> str:
    """Return a difference as a table has it."""
    return "–" if value != value else format_number(value, pair.unit, pair.precision, sign, say.language)


def interval_text(say: Words, pair: Difference, sign: bool = True) -> str:
    """Return the ends of a difference's interval; nothing without one."""
    return interval(pair, sign, say.language)

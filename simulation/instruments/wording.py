"""Wording: numbers, lists and shares as one reads them aloud."""

import math
from collections.abc import Sequence

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TIMES = {1: "once", 2: "twice"}
_MOST_NAMED = 3


def several(count: int, noun: str, plural: str = "") -> str:
    """Return so many of something: "one friend", "three friends", "no friends"."""
    return f"{number(count)} {noun if count == 1 else plural or noun + 's'}"


def number(count: int) -> str:
    """Return a count in words up to twelve, else in figures."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count:,}"


def times(count: int) -> str:
    """Return how often: "once", "twice", "three times"."""
    return _TIMES.get(count) or f"{number(count)} times"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Return a list: "a", "a and b", "a, b and c"."""
    *others, final = items or [""]
    return f"{', '.join(others)} {last} {final}" if others else final


def people(noun: str, ids: Sequence[int], of: str = "") -> str:
    """Return consumers by their numbers while they are few: "friends 12 and 88"; else so many "of her friends"."""
    if len(ids) > _MOST_NAMED:
        return f"{number(len(ids))} {of or noun + 's'}"
    return f"{noun if len(ids) == 1 else noun + 's'} {listed([*map(str, ids)])}"


def sentence(text: str) -> str:
    """Return a text with its first letter large and a full stop."""
    return f"{text[0].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")


def chances(*log_odds: float) -> list[str]:
    """Return probabilities in per cent, with as many decimals as it takes to tell those apart that differ."""
    shares = [100.0 / (1.0 + math.exp(-min(max(value, -700.0), 700.0))) for value in log_odds]
    for decimals in range(6):
        shown = [_percent(share, decimals) for share in shares]
        if len(set(shown)) == len(set(log_odds)):
            break
    return shown


def _percent(share: float, decimals: int) -> str:
    text = f"{share:.{decimals}f}"
    if float(text) in (0.0, 100.0):
        smallest = 10.0**-decimals
        edge = smallest if share < 50 else 100.0 - smallest
        return f"{'less' if share < 50 else 'more'} than {edge:.{decimals}f} %"
    return f"{text} %"

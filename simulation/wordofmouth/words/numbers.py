"""Numbers in words: values with as many decimals as their precision deserves, shares in percent, intervals, counts.

Each is written as a language writes it, named by its code; in English unless another is asked for.
"""

import math
from collections.abc import Sequence

from wordofmouth.words.notation import FIRST, notation

# Numbers of a unit have at least so many decimals, and none has more than the most.
_FEWEST_DECIMALS = {"week": 1, "stars": 2, "money each": 2, "ratio": 2}
_MOST_DECIMALS = 6


def format_number(value: float, unit: str, precision: float, sign: bool = False, language: str = FIRST) -> str:
    """Return a value with as many decimals as its ``precision`` deserves.

    Shares are written in percentage points; ``sign`` asks for a plus before what is more.
    """
    scale = 100 if unit == "share" else 1
    # What is the same in every run varies by rounding alone.
    finest = scale * (precision if precision > 1e-9 * abs(value) else abs(value) / 10)
    decimals = min(4, max(0, -math.floor(math.log10(finest)))) if finest > 0 else 0
    nothing = float(f"{scale * value:.{decimals}f}") == 0
    return notation(language).number(0 if nothing else scale * value, 0 if nothing else decimals, sign)


def format_amount(value: float, unit: str, precision: float, language: str = FIRST) -> str:
    """Return a value as :func:`format_number` does, a share with the sign of per cent: ``1,234``, ``68.1 %``."""
    text = format_number(value, unit, precision, language=language)
    return notation(language).in_percent(text) if unit == "share" else text


def percent(share: float, language: str = FIRST) -> str:
    """Return a share as one reads it, ``68 %``; only a true nothing is 0 %, and only all are 100 %."""
    return notation(language).in_percent(faithful([share], "share", language)[0])


def span(low: str, high: str, language: str = FIRST) -> str:
    """Return the ends of an interval as one reads them: ``2–3``, ``−1 to 2``; one number if they are the same."""
    if low == high:
        return low
    return notation(language).interval(low, high) if "−" in low else f"{low}–{high}"


def faithful(values: Sequence[float], unit: str, language: str = FIRST) -> list[str]:
    """Return a value and the ends of its interval with the fewest decimals that do not mislead."""
    scaled = [100 * value if unit == "share" else value for value in values]
    for decimals in range(_FEWEST_DECIMALS.get(unit, 0), _MOST_DECIMALS + 1):
        if unit != "share" or _is_faithful([round(value, decimals) for value in scaled], scaled):
            break
    return [notation(language).number(value, decimals if value else 0) for value in scaled]


def _is_faithful(rounded: list[float], percentages: list[float]) -> bool:
    """Tell whether a share reads within a tenth of itself, and the ends of an interval as two if they are two.

    Nothing but nothing may read as 0 %, and nothing but all as 100 %.
    """
    pairs = list(zip(rounded, percentages, strict=True))
    extremes = all((near in (0, 100)) == (true in (0, 100)) for near, true in pairs)
    is_near = abs(rounded[0] - percentages[0]) <= 0.1 * abs(percentages[0])
    return extremes and is_near and len(set(rounded[1:])) == len(set(percentages[1:]))


def three_digits(value: float, language: str = FIRST) -> str:
    """Return a number with three digits that count, whole from a hundred on."""
    text = f"{abs(value):,.0f}" if abs(value) >= 100 else f"{abs(value):.3g}"
    return f"{'−' if value < 0 else ''}{notation(language).translated(text)}"


def significant(value: float, digits: int) -> str:
    """Return a number with so many digits that count, without zeros at its end; a dash for none."""
    if math.isnan(value):
        return "–"
    if abs(value) < 1e-12:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = notation(FIRST).number(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def cell(value: float | None, unit: str) -> str:
    """Return a number as a table shows it: a share in per cent, all else with three digits; a dash for none."""
    if value is None or value != value:
        return "–"
    return notation(FIRST).percent(value, 1) if unit == "share" else three_digits(value)


def plural(count: float, one: str, other: str) -> str:
    """Return which of two English words or phrases a count takes: ``plural(n, "seed reaches", "seeds reach")``."""
    return one if notation(FIRST).form(count) == "one" else other


def counted(count: int, one: str, other: str = "") -> str:
    """Return a count with its English noun: "1 run", "1,300 runs", "2 replies"."""
    return f"{notation(FIRST).number(count)} {plural(count, one, other or f'{one}s')}"

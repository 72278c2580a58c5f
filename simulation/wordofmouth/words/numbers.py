"""Numbers in words: values with as many decimals as their precision deserves, shares in percent, intervals."""

import math

# Numbers of a unit have at least so many decimals, and none has more than the most.
_FEWEST_DECIMALS = {"week": 1, "stars": 2, "money each": 2, "ratio": 2}
_MOST_DECIMALS = 6


def format_number(value: float, unit: str, precision: float, sign: bool = False) -> str:
    """Return a value with as many decimals as its ``precision`` deserves.

    Shares are written in percentage points; ``sign`` asks for a plus before what is more.
    """
    scale = 100 if unit == "share" else 1
    # What is the same in every run varies by rounding alone.
    finest = scale * (precision if precision > 1e-9 * abs(value) else abs(value) / 10)
    decimals = min(4, max(0, -math.floor(math.log10(finest)))) if finest > 0 else 0
    text = f"{scale * value:{'+' if sign else ''},.{decimals}f}"
    return text.replace("-", "−") if text.strip("+-0.,") else "0"


def percent(share: float) -> str:
    """Return a share as one reads it, ``68 %``; only a true nothing is 0 %, and only all are 100 %."""
    return faithful([share], "share")[0] + " %"


def span(low: str, high: str) -> str:
    """Return the ends of an interval as one reads them: ``2–3``, ``−1 to 2``; one number if they are the same."""
    if low == high:
        return low
    return f"{low} to {high}" if "−" in low else f"{low}–{high}"


def faithful(values: list[float], unit: str) -> list[str]:
    """Return a value and the ends of its interval with the fewest decimals that do not mislead."""
    scaled = [100 * value if unit == "share" else value for value in values]
    for decimals in range(_FEWEST_DECIMALS.get(unit, 0), _MOST_DECIMALS + 1):
        if unit != "share" or _is_faithful([round(value, decimals) for value in scaled], scaled):
            break
    return [f"{value:,.{decimals}f}".replace("-", "−") if value else "0" for value in scaled]


def _is_faithful(rounded: list[float], percentages: list[float]) -> bool:
    """Tell whether a share reads within a tenth of itself, and the ends of an interval as two if they are two.

    Nothing but nothing may read as 0 %, and nothing but all as 100 %.
    """
    pairs = list(zip(rounded, percentages, strict=True))
    extremes = all((near in (0, 100)) == (true in (0, 100)) for near, true in pairs)
    is_near = abs(rounded[0] - percentages[0]) <= 0.1 * abs(percentages[0])
    return extremes and is_near and len(set(rounded[1:])) == len(set(percentages[1:]))


def three_digits(value: float) -> str:
    """Return a number with three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"

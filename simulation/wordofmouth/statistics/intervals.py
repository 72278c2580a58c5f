"""Intervals: how far a share that was counted may be from the probability behind it."""

import math

# Two-sided, of every interval and every test unless it says otherwise.
CONFIDENCE = 0.95
ALPHA = 0.05

# The normal deviate of two-sided 95 %.
_DEVIATE = 1.959963984540054


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a probability of which a share of n trials was seen; NaN without trials.

    Source: Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22:209.
    """
    if n == 0:
        return math.nan, math.nan
    spread = _DEVIATE**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    # With no yes, or no no, rounding would leave the share itself outside.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))

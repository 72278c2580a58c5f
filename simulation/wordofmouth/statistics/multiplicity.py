"""Multiplicity: p-values corrected for how many are looked at, so that chance is rarely taken for a finding."""

from collections.abc import Sequence

import numpy as np


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for how many there are, in their order; NaN stays and does not count.

    Source: Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian J. of Statistics 6:65.
    """
    raw = np.asarray(p_values, dtype=np.float64)
    places = [place for place in np.argsort(raw) if not np.isnan(raw[place])]
    corrected, least = raw.copy(), 0.0
    for rank, place in enumerate(places):
        least = max(least, min(1.0, (len(places) - rank) * raw[place]))
        corrected[place] = least
    return corrected.tolist()


def of_the_widest_pair(p_value: float, n_values: int) -> float:
    """Return the p-value of the two means that lie farthest apart of so many, corrected for all pairs of them.

    It is Holm's first step, which is Bonferroni's: whoever looks for the widest pair has looked at all.
    """
    return min(1.0, p_value * n_values * (n_values - 1) / 2) if p_value == p_value else p_value

"""Bands: intervals of the means of a curve that hold at all its places at once.

Source: Montiel Olea and Plagborg-Møller (2019), Simultaneous confidence bands: theory, implementation, and an
application to SVARs, Journal of Applied Econometrics 34:1 (sup-t bands).
"""

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.intervals import CONFIDENCE, student
from wordofmouth.statistics.means import difference_intervals

_DRAWS, _SEED = 1_000, 0


def simultaneous(first: Array, second: Array, bounds: tuple[float, float] = (-np.inf, np.inf)) -> tuple[Array, Array]:
    """Return the ends of a band (95 %) of the mean difference of pairs of curves (n, places), at all places at once.

    Each place has its own interval, as :func:`difference_intervals` makes it, widened by what the largest of all
    deviations with the curves' correlations reaches beyond one alone; NaN where a place has none.
    """
    found = difference_intervals(first, second, bounds)
    differences = second - first
    deviations = differences - differences.mean(axis=0)
    error = deviations.std(axis=0)
    told = ~np.isnan(found.low) & (error > 0)
    widened = 1.0
    if told.sum() > 1:
        n, generator = len(differences), np.random.default_rng(_SEED)
        weights = generator.standard_normal((_DRAWS, n))
        largest = np.abs(weights @ (deviations[:, told] / error[told])).max(axis=1) / np.sqrt(n)
        # The variance is estimated too: Student's t of many places at once.
        largest /= np.sqrt(generator.chisquare(n - 1, _DRAWS) / (n - 1))
        widened = max(1.0, float(np.quantile(largest, CONFIDENCE)) / student(n - 1.0))
    reach = bounds[1] - bounds[0]
    low = np.maximum(found.mean - widened * (found.mean - found.low), -reach)
    high = np.minimum(found.mean + widened * (found.high - found.mean), reach)
    return low, high

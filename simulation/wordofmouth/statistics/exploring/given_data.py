"""Sensitivity from given data: what a factor does to an outcome, told from any sample of points, whatever its design.

A factor's points are cut into classes; where it does nothing, the outcome is distributed alike in all of them. Of a
sample some difference is always left: what a dummy, a factor of the same classes that does nothing, comes to is the
reference.

Source: Pianosi and Wagener (2018), Distribution-based sensitivity analysis from a generic input-output sample,
Environmental Modelling & Software 108 (PAWN); Borgonovo (2007), A new uncertainty importance measure, Reliability
Engineering & System Safety 92 (delta); Plischke, Borgonovo and Smith (2013), Global sensitivity measures from given
data, European Journal of Operational Research 226 (classes); Khorashadi Zadeh et al. (2017), Comparison of
variance-based and moment-independent global sensitivity analysis approaches, Environmental Modelling & Software 91 (the
dummy).
"""

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array

# Fewer points tell nothing of how an outcome is distributed: three classes of ten.
FEWEST_POINTS = 30
_IN_A_CLASS, _MOST_CLASSES = 10, 10
# Dummies; of PAWN, which takes longer and by which nothing is tested, the first of them.
_DUMMIES, _DUMMIES_OF_PAWN, _SEED = 999, 199, 1
_LEVEL = 0.95


class GivenIndex(NamedTuple):
    """What a factor does to an outcome, from 0 to 1, and what a dummy of the same classes comes to by chance.

    Attributes:
        delta: half the mean area between the outcome's density in a class and in all, on classes of the outcome.
        pawn: the median, over classes, of the largest distance between the two cumulative distributions.
        dummy_delta, dummy_pawn: below which 95 % of dummies stay.
        p: of how many dummies delta is as large, this sample counted among them: exact where points are exchangeable.
        classes: of the factor.
    """

    delta: float
    pawn: float
    dummy_delta: float
    dummy_pawn: float
    p: float
    classes: int


def class_count(n_points: int) -> int:
    """Return into how many classes numbers are cut: ten points in each, and ten classes at most."""
    return min(_MOST_CLASSES, max(3, n_points // _IN_A_CLASS))


def classes(values: Sequence[Hashable], count: int) -> Array:
    """Return the class of each value, int64: numbers in so many classes of about as many, anything else each its own.

    Equal numbers share a class; where there are no more numbers than classes, each is one.
    """
    distinct = {value: place for place, value in enumerate(dict.fromkeys(values))}
    own = np.array([distinct[value] for value in values], dtype=np.int64)
    are_numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in distinct)
    return own if not are_numbers or len(distinct) <= count else equal_classes(np.array(values, dtype=float), count)


def equal_classes(values: Array, count: int) -> Array:
    """Return the class of each number, int64, in so many classes of about as many; equal numbers share a class."""
    from scipy.stats import rankdata

    cut: Array = ((rankdata(values) - 0.5) * count / len(values)).astype(np.int64)
    return np.unique(cut, return_inverse=True)[1]


def given_index(of_factor: Array, outcomes: Array) -> GivenIndex:
    """Return what a factor does to an outcome.

    Args:
        of_factor: the class of each point, int64 (points,), from 0.
        outcomes: the outcome at each point (points,); never NaN.
    """
    n = len(outcomes)
    cut = equal_classes(outcomes, class_count(n))
    ranked = np.unique(outcomes, return_inverse=True)[1]
    generator = np.random.default_rng(_SEED)
    shuffles = [generator.permutation(n) for _ in range(_DUMMIES)]
    delta = _delta(of_factor, cut)
    deltas = np.array([_delta(of_factor[shuffle], cut) for shuffle in shuffles])
    pawns = [_pawn(of_factor[shuffle], ranked) for shuffle in shuffles[:_DUMMIES_OF_PAWN]]
    # Sums in another order differ in the last digits.
    as_large = int(np.sum(deltas >= delta - 1e-12))
    return GivenIndex(
        delta,
        _pawn(of_factor, ranked),
        float(np.quantile(deltas, _LEVEL)),
        float(np.quantile(pawns, _LEVEL)),
        (1 + as_large) / (1 + _DUMMIES),
        int(of_factor.max()) + 1,
    )


def _table(of_factor: Array, of_outcome: Array) -> Any:
    """Return how many points are in each pair of classes: (classes of the factor, classes of the outcome)."""
    rows, columns = int(of_factor.max()) + 1, int(of_outcome.max()) + 1
    return np.bincount(of_factor * columns + of_outcome, minlength=rows * columns).reshape(rows, columns)


def _delta(of_factor: Array, of_outcome: Array) -> float:
    shares = _table(of_factor, of_outcome) / len(of_factor)
    independent = shares.sum(axis=1, keepdims=True) * shares.sum(axis=0, keepdims=True)
    return float(np.abs(shares - independent).sum()) / 2


def _pawn(of_factor: Array, ranked: Array) -> float:
    below = np.cumsum(_table(of_factor, ranked), axis=1)
    in_class, in_all = below / below[:, -1:], below.sum(axis=0) / len(of_factor)
    return float(np.median(np.abs(in_class - in_all).max(axis=1)))

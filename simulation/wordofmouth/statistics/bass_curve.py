"""Bass: the textbook curve of adoption fitted to the sales of periods, with the uncertainty of its parameters.

F(t) = (1 − e^−(p+q)t) / (1 + (q/p) e^−(p+q)t) is the share of the market that has bought by t; sales of period t are
m (F(t) − F(t − 1)). p is innovation, q imitation, m the market.

Source: Bass (1969), A new product growth model for consumer durables, Management Science 15(5); fitted by nonlinear
least squares as in Srinivasan and Mason (1986), Nonlinear least squares estimation of new product diffusion models,
Marketing Science 5(2).
"""

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import BassError
from wordofmouth.statistics.intervals import student

FEWEST_PERIODS = 4
_STARTS = tuple(itertools.product((0.001, 0.01, 0.03, 0.1), (0.05, 0.15, 0.4, 0.9)))
# Beyond these a curve is none that sales of periods could show: over in a period, or not begun in thousands.
# A market so many times what was sold so far is none that these sales show.
_LARGEST = 100
_RANGES = np.log([[1e-7, 2.0], [1e-7, 5.0], [1e-2, 1e4]])


class FittedParameter(NamedTuple):
    """A parameter: its value, its standard error, and the ends of its 95 % interval."""

    value: float
    error: float
    low: float
    high: float


class BassFit(NamedTuple):
    """A fitted Bass curve.

    Attributes:
        p, q, m: innovation, imitation, and the market in the units of the sales.
        explained: the share of the variance of sales that it explains.
    """

    p: FittedParameter
    q: FittedParameter
    m: FittedParameter
    explained: float

    def sales(self, periods: int) -> Array:
        """Return the sales of the first so many periods: what is beyond the data is a forecast."""
        return self.m.value * np.diff(bass_share(self.p.value, self.q.value, np.arange(periods + 1)))

    @property
    def peak(self) -> float:
        """The time of most sales, in periods from the start; 0 where they only fall."""
        p, q = self.p.value, self.q.value
        return max(0.0, float(np.log(q / p) / (p + q)))


def bass_share(p: float, q: float, time: Any) -> Array:
    """Return the share of the market that has bought by a time."""
    left = np.exp(-(p + q) * np.asarray(time, dtype=np.float64))
    return (1 - left) / (1 + q / p * left)


def fit_bass(sales: Sequence[float]) -> BassFit:
    """Fit a Bass curve to the sales of periods by nonlinear least squares.

    Intervals are Student's t on the logarithms of the parameters, which are above 0.

    Raises:
        BassError: if there are too few periods, nothing was sold, or no curve is nearest.
    """
    from scipy.optimize import least_squares

    sold = np.asarray(sales, dtype=np.float64)
    if len(sold) < FEWEST_PERIODS:
        raise BassError(f"a Bass curve needs the sales of at least {FEWEST_PERIODS} periods, and here are {len(sold)}")
    if not (np.isfinite(sold).all() and sold.sum() > 0):
        raise BassError("a Bass curve needs sales that are numbers, and more than 0 in all")
    periods, total = np.arange(len(sold) + 1), sold.sum()
    scale = np.sqrt(np.mean(sold**2))

    def missed(logs: Array) -> Array:
        p, q, m = np.exp(logs)
        residuals: Array = (total * m * np.diff(bass_share(p, q, periods)) - sold) / scale
        return residuals

    # Sums of squares have more than one valley: the lowest of those that are found from all over.
    fits = [
        least_squares(
            missed, np.log([p, q, 1.2]), bounds=(_RANGES[:, 0], _RANGES[:, 1]), x_scale=1.0, xtol=1e-12, ftol=1e-12
        )
        for p, q in _STARTS
    ]
    fit = min(fits, key=lambda fit: fit.cost)
    if fit.x[2] > np.log(_LARGEST):
        raise BassError("no Bass curve is nearest to these sales: they do not yet show how large the market is")
    freedom = len(sold) - 3
    jacobian: Array = np.asarray(fit.jac)
    information = jacobian.T @ jacobian
    errors = np.sqrt(np.diag(np.linalg.pinv(information)) * 2 * fit.cost / freedom)
    reach = student(freedom) * errors
    values = np.exp(fit.x) * [1, 1, total]
    with np.errstate(over="ignore"):
        p, q, m = [
            FittedParameter(*map(float, (value, value * error, value * np.exp(-half), value * np.exp(half))))
            for value, error, half in zip(values, errors, reach, strict=True)
        ]
    left = 2 * fit.cost * scale**2
    spread = float(((sold - sold.mean()) ** 2).sum())
    return BassFit(p, q, m, 1 - left / spread if spread else float("nan"))

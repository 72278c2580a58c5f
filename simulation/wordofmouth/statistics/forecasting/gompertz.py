"""Gompertz: the curve of adoption whose growth slows by a constant rate, fitted to the sales of periods.

F(t) = e^−(b e^−ct) is the share of the market that has bought by t; sales of period t are m (F(t) − F(t − 1)). Its peak
comes when 37 % have bought, and its decline is slower than its rise.

Source: Gompertz (1825), Philosophical Transactions of the Royal Society 115; for sales Meade and Islam (2006),
Modelling and forecasting the diffusion of innovation, International Journal of Forecasting 22(3).
"""

import itertools

import numpy as np

from wordofmouth.engine.records import Array

FEWEST_PERIODS = 4
# Growth in a period, and the time of the peak as a share of what was seen.
_STARTS = tuple(itertools.product((0.03, 0.1, 0.3, 0.8), (0.3, 0.8, 1.5)))
# A market more than a hundred times what was sold so far is none that these sales show.
_MARKETS, _GROWTHS = (1e-2, 100.0), (1e-4, 5.0)


def gompertz_share(growth: float, peak: float, time: Array) -> Array:
    """Return the share of the market that has bought by a time; ``peak`` is when most buy."""
    share: Array = np.exp(-np.exp(np.clip(-growth * (time - peak), -700, 50)))
    return share


def gompertz_sales(sales: Array, periods: int) -> Array | None:
    """Return the sales of the first so many periods by the curve that is nearest to those seen; None where none is.

    Sums of squares have more than one valley: the lowest of those that are found from all over.
    """
    from scipy.optimize import least_squares

    sold = np.asarray(sales, dtype=np.float64)
    if len(sold) < FEWEST_PERIODS or not sold.sum() > 0:
        return None
    seen, total, scale = np.arange(len(sold) + 1.0), sold.sum(), np.sqrt(np.mean(sold**2))

    def curve(logs: Array, times: Array) -> Array:
        bought = gompertz_share(float(np.exp(logs[0])), float(logs[1]), times)
        each: Array = total * np.exp(logs[2]) * np.diff(bought)
        return each

    def missed(logs: Array) -> Array:
        residuals: Array = (curve(logs, seen) - sold) / scale
        return residuals

    low = [np.log(_GROWTHS[0]), -3.0 * len(sold), np.log(_MARKETS[0])]
    high = [np.log(_GROWTHS[1]), 5.0 * len(sold), np.log(_MARKETS[1])]
    starts = [[np.log(growth), at * len(sold), np.log(1.5)] for growth, at in _STARTS]
    fits = [least_squares(missed, start, bounds=(low, high), x_scale=[1.0, len(sold), 1.0]) for start in starts]
    nearest = min(fits, key=lambda fit: float(fit.cost))
    # At its bound the data do not yet show how large the market is.
    if nearest.x[2] > high[2] - 1e-3:
        return None
    return curve(nearest.x, np.arange(periods + 1.0))

"""Emulators: what a simulation would come to at any place of a space, from few places at which it was run.

A regression on a constant, on the coordinates too, or on their squares and some products besides: the one of the three
that errs least on runs that are left out. Every coefficient has a variance of its own, found by maximising the
evidence, so that those which the data do not need go to nothing.

Source: MacKay (1994), Bayesian nonlinear modeling for the prediction competition, ASHRAE Transactions 100; Tipping
(2001), Sparse Bayesian learning and the relevance vector machine, Journal of Machine Learning Research 1. Its error is
measured on runs that are left out, a tenth at a time, with all that is chosen chosen anew: Stone (1974),
Cross-validatory choice and assessment of statistical predictions, JRSS B 36. Leaving out one by one from one fit
flatters it here.
"""

from itertools import combinations
from typing import NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array

FOLDS, DEGREES = 10, (0, 1, 2)
_ROUNDS, _NEGLIGIBLE, _SETTLED = 40, 1e8, 1e-4
# Of so many coordinates products are tried, and values further out than so many spreads are pulled to there.
_MULTIPLIED, _FURTHEST = 6, 4.0


class Emulator(NamedTuple):
    """A fitted emulator of one number.

    Attributes:
        degree: 0 for a constant, 1 with coordinates, 2 with squares and products too.
        products: the pairs of coordinates whose products it has.
        coefficients: of a constant, coordinates, squares and products.
        covariance: of the coefficients.
        noise: variance of a run about what is emulated.
        error: root mean square of the errors at runs that are left out, with those of the runs themselves.
        explained: the share of the variance that is explained at runs that are left out.
    """

    degree: int
    products: tuple[tuple[int, int], ...]
    coefficients: Array
    covariance: Array
    noise: float
    error: float
    explained: float

    @classmethod
    def fitted(cls, places: Array, values: Array, simulation: float = 0.0) -> Self:
        """Return the emulator of values (runs,) at places of the unit cube, (runs, axes); values are finite.

        Values far from the others are pulled nearer, as a ratio of two small numbers may be anything. ``simulation`` is
        the variance of a run by simulation alone, below which the noise cannot lie.
        """
        values = _pulled(values)
        errors = [cls._error(places, values, simulation, degree) for degree in DEGREES]
        best = min(DEGREES, key=lambda degree: errors[degree])
        spread = float(np.var(values))
        explained = 1.0 - errors[best] ** 2 / spread if spread else 0.0
        return cls._of(places, values, simulation, best)._replace(error=errors[best], explained=explained)

    def again(self, places: Array, values: Array, simulation: float = 0.0) -> Self:
        """Return an emulator of the same degree of other runs, whose error is taken to be the same."""
        whole = self._of(places, _pulled(values), simulation, self.degree)
        return whole._replace(error=self.error, explained=self.explained)

    @classmethod
    def _error(cls, places: Array, values: Array, simulation: float, degree: int) -> float:
        """Return the root mean square of the errors at what is left out, a fold at a time."""
        off = np.empty(len(values))
        for fold in range(FOLDS):
            out = np.arange(len(values)) % FOLDS == fold
            if out.any():
                part = cls._of(places[~out], values[~out], simulation, degree)
                off[out] = values[out] - part._features(places[out]) @ part.coefficients
        return float(np.sqrt(np.mean(off**2)))

    @classmethod
    def _of(cls, places: Array, values: Array, simulation: float, degree: int) -> Self:
        """Return the emulator of a degree, whose error on what is left out is not yet known."""
        products: tuple[tuple[int, int], ...] = ()
        if degree == max(DEGREES):
            linear = _Fit.of(_features(places, (), 1), values, simulation)
            strength = np.abs(linear.coefficients[1:])
            products = tuple(combinations(sorted(np.argsort(-strength, kind="stable")[:_MULTIPLIED].tolist()), 2))
        return cls(degree, products, *_Fit.of(_features(places, products, degree), values, simulation), 0.0, 0.0)

    def at(self, places: Array) -> tuple[Array, Array]:
        """Return what a run would come to at places (places, axes), and its standard error, that of a run included."""
        features = self._features(places)
        variance = ((features @ self.covariance) * features).sum(axis=1) + self.noise
        return features @ self.coefficients, np.sqrt(np.maximum(variance, self.error**2))

    def _features(self, places: Array) -> Array:
        return _features(places, self.products, self.degree)


def _pulled(values: Array) -> Array:
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    reach = _FURTHEST * max(float(high - low), 1e-12)
    pulled: Array = np.clip(values, middle - reach, middle + reach)
    return pulled


def _features(places: Array, products: tuple[tuple[int, int], ...], degree: int) -> Array:
    """Return a constant, coordinates, squares and products, each of about variance 1 where places are spread evenly."""
    columns = [np.ones((len(places), 1))]
    centred = np.sqrt(12.0) * (places - 0.5)
    if degree:
        columns.append(centred)
    if degree == max(DEGREES):
        columns.append((centred**2 - 1.0) / np.sqrt(0.8))
        columns += [(centred[:, one] * centred[:, other])[:, None] for one, other in products]
    return np.hstack(columns)


class _Fit(NamedTuple):
    coefficients: Array
    covariance: Array
    noise: float

    @classmethod
    def of(cls, features: Array, values: Array, simulation: float) -> Self:
        """Return the fit of values to features, of which the first is a constant."""
        n, count = features.shape
        spread = max(float(np.var(values)), 1e-12)
        precision, noise = np.full(count, count / spread), spread / 2
        # The constant is not shrunk.
        precision[0] = 1e-6 / spread
        for _ in range(_ROUNDS):
            active = precision < _NEGLIGIBLE / spread
            own = features[:, active]
            covariance = np.linalg.inv(own.T @ own / noise + np.diag(precision[active]))
            means, last = covariance @ (own.T @ values) / noise, noise
            determined = np.clip(1.0 - precision[active] * np.diag(covariance), 1e-9, 1.0)
            precision[active] = np.minimum(determined / np.maximum(means**2, 1e-300), 10 * _NEGLIGIBLE / spread)
            precision[0] = 1e-6 / spread
            residual = values - own @ means
            free = max(n - float(determined.sum()), 1.0)
            noise = max(float(residual @ residual) / free, simulation, 1e-9 * spread)
            if abs(noise - last) < _SETTLED * last:
                break
        coefficients, whole = np.zeros(count), np.zeros((count, count))
        places = np.flatnonzero(active)
        coefficients[places] = means
        whole[np.ix_(places, places)] = covariance
        return cls(coefficients, whole, noise)

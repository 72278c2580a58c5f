"""Distance: simulated and observed markets side by side, by summary statistics, and how far they are apart.

Sales and reviews are compared as square roots, whose random error is of one size in good and bad periods (Bartlett
1947), relative to their mean; ratings in stars. A simulated consumer stands for so many people that the totals of sales
are equal: the least-squares scale where the variance of sales is in proportion to them.
"""

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.tasks.calibrate.data import Observed

SERIES = ("sales", "rating", "reviews")
_NO_OPINION = 3.0


class Distance:
    """Compares simulated series with the periods of the data that are fitted.

    Attributes:
        observed, fitted: the data, and how many of its periods are fitted; the others are held out.
        series: which of the data's series are compared.
        target: the summary statistics of the data, (statistics,).
    """

    def __init__(self, observed: Observed, fitted: int, people_each: float | None = None) -> None:
        self.observed, self.fitted, self._people_each = observed, fitted, people_each
        given = {name: getattr(observed, name) for name in SERIES if getattr(observed, name) is not None}
        self._known = {name: np.flatnonzero(~np.isnan(values[:fitted])) for name, values in given.items()}
        self._known = {name: known for name, known in self._known.items() if len(known)}
        self.series = tuple(self._known)
        self._means = {name: max(float(given[name][known].mean()), 1e-300) for name, known in self._known.items()}
        people = [given.get(name, np.zeros(len(observed.periods))) for name in SERIES]
        self.target = self._statistics(np.stack(people), np.ones(()))
        self._weights = np.concatenate([np.full(len(known), 1 / len(known)) for known in self._known.values()])
        self._weights /= len(self._known)

    def people_each(self, simulated: Array) -> Array:
        """Return how many people a consumer stands for, (...) from simulated series (..., series, periods)."""
        if self._people_each is not None:
            return np.full(simulated.shape[:-2], self._people_each)
        sold = simulated[..., 0, : self.fitted].sum(axis=-1)
        total = self.observed.sales[: self.fitted].sum()
        people: Array = np.divide(total, sold, out=np.zeros(sold.shape), where=sold > 0)
        return people

    def statistics(self, simulated: Array) -> Array:
        """Return the summary statistics of simulated series (..., series, periods), (..., statistics)."""
        return self._statistics(simulated, self.people_each(simulated))

    def _statistics(self, values: Array, people: Array) -> Array:
        parts = []
        for name, known in self._known.items():
            part = values[..., SERIES.index(name), :][..., known]
            if name == "rating":
                parts.append(np.where(np.isnan(part), _NO_OPINION, part))
            else:
                parts.append(np.sqrt(people[..., None] * part / self._means[name]))
        return np.concatenate(parts, axis=-1)

    def sales(self, simulated: Array, errors: Array) -> Array:
        """Return sales of all periods in the data's units, (runs, periods), with errors of some sizes (runs,)."""
        mean, roots = self._means["sales"], self.roots(simulated)
        # The same seed each time: there is one error for each run and period.
        noise = np.random.default_rng(0).standard_normal(roots.shape)
        sales: Array = mean * np.maximum(roots + errors[:, None] * noise, 0) ** 2
        return sales

    def roots(self, simulated: Array) -> Array:
        """Return square roots of sales of all periods, relative to the data's mean, (..., periods)."""
        people = self.people_each(simulated)
        relative: Array = np.sqrt(people[..., None] * simulated[..., 0, :] / self._means["sales"])
        return relative

    def of_median(self, simulated: Array) -> float:
        """Return how far the median of replications (replications, series, periods) is from the data."""
        return float(self._mean_square(np.median(self.statistics(simulated), axis=0)))

    def of_each(self, simulated: Array) -> Array:
        """Return how far each run of (runs, series, periods) is from the data, (runs,)."""
        return self._mean_square(self.statistics(simulated))

    def _mean_square(self, statistics: Array) -> Array:
        """Return the mean of squared differences to the target, each series alike."""
        squares: Array = (statistics - self.target) ** 2 @ self._weights
        return squares

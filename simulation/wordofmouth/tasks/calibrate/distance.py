"""Likeness: simulated and observed markets side by side, as one list of numbers each, and how far they are apart.

Sales and reviews are compared as square roots, in which luck is of one size in good and bad periods (Bartlett 1947),
relative to their mean; ratings in stars. A simulated consumer stands for so many people that the totals of sales are
equal: the least-squares scale where the variance of sales is in proportion to them.
"""

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.tasks.calibrate.data import Observed

SERIES = ("sales", "rating", "reviews")
_NO_OPINION = 3.0


class Likeness:
    """Lays simulated series beside the periods of the data that are fitted.

    Attributes:
        observed, fitted: the data, and how many of its periods are fitted; the others are held out.
        series: which of the data's series are compared.
        target: the data as one list of numbers.
    """

    def __init__(self, observed: Observed, fitted: int, people_each: float | None = None) -> None:
        self.observed, self.fitted, self._people_each = observed, fitted, people_each
        given = {name: getattr(observed, name) for name in SERIES if getattr(observed, name) is not None}
        self._known = {name: np.flatnonzero(~np.isnan(values[:fitted])) for name, values in given.items()}
        self._known = {name: known for name, known in self._known.items() if len(known)}
        self.series = tuple(self._known)
        self._means = {name: max(float(given[name][known].mean()), 1e-300) for name, known in self._known.items()}
        people = [given.get(name, np.zeros(len(observed.periods))) for name in SERIES]
        self.target = self._listed(np.stack(people), np.ones(()))
        self._weights = np.concatenate([np.full(len(known), 1 / len(known)) for known in self._known.values()])
        self._weights /= len(self._known)

    def people_each(self, simulated: Array) -> Array:
        """Return how many people a consumer stands for, (...) from simulated series (..., series, periods)."""
        if self._people_each is not None:
            return np.full(simulated.shape[:-2], self._people_each)
        sold = simulated[..., 0, : self.fitted].sum(axis=-1)
        total = self.observed.sales[: self.fitted].sum()
        return np.divide(total, sold, out=np.zeros(sold.shape), where=sold > 0)

    def listed(self, simulated: Array) -> Array:
        """Return simulated series (..., series, periods) as lists that are compared with the target."""
        return self._listed(simulated, self.people_each(simulated))

    def _listed(self, values: Array, people: Array) -> Array:
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
        mean = self._means["sales"]
        roots = np.sqrt(self.people_each(simulated)[:, None] * simulated[:, 0] / mean)
        # The same luck each time: there is one error for each run and period.
        luck = np.random.default_rng(0).standard_normal(roots.shape)
        return mean * np.maximum(roots + errors[:, None] * luck, 0) ** 2

    def distance(self, simulated: Array) -> float:
        """Return how far the median of replications is from the data."""
        return float(self._away(np.median(self.listed(simulated), axis=0)))

    def distances(self, simulated: Array) -> Array:
        """Return how far each run is from the data, (runs,)."""
        return self._away(self.listed(simulated))

    def _away(self, lists: Array) -> Array:
        """Return the mean of squares, each series alike."""
        return (lists - self.target) ** 2 @ self._weights

"""The sample that a finished sweep is: the factors and the mean outcome at each of its points, without the seed's part.

Every point has the same replications, so that chance which is the same at all points drops out of the comparison of
their means; what is left of the other is the simulation noise.
"""

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import SensitivityError
from wordofmouth.statistics.exploring.given_data import FEWEST_POINTS
from wordofmouth.statistics.outcomes import outcome_among
from wordofmouth.tasks.sweep.labels import key
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.summary import replicated, varied


class Sample(NamedTuple):
    """Points that have all their runs, and a value of the outcome in each.

    Attributes:
        factors: by path, the value at each point, of the factors that differ between points.
        runs: the outcome in each run (points, replications).
        numbers: of the points in the design; left_out: how many others it has.
    """

    factors: dict[str, list[Hashable]]
    runs: Array
    numbers: Array
    left_out: int

    @property
    def means(self) -> Array:
        """The mean outcome at each point."""
        means: Array = self.runs.mean(axis=1)
        return means


def sample_of(result: SweepResult, measure: str) -> Sample:
    """Return the sample that a sweep is of an outcome.

    Of a design ``saltelli`` those points are taken that are drawn by themselves, the first and the last of each group.

    Raises:
        SensitivityError: if its points are not spread over the factors, are too few, or the outcome never differs.
        OutcomeError: if there is no such measure, or brand.
    """
    design = result.design
    if design.design == "morris":
        spread = "take 'latin_hypercube', 'sobol', 'random' or 'grid'"
        raise SensitivityError([f"design: the points of 'morris' are steps of one factor each, not a sample; {spread}"])
    about = outcome_among(measure, [[brand.name for brand in design.base.brands]])
    values = replicated(result, measure)
    if np.isnan(values).all():
        instead = "run it with `baseline = true`" if about.needs_baseline else "ask for another"
        raise SensitivityError([f"measure: no run of this sweep has a value of {measure!r}; {instead}"])
    asked = np.arange(len(values))
    if design.design == "saltelli":
        size = 2 * len(design.paths) + 2
        asked = asked[np.isin(asked % size, (0, size - 1))]
    runs = values[asked, : values.shape[1] if design.precision is None else _shared(values)]
    whole = ~np.isnan(runs).any(axis=1)
    numbers = asked[whole]
    if len(numbers) < FEWEST_POINTS:
        have = f"{len(numbers)} of {len(asked)} points have all runs and a value of {measure!r} in each"
        raise SensitivityError([f"points: {have}; at least {FEWEST_POINTS} are needed"])
    runs = runs[whole]
    if np.ptp(runs.mean(axis=1)) <= 1e-12 * np.abs(runs).max():
        raise SensitivityError([f"measure: {measure!r} is the same wherever the factors are: nothing decides it"])
    places = [design.point(int(number)).values for number in numbers]
    factors = {path: [_hashable(place.get(path)) for place in places] for path in varied(result)}
    differing = {path: column for path, column in factors.items() if len(set(column)) > 1}
    return Sample(differing, runs, numbers, len(asked) - len(numbers))


def _hashable(value: Any) -> Hashable:
    return value if isinstance(value, str | int | float | None) else key(value)


def _shared(values: Array) -> int:
    """Return how many replications were run at every point: until precise, they are not as many everywhere."""
    done = [int(np.flatnonzero(~np.isnan(row)).max(initial=-1)) + 1 for row in values]
    return min(filter(None, done), default=1)

"""Scenario discovery on a finished sweep: the boxes of its factors in which outcomes are as was asked (PRIM)."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import SensitivityError
from wordofmouth.statistics.exploring.prim import discover as boxes_of
from wordofmouth.statistics.means import mean_intervals
from wordofmouth.tasks.sensitivity.discover.record import Discovery
from wordofmouth.tasks.sensitivity.discover.where import Where
from wordofmouth.tasks.sensitivity.given_data.sample import Sample, sample_of
from wordofmouth.tasks.sweep.labels import FactorWords
from wordofmouth.tasks.sweep.record import SweepResult

# With fewer on either side nothing can be told of where they lie.
_FEWEST_CASES = 5


def discover(
    source: SweepResult | str | Path, where: str | Sequence[str], *, density: float | None = None
) -> Discovery:
    """Return under which values of its factors a finished sweep comes out as asked; nothing is run.

    A condition is put to the mean over the replications of each point.

    Args:
        source: a sweep's result, or its folder.
        where: a condition on an outcome, as in ``"profit > 0"``, or several that hold together.
        density: the least share of a box's points at which it holds; unless given, the box is that in which coverage
            (the share of all such points) and density are together largest, by their harmonic mean.

    Raises:
        SensitivityError: if a condition cannot be read, it holds nearly everywhere or nowhere, or the points are no
            sample.
        OutcomeError: if there is no such outcome.
        ManifestError: if the folder keeps no sweep.
    """
    result = source if isinstance(source, SweepResult) else SweepResult.load(source)
    if density is not None and not 0 < density <= 1:
        raise SensitivityError([f"density: {density:g} is not allowed: it is a share above 0, 1 at most"])
    asked = tuple(map(Where.parse, [where] if isinstance(where, str) else where))
    if not asked:
        raise SensitivityError(["where: what is asked of an outcome? As in 'profit > 0'"])
    samples = [sample_of(result, each.asked.name) for each in asked]
    both = samples[0].numbers
    for sample in samples[1:]:
        both = np.intersect1d(both, sample.numbers)
    runs = [sample.runs[np.isin(sample.numbers, both)] for sample in samples]
    holds = np.all([each.holds(of.mean(axis=1)) for each, of in zip(asked, runs, strict=True)], axis=0)
    n_cases, n = int(holds.sum()), len(holds)
    if min(n_cases, n - n_cases) < _FEWEST_CASES:
        text = " and ".join(each.text for each in asked)
        fewest = f"at least {_FEWEST_CASES} where it does, and where it does not, are needed"
        raise SensitivityError([f"where: {text!r} holds at {n_cases:,} of {n:,} points; {fewest}"])
    factors = _of_points(samples[0], both)
    return Discovery(
        result.design,
        asked,
        FactorWords.all_of(result.design),
        factors,
        holds,
        tuple(boxes_of(factors, holds, density)),
        untold=int(np.any([_untold(each, of) for each, of in zip(asked, runs, strict=True)], axis=0).sum()),
        left_out=n_points(result) - n,
        replications=min(of.shape[1] for of in runs),
        density=density,
    )


def n_points(result: SweepResult) -> int:
    """Return how many points of a sweep are a sample: of a design ``saltelli`` two of each group."""
    size = len(result.design)
    return size if result.design.design != "saltelli" else 2 * size // (2 * len(result.design.paths) + 2)


def _of_points(sample: Sample, numbers: Array) -> dict[str, list[object]]:
    is_used = np.isin(sample.numbers, numbers)
    return {
        path: [value for value, is_in in zip(column, is_used, strict=True) if is_in]
        for path, column in sample.factors.items()
    }


def _untold(asked: Where, runs: Array) -> Array:
    """Return of which points the interval of the mean has both values of which it holds and of which it does not."""
    if runs.shape[1] < 2:
        return np.zeros(len(runs), dtype=bool)
    ends = mean_intervals(runs, asked.asked.bounds)
    low, high = np.where(np.isnan(ends.low), ends.mean, ends.low), np.where(np.isnan(ends.high), ends.mean, ends.high)
    number = asked.condition.number
    return (low < number) & (number < high) if math.isfinite(number) else np.zeros(len(runs), dtype=bool)

"""Sensitivity from given data, of any finished sweep: one sample of points answers for every outcome."""

from wordofmouth.statistics.exploring.given_data import class_count, classes, given_index
from wordofmouth.statistics.multiplicity import holm
from wordofmouth.tasks.sensitivity.given_data.record import GivenData, GivenFactor
from wordofmouth.tasks.sensitivity.given_data.sample import sample_of
from wordofmouth.tasks.sensitivity.seed_variance import seed_variance
from wordofmouth.tasks.sweep.labels import FactorWords
from wordofmouth.tasks.sweep.record import SweepResult


def of_given_data(result: SweepResult, measure: str = "penetration") -> GivenData:
    """Return what the factors of a finished sweep do to an outcome.

    Indices are of the means over replications (``statistics/exploring/given_data.py``).

    Raises:
        SensitivityError: if its points are not a sample, too many runs are missing, or the outcome never differs.
        OutcomeError: if there is no such measure.
    """
    sample = sample_of(result, measure)
    means, count = sample.means, class_count(len(sample.means))
    indices = [given_index(classes(values, count), means) for values in sample.factors.values()]
    corrected = holm([index.p for index in indices])
    words = FactorWords.all_of(result.design)
    factors = [
        GivenFactor(path, words[path].label, index, p)
        for path, index, p in zip(sample.factors, indices, corrected, strict=True)
    ]
    return GivenData(
        result.design,
        measure,
        tuple(sorted(factors, key=lambda factor: (factor.p, -factor.index.delta))),
        seed_variance=seed_variance(sample.runs[:, None, :], is_morris=False),
        points=len(sample.numbers),
        left_out=sample.left_out,
        replications=sample.runs.shape[1],
    )

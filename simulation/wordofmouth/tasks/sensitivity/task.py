"""Sensitivity: which factors decide an outcome, alone and together, and how much of it the seed does.

Replications are the same at every point, and the indices are of the mean over them; what of the seed is left in these
means is the noise that an index must stand out from (``tasks/sensitivity/seed_variance.py``). The seed's share of the
whole variance is estimated apart.

Source: Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications
181; Morris (1991), Factorial sampling plans for preliminary computational experiments, Technometrics 33(2).
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import SensitivityError
from wordofmouth.extras import need
from wordofmouth.results.files import MANIFEST
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.intervals import CONFIDENCE
from wordofmouth.statistics.means import mean_intervals
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.statistics.sampling import BY_SALIB, MORRIS_LEVELS, problem_of, unit_points
from wordofmouth.tasks.sensitivity.assumed import designed
from wordofmouth.tasks.sensitivity.given_data.record import GivenData
from wordofmouth.tasks.sensitivity.given_data.task import of_given_data
from wordofmouth.tasks.sensitivity.record import MorrisEffect, Sensitivity, SobolIndex, SobolPair
from wordofmouth.tasks.sensitivity.seed_variance import Estimate, seed_variance
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.labels import FactorWords, is_number
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.summary import replicated
from wordofmouth.tasks.sweep.task import sweep

# Groups of points without which nothing can be said.
_FEWEST = {"saltelli": 8, "morris": 4}
_RESAMPLES, _SEED = 1_000, 1


def check(design: Design, measure: str) -> None:
    """Check that a design identifies what decides an outcome.

    Raises:
        MissingExtraError: if SALib is not installed.
        SensitivityError: if not.
        OutcomeError: if there is no such measure.
    """
    need("sensitivity")
    outcome(measure)
    if design.design not in _FEWEST:
        raise SensitivityError([f"design: a sensitivity needs 'saltelli' or 'morris', and this is {design.design!r}"])
    too_long = [path for path, values in design.factors.items() if len(values.choices) > MORRIS_LEVELS]
    if design.design == "morris" and too_long:
        raise SensitivityError(
            [
                f"{path}: {len(design.factors[path].choices)} values are listed, and a design 'morris' tries "
                f"{MORRIS_LEVELS} levels: give at most {MORRIS_LEVELS}, or take 'saltelli'"
                for path in too_long
            ]
        )


def sensitivity(
    source: SweepResult | Design | Scenario | str | Path, *, measure: str = "penetration", **running: Any
) -> Sensitivity | GivenData:
    """Return what decides an outcome, of a sweep that was run or of a design, which is run.

    A sweep of another design than ``saltelli`` or ``morris`` is told from given data (:class:`wordofmouth.GivenData`).
    Of a scenario all assumptions that it leaves as they are vary over the ranges of their priors, by Morris' method.

    Args:
        source: a sweep's result, or its folder; or a design of the kind ``saltelli`` or ``morris``, a design's name or
            file; or a scenario, a scenario's name or file.
        measure: the outcome.
        running: how a design is run, as :func:`wordofmouth.sweep` has it: ``out``, ``resume``, ``workers`` …

    Raises:
        MissingExtraError: if SALib is not installed.
        SensitivityError: if the design is of another kind, too many runs are missing, or the outcome never differs.
        OutcomeError: if there is no such measure.
        DesignError: if the design has mistakes.
        ScenarioError: if the scenario has.
    """
    if isinstance(source, str | Path) and (Path(source) / MANIFEST).is_file():
        source = SweepResult.load(source)
    if isinstance(source, SweepResult):
        if source.design.design not in BY_SALIB:
            return of_given_data(source, measure)
        check(source.design, measure)
        result = source
    else:
        design = source if isinstance(source, Design) else designed(source, measure)
        check(design, measure)
        result = sweep(design, **running)
    values = replicated(result, measure)
    return analysed(result.design, values[:, : _shared_replications(result, values)], measure)


def _shared_replications(result: SweepResult, values: Array) -> int:
    """Return how many replications were run at every point: until precise, they are not as many everywhere."""
    if result.design.precision is None:
        return result.design.replications
    done = [np.flatnonzero(~np.isnan(row)).max(initial=-1) + 1 for row in values]
    return int(min(filter(None, done), default=1))


def analysed(design: Design, values: Array, measure: str) -> Sensitivity:
    """Return what values (points, replications) of an outcome at a design's points say; NaN is a missing run.

    Raises:
        SensitivityError: if too many are missing, or they never differ.
    """
    n_factors = len(design.paths)
    size = 2 * n_factors + 2 if design.design == "saltelli" else n_factors + 1
    grouped = values.reshape(-1, size, values.shape[1])
    complete = ~np.isnan(grouped).any(axis=(1, 2))
    used, fewest = grouped[complete], _FEWEST[design.design]
    if len(used) < fewest:
        have = f"{len(used)} of {len(grouped)} groups of points have all runs and a value of {measure!r} in each"
        raise SensitivityError([f"points: {have}; at least {fewest} are needed"])
    means = used.mean(axis=-1)
    if np.ptp(means[:, [0, -1]]) <= 1e-12 * np.abs(means).max():
        raise SensitivityError([f"measure: {measure!r} is the same wherever the factors are: nothing decides it"])
    words = FactorWords.all_of(design)
    factors: Sequence[SobolIndex | MorrisEffect]
    pairs: list[SobolPair] = []
    if design.design == "saltelli":
        factors, pairs = _sobol(words, means)
    else:
        unit = unit_points(design.design, n_factors, design.points, design.seed).reshape(*grouped.shape[:2], n_factors)
        factors = _morris(words, unit[complete], means, _names(design))
    return Sensitivity(
        design,
        measure,
        tuple(sorted(factors, key=lambda factor: -factor.strength.value)),
        tuple(sorted(pairs, key=lambda pair: -pair.second.value)),
        seed_variance=seed_variance(used, is_morris=design.design == "morris"),
        groups=len(used),
        left_out=len(grouped) - len(used),
        replications=values.shape[1],
    )


def _sobol(words: dict[str, FactorWords], means: Array) -> tuple[list[SobolIndex], list[SobolPair]]:
    from SALib.analyze import sobol

    how = {"num_resamples": _RESAMPLES, "conf_level": CONFIDENCE, "seed": _SEED}
    indices = sobol.analyze(problem_of(len(words)), means.ravel(), **how)
    first, total, second = (
        [Estimate.within(*pair) for pair in zip(indices[name].ravel(), indices[f"{name}_conf"].ravel(), strict=True)]
        for name in ("S1", "ST", "S2")
    )
    paths = list(words)
    factors = [SobolIndex(path, words[path].label, first[i], total[i]) for i, path in enumerate(paths)]
    pairs = [
        SobolPair(path, other, second[i * len(paths) + j])
        for i, path in enumerate(paths)
        for j, other in enumerate(paths)
        if i < j
    ]
    return factors, pairs


def _names(design: Design) -> dict[int, int]:
    """Return of the factors whose values are names, not numbers, the place and how many names there are."""
    return {
        place: len(design.factors[path].choices)
        for place, path in enumerate(design.paths)
        if design.factors[path].choices and not all(map(is_number, design.factors[path].choices))
    }


def _morris(words: dict[str, FactorWords], unit: Array, means: Array, names: dict[int, int]) -> list[MorrisEffect]:
    from SALib.analyze import morris

    how = {"num_resamples": _RESAMPLES, "conf_level": CONFIDENCE, "num_levels": MORRIS_LEVELS, "seed": _SEED}
    effects = morris.analyze(problem_of(len(words)), unit.reshape(-1, len(words)), means.ravel(), **how)
    columns = (np.asarray(effects[name], dtype=float).tolist() for name in ("mu_star", "mu_star_conf", "mu", "sigma"))
    estimate = [
        MorrisEffect(path, about.label, Estimate.within(strength, half), mean, spread)
        for (path, about), strength, half, mean, spread in zip(words.items(), *columns, strict=True)
    ]
    for place, count in names.items():
        estimate[place] = _of_names(
            estimate[place], np.minimum((unit[..., place] * count).astype(int), count - 1), means
        )
    return estimate


def _of_names(effect: MorrisEffect, levels: Array, means: Array) -> MorrisEffect:
    """Return the effect of a factor whose values are names: between which there is no slope, but the widest difference.

    Args:
        effect: the same, as if the names were numbers.
        levels: the number of the name at each point (trajectories, points).
        means: the outcome there.
    """
    changes: dict[tuple[int, int], list[float]] = {}
    for along, values in zip(levels, means, strict=True):
        for step in np.flatnonzero(np.diff(along)):
            pair = sorted(zip(along[step : step + 2].tolist(), values[step : step + 2].tolist(), strict=True))
            changes.setdefault((pair[0][0], pair[1][0]), []).append(pair[1][1] - pair[0][1])
    if not changes:
        return effect
    widest = np.array(max(changes.values(), key=lambda seen: np.mean(np.abs(seen))))
    sizes = mean_intervals(np.abs(widest), (0.0, np.inf))
    low, high = float(sizes.low), float(sizes.high)
    if np.isnan(low):
        # Of too few steps that differ nothing is known but what they came to.
        low, high = 0.0, float(np.abs(widest).max())
    spread = float(widest.std(ddof=1)) if len(widest) > 1 else 0.0
    return replace(effect, strength=Estimate(float(sizes.mean), low, high), mean=float(widest.mean()), spread=spread)

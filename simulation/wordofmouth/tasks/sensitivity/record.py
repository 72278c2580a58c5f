"""Sensitivity: which factors decide an outcome, alone and together, and how much of it is luck.

Replications are the same at every point, and the indices are of the mean over them; what luck is left in these means is
the noise that an index must stand out from (``luck.py``). The seed's share of the whole variance is told apart.

Source: Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications
181; Morris (1991), Factorial sampling plans for preliminary computational experiments, Technometrics 33(2).
"""

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import SensitivityError
from wordofmouth.figures.labels import amount, capitalised, difference, heading
from wordofmouth.statistics.intervals import CONFIDENCE
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.statistics.sampling import MORRIS_LEVELS, problem_of, unit_points
from wordofmouth.statistics.seed_variance import Estimate, Luck, luck_of
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.labels import FactorWords
from wordofmouth.tasks.sweep.summary import replicated
from wordofmouth.words.numbers import percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wordofmouth.tasks.sweep.record import SweepResult

# Groups of points without which nothing can be said.
_FEWEST = {"saltelli": 8, "morris": 4}
_RESAMPLES, _SEED = 1_000, 1


@dataclass(frozen=True)
class SobolIndex:
    """What share of the variance of the mean outcome a factor decides.

    Attributes:
        path, label: the factor.
        first: by itself; total: with all that it does together with others.
    """

    path: str
    label: str
    first: Estimate
    total: Estimate

    @property
    def strength(self) -> Estimate:
        """By what factors are ranked."""
        return self.total


@dataclass(frozen=True)
class MorrisEffect:
    """By how much the mean outcome changes over the range of a factor.

    Attributes:
        path, label: the factor.
        strength: the mean size of the change, whichever its direction (mu*).
        mean: the mean change (mu).
        spread: the standard deviation of the changes (sigma): large if they depend on the other factors, or the factor
            does not act in a straight line.
    """

    path: str
    label: str
    strength: Estimate
    mean: float
    spread: float


@dataclass(frozen=True)
class SobolPair:
    """What share of the variance two factors decide together, beyond what each does by itself."""

    path: str
    other: str
    second: Estimate


@dataclass(frozen=True)
class Sensitivity:
    """What decides an outcome.

    Attributes:
        design, measure: of what, the outcome's name.
        factors: the strongest first: indices of Sobol', or effects of Morris.
        pairs: of Sobol' the second order, the strongest first.
        luck: what the seed decides.
        groups, left_out: of the base sample, or trajectories, that were used, and left out for a missing run.
        replications: of each point that were used.
    """

    design: Design
    measure: str
    factors: tuple[SobolIndex | MorrisEffect, ...]
    pairs: tuple[SobolPair, ...]
    luck: Luck
    groups: int
    left_out: int
    replications: int

    def is_told(self, factor: SobolIndex | MorrisEffect) -> bool:
        """Tell whether a factor's strength stands out from the noise."""
        noise = 0.0 if math.isnan(self.luck.noise) else self.luck.noise
        return factor.strength.low > noise

    def finding(self) -> str:
        """Return what decides the outcome in one sentence."""
        asked, (first, *others) = outcome(self.measure), self.factors
        name, told = heading(asked).lower(), self.is_told(first)
        if not told:
            said = f"No factor's influence on {name} stands out from the noise"
        elif isinstance(first, SobolIndex):
            low, high = (percent(min(max(end, 0.0), 1.0)) for end in first.total[1:])
            said = (f"{capitalised(first.label)} decides {self.strength_text(first)} of what differs in {name} "
                    f"(95 %: {low.removesuffix(' %')} to {high})")  # fmt: skip
        else:
            _, low, high = first.strength
            ends = " to ".join(amount(asked, max(end, 0.0), (high - low) / 2).removesuffix(" %") for end in (low, high))
            said = (f"{capitalised(first.label)} moves {name} most: by {self.strength_text(first)} over its range "
                    f"(95 %: {ends})")  # fmt: skip
        if told and others and self.is_told(others[0]):
            said += f", {others[0].label} {self.strength_text(others[0])}"
        return said if math.isnan(self.luck.share.value) else f"{said}; luck {percent(self.luck.share.value)}"

    def strength_text(self, factor: SobolIndex | MorrisEffect) -> str:
        """Return a factor's strength in words."""
        value, low, high = factor.strength
        if isinstance(factor, SobolIndex):
            return percent(min(max(value, 0.0), 1.0))
        return difference(outcome(self.measure), value, (high - low) / 2)

    def notes(self) -> list[str]:
        """Return what whoever reads it should know."""
        notes = []
        if self.left_out:
            notes.append(f"{self.left_out:,} of {self.groups + self.left_out:,} groups of points lack a run or a value "
                         "and are left out whole")  # fmt: skip
        if self.replications < 3:
            known = "" if self.replications == 1 else " with an interval"
            notes.append(f"{self.replications} of each point: it takes {'two' if not known else 'three'} replications "
                         f"to know luck's share{known}")  # fmt: skip
        if hidden := [factor.label for factor in self.factors if not self.is_told(factor)]:
            notes.append(f"not told from no influence (the interval holds 0, or the noise): {', '.join(hidden)}")
        only = [
            factor.label for factor in self.factors
            if isinstance(factor, SobolIndex) and self.is_told(factor) and factor.first.low <= 0
        ]  # fmt: skip
        if only:
            notes.append(f"nothing told of what they do by themselves: {', '.join(only)}")
        return notes

    def as_data(self) -> dict[str, Any]:
        """Return all of it as data."""
        return {
            "finding": self.finding(), "measure": self.measure, "method": self.design.design,
            "factors": [_as_data(factor) for factor in self.factors], "pairs": [_as_data(pair) for pair in self.pairs],
            "luck": _as_data(self.luck), "groups": self.groups, "left_out": self.left_out,
            "replications": self.replications, "notes": self.notes(),
        }  # fmt: skip

    def plot(self) -> "Figure":
        """Return the factors' strengths as a figure."""
        from wordofmouth.tasks.sensitivity.figure import sensitivity_figure

        return sensitivity_figure(self)


def _as_data(found: Any) -> dict[str, Any]:
    return {name: value._asdict() if isinstance(value, Estimate) else value for name, value in asdict(found).items()}


def check(design: Design, measure: str) -> None:
    """Check that a design can tell what decides an outcome.

    Raises:
        SensitivityError: if not.
        OutcomeError: if there is no such measure.
    """
    outcome(measure)
    if design.design not in _FEWEST:
        raise SensitivityError([f"design: a sensitivity needs 'saltelli' or 'morris', and this is {design.design!r}"])


def sensitivity(
    source: "SweepResult | Design | str | Path", *, measure: str = "penetration", **running: Any
) -> Sensitivity:
    """Return what decides an outcome, of a sweep that was run or of a design, which is run.

    Args:
        source: a sweep's result; or a design of the kind ``saltelli`` or ``morris``, a design's name or file.
        measure: the outcome.
        running: how a design is run, as :func:`wordofmouth.sweep` has it: ``out``, ``resume``, ``workers`` …

    Raises:
        SensitivityError: if the design is of another kind, too many runs are missing, or the outcome never differs.
        OutcomeError: if there is no such measure.
        DesignError: if the design has mistakes.
    """
    from wordofmouth.tasks.sweep.record import SweepResult
    from wordofmouth.tasks.sweep.task import sweep

    if isinstance(source, SweepResult):
        check(source.design, measure)
        result = source
    else:
        design = source if isinstance(source, Design) else Design.load(source)
        check(design, measure)
        result = sweep(design, **running)
    values = replicated(result, measure)
    return analysed(result.design, values[:, : _shared_replications(result, values)], measure)


def _shared_replications(result: "SweepResult", values: Array) -> int:
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
    kept, fewest = grouped[complete], _FEWEST[design.design]
    if len(kept) < fewest:
        raise SensitivityError(
            [f"points: {len(kept)} of {len(grouped)} groups of points have all runs and a value of {measure!r} in each;"
             f" at least {fewest} are needed"]
        )  # fmt: skip
    means = kept.mean(axis=-1)
    if np.ptp(means[:, [0, -1]]) <= 1e-12 * np.abs(means).max():
        raise SensitivityError([f"measure: {measure!r} is the same wherever the factors are: nothing decides it"])
    words = FactorWords.all_of(design)
    if design.design == "saltelli":
        factors, pairs = _sobol(words, means)
    else:
        unit = unit_points(design.design, n_factors, design.points, design.seed).reshape(*grouped.shape[:2], n_factors)
        factors, pairs = _morris(words, unit[complete], means), []
    return Sensitivity(
        design, measure,
        tuple(sorted(factors, key=lambda factor: -factor.strength.value)),
        tuple(sorted(pairs, key=lambda pair: -pair.second.value)),
        luck_of(kept, is_morris=design.design == "morris"),
        len(kept), len(grouped) - len(kept), values.shape[1],
    )  # fmt: skip


def _sobol(words: dict[str, FactorWords], means: Array) -> tuple[list[SobolIndex], list[SobolPair]]:
    from SALib.analyze import sobol

    found = sobol.analyze(problem_of(len(words)), means.ravel(), num_resamples=_RESAMPLES, conf_level=CONFIDENCE,
                          seed=_SEED)  # fmt: skip
    first, total, second = (
        [Estimate.within(*pair) for pair in zip(found[name].ravel(), found[f"{name}_conf"].ravel(), strict=True)]
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


def _morris(words: dict[str, FactorWords], unit: Array, means: Array) -> list[MorrisEffect]:
    from SALib.analyze import morris

    found = morris.analyze(
        problem_of(len(words)), unit.reshape(-1, len(words)), means.ravel(), num_resamples=_RESAMPLES,
        conf_level=CONFIDENCE, num_levels=MORRIS_LEVELS, seed=_SEED,
    )  # fmt: skip
    columns = (np.asarray(found[name], dtype=float).tolist() for name in ("mu_star", "mu_star_conf", "mu", "sigma"))
    return [
        MorrisEffect(path, about.label, Estimate.within(strength, half), mean, spread)
        for (path, about), strength, half, mean, spread in zip(words.items(), *columns, strict=True)
    ]

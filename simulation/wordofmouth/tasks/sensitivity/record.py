"""The record of a sensitivity: which factors decide an outcome, alone and together, and how much the seed does."""

import math
from dataclasses import dataclass
from typing import ClassVar

from wordofmouth.results.records import Presented
from wordofmouth.tasks.sensitivity.seed_variance import Estimate, SeedVariance
from wordofmouth.tasks.sweep.design import Design


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
class Sensitivity(Presented):
    """What decides an outcome.

    Attributes:
        design, measure: of what, the outcome's name.
        factors: the strongest first: indices of Sobol', or effects of Morris.
        pairs: of Sobol' the second order, the strongest first.
        seed_variance: what the seed decides.
        groups, left_out: of the base sample, or trajectories, that were used, and left out for a missing run.
        replications: of each point that were used.
    """

    task: ClassVar[str] = "sensitivity"

    design: Design
    measure: str
    factors: tuple[SobolIndex | MorrisEffect, ...]
    pairs: tuple[SobolPair, ...]
    seed_variance: SeedVariance
    groups: int
    left_out: int
    replications: int

    def is_distinguishable(self, factor: SobolIndex | MorrisEffect) -> bool:
        """Tell whether a factor's strength stands out from the noise."""
        noise = 0.0 if math.isnan(self.seed_variance.noise) else self.seed_variance.noise
        return factor.strength.low > noise

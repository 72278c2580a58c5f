"""The record of a sensitivity from given data: what each factor does to an outcome, beside a dummy's."""

from dataclasses import dataclass
from typing import ClassVar

from wordofmouth.results.records import Presented
from wordofmouth.statistics.claims import is_distinguishable
from wordofmouth.statistics.exploring.given_data import GivenIndex
from wordofmouth.tasks.sensitivity.seed_variance import SeedVariance
from wordofmouth.tasks.sweep.design import Design


@dataclass(frozen=True)
class GivenFactor:
    """What a factor does.

    Attributes:
        path, label: the factor.
        index: delta and PAWN, and what a dummy comes to.
        p: of no influence at all, corrected by Holm for all factors.
    """

    path: str
    label: str
    index: GivenIndex
    p: float

    @property
    def is_distinguishable(self) -> bool:
        """Whether its influence is statistically distinguishable from a dummy's."""
        return is_distinguishable(self.p)


@dataclass(frozen=True)
class GivenData(Presented):
    """What decides an outcome, told from the points of a finished sweep.

    Attributes:
        design, measure: of what, the outcome's name.
        factors: the largest delta first.
        seed_variance: what the seed decides of single runs, and what of it is left in the means of points.
        points, left_out: how many points were used, and left out for a missing run.
        replications: of each point that were used.
    """

    task: ClassVar[str] = "given_data"

    design: Design
    measure: str
    factors: tuple[GivenFactor, ...]
    seed_variance: SeedVariance
    points: int
    left_out: int
    replications: int

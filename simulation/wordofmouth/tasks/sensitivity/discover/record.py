"""The record of a discovery: the boxes of factors in which a sweep comes out as was asked."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar

from wordofmouth.engine.records import Array
from wordofmouth.results.records import Presented
from wordofmouth.statistics.claims import is_distinguishable
from wordofmouth.statistics.exploring.prim import ChosenBox
from wordofmouth.tasks.sensitivity.discover.where import Where
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.labels import FactorWords


@dataclass(frozen=True)
class Discovery(Presented):
    """Where in the space of its factors a sweep comes out as was asked.

    Attributes:
        design, where: of what, and what was asked of its outcomes.
        words: of each factor, by path.
        factors: by path, the value at each point that was used.
        cases: at which of them all that was asked holds, bool (points,).
        boxes: the first of all points, each other of those that are left.
        untold: of how many points runs cannot tell whether it holds.
        left_out: how many other points the design has, which lack a run or a value.
        replications: of each point that were used.
        density: that was asked of boxes, if one was.
    """

    task: ClassVar[str] = "discover"

    design: Design
    where: tuple[Where, ...]
    words: dict[str, FactorWords]
    factors: dict[str, list[Hashable]]
    cases: Array
    boxes: tuple[ChosenBox, ...]
    untold: int
    left_out: int
    replications: int
    density: float | None = None

    @property
    def share(self) -> float:
        """The share of all points at which it holds."""
        return float(self.cases.mean())

    @property
    def is_distinguishable(self) -> bool:
        """Whether the first box is statistically distinguishable from what a search finds in shuffled cases."""
        return bool(self.boxes) and is_distinguishable(self.boxes[0].p)

"""Differences: how much more of a measure one scenario has than another, and how sure that is."""

import math
from dataclasses import dataclass, replace
from typing import Self

from wordofmouth.statistics.adoption_table import WON_BY
from wordofmouth.statistics.claims import Claim, claim
from wordofmouth.statistics.outcomes import find_outcome
from wordofmouth.statistics.paired import Lights


@dataclass(frozen=True)
class Difference:
    """How much more of a measure one scenario has than another in the mean, and how sure that is.

    Attributes:
        measure, label, unit: what differs, in plain words, and what it is counted in.
        scenario, base: the names of the two; the difference is the scenario's value less the base's.
        value, base_value: their means over the pairs.
        difference, low, high: the mean difference and its 95 % interval.
        p: its p-value, corrected by Holm for all pairs of scenarios that are compared by this measure.
        beats, beats_low, beats_high: the probability that the scenario does better in a run, and its 95 % interval.
        saved: how many times as many runs would have been needed without common random numbers.
        pairs: replications in which both have a value.
        differing: in how many of them the two differ at all; below 0 where that is not known.
        lights: how often each lights, the base first, where the measure is in two humps; else None.
    """

    measure: str
    label: str
    unit: str
    scenario: str
    base: str
    value: float
    base_value: float
    difference: float
    low: float
    high: float
    p: float
    beats: float
    beats_low: float
    beats_high: float
    saved: float
    pairs: int
    differing: int = -1
    lights: Lights | None = None

    @property
    def is_told(self) -> bool:
        """Whether there is an interval: enough pairs differ for how large the difference is to be told."""
        return not math.isnan(self.low)

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    @property
    def precision(self) -> float:
        """What decimals must show: half the width of the interval, and on which side of nothing it lies."""
        return min(self.half_width, *map(abs, (self.low, self.high))) if self.low * self.high > 0 else self.half_width

    @property
    def is_outcome(self) -> bool:
        """Whether one of the two is better: more of it, or less of a cost, is what one wants."""
        return find_outcome(self.measure) is not None

    @property
    def is_driver(self) -> bool:
        """Whether it is of the buyers whom a channel won."""
        return self.measure.startswith(WON_BY)

    @property
    def is_distinguishable(self) -> bool:
        """Whether it is statistically distinguishable from zero at the level of 5 %, after Holm's correction."""
        return self.claim in (Claim.MORE, Claim.LESS)

    @property
    def claim(self) -> Claim:
        """What may be said of it."""
        return claim(self)

    @property
    def is_better(self) -> bool:
        """Whether the scenario does better than its base in the mean."""
        asked = find_outcome(self.measure)
        return (self.difference > 0) != (asked is not None and asked.is_cost)

    def turned(self) -> Self:
        """Return the same difference seen from the other side."""
        return replace(
            self,
            scenario=self.base,
            base=self.scenario,
            value=self.base_value,
            base_value=self.value,
            difference=-self.difference,
            low=-self.high,
            high=-self.low,
            beats=1 - self.beats,
            beats_low=1 - self.beats_high,
            beats_high=1 - self.beats_low,
            lights=self.lights and self.lights.turned(),
        )

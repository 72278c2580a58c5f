"""Threshold cascade: a consumer follows as soon as a share of the neighbours does."""

from typing import Any, Literal

import numpy as np

from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.diffusion.thresholds import ThresholdModel, needed_for_share, uniform_of
from wordofmouth.diffusion.window import window
from wordofmouth.engine.randomness import purpose
from wordofmouth.scenario.parts import field

_THRESHOLD = purpose("textbook.threshold_cascade: threshold")


class ThresholdCascade(ThresholdModel):
    """Whoever sees at least a share φ of the neighbours active becomes active, for good; at 0 or less, unasked.

    Source: Watts (2002), A simple model of global cascades on random networks, PNAS 99; Watts and Dodds (2007),
    Influentials, networks, and public opinion formation, Journal of Consumer Research 34; Granovetter (1978).
    """

    kind: Literal["threshold_cascade"] = "threshold_cascade"
    threshold: float = field(
        0.18,
        "φ: the share of the neighbours who must be active",
        unit="share of neighbours",
        source="Watts 2002: .18",
        ge=0,
        le=1,
        label="Threshold",
        hint="share of the neighbours who must be active",
    )
    spread: float = field(
        0.0,
        "thresholds lie evenly between φ − spread and φ + spread",
        unit="share of neighbours",
        source="Watts 2002: 0",
        ge=0,
        le=1,
        label="Spread of thresholds",
        hint="by how much thresholds differ",
    )

    def remarks(self, scenario: Any) -> list[str]:
        """Return between which mean degrees a single seed can move the whole of a random network."""
        if self.spread or self.threshold <= 0:
            return []
        ends, named = window(self.threshold), f"The window of global cascades at φ = {self.threshold:g}"
        if ends is None:
            return [f"{named} is none: one consumer moves few, whatever the mean degree."]
        low, high = ends
        return [f"{named} is a mean degree from {low:.2f} to {high:.2f}: elsewhere one consumer moves few."]

    def needed(self, run: Diffusion, around: np.ndarray) -> np.ndarray:
        """Return the least number of neighbours that makes the share."""
        share = np.full(run.n, self.threshold)
        if self.spread:
            share += self.spread * (2.0 * uniform_of(run, _THRESHOLD) - 1.0)
        return needed_for_share(share, around)

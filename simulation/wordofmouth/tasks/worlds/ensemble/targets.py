"""Targets: the effect sizes that a world must fit, one number for each finding of the field's studies.

Where a case measures one effect on several goods, the number of a world is that of the goods that its studies were of.
How far studies lie apart counts: what lies between their low and high end is a share of them, a standard deviation's
to either side unless the studies say which.
"""

import math
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.tasks.validate.cases.effect_advertising import LONG, SHORT
from wordofmouth.tasks.validate.cases.effect_diffusion import P, Q
from wordofmouth.tasks.validate.cases.effect_messages import CRITICISM, PRAISE, STATED
from wordofmouth.tasks.validate.cases.effect_price import BIJMOLT
from wordofmouth.tasks.validate.cases.effect_reviews import FIRST_FIVE, POSTING, VALENCE, VOLUME
from wordofmouth.tasks.validate.cases.effect_seeding import HUBS, ONE_MORE
from wordofmouth.tasks.validate.cases.effect_talk import MULTIPLIER, OFFLINE, TALK, TONE
from wordofmouth.tasks.validate.effects import Studies

_USUAL = 0.6827


class Target(NamedTuple):
    """An effect size that worlds are held against.

    Attributes:
        label: what it is called in words.
        effect: as the bank names it, ``case: what``.
        studies: what was found.
        within: the share of the studies that lies between their low and high end.
        is_ratio: whether equal ratios of it count alike.
    """

    label: str
    effect: str
    studies: Studies
    within: float = _USUAL
    is_ratio: bool = False

    def scaled(self, values: Array | float) -> Array:
        """Return values on the scale on which differences count alike; not a number where there is none."""
        values = np.asarray(values, np.float64)
        if not self.is_ratio:
            return values
        return np.log(np.where(values > 0, values, math.nan))

    def unscaled(self, value: float) -> float:
        """Return a value of the scale in its own unit."""
        return math.exp(value) if self.is_ratio else value

    @property
    def middle(self) -> float:
        """The studies' mean, on the scale."""
        return float(self.scaled(self.studies.mean))

    @property
    def spread(self) -> tuple[float, float]:
        """How far studies lie below and above their mean, as standard deviations on the scale."""
        from scipy.special import ndtri

        reach = float(ndtri((1 + self.within) / 2))
        low, high = (float(self.scaled(end)) for end in (self.studies.low, self.studies.high))
        return (self.middle - low) / reach, (high - self.middle) / reach

    def off(self, value: Array, error: Array) -> Array:
        """Return how implausible values are, on the scale: standard deviations of studies and of the value's error."""
        below, above = self.spread
        spread = np.where(value < self.middle, below, above)
        implausibility: Array = (value - self.middle) / np.hypot(spread, error)
        return implausibility


TARGETS = (
    Target("sales with talk over sales without", "effect_talk: multiplier, launch", MULTIPLIER, is_ratio=True),
    Target("elasticity of sales to talk", "effect_talk: talk, a year", TALK),
    Target("share heard from people one knows", "effect_talk: known people, launch", OFFLINE),
    Target("praise over criticism", "effect_talk: tone, launch", TONE, is_ratio=True),
    Target("price elasticity", "effect_price: all estimates, 2005", BIJMOLT, within=0.5),
    Target("advertising elasticity, same quarter", "effect_advertising: the same quarter", SHORT),
    Target("advertising elasticity, lasting", "effect_advertising: all since", LONG),
    Target("elasticity to stars", "effect_reviews: stars", VALENCE),
    Target("elasticity to the number of reviews", "effect_reviews: number on the page", VOLUME),
    Target("five reviews over none", "effect_reviews: the first five", FIRST_FIVE, is_ratio=True),
    Target("buyers who post", "effect_reviews: buyers who post, launch", POSTING, is_ratio=True),
    Target("one praise", "effect_messages: praise at first, launch", PRAISE),
    Target("one criticism", "effect_messages: criticism at first, launch", CRITICISM),
    Target("criticism heeded half a year later", "effect_messages: heed criticism, launch", STATED),
    Target("best tied seeds over random seeds", "effect_seeding: best tied over random", HUBS),
    Target("buyers from one more seed", "effect_seeding: one more seed", ONE_MORE),
    Target("innovation a year", "effect_diffusion: p", P, within=0.75, is_ratio=True),
    Target("imitation a year", "effect_diffusion: q", Q, within=0.6667),
)

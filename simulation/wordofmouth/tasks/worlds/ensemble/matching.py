"""History matching: which places of the space fit all effect sizes, by emulators of the bank's numbers.

A place is ruled out where one effect lies further off than three standard deviations of the studies' spread and of
what simulation and emulator may err together; the others are weighted by how near they lie to all of them.

Source: Craig, Goldstein, Seheult and Smith (1997), Pressure matching for hydrocarbon reservoirs; Vernon, Goldstein and
Bower (2010), Galaxy formation: a Bayesian uncertainty analysis, Bayesian Analysis 5; three standard deviations by
Pukelsheim (1994), The three sigma rule, The American Statistician 48.
"""

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.emulator import Emulator
from wordofmouth.statistics.sampling import unit_points
from wordofmouth.tasks.worlds.ensemble.bank import SimulatedSet
from wordofmouth.tasks.worlds.ensemble.targets import TARGETS, Target
from wordofmouth.tasks.worlds.space import AXES

RULED_OUT = 3.0
CANDIDATES, _SEED = 2**16, 1
# The median of a variance of two runs, in units of its mean: of a chi-squared number with one degree of freedom.
_MEDIAN = 0.4549


class Simulated(NamedTuple):
    """The bank as arrays.

    Attributes:
        places: of the sets, (sets, axes).
        effects: by target on its scale, (sets, targets); not a number where there is none.
        errors: their standard errors by simulation, pooled over the sets, (targets,).
        waves: of the sets.
    """

    places: Array
    effects: Array
    errors: Array
    waves: Array

    @classmethod
    def of(cls, sets: Sequence[SimulatedSet]) -> Self:
        """Return the arrays of some sets."""
        nothing = (math.nan, math.nan)
        numbers = np.array([[each.effects.get(target.effect, nothing) for target in TARGETS] for each in sets])
        effects, errors = numbers.transpose(2, 0, 1)
        scaled = np.column_stack([target.scaled(column) for target, column in zip(TARGETS, effects.T, strict=True)])
        # Of two runs an error is known badly; of all sets together it is known well. Of a ratio it is relative.
        with np.errstate(divide="ignore", invalid="ignore"):
            errors = np.where([target.is_ratio for target in TARGETS], errors / np.abs(effects), errors)
        pooled = np.sqrt(np.nanmedian(np.where(np.isfinite(errors), errors, np.nan) ** 2, axis=0) / _MEDIAN)
        return cls(np.array([each.place for each in sets]), scaled, pooled, np.array([each.wave for each in sets]))

    def without(self, rows: Collection[int]) -> Self:
        """Return it without some sets."""
        others = [row for row in range(len(self.places)) if row not in set(rows)]
        return type(self)(self.places[others], self.effects[others], self.errors, self.waves[others])


def emulators_of(simulated: Simulated, like: Sequence[Emulator] | None = None) -> tuple[Emulator, ...]:
    """Return an emulator for each target; of the same kind and error as others, of more sets, if they are given."""
    emulators = []
    for place, column in enumerate(simulated.effects.T):
        there = np.isfinite(column)
        make = like[place].again if like else Emulator.fitted
        emulators.append(make(simulated.places[there], column[there], float(simulated.errors[place]) ** 2))
    return tuple(emulators)


def candidates(count: int = CANDIDATES) -> Array:
    """Return places spread evenly over the whole space, (count, axes)."""
    return unit_points("sobol", len(AXES), count, _SEED)


class Emulated(NamedTuple):
    """What effect sizes would come to at some places.

    Attributes:
        places: (places, axes).
        means, errors: by target on its scale, (places, targets).
    """

    places: Array
    means: Array
    errors: Array

    @classmethod
    def at(cls, places: Array, emulators: Sequence[Emulator]) -> Self:
        """Return what emulators say at places."""
        means, errors = zip(*(emulator.at(places) for emulator in emulators), strict=True)
        return cls(places, np.column_stack(means), np.column_stack(errors))

    def weights(self, without: Collection[int] = (), targets: Sequence[Target] = TARGETS) -> Array:
        """Return how well each place fits the studies, (places,), summing to 1; 0 where it is ruled out.

        ``without`` are the numbers of the targets that are left out.
        """
        off = np.column_stack(
            [
                target.off(self.means[:, place], self.errors[:, place])
                for place, target in enumerate(targets)
                if place not in without
            ]
        )
        return normalised(np.where((np.abs(off) <= RULED_OUT).all(axis=1), -0.5 * (off**2).sum(axis=1), -np.inf))


def normalised(logs: Array) -> Array:
    """Return weights that sum to 1 of their logarithms; 0 each where all are ruled out."""
    if not np.isfinite(logs).any():
        return np.zeros_like(logs)
    weights = np.exp(logs - logs.max())
    shares: Array = weights / weights.sum()
    return shares


def effective(weights: Array) -> float:
    """Return as how many that count alike weighted ones count; 0 where none counts.

    Source: Kish (1965), Survey Sampling.
    """
    total = float((weights**2).sum())
    return float(weights.sum() ** 2 / total) if total else 0.0


def drawn(weights: Array, count: int, seed: int = 0) -> Array:
    """Return so many places by their weights, evenly spaced along the cumulative weights: their numbers, (count,).

    Source: systematic resampling, Kitagawa (1996), Journal of Computational and Graphical Statistics 5.
    """
    start = float(np.random.default_rng([seed, 0x776F726C64]).random())
    ends = np.minimum(np.searchsorted(np.cumsum(weights), (np.arange(count) + start) / count), len(weights) - 1)
    return ends

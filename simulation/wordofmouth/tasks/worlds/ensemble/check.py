"""Checks of worlds on the bank: planted ones, effects that are left out, and what the effects pin down.

A planted world is a set of the first wave, drawn from the priors. What the studies would have found in it is what was
simulated there, with a spread between studies drawn beside; which worlds fit that is then sought by emulators that have
not seen the set. Nothing is simulated anew.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.statistics.emulator import FOLDS, Emulator
from wordofmouth.tasks.worlds.answer import weighted_quantile
from wordofmouth.tasks.worlds.ensemble.matching import (
    RULED_OUT,
    Emulated,
    Simulated,
    candidates,
    effective,
    emulators_of,
    normalised,
)
from wordofmouth.tasks.worlds.ensemble.targets import TARGETS
from wordofmouth.tasks.worlds.space import AXES

SHARES = (0.5, 0.8, 0.95)
BINS, _PLACES, _SEED = 10, 2**13, 7
# An interval that is this much narrower than before any effect was used says something.
NARROWER, IDENTIFIED, JOINT = 0.5, 0.5, 0.6
# Fewer effective places than this tell no quantile.
_FEWEST = 20


class Planted(NamedTuple):
    """What came out of planted worlds.

    Attributes:
        worlds: how many were planted, and ``left_out`` in how many too few places fitted to tell anything.
        coverage: by share, how often its interval held the truth, over all axes.
        by_axis: of each axis how often the widest interval held it.
        ranks: how many truths lie in each tenth of what was found, (bins,).
        narrowed: how wide an assumption is then, as a share of how wide it was before: the median, and the least tenth.
    """

    worlds: int
    left_out: int
    coverage: dict[float, float]
    by_axis: dict[str, float]
    ranks: Array
    narrowed: tuple[float, float]

    @property
    def error(self) -> dict[float, float]:
        """The standard error of each coverage, from worlds as clusters."""
        return {share: float(np.sqrt(share * (1 - share) / max(1, self.worlds - self.left_out))) for share in SHARES}


class LeftOut(NamedTuple):
    """An effect that was left out, predicted from all the others.

    Attributes:
        label: of the effect.
        mean: the studies' mean.
        low, high: the 95 % interval in which it was predicted, and ``before`` any effect was used its ends.
        is_held: whether the interval and the studies' own range have a number in common.
        width: of the interval over that of the one before.
    """

    label: str
    mean: float
    low: float
    high: float
    before: tuple[float, float]
    is_held: bool
    width: float

    @property
    def is_predicted(self) -> bool:
        """Whether the others say where it lies: an interval that holds it and is at most half as wide as before."""
        return self.is_held and self.width <= NARROWER


class Identified(NamedTuple):
    """What the effects say of an axis: how wide it is still, as a share of its range, and with what it is tied.

    Attributes:
        path: of the assumption.
        left: its standard deviation over that of the prior.
        tied_to: the axis with which it is tied most, and their correlation.
        correlation: of the two.
    """

    path: str
    left: float
    tied_to: str
    correlation: float


def planted(simulated: Simulated, emulators: Sequence[Emulator], most: int = 1_000) -> Planted:
    """Return how planted worlds are covered; at most so many of them, by emulators like those of the whole bank."""
    generator = np.random.default_rng(_SEED)
    rows = np.flatnonzero(simulated.waves == 1)[:most]
    places = candidates(_PLACES)
    ranks, widths = (np.full((len(rows), len(AXES)), np.nan) for _ in range(2))
    for fold in range(FOLDS):
        out = rows[rows % FOLDS == fold]
        if not len(out):
            continue
        emulated = Emulated.at(places, emulators_of(simulated.without(out.tolist()), emulators))
        for row in out:
            weights = _weights_of_planted(emulated, simulated.effects[row], generator)
            if effective(weights) >= _FEWEST:
                here = int(np.flatnonzero(rows == row)[0])
                ranks[here] = weights @ (places < simulated.places[row])
                widths[here] = np.sqrt(12.0 * (weights @ (places - weights @ places) ** 2))
    known = ranks[~np.isnan(ranks[:, 0])]
    off = np.abs(known - 0.5)
    return Planted(
        len(rows),
        len(rows) - len(known),
        {share: float((off <= share / 2).mean()) for share in SHARES},
        {path: float(held) for path, held in zip(AXES, (off <= SHARES[-1] / 2).mean(axis=0), strict=True)},
        np.histogram(known, bins=BINS, range=(0.0, 1.0))[0],
        (float(np.nanquantile(widths, 0.5)), float(np.nanquantile(widths, 0.1))),
    )


def _weights_of_planted(emulated: Emulated, effects: Array, generator: np.random.Generator) -> Array:
    """Return how well places fit what studies of a planted world would have found: each with a draw of its spread."""
    logs, is_out = np.zeros(len(emulated.places)), np.zeros(len(emulated.places), bool)
    for place, target in enumerate(TARGETS):
        if not np.isfinite(effects[place]):
            continue
        spread = float(np.mean(target.spread))
        seen = effects[place] + spread * generator.standard_normal()
        off = (emulated.means[:, place] - seen) / np.hypot(spread, emulated.errors[:, place])
        logs -= 0.5 * off**2
        is_out |= np.abs(off) > RULED_OUT
    return normalised(np.where(is_out, -np.inf, logs))


def left_out(emulated: Emulated) -> list[LeftOut]:
    """Return how each effect is predicted without it."""
    generator = np.random.default_rng(_SEED)
    even = np.full(len(emulated.places), 1.0 / len(emulated.places))
    rows = []
    for place, target in enumerate(TARGETS):
        # What a study would find there: the emulated number, with its error.
        values = emulated.means[:, place] + emulated.errors[:, place] * generator.standard_normal(len(even))
        before, after = (
            [weighted_quantile(values, weights, end) for end in (0.025, 0.975)]
            for weights in (even, emulated.weights(without=(place,)))
        )
        low, high = (float(target.scaled(end)) for end in (target.studies.low, target.studies.high))
        rows.append(
            LeftOut(
                target.label,
                target.studies.mean,
                target.unscaled(after[0]),
                target.unscaled(after[1]),
                (target.unscaled(before[0]), target.unscaled(before[1])),
                after[0] <= high and low <= after[1],
                (after[1] - after[0]) / (before[1] - before[0]),
            )
        )
    return rows


def identified(emulated: Emulated) -> list[Identified]:
    """Return what the effects say of each axis, the best known first."""
    weights, places = emulated.weights(), emulated.places
    centred = places - weights @ places
    covariance = (centred * weights[:, None]).T @ centred
    spreads = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spreads, spreads)
    np.fill_diagonal(correlation, 0.0)
    rows = []
    for axis, path in enumerate(AXES):
        other = int(np.argmax(np.abs(correlation[axis])))
        rows.append(
            Identified(path, float(spreads[axis] * np.sqrt(12.0)), AXES[other], float(correlation[axis, other]))
        )
    return sorted(rows, key=lambda row: row.left)

"""Worlds and sets made without a simulation, for tests."""

import numpy as np
from wordofmouth.statistics.emulator import Emulator
from wordofmouth.tasks.worlds.ensemble.bank import SimulatedSet
from wordofmouth.tasks.worlds.ensemble.targets import TARGETS
from wordofmouth.tasks.worlds.record import OneAtATime, OverWorlds
from wordofmouth.tasks.worlds.space import AXES


def over(difference, shares=None, noise=0.0, replications=4, fits=(), seed=0):
    """Return two scenarios in worlds whose difference is given, (worlds,), with noise in each run."""
    difference = np.asarray(difference, float)
    generator, n = np.random.default_rng(seed), len(difference)
    base = generator.normal(100, 5, (n, 1, replications))
    other = base + difference[:, None, None] + generator.normal(0, noise, (n, 1, replications))
    outcomes = np.concatenate([base, other], axis=1)
    shares = np.full((n, 2), 0.5) if shares is None else shares
    paths = tuple(f"consumer.{name}" for name in ("risk_fear", "occasion", "interest", "privacy")[: shares.shape[1]])
    fits = np.array(fits, float).reshape(-1, n)
    pieces = tuple(f"piece {number}" for number in range(len(fits)))
    return OverWorlds(("one", "other"), paths, shares, shares, outcomes, outcomes, pieces, fits)


def alone(low, as_is, high, replications=6, noise=0.1):
    """Return what one assumption from 0 to 1, as it is 0.5, does alone to the difference of two scenarios."""
    generator = np.random.default_rng(5)

    def runs(value):
        return np.stack([np.zeros(replications), value + generator.normal(0, noise, replications)])

    path = "consumer.risk_fear"
    points = (OneAtATime("", 0.0, 0.0, runs(as_is)), OneAtATime(path, 0.0, 0.0, runs(low)))
    return (*points, OneAtATime(path, 1.0, 1.0, runs(high))), {path: 0.5}


def made(place, wave=1):
    """Return a set whose effects go evenly with the first axes, about the middles of the studies."""
    generator = np.random.default_rng(int(1e6 * place[0]))
    effects = {}
    for number, target in enumerate(TARGETS):
        spread = min(target.spread)
        value = target.middle + 4 * spread * (place[number] - 0.5) + 0.1 * spread * generator.standard_normal()
        effects[target.effect] = (target.unscaled(float(value)), 0.1 * spread)
    return SimulatedSet(wave, tuple(round(float(share), 6) for share in place), effects)


def sets(count, seed=0):
    """Return such sets from all over the space."""
    return [made(place) for place in np.random.default_rng(seed).random((count, len(AXES)))]


def like(degree=1):
    """Return emulators that say of which kind those of such sets are, and how far they err; without their fit."""
    nothing = np.empty(0)
    return [Emulator(degree, (), nothing, nothing, 0.0, 0.15 * min(target.spread), 0.9) for target in TARGETS]

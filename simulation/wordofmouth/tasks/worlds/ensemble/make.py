"""Making worlds: sets are simulated one by one, wave after wave, until the bank is as large as asked."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.tasks.worlds.ensemble.bank import FIRST_WAVE, SimulatedSet, add_set, first_wave, read_sets, simulated
from wordofmouth.tasks.worlds.ensemble.matching import Emulated, Simulated, candidates, drawn, emulators_of
from wordofmouth.tasks.worlds.ensemble.shipped import Worlds

SETS = 240
# Sets of each later wave: they lie where what was simulated before does not rule out.
LATER_WAVE = 48


def make(path: Path, sets: int = SETS, progress: Callable[[int], None] | None = None) -> Worlds:
    """Return the worlds of a bank of so many sets, going on with those that a file has.

    Args:
        path: the file of sets, a line each, which grows by each as soon as it is simulated.
        sets: how many there are to be; more in the file are used too.
        progress: called with the number of sets there are.
    """
    done = read_sets(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    while len(done) < sets:
        wave = 1 + max(0, -(-(len(done) + 1 - FIRST_WAVE) // LATER_WAVE))
        for place in _places(done, wave):
            one = simulated(place, wave)
            add_set(path, one)
            done.append(one)
            if progress is not None:
                progress(len(done))
            if len(done) >= sets:
                break
    return Worlds.of(done)


def _places(done: list[SimulatedSet], wave: int) -> Array:
    """Return the places of a wave that are not simulated yet; what was begun is gone on with."""
    if wave == 1:
        return first_wave()[len(done) :]
    begun = len(done) - FIRST_WAVE - (wave - 2) * LATER_WAVE
    before = Simulated.of(done[: len(done) - begun])
    emulated = Emulated.at(candidates(), emulators_of(before))
    chosen = drawn(emulated.weights(), LATER_WAVE, seed=wave)
    # In an order in which any first ones are spread as all are.
    places: Array = emulated.places[np.random.default_rng(wave).permutation(chosen)][begun:]
    return places

"""The shipped file: the worlds that fit the field's studies, and the bank of simulated sets that they are from."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.results.files import atomic
from wordofmouth.tasks.worlds.ensemble import bank
from wordofmouth.tasks.worlds.ensemble.bank import SimulatedSet
from wordofmouth.tasks.worlds.ensemble.matching import Emulated, Simulated, candidates, drawn, effective, emulators_of
from wordofmouth.tasks.worlds.ensemble.targets import TARGETS
from wordofmouth.tasks.worlds.shipped import FILE
from wordofmouth.tasks.worlds.space import AXES

WORLDS = 200


class Worlds(NamedTuple):
    """Worlds that fit, and the sets that were simulated to find them.

    Attributes:
        places: of the worlds along the axes, in shares of their ranges, (worlds, axes); in no order.
        sets: the bank.
        recipe: how they were made: sizes, seeds, axes, effects, and how much of the space was not ruled out.
    """

    places: Array
    sets: tuple[SimulatedSet, ...]
    recipe: dict[str, Any]

    @classmethod
    def of(cls, sets: Sequence[SimulatedSet], worlds: int = WORLDS) -> Self:
        """Return the worlds that a bank leaves, drawn from places spread over the whole space by how well they fit."""
        simulated = Simulated.of(sets)
        emulators = emulators_of(simulated)
        emulated = Emulated.at(candidates(), emulators)
        weights = emulated.weights()
        chosen = drawn(weights, worlds)
        # Any first worlds of them are spread as all of them are.
        places = emulated.places[np.random.default_rng(0).permutation(chosen)]
        recipe = {
            "command": f"wom worlds make --sets {len(sets)}",
            "sets": len(sets),
            "waves": int(simulated.waves.max()),
            "consumers": bank.CONSUMERS,
            "replications": bank.REPLICATIONS,
            "seed": bank.SEED,
            "cases": list(bank.MEASURED),
            "axes": list(AXES),
            "effects": {
                target.label: {"explained": round(emulator.explained, 3), "error": round(emulator.error, 4)}
                for target, emulator in zip(TARGETS, emulators, strict=True)
            },
            "not_ruled_out": float(f"{np.mean(weights > 0):.3g}"),
            "effective_candidates": round(effective(weights)),
            "distinct_worlds": len(np.unique(chosen)),
        }
        return cls(places, tuple(sets), recipe)

    def write(self, path: Path = FILE) -> Path:
        """Write it to a file and return its path; the same worlds give the same bytes."""
        names = list(dict.fromkeys(name for each in self.sets for name in each.effects))
        numbers = np.array([[each.effects.get(name, (np.nan, np.nan)) for name in names] for each in self.sets])
        with atomic(path) as unfinished, unfinished.open("wb") as file:
            np.savez_compressed(
                file,
                worlds=self.places.astype(np.float32),
                sets=np.array([each.place for each in self.sets], np.float32),
                waves=np.array([each.wave for each in self.sets], np.int16),
                names=np.array(names),
                effects=numbers.astype(np.float32),
                recipe=np.array(json.dumps(self.recipe)),
            )
        return path

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return what a file holds."""
        with np.load(path, allow_pickle=False) as arrays:
            names = arrays["names"].tolist()
            numbers = arrays["effects"].astype(np.float64)
            sets = tuple(
                SimulatedSet(
                    int(wave),
                    tuple(map(float, place)),
                    {name: tuple(pair) for name, pair in zip(names, pairs.tolist(), strict=True)},
                )
                for wave, place, pairs in zip(arrays["waves"], arrays["sets"], numbers, strict=True)
            )
            return cls(arrays["worlds"].astype(np.float64), sets, json.loads(str(arrays["recipe"])))


@cache
def shipped() -> Worlds:
    """Return the worlds that come along."""
    return Worlds.read(FILE)

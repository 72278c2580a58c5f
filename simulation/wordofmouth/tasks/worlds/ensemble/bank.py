"""The bank: parameter sets from the whole space, and what the effect sizes come to in each, simulated.

The file of sets grows by a line a set, so what was simulated is never lost. Every set is a small market for each
effect, in few replications, on the same random numbers: its simulation error is known and counted.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.errors import BassError
from wordofmouth.statistics.sampling import unit_points
from wordofmouth.tasks.validate.case import cases
from wordofmouth.tasks.validate.effects import EffectCase
from wordofmouth.tasks.worlds.space import AXES, drawn_at

# Consumers of each market, replications at most, and the seed of the design.
CONSUMERS, REPLICATIONS, SEED = 2_000, 2, 0
# The cases whose numbers are kept; a set has all of them or none.
MEASURED = (
    "effect_advertising",
    "effect_diffusion",
    "effect_messages",
    "effect_price",
    "effect_reviews",
    "effect_seeding",
    "effect_talk",
)
# How long the first wave is, which is spread over the whole space.
FIRST_WAVE = 88


class SimulatedSet(NamedTuple):
    """A parameter set and its effect sizes.

    Attributes:
        wave: 1 where it was drawn from the priors; later ones from what had not been ruled out before.
        place: along the axes, in shares of their ranges.
        effects: each number and its standard error, by ``case: what``; not a number where nothing was sold, and not
            there where no curve of a durable could be fitted.
    """

    wave: int
    place: tuple[float, ...]
    effects: Mapping[str, tuple[float, float]]

    def line(self) -> str:
        """Return it as a line of JSON."""
        return json.dumps({"wave": self.wave, "place": self.place, "effects": self.effects})

    @classmethod
    def of_line(cls, line: str) -> Self:
        """Return the set of a line."""
        data = json.loads(line)
        return cls(
            data["wave"], tuple(data["place"]), {name: tuple(number) for name, number in data["effects"].items()}
        )


def first_wave() -> Array:
    """Return the places of the first wave, (sets, axes): a scrambled Sobol' sequence."""
    return unit_points("sobol", len(AXES), FIRST_WAVE, SEED)


def simulated(place: Sequence[float], wave: int = 1) -> SimulatedSet:
    """Return the effect sizes at a place, simulated."""
    drawn = drawn_at(place)
    effects = dict(_effects(drawn))
    return SimulatedSet(wave, tuple(round(float(share), 6) for share in place), effects)


def _effects(drawn: Mapping[str, Any]) -> Iterator[tuple[str, tuple[float, float]]]:
    for name in MEASURED:
        kind = cases()[name]
        assert issubclass(kind, EffectCase)
        case = kind(short=True)
        case.world, case.drawn, case.most = {"consumers": CONSUMERS}, drawn, REPLICATIONS
        # Where nobody buys there is no elasticity, and no warning is needed of what is not a number.
        with np.errstate(all="ignore"), suppress(BassError):
            for check in case.measure():
                yield f"{name}: {check.what}", (_short(check.obtained), _short(check.error))


def _short(number: float) -> float:
    return float(f"{number:.6g}") if math.isfinite(number) else math.nan


def read_sets(path: Path) -> list[SimulatedSet]:
    """Return the sets of a file; none if there is no file. A last line that was not written whole is left out."""
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.is_file() else []
    return [SimulatedSet.of_line(line) for line in lines]


def add_set(path: Path, simulated_set: SimulatedSet) -> None:
    """Add a set to a file."""
    whole = "".join(f"{earlier.line()}\n" for earlier in read_sets(path))
    if path.is_file() and path.stat().st_size != len(whole.encode()):
        path.write_text(whole, encoding="utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{simulated_set.line()}\n")

"""The shipped worlds: places that fit the field's studies, and how they were made."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array

FILE = Path(__file__).with_name("ensemble") / "worlds.npz"


class ShippedWorlds(NamedTuple):
    """The places of the worlds along the axes, (worlds, axes), and the recipe by which they were made."""

    places: Array
    recipe: dict[str, Any]


@cache
def shipped() -> ShippedWorlds:
    """Return the worlds that come along; the bank that they are from is read where it is needed."""
    with np.load(FILE, allow_pickle=False) as arrays:
        return ShippedWorlds(arrays["worlds"].astype(np.float64), json.loads(str(arrays["recipe"])))

"""Talks: what is said in one week, as columns with a row per talk."""

from collections import namedtuple

import numpy as np

_DTYPES = {
    "speaker": np.int32,
    "hearer": np.int32,
    "brand": np.int32,
    "valence": np.int32,
    "strong": np.bool_,
    "moment": np.uint32,
    "doubt": np.uint32,
    "draw": np.int64,
}

Talks = namedtuple("Talks", list(_DTYPES))
Talks.__doc__ = """The talks of one week: who speaks to whom (−1: to her audience only) on which brand, praise (1) or
criticism (−1), along a strong tie or a weak one, at which moment (2⁻³² weeks), the word with which the hearer may doubt
it, and the number of the talk among the speaker's, from which further draws take their addresses."""


def blank_talks(capacity: int) -> Talks:
    """Return room for so many talks."""
    return Talks(*(np.empty(capacity, dtype) for dtype in _DTYPES.values()))

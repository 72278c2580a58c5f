"""Even ties: spread where all ties are equally likely to be live, so that skips between live ones stand in a table.

A row is crossed from live tie to live tie as in :mod:`wordofmouth.seeding.live_ties`; how far it is to the next is
geometric, and is looked up by inversion (a guide of 4,096 entries, then a short search) in place of a logarithm.

Source: Chen and Asau (1974), On generating random variates from an empirical distribution, AIIE Transactions 6.
"""

from typing import NamedTuple

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import WORD, purpose, words

_GUIDE = 2**12
_TIE = purpose("maximisation: even live tie")


class Skips(NamedTuple):
    """How many ties are skipped before the next live one.

    Attributes:
        bound: int64 (longest row + 1): words below ``bound[s]`` skip s ties or fewer, to 2⁻³².
        guide: int32 (4096): by the upper twelve bits of a word, the fewest that it may skip.
    """

    bound: np.ndarray
    guide: np.ndarray


def skips(probability: float, longest: int) -> Skips:
    """Return the table of a probability, for rows of so many ties at most."""
    bound = np.round((1.0 - (1.0 - probability) ** np.arange(1, longest + 2)) * WORD).astype(np.int64)
    guide = np.searchsorted(bound, np.arange(_GUIDE) * (WORD // _GUIDE), side="right").astype(np.int32)
    return Skips(bound, guide)


@kernel
def spread_by_skips(key, starts, targets, bound, guide, seeds, worth, sizes):
    """Write to ``sizes`` what each run reaches; ``worth`` is what somebody reached counts, by the steps to them."""
    n = len(starts) - 1
    reached_in = np.full(n, -1, np.int32)
    reached = np.empty(n, np.int32)
    most = len(bound)
    for run in range(len(sizes)):
        count = 0
        for i in seeds:
            if reached_in[i] != run:
                reached_in[i] = run
                reached[count] = i
                count += 1
        size, step = 0.0, 0
        first, last = 0, count
        while first < last:
            size += (last - first) * worth[step]
            for position in range(first, last):
                i = reached[position]
                k, end, block = starts[i], starts[i + 1], 0
                while k < end:
                    drawn = words(key, _TIE, run, i, block)
                    block += 1
                    for word in drawn:
                        skipped = guide[word >> 20]
                        while skipped < most and word >= bound[skipped]:
                            skipped += 1
                        k += skipped
                        if k >= end:
                            break
                        j = targets[k]
                        k += 1
                        if reached_in[j] != run:
                            reached_in[j] = run
                            reached[count] = j
                            count += 1
            first, last = last, count
            step = min(step + 1, len(worth) - 1)
        sizes[run] = size

"""Random numbers addressed by what they decide: (seed, replication, purpose, week, consumer, draw).

There is no generator to pass around and no stream to keep in order. The same address gives the same number on any
machine, in any order, on any number of processes; two scenarios with one seed use the same numbers for the same
decisions (common random numbers), so the difference between two campaigns is not drowned in chance.

Source: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC'11 (Philox4x32-10).
"""

import functools
import zlib

import numpy as np

from wordofmouth.engine.kernels import kernel

WORD = 2**32
LARGEST_SEED = 2**63 - 1

_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)


@kernel
def philox(key, counter_0, counter_1, counter_2, counter_3):
    """Return four random words for one 128-bit counter under one 64-bit key (Philox4x32, ten rounds).

    Counters and words are integers in [0, 2³²); the key is one in [0, 2⁶⁴), its low half the first key word.
    """
    c0, c1, c2, c3 = np.uint64(counter_0), np.uint64(counter_1), np.uint64(counter_2), np.uint64(counter_3)
    k0 = np.uint64(key) & _MASK
    k1 = np.uint64(key) >> _HALF
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0 = (product_1 >> _HALF) ^ c1 ^ k0
        c1 = product_1 & _MASK
        c2 = (product_0 >> _HALF) ^ c3 ^ k1
        c3 = product_0 & _MASK
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return np.int64(c0), np.int64(c1), np.int64(c2), np.int64(c3)


@kernel
def words(key, purpose, week, consumer, block):
    """Return the four words of one block of draws: draw ``d`` is word ``d % 4`` of block ``d // 4``."""
    return philox(key, consumer, block, week, purpose)


@kernel
def words_of_four(key, purpose, week, consumer, block):
    """Return the first word of four neighbours' own draws: of consumers c, c + 1, c + 2 and c + 3, c a multiple of 4.

    One call serves four, for decisions that are put to everyone: word ``i % 4`` of counter ``i // 4``.
    """
    return philox(key, consumer // 4, block, week, purpose)


@kernel
def drawn_below(key, purpose, week, first, n, block, threshold, lanes, drawn):
    """Write who of n neighbours has a word below a threshold, with that word, and return how many do.

    For decisions that are put to everyone: the words are those of :func:`words_of_four`, in a third of the time. The
    first neighbour is a multiple of 4; ``drawn``, int64 (n + 4, 2), are consumers in their order and their words;
    ``lanes`` is room, see there.
    """
    key_0 = np.uint64(key) & _MASK
    key_1 = np.uint64(key) >> _HALF
    quads = (n + 3) // 4
    # As in :func:`philox`. Written out, and not as so many calls of it, a processor computes eight at once.
    for quad in range(quads):
        c0, c1, c2, c3 = np.uint64(first // 4 + quad), np.uint64(block), np.uint64(week), np.uint64(purpose)
        k0, k1 = key_0, key_1
        for _ in range(10):
            # What is masked has 32 bits already; like this the compiler knows it, and multiplies in half the time.
            product_0 = _MULTIPLIER_0 * (c0 & _MASK)
            product_1 = _MULTIPLIER_1 * (c2 & _MASK)
            c0 = (product_1 >> _HALF) ^ c1 ^ k0
            c1 = product_1 & _MASK
            c2 = (product_0 >> _HALF) ^ c3 ^ k1
            c3 = product_0 & _MASK
            k0 = (k0 + _WEYL_0) & _MASK
            k1 = (k1 + _WEYL_1) & _MASK
        lanes[0, quad], lanes[1, quad], lanes[2, quad], lanes[3, quad] = c0, c1, c2, c3
    least, count = np.uint64(threshold), 0
    for quad in range(quads):
        # Of most quads nobody.
        if (lanes[0, quad] < least) | (lanes[1, quad] < least) | (lanes[2, quad] < least) | (lanes[3, quad] < least):
            for lane in range(4):
                drawn[count, 0] = first + 4 * quad + lane
                drawn[count, 1] = np.int64(lanes[lane, quad])
                count += 1 if lanes[lane, quad] < least else 0
    # Of the last quad some may be beyond the last neighbour.
    while count > 0 and drawn[count - 1, 0] >= first + n:
        count -= 1
    return count


def lanes(n: int) -> np.ndarray:
    """Return room for the words of n consumers: uint64 (4, quads), that of neighbour i at [i % 4, i // 4]."""
    return np.empty((4, (n + 3) // 4), np.uint64)


@kernel
def below(word, n):
    """Return an integer in [0, n), n < 2³¹, from one word; the bias is below n / 2³²."""
    return (word * n) >> 32


@kernel
def uniform(word):
    """Return a number strictly between 0 and 1 from one word."""
    return (word + 0.5) * 2.3283064365386963e-10


@functools.lru_cache(maxsize=4096)
def chance(probability: float) -> int:
    """Return the threshold below which a word falls with this probability (to 2⁻³²)."""
    return round(min(max(probability, 0.0), 1.0) * WORD)


@kernel
def threshold(probability):
    """Return in a kernel what :func:`chance` returns outside."""
    return np.int64(np.rint(min(max(probability, 0.0), 1.0) * 4294967296.0))


def purpose(name: str) -> int:
    """Return the word that keeps one decision's numbers apart from every other's.

    It comes from the decision's name alone, so adding a decision moves no other; a test holds that none collide.
    """
    return zlib.crc32(name.encode())


def run_key(seed: int, replication: int = 0) -> np.uint64:
    """Return the key of one run, from a seed in [0, 2⁶³) and the number of the replication.

    Raises:
        ValueError: if the seed or the replication is out of range.
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"seed: {seed} is not between 0 and {LARGEST_SEED}")
    if not 0 <= replication < WORD:
        raise ValueError(f"replication: {replication} is not between 0 and {WORD - 1}")
    return key_for(np.uint64(seed), purpose("run"), replication)


def key_for(key: np.uint64, address: int, number: int = 0) -> np.uint64:
    """Return the key that one purpose has under another key; another number gives another one."""
    low, high, _, _ = philox(key, number, 0, 0, address)
    return np.uint64(int(low) | int(high) << 32)

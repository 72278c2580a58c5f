"""The draws of the reference model: random numbers by address, in whole numbers, and how they decide.

Only the addresses are the engine's.
"""

import math
import zlib

MOST_TALKS = 63


class Draws:
    """Random numbers by address: Philox4x32 with ten rounds, in whole numbers.

    Source: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC'11.
    """

    def __init__(self, key: int) -> None:
        low, high = key % 2**32, key >> 32
        self.round_keys = [
            ((low + number * 0x9E3779B9) % 2**32, (high + number * 0xBB67AE85) % 2**32) for number in range(10)
        ]

    def words(self, decision: str, week: int, consumer: int, block: int) -> tuple[int, int, int, int]:
        """Return the four words at an address."""
        return self.philox(consumer, block, week, zlib.crc32(decision.encode()))

    def philox(self, a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
        """Return the four words for a counter of four words."""
        for first_key, second_key in self.round_keys:
            left, right = a * 0xD2511F53, c * 0xCD9E8D57
            a, b, c, d = (
                (right >> 32) ^ b ^ first_key,
                right & 0xFFFFFFFF,
                (left >> 32) ^ d ^ second_key,
                left & 0xFFFFFFFF,
            )
        return a, b, c, d

    def key(self, decision: str, number: int = 0) -> int:
        """Return the key for something that has random numbers of its own."""
        low, high, _, _ = self.words(decision, 0, number, 0)
        return low + 2**32 * high

    @classmethod
    def of_run(cls, seed: int, replication: int) -> "Draws":
        """Return the draws of one run."""
        return cls(cls(seed).key("run", replication))


def uniform(word: int) -> float:
    """Return a number strictly between 0 and 1."""
    return (word + 0.5) / 2**32


def bridge(share: float, occasion: float) -> float:
    """Return a quantile of what is left of a logistic number when the occasion has its share of it."""
    if not occasion:
        return logit(share)
    return math.log(math.sin(math.pi * occasion * share) / math.sin(math.pi * occasion * (1 - share)))


def interested(share: float, fellow: float, occasion: float, interest: float) -> float:
    """Return a quantile of what is lasting in a stake, of which fellow members have a share of the variance alike."""
    if not interest:
        return bridge(share, occasion)
    left = math.sqrt(1 - interest * (1 - occasion**2))
    return bridge(fellow, left) + left * bridge(share, occasion / left)


def gumbel(share: float, fellow: float, other: float, interest: float) -> float:
    """Return a quantile of liking, of which fellow members have a share of the variance alike, by Kanter's formula."""
    own = -math.log(-math.log(share))
    if not interest:
        return own
    left = math.sqrt(1 - interest)
    angle = math.pi * fellow
    stable = math.sin(left * angle) / math.sin(angle) ** (1 / left)
    stable *= (math.sin((1 - left) * angle) / -math.log(other)) ** ((1 - left) / left)
    return left * (math.log(stable) + own)


def logit(probability: float) -> float:
    """Return log-odds."""
    return math.log(probability / (1 - probability))


def happens(word: int, probability: float) -> bool:
    """Tell whether something of this probability happens, to 2⁻³²."""
    return word < round(2**32 * min(max(probability, 0.0), 1.0))


def one_of[Thing](things: list[Thing], word: int) -> Thing:
    """Return one of some things, each with the same chance."""
    return things[word * len(things) >> 32]


def poisson(mean: float, word: int) -> int:
    """Return a Poisson number by inversion, cut at MOST_TALKS."""
    exactly, at_most = math.exp(-mean), 0.0
    for number in range(MOST_TALKS):
        at_most += exactly
        if happens(word, at_most):
            return number
        exactly *= mean / (number + 1)
    return MOST_TALKS

"""Random order, addressed like every other random number."""

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import below, words


@kernel
def shuffle(key, purpose, group, items, n):
    """Put the first n items of an array in random order; ``group`` tells apart arrays shuffled for one purpose.

    Source: Durstenfeld (1964), Algorithm 235: Random permutation, Communications of the ACM 7 (Fisher and Yates).
    """
    for last in range(n - 1, 0, -1):
        if last & 3 == 3 or last == n - 1:
            drawn = words(key, purpose, 0, last >> 2, group)
        other = below(drawn[last & 3], last + 1)
        items[last], items[other] = items[other], items[last]

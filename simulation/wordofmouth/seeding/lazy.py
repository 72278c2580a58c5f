"""Lazy evaluation: gains that can only fall need to be looked at again only when they come up.

Source: Minoux (1978), Accelerated greedy algorithms for maximizing submodular set functions; Leskovec, Krause,
Guestrin, Faloutsos, VanBriesen and Glance (2007), Cost-effective outbreak detection in networks, KDD.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator


def choose_lazily(first: Iterable[tuple[float, int]], gain: Callable[[int], float], count: int) -> Iterator[int]:
    """Yield up to ``count`` of some ids, each of the greatest gain after those before; equals by the smallest id.

    ``first`` has the gain of each id while none is chosen; ``gain`` tells it after those that were yielded. Gains are
    taken to fall: one that has risen is noticed only when it comes up.
    """
    queue = [(-value, i, 0) for value, i in first]
    heapq.heapify(queue)
    chosen = 0
    while queue and chosen < count:
        _, i, looked_at = queue[0]
        if looked_at == chosen:
            heapq.heappop(queue)
            chosen += 1
            yield i
        else:
            heapq.heapreplace(queue, (-gain(i), i, chosen))

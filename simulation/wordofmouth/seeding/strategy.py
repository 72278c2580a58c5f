"""The family of strategies: ways of choosing whom to seed, each a function in a file of its own."""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

import wordofmouth.scenario.registry as registry
from wordofmouth.errors import RequestError
from wordofmouth.scenario.parts import nearest
from wordofmouth.seeding.spreading import Spreading

# The strategies by which levers and textbook models choose their seeds; greedy takes too long for each run of many.
Placed = Literal["degree", "degree_discount", "pagerank", "core", "betweenness", "community", "reverse_reachable"]
Choose = Callable[[Spreading, int, np.uint64], np.ndarray]


class Strategy(NamedTuple):
    """A way of choosing seeds: its name, one line that says what it does, and the function that does it."""

    name: str
    description: str
    choose: Choose


def strategy(function: Choose) -> Choose:
    """Register a function of a spreading, a count and a key under its name (a decorator).

    It returns so many different consumers, int32, in the order in which they are chosen; its docstring's first line
    is the description.
    """
    # Python without docstrings (-OO) has the name alone.
    description = (function.__doc__ or function.__name__.replace("_", " ")).strip().splitlines()[0]
    registry.add("strategy", function.__name__, Strategy(function.__name__, description, function))
    return function


def strategies() -> dict[str, Strategy]:
    """Return every strategy by name."""
    return registry.kinds("strategy")


def choose(name: str, spreading: Spreading, count: int, key: int | np.uint64 = 0) -> np.ndarray:
    """Return the seeds that a strategy chooses: int32 of shape (count,), the first chosen first.

    Raises:
        RequestError: if no strategy is called so, or ``count`` is not between 0 and the number of consumers.
    """
    chosen: Strategy | None = registry.find("strategy", name)
    if chosen is None:
        raise RequestError(f"`strategy`: none is called {name!r}; {nearest(name, strategies())}")
    check_count(count, spreading.n)
    return chosen.choose(spreading, count, np.uint64(key))


def check_count(count: int, n: int) -> None:
    """Refuse to choose fewer than none or more than all.

    Raises:
        RequestError: if ``count`` is not between 0 and the number of consumers.
    """
    if not 0 <= count <= n:
        raise RequestError(f"`count`: {count} is not between 0 and {n}, the number of consumers")

"""Influence maximisation: seeds with a guarantee, beside greedy's and simpler ways to choose."""

import math
from collections.abc import Iterator

import numpy as np

from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.seeding.spread import spread
from wordofmouth.seeding.spreading import Spreading, independent_cascade, linear_threshold, weighted_cascade
from wordofmouth.seeding.strategies.reverse_reachable import GREEDY_SHARE, guaranteed_seeds
from wordofmouth.seeding.strategy import choose
from wordofmouth.tasks.validate.batches import textbook
from wordofmouth.tasks.validate.case import EXACT, LAW, Case, Check, FigurePanel

_COUNT, _EPSILON = 10, 0.1
_OTHERS = ("degree", "degree_discount", "pagerank", "random")


class Seeds(Case):
    """Reverse-reachable sets choose seeds that are within 1 − 1/e − ε of the best, almost surely."""

    section = 5
    title = "Influence maximisation: reverse-reachable sets against greedy"
    source = (
        "Tang, Tang, Xiao and Yuan (2018), Online processing algorithms for influence maximization, SIGMOD; greedy "
        "with lazy evaluation: Kempe, Kleinberg and Tardos (2003), Leskovec et al. (2007)"
    )
    panels = (
        FigurePanel("Ten seeds from reverse-reachable sets", "spread over that of greedy's ten seeds"),
        FigurePanel("Other ways to choose", "spread over that of greedy's; p = .05, scale free"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield spreads over greedy's, the guarantee, and an example of which the best is known."""
        runs = self.runs(20_000, 3_000)
        for label, spreading in self._ways():
            greedy = choose("greedy", spreading, _COUNT)
            guaranteed = guaranteed_seeds(spreading, _COUNT, _EPSILON)
            by_greedy, by_sets = (spread(spreading, seeds, runs, key=5) for seeds in (greedy, guaranteed.seeds))
            ratio = by_sets.mean / by_greedy.mean
            error = ratio * math.hypot(by_sets.error / by_sets.mean, by_greedy.error / by_greedy.mean)
            yield self.between(label, 0.99, math.inf, ratio, error, source=LAW, kind="at least .99 of greedy's")
            yield self.between(
                f"{label}: share guaranteed",
                GREEDY_SHARE - _EPSILON,
                1.0,
                guaranteed.share,
                source=EXACT,
                kind="1 − 1/e − ε or more",
                panel=-1,
            )
            yield self.between(
                f"{label}: spread above its bound",
                guaranteed.at_least,
                math.inf,
                by_sets.mean,
                by_sets.error,
                source=EXACT,
                kind="bound",
                panel=-1,
            )
            if label.startswith("p = .05"):
                for other in _OTHERS:
                    mean, error = spread(spreading, choose(other, spreading, _COUNT), runs, key=5)
                    yield self.between(
                        other.replace("_", " "),
                        0.0,
                        1.01,
                        mean / by_greedy.mean,
                        error / by_greedy.mean,
                        source=LAW,
                        kind="not above greedy's",
                        panel=1,
                    )
        stars, best = stars_of((9, 7, 5, 3, 3, 2))
        chosen = guaranteed_seeds(independent_cascade(stars, 0.5), 3, _EPSILON).seeds
        right = set(chosen.tolist()) == set(best[:3])
        yield self.near(
            "stars of which the best are known", 1.0, float(right), 0.0, source=EXACT, kind="exact", panel=-1
        )

    def _ways(self) -> Iterator[tuple[str, Spreading]]:
        graph = textbook({"kind": "independent_cascade"}, {"kind": "scale_free", "mean_degree": 6}, 1_000, 1)
        scale_free = network_of(graph, 0)
        world = textbook({"kind": "independent_cascade"}, {"kind": "small_world", "mean_degree": 6}, 1_000, 1)
        yield "p = .05, scale free", independent_cascade(scale_free, 0.05)
        yield "weighted, scale free", weighted_cascade(scale_free)
        yield "thresholds, scale free", linear_threshold(scale_free)
        yield "p = .1, small world", independent_cascade(network_of(world, 0), 0.1)
        yield "opinions, q = .9, scale free", independent_cascade(scale_free, 0.05, quality=0.9)

    def finding(self, of: dict[str, Check]) -> str:
        """Return the least ratio."""
        least = min(check.obtained for check in of.values() if check.panel == 0)
        return (
            f"Seeds from reverse-reachable sets reach at least {least:.3f} of what greedy's do, with a guarantee that "
            "greedy has not"
        )


def stars_of(sizes: tuple[int, ...]) -> tuple[Network, list[int]]:
    """Return stars side by side, and their centres, those with most ties first."""
    source: list[int] = []
    target: list[int] = []
    centres: list[int] = []
    n = 0
    for size in sizes:
        centres.append(n)
        source += [n] * size
        target += range(n + 1, n + 1 + size)
        n += size + 1
    return Network.from_ties(n, np.array(source), np.array(target), np.ones(len(source), bool)), centres

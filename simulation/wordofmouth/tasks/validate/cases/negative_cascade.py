"""Negative opinions: how many stay positive along a path, and that the spread does not depend on quality."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.tasks.validate.batches import ended, textbook
from wordofmouth.tasks.validate.case import EXACT, Case, Check, FigureLine, FigurePanel

_QUALITIES, _DEPTH = (0.95, 0.9, 0.7), 10


class NegativeCascadeCase(Case):
    """Whoever a positive one activates is positive with probability q, else negative; negative ones make negative."""

    section = 6
    title = "Negative opinions: q^(d+1) along a path"
    source = (
        "Chen, Collins, Cummings, Ke, Liu, Rincon, Sun, Wang, Wei and Yuan (2011), Influence maximization in social "
        "networks when negative opinions may emerge and propagate, SDM"
    )
    panels = (FigurePanel("Still positive", "share of runs; exact dashed", "steps from the seed"),)

    def measure(self) -> Iterator[Check]:
        """Yield chances on a path and on a tree, with ties that carry and ties that may not; and total spreads."""
        replications = self.runs(10_000, 2_000)
        step = np.arange(_DEPTH)
        path = Network.from_ties(_DEPTH + 1, step, step + 1, np.ones(_DEPTH, bool), directed=True)
        child = np.arange(1, 2**6 - 1)
        tree = Network.from_ties(len(child) + 1, (child - 1) // 2, child, np.ones(len(child), bool), directed=True)
        depth = np.floor(np.log2(np.arange(tree.n) + 1)).astype(int)
        for q in _QUALITIES:
            positive = np.mean(self._states(path, q, 1.0, replications) == 1, axis=0)
            exact = q ** (np.arange(_DEPTH + 1) + 1.0)
            self.lines += [
                FigureLine(f"q = {q}", np.arange(_DEPTH + 1), positive),
                FigureLine("", np.arange(_DEPTH + 1), exact, expected=True),
            ]
            for d in (0, 1, 4, 9):
                yield self._share(f"path, q = {q}, depth {d}", float(exact[d]), float(positive[d]), replications, at=d)
        in_tree = self._states(tree, 0.9, 0.8, replications) == 1
        for d in (1, 3, 5):
            # Siblings are alike because of their parent: runs are independent, and the means of a level in them.
            shares = in_tree[:, depth == d].mean(axis=1)
            yield self.mean(f"tree, q = .9, p = .8, depth {d}", 0.8**d * 0.9 ** (d + 1), shares, panel=-1)
        graph = network_of(textbook({"kind": "independent_cascade"}, "scale_free", 2_000, 1), 0)
        reached = [(self._states(graph, q, 0.1, 60) > 0).sum(axis=1) for q in _QUALITIES]
        apart = max(int(np.abs(sizes - reached[0]).max()) for sizes in reached)
        yield self.near(
            "total spread for any q, less that for .95", 0.0, float(apart), 0.0, source=EXACT, kind="exact", panel=-1
        )

    def _states(self, network: Network, quality: float, probability: float, replications: int) -> Array:
        model = {
            "kind": "negative_cascade",
            "quality": quality,
            "probability": probability,
            "strategy": "list",
            "consumers": [0],
        }
        return np.array([run.state for run in ended(textbook(model, "cliques", network.n, 60), replications, network)])

    def _share(self, what: str, expected: float, share: float, replications: int, **where: Any) -> Check:
        error = math.sqrt(expected * (1 - expected) / replications)
        return self.near(what, expected, share, 3 * error, error, source=EXACT, kind="3 standard errors", **where)

    def finding(self, of: dict[str, Check]) -> str:
        """Return what is left after ten steps."""
        return (
            "Of those who hear of a product with q = .9 nine steps away, "
            f"{100 * of['path, q = 0.9, depth 9'].obtained:.0f} % hear something good: q to the tenth"
        )

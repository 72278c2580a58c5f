"""Bass on networks: the ring in closed form, and every other between two consumers and the complete graph."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.diffusion.models.bass import Bass
from wordofmouth.engine.records import Array
from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.tasks.validate.batches import batch, textbook
from wordofmouth.tasks.validate.case import EXACT, Case, Check, FigureLine, FigurePanel, standard_error

_STEPS, _PERIODS, _AT = 50, 20, 10
_NETWORKS = {
    "small world": {"kind": "small_world"},
    "scale free": {"kind": "scale_free"},
    "random": {"kind": "random"},
    "lattice": {"kind": "lattice"},
    "communities": {"kind": "communities"},
}


class BassNetworks(Case):
    """A consumer is influenced by the own ties, all together by q: who they are decides how fast it goes."""

    section = 1
    title = "Bass: on a ring and on other networks"
    source = (
        "Fibich and Gibori (2010), Aggregate diffusion dynamics in agent-based models with a spatial structure, "
        "Operations Research 58"
    )
    panels = (
        FigurePanel("Adoption", "share who have adopted; closed forms dashed", "years", width=1.6),
        FigurePanel("After 10 years", "share; bars: theory's bounds"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield the ring at several times, and the order of networks."""
        model = Bass()
        fine = np.linspace(0, _PERIODS, 201)
        years = np.arange(1, _PERIODS + 1)
        yield self.near("ring in closed form, year 10", 0.5583, float(model.on_a_ring(_AT)), 0.00005, kind="rounding")
        bounds = {"two consumers": two_consumers(model, fine), "everyone": model.curve(fine)}
        self.lines += [FigureLine(name, fine, curve, expected=True) for name, curve in bounds.items()]
        self.lines.append(FigureLine("", fine, model.on_a_ring(fine), expected=True))
        ring = self._curves(ring_of(self.runs(50_000, 20_000)))
        self.lines.append(FigureLine("ring", years, ring.mean(0)))
        for year in (5, _AT, 15):
            late = float(model.on_a_ring(year) - model.on_a_ring(year - 1 / _STEPS))
            yield self.mean(
                f"ring, year {year}", float(model.on_a_ring(year)), ring[:, year - 1], rounding=late, at=year
            )
        slowest, fastest = (float(np.interp(_AT, fine, curve)) for curve in bounds.values())
        pair = self._curves(pairs_of(10_000))[:, _AT - 1]
        yield self.mean("two consumers, year 10", slowest, pair, rounding=0.002, at=_AT)
        for name, network in _NETWORKS.items():
            scenario = textbook({"kind": "bass"}, network, 10_000, 1)
            curves = self._curves(network_of(scenario, 0))
            error = standard_error(curves[:, _AT - 1])
            yield self.between(
                name,
                slowest - 3 * error,
                fastest + 3 * error,
                float(curves[:, _AT - 1].mean()),
                error,
                source=EXACT,
                kind="bounds and 3 standard errors",
                panel=1,
            )
            if name == "small world":
                self.lines.append(FigureLine(name, years, curves.mean(0)))

    def _curves(self, network: Network) -> Array:
        model = {"kind": "bass", "around": "neighbours", "steps": _STEPS}
        scenario = textbook(model, "cliques", network.n, _PERIODS)
        return batch(scenario, self.runs(20, 5), network)

    def finding(self, of: dict[str, Check]) -> str:
        """Return what share has adopted on the ring."""
        return (
            f"On a ring {100 * of['ring, year 10'].obtained:.1f} % have adopted after 10 years; every network lies "
            "between two consumers and everyone"
        )


def ring_of(n: int) -> Network:
    """Return a ring in which each influences the next."""
    i = np.arange(n)
    return Network.from_ties(n, i, (i + 1) % n, np.ones(n, bool), directed=True)


def pairs_of(n: int) -> Network:
    """Return n pairs of consumers, apart from each other."""
    i = np.arange(n)
    return Network.from_ties(2 * n, 2 * i, 2 * i + 1, np.ones(n, bool))


def two_consumers(model: Bass, times: Array) -> Array:
    """Return the share of two consumers, each influenced by the other, who have adopted by each time.

    Neither has with e^−2pt; one has with 2p (e^−2pt − e^−(p+q)t) / (q − p), for the first comes with 2p and the other
    with p + q.
    """
    p, q = model.p, model.q
    neither = np.exp(-2 * p * times)
    one = 2 * p * (neither - np.exp(-(p + q) * times)) / (q - p)
    return 1 - neither - one / 2

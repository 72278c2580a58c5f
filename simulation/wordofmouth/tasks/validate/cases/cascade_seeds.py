"""Cascades: how often a seed succeeds, how far it goes then, and what it is worth to seed the most connected."""

import math
from collections.abc import Iterator

import numpy as np

from wordofmouth.diffusion.diffusion import Diffusion
from wordofmouth.engine.records import Array
from wordofmouth.networks.building import network_of
from wordofmouth.tasks.validate.batches import textbook, weeks_of
from wordofmouth.tasks.validate.case import COMPUTED, EXACT, PUBLISHED, Case, Check, FigurePanel, standard_error
from wordofmouth.tasks.validate.cases import cascade_window as theory

_PHI, _N, _GLOBAL, _TOP = 0.18, 10_000, 0.1, 0.1
_SIZES = {2: 0.797, 3: 0.941, 4: 0.980}
_SUCCESS = {2: 0.754, 3: 0.874, 4: 0.865}
_RATIOS = {2: 1.29, 3: 1.14, 4: 1.16}
_DEGREES = {2: 2.37, 3: 2.11, 4: 1.96}


class CascadeSeeds(Case):
    """Influentials, the tenth with most ties, set off larger cascades than others, but by less than their ties."""

    section = 4
    title = "Global cascades: are influentials what it takes?"
    source = "Watts and Dodds (2007), Influentials, networks, and public opinion formation, JCR 34; Watts (2002)"
    dispute = (
        "That influentials matter less than their ties suggest holds in this model, in which everyone's threshold is "
        "a share of all neighbours. Field data on marketing (Iyengar, Van den Bulte and Valente 2011; Hinz et al. "
        "2011) find hubs worth seeding. The ratios are checked; what they mean for a market is contested."
    )
    panels = (
        FigurePanel("Size of a cascade that succeeds", "share of consumers"),
        FigurePanel("Success of a random seed", "share of seeds"),
        FigurePanel("An influential seed", "cascade over that of a random one"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield sizes, successes and ratios for three mean degrees."""
        for z in _SIZES:
            random, top, ties = self._seeded(z)
            large = random[random > _GLOBAL]
            yield self.near(f"size, z = {z}", _SIZES[z], float(large.mean()), 0.005, source=EXACT)
            yield self.near(f"size by theory, z = {z}", _SIZES[z], theory.giant(z), 0.005, source=EXACT, panel=-1)
            won = (random > _GLOBAL).astype(float)
            by_network = won.mean(axis=1)
            yield self.near(
                f"success, z = {z}",
                _SUCCESS[z],
                float(won.mean()),
                0.03,
                standard_error(by_network),
                source=COMPUTED,
                panel=1,
            )
            yield self.near(
                f"success by theory, z = {z}",
                theory.success(z, _PHI),
                float(won.mean()),
                0.01,
                standard_error(by_network),
                source=EXACT,
                kind=".01 for n",
                panel=-1,
            )
            ratio = float(top.mean() / random.mean())
            error = ratio * math.hypot(
                *(standard_error(reached.mean(axis=1)) / reached.mean() for reached in (top, random))
            )
            yield self.near(
                f"influential, z = {z}",
                _RATIOS[z],
                ratio,
                0.05,
                error,
                source=COMPUTED,
                kind="0.05, as none is stated",
                panel=2,
            )
            yield self.near(
                f"influential by theory, z = {z}",
                influential(z),
                ratio,
                0.05,
                error,
                source=EXACT,
                kind="0.05",
                panel=-1,
            )
            yield self.near(
                f"ratio of ties, z = {z}",
                _DEGREES[z],
                ties,
                0.03,
                source=COMPUTED,
                kind="0.03, as none is stated",
                panel=2,
            )
            yield self.between(
                f"ratio below that of ties, z = {z}",
                -math.inf,
                ties,
                ratio,
                error,
                source=PUBLISHED,
                kind="the paper's claim",
                disputed=True,
                panel=-1,
            )

    def _seeded(self, z: int) -> tuple[Array, Array, float]:
        """Return the shares that random and influential seeds reach, by network and seed; and the ratio of ties."""
        networks, seeds = self.runs(200, 12), self.runs(20, 10)
        network = {"kind": "random", "mean_degree": z, "community_method": "none"}
        scenario = textbook(
            {"kind": "threshold_cascade", "threshold": _PHI, "strategy": "list", "consumers": [0]}, network, _N, _N
        )
        rng = np.random.default_rng(11)
        reached, ties = np.empty((2, networks, seeds)), []
        for replication in range(networks):
            built = network_of(scenario, 0, replication)
            most = np.argsort(-built.degree, kind="stable")[: int(_TOP * _N)]
            ties.append(built.degree[most].mean() / built.degree.mean())
            for place, pool in enumerate((np.arange(_N), most)):
                for seed, i in enumerate(rng.choice(pool, seeds, replace=False)):
                    model = scenario.model.model_copy(update={"consumers": (int(i),)})
                    chosen = scenario.model_copy(update={"model": model})
                    passing = weeks_of(Diffusion, chosen, replication, built)
                    run = next(run for run in passing if not len(run.memory[0]))
                    reached[place, replication, seed] = run.latest()["penetration"] if run.week else 1 / _N
        return *reached, float(np.mean(ties))

    def finding(self, of: dict[str, Check]) -> str:
        """Return the ratio beside that of ties."""
        return (
            f"With three ties each, an influential seed is worth {of['influential, z = 3'].obtained:.2f} random ones, "
            f"though with {of['ratio of ties, z = 3'].obtained:.1f} times their ties"
        )


def influential(z: float) -> float:
    """Return how many times as often the tenth with most ties succeeds as a random seed, in theory."""
    from scipy.stats import poisson

    degrees = np.arange(200)
    share = poisson.pmf(degrees, z)
    above = np.concatenate((np.cumsum(share[::-1])[::-1][1:], [0.0]))
    # Those of the lowest degree that is among the top are there in part.
    taken = np.clip(_TOP - above, 0, share)
    return float(taken @ (1 - theory.unlit(z, _PHI) ** degrees) / _TOP / theory.success(z, _PHI))

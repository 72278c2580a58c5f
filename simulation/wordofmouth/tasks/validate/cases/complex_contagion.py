"""Complex contagion: how long it takes on a torus, and what long ties do to it."""

from collections.abc import Iterator
from typing import cast

import numpy as np

from wordofmouth.diffusion.models.complex_contagion import ComplexContagion
from wordofmouth.engine.records import Array
from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.runs.simulate import weeks
from wordofmouth.tasks.validate.batches import first_period, textbook
from wordofmouth.tasks.validate.case import EXACT, LAW, PUBLISHED, Case, Check, FigureLine, FigurePanel

_SIDE, _SHARE, _NOISE = 100, 0.9, 0.01
_TIMES = {1: 46, 2: 76, 3: 120}
_REWIRED = (0.0, 0.05, 0.1, 0.2, 0.5)


class ComplexContagionCase(Case):
    """Whoever has at least a active neighbours of eight becomes active; the seed is one neighbourhood."""

    section = 7
    title = "Complex contagion: the weakness of long ties"
    source = (
        "Centola and Macy (2007), Complex contagions and the weakness of long ties, AJS 113; noise: Eckles, Mossel, "
        "Rahimian and Sen (2018), Long ties accelerate noisy threshold-based contagions"
    )
    panels = (
        FigurePanel("On the torus", "share who are active; dashed: other code", "period"),
        FigurePanel("a = 2, ties rewired", "share who are active in the end", "share of ties rewired"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield times on the torus, where rewiring stops it, and that noise brings long ties back."""
        scenario = textbook(
            {"kind": "complex_contagion"}, {"kind": "lattice", "community_method": "none"}, _SIDE**2, 150
        )
        torus = network_of(scenario, 0)
        for needed, expected in _TIMES.items():
            curve = self._curve(torus, 150, needed=needed)
            other = automaton(needed, 150)
            self.lines += [
                FigureLine(f"a = {needed}", np.arange(1, 151), curve),
                FigureLine("", np.arange(1, 151), other, expected=True),
            ]
            yield self.near(
                f"periods to 90 %, a = {needed}",
                expected,
                float(first_period(curve, _SHARE)),
                0,
                source=EXACT,
                kind="exact",
                height=_SHARE,
            )
            yield self.near(
                f"by other code, a = {needed}, apart at most",
                0.0,
                float(np.abs(curve - other).max()),
                1e-12,
                source=EXACT,
                kind="exact",
                panel=-1,
            )
        replications = self.runs(40, 4)
        noisy, ends = {}, []
        for p in _REWIRED:
            networks = [rewired(torus, p, seed) for seed in range(replications)] if p else [torus]
            curves = np.array([self._curve(network, 400) for network in networks])
            spread = float((curves[:, -1] >= _SHARE).mean())
            ends.append(float(curves[:, -1].mean()))
            few = networks[: max(1, replications // 4)]
            noisy_curves = np.array([self._curve(network, 400, noise=_NOISE) for network in few])
            noisy[p] = float(first_period(noisy_curves, _SHARE).mean())
            bounds = (0.9, 1.0, "spreads in 9 runs of 10") if p <= 0.2 else (0.0, 0.1, "in one of 10 at most")
            yield self.between(
                f"a = 2, spreads with {p:g} rewired",
                *bounds[:2],
                spread,
                source=PUBLISHED,
                kind=bounds[2],
                panel=1,
                at=p,
            )
        self.lines.append(FigureLine("in the end", np.array(_REWIRED), np.array(ends), panel=1))
        yield self.between(
            "with noise, periods saved by .5 rewired",
            0.0,
            np.inf,
            noisy[0.0] - noisy[0.5],
            source=LAW,
            kind="above 0: the ranking is reversed",
            panel=-1,
        )
        simple = [self._curve(rewired(torus, p, 0), 60, needed=1) for p in (0.0, 0.1)]
        saved = float(first_period(simple[0], _SHARE) - first_period(simple[1], _SHARE))
        yield self.between(
            "a = 1, periods saved by .1 rewired",
            1.0,
            np.inf,
            saved,
            source=LAW,
            kind="long ties speed a simple contagion",
            panel=-1,
        )

    def _curve(self, network: Network, n_weeks: int, **rules: float) -> Array:
        """Return one run's curve; it is over when nobody follows, or everyone but a few has."""
        scenario = textbook({"kind": "complex_contagion"} | rules, "cliques", network.n, n_weeks)
        model = cast(ComplexContagion, scenario.model)
        curve = np.empty(n_weeks)
        passing = weeks(scenario, seed=0, network=network)
        next(passing)
        for run in passing:
            seen = run.latest()
            curve[run.week - 1 :] = seen["penetration"]
            if seen["penetration"] == 1 or not (seen["new_buyers"] or model.noise):
                break
        return curve

    def finding(self, of: dict[str, Check]) -> str:
        """Return what rewiring does."""
        return (
            "Who needs two friends is convinced along a torus in 76 periods and still where a fifth of the ties is "
            "rewired; where half of them are, nobody follows"
        )


def automaton(needed: int, weeks: int) -> Array:
    """Return the share active on the torus after each period, by shifted grids: other code on purpose."""
    active = np.zeros((_SIDE, _SIDE), bool)
    active[:3, :3] = True
    curve = []
    shifts = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    for _ in range(weeks):
        around = sum(np.roll(active, shift, (0, 1)).astype(int) for shift in shifts)
        active = active | (around >= needed)
        curve.append(active.mean())
    return np.array(curve)


def rewired(network: Network, probability: float, seed: int) -> Network:
    """Return a network in which ties, each with a probability, swap an end with another tie: degrees stay.

    Source: Maslov and Sneppen (2002), Specificity and stability in topology of protein networks, Science 296.
    """
    rng = np.random.default_rng(seed)
    source, target, strong = (ends.copy() for ends in network.ties())
    source, target = source.tolist(), target.tolist()
    tied = set(zip(source, target, strict=True)) | set(zip(target, source, strict=True))
    chosen = np.flatnonzero(rng.random(len(source)) < probability)
    for k in chosen.tolist():
        for other in rng.integers(0, len(source), 20).tolist():
            a, b, c, d = source[k], target[k], source[other], target[other]
            if rng.random() < 0.5:
                c, d = d, c
            if len({a, b, c, d}) < 4 or (a, d) in tied or (c, b) in tied:
                continue
            tied -= {(a, b), (b, a), (c, d), (d, c)}
            tied |= {(a, d), (d, a), (c, b), (b, c)}
            source[k], target[k], source[other], target[other] = a, d, c, b
            break
    return Network.from_ties(network.n, np.array(source), np.array(target), strong)

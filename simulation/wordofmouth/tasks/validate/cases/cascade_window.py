"""Cascades: between which mean degrees a single seed can set off a global one."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from wordofmouth.diffusion.window import vulnerable_degree, window
from wordofmouth.tasks.validate.batches import ended, textbook
from wordofmouth.tasks.validate.case import EXACT, PUBLISHED, Case, Check, FigureLine, FigurePanel

_PHI, _N, _GLOBAL = 0.18, 10_000, 0.1


class CascadeWindow(Case):
    """Whoever sees at least a share φ = .18 of all neighbours active becomes active."""

    section = 4
    title = "Global cascades: the window of mean degrees"
    source = "Watts (2002), A simple model of global cascades on random networks, PNAS 99"
    panels = (
        FigurePanel(
            "How often a random seed sets off a cascade", "share of runs that reach 10 %; theory dashed", "mean degree"
        ),
        FigurePanel("How far it goes", "share of consumers in such a run; theory dashed", "mean degree"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield both ends of the window, from theory, and runs inside and outside it."""
        ends = window(_PHI)
        assert ends is not None
        low, high = ends
        yield self.near("lower end, mean degree", 1.0207, low, 0.00005, source=EXACT, kind="rounding", panel=-1)
        yield self.near("upper end, mean degree", 5.7647, high, 0.00005, source=EXACT, kind="rounding", panel=-1)
        degrees = np.concatenate((np.linspace(1.0, 1.5, 11), np.linspace(1.6, 8.0, 65)))
        theory = np.array([success(z, _PHI) for z in degrees])
        sizes = np.array([giant(z) if s else math.nan for z, s in zip(degrees, theory, strict=True)])
        self.lines += [
            FigureLine("theory", degrees, theory, expected=True),
            FigureLine("theory", degrees, sizes, expected=True, panel=1),
        ]
        replications = self.runs(400, 60)
        for z in (0.8, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 8.0):
            scenario = textbook(
                {"kind": "threshold_cascade", "threshold": _PHI},
                {"kind": "random", "mean_degree": z, "community_method": "none"},
                _N,
                300,
            )
            shares = np.array([run.latest()["penetration"] for run in ended(scenario, replications)])
            large = shares[shares > _GLOBAL]
            expected, frequency = success(z, _PHI), len(large) / replications
            error = math.sqrt(max(expected * (1 - expected), 1 / replications) / replications)
            shown: dict[str, Any] = {"panel": 0, "at": z}
            if low < z < high:
                yield self.near(
                    f"frequency, z = {z:g}",
                    expected,
                    frequency,
                    3 * error + 0.01,
                    error,
                    source=EXACT,
                    kind="3 standard errors and .01 for n",
                    **shown,
                )
                yield self.near(
                    f"size, z = {z:g}",
                    giant(z),
                    float(large.mean()),
                    0.01,
                    source=EXACT,
                    kind=".01 for n",
                    panel=1,
                    at=z,
                )
            else:
                yield self.near(
                    f"frequency, z = {z:g}", 0.0, frequency, 0.005, source=PUBLISHED, kind="hardly ever", **shown
                )

    def finding(self, of: dict[str, Check]) -> str:
        """Return the window."""
        ends = [of[f"{which} end, mean degree"].obtained for which in ("lower", "upper")]
        return (
            f"One consumer can move the whole market where the mean degree is between {ends[0]:.2f} and "
            f"{ends[1]:.2f}, and nowhere else"
        )


def unlit(z: float, phi: float) -> float:
    """Return the chance that along a tie there is no large cluster of the vulnerable: H = 1 − Σ q_k + Σ q_k H^(k−1)."""
    from scipy.stats import poisson

    others = np.arange(vulnerable_degree(phi))  # k − 1, Poisson of mean z
    weights = poisson.pmf(others, z)
    h = 0.0
    for _ in range(100_000):
        before, h = h, 1 - weights.sum() + float(weights @ h**others)
        if abs(h - before) < 1e-14:
            break
    return h


def success(z: float, phi: float) -> float:
    """Return the chance that a random seed is tied to the large cluster of the vulnerable: 1 − Σ p_k H^k."""
    return 1 - math.exp(z * (unlit(z, phi) - 1))


def giant(z: float) -> float:
    """Return the share of a random graph in its giant component: S = 1 − e^(−zS)."""
    share = 1.0
    for _ in range(100_000):
        before, share = share, 1 - math.exp(-z * share)
        if abs(share - before) < 1e-14:
            break
    return share

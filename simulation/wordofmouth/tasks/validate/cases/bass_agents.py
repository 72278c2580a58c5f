"""Bass on the complete graph: consumers beside the exact Markov chain of their number."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.networks.building import network_of
from wordofmouth.statistics.intervals import central
from wordofmouth.tasks.validate.batches import batch, textbook
from wordofmouth.tasks.validate.case import COMPUTED, EXACT, Case, Check, FigureLine, FigurePanel

_N, _WEEKS, _P, _Q = 1_000, 20, 0.03, 0.38
_STATED = {5: (0.2726, 0.0250), 8: (0.5867, 0.0343), 10: (0.7809, 0.0278), 15: (0.9777, 0.0061)}


class BassAgents(Case):
    """Everyone adopts with p + q n/N, or with 1 − (1 − p)(1 − q/N)^n, after each period, all at once."""

    section = 1
    title = "Bass: 1,000 consumers who all know each other, two hazards"
    source = "Bass (1969); Goldenberg, Libai and Muller (2001) and Rand and Rust (2011) for independent hazards"
    panels = (
        FigurePanel("Mean", "share who have adopted; the exact chain dashed", "period"),
        FigurePanel("Spread of runs", "standard deviation of the share", "period"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield mean and spread at four times for both hazards, by formula and by ties."""
        adopters = np.arange(_N + 1)
        hazards = {
            "linear": _P + _Q * adopters / _N,
            "independent": 1 - (1 - _P) * (1 - _Q / _N) ** adopters,
            "independent, by ties": 1 - (1 - _P) * (1 - _Q / (_N - 1)) ** adopters,
        }
        replications = self.runs(2_000, 200)
        for name, hazard in hazards.items():
            by_ties = name.endswith("ties")
            model = {"kind": "bass", "p": _P, "q": _Q, "hazard": name.partition(",")[0]}
            model |= {"around": "neighbours"} if by_ties else {}
            scenario = textbook(model, "complete" if by_ties else "cliques", _N, _WEEKS)
            n = replications // 5 if by_ties else replications
            curves = batch(scenario, n, network_of(scenario, 0))
            mean, sd = chain(hazard, _WEEKS)
            weeks = np.arange(1, _WEEKS + 1)
            if not by_ties:
                ends = central(curves, 0.9)
                self.lines += [
                    FigureLine(name, weeks, curves.mean(0), *ends),
                    FigureLine("", weeks, mean, expected=True),
                ]
                self.lines += [FigureLine(name, weeks, curves.std(0, ddof=1), panel=1)]
                self.lines += [FigureLine("", weeks, sd, expected=True, panel=1)]
            known = name == "linear"
            source = COMPUTED if known else EXACT
            for week, (stated, stated_sd) in _STATED.items():
                # The stated numbers are rounded to four digits.
                expected, spread = (stated, stated_sd) if known else (mean[week - 1], sd[week - 1])
                counts = curves[:, week - 1]
                yield self.near(
                    f"{name}, mean at {week}",
                    float(expected),
                    float(counts.mean()),
                    3 * float(spread) / np.sqrt(n) + 0.00005 * known,
                    float(counts.std(ddof=1)) / np.sqrt(n),
                    source=source,
                    kind="3 sd/√R",
                    panel=-1 if by_ties else 0,
                    at=week,
                )
                yield self.near(
                    f"{name}, sd at {week}",
                    float(spread),
                    float(counts.std(ddof=1)),
                    3 * float(spread) / np.sqrt(2 * n),
                    source=source,
                    kind="3 sd/√2R",
                    panel=-1 if by_ties else 1,
                    at=week,
                )
            if known:
                worst = max(abs(mean[week - 1] - stated) for week, (stated, _) in _STATED.items())
                yield self.near(
                    "chain less stated numbers, at most", 0.0, float(worst), 0.00006, source=COMPUTED, kind="rounding"
                )
        field = 0.0
        for _ in range(10):
            field += (1 - field) * (1 - (1 - _P) * (1 - _Q / (_N - 1)) ** (_N * field))
        yield self.near(
            "mean field, independent, by ties, at 10", 0.7343, field, 0.00006, source=COMPUTED, kind="rounding"
        )

    def finding(self, of: dict[str, Check]) -> str:
        """Return how far apart the two hazards are."""
        linear, independent = of["linear, mean at 10"].obtained, of["independent, mean at 10"].obtained
        return (
            f"Both hazards follow their exact chain; after 10 periods {100 * linear:.1f} % have adopted with the "
            f"linear one, {100 * independent:.1f} % with the independent one"
        )


def chain(hazard: Array, weeks: int) -> tuple[Array, Array]:
    """Return mean and standard deviation of the share who have adopted after each period, exactly.

    ``hazard`` is the chance of each who has not, by the number of those who have; from a number on, those who follow
    are binomial, so the chain's matrix has a binomial law in each row.
    """
    from scipy.stats import binom

    n = len(hazard) - 1
    adopters = np.arange(n + 1)
    matrix = np.zeros((n + 1, n + 1))
    for k in range(n + 1):
        matrix[k, k:] = binom.pmf(np.arange(n - k + 1), n - k, min(hazard[k], 1.0))
    law = np.zeros(n + 1)
    law[0] = 1.0
    means, deviations = [], []
    for _ in range(weeks):
        law = law @ matrix
        mean = law @ adopters / n
        means.append(mean)
        deviations.append(np.sqrt(law @ (adopters / n - mean) ** 2))
    return np.array(means), np.array(deviations)

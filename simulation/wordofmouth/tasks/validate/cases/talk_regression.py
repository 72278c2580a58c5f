"""Talk of the network: which ties matter more, by a regression over the whole design."""

import itertools
from collections.abc import Iterator

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.networks.building import network_of
from wordofmouth.networks.network import Network
from wordofmouth.runs.simulate import weeks
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.validate.batches import textbook
from wordofmouth.tasks.validate.case import LAW, Case, Check, FigurePanel

_LEVELS = {
    "strong ties, s": np.linspace(5, 29, 7),
    "weak ties, w": np.linspace(5, 29, 7),
    "advertising, α": np.linspace(0.0005, 0.01, 7),
    "weak effect, β_w": np.linspace(0.005, 0.015, 7),
    "strong effect, β_s": np.linspace(0.01, 0.07, 7),
}
_SHARES, _N, _MOST_WEEKS = (0.16, 0.5, 0.95), 3_000, 400


class TalkRegression(Case):
    """The 7⁵ cells, one run each, and T16, T50 and T95 regressed on the five parameters."""

    section = 2
    title = "Talk of the network: do weak ties weigh as much as strong ones?"
    source = "Goldenberg, Libai and Muller (2001), Talk of the network, Marketing Letters 12"
    dispute = (
        "By a unit of probability an informed weak tie shortens the time more than a strong one; by a standard "
        "deviation of the design, which has a range of β_s six times that of β_w, strong ones do. Which of the two is "
        "meant decides the claim."
    )
    panels = (
        FigurePanel("A standard deviation more", "standard deviations of T50"),
        FigurePanel("A unit of probability more", "periods of T50, for .01"),
        FigurePanel("A weak tie over a strong one", "times; the claim: above 1"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield the signs of the coefficients, and the two ratios that are in dispute."""
        cells = np.array(list(self._cells()))
        times = np.array([self._times(cell) for cell in cells])
        names = list(_LEVELS)
        for place, share in enumerate(_SHARES):
            raw, raw_errors = regression(cells, times[:, place])
            scale = cells.std(0) / times[:, place].std()
            label = f"T{100 * share:.0f}"
            for name, value, error in zip(names, raw * scale, raw_errors * scale, strict=True):
                panel = 0 if label == "T50" else -1
                yield self.between(
                    f"{name}: {label}, standardised", -1.0, 0.0, value, error, source=LAW, kind="sign", panel=panel
                )
            for name, value, error in zip(names[2:], raw[2:] / 100, raw_errors[2:] / 100, strict=True):
                panel = 1 if label == "T50" else -1
                yield self.between(
                    f"{name}: {label}, for .01", -np.inf, 0.0, value, error, source=LAW, kind="sign", panel=panel
                )
            ratio = raw[3] / raw[4]
            for name, value in {"raw": ratio, "standardised": ratio * scale[3] / scale[4]}.items():
                yield self.between(
                    f"β_w over β_s: {label}, {name}",
                    1.0,
                    np.inf,
                    value,
                    kind="disputed",
                    disputed=True,
                    panel=2 if label == "T50" else -1,
                )

    def _cells(self) -> Iterator[tuple[float, ...]]:
        """Yield all cells; or, shortly, those of an orthogonal array: two factors are sums of the others, modulo 7."""
        levels = list(_LEVELS.values())
        if not self.short:
            yield from itertools.product(*levels)
            return
        for a, b, c in itertools.product(range(7), repeat=3):
            places = (a, b, c, (a + b + c) % 7, (a + 2 * b + 3 * c) % 7)
            yield tuple(level[place] for level, place in zip(levels, places, strict=True))

    def _times(self, cell: Array) -> list[float]:
        strong, weak, advertising, weak_effect, strong_effect = map(float, cell)
        scenario, network = self._market(int(strong))
        changes = {
            "weak_ties": int(weak),
            "advertising": advertising,
            "weak_effect": weak_effect,
            "strong_effect": strong_effect,
        }
        scenario = scenario.model_copy(update={"model": scenario.model.model_copy(update=changes)})
        number = int(1e6 * (advertising + weak_effect + strong_effect)) + int(weak)
        passing = weeks(scenario, seed=0, replication=number, network=network)
        next(passing)
        times: list[float] = []
        now = 0.0
        while len(times) < len(_SHARES):
            run, before = next(passing), now
            now = run.history["penetration"][-1].item()
            # Within a period, so that 16,807 whole numbers do not round the effects away.
            times += [
                run.week - 1 + (share - before) / (now - before)
                for share in _SHARES[len(times) :]
                if now >= share - 1e-12
            ]
        return times

    def _market(self, strong: int) -> tuple[Scenario, Network]:
        if not hasattr(self, "_markets"):
            self._markets: dict[int, tuple[Scenario, Network]] = {}
        if strong not in self._markets:
            scenario = textbook(
                {"kind": "talk_of_the_network"}, {"kind": "cliques", "size": strong + 1}, _N, _MOST_WEEKS
            )
            self._markets[strong] = scenario, network_of(scenario, 0)
        return self._markets[strong]

    def finding(self, of: dict[str, Check]) -> str:
        """Return both answers."""
        raw, standardised = (of[f"β_w over β_s: T50, {which}"].obtained for which in ("raw", "standardised"))
        return (
            f"For the same probability a weak tie shortens T50 {raw:.1f} times as much as a strong one; over the "
            f"design's own ranges {standardised:.2f} times"
        )


def regression(x: Array, y: Array) -> tuple[Array, Array]:
    """Return the coefficients of least squares and their standard errors, the constant left out."""
    design = np.column_stack((np.ones(len(x)), x))
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ y
    left = y - design @ coefficients
    errors = np.sqrt(np.diag(inverse) * (left @ left) / (len(y) - design.shape[1]))
    return coefficients[1:], errors[1:]

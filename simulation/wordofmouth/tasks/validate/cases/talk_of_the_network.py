"""Talk of the network: how long it takes to inform so many, in four cells of the design."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.diffusion.models.talk_of_the_network import TalkOfTheNetwork
from wordofmouth.engine.records import Array
from wordofmouth.networks.building import network_of
from wordofmouth.statistics.intervals import central
from wordofmouth.tasks.validate.batches import batch, first_period, textbook
from wordofmouth.tasks.validate.case import COMPUTED, Case, Check, FigureLine, FigurePanel, standard_error

_SHARES = (0.16, 0.5, 0.95)
_CELLS = {
    "centre": (17, 17, {}, (6.31, 9.38, 13.95)),
    "5 strong and 5 weak ties": (5, 5, {}, (11.69, 21.06, 37.45)),
    "little advertising": (17, 17, {"advertising": 0.0005}, (11.57, 14.98, 19.63)),
    "strong ties that tell more": (17, 17, {"strong_effect": 0.07}, (5.27, 7.92, 11.34)),
}
_N, _TWIN = 3_000, "; meetings one by one"


class TalkOfTheNetworkCase(Case):
    """P(informed) = 1 − (1 − α)(1 − β_w)^j (1 − β_s)^m, for 3,000 consumers in groups of s + 1."""

    section = 2
    title = "Talk of the network: strong ties in groups, weak ones across"
    source = (
        "Goldenberg, Libai and Muller (2001), Talk of the network: a complex systems look at the underlying process "
        "of word-of-mouth, Marketing Letters 12"
    )
    panels = (FigurePanel("Who is informed", "share of 3,000 consumers; band: 90 % of runs", "period"),)

    def measure(self) -> Iterator[Check]:
        """Yield the times of four cells; and of the same with every meeting simulated, by other code."""
        replications, weeks = self.runs(400, 60), 70
        for name, (strong, weak, changes, stated) in _CELLS.items():
            model = {"kind": "talk_of_the_network", "weak_ties": weak} | changes
            scenario = textbook(model, {"kind": "cliques", "size": strong + 1}, _N, weeks)
            curves = batch(scenario, replications, network_of(scenario, 0))
            shown = np.arange(1, 41)
            low, high = (end[:40] for end in central(curves, 0.9))
            self.lines.append(FigureLine(name, shown, curves.mean(0)[:40], low, high))
            assert isinstance(scenario.model, TalkOfTheNetwork)
            twin = meetings(scenario.model, strong, weeks, self.runs(40, 6))
            for share, expected in zip(_SHARES, stated, strict=True):
                times, other = first_period(curves, share), first_period(twin, share)
                label = f"{name}, T{100 * share:.0f}"
                yield self.near(
                    label, expected, float(times.mean()), 0.15, standard_error(times), source=COMPUTED, height=share
                )
                yield self.mean(
                    label + _TWIN,
                    float(times.mean()),
                    other,
                    source=COMPUTED,
                    rounding=3 * standard_error(times),
                    panel=-1,
                )

    def finding(self, of: dict[str, Check]) -> str:
        """Return how long half of the market takes."""
        centre, few = of["centre, T50"].obtained, of["5 strong and 5 weak ties, T50"].obtained
        return (
            f"Half of the market is informed after {centre:.1f} periods with 17 ties of either kind, after {few:.1f} "
            "with 5"
        )


def meetings(model: TalkOfTheNetwork, strong: int, weeks: int, replications: int) -> Array:
    """Return curves of the same rules with each meeting drawn, and groups as a table: other code on purpose."""
    rng = np.random.default_rng(7)
    group = np.arange(_N) // (strong + 1)
    curves = np.empty((replications, weeks))
    for run in range(replications):
        informed = np.zeros(_N, bool)
        for week in range(weeks):
            inside = np.bincount(group, informed)[group]
            met = rng.integers(0, _N, (_N, model.weak_ties))
            again = group[met] == group[:, None]
            while again.any():
                met[again] = rng.integers(0, _N, int(again.sum()))
                again = group[met] == group[:, None]
            weak = informed[met].sum(axis=1)
            missed = (1 - model.advertising) * (1 - model.weak_effect) ** weak * (1 - model.strong_effect) ** inside
            informed = informed | (rng.random(_N) >= missed)
            curves[run, week] = informed.mean()
    return curves

"""Diffusion: how fast a durable spreads over ten years, as Bass's coefficients have it."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.statistics.bass_curve import fit_bass
from wordofmouth.tasks.validate.case import Check, FigureLine, FigurePanel
from wordofmouth.tasks.validate.effects import EffectCase, Studies

_QUARTER, _YEAR = 13, 4
P = Studies(0.03, 0.0002, 0.036, "tenth to eighty-fifth percentile of 22 products")
Q = Studies(0.38, 0.16, 0.53, "middle two thirds of 22 products")


class EffectDiffusion(EffectCase):
    """Bass's curve is fitted to first purchases by quarter."""

    title = "Speed of a durable's diffusion"
    source = (
        "Sultan, Farley and Lehmann (1990), A meta-analysis of applications of diffusion models, JMR 27 (213 "
        "applications); Van den Bulte and Stremersch (2004), Marketing Science 23; spreads computed from 22 products"
    )
    panels = (
        FigurePanel("Innovation p", "per year"),
        FigurePanel("Imitation q", "per year"),
        FigurePanel("Have bought", "share of consumers", "year"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield p and q a year."""
        market = self.market("durable", self.runs(8, 3))
        curves = np.array([[float(values[0]) for values in run.history["new_buyers"]] for run in market.plain])
        quarters = curves[:, : curves.shape[1] // _QUARTER * _QUARTER].reshape(len(curves), -1, _QUARTER).sum(axis=2)
        fits = [fit_bass(list(sold)) for sold in quarters]
        years = np.arange(1, quarters.shape[1] + 1) / _YEAR
        self.lines.append(
            FigureLine("durable", years, quarters.cumsum(axis=1).mean(axis=0) / market.scenario.consumers, panel=2)
        )
        yield self.effect("p", P, np.array([_YEAR * fit.p.value for fit in fits]))
        yield self.effect("q", Q, np.array([_YEAR * fit.q.value for fit in fits]), panel=1)

    def finding(self, of: dict[str, Check]) -> str:
        """Return both coefficients."""
        return f"A durable spreads with p {of['p'].obtained:.3f} and q {of['q'].obtained:.2f} a year"

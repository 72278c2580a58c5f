"""Bass: the closed form, and consumers who adopt in continuous time."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.diffusion.models.bass import Bass
from wordofmouth.statistics.intervals import central
from wordofmouth.tasks.validate.batches import batch, textbook
from wordofmouth.tasks.validate.case import EXACT, Case, Check, FigureLine, FigurePanel

_STEPS, _PERIODS, _CONSUMERS = 50, 20, 20_000
_TIMES = {0.16: 3.126, 0.5: 6.550, 0.95: 13.569}


class BassCurve(Case):
    """F(t) = (1 − e^−(p+q)t) / (1 + (q/p) e^−(p+q)t), with p = .03 and q = .38."""

    section = 1
    title = "Bass: the curve of adoption in closed form"
    source = "Bass (1969), A new product growth for model consumer durables, Management Science 15"
    panels = (FigurePanel("Adoption", "share who have adopted; the closed form dashed", "years"),)

    def measure(self) -> Iterator[Check]:
        """Yield the peak, the times to shares, and the share of consumers in small steps."""
        model = Bass()
        fine = np.linspace(0, _PERIODS, 20_001)
        curve = model.curve(fine)
        peak = fine[np.argmax(np.gradient(curve, fine))]
        yield self.near(
            "peak, years", 6.193, model.peak, 0.0005, kind="rounding", height=float(model.curve(model.peak))
        )
        yield self.near("peak where the curve is steepest", model.peak, peak, 0.001, source=EXACT, kind="grid")
        share = float(model.curve(model.peak))
        yield self.near("share at the peak", 0.4605, share, 0.00005, kind="rounding", panel=-1)
        for share, time in _TIMES.items():
            moment = float(np.interp(share, curve, fine))
            yield self.near(f"years to {100 * share:.0f} %", time, moment, 0.0006, kind="rounding", height=share)
        scenario = textbook({"kind": "bass", "steps": _STEPS}, "cliques", _CONSUMERS, _PERIODS)
        curves = batch(scenario, self.runs(40, 8))
        years = np.arange(1, _PERIODS + 1)
        low, high = central(curves, 0.9)
        self.lines += [
            FigureLine("closed form", fine[::100], curve[::100], expected=True),
            FigureLine("consumers", years, curves.mean(0), low, high),
        ]
        for year in (3, 6, 9, 12):
            # Adopting at the ends of steps and not within them is later by half a step, at the most.
            late = float(model.curve(year) - model.curve(year - 1 / _STEPS))
            yield self.mean(
                f"consumers, year {year}", float(model.curve(year)), curves[:, year - 1], rounding=late, at=year
            )

    def finding(self, of: dict[str, Check]) -> str:
        """Return when most adopt."""
        return (
            "Consumers who adopt with chance p + qF follow Bass's curve, with its peak after "
            f"{of['peak, years'].obtained:.2f} years"
        )

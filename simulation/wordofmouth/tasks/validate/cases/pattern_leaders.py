"""Opinion leaders: whether a market with them is faster, and goes further."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.intervals import central
from wordofmouth.tasks.validate.batches import batch, first_period
from wordofmouth.tasks.validate.case import PUBLISHED, Case, Check, FigureLine, FigurePanel

_WEEKS = 156


class PatternLeaders(Case):
    """The launch without gifts, among consumers of whom none or some are opinion leaders."""

    section = 8
    title = "Opinion leaders: speed and ceiling of adoption"
    source = "Van Eck, Jager and Leeflang (2011), Opinion leaders' role in innovation diffusion, JPIM 28"
    panels = (FigurePanel("Adoption", "share who have bought; band: 90 % of runs", "week"),)

    def measure(self) -> Iterator[Check]:
        """Yield what leaders add early, in the end, and to the time until a quarter have bought."""
        base = Scenario.load("launch").varied({"campaign.leaders.count": 0, "weeks": _WEEKS})
        curves = {share: batch(base.varied({"leaders.share": share}), self.runs(30, 5)) for share in (0.0, 0.03, 0.06)}
        for share, runs in curves.items():
            ends = central(runs, 0.9) if share != 0.06 else (None, None)
            label = f"{100 * share:.0f} % leaders" if share else "no leaders"
            self.lines.append(FigureLine(label, np.arange(1, _WEEKS + 1), runs.mean(0), *ends))
        for fewer, more in ((0.0, 0.03), (0.03, 0.06)):
            label = f"{100 * fewer:.0f} to {100 * more:.0f} % leaders"
            sooner = first_period(curves[fewer], 0.25) - first_period(curves[more], 0.25)
            differences = {
                f"bought by week 26, {label}": curves[more][:, 25] - curves[fewer][:, 25],
                f"bought in the end, {label}": curves[more][:, -1] - curves[fewer][:, -1],
                f"weeks to a quarter saved, {label}": sooner,
            }
            for what, values in differences.items():
                yield self.above(what, values, source=PUBLISHED, panel=-1)

    def finding(self, of: dict[str, Check]) -> str:
        """Return both effects."""
        saved, ceiling = (
            of[f"{what}, 0 to 3 % leaders"].obtained for what in ("weeks to a quarter saved", "bought in the end")
        )
        return (
            f"With three leaders in a hundred, a quarter have bought {saved:.0f} weeks sooner, and in the end "
            f"{100 * ceiling:.1f} points more of all have"
        )

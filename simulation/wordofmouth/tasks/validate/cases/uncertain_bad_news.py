"""Bad news among the uncertain: no numbers are published here, so laws that must hold."""

import itertools
from collections.abc import Iterator

import numpy as np

from wordofmouth.tasks.validate.case import EXACT, Case, Check, FigureLine, FigurePanel
from wordofmouth.tasks.validate.cases import bad_news

_SHARES = (0.0, 0.05, 0.15, 0.3)


class UncertainBadNewsCase(Case):
    """Consumers learn from what they hear (Bayes), and decide when they are sure enough."""

    section = 3
    title = "Bad news among the uncertain: Bayesian consumers"
    source = (
        "Dawid, Kohlweyer, Schleef, Stummer and Tolkmitt (2025), on consumer uncertainty and negative word of mouth"
    )
    panels = (FigurePanel("Adopters", "mean of 3,000 consumers in 50 periods", "period"),)

    def measure(self) -> Iterator[Check]:
        """Yield that all buy where none is dissatisfied, and that more who are mean fewer who buy."""
        by_share = {
            share: bad_news.replicate(self.runs(60, 6), "uncertain_bad_news", dissatisfied=share) for share in _SHARES
        }
        for share, replications in by_share.items():
            label = f"{100 * share:.0f} % dissatisfied"
            self.lines.append(FigureLine(label, np.arange(1, 51), replications.adopters.mean(0)))
        yield self.near(
            "adopters, none dissatisfied", 3000, float(by_share[0.0].final.mean()), 0, source=EXACT, kind="exact"
        )
        for fewer, more in itertools.pairwise(_SHARES):
            lost = by_share[fewer].final - by_share[more].final
            yield self.above(f"adopters lost, {100 * fewer:.0f} to {100 * more:.0f} %", lost)

    def finding(self, of: dict[str, Check]) -> str:
        """Return that the order holds."""
        lost = of["adopters lost, 0 to 5 %"].obtained
        return (
            f"Among the uncertain too, bad news costs adopters: {lost:,.0f} of 3,000 when one buyer in twenty is "
            "dissatisfied"
        )

"""Stars: the shape of their distribution, and how many are disappointed."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.market.market import Market
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.validate.case import PUBLISHED, Case, Check, FigureLine, FigurePanel, standard_error

_CIAO, _AMAZON = (0.04, 0.05, 0.11, 0.31, 0.49), (0.10, 0.05, 0.07, 0.18, 0.59)
_STARS = np.arange(1, 6)
# So many that each run has some hundreds of reviews.
_CONSUMERS = 30_000
_WORSE = {"brand.quality": 0.8}


class PatternStars(Case):
    """A buyer is content or not, and writes or not: what stands on the site is the product of both."""

    section = 8
    title = "Stars on the review site"
    source = "Hu, Zhang and Pavlou (2009), CACM 52; Ciao and Amazon electronics, from public copies"
    explanation = (
        "How many buyers are disappointed decides where the mean lies: quality .9 and disconfirmation .03 are set so "
        "that one buyer in nine or so is, within what the literature says. With quality .8 it is one in four, and "
        "sites then show 3.6 stars."
    )
    panels = (FigurePanel("Stars", "share of reviews; sites dashed", "stars"), FigurePanel("Mean rating", "stars"))

    def measure(self) -> Iterator[Check]:
        """Yield order and mean, what a worse product does to them, and what disinhibition does."""
        default, disappointed = self._reviews({})
        worse, _ = self._reviews(_WORSE)
        for label, share in (("Ciao", _CIAO), ("Amazon", _AMAZON)):
            self.lines.append(FigureLine(label, _STARS, np.array(share), expected=True))
        self.lines += [FigureLine("defaults", _STARS, default.mean(0)), FigureLine("quality .8", _STARS, worse.mean(0))]
        for more, less in ((5, 4), (4, 3), (3, 2)):
            apart = default[:, more - 1] - default[:, less - 1]
            yield self.above(f"{more} less {less} stars", apart, panel=-1)
        mean, lower = default @ _STARS, worse @ _STARS
        yield self.near(
            "mean",
            4.2,
            float(mean.mean()),
            0.2,
            standard_error(mean),
            source=PUBLISHED,
            kind="±.2: sites lie from 4.0 to 4.6",
            panel=1,
        )
        yield self.above("mean less mean with quality .8", mean - lower, panel=-1)
        yield self.between(
            "disappointed buyers", 0.05, 0.2, disappointed, source=PUBLISHED, kind="literature", panel=-1
        )
        grim = self._reviews({"behaviours.posting.disinhibition": 4.0})[0]
        yield self.above("more 1s where fewer delighted write", grim[:, 0] - default[:, 0], panel=-1)
        yield self.above("1 less 2 stars there: a J", grim[:, 0] - grim[:, 1], panel=-1)

    def _reviews(self, changes: dict[str, Any]) -> tuple[Array, float]:
        """Return the shares of stars by run, and the share of buyers who are disappointed."""
        scenario = Scenario.load("launch").varied({"consumers": _CONSUMERS} | changes)
        shares, sour = [], []
        for replication in range(self.runs(20, 4)):
            market = simulate(scenario, seed=0, replication=replication)
            assert isinstance(market, Market)
            stars = market.review_pool.stars[0]
            shares.append(stars / stars.sum())
            sour.append((market.brand_states.satisfaction[market.brand_states.owner] < 0).mean())
        return np.array(shares), float(np.mean(sour))

    def finding(self, of: dict[str, Check]) -> str:
        """Return the mean, and who is disappointed."""
        share = of["disappointed buyers"].obtained
        return (
            f"The mean is {of['mean'].obtained:.1f} stars, as on real sites, where {100 * share:.0f} % of the buyers "
            "are disappointed"
        )

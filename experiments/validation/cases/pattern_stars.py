"""Stars: the shape of their distribution, and how many are disappointed."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from experiments.validation.case import PUBLISHED, Case, Check, Line, Panel, standard_error
from simulation.market import Market
from simulation.scenario import Scenario

_CIAO, _AMAZON = (0.04, 0.05, 0.11, 0.31, 0.49), (0.10, 0.05, 0.07, 0.18, 0.59)
_STARS = np.arange(1, 6)
_BETTER = {"brand.quality": 0.92, "consumer.disconfirmation": 0.0}


class PatternStars(Case):
    """A buyer is content or not, and writes or not: what stands on the site is the product of both."""

    section = 8
    title = "Stars on the review site"
    source = "Hu, Pavlou and Zhang (2009), CACM 52; Ciao and Amazon electronics, from public copies"
    explanation = (
        "With the defaults (quality .8, indifferent .1, disconfirmation .1, all three assumptions) a good quarter of "
        "the buyers is disappointed, more than the .05 to .2 of the literature, and they write half as often again: "
        "22 % of the reviews have one star, and the mean is 3.4. The rules are not at fault: with quality .92 and no "
        "disconfirmation some 7 % are disappointed, and both order and mean are those of the sites. Nor is posting: "
        "with disinhibition 1 the mean is 3.6. Disconfirmation alone takes .3 stars (3.7 without it), quality .9 "
        "instead of .8 gives .4; it takes both."
    )
    panels = (Panel("Stars", "share of reviews; sites dashed", "stars"), Panel("Mean rating", "stars"))

    def measure(self) -> Iterator[Check]:
        """Yield order and mean with the defaults, and with fewer disappointed; and what disinhibition does."""
        default, disappointed = self._reviews({})
        better, fewer = self._reviews(_BETTER)
        for label, share in (("Ciao", _CIAO), ("Amazon", _AMAZON)):
            self.lines.append(Line(label, _STARS, np.array(share), expected=True))
        self.lines += [Line("defaults", _STARS, default.mean(0)), Line("fewer disappointed", _STARS, better.mean(0))]
        for label, shares, explained in (("defaults", default, True), ("fewer disappointed", better, False)):
            for more, less in ((5, 4), (4, 3), (3, 2)):
                apart = shares[:, more - 1] - shares[:, less - 1]
                yield self.above(f"{more} less {less} stars, {label}", apart, explained=explained, panel=-1)
            mean = shares @ _STARS
            yield self.near(f"mean, {label}", 4.2, float(mean.mean()), 0.2, standard_error(mean), source=PUBLISHED,
                            kind="±.2: sites lie from 4.0 to 4.6", explained=explained, panel=1)  # fmt: skip
        for label, share in (("defaults", disappointed), ("fewer disappointed", fewer)):
            yield self.between(f"disappointed buyers, {label}", 0.05, 0.2, share, source=PUBLISHED,
                               kind="literature", explained=label == "defaults", panel=-1)  # fmt: skip
        grim = self._reviews(_BETTER | {"behaviours.posting.disinhibition": 4.0})[0]
        yield self.above("more 1s where fewer delighted write", grim[:, 0] - better[:, 0], panel=-1)
        yield self.above("1 less 2 stars there: a J", grim[:, 0] - grim[:, 1], panel=-1)

    def _reviews(self, changes: dict[str, Any]) -> tuple[np.ndarray, float]:
        """Return the shares of stars by run, and the share of buyers who are disappointed."""
        scenario = Scenario.load("launch").varied(changes)
        shares, sour = [], []
        for replication in range(self.runs(20, 4)):
            market = Market(scenario, 0, replication)
            market.run()
            stars = market.site.stars[0]
            shares.append(stars / stars.sum())
            sour.append((market.minds.satisfaction[market.minds.owner] < 0).mean())
        return np.array(shares), float(np.mean(sour))

    def finding(self, of: dict[str, Check]) -> str:
        """Return both means."""
        default, fewer = (of[f"mean, {label}"].obtained for label in ("defaults", "fewer disappointed"))
        return (
            f"The mean is {default:.1f} stars with the defaults, and not the 4.2 of real sites; with fewer "
            f"disappointed buyers it is {fewer:.1f}"
        )

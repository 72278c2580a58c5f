"""Reviews: what their stars and their number do to sales, and how many buyers write one."""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.tasks.validate.case import Check, FigurePanel
from wordofmouth.tasks.validate.effects import EffectCase, Studies, elasticity, mean_of, total, totals

_HALF_YEAR, _TWO_MONTHS = 26, 8
# Reviews by stars: twenty of mean 4, as many that are better or worse, and the first five.
_TWENTY, _BETTER, _WORSE = np.array([2, 1, 2, 5, 10]), np.array([1, 1, 2, 5, 11]), np.array([3, 2, 2, 5, 8])
_FIVE = np.array([1, 0, 0, 1, 3])
_NOBODY_POSTS = {"behaviours.posting.post_rate": 0.0}
# Who stands before the page: knows the brand, and looks at its reviews.
_READERS = {"brand.known_by": 1.0, "consumer.online_share": 1.0, "channels.reviews.consult_rate": 1.0}
VALENCE = Studies(0.417, 0.18, 0.69, "one community's posts to a later review")
VOLUME = Studies(0.236, 0.12, 0.35, "half of the mean to a later review")
FIRST_FIVE = Studies(3.7, 2.9, 4.8, "low- to high-priced goods")
POSTING = Studies(0.03, 0.015, 0.10, "a retailer's customers to an industry survey")


class EffectReviews(EffectCase):
    """Reviews are on the site before week 1 and nobody adds any; or the rate at which buyers post is doubled."""

    title = "Stars, number and first reviews of a new product"
    source = (
        "You, Vadakkepatt and Joshi (2015), A meta-analysis of electronic word-of-mouth elasticity, J Marketing 79 (51 "
        "studies); Floyd et al. (2014), How online product reviews affect retail sales, J Retailing 90 (recalled); "
        "Spiegel Research Center (2017), How online reviews influence sales; Anderson and Simester (2014), Reviews "
        "without a purchase, JMR 51; PowerReviews (2017)"
    )
    panels = (
        FigurePanel("Elasticities", "per cent of sales for one per cent of stars or of reviews"),
        FigurePanel("Five reviews over none", "times the sales"),
        FigurePanel("Buyers who post", "share"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield the elasticities to the stars and to the number, the first five reviews, and who posts."""
        market = self.market("launch", self.runs(12, 4))

        # A review of the site stands here as so many of the simulated market: a simulated buyer's is one.
        stands_as = market.scenario.consumers / market.part("reviews").market_size

        def sold(reviews: Array, changes: Mapping[str, float] = _NOBODY_POSTS, until: int = _HALF_YEAR) -> Array:
            planted = np.rint(reviews * stands_as).astype(np.int64)
            return totals(market.run(changes, reviews=planted, until=until))

        yield self.effect("stars", VALENCE, elasticity(sold(_BETTER), sold(_WORSE), _stars(_BETTER) / _stars(_WORSE)))
        yield self.effect("number on the page", VOLUME, elasticity(sold(2 * _TWENTY), sold(_TWENTY), 2.0))
        rate = market.part("posting").post_rate
        double, single = (
            totals(market.run({"channels.community.visit_rate": 0.0, "behaviours.posting.post_rate": times * rate}))
            for times in (2, 1)
        )
        yield self.effect("rate of posting", VOLUME, elasticity(double, single, 2.0))
        five, none = (sold(reviews, _NOBODY_POSTS | _READERS, _TWO_MONTHS) for reviews in (_FIVE, 0 * _FIVE))
        yield self.effect("the first five", FIRST_FIVE, five / none, panel=1)
        for name in ("launch", "loyalty", "durable"):
            goods = market if name == "launch" else self.market(name, self.runs(4, 2))
            posting = mean_of(
                goods.plain, lambda run: run.review_pool.stars[0].sum() / max(1.0, total(run, "new_buyers"))
            )
            yield self.effect(f"buyers who post, {name}", POSTING, posting, panel=2)

    def finding(self, of: dict[str, Check]) -> str:
        """Return what stars, number and the first reviews do."""
        return (
            f"One per cent more stars bring {of['stars'].obtained:.2f} % more sales, one per cent more reviews "
            f"{of['number on the page'].obtained:.2f} %; with the first five {of['the first five'].obtained:.1f} times "
            "as much is sold"
        )


def _stars(reviews: Array) -> float:
    mean = float(reviews @ np.arange(1, 6) / reviews.sum())
    assert math.isfinite(mean)
    return mean

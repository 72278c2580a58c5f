"""Invented reviews: how long they lift sales, and what comes after."""

from collections.abc import Iterator

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.market.market import Market
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.validate.batches import weeks_of
from wordofmouth.tasks.validate.case import PUBLISHED, Case, Check, FigureLine, FigurePanel

_FROM, _TO, _WEEKS, _COUNT = 21, 24, 60, 50
_WEEK = np.arange(1, _WEEKS + 1)


class PatternFakes(Case):
    """Fifty invented reviews a week, in four weeks of a product that is on the market already."""

    section = 8
    title = "Invented reviews: a short lift, and the price"
    source = "He, Hollenbeck and Proserpio (2022), The market for fake reviews, Marketing Science 41"
    explanation = (
        "Invented reviews lift sales while they are posted, as published; but the lift outlives them, since the site "
        "removes .03 of them a week (half in 23 weeks) and those left are read as before, and add to the number of "
        "reviews, which convinces by itself. With a moderation of .2 it is gone in less than half the time. The "
        "rating counts them, so it stays above what it would have been, and comes back to it as they go: it does not "
        "fall below. That needs buyers who were misled and say so, and these are too few: the one-star share of what "
        "buyers write moves by less than .001, as the default disconfirmation, .1, takes little from the "
        "satisfaction of those whom three reviews won."
    )
    panels = (
        FigurePanel("New buyers", "% more than without invented reviews; mean of 3 weeks", "week"),
        FigurePanel("Rating", "stars more than without", "week"),
    )

    def measure(self) -> Iterator[Check]:
        """Yield the lift, its length, and rating and one-star reviews afterwards."""
        base = Scenario.load("fake_reviews").varied(
            {
                "consumer.scepticism": 0.3,
                "weeks": _WEEKS,
                "campaign.fakes.weeks": [_FROM, _TO],
                "campaign.fakes.count": _COUNT,
            }
        )
        replications = self.runs(240, 12)
        usual = self._simulated(base.varied({"campaign.fakes.count": 0}), replications)
        for label, moderation in (("as by default", 0.03), ("moderation .2", 0.2)):
            faked = self._simulated(base.varied({"campaign.fakes.moderation": moderation}), replications)
            buyers, rating, ones = (faked[name] - usual[name] for name in ("new_buyers", "rating", "ones"))
            share = 100 * smooth(buyers.mean(0)) / smooth(usual["new_buyers"].mean(0))
            shown = slice(_FROM - 4, None)
            self.lines += [
                FigureLine(label, _WEEK[shown], share[shown]),
                FigureLine(label, _WEEK[shown], rating.mean(0)[shown], panel=1),
            ]
            during = buyers[:, _FROM - 1 : _TO].sum(axis=1)
            yield self.above(f"buyers more in the 4 weeks, {label}", during, source=PUBLISHED, panel=-1)
            fallen = share[_TO - 1 :] < share[_FROM - 1 :].max() / 2
            yield self.near(
                f"weeks until half of the lift is gone, {label}",
                4,
                4.0 + fallen.argmax(),
                2,
                source=PUBLISHED,
                kind="±2, as 'some' is said",
                explained=True,
                panel=-1,
            )
            yield self.above(
                f"stars lost after {_WEEKS - _TO} weeks, {label}",
                -rating[:, -1],
                source=PUBLISHED,
                explained=True,
                panel=-1,
            )
            yield self.above(
                f"one-star share of buyers' reviews, {label}", ones, source=PUBLISHED, explained=True, panel=-1
            )

    def _simulated(self, scenario: Scenario, replications: int) -> dict[str, Array]:
        """Return new buyers and rating by week, and the one-star share of what buyers wrote from the campaign on."""
        by_measure = {name: np.empty((replications, _WEEKS)) for name in ("new_buyers", "rating")}
        ones = np.empty(replications)
        for replication in range(replications):
            for market in weeks_of(Market, scenario, replication):
                if market.week == _FROM - 1:
                    before = market.review_pool.stars[0].copy()
            stars = market.review_pool.stars[0] - before
            ones[replication] = stars[0] / stars.sum()
            for name, values in by_measure.items():
                values[replication] = np.concatenate(market.history[name])
        return by_measure | {"ones": ones}

    def finding(self, of: dict[str, Check]) -> str:
        """Return how long the lift is."""
        default, short = (
            of[f"weeks until half of the lift is gone, {label}"].obtained
            for label in ("as by default", "moderation .2")
        )
        return (
            f"Invented reviews lift sales for {default:.0f} weeks here, for {short:.0f} where the site removes them "
            "sooner; in the field it was four"
        )


def smooth(values: Array) -> Array:
    """Return the mean of each week and those beside it."""
    return np.convolve(values, np.ones(3) / 3, "same")

"""Offers: what a brand asks and promises in one week, which its campaign may change for all or for a segment."""

from collections.abc import Sequence

import numpy as np

from wordofmouth.engine.records import Array, Column, records
from wordofmouth.scenario.sections import Brand

OFFER = (
    Column("quality", "float64", "chance that a purchase satisfies who is not indifferent"),
    Column("reputation", "float64", "belief before hearing anything, in log-odds"),
    Column("risk_exposure", "float64", "what a consumer's fear is multiplied by"),
    Column("price_resistance", "float64", "what the price adds to the stake, in log-odds"),
    Column("guaranteed", "bool", "whether the disappointed can claim something back"),
)


class Offer:
    """A brand's offer; levers change this week's copy, and what they change in the original lasts.

    Attributes:
        quality, unit_cost, reputation, reference_price: the same for all.
        is_income: whether consumers are paid.
    """

    changing = (*("quality", "price", "reference_price", "unit_cost", "refund_coverage", "reputation", "is_income"),)

    def __init__(self, brand: Brand, n_segments: int) -> None:
        self.name = brand.name
        self.quality = brand.quality
        self._price = np.full(n_segments, brand.price)
        self.reference_price = brand.reference_price or brand.price
        self.unit_cost = brand.unit_cost
        self._refund_coverage = np.full(n_segments, brand.refund_coverage)
        self.reputation = brand.reputation
        self.is_income = brand.cash_flow == "income"

    def fresh(self) -> "Offer":
        """Return a copy for one week."""
        fresh = object.__new__(Offer)
        vars(fresh).update(vars(self), _price=self._price.copy(), _refund_coverage=self._refund_coverage.copy())
        return fresh

    @property
    def price(self) -> Array:
        """What one unit costs a buyer of each segment, float64 (segments,); one number set is the price for all."""
        return self._price

    @price.setter
    def price(self, value: float | Array) -> None:
        self._price[:] = value

    @property
    def refund_coverage(self) -> Array:
        """The share of the price paid back to the disappointed, float64 (segments,); one number set holds for all."""
        return self._refund_coverage

    @refund_coverage.setter
    def refund_coverage(self, value: float | Array) -> None:
        self._refund_coverage[:] = value

    def risk_exposure(self, segments: Array) -> Array:
        """Return what a consumer's fear is multiplied by, float64 (segments,)."""
        if self.is_income:
            # Where consumers are paid there is nothing to lose, and nothing to refund.
            return np.ones(len(segments))
        return segments["loss_aversion"] * (1.0 - self.refund_coverage)

    def price_resistance(self, segments: Array) -> Array:
        """Return what the price adds to the stake, in log-odds (segments,); who is paid wants more, not less."""
        sensitivity = -segments["price_sensitivity"] if self.is_income else segments["price_sensitivity"]
        return sensitivity * np.log(self.price / self.reference_price)


def offer_table(offers: Sequence[Offer], segments: Array) -> Array:
    """Return what brands offer to each segment, for kernels: records of :data:`OFFER`, (segments, brands)."""
    offered = records(OFFER, (len(segments), len(offers)))
    for b, offer in enumerate(offers):
        each = offered[:, b]
        each["quality"] = offer.quality
        each["reputation"] = offer.reputation
        each["risk_exposure"] = offer.risk_exposure(segments)
        each["price_resistance"] = offer.price_resistance(segments)
        each["guaranteed"] = False if offer.is_income else offer.refund_coverage > 0.0
    return offered

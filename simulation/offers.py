"""Offers: what a brand asks and promises in one week, which its campaign may change."""

import copy
import math

from simulation.sections import Brand, ConsumerTraits


class Offer:
    """A brand's offer; levers change this week's copy, and what they change in the original lasts."""

    def __init__(self, brand: Brand, consumer: ConsumerTraits) -> None:
        self.name = brand.name
        self.quality = brand.quality
        self.price = brand.price
        self.reference_price = brand.reference_price or brand.price
        self.unit_cost = brand.unit_cost
        self.refund_coverage = brand.refund_coverage
        self.reputation = brand.reputation
        self.is_income = brand.cash_flow == "income"
        self.loss_aversion = 1.0 if self.is_income else consumer.loss_aversion
        self._price_sensitivity = -consumer.price_sensitivity if self.is_income else consumer.price_sensitivity

    def fresh(self) -> "Offer":
        """Return a copy for one week."""
        return copy.copy(self)

    @property
    def price_resistance(self) -> float:
        """What the price adds to the stake, in log-odds; consumers who are paid want more, not less."""
        return self._price_sensitivity * math.log(self.price / self.reference_price)

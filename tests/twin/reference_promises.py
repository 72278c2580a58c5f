"""What a consumer of the reference model thinks of promises to refund, and learns of them."""

import math
from typing import TYPE_CHECKING

from reference_brand import Brand
from reference_brand_state import BrandState
from wordofmouth.scenario.sections import ConsumerTraits

if TYPE_CHECKING:
    from reference_consumer import ReferenceConsumer
    from reference_model import ReferenceModel


class Believer:
    """Somebody who believes a promise as far as claims are paid, of all of which she knows."""

    model: "ReferenceModel"
    traits: ConsumerTraits
    segment: int
    trust_in_reviews: float
    friends: list["ReferenceConsumer"]
    brand_states: dict[str, BrandState]

    def faith(self, brand: Brand, consults: bool) -> float:
        """Return how far she believes a brand's promise: claims paid, among all that she has heard or thinks of."""
        doubt = (1 - self.first_faith(brand)) * (1 - brand.seals[self.segment])
        paid = self.traits.promise_inertia * (1 - doubt) + brand.section.claims_paid
        broken = self.traits.promise_inertia * doubt
        paid_heard_of, broken_heard_of = self.claims_heard_of(brand, consults)
        paid += paid_heard_of
        broken += broken_heard_of
        return paid / (paid + broken)

    def claims_heard_of(self, brand: Brand, consults: bool) -> tuple[float, float]:
        """Return claims paid and not paid that she knows of, from friends and, if she consults it, the review site."""
        state, site = self.brand_states[brand.name], self.model.scenario.channels["reviews"]
        trust = site.trust * self.trust_in_reviews * site.market_size / len(self.model.consumers) if consults else 0.0
        return state.paid_claims + trust * brand.told["paid"], state.broken_claims + trust * brand.told["broken"]

    def first_faith(self, brand: Brand) -> float:
        """Return how far she believes it for the brand's name alone."""
        if self.traits.promise_trust in (0, 1):
            return self.traits.promise_trust
        odds = math.log(self.traits.promise_trust / (1 - self.traits.promise_trust)) + brand.section.reputation
        return 1 / (1 + math.exp(-odds))

    def tell_of_claim(self, brand: Brand, outcome: str) -> None:
        """Let her friends know how her claim came out, whom they trust as they would in a talk, and remember it."""
        trust = self.model.scenario.channels["friends"].trust
        for knows in (self, *self.friends):
            state = knows.brand_states[brand.name]
            setattr(state, outcome, getattr(state, outcome) + trust)

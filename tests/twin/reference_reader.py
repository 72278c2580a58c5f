"""What a consumer of the reference model does as one of many: she reads reviews, reports, votes, and hands on."""

from typing import TYPE_CHECKING

from reference_brand import Brand, Review
from reference_brand_state import Talk
from reference_draws import happens, uniform

if TYPE_CHECKING:
    from reference_consumer import ReferenceConsumer
    from reference_levers import FakeReviews


class Reader:
    """One who reads reviews, may vote for them or have them removed, and hands advertising on."""

    def read_reviews(self: "ReferenceConsumer", brand: Brand) -> list[tuple[int, float]]:
        """Return valence and power of the reviews that she reads; whoever finds out an invention trusts less."""
        site, read = self.model.scenario.channels["reviews"], []
        for number in range(min(site.reviews_read, len(brand.reviews))):
            pick, doubt, report, _ = self.words("behaviours.shopping.read", 128 * brand.place + number)
            review, power = brand.site.draw(site, pick), site.trust * self.trust_in_reviews
            seen_through = self.sees_through(review, doubt)
            brand.site.reported[review.invented_by] += seen_through and happens(report, site.crowd_moderation)
            valence, weight = review.meaning(seen_through)
            self.model.note_heard("reviews", brand, valence)
            read.append((valence, power * weight))
            self.trust_in_reviews /= 2 if seen_through else 1
        return read

    def sees_through(self: "ReferenceConsumer", review: Review, doubt: int) -> bool:
        """Tell whether she finds out that a review was invented."""
        inventor = review.invented_by
        return inventor is not None and uniform(doubt) < self.traits.scepticism * (1 - inventor.section.subtlety)

    def vote(self: "ReferenceConsumer", brand: Brand) -> tuple["FakeReviews | int | None", int]:
        """Return what kind of review she votes on, having bought, and for (1) or against it (−1), if she looks one up.

        She votes for what was right, and against what was not, or is invented as far as she can tell.
        """
        site, rules = self.model.scenario.channels["reviews"], self.model.scenario.behaviours["posting"]
        voting, choice, doubt, _ = self.words("behaviours.posting.vote", brand.place)
        if site.ranked_by != "helpful" or not (self.online and brand.reviews and happens(voting, rules.vote_rate)):
            return None, 0
        review, opinion = brand.site.draw(site, choice), self.brand_states[brand.name].opinion
        is_right = review.valence == opinion and not self.sees_through(review, doubt)
        return brand.site.kind(review), (1 if is_right else -1) if opinion and review.valence else 0

    def hand_on(self: "ReferenceConsumer", brand: Brand) -> list[Talk]:
        """Hand on the advertising that she first came upon last week, if she likes to, and has not the product."""
        state, rate = self.brand_states[brand.name], self.model.scenario.behaviours["speaking"].relay_content
        word, _, _, _ = self.words("behaviours.speaking.relay_content", brand.place)
        is_new = state.content_since == self.model.week - 1
        if not is_new or state.owner or not self.online or not happens(word, rate):
            return []
        moments = [
            self.words("behaviours.speaking.relay_content.moment", 2**16 * brand.place + tie)[0]
            for tie in range(self.degree)
        ]
        ties = [(tie, True) for tie in self.friends] + [(tie, False) for tie in self.acquaintances]
        return [
            Talk(self, hearer, to_friend, brand, 0, None, 0, moment, 0)
            for (hearer, to_friend), moment in zip(ties, moments, strict=True)
            if hearer.online
        ]

"""What a consumer of the reference model learns to fear, place by place."""

from typing import TYPE_CHECKING

from reference_brand import Brand
from reference_brand_state import BrandState
from wordofmouth.scenario.sections import ConsumerTraits

if TYPE_CHECKING:
    from reference_consumer import ReferenceConsumer


class Fearful:
    """Somebody whose fear for her money at each place goes by what has happened there, to her and to her friends."""

    traits: ConsumerTraits
    friends: list["ReferenceConsumer"]
    friend_of: list["ReferenceConsumer"]
    brand_states: dict[str, BrandState]
    place_fear: dict[str, float]

    def risk(self, brand: Brand, uncovered: float) -> float:
        """Return how much she fears for what is not covered; whoever is paid loses nothing."""
        risk = self.traits.risk_fear * (1.0 if brand.pays else self.traits.loss_aversion) * uncovered
        risk *= (1 - self.traits.moral_guarantee) ** self.satisfied_friends(brand)
        return risk * self.brand_states[brand.name].fear_left * self.fear_at(brand)

    def satisfied_friends(self, brand: Brand) -> int:
        """Return how many bought the brand to their satisfaction among those who call her a friend."""
        return sum(friend.is_content_with(brand) for friend in self.friend_of)

    def fear_at(self, brand: Brand) -> float:
        """Return how many times as much as at first she fears where a brand is to be had."""
        return self.place_fear.get(brand.section.place, 1.0)

    def lost(self, brand: Brand) -> bool:
        """Tell whether she was disappointed by a brand, and has not got her money back."""
        return self.brand_states[brand.name].satisfaction < 0 and not self.brand_states[brand.name].refunded

    def learn(self, brand: Brand, paid: bool) -> None:
        """Fear less for what went well, more for what did not."""
        if self.brand_states[brand.name].satisfaction > 0:
            self.place_fear[brand.section.place] = self.fear_at(brand) * (1 - self.traits.fear_learning)
        elif self.lost(brand):
            self.fear_more(brand, paid, 1.0)

    def warn_friends(self, brand: Brand) -> None:
        """Let her friends fear more, if she has lost something."""
        for friend in self.friends if self.lost(brand) else ():
            friend.fear_more(brand, not brand.pays, friend.traits.fear_contagion)

    def fear_more(self, brand: Brand, paid: bool, share: float) -> None:
        """Fear more for a loss, of money if it was paid, or a share of that."""
        loss = self.traits.fear_learning * (self.traits.loss_aversion if paid else 1.0)
        self.place_fear[brand.section.place] = self.fear_at(brand) + share * loss

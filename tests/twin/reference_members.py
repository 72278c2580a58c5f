"""What a consumer of the reference model is in her community: a member of its forum or not, who reads there."""

import math
from typing import TYPE_CHECKING

from reference_brand_state import BrandState
from reference_draws import happens, logit, uniform
from wordofmouth.scenario.sections import ConsumerTraits

if TYPE_CHECKING:
    from reference_consumer import ReferenceConsumer
    from reference_model import ReferenceModel


class Member:
    """Somebody with a community."""

    model: "ReferenceModel"
    community: int
    traits: ConsumerTraits
    friends: list["ReferenceConsumer"]
    acquaintances: list["ReferenceConsumer"]
    attraction: float
    was_member: bool
    is_member: bool
    online: bool
    brand_states: dict[str, BrandState]

    def found_forum(self) -> None:
        """Be a member from the start, or not."""
        forum = self.model.scenario.channels["community"]
        self.is_member = self.online and happens(self.words("market.founders", 0)[0], forum.founders)
        self.was_member = self.is_member

    def come_online(self) -> None:
        """Come online when her turn has come: so many log-odds more of the people are each week."""
        share = self.traits.online_share
        if self.traits.online_growth and 0 < share < 1:
            share = 1 / (1 + (1 - share) / share * math.exp(-self.model.week * self.traits.online_growth))
            word = self.model.draws.words("consumers.traits", 0, self.row, 0)[0]
            self.online = self.online or happens(word, share)

    def consider_membership(self) -> None:
        """Decide, now and then, whether it is worth to be a member, by who was one before."""
        forum = self.model.scenario.channels["community"]
        if not self.online or not happens(self.word_among_four("channels.community.consider", 0), forum.joining):
            return
        others = [*self.friends, *self.acquaintances]
        fellows = sum(other.was_member and other.community == self.community for other in others)
        gain = forum.company * math.log2(1 + fellows) + self.attraction
        gain += forum.help * math.log2(1 + self.model.posts_seen_in(self.community))
        own = self.model.draws.words("channels.community.reluctance", 0, self.row, 0)[0]
        cost = forum.reluctance + logit(uniform(own)) + self.traits.privacy * (1 - forum.anonymity)
        self.is_member = gain >= cost

    @property
    def takes_part(self) -> bool:
        """Whether she reads and writes on her forum: as a member, or, where nobody has to join, online."""
        return self.is_member if self.model.is_joined else self.online

    @property
    def activity(self) -> float:
        """How many times as much as the mean consumer she posts."""
        inequality = self.model.scenario.behaviours["posting"].inequality
        if not inequality:
            return 1.0
        exponent = (1 + 1 / inequality) / 2
        word = self.model.draws.words("behaviours.posting.activity", 0, self.row, 0)[0]
        return (exponent - 1) / exponent * uniform(word) ** (-1 / exponent)

    def visit_forum(self) -> None:
        """Read recent posts of her community, if she is there this week."""
        channel, posts = self.model.scenario.channels["community"], self.model.forums[self.community]
        if not self.takes_part or not happens(self.word_among_four("channels.community.visit", 0), channel.visit_rate):
            return
        recent = 0.0
        for amount in posts.values():
            recent += amount
        seen = self.model.part_seen_in(self.community)
        for read in range(channel.forum_reads):
            choice, moment, _, _ = self.words("channels.community.read", read)
            left = uniform(choice) * max(recent, channel.forum_reads / seen)
            for (brand, valence), amount in posts.items():
                if left < amount:
                    self.hear(brand, valence, channel.trust, moment, "community")
                    self.brand_states[brand.name].fear_left *= 1 - (channel.moral_guarantee if valence > 0 else 0)
                    break
                left -= amount

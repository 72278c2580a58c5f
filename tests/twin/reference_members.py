"""What a consumer of the reference model is in her community: a member of its forum, who reads there."""

from typing import TYPE_CHECKING

from reference_brand_state import BrandState
from reference_draws import happens, uniform

if TYPE_CHECKING:
    from reference_model import ReferenceModel


class Member:
    """Somebody with a community."""

    model: "ReferenceModel"
    community: int
    online: bool
    brand_states: dict[str, BrandState]

    def visit_forum(self) -> None:
        """Read recent posts of her community, if she is there this week."""
        channel, posts = self.model.scenario.channels["community"], self.model.forums[self.community]
        if not self.online or not happens(self.word_among_four("channels.community.visit", 0), channel.visit_rate):
            return
        recent = 0.0
        for amount in posts.values():
            recent += amount
        seen = min(1.0, channel.circle / self.model.members[self.community])
        for read in range(channel.forum_reads):
            choice, moment, _, _ = self.words("channels.community.read", read)
            left = uniform(choice) * max(recent, channel.forum_reads / seen)
            for (brand, valence), amount in posts.items():
                if left < amount:
                    self.hear(brand, valence, channel.trust, moment, "community")
                    self.brand_states[brand.name].fear_left *= 1 - (channel.moral_guarantee if valence > 0 else 0)
                    break
                left -= amount

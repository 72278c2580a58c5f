"""A forum on a brand's own site, in the reference model: who posts there, and what a shopper reads."""

from typing import TYPE_CHECKING

from reference_draws import happens, uniform

if TYPE_CHECKING:
    from reference_brand import Brand
    from reference_consumer import ReferenceConsumer
    from wordofmouth.market.levers.hosted_forum import HostedForum


class OwnForum:
    """The posts on a brand's own site; ``host`` is the lever that keeps it open this week, if any does."""

    def __init__(self, brand: "Brand") -> None:
        self.brand = brand
        self.posts = {1: 0.0, -1: 0.0}
        self.host: HostedForum | None = None

    def take(self, opinion: int, word: int, rate: float) -> None:
        """Let a buyer post on it, or not."""
        if self.host and happens(0, self.host.visit_rate) and opinion and happens(word, rate):
            self.posts[opinion] += 1

    def show_to(self, reader: "ReferenceConsumer") -> None:
        """Let somebody read it who shops online and knows the brand, if she does."""
        channel, brand, host = reader.model.scenario.channels["community"], self.brand, self.host
        if not (host and reader.online and brand.need in reader.sought and reader.brand_states[brand.name].aware):
            return
        visit, learning, noticed, _ = reader.words("own forum: visit", brand.place)
        if not happens(visit, host.visit_rate):
            return
        left = self.posts[-1] * (1 - host.hides)
        if left < self.posts[-1] and happens(learning, host.found_out):
            reader.hear(brand, -1, channel.trust, noticed, "community")
            return
        for read in range(channel.forum_reads):
            choice, moment, answered, _ = reader.words("own forum: read", 64 * brand.place + read)
            place = uniform(choice) * max(self.posts[1] + left, channel.forum_reads)
            if place < self.posts[1]:
                reader.hear(brand, 1, channel.trust, moment, "community")
            elif place < self.posts[1] + left:
                is_answered = uniform(answered) < host.answers
                power = host.answer_power if is_answered else 1.0
                reader.hear(brand, 1 if is_answered else -1, channel.trust * power, moment, "community")

    def fade(self, share: float) -> None:
        """Let posts be less recent."""
        for opinion in self.posts:
            self.posts[opinion] *= 1 - share

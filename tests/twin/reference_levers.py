"""The levers of the reference model: what each kind does when it acts, and when the week has passed.

A lever that addresses people one by one asks each of them in turn.
"""

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from reference_advocates import Ambassadors, CoCreation
from reference_brand import Brand, Post, Review
from reference_brand_state import Gift, Purchase
from reference_consumer import ReferenceConsumer
from reference_draws import happens
from reference_lever import ReferenceLever
from reference_named import Absence, Informing, Mishap
from reference_news import Exposure, Recall, Statement
from reference_newsletter import Newsletter
from reference_seeding import ranking
from wordofmouth.scenario.families.lever import ROUNDING, Lever

if TYPE_CHECKING:
    from reference_model import ReferenceModel


class Advertising(ReferenceLever):
    """Tells people of the brand, through the channel of advertising."""

    def act(self) -> None:
        """Contact some of those who can be contacted."""
        can_be_reached = [consumer for consumer in self.aimed if self.can_reach(consumer)]
        decision = f"levers.{self.section.kind}.{self.section.label}"
        n_reached = self.contact(can_be_reached, decision, self.section.reach, self.cost_of_one)
        self.charge(self.cost_of_one, n_reached)

    @property
    def cost_of_one(self) -> float:
        """What one contact costs."""
        return self.section.cost_per_contact

    def can_reach(self, consumer: ReferenceConsumer) -> bool:
        """Tell whether a consumer can be contacted: by mass advertising, anyone."""
        return True


class TargetedAdvertising(Advertising):
    """Tells an audience of the brand, online."""

    def can_reach(self, consumer: ReferenceConsumer) -> bool:
        """Tell whether a consumer is online, and of the audience, and not told what she knows."""
        channel = self.model.scenario.channels["advertising"]
        if self.section.audience in ("aware", "owners") and channel.persuasion == channel.trust == 0:
            return False
        state = self.state_of(consumer)
        others = [brand for brand in self.model.offers(self.brand.need) if brand is not self.brand]
        owns_another = any(consumer.brand_states[brand.name].owner for brand in others)
        audience = {
            "everyone": True,
            "unaware": not state.aware,
            "aware": state.aware,
            "owners": state.owner,
            "rival_owners": owns_another and not state.owner,
        }
        return consumer.online and audience[self.section.audience]


class SearchAdvertising(Advertising):
    """Tells those of the brand who are looking for something to buy, online."""

    @property
    def cost_of_one(self) -> float:
        """What one click costs."""
        return self.section.cost_per_click

    def can_reach(self, consumer: ReferenceConsumer) -> bool:
        """Tell whether a consumer is online, and in the market."""
        return consumer.online and self.brand.need in consumer.sought


class Broadcast(Advertising):
    """Posts in the brand's own name, which costs nothing a piece."""

    cost_of_one: ClassVar[float] = 0.0

    def can_reach(self, consumer: ReferenceConsumer) -> bool:
        """Tell whether a consumer is online."""
        return consumer.online


class HostedForum(ReferenceLever):
    """Keeps a forum on the brand's own site."""

    def act(self) -> None:
        """Open it for this week."""
        self.brand.own_forum.host = self.section


class Seeding(ReferenceLever):
    """Gives the product away."""

    def act(self) -> None:
        """Give it to the best placed of those aimed at who do not have it."""
        section, brand = self.section, self.brand
        aimed = [consumer for consumer in ranking(self.model, section) if self.is_aimed_at(consumer)]
        without = [consumer for consumer in aimed if not consumer.brand_states[brand.name].owner]
        known = sum(self.state_of(consumer).aware for consumer in self.model.consumers) / len(self.model.consumers)
        price = brand.section.reference_price or brand.section.price
        suspicion = section.suspicion * price / (price + section.dear) * known
        gift = Gift(section.disclosed, section.disclosed_power, section.backlash, suspicion)
        cost = brand.section.unit_cost if section.cost_per_gift is None else section.cost_per_gift
        receivers = self.in_turn(without if section.strategy == "list" else without[: section.count], cost)
        for consumer in receivers:
            consumer.receive(brand, gift)
            self.model.gifts.append((consumer, brand))
        self.charge(cost, len(receivers))
        self.charge(section.cost_per_follower, sum(len(receiver.followers) for receiver in receivers))

    def in_turn(self, consumers: list[ReferenceConsumer], cost: float) -> list[ReferenceConsumer]:
        """Return the first of these consumers, as many as there is money for."""
        if self.section.cap is None:
            return consumers
        costs = itertools.accumulate(cost + len(each.followers) * self.section.cost_per_follower for each in consumers)
        left = (self.section.cap - self.paid) * (1.0 + ROUNDING)
        return [consumer for consumer, so_far in zip(consumers, costs, strict=True) if so_far <= left]


class Discount(ReferenceLever):
    """Lowers the price."""

    def act(self) -> None:
        """Take something off."""
        for segment in self.segments:
            self.brand.prices[segment] *= 1 - self.section.off


class Guarantee(ReferenceLever):
    """Promises the money back."""

    struck_off: bool = False

    def act(self) -> None:
        """Promise it."""
        is_vouched_for = self.has_seal and self.affordable(self.section.seal_fee)
        for segment in self.segments:
            self.brand.coverages[segment], self.brand.kept[segment] = self.section.coverage, self.section.honoured
            if is_vouched_for:
                self.brand.seals[segment] = self.section.seal
        self.brand.has_contract = self.brand.has_contract or self.section.contract
        self.charge(self.section.seal_fee if is_vouched_for else 0.0)

    @property
    def has_seal(self) -> bool:
        """Whether somebody vouches for the promise."""
        return self.section.seal > 0 and not self.struck_off

    def respond(self) -> None:
        """Pay for the handling of claims; whoever vouches strikes off a brand that has not paid one."""
        buyers = [purchase.buyer for purchase in self.model.purchases_of(self.brand)]
        self.struck_off |= self.has_seal and any(self.state_of(buyer).unpaid for buyer in buyers)
        claims = [purchase for purchase in self.model.purchases_of(self.brand) if purchase.claimed]
        self.charge(self.section.cost_per_claim, sum(claim.buyer.segment in self.segments for claim in claims))


class FakeReviews(ReferenceLever):
    """Invents praise of its own brand, or criticism of a rival."""

    @property
    def about(self) -> Brand:
        """The brand that is reviewed."""
        return next((brand for brand in self.model.brands if brand.name == self.section.against), self.brand)

    def open_week(self) -> None:
        """Begin a week; the site finds some of the reviews, and removes them."""
        super().open_week()
        self.about.site.take_down_reported(self)
        decision = f"levers.fake_reviews.{self.section.label}"
        for number, review in enumerate([each for each in self.about.reviews if each.invented_by is self]):
            word = self.model.draws.words(decision, self.model.week, number // 4, 0)[number % 4]
            if happens(word, self.section.moderation):
                self.about.site.take_down(review)

    def act(self) -> None:
        """Write some more."""
        stars = 1 if self.section.against else 5
        helped = self.model.scenario.channels["reviews"].ranked_by == "helpful"
        count = min(self.section.count, self.affordable(self.section.cost_per_review))
        for _ in range(count):
            self.about.reviews.append(Review(stars, invented_by=self))
            self.about.site.place(self.about.reviews[-1], self.section.votes if helped else 0)
        self.charge(self.section.cost_per_review, count)


class Referral(ReferenceLever):
    """Rewards owners for new buyers, which has them praise the brand more often."""

    def act(self) -> None:
        """Have satisfied owners talk more, as long as one could be rewarded."""
        for segment in self.segments if self.affordable(self.section.reward) else []:
            self.brand.talk_factors[segment] *= 1 + self.section.talk_boost

    def respond(self) -> None:
        """Reward whoever brought a new buyer."""
        earned = sum(map(self.rewards, self.model.purchases_of(self.brand)))
        self.charge(self.section.reward, min(earned, self.affordable(self.section.reward)))

    def rewards(self, purchase: Purchase) -> bool:
        """Tell whether a first purchase goes back to the word of a satisfied owner at whom this is aimed."""
        speaker, told = purchase.speaker, purchase.channel in ("friends", "acquaintances", "leaders")
        return purchase.first and told and speaker.satisfied_with(self.brand) and speaker.segment in self.segments


class CommunityManager(ReferenceLever):
    """Answers criticism, and has the satisfied help the disappointed; or advertises where it should answer."""

    def act(self) -> None:
        """Welcome members, and broadcast what nobody asked for, if that is the tone."""
        for consumer in self.aimed:
            consumer.attraction += self.section.welcome
        if self.section.tone == "promotion":
            online = [consumer for consumer in self.aimed if consumer.online]
            self.contact(online, f"levers.community_manager.broadcast.{self.section.label}", self.section.broadcast)

    @property
    def effect(self) -> float:
        """What an answer adds to the weight of a critical post that stays one."""
        return self.section.irritation if self.section.tone == "promotion" else -self.section.soothing

    @property
    def weight(self) -> float:
        """What a review that has been answered counts."""
        return 1 + self.effect

    def respond(self) -> None:
        """Answer some of the week's criticism, the smallest draw first, and host the forum."""
        posts = [post for post in self.model.posts if self.may_answer(post)]
        most = min(self.section.capacity, self.affordable(self.section.cost_per_answer))
        answered = sorted(posts, key=self.turn)[:most]
        for post in answered:
            self.answer(post)
        self.charge(self.section.cost_per_answer, len(answered))
        if self.section.hosts_forum:
            self.host_forum()

    def may_answer(self, post: Post) -> bool:
        """Tell whether a post criticises the brand, by somebody at whom this is aimed, and nobody has answered."""
        return post.brand is self.brand and post.valence < 0 and not post.answered and self.is_aimed_at(post.author)

    def turn(self, post: Post) -> int:
        """Return the word that says when a post's turn is."""
        block = 2 * self.brand.place + (0 if post.review else 1)
        return post.author.words(f"levers.community_manager.{self.section.label}", block)[0]

    def answer(self, post: Post) -> None:
        """Answer a post: its author is won back, or it weighs less, or, if the answer is mere promotion, more."""
        post.answered = True
        won_back, state = self.wins_back(post.author), self.state_of(post.author)
        if won_back and state.satisfaction < 0:
            state.satisfaction = 1
        if not post.review:
            forum = self.model.forums[post.author.community]
            forum[self.brand, -1] += -1.0 if won_back else self.effect
        elif won_back:
            post.review.stars = 4
        else:
            post.review.answered_by = self

    def wins_back(self, author: ReferenceConsumer) -> bool:
        """Tell whether an answer reconciles an author."""
        word = author.words(f"levers.community_manager.win_back.{self.section.label}", self.brand.place)[0]
        return self.section.tone == "dialogue" and happens(word, self.section.win_back)

    def host_forum(self) -> None:
        """Let satisfied owners help disappointed ones, the likelier the more of the owners they are."""
        owners = [consumer for consumer in self.model.consumers if consumer.online and self.state_of(consumer).owner]
        satisfied = sum(self.state_of(owner).satisfaction > 0 for owner in owners)
        for owner in owners:
            word = owner.words(f"levers.community_manager.help.{self.section.label}", self.brand.place)[0]
            helped = happens(word, self.section.help_rate * satisfied / len(owners))
            if helped and self.is_aimed_at(owner) and self.state_of(owner).satisfaction < 0:
                self.state_of(owner).satisfaction = 0


KINDS: dict[str, Callable[["ReferenceModel", Lever, int], ReferenceLever]] = {
    "advertising": Advertising,
    "targeted_advertising": TargetedAdvertising,
    "search_advertising": SearchAdvertising,
    "seeding": Seeding,
    "discount": Discount,
    "guarantee": Guarantee,
    "fake_reviews": FakeReviews,
    "referral": Referral,
    "ambassadors": Ambassadors,
    "co_creation": CoCreation,
    "community_manager": CommunityManager,
    "mishap": Mishap,
    "absence": Absence,
    "informing": Informing,
    "broadcast": Broadcast,
    "hosted_forum": HostedForum,
    "newsletter": Newsletter,
    "exposure": Exposure,
    "recall": Recall,
    "statement": Statement,
}

"""A consumer of the reference model: she keeps what she knows herself, and does everything herself.

Written from the equations of the model, not from the engine: from there come only the addresses of random numbers.
"""

import math
from itertools import accumulate
from typing import TYPE_CHECKING

import mesa
import numpy as np
from reference_brand import Brand, Post, Review
from reference_brand_state import Assessment, BrandState, Gift, Purchase, Talk
from reference_draws import MOST_TALKS, gumbel, happens, interested, logit, one_of, poisson, uniform
from reference_fear import Fearful
from reference_members import Member
from reference_promises import Believer
from reference_reader import Reader
from wordofmouth.scenario.sections import ConsumerTraits

if TYPE_CHECKING:
    from reference_model import ReferenceModel

type Speaker = ReferenceConsumer | None
MOST_RECOMMENDED = 65535


class ReferenceConsumer(Believer, Fearful, Member, Reader, mesa.Agent):
    """A member of the market, with her traits, her ties and a state towards every brand."""

    def __init__(self, model: "ReferenceModel", row: int, community: int) -> None:
        super().__init__(model)
        self.row = row
        self.community = community
        self.friends: list[ReferenceConsumer] = []
        self.acquaintances: list[ReferenceConsumer] = []
        self.friend_of: list[ReferenceConsumer] = []
        self.followers: list[ReferenceConsumer] = []
        self.deserters: set[int] = set()
        scenario = model.scenario
        self.segment = self.draw_segment()
        self.traits = self.unlike_others(scenario.consumer)
        online, leader, stake, cocreator = self.words("consumers.traits", 0)
        self.leader = happens(leader, self.own("leader_share", scenario.leaders.share))
        self.online = self.leader or happens(online, self.traits.online_share)
        self.cocreator = happens(cocreator, self.traits.cocreator_share)
        self.reference_stake = logit(1 - scenario.survey.innovators)
        fellow = self.communitys_word(0)
        self.reference_stake += interested(uniform(stake), fellow, self.traits.occasion, self.traits.interest)
        self.reference_stake += self.own("stake_shift", 0.0)
        if self.leader:
            self.reference_stake += scenario.leaders.stake_shift
        self.attraction = 0.0
        self.found_forum()
        self.trust_in_reviews = self.traits.trust_in_reviews
        self.place_fear: dict[str, float] = {}
        self.sought: set[str] = set()
        self.elsewhere: set[str] = set()
        self.brand_states = {brand.name: self.first_thoughts(brand) for brand in model.brands}

    def draw_segment(self) -> int:
        """Return the place of her segment, from 1; 0 if she is of none."""
        word, _, _, _ = self.words("consumers.segment", 0)
        up_to = accumulate(self.model.shares_in(self.community))
        return next((place for place, share in enumerate(up_to, start=1) if happens(word, share)), 0)

    def own(self, name: str, everyones: float) -> float:
        """Return what her segment says of its people, or else what is said of everyone."""
        segment = self.model.scenario.segments[self.segment - 1] if self.segment else None
        value = getattr(segment, name, None)
        return everyones if value is None else value

    def unlike_others(self, everyone: ConsumerTraits) -> ConsumerTraits:
        """Return her traits: everyone's, but for those that her segment has of its own."""
        return everyone.model_copy(update={name: self.own(name, value) for name, value in everyone})

    def first_thoughts(self, brand: Brand) -> BrandState:
        """Return what she knows of a brand, and how she likes it, before anything has happened."""
        word, _, _, _ = self.words("consumers.taste", brand.place)
        rivals = len(self.model.scenario.brands) > 1
        fellow, other = (self.communitys_word(1 + brand.place, place) for place in (0, 1))
        liking = gumbel(uniform(word), fellow, other, self.traits.interest)
        taste = self.traits.taste_scale * liking if rivals else 0.0
        known, _, _, _ = self.words("market.known", brand.place)
        return BrandState(float(np.float32(taste)), aware=happens(known, brand.section.known_by))

    def communitys_word(self, block: int, place: int = 0) -> float:
        """Return a uniform number that all members of her community have in common."""
        return uniform(self.model.draws.words("consumers.interest", 0, self.community, block)[place])

    def words(self, decision: str, block: int) -> tuple[int, int, int, int]:
        """Return four random words of this week for one of her decisions."""
        return self.model.draws.words(decision, self.model.week, self.row, block)

    def word_among_four(self, decision: str, block: int) -> int:
        """Return her word where four neighbours share one block."""
        return self.model.draws.words(decision, self.model.week, self.row // 4, block)[self.row % 4]

    @property
    def degree(self) -> int:
        """How many ties she has."""
        return len(self.friends) + len(self.acquaintances)

    def satisfied_with(self, brand: Brand) -> bool:
        """Tell whether she has a brand, and to her satisfaction."""
        return self.brand_states[brand.name].owner and self.brand_states[brand.name].satisfaction > 0

    def open_week(self) -> None:
        """Be in the market this week, or not; levers that come later no longer change that."""
        self.attraction, self.was_member = 0.0, self.is_member
        self.come_online()
        rules = self.model.scenario.behaviours["shopping"]
        season = rules.season[(self.model.week - 1 - self.model.season_late_by) % len(rules.season)]
        self.sought = set()
        for brand_state in self.brand_states.values():
            brand_state.voucher = 0.0
        for place, need in enumerate(self.model.needs):
            rate = season * self.own("shopping_rate", rules.shopping_rate)
            if need in self.elsewhere or any(self.brand_states[brand.name].owner for brand in self.model.offers(need)):
                rate = season / rules.repurchase_interval if rules.bought_again else 0
            if happens(self.word_among_four("behaviours.shopping.visit", place), rate):
                self.sought.add(need)

    def forget_all(self) -> None:
        """Be as one who has never heard of any brand, but for what was bought of it."""
        for state in self.brand_states.values():
            state.aware = state.heard = state.owner = state.loyal = False
            state.praise = state.criticism = 0.0
            state.satisfaction = 0

    def speak(self) -> list[Talk]:
        """Return what she says this week."""
        return [talk for brand in self.model.brands for talk in self.talks_about(brand)]

    def talks_about(self, brand: Brand) -> list[Talk]:
        """Return her talks: an owner's of her experience, another's of what she heard."""
        rules, brand_state = self.model.scenario.behaviours["speaking"], self.brand_states[brand.name]
        if brand_state.owner:
            valence = brand_state.opinion
            age = max(0, self.model.week - 1 - brand_state.bought_at)
            rate = rules.talk_rate * math.exp(-age / rules.buzz_duration)
            rate *= rules.leader_talk if self.leader else 1
            rate *= self.participation
            rate *= rules.repeat_talk if brand_state.purchases > 1 else 1
            praised = brand.talk_factors[self.segment] * brand_state.talk
            rate *= rules.grievance**brand_state.offences if valence < 0 else praised
            talks = valence and poisson(rate, self.word_among_four("behaviours.speaking.count", brand.place))
            if valence > 0:
                brand_state.recommended = min(brand_state.recommended + talks, MOST_RECOMMENDED)
            return [self.talk(brand, valence, number) for number in range(talks)]
        net = brand_state.praise - brand_state.criticism
        word = self.word_among_four("behaviours.speaking.relay", brand.place)
        if brand_state.heard and net != 0 and happens(word, rules.relay):
            return [self.talk(brand, 1 if net > 0 else -1, MOST_TALKS)]
        return []

    @property
    def participation(self) -> float:
        """How many times as much as the mean consumer she talks for her ties."""
        power = self.model.scenario.behaviours["speaking"].participation
        return 2 ** (self.model.steps_of(self) / 4) / self.model.mean_participation if power else 1.0

    def talk(self, brand: Brand, valence: int, number: int) -> Talk:
        """Return one talk, with a friend or an acquaintance."""
        number += 64 * brand.place
        which, choice, moment, doubt = self.words("behaviours.speaking.talk", number)
        prefers_friend = happens(which, self.model.scenario.behaviours["speaking"].strong_talks)
        to_friend = bool(self.friends) and (prefers_friend or not self.acquaintances)
        circle = self.friends if to_friend else self.acquaintances
        hearer = one_of(circle, choice) if circle else None
        return Talk(self, hearer, to_friend, brand, valence, self.brand_states[brand.name].gift, number, moment, doubt)

    def post_to_followers(self, talk: Talk) -> None:
        """Post what she thinks; some followers see it."""
        if not talk.valence:
            return
        channel = self.model.scenario.channels["leaders"]
        for place, follower in enumerate(self.followers):
            seen = self.words("channels.leaders.seen", 2**14 * talk.number + place // 4)[place % 4]
            if happens(seen, channel.reach) and follower.row not in self.deserters:
                moment, doubt, leaving, _ = self.words("channels.leaders.arrival", 2**16 * talk.number + place)
                resented = follower.take_in(talk, "leaders", channel.trust, moment, doubt)
                if follower.community == self.community and talk.valence > 0 and self.is_content_with(talk.brand):
                    follower.brand_states[talk.brand.name].fear_left *= 1 - channel.moral_guarantee
                if resented and happens(leaving, channel.unfollow):
                    self.deserters.add(follower.row)

    def forget(self) -> None:
        """Let evidence fade, and a new week begin."""
        for brand_state in self.brand_states.values():
            brand_state.praise *= 1 - self.model.scenario.behaviours["listening"].forgetting
            brand_state.criticism *= 1 - self.model.scenario.behaviours["listening"].forgetting
            brand_state.reported *= 1 - self.model.scenario.behaviours["listening"].forgetting
            brand_state.fear_left += self.model.scenario.behaviours["listening"].forgetting * (
                1 - brand_state.fear_left
            )
            brand_state.heard = False
            brand_state.last_moment = brand_state.critic_moment = 0

    def take_in(self, talk: Talk, channel: str, trust: float, moment: int, doubt: int) -> bool:
        """Hear a talk, and return whether she resents the gift behind the praise."""
        praises_gift = talk.gift is not None and talk.valence > 0
        resents = praises_gift and uniform(doubt) < self.traits.scepticism * talk.gift.visibility
        power = talk.gift.backlash if resents else talk.gift.power_left if praises_gift else 1.0
        self.hear(talk.brand, -1 if resents else talk.valence, trust * power, moment, channel, talk.speaker)
        return resents

    def hear(
        self, brand: Brand, valence: int, power: float, moment: int, channel: str, speaker: "Speaker" = None
    ) -> None:
        """Take in praise, criticism or a mere mention, of a consumer or of nobody in particular.

        Of two moments only the upper half is compared, and of equals the later delivered wins.
        """
        brand_state = self.brand_states[brand.name]
        brand_state.aware = True
        brand_state.heard = brand_state.heard or valence != 0
        if valence > 0:
            brand_state.praise += power
        elif valence < 0:
            brand_state.criticism += power
        self.model.note_heard(channel, brand, valence)
        if moment >> 16 >= brand_state.last_moment:
            brand_state.last_channel, brand_state.last_speaker, brand_state.last_moment = channel, speaker, moment >> 16
        if valence < 0 and moment >> 16 >= brand_state.critic_moment:
            brand_state.critic_channel, brand_state.critic_moment = channel, moment >> 16

    def shop(self, need: str) -> Purchase | None:
        """Buy what convinces her most, if she is in the market for a need and anything does."""
        if need not in self.sought:
            return None
        rules, site = self.model.scenario.behaviours["shopping"], self.model.scenario.channels["reviews"]
        consulting, comparing, leaving, _ = self.words("behaviours.shopping.look", self.model.needs.index(need))
        for brand in self.model.offers(need):
            self.model.count("in_market", brand)
        brands = [brand for brand in self.model.offers(need) if self.model.week >= brand.section.enters]
        if self.online and happens(comparing, rules.comparators):
            self.compare(brands)
        consults = self.online and happens(consulting, site.consult_rate)
        known = [self.assess(brand, consults) for brand in brands if self.brand_states[brand.name].aware]
        convincing = [brand for brand in known if brand.margin >= 0]
        choice = max(
            convincing, key=lambda found: found.margin + self.brand_states[found.brand.name].taste, default=None
        )
        for found in known:
            if found.margin >= 0:
                self.model.count("convinced", found.brand)
            elif found.margin_without_criticism >= 0:
                self.model.count("deterred", found.brand)
                self.model.count(f"lost_by_{found.critic_channel}", found.brand)
        for brand in brands:
            if choice is None or brand is not choice.brand:
                self.pass_over(brand)
        if rules.elsewhere:
            self.elsewhere.discard(need)
            if choice is None and happens(leaving, rules.elsewhere):
                self.elsewhere.add(need)
        return self.buy(choice) if choice else None

    def compare(self, brands: list[Brand]) -> None:
        """Look up every brand."""
        for brand in brands:
            brand_state = self.brand_states[brand.name]
            if not brand_state.aware:
                brand_state.aware, brand_state.last_channel, brand_state.last_speaker = True, "reviews", None

    def pass_over(self, brand: Brand) -> None:
        """Leave a brand, though she is in the market."""
        brand_state = self.brand_states[brand.name]
        brand_state.loyal = False
        if brand_state.purchases:
            self.model.count("lapsed", brand)

    def buy(self, choice: Assessment) -> Purchase:
        """Buy a brand, for the first time or again; a gift was no purchase."""
        brand_state = self.brand_states[choice.brand.name]
        self.model.count("purchases", choice.brand)
        if brand_state.purchases:
            brand_state.loyal = True
            self.model.count("repeat_purchases", choice.brand)
        else:
            self.model.count("new_buyers", choice.brand)
            if choice.last_channel:
                self.model.count(f"won_by_{choice.last_channel}", choice.brand)
        first = brand_state.purchases == 0
        return Purchase(self, choice.brand, choice.belief, choice.last_channel, choice.last_speaker, first)

    def assess(self, brand: Brand, consults: bool) -> Assessment:
        """Weigh her belief in a brand against her stake."""
        brand_state, read = self.brand_states[brand.name], self.read_reviews(brand) if consults else []
        site, advertising = self.model.scenario.channels["reviews"], self.model.scenario.channels["advertising"]
        praise, criticism = brand_state.praise, brand_state.criticism
        for valence, power in read:
            praise += power if valence > 0 else 0
            criticism += power if valence < 0 else 0
        last_channel, last_speaker = ("reviews", None) if read else (brand_state.last_channel, brand_state.last_speaker)
        critic_channel = "reviews" if any(valence < 0 for valence, _ in read) else brand_state.critic_channel
        praised, criticised = self.model.weights
        belief_without_criticism = brand.section.reputation + praised * math.log2(1 + praise)
        belief_without_criticism += self.traits.own_experience * brand_state.satisfaction + brand_state.loyalty
        belief_without_criticism += advertising.persuasion * math.log2(1 + brand_state.advertised)
        if consults:
            praising = brand.praising(site.market_size / len(self.model.consumers))
            belief_without_criticism += site.number_weight * math.log2(1 + praising) * self.trust_in_reviews
        criticism += self.claims_heard_of(brand, consults)[1]
        belief = belief_without_criticism - criticised * math.log2(1 + criticism)
        stake = self.stake(brand, consults) + self.occasion(brand)
        return Assessment(
            brand, belief, belief - stake, belief_without_criticism - stake, last_channel, last_speaker, critic_channel
        )

    def occasion(self, brand: Brand) -> float:
        """Return what the circumstances of this trip add to her stake."""
        word, _, _, _ = self.words("behaviours.shopping.occasion", brand.place)
        return self.traits.occasion * logit(uniform(word))

    def stake(self, brand: Brand, consults: bool) -> float:
        """Return what must be outweighed before she buys; whoever is paid wants more."""
        risk = self.risk(brand, 1 - brand.coverage(self.segment) * self.faith(brand, consults))
        resistance = self.traits.price_sensitivity * (
            brand.price_over_reference(self.segment) + math.log(1 - self.brand_states[brand.name].voucher)
        )
        reference_risk = self.model.scenario.survey.reference_risk
        return self.reference_stake + (risk - reference_risk) + (-resistance if brand.pays else resistance)

    def is_content_with(self, brand: Brand) -> bool:
        """Tell whether her latest purchase of a brand satisfied her, and was not followed by a gift."""
        state = self.brand_states[brand.name]
        return state.purchases > 0 and state.gift is None and state.satisfaction > 0

    def experience(self, purchase: Purchase) -> None:
        """Find out what she bought, and claim her money back if she may."""
        rules, brand = self.model.scenario.behaviours["experiencing"], purchase.brand
        brand_state = self.brand_states[brand.name]
        expectation = self.traits.disconfirmation * max(0.0, purchase.expectation)
        brand_state.satisfaction = self.verdict(brand, expectation)
        brand_state.owner, brand_state.gift, brand_state.bought_at = True, None, self.model.week
        brand_state.purchases += 1
        _, _, claim, payment = self.words("behaviours.experiencing.experience", brand.place)
        rate = rules.claim_rate if brand_state.satisfaction < 0 else rules.abuse_rate
        claims = brand.coverage(self.segment) > 0 and happens(claim, rate)
        purchase.claimed = brand_state.refunded = claims and happens(payment, brand.kept[self.segment])
        brand_state.unpaid = claims and not brand_state.refunded
        if claims:
            self.tell_of_claim(brand, "broken_claims" if brand_state.unpaid else "paid_claims")

    def receive(self, brand: Brand, gift: Gift) -> None:
        """Get the product for nothing."""
        brand_state = self.brand_states[brand.name]
        brand_state.aware = brand_state.owner = True
        brand_state.gift, brand_state.bought_at = gift, self.model.week

    def experience_gift(self, brand: Brand) -> None:
        """Find out what she was given; it raised no expectation."""
        brand_state = self.brand_states[brand.name]
        if brand_state.gift:
            brand_state.satisfaction = self.verdict(brand, 0.0)

    def verdict(self, brand: Brand, expectation: float) -> int:
        """Return whether the product satisfies (1), disappoints (−1) or leaves no impression."""
        indifference, verdict, _, _ = self.words("behaviours.experiencing.experience", brand.place)
        if happens(indifference, self.model.scenario.behaviours["experiencing"].indifferent_share):
            return 0
        chance = brand.quality
        if 0 < chance < 1:
            chance = 0.5 + 0.5 * math.tanh((logit(chance) - expectation) / 2)
        return 1 if uniform(verdict) < chance else -1

    def post(self, brand: Brand) -> None:
        """Review what she bought, and write of it to her forum."""
        rules, state = self.model.scenario.behaviours["posting"], self.brand_states[brand.name]
        opinion = state.opinion
        review, stars, post, own_post = self.words("behaviours.posting.post", brand.place)
        rate = self.own("post_rate", rules.post_rate) * (rules.disinhibition**state.offences if opinion < 0 else 1)
        rate *= (rules.repeat_posts if state.purchases > 1 else 1) * self.activity
        unnamed = rules.candour ** self.model.scenario.channels["community"].anonymity
        if self.online and happens(review, rate):
            if opinion > 0:
                written = Review(5 if happens(stars, rules.delighted_share) else 4)
            elif opinion < 0:
                written = Review(1 if state.unpaid or happens(stars, rules.outraged_share) else 2)
            else:
                written = Review(3)
            brand.told[state.outcome_of_claim] += 1
            brand.reviews.append(written)
            self.model.posts.append(Post(self, brand, opinion, written))
        if self.takes_part and opinion and happens(post, rate * (unnamed if opinion > 0 else unnamed**2)):
            self.model.forums[self.community][brand, opinion] += 1
            self.model.posts.append(Post(self, brand, opinion))
        if self.online:
            brand.own_forum.take(opinion, own_post, rate)

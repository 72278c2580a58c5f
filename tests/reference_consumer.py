"""A consumer of the reference model: she keeps what she knows herself, and does everything herself.

Written from the equations of the model, not from the engine: from there come only the addresses of random numbers.
"""

import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from reference_model import Brand, ReferenceModel

MOST_TALKS = 63


@dataclass(frozen=True)
class Gift:
    """The terms on which a product was given away."""

    disclosed: bool
    power: float
    backlash: float


@dataclass(frozen=True)
class Review:
    """A review on the site."""

    stars: int
    fake: bool = False

    @property
    def valence(self) -> int:
        """Praise (1), criticism (−1) or neither."""
        return (self.stars > 3) - (self.stars < 3)


@dataclass(frozen=True)
class Talk:
    """Something said of a brand; ``number`` is where its further random numbers have their addresses."""

    speaker: "ReferenceConsumer"
    hearer: "ReferenceConsumer | None"
    to_friend: bool
    brand: "Brand"
    valence: int
    gift: Gift | None
    number: int
    moment: int
    doubt: int


@dataclass(frozen=True)
class Assessment:
    """What a shopper makes of a brand."""

    brand: "Brand"
    belief: float
    margin: float
    margin_without_criticism: float
    last_channel: str | None


@dataclass(frozen=True)
class Purchase:
    """A purchase, and the hopes with which it was made."""

    buyer: "ReferenceConsumer"
    brand: "Brand"
    hope: float


@dataclass
class Mind:
    """What a consumer knows of a brand, and did with it."""

    taste: float
    aware: bool
    praise: float = 0.0
    criticism: float = 0.0
    heard: bool = False
    last_channel: str | None = None
    last_moment: int = 0
    owner: bool = False
    gift: Gift | None = None
    satisfaction: int = 0
    refunded: bool = False
    loyal: bool = False
    bought_at: int = 0
    purchases: int = 0

    @property
    def opinion(self) -> int:
        """What she says of it: praise (1), criticism (−1) or nothing; a refund silences a critic."""
        return 0 if self.refunded and self.satisfaction < 0 else self.satisfaction


class ReferenceConsumer(mesa.Agent):
    """A member of the market, with her traits, her ties and a mind for every brand."""

    def __init__(self, model: "ReferenceModel", row: int, community: int) -> None:
        super().__init__(model)
        self.row = row
        self.community = community
        self.friends: list[ReferenceConsumer] = []
        self.acquaintances: list[ReferenceConsumer] = []
        self.friend_of: list[ReferenceConsumer] = []
        self.followers: list[ReferenceConsumer] = []
        scenario, traits = model.scenario, model.scenario.consumer
        online, leader, stake, cocreator = self.words("consumers.traits", 0)
        self.leader = happens(leader, scenario.leaders.share)
        self.online = self.leader or happens(online, traits.online_share)
        self.cocreator = happens(cocreator, traits.cocreator_share)
        self.reference_stake = logit(1 - scenario.survey.innovators) + logit(uniform(stake))
        if self.leader:
            self.reference_stake += scenario.leaders.stake_shift
        self.risk_fear = traits.risk_fear
        self.scepticism = traits.scepticism
        self.trust_in_reviews = 1.0
        self.minds: dict[str, Mind] = {}
        for brand in model.brands:
            luck = uniform(self.words("consumers.taste", brand.place)[0])
            taste = -traits.taste_scale * math.log(-math.log(luck)) if len(model.brands) > 1 else 0.0
            known = happens(self.words("market.known", brand.place)[0], brand.known_by)
            self.minds[brand.name] = Mind(taste=taste, aware=known)

    def words(self, decision: str, block: int) -> tuple[int, int, int, int]:
        """Return four random words of this week for one of her decisions."""
        return self.model.luck.words(zlib.crc32(decision.encode()), self.model.week, self.row, block)

    def word_among_four(self, decision: str, block: int) -> int:
        """Return her word where four neighbours share one block."""
        purpose = zlib.crc32(decision.encode())
        return self.model.luck.words(purpose, self.model.week, self.row // 4, block)[self.row % 4]

    def speak(self) -> list[Talk]:
        """Return what she says this week."""
        return [talk for brand in self.model.brands for talk in self.talks_about(brand)]

    def talks_about(self, brand: "Brand") -> list[Talk]:
        """Return her talks: an owner's of her experience, another's of what she heard."""
        rules, mind = self.model.scenario.behaviours["speaking"], self.minds[brand.name]
        if mind.owner:
            valence = mind.opinion
            rate = rules.talk_rate * math.exp(-(self.model.week - 1 - mind.bought_at) / rules.buzz_duration)
            rate *= rules.grievance if valence < 0 else 1
            rate *= rules.leader_talk if self.leader else 1
            talks = valence and poisson(rate, self.word_among_four("behaviours.speaking.count", brand.place))
            return [self.talk(brand, valence, number) for number in range(talks)]
        net = mind.praise - mind.criticism
        word = self.word_among_four("behaviours.speaking.relay", brand.place)
        if mind.heard and net != 0 and happens(word, rules.relay):
            return [self.talk(brand, 1 if net > 0 else -1, MOST_TALKS)]
        return []

    def talk(self, brand: "Brand", valence: int, number: int) -> Talk:
        """Return one talk, with a friend or an acquaintance."""
        number += 64 * brand.place
        which, choice, moment, doubt = self.words("behaviours.speaking.talk", number)
        prefers_friend = happens(which, self.model.scenario.behaviours["speaking"].strong_talks)
        to_friend = bool(self.friends) and (prefers_friend or not self.acquaintances)
        circle = self.friends if to_friend else self.acquaintances
        hearer = one_of(circle, choice) if circle else None
        return Talk(self, hearer, to_friend, brand, valence, self.minds[brand.name].gift, number, moment, doubt)

    def post_to_followers(self, talk: Talk) -> None:
        """Post what she says; some followers see it."""
        channel = self.model.scenario.channels["leaders"]
        for place, follower in enumerate(self.followers):
            seen = self.words("channels.leaders.seen", 2**14 * talk.number + place // 4)[place % 4]
            if happens(seen, channel.reach):
                moment, doubt, _, _ = self.words("channels.leaders.arrival", 2**16 * talk.number + place)
                follower.take_in(talk, "leaders", channel.trust, moment, doubt)

    def forget(self) -> None:
        """Let evidence fade, and a new week begin."""
        for mind in self.minds.values():
            mind.praise *= 1 - self.model.scenario.behaviours["listening"].forgetting
            mind.criticism *= 1 - self.model.scenario.behaviours["listening"].forgetting
            mind.heard = False
            mind.last_moment = 0

    def take_in(self, talk: Talk, channel: str, trust: float, moment: int, doubt: int) -> None:
        """Hear a talk, and perhaps see the gift behind the praise."""
        valence, power = talk.valence, 1.0
        if talk.gift and valence > 0:
            if talk.gift.disclosed:
                power = talk.gift.power
            elif uniform(doubt) < self.scepticism:
                valence, power = -1, talk.gift.backlash
        self.hear(talk.brand, valence, trust * power, moment, channel)

    def hear(self, brand: "Brand", valence: int, power: float, moment: int, channel: str) -> None:
        """Take in praise, criticism or a mere mention."""
        mind = self.minds[brand.name]
        mind.aware = True
        mind.heard = mind.heard or valence != 0
        if valence > 0:
            mind.praise += power
        elif valence < 0:
            mind.criticism += power
        self.model.note_heard(channel, brand, valence)
        if moment >= mind.last_moment:
            mind.last_channel, mind.last_moment = channel, moment

    def visit_forum(self) -> None:
        """Read recent posts of her community, if she is there this week."""
        channel, posts = self.model.scenario.channels["community"], self.model.forums[self.community]
        if not self.online or not happens(self.word_among_four("channels.community.visit", 0), channel.visit_rate):
            return
        recent = 0.0
        for amount in posts.values():
            recent += amount
        for read in range(channel.forum_reads):
            choice, moment, _, _ = self.words("channels.community.read", read)
            left = uniform(choice) * max(recent, channel.forum_reads)
            for (brand, valence), amount in posts.items():
                if left < amount:
                    self.hear(brand, valence, channel.trust, moment, "community")
                    break
                left -= amount

    def shop(self) -> Purchase | None:
        """Buy what convinces her most, if she is in the market and anything does."""
        rules, site = self.model.scenario.behaviours["shopping"], self.model.scenario.channels["reviews"]
        season = rules.season[(self.model.week - 1) % len(rules.season)]
        rate = season * rules.shopping_rate
        if any(mind.owner for mind in self.minds.values()):
            rate = season / rules.repurchase_interval if rules.bought_again else 0
        if not happens(self.word_among_four("behaviours.shopping.visit", 0), rate):
            return None
        consulting, comparing, _, _ = self.words("behaviours.shopping.look", 0)
        if self.online and happens(comparing, rules.comparators):
            self.compare()
        consults = self.online and happens(consulting, site.consult_rate)
        known = [self.assess(brand, consults) for brand in self.model.brands if self.minds[brand.name].aware]
        convincing = [brand for brand in known if brand.margin >= 0]
        choice = max(convincing, key=lambda found: found.margin + self.minds[found.brand.name].taste, default=None)
        for found in known:
            if found.margin >= 0:
                self.model.count("convinced", found.brand)
            elif found.margin_without_criticism >= 0:
                self.model.count("deterred", found.brand)
        for brand in self.model.brands:
            self.model.count("in_market", brand)
            if choice is None or brand is not choice.brand:
                self.pass_over(brand)
        return self.buy(choice) if choice else None

    def compare(self) -> None:
        """Look up every brand."""
        for mind in self.minds.values():
            if not mind.aware:
                mind.aware, mind.last_channel = True, "reviews"

    def pass_over(self, brand: "Brand") -> None:
        """Leave a brand, though she is in the market."""
        mind = self.minds[brand.name]
        mind.loyal = False
        if mind.purchases:
            self.model.count("lapsed", brand)

    def buy(self, choice: Assessment) -> Purchase:
        """Buy a brand, for the first time or again; a gift was no purchase."""
        mind = self.minds[choice.brand.name]
        self.model.count("purchases", choice.brand)
        if mind.purchases:
            mind.loyal = True
            self.model.count("repeat_purchases", choice.brand)
        else:
            self.model.count("new_buyers", choice.brand)
            if choice.last_channel:
                self.model.count(f"won_by_{choice.last_channel}", choice.brand)
        return Purchase(self, choice.brand, choice.belief)

    def assess(self, brand: "Brand", consults: bool) -> Assessment:
        """Weigh her belief in a brand against her stake."""
        scenario, mind = self.model.scenario, self.minds[brand.name]
        praise, criticism, last_channel = mind.praise, mind.criticism, mind.last_channel
        if consults:
            for valence, power in self.read_reviews(brand):
                last_channel = "reviews"
                praise += power if valence > 0 else 0
                criticism += power if valence < 0 else 0
        satisfied_friends = self.satisfied_friends(brand)
        risk = self.risk_fear * brand.loss_aversion * (1 if brand.pays else 1 - brand.refund_coverage)
        risk *= (1 - scenario.consumer.moral_guarantee) ** satisfied_friends
        stake = self.reference_stake + (risk - scenario.survey.reference_risk) + brand.price_resistance
        praised, criticised = self.model.weights
        unharmed = brand.reputation + praised * math.log2(1 + praise)
        unharmed += scenario.consumer.own_experience * mind.satisfaction
        belief = unharmed - criticised * math.log2(1 + criticism)
        return Assessment(brand, belief, belief - stake, unharmed - stake, last_channel)

    def satisfied_friends(self, brand: "Brand") -> int:
        """Return how many bought the brand to their satisfaction among those who call her a friend."""
        minds = [friend.minds[brand.name] for friend in self.friend_of]
        return sum(mind.purchases > 0 and mind.satisfaction > 0 for mind in minds)

    def read_reviews(self, brand: "Brand") -> list[tuple[int, float]]:
        """Return valence and power of the reviews that she reads."""
        site, read = self.model.scenario.channels["reviews"], []
        shelf = sorted(brand.reviews, key=lambda review: (review.fake, (1, -1, 0).index(review.valence)))
        for number in range(min(site.reviews_read, len(shelf))):
            pick, doubt, _, _ = self.words("behaviours.shopping.read", 128 * brand.place + number)
            review, power = one_of(shelf, pick), site.trust * self.trust_in_reviews
            seen_through = review.fake and uniform(doubt) < self.scepticism
            valence = -1 if seen_through else review.valence
            if seen_through:
                self.trust_in_reviews /= 2
            self.model.note_heard("reviews", brand, valence)
            read.append((valence, power))
        return read

    def experience(self, purchase: Purchase) -> None:
        """Find out what she bought, and claim her money back if she may."""
        rules, brand, mind = (
            self.model.scenario.behaviours["experiencing"],
            purchase.brand,
            self.minds[purchase.brand.name],
        )
        hope = self.model.scenario.consumer.disconfirmation * max(0.0, purchase.hope)
        mind.satisfaction = self.verdict(brand, hope)
        mind.owner, mind.gift, mind.bought_at = True, None, self.model.week
        mind.purchases += 1
        _, _, claim, _ = self.words("behaviours.experiencing.experience", brand.place)
        rate = rules.claim_rate if mind.satisfaction < 0 else rules.abuse_rate
        mind.refunded = brand.refund_coverage > 0 and not brand.pays and happens(claim, rate)
        if mind.refunded:
            self.model.count("claims", brand)

    def receive(self, brand: "Brand", gift: Gift) -> None:
        """Get the product for nothing."""
        mind = self.minds[brand.name]
        mind.aware = mind.owner = True
        mind.gift, mind.bought_at = gift, self.model.week

    def experience_gift(self, brand: "Brand") -> None:
        """Find out what she was given; it raised no hopes."""
        mind = self.minds[brand.name]
        if mind.gift:
            mind.satisfaction = self.verdict(brand, 0.0)

    def verdict(self, brand: "Brand", hope: float) -> int:
        """Return whether the product satisfies (1), disappoints (−1) or leaves no impression."""
        indifference, verdict, _, _ = self.words("behaviours.experiencing.experience", brand.place)
        if happens(indifference, self.model.scenario.behaviours["experiencing"].indifferent_share):
            return 0
        chance = brand.quality
        if 0 < chance < 1:
            chance = 0.5 + 0.5 * math.tanh((logit(chance) - hope) / 2)
        return 1 if uniform(verdict) < chance else -1

    def post(self, brand: "Brand") -> None:
        """Review what she bought, and write of it to her forum."""
        rules, opinion = self.model.scenario.behaviours["posting"], self.minds[brand.name].opinion
        review, stars, post, _ = self.words("behaviours.posting.post", brand.place)
        rate = rules.post_rate * (rules.disinhibition if opinion < 0 else 1)
        if self.online and happens(review, rate):
            if opinion > 0:
                brand.reviews.append(Review(5 if happens(stars, rules.delighted_share) else 4))
            elif opinion < 0:
                brand.reviews.append(Review(1 if happens(stars, rules.outraged_share) else 2))
            else:
                brand.reviews.append(Review(3))
        if self.online and opinion and happens(post, rate):
            self.model.forums[self.community][brand, opinion] += 1


def uniform(word: int) -> float:
    """Return a number strictly between 0 and 1."""
    return (word + 0.5) / 2**32


def happens(word: int, probability: float) -> bool:
    """Tell whether something of this probability happens, to 2⁻³²."""
    return word < round(2**32 * min(max(probability, 0.0), 1.0))


def one_of[Thing](things: list[Thing], word: int) -> Thing:
    """Return one of some things, each with the same chance."""
    return things[word * len(things) >> 32]


def poisson(mean: float, word: int) -> int:
    """Return a Poisson number by inversion, cut at MOST_TALKS."""
    at_most = 0.0
    for number in range(MOST_TALKS):
        at_most += math.exp(-mean) * mean**number / math.factorial(number)
        if happens(word, at_most):
            return number
    return MOST_TALKS


def logit(probability: float) -> float:
    """Return log-odds."""
    return math.log(probability / (1 - probability))

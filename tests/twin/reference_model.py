"""The reference model: the market once more, written per agent in plain Mesa, to prove the engine right.

Slow and simple: objects and lists, no arrays, no compiled code. It draws the same addressed random numbers as the
engine, so on any small market both must give the same table.
"""

import functools
import math
from collections import Counter
from collections.abc import Iterable
from operator import add

import mesa
import numpy as np
import scipy.stats
from reference_brand import Brand, Post
from reference_brand_state import Purchase, Talk
from reference_consumer import ReferenceConsumer
from reference_draws import Draws, logit, one_of, uniform
from reference_homes import Homes
from reference_levers import KINDS
from reference_scale import in_market, in_sample
from wordofmouth.networks.audiences import build_audiences
from wordofmouth.networks.network import Network
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.survey import Survey


class ReferenceModel(mesa.Model):
    """The market of a scenario, consumer by consumer; ``rows`` is its table, a dictionary per week and brand."""

    scenario: Scenario = None

    def __init__(self, scenario: Scenario, seed: int = 0, replication: int = 0, network: Network | None = None) -> None:
        super().__init__(rng=seed)
        self.scenario = scenario
        self.seed, self.replication = seed, replication
        self.draws = Draws.of_run(seed, replication)
        self.week = 0
        self.weights = survey_weights(surveyed(scenario.survey, self.draws))
        self.n_segments = 1 + len(scenario.segments)
        self.brands = [Brand(place, section, self.n_segments) for place, section in enumerate(scenario.brands)]
        self.needs = list(dict.fromkeys(brand.need for brand in self.brands))
        self.network = network or scenario.network.build(scenario.consumers, self.draws.key("market.network"))
        self.stands_for = scenario.market / self.network.n if scenario.market else 1
        campaign = [in_sample(section, scenario, self.stands_for) for section in scenario.campaign]
        self.levers = [KINDS[section.kind](self, section, place) for place, section in enumerate(campaign)]
        self.homes = Homes(scenario.segments, self.network.community.tolist())
        self.consumers = [
            ReferenceConsumer(self, row, community) for row, community in enumerate(self.network.community.tolist())
        ]
        self.forums = {
            consumer.community: {(brand, valence): 0.0 for brand in self.brands for valence in (1, -1)}
            for consumer in self.consumers
        }
        self.tie()
        self.gather_audiences()
        self.rows: list[dict[str, float]] = []

    def shares_in(self, community: int) -> list[float]:
        """Return the chance that a member of a community is of each segment."""
        return self.homes.shares_in(community)

    @property
    def is_joined(self) -> bool:
        """Whether one is a member of a forum by joining, and not by being online."""
        forum = self.scenario.channels["community"]
        return forum.founders < 1 or forum.joining > 0

    def part_seen_in(self, community: int) -> float:
        """Return what part of the posts of its forum a member of a community sees."""
        members = sum(
            consumer.community == community and (consumer.is_member or not self.is_joined)
            for consumer in self.consumers
        )
        return min(1.0, self.scenario.channels["community"].circle / max(members, 1))

    def posts_seen_in(self, community: int) -> float:
        """Return how many recent posts of its forum a member of a community would see."""
        return sum(self.forums[community].values()) * self.seen_before[community]

    def admit(self) -> None:
        """Let consumers join and leave their forums, each by what the others were before."""
        self.seen_before = {community: self.part_seen_in(community) for community in self.forums}
        self.agents.do("consider_membership")
        changes = [consumer.is_member - consumer.was_member for consumer in self.consumers]
        members = sum(consumer.is_member for consumer in self.consumers)
        self.memberships = {"members": members, "joined": changes.count(1), "left": changes.count(-1)}

    def offers(self, need: str) -> list[Brand]:
        """Return the brands whose offers are for a need."""
        return [brand for brand in self.brands if brand.need == need]

    def tie(self) -> None:
        """Turn the network's rows into lists of consumers, friends first."""
        starts, targets = self.network.starts.tolist(), self.network.targets.tolist()
        for consumer, n_friends in zip(self.consumers, self.network.strong.tolist(), strict=True):
            others = [self.consumers[other] for other in targets[starts[consumer.row] : starts[consumer.row + 1]]]
            consumer.friends, consumer.acquaintances = others[:n_friends], others[n_friends:]
            for friend in consumer.friends:
                friend.friend_of.append(consumer)

    def steps_of(self, consumer: ReferenceConsumer) -> int:
        """Return how many quarters of a doubling more than average a consumer talks for her ties."""
        power = self.scenario.behaviours["speaking"].participation
        mean = sum(other.degree for other in self.consumers) / len(self.consumers) or 1
        return round(4 * power * math.log2(max(consumer.degree, 1) / mean))

    @functools.cached_property
    def mean_participation(self) -> float:
        """The mean of what ties make of talk, before it is made 1."""
        return sum(2 ** (self.steps_of(consumer) / 4) for consumer in self.consumers) / len(self.consumers)

    @functools.cached_property
    def season_late_by(self) -> int:
        """By how many weeks the season is late in this run, or early: a whole number of weeks, each as likely."""
        most = self.scenario.behaviours["shopping"].season_shift
        word = self.draws.words("behaviours.shopping.season_shift", 0, 0, 0)[0]
        return one_of(list(range(-most, most + 1)), word)

    def gather_audiences(self) -> None:
        """Give every leader her followers."""
        starts, followers = build_audiences(
            np.array([consumer.leader for consumer in self.consumers]),
            np.array([consumer.online for consumer in self.consumers]),
            self.scenario.leaders.audience,
            self.scenario.leaders.audience_exponent,
            np.uint64(self.draws.key("market.audiences")),
            self.network.community,
            self.scenario.leaders.within,
        )
        for consumer in self.consumers:
            rows = followers[starts[consumer.row] : starts[consumer.row + 1]].tolist()
            consumer.followers = [self.consumers[row] for row in rows]

    def step(self) -> None:
        """Simulate one week."""
        self.open_week()
        for lever in self.levers:
            lever.step()
        talks = [talk for said in self.agents.map("speak") for talk in said]
        handed_on = [talk for consumer in self.consumers for brand in self.brands for talk in consumer.hand_on(brand)]
        for consumer, brand in (*self.contacts, *((talk.hearer, talk.brand) for talk in handed_on)):
            state = consumer.brand_states[brand.name]
            state.content_since = state.content_since or self.week
        talks += handed_on
        for speaker, brand in {(talk.speaker, talk.brand) for talk in talks if talk.valence > 0}:
            if speaker.brand_states[brand.name].owner:
                self.count("recommenders", brand)
        self.agents.do("forget")
        self.deliver(talks)
        trips = [self.agents.map("shop", need) for need in self.needs]
        self.purchases = [purchase for bought in trips for purchase in bought if purchase]
        for purchase in self.purchases:
            purchase.buyer.experience(purchase)
        for receiver, brand in self.gifts:
            receiver.experience_gift(brand)
        self.teach()
        votes = [(purchase.brand.site, *purchase.buyer.vote(purchase.brand)) for purchase in self.purchases]
        for site, kind, vote in votes:
            site.prominence[kind] = site.prominence.get(kind, 0.0) + vote
        for site, _, _ in votes:
            site.prominence = {kind: max(0.0, prominence) for kind, prominence in site.prominence.items()}
        for purchase in self.purchases:
            purchase.buyer.post(purchase.brand)
        for lever in self.levers:
            if lever.is_acting:
                lever.respond()
        self.rows += [self.observe(brand) for brand in self.brands]
        self.running = self.week < self.scenario.weeks

    def teach(self) -> None:
        """Let what was bought and given away change who fears what."""
        for purchase in self.purchases:
            purchase.buyer.learn(purchase.brand, paid=not purchase.brand.pays)
        for receiver, brand in self.gifts:
            if receiver.brand_states[brand.name].gift:
                receiver.learn(brand, paid=False)
        for purchase in self.purchases:
            purchase.buyer.warn_friends(purchase.brand)

    def open_week(self) -> None:
        """Begin a week, in which nothing has happened; who is in the market is settled by what is left of the last."""
        self.week += 1
        self.counts: Counter[tuple[str, str]] = Counter()
        self.gifts: list[tuple[ReferenceConsumer, Brand]] = []
        self.contacts: list[tuple[ReferenceConsumer, Brand]] = []
        self.purchases: list[Purchase] = []
        self.posts: list[Post] = []
        self.news: list[tuple[ReferenceConsumer, Brand, float]] = []
        for opening in (*self.brands, *self.levers, *self.consumers):
            opening.open_week()
        for brand in self.brands:
            brand.site.open_week(self.scenario.channels["reviews"])

    def deliver(self, talks: list[Talk]) -> None:
        """Bring messages to those who hear them, channel by channel."""
        channels = self.scenario.channels
        for consumer in self.consumers:
            for brand_state in consumer.brand_states.values():
                brand_state.advertised *= channels["advertising"].carry_over
        for consumer, brand in self.contacts:
            consumer.brand_states[brand.name].advertised += 1
            moment, _, _, _ = consumer.words("channels.advertising.arrival", brand.place)
            trust = channels["advertising"].trust
            consumer.hear(brand, 1 if trust > 0 else 0, trust, moment, "advertising")
        for talk in talks:
            if talk.hearer and talk.to_friend:
                talk.hearer.take_in(talk, "friends", channels["friends"].trust, talk.moment, talk.doubt)
        for talk in talks:
            if talk.hearer and not talk.to_friend and talk.speaker.online and talk.hearer.online:
                trust = channels["acquaintances"].trust
                if talk.speaker.community == talk.hearer.community:
                    trust += channels["acquaintances"].fellow_bonus
                talk.hearer.take_in(talk, "acquaintances", trust, talk.moment, talk.doubt)
        for talk in talks:
            talk.speaker.post_to_followers(talk)
        if self.is_joined:
            self.admit()
        self.agents.do("visit_forum")
        for brand in self.brands:
            for consumer in self.consumers:
                brand.own_forum.show_to(consumer)
            brand.own_forum.fade(channels["community"].fading)
        for posts in self.forums.values():
            for post in posts:
                posts[post] *= 1 - channels["community"].fading
        for consumer, brand, counts in self.news:
            power = channels["news"].trust * counts
            moment, _, _, _ = consumer.words("channels.news.arrival", brand.place)
            consumer.brand_states[brand.name].reported += power
            consumer.hear(brand, -1 if power > 0 else 0, power, moment, "news")

    def count(self, measure: str, brand: Brand) -> None:
        """Count something that has happened to a brand this week."""
        self.counts[measure, brand.name] += 1

    def note_heard(self, channel: str, brand: Brand, valence: int) -> None:
        """Count a message heard."""
        if valence:
            self.count(f"{'praise' if valence > 0 else 'criticism'}_{channel}", brand)

    def purchases_of(self, brand: Brand) -> list[Purchase]:
        """Return this week's purchases of a brand."""
        return [purchase for purchase in self.purchases if purchase.brand is brand]

    def observe(self, brand: Brand) -> dict[str, float]:
        """Return every measure of a brand and the week."""
        brand_states = [consumer.brand_states[brand.name] for consumer in self.consumers]
        by_channel = ("praise", "criticism", "won_by", "lost_by")
        counted = {
            measure: self.counts[measure, brand.name]
            for measure in (
                *("in_market", "convinced", "deterred", "new_buyers", "purchases", "repeat_purchases", "lapsed"),
                *("recommenders", "cocreators"),
                *["subscribers"][: sum(lever.section.kind == "newsletter" for lever in self.levers)],
                *["recalled"][: sum(lever.section.kind == "recall" for lever in self.levers)],
                *(f"{what}_{kind}" for kind in self.scenario.channels for what in by_channel),
            )
        }
        praise = sum(counted[f"praise_{kind}"] for kind in self.scenario.channels)
        criticism = sum(counted[f"criticism_{kind}"] for kind in self.scenario.channels)
        buyers = sum(brand_state.purchases > 0 for brand_state in brand_states)
        measured = (
            counted
            | (self.memberships if self.is_joined else {})
            | self.money(brand)
            | {
                "buyers": buyers,
                "penetration": buyers / len(brand_states),
                "aware": sum(brand_state.aware for brand_state in brand_states),
                "loyal": sum(brand_state.loyal for brand_state in brand_states),
                "reviews": len(brand.reviews),
                "fake_reviews": sum(review.invented_by is not None for review in brand.reviews),
                "rating": mean([review.stars for review in brand.reviews]),
                "sentiment": mean([1] * praise + [-1] * criticism),
                "quality": brand.quality,
            }
        )
        return in_market(measured, self.stands_for)

    def money(self, brand: Brand) -> dict[str, float]:
        """Return what a brand earned and spent this week, in which each segment had a price of its own."""
        segments = range(self.n_segments)
        purchases = self.purchases_of(brand)
        people = Counter(consumer.segment for consumer in self.consumers)
        units = Counter(purchase.buyer.segment for purchase in purchases)
        claims = Counter(purchase.buyer.segment for purchase in purchases if purchase.claimed)
        mean_price = total(brand.prices[segment] * (people[segment] / len(self.consumers)) for segment in segments)
        if len(set(brand.prices)) == 1:
            mean_price = brand.prices[0]
        turnover = total(units[segment] * brand.prices[segment] for segment in segments)
        refunds = total(claims[segment] * (brand.prices[segment] * brand.coverages[segment]) for segment in segments)
        refunds += brand.paid_back
        spent_on = {
            f"spent_on_{lever.section.label}": lever.spent if lever.brand is brand else 0.0 for lever in self.levers
        }
        revenue = 0.0 if brand.pays else turnover
        unit_costs, campaign_cost = len(purchases) * brand.section.unit_cost, total(spent_on.values())
        cost = unit_costs + campaign_cost + refunds + (turnover if brand.pays else 0.0)
        return spent_on | {
            "price": mean_price,
            "claims": claims.total(),
            "unit_costs": unit_costs,
            "campaign_cost": campaign_cost,
            "refunds": refunds,
            "revenue": revenue,
            "cost": cost,
            "profit": revenue - cost,
        }


def surveyed(survey: Survey, draws: Draws) -> Survey:
    """Return the survey that one run has: each percentage drawn from what so many answers tell of it."""
    if not survey.asked:
        return survey
    drawn = {}
    for name, word in zip(
        ("follow_praise", "heed_criticism"), draws.words("survey: percentages", 0, 0, 0)[:2], strict=True
    ):
        yes = getattr(survey, name) * survey.asked
        share = scipy.stats.beta(yes + 0.5, survey.asked - yes + 0.5).ppf(uniform(word))
        drawn[name] = min(max(share, 0.001), 0.999)
    return survey.model_copy(update=drawn)


def survey_weights(survey: Survey) -> tuple[float, float]:
    """Return the weights of praise and criticism, under which the survey's two questions get its two answers.

    With margins logistic and not negative for the share of innovators, whoever is not convinced is convinced by praise
    if her margin is above −weight, and a would-be buyer is deterred by criticism if hers is below the weight.
    """
    unconvinced = 1 - survey.innovators
    location = -logit(unconvinced)
    still_unconvinced = unconvinced * (1 - survey.follow_through * survey.follow_praise)
    then_unconvinced = unconvinced + survey.innovators * survey.heed_criticism
    praise, criticism = -(location + logit(still_unconvinced)), location + logit(then_unconvinced)
    return praise / math.log2(1 + survey.exposures), criticism / math.log2(1 + survey.exposures)


def mean(numbers: list[int]) -> float:
    """Return the mean; not a number where there are none."""
    return sum(numbers) / len(numbers) if numbers else math.nan


def total(numbers: Iterable[float]) -> float:
    """Return the sum, added up from the left: conditions and profits hang on the last bit."""
    return functools.reduce(add, numbers, 0.0)

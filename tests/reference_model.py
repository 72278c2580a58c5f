"""The reference model: the market once more, written per agent in plain Mesa, to prove the engine right.

Slow and simple: objects and lists, no arrays, no compiled code. It draws the same addressed random numbers as the
engine, so on any small market both must give the same table.
"""

import math
import operator
import re
import zlib
from collections import Counter
from collections.abc import Callable
from typing import ClassVar

import mesa
import networkx
import numpy as np
from reference_consumer import Gift, Purchase, ReferenceConsumer, Review, Talk, happens, logit

from simulation import centrality
from simulation.audiences import build_audiences
from simulation.levers.family import Lever
from simulation.network import Network
from simulation.scenario import Scenario
from simulation.sections import Brand as BrandSection

COMPARISONS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


class Luck:
    """Random numbers by address: Philox4x32 with ten rounds, in whole numbers.

    Source: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC'11.
    """

    def __init__(self, key: int) -> None:
        low, high = key % 2**32, key >> 32
        self.round_keys = [
            ((low + number * 0x9E3779B9) % 2**32, (high + number * 0xBB67AE85) % 2**32) for number in range(10)
        ]

    def words(self, purpose: int, week: int, consumer: int, block: int) -> tuple[int, int, int, int]:
        """Return the four words at an address."""
        return self.philox(consumer, block, week, purpose)

    def philox(self, a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
        """Return the four words for a counter of four words."""
        for first_key, second_key in self.round_keys:
            left, right = a * 0xD2511F53, c * 0xCD9E8D57
            a, b, c, d = (
                (right >> 32) ^ b ^ first_key, right & 0xFFFFFFFF, (left >> 32) ^ d ^ second_key, left & 0xFFFFFFFF,
            )  # fmt: skip
        return a, b, c, d

    def key(self, purpose: int) -> int:
        """Return the key for something that has random numbers of its own."""
        low, high, _, _ = self.words(purpose, 0, 0, 0)
        return low + 2**32 * high

    @classmethod
    def of_run(cls, seed: int, replication: int) -> "Luck":
        """Return the luck of one run."""
        low, high, _, _ = cls(seed).philox(replication, 0, 0, zlib.crc32(b"run"))
        return cls(low + 2**32 * high)


class Brand:
    """A brand: what it offers for good and this week, and what is said of it on the review site."""

    def __init__(self, place: int, section: BrandSection, scenario: Scenario) -> None:
        self.place = place
        self.section = section
        self.name = section.name
        self.known_by = section.known_by
        self.quality = section.quality
        self.reputation = section.reputation
        self.pays = section.cash_flow == "income"
        self.loss_aversion = 1.0 if self.pays else scenario.consumer.loss_aversion
        self.price_sensitivity = scenario.consumer.price_sensitivity * (-1 if self.pays else 1)
        self.reviews: list[Review] = []
        self.open_week()

    def open_week(self) -> None:
        """Go back to its own price and guarantee, with nothing spent."""
        self.price = self.section.price
        self.refund_coverage = self.section.refund_coverage
        self.spent = 0.0

    @property
    def price_resistance(self) -> float:
        """What the price adds to the stake; whoever is paid wants more."""
        return self.price_sensitivity * math.log(self.price / (self.section.reference_price or self.section.price))


class ReferenceModel(mesa.Model):
    """The market of a scenario, consumer by consumer; ``rows`` is its table, a dictionary per week and brand."""

    scenario: Scenario = None

    def __init__(self, scenario: Scenario, seed: int = 0, replication: int = 0, network: Network | None = None) -> None:
        super().__init__(rng=seed)
        self.scenario = scenario
        self.luck = Luck.of_run(seed, replication)
        self.week = 0
        self.weights = survey_weights(scenario)
        self.brands = [Brand(place, section, scenario) for place, section in enumerate(scenario.brands)]
        self.network = network or scenario.network.build(
            scenario.consumers, self.luck.key(zlib.crc32(b"market.network"))
        )
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

    def tie(self) -> None:
        """Turn the network's rows into lists of consumers, friends first."""
        starts, targets = self.network.starts.tolist(), self.network.targets.tolist()
        for consumer, n_friends in zip(self.consumers, self.network.strong.tolist(), strict=True):
            others = [self.consumers[other] for other in targets[starts[consumer.row] : starts[consumer.row + 1]]]
            consumer.friends, consumer.acquaintances = others[:n_friends], others[n_friends:]
            for friend in consumer.friends:
                friend.friend_of.append(consumer)

    def gather_audiences(self) -> None:
        """Give every leader her followers."""
        starts, followers = build_audiences(
            np.array([consumer.leader for consumer in self.consumers]),
            np.array([consumer.online for consumer in self.consumers]),
            self.scenario.leaders.audience,
            self.scenario.leaders.audience_exponent,
            np.uint64(self.luck.key(zlib.crc32(b"market.audiences"))),
        )
        for consumer in self.consumers:
            rows = followers[starts[consumer.row] : starts[consumer.row + 1]].tolist()
            consumer.followers = [self.consumers[row] for row in rows]

    def step(self) -> None:
        """Live through one week."""
        self.week += 1
        self.counts: Counter[tuple[str, str]] = Counter()
        self.gifts: list[tuple[ReferenceConsumer, Brand]] = []
        self.contacts: list[tuple[ReferenceConsumer, Brand]] = []
        for brand in self.brands:
            brand.open_week()
        self.campaign()
        talks = [talk for said in self.agents.map("speak") for talk in said]
        for speaker, brand in {(talk.speaker, talk.brand) for talk in talks if talk.valence > 0}:
            if speaker.minds[brand.name].owner:
                self.count("recommenders", brand)
        self.agents.do("forget")
        self.deliver(talks)
        purchases: list[Purchase] = [purchase for purchase in self.agents.map("shop") if purchase]
        for purchase in purchases:
            purchase.buyer.experience(purchase)
        for receiver, brand in self.gifts:
            receiver.experience_gift(brand)
        for purchase in purchases:
            purchase.buyer.post(purchase.brand)
        self.rows += [self.observe(brand) for brand in self.brands]
        self.running = self.week < self.scenario.weeks

    def deliver(self, talks: list[Talk]) -> None:
        """Bring messages to those who hear them, channel by channel."""
        channels = self.scenario.channels
        for consumer, brand in self.contacts:
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
        self.agents.do("visit_forum")
        for posts in self.forums.values():
            for post in posts:
                posts[post] *= 1 - channels["community"].fading

    def campaign(self) -> None:
        """Let the levers act that are due and whose conditions hold."""
        for lever in self.scenario.campaign:
            brand = next((brand for brand in self.brands if brand.name == lever.brand), self.brands[0])
            if self.is_due(lever) and self.holds(lever.when, brand):
                brand.spent += lever.cost
                self.actions[lever.kind](self, lever, brand)

    def is_due(self, lever: Lever) -> bool:
        """Tell whether a lever's schedule has it act this week."""
        if lever.week is not None:
            return self.week == lever.week
        first, last = lever.weeks or (1, math.inf)
        return first <= self.week <= last and (self.week - first) % lever.every == 0

    def holds(self, condition: str, brand: Brand) -> bool:
        """Tell whether a condition holds on last week's measures."""
        if not condition:
            return True
        if self.week == 1:
            return False
        measure, comparison, number = re.split(r"\s*([<>=!]+)\s*", condition.strip())
        value = self.rows[brand.place - len(self.brands)][measure]
        return not math.isnan(value) and COMPARISONS[comparison](value, float(number))

    def advertise(self, lever: Lever, brand: Brand) -> None:
        """Address some consumers, or some of one community."""
        for consumer in self.consumers:
            word = consumer.words(f"levers.advertising.{lever.label}", 0)[0]
            if lever.community in (None, consumer.community) and happens(word, lever.reach):
                self.contacts.append((consumer, brand))
                brand.spent += lever.cost_per_contact

    def seed(self, lever: Lever, brand: Brand) -> None:
        """Give the product to the best placed of those who do not have it."""
        without = [consumer for consumer in self.ranking(lever) if not consumer.minds[brand.name].owner]
        gift = Gift(lever.disclosed, lever.disclosed_power, lever.backlash)
        for consumer in without if lever.strategy == "list" else without[: lever.count]:
            consumer.receive(brand, gift)
            self.gifts.append((consumer, brand))
            brand.spent += brand.section.unit_cost if lever.cost_per_gift is None else lever.cost_per_gift

    def discount(self, lever: Lever, brand: Brand) -> None:
        """Take something off the price."""
        brand.price *= 1 - lever.off

    def guarantee(self, lever: Lever, brand: Brand) -> None:
        """Promise the money back."""
        brand.refund_coverage = lever.coverage

    actions: ClassVar[dict[str, Callable[["ReferenceModel", Lever, Brand], None]]] = {
        "advertising": advertise, "seeding": seed, "discount": discount, "guarantee": guarantee,
    }  # fmt: skip

    def ranking(self, lever: Lever) -> list[ReferenceConsumer]:
        """Return candidates for a gift, the best placed first; of equals the earlier."""
        degree = {consumer: len(consumer.friends) + len(consumer.acquaintances) for consumer in self.consumers}
        match lever.strategy:
            case "random":
                purpose = zlib.crc32(f"levers.seeding.{lever.label}".encode())
                return sorted(self.consumers, key=lambda consumer: self.luck.words(purpose, 0, consumer.row, 0)[0])
            case "degree":
                return sorted(self.consumers, key=lambda consumer: -degree[consumer])
            case "pagerank":
                # Its iteration ends early, so that only the same iteration can tell near equals apart.
                score = centrality.pagerank(self.network).tolist()
                return sorted(self.consumers, key=lambda consumer: -score[consumer.row])
            case "core":
                core = networkx.core_number(self.graph())
                return sorted(self.consumers, key=lambda consumer: (-core[consumer], -degree[consumer]))
            case "community":
                return self.spread_over_communities(degree)
            case "leaders":
                leaders = [consumer for consumer in self.consumers if consumer.leader]
                return sorted(leaders, key=lambda consumer: -len(consumer.followers))
            case "list":
                return [self.consumers[row] for row in dict.fromkeys(lever.consumers)]

    def graph(self) -> "networkx.Graph[ReferenceConsumer]":
        """Return the ties as a graph."""
        graph = networkx.DiGraph() if self.network.directed else networkx.Graph()
        graph.add_nodes_from(self.consumers)
        for consumer in self.consumers:
            graph.add_edges_from((consumer, other) for other in consumer.friends + consumer.acquaintances)
        return graph

    def spread_over_communities(self, degree: dict[ReferenceConsumer, int]) -> list[ReferenceConsumer]:
        """Return the best tied of every community, the largest community first, then the second of each, and so on."""
        members = {
            community: [consumer for consumer in self.consumers if consumer.community == community]
            for community in sorted(self.forums)
        }
        communities = sorted(members.values(), key=len, reverse=True)
        queues = [sorted(community, key=lambda consumer: -degree[consumer]) for community in communities]
        return [queue[turn] for turn in range(len(self.consumers)) for queue in queues if turn < len(queue)]

    def count(self, measure: str, brand: Brand) -> None:
        """Count something that has happened to a brand this week."""
        self.counts[measure, brand.name] += 1

    def note_heard(self, channel: str, brand: Brand, valence: int) -> None:
        """Count a message heard."""
        if valence:
            self.count(f"{'praise' if valence > 0 else 'criticism'}_{channel}", brand)

    def observe(self, brand: Brand) -> dict[str, float]:
        """Return every measure of a brand and the week."""
        minds = [consumer.minds[brand.name] for consumer in self.consumers]
        counted = {
            measure: self.counts[measure, brand.name]
            for measure in (
                *("in_market", "convinced", "deterred", "new_buyers", "purchases", "repeat_purchases", "lapsed"),
                *("recommenders", "claims", "cocreators"),
                *(f"{what}_{kind}" for kind in self.scenario.channels for what in ("praise", "criticism", "won_by")),
            )
        }
        praise = sum(counted[f"praise_{kind}"] for kind in self.scenario.channels)
        criticism = sum(counted[f"criticism_{kind}"] for kind in self.scenario.channels)
        buyers = sum(mind.purchases > 0 for mind in minds)
        turnover = counted["purchases"] * brand.price
        revenue = 0.0 if brand.pays else turnover
        refunds = counted["claims"] * (brand.price * brand.refund_coverage)
        cost = (
            counted["purchases"] * brand.section.unit_cost + brand.spent + refunds + (turnover if brand.pays else 0.0)
        )
        return counted | {
            "buyers": buyers,
            "penetration": buyers / len(minds),
            "aware": sum(mind.aware for mind in minds),
            "loyal": sum(mind.loyal for mind in minds),
            "reviews": len(brand.reviews),
            "fake_reviews": sum(review.fake for review in brand.reviews),
            "rating": mean([review.stars for review in brand.reviews]),
            "sentiment": mean([1] * praise + [-1] * criticism),
            "quality": brand.quality,
            "price": brand.price,
            "revenue": revenue,
            "cost": cost,
            "profit": revenue - cost,
        }


def survey_weights(scenario: Scenario) -> tuple[float, float]:
    """Return the weights of praise and criticism, under which the survey's two questions get its two answers.

    With margins logistic and not negative for the share of innovators, whoever is not convinced is convinced by praise
    if her margin is above −weight, and a would-be buyer is deterred by criticism if hers is below the weight.
    """
    survey = scenario.survey
    unconvinced = 1 - survey.innovators
    location = -logit(unconvinced)
    still_unconvinced = unconvinced * (1 - survey.follow_praise)
    then_unconvinced = unconvinced + survey.innovators * survey.heed_criticism
    praise, criticism = -(location + logit(still_unconvinced)), location + logit(then_unconvinced)
    return praise / math.log2(1 + survey.exposures), criticism / math.log2(1 + survey.exposures)


def mean(numbers: list[int]) -> float:
    """Return the mean; not a number where there are none."""
    return sum(numbers) / len(numbers) if numbers else math.nan

"""The textbook models once more, consumer by consumer, from the published rules, to prove the kernels right.

Slow and simple: objects and lists, no arrays. They draw the same addressed random numbers as the engine, so on any
small network both must give the same table.
"""

import math
from collections import Counter
from fractions import Fraction
from statistics import NormalDist

from reference_draws import Draws, one_of, uniform
from reference_seeding import BY_INFLUENCE, ranking
from wordofmouth.engine.randomness import run_key
from wordofmouth.networks.network import Network
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.seeding.strategy import choose


class ReferenceTextbook:
    """A run of a scenario under a textbook's model; ``rows`` is its table, a dictionary per period."""

    def __init__(self, scenario: Scenario, seed: int = 0, replication: int = 0, network: Network | None = None) -> None:
        self.scenario, self.section = scenario, scenario.model
        self.seed, self.replication = seed, replication
        self.draws = Draws.of_run(seed, replication)
        self.network = network or scenario.network.build(scenario.consumers, self.draws.key("market.network"))
        self.week = 0
        self.consumers = [Consumer(self, row, place) for row, place in enumerate(self.network.community.tolist())]
        self.forums = {consumer.community for consumer in self.consumers}
        starts, targets = self.network.starts.tolist(), self.network.targets.tolist()
        for consumer in self.consumers:
            consumer.first_tie = starts[consumer.row]
            consumer.friends = [self.consumers[i] for i in targets[starts[consumer.row] : starts[consumer.row + 1]]]
            for friend in consumer.friends:
                friend.influencers.append(consumer)
        self.order = list(self.consumers)
        self.newly_active: list[Consumer] = []
        self.begin, self.step = RULES[self.section.kind]
        self.rows: list[dict[str, float]] = []

    def run(self) -> None:
        """Simulate all periods."""
        self.begin(self)
        buyers = 0
        while self.week < self.scenario.weeks:
            self.week += 1
            self.step(self)
            counts = Counter(consumer.state for consumer in self.consumers)
            row = {state.name: counts[place] for place, state in enumerate(self.section.states)}
            bought = sum(counts[place] for place, state in enumerate(self.section.states) if state.adopted)
            measures = {"buyers": bought, "penetration": bought / len(self.consumers), "new_buyers": bought - buyers}
            self.rows.append(measures | row)
            buyers = bought

    def waiting(self) -> list["Consumer"]:
        """Return those who are still in the first state."""
        return [consumer for consumer in self.consumers if consumer.state == 0]

    def seeds(self) -> list["Consumer"]:
        """Return who is active at the start."""
        section = self.section
        if section.strategy in BY_INFLUENCE:
            spreading = section.spreading(self.network)
            chosen = choose(section.strategy, spreading, section.seeds, run_key(self.seed, self.replication))
            return [self.consumers[row] for row in chosen.tolist()]
        if section.strategy not in ("random", "neighbourhood"):
            chosen = ranking(self, section)
            return chosen if section.strategy == "list" else chosen[: section.seeds]
        count = section.seeds if section.strategy == "random" else 1
        chosen, block = [], 0
        if count > len(self.consumers) // 8:
            chosen = list(self.consumers)
            shuffle(Draws(self.draws.key("textbook.seeded: chosen")), "textbook.seeded: chosen", 0, chosen)
            del chosen[count:]
        while len(chosen) < count:
            for word in self.draws.words("textbook.seeded: chosen", 0, 0, block):
                candidate = one_of(self.consumers, word)
                if candidate not in chosen and len(chosen) < count:
                    chosen.append(candidate)
            block += 1
        return chosen + chosen[0].friends if section.strategy == "neighbourhood" else chosen


class Consumer:
    """One consumer: her state, whom she influences, and who influences her."""

    def __init__(self, model: ReferenceTextbook, row: int, community: int) -> None:
        self.model, self.row, self.community = model, row, community
        self.state = 0
        self.friends: list[Consumer] = []
        self.acquaintances: list[Consumer] = []
        self.influencers: list[Consumer] = []

    @property
    def degree(self) -> int:
        """How many she influences."""
        return len(self.friends)

    def word(self, decision: str, week: int, step: int = 0) -> int:
        """Return her word of a decision that is put to everyone."""
        return word_of_four(self.model.draws, decision, week, self.row, step)

    def words(self, decision: str, block: int = 0) -> tuple[int, int, int, int]:
        """Return four words of her own in this period."""
        return self.model.draws.words(decision, self.model.week, self.row, block)

    def active_influencers(self) -> int:
        """Count those who influence her and are in another state than the first."""
        return sum(other.state != 0 for other in self.influencers)

    def outsiders(self) -> list["Consumer"]:
        """Return whom she may meet outside her community: where there is one only, everyone else."""
        everyone = sorted(self.model.consumers, key=lambda other: other.community)
        if len(self.model.forums) == 1:
            return [other for other in everyone if other is not self]
        return [other for other in everyone if other.community != self.community]


def word_of_four(draws: Draws, decision: str, week: int, number: int, block: int = 0) -> int:
    """Return the word of one of many, four of whom share a counter."""
    return draws.words(decision, week, number // 4, block)[number % 4]


def falls(word: int, probability: float) -> bool:
    """Tell whether something of this probability happens."""
    return word < 2**32 * probability


def shuffle(draws: Draws, decision: str, group: int, things: list[Consumer]) -> None:
    """Put things in random order, from the last to the first (Durstenfeld 1964)."""
    for last in range(len(things) - 1, 0, -1):
        other = draws.words(decision, 0, last // 4, group)[last % 4] * (last + 1) >> 32
        things[last], things[other] = things[other], things[last]


def binomial(word: int, n: int, probability: float) -> int:
    """Return how many of n succeed, by inversion."""
    at_most = 0.0
    for successes in range(n):
        at_most += math.comb(n, successes) * probability**successes * (1 - probability) ** (n - successes)
        if uniform(word) < at_most:
            return successes
    return n


def convert(model: ReferenceTextbook, consumers: list[Consumer], state: int = 1) -> None:
    """Have all these change at once."""
    for consumer in consumers:
        consumer.state = state
    model.newly_active = consumers


def nobody(model: ReferenceTextbook) -> None:
    """Begin with nobody."""


def seeded(model: ReferenceTextbook) -> None:
    """Begin with seeds."""
    convert(model, model.seeds())


def bass(model: ReferenceTextbook) -> None:
    """Adopt with p + q k/n, or 1 − (1 − p)(1 − q/n)^k."""
    section, n = model.section, len(model.consumers)
    p, q = section.p / section.steps, section.q / section.steps
    for step in range(section.steps):
        adopted, new = n - len(model.waiting()), []
        for consumer in model.waiting():
            everyone = section.around == "everyone"
            k, around = (adopted, n) if everyone else (consumer.active_influencers(), len(consumer.influencers))
            if section.hazard == "linear":
                hazard = p + q * k / max(around, 1)
            else:
                hazard = 1.0 - (1.0 - p) * max(1.0 - q / max(around, 1), 0.0) ** k
            if falls(consumer.word("textbook.bass: adopts", model.week, step), hazard):
                new.append(consumer)
        convert(model, new)


def talk_of_the_network(model: ReferenceTextbook) -> None:
    """Be informed with 1 − (1 − α)(1 − β_w f)^w (1 − β_s)^m."""
    section, new = model.section, []
    for consumer in model.waiting():
        outsiders = consumer.outsiders()
        met = sum(other.state for other in outsiders) / max(len(outsiders), 1)
        missed = (1 - section.advertising) * (1 - section.weak_effect * met) ** section.weak_ties
        missed *= (1 - section.strong_effect) ** consumer.active_influencers()
        if falls(consumer.word("textbook.talk_of_the_network: informed", model.week), 1 - missed):
            new.append(consumer)
    convert(model, new)


def in_turn(model: ReferenceTextbook) -> tuple[list[Consumer], dict[Consumer, int] | None]:
    """Return the consumers in the order in which they act, and what is seen of everyone (none: what is true now)."""
    if model.section.update == "synchronous":
        return model.order, {consumer: consumer.state for consumer in model.consumers}
    shuffle(model.draws, "textbook.word_of_buyers: order", model.week, model.order)
    return model.order, None


def bad_news(model: ReferenceTextbook) -> None:
    """Decide on the praise of the pleased (1), and the criticism of the displeased (2) and of rejecters (3)."""
    section = model.section
    order, before = in_turn(model)
    for consumer in order:
        if consumer.state:
            continue
        seen = before or {other: other.state for other in model.consumers}
        outsiders = consumer.outsiders()
        pleased = sum(seen[other] == 1 for other in consumer.influencers)
        displeased = sum(seen[other] >= 2 for other in consumer.influencers)
        share = max(len(outsiders), 1)
        praise_met = sum(seen[other] == 1 for other in outsiders) / share * section.weak_effect
        criticism_met = sum(seen[other] >= 2 for other in outsiders) / share * section.weak_effect
        criticism_met *= section.negative_weight
        by_ad, by_pleased, by_displeased, by_met = consumer.words("textbook.bad_news: hears", 0)
        experience, choice, sign, _ = consumer.words("textbook.bad_news: hears", 1)
        praise = binomial(by_pleased, pleased, section.strong_effect)
        criticism = binomial(by_displeased, displeased, min(section.strong_effect * section.negative_weight, 1.0))
        met = binomial(by_met, section.weak_ties, min(praise_met + criticism_met, 1.0))
        praising = binomial(sign, met, praise_met / (praise_met + criticism_met)) if met else 0
        praise, criticism = praise + praising, criticism + met - praising
        if falls(by_ad, section.advertising * section.fading ** (model.week - 1)):
            buys = True
        elif praise and criticism:
            buys = uniform(choice) < Fraction(praise, praise + criticism)
        elif praise or criticism:
            buys = praise > 0
        else:
            continue
        consumer.state = (2 if falls(experience, section.dissatisfied) else 1) if buys else 3


def qualities(model: ReferenceTextbook) -> None:
    """Have everyone's unit be good or bad, and nobody know."""
    for consumer in model.consumers:
        kind, first, second, _ = consumer.words("textbook.uncertain_bad_news: quality")
        normal = math.sqrt(-2.0 * math.log(uniform(first))) * math.cos(2.0 * math.pi * uniform(second))
        consumer.quality = -0.5 if falls(kind, model.section.dissatisfied) else 0.5
        consumer.quality += model.section.quality_spread * normal
        consumer.belief = NormalDist(0.0, math.sqrt(model.section.prior_variance))


def uncertain_bad_news(model: ReferenceTextbook) -> None:
    """Learn from what buyers got (1, 2) and rejecters (3) believed, and decide when sure enough."""
    section = model.section
    order, before = in_turn(model)
    first_tie = 0
    places = {}
    for consumer in model.consumers:
        places[consumer], first_tie = first_tie, first_tie + len(consumer.influencers)
    for consumer in order:
        if consumer.state:
            continue
        seen = before or {other: other.state for other in model.consumers}

        def tells(other: Consumer, word: int, effect: float, seen: dict[Consumer, int] = seen) -> bool:
            weight = section.negative_weight if seen[other] >= 2 else 1.0
            return bool(seen[other]) and uniform(word) < effect * weight

        # Of undirected networks ties stand in one row, strong ones first; of directed ones, by who sends them.
        heard = consumer.influencers if model.network.directed else consumer.friends
        for place, other in enumerate(heard, start=places[consumer]):
            word = model.draws.words("textbook.uncertain_bad_news: speaks", model.week, place, 0)[0]
            if tells(other, word, section.strong_effect):
                learn(consumer, other, section.strong_variance)
        by_ad, by_met, _, _ = consumer.words("textbook.uncertain_bad_news: hears")
        outsiders = consumer.outsiders()
        most = section.weak_effect * max(section.negative_weight, 1.0)
        for meeting in range(binomial(by_met, section.weak_ties, min(most, 1.0)) if outsiders else 0):
            whom, word, _, _ = consumer.words("textbook.uncertain_bad_news: meets", meeting)
            other = one_of(outsiders, whom)
            if tells(other, word, section.weak_effect / most):
                learn(consumer, other, section.weak_variance)
        doubt = consumer.belief.cdf(0.0)
        if falls(by_ad, section.advertising * section.fading ** (model.week - 1)) or 1 - doubt > section.adopt_above:
            consumer.state = 1 if consumer.quality > 0 else 2
        elif doubt > section.reject_above:
            consumer.state = 3


def learn(consumer: Consumer, other: Consumer, variance: float) -> None:
    """Weigh what one believes and a signal by their precisions."""
    signal = other.belief.mean if other.state == 3 else other.quality
    belief = consumer.belief
    mean = (belief.mean * variance + signal * belief.variance) / (variance + belief.variance)
    consumer.belief = NormalDist(mean, math.sqrt(belief.variance * variance / (belief.variance + variance)))


def thresholds(model: ReferenceTextbook) -> None:
    """Give everyone a threshold, activate those who have none, and the seeds."""
    section = model.section
    for consumer in model.consumers:
        drawn = uniform(consumer.word(f"textbook.{section.kind}: threshold", 0))
        if section.kind == "linear_threshold":
            consumer.threshold = drawn
        else:
            consumer.threshold = section.threshold + section.spread * (2.0 * drawn - 1.0)
    convert(model, model.seeds() + [consumer for consumer in model.consumers if consumer.threshold <= 0])


def follow(model: ReferenceTextbook) -> None:
    """Follow if the share of active influencers is at least the threshold."""
    around = {consumer: len(consumer.influencers) for consumer in model.waiting()}
    convert(
        model,
        [consumer for consumer, n in around.items() if n and consumer.active_influencers() / n >= consumer.threshold],
    )


def needed_neighbours(model: ReferenceTextbook) -> None:
    """Follow if enough influencers are active, or now and then if only some are."""
    new = []
    for consumer in model.waiting():
        active = consumer.active_influencers()
        noisy = falls(consumer.words("textbook.complex_contagion: below the threshold")[0], model.section.noise)
        if active >= model.section.needed or (active and noisy):
            new.append(consumer)
    convert(model, new)


def susceptible_infected(model: ReferenceTextbook) -> None:
    """Be infected by each infected influencer with one chance."""
    new = []
    for consumer in model.waiting():
        hazard = 1.0 - (1.0 - model.section.probability) ** consumer.active_influencers()
        if falls(consumer.words("textbook.susceptible_infected: infected")[0], hazard):
            new.append(consumer)
    convert(model, new)


def cascade_seeds(model: ReferenceTextbook) -> None:
    """Begin with seeds, some of whom may be negative."""
    seeded(model)
    disappoint(model)


def cascade(model: ReferenceTextbook) -> None:
    """Have everyone newly active try each of her ties, once; a random one of those who succeed came first."""
    section, attempts = model.section, {}
    for consumer in model.newly_active:
        for tie, friend in enumerate(consumer.friends, start=consumer.first_tie):
            chance = 1 / len(friend.influencers) if section.kind == "weighted_cascade" else section.probability
            word = word_of_four(model.draws, "textbook.cascade: tie carries", 0, tie)
            if friend.state == 0 and falls(word, chance):
                attempts.setdefault(friend, []).append((tie, consumer.state))
    for friend, reached_by in attempts.items():
        for number, (tie, state) in enumerate(reached_by, start=1):
            word = model.draws.words("textbook.cascade: who was first", 0, tie, 0)[0]
            if number == 1 or uniform(word) * number < 1:
                friend.state = state
    model.newly_active = sorted(attempts, key=lambda consumer: consumer.row)
    disappoint(model)


def disappoint(model: ReferenceTextbook) -> None:
    """Have some of those who are newly active and positive turn negative."""
    quality = getattr(model.section, "quality", 1.0)
    for consumer in model.newly_active:
        word = model.draws.words("textbook.cascade: stays positive", 0, consumer.row, 0)[0]
        if consumer.state == 1 and not falls(word, quality):
            consumer.state = 2


RULES = {
    "bass": (nobody, bass),
    "talk_of_the_network": (nobody, talk_of_the_network),
    "bad_news": (nobody, bad_news),
    "uncertain_bad_news": (qualities, uncertain_bad_news),
    "threshold_cascade": (thresholds, follow),
    "linear_threshold": (thresholds, follow),
    "independent_cascade": (cascade_seeds, cascade),
    "weighted_cascade": (cascade_seeds, cascade),
    "negative_cascade": (cascade_seeds, cascade),
    "complex_contagion": (seeded, needed_neighbours),
    "susceptible_infected": (seeded, susceptible_infected),
}

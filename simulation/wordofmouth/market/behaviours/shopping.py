"""Shopping: those in the market weigh belief against stake, and buy or do not."""

import functools
import math
from typing import Annotated, ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import WORD, below, chance, drawn_below, key_for, lanes, purpose, uniform, words
from wordofmouth.engine.records import Array, plain, records
from wordofmouth.market.decision import EvidenceWeights, Relief, belief, logistic_quantile, perceived_risk, stake
from wordofmouth.market.events import PURCHASE
from wordofmouth.market.messages import MessageSink, note
from wordofmouth.market.offers import exposure, saving
from wordofmouth.market.review_pool import place_of
from wordofmouth.market.segments import own_rates
from wordofmouth.market.world import World
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.parts import SETTING, Measure, Prior, field

BATCH = 2048
_VISIT = purpose("behaviours.shopping.visit")
_LOOK = purpose("behaviours.shopping.look")
_READ = purpose("behaviours.shopping.read")
_OCCASION = purpose("behaviours.shopping.occasion")
_SEASON = purpose("behaviours.shopping.season_shift")

# Reviews are read at the decision, after all that was heard in the week.
MOMENT_OF_DECISION = WORD - 1


class _Site(NamedTuple):
    """The review site, for those who consult it: with which chance, how many reviews, what each is worth, and all."""

    consult: int
    reads: int
    trust: float
    crowd: Array
    claims: Array
    groups: Array
    starts: Array
    report: int
    reports: Array
    sink: MessageSink


class _Evidence(NamedTuple):
    """What is weighed, beside what was read: by how much each, and what is remembered of brands."""

    weights: tuple[float, ...]
    loyalty: Array
    persuasion: float
    advertised: Array
    promises: Array


class _Counts(NamedTuple):
    """What is counted, by brand: of channels, of segments, and in all."""

    won: Array
    lost: Array
    sold: Array
    convinced: Array
    deterred: Array
    new_buyers: Array
    repeats: Array
    lapsed: Array


class Shopping(Behaviour):
    """In the market now and then; one consults reviews, some compare; then belief is weighed against stake."""

    kind: Literal["shopping"] = "shopping"
    reads: ClassVar[tuple[str, ...]] = (
        *("trips", "brands", "offered", "review_pool", "advertised", "promises", "vouchers", "fear_left"),
        *("place_fear", "roles", "consumers.online", "consumers.segment", "consumers.elsewhere"),
        *("consumers.risk_fear", "consumers.reference_stake", "consumers.scepticism", "consumers.trust_in_reviews"),
        *("brand_states.aware", "brand_states.praise", "brand_states.criticism", "brand_states.critic_channel"),
        *("brand_states.last_channel", "brand_states.last_speaker", "brand_states.satisfaction"),
        *("brand_states.satisfied_friends", "brand_states.advocate", "brand_states.taste", "brand_states.owner"),
        "brand_states.purchases",
    )
    writes: ClassVar[tuple[str, ...]] = (
        *("trips", "shoppers", "purchases", "review_pool", "consumers.trust_in_reviews", "consumers.elsewhere"),
        *("brand_states.aware", "brand_states.last_channel", "brand_states.loyal", "heard", "tallies", "won", "lost"),
        "sold",
    )
    words = {"name": "Shopping"}
    shopping_rate: float = field(
        0.1,
        "chance that a consumer without the product is in the market",
        unit="probability per week",
        source=Prior(0.01, 0.3, "from goods sought once in two years to every few weeks; presets say which goods"),
        ge=0,
        le=1,
    )
    bought_again: bool = field(True, "whether owners return to the market", unit="true or false")
    repurchase_interval: float = field(
        52.0,
        "mean time until an owner returns to the market",
        unit="weeks",
        source=Prior(13.0, 260.0, "from a season to five years; presets say which goods"),
        ge=1,
        le=10_000,
    )
    season: tuple[Annotated[float, Field(ge=0, le=1000)], ...] = field(
        (1.0,),
        "factors on being in the market, from week 1, over and over",
        unit="ratio",
        source=SETTING,
        strict=False,
        min_length=1,
        max_length=520,
    )
    season_shift: int = field(
        0,
        "weeks by which the season may come early or late, by chance, in each run anew",
        idle=0,
        unit="weeks",
        source=SETTING,
        ge=0,
        le=260,
    )
    elsewhere: float = field(
        1.0,
        "chance that a shopper whom no brand convinces buys elsewhere, and is away as long as an owner is",
        idle=0.0,
        unit="probability",
        source=Prior(0.5, 1.0, "needs are met somehow, mostly at once; some people wait"),
        ge=0,
        le=1,
    )
    comparators: float = field(
        0.0,
        "share of online shopping trips on which every brand is looked up",
        unit="share",
        source=Prior(0.0, 0.3, "most search at one shop: Johnson, Moe, Fader, Bellman and Lohse 2004, in sign"),
        ge=0,
        le=1,
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("in_market", "consumers", "consumers who were shopping this week"),
        Measure("convinced", "consumers", "of those in the market who know the brand: whose belief met their stake"),
        Measure("deterred", "consumers", "of those: who would have been convinced had they heard no criticism"),
        Measure("new_buyers", "consumers", "consumers who bought the brand for the first time"),
        Measure("purchases", "purchases", "units bought"),
        Measure("repeat_purchases", "purchases", "units bought by consumers who had bought the brand before"),
        Measure("lapsed", "consumers", "buyers of the brand who were in the market and did not buy it again"),
    )

    def open(self, world: World) -> None:
        """Settle who is in the market this week, by what each owned at the end of the last."""
        season = self.season[(world.week - 1 - self._late_by(world.key)) % len(self.season)]
        again = season / self.repurchase_interval if self.bought_again else 0.0
        thresholds, highest = _thresholds(own_rates(world.segments, "shopping_rate", self.shopping_rate), season)
        shoppers, again_too = np.empty(world.n + 1, np.int32), chance(again)
        world.trips = []
        for need in range(1 + max(world.needs.tolist())):
            in_market = _who_shops(
                world.key,
                world.week,
                need,
                world.needs,
                thresholds,
                again_too,
                max(again_too, highest),
                self.elsewhere > 0.0,
                *world.people,
                lanes(BATCH),
                np.empty((BATCH + 4, 2), np.int64),
                shoppers,
            )
            world.trips.append(shoppers[:in_market].copy())
        one = len(world.trips) == 1
        world.shoppers = world.trips[0] if one else np.unique(np.concatenate(world.trips))

    def _late_by(self, key: np.uint64) -> int:
        """Return by how many weeks a run's season is late, or early if below 0; each shift is as likely."""
        shifts = 2 * self.season_shift + 1
        return (int(key_for(key, _SEASON)) % WORD * shifts // WORD) - self.season_shift if shifts > 1 else 0

    def step(self, world: World) -> None:
        """Let those in the market decide; their purchases are left in ``world.purchases``."""
        tallies, reviews = world.tallies, world.channel("reviews")
        n_trips, n_brands = sum(map(len, world.trips)), world.brand_states.shape[1]
        groups, starts = world.review_pool.groups(reviews.ranked_by != "chance")
        reports = np.zeros(len(groups), np.int64)
        stands_for = reviews.market_size / world.n
        crowd = reviews.number_weight * np.log2(1.0 + world.review_pool.praising(stands_for))
        purchases, bought = records(PURCHASE, n_trips), 0
        site = _Site(
            chance(reviews.consult_rate),
            reviews.reviews_read,
            reviews.trust,
            crowd,
            reviews.trust * stands_for * world.review_pool.claims,
            groups,
            starts,
            chance(reviews.crowd_moderation),
            reports,
            world.sink(reviews, n_trips * n_brands * reviews.reviews_read),
        )
        evidence = _Evidence(
            tuple(world.weights), world.roles.table["loyalty"].copy(), world.channel("advertising").persuasion,
            world.advertised, plain(world.promises),
        )  # fmt: skip
        relief = Relief(world.reassurance, world.fear_left, world.places, world.place_fear)
        counted = ("convinced", "deterred", "new_buyers", "repeat_purchases", "lapsed")
        counts = _Counts(world.won, world.lost, world.sold, *(tallies[name] for name in counted))
        # Numba reads plain tuples sooner than records with names; the kernel gives them back.
        named = tuple(site), tuple(evidence), tuple(relief), tuple(counts)
        decisions = world.decisions(n_trips * n_brands)
        # What is not on sale yet is for no need.
        needs = np.where([offer.is_on_sale for offer in world.brands], world.needs, -1)
        for need, trip in enumerate(world.trips):
            bought += _decide(
                world.key, world.week, need, needs, chance(self.comparators), chance(self.elsewhere),
                *named, world.reference_risk, world.offered, plain(world.segments), world.vouchers, trip,
                *world.people, purchases[bought:], *decisions,
            )  # fmt: skip
            tallies["in_market"][world.needs == need] = len(trip)
        if reviews.crowd_moderation > 0.0:
            world.review_pool.report(reports)
        world.purchases = purchases[:bought].view(np.recarray)
        np.add(tallies["new_buyers"], tallies["repeat_purchases"], out=tallies["purchases"])


@functools.lru_cache(maxsize=64)
def _thresholds(rates: tuple[float, ...], season: float) -> tuple[Array, int]:
    """Return the words below which those without the product shop: int64 (segments,); and the highest of them."""
    thresholds = [chance(season * rate) for rate in rates]
    return np.array(thresholds), max(thresholds)


@kernel
def _who_shops(
    key, week, need, needs, first, again, most, elsewhere, consumers, brand_states, visits, candidates, shoppers
):  # fmt: skip
    # Draws: a word among four neighbours' in block ``need`` for being in the market for it (_VISIT).
    # In batches: first who could be in the market, then who is, which asks for many records at once.
    n, n_brands = brand_states.shape
    n_shoppers = 0
    for start in range(0, n, BATCH):
        many = min(BATCH, n - start)
        for k in range(drawn_below(key, _VISIT, week, start, many, need, most, visits, candidates)):
            i = candidates[k, 0]
            # Whose need was met elsewhere is away as an owner is.
            owns = elsewhere and (np.int64(consumers[i].elsewhere) >> need) & 1 > 0
            for b in range(n_brands):
                owns = owns or (brand_states[i, b].owner and needs[b] == need)
            segment = consumers[i].segment if first.shape[0] > 1 else 0
            shoppers[n_shoppers] = i
            n_shoppers += 1 if candidates[k, 1] < (again if owns else first[segment]) else 0
    return n_shoppers


@kernel
def _decide(
    key, week, need, needs, comparators, elsewhere, site, evidence, relief, counts, reference_risk, offers, segments,
    vouchers, shoppers, consumers, brand_states, purchases, decisions, n_decisions,
):  # fmt: skip
    # Draws: words 0 to 2 of block ``need`` for consulting reviews, comparing brands and buying elsewhere (_LOOK);
    # words 0 to 2 of block 128 b + read for the review, the doubt and the report (_READ); word 0 of block b for the
    # occasion (_OCCASION).
    site, evidence, relief, counts = _Site(*site), _Evidence(*evidence), Relief(*relief), _Counts(*counts)
    weights = EvidenceWeights(*evidence.weights)
    n_brands, reviews = brand_states.shape[1], site.sink[0]
    bought = 0
    for i in shoppers:
        consulting, comparing, leaving, _ = words(key, _LOOK, week, i, need)
        consumer = consumers[i]
        segment = np.int64(consumer.segment)
        consults = consumer.online and consulting < site.consult
        compares = consumer.online and comparing < comparators
        choice, liking, expectation, channel, speaker = -1, 0.0, 0.0, -1, -1
        first_decision = n_decisions[0]
        for b in range(n_brands):
            if needs[b] != need:
                continue
            brand_state, offer = brand_states[i, b], offers[segment, b]
            if compares and not brand_state.aware:
                brand_state.aware = True
                brand_state.last_channel = reviews
            if not brand_state.aware:
                continue
            praise, criticism, spoken = brand_state.praise, brand_state.criticism, False
            critic = np.int64(brand_state.critic_channel)
            if consults:
                posted, shown = 0, 0
                for group in range(site.starts[b], site.starts[b + 1]):
                    posted += site.groups[group].count
                    shown += site.groups[group].shown
                for read in range(min(site.reads, posted)):
                    pick, doubt, reporting, _ = words(key, _READ, week, i, 128 * b + read)
                    group = place_of(below(pick, shown), site.groups, site.starts[b])
                    seen_through, valence, power = _read(doubt, site.trust, site.groups[group], consumer)
                    site.reports[group] += 1 if seen_through and reporting < site.report else 0
                    note(i, b, valence, power, MOMENT_OF_DECISION, -1, site.sink)
                    spoken = True
                    if valence > 0:
                        praise += power
                    elif valence < 0:
                        criticism += power
                        critic = reviews
            experience = segments[segment].own_experience * brand_state.satisfaction
            experience += evidence.loyalty[brand_state.advocate]
            if consults:
                experience += site.crowd[b] * consumer.trust_in_reviews
            if evidence.persuasion > 0.0:
                experience += evidence.persuasion * math.log2(1.0 + evidence.advertised[i, b])
            exposed = offer.risk_exposure
            if evidence.promises.shape[0] > 0:
                trusted, promise = consumer.trust_in_reviews if consults else 0.0, evidence.promises[i, b]
                paid = promise.paid + trusted * site.claims[b, 0]
                broken = promise.broken + trusted * site.claims[b, 1]
                exposed = exposure(offer, paid, broken)
                # A promise that was broken speaks against the brand, as long as it is known.
                criticism += broken
            friends = brand_state.satisfied_friends
            risk = perceived_risk(i, b, consumer, exposed, friends, relief)
            needed = stake(consumer.reference_stake, risk, reference_risk, offer.price_resistance)
            needed -= saving(i, b, vouchers, segments[segment].price_sensitivity)
            if segments[segment].occasion > 0.0:
                word, _, _, _ = words(key, _OCCASION, week, i, b)
                needed += segments[segment].occasion * logistic_quantile(uniform(word), 0.0)
            held = belief(offer.reputation, weights.praise, weights.criticism, praise, criticism, experience)
            belief_without_criticism = held
            if held >= needed:
                counts.convinced[b] += 1
                preference = held - needed + np.float64(brand_state.taste)
                if choice < 0 or preference > liking:
                    choice, liking, expectation = b, preference, held
                    channel = reviews if spoken else np.int64(brand_state.last_channel)
                    speaker = -1 if spoken else np.int64(brand_state.last_speaker)
            else:
                belief_without_criticism = belief(offer.reputation, weights.praise, 0.0, praise, criticism, experience)
                if belief_without_criticism >= needed:
                    counts.deterred[b] += 1
                    if critic >= 0:
                        counts.lost[critic, b] += 1
            if n_decisions[0] < decisions.shape[0]:
                decision = decisions[n_decisions[0]]
                decision.consumer = i
                decision.brand = b
                decision.belief = held
                decision.belief_without_criticism = belief_without_criticism
                decision.stake = needed
                alone = perceived_risk(i, b, consumer, exposed, 0, relief)
                decision.unreassured = needed + (alone - risk)
                decision.friends = friends
                decision.bought = False
                n_decisions[0] += 1
        for k in range(first_decision, n_decisions[0]):
            decisions[k].bought = decisions[k].brand == choice
        for b in range(n_brands):
            if b != choice and needs[b] == need:
                brand_states[i, b].loyal = False
                if brand_states[i, b].purchases > 0:
                    counts.lapsed[b] += 1
        if elsewhere > 0:
            others = np.int64(consumers[i].elsewhere) & ~(1 << need)
            consumers[i].elsewhere = others | (1 << need if choice < 0 and leaving < elsewhere else 0)
        if choice >= 0:
            purchase, brand_state = purchases[bought], brand_states[i, choice]
            purchase.consumer = i
            purchase.brand = choice
            purchase.expectation = expectation
            purchase.speaker = speaker
            purchase.channel = channel
            purchase.first = brand_state.purchases == 0
            bought += 1
            counts.sold[segment, choice] += 1
            brand_state.loyal = brand_state.purchases > 0
            if brand_state.purchases > 0:
                counts.repeats[choice] += 1
            else:
                counts.new_buyers[choice] += 1
                if channel >= 0:
                    counts.won[channel, choice] += 1
    return bought


@kernel
def _read(doubt, trust, review, consumer):
    """Return whether a reader sees through a review, of a group, and what valence and power it has then."""
    valence, power = review.valence, trust * consumer.trust_in_reviews
    if review.detection > 0.0 and uniform(doubt) < consumer.scepticism * review.detection:
        consumer.trust_in_reviews *= 0.5
        # Invented praise speaks against the brand; invented criticism, seen through, says nothing.
        return (True, -1, power * review.backlash) if valence > 0 else (True, 0, 0.0)
    return False, valence, power * review.power

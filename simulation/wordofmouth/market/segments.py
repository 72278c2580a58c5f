"""Segments: kinds of consumers as a table that kernels read, a record each; place 0 is whoever is of none."""

import math
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.randomness import chance
from wordofmouth.engine.records import Array, Column, Table, plain, table
from wordofmouth.market.decision import logit

if TYPE_CHECKING:
    from wordofmouth.scenario.scenario import Scenario

SEGMENT = (
    Column("online", "int64", "word below which a consumer is online"),
    Column("leader", "int64", "word below which a consumer is an opinion leader"),
    Column("cocreator", "int64", "word below which a consumer would help to improve a product"),
    Column("stake_location", "float64", "location of the reference stake, in log-odds"),
    Column("risk_fear", "float64", "fear for money, in log-odds"),
    Column("scepticism", "float64", "probability of seeing through one manipulated message"),
    Column("trust_in_reviews", "float64", "trust in the review site at the start"),
    Column("own_experience", "float64", "what the consumer's own experience adds to or takes from belief, in log-odds"),
    Column("disconfirmation", "float64", "what each log-odds of expectation takes from satisfaction"),
    Column("loss_aversion", "float64", "how many times heavier a loss weighs than a gain"),
    Column("price_sensitivity", "float64", "log-odds that a price e times the reference adds to the stake"),
    Column("promise_trust", "float64", "share of an unknown brand's promise to refund that is believed"),
    Column("promise_inertia", "float64", "claims heard of that weigh as much as what was thought of a promise before"),
    Column("fear_learning", "float64", "share of the fear for a place that a good experience there takes away"),
    Column("fear_contagion", "float64", "how many times as much as a loss of one's own a cheated friend adds to it"),
    Column("occasion", "float64", "share of the stake's spread that is the occasion's"),
    Column("interest", "float64", "share of the lasting variance of stakes and liking that a community shares"),
    Column("online_share", "float64", "share who are online before the first week"),
    Column("online_growth", "float64", "what each week adds to the log-odds of being online"),
    Column("privacy", "float64", "what keeps one from joining a forum where members give their names, in log-odds"),
    Column("post_rate", "float64", "chance that a buyer posts; not a number: as everyone"),
    Column("shopping_rate", "float64", "chance to be in the market without the product; not a number: as everyone"),
)


def segment_table(scenario: "Scenario") -> Table:
    """Return the traits of every segment of a scenario, (segments,), those of none first."""
    segments = table(SEGMENT, 1 + len(scenario.segments))
    stake_location = logit(1.0 - scenario.survey.innovators)
    for segment, record, traits in zip((None, *scenario.segments), segments, scenario.traits, strict=True):
        leader_share = scenario.leaders.share
        if segment is not None and segment.leader_share is not None:
            leader_share = segment.leader_share
        record.online, record.leader = chance(traits.online_share), chance(leader_share)
        record.cocreator = chance(traits.cocreator_share)
        record.stake_location = stake_location + (segment.stake_shift if segment else 0.0)
        for column in SEGMENT:
            if column.name in type(traits).model_fields:
                record[column.name] = getattr(traits, column.name)
        for name in ("shopping_rate", "post_rate"):
            rate = getattr(segment, name, None)
            record[name] = math.nan if rate is None else rate
    return segments


def own_rates(segments: Array, name: str, usual: float) -> tuple[float, ...]:
    """Return the rate of a name in every segment, in order: its own, else the usual one."""
    return tuple([usual if math.isnan(own) else own for own in plain(segments)[name].tolist()])


def segment_chances(scenario: "Scenario", community: Array) -> Array:
    """Return the words below which a member is of a segment or an earlier one: int64 (communities, segments).

    There is one row for all communities where no segment has its own. A segment's own are taken in turn, the first of
    those that its people can still fill; who is then left of those to be placed is placed in the smallest of the
    others. Whoever is not placed is anywhere, so that a segment has its share of everybody.

    Args:
        scenario: whose ``segments`` say how many are of each, and how many of them are placed together.
        community: the community of every consumer, int32 (n,).
    """
    shares = np.array([segment.share for segment in scenario.segments])
    placed = np.array([segment.homophily * segment.share for segment in scenario.segments]) * len(community)
    size = np.bincount(community) if placed.any() else np.array([len(community)])
    # Of each community the share that is a segment's by being placed there; no community is of two.
    own, free = np.zeros((len(size), len(shares))), np.ones(len(size), dtype=bool)
    for segment, wanted in enumerate(placed):
        left = wanted
        for home in np.flatnonzero(free):
            if 0.0 < size[home] <= left:
                own[home, segment], free[home], left = 1.0, False, left - size[home]
        if left > 0.0 and free.any():
            home = np.flatnonzero(free)[np.argmin(size[free])]
            own[home, segment], free[home] = min(1.0, left / size[home]), False
    settled = (own * size[:, None]).sum(axis=0)
    others = np.maximum(shares * len(community) - settled, 0.0) / max(len(community) - settled.sum(), 1.0)
    rows = own + (1.0 - own.sum(axis=1))[:, None] * (others if placed.any() else shares)
    words = [[chance(share) for share in np.cumsum(row)] for row in rows]
    return np.array(words, np.int64).reshape(len(size), len(shares))


def reassurance(scenario: "Scenario", most_friends: int) -> np.ndarray:
    """Return what is left of the fear with so many satisfied friends: float64 (segments, most_friends + 1)."""
    left = [1.0 - traits.moral_guarantee for traits in scenario.traits]
    return np.array([np.cumprod([1.0] + [share] * most_friends) for share in left])


def fears(scenario: "Scenario", places: Array, n: int) -> Array:
    """Return what is left of the fear at each place, all: float64 (n, places); (0, places) where nobody learns."""
    learns = any(traits.fear_learning > 0.0 for traits in scenario.traits)
    return np.ones((n if learns else 0, 1 + int(places.max())))

"""The engine equals its slow twin: the same market written per agent, on drawn scenarios, to the last consumer."""

import hashlib
import math
import os
import subprocess
import sys
from collections import Counter
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, currently_in_test_context, given, note, settings
from hypothesis import strategies as st
from reference_advocates import Advocacy
from reference_brand import Brand
from reference_consumer import ReferenceConsumer
from reference_draws import Draws
from reference_levers import KINDS
from reference_model import ReferenceModel
from strategies import campaigns, levers, networks, replications, scenarios, seeds, tables
from wordofmouth.market.behaviours.speaking import BATCH
from wordofmouth.market.levers.seeding import Strategy
from wordofmouth.market.market import Market
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.sections import ConsumerTraits

TOLERANCE = 1e-12
TRAITS = ("community", "segment", "online", "leader", "cocreator", "reference_stake", "trust_in_reviews")
BRAND_STATE = (
    *("aware", "praise", "criticism", "heard", "owner", "satisfaction", "refunded"),
    *("loyal", "bought_at", "purchases", "recommended", "taste"),
)

drawn_scenarios = scenarios(lever_kinds=KINDS)
reproducible = settings(
    max_examples=120,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)
def test_the_twins_random_numbers_are_philox(counter: str, key: str, answer: str) -> None:
    """The twin's own Philox4x32-10 gives the known answers.

    Source: Random123, tests/kat_vectors (D. E. Shaw Research).
    """
    low, high = (int(word, 16) for word in key.split())
    words = Draws(low + 2**32 * high).philox(*(int(word, 16) for word in counter.split()))
    assert " ".join(f"{word:08x}" for word in words) == answer


@reproducible
@given(scenario=drawn_scenarios, seed=seeds, replication=replications)
def test_engine_equals_its_twin(scenario: Scenario, seed: int, replication: int) -> None:
    """Every measure of every week, and every consumer in the end, are the same in both."""
    assert_same(scenario, seed, replication)


@settings(reproducible, max_examples=50)
@given(data=st.data(), seed=seeds)
def test_engine_equals_its_twin_on_any_network_in_any_campaign(data: st.DataObject, seed: int) -> None:
    """So they are on networks no generator makes, with loners and one-way ties, and where levers meet in one week."""
    scenario = data.draw(drawn_scenarios)
    full = data.draw(campaigns(KINDS, **names(scenario), weeks=scenario.weeks, least=3, most=6))
    assert_same(scenario.varied(campaign=full), seed, network=data.draw(networks(scenario.consumers)))


@settings(reproducible, max_examples=40)
@given(scenario=drawn_scenarios, seed=seeds, each=st.sampled_from([1.0, 2.0, 7.5, 40.0]), rates=st.booleans())
def test_engine_equals_its_twin_in_a_market_of_more_people(
    scenario: Scenario, seed: int, each: float, rates: bool
) -> None:
    """So they are where consumers stand for several people each, and activities have the prices of a rate card."""
    market = max(scenario.consumers, int(each * scenario.consumers))
    assert_same(scenario.varied({"market": market, "rates": "default" if rates else {}}), seed)


@pytest.mark.parametrize("ties", [0, 1])
def test_engine_equals_its_twin_where_hardly_anybody_has_a_tie(ties: int) -> None:
    """So they are where nobody knows anybody, and where two do."""
    scenario = eventful().varied({"behaviours.speaking.participation": 1.5})
    ends = np.arange(ties)
    assert_same(scenario, seed=6, network=Network.from_ties(scenario.consumers, ends, ends + 1, ends == 0))


@settings(reproducible, max_examples=20)
@given(seed=seeds, fields=tables(ConsumerTraits))
def test_engine_equals_its_twin_where_everything_happens(seed: int, fields: dict[str, Any]) -> None:
    """So they are where levers of all kinds are pulled at once, whatever people are like."""
    assert_same(eventful().varied(consumer=fields), seed)


@pytest.mark.parametrize("strategy", get_args(Strategy))
@settings(reproducible, max_examples=8)
@given(data=st.data(), seed=seeds, count=st.integers(1, 10))
def test_engine_and_twin_seed_the_same_consumers(data: st.DataObject, seed: int, count: int, strategy: str) -> None:
    """Every strategy of seeding chooses the same consumers, week after week, on any network."""
    lever = {"kind": "seeding", "strategy": strategy, "count": count, "consumers": (3, 1, 3, 7), "weeks": (1, 3)}
    # Owners who return at once, and whose expectations count, may buy in the week of their gift and judge it
    # differently.
    eager = {"behaviours.shopping.repurchase_interval": 1.0, "consumer.disconfirmation": 2.0}
    scenario = data.draw(drawn_scenarios).varied(eager, campaign=[lever])
    assert_same(scenario, seed, network=data.draw(st.none() | networks(scenario.consumers)))


@pytest.mark.parametrize("kind", KINDS)
@settings(reproducible, max_examples=25)
@given(data=st.data(), seed=seeds)
def test_engine_and_twin_pull_every_lever_alike(data: st.DataObject, seed: int, kind: str) -> None:
    """A lever of any kind does the same in both, beside another one, week after week where all are busy."""
    scenario = busy(data.draw(drawn_scenarios))
    first, second = (data.draw(levers(kinds, **names(scenario))) for kinds in ([kind], KINDS))
    always = {"week": None, "weeks": None, "every": 1, "when": ""}
    campaign = [first | always, second | {"name": "second"}]
    assert_same(scenario.varied(campaign=campaign), seed)


@pytest.mark.parametrize("kind", KINDS)
@settings(reproducible, max_examples=8)
@given(data=st.data(), seed=seeds)
def test_engine_and_twin_stop_at_the_cap_alike(data: st.DataObject, seed: int, kind: str) -> None:
    """Where the money ends in the middle of a week, the same consumers are reached, given to, answered and paid."""
    scenario = busy(data.draw(drawn_scenarios))
    costs = {name: 1.5 for name in Lever.kinds[kind].model_fields if name.startswith("cost_per")}
    costs |= dict.fromkeys(Lever.kinds[kind].fees, 1.5)
    always = {"week": None, "weeks": None, "every": 1, "when": "", "cap": data.draw(st.floats(0.0, 40.0))}
    lever = data.draw(levers([kind], **names(scenario))) | always | costs
    if Lever.parse(lever | {"cap": None}).beyond_cap:
        lever |= dict.fromkeys(("offer", "cost_per_claim", "cost_per_return") & lever.keys(), 0.0)
    if not Lever.parse(lever | {"cap": None}).beyond_cap:
        assert_same(scenario.varied(campaign=[lever]), seed)


@pytest.mark.slow
@settings(reproducible, max_examples=5000, derandomize=False)
@given(scenario=drawn_scenarios, seed=seeds, replication=replications)
def test_engine_equals_its_twin_on_thousands_of_markets(scenario: Scenario, seed: int, replication: int) -> None:
    """Nor does a long search find a market in which they part."""
    assert_same(scenario, seed, replication)


@pytest.mark.slow
@settings(reproducible, max_examples=300, derandomize=False)
@given(data=st.data(), seed=seeds)
def test_engine_equals_its_twin_in_a_crisis(data: st.DataObject, seed: int) -> None:
    """So they are where what was invented and given away is written of, answered and called back, over and over."""
    scenario = busy(data.draw(drawn_scenarios))
    kinds = ("fake_reviews", "seeding", "exposure", "statement", "recall")
    drawn = [data.draw(levers([kind], **names(scenario))) for kind in kinds]
    often = {"week": None, "weeks": None, "when": "", "every": data.draw(st.integers(1, 3))}
    assert_same(scenario.varied(campaign=[table | often | {"name": table["kind"]} for table in drawn]), seed)


def test_uncompiled_engine_gives_the_same_bits() -> None:
    """With NUMBA_DISABLE_JIT=1 a market is the same to the last bit, and no number overflows on the way."""
    uncompiled = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import test_twin; print(test_twin.digest_of_one_market())"],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert not uncompiled.stderr
    assert uncompiled.stdout.strip() == digest_of_one_market()


@pytest.mark.slow
def test_engine_equals_its_twin_beyond_one_batch() -> None:
    """So they are where consumers pass through the kernels in several batches, and talks outgrow their list."""
    scenario = eventful().varied(consumers=2 * BATCH + 1001, weeks=4)
    assert_same(scenario, seed=5)


def names(scenario: Scenario) -> dict[str, list[str]]:
    """Return what levers of a scenario may name."""
    return {family: [entry.name for entry in getattr(scenario, family)] for family in ("brands", "segments")}


def busy(scenario: Scenario) -> Scenario:
    """Return a busier market: brands are known and well thought of, many buy, and say and post what they think."""
    brand = {"known_by": 0.3, "reputation": 2.0, "quality": 0.5}
    people = {"online_share": 0.8, "cocreator_share": 0.5, "price_sensitivity": 0.5}
    return scenario.varied(
        {f"brands.{section.name}.{field}": value for section in scenario.brands for field, value in brand.items()}
        | {f"consumer.{field}": value for field, value in people.items()}
        | {
            "weeks": 8,
            "survey.innovators": 0.4,
            "channels.reviews.consult_rate": 0.8,
            "behaviours.shopping.shopping_rate": 0.5,
            "behaviours.posting.post_rate": 0.8,
            "behaviours.speaking.talk_rate": 2.0,
            "behaviours.speaking.buzz_duration": 8.0,
        }
    )


def eventful() -> Scenario:
    """Return a small market in which everything happens."""
    levers = (
        {"kind": "advertising", "reach": 0.2},
        {"kind": "targeted_advertising", "audience": "rival_owners", "reach": 0.5, "cost_per_contact": 0.1},
        {"kind": "search_advertising", "brand": "B", "reach": 0.5, "cost_per_click": 0.3},
        {"kind": "seeding", "count": 6, "strategy": "pagerank", "disclosed": False},
        {"kind": "discount", "brand": "B", "every": 3, "segment": "thrifty"},
        {"kind": "guarantee", "weeks": (3, 6), "when": "rating < 4.5", "cost_per_claim": 2.0, "honoured": 0.7},
        {"kind": "fake_reviews", "name": "praise", "brand": "B", "count": 3, "moderation": 0.2},
        {"kind": "fake_reviews", "brand": "B", "against": "A", "count": 2, "subtlety": 0.5},
        {"kind": "referral", "segment": "sociable"},
        {"kind": "ambassadors", "count": 4, "weeks": (3, 8), "every": 2},
        {"kind": "co_creation", "response": 0.8, "half_way": 5.0},
        {"kind": "community_manager", "capacity": 2, "hosts_forum": True},
        {"kind": "hosted_forum", "visit_rate": 0.9, "weeks": (1, 5)},
        {"kind": "hosted_forum", "name": "house", "brand": "B", "visit_rate": 0.9, "hides": 0.5, "every": 2},
        {"kind": "broadcast", "reach": 0.1},
        {"kind": "exposure", "weeks": (3, 8), "every": 3, "reach": 0.4},
        {"kind": "exposure", "name": "scandal", "brand": "B", "weeks": (3, 8), "reach": 0.4},
        {"kind": "statement", "weeks": (4, 8), "every": 3, "reach": 0.6, "withdraws": False},
        {
            "kind": "statement",
            "name": "reply",
            "brand": "B",
            "week": 5,
            "tone": "denial",
            "reach": 0.8,
            "cost_per_contact": 0.2,
        },
        {"kind": "recall", "brand": "B", "weeks": (4, 8), "defective": 0.4, "refund": 0.8, "cost_per_return": 3.0},
        {"kind": "seeding", "name": "comfort", "brand": "B", "weeks": (5, 8), "count": 9, "disclosed": False},
        {"kind": "newsletter", "listed": 0.1, "sign_up": 0.3, "messages": 3, "weariness": 0.1, "offer": 0.2},
        {"kind": "community_manager", "name": "hotline", "segment": "sociable", "win_back": 0.6},
        {"kind": "community_manager", "name": "denial", "brand": "B", "tone": "promotion", "broadcast": 0.3},
    )
    return Scenario.from_dict(
        {
            "consumers": 60,
            "weeks": 8,
            "network": {"kind": "small_world", "mean_degree": 6},
            "survey": {"innovators": 0.4},
            "leaders": {"share": 0.1, "audience": 10.0},
            "consumer": {"cocreator_share": 0.5, "fear_learning": 0.3},
            "segments": [
                {"name": "sociable", "share": 0.3, "leader_share": 0.3, "trust_in_reviews": 0.5},
                {"name": "thrifty", "share": 0.4, "price_sensitivity": 4.0, "stake_shift": 0.3, "shopping_rate": 0.8},
            ],
            "channels": {"advertising": {"trust": 0.1}, "community": {"visit_rate": 0.8}},
            "behaviours": {
                "shopping": {"shopping_rate": 0.5, "repurchase_interval": 4.0, "comparators": 0.1},
                "posting": {"post_rate": 0.6},
                "speaking": {"relay": 0.4},
            },
            "brands": [
                {"name": "A", "known_by": 0.3},
                {"name": "B", "known_by": 0.3, "quality": 0.4, "place": "in town"},
                {"name": "C", "known_by": 0.5, "quality": 0.6, "need": "work", "cash_flow": "income"},
            ],
            "campaign": levers,
        }
    )


def digest_of_one_market() -> str:
    """Return the SHA-256, in hexadecimal, of one small market, unrounded."""
    market = Market(eventful(), seed=2024)
    market.run()
    digest = hashlib.sha256()
    for column in market.table().values():
        digest.update(repr(column.tolist()).encode())
    for table in (market.consumers, market.brand_states):
        digest.update(repr(table.tolist()).encode())
    return digest.hexdigest()


def assert_same(scenario: Scenario, seed: int, replication: int = 0, network: Network | None = None) -> None:
    """Simulate a scenario in both, and compare them."""
    if currently_in_test_context():
        note(f"Scenario.from_dict({scenario.model_dump()})")
    market, twin = Market(scenario, seed, replication, network), ReferenceModel(scenario, seed, replication, network)
    market.run()
    twin.run_model()
    table = market.table()
    assert market.history.keys() == twin.rows[0].keys()
    for name in market.history:
        assert_equal(f"{name} by week and brand", table[name].tolist(), [row[name] for row in twin.rows])
    traits, brand_states = rows(market.consumers), rows(market.brand_states)
    for consumer in twin.consumers:
        twins = {"risk_fear": consumer.traits.risk_fear, "scepticism": consumer.traits.scepticism}
        for name, value in (twins | {name: getattr(consumer, name) for name in TRAITS}).items():
            assert_equal(f"{name} of {consumer.row}", [traits[consumer.row][name]], [value])
        assert not len(market.member) or market.member[consumer.row] % 2 == consumer.is_member
        for brand in twin.brands:
            engines, twins = (
                brand_states[consumer.row * len(twin.brands) + brand.place],
                known_of(consumer, brand, market),
            )
            fear_left = market.fear_left[consumer.row, brand.place] if len(market.fear_left) else 1.0
            assert_equal(f"fear of {consumer.row}", [float(fear_left)], [consumer.brand_states[brand.name].fear_left])
            if len(market.place_fear):
                place_fear = market.place_fear[consumer.row, market.places[brand.place]]
                assert_equal(f"place fear of {consumer.row}", [float(place_fear)], [consumer.fear_at(brand)])
            for name, value in twins.items():
                assert_equal(f"{name} of {consumer.row} on {brand.name}", [engines[name]], [value])
            if len(market.reported):
                reported = float(market.reported[consumer.row, brand.place])
                assert_equal("reported", [reported], [consumer.brand_states[brand.name].reported])
            if len(market.promises):
                state = consumer.brand_states[brand.name]
                known = state.paid_claims, state.broken_claims, state.unpaid
                assert_equal("claims", market.promises[consumer.row, brand.place].tolist(), known)
            gift = consumer.brand_states[brand.name].gift
            assert bool(engines["gift"]) == bool(gift)
            assert not gift or market.terms[engines["gift"]].tolist() == pytest.approx(
                (gift.disclosed, gift.power, gift.backlash, gift.suspicion), rel=TOLERANCE
            )
    for brand in twin.brands:
        posts = market.own_forums[brand.place]
        assert_equal(
            f"own forum of {brand.name}", [posts.praise, posts.criticism], list(brand.own_forum.posts.values())
        )
        stars = Counter(review.stars for review in brand.reviews if not review.invented_by)
        assert market.review_pool.stars[brand.place].tolist() == [stars[number] for number in (1, 2, 3, 4, 5)]
        assert_equal(f"quality of {brand.name}", [market.offers[brand.place].quality], [brand.quality_to_come])
    for community, posts in twin.forums.items():
        assert_equal(f"forum {community}", market.forum[community].reshape(-1).tolist(), list(posts.values()))


def rows(table: Any) -> list[dict[str, Any]]:
    """Return the records of a table as dictionaries."""
    return [dict(zip(table.dtype.names, record, strict=True)) for record in table.reshape(-1).tolist()]


def known_of(consumer: ReferenceConsumer, brand: Brand, market: Market) -> dict[str, Any]:
    """Return what a consumer of the twin knows of a brand, in the engine's words."""
    brand_state = consumer.brand_states[brand.name]
    channels = [None, *(channel.kind for channel in market.channels)]
    roles = [None, *(lever for lever in consumer.model.levers if isinstance(lever, Advocacy))]
    return {name: getattr(brand_state, name) for name in BRAND_STATE} | {
        "satisfied_friends": consumer.satisfied_friends(brand),
        "last_channel": channels.index(brand_state.last_channel) - 1,
        "last_speaker": brand_state.last_speaker.row if brand_state.last_speaker else -1,
        "critic_channel": channels.index(brand_state.critic_channel) - 1,
        "advocate": roles.index(brand_state.advocate),
    }


def assert_equal(what: str, engines: list[float], twins: list[float]) -> None:
    """Hold whole numbers equal, and others to TOLERANCE; not a number equals itself."""
    assert len(engines) == len(twins), what
    for place, (one, other) in enumerate(zip(engines, twins, strict=True)):
        whole = isinstance(one, int) and isinstance(other, int)
        missing = one != one and other != other
        near = not whole and math.isclose(one, other, rel_tol=TOLERANCE)
        assert one == other or near or missing, f"{what}, {place}: {one} in the engine, {other} in the twin"

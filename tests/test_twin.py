"""The engine equals its slow twin: the same market written per agent, on drawn scenarios, to the last consumer."""

import math

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from reference_consumer import Review
from reference_model import Luck, ReferenceModel
from strategies import networks, replications, scenarios, seeds

from simulation.market import Market
from simulation.network import Network
from simulation.scenario import Scenario

TRAITS = (
    "community",
    "online",
    "leader",
    "cocreator",
    "reference_stake",
    "risk_fear",
    "scepticism",
    "trust_in_reviews",
)
MIND = (
    ["aware", "praise", "criticism", "heard", "owner", "satisfaction", "refunded", "loyal", "bought_at", "purchases", "taste"]
)  # fmt: skip
TOLERANCE = 1e-12

drawn_scenarios = scenarios(lever_kinds=ReferenceModel.actions)
invented = st.lists(st.integers(0, 5), min_size=3, max_size=3)
as_in_ci = settings(
    max_examples=200,
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
    words = Luck(low + 2**32 * high).philox(*(int(word, 16) for word in counter.split()))
    assert " ".join(f"{word:08x}" for word in words) == answer


@as_in_ci
@given(scenario=drawn_scenarios, seed=seeds, replication=replications, fakes=invented)
def test_engine_equals_its_twin(scenario: Scenario, seed: int, replication: int, fakes: list[int]) -> None:
    """Every measure of every week, and every consumer in the end, are the same in both."""
    assert_same(scenario, seed, replication, fakes)


@settings(as_in_ci, max_examples=50)
@given(data=st.data(), seed=seeds)
def test_engine_equals_its_twin_on_any_network(data: st.DataObject, seed: int) -> None:
    """So they are on networks no generator makes: directed, with loners, with friends in other communities."""
    scenario = data.draw(drawn_scenarios)
    assert_same(scenario, seed, 0, [0, 0, 0], data.draw(networks(scenario.consumers)))


@pytest.mark.slow
@settings(as_in_ci, max_examples=5000, derandomize=False)
@given(scenario=drawn_scenarios, seed=seeds, replication=replications, fakes=invented)
def test_engine_equals_its_twin_on_thousands_of_markets(
    scenario: Scenario, seed: int, replication: int, fakes: list[int]
) -> None:
    """Nor does a long search find a market in which they part."""
    assert_same(scenario, seed, replication, fakes)


def assert_same(
    scenario: Scenario, seed: int, replication: int, fakes: list[int], network: Network | None = None
) -> None:
    """Run both, and compare them."""
    note(f"Scenario.from_dict({scenario.model_dump()})")
    market, twin = Market(scenario, seed, replication, network), ReferenceModel(scenario, seed, replication, network)
    for brand, count in zip(twin.brands, fakes, strict=False):
        market.fakes[brand.place] = count
        brand.reviews += [Review(5, fake=True)] * count
    market.run()
    twin.run_model()
    assert market.history.keys() == twin.rows[0].keys()
    table = market.table()
    for name in market.history:
        for row, (engines, twins) in enumerate(
            zip(table[name].tolist(), [row[name] for row in twin.rows], strict=True)
        ):
            assert same(engines, twins), f"{name}, {row}: {engines} in the engine, {twins} in the twin"
    kinds = [channel.kind for channel in market.channels]
    for consumer, traits, minds in zip(twin.consumers, market.consumers, market.minds, strict=True):
        for name in TRAITS:
            assert same(traits[name].item(), getattr(consumer, name)), f"{name} of {consumer.row}"
        for brand, mind in zip(twin.brands, minds, strict=True):
            twins = consumer.minds[brand.name]
            known = {name: getattr(twins, name) for name in MIND} | {
                "satisfied_friends": consumer.satisfied_friends(brand),
                "last_channel": kinds.index(twins.last_channel) if twins.last_channel else -1,
            }
            for name, value in known.items():
                assert same(mind[name].item(), value), f"{name} of {consumer.row} on {brand.name}"
            assert bool(mind["gift"]) == bool(twins.gift)


def same(engines: float, twins: float) -> bool:
    """Tell whether whole numbers are equal, and others to TOLERANCE; not a number equals itself."""
    if isinstance(engines, int) and isinstance(twins, int):
        return engines == twins
    return math.isclose(engines, twins, rel_tol=TOLERANCE) or (math.isnan(engines) and math.isnan(twins))

"""People by name: whoever is absent neither buys nor speaks, and whoever is told knows the brand, and has nothing."""

import numpy as np
from wordofmouth.market.market import Market
from wordofmouth.scenario.scenario import Scenario

GONE = (3, 50, 51, 52)


def test_who_is_absent_neither_buys_nor_speaks():
    """In no week, whatever others give them, tell them, or let happen to them."""
    campaign = [
        {"kind": "absence", "consumers": GONE},
        {"kind": "seeding", "strategy": "list", "consumers": (3, 10)},
        {"kind": "mishap", "week": 2, "consumers": (50,)},
        {"kind": "advertising", "reach": 0.5},
    ]
    changes = {"campaign": campaign, "behaviours.speaking.talk_rate": 3.0, "behaviours.speaking.relay_content": 0.5}
    market = Market(Scenario.load("small").varied(changes), 1, record={"influence"})
    spoke = 0
    for _ in range(market.weeks):
        market.step()
        spoke += len(market.talks)
        assert not np.isin(market.talks.speaker, GONE).any()
        assert not np.isin(market.purchases.consumer, GONE).any()
        assert not np.isin(market.shoppers, GONE).any()
        assert not market.brand_states.owner[list(GONE)].any()
    assert spoke > 1_000


def test_who_comes_back_is_there():
    """Absent in some weeks, they shop and buy in others, and remember nothing of what was said meanwhile."""
    base = Scenario.load("small").varied({"behaviours.shopping.shopping_rate": 0.9, "consumers": 200})
    everybody = {"kind": "absence", "consumers": tuple(range(200)), "weeks": (1, 5)}
    market = Market(base.varied(campaign=[everybody, {"kind": "advertising", "reach": 0.9}]), 1)
    for week in range(1, 13):
        market.step()
        assert len(market.shoppers) == 0 if week <= 5 else len(market.shoppers) > 0
    assert (market.brand_states.bought_at > 5).any()
    assert not (market.brand_states.purchases[market.brand_states.bought_at <= 5] > 0).any()


def test_who_is_told_knows_and_has_nothing():
    """They alone, at the price of each; twice named is told once."""
    informing = {"kind": "informing", "consumers": (4, 7, 4), "cost_per_contact": 2.5}
    scenario = Scenario.load("small").varied(campaign=[informing], weeks=1)
    market = Market(scenario, 1)
    market.run()
    assert np.flatnonzero(market.brand_states.aware[:, 0]).tolist() == [4, 7]
    assert not market.brand_states.owner.any()
    assert market.latest()["campaign_cost"] == 5.0

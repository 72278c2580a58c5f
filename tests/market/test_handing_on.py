"""Advertising that is handed on by people who have not bought: to whom, once, and what it says."""

import numpy as np
from wordofmouth import Market, Scenario


def run(relay_content, **changes):
    """Return a market in which a tenth come upon advertising in the first week, and nobody buys."""
    scenario = Scenario.load("small").varied(
        {
            "consumers": 600,
            "weeks": 12,
            "brand.known_by": 0.0,
            "behaviours.shopping.shopping_rate": 0.0,
            "behaviours.speaking.relay_content": relay_content,
            "campaign": [{"kind": "advertising", "week": 1, "reach": 0.1}],
        }
        | changes
    )
    market = Market(scenario, seed=4, record=("messages",))
    market.run()
    return market


def test_all_who_are_tied_online_come_upon_what_everybody_hands_on():
    """In the end whoever is online and tied to one who knows the brand knows it too; and nobody thinks more of it."""
    market = run(1.0)
    online, aware = market.consumers.online, market.brand_states.aware[:, 0]
    starts, targets, _ = market.rows
    for i in np.flatnonzero(aware & online):
        tied = targets[starts[i] : starts[i + 1]]
        assert aware[tied[online[tied]]].all()
    assert aware.sum() > 400
    assert not market.brand_states.praise.any()
    assert not market.brand_states.criticism.any()
    assert (market.advertised > 0).sum() == market.history["aware"][0][0]


def test_it_begins_in_the_week_after_and_is_handed_on_once():
    everybody, nobody = run(1.0), run(0.0)
    reached = nobody.history["aware"][0][0]
    assert everybody.history["aware"][0][0] == reached < everybody.history["aware"][1][0]
    assert nobody.history["aware"][-1][0] == reached
    # Everyone who handed it on has done so once: nothing is under way any more.
    assert not len(everybody.talks)


def test_whoever_owns_the_product_or_is_offline_hands_nothing_on():
    assert run(1.0, **{"consumer.online_share": 0.0, "leaders.share": 0.0}).history["aware"][-1][0] < 100
    gifts = [
        {"kind": "seeding", "count": 600, "week": 1},
        {"kind": "advertising", "week": 1, "reach": 1.0},
    ]
    owners = run(1.0, campaign=gifts, **{"behaviours.speaking.talk_rate": 0.0})
    assert not len(owners.talks)
    assert (owners.content[:, 0] == 2).all()

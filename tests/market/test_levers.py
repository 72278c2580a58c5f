"""Levers: at whom they are aimed, and what of them can be known without a twin."""

import math

import numpy as np
import pytest
from wordofmouth import Market, Scenario
from wordofmouth.scenario.families.lever import AimedLever, Lever

ADDRESSING = sorted(kind for kind, lever in Lever.kinds.items() if issubclass(lever, AimedLever))
# These are read by all, whoever posted or bought.
FOR_ALL = {"fake_reviews"}


def simulated(scenario: Scenario, seed: int = 0) -> Market:
    market = Market(scenario, seed)
    market.run()
    return market


def village(**changes: object) -> Scenario:
    known = {"kind": "advertising", "name": "known", "reach": 0.3}
    return Scenario.load("small").varied({"campaign": [known], "weeks": 8} | changes)


@pytest.mark.parametrize("kind", ADDRESSING)
def test_a_lever_aimed_at_nobody_says_so(kind):
    """At a community that is not there; and it does nothing."""
    campaign = [*village().model_dump()["campaign"], {"kind": kind, "community": 99, "weeks": (1, 8)}]
    market = simulated(village(campaign=campaign))
    assert any(
        f"campaign.{kind}: it is aimed at nobody: no consumer is of community 99" in line for line in market.notes
    )


@pytest.mark.parametrize("kind", sorted(set(Lever.kinds) - FOR_ALL))
def test_a_lever_aimed_at_an_empty_segment_says_so(kind):
    """Of a segment so small that nobody is of it, the note names it."""
    segments = [{"name": "hermits", "share": 1e-9}]
    campaign = [*village().model_dump()["campaign"], {"kind": kind, "segment": "hermits", "weeks": (1, 8)}]
    market = simulated(village(campaign=campaign, segments=segments))
    assert f"campaign.{kind}: it is aimed at nobody: no consumer is of segment 'hermits'" in market.notes


@pytest.mark.parametrize("kind", ["search_advertising", "targeted_advertising"])
def test_advertising_online_says_where_nobody_is_online(kind):
    offline = {"consumer.online_share": 0.0, "leaders.share": 0.0, "campaign": [{"kind": kind}]}
    assert f"campaign.{kind}: it is aimed at nobody: none of them is online" in simulated(village(**offline)).notes


def test_gifts_without_takers_are_noted():
    none = {"leaders.share": 0.0, "campaign": [{"kind": "seeding", "strategy": "leaders", "count": 5}]}
    assert any("found a taker" in line for line in simulated(village(**none)).notes)


def test_a_mishap_disappoints_whom_it_names_and_changes_nothing_before():
    """Owner or not; who has none is given one, which costs the brand a unit."""
    campaign = [*village().model_dump()["campaign"], {"kind": "mishap", "week": 5, "consumers": (3, 4)}]
    spared, hit = Market(village(), 2), Market(village(campaign=campaign), 2)
    for _ in range(4):
        spared.step()
        hit.step()
    assert (hit.brand_states == spared.brand_states).all()
    without = np.count_nonzero(~hit.brand_states.owner[[3, 4], 0])
    hit.step()
    assert hit.brand_states.owner[[3, 4], 0].all()
    assert (hit.brand_states.satisfaction[[3, 4], 0] == -1).all()
    assert hit.history["spent_on_mishap"][4][0] == 25.0 * without


def test_a_segments_own_price_is_paid_by_it_alone():
    """A discount for students is revenue lost on students, and on nobody else."""
    segments = [{"name": "students", "share": 0.5}]
    campaign = [{"kind": "advertising", "reach": 1.0}, {"kind": "discount", "segment": "students", "off": 0.5}]
    market = Market(village(campaign=campaign, segments=segments, **{"brand.known_by": 1.0}), 1)
    market.step()
    bought = market.consumers.segment[market.purchases.consumer]
    assert 0 < (bought == 1).sum() < len(bought)
    assert market.history["revenue"][0][0] == 30.0 * (bought == 1).sum() + 60.0 * (bought == 0).sum()
    students = (market.consumers.segment == 1).mean()
    assert market.history["price"][0][0] == pytest.approx(30.0 * students + 60.0 * (1 - students))


@pytest.mark.parametrize("moderation", [0.1, 0.5])
def test_moderation_removes_the_share_it_says(moderation):
    """Of 20,000 invented reviews (1 − moderation)^w stand after w weeks, within 5 standard errors (1 in 3 million)."""
    fakes = {"kind": "fake_reviews", "week": 1, "count": 20_000, "moderation": moderation}
    left = np.array(simulated(village(campaign=[fakes])).history["fake_reviews"])[:, 0]
    kept = (1 - moderation) ** np.arange(len(left))
    assert np.all(abs(left / 20_000 - kept) <= 5 * np.sqrt(kept * (1 - kept) / 20_000))


def test_co_creation_has_diminishing_returns():
    """Quality is what it was, plus gain · C / (C + half_way) of all contributions before this week."""
    asked = {"kind": "co_creation", "response": 0.8, "gain": 0.2, "half_way": 10.0}
    eager = {"brand.known_by": 1.0, "behaviours.shopping.shopping_rate": 0.5}
    scenario = village(weeks=20, **eager, **{"brand.quality": 0.5, "consumer.cocreator_share": 0.8})
    market = simulated(scenario.varied({"campaign": [*scenario.model_dump()["campaign"], asked]}))
    contributions = np.cumsum([0, *(week[0] for week in market.history["cocreators"])])[:-1]
    expected = 0.5 + 0.2 * contributions / (contributions + 10.0)
    assert contributions[-1] > 20
    assert np.array(market.history["quality"])[:, 0] == pytest.approx(expected)


def test_invented_criticism_is_about_the_rival():
    """It stands on the rival's page, lowers her rating, and is paid for by whoever invents it."""
    rivals = [{"name": "A", "known_by": 1.0}, {"name": "B", "known_by": 1.0}]
    smear = {"kind": "fake_reviews", "against": "B", "count": 50, "week": 2, "cost_per_review": 2.0}
    busy = {"brands": rivals, "behaviours.posting.post_rate": 0.5}
    market = simulated(village(**busy, campaign=[smear]))
    fakes, costs = (np.array(market.history[name]) for name in ("fake_reviews", "spent_on_fake_reviews"))
    assert fakes[1].tolist() == [0, 50]
    assert costs.sum(axis=0).tolist() == [100.0, 0.0]
    honest = simulated(village(**busy, campaign=[]))
    assert market.history["rating"][-1][1] < honest.history["rating"][-1][1] - 1


def test_ambassadors_are_the_most_active_and_no_more_than_asked():
    circle = {"kind": "ambassadors", "count": 5, "weeks": (4, 8), "reward": 3.0}
    scenario = village(weeks=8)
    market = simulated(scenario.varied({"campaign": [*scenario.model_dump()["campaign"], circle]}))
    brand_states = market.brand_states[:, 0]
    assert 0 < (brand_states.advocate > 0).sum() <= 5
    costs = np.array(market.history["spent_on_ambassadors"])[:, 0]
    assert not costs[:3].any()
    assert math.isclose(costs[-1], 3.0 * (brand_states.advocate > 0).sum(), rel_tol=0, abs_tol=6.0)


def test_a_referral_pays_for_won_friends_only():
    """Its cost is the reward times new buyers won by friends, acquaintances or leaders, or less."""
    scenario = village(weeks=8)
    referral = {"kind": "referral", "reward": 7.0, "talk_boost": 2.0}
    market = simulated(scenario.varied({"campaign": [*scenario.model_dump()["campaign"], referral]}))
    paid = np.array(market.history["spent_on_referral"])[:, 0]
    won = sum(np.array(market.history[f"won_by_{kind}"])[:, 0] for kind in ("friends", "acquaintances", "leaders"))
    assert paid.sum() > 0
    assert np.all(paid % 7.0 == 0)
    assert np.all(paid <= 7.0 * won)

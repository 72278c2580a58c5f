"""Levers: at whom they are aimed, and what of them can be known without a twin."""

import math
from typing import get_args

import numpy as np
import pytest
from wordofmouth import Market, Scenario
from wordofmouth.scenario.families.lever import AimedLever, Lever

ADDRESSING = sorted(kind for kind, lever in Lever.kinds.items() if issubclass(lever, AimedLever))
# These are read by all, whoever posted or bought.
FOR_ALL = {"fake_reviews", "hosted_forum"}


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


AIMED_BY_WHAT_THEY_KNOW = [
    (kind, audience)
    for kind, lever in Lever.kinds.items()
    if "audience" in lever.model_fields
    for audience in get_args(lever.model_fields["audience"].annotation)
]
DUMB = {"channels.advertising.persuasion": 0.0}


def told(kind: str, audience: str, reach: float, changes: dict[str, object]) -> tuple[Scenario, Market]:
    """Return a scenario and its market, of two brands of which many know, in which a lever reaches an audience."""
    rivals = [{"name": name, "known_by": 0.5} for name in ("Aster", "Borealis")]
    lever = {"kind": kind, "audience": audience, "reach": reach, "cost_per_contact": 1.0}
    often = {"behaviours.shopping.repurchase_interval": 4.0}
    scenario = village(weeks=26, brands=rivals, campaign=[lever], **often).varied(changes)
    return scenario, simulated(scenario)


@pytest.mark.parametrize(("kind", "audience"), AIMED_BY_WHAT_THEY_KNOW)
@pytest.mark.parametrize("changes", [{}, DUMB, DUMB | {"channels.advertising.trust": 0.5}])
def test_an_audience_is_moved_or_the_lever_says_that_it_is_not(kind, audience, changes):
    """Whoever is reached buys otherwise; or a note says why not, nobody is paid for, and nothing has another credit."""
    (scenario, reached), (_, spared) = (told(kind, audience, reach, changes) for reach in (0.5, 0.0))
    in_vain = audience in ("aware", "owners") and changes == DUMB
    assert np.array_equal(reached.history["purchases"], spared.history["purchases"]) is in_vain
    assert (f"campaign.{kind}: it changes nothing: " in "".join(scenario.notes())) is in_vain
    if in_vain:
        measured, without = reached.table(), spared.table()
        assert all(np.array_equal(measured[name], without[name], equal_nan=name != "brand") for name in measured)


@pytest.mark.parametrize(("kind", "audience"), AIMED_BY_WHAT_THEY_KNOW)
def test_advertising_at_owners_says_where_nobody_buys_again(kind, audience):
    """And sells nothing there; all other audiences are moved."""
    once = {"behaviours.shopping.bought_again": False}
    (scenario, reached), (_, spared) = (told(kind, audience, reach, once) for reach in (0.5, 0.0))
    in_vain = audience in ("owners", "rival_owners")
    assert np.array_equal(reached.history["purchases"], spared.history["purchases"]) is in_vain
    assert ("nobody buys again" in "".join(scenario.notes())) is in_vain


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


def test_owners_who_are_asked_and_ignored_resent_it():
    """Nothing improves, nobody is an advocate, each is paid for, and more are disappointed than if none is asked."""
    asked = {"kind": "co_creation", "response": 0.8, "taken_up": 0.0, "resentment": 1.0, "cost_per_contribution": 3.0}
    eager = {"brand.known_by": 1.0, "behaviours.shopping.shopping_rate": 0.5}
    scenario = village(weeks=20, **eager, **{"consumer.cocreator_share": 0.8})
    campaign = scenario.model_dump()["campaign"]
    ignored = simulated(scenario.varied({"campaign": [*campaign, asked]}))
    unasked = simulated(scenario.varied({"campaign": [*campaign, asked | {"response": 0.0}]}))
    assert np.array(ignored.history["spent_on_co_creation"]).sum() > 3.0 * 20
    for measure in ("quality", "cocreators"):
        assert ignored.history[measure] == unasked.history[measure]
    assert not ignored.brand_states.advocate.any()
    disappointed = [(market.brand_states.satisfaction < 0).sum() for market in (ignored, unasked)]
    assert disappointed[0] > disappointed[1] + 20


def on_own_forum(**fields):
    """Return a busy village with a forum of the brand's own, and without: both in the end."""
    eager = {"brand.known_by": 1.0, "brand.quality": 0.5, "behaviours.shopping.shopping_rate": 0.5}
    lively = {"behaviours.posting.post_rate": 1.0, "channels.community.visit_rate": 0.0, "weeks": 12}
    scenario = village(**eager, **lively)
    campaign = scenario.model_dump()["campaign"]
    with_forum = scenario.varied({"campaign": [*campaign, {"kind": "hosted_forum", "visit_rate": 1.0} | fields]})
    return simulated(with_forum), simulated(scenario)


def heard_on_forums(market):
    return [np.array(market.history[f"{what}_community"])[:, 0].sum() for what in ("praise", "criticism")]


def test_a_forum_of_its_own_shows_praise_and_criticism():
    """Nobody reads a forum of the community here: what is heard through forums was read on the brand's own."""
    open_to_all, without = on_own_forum(answers=0.0)
    assert heard_on_forums(without) == [0, 0]
    assert min(heard_on_forums(open_to_all)) > 20


@pytest.mark.parametrize(
    "fields", [{"answers": 1.0}, {"hides": 1.0, "found_out": 0.0}], ids=["all answered", "all deleted, unnoticed"]
)
def test_complaints_that_are_answered_or_gone_are_not_heard_as_criticism(fields):
    praise, criticism = heard_on_forums(on_own_forum(**fields)[0])
    assert criticism == 0
    assert praise > 20


def test_a_censor_who_is_found_out_is_heard_no_more():
    """As soon as there is a complaint to delete, every reader hears criticism and nobody praise."""
    censored = on_own_forum(hides=0.5, found_out=1.0)[0]
    praise, criticism = (np.array(censored.history[f"{what}_community"])[:, 0] for what in ("praise", "criticism"))
    since = np.flatnonzero(criticism)[0]
    assert criticism.sum() > 20
    assert not praise[since:].any()


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


@pytest.mark.parametrize("kind", sorted(Lever.kinds))
def test_a_lever_that_costs_nothing_is_told_so(kind):
    """Whatever is charged, refunded or given away is a cost; without any the scenario says that there is none."""
    needed = {"mishap": {"consumers": [0]}}.get(kind, {})
    lever = Lever.kinds[kind](kind=kind, **needed)
    free = dict.fromkeys((*(name for name in type(lever).model_fields if name.startswith("cost")), *lever.fees), 0.0)
    for cost, is_free in ((0.0, kind not in ("discount", "exposure", "guarantee", "mishap", "recall")), (3.0, False)):
        table = {"kind": kind, **needed, **free, "cost": cost}
        scenario = Scenario.from_dict({"brands": [{"name": "A", "unit_cost": 5.0}], "campaign": [table]})
        vain = any("changes nothing" in note for note in scenario.notes())
        assert any("costs nothing" in note for note in scenario.notes()) == (is_free and not vain)

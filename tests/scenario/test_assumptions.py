"""Which numbers of a scenario are assumptions, and that their ranges are values that it may have."""

import random

import pytest
from wordofmouth.scenario.factors import assumptions, priors
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.scenario import Scenario, presets


def test_they_are_those_of_the_parts_that_play_a_part():
    """Our model's sections, its network and the levers of the campaign by their names; never what has a source."""
    campaign = [{"kind": "seeding", "name": "gifts"}, {"kind": "advertising"}]
    found = priors(Scenario.from_dict({"network": {"kind": "random"}, "campaign": campaign}))
    assert {"survey.follow_through", "network.mean_degree", "campaign.gifts.backlash"} <= found.keys()
    assert {"channels.reviews.trust", "behaviours.speaking.relay", "leaders.share"} <= found.keys()
    assert not {"survey.follow_praise", "network.mixing", "campaign.advertising.reach", "brand.price"} & found.keys()


def test_of_a_textbooks_model_they_are_its_own_and_its_networks():
    found = priors(Scenario.from_dict({"model": "susceptible_infected", "network": {"kind": "random"}}))
    assert list(found) == ["model.probability", "network.strong_share", "network.mean_degree"]


def test_what_a_scenario_sets_is_no_assumption_of_the_model():
    """It is of the market that is described; set to the default it is as if it were not set."""
    plain = Scenario()
    path = "behaviours.speaking.talk_rate"
    default = plain.behaviours["speaking"].talk_rate
    assert assumptions(plain) == priors(plain) == priors(plain.varied({path: 0.21}))
    assert assumptions(plain).keys() - assumptions(plain.varied({path: 0.21})).keys() == {path}
    assert assumptions(plain.varied({path: default})) == assumptions(plain)


@pytest.mark.parametrize(
    "scenario",
    [
        *({"network": {"kind": kind}} for kind in NetworkGenerator.kinds if kind != "file"),
        *({"model": kind} for kind in Model.kinds),
        *({"campaign": [{"kind": kind}]} for kind in Lever.kinds),
    ],
    ids=str,
)
def test_ranges_go_together(scenario):
    """Of every kind of part all assumptions may be anywhere in their ranges at once, as a screening has them."""
    anywhere(Scenario.from_dict({"consumers": 2500, **scenario}))


@pytest.mark.parametrize("name", presets())
def test_ranges_go_together_in_presets(name):
    anywhere(Scenario.load(name).varied(variants={}))


def anywhere(scenario):
    """Try corners of the ranges, and places within them."""
    chance = random.Random(1)
    ranges = assumptions(scenario)
    for share in (lambda: 0.0, lambda: 1.0, chance.random, *[lambda: chance.choice([0.0, 1.0])] * 8):
        scenario.varied({path: values.at(share()) for path, values in ranges.items()})

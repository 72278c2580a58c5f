"""A factor of a design may be given by the prior of what it varies."""

import pytest
from wordofmouth.errors import DesignError
from wordofmouth.scenario.factors import priors
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.tasks.sweep.design import Design

QUALITY = '"brand.quality" = [0.5, 0.9]\n'


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_a_design_may_take_the_range_of_a_prior(kind, tmp_path):
    """As if its ends had been written: the same points, and the same design in what is kept."""
    file = tmp_path / "mine.toml"
    text = f'scenario = "small"\ndesign = "{kind}"\n[fixed]\n"network.mean_degree" = 6\n[factors]\n'
    file.write_text(text + '"behaviours.speaking.talk_rate" = { prior = true }\n' + QUALITY)
    taken, known = Design.load(file), priors(Scenario())["behaviours.speaking.talk_rate"]
    file.write_text(text + f'"behaviours.speaking.talk_rate" = {{ from = {known.low}, to = {known.high} }}\n' + QUALITY)
    written = Design.load(file)
    assert taken == written
    assert taken.digest == written.digest
    assert Design(**taken.resolved()).factors == taken.factors


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("behaviours.speaking.talk_rat", "did you mean 'behaviours.speaking.talk_rate'"),
        ("brand.quality", "is no assumption, whose prior could be taken: give a range"),
    ],
)
def test_only_assumptions_have_priors_to_take(path, line):
    with pytest.raises(DesignError, match=line):
        Design(scenario="small", design="sobol", factors={path: {"prior": True}})
    with pytest.raises(DesignError, match="no scenario is called 'smal'"):
        Design(scenario="smal", design="sobol", factors={path: {"prior": True}})


@pytest.mark.parametrize("kind", [Design, Goal])
def test_a_scenario_is_taken_as_it_is(kind):
    """As if all that it says stood in the file: what a notebook has made of a preset."""
    scenario = Scenario.load("leaders").varied({"consumers": 300})
    values = {"campaign.leaders.count": [1, 3]}
    more = {"factors": values} if kind is Design else {"vary": values, "budget": 100.0}
    taken = kind(scenario=scenario, **more)
    assert taken.base.consumers == 300
    assert taken == kind(scenario=scenario.model_dump(mode="json"), **more)


@pytest.mark.parametrize("asked", [Scenario(), {"scenario": "small"}, None])
@pytest.mark.parametrize(("load", "made"), [(Design.load, r"wom\.Design\("), (Goal.load, r"wom\.Goal\(")])
def test_what_is_neither_a_name_nor_a_file_is_refused_in_a_line(asked, load, made):
    with pytest.raises(DesignError, match=made):
        load(asked)

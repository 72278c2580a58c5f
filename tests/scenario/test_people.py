"""Consumers by name: wherever a scenario lists consumers, the names of its file are taken for their numbers."""

import pytest
from wordofmouth import Scenario
from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model

TIES = "von,nach\nzoe,anna\nanna,bob\nbob,17\n"
# In the order of the alphabet, as the network numbers them.
NUMBERS = {"17": 0, "anna": 1, "bob": 2, "zoe": 3}


@pytest.fixture
def network(tmp_path):
    (tmp_path / "ties.csv").write_text(TIES)
    return {"kind": "file", "path": str(tmp_path / "ties.csv")}


def lists():
    """Return every part of a scenario that lists consumers, as a table without the list."""
    levers = [{"kind": kind} for kind, part in Lever.kinds.items() if "consumers" in part.model_fields]
    models = [{"kind": kind} for kind, part in Model.kinds.items() if "consumers" in part.model_fields]
    return [("campaign", each) for each in levers] + [("model", each) for each in models]


def with_list(network, where, part, consumers):
    more = {"strategy": "list"} if part["kind"] not in ("mishap", "absence", "informing") else {}
    table = {**part, **more, "consumers": consumers}
    return {"consumers": 4, "network": network, where: [table] if where == "campaign" else table}


def listed(scenario, where):
    return (scenario.campaign[0] if where == "campaign" else scenario.model).consumers


@pytest.mark.parametrize(("where", "part"), lists(), ids=lambda each: each["kind"] if isinstance(each, dict) else each)
def test_names_and_numbers_say_the_same(network, where, part):
    """Wherever numbers are taken; what is kept has numbers alone. In quotes 17 is a name, and without them a number."""
    named = Scenario.from_dict(with_list(network, where, part, ["zoe", 1, "17"]))
    assert listed(named, where) == (NUMBERS["zoe"], 1, NUMBERS["17"])
    assert named == Scenario.from_dict(with_list(network, where, part, [3, 1, 0]))
    path = "campaign.0.consumers" if where == "campaign" else "model.consumers"
    assert listed(named.varied({path: ["anna"]}), where) == (1,)
    assert not any(name in named.model_dump_json() for name in ("zoe", "anna"))


def test_variants_name_people_too(network):
    gifts = {"kind": "seeding", "name": "gifts", "strategy": "list", "consumers": ["bob"]}
    variants = {"other": {"campaign.gifts.consumers": ["zoe", "anna"], "title": "consumers"}}
    scenario = Scenario.from_dict({"consumers": 4, "network": network, "campaign": [gifts], "variants": variants})
    assert scenario.variant("other").campaign[0].consumers == (3, 1)
    assert "zoe" not in scenario.model_dump_json()


def test_who_is_not_there_is_told_with_the_nearest(network):
    """By path; and where the network has no names, that it has none."""
    gifts = ("campaign", {"kind": "seeding"})
    with pytest.raises(ScenarioError, match=r"campaign\.0\.consumers: nobody is called 'zoé'; did you mean 'zoe'"):
        Scenario.from_dict(with_list(network, *gifts, ["zoé"]))
    with pytest.raises(ScenarioError, match="the consumers of this network have numbers"):
        Scenario.from_dict(with_list({"kind": "random"}, *gifts, ["zoe"]))
    with pytest.raises(ScenarioError, match=r"network.*there is no such file"):
        Scenario.from_dict(with_list({**network, "path": f"{network['path']}x"}, *gifts, ["zoe"]))
    with pytest.raises(ScenarioError, match="no network is called 'fiel'"):
        Scenario.from_dict(with_list({**network, "kind": "fiel"}, *gifts, ["zoe"]))

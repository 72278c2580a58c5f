"""A kind from elsewhere is in the lab: the card of a lever, the controls of a behaviour, the bar of a channel."""

from typing import Literal

import pytest
from wordofmouth.lab.widgets import charts
from wordofmouth.lab.widgets.cards import lever_name
from wordofmouth.lab.widgets.fields import at, channels_in_order, fields_of, groups, sections
from wordofmouth.lab.widgets.lever_card import when
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.parts import field
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.words.catalogue import _DECLARED, Words


@pytest.fixture
def strangers():
    """Declare a kind of each family, and forget them afterwards."""
    families = (Lever, Channel, Behaviour)
    before = [dict(family.kinds) for family in families]

    class FreeSamples(Lever):
        """Hands out samples in the street."""

        kind: Literal["free_samples"] = "free_samples"
        handed_out: int = field(100, "samples handed out", unit="samples", ge=0, le=1000)

        def act(self, world, brand):
            """Do nothing."""

    class TownRadio(Channel):
        order = 9
        is_public = True
        kind: Literal["town_radio"] = "town_radio"
        words = {"name": "Town radio", "short": "radio"}
        listeners: float = field(0.1, "share who listen", unit="share", ge=0, le=1)

        def step(self, world):
            """Do nothing."""

    class Humming(Behaviour):
        after = "speaking"
        kind: Literal["humming"] = "humming"
        loudness: float = field(0.1, "how loud", unit="share", ge=0, le=1)

        def step(self, world):
            """Do nothing."""

    yield
    for family, kinds in zip(families, before, strict=True):
        for kind in set(family.kinds) - set(kinds):
            family.kinds.pop(kind)
            _DECLARED[f"{family.family}s"].pop(kind)


def test_every_kind_is_in_one_group():
    """No behaviour and no channel is without its controls, or has them twice."""
    paths = [path for group in groups().values() for path in group]
    kinds = {*(f"behaviours.{kind}" for kind in Behaviour.kinds), *(f"channels.{kind}" for kind in Channel.kinds)}
    assert sorted(path for path in paths if "." in path) == sorted(kinds)


def test_a_new_behaviour_and_a_new_channel_have_their_controls(strangers):
    scenario = Scenario(behaviours={"humming": {}}, channels={"town_radio": {}})
    for group, path, name in (
        ("talk", "behaviours.humming", "loudness"),
        ("online", "channels.town_radio", "listeners"),
    ):
        section = dict(sections(scenario, group))[path]
        assert f"{path}.{name}" in [each.path for each in fields_of(section, path, path)]
        assert at(scenario, f"{path}.{name}") is not None
        assert Words()(f"{path}.name")


def test_what_others_have_brought_has_no_controls_where_no_market_names_it(strangers):
    paths = [path for group in groups() for path, _ in sections(Scenario(), group)]
    assert not {"behaviours.humming", "channels.town_radio"} & {*paths}


def test_a_new_channel_has_its_bar(strangers):
    """The names stand in the order in which the browser is told the channels."""
    place = channels_in_order().index("town_radio")
    assert charts.options(Words(), "won")["yAxis"]["data"][place] == "radio"
    assert len(charts.options(Words("fr"), "won")["yAxis"]["data"]) == len(Channel.kinds)


def test_a_new_lever_has_its_card(strangers):
    scenario = Scenario(campaign=[{"kind": "free_samples"}])
    lever, say = scenario.campaign[0], Words("fr")
    assert lever_name(say, lever.kind) == "Free samples"
    assert say(f"levers.{lever.kind}.text") == "Hands out samples in the street."
    assert when(lever, say) == say("play.every_week")
    assert "campaign.free_samples.handed_out" in [
        field.path for field in fields_of(lever, "campaign.free_samples", lever.kind)
    ]

"""Response surfaces: what two fields come to together, what a step of either brings, and where more is no use."""

import json

import numpy as np
import pytest
from in_process import wom
from wordofmouth import Scenario
from wordofmouth.errors import DesignError
from wordofmouth.statistics.paired import paired
from wordofmouth.tasks.response.curve import designed
from wordofmouth.tasks.response.finding import finding_of_two
from wordofmouth.tasks.response.surface import surface
from wordofmouth.tasks.response.surface_figure import surface_figure
from wordofmouth.tasks.sweep.task import sweep
from wordofmouth.words.catalogue import Words

SMALL = Scenario.load("small").varied(weeks=8)
VARY = ["campaign.launch_ads.reach=0.01,0.1,0.4", "campaign.leaders.count=0,5"]


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    return sweep(designed(SMALL, VARY, "npv", 6, 3), out=tmp_path_factory.mktemp("surface") / "r", workers=0)


def test_places_and_steps_are_those_of_the_runs(swept):
    """Each pair of values once, with its means; a step is what one field brings while the other stays."""
    drawn, runs = surface(swept, "npv"), swept.outcomes.to_pandas()
    means = runs.groupby("point")[["npv", "total_cost"]].mean()
    assert [place.values for place in drawn.there] == [(reach, count) for reach in (0.01, 0.1, 0.4) for count in (0, 5)]
    for row, places in enumerate(drawn.places):
        for column, place in enumerate(places):
            npv, cost = means.loc[place.number]
            assert (place.outcome.mean, place.cost.mean) == pytest.approx((npv, cost))
            above, left = drawn.places[row - 1][column] if row else None, places[column - 1] if column else None
            for field, before in enumerate((above, left)):
                step = place.marginals[field].mean
                if before is None:
                    assert np.isnan(step)
                else:
                    more, dearer = means.loc[place.number] - means.loc[before.number]
                    assert step == pytest.approx(more / dearer)


def test_enough_is_the_cheapest_that_runs_do_not_tell_from_the_highest(swept):
    """And the highest has the highest mean."""
    drawn = surface(swept, "npv")
    runs = swept.outcomes.to_pandas().pivot(index="point", columns="replication", values="npv")
    assert drawn.best.outcome.mean == max(place.outcome.mean for place in drawn.there)
    for place in drawn.there:
        if place.cost.mean < drawn.enough.cost.mean:
            assert paired(runs.loc[place.number].to_numpy(), runs.loc[drawn.best.number].to_numpy()).p < 0.05


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_figure_frames_what_its_title_names(swept, language):
    """The highest, and the place from which on more is no use."""
    drawn, say = surface(swept, "npv"), Words(language)
    figure = surface_figure(swept, drawn, say)
    named = [text.get_text() for text in figure.findobj(lambda each: hasattr(each, "get_text"))]
    assert {say("response.is_best"), say("response.is_enough")} <= set(named)
    assert finding_of_two(swept, drawn, say)


def test_from_the_command_line(tmp_path, monkeypatch):
    """Two fields are given by two options; three, or one twice, are refused."""
    monkeypatch.chdir(tmp_path)
    varied = [word for each in VARY for word in ("--vary", each)]
    status, printed, _ = wom(
        "response", "small", *varied, "--set", "weeks=4", "--replications", 2, "--workers", 0, "--json"
    )
    assert status == 0
    assert len(json.loads(printed)["points"]) == 6
    with pytest.raises(DesignError, match="one field or two, and not 3"):
        designed(SMALL, [*VARY, "campaign.launch_ads.cost=0,1"], "npv", 2, 0)
    with pytest.raises(DesignError, match="two cannot vary the same field"):
        designed(SMALL, [VARY[0]] * 2, "npv", 2, 0)

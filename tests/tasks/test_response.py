"""Response curves: what is drawn is what was run, and more is called no use only where runs cannot tell it is any."""

import json

import numpy as np
import pytest
from in_process import wom
from wordofmouth import Scenario, compare, run
from wordofmouth.errors import DesignError, OutcomeError, RequestError
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.response.curve import curve, designed
from wordofmouth.tasks.response.figure import response_figure
from wordofmouth.tasks.response.finding import finding
from wordofmouth.tasks.sweep.task import sweep
from wordofmouth.words.catalogue import Words

SMALL = Scenario.load("small").varied(weeks=12)
VARY = "campaign.launch_ads.reach=0.01,0.1,0.2,0.4"


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    return sweep(designed(SMALL, VARY, "npv", 4, 3), out=tmp_path_factory.mktemp("response") / "r", workers=0)


def test_points_and_steps_are_those_of_the_runs(swept):
    drawn = curve(swept, "npv")
    runs = swept.outcomes.to_pandas()
    by_point = {name: runs.pivot(index="point", columns="replication", values=name) for name in ("npv", "total_cost")}
    assert [point.cost.mean for point in drawn.points] == sorted(point.cost.mean for point in drawn.points)
    for before, point in zip((None, *drawn.points), drawn.points, strict=False):
        npv, cost = (by_point[name].loc[point.number] for name in ("npv", "total_cost"))
        assert point.outcome.mean == pytest.approx(npv.mean())
        assert point.cost.mean == pytest.approx(cost.mean())
        if before is not None:
            more = (npv - by_point["npv"].loc[before.number]).sum()
            dearer = (cost - by_point["total_cost"].loc[before.number]).sum()
            assert point.marginal.mean == pytest.approx(more / dearer)


def test_the_point_of_no_further_return_is_the_cheapest_that_is_not_distinguishable_from_the_best(swept):
    drawn = curve(swept, "npv")
    means = [point.outcome.mean for point in drawn.points]
    assert drawn.best == int(np.argmax(means))
    assert drawn.enough <= drawn.best
    assert ("point of no further return" in finding(swept, drawn)) == (drawn.enough < len(means) - 1)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_figure_draws_the_best_and_what_its_title_names(swept, language):
    drawn, say = curve(swept, "npv"), Words(language)
    figure = response_figure(swept, drawn, say)
    named = [text.get_text() for text in figure.findobj(lambda each: hasattr(each, "get_text"))]
    assert say("response.is_best") in named
    assert say("response.is_enough") in named


def test_where_more_may_bring_more_no_point_is_called_enough(swept):
    """Neither in the sentence nor in the figure."""
    whole = curve(swept, "npv")
    drawn = whole._replace(points=whole.points[: whole.enough + 1], best=whole.enough)
    figure = response_figure(swept, drawn, Words("en"))
    named = [text.get_text() for text in figure.findobj(lambda each: hasattr(each, "get_text"))]
    assert "more may bring more" in finding(swept, drawn)
    assert Words("en")("response.is_enough") not in named


@pytest.mark.parametrize(
    ("vary", "error"),
    [("campaign.leaders.count", "must be PATH=FROM:TO"), ("campaign.leaders.count=5", "is no range"),
     ("campaign.leaders.count=a:b", "is no range"), ("campaign.leaders.count=1:9:cube", "is no range"),
     ("campaign.leaders.count=9:1", "must end above"), ("campaign.leadrs.count=1:9", "did you mean 'leaders'")],
)  # fmt: skip
def test_what_cannot_be_varied_is_refused_in_a_line(vary, error):
    with pytest.raises(DesignError, match=error):
        designed(SMALL, vary, "npv", 2, 0)


def test_a_cost_is_no_response():
    with pytest.raises(OutcomeError, match="is a cost"):
        designed(SMALL, VARY, "total_cost", 2, 0)


def test_the_command_answers_and_leaves_a_sweep(tmp_path):
    words = ("response", "small", "--vary", "campaign.leaders.count=0,4", "--set", "weeks=6", "--replications", 2)
    status, printed, _ = wom(*words, "--workers", 0, "--json", "--out", tmp_path / "r")
    answer = json.loads(printed)
    assert status == 0
    assert [point["value"] for point in answer["points"]] == [0, 4]
    assert {"manifest.json", "outcomes.parquet", "response.png"} <= {path.name for path in (tmp_path / "r").iterdir()}


@pytest.mark.parametrize("measure", ["npv", "buyers", "total_cost"])
def test_a_sweep_is_told_drawn_and_reported_by_any_outcome(swept, measure):
    heading = outcome(measure).heading
    by = swept.by(measure)
    assert heading in by.finding()
    assert by.finding() == swept.finding(measure)
    assert by.finding() in by.report().replace("\N{NO-BREAK SPACE}", " ")
    assert any(heading in text.get_text() for text in by.plot().findobj(lambda each: hasattr(each, "get_text")))


def test_plot_and_report_take_the_outcome_and_leave_the_manifest(swept):
    before = (swept.folder / "manifest.json").read_text()
    status, printed, _ = wom("plot", swept.folder, "--measure", "profit", "--out", swept.folder.parent / "p.png")
    assert status == 0
    assert "Profit is highest" in " ".join(printed.split())
    status, _, complained = wom("plot", swept.folder, "--measure", "profti", "--out", swept.folder.parent / "p.png")
    assert (status, "did you mean 'profit'" in complained) == (2, True)
    status, printed, _ = wom("report", swept.folder, "--measure", "buyers", "--out", swept.folder.parent / "r.html")
    assert status == 0
    assert "Buyers is highest" in " ".join(printed.split())
    assert (swept.folder / "manifest.json").read_text() == before


def test_a_comparison_is_told_by_another_outcome_too(tmp_path):
    compared = compare(SMALL, SMALL.varied({"name": "poor", "brand.quality": 0.2}), replications=2, workers=0)
    assert compared.by("buyers").pairs()[0].measure == "buyers"
    assert compared.manifest.measure == "penetration"
    with pytest.raises(RequestError, match="is not told by one outcome"):
        run(SMALL, replications=1, workers=0).by("buyers")

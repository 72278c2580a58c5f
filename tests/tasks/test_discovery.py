"""One hypercube, several questions: what decides an outcome, and where it is as one wishes, of any finished sweep."""

import json

import numpy as np
import pytest
import wordofmouth as wom
import wordofmouth.cli.commands.discover
import wordofmouth.cli.commands.sensitivity
from test_figures import collisions, texts
from typer.testing import CliRunner
from wordofmouth.catalogue import TASKS
from wordofmouth.cli.options import app
from wordofmouth.errors import OutcomeError, SensitivityError
from wordofmouth.figures.style import house_style
from wordofmouth.tasks.sensitivity.discover.where import Where
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep


def design(**given):
    """Return a hypercube in which price decides who can afford it, and one factor of names hardly anything."""
    factors = {
        "brand.price": {"from": 10, "to": 150},
        "survey.heed_criticism": {"from": 0.1, "to": 0.9},
        "network.kind": ["small_world", "scale_free"],
    }
    said = {"name": "cube", "scenario": "small", "design": "latin_hypercube", "points": 60, "replications": 2}
    return Design(**{**said, "factors": factors, "fixed": {"consumers": 150, "weeks": 15}, **given})


@pytest.fixture(scope="module")
def cube(tmp_path_factory):
    return sweep(design(), out=tmp_path_factory.mktemp("swept") / "cube", workers=0)


def run(*words):
    return CliRunner().invoke(app, [*map(str, words)])


def test_a_sweep_tells_what_decides_each_outcome(cube):
    """Price above all, in sales and in what they bring; of a sweep in memory and of its folder the same."""
    for measure in ("penetration", "revenue"):
        given = wom.sensitivity(cube, measure=measure)
        assert isinstance(given, wom.GivenData)
        assert given.factors[0].path == "brand.price"
        assert given.factors[0].is_distinguishable
        assert given.points == 60
        assert "price" in given.finding()
        assert wom.sensitivity(cube.folder, measure=measure).factors == given.factors
    assert any("simulation noise" in note for note in given.notes())


def test_noise_that_hides_the_factors_is_said(cube, monkeypatch):
    """Where chance makes most of what differs between points."""
    noise = np.random.default_rng(1).normal(size=(60, 2))
    monkeypatch.setattr("wordofmouth.tasks.sensitivity.given_data.sample.replicated", lambda *_: noise)
    given = wom.sensitivity(cube)
    assert "No factor" in given.finding()
    assert any(note.startswith("mostly simulation noise") for note in given.notes())


def test_a_box_is_found_and_its_sentence_is_true(cube):
    """Few buy what is dear: what the sentence says of the points is counted again from the table of outcomes."""
    discovery = wom.discover(cube, "penetration > 0.02")
    assert discovery.is_distinguishable
    box = discovery.boxes[0].box
    assert "brand.price" in box.sides
    assert "network.kind" not in box.sides
    rows = cube.outcomes.to_pandas().groupby("point").mean(numeric_only=True)
    inside = np.all([rows[path].between(side.low, side.high) for path, side in box.sides.items()], axis=0)
    holds = rows["penetration"] > 0.02
    assert inside.sum() == box.points
    assert box.density == pytest.approx(holds[inside].mean())
    assert box.coverage == pytest.approx(inside[holds].mean())
    assert f"{rows['penetration'].gt(0.02).sum()} of 60" in run(
        "discover", cube.folder, "--where", "penetration > 0.02"
    ).output.replace("\n", " ")


def test_several_conditions_hold_together(cube):
    one, other = "penetration > 0.02", "revenue > 300"
    both = wom.discover(cube, [one, other]).cases
    assert np.array_equal(both, wom.discover(cube, one).cases & wom.discover(cube, other).cases)


@pytest.mark.parametrize("words", [("sensitivity",), ("discover", "--where", "penetration > 0.02")])
def test_commands_print_and_keep_a_figure(cube, words):
    """As a table and as data; the figure joins the sweep's own files, and its words do not collide."""
    task, *options = words
    asked = run(task, cube.folder, *options)
    assert asked.exit_code == 0, asked.output
    data = json.loads(run(task, cube.folder, *options, "--json").output)
    assert data["finding"].split()[0] in asked.output
    name = {"sensitivity": "sensitivity.png", "discover": "discovery.png"}[task]
    assert (cube.folder / name).is_file()
    assert name in wom.load_result(cube.folder).manifest.files
    record = wom.sensitivity(cube) if task == "sensitivity" else wom.discover(cube, options[1])
    with house_style():
        figure = TASKS[record.task].draw(record)
        assert not collisions(figure), texts(figure)
    shown = record._repr_html_()
    assert "data:image/svg+xml" in shown
    assert shown.count("<tr>") == 1 + len(record.summary())


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("profit >> 0", "must be a measure"),
        ("__import__('os')", "must be a measure"),
        ("penetration > 20", "20 % is 0.2"),
        ("penetraton > 0.2", "did you mean 'penetration'"),
        ("penetration > 0.999", "holds at 0 of 60 points"),
        ("total_cost > 0", "`baseline = true`"),
        ("brands.Nobody.penetration > 0", "no brand is called 'Nobody'"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_line(cube, where, said):
    refused = run("discover", cube.folder, "--where", where)
    assert refused.exit_code == 2
    assert said in refused.output.replace("\n", " ")
    assert "Traceback" not in refused.output
    with pytest.raises((SensitivityError, OutcomeError)):
        wom.discover(cube, where)


def test_a_condition_is_of_any_outcome():
    """Patterns and other brands' too, as wherever outcomes are asked for."""
    assert Where.parse("penetration_at_26 >= 0.5").asked.unit == "share"
    assert Where.parse("brands.Rival.profit < -1e3").asked.brand == "Rival"


def test_designs_that_are_no_sample_are_refused(cube, tmp_path):
    """Steps of one factor each are not spread over the factors; too few points tell nothing."""
    few = sweep(design(points=10), out=tmp_path / "few", workers=0)
    with pytest.raises(SensitivityError, match="at least 30"):
        wom.sensitivity(few)
    steps = sweep(design(design="morris", points=4, replications=1), out=tmp_path / "steps", workers=0)
    with pytest.raises(SensitivityError, match="not a sample"):
        wom.discover(steps, "penetration > 0.1")
    assert isinstance(wom.sensitivity(steps), wom.Sensitivity)

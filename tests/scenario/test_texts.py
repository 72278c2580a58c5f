"""The table of what the texts say: all of it is there, and what it names exists and is tested."""

import pytest
from test_points_over_ranges import POINTS
from test_presets import CLAIMS
from typer.main import get_command
from wordofmouth.cli.main import app
from wordofmouth.scenario.reference import README, fields
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.scenario.texts import BASE, ideas

IDEAS = ideas()
POINTS_NAMED = sorted({point for idea in IDEAS for point in idea.points}, key=str)
TESTED = {(preset, better, worse, measure) for preset, better, worse, measure, *_ in CLAIMS} | {
    (preset, better, worse, "penetration") for preset, better, worse, _ in POINTS
}


def test_all_points_of_the_texts_are_there_once():
    assert len(IDEAS) == 71
    assert len({idea.text for idea in IDEAS}) == 71


@pytest.mark.parametrize("point", POINTS_NAMED, ids=str)
def test_what_comes_out_is_tested(point):
    """The preset and both variants exist, and a test holds this order, in this measure."""
    assert point.preset in presets()
    variants = {BASE, *Scenario.load(point.preset).variants}
    assert {point.better, point.worse} <= variants
    better, worse = (None if name == BASE else name for name in (point.better, point.worse))
    assert (point.preset, better, worse, point.measure) in TESTED


def test_fields_measures_and_commands_exist():
    """Each field is at its path, and not above it; each measure is a column of some preset's table."""
    for path in (path for idea in IDEAS for path in idea.fields):
        assert path in {entry.path.replace("<name>", entry.kind or "<name>") for entry in fields(path)}
    measured = {measure.name for measure in Scenario().measures()}
    assert {name for idea in IDEAS for name in idea.measures} <= measured
    assert {name for idea in IDEAS for name in idea.commands} <= set(get_command(app).commands)


def test_what_is_not_built_is_listed_as_such():
    """Nothing that is not built names where it stands, and all else does; what can be said alone lacks something."""
    page = README.read_text(encoding="utf-8")
    for idea in IDEAS:
        named = idea.points or idea.fields or idea.measures or idea.commands
        assert (idea.state == "not built") == (not named)
        assert idea.state != "can be said" or idea.missing
        assert f"| {idea.text} |" in page
    assert {idea.state for idea in IDEAS} == {"shown", "shown in part", "can be said", "not built"}


def test_every_preset_in_brief_shows_what_a_text_says():
    """The short presets are there for nothing else."""
    brief = {name for name in presets() if Scenario.load(name).group == "In brief"}
    assert brief <= {point.preset for point in POINTS_NAMED}

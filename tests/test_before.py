"""Before: what earlier code has written is read, and made again to the bit.

``tests/before`` holds what commit 9035b04 gave, written there by ``tests/before/make.py``. It is not made anew: what
differs here is a number that was moved, or a result that users have and can read no longer.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from before import make
from typer.testing import CliRunner
from wordofmouth.catalogue import load_result
from wordofmouth.cli.main import app
from wordofmouth.results.manifest import Manifest
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep
from wordofmouth.tasks.validate.record import Validation
from wordofmouth.tasks.validate.task import validate

ROOM = Path(make.__file__).parent
DIGESTS, ANSWERS = (json.loads((ROOM / f"{name}.json").read_text()) for name in ("digests", "answers"))
# What is no result of a command, or of one that judges instead of keeping what it made.
APART = ("interrupted", "validate")
RESULTS = [name for name in make.RESULTS if name not in APART]


def test_whatever_was_kept_is_held():
    """No folder lies there untested, no preset of before is gone, and none of today's is without a digest."""
    folders = {path.name for path in ROOM.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders - {"data"} == set(make.RESULTS)
    assert set(make.scenarios()) == set(DIGESTS)
    assert set(make.ANSWERS) == set(ANSWERS)


@pytest.mark.parametrize("name", DIGESTS)
def test_a_scenario_gives_the_same_table(name):
    """One run of each preset, of each of its variants, and of what no preset uses."""
    assert make.digest_of(make.scenarios()[name]) == DIGESTS[name]


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_read_and_made_again(name, monkeypatch):
    """``wom reproduce`` finds the same tables: what is simulated to the bit, the rest as processors round."""
    monkeypatch.chdir(ROOM)
    found = load_result(name)
    assert found.finding()
    assert (found.manifest.commit or "").startswith("9035b04")
    done = CliRunner().invoke(app, ["reproduce", name, "--workers", "0"])
    assert done.exit_code == 0, done.output
    if name in ("calibrate", "peers"):
        assert done.stdout.startswith("Reproduced")
    else:
        assert done.stdout.startswith("Reproduced to the bit")
        assert found.manifest.table_digest[:16] in done.stdout


@pytest.mark.parametrize("name", make.ANSWERS)
def test_an_answer_is_the_same(name):
    """What commands answer without keeping it: seeds, a survey, what is heard, who convinced whom, indices.

    Sentences about them may be worded otherwise.
    """
    answer = json.loads(json.dumps(make.ANSWERS[name]()))
    assert without_sentences(answer) == without_sentences(ANSWERS[name])


def without_sentences(answer):
    if not isinstance(answer, dict):
        return answer
    return {key: without_sentences(value) for key, value in answer.items() if key not in ("finding", "notes")}


def test_an_interrupted_sweep_goes_on(tmp_path):
    """What was done before is not done again, and the whole is what an uninterrupted sweep gave."""
    shutil.copytree(ROOM / "interrupted", tmp_path / "sweep")
    asked = json.loads((ROOM / "interrupted" / "sweep.json").read_text())["design"]
    design = Design.as_then(asked)
    seen = []
    result = sweep(design, out=tmp_path / "sweep", resume=True, workers=0, progress=seen.append)
    assert 0 < seen[0].runs < seen[-1].runs == result.manifest.runs
    then = Manifest.read(ROOM / "sweep")
    assert (result.manifest.table_digest, result.manifest.baseline_digest) == (then.table_digest, then.baseline_digest)


def test_a_validation_is_read_and_made_again():
    """Every number that was obtained, and every point of its figures' lines, comes out the same."""
    then, now = Validation.load(ROOM / "validate"), validate([make.CASE], short=True, workers=0)
    assert then.short
    (before,), (after,) = then.outcomes, now.outcomes
    numbers = [[(check.expected, check.obtained) for check in outcome.checks] for outcome in (before, after)]
    assert numbers[0]
    np.testing.assert_array_equal(*numbers)
    for line, again in zip(before.lines, after.lines, strict=True):
        np.testing.assert_array_equal(line.x, again.x)
        np.testing.assert_array_equal(line.y, again.y)

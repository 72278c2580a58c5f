"""Job arrays: parts done apart become what one machine makes, to the byte, or nothing and a line that says why."""

import json
import shutil
from pathlib import Path

import pytest
import wordofmouth as wom
from hypothesis import given, settings
from hypothesis import strategies as st
from wordofmouth.errors import FolderError, RequestError
from wordofmouth.results.code import code
from wordofmouth.tasks.sweep.gathering.part import ArrayPart
from wordofmouth.tasks.sweep.status import status
from wordofmouth.tasks.sweep.units import Unit

FACTORS = {"brand.quality": [0.4, 0.9], "campaign.leaders.count": [0, 5]}
N_JOBS = 4


@pytest.fixture(autouse=True, scope="module")
def _small_units():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("wordofmouth.tasks.sweep.units._MOST_RUNS", 2)
        yield


def design(**changed):
    asked = {"name": "array", "scenario": "small", "replications": 5, "fixed": {"weeks": 6}, "factors": FACTORS}
    return wom.Design(**asked | {"baseline": True} | changed)


def run_parts(out, *numbers, of=N_JOBS, asked=None, **how):
    return [wom.sweep(asked or design(), part=(number, of), out=out, workers=0, **how) for number in numbers]


def content(folder: Path):
    """Return what is in a result, but for when and how quickly it was made."""
    manifest = json.loads((folder / "manifest.json").read_text())
    lasting = {name: value for name, value in manifest.items() if name not in ("finished", "seconds", "seal")}
    return lasting, {path.name: path.read_bytes() for path in folder.rglob("*.parquet")}


@pytest.fixture(scope="module")
def alone(tmp_path_factory, _small_units):
    folder = tmp_path_factory.mktemp("alone") / "whole"
    wom.sweep(design(), out=folder, workers=0)
    return folder


@pytest.fixture(scope="module")
def array(tmp_path_factory, _small_units):
    """Return the folder of an array of four, all done, which tests copy and do not change."""
    folder = tmp_path_factory.mktemp("array") / "parts"
    run_parts(folder, 1, 2, 3, 4)
    return folder


@given(st.integers(1, 50), st.integers(0, 10_000))
@settings(max_examples=50)
def test_each_unit_is_of_one_part(of, number):
    unit = Unit(0, number, ())
    assert sum(ArrayPart(part, of).has(unit) for part in range(1, of + 1)) == 1


def test_four_parts_gathered_are_the_bytes_of_one_machine(alone, array, tmp_path):
    result = wom.gather(array, out=tmp_path / "gathered")
    assert content(tmp_path / "gathered") == content(alone)
    assert result.manifest.runs == 20
    assert {path.name for path in (tmp_path / "gathered").iterdir()} == {path.name for path in alone.iterdir()}


@pytest.mark.slow
def test_the_number_of_jobs_changes_nothing(alone, tmp_path):
    run_parts(tmp_path / "parts", 3, 1, 2, of=3)
    wom.gather(tmp_path / "parts", out=tmp_path / "gathered")
    assert content(tmp_path / "gathered") == content(alone)


def test_parts_are_brought_together_as_people_have_them(alone, array, tmp_path):
    """Folders of arrays, of single parts, a file in one, and one part twice, of which one copy is torn."""
    for number in range(1, N_JOBS + 1):
        shutil.copytree(array / f"part-{number}-of-4", tmp_path / f"machine{number}" / f"part-{number}-of-4")
    shutil.copytree(array / "part-1-of-4", tmp_path / "a copy")
    (tmp_path / "machine4" / "part-4-of-4").rename(tmp_path / "renamed")
    (tmp_path / "a copy" / "parts" / "000-0000000-0000.table.parquet").write_bytes(b"torn")
    places = ["a copy", "machine1", "machine2/part-2-of-4", "machine3", "renamed/sweep.json"]
    wom.gather(*(tmp_path / place for place in places), out=tmp_path / "gathered")
    assert content(tmp_path / "gathered") == content(alone)


def test_what_is_missing_is_told_and_nothing_is_written(array, tmp_path):
    """One part was never begun, and of another a unit is gone; both are given again."""
    shutil.copytree(array, tmp_path / "parts")
    shutil.rmtree(tmp_path / "parts" / "part-2-of-4")
    next((tmp_path / "parts" / "part-3-of-4" / "parts").glob("*.json")).unlink()
    with pytest.raises(
        FolderError, match=r"8 runs of 4 parts are missing: part 3 lacks 1 of 2 units; part 2 not there"
    ):
        wom.gather(tmp_path / "parts", out=tmp_path / "gathered")
    assert [path.name for path in tmp_path.iterdir()] == ["parts"]
    run_parts(tmp_path / "parts", 2, 3)
    assert wom.gather(tmp_path / "parts", out=tmp_path / "gathered").manifest.runs == 20


def test_a_part_that_is_given_again_goes_on(array, tmp_path):
    """What it has done it does not do again; `force` begins anew."""
    shutil.copytree(array, tmp_path / "parts")
    folder = tmp_path / "parts" / "part-1-of-4"
    before = {path: path.stat().st_ino for path in folder.rglob("*.parquet")}
    (part,) = run_parts(tmp_path / "parts", 1)
    assert {path: path.stat().st_ino for path in folder.rglob("*.parquet")} == before
    assert (part.folder, part.runs, part.failures) == (folder, ArrayPart(1, 4).runs_of(design()), [])
    run_parts(tmp_path / "parts", 1, force=True)
    assert {path: path.stat().st_ino for path in folder.rglob("*.parquet")} != before


def test_gathering_leaves_parts_as_they_are(array, tmp_path):
    """Gathered a second time, over its own result."""
    before = {path: path.read_bytes() for path in array.rglob("*") if path.is_file()}
    first, second = (content(wom.gather(array, out=tmp_path / "one").folder) for _ in range(2))
    assert {path: path.read_bytes() for path in array.rglob("*") if path.is_file()} == before
    assert first == second


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"seed": 3}, "is a part of another design"),
        ({"scenario": "leaders", "fixed": {"weeks": 6, "consumers": 200}}, "was made from another scenario"),
    ],
)
def test_parts_of_other_designs_and_inputs_are_refused(array, tmp_path, changed, line):
    shutil.copytree(array, tmp_path / "parts")
    shutil.rmtree(tmp_path / "parts" / "part-2-of-4")
    run_parts(tmp_path / "parts", 2, asked=design(**changed))
    with pytest.raises(FolderError, match=line):
        wom.gather(tmp_path / "parts", out=tmp_path / "gathered")
    with pytest.raises(FolderError, match=r"another design|changed since"):
        run_parts(tmp_path / "parts", 2)


def test_parts_of_other_code_are_refused(array, tmp_path, monkeypatch):
    other = code() | {"market": "0" * 64}
    shutil.copytree(array / "part-2-of-4", tmp_path / "parts" / "part-2-of-4")
    monkeypatch.setattr("wordofmouth.tasks.sweep.state.code", lambda: other)
    run_parts(tmp_path / "parts", 1)
    monkeypatch.undo()
    with pytest.raises(FolderError, match=r"part-1-of-4: was run by other code than is here \(market\)"):
        wom.gather(tmp_path / "parts", out=tmp_path / "gathered")


def test_other_folders_and_divisions_are_refused(array, tmp_path):
    shutil.copytree(array, tmp_path / "parts")
    run_parts(tmp_path / "parts", 2, of=3)
    with pytest.raises(FolderError, match=r"is part 1 of 4, and .* part 2 of 3; gather the parts of one array"):
        wom.gather(tmp_path / "parts" / "part-2-of-3", array, out=tmp_path / "gathered")
    with pytest.raises(FolderError, match="there are no parts of a sweep here"):
        wom.gather(tmp_path)
    with pytest.raises(FolderError, match="there is no such folder"):
        wom.gather(tmp_path / "nowhere")
    with pytest.raises(FolderError, match="the parts lie in here"):
        wom.gather(array, out=array, force=True)
    with pytest.raises(FolderError, match="this is part 1 of 4, not a whole sweep"):
        wom.sweep(design(), out=tmp_path / "parts" / "part-1-of-4", resume=True)


def test_what_cannot_be_shared_is_refused(tmp_path):
    with pytest.raises(RequestError, match="runs until precise, and how many runs a point gets"):
        run_parts(tmp_path, 1, asked=design(precision={"measure": "penetration"}))
    for part in ((0, 4), (5, 4), (1, 0)):
        with pytest.raises(RequestError, match="is not allowed"):
            wom.sweep(design(), part=part, out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_network_of_ones_own_goes_along(tmp_path):
    """Once gathered neither the parts nor the file are needed; people are numbers, unless names were asked for."""
    ties = tmp_path / "ties.csv"
    ties.write_text("from,to\n" + "".join(f"p{i},p{(i * 7 + 1) % 60}\n" for i in range(60)))
    own = {"fixed": {"weeks": 4, "network.kind": "file", "network.path": str(ties)}, "replications": 2}
    wom.sweep(design(**own), out=tmp_path / "alone", workers=0)
    run_parts(tmp_path / "parts", 1, 2, of=2, asked=design(**own))
    wom.gather(tmp_path / "parts", out=tmp_path / "gathered")
    assert content(tmp_path / "gathered") == content(tmp_path / "alone")
    run_parts(tmp_path / "named", 1, 2, of=2, asked=design(**own), names=True)
    wom.gather(tmp_path / "named", out=tmp_path / "unnamed")
    assert content(tmp_path / "unnamed") == content(tmp_path / "alone")
    wom.gather(tmp_path / "named", out=tmp_path / "with names", names=True)
    assert content(tmp_path / "with names") != content(tmp_path / "alone")
    ties.unlink()
    shutil.rmtree(tmp_path / "parts")
    assert wom.load_result(tmp_path / "gathered").design.digest == wom.load_result(tmp_path / "alone").design.digest


def test_the_status_of_a_part_is_of_its_runs(array):
    now = status(array / "part-1-of-4")
    assert (now.state, now.left, now.done) == ("finished", 0, ArrayPart(1, 4).runs_of(design()))

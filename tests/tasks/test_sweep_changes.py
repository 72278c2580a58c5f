"""Changes: a sweep goes on only with what it began with, and what has changed since is named in one line."""

import functools
import operator
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import PACKAGE
from typer.testing import CliRunner
from wordofmouth.cli.main import app
from wordofmouth.errors import ClusterError, FolderError
from wordofmouth.results import code as code_room
from wordofmouth.runs.same_code import SameCode
from wordofmouth.tasks.sweep import worker
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep

SCENARIO = 'network = {{ kind = "file", path = "ties.csv" }}\nweeks = 4\nbrands = [{{ quality = {quality} }}]\n'
TIES = "\n".join(f"p{i},p{(i + step) % 40}" for i in range(40) for step in (1, 5)) + "\n"
FILES = {
    "ties.csv": TIES,
    "more.csv": TIES + "p0,p20\n",
    "base.toml": SCENARIO.format(quality=0.8),
    "other.toml": SCENARIO.format(quality=0.3),
    "points.csv": "brand.price,scenario,network.path\n20,,\n30,other.toml,\n40,,more.csv\n",
    "design.toml": 'scenario = "base.toml"\ndesign = "list"\ntable = "points.csv"\nreplications = 3\n',
}
# How each input is changed, and what a refusal calls it.
CHANGES = {
    "ties.csv": (TIES + "p3,p30\n", "network ties.csv"),
    "more.csv": (TIES, "network more.csv"),
    "base.toml": (SCENARIO.format(quality=0.81), "scenario base.toml"),
    "other.toml": (SCENARIO.format(quality=0.31), "scenario other.toml"),
    "points.csv": (FILES["points.csv"].replace("30", "31"), "table points.csv"),
    "design.toml": (FILES["design.toml"] + "seed = 1\n", "another design"),
}


def write(folder: Path) -> Path:
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder / "design.toml"


def interrupted(design: Path, out: Path) -> None:
    def interrupt(progress):
        if progress.runs:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wordofmouth.tasks.sweep.units._MOST_RUNS", 2)
        with pytest.raises(KeyboardInterrupt):
            sweep(Design.load(design), out=out, workers=0, progress=interrupt)


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Return a folder with a design and its files, and a sweep of it that was interrupted."""
    room = tmp_path_factory.mktemp("begun")
    interrupted(write(room / "asked"), room / "sweep")
    return room


def resumed(room: Path, **how):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wordofmouth.tasks.sweep.units._MOST_RUNS", 2)
        return sweep(Design.load(room / "asked" / "design.toml"), out=room / "sweep", resume=True, workers=0, **how)


@settings(max_examples=15)
@given(names=st.sets(st.sampled_from(sorted(CHANGES))))
def test_it_goes_on_with_what_it_began_with_and_names_what_was_changed(begun, tmp_path_factory, names):
    """Whichever inputs were changed since: exactly those are named; with none it goes on."""
    room = tmp_path_factory.mktemp("resumed") / "room"
    shutil.copytree(begun, room)
    for name in names:
        (room / "asked" / name).write_text(CHANGES[name][0])
    if not names:
        assert resumed(room).manifest.runs == 9
        return
    with pytest.raises(FolderError) as refused:
        resumed(room)
    (line,) = str(refused.value).splitlines()
    expected = {CHANGES[name][1] for name in names if name != "design.toml" or len(names) == 1}
    assert {called for _, called in CHANGES.values() if called in line} == expected
    assert "`force` begins anew" in line


def test_what_does_not_change_a_network_is_no_change(begun, tmp_path):
    """Other names in the same order, in other rows, of a file in another folder."""
    shutil.copytree(begun, tmp_path / "room")
    ties = tmp_path / "room" / "asked" / "ties.csv"
    rows = [row.replace("p", "q") for row in TIES.splitlines()]
    ties.write_text("\n".join(reversed(rows)))
    assert resumed(tmp_path / "room").manifest.runs == 9


@pytest.fixture
def other_code(monkeypatch):
    """Let the code of the market be another than it was."""
    here = dict(code_room.code())
    monkeypatch.setattr(code_room, "code_of", lambda package: here | {"market": "0" * 16})
    code_room.code.cache_clear()
    yield
    code_room.code.cache_clear()


def test_other_code_goes_on_if_what_is_done_comes_out_the_same(begun, tmp_path, other_code, monkeypatch):
    shutil.copytree(begun, tmp_path / "whole")
    shutil.copytree(begun, tmp_path / "room")
    with pytest.raises(FolderError, match=r"code .* was changed .*\(market\); `force` begins anew, `accept_code`"):
        resumed(tmp_path / "room")
    with monkeypatch.context() as patch:
        real = worker.simulate
        patch.setattr(worker, "simulate", lambda scenario, *, seed, **how: real(scenario, seed=seed + 1, **how))
        with pytest.raises(FolderError, match="come out otherwise"):
            resumed(tmp_path / "room", accept_code=True)
    accepted = resumed(tmp_path / "room", accept_code=True)
    assert accepted.manifest.runs == 9
    assert accepted.manifest.code["market"] == "0" * 16
    code_room.code.cache_clear()
    monkeypatch.undo()
    assert resumed(tmp_path / "whole").manifest.is_same(accepted.manifest)


def test_a_worker_with_other_code_does_nothing(tmp_path):
    """A fresh process that imports a copy of the package in which one number is another."""
    shutil.copytree(PACKAGE, tmp_path / "wordofmouth", ignore=shutil.ignore_patterns("__pycache__", "data"))
    # Of a job it makes what adds it to a task.
    sent = pickle.dumps(SameCode(functools.partial(functools.partial, operator.add)))
    program = (
        "import pickle, sys\n"
        "work = pickle.loads(bytes.fromhex(sys.stdin.read()))(1)\n"
        "try:\n    print(work(2))\nexcept Exception as error:\n    print(type(error).__name__, error)\n"
    )

    def answer():
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        words = [sys.executable, "-c", program]
        done = subprocess.run(words, input=sent.hex(), env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert answer() == "3"
    changed = tmp_path / "wordofmouth" / "market" / "decision.py"
    changed.write_text(changed.read_text() + "\n\nRATE = 2\n")
    assert answer().startswith("ClusterError worker on ")
    assert "(market)" in answer()


def test_a_worker_that_reads_another_network_does_nothing(tmp_path):
    """What was asked is known by its content where it is done, too."""
    design = Design.load(write(tmp_path / "asked"))
    job = worker.SweepJob(design, tmp_path, design.digest)
    (tmp_path / "asked" / "ties.csv").write_text(CHANGES["ties.csv"][0])
    with pytest.raises(ClusterError, match="is another for a worker"):
        worker.Worker(job)(None)


def test_where_nothing_has_begun_it_begins_and_says_so(tmp_path):
    design = write(tmp_path / "asked")
    words = ["sweep", str(design), "--resume", "--out", str(tmp_path / "sweep"), "--workers", "0"]
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, "nothing has begun here" in done.stderr) == (0, True)
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, "nothing has begun here" in done.stderr) == (0, False)

"""Branching on the command line: runs stop in a week, are kept, and go on with changes; the manifest tells of it."""

import json
import shlex

import pytest
from in_process import wom
from wordofmouth import Result, Scenario, WordOfMouthError, branch, load_run, run
from wordofmouth.results.records import differences
from wordofmouth.tasks.run.task import reproduction

FEW = {"consumers": 100, "weeks": 12}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def kept_runs(*words):
    sets = ["--set", "consumers=100", "--set", "weeks=12"]
    return wom("run", "small", *sets, "--replications", 3, "--until", 5, "--keep", "small.kept", "--workers", 0, *words)


def test_a_branch_goes_on_and_is_reproduced(tmp_path):
    """Its table has the weeks before; its manifest says whence it comes; the file is not needed to make it again."""
    status, printed, _ = kept_runs("--out", "before")
    assert status == 0
    assert "have bought after 5 weeks" in printed
    before = Result.load("before")
    assert (before.manifest.until, before.manifest.lineage) == (5, ())
    assert wom("reproduce", "before", "--workers", 0)[0] == 0
    status, printed, _ = wom("run", "small.kept", "--set", "brand.price=20", "--workers", 0)
    assert status == 0
    assert "results/small-from-week-6/" in printed
    after = Result.load("results/small-from-week-6")
    assert after.table["week"].max() == 12
    assert after.table.query("week <= 5").reset_index(drop=True).equals(before.table)
    assert set(after.table.query("week > 5")["price"]) == {20.0}
    (stage,) = after.manifest.lineage
    assert (stage["week"], stage["scenario_digest"]) == (5, before.manifest.scenario_digest)
    assert len(after.manifest.parent) == 64
    assert after.baseline is None
    (tmp_path / "small.kept").unlink()
    status, printed, _ = wom("reproduce", "results/small-from-week-6", "--workers", 0)
    assert (status, printed.split(":")[0]) == (0, "Reproduced to the bit")


def test_the_recipe_in_the_report_makes_it_again(tmp_path):
    """Without the file and without the folder, from the scenario's file alone."""
    kept_runs("--out", "before")
    wom(
        "run", "small.kept", "--set", "brand.price=20", "--until", 8, "--keep", "two.kept", "--workers", 0, "--out", "a"
    )
    wom("run", "two.kept", "--set", "behaviours.shopping.shopping_rate=0.5", "--workers", 0, "--out", "b")
    made = Result.load("b")
    from wordofmouth.catalogue import TASKS

    recipe = TASKS["run"].remake(made.manifest)
    for name, content in recipe.files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    lines = [line.removeprefix("uv run ").removeprefix("wom ") for line in recipe.command.splitlines()]
    assert len(lines) == 3
    for place, line in enumerate(lines):
        assert wom(*shlex.split(line), "--workers", 0, "--out", f"again-{place}")[0] == 0
    again = Result.load("again-2")
    assert differences(again.arrow, made.arrow) == []
    assert made.report().count("week-5.kept") == 2


def test_workers_change_nothing_in_what_is_kept(tmp_path):
    scenario = Scenario.load("small").varied(FEW)
    results = [
        run(scenario, replications=3, seed=2, until=4, keep=tmp_path / f"kept-{workers}", workers=workers)
        for workers in (0, 2)
    ]
    assert results[0].differences(results[1]) == []
    for replication in range(3):
        runs = [load_run(tmp_path / f"kept-{workers}", replication) for workers in (0, 2)]
        assert (runs[0].people[1] == runs[1].people[1]).all()
    branches = [branch(tmp_path / "kept-0", {"brand.price": 10.0}, workers=workers) for workers in (0, 2)]
    assert branches[0].differences(branches[1]) == []
    unchanged = branch(tmp_path / "kept-2", workers=0)
    assert unchanged.differences(run(scenario, replications=3, seed=2, baseline=False, workers=0)) == []
    assert unchanged.manifest.parent == branches[0].manifest.parent


def test_one_replication_of_many_goes_on_under_its_number(tmp_path):
    """As does a market that was saved."""
    scenario = Scenario.load("small").varied(FEW)
    run(scenario, replications=3, seed=2, until=4, keep=tmp_path / "kept", workers=0)
    load_run(tmp_path / "kept", 2).save(tmp_path / "one")
    found = branch(tmp_path / "one", workers=0, by=["leader"])
    assert found.manifest.numbers == (2,)
    assert set(found.table["replication"]) == {2}
    again = reproduction(found.manifest).make(0, lambda done: None)
    assert found.differences(again) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--set", "consumers=50"], "consumers: this was settled as the run began, and cannot change in week 5"),
        (["--set", "weeks=3"], "weeks: 3 is not allowed: 5 weeks are over"),
        (["--set", "brand.prise=3"], "did you mean 'price'"),
        (["--seed", "3"], "--seed: this was settled when the runs of small.kept began; leave it out"),
        (["--replications", "3"], "--replications: this was settled"),
        (["--tree"], "--tree: this was settled"),
        (["--until", "5"], "until: 5 is not allowed: must be between 6 and 12"),
        (["--keep", "nowhere/file"], "nowhere/file: cannot be written"),
    ],
)
def test_what_a_branch_cannot_do_is_told_in_one_line(words, says):
    kept_runs("--out", "before", "--no-baseline")
    status, _, complaint = wom("run", "small.kept", *words, "--workers", 0)
    assert status == 2
    assert says in complaint
    assert len(complaint.splitlines()) == 1


def test_a_damaged_file_is_told_in_one_line(tmp_path):
    kept_runs("--out", "before", "--no-baseline")
    content = bytearray((tmp_path / "small.kept").read_bytes())
    content[len(content) // 2] ^= 4
    (tmp_path / "small.kept").write_bytes(content)
    status, _, complaint = wom("run", "small.kept", "--workers", 0)
    assert status == 2
    assert "small.kept: it is damaged or cut short" in complaint
    assert wom("run", "missing.kept")[0] == 2
    with pytest.raises(WordOfMouthError, match="until: 13 is not allowed: must be between 1 and 12"):
        run(Scenario.load("small").varied(FEW), until=13)
    assert json.loads((tmp_path / "before" / "manifest.json").read_text())["until"] == 5

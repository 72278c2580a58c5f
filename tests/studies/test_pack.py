"""Packs: a study in one zip, made again elsewhere to the bit; and what a zip from elsewhere must not do."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest
import wordofmouth as wom
from in_process import wom as run_wom
from own_parts import forget
from wordofmouth.errors import PackError
from wordofmouth.scenario.plugins import trust
from wordofmouth.studies.check import check
from wordofmouth.studies.pack import pack
from wordofmouth.studies.zipped import CHECKSUMS, open_pack, write_pack
from wordofmouth.tasks.calibrate.data import Observed
from wordofmouth.testing.skeletons import skeleton

FEW = {"consumers": 200, "weeks": 4, "campaign.leaders.count": 2}
NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'


def few():
    return wom.Scenario.load("launch").varied(FEW)


def packed(folder, record, **how):
    """Save a result, pack it and return the pack's path."""
    record.save(folder / "study", figure=False)
    pack(folder / "study", folder / "study.zip", **how)
    return folder / "study.zip"


@pytest.fixture(scope="module")
def run_pack(tmp_path_factory):
    """Return the pack of a run of four replications."""
    folder = tmp_path_factory.mktemp("packed")
    return packed(folder, wom.run(few(), replications=4, workers=0), title="A few", authors=["Ada Example"])


def test_a_run_comes_out_the_same(run_pack, tmp_path):
    """A slice is spread from the first run to the last; all of it can be asked for."""
    checked = check(run_pack, tmp_path / "some")
    assert (checked.is_same, checked.runs, checked.of, checked.causes) == (True, 3, 4, ())
    assert check(run_pack, tmp_path / "all", runs=0).runs == 4


def test_the_same_study_gives_the_same_bytes(run_pack):
    again = run_pack.with_name("again.zip")
    pack(run_pack.with_name("study"), again, title="A few", authors=["Ada Example"])
    # The README names the file, and so its name counts.
    same = run_pack.with_name("other")
    same.mkdir()
    pack(run_pack.with_name("study"), same / "study.zip", title="A few", authors=["Ada Example"])
    assert (same / "study.zip").read_bytes() == run_pack.read_bytes() != again.read_bytes()


def test_a_pack_says_what_the_study_is(run_pack, tmp_path):
    """The description has all seven sections and the study's own numbers; machines find every file."""
    open_pack(run_pack, tmp_path)
    odd = (tmp_path / "ODD.md").read_text(encoding="utf-8")
    for section in (
        "1. Purpose and patterns",
        "2. Entities",
        "3. Process",
        "4. Design",
        "5. Init",
        "6. Input",
        "7. Sub",
    ):
        assert f"\n## {section}" in odd
    assert "| `consumer.loss_aversion` | `2.25` | Tversky & Kahneman 1992 |" in odd
    assert "200 consumers are simulated for 4 weeks" in odd
    assert "| Adoption is S-shaped" in odd
    crate = json.loads((tmp_path / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    described = {entity["@id"] for entity in crate["@graph"] if entity["@type"] == "File"}
    assert described == files - {"ro-crate-metadata.json", CHECKSUMS}
    named = {entity["@id"] for entity in crate["@graph"]}
    root = next(entity for entity in crate["@graph"] if entity["@id"] == "./")
    assert {root["license"]["@id"], root["author"]["@id"], *(part["@id"] for part in root["hasPart"])} <= named
    assert json.loads((tmp_path / "codemeta.json").read_text(encoding="utf-8"))["author"][0]["name"] == "Ada Example"
    assert json.loads((tmp_path / "expected.json").read_text(encoding="utf-8"))["tables"]


def test_another_result_is_noticed(run_pack, tmp_path):
    """A table that another seed has made, packed as if it were this study's, does not come out the same."""
    study = tmp_path / "study"
    wom.run(few(), replications=4, seed=1, workers=0).save(study, figure=False)
    manifest = wom.load_result(run_pack.with_name("study")).manifest
    other = wom.load_result(study).manifest.model_copy(update={"seed": manifest.seed, "scenario": manifest.scenario})
    other.listing(study, other.files).write(study)
    pack(study, tmp_path / "study.zip")
    checked = check(tmp_path / "study.zip", tmp_path / "there")
    assert len(checked.differing) == checked.runs == 3
    status, text, _ = run_wom("study", "check", tmp_path / "study.zip")
    assert (status, text.splitlines()[0]) == (1, "Not the same: 3 of the 3 runs of launch that were made again.")


def test_a_comparison_comes_out_the_same(tmp_path):
    pair = wom.compare(few(), few().varied(campaign=[], name="nothing"), replications=2, workers=0)
    (tmp_path / "pair").mkdir()
    checked = check(packed(tmp_path / "pair", pair), tmp_path / "pair" / "there", runs=0)
    assert (checked.is_same, checked.of) == (True, 4)


def test_runs_that_do_not_stand_alone_are_made_again_together(tmp_path):
    """Of what was stopped before its last week a slice is refused, and all of it comes out the same."""
    where = packed(tmp_path, wom.run(few(), replications=2, workers=0, until=2))
    with pytest.raises(PackError, match="`all` makes it whole"):
        check(where, tmp_path / "some")
    checked = check(where, tmp_path / "all", runs=0)
    assert (checked.is_same, checked.runs, checked.of) == (True, 2, 2)


def fitted():
    return wom.calibrate("small", Observed(("1", "2", "3", "4"), np.array([3.0, 8.0, 9.0, 7.0])), trials=6, workers=0)


def chosen():
    goal = wom.Goal(
        scenario=few(), budget=1000.0, trials=2, replications=2, fresh=2, vary={"campaign.leaders.count": [0, 2]}
    )
    return wom.optimise(goal, workers=0)


@pytest.mark.parametrize(("searched", "done"), [(fitted, "is fitted"), (chosen, "is chosen")])
def test_what_was_searched_for_comes_out_the_same_as_a_whole(tmp_path, searched, done):
    """A calibration and an optimisation: no slice of them, and the description says what was sought."""
    where = packed(tmp_path, searched())
    with pytest.raises(PackError, match=r"searched for.*`all` makes it whole"):
        check(where, tmp_path / "some")
    assert check(where, tmp_path / "all", runs=0).is_same
    described = (tmp_path / "all" / "ODD.md").read_text(encoding="utf-8")
    assert done in described
    assert "made others besides" in described


def test_a_sensitivity_is_packed_as_the_sweep_that_it_is(tmp_path):
    """Its folder is a sweep's, whichever design: runs of Morris' stand alone too."""
    design = wom.Design(scenario=few(), design="morris", points=4, replications=1, factors={"brand.price": [40, 60]})
    wom.sweep(design, out=tmp_path / "study", workers=0)
    pack(tmp_path / "study", tmp_path / "study.zip")
    assert check(tmp_path / "study.zip", tmp_path / "there").is_same


def test_a_sweep_with_own_parts_network_and_notebook(own_parts, tmp_path, monkeypatch):
    """Its code runs only once somebody has allowed it; then a slice of it comes out the same."""
    folder = tmp_path / "own"
    folder.mkdir()
    where = sweep_of_ones_own(folder, wom)
    forget()
    monkeypatch.setattr(trust, "cache_folder", lambda: tmp_path / "another user")
    status, _, complaint = run_wom("study", "check", where)
    assert (status, complaint.count("\n")) == (2, 1)
    assert complaint.startswith("wom: result/inputs/own_")
    assert "accept it once with --trust result/inputs/own_" in complaint
    names = [Path(name).name for name in zipfile.ZipFile(where).namelist() if name.endswith(".py")]
    allowed = [word for name in names for word in ("--trust", name)]
    status, text, _ = run_wom("study", "check", where, *allowed, "--runs", 2, "-o", tmp_path / "there")
    assert (status, text) == (0, "The same to the bit: 2 of 4 runs of own.\n")
    assert (tmp_path / "there" / "added" / "first.ipynb").read_text() == NOTEBOOK
    status, _, complaint = run_wom("study", "check", where, "--trust", "other.py")
    assert (status, "it brings no file 'other.py'" in complaint) == (2, True)


def sweep_of_ones_own(folder, wom):
    """Pack a sweep with two plugins, a network of its own and a notebook; return where."""
    for what in ("lever", "outcome"):
        (folder / f"own_{what}.py").write_text(skeleton(what, f"own_{what}"), encoding="utf-8")
        wom.use(folder / f"own_{what}.py")
    ties = "".join(f"{a},{(a + step) % 40}\n" for a in range(40) for step in (1, 2, 7))
    (folder / "ties.csv").write_text(f"from,to\n{ties}", encoding="utf-8")
    (folder / "first.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    fixed = {
        "weeks": 3,
        "network": {"kind": "file", "path": str(folder / "ties.csv")},
        "campaign": [{"kind": "own_lever", "week": 2}],
        "plugins": [str(folder / "own_lever.py"), str(folder / "own_outcome.py")],
    }
    design = wom.Design(
        name="own", scenario="launch", fixed=fixed, factors={"brand.quality": [0.4, 0.8]}, replications=2
    )
    wom.sweep(design, out=folder / "study", workers=0)
    pack(folder / "study", folder / "study.zip", add=[folder / "first.ipynb"])
    return folder / "study.zip"


def rewritten(source, target, change):
    """Write a copy of a pack in which a function has changed the members: pairs of what stands of them and content."""
    with zipfile.ZipFile(source) as then, zipfile.ZipFile(target, "w") as now:
        for info, content in change([(info, then.read(info)) for info in then.infolist()]):
            now.writestr(info, content)
    return target


def member(name, mode=stat.S_IFREG | 0o644, compress=zipfile.ZIP_STORED):
    info = zipfile.ZipInfo(name)
    info.external_attr, info.compress_type = mode << 16, compress
    return info


HOSTILE = {
    "a path upwards": (member("../outside.txt"), b"x"),
    "a path within and upwards": (member("result/../../outside.txt"), b"x"),
    "an absolute path": (member("/tmp/outside.txt"), b"x"),
    "a drive": (member("C:/outside.txt"), b"x"),
    "a backslash": (member("..\\outside.txt"), b"x"),
    "a link": (member("link", stat.S_IFLNK | 0o777), b"/etc/passwd"),
    "a device": (member("device", stat.S_IFCHR | 0o666), b""),
    "a bomb": (member("bomb", compress=zipfile.ZIP_DEFLATED), bytes(1_000_000)),
    "a name twice": (member("readme.MD"), b"x"),
    "a file that is not listed": (member("more.txt"), b"x"),
    "nothing": (member("folder/"), b""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_zips_are_refused(run_pack, tmp_path, name):
    """One line, exit status 2, and nothing is written: neither there nor elsewhere."""
    bad = rewritten(run_pack, tmp_path / "bad.zip", lambda members: [*members, HOSTILE[name]])
    there = tmp_path / "there"
    status, _, complaint = run_wom("study", "check", bad, "-o", there)
    assert (status, complaint.count("\n")) == (2, 1), complaint
    assert "Traceback" not in complaint
    assert [path.name for path in tmp_path.iterdir()] == ["bad.zip"]


@pytest.mark.parametrize("what", ["no zip", "cut", "a byte", "no list", "a member less", "no result", "missing"])
def test_damaged_packs_are_refused(run_pack, tmp_path, what):
    bad, content = tmp_path / "bad.zip", run_pack.read_bytes()
    match what:
        case "no zip":
            bad.write_bytes(b"no zip")
        case "cut":
            bad.write_bytes(content[: len(content) // 2])
        case "a byte":
            place = content.index(b"## 1. Purpose")
            bad.write_bytes(content[:place] + b"!" + content[place + 1 :])
        case "no list":
            rewritten(run_pack, bad, lambda members: [each for each in members if each[0].filename != CHECKSUMS])
        case "a member less":
            rewritten(run_pack, bad, lambda members: [each for each in members if each[0].filename != "ODD.md"])
        case "no result":
            write_pack(bad, {"README.md": b"x"})
    status, _, complaint = run_wom("study", "check", bad)
    assert (status, complaint.count("\n")) == (2, 1), complaint
    assert complaint.startswith(f"wom: {bad}: ")


def test_a_pack_reads_nothing_beside_it(run_pack, tmp_path):
    """A manifest that names a file of whoever checks it is refused before that is read."""
    open_pack(run_pack, tmp_path / "made")
    study = tmp_path / "made" / "result"
    manifest = wom.load_result(study).manifest
    (tmp_path / "secret.csv").write_text("from,to\n0,1\n")
    network = {"network": {"kind": "file", "path": str(tmp_path / "secret.csv")}}
    manifest.model_copy(update={"scenario": manifest.scenario | network}).write(study)
    files = {path.relative_to(tmp_path / "made").as_posix(): path for path in study.rglob("*") if path.is_file()}
    write_pack(tmp_path / "bad.zip", {name: path.read_bytes() for name, path in files.items()})
    status, _, complaint = run_wom("study", "check", tmp_path / "bad.zip")
    assert (status, complaint.count("\n")) == (2, 1)
    assert "secret.csv, which is not in it" in complaint


def test_what_cannot_be_packed_is_refused(run_pack, tmp_path):
    """What was changed since, what is no result, two added files of one name: one line each."""
    study = tmp_path / "study"
    shutil.copytree(run_pack.with_name("study"), study)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "note.md").write_text("a")
    (tmp_path / "note.md").write_text("b")
    for words in (["study", "pack", tmp_path], ["study", "pack", study, "-o", "study.tar"]):
        assert run_wom(*words)[0] == 2
    with pytest.raises(PackError, match="of this name is added already"):
        pack(study, tmp_path / "study.zip", add=[tmp_path / "note.md", tmp_path / "a" / "note.md"])
    with pytest.raises(PackError, match="cannot be read"):
        pack(study, tmp_path / "study.zip", add=[tmp_path / "none.md"])
    table = study / "table.parquet"
    table.write_bytes(table.read_bytes()[:-1])
    assert run_wom("study", "pack", study, "-o", tmp_path / "study.zip")[0] == 2
    assert not (tmp_path / "study.zip").exists()


@pytest.mark.slow
def test_validators_accept_a_pack(run_pack, tmp_path):
    """The validators of RO-Crate and CodeMeta find nothing required missing; both are run apart, and read no network.

    ``WORDOFMOUTH_CONTEXTS`` names a folder with the contexts that they would ask the network for:
    ``ro-crate-1.1.jsonld``, and those of codemetapy as it calls them.
    """
    given = os.environ.get("WORDOFMOUTH_CONTEXTS")
    if not given or not (Path(given) / "ro-crate-1.1.jsonld").is_file():
        pytest.skip("WORDOFMOUTH_CONTEXTS names no folder with ro-crate-1.1.jsonld")
    if not (uv := shutil.which("uv")):
        pytest.skip("uv is not there, by which the validators are run")
    open_pack(run_pack, tmp_path / "crate")
    apart = [uv, "run", "--no-project", "--quiet", "--with", "roc-validator", "--with", "codemetapy"]
    if subprocess.run([*apart, "python", "-c", "0"], capture_output=True, text=True).returncode:
        pytest.skip("roc-validator and codemetapy cannot be installed here")
    program = Path(__file__).with_name("ro_crate_validator.py")
    context = Path(given) / "ro-crate-1.1.jsonld"
    missing = subprocess.run(
        [*apart, "python", program, tmp_path / "crate", context], capture_output=True, text=True, check=True
    )
    assert missing.stdout == ""
    # Of what has an author codemetapy 3.0.4 reads nothing, in whichever form: it stumbles over lists of them.
    content = json.loads((tmp_path / "crate" / "codemeta.json").read_text(encoding="utf-8"))
    del content["author"]
    (tmp_path / "codemeta.json").write_text(json.dumps(content), encoding="utf-8")
    done = subprocess.run(
        [*apart, "codemetapy", "-i", "json", tmp_path / "codemeta.json"],
        capture_output=True, text=True, env={**os.environ, "TMPDIR": given},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["name"] == "A few"


@pytest.mark.slow
def test_a_pack_needs_nothing_but_the_wheel(own_parts, tmp_path):
    """In an empty folder, with the wheel installed alone and nothing else kept, a sweep of one's own is made again."""
    from builds import environment, uv

    where = sweep_of_ones_own(own_parts, wom)
    uv("build", "--quiet", "--wheel", "-C", "kernels=no", "--out-dir", tmp_path / "built")
    (wheel,) = (tmp_path / "built").glob("*.whl")
    programs = environment(tmp_path / "alone", wheel)
    empty = tmp_path / "empty"
    empty.mkdir()
    shutil.copy(where, empty)
    names = [Path(name).name for name in zipfile.ZipFile(where).namelist() if name.endswith(".py")]
    allowed = [word for name in names for word in ("--trust", name)]
    alone = {**os.environ, "WORDOFMOUTH_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [programs / "wom", "study", "check", "study.zip", *allowed, "--all"],
        cwd=empty, env=alone, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "The same to the bit: 4 of 4 runs of own.\n"), done.stderr
    assert hashlib.sha256((empty / "study.zip").read_bytes()).digest() == hashlib.sha256(where.read_bytes()).digest()

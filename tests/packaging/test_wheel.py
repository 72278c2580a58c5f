"""The wheel: it holds what it should, works with nothing beside it, and a checkout is read where it lies.

Environments made from nothing, on each Python that is found: ``uv run pytest -m slow tests/packaging``. The other
rooms' tests against the wheel, all of them: ``uv run pytest -m wheel``.
"""

import json
import subprocess
import tarfile
import zipfile

import pytest
from builds import PROJECT, ROOT, called, copied, environment, files, pythons, uv

FEW = ("--set", "consumers=100", "--set", "weeks=4")
SMALL = ("run", "small", "--replications", 1, "--workers", 0, *FEW)
# Rooms whose tests take seconds, and reach from random numbers to files that are read.
SLICE = ("tests/engine", "tests/scenario", "tests/networks/test_network_files.py", "tests/statistics/test_summaries.py")
# What is about the sources, which lie beside no wheel.
OF_THE_CHECKOUT = ("tests/architecture", "tests/packaging", "tests/test_readme.py")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the wheel, without compiled kernels, and the source distribution."""
    folder = tmp_path_factory.mktemp("built")
    uv("build", "--quiet", "-C", "kernels=no", "--out-dir", folder)
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, source


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Return a copy of this checkout, and the programs of an environment in which it is installed to be edited."""
    folder = copied(tmp_path_factory.mktemp("checkout"))
    return folder, environment(folder / ".venv", "--editable", folder, alone=False)


def test_the_wheel_holds_code_and_data_and_no_more(built):
    """All of the package and of the rooms of data, and neither tests nor results."""
    with zipfile.ZipFile(built[0]) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == {"wordofmouth/data/commit.txt"} | {
        name.removeprefix("simulation/") if name.startswith("simulation/") else f"wordofmouth/data/{name}"
        for name in files()
        if name.startswith(("simulation/wordofmouth/", "scenarios/", "experiments/"))
    }
    assert {"wordofmouth/data/scenarios/small.toml", "wordofmouth/data/experiments/designs/leaders.toml"} <= held
    assert not [name for name in held if "tests" in name.split("/") or ("results/" in name.removeprefix("wordofmouth/")
                and not name.startswith(("wordofmouth/results/", "wordofmouth/lab/pages/results/")))]  # fmt: skip


@pytest.mark.slow
def test_the_source_distribution_gives_the_same_wheel(built, tmp_path):
    with tarfile.open(built[1]) as source:
        source.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    uv("build", "--quiet", "--wheel", "-C", "kernels=no", "--out-dir", tmp_path / "again", folder=unpacked)
    (again,) = (tmp_path / "again").glob("*.whl")
    with zipfile.ZipFile(built[0]) as one, zipfile.ZipFile(again) as other:
        assert {each.filename: each.CRC for each in one.infolist()} == {
            each.filename: each.CRC for each in other.infolist()
        }


def test_the_wheel_works_without_a_checkout(built, tmp_path):
    """Presets, designs and words are found in the wheel, from a folder that is empty."""
    programs = environment(tmp_path / "venv", built[0], alone=False)
    folder = tmp_path / "empty"
    folder.mkdir()
    program = "import wordofmouth; print(wordofmouth.__file__, wordofmouth.__version__)"
    place, version = called(programs, "python", "-c", program, folder=folder)[1].split()
    assert place.startswith(str(tmp_path))
    assert version == PROJECT["project"]["version"]
    status, listed, complaint = called(programs, "wom", "list", folder=folder)
    assert (status, complaint) == (0, "")
    names = [line.split()[0] for line in listed.splitlines() if line.startswith("  ")]
    assert len(names) == len(list((ROOT / "scenarios").glob("*.toml")))
    assert called(programs, "wom", "check", "small", folder=folder)[0] == 0
    assert called(programs, "wom", "story", "small", "--language", "fr", *FEW, folder=folder, compiled=False)[0] == 0
    status, _, complaint = called(programs, "wom", *SMALL, folder=folder, compiled=False)
    assert status == 0, complaint
    manifest = json.loads((folder / "results" / "small" / "manifest.json").read_text(encoding="utf-8"))
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    assert (manifest["commit"] or "").removesuffix("+") == commit
    assert manifest["versions"]["wordofmouth"] == version


@pytest.mark.slow
def test_a_preset_that_is_changed_in_a_checkout_is_run_as_changed(checkout, tmp_path):
    """Building an editable install copies the presets; the copy is never read."""
    folder, programs = checkout
    preset = folder / "scenarios" / "small.toml"
    text = preset.read_text(encoding="utf-8")
    assert "quality = 0.8" in text
    preset.write_text(text.replace("quality = 0.8", "quality = 0.31"), encoding="utf-8")
    status, _, complaint = called(programs, "wom", *SMALL, folder=tmp_path, compiled=False)
    assert status == 0, complaint
    manifest = json.loads((tmp_path / "results" / "small" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenario"]["brands"][0]["quality"] == 0.31


def test_names_beside_a_users_script_do_no_harm(checkout, tmp_path):
    """Modules called as the rooms of this project are, old ones too, are nobody's but the user's."""
    rooms = [path.stem for path in (ROOT / "simulation" / "wordofmouth").iterdir() if path.stem[0] not in "._"]
    mine = {"simulation", "experiments", "scenarios", "results", *rooms} - {"mesa", "statistics", "wordofmouth"}
    for name in mine:
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('this is the user\\'s own')\n")
    (tmp_path / "script.py").write_text(
        "import wordofmouth as wom\n"
        "scenario = wom.Scenario.load('small').varied({'consumers': 100, 'weeks': 4})\n"
        "print(len(wom.run(scenario, replications=1, workers=0).table))\n"
    )
    status, printed, complaint = called(checkout[1], "python", "script.py", folder=tmp_path, compiled=False)
    assert status == 0, complaint
    assert int(printed) > 0


def _tested(built, folder, python, *tests):
    """Install the wheel, with its extras and nothing else but what tests need, and run tests against it."""
    needs = [each for each in PROJECT["dependency-groups"]["dev"] if not each.startswith("wordofmouth")]
    programs = environment(folder / "venv", f"{built[0]}[all]", *needs, python=python)
    copied(folder / "copy", package=False)
    said = ("python", "-m", "pytest", "-n", "0", *tests)
    status, printed, complaint = called(programs, *said, folder=folder / "copy")
    assert status == 0, printed + complaint


@pytest.mark.slow
def test_the_wheel_alone_runs_the_main_job(built, tmp_path):
    """On each Python that is found, with nothing but what the wheel asks for: compiled, drawn, written, reproduced."""
    for version, python in pythons().items():
        programs = environment(tmp_path / f"{version}", built[0], python=python)
        folder = tmp_path / f"empty{version}"
        folder.mkdir()
        assert called(programs, "wom", "list", folder=folder)[0] == 0
        status, _, complaint = called(programs, "wom", "run", "small", folder=folder)
        assert status == 0, (version, complaint)
        assert {"table.parquet", "manifest.json", "adoption.png"} <= {
            path.name for path in (folder / "results" / "small").iterdir()
        }
        assert called(programs, "wom", "reproduce", "results/small", folder=folder)[0] == 0
        status, _, complaint = called(programs, "wom", "lab", folder=folder)
        assert status == 2
        assert complaint.rstrip().endswith('pip install "wordofmouth[lab]"')


@pytest.mark.slow
def test_a_slice_of_tests_passes_against_the_wheel(built, tmp_path):
    for version, python in pythons().items():
        _tested(built, tmp_path / f"{version}", python, *SLICE)


@pytest.mark.wheel
def test_all_tests_pass_against_the_wheel(built, tmp_path):
    """Those about the sources excepted."""
    for version, python in pythons().items():
        _tested(built, tmp_path / f"{version}", python, *(f"--ignore={name}" for name in OF_THE_CHECKOUT))

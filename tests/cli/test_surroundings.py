"""What a process inherits steers no command: it works, or a line says what is wrong, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import wordofmouth as wom

SMALL = ("--replications", "2", "--set", "weeks=4", "--set", "consumers=100", "--force")
RUN = ("run", "small", *SMALL, "--out", "run")
COMMANDS = [
    ("--help",),
    ("list",),
    ("fields", "survey"),
    ("show", "small"),
    RUN,
    ("compare", "small", "launch", *SMALL, "--out", "compared"),
    ("sweep", "tiny.toml", "--workers", "0", "--force"),
    ("sensitivity", "tiny.toml", "--workers", "0", "--force"),
    ("survey", "small", "--sample", "20"),
    ("story", "small", "--set", "weeks=4"),
    ("listen", "small", "--set", "weeks=4", "--out", "log.csv"),
    ("page", "small", "--set", "weeks=4", "-o", "page.html"),
    ("cite", "kept"),
    ("report", "kept", "-o", "report.html"),
    ("export", "kept", "-o", "table.csv"),
    ("plot", "kept"),
    ("reproduce", "kept"),
]
DESIGN = """
name = "tiny"
scenario = "small"
design = "morris"
points = 4
replications = 2
fixed = { weeks = 4, consumers = 100 }
factors = { "brand.quality" = { from = 0.4, to = 0.9 }, "survey.heed_criticism" = { from = 0.2, to = 0.7 } }
"""
KINDS = ("backend", "optimised", "closed", "full")
# What is quick to try of each kind; all commands in all surroundings are tried slowly.
QUICK = {("backend", RUN), ("optimised", ("show", "small")), ("full", ("--help",)), ("closed", ("list",))}
posix = pytest.mark.skipif(sys.platform == "win32", reason="closes and fills files as POSIX does")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("surroundings")
    (folder / "tiny.toml").write_text(DESIGN)
    scenario = wom.Scenario.load("small").varied({"weeks": 4, "consumers": 100})
    wom.run(scenario, replications=2, workers=0).save(folder / "kept", figure=False)
    return folder


def done_in(surroundings: str, words: tuple[str, ...], place: Path) -> "subprocess.CompletedProcess[str]":
    """Return what became of a command that inherits something."""
    flags = ["-OO"] if surroundings == "optimised" else []
    backend = {"MPLBACKEND": "module://no_such_notebook.backend"} if surroundings == "backend" else {}
    how = {"cwd": place, "env": os.environ | backend, "stderr": subprocess.PIPE, "text": True, "check": False}
    command = [sys.executable, *flags, "-m", "wordofmouth", *words]
    if surroundings == "closed":
        return subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *command], **how)
    if surroundings == "full":
        with Path("/dev/full").open("w") as full:
            return subprocess.run(command, stdout=full, **how)
    return subprocess.run(command, stdout=subprocess.PIPE, **how)


def case(surroundings: str, words: tuple[str, ...]):
    marks = [] if (surroundings, words) in QUICK else [pytest.mark.slow]
    return pytest.param(surroundings, words, marks=marks, id=f"{surroundings}-{words[0]}")


CASES = [case(surroundings, words) for surroundings in KINDS for words in COMMANDS]


@posix
@pytest.mark.parametrize(("surroundings", "words"), CASES)
def test_a_command_works_in_any_surroundings(surroundings, words, place):
    if surroundings == "full" and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    done = done_in(surroundings, words, place)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    if surroundings == "full":
        assert (done.returncode, done.stderr.count("what is printed cannot be written")) == (2, 1)
    else:
        assert done.returncode == 0, done.stderr


def test_help_is_the_same_without_docstrings(place):
    assert done_in("optimised", ("--help",), place).stdout == done_in("backend", ("--help",), place).stdout

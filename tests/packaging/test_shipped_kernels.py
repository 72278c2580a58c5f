"""Kernels in the wheel: nothing is compiled where they fit, and shipped, compiled here and uncompiled give the same.

The build compiles for a minute: ``uv run pytest -m slow tests/packaging/test_shipped_kernels.py``.
"""

import json
import os
import subprocess
import sys
import zipfile

import pytest
from builds import ROOT, environment, uv

GOLDEN = json.loads((ROOT / "tests" / "before" / "digests.json").read_text(encoding="utf-8"))
# What is not a preset, or a variant of one, is not in the wheel either.
PRESETS = [name for name in GOLDEN if not name.startswith("small, ")]
PROGRAM = f"""
import json, sys
sys.path.insert(0, {str(ROOT / "tests" / "before")!r})
import make
from wordofmouth.engine.compiling import COMPILING
words = ["compiles"]
COMPILING.tell(lambda _: words and print(words.pop(), file=sys.stderr))
scenarios = make.scenarios()
print(json.dumps({{name: make.digest_of(scenarios[name]) for name in sys.argv[1:]}}))
"""
IS_HERE = sys.platform == "linux" and os.uname().machine == "x86_64"


def digests(python, folder, *names, **settings):
    """Return the digests of presets, run in a process of a Python in a folder, and what it complained of."""
    told = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "PYTHONPATH"))}
    told |= {"WORDOFMOUTH_CACHE": str(folder / "cache")} | settings
    done = subprocess.run([python, "-c", PROGRAM, *names], cwd=folder, env=told, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr.split()


def golden(*names):
    return {name: GOLDEN[name] for name in names}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the wheel with kernels."""
    folder = tmp_path_factory.mktemp("built")
    uv("build", "--quiet", "--wheel", "--python", sys.executable, "--out-dir", folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """Return the Python of an environment in which it is installed, with what it asks for."""
    return environment(tmp_path_factory.mktemp("installed") / "venv", built) / "python"


def test_small_is_the_same_uncompiled(tmp_path):
    """To the bit, as compiled here it is held to be by `tests/test_before.py`."""
    assert digests(sys.executable, tmp_path, "small", NUMBA_DISABLE_JIT="1") == (golden("small"), [])


@pytest.mark.slow
@pytest.mark.skipif(not IS_HERE, reason="kernels are shipped for Linux on x86-64 processors")
def test_the_wheel_says_for_whom_it_is(built):
    """For one Python and system; and it holds the kernels beside all that a wheel without them holds."""
    version = f"cp{sys.version_info.major}{sys.version_info.minor}"
    assert built.stem.endswith(f"-{version}-none-manylinux_2_17_x86_64")
    with zipfile.ZipFile(built) as wheel:
        names = [name for name in wheel.namelist() if name.startswith("wordofmouth/data/kernels/")]
    assert {name.rpartition(".")[2] for name in names} == {"kernel"}
    assert len(names) > 50


@pytest.mark.slow
@pytest.mark.skipif(not IS_HERE, reason="kernels are shipped for Linux on x86-64 processors")
def test_shipped_kernels_give_every_preset_the_same(installed, tmp_path):
    """To the bit, with nothing compiled and nothing kept: no folder of the user's own is made."""
    assert digests(installed, tmp_path, *PRESETS) == (golden(*PRESETS), [])
    assert [*tmp_path.iterdir()] == []


@pytest.mark.slow
@pytest.mark.skipif(not IS_HERE, reason="kernels are shipped for Linux on x86-64 processors")
def test_what_is_shipped_and_does_not_fit_is_compiled(installed, tmp_path):
    """As for a numba that is told to make other code; and kept then."""
    assert digests(installed, tmp_path, "small", NUMBA_OPT="2") == (golden("small"), ["compiles"])
    assert digests(installed, tmp_path, "small", NUMBA_OPT="2") == (golden("small"), [])


@pytest.mark.slow
def test_kernels_compiled_here_give_every_preset_the_same(tmp_path):
    """To the bit; and so they do loaded."""
    assert digests(sys.executable, tmp_path, *PRESETS) == (golden(*PRESETS), ["compiles"])
    assert digests(sys.executable, tmp_path, *PRESETS) == (golden(*PRESETS), [])


@pytest.mark.slow
def test_uncompiled_every_preset_is_the_same(tmp_path):
    """To the bit: each preset without its variants, since a year of few people takes seconds."""
    presets = [name for name in PRESETS if "/" not in name]
    assert digests(sys.executable, tmp_path, *presets, NUMBA_DISABLE_JIT="1") == (golden(*presets), [])

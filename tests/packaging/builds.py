"""What tests of packaging share: a wheel and a source distribution, the Pythons found here, and environments."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# `uv run` names itself; a search may find a shim that answers in some folders only.
UV = os.environ.get("UV") or shutil.which("uv")
OLDEST = (3, 12)


def uv(*words, folder=ROOT):
    """Run uv; what it complains of is in the failure. Everything is resolved by the date that the project names."""
    newest = PROJECT["tool"]["uv"]["exclude-newer"]
    environment = os.environ | {"UV_EXCLUDE_NEWER": newest, "UV_PYTHON_DOWNLOADS": "never"}
    environment.pop("VIRTUAL_ENV", None)
    done = subprocess.run([UV, *map(str, words)], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def pythons():
    """Return an interpreter of each version from the oldest on, by version: those uv finds, and those beside ours."""
    listed = json.loads(uv("python", "list", "--only-installed", "--output-format", "json"))
    paths = [Path(each["path"]) for each in listed if each["implementation"] == "cpython"]
    paths += sorted(Path(sys.base_prefix).parent.glob("*/bin/python3"))
    found = {}
    for path in paths:
        program = "import sys; print(*sys.version_info[:2])"
        told = subprocess.run([path, "-c", program], capture_output=True, text=True)
        if told.returncode == 0 and (version := tuple(map(int, told.stdout.split()))) >= OLDEST:
            found.setdefault(version, path)
    return dict(sorted(found.items()))


def environment(folder, *install, python=sys.executable, alone=True):
    """Make an environment with what is installed, and return its folder of programs.

    One that is not alone takes what the package needs from the environment of these tests, and not the package itself.
    """
    uv("venv", "--quiet", "--python", python, folder)
    uv("pip", "install", "--quiet", "--python", folder, *([] if alone else ["--no-deps"]), *install)
    if not alone:
        (rooms,) = (path for path in folder.rglob("site-packages"))
        (rooms / "zz_borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return folder / ("Scripts" if os.name == "nt" else "bin")


def called(programs, *words, folder, compiled=True):
    """Run a program of an environment in a folder; return its status, what it printed and what it complained of."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    if not compiled:
        environment["NUMBA_DISABLE_JIT"] = "1"
    done = subprocess.run(
        [programs / words[0], *map(str, words[1:])], cwd=folder, env=environment, capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


def files():
    """Return the files of this checkout, by their paths in it: all but what tools leave behind, and results."""
    tops = ("simulation", "scenarios", "experiments", "tests")
    paths = [path for path in ROOT.iterdir() if path.is_file()]
    paths += [path for top in tops for path in (ROOT / top).rglob("*") if path.is_file()]
    return sorted(str(path.relative_to(ROOT)) for path in paths if "__pycache__" not in path.parts)


def copied(folder, *, package=True):
    """Copy the files of this checkout into a folder; without the package's code if so asked."""
    for name in files():
        if package or not name.startswith("simulation/wordofmouth/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder

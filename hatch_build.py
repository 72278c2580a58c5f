"""Build: hatchling's, with the commit, and in the wheel the kernels, compiled for every processor of its kind.

Whoever installs such a wheel compiles nothing on the first run. The kernels are those that the presets use, made in
the build's own environment for its system and Python, which the wheel's tag then names. They are looked up as those of
the user's own store are (`simulation/wordofmouth/engine/kernel_loading.py`), so with another version of numba, or any
other difference, they lie unused and kernels are compiled as without them.

Made and tried on Linux with x86-64 processors; elsewhere the wheel is made without, for every system and Python. So it
is anywhere if that is asked for::

    uv build --wheel                # with kernels: wordofmouth-…-cp313-none-manylinux_2_17_x86_64.whl
    uv build --wheel -C kernels=no  # without: wordofmouth-…-py3-none-any.whl
"""

import os
import platform
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling import build as hatchling
from hatchling.build import *  # noqa: F403  # what a build asks for besides: source distributions, editable installs
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

type Settings = dict[str, Any] | None

ROOT = Path(__file__).parent
# Where a wheel or a source distribution has the commit from which it was built.
COMMIT = "commit.txt"
# Names the folder of compiled kernels to the hook, which hatchling calls without the settings of the build.
KERNELS = "WORDOFMOUTH_SHIPPED_KERNELS"
# Runs every preset and its variants, with few people; what they use is compiled into the store.
PROGRAM = """
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario, presets

for preset in presets():
    for name in (preset, *(f"{preset}/{variant}" for variant in Scenario.load(preset).variants)):
        simulate(Scenario.load(name).varied(consumers=400), seed=1)
"""


class CustomBuildHook(BuildHookInterface):
    """Writes down the commit; puts the kernels into the wheel, and says in its tag for whom they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add to what is built; an editable install compiles its own, since its code changes, and asks its checkout."""
        if version == "editable":
            return
        self._room = tempfile.TemporaryDirectory()
        written = Path(self._room.name) / COMMIT
        written.write_text(f"{_commit()}\n", encoding="utf-8")
        build_data["force_include"][str(written)] = (
            f"wordofmouth/data/{COMMIT}" if self.target_name == "wheel" else COMMIT
        )
        folder = os.environ.get(KERNELS)
        if version == "standard" and folder:
            build_data["force_include"][folder] = "wordofmouth/data/kernels"
            build_data["pure_python"] = False
            # They ask nothing of the C library that numba, which loads them, does not.
            build_data["tag"] = f"cp{sys.version_info.major}{sys.version_info.minor}-none-manylinux_2_17_x86_64"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was written to be built in."""
        if version != "editable":
            self._room.cleanup()


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """Return what must be installed to build a wheel: what the presets are run with, where kernels are compiled."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = project["dependencies"] if _has_kernels(config_settings) else []
    return [*hatchling.get_requires_for_build_wheel(config_settings), *needs]


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    """Build a wheel and return its name."""
    with tempfile.TemporaryDirectory() as folder:
        if _has_kernels(config_settings):
            os.environ[KERNELS] = str(_compiled(Path(folder)))
        try:
            return hatchling.build_wheel(wheel_directory, config_settings, metadata_directory)
        finally:
            os.environ.pop(KERNELS, None)


def _has_kernels(settings: Settings) -> bool:
    is_here = (sys.platform, platform.machine(), platform.python_implementation()) == ("linux", "x86_64", "CPython")
    return is_here and (settings or {}).get("kernels", "yes") != "no"


def _compiled(folder: Path) -> Path:
    """Compile the kernels into a store in a folder, and return the store's."""
    told = {"NUMBA_CPU_NAME": "generic", "WORDOFMOUTH_CACHE": str(folder), "PYTHONPATH": str(ROOT / "simulation")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")} | told
    subprocess.run([sys.executable, "-c", PROGRAM], env=environment, cwd=folder, check=True)
    return folder / "kernels"


def _commit() -> str:
    """Return the commit; of a source distribution the one from which that was made."""
    kept = ROOT / COMMIT
    if kept.is_file():
        return kept.read_text(encoding="utf-8").strip()
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--abbrev=40", "--exclude=*"],
            cwd=ROOT,
            env=os.environ | {"GIT_CEILING_DIRECTORIES": str(ROOT.resolve().parent)},
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()

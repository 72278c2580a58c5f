"""What a wheel and a source distribution know besides their files: the commit from which they were built."""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMMIT = "commit.txt"


class CommitHook(BuildHookInterface):
    """Writes down the commit; a wheel that is built from a source distribution has the one of that."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the file to what is built; an editable install lies in a checkout, which is asked."""
        if version == "editable":
            return
        self._room = tempfile.TemporaryDirectory()
        written = Path(self._room.name) / COMMIT
        written.write_text(f"{self._commit()}\n", encoding="utf-8")
        place = f"wordofmouth/data/{COMMIT}" if self.target_name == "wheel" else COMMIT
        build_data["force_include"][str(written)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the file from where it was written."""
        if version != "editable":
            self._room.cleanup()

    def _commit(self) -> str:
        kept = Path(self.root) / COMMIT
        if kept.is_file():
            return kept.read_text(encoding="utf-8").strip()
        try:
            told = subprocess.run(
                ["git", "describe", "--always", "--dirty=+", "--abbrev=40", "--exclude=*"],
                cwd=self.root,
                env=os.environ | {"GIT_CEILING_DIRECTORIES": str(Path(self.root).resolve().parent)},
                capture_output=True,
                text=True,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        return told.stdout.strip()

"""The results that the lab was started with: numbered here, so that no visitor ever names a path."""

import functools
from pathlib import Path
from typing import Any

from wordofmouth.catalogue import load_result
from wordofmouth.errors import ManifestError, TableError
from wordofmouth.lab.server.settings import settings
from wordofmouth.results.files import MANIFEST
from wordofmouth.results.manifest import Manifest

REPORT = "report.html"
_FIGURES = (".png", ".svg")
_REPORT_MOST = 8_000_000
_MOST = 200
UNREADABLE = (ManifestError, TableError, OSError, ValueError, LookupError, TypeError)


@functools.cache
def folders() -> tuple[Path, ...]:
    """Return the folders of results: those given, and those directly within what is given and is none itself."""
    results: list[Path] = []
    for given in settings().results:
        folder = given if given.is_dir() else given.parent
        inside = [] if _is_result(folder) else sorted(path for path in folder.iterdir() if _is_result(path))
        results += inside or [folder]
    return tuple(dict.fromkeys(results))[:_MOST]


def folder_at(number: int) -> Path | None:
    """Return the folder of a number, if there is one."""
    return folders()[number] if 0 <= number < len(folders()) else None


def manifest_at(number: int) -> Manifest | None:
    """Return the manifest of a number; None if it is no result but pictures alone.

    Raises:
        ManifestError: if it cannot be read.
    """
    folder = folders()[number]
    return Manifest.read(folder) if (folder / MANIFEST).exists() else None


def loaded(number: int) -> Any:
    """Return the result of a number, read anew if it was written anew; None if it is no result but pictures alone.

    Raises:
        ManifestError, TableError, ValueError: if it cannot be read.
    """
    folder = folders()[number]
    manifest = folder / MANIFEST
    if not manifest.exists():
        return None
    return _loaded(folder, manifest.stat().st_mtime_ns)


@functools.lru_cache(8)
def _loaded(folder: Path, written: int) -> Any:
    return load_result(folder)


def figures(folder: Path) -> list[Path]:
    """Return the pictures of a folder; of one that is there in several formats, one."""
    pictures = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix in _FIGURES and path.is_file()}
    return list(pictures.values())


def report(folder: Path) -> str:
    """Return the page of a folder's report; empty if there is none."""
    path = folder / REPORT
    if not path.is_file() or path.stat().st_size > _REPORT_MOST:
        return ""
    return path.read_text(encoding="utf-8", errors="replace")


def problem(error: Exception) -> str:
    """Return in a line why a result cannot be read, without the path."""
    return str(error).splitlines()[0].rpartition(": ")[2]


def _is_result(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MANIFEST).exists() or bool(figures(folder)))

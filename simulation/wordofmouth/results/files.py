"""Files: written whole or not at all, and never over what is not ours."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from wordofmouth.errors import FolderError

MANIFEST = "manifest.json"


@contextlib.contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Yield a path beside ``path`` to write to; it takes the name of ``path`` if nothing fails, else it is removed."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=path.suffix)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.chmod(0o644)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextlib.contextmanager
def new_folder(folder: Path, force: bool = False) -> Iterator[Path]:
    """Yield an empty folder to write to; it takes the place of ``folder`` if nothing fails, else it is removed.

    Raises:
        FolderError: if ``folder`` holds anything but an earlier result, unless ``force``.
    """
    check_folder(folder, force)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        yield unfinished
        unfinished.chmod(0o755)
        if folder.exists():
            earlier = unfinished.with_name(unfinished.name + "-earlier")
            folder.replace(earlier)
            unfinished.replace(folder)
            shutil.rmtree(earlier)
        else:
            unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def check_folder(folder: Path, force: bool = False) -> None:
    """Check that a folder can take results: it is new or empty, or holds an earlier result and nothing else.

    Raises:
        FolderError: if not, or if it cannot be written.
    """
    target, here = folder.resolve(), Path.cwd()
    if target in (here, *here.parents, Path(target.anchor)):
        raise FolderError(f"{folder}: this is the folder you are in, or one around it; give another as `out`")
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder}: this is a file; results need a folder, give another as `out`")
    if folder.is_dir() and not force:
        strangers = {entry.name for entry in folder.iterdir()} - _ours(folder)
        if strangers:
            shown = ", ".join(sorted(strangers)[:3])
            raise FolderError(f"{folder}: this folder holds other things ({shown}); give another as `out`, or `force`")
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        raise FolderError(f"{folder}: nothing can be written in {existing}; give another folder as `out`")


def _ours(folder: Path) -> set[str]:
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {MANIFEST, *(str(file).partition("/")[0] for file in files)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()

"""Files: written whole or not at all, and never over what is not ours."""

import contextlib
import errno
import glob
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from wordofmouth.errors import FolderError
from wordofmouth.results import janitor, steps
from wordofmouth.results.locks import locked

MANIFEST = "manifest.json"
# What was being written when power was lost.
_SCRAP = re.compile(r"\..+-[0-9a-f]{8}(\.\w+)?")


@contextlib.contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Yield a path beside ``path`` to write to; it takes the name of ``path`` if nothing fails, else it is removed.

    What has the name is whole, though power be lost a moment later. A link is followed: what it leads to is written.

    Raises:
        OSError: if it cannot be written, with ``path`` for its file.
    """
    target = path.resolve() if path.is_symlink() else path.absolute()
    unfinished = target.with_name(f".{target.name}-{_token()}{target.suffix}")
    with _naming(path, unfinished), janitor.put_away(unfinished):
        try:
            steps.create(unfinished)
            yield unfinished
            steps.sync(unfinished)
            steps.replace(unfinished, target)
            steps.sync_folder(target.parent)
        finally:
            with contextlib.suppress(OSError):
                steps.remove(unfinished)


@contextlib.contextmanager
def new_folder(folder: Path, force: bool = False) -> Iterator[Path]:
    """Yield an empty folder to write to; it takes the place of ``folder`` if nothing fails, else it is removed.

    A link is followed: the folder to which it leads is replaced.

    Raises:
        FolderError: if ``folder`` holds anything but an earlier result, unless ``force``; if another is at it.
        OSError: if it cannot be written.
    """
    target = folder.resolve()
    unfinished = target.with_name(f".{target.name}-{_token()}")
    earlier = target.with_name(f"{unfinished.name}-earlier")
    with (
        taken(folder, force, wait=True),
        _naming(folder, unfinished),
        janitor.put_away(unfinished),
        janitor.put_away(earlier, "earlier"),
    ):
        try:
            steps.make_folder(unfinished)
            yield unfinished
            steps.sync_folder(unfinished)
            if target.exists():
                steps.replace(target, earlier)
            steps.replace(unfinished, target)
            steps.sync_folder(target.parent)
        finally:
            with contextlib.suppress(OSError):
                steps.remove_folder(unfinished)
            with contextlib.suppress(OSError):
                janitor.restore(earlier)


@contextlib.contextmanager
def taken(folder: Path, force: bool = False, *, wait: bool = False) -> Iterator[None]:
    """Have a folder that can take results for oneself, as :func:`locked` has it.

    Raises:
        FolderError: if another is at it, or it cannot take results.
    """
    with locked(folder, wait=wait):
        target = folder.resolve()
        for earlier in target.parent.glob(f".{glob.escape(target.name)}-*-earlier"):
            # Whoever was replacing it was killed in between.
            janitor.restore(earlier)
        check_folder(folder, force)
        yield


def is_scrap(path: Path) -> bool:
    """Tell whether something is what was being written when whoever wrote it was killed, by its name."""
    return _SCRAP.fullmatch(path.name) is not None


def scrap_name(stem: str) -> str:
    """Return a name that nothing else has, of what is nobody's once whoever made it has come to an end."""
    return f".{stem}-{_token()}"


def clear_scraps(folder: Path) -> None:
    """Remove what was being written to a folder, which is ours, when whoever wrote it was killed."""
    for scrap in folder.glob(".*"):
        if is_scrap(scrap):
            with contextlib.suppress(OSError):
                steps.remove(scrap)


def _token() -> str:
    return secrets.token_hex(4)


@contextlib.contextmanager
def _naming(path: Path, unfinished: Path) -> Iterator[None]:
    """Let what goes wrong with a file that has no name yet be told by the name that it was to have."""
    try:
        yield
    except OSError as error:
        if error.filename is not None and not Path(os.fsdecode(error.filename)).is_relative_to(unfinished):
            raise
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise OSError(error.errno or errno.EIO, reason, str(path)) from error


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
        names = {entry.name for entry in folder.iterdir() if not is_scrap(entry)}
        strangers = names - files_of(folder)
        if strangers:
            shown = ", ".join(sorted(strangers)[:3])
            raise FolderError(f"{folder}: this folder holds other things ({shown}); give another as `out`, or `force`")
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        raise FolderError(f"{folder}: nothing can be written in {existing}; give another folder as `out`")


@contextlib.contextmanager
def temporary_folder(prefix: str = "wom-") -> Iterator[Path]:
    """Yield a folder for what is not kept; it is removed, though this process be killed."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    with janitor.put_away(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def files_of(folder: Path) -> set[str]:
    """Return the names of a result's files, its manifest among them; none if a folder has none that can be read."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {MANIFEST, *(str(file).partition("/")[0] for file in files)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()

"""Locks: a folder in use has one owner, and a file beside it says who that is.

The system itself knows whether the owner lives: it holds the lock for as long as the owner has the file open, so that
of a dead owner can be taken at once. Elsewhere than on Windows the file is removed with the lock.
"""

import contextlib
import datetime
import json
import os
import platform
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from wordofmouth.errors import FolderError
from wordofmouth.results.janitor import put_away

# Seconds that whoever only wants to write waits for another who does.
_PATIENCE, _GLANCE = 60.0, 0.05
# On Windows a locked byte cannot be read: this one is not in the file.
_FAR = 1 << 30


class _Thread:
    """Whichever thread of this process has a folder; it may have it several times."""

    def __init__(self) -> None:
        self.lock, self.times = threading.RLock(), 0


_MINE: dict[Path, _Thread] = {}
_ONE_AT_A_TIME = threading.Lock()


@contextlib.contextmanager
def locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Have a folder for oneself, which need not be there yet; whoever has it already has it once more.

    Args:
        folder: links to it are the same folder.
        wait: whether to wait a minute for another who has it.

    Raises:
        FolderError: if another has it; one line says who.
    """
    target = folder.resolve()
    with _ONE_AT_A_TIME:
        mine = _MINE.setdefault(target, _Thread())
    if not mine.lock.acquire(timeout=_PATIENCE if wait else 0):
        raise FolderError(f"{folder}: another thread of this process is writing to this folder")
    try:
        with contextlib.ExitStack() as stack:
            if not mine.times:
                stack.enter_context(_locked_file(folder, target.parent / f".{target.name}.lock", wait))
            mine.times += 1
            try:
                yield
            finally:
                mine.times -= 1
    finally:
        mine.lock.release()


def owner_of(folder: Path) -> str:
    """Return in words who has a folder; nothing if nobody has."""
    target = folder.resolve()
    path = target.parent / f".{target.name}.lock"
    try:
        with path.open("r+b") as file:
            _lock(file)
    except FileNotFoundError:
        return ""
    except OSError:
        return _owner(path)
    return ""


@contextlib.contextmanager
def _locked_file(folder: Path, path: Path, wait: bool) -> Iterator[None]:
    around = [parent for parent in path.parents if not parent.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _taken(folder, path, wait)
    except PermissionError:
        # Where there is no place for it, none can be had; what cannot be written to says so itself.
        yield
        return
    with file, put_away(path, "lock"):
        file.truncate(0)
        file.write(json.dumps(_me()).encode())
        file.flush()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()
                # What was made for the lock alone, and has come to nothing.
                for parent in around:
                    parent.rmdir()


def _taken(folder: Path, path: Path, wait: bool) -> IO[bytes]:
    end = time.monotonic() + (_PATIENCE if wait else 0)
    while True:
        file = path.open("a+b")
        try:
            _lock(file)
            # Whoever had it has removed it with its lock: this would be a lock of what is no longer there.
            if os.name != "posix" or _is_same(file, path):
                return file
            file.close()
        except OSError:
            file.close()
            if time.monotonic() > end:
                raise FolderError(
                    f"{folder}: {_owner(path)} is at work in this folder; wait for its end, or give another as `out`"
                ) from None
            time.sleep(_GLANCE)


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_same(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _me() -> dict[str, str | int]:
    return {
        "process": os.getpid(),
        "machine": platform.node(),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]) if sys.argv else "",
        "since": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def _owner(path: Path) -> str:
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        return f"process {owner['process']} on {owner['machine']} ({owner['command']}, since {owner['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"

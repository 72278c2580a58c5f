"""Janitor: what this process would leave behind if it were killed is removed by another, a moment later.

Nothing can be put away by who is killed. So a small process waits at a pipe, through which it is told of each scrap as
it is begun and as it is done with; when the pipe closes, whoever held it has ended, and what is left is removed. It is
in a session of its own, where no signal from a terminal reaches it. Worker processes have none: they end with whoever
started them, whose janitor knows the folder they write to.
"""

import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

# Whoever was killed may have workers that end a moment after it.
_MOMENT = 0.4


@contextlib.contextmanager
def put_away(path: Path, kind: str = "scrap") -> Iterator[None]:
    """Meanwhile, if this process ends, something is put away.

    Args:
        path: absolute.
        kind: ``scrap``, a file or folder, which is removed; ``scraps``, a folder, of which what is hidden is removed;
            ``lock``, a file, removed unless somebody else has it; ``earlier``, a folder, which takes its name back if
            that is free, and else is removed.
    """
    _JANITOR.tell("+", kind, path)
    try:
        yield
    finally:
        _JANITOR.tell("-", kind, path)


class _Janitor:
    """The janitor of a process, who comes when first told of something."""

    def __init__(self) -> None:
        self._lock, self._pid = threading.Lock(), 0
        self._pipe: IO[bytes] | None = None

    def tell(self, sign: str, kind: str, path: Path) -> None:
        import multiprocessing

        if multiprocessing.parent_process() is not None:
            return
        with self._lock, contextlib.suppress(OSError):
            if self._pid != os.getpid():
                self._pid, self._pipe = os.getpid(), None
                self._pipe = _started()
            if self._pipe is not None:
                self._pipe.write(f"{sign}{kind} {path}".encode(errors="surrogateescape") + b"\0")
                self._pipe.flush()


_JANITOR = _Janitor()


def _started() -> IO[bytes] | None:
    """Return the end of a new janitor's pipe."""
    import atexit
    import subprocess

    if not sys.executable:
        return None
    # This file and nothing else, so that it begins in no time, and whatever happens to the package.
    janitor = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=os.sep,
    )
    pipe = janitor.stdin

    def dismiss() -> None:
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()
            janitor.wait()

    atexit.register(dismiss)
    return pipe


def clean_up(pipe: IO[bytes]) -> None:
    """Wait until whoever tells has ended, then put away what is left."""
    left: dict[str, None] = {}
    for words in iter(lambda: _next(pipe), ""):
        if words.startswith("+"):
            left[words[1:]] = None
        else:
            left.pop(words[1:], None)
    for _ in range(2 if left else 0):
        for words in left:
            kind, _, path = words.partition(" ")
            with contextlib.suppress(OSError):
                _put_away(kind, Path(path))
        time.sleep(_MOMENT)


def restore(earlier: Path) -> None:
    """Give a folder that was about to be replaced its name back, or remove it if it was replaced.

    It is called ``.NAME-…-earlier``, where no other folder has the name.
    """
    target = earlier.with_name(earlier.name[1:].rsplit("-", 2)[0])
    if not earlier.is_dir():
        return
    if target.exists():
        shutil.rmtree(earlier)
    else:
        earlier.replace(target)


def _next(pipe: IO[bytes]) -> str:
    words = bytearray()
    while (letter := pipe.read(1)) not in (b"", b"\0"):
        words += letter
    return words.decode(errors="surrogateescape")


def _put_away(kind: str, path: Path) -> None:
    if kind == "earlier":
        restore(path)
    elif kind == "lock":
        _remove_lock(path)
    else:
        for scrap in path.glob(".*") if kind == "scraps" else [path]:
            if scrap.is_dir() and not scrap.is_symlink():
                shutil.rmtree(scrap)
            else:
                scrap.unlink(missing_ok=True)


def _remove_lock(path: Path) -> None:
    if sys.platform == "win32":
        # Nobody can remove what somebody else has open.
        path.unlink()
        return
    import fcntl

    with path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()


if __name__ == "__main__":
    clean_up(sys.stdin.buffer)

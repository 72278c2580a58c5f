"""Store of compiled kernels: one folder for all clones, environments and processes of a user, a file a function.

A file is named by its key, the digest of all that decides what is in it (`engine/kernel_loading.py`), so nothing in
the store is ever stale, and two that write one file write the same. The store only saves time: whatever is wrong with
it is said once, and the function is compiled as if there were no store.
"""

import functools
import hashlib
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from wordofmouth.resources import SHIPPED, cache_folder

# What a file begins with; the digest of its key and its content follows, and then the content.
_MARK = b"wordofmouth kernel 1\n"
_HEAD = len(_MARK) + hashlib.sha256().digest_size
_SUFFIX, _PART, _LOCK = ".kernel", ".part", ".lock"
# All kernels of all presets take a twentieth of it.
MOST_BYTES = 200_000_000
# Longer than a function takes to compile, with all that it calls, on a slow machine that has much else to do.
LONGEST_WAIT = 120.0
_DAY = 86_400.0

_log = logging.getLogger("wordofmouth")


class Size(NamedTuple):
    """How much is in a store.

    Attributes:
        kernels: number of compiled functions.
        bytes: of all files.
    """

    kernels: int
    bytes: int


class KernelStore:
    """Compiled kernels by key. Where it does not say so, no method raises an error of the file system.

    Args:
        folder: where they are kept, made when there is something to keep; None if nowhere.
        shipped: a folder that is looked into besides, and never written.
        most_bytes: what the folder may hold; what was used longest ago is dropped.
        longest_wait: seconds for which a function is left to another process that compiles it.
    """

    def __init__(
        self,
        folder: Path | None,
        shipped: Path | None = None,
        *,
        most_bytes: int = MOST_BYTES,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self.folder = folder
        self._shipped, self._most_bytes, self._longest_wait = shipped, most_bytes, longest_wait
        self._is_full = self._is_bounded = False
        self._said: set[str] = set()

    def find(self, key: str) -> bytes | None:
        """Return what was kept under a key, or is shipped; None if nothing is, or not as it was written."""
        content = self._read(self.folder, key) if self.folder is not None and self._is_trusted() else None
        if content is None and self._shipped is not None:
            content = self._read(self._shipped, key)
        return content

    def keep(self, key: str, content: bytes) -> None:
        """Keep content under a key: whole, or not at all."""
        if self.folder is None or self._is_full or not self._is_trusted():
            return
        import tempfile

        part = None
        try:
            self._make(self.folder)
            descriptor, part = tempfile.mkstemp(suffix=_PART, dir=self.folder)
            with os.fdopen(descriptor, "wb") as file:
                file.writelines((_MARK, _sum(key, content), content))
            Path(part).replace(self.folder / f"{key}{_SUFFIX}")
            self._bound()
        except OSError as error:
            # What went wrong once is not tried with each of a hundred functions.
            self._is_full = True
            self._say("kept", f"compiled kernels cannot be kept in {self.folder} ({error.strerror or error})")
            if part is not None:
                with suppress(OSError):
                    Path(part).unlink()

    def drop(self, key: str) -> None:
        """Drop what is kept under a key: it is what was written, and of no use."""
        if self.folder is not None:
            self._drop(self.folder / f"{key}{_SUFFIX}")

    def keeps(self) -> bool:
        """Tell whether what is compiled can be kept, as far as can be told before it is tried."""
        if self.folder is None or self._is_full or not self._is_trusted():
            return False
        try:
            self._make(self.folder)
        except OSError:
            return False
        return os.access(self.folder, os.W_OK)

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Wait until no other process works on a key, or too long. A process that ends, however, holds nothing."""
        if self.folder is None:
            self._say("kept", "there is no folder in which compiled kernels could be kept")
        if self.folder is None or self._is_full or not self._is_trusted():
            yield
            return
        # Whoever finds all compiled has no need of it.
        from filelock import FileLock

        # One that is there as long as its file is would outlive a process that was killed.
        lock = FileLock(self.folder / f"{key}{_LOCK}", timeout=self._longest_wait, fallback_to_soft=False)
        # No room, no locks on this file system, or a holder that stands still: two compile, and both write the same.
        try:
            self._make(self.folder)
            lock.acquire()
        except TimeoutError:
            # Enough of waiting: those that are still to come may be its as well.
            self._longest_wait = 0
        except OSError:
            pass
        try:
            yield
        finally:
            if lock.is_locked:
                with suppress(OSError):
                    Path(lock.lock_file).unlink()
                with suppress(OSError):
                    lock.release()

    def size(self) -> Size:
        """Return how much is kept.

        Raises:
            OSError: if the folder cannot be read.
        """
        files = self._files()
        return Size(sum(path.suffix == _SUFFIX for path in files), sum(each.st_size for each in files.values()))

    def empty(self) -> None:
        """Drop all that is kept, and nothing else that may lie there.

        Raises:
            OSError: if it cannot be dropped.
        """
        for path in self._files():
            path.unlink(missing_ok=True)
        if self.folder is not None:
            with suppress(OSError):
                self.folder.rmdir()

    def _read(self, folder: Path, key: str) -> bytes | None:
        path = folder / f"{key}{_SUFFIX}"
        try:
            data = path.read_bytes()
            if folder == self.folder and time.time() - path.stat().st_mtime > _DAY:
                # What is in use is not what is dropped.
                with suppress(OSError):
                    os.utime(path)
        except OSError:
            return None
        content = data[_HEAD:]
        if data[:_HEAD] != _MARK + _sum(key, content):
            self._drop(path)
            return None
        return content

    def _drop(self, path: Path) -> None:
        self._say("damaged", f"{path} is damaged; what was in it is compiled anew")
        if path.parent == self.folder:
            with suppress(OSError):
                path.unlink()

    def _is_trusted(self) -> bool:
        """Tell whether nobody else can have put anything into the folder: what is in it is run."""
        assert self.folder is not None
        try:
            state = self.folder.stat()
        except OSError:
            return True
        if os.name != "posix" or (state.st_uid in (os.getuid(), 0) and not state.st_mode & 0o022):
            return True
        self._say(
            "kept", f"others can write to {self.folder}, so compiled kernels are neither kept nor looked for there"
        )
        return False

    def _make(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _bound(self) -> None:
        """Drop what was used longest ago, and what killed processes left: once a process, when it has written."""
        if self._is_bounded:
            return
        self._is_bounded = True
        files = self._files()
        left = sum(each.st_size for each in files.values())
        # A part more than is too much: the next process shall not have to look again at once.
        most = left if left <= self._most_bytes else self._most_bytes * 3 // 4
        for path, each in sorted(files.items(), key=lambda one: one[1].st_mtime):
            is_left_behind = path.suffix != _SUFFIX and time.time() - each.st_mtime > _DAY
            if left > most or is_left_behind:
                with suppress(OSError):
                    path.unlink()
                left -= each.st_size

    def _files(self) -> dict[Path, os.stat_result]:
        """Return the store's own files, and what the file system says of each."""
        files = {}
        with suppress(FileNotFoundError), os.scandir(self.folder or "") as entries:
            for entry in entries:
                # Another process may have dropped it meanwhile.
                with suppress(FileNotFoundError):
                    if entry.name.endswith((_SUFFIX, _PART, _LOCK)) and entry.is_file(follow_symlinks=False):
                        files[Path(entry.path)] = entry.stat(follow_symlinks=False)
        return files

    def _say(self, about: str, what: str) -> None:
        """Say once what is wrong; of worker processes, which all find the same, the first one speaks."""
        from multiprocessing import current_process

        if about in self._said:
            return
        self._said.add(about)
        if current_process().name == "MainProcess" or current_process().name.endswith("-1"):
            _log.warning("wom: %s", what)


@functools.cache
def kernel_store() -> KernelStore:
    """Return the store of this process."""
    folder = cache_folder()
    return KernelStore(folder and folder / "kernels", SHIPPED / "kernels")


def _sum(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + content).digest()

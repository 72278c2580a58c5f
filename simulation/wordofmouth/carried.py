"""Carried: files that travel with a job to where they do not lie, and are read there as if they did.

A path means the file that lies there, unless a copy of it was received in this process: then it means the copy.
"""

import hashlib
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_copies: dict[str, Path] = {}
_contents: dict[tuple[str, str], Path] = {}
_folders: list["tempfile.TemporaryDirectory[str]"] = []
_receiving = threading.Lock()


class CarriedFile(NamedTuple):
    """A file as it travels.

    Attributes:
        path: by which a job names it.
        content: its bytes.
    """

    path: str
    content: bytes

    @classmethod
    def of(cls, path: str | Path) -> "CarriedFile":
        """Return the file that lies at a path.

        Raises:
            OSError: if it cannot be read.
        """
        return cls(str(path), place(path).read_bytes())


def place(path: str | Path) -> Path:
    """Return where what a path means can be read."""
    return _copies.get(str(path)) or Path(path)


def receive(files: Iterable[CarriedFile]) -> None:
    """Let paths mean the files that have come along, from now on, whatever lies there.

    Raises:
        OSError: if a copy cannot be written.
    """
    with _receiving:
        for path, content in files:
            known = hashlib.sha256(content).hexdigest(), Path(path).name
            if known not in _contents:
                # A folder each, since what a file is called is told, and may decide how it is read.
                folder = tempfile.TemporaryDirectory(prefix="wom-", ignore_cleanup_errors=True)
                _folders.append(folder)
                _contents[known] = Path(folder.name) / Path(path).name
                _contents[known].write_bytes(content)
            _copies[path] = _contents[known]

"""Archives: one document, and the arrays that it names, in one file that holds no code and hides no damage.

A zip file in which nothing is compressed, so that it can be no larger than it looks: ``document.json``, and for each
array ``arrays/DIGEST.npy``, named by the SHA-256 of its bytes. The document carries the digest of all the rest of it.
They notice damage and mistakes, not forgery: who can write a file can make its digests too.
"""

import hashlib
import io
import json
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from wordofmouth.errors import KeptError
from wordofmouth.results.files import atomic

DOCUMENT = "document.json"
_SEAL = "digest"
_ARRAY = re.compile(r"arrays/([0-9a-f]{64})\.npy")
_MOST_MEMBERS = 1_000_000
_LARGEST_DOCUMENT = 256_000_000
_DAMAGED = "it is damaged or cut short, or it was changed since"
# The same content gives the same bytes, whenever it is written.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def digest_of(content: bytes) -> str:
    """Return the name under which an array's bytes are kept: their SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class Writer:
    """Writes an archive: arrays as they come, each content once, the document last."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._written: set[str] = set()

    def add(self, arrays: Mapping[str, bytes]) -> None:
        """Write arrays, the bytes of ``.npy`` files by their digests."""
        for name, content in arrays.items():
            if name not in self._written:
                self._written.add(name)
                self._file.writestr(zipfile.ZipInfo(f"arrays/{name}.npy", _NO_DATE), content)

    def end(self, document: Mapping[str, Any]) -> None:
        """Write the document."""
        text = json.dumps({**document, _SEAL: _seal(document)}, allow_nan=False)
        self._file.writestr(zipfile.ZipInfo(DOCUMENT, _NO_DATE), text)


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Yield what writes an archive, whole or not at all."""
    with atomic(path) as unfinished, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as file:
        yield Writer(file)


class Archive:
    """An archive that is read: its ``document`` at once, an array when it is asked for.

    Raises:
        KeptError: if it is none, or not as it was written.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            self._file = zipfile.ZipFile(self.path)
        except FileNotFoundError:
            raise KeptError(f"{path}: there is no such file") from None
        except OSError as error:
            raise KeptError(f"{path}: cannot be read ({error.strerror or error})") from None
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise KeptError(f"{path}: this is no file of kept runs, or it is cut short ({error})") from None
        self._members = {info.filename: info for info in self._checked(self._file.infolist())}
        self.document = self._document()
        self.digest: str = self.document.pop(_SEAL)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def array(self, name: str) -> np.ndarray[Any, Any]:
        """Return an array by its digest.

        Raises:
            KeptError: if it is not there, or not as it was written.
        """
        content = self._bytes(f"arrays/{name}.npy")
        if digest_of(content) != name:
            raise self._damaged()
        try:
            return _array(content)
        except (ValueError, EOFError, OverflowError, TypeError, SyntaxError):
            raise self._damaged() from None

    def _checked(self, members: Iterable[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
        infos = list(members)
        names = {info.filename for info in infos}
        is_sound = (
            len(names) == len(infos) <= _MOST_MEMBERS
            and all(name == DOCUMENT or _ARRAY.fullmatch(name) for name in names)
            and all(info.compress_type == zipfile.ZIP_STORED and info.file_size == info.compress_size for info in infos)
            and sum(info.file_size for info in infos) <= self.path.stat().st_size
        )
        if not is_sound:
            raise KeptError(f"{self.path}: this is no file of kept runs")
        return infos

    def _document(self) -> dict[str, Any]:
        if DOCUMENT not in self._members or self._members[DOCUMENT].file_size > _LARGEST_DOCUMENT:
            raise KeptError(f"{self.path}: this is no file of kept runs")
        try:
            document = json.loads(self._bytes(DOCUMENT))
        except (ValueError, RecursionError):
            raise self._damaged() from None
        if not isinstance(document, dict) or _SEAL not in document:
            raise self._damaged()
        if _seal({key: value for key, value in document.items() if key != _SEAL}) != document[_SEAL]:
            raise self._damaged()
        return document

    def _bytes(self, member: str) -> bytes:
        try:
            return self._file.read(self._members[member])
        except (KeyError, zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError):
            raise self._damaged() from None

    def _damaged(self) -> KeptError:
        return KeptError(f"{self.path}: {_DAMAGED}; make it again")


def _array(content: bytes) -> np.ndarray[Any, Any]:
    """Return the array of an ``.npy`` file, no larger than the file is."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    if version != (1, 0):
        raise ValueError(f"version {version}")
    shape, by_column, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype.hasobject or by_column or math.prod(shape) * dtype.itemsize != len(content) - file.tell():
        raise ValueError("size")
    return np.frombuffer(content, dtype, offset=file.tell()).reshape(shape).copy()


def _seal(document: Mapping[str, Any]) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()

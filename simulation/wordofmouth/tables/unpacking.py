"""From a file to the bytes of one table: unpacked, whatever the end of its name says; the content decides."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from wordofmouth.tables.mistakes import mistake

MOST_BYTES = 2**31

_GZIP, _ZIP, _OLD_OFFICE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What is known by its first bytes and is no table that is read: what it is, and how one is made of it.
_BINARY = (
    (_OLD_OFFICE, "a workbook of the old kind (.xls)", "save it as .xlsx or as CSV"),
    (b"ARROW1", "Feather", "write it as Parquet or as CSV"),
    (b"\x93NUMPY", "an array of NumPy (.npy)", "numpy.savetxt(FILE, A) writes a matrix as text"),
    (b"MATLAB 5.0", "a file of MATLAB", "scipy.io.loadmat, then scipy.io.mmwrite"),
    (b"\x89HDF", "HDF5", "export the table as CSV or Parquet"),
    (b"SQLite format 3", "a database of SQLite", "export the table as CSV"),
    (b"$FL2", "a data file of SPSS", "export it there as CSV"),
    (b"<stata_dta>", "a data file of Stata", "export it there as CSV"),
    (b"%PDF", "a document and no table", "export the table as CSV"),
    (b"\xe2\x9b\xbe gt", "graph-tool's binary format", "Graph.save('network.graphml') there"),
    (b"nkbg", "networkit's binary format", "networkit.writeGraph(G, FILE, networkit.Format.GraphML)"),
    *(
        (bytes([0x80, protocol]), "a pickle, which can hold code", "write the table as CSV, or the network as GraphML")
        for protocol in range(2, 6)
    ),
)
_BLOCK = 2**24
# What systems put beside what is packed.
_BESIDE = ("__MACOSX/", ".DS_Store", "Thumbs.db")
# Text that is packed again and again is nothing that anybody has.
_DEEPEST = 2


class Unpacked(NamedTuple):
    """Bytes as they are when nothing is packed, and the name that says what they are.

    Attributes:
        data: the bytes; of a workbook, those of its archive.
        name: the name of the file in which they were, without what says how it was packed.
        kind: ``workbook`` or ``arrays`` (of NumPy) for archives that are not taken apart here; else empty.
        notes: what was found in an archive.
    """

    data: bytes
    name: str
    kind: str = ""
    notes: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The end of the name, in small letters."""
        return Path(self.name).suffix.lower()


def read_bytes(path: Path, most: int = 0) -> Unpacked:
    """Return what a file holds, unpacked up to so many bytes.

    Raises:
        ValueError: if it is empty, damaged, or holds several tables or too much; one line says what.
        OSError: if it cannot be read.
    """
    most = most or MOST_BYTES
    with path.open("rb") as file:
        data = file.read(most + 1)
    _check_length(str(path), len(data), most)
    return unpacked(str(path), data, path.name, most)


def unpacked(path: str, data: bytes, name: str, most: int = 0) -> Unpacked:
    """Return what bytes hold, as :func:`read_bytes`; ``name`` is what the file is called."""
    most = most or MOST_BYTES
    notes: tuple[str, ...] = ()
    for _ in range(_DEEPEST):
        if data.startswith(_GZIP):
            data, name = _gunzipped(path, data, most), name[:-3] if name.lower().endswith(".gz") else name
        elif name.lower().endswith(".gz"):
            raise mistake(path, "it is not packed as its name says, or broken; pack it anew, or take .gz away")
        elif data.startswith(_ZIP):
            kind, inner = _opened(path, data, most)
            if kind:
                return Unpacked(data, name, kind, notes)
            data, name = inner
            notes = (*notes, f"{name} in the archive was read")
        else:
            break
    if data.startswith((_GZIP, _ZIP)):
        raise mistake(path, "it is packed again and again; unpack it")
    for magic, what, remedy in _BINARY:
        if data.startswith(magic):
            raise mistake(path, f"this is {what}, which is not read; {remedy}")
    if not data or data.isspace():
        raise mistake(path, "the file is empty")
    return Unpacked(data, name, notes=notes)


def _gunzipped(path: str, data: bytes, most: int) -> bytes:
    chunks, size = [], 0
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            while chunk := stream.read(_BLOCK):
                chunks.append(chunk)
                size += len(chunk)
                _check_length(path, size, most)
    except gzip.BadGzipFile:
        raise mistake(path, "it is not packed as it says, or broken; fetch it again") from None
    except (EOFError, zlib.error):
        raise mistake(path, "it is packed but broken off or damaged; fetch it again") from None
    return b"".join(chunks)


def _opened(path: str, data: bytes, most: int) -> tuple[str, tuple[bytes, str]]:
    """Return what kind of archive it is, or the one file that is in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            names = [entry.filename for entry in entries]
            if "xl/workbook.xml" in names or (names and all(name.endswith(".npy") for name in names)):
                # Whoever takes it apart trusts what it says of its lengths.
                size = 0
                for entry in entries:
                    size += len(_entry(path, archive, entry, most - size))
                return ("workbook" if "xl/workbook.xml" in names else "arrays"), (b"", "")
            if "mimetype" in names or "content.xml" in names:
                raise mistake(path, "this is a document of OpenOffice; save its sheet as .xlsx or as CSV")
            if "xl/workbook.bin" in names:
                raise mistake(path, "this is a binary workbook (.xlsb); save it as .xlsx or as CSV")
            tables = [entry for entry in entries if not _is_beside(entry.filename)]
            if len(tables) != 1:
                matched = ", ".join(entry.filename for entry in tables[:5])
                what = f"the archive holds {len(tables)} files ({matched})" if tables else "the archive holds no file"
                raise mistake(path, f"{what}; unpack it, and name the one that is meant")
            return "", (_entry(path, archive, tables[0], most), PurePosixPath(tables[0].filename).name)
    except RuntimeError as error:
        what = "asks for a password" if "password" in str(error) else "is packed in a way that is not known here"
        raise mistake(path, f"the archive {what}; unpack it") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, ArithmeticError) as error:
        # What is said here of an archive begins with its path; all else is damage that was met on the way.
        if isinstance(error, ValueError) and str(error).startswith(path):
            raise
        raise mistake(path, "the archive is broken off or damaged; fetch it again") from None


def _entry(path: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(entry) as stream:
        data = stream.read(max(most, 0) + 1)
    _check_length(path, len(data), max(most, 0))
    return data


def _is_beside(name: str) -> bool:
    return name.startswith(_BESIDE[0]) or PurePosixPath(name).name in _BESIDE or PurePosixPath(name).name[:2] == "._"


def _check_length(path: str, size: int, most: int) -> None:
    if size > most:
        raise mistake(path, f"it holds more than {most:,} bytes, the most that are read")

"""Packs as files: the same content gives the same bytes, and what comes from elsewhere is read without trust in it.

Nothing in a pack is compressed, so that it can be no larger than it looks; ``checksums.txt`` names each of its files.
"""

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from wordofmouth.errors import PackError
from wordofmouth.results.files import atomic

CHECKSUMS = "checksums.txt"
MOST_FILES = 100_000
# The same content gives the same bytes, whenever and wherever it is written.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
# What Windows reads as a drive, a folder or nothing at all.
_DANGEROUS = ("\\", ":", "\0")


def write_pack(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a pack, whole or not at all: files by their names in it, and their digests."""
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    with atomic(path) as unfinished, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as file:
        for name, content in sorted({**files, CHECKSUMS: sums.encode()}.items()):
            info = zipfile.ZipInfo(name, _NO_DATE)
            # Else it is that of the system that writes.
            info.create_system, info.external_attr = 3, _READABLE
            file.writestr(info, content)


def open_pack(path: Path, folder: Path) -> None:
    """Write the files of a pack to a folder, after all of them were looked at.

    Raises:
        PackError: if it is no pack, would write elsewhere than there or more than it is large, or was changed.
    """
    contents = dict(_contents(path))
    sums = contents.pop(CHECKSUMS, b"").decode("utf-8", "replace").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in sums)}
    if not listed:
        raise PackError(f"{path}: this is no pack: it has no {CHECKSUMS}")
    if others := sorted(listed.keys() ^ contents.keys()):
        raise PackError(f"{path}: {others[0]}: is {'missing' if others[0] in listed else f'not in {CHECKSUMS}'}")
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != listed[name]:
            raise PackError(f"{path}: {name}: is not as it was packed: damaged, or changed since")
    for name, content in contents.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as file:
            for info in _checked(path, file.infolist()):
                yield info.filename, file.read(info)
    except FileNotFoundError:
        raise PackError(f"{path}: there is no such file") from None
    except OSError as error:
        raise PackError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        if isinstance(error, PackError):
            raise
        raise PackError(f"{path}: this is no pack, or it is cut short ({error})") from None


def _checked(path: Path, infos: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Return the members of a pack if writing them would harm nobody.

    Raises:
        PackError: if not; the line names the first that would.
    """
    known: set[str] = set()
    for info in infos:
        name = info.filename
        mode = info.external_attr >> 16
        parts = PurePosixPath(name).parts
        if name.startswith("/") or os.pardir in parts or not parts or any(sign in name for sign in _DANGEROUS):
            raise PackError(f"{path}: {name!r} would be written elsewhere: nothing was unpacked")
        if info.is_dir() or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
            raise PackError(f"{path}: {name!r} is no plain file, as a link or a folder: nothing was unpacked")
        if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size or info.flag_bits & 1:
            raise PackError(
                f"{path}: {name!r} is compressed or encrypted, as nothing in a pack is: nothing was unpacked"
            )
        if name.casefold() in known:
            raise PackError(f"{path}: {name!r} is in it twice: nothing was unpacked")
        known.add(name.casefold())
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > path.stat().st_size:
        raise PackError(f"{path}: it says that it holds more than it is large: nothing was unpacked")
    return infos

"""Provenance: which result a file comes from, by the marks that it carries."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from wordofmouth.errors import ManifestError
from wordofmouth.results.files import MANIFEST
from wordofmouth.results.manifest import Manifest
from wordofmouth.results.seals import DAMAGED

# What a file carries: the whole manifest, or at least its digest.
WHOLE, MARK = MANIFEST, "manifest"
_PREFIX = "wordofmouth."
FIGURES = (".png", ".svg")


def traced(source: Path) -> tuple[Manifest, Path | None]:
    """Return the manifest of a result, and the folder that keeps the result, if it is known.

    Args:
        source: the folder, its manifest, or any file of it: figure, table, report …; a file that carries the whole
            manifest need not be in the folder any more.

    Raises:
        ManifestError: if there is no manifest, or it is not that of the file.
    """
    if source.is_dir():
        return Manifest.read(source), source
    if source.name == MANIFEST or not source.exists():
        return Manifest.read(source), source.parent
    marks = _marks(source)
    beside = _beside(source)
    if WHOLE in marks:
        carried = Manifest.of_text(marks[WHOLE], source)
        return carried, source.parent if beside and beside.digest == carried.digest else None
    mark = marks.get(MARK, "")
    if beside and (beside.digest == mark if mark else source.name in beside.files):
        if source.name in beside.contents:
            beside.checked(source)
        elif beside.is_checked and not mark:
            raise ManifestError(f"{source}: it carries no mark of its result, as it did: {DAMAGED}")
        return beside, source.parent
    if mark:
        what = "another result" if beside else f"none, and this file carries only the mark {mark[:16]} of it"
        raise ManifestError(f"{source}: the manifest of its result is not beside it: there is {what}")
    raise ManifestError(f"{source}: this is no file of a result: it carries no mark, and no {MANIFEST} beside names it")


def _beside(source: Path) -> Manifest | None:
    return Manifest.read(source.parent) if (source.parent / MANIFEST).exists() else None


def _marks(source: Path) -> dict[str, str]:
    """Return the marks of a file by name; none where its format has no place for them."""
    read = _READERS.get(source.suffix)
    try:
        return {name.removeprefix(_PREFIX): text for name, text in (read(source) if read else {}).items()}
    except Exception as error:
        if getattr(error, "errno", None):
            raise
        # A figure of another program, or a file that is damaged or not what its name says, whatever the library that
        # reads it stumbles over: all carry none.
        return {}


def read_metadata(path: str | Path) -> dict[str, str]:
    """Return the metadata that a figure was saved with.

    Raises:
        ValueError: if the name ends neither in ``.png`` nor in ``.svg``, or an SVG comes from another program.
    """
    path = Path(path)
    check_format(path)
    if path.suffix == ".png":
        from PIL.PngImagePlugin import PngImageFile

        with PngImageFile(path) as image:
            return dict(image.text)
    from xml.etree import ElementTree

    description = ElementTree.parse(path).find(".//{http://purl.org/dc/elements/1.1/}description")
    if description is None or description.text is None:
        raise ValueError(f"{path}: this figure has no metadata")
    metadata: dict[str, str] = json.loads(description.text)
    return metadata


def check_format(path: Path) -> None:
    """Check that a file can be a figure.

    Raises:
        ValueError: if its name ends neither in ``.png`` nor in ``.svg``.
    """
    if path.suffix not in FIGURES:
        raise ValueError(f"{path}: a figure's name ends in {' or '.join(FIGURES)}")


def _in_table(source: Path) -> dict[str, str]:
    from wordofmouth.results.tables import read_parquet

    return {name.decode(): text.decode() for name, text in (read_parquet(source).schema.metadata or {}).items()}


class _Metas(HTMLParser):
    """Collects what a page says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.contents: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        pairs = dict(attributes)
        name = pairs.get("name")
        if tag == "meta" and name:
            self.contents[name] = pairs.get("content") or ""


def _in_page(source: Path) -> dict[str, str]:
    metas = _Metas()
    metas.feed(source.read_text(encoding="utf-8"))
    return metas.contents


_READERS: dict[str, Callable[[Path], dict[str, str]]] = {
    ".png": read_metadata,
    ".svg": read_metadata,
    ".parquet": _in_table,
    ".html": _in_page,
    ".htm": _in_page,
}

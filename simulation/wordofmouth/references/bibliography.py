"""The bibliography: which entry a text means by "Author (year)", and how an entry is written as text and as BibTeX.

A text names a work as people do: all surnames, or the first *et al.* of three and more, and the year. So nothing has to
be marked in docstrings and in the sources of fields, and a plugin's are found as ours are.
"""

import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self

# All that is known of an entry was written from memory and from this project's files, unless it was compared.
UNCHECKED = "as remembered, not compared with the publication"
_FILE = Path(__file__).with_name("references.toml")
_YEAR = re.compile(r"\b((?:18|19|20)\d\d)([a-z]?)\b")
# What BibTeX reads as something else.
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"})
_WHERE = {"article": "journal", "inproceedings": "booktitle", "book": "publisher", "techreport": "institution"}


class Reference(NamedTuple):
    """A work that is named.

    Attributes:
        key: of the entry.
        by: surnames of the authors, or who published it; "others" where there are more.
        year: of publication, with a letter where two of the same authors are of one year.
        title: of the work.
        venue: the journal, the conference, the publisher; empty if it is not known.
        volume: with its number, as in ``15(5)``; empty if it is not known.
        kind: of entry, as BibTeX has them.
        also: another name by which it is cited.
        is_checked: whether the entry was compared with the publication.
    """

    key: str
    by: tuple[str, ...]
    year: str
    title: str
    venue: str = ""
    volume: str = ""
    kind: str = "article"
    also: str = ""
    is_checked: bool = False

    @classmethod
    def of(cls, key: str, entry: dict[str, Any]) -> Self:
        """Return the reference of an entry of the file."""
        return cls(
            key=key,
            by=tuple(entry["by"]),
            year=str(entry["year"]),
            title=entry["title"],
            venue=entry.get("in", ""),
            volume=entry.get("volume", ""),
            kind=entry.get("kind", "article"),
            also=entry.get("also", ""),
            is_checked=entry.get("checked", False),
        )

    @property
    def names(self) -> set[str]:
        """By which names of authors it may be cited, in small letters."""
        names = {_listed(self.by), _listed(self.by, "&")} | ({self.also} if self.also else set())
        if len(self.by) > 2:
            names.add(f"{self.by[0]} et al.")
        return {_plain(name) for name in names}

    @property
    def text(self) -> str:
        """The reference in a line of text."""
        where = " ".join(filter(None, (self.venue, self.volume)))
        return f"{_listed(self.by)} ({self.year}). {_sentence(self.title)}{f' {where}.' if where else ''}"

    @property
    def bibtex(self) -> str:
        """The reference as an entry of BibTeX; what is not known is left out."""
        volume, _, number = self.volume.partition("(")
        fields = {
            # In braces a surname of several words, and a firm's, stays whole.
            "author": " and ".join(name if name == "others" else f"{{{_escaped(name)}}}" for name in self.by),
            "title": f"{{{_escaped(self.title)}}}",
            _WHERE.get(self.kind, "howpublished"): _escaped(self.venue),
            "volume": volume,
            "number": number.rstrip(")"),
            "year": self.year[:4],
            "note": "" if self.is_checked else f"Entry {UNCHECKED}",
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@{self.kind}{{{self.key},", *lines, "}"])


class Citation(NamedTuple):
    """Where a text names a work: the entry's key, and from where to where the year stands in the plain text."""

    key: str
    start: int
    end: int


@functools.cache
def references() -> dict[str, Reference]:
    """Return all entries by their keys, in the order of the alphabet."""
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: Reference.of(key, entries[key]) for key in sorted(entries)}


def cited(text: str) -> list[str]:
    """Return the keys of the works that a text names, each once, in the order in which it names them."""
    return list(dict.fromkeys(citation.key for citation in citations(plain(text))))


def citations(text: str) -> Iterator[Citation]:
    """Yield where a plain text names works of the bibliography."""
    for year in _YEAR.finditer(text):
        before = _plain(text[: year.start()].rstrip(" (,"))
        candidates = [
            # The longest name; of two that it means, the first.
            (-len(name), reference.key)
            for name, reference in _named().get(year[1], ())
            if reference.year in (year[0], f"{year[0]}a") and _ends(before, name)
        ]
        if candidates:
            yield Citation(min(candidates)[1], year.start(), year.end())


def plain(text: str) -> str:
    """Return a text in one line, as lines of docstrings go on in the next."""
    return " ".join(text.split())


@functools.cache
def _named() -> dict[str, list[tuple[str, Reference]]]:
    """Return by year what works are called."""
    named: dict[str, list[tuple[str, Reference]]] = {}
    for reference in references().values():
        named.setdefault(reference.year[:4], []).extend((name, reference) for name in sorted(reference.names))
    return named


def _ends(text: str, name: str) -> bool:
    """Tell whether a text ends in a name, and not within a word."""
    return text.endswith(name) and not text[: -len(name)][-1:].isalnum()


def _listed(names: tuple[str, ...], last: str = "and") -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else names[0]


def _plain(name: str) -> str:
    return name.replace("’", "'").casefold()


def _sentence(title: str) -> str:
    return title if title.endswith(("?", "!")) else f"{title}."


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)

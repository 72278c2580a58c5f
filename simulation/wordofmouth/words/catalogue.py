"""Catalogue: every word of a language by key, for the command, reports, stories and the lab.

A language is a folder of TOML files beside this one, which are one catalogue. What it lacks is said in English; what
English lacks, a part of a scenario says of itself (see :func:`declare`).
"""

import functools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from wordofmouth.words import notation
from wordofmouth.words.notation import FIRST, FORMS, languages

# Where what money is counted in stands alone.
MONEY = ("figure.units.money",)
# What parts say of themselves in English, by key.
_DECLARED: dict[str, Any] = {}


class Words:
    """The words of one language: ``Words("fr")("play.in_week", week=3)``.

    A key is a path in the catalogue. Where it leads to a table of forms, the word's ``count`` chooses: the form of that
    very number, as ``0`` or ``2``, else the one that the language's plural rule names, else ``other``. Whole numbers
    are written as the language writes them. In the words of a market money has the name of its ``currency``, and weeks
    have dates from its ``start``.
    """

    def __init__(self, language: str = FIRST, currency: str = "", start: str = "") -> None:
        self.language = language if language in languages() else FIRST
        self.currency, self.start = currency, start
        self.notation = notation.notation(self.language)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the words at a key, with values in their places.

        Raises:
            KeyError: if no language has the key.
        """
        speaker, phrase = self.phrase(key, values.get("count"))
        if not isinstance(phrase, str):
            raise KeyError(f"no word is at {key!r}")
        return phrase.format(**{name: speaker.shown(value) for name, value in values.items()}) if values else phrase

    def phrase(self, key: str, count: int | None = None) -> tuple[Self, Any]:
        """Return what is at a key, in the form that a count takes, and in whose words: this language's, or English."""
        if self.currency and key in MONEY:
            return self, self.currency
        entry = self.find(key)
        if entry is None and self.language != FIRST:
            return self.in_english().phrase(key, count)
        if count is not None and is_forms(entry):
            entry = entry.get(str(count), entry.get(self.notation.form(count), entry["other"]))
        return self, entry

    def find(self, key: str) -> Any:
        """Return what this very language has at a key, or None; English has what parts say of themselves."""
        entry = _at(catalogue(self.language), key)
        return _at(_DECLARED, key) if entry is None and self.language == FIRST else entry

    def in_english(self) -> Self:
        """Return the words of the first language, which lacks none."""
        return type(self)(FIRST, self.currency, self.start)

    def of_market(self, scenario: Mapping[str, Any]) -> Self:
        """Return these words for the market of a scenario's tables."""
        return type(self)(self.language, scenario.get("currency", ""), scenario.get("start", ""))

    def shown(self, value: Any) -> Any:
        """Return a value as it stands in a sentence."""
        whole = isinstance(value, int) and not isinstance(value, bool)
        return self.number(value) if whole else value

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as this language writes it."""
        return self.notation.number(value, decimals)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share in per cent."""
        return self.notation.percent(share, decimals)

    def listed(self, items: Sequence[str]) -> str:
        """Return a list as it is said: "a, b and c"."""
        return self.notation.listed(items)


def declare(key: str, words: Mapping[str, Any]) -> None:
    """Keep what a part says of itself in English, as ``levers.discount`` its name and text."""
    family, _, kind = key.partition(".")
    _DECLARED.setdefault(family, {})[kind] = dict(words)


def catalogue(language: str) -> dict[str, Any]:
    """Return a language's catalogue: the tables of all its files.

    Raises:
        ValueError: if a word stands in two of them.
    """
    return _read(f"{notation.HOME}/{language}")


@functools.cache
def _read(folder: str) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for path in sorted(Path(folder).glob("*.toml")):
        _add(tables, tomllib.loads(path.read_text(encoding="utf-8")), str(path))
    return tables


def _add(table: dict[str, Any], more: Mapping[str, Any], where: str, start: str = "") -> None:
    for name, entry in more.items():
        if name not in table:
            table[name] = entry
        elif isinstance(entry, dict) and isinstance(table[name], dict) and not is_forms(entry):
            _add(table[name], entry, where, f"{start}{name}.")
        else:
            raise ValueError(f"{where}: {start}{name}: stands in another file of this language too")


def preferred(asked: Iterable[str | None]) -> str:
    """Return the first language that there is among those asked for; each may be a list as browsers send it."""
    for wish in asked:
        for part in (wish or "").split(","):
            code = part.split(";")[0].strip().lower()[:2]
            if code in languages():
                return code
    return FIRST


def keys(table: Mapping[str, Any], start: str = "") -> Iterable[str]:
    """Yield the keys of all words in a catalogue; plural forms are one word."""
    for name, entry in table.items():
        key = f"{start}.{name}" if start else name
        if isinstance(entry, Mapping) and not is_forms(entry):
            yield from keys(entry, key)
        else:
            yield key


def is_forms(entry: Any) -> bool:
    """Tell whether an entry is one word in several forms."""
    return isinstance(entry, Mapping) and "other" in entry and all(name in FORMS or name.isdecimal() for name in entry)


def _at(table: Any, key: str) -> Any:
    for step in key.split("."):
        if not isinstance(table, Mapping) or step not in table:
            return None
        table = table[step]
    return table

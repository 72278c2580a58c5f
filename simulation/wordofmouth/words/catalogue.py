"""Language: every word of the lab, by key, from one catalogue file a language."""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

CATALOGUES = Path(__file__).parent
FIRST = "en"


class Words:
    """The words of one language: ``Words("fr")("play.week", week=3)``.

    A key is a path in the catalogue. Where it leads to a table, the table holds plural forms, ``one`` and ``other``,
    and the word's ``count`` chooses: the catalogue says which counts take the form ``one`` (zero does so in French). A
    word that a language lacks is said in the first.
    """

    def __init__(self, language: str = FIRST) -> None:
        self.language = language if language in languages() else FIRST
        self._catalogue = catalogue(self.language)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the words at a key, with values in their places.

        Raises:
            KeyError: if no language has the key.
        """
        found = self.find(key)
        if found is None:
            found = _at(catalogue(FIRST), key)
        if isinstance(found, Mapping):
            found = found["one" if values["count"] in self._catalogue["plural"]["one"] else "other"]
        if not isinstance(found, str):
            raise KeyError(f"no word is at {key!r}")
        return found.format(**{name: self._shown(value) for name, value in values.items()}) if values else found

    def find(self, key: str) -> Any:
        """Return what the catalogue of this very language has at a key, or None."""
        return _at(self._catalogue, key)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as this language writes it."""
        marks = self._catalogue["numbers"]
        text = f"{value:,.{decimals}f}"
        return text.replace(",", "\0").replace(".", marks["point"]).replace("\0", marks["thousands"])

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share in per cent."""
        return f"{self.number(100.0 * share, decimals)}{self._catalogue['numbers']['percent']}"

    def _shown(self, value: Any) -> Any:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return self.number(value) if whole else value


def languages() -> dict[str, str]:
    """Return the languages that there are: the name that each gives itself, by its code."""
    return {path.stem: catalogue(path.stem)["language"]["name"] for path in sorted(CATALOGUES.glob("*.toml"))}


@functools.cache
def catalogue(language: str) -> dict[str, Any]:
    """Return a language's catalogue."""
    return tomllib.loads((CATALOGUES / f"{language}.toml").read_text(encoding="utf-8"))


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
        if isinstance(entry, Mapping) and set(entry) != {"one", "other"}:
            yield from keys(entry, key)
        else:
            yield key


def _at(table: Any, key: str) -> Any:
    for step in key.split("."):
        if not isinstance(table, Mapping) or step not in table:
            return None
        table = table[step]
    return table

"""Wording: what a storyteller says, from one catalogue a language, with numbers and lists as one reads them aloud."""

import functools
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

STORIES = Path(__file__).parent / "stories"
FORMS = ("none", "one", "two", "other")
_MOST_NAMED = 3


class Wording:
    """The words of one language: ``Wording("fr")("posted.stars", count=5)``.

    A key is a path in the catalogue. It leads to a phrase; or to forms of a phrase, of which the ``count`` chooses, and
    which show it in words; or to phrasings of the same, of which the ``turn`` chooses.

    Args:
        language: its code.
        names: what consumers are called; by their numbers where there are none.
    """

    def __init__(self, language: str = "en", names: Sequence[str] | None = None) -> None:
        self._catalogue, self._names = catalogue(language), names
        self._contractions = [(re.compile(found), put) for found, put in self._catalogue["writing"]["contractions"]]

    def __call__(self, key: str, turn: int = 0, **values: Any) -> str:
        """Return what is said at a key, with values in their places."""
        found: Any = functools.reduce(lambda table, step: table[step], key.split("."), self._catalogue)
        if "count" in values:
            form = FORMS[min(values["count"], len(FORMS) - 1)]
            found = found.get(form, found["other"]) if isinstance(found, Mapping) else found
            values["count"] = self.number(values["count"])
        if isinstance(found, list):
            found = found[turn % len(found)]
        return self._contracted(found.format(**values))

    def number(self, count: int) -> str:
        """Return a count in words while it is small, else in figures."""
        words = self._catalogue["numbers"]["words"]
        return words[count] if 0 <= count < len(words) else self._figures(f"{count:,}")

    def amount(self, value: float) -> str:
        """Return an amount of money in figures."""
        return self._figures(f"{value:,.6g}")

    def times(self, count: int) -> str:
        """Return how often: "once", "twice", "three times"."""
        return self("weeks.times", count=count)

    def listed(self, items: Sequence[str]) -> str:
        """Return a list: "a", "a and b", "a, b and c"."""
        lists = self._catalogue["lists"]
        *others, final = items or [""]
        return self._contracted(f"{lists['comma'].join(others)}{lists['last']}{final}" if others else final)

    def name(self, consumer: int) -> str:
        """Return what a consumer is called: her name, or her number."""
        return self._names[consumer] if self._names else self("people.number", number=str(consumer))

    def people(self, kind: str, numbers: Sequence[int]) -> str:
        """Return consumers by name while they are few: "her friends 12 and 88"; else "four of her friends"."""
        if len(numbers) > _MOST_NAMED:
            return self(f"people.{kind}.many", count=len(numbers))
        who = self.listed([self.name(number) for number in numbers])
        return self(f"people.{kind}.named", count=len(numbers), who=who)

    def chances(self, *log_odds: float) -> list[str]:
        """Return probabilities in per cent, with as many decimals as it takes to tell those apart that differ."""
        shares = [100.0 / (1.0 + math.exp(-min(max(value, -700.0), 700.0))) for value in log_odds]
        for decimals in range(6):
            shown = [self._percent(share, decimals) for share in shares]
            if len(set(shown)) == len(set(log_odds)):
                break
        return shown

    def _percent(self, share: float, decimals: int) -> str:
        text, sign = f"{share:.{decimals}f}", self._catalogue["numbers"]["percent"]
        if float(text) in (0.0, 100.0):
            smallest = 10.0**-decimals
            edge = f"{smallest if share < 50 else 100.0 - smallest:.{decimals}f}"
            return self("numbers.less" if share < 50 else "numbers.more", share=self._figures(edge) + sign)
        return self._figures(text) + sign

    def _figures(self, text: str) -> str:
        marks = self._catalogue["numbers"]
        return text.translate({ord("."): marks["point"], ord(","): marks["thousands"]})

    def _contracted(self, text: str) -> str:
        for found, put in self._contractions:
            text = found.sub(put, text)
        return text


def sentence(text: str) -> str:
    """Return a text with its first letter large and a full stop."""
    return f"{text[0].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")


def languages() -> list[str]:
    """Return the languages in which stories are told."""
    return sorted(path.stem for path in STORIES.glob("*.toml"))


@functools.cache
def catalogue(language: str) -> dict[str, Any]:
    """Return all that is said in a language."""
    return tomllib.loads((STORIES / f"{language}.toml").read_text(encoding="utf-8"))

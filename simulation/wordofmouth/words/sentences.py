"""Sentences: what a storyteller says, with numbers and lists as one reads them aloud."""

import math
import re
from collections.abc import Sequence
from typing import Any, Self

from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST

_MOST_NAMED = 3


class Sentences(Words):
    """What is said of consumers in one language: ``Sentences("fr")("posted.stars", count=5)``.

    A key is a path below ``story`` in the catalogue. It leads to a phrase, to forms of one, or to phrasings of the
    same, of which the ``turn`` chooses. The ``count`` is shown in words while it is small.

    Args:
        language: its code.
        names: what consumers are called; by their numbers where there are none.
    """

    def __init__(self, language: str = FIRST, names: Sequence[str] | None = None) -> None:
        super().__init__(language)
        self._names = names
        contractions = self.find("language.contractions") or []
        self._contractions = [(re.compile(pattern), put) for pattern, put in contractions]

    def __call__(self, key: str, turn: int = 0, **values: Any) -> str:
        """Return what is said at a key, with values in their places."""
        speaker, phrase = self.phrase(f"story.{key}", values.get("count"))
        if isinstance(phrase, list):
            phrase = phrase[turn % len(phrase)]
        if "count" in values:
            values["count"] = speaker.in_words(values["count"])
        return speaker._contracted(phrase.format(**values))

    def in_english(self) -> Self:
        """Return the same sentences in the first language."""
        return type(self)(FIRST, self._names)

    def in_words(self, count: int) -> str:
        """Return a count in words while it is small, else in figures."""
        words = self.find("story.numbers.words") or []
        return words[count] if 0 <= count < len(words) else self.number(count)

    def amount(self, value: float) -> str:
        """Return an amount of money in figures."""
        return self.notation.translated(f"{value:,.6g}")

    def times(self, count: int) -> str:
        """Return how often: "once", "twice", "three times"."""
        return self("weeks.times", count=count)

    def listed(self, items: Sequence[str]) -> str:
        """Return a list: "a", "a and b", "a, b and c"."""
        return self._contracted(super().listed(items))

    def name(self, consumer: int) -> str:
        """Return what a consumer is called: a name, or a number."""
        return self._names[consumer] if self._names else self("people.number", number=str(consumer))

    def people(self, kind: str, numbers: Sequence[int]) -> str:
        """Return consumers by name while they are few: "her friends 12 and 88"; else "four of her friends"."""
        if len(numbers) > _MOST_NAMED:
            return self(f"people.{kind}.many", count=len(numbers))
        who = self.listed([self.name(number) for number in numbers])
        return self(f"people.{kind}.named", count=len(numbers), who=who)

    def chances(self, *log_odds: float) -> list[str]:
        """Return probabilities in per cent, with as many decimals as it takes to tell those apart that differ."""
        shares = [1.0 / (1.0 + math.exp(-min(max(value, -700.0), 700.0))) for value in log_odds]
        for decimals in range(6):
            shown = [self._chance(share, decimals) for share in shares]
            if len(set(shown)) == len(set(log_odds)):
                break
        return shown

    def _chance(self, share: float, decimals: int) -> str:
        """Return a share in per cent; of what is not quite nothing or all, that it is less or more."""
        if round(100.0 * share, decimals) not in (0.0, 100.0):
            return self.percent(share, decimals)
        edge = 10.0 ** (-decimals - 2)
        is_low = share < 0.5
        shown = self.percent(edge if is_low else 1.0 - edge, decimals)
        return self("numbers.less" if is_low else "numbers.more", share=shown)

    def _contracted(self, text: str) -> str:
        for pattern, put in self._contractions:
            text = pattern.sub(put, text)
        return text


def sentence(text: str) -> str:
    """Return a text with its first letter large and a full stop."""
    return f"{text[0].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")


def capitalised(text: str) -> str:
    """Return a text whose first letter is large."""
    return text[:1].upper() + text[1:]

"""Notation: how one language writes numbers, shares and lists, and which form a count takes; by Unicode's CLDR."""

import functools
import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.numbers import NumberPattern

HOME = Path(__file__).parent
FIRST = "en"
_HABITS = ("percent", "interval")
FORMS = ("zero", "one", "two", "few", "many", "other")
# The digit nothing of the numbering systems that locales use by default: of digits Babel knows the names alone.
ZEROS = {
    "latn": "0", "arab": "٠", "arabext": "۰", "deva": "०", "beng": "০", "tibt": "༠", "mymr": "၀", "nkoo": "߀",
    "olck": "᱐", "mtei": "\uabf0", "adlm": "\U0001e950", "cakm": "\U00011136", "hmnp": "\U0001e140",
}  # fmt: skip
_PLACE = re.compile(r"[#0,.]+")


class Notation:
    """The habits of a locale, as Babel knows them: ``Notation("pl").form(22)`` is ``few``.

    Args:
        locale: its identifier, as ``en_GB``; digits are those that it uses by default.
        percent: the pattern of a share where a language departs from its locale's, as ``#,##0 %``.
        interval: how the two ends of an interval are said.

    Raises:
        ValueError: if Babel knows no such locale.
    """

    def __init__(self, locale: str, percent: str | None = None, interval: str = "{low}–{high}") -> None:
        from babel import Locale, UnknownLocaleError

        try:
            self.locale: Locale = Locale.parse(locale)
        except UnknownLocaleError as error:
            raise ValueError(f"locale: {locale!r} is not allowed: {error}") from None
        symbols = self.locale.number_symbols[self.locale.default_numbering_system]
        zero = ord(ZEROS[self.locale.default_numbering_system])
        self._digits = {ord("0") + digit: chr(zero + digit) for digit in range(10)}
        self._interval = interval
        self._decimal = self.locale.decimal_formats[None].pattern
        pattern = percent or self.locale.percent_formats[None].pattern
        self._percent = pattern.replace("%", symbols.get("percentSign", "%"))

    def form(self, count: float) -> str:
        """Return the plural form that a count takes, one of ``FORMS``."""
        return self.locale.plural_form(count)

    def number(self, value: float, decimals: int = 0, sign: bool = False) -> str:
        """Return a number with so many decimals, a dash for none; ``sign`` asks for a plus before what is more."""
        if value != value:
            return "–"
        # Rounded as Python rounds what it writes, so that a number reads alike wherever it stands.
        rounded = Decimal(f"{value:z.{decimals}f}")
        text = self._figures(abs(rounded), decimals)
        return f"{'−' if rounded < 0 else '+' if sign and rounded > 0 else ''}{text}"

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share in per cent."""
        return self.in_percent(self.number(100.0 * share, decimals))

    def in_percent(self, text: str) -> str:
        """Return a number, or the ends of an interval, with the sign that it is in per cent."""
        return _PLACE.sub(lambda _: text, self._percent, count=1)

    def interval(self, low: str, high: str) -> str:
        """Return the two ends of an interval as one says them: ``2 to 3``."""
        return self._interval.format(low=low, high=high)

    def listed(self, items: Sequence[str]) -> str:
        """Return a list as it is said: "a", "a and b", "a, b and c"; nothing of nothing."""
        from babel.lists import format_list

        return format_list(items, locale=self.locale)

    def translated(self, text: str) -> str:
        """Return a number that is written as in English, "1,234.5", as this locale writes it."""
        from babel.numbers import get_decimal_symbol, get_group_symbol

        point = get_decimal_symbol(self.locale, numbering_system="default")
        comma = get_group_symbol(self.locale, numbering_system="default")
        return text.translate(self._digits | {ord("."): point, ord(","): comma})

    def _figures(self, value: Decimal, decimals: int) -> str:
        text = _pattern(self._decimal, decimals).apply(value, self.locale, numbering_system="default")
        return text.translate(self._digits)


class English(Notation):
    """English as Python itself writes it, so that no command loads Babel; a test holds that Babel writes the same."""

    def __init__(self, locale: str, percent: str, interval: str) -> None:
        self._percent, self._interval = percent, interval

    def form(self, count: float) -> str:
        """Return the plural form that a count takes, ``one`` or ``other``."""
        return "one" if count == 1 else "other"

    def listed(self, items: Sequence[str]) -> str:
        """Return a list as it is said: "a", "a and b", "a, b and c"; nothing of nothing."""
        return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))

    def translated(self, text: str) -> str:
        """Return a number as it is written."""
        return text

    def _figures(self, value: Decimal, decimals: int) -> str:
        return f"{value:,.{decimals}f}"


@functools.cache
def _pattern(text: str, decimals: int) -> "NumberPattern":
    from babel.numbers import parse_pattern

    pattern = parse_pattern(text)
    pattern.frac_prec = (decimals, decimals)
    return pattern


def languages() -> dict[str, str]:
    """Return the languages that there are: the name that each gives itself, by its code."""
    return {path.parent.name: _habits(path)["language"]["name"] for path in sorted(HOME.glob("*/language.toml"))}


def notation(language: str = FIRST) -> Notation:
    """Return how a language of the catalogue writes numbers.

    Raises:
        KeyError: if there is no such language.
    """
    return _notation(HOME, language)


# A figure asks some thirty times, and each time a folder would be searched.
@functools.cache
def _notation(home: Path, language: str) -> Notation:
    if language not in languages():
        raise KeyError(language)
    own = _habits(home / language / "language.toml")["language"]
    kind = English if language == FIRST else Notation
    return kind(own.get("locale", language), **{name: own[name] for name in _HABITS if name in own})


@functools.cache
def _habits(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))

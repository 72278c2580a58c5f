"""Notation: how one language writes numbers, shares and lists, and which form a count takes; by Unicode's CLDR."""

import functools
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

HOME = Path(__file__).parent
FIRST = "en"
FORMS = ("zero", "one", "two", "few", "many", "other")


class Notation:
    """The habits of a locale, as Babel knows them: ``Notation("pl").form(22)`` is ``few``.

    Args:
        locale: its identifier, as ``en_GB``; digits are those that it uses by default.
        percent: the pattern of a share where a language departs from its locale's, as ``#,##0 %``.

    Raises:
        ValueError: if Babel knows no such locale.
    """

    def __init__(self, locale: str, percent: str | None = None) -> None:
        from babel import Locale, UnknownLocaleError

        try:
            self.locale: Locale = Locale.parse(locale)
        except UnknownLocaleError as error:
            raise ValueError(f"locale: {locale!r}: {error}") from None
        self._percent = percent or self.locale.percent_formats[None].pattern

    def form(self, count: float) -> str:
        """Return the plural form that a count takes, one of ``FORMS``."""
        return self.locale.plural_form(count)

    def number(self, value: float, decimals: int = 0, sign: bool = False) -> str:
        """Return a number with so many decimals; ``sign`` asks for a plus before what is more than nothing."""
        return self._written(self.locale.decimal_formats[None].pattern, value, decimals, sign)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share in per cent."""
        # The pattern multiplies by a hundred, in decimals that are exact.
        rounded = Decimal(f"{100.0 * share:z.{decimals}f}").scaleb(-2)
        return self._applied(self._percent, rounded, decimals)

    def listed(self, items: Sequence[str]) -> str:
        """Return a list as it is said: "a", "a and b", "a, b and c"; nothing of nothing."""
        from babel.lists import format_list

        return format_list(items, locale=self.locale)

    def translated(self, text: str) -> str:
        """Return digits and marks that are written as in English, "1,234.5", as this locale writes them."""
        from babel.numbers import get_decimal_symbol, get_group_symbol

        system: dict[str, Any] = {"locale": self.locale, "numbering_system": "default"}
        digits = {ord(str(digit)): self.number(digit) for digit in range(10)}
        return text.translate(digits | {ord("."): get_decimal_symbol(**system), ord(","): get_group_symbol(**system)})

    def _written(self, pattern: str, value: float, decimals: int, sign: bool) -> str:
        # Rounded as Python rounds what is written in it, so that a number reads alike wherever it stands.
        text = f"{value:z.{decimals}f}"
        return ("+" if sign and value > 0 else "") + self._applied(pattern, Decimal(text), decimals)

    def _applied(self, pattern: str, value: Decimal, decimals: int) -> str:
        return _pattern(pattern, decimals).apply(value, self.locale, numbering_system="default")


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
    if language not in languages():
        raise KeyError(language)
    own = _habits(HOME / language / "language.toml")["language"]
    return _notation(own.get("locale", language), own.get("percent"))


@functools.cache
def _notation(locale: str, percent: str | None) -> Notation:
    return Notation(locale, percent)


@functools.cache
def _habits(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))

"""Dated series: what periods are called, in which order they come, and how long each is."""

import datetime
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from wordofmouth.tables.mistakes import mistake
from wordofmouth.tables.names import plain

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
EITHER_WAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
WEEK = re.compile(r"(\d{4})[- ]?[wW](\d{1,2})")
QUARTER = re.compile(r"(\d{4})[- ]?[qQ]([1-4])|[qQ]([1-4])[- /]?(\d{4}|'\d{2})")
MONTH = re.compile(r"(\d{4})[-/. ](\d{1,2})|(\d{1,2})[-/](\d{4})")
NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})\.?[- /]?(\d{4}|'\d{2})|(\d{4})[- /]?([A-Za-z]{3,9})\.?")
FULL = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
         "november", "december")  # fmt: skip
# Whole numbers that are years wherever nothing else is said of them, and the first of the years written '70.
_YEARS = range(1800, 2200)
_CENTURY_FROM = 70
# Weeks in a period of each kind, rounded.
_WEEKS = {"week": 1, "month": 4, "quarter": 13, "year": 52}


class Periods(NamedTuple):
    """Periods of a series that follow each other without a gap.

    Attributes:
        kind: day, week, month, quarter or year; ``number`` for whole numbers, empty for names that are no dates.
        step: how many of these a period is long.
        notes: what was guessed.
    """

    kind: str
    step: int = 1
    notes: tuple[str, ...] = ()

    @property
    def weeks(self) -> int | None:
        """How many weeks a period is long, rounded; None where its name does not tell."""
        if self.kind == "day":
            return max(round(self.step / 7), 1)
        return self.step * _WEEKS[self.kind] if self.kind in _WEEKS else None


def periods_of(path: str, column: str, names: Sequence[str], gaps: bool = False) -> Periods:
    """Return what the names of periods tell of them; ``gaps`` are allowed where a series is laid beside another.

    Dates, ISO weeks, months, quarters, years and whole numbers are understood; other names are periods in the order of
    the file. Whole numbers are of what the column's title says (``week``, ``month`` …), else years where all could be.

    Raises:
        ValueError: if periods come twice, fall, leave one out, or days and months cannot be told apart; one line says
            which.
    """
    name, times = Counter(names).most_common(1)[0]
    if times > 1:
        raise mistake(path, f"period {name!r} comes twice")
    if len(names) < 2:
        return Periods("")
    kind, places, notes = _placed(path, column, names)
    if not kind:
        return Periods("", 1, notes)
    pairs = list(zip(itertools.pairwise(names), itertools.pairwise(places), strict=True))
    for (before, after), (first, second) in pairs:
        if second == first:
            raise mistake(path, f"period {after!r} is period {before!r} again")
        if second < first:
            raise mistake(path, f"period {after} comes after {before}; periods must rise")
    if kind == "day" and all(28 <= second - first <= 31 for _, (first, second) in pairs):
        # The first or the last day of each month: months are not alike in days.
        kind, places = "month", [_month_of(place) for place in places]
    elif kind == "day" and len(pairs) > 1 and all(_month_of(s) > _month_of(f) for _, (f, s) in pairs):
        days = [datetime.date.fromordinal(place) for place in places]
        if len({day.day for day in days}) == 1:
            kind, places = "month", [_month_of(place) for place in places]
    pairs = list(zip(itertools.pairwise(names), itertools.pairwise(places), strict=True))
    step = min(second - first for _, (first, second) in pairs)
    for (before, after), (first, second) in pairs:
        if second - first != step and not gaps:
            raise mistake(path, f"there is a gap: period {after} follows {before}; a period without sales has 0")
    if kind == "month" and step % 12 == 0:
        kind, step = "year", step // 12
    elif kind == "month" and step % 3 == 0:
        kind, step = "quarter", step // 3
    if kind == "number":
        kind = _of_numbers(column, places)
    return Periods(kind, step, notes)


def _of_numbers(column: str, places: Sequence[int]) -> str:
    """Return of what kind periods are that are called by whole numbers."""
    title = plain(column).removesuffix("s")
    if title in (*_WEEKS, "day"):
        return title
    return "year" if all(place in _YEARS for place in places) else "number"


def _placed(path: str, column: str, names: Sequence[str]) -> tuple[str, list[int], tuple[str, ...]]:
    """Return of what kind periods are, and the place of each in time; no kind if any of them is no date."""
    readers = (
        ("number", whole_place),
        ("day", _day),
        ("week", _week),
        ("quarter", quarter_place),
        ("month", month_place),
    )
    for kind, reader in readers:
        places = [reader(name) for name in names]
        matched = [place for place in places if place is not None]
        if len(matched) == len(names):
            return kind, matched, ()
        if matched and len(matched) > len(names) / 2:
            wrong = names[next(at for at, place in enumerate(places) if place is None)]
            what = "whole number" if kind == "number" else kind
            raise mistake(path, f"{column}: {wrong!r} is no {what}, and {names[places.index(matched[0])]!r} is one")
    if all(EITHER_WAY.fullmatch(name) for name in names):
        return _either_way(path, column, names)
    return "", [], ()


def _either_way(path: str, column: str, names: Sequence[str]) -> tuple[str, list[int], tuple[str, ...]]:
    """Return the places of dates whose year comes last: day or month first, whichever makes dates of all."""
    pairs = [tuple(map(int, re.findall(r"\d+", name))) for name in names]
    by_day = [_date(year, month, day) for day, month, year in pairs]
    by_month = [_date(year, month, day) for month, day, year in pairs]
    good = [(first, places) for first, places in (("day", by_day), ("month", by_month)) if None not in places]
    if len(good) == 2:
        good = [each for each in good if _is_even([place for place in each[1] if place is not None])] or good
    if len(good) == 2 and good[0][1] != good[1][1]:
        what = f"{column}: {names[0]!r} may have its day first or its month"
        raise mistake(path, f"{what}; write dates as 2024-12-31")
    if not good:
        return "", [], ()
    first, places = good[0]
    return "day", [place for place in places if place is not None], (f"{column}: dates have the {first} first",)


def _is_even(places: list[int]) -> bool:
    gaps = [after - before for before, after in itertools.pairwise(places)]
    return min(gaps) > 0 and max(gaps) - min(gaps) <= 3


def whole_place(name: str) -> int | None:
    """Return the place of a whole number; None of another name."""
    return int(name) if _WHOLE.fullmatch(name) else None


def _date(year: int, month: int, day: int) -> int | None:
    try:
        return datetime.date(year, month, day).toordinal()
    except ValueError:
        return None


def _day(name: str) -> int | None:
    matched = DATE.fullmatch(name)
    return _date(*map(int, matched.groups())) if matched else None


def _week(name: str) -> int | None:
    matched = WEEK.fullmatch(name)
    try:
        return datetime.date.fromisocalendar(int(matched[1]), int(matched[2]), 1).toordinal() // 7 if matched else None
    except ValueError:
        return None


def quarter_place(name: str) -> int | None:
    """Return the place of a quarter, in quarters; None of another name."""
    matched = QUARTER.fullmatch(name)
    return _year(matched[1] or matched[4]) * 4 + int(matched[2] or matched[3]) - 1 if matched else None


def _year(text: str) -> int:
    """Return a year of four digits, or of two behind an apostrophe."""
    year = int(text.removeprefix("'"))
    return year + (1900 if year >= _CENTURY_FROM else 2000) if text.startswith("'") else year


def month_place(name: str) -> int | None:
    """Return the place of a month, in months; None of another name."""
    if matched := MONTH.fullmatch(name):
        month = int(matched[2] or matched[3])
        return int(matched[1] or matched[4]) * 12 + month - 1 if 1 <= month <= 12 else None
    if matched := NAMED_MONTH.fullmatch(name):
        word = (matched[1] or matched[4]).casefold()
        known = word in FULL or word in MONTHS or word == "sept"
        return _year(matched[2] or matched[3]) * 12 + MONTHS.index(word[:3]) if known else None
    return None


def first_day(name: str) -> datetime.date | None:
    """Return the day on which a period begins that is called by a day, a week, a month or a quarter; None of others."""
    if (day := _day(name)) is not None:
        return datetime.date.fromordinal(day)
    if (week := _week(name)) is not None:
        # A Monday.
        return datetime.date.fromordinal(7 * week + 1)
    quarter = quarter_place(name)
    month = month_place(name) if quarter is None else 3 * quarter
    return None if month is None else datetime.date(month // 12, month % 12 + 1, 1)


def _month_of(place: int) -> int:
    day = datetime.date.fromordinal(place)
    return day.year * 12 + day.month - 1

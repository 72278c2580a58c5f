"""Following periods: what the periods after a series are called, in the way in which its last one is written."""

import calendar
import datetime
import re
from collections.abc import Mapping, Sequence

from wordofmouth.tables.periods import (
    DATE,
    EITHER_WAY,
    FULL,
    MONTH,
    MONTHS,
    NAMED_MONTH,
    QUARTER,
    WEEK,
    month_place,
    periods_of,
    quarter_place,
    whole_place,
)

_IN_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def following(path: str, column: str, names: Sequence[str], count: int) -> tuple[str, ...]:
    """Return the names of so many periods after those of a series; ``+1``, ``+2`` … where its names are no dates.

    Raises:
        ValueError: as :func:`wordofmouth.tables.periods.periods_of`.
    """
    periods, last = periods_of(path, column, names), names[-1]
    months = periods.step * _IN_MONTHS.get(periods.kind, 0)
    month_first = any("the month first" in note for note in periods.notes)
    written = [_later(last, number, periods.step, months, month_first) for number in range(1, count + 1)]
    return tuple(text or f"+{number}" for number, text in enumerate(written, 1))


def _later(last: str, number: int, step: int, months: int, month_first: bool) -> str | None:
    """Return the name that comes so many periods after the last, of so many months each, or steps of its kind."""
    if (whole := whole_place(last)) is not None:
        return str(whole + number * step).zfill(len(last) if last.startswith("0") else 0)
    if (quarter := quarter_place(last)) is not None and (matched := QUARTER.fullmatch(last)):
        year, part = divmod(quarter + number * months // 3, 4)
        return _rewritten(matched, {1: year, 4: year, 2: part + 1, 3: part + 1})
    if (month := month_place(last)) is not None:
        year, part = divmod(month + number * months, 12)
        if matched := MONTH.fullmatch(last):
            return _rewritten(matched, {1: year, 4: year, 2: part + 1, 3: part + 1})
        if matched := NAMED_MONTH.fullmatch(last):
            name = _named(part, matched[1] or matched[4])
            return _rewritten(matched, {2: year, 3: year, 1: name, 4: name})
    if matched := WEEK.fullmatch(last):
        first = datetime.date.fromisocalendar(int(matched[1]), int(matched[2]), 1)
        year, week, _ = (first + datetime.timedelta(weeks=number * step)).isocalendar()
        return _rewritten(matched, {1: year, 2: week})
    order = (1, 2, 3) if DATE.fullmatch(last) else (3, 1, 2) if month_first else (3, 2, 1)
    if matched := DATE.fullmatch(last) or EITHER_WAY.fullmatch(last):
        day = _moved(datetime.date(*(int(matched[group]) for group in order)), number * months, number * step)
        return _rewritten(matched, dict(zip(order, (day.year, day.month, day.day), strict=True)))
    return None


def _moved(day: datetime.date, months: int, days: int) -> datetime.date:
    """Return the day so many months later, of which the last stays the last; without months, so many days."""
    if not months:
        return day + datetime.timedelta(days=days)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    was_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return datetime.date(year, month + 1, longest if was_last else min(day.day, longest))


def _named(month: int, like: str) -> str:
    """Return a month's name, short or whole and in capitals or not, as another is written."""
    is_whole = like.casefold() in FULL and like.casefold() not in MONTHS
    name = FULL[month] if is_whole else MONTHS[month]
    return name.upper() if like.isupper() else name.title() if like[0].isupper() else name


def _rewritten(matched: re.Match[str], groups: Mapping[int, int | str]) -> str:
    """Return a text with some groups in place of those that matched; numbers are as wide as they were written."""
    text = matched.string
    for group in sorted(groups, key=matched.span, reverse=True):
        if (was := matched[group]) is not None:
            value = groups[group]
            if isinstance(value, int):
                value = f"'{value % 100:02}" if was.startswith("'") else str(value).zfill(len(was))
            first, end = matched.span(group)
            text = text[:first] + value + text[end:]
    return text


def first_day(name: str, kind: str) -> datetime.date | None:
    """Return the first day of a period of a kind, the day itself of a date; None where the name tells none."""
    try:
        if (whole := whole_place(name)) is not None:
            return datetime.date(whole, 1, 1) if kind == "year" else None
        if (quarter := quarter_place(name)) is not None:
            return datetime.date(quarter // 4, quarter % 4 * 3 + 1, 1)
        if (month := month_place(name)) is not None:
            return datetime.date(month // 12, month % 12 + 1, 1)
        if matched := WEEK.fullmatch(name):
            return datetime.date.fromisocalendar(int(matched[1]), int(matched[2]), 1)
        if matched := DATE.fullmatch(name):
            return datetime.date(int(matched[1]), int(matched[2]), int(matched[3]))
    except ValueError:
        return None
    return None


def same_period(name: str) -> str:
    """Return what names of the same period have in common: one text of ``Jan 2024``, ``2024-1`` and ``01/2024``."""
    for kind, place in (("number", whole_place), ("quarter", quarter_place), ("month", month_place)):
        if (at := place(name)) is not None:
            return f"{kind} {at}"
    day = first_day(name, "day")
    return f"day {day.isoformat()}" if day else name.strip().casefold()

"""Periods: dates, weeks, months, quarters are known for what they are; order and gaps are seen."""

import pytest
from wordofmouth.tables.following import first_day, following
from wordofmouth.tables.periods import periods_of

KNOWN = {
    "days": (["2024-01-30", "2024-01-31", "2024-02-01"], "day", 1, 1),
    "weeks by a date": (["2024-01-01", "2024-01-08", "2024-01-15"], "day", 7, 1),
    "fortnights": (["2024-01-01", "2024-01-15", "2024-01-29"], "day", 14, 2),
    "months by a date": (["2024-01-31", "2024-02-29", "2024-03-31"], "month", 1, 4),
    "quarters by a date": (["2024-01-01", "2024-04-01", "2024-07-01"], "quarter", 1, 13),
    "years by a date": (["2022-12-31", "2023-12-31", "2024-12-31"], "year", 1, 52),
    "ISO weeks": (["2020-W52", "2020-W53", "2021-W01"], "week", 1, 1),
    "months": (["2023-11", "2023-12", "2024-01"], "month", 1, 4),
    "months by name": (["Nov 2023", "December 2023", "Jan. 2024"], "month", 1, 4),
    "months before years": (["11/2023", "12/2023", "01/2024"], "month", 1, 4),
    "quarters": (["2023-Q3", "2023Q4", "2024 Q1"], "quarter", 1, 13),
    "quarters before years": (["Q3 2023", "Q4 2023", "Q1 2024"], "quarter", 1, 13),
    "whole numbers": (["1", "2", "3"], "number", 1, None),
    "numbers beyond years": (["3000", "3002", "3004"], "number", 2, None),
    "years": (["1949", "1950", "1951"], "year", 1, 52),
    "every other year": (["2000", "2002", "2004"], "year", 2, 104),
    "quarters of short years": (["Q3 '99", "Q4 '99", "Q1 '00"], "quarter", 1, 13),
    "months of short years": (["Nov '23", "Dec '23", "Jan '24"], "month", 1, 4),
    "the day first": (["30.12.2023", "31.12.2023", "01.01.2024"], "day", 1, 1),
    "the month first": (["12/30/2023", "12/31/2023", "01/01/2024"], "day", 1, 1),
    "weeks, whose numbers tell the day": (["01/07/2024", "08/07/2024", "15/07/2024"], "day", 7, 1),
    "names": (["first", "second", "third"], "", 1, None),
}


@pytest.mark.parametrize(("names", "kind", "step", "weeks"), KNOWN.values(), ids=KNOWN)
def test_periods_are_known_for_what_they_are(names, kind, step, weeks):
    periods = periods_of("sales.csv", "period", names)
    assert (periods.kind, periods.step, periods.weeks) == (kind, step, weeks)


WRONG = {
    "months out of order": (["2024-02", "2024-01", "2024-03"], "period 2024-01 comes after 2024-02; periods must rise"),
    "a missing month": (["2024-01", "2024-02", "2024-04"], "there is a gap: period 2024-04 follows 2024-02"),
    "a missing week": (["2020-W52", "2020-W53", "2021-W02"], "gap: period 2021-W02 follows 2020-W53"),
    "a missing quarter": (["2023-Q3", "2023-Q4", "2024-Q2"], "there is a gap"),
    "a missing day": (["2024-02-28", "2024-02-29", "2024-03-02"], "there is a gap"),
    "a month twice, in two ways": (["2024-01", "Jan 2024", "2024-03"], "period 'Jan 2024' is period '2024-01' again"),
    "a period twice": (["a", "b", "a"], "period 'a' comes twice"),
    "one that is none": (["2024-01", "2024-13", "2024-03"], "period: '2024-13' is no month, and '2024-01' is one"),
    "day or month": (["01/02/2024", "02/03/2024", "03/04/2024"], "may have its day first or its month"),
}


@pytest.mark.parametrize(("names", "why"), WRONG.values(), ids=WRONG)
def test_order_and_gaps_are_seen(names, why):
    """With the file and the very periods, in one line."""
    with pytest.raises(ValueError, match=why) as error:
        periods_of("sales.csv", "period", names)
    assert str(error.value).startswith("sales.csv: ")
    assert "\n" not in str(error.value)


def test_a_series_beside_another_may_leave_periods_out():
    assert periods_of("rating.csv", "period", ["2024-01", "2024-02", "2024-05"], gaps=True).kind == "month"


@pytest.mark.parametrize(
    ("column", "kind", "weeks"),
    [("Week", "week", 1), ("months", "month", 4), ("quarter", "quarter", 13), ("t", "number", None)],
)
def test_a_title_says_of_what_whole_numbers_are(column, kind, weeks):
    periods = periods_of("sales.csv", column, ["1", "2", "3"])
    assert (periods.kind, periods.weeks) == (kind, weeks)


@pytest.mark.parametrize(("names", "kind", "step", "weeks"), KNOWN.values(), ids=KNOWN)
def test_what_follows_is_the_next_period(names, kind, step, weeks):
    """The names of the next periods go on without a gap, and are of the same kind."""
    if not kind:
        assert following("sales.csv", "period", names, 2) == ("+1", "+2")
        return
    more = following("sales.csv", "period", names, 14)
    periods = periods_of("sales.csv", "period", [*names, *more])
    assert (periods.kind, periods.step) == (kind, step)


@pytest.mark.parametrize(
    ("last", "then"),
    [
        (["Q3 '99", "Q4 '99"], "Q1 '00"),
        (["2023-11", "2023-12"], "2024-01"),
        (["November 2023", "December 2023"], "January 2024"),
        (["NOV 2023", "DEC 2023"], "JAN 2024"),
        (["2024-01-31", "2024-02-29"], "2024-03-31"),
        (["30.11.2023", "31.12.2023"], "31.01.2024"),
        (["2020-W52", "2020-W53"], "2021-W01"),
        (["08", "09"], "10"),
    ],
)
def test_what_follows_is_written_as_the_last_is(last, then):
    assert following("sales.csv", "period", last, 1) == (then,)


@pytest.mark.parametrize(
    ("name", "kind", "first"),
    [
        ("2024", "year", "2024-01-01"),
        ("2024", "number", None),
        ("2024-Q1", "quarter", "2024-01-01"),
        ("Q4 2024", "quarter", "2024-10-01"),
        ("2024-01", "month", "2024-01-01"),
        ("Dec 2024", "month", "2024-12-01"),
        ("Jan '70", "month", "1970-01-01"),
        ("Jan '69", "month", "2069-01-01"),
        ("2024-W01", "week", "2024-01-01"),
        ("2024-02-29", "day", "2024-02-29"),
    ],
)
def test_periods_begin_on_their_first_day(name, kind, first):
    """A month on its first, a week on Monday; a plain number tells no day."""
    found = first_day(name, kind)
    assert (found and found.isoformat()) == first


def test_of_two_ways_to_read_a_date_the_one_with_even_steps_is_taken():
    """Days one or two apart, or months one or two apart: the first are dates of one series, the second are not."""
    uneven = periods_of("sales.csv", "period", ["01/03/2024", "02/03/2024", "04/03/2024"], gaps=True)
    assert uneven.kind == "day"
    assert any("have the day first" in note for note in uneven.notes)


def test_dates_that_fall_are_even_in_no_way():
    with pytest.raises(ValueError, match="may have its day first or its month"):
        periods_of("sales.csv", "period", ["04/03/2024", "02/03/2024", "01/03/2024"])

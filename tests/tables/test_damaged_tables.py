"""Damaged tables of users are read or refused in a line; nothing breaks, and nothing goes in silence."""

import gzip
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wordofmouth.errors import DataError
from wordofmouth.tables.table import read_table
from wordofmouth.tasks.calibrate.data import read_observed

GOOD = (
    b"period,value\n2024-01,5\n2024-02,8\n2024-03,13\n2024-04,21\n2024-05,34\n",
    "Monat;Verkäufe\n2024-W01;1.234,5\n2024-W02;8\n2024-W03;13\n2024-W04;21\n2024-W05;34\n".encode("cp1252"),
    "date\tunits\n01.02.2024\t5\n02.02.2024\t8\n03.02.2024\t13\n04.02.2024\t9\n05.02.2024\t1\n".encode("utf-16"),
    gzip.compress(b"# a comment\nweek value\n1 5\n2 8\n3 13\n4 21\n5 34\n", mtime=0),
)
TROUBLE = (
    *(bytes([byte]) for byte in b'",;\n\r\t |#\0\xff\x1c'),
    b"-1",
    b"nan",
    b"1e999",
    b"1,234",
    b"1.5",
    b"\xef\xbb\xbf",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return one folder for a test's many examples."""
    return tmp_path_factory.mktemp("damaged")


@st.composite
def damaged(draw):
    """Return a good table in which some places have been cut or overwritten."""
    data = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(0, 4))):
        first = draw(st.integers(0, len(data)))
        last = first + draw(st.sampled_from([0, 0, 1, 5, 30]))
        data = data[:first] + draw(st.sampled_from([b"", *TROUBLE]) | st.binary(max_size=4)) + data[last:]
    return data


def check(folder, data):
    """Read a table of sales: all its rows are periods, or a line says what is wrong in which file."""
    path = folder / "sales.csv"
    path.write_bytes(data)
    answer = answer_to(path)
    if isinstance(answer, DataError):
        assert all(line.startswith(str(path)) for line in answer.lines)
        assert "\n" not in answer.lines[0]
    else:
        assert len(answer.periods) == len(read_table(path).rows)
        assert all(re.search(r"\S", period) for period in answer.periods)


def answer_to(path):
    """Return what was observed, or what is said of it."""
    try:
        return read_observed(path)
    except DataError as error:
        return error


@given(damaged())
def test_damaged_tables_are_read_or_refused(folder, data):
    check(folder, data)


@pytest.mark.slow
@settings(max_examples=20_000)
@given(damaged())
def test_many_damaged_tables_are_read_or_refused(folder, data):
    """As above, many times over."""
    check(folder, data)


def test_a_damaged_parquet_file_says_why_it_cannot_be_read(tmp_path):
    """In one line, what Arrow says in several."""
    path = tmp_path / "sales.parquet"
    path.write_bytes(b"PAR1" + b"x" * 60 + b"\x10\x00\x00\x00PAR1")
    with pytest.raises(DataError, match=r"it cannot be read as Parquet: .{9,}") as caught:
        read_table(path)
    assert "\n" not in str(caught.value).strip()

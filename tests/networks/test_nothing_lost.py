"""Damaged tables of ties: each is read or refused in a line, and of what is read every row is accounted for.

A row is a tie, or is told of: as a comment, as titles, as a self-tie, as a repeat. Other tables say no less: their rows
are all there.
"""

import csv
import gzip
import io
import re
import zipfile

import pytest
from dialect_examples import CHOICES, NAMED, READ
from hypothesis import given, settings
from hypothesis import strategies as st
from test_dialects import packed, workbook
from wordofmouth.errors import DataError
from wordofmouth.networks.files.columns import END_NAMES
from wordofmouth.networks.files.formats import format_of
from wordofmouth.networks.files.reader import read_network
from wordofmouth.tables.names import plain
from wordofmouth.tables.table import read_table
from wordofmouth.tables.unpacking import read_bytes

# All that the corpus reads or puts, by the names of files, and what a colleague would mail.
CORPUS = [
    *(("ties.txt", content) for content, _ in READ.values()),
    *((name, content) for name, content, _ in NAMED.values()),
    *(("ties.csv", content) for content, *_ in CHOICES.values()),
    ("ties.xlsx", workbook(ties=[["von", "nach", "Gewicht"], ["a", "b", 1.5], ["b", "c", 2]], leute=[["id"], ["a"]])),
    ("ties.zip", packed(**{"ties.csv": "from,to\na,b\nb,c\nb,c\n"})),
    ("ties.csv", "".join(f'"{k}";"{k + 1}";{k},5\n' for k in range(30))),
]
_SWAPPED = [
    (b",", b";"),
    (b";", b","),
    (b",", b"\t"),
    (b" ", b"\t"),
    (b"\t", b"  "),
    (b",", b"|"),
    (b"1", b"1,5"),
    (b".", b","),
]
_DELIMITERS = ",;\t| "
_LINE_ENDS = (b"\r", b"\r\n", b"\n\n")


def _swapped(data, more):
    return data.replace(*_SWAPPED[more % len(_SWAPPED)])


def _zip(data):
    return packed(**{"ties.csv": data})


def _with_byte(data, at, byte):
    at %= len(data)
    return data[:at] + bytes([byte]) + data[at + 1 :]


# What is done to bytes: in front of, at and behind a place, with a number from 0 to 255.
HARM = {
    "cut off": lambda data, at, _: data[:at],
    "begun late": lambda data, at, _: data[at:],
    "a hole": lambda data, at, more: data[:at] + data[at + 1 + more :],
    "a bit": lambda data, at, more: _with_byte(data, at, data[at % len(data)] ^ 1 << more % 8),
    "a byte": lambda data, at, more: data[:at] + bytes([more]) + data[at:],
    "a null": lambda data, at, _: data[:at] + b"\0" + data[at:],
    "a quote": lambda data, at, _: data[:at] + b'"' + data[at:],
    "two quotes": lambda data, at, more: data[:at] + b'"' + data[at : at + more] + b'"' + data[at + more :],
    "another separator": lambda data, _, more: _swapped(data, more),
    "another separator below": lambda data, at, more: data[:at] + _swapped(data[at:], more),
    "another end of lines": lambda data, at, more: data[:at] + data[at:].replace(b"\n", _LINE_ENDS[more % 3]),
    "a comment": lambda data, at, _: data[:at] + b"\n# " + data[at:],
    "a huge field": lambda data, at, more: data[:at] + b"x" * (more + 1) * 1000 + data[at:],
    "a huge number": lambda data, at, _: data[:at] + b"9" * 400 + data[at:],
    "many fields": lambda data, at, more: data[:at] + b",;" * 10 * more + data[at:],
    "twice": lambda data, *_: data + data,
    "a row again": lambda data, at, _: data + data[data.rfind(b"\n", 0, at) + 1 :],
    "a mark": lambda data, *_: b"\xef\xbb\xbf" + data,
    "a mark in the midst": lambda data, at, _: data[:at] + b"\xef\xbb\xbf" + data[at:],
    "UTF-16": lambda data, *_: data.decode("latin-1").encode("utf-16"),
    "packed": lambda data, *_: gzip.compress(data, mtime=0),
    "packed and cut off": lambda data, at, _: gzip.compress(data, mtime=0)[: at + 12],
    "in an archive": lambda data, *_: _zip(data),
    "in an archive that lies": lambda data, at, more: _with_byte(_zip(data), at, more),
    "in an archive of archives": lambda data, *_: _zip(_zip(_zip(data))),
}

harms = st.tuples(st.sampled_from(sorted(HARM)), st.floats(0, 1), st.integers(0, 255))
damages = st.tuples(st.sampled_from(CORPUS), st.lists(harms, min_size=1, max_size=3))


def damaged(content, done):
    """Return the bytes of a file to which harm was done."""
    data = content.encode() if isinstance(content, str) else content
    for harm, share, more in done:
        data = HARM[harm](data, int(share * (len(data) - 1)), more) if data else data
    return data


def unpacked(data):
    """Return what is in archives of one file, as a text; None for what is no text."""
    while data[:4] == b"PK\x03\x04" or data[:2] == b"\x1f\x8b":
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if "xl/workbook.xml" in archive.namelist():
                    return None
                [name] = [name for name in archive.namelist() if not name.startswith("__MACOSX")]
                data = archive.read(name)
        else:
            data = gzip.decompress(data)
    if data[:4] in (b"PAR1", b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return data.decode("utf-32") if data[:4] != b"PAR1" else None
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "cp1252"):
        try:
            return data.removeprefix(b"\xef\xbb\xbf").decode(encoding)
        except UnicodeDecodeError:
            pass
    return None


def counted(notes, *words):
    """Return how many of something notes tell of, or that they tell of one in a line of its own."""
    found = [re.findall(rf"([\d,]+) {word}", note) for note in notes for word in words]
    return sum(int(number.replace(",", "")) for numbers in found for number in numbers)


def rows_in(text):
    """Return the possible numbers of rows of a text without its comments above: by any separator, or by lines."""
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
    while lines and lines[0].lstrip()[:1] in ("#", "%"):
        lines = lines[1:]
    numbers = {len(lines)}
    if '"' in text:
        whole = io.StringIO("\n".join(lines))
        for delimiter in _DELIMITERS:
            whole.seek(0)
            numbers.add(sum(any(cell.strip() for cell in row) for row in csv.reader(whole, delimiter=delimiter)))
    return numbers, lines


def is_accounted(network, text):
    """Tell whether each row of a text is a tie, or is told of."""
    dropped = counted(network.notes, "self-tie", "repeated tie", "comment (?:was|were) passed", "comments were passed")
    numbers, lines = rows_in(text)
    told = any("read as the names of the columns" in note for note in network.notes)
    titles = [{plain(field) for field in lines[0].split(delimiter)} for delimiter in (*_DELIMITERS, None)]
    titled = any(set(pair) <= names for pair in END_NAMES for names in titles)
    lost = {rows - dropped - network.n_ties for rows in numbers}
    return any(each <= (1 if told or titled else 0) for each in lost)


def answer_to(read, path):
    """Return what is read of a file, or what is said of it: the only two ways in which reading may end."""
    try:
        return read(path)
    except DataError as error:
        return error.lines
    except (ValueError, OSError) as error:
        return [str(error)]


def is_polite(lines, path):
    """Tell whether lines begin with the path and can be read at a glance."""
    return all(line.startswith(str(path)) and "\n" not in line and len(line) < len(str(path)) + 2000 for line in lines)


def bare(path, **options):
    return read_network(path, community_method="none", **options)


def check_ties(path):
    """Check that all rows of a table of ties are there, or are told of."""
    network = answer_to(bare, path)
    if isinstance(network, list):
        assert is_polite(network, path), network
        return
    assert network.n > 1
    text = unpacked(path.read_bytes())
    if text is not None and is_table_of_ties(path, network):
        assert is_accounted(network, text), (text[:500], network.notes, network.n_ties)


def is_table_of_ties(path, network):
    """Tell whether a text was read as one tie in a row."""
    if format_of(str(path), read_bytes(path)) != "text" or any("`shape`" in note for note in network.notes):
        return False
    ties = answer_to(lambda path: bare(path, shape="ties"), path)
    return not isinstance(ties, list) and ties.digest == network.digest


def check_table(path):
    """Check that a table of another kind has as many rows as there are below its titles."""
    table = answer_to(read_table, path)
    if isinstance(table, list):
        assert is_polite(table, path), table
        return
    text = unpacked(path.read_bytes())
    if text is not None:
        numbers, _ = rows_in(text.replace("%", "."))
        assert any(rows - 1 <= len(table.rows) for rows in numbers), (text[:500], len(table.rows))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return one folder for a test's many examples."""
    return tmp_path_factory.mktemp("damaged")


def check(folder, damage):
    (name, content), done = damage
    path = folder / name
    path.write_bytes(damaged(content, done))
    check_ties(path)
    check_table(path)


@given(damages)
def test_of_damaged_tables_nothing_is_lost_in_silence(folder, damage):
    """And nothing breaks: 20,000 on request."""
    check(folder, damage)


@pytest.mark.slow
@settings(max_examples=20_000)
@given(damages)
def test_of_many_damaged_tables_nothing_is_lost_in_silence(folder, damage):
    """As above, many times over."""
    check(folder, damage)

"""Edge lists: text files with a tie in each row, and the same as Parquet."""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.networks.files.ties import (
    STRENGTH_NAMES,
    WHOLE_NUMBER,
    Choice,
    Ties,
    check_size,
    line,
    mistake,
    name_order,
    plain,
    ranks,
    read_strength,
)
from wordofmouth.scenario.csv_reader import DELIMITERS, clean_text, delimiter_of, fields_of
from wordofmouth.scenario.parts import nearest
from wordofmouth.words.numbers import counted

if TYPE_CHECKING:
    import pyarrow

TEXTS = (".csv", ".tsv", ".txt", ".edges")
PARQUET = ".parquet"

_END_NAMES = (
    ("source", "target"),
    ("from", "to"),
    ("u", "v"),
    ("i", "j"),
    ("truster", "trustee"),
    ("follower", "followee"),
    ("follower", "followed"),
    ("sender", "receiver"),
    ("sender", "recipient"),
    ("ego", "alter"),
    ("src", "dst"),
    ("fromid", "toid"),
    ("fromnode", "tonode"),
    ("fromnodeid", "tonodeid"),
    ("sourceid", "targetid"),
    ("node1", "node2"),
    ("user1", "user2"),
    ("person1", "person2"),
    ("id1", "id2"),
)
_MISSING = ("", "nan", "na", "n/a", "null", "none")
_PASSED_OVER = re.compile(rb"^[ \t]*(?:[#%].*)?$", re.MULTILINE)
_LONGEST_ROW = 2**24
_SAMPLE = 100
_UNCOMPRESSED_ROWS = 10_000_000
_MOST_COMPRESSED = 100


class _Columns(NamedTuple):
    source: int
    target: int
    strength: int | None


def read_edge_list(path: str, data: bytes, choice: Choice) -> Ties:
    """Return the ties of a text with one in each row.

    Fields are parted by tabs, semicolons, commas or blanks, whichever parts the first rows alike. Lines that start
    with ``#`` or ``%`` are comments. The first row holds the names of the columns if the user names one, or if the
    two ends that it has are no numbers and occur nowhere else.
    """
    text = _without_comments(clean_text(path, data)) + b"\n"
    sample = [row for _, row in itertools.islice(_rows(text), _SAMPLE)]
    if not sample:
        raise mistake(path, "it holds no ties")
    delimiter = _delimiter(path, sample)
    if delimiter == " ":
        text = _with_single_blanks(text)
    rows = [_fields(row, delimiter) for row in sample]
    titles, width = rows[0], len(rows[0])
    columns, guessed = _columns(path, titles, rows, choice)
    names, codes, strength = _read_columns(path, text, delimiter, columns, width)
    header = any(choice) or _is_header([titles[c] for c in columns[:2]], codes)
    if not header:
        titles = [f"column {c + 1}" for c in range(width)]
        unnamed, _ = _columns(path, titles, rows, choice)
        if unnamed != columns:
            columns = unnamed
            names, codes, strength = _read_columns(path, text, delimiter, columns, width)

    def place(tie: int) -> str:
        number, _ = next(itertools.islice(_rows(text), tie + header, None))
        return line(number)

    notes = []
    if header and guessed:
        notes.append(f"{place(-1)} was read as the names of the columns: {', '.join(filter(None, titles))}")
    weight = None
    if strength is not None and columns.strength is not None:
        values = strength[int(header) :] if delimiter == "," else _with_points(strength[int(header) :])
        weight = read_strength(path, titles[columns.strength], values, place)
    return _ties(path, names, codes[:, int(header) :], weight, (*notes, *_unused(titles, columns)), place)


def read_parquet(path: str, data: bytes, choice: Choice) -> Ties:
    """Return the ties of a Parquet table with one in each row: the ends in columns of whole numbers or texts."""
    import pyarrow
    import pyarrow.parquet as parquet

    def place(tie: int) -> str:
        return f"row {tie + 1:,}"

    try:
        file = parquet.ParquetFile(pyarrow.BufferReader(data))
        titles = file.schema_arrow.names
        check_size(path, 2, file.metadata.num_rows)
        if file.metadata.num_rows > max(_UNCOMPRESSED_ROWS, len(data) * _MOST_COMPRESSED):
            raise mistake(path, f"{file.metadata.num_rows:,} rows in {len(data):,} bytes are no ties of a network")
        columns, _ = _columns(path, titles, [], choice)
        table = file.read([titles[c] for c in columns if c is not None])
        table.validate(full=True)
        names, codes = _coded([_texts(path, titles[c], table[titles[c]], place) for c in columns[:2]])
        weight = None
        if columns.strength is not None:
            title = titles[columns.strength]
            weight = _weights(path, title, table[title], place)
    except (pyarrow.ArrowException, UnicodeError, LookupError, TypeError, OverflowError, OSError) as error:
        raise mistake(path, f"it cannot be read as Parquet: {str(error).partition(chr(10))[0]}") from None
    return _ties(path, names, codes, weight, _unused(titles, columns), place)


def _without_comments(text: bytes) -> bytes:
    """Return the text with comments and blank lines empty, so that every other line keeps its number."""
    if text[:1] in b"#% \t" or any(b"\n" + start in text for start in (b"#", b"%", b" ", b"\t")):
        return _PASSED_OVER.sub(b"", text)
    return text


def _with_single_blanks(text: bytes) -> bytes:
    text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text.replace(b"\n ", b"\n").replace(b" \n", b"\n").strip(b" ")


def _rows(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Iterate over the rows with their line numbers."""
    for number, row in enumerate(io.BytesIO(text), start=1):
        if row != b"\n":
            yield number, row.removesuffix(b"\n")


def _fields(row: bytes, delimiter: str, strict: bool = False) -> list[str]:
    if delimiter == " ":
        row = _with_single_blanks(row)
    return fields_of(row.decode(), delimiter, strict)


def _delimiter(path: str, sample: list[bytes]) -> str:
    """Return what parts the first rows: as in any table, or blanks, of which several count as one."""
    delimiter = delimiter_of(sample, (*DELIMITERS, " "), _fields)
    if not delimiter:
        raise mistake(
            path, "it has one column only; a row names both ends of a tie, parted by a comma, semicolon, tab or blank"
        )
    return delimiter


def _columns(path: str, titles: list[str], rows: list[list[str]], choice: Choice) -> tuple[_Columns, bool]:
    """Return which columns hold what, and whether the ends were guessed from their place and not from any name."""
    names = [plain(title) for title in titles]
    source, target, strength = (_column(path, titles, name) for name in choice[:3])
    pair = next((pair for pair in _END_NAMES if set(pair) <= set(names)), None)
    known = [names.index(name) for name in pair or ()]
    if strength is None:
        named = [names.index(name) for name in STRENGTH_NAMES if name in names]
        levels = [c for row in rows for c, field in enumerate(row) if field.casefold() in ("strong", "weak")]
        strength = next((c for c in (*named, *levels) if c not in (source, target, *known)), None)
    # A first column without a name holds the row names that R writes.
    in_order = sorted(range(len(titles)), key=lambda c: (c == 0 and len(titles) > 2 and not titles[0], c))
    free = [c for c in (*known, *in_order) if c not in (source, target, strength)]
    if len(free) < (source is None) + (target is None):
        raise mistake(path, f"the columns {', '.join(map(repr, titles))} do not hold both ends of a tie")
    guessed = pair is None and source is None and target is None
    source = free.pop(0) if source is None else source
    target = next(c for c in free if c != source) if target is None else target
    if source == target or strength in (source, target):
        twice = titles[source if source in (target, strength) else target]
        raise mistake(path, f"column {twice!r} cannot be two things; source, target and strength are three columns")
    return _Columns(source, target, strength), guessed


def _column(path: str, titles: list[str], name: str | None) -> int | None:
    if name is None:
        return None
    if name not in titles:
        raise mistake(path, f"no column is called {name!r}; {nearest(name, titles)}")
    return titles.index(name)


def _unused(titles: list[str], columns: _Columns) -> tuple[str, ...]:
    unused = [title for c, title in enumerate(titles) if title and c not in columns]
    return (f"not used: {', '.join(unused)}",) if unused else ()


def _read_columns(
    path: str, text: bytes, delimiter: str, columns: _Columns, width: int
) -> "tuple[pyarrow.StringArray, np.ndarray, pyarrow.ChunkedArray | None]":
    """Return the distinct names, the place among them of the ends of each row, and its strength as a text."""
    import pyarrow
    import pyarrow.csv

    titles = [f"f{c}" for c in columns if c is not None]
    try:
        table = pyarrow.csv.read_csv(
            pyarrow.BufferReader(text),
            pyarrow.csv.ReadOptions(block_size=_LONGEST_ROW, autogenerate_column_names=True),
            pyarrow.csv.ParseOptions(delimiter=delimiter),
            pyarrow.csv.ConvertOptions(
                check_utf8=False,
                include_columns=titles,
                column_types=dict.fromkeys(titles, pyarrow.string()),
                strings_can_be_null=False,
            ),
        )
        # A quote that is not closed swallows the end of its line, and what follows.
        broken = b'"' in text and table.num_rows != sum(1 for _ in _rows(text))
    except (pyarrow.ArrowInvalid, pyarrow.ArrowKeyError):
        broken = True
    if broken:
        raise _misfit(path, text, delimiter, width)
    check_size(path, 2, table.num_rows)
    strength = None if columns.strength is None else table.column(2)
    return *_coded(table.columns[:2]), strength


def _with_points(texts: "pyarrow.ChunkedArray") -> "pyarrow.ChunkedArray":
    """Return weights with decimal points for decimal commas; as they are if some have points."""
    import pyarrow.compute as compute

    if compute.any(compute.match_substring(texts, ".")).as_py():
        return texts
    return compute.replace_substring(texts, ",", ".")


def _misfit(path: str, text: bytes, delimiter: str, width: int) -> ValueError:
    """Return the error that says which row has other fields than the first."""
    for number, row in _rows(text):
        try:
            n_fields = len(_fields(row, delimiter, strict=True))
        except csv.Error as error:
            return mistake(path, f"it cannot be parted into fields ({error}); close every quote", line(number))
        if n_fields != width:
            return mistake(path, f"{counted(n_fields, 'field')}, where the first row has {width}", line(number))
        if len(row) >= _LONGEST_ROW:
            return mistake(path, f"the row is longer than {_LONGEST_ROW:,} bytes", line(number))
    return mistake(path, "it cannot be read as rows of fields")


def _coded(ends: "list[pyarrow.ChunkedArray]") -> "tuple[pyarrow.StringArray, np.ndarray]":
    """Return the distinct names at the ends, and the place among them of each: int32 of shape (2, rows)."""
    import pyarrow
    import pyarrow.compute as compute

    chunks = [chunk for end in ends for chunk in end.chunks]
    encoded = pyarrow.chunked_array(chunks, pyarrow.string()).dictionary_encode().unify_dictionaries()
    if not len(encoded):
        return pyarrow.array([], pyarrow.string()), np.zeros((2, 0), np.int32)
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in encoded.chunks])
    trimmed = compute.utf8_trim_whitespace(encoded.chunk(0).dictionary).dictionary_encode()
    return trimmed.dictionary, trimmed.indices.to_numpy()[codes].reshape(2, -1)


def _is_header(ends: list[str], codes: np.ndarray) -> bool:
    if not all(ends) or any(map(_is_number, ends)):
        return False
    if codes.shape[1] < 2:
        return tuple(end.strip().lower() for end in ends) in _END_NAMES
    return all(np.count_nonzero(codes == code) == 1 for code in codes[:, 0])


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def _ties(
    path: str,
    names: "pyarrow.StringArray",
    codes: np.ndarray,
    strength: np.ndarray | None,
    notes: tuple[str, ...],
    place: Callable[[int], str],
) -> Ties:
    """Return the ties with the consumers in their order."""
    import pyarrow

    if not codes.size:
        raise mistake(path, "it holds no ties")
    used = np.bincount(codes.ravel(), minlength=len(names)) > 0
    names, codes = names.filter(pyarrow.array(used)), (np.cumsum(used) - 1)[codes]
    _check_missing(path, names, codes, place)
    check_size(path, len(names), codes.shape[1])
    order = name_order(names)
    source, target = ranks(order)[codes]
    return Ties(names.take(order).to_pylist(), source, target, strength, notes=notes)


def _check_missing(path: str, names: "pyarrow.StringArray", codes: np.ndarray, place: Callable[[int], str]) -> None:
    """Refuse empty names; and ``nan`` and its like among numbers, where it is no name."""
    import pyarrow
    import pyarrow.compute as compute

    lowered = compute.utf8_lower(names)
    missing = compute.is_in(lowered, value_set=pyarrow.array(_MISSING)).to_numpy(zero_copy_only=False)
    others = compute.filter(names, pyarrow.array(~missing))
    if not compute.all(compute.match_substring_regex(others, WHOLE_NUMBER), min_count=0).as_py():
        missing = compute.equal(names, "").to_numpy(zero_copy_only=False)
    if missing.any():
        tie = int(np.argmax(missing[codes].any(axis=0)))
        name = next(name for name in names.take(codes[:, tie]).to_pylist() if name.casefold() in _MISSING)
        raise mistake(path, f"an end of the tie is missing ({name!r}); each row names two consumers", place(tie))


def _texts(
    path: str, title: str, column: "pyarrow.ChunkedArray", place: Callable[[int], str]
) -> "pyarrow.ChunkedArray":
    """Return a column of names as texts."""
    import pyarrow

    kind = column.type.value_type if pyarrow.types.is_dictionary(column.type) else column.type
    texts = (pyarrow.types.is_integer, pyarrow.types.is_string, pyarrow.types.is_large_string)
    if not any(is_text(kind) for is_text in texts):
        raise mistake(path, f"column {title!r} holds {kind}; consumers are whole numbers or texts")
    _check_complete(path, title, column, place)
    return column.cast(pyarrow.string())


def _weights(path: str, title: str, column: "pyarrow.ChunkedArray", place: Callable[[int], str]) -> np.ndarray:
    import pyarrow

    _check_complete(path, title, column, place)
    if pyarrow.types.is_boolean(column.type):
        return column.to_numpy()
    return read_strength(path, title, column.cast(pyarrow.string()), place)


def _check_complete(path: str, title: str, column: "pyarrow.ChunkedArray", place: Callable[[int], str]) -> None:
    if column.null_count:
        row = int(np.argmax(column.is_null().to_numpy()))
        raise mistake(path, f"{title} is missing", place(row))

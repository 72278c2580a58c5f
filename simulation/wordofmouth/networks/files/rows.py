"""Rows of a text of ties: comments passed over, quoted line breaks folded, blanks taken together.

Every row keeps the number of its line, whatever was passed over before it.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from wordofmouth.tables.delimiters import BAR, DELIMITERS, SAMPLE, delimiter_of, fields_of
from wordofmouth.tables.mistakes import mistake

# Stands for a line break in quotes; no text that was typed holds it.
FOLD = "\x1d"
_COMMENT = re.compile(rb"^[ \t]*[#%].*$", re.MULTILINE)
_PASSED_OVER = re.compile(rb"^[ \t]*(?:[#%].*)?$", re.MULTILINE)
_DIRECTED = re.compile(rb"^[#%]+[ \t]*(un)?directed\b", re.IGNORECASE)


class Head(NamedTuple):
    """What comments above the first row say.

    Attributes:
        text: the text with them empty.
        directed: whether ties have a direction; None where they do not say.
    """

    text: bytes
    directed: bool | None


def without_head(text: bytes) -> Head:
    """Return the text without the comments above its first row, and whether they call it directed."""
    end, directed = 0, None
    while end < len(text):
        after = text.find(b"\n", end)
        after = len(text) if after < 0 else after
        row = text[end:after].strip(b" \t")
        if row and row[:1] not in b"#%":
            break
        if matched := _DIRECTED.match(row):
            directed = matched[1] is None
        end = min(after + 1, len(text))
    return Head(b"\n" * text.count(b"\n", 0, end) + text[end:], directed)


def without_comments(text: bytes) -> tuple[bytes, list[int]]:
    """Return the text with comments and blank lines empty, and the lines of the comments."""
    if not (text[:1] in b"#% \t" or any(b"\n" + start in text for start in (b"#", b"%", b" ", b"\t"))):
        return text, []
    lines: list[int] = []
    counted = last = 0
    for matched in _COMMENT.finditer(text):
        counted += text.count(b"\n", last, matched.start())
        last = matched.start()
        lines.append(counted + 1)
    return _PASSED_OVER.sub(b"", text), lines


def without_some(text: bytes, lines: list[int]) -> bytes:
    """Return the text with some of its lines empty."""
    if not lines:
        return text
    rows, away = text.split(b"\n"), set(lines)
    return b"\n".join(b"" if number in away else row for number, row in enumerate(rows, start=1))


def rows_of(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Iterate over the rows with their line numbers."""
    for number, row in enumerate(io.BytesIO(text), start=1):
        if row != b"\n" and not row.isspace():
            yield number, row.removesuffix(b"\n")


def count(text: bytes, width: int) -> int:
    """Return how many rows there are; no more than about how many where they cannot be as many as columns."""
    lines = text.count(b"\n")
    return lines if lines > 4 * (width + SAMPLE) else sum(1 for _ in rows_of(text))


def sample_of(text: bytes, most: int = SAMPLE) -> list[bytes]:
    """Return the first rows."""
    return [row for _, row in itertools.islice(rows_of(text), most)]


def fields(row: bytes, delimiter: str, strict: bool = False) -> list[str]:
    """Return the fields of a row; of blanks several count as one."""
    if delimiter == " ":
        row = with_single_blanks(row)
    return fields_of(row.decode(), delimiter, strict)


def with_single_blanks(text: bytes) -> bytes:
    """Return the text with one blank between fields, and none around rows."""
    text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text.replace(b"\n ", b"\n").replace(b" \n", b"\n").strip(b" ")


def delimiter_among(sample: list[bytes]) -> str:
    """Return what parts the first rows: as in any table, or blanks, of which several count as one; else nothing."""
    among = (*DELIMITERS, BAR, " ") if all(BAR.encode() in row for row in sample) else (*DELIMITERS, " ")
    return delimiter_of(sample, among, fields)


def folded(path: str, text: bytes, delimiter: str) -> bytes:
    """Return the text with line breaks in quotes as signs of their own, and blank lines in their place.

    A quote that swallows what would be a whole row by itself was not closed.

    Raises:
        ValueError: if that is so; with the line.
    """
    if b'"' not in text or all(row.count(b'"') % 2 == 0 for row in text.split(b"\n")):
        return text
    lines: list[str] = []
    reader = csv.reader(io.StringIO(text.decode()), delimiter=delimiter, strict=True)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="")
    before = 0
    try:
        for row in reader:
            spans, before = reader.line_num - before, reader.line_num
            if spans > 1:
                pieces = [piece for cell in row for piece in cell.split("\n")[1:]]
                if any(len(next(csv.reader([piece], delimiter=delimiter), [])) >= len(row) for piece in pieces):
                    what = "it cannot be parted into fields (a quote ends rows later); close every quote"
                    raise mistake(path, what, f"line {reader.line_num - spans + 1:,}")
            written.seek(0)
            written.truncate()
            writer.writerow([cell.replace("\n", FOLD) for cell in row])
            lines += [written.getvalue(), *[""] * (spans - 1)]
    except csv.Error:
        # Of a quote that is never closed is told where the rows are parted.
        return text
    return "\n".join(lines).encode() + b"\n"

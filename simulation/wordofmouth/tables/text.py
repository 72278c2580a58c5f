"""From bytes to text: UTF-8 without a mark, with every line ended by a line feed."""

import codecs
from typing import NamedTuple

from wordofmouth.tables.mistakes import guess, line, mistake

FALLBACK = "cp1252"
# The longer first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Text(NamedTuple):
    """A text in UTF-8, and what was guessed to come to it."""

    data: bytes
    notes: tuple[str, ...] = ()


def decoded(path: str, data: bytes, encoding: str = "") -> Text:
    """Return the text that bytes hold.

    A byte-order mark says the encoding; without one it is UTF-8, or cp1252 where it cannot be UTF-8, which is said.

    Raises:
        ValueError: if it is no text; one line says which file and line, and why.
    """
    notes: tuple[str, ...] = ()
    matched = encoding or next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    if matched.casefold().replace("_", "-") not in ("utf-8", "utf8"):
        data = _in_utf8(path, data, matched)
    else:
        data = data.removeprefix(codecs.BOM_UTF8)
        wrong = _not_utf8(data)
        _check_nulls(path, data, wrong)
        if wrong is not None:
            where = f"byte {data[wrong]:#04x} in {line(_line_of(data, wrong))} is not UTF-8"
            if encoding:
                raise mistake(path, f"byte {data[wrong]:#04x} is not UTF-8", line(_line_of(data, wrong)))
            data = _in_utf8(path, data, FALLBACK, f"{where}; ")
            notes = (guess(f"{where}, so the text was read as {FALLBACK}", encoding="NAME"),)
    _check_nulls(path, data, None)
    return Text(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), notes)


def _not_utf8(data: bytes) -> int | None:
    """Return the place of the first byte that is not UTF-8."""
    try:
        if not data.isascii():
            data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def _in_utf8(path: str, data: bytes, encoding: str, before: str = "") -> bytes:
    try:
        return data.decode(encoding).removeprefix("\ufeff").encode()
    except UnicodeDecodeError as error:
        place = line(_line_of(data, error.start))
        what = f"{before}byte {data[error.start]:#04x} is not {encoding} either" if before else f"it is not {encoding}"
        raise mistake(path, f"{what}; save the text as UTF-8, or say its `encoding`", place) from None
    except UnicodeEncodeError:
        raise mistake(path, f"it is not {encoding}; save the text as UTF-8, or say its `encoding`") from None


def _check_nulls(path: str, data: bytes, before: int | None) -> None:
    null = data.find(b"\0", 0, before)
    if null >= 0:
        what = "a null character, so this is no text, or UTF-16 without its mark (say so by `encoding`)"
        raise mistake(path, what, line(_line_of(data, null)))


def _line_of(data: bytes, place: int) -> int:
    """Return the line of a byte, in a text whose lines end as on any system."""
    head = data[:place]
    return head.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1

"""From texts to numbers: decimal points and commas, and what parts thousands.

A comma between digits is a decimal comma where commas do not part the columns, and a point is a decimal point. What
has three digits after every comma, as ``1,234``, is as well a thousand: then the choice is put. A blank or an
apostrophe between digits parts thousands and nothing else.
"""

import math
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from wordofmouth.errors import ChoiceError
from wordofmouth.tables.dialect import Decimal
from wordofmouth.tables.mistakes import Reading, ambiguous, guess, line, mistake

_COMMA, _POINT = (re.compile(rf"[+-]?\d*{mark}\d+(?:[eE][+-]?\d+)?") for mark in (",", r"\."))
# Blanks that part thousands, no-break ones among them, and the apostrophes of Switzerland.
_GAPS = re.compile("(?<=\\d)[ \u00a0\u202f\u2009'\u2019](?=\\d{3}(?!\\d))")
_IN_COMMAS, _IN_POINTS = (re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{mark}\d{{3}})+") for mark in (",", r"\."))
_MIXED = {
    "comma": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[+-]?\d+,\d+"),
    "point": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+\.\d+"),
}


class Cell(NamedTuple):
    """A text that should be a number, and the line on which it stands."""

    line: int
    text: str


class Numbers(NamedTuple):
    """Texts as Python reads numbers, where they are numbers, and what was guessed."""

    texts: list[str]
    notes: tuple[str, ...] = ()


def with_points(
    path: str,
    column: str,
    cells: Sequence[Cell],
    decimal: Decimal = "auto",
    separator: str = "",
    place: Callable[[int], str] = line,
    asks: bool = True,
) -> Numbers:
    """Return the cells of a column with decimal points and without what parts thousands; others as they are.

    Args:
        path: the file, for what is said of it.
        column: what the column is called.
        cells: its cells.
        decimal: what marks decimals, if that was said.
        separator: what parts the columns; where it is a comma, one in quotes marks no decimals by itself, and where it
            is a semicolon a comma may mark them all, so that a point may part thousands.
        place: says where a line is.
        asks: whether the choice is put where thousands are as likely as decimals, which are taken if not.

    Raises:
        ValueError: if one number has a decimal point and another a comma.
        ChoiceError: if commas may mark decimals or part thousands.
    """
    texts = [_GAPS.sub("", cell.text) for cell in cells]
    notes: tuple[str, ...] = ()
    if not all(map(str.__eq__, texts, (cell.text for cell in cells))):
        notes = (f"{column}: blanks part thousands",)
    if decimal == "auto":
        decimal, more = _found(path, column, cells, texts, separator, place, asks)
        notes += more
    if decimal == "comma":
        texts = [text.replace(".", "").replace(",", ".") if _is_number(text, "comma") else text for text in texts]
    elif decimal == "point":
        texts = [text.replace(",", "") if _MIXED["point"].fullmatch(text) else text for text in texts]
    return Numbers(texts, notes)


def number_of(text: str) -> float:
    """Return the finite number that a text is; NaN if it is none."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _is_number(text: str, decimal: str) -> bool:
    return bool(_MIXED[decimal].fullmatch(text) or _COMMA.fullmatch(text))


def _found(
    path: str,
    column: str,
    cells: Sequence[Cell],
    texts: list[str],
    separator: str,
    place: Callable[[int], str],
    asks: bool,
) -> tuple[Decimal, tuple[str, ...]]:
    """Return which mark the decimals of a column have; ``auto`` if that is of no consequence."""
    both = [text for text in texts if "," in text and "." in text]
    for mark in ("comma", "point"):
        # The mark that comes last marks decimals, as in 1.234,5.
        if both and all(_MIXED[mark].fullmatch(text) for text in both):
            return ("comma" if mark == "comma" else "point"), (
                guess(f"{column}: decimals have a {mark}", decimal=mark),
            )
    commas = [at for at, text in enumerate(texts) if _COMMA.fullmatch(text) or _IN_COMMAS.fullmatch(text)]
    points = [at for at, text in enumerate(texts) if _POINT.fullmatch(text) or _IN_POINTS.fullmatch(text)]
    for marked, thousands, mark in ((commas, _IN_COMMAS, "comma"), (points, _IN_POINTS, "point")):
        is_open = mark == "comma" or (separator == ";" and not commas)
        if asks and is_open and marked and all(thousands.fullmatch(texts[at]) for at in marked):
            raise _open(path, column, texts[marked[0]], place(cells[marked[0]].line), mark)
    if not commas or separator == ",":
        return "auto", ()
    if points:
        what = f"{column}: {texts[points[0]]!r} has a decimal point, and {place(cells[commas[0]].line)} a comma"
        raise mistake(path, f"{what}; write all alike", place(cells[points[0]].line))
    return "comma", ()


def _open(path: str, column: str, text: str, where: str, mark: str) -> ChoiceError:
    """Return the choice between a mark of decimals and one that parts thousands."""
    other = "point" if mark == "comma" else "comma"
    sign = "," if mark == "comma" else "."
    decimals, thousands = text.replace(sign, "."), text.replace(sign, "")
    readings = [
        Reading(f"decimal_{mark}", f"as {decimals}", {"decimal": mark}, decimals),
        Reading("thousands", f"as {thousands}", {"decimal": other}, thousands),
    ]
    what = f"{column}: {text!r} ({where}) may have a decimal {mark}, or one between thousands"
    return ambiguous(path, what, readings)

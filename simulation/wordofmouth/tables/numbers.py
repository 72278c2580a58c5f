"""From texts to numbers: decimal points and commas, and what parts thousands.

A comma between digits is a decimal comma where commas do not part the columns, and a point is a decimal point. What
has three digits after every comma, as ``1,234``, is as well a thousand: then the choice is put. A blank or an
apostrophe between digits parts thousands and nothing else.
"""

import math
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

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
    commas_part: bool = False,
    place: Callable[[int], str] = line,
) -> Numbers:
    """Return the cells of a column with decimal points and without what parts thousands; others as they are.

    Args:
        path: the file, for what is said of it.
        column: what the column is called.
        cells: its cells.
        decimal: what marks decimals, if that was said.
        commas_part: whether commas part the columns, so that a comma in quotes marks no decimals by itself.
        place: says where a line is.

    Raises:
        ValueError: if one number has a decimal point and another a comma.
        ChoiceError: if commas may mark decimals or part thousands.
    """
    texts = [_GAPS.sub("", cell.text) for cell in cells]
    notes: tuple[str, ...] = ()
    if not all(map(str.__eq__, texts, (cell.text for cell in cells))):
        notes = (f"{column}: blanks part thousands",)
    if decimal == "auto":
        decimal, more = _found(path, column, cells, texts, commas_part, place)
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
    commas_part: bool,
    place: Callable[[int], str],
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
    if not commas:
        return "auto", ()
    if all(_IN_COMMAS.fullmatch(texts[at]) for at in commas):
        text = texts[commas[0]]
        raise ambiguous(
            path,
            f"{column}: {text!r} ({place(cells[commas[0]].line)}) may have a decimal comma, or one between thousands",
            [
                Reading("decimal_comma", f"as {text.replace(',', '.')}", {"decimal": "comma"}, text.replace(",", ".")),
                Reading("thousands", f"as {text.replace(',', '')}", {"decimal": "point"}, text.replace(",", "")),
            ],
        )
    if commas_part:
        return "auto", ()
    points = [at for at, text in enumerate(texts) if _POINT.fullmatch(text)]
    if points:
        what = f"{column}: {texts[points[0]]!r} has a decimal point, and {place(cells[commas[0]].line)} a comma"
        raise mistake(path, f"{what}; write all alike", place(cells[points[0]].line))
    return "comma", ()

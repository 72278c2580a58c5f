"""The shape of a table is looked at before its ties are: a row may be a tie, a row of a matrix, or a person's contacts.

Cheap signs decide: how many rows and columns there are, whether a row of titles is a column too, which names recur
where. Where two shapes are as likely the choice is put, with the first tie of each in words.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from wordofmouth.networks.files.columns import END_NAMES
from wordofmouth.networks.files.nodes import ID_NAMES
from wordofmouth.networks.files.ties import Choice
from wordofmouth.tables.mistakes import Reading, ambiguous, guess
from wordofmouth.tables.names import plain

Shape = Literal["ties", "matrix", "lists"]
Rows = Sequence[Sequence[str]]

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_STEM = re.compile(r"(.*?)[ _.-]*(\d+)")
_ATTRIBUTE_NAMES = (
    "name", "label", "nom", "age", "sex", "gender", "genre", "group", "groupe", "class", "community", "segment",
    "leader", "online", "city", "ville", "country", "pays", "role", "timeset", "interval", "modularityclass", "degree",
    "size", "color", "colour", "x", "y", "lat", "lon", "email", "state", "state0", "birth", "income", "job",
)  # fmt: skip


class Look(NamedTuple):
    """What a table is taken for.

    Attributes:
        shape: ties, matrix or lists.
        labels: of a matrix, whether its first row and its first column are names.
        contacts: of lists, the columns of those whom a row names; all after the first where empty.
        header: of lists, whether the first row names the columns.
        notes: what was guessed.
    """

    shape: Shape
    labels: tuple[bool, bool] = (False, False)
    contacts: tuple[int, ...] = ()
    header: bool = False
    notes: tuple[str, ...] = ()


def look_at(path: str, rows: Rows, n_rows: int, choice: Choice, whole: Iterable[Sequence[str]]) -> Look:
    """Return what a table is taken for, from its first rows and how many there are.

    ``whole`` yields all of its rows, which are looked at only where the first ones leave it open.

    Raises:
        ChoiceError: if two shapes are as likely.
    """
    if choice.shape == "matrix":
        return Look("matrix", _labels(rows, n_rows) or (False, False))
    if choice.shape == "lists":
        return _said_lists(rows)
    if choice.shape == "ties" or choice.source or choice.target or has_pair(rows[0]):
        return Look("ties")
    if (labels := _labels(rows, n_rows)) is not None:
        named = "with" if any(labels) else "without"
        note = guess(f"it was read as a matrix of ties, {named} names of rows or columns", shape="ties")
        if any(labels) or not _may_be_ties(rows):
            return Look("matrix", labels, notes=(note,))
        readings = [_as_matrix(rows), _as_tie(rows[0], choice)]
        raise ambiguous(path, f"{n_rows} rows of {len(rows[0])} numbers may be a matrix of ties, or ties", readings)
    if contacts := _stems(rows[0]):
        what = f"each row was read as a person and those named in {rows[0][contacts[0]]!r} and the like"
        return Look("lists", contacts=contacts, header=True, notes=(guess(what, shape="ties"),))
    return _lists(path, rows, choice, whole)


def is_number(field: str) -> bool:
    """Tell whether a cell is a number, with a decimal point or comma."""
    return bool(_NUMBER.fullmatch(field))


def is_node_table(titles: Sequence[str]) -> bool:
    """Tell whether titles are those of a table of people: an id, and what people are like."""
    names = [plain(title) for title in titles]
    return len(names) > 1 and names[0] in ID_NAMES and names[1] in _ATTRIBUTE_NAMES


def as_people(row: Sequence[str]) -> Reading:
    """Return the reading in which a row is a person, which makes no network."""
    first = ", ".join(row[:3])
    words = f"a row is a person ({first!r}), and the file of ties is another, beside which this one is the `nodes`"
    return Reading("people", words, {}, first)


def as_tie(ends: Sequence[str], options: dict[str, str], choice: Choice, where: str = "") -> Reading:
    """Return the reading in which a row is a tie between the first two of some cells, in words."""
    first, second = ends[:2]
    words = f"a row is a tie{where}, {heard(first, second, choice.influence)}"
    return Reading("ties", words, options, f"{first} – {second}")


def heard(first: str, second: str, influence: str) -> str:
    """Return a tie in words."""
    if influence == "forward":
        return f"{first!r} is heard by {second!r}"
    if influence == "reversed":
        return f"{second!r} is heard by {first!r}"
    return f"{first!r} and {second!r} hear each other"


def _as_tie(row: Sequence[str], choice: Choice) -> Reading:
    return as_tie(row, {"shape": "ties"}, choice)


def _as_matrix(rows: Rows) -> Reading:
    place = next(((i, j) for i, row in enumerate(rows) for j, cell in enumerate(row) if _value(cell)), (0, 1))
    first = f"{place[0]} – {place[1]}"
    return Reading("matrix", f"a row and a column are a person each, first tie {first}", {"shape": "matrix"}, first)


def _as_lists(row: Sequence[str], choice: Choice) -> Reading:
    words = f"a row is a person and those whom that one names, first {heard(row[0], row[1], choice.influence)}"
    return Reading("lists", words, {"shape": "lists"}, f"{row[0]} – {row[1]}")


def has_pair(titles: Sequence[str]) -> bool:
    """Tell whether titles name both ends of a tie."""
    names = {plain(title) for title in titles}
    return any(set(pair) <= names for pair in END_NAMES)


def _labels(rows: Rows, n_rows: int) -> tuple[bool, bool] | None:
    """Return whether a square matrix has names above and beside it; None if the rows are none."""
    first, body, width = rows[0], rows[1:], len(rows[-1])
    if not body or width < 2 or any(len(row) != width for row in body):
        return None
    names, beside = (first[1:] if len(first) == width else first), [row[0] for row in body]
    if n_rows == width and len(names) == width - 1 and _are_names(names):
        # A header that is a column too.
        same = names[: len(beside)] == beside if len(beside) < len(names) else set(names) == set(beside)
        is_text = not all(map(_is_cell, names))
        # Of a symmetric matrix without names the first row is the first column too.
        is_corner = len(first) < width or not is_number(first[0])
        if same and (is_text or (len(names) > 2 and is_corner)) and _are_cells(body, 1):
            return True, True
    if len(first) == width and n_rows == width + 1 and _are_names(first):
        return (True, False) if not any(map(_is_cell, first)) and _are_cells(body) and _is_square(body) else None
    if len(first) == width == n_rows + 1 and _are_names(everyone := [row[0] for row in rows]):
        cells = [row[1:] for row in rows]
        return (False, True) if not any(map(_is_cell, everyone)) and _are_cells(cells) and _is_square(cells) else None
    if len(first) == width == n_rows and _are_cells(rows) and _is_square(rows):
        return False, False
    return None


def _are_names(names: Sequence[str]) -> bool:
    return all(names) and len(set(names)) == len(names)


def _are_cells(rows: Rows, start: int = 0) -> bool:
    return all(_is_cell(cell) for row in rows for cell in row[start:])


def _is_square(rows: Rows) -> bool:
    """Tell whether a square of numbers looks like a matrix of ties: nobody, or everybody alike, tied to oneself."""
    diagonal = {_value(row[i]) for i, row in enumerate(rows)}
    nothing = sum(not _value(cell) for row in rows for cell in row)
    return len(diagonal) == 1 and nothing >= len(rows)


def _value(cell: str) -> float:
    """Return the number in a cell of a matrix; 0 where nothing is."""
    return float(cell.replace(",", ".")) if cell else 0.0


def _is_cell(cell: str) -> bool:
    return not cell or is_number(cell)


def _may_be_ties(rows: Rows) -> bool:
    """Tell whether a square of numbers may be ties: few columns, with ends that no row has twice."""
    return len(rows) < 4 and len({cell for row in rows for cell in row[:2]}) > len(rows[0]) - 1


def _stems(titles: Sequence[str]) -> tuple[int, ...]:
    """Return the columns after the first whose titles are one word with other numbers; none if there are not two."""
    matched = [_STEM.fullmatch(title.strip()) for title in titles]
    stems: dict[str, list[int]] = {}
    for place, each in enumerate(matched):
        if place and each and plain(each[1]):
            stems.setdefault(plain(each[1]), []).append(place)
    best = max(stems.values(), key=len, default=[])
    own = matched[0] is not None and plain(matched[0][1]) in stems
    return tuple(best) if len(best) > 1 and not own and titles[0] and not is_number(titles[0]) else ()


def _said_lists(rows: Rows) -> Look:
    contacts = _stems(rows[0])
    return Look("lists", contacts=contacts, header=bool(contacts))


def _lists(path: str, rows: Rows, choice: Choice, whole: Iterable[Sequence[str]]) -> Look:
    """Return whether rows are persons and their contacts: no first name recurs, and all that are named have a row."""
    if packed := _packed(rows):
        readings = [_as_lists(packed, choice), _as_tie(rows[0], choice)]
        raise ambiguous(path, "cells hold several names that begin rows", readings)
    widths = {len([cell for cell in row if cell]) for row in rows}
    is_ragged = len({len(row) for row in rows}) > 1
    if max(widths, default=0) < 3 and not (is_ragged and 1 in widths):
        return Look("ties")
    if not _are_distinct(rows) or len(rows) < 3:
        return Look("ties")
    every = list(whole)
    if not _are_distinct(every):
        return Look("ties")
    people = {row[0] for row in every}
    contacts = [cell for row in every for cell in row[1:] if cell]
    known = sum(cell in people for cell in contacts)
    if is_ragged and known == len(contacts):
        note = guess("each row was read as a person and those whom that one names", shape="ties")
        return Look("lists", notes=(note,))
    body = every[1:] if not is_ragged and every[0][0] not in contacts else every
    later = [{row[c] for row in body} for c in range(1, len(body[0]))] if not is_ragged else []
    # A column that never changes is no contact; nor is one that is nobody's name.
    if later and all(len(column) > 1 and column <= people for column in later):
        readings = [_as_lists(body[0], choice), _as_tie(body[0], choice)]
        if is_counting([row[0] for row in body]):
            options = {"source": "2", "target": "3"}
            readings.append(as_tie(body[0][1:], options, choice, " below a number of its own"))
        raise ambiguous(path, "whoever begins a row begins no other, and all columns hold the same names", readings)
    return Look("ties")


def contacts_of(cell: str, people: set[str]) -> list[str]:
    """Return the names in a cell: one, or several that commas or the like part, if each of them begins a row."""
    names = [name.strip() for name in re.split("[,;|]", cell)]
    return names if len(names) > 1 and cell not in people and set(names) <= people else [cell]


def _packed(rows: Rows) -> list[str]:
    """Return who begins the first row in which a cell holds several names, and these; nothing if none does."""
    people = {row[0] for row in rows}
    lists = (
        [row[0], *names]
        for row in rows
        if len(row) == 2 and len(names := contacts_of(row[1], people)) > 1 and _are_distinct(rows)
    )
    return next(lists, [])


def _are_distinct(rows: Rows) -> bool:
    return len({row[0] for row in rows}) == len(rows) and all(row[0] for row in rows)


def is_counting(column: Sequence[str]) -> bool:
    """Tell whether a column counts its rows."""
    if len(column) < 3 or not all(cell.isdecimal() and len(cell) < 10 for cell in column):
        return False
    return all(int(cell) == int(column[0]) + place for place, cell in enumerate(column))

"""Weights of ties, from a column of texts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.errors import ChoiceError
from wordofmouth.networks.files.columns import BY_LOT
from wordofmouth.networks.files.ties import Choice, read_strength
from wordofmouth.tables.mistakes import guess
from wordofmouth.tables.numbers import Cell, with_points

if TYPE_CHECKING:
    import pyarrow


def weights_of(
    path: str,
    title: str,
    texts: "pyarrow.ChunkedArray",
    place: Callable[[int], str],
    choice: Choice,
    separator: str,
    how: str,
) -> tuple[np.ndarray | None, tuple[str, ...]]:
    """Return the strength that a column gives to each tie, and what was guessed.

    A column that was taken for the weights by a name that many things have is left alone where not all of it is
    numbers: ``how`` is then ``guessed``.

    Raises:
        ValueError: if a weight is no number from 0 up; with its line.
        ChoiceError: if a comma may mark decimals or part thousands, and that makes a difference.
    """
    if how != "guessed":
        texts, notes = _readable(path, title, texts, place, choice, separator)
        return read_strength(path, title, texts, place), notes
    try:
        texts, notes = _readable(path, title, texts, place, choice, separator)
        strength = read_strength(path, title, texts, place)
    except ChoiceError:
        raise
    except ValueError:
        return None, ()
    if strength.dtype == np.bool_:
        return None, ()
    return strength, (*notes, guess(f"{title!r} was taken for the weight of ties", strength=BY_LOT))


def _readable(
    path: str,
    title: str,
    texts: "pyarrow.ChunkedArray",
    place: Callable[[int], str],
    choice: Choice,
    separator: str,
) -> "tuple[pyarrow.ChunkedArray, tuple[str, ...]]":
    """Return weights as Python reads numbers; since their order alone counts, thousands in all of them are as good."""
    import pyarrow
    import pyarrow.compute as compute

    marks = "[,. '\u00a0\u202f\u2009\u2019]" if separator == ";" else "[, '\u00a0\u202f\u2009\u2019]"
    marked = compute.match_substring_regex(texts, marks)
    if not compute.any(marked).as_py() and choice.dialect.decimal != "comma":
        return texts, ()
    if choice.dialect.decimal == "auto":
        if compute.all(compute.match_substring_regex(texts, r"^\d+\.\d+$")).as_py():
            return texts, ()
        if compute.all(compute.match_substring_regex(texts, r"^\d+,\d+$")).as_py():
            return texts if separator == "," else compute.replace_substring(texts, ",", "."), ()
    if choice.dialect.decimal == "auto" and compute.any(compute.match_substring(texts, ".")).as_py():
        # Points and commas: what is wrong is told by the line of the first that is no number.
        mixed = compute.and_(compute.match_substring(texts, "."), compute.match_substring(texts, ","))
        if compute.any(compute.match_substring(texts, ",")).as_py() and not compute.any(mixed).as_py():
            return texts, ()
    cells = [Cell(at, text.strip()) for at, text in enumerate(texts.to_pylist())]
    matched = with_points(path, title, cells, choice.dialect.decimal, separator, place)
    return pyarrow.chunked_array([pyarrow.array(matched.texts, pyarrow.string())]), matched.notes

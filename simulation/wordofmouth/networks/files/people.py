"""The people of a table of ties: who is the same however the name is written, and in which order they come."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.networks.files.ties import WHOLE_NUMBER, check_size, name_order, ranks
from wordofmouth.tables.mistakes import guess, mistake
from wordofmouth.words.numbers import counted

if TYPE_CHECKING:
    import pyarrow

_MISSING = ("", "nan", "na", "n/a", "null", "none")
# A whole number as spreadsheets and data frames write it: 1.0, 1e0, 1E+05.
_WHOLE_OTHERWISE = r"^-?[0-9]+(\.[0-9]*)?([eE]\+?[0-9]{1,2})?$"
# What spreadsheets make of a number with more than fifteen digits.
_ROUNDED = r"^-?([0-9](\.[0-9]+)?[eE]\+?[0-9]{2}|[1-9][0-9]{14}0+)$"


class People(NamedTuple):
    """People in their order, and the ties between them by their places.

    Attributes:
        names: what they are called.
        source, target: int32, one per tie.
        notes: what was noticed of their names.
    """

    names: list[str]
    source: np.ndarray
    target: np.ndarray
    notes: tuple[str, ...]


def coded(ends: "list[pyarrow.ChunkedArray]") -> "tuple[pyarrow.StringArray, np.ndarray]":
    """Return the distinct names at the ends, and the place among them of each: int32 of shape (ends, rows)."""
    import pyarrow
    import pyarrow.compute as compute

    chunks = [chunk for end in ends for chunk in end.chunks]
    encoded = pyarrow.chunked_array(chunks, pyarrow.string()).dictionary_encode().unify_dictionaries()
    if not len(encoded):
        return pyarrow.array([], pyarrow.string()), np.zeros((len(ends), 0), np.int32)
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in encoded.chunks])
    trimmed = compute.utf8_trim_whitespace(encoded.chunk(0).dictionary).dictionary_encode()
    return trimmed.dictionary, trimmed.indices.to_numpy()[codes].reshape(len(ends), -1)


def people_of(
    path: str, names: "pyarrow.StringArray", codes: np.ndarray, place: Callable[[int], str], exact: bool = False
) -> People:
    """Return the people in their order; ``codes`` (2, ties) are places among the names, ``place`` says where a tie is.

    Whole numbers that are written in two ways are one person, unless names are ``exact``.

    Raises:
        ValueError: if an end is missing, or there are too few or too many people or ties.
    """
    import pyarrow

    if not codes.size:
        raise mistake(path, "it holds no ties")
    used = np.bincount(codes.ravel(), minlength=len(names)) > 0
    names, codes = names.filter(pyarrow.array(used)), (np.cumsum(used) - 1)[codes]
    _check_missing(path, names, codes, place)
    notes: tuple[str, ...] = ()
    if not exact:
        names, codes, notes = _one_each(names, codes)
    check_size(path, len(names), codes.shape[1])
    order = name_order(names)
    source, target = ranks(order)[codes]
    return People(names.take(order).to_pylist(), source, target, (*notes, *_noticed(names)))


def _one_each(
    names: "pyarrow.StringArray", codes: np.ndarray
) -> "tuple[pyarrow.StringArray, np.ndarray, tuple[str, ...]]":
    """Return the people where whole numbers that are written two ways, as 1 and 1.0, are one."""
    import pyarrow
    import pyarrow.compute as compute

    numeric = compute.match_substring_regex(names, _WHOLE_OTHERWISE)
    plain = compute.match_substring_regex(names, WHOLE_NUMBER)
    others = compute.and_(numeric, compute.invert(plain)).to_numpy(zero_copy_only=False)
    if not others.any():
        return names, codes, ()
    texts = names.to_pylist()
    known = set(texts)
    whole = {at: _whole(texts[at]) for at in np.flatnonzero(others).tolist()}
    whole = {at: text for at, text in whole.items() if text}
    ways = list(whole.values())
    twice = sum(text in known for text in ways) + len(ways) - len(set(ways))
    if not twice:
        return names, codes, ()
    encoded = pyarrow.array(
        [whole.get(at, text) for at, text in enumerate(texts)], pyarrow.string()
    ).dictionary_encode()
    note = f"{counted(twice, 'number was', 'numbers were')} written in two ways, as 1 and 1.0, and taken for one"
    return encoded.dictionary, encoded.indices.to_numpy()[codes], (guess(note, ids="exact"),)


def _whole(text: str) -> str:
    """Return a whole number as it is usually written; nothing if it is none, or begins with noughts as codes do."""
    digits = text.lstrip("-")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdecimal():
        return ""
    value = float(text)
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else ""


def _noticed(names: "pyarrow.StringArray") -> tuple[str, ...]:
    """Return notes of names that may be damaged, or are nearly alike; they are people of their own all the same."""
    import pyarrow.compute as compute

    notes: list[str] = []
    rounded = compute.sum(compute.match_substring_regex(names, _ROUNDED)).as_py() or 0
    if rounded:
        what = f"{counted(rounded, 'name looks', 'names look')} like a number that a spreadsheet has rounded"
        notes.append(f"{what}, as 1.23457E+17: several people may have become one")
    if compute.all(compute.match_substring_regex(names, WHOLE_NUMBER), min_count=0).as_py():
        return tuple(notes)
    folded = compute.utf8_lower(compute.utf8_normalize(compute.utf8_ltrim(names, "@"), "NFC"))
    alike = len(names) - compute.count_distinct(folded).as_py()
    if alike:
        twice = folded.dictionary_encode()
        first = int(np.argmax(np.bincount(twice.indices.to_numpy()) > 1))
        both = names.filter(compute.equal(twice.indices, first)).to_pylist()[:2]
        what = f"{counted(alike, 'name differs', 'names differ')} from another in case, an @ or accents alone"
        notes.append(f"{what}, as {both[0]!r} and {both[1]!r}: they are people of their own")
    return tuple(notes)


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

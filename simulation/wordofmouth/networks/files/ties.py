"""Ties as a file has them: what every reader of network files hands over, and what all of them refuse alike."""

import difflib
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wordofmouth.networks.network import MOST_CONSUMERS
from wordofmouth.tables.dialect import Dialect
from wordofmouth.tables.mistakes import mistake
from wordofmouth.tables.names import plain

if TYPE_CHECKING:
    import pyarrow

MOST_TIES = 2**31 - 1
MOST_COMPARED = 10_000

_LEVELS = {"strong": True, "weak": False, "true": True, "false": False}
WHOLE_NUMBER = "^(0|-?[1-9][0-9]{0,17})$"


class Choice(NamedTuple):
    """What the user says of the columns of a table, or of the attributes of a graph; None where it is to be guessed."""

    source: str | None = None
    target: str | None = None
    strength: str | None = None
    community: str | None = None
    shape: str | None = None
    influence: str = "auto"
    ids: str = "auto"
    relation: str | None = None
    nodes: str | None = None
    dialect: Dialect = Dialect()


class Ties(NamedTuple):
    """The ties of one file: self-ties and repeats not yet dropped, influence not yet given its direction.

    Attributes:
        names: what the file calls the consumers, in their order.
        source: row number of the first end, int32, one per tie.
        target: that of the second.
        strength: bool, or a weight of 0 or more; None where the file has none.
        one_way: which ties are directed (bool); None where the format does not say.
        community: an integer per consumer; None where they are to be found.
        notes: what was guessed or passed over, in words.
        strength_from: the column or attribute that strength is from; empty where the file has none.
    """

    names: Sequence[str]
    source: np.ndarray
    target: np.ndarray
    strength: np.ndarray | None = None
    one_way: np.ndarray | None = None
    community: np.ndarray | None = None
    notes: tuple[str, ...] = ()
    strength_from: str = ""


def hint(word: str, known: Collection[str]) -> str:
    """Return which of many known words is meant, if one is near and they are not too many to compare."""
    near = difflib.get_close_matches(word, known, n=1) if len(known) < MOST_COMPARED else []
    return f"; did you mean {near[0]!r}?" if near else ""


def check_size(path: str, n: int, n_ties: int) -> None:
    """Refuse what is no network, and what is beyond any this program can hold."""
    if n < 2:
        raise mistake(path, f"it names {'one consumer' if n else 'no consumer'}, and a network has two or more")
    if n >= MOST_CONSUMERS:
        raise mistake(path, f"{n:,} consumers are more than {MOST_CONSUMERS - 1:,}, the most there can be")
    if n_ties > MOST_TIES:
        raise mistake(path, f"{n_ties:,} ties are more than {MOST_TIES:,}, the most there can be")


def name_order(names: "pyarrow.StringArray") -> np.ndarray:
    """Return the order of distinct names: by number where all are whole numbers, else by the alphabet (Unicode).

    So a file numbered from 0 keeps its numbers, and no shuffling of its rows changes who is who.
    """
    import pyarrow
    import pyarrow.compute as compute

    if compute.all(compute.match_substring_regex(names, WHOLE_NUMBER), min_count=0).as_py():
        return np.argsort(compute.cast(names, pyarrow.int64()).to_numpy(), kind="stable")
    return compute.sort_indices(names).to_numpy()


def ranks(order: np.ndarray) -> np.ndarray:
    """Return the place of each in an order, int32."""
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank


def read_strength(
    path: str, name: str, values: "pyarrow.StringArray | pyarrow.ChunkedArray", place: Callable[[int], str]
) -> np.ndarray:
    """Return what a column of texts says of the strength of each tie: weights, or bool for ``strong`` and ``weak``.

    ``place`` says where in the file a value stands, from its number.
    """
    import pyarrow
    import pyarrow.compute as compute

    texts = compute.utf8_lower(compute.utf8_trim_whitespace(values))
    if not len(texts):
        return np.zeros(0)
    levels = dict(_LEVELS)
    if plain(name) == "strong":
        levels |= {"1": True, "0": False}
    level = compute.index_in(texts, value_set=pyarrow.array(list(levels)))
    if not level.null_count:
        return np.array(list(levels.values()))[level.to_numpy()]
    if texts[0].as_py() in _LEVELS:
        wrong = level.is_null().to_numpy(zero_copy_only=False)
    else:
        weight = _numbers(texts)
        wrong = ~(weight >= 0) | np.isinf(weight)
        if not wrong.any():
            return weight
    first = int(np.argmax(wrong))
    text = values[first].as_py()
    what = f"{name} {text!r} is no number from 0 up, such as 0.5 (nor strong or weak, as then all must be)"
    raise mistake(path, what, place(first))


def _numbers(texts: "pyarrow.StringArray | pyarrow.ChunkedArray") -> np.ndarray:
    import pyarrow
    import pyarrow.compute as compute

    try:
        return compute.cast(texts, pyarrow.float64()).to_numpy()
    except pyarrow.ArrowInvalid:
        return np.array([_number(text) for text in texts.to_pylist()])


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan

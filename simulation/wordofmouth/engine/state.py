"""State: what changes in the course of a run, as plain values and arrays, and how it is put back.

An object names in ``changing`` the attributes that change; the rest follows from how it is made. What is packed names
no class: what a value is to become is decided by the object into which it is put.
"""

import io
import math
from typing import Any, ClassVar, Protocol

import numpy as np

from wordofmouth.engine.linked import Linked

# As in JSON; the exact types, since a number of NumPy's is another thing to the code that goes on with it.
_PLAIN = (bool, int, str, type(None))
# Numbers and truth values; neither objects nor texts, and nothing that another machine would write otherwise.
_KINDS = "biuf"


class Changing(Protocol):
    """An object some of whose attributes change in the course of a run."""

    changing: ClassVar[tuple[str, ...]]


def state_of(thing: Changing, arrays: dict[str, Any], name: Any) -> dict[str, Any]:
    """Return the state of an object as JSON has it, in which arrays go by names.

    Args:
        thing: the object.
        arrays: where arrays are put: the bytes of an ``.npy`` file by name.
        name: called with such bytes; returns their name.

    Raises:
        TypeError: if a value is of a type that is not kept, such as an object of a part's own.
    """
    return {attribute: _packed(getattr(thing, attribute), arrays, name) for attribute in thing.changing}


def set_state(thing: Changing, state: dict[str, Any], arrays: Any) -> None:
    """Put the state of an object like this one into it.

    Args:
        thing: the object.
        state: as :func:`state_of` returned it.
        arrays: called with the name of an array, returns it.

    Raises:
        ValueError: if it is no state of such an object.
    """
    if not isinstance(state, dict) or set(state) != set(thing.changing):
        raise ValueError("it is not the state of such a run")
    for attribute, node in state.items():
        setattr(thing, attribute, _unpacked(node, getattr(thing, attribute, None), arrays))
    if isinstance(thing, Linked):
        thing.link()


def _packed(value: Any, arrays: dict[str, Any], name: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if type(value) is float:
        return value if math.isfinite(value) else {"number": repr(value)}
    if hasattr(value, "changing"):
        return {"state": state_of(value, arrays, name)}
    if isinstance(value, (list, tuple)):
        kind = "list" if isinstance(value, list) else "tuple"
        return {kind: [_packed(entry, arrays, name) for entry in value]}
    if isinstance(value, dict) and all(type(key) is str for key in value):
        return {"table": {key: _packed(entry, arrays, name) for key, entry in value.items()}}
    if isinstance(value, (np.ndarray, np.generic)):
        return _packed_array(value, arrays, name)
    raise TypeError(f"{type(value).__name__} cannot be kept: only numbers, texts, arrays, lists and tables of them can")


def _packed_array(value: Any, arrays: dict[str, Any], name: Any) -> dict[str, str]:
    kind = "array" if isinstance(value, np.ndarray) else "scalar"
    plain = np.asarray(value)
    if plain.dtype.names:
        kind = "records" if not isinstance(value, np.recarray) else "columns"
        # Side by side, without the gaps between columns, in which anything may stand.
        tight = np.empty(plain.shape, [(column, plain.dtype[column]) for column in plain.dtype.names])
        for column in plain.dtype.names:
            tight[column] = plain[column]
        plain = tight
    if any(plain.dtype[place].kind not in _KINDS for place in range(len(plain.dtype))) or (
        not plain.dtype.names and plain.dtype.kind not in _KINDS
    ):
        raise TypeError(f"an array of {plain.dtype} cannot be kept: only numbers and truth values can")
    file = io.BytesIO()
    np.lib.format.write_array(file, np.ascontiguousarray(plain).reshape(plain.shape), allow_pickle=False)
    content = file.getvalue()
    called: str = name(content)
    arrays[called] = content
    return {kind: called}


def _unpacked(node: Any, like: Any, arrays: Any) -> Any:
    if type(node) in _PLAIN or type(node) is float:
        return node
    if not isinstance(node, dict) or len(node) != 1:
        raise ValueError("it is not the state of a run")
    ((form, content),) = node.items()
    match form:
        case "number":
            return float(content)
        case "state":
            set_state(like, content, arrays)
            return like
        case "list" | "tuple":
            return _unpacked_entries(form, content, like, arrays)
        case "table":
            known = like if isinstance(like, dict) else {}
            return {key: _unpacked(entry, known.get(key), arrays) for key, entry in content.items()}
        case "array" | "scalar" | "records" | "columns":
            return _unpacked_array(form, arrays(content), like)
    raise ValueError(f"it holds a {form!r}, which is not known")


def _unpacked_entries(form: str, content: Any, like: Any, arrays: Any) -> Any:
    known = list(like) if isinstance(like, (list, tuple)) else []
    entries = [
        _unpacked(entry, known[place] if place < len(known) else None, arrays) for place, entry in enumerate(content)
    ]
    if form == "list":
        return entries
    # A tuple whose entries have names is one again, as the code that goes on with it asks for them.
    return type(like)(*entries) if isinstance(like, tuple) and hasattr(like, "_fields") else tuple(entries)


def _unpacked_array(kind: str, array: np.ndarray[Any, Any], like: Any) -> Any:
    if kind == "scalar":
        return array[()]
    if kind != "array":
        columns = np.dtype([(name, array.dtype[name]) for name in array.dtype.names or ()], align=True)
        loose = np.zeros(array.shape, np.dtype((np.record, columns)))
        for name in columns.names or ():
            loose[name] = array[name]
        array = loose.view(np.recarray) if kind == "columns" else loose
    if isinstance(like, np.ndarray) and not _is_like(array, like):
        raise ValueError(f"an array of {like.dtype} is one of {array.dtype}")
    return array


def _is_like(array: np.ndarray[Any, Any], like: np.ndarray[Any, Any]) -> bool:
    """Tell whether an array can stand for another: a list of ids may come in wider or narrower numbers."""
    is_alike = array.dtype == like.dtype if like.dtype.names else array.dtype.kind == like.dtype.kind
    return is_alike and array.ndim == like.ndim

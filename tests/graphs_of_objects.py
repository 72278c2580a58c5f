"""What is reachable from an object, for tests of copies: every array by the path that leads to it."""

import types

import numpy as np
from pydantic import BaseModel

_LEAVES = (str, bytes, int, float, complex, bool, type(None), type, types.ModuleType, types.FunctionType, np.dtype)


def arrays_in(thing):
    """Return all arrays that are reachable from an object through attributes, tables and lists, by path."""
    found, seen = {}, set()

    def walk(each, path):
        if isinstance(each, np.ndarray):
            found[path] = each
            return
        if isinstance(each, (*_LEAVES, np.generic, BaseModel)) or id(each) in seen:
            return
        seen.add(id(each))
        if isinstance(each, dict):
            entries = [(str(name), entry) for name, entry in each.items()]
        elif isinstance(each, (list, tuple, set, frozenset)):
            entries = [(str(place), entry) for place, entry in enumerate(each)]
        else:
            entries = [*vars(each).items()] if hasattr(each, "__dict__") else []
        for name, entry in entries:
            walk(entry, f"{path}.{name}" if path else name)

    walk(thing, "")
    return found


def owner(array):
    """Return the object that owns an array's memory."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def same(one, other):
    """Check that two tables are the same to the bit."""
    assert one.keys() == other.keys()
    for name, values in one.items():
        np.testing.assert_array_equal(values, other[name], err_msg=name)
        assert values.dtype == other[name].dtype

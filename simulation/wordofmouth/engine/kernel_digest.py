"""Digests of kernels: of all that decides what a function computes, and of nothing else.

Two clones, environments or processes with equal code have equal digests, wherever their files lie, whenever they were
written and whatever comments say; one character of code, or one value that the code reads, makes another.
"""

import hashlib
import types
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

_CONSTANTS = (bool, int, float, complex, str, bytes, type(None), type(...))


def digest_of(function: types.FunctionType, digests: Mapping[str, str]) -> str | None:
    """Return the digest of a function's code and of the values that it reads, as 64 hexadecimal digits.

    Args:
        function: it has neither defaults nor variables of a function around it, as kernels have not.
        digests: those of the kernels that it calls, by the names by which it does.

    Returns:
        None if it reads something of which two processes cannot tell whether it is the same.
    """
    try:
        parts = (function.__module__, function.__qualname__, *_code(function.__code__, function.__globals__, digests))
    except _Unknown:
        return None
    return hashlib.sha256(repr(parts).encode()).hexdigest()


class _Unknown(Exception):
    """A value that has no description by which it can be told from others."""


def _code(code: types.CodeType, scope: Mapping[str, Any], digests: Mapping[str, str]) -> Iterator[object]:
    """Yield what a code object is, as values whose `repr` is the same in every process."""
    yield code.co_code
    yield code.co_exceptiontable
    yield (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
    yield (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    for constant in code.co_consts:
        inner = isinstance(constant, types.CodeType)
        yield tuple(_code(constant, scope, digests)) if inner else _described(constant)
    for name in code.co_names:
        if name in digests:
            yield name, digests[name]
        elif name in scope:
            yield name, _read(scope[name], code.co_names)


def _read(value: Any, names: tuple[str, ...]) -> object:
    """Describe what a global name stands for; of a module, the values by the names that follow."""
    if not isinstance(value, types.ModuleType):
        return _described(value)
    return "module", value.__name__, [(name, _described(vars(value)[name])) for name in names if _is_data(value, name)]


def _is_data(module: types.ModuleType, name: str) -> bool:
    value = vars(module).get(name, module)
    # Functions and types of other packages go by those packages' versions.
    return not (isinstance(value, types.ModuleType | type) or callable(value))


def _described(value: Any) -> object:
    match value:
        case tuple():
            return type(value).__qualname__, [_described(each) for each in value]
        case frozenset():
            return "frozenset", sorted(repr(_described(each)) for each in value)
        case np.dtype():
            return "dtype", repr(value)
        case np.generic() | np.ndarray() if not value.dtype.hasobject:
            return type(value).__name__, _described(value.dtype), value.shape, value.tobytes()
        case type() if issubclass(value, tuple) and hasattr(value, "_fields"):
            return "record", value.__module__, value.__name__, value._fields
        case type() | types.BuiltinFunctionType() | np.ufunc():
            return "named", getattr(value, "__module__", None), value.__name__
        case _ if type(value) in _CONSTANTS:
            return type(value).__name__, value
    raise _Unknown(value)

"""Kernels: plain Python functions that are compiled on their first call, and not before.

Reading a scenario, listing presets or printing help needs no compiler, so nothing here imports numba until a
kernel runs. With ``NUMBA_DISABLE_JIT=1`` kernels run as the Python they are, and give the same bits.
"""

import functools
import hashlib
import os
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from wordofmouth.resources import CACHE, PACKAGE

_ROOM = PACKAGE
_ONE_AT_A_TIME = threading.RLock()
_WARM = "warm"
# Asked of the type: a table would first look for a column of this name.
_view = np.ndarray.view


class Kernel:
    """A function in numba's subset of Python: arrays and numbers in, arrays changed in place.

    A kernel may call other kernels and read module constants; it releases the interpreter's lock.
    """

    def __init__(self, function: types.FunctionType) -> None:
        functools.update_wrapper(self, function)
        self._function = function
        self._compiled: Callable[..., Any] | None = None
        self._takes_arrays = False

    def __call__(self, *arguments: Any) -> Any:
        """Run it, compiled."""
        compiled = self._compiled or self.compiled()
        if self._takes_arrays:
            # Numba knows plain arrays at a glance, and looks long at tables of records with attributes.
            arguments = tuple([_view(a, np.ndarray) if type(a) is np.recarray else a for a in arguments])
        return compiled(*arguments)

    def compiled(self) -> Callable[..., Any]:
        """Return the compiled function, with every kernel that it calls compiled too."""
        with _ONE_AT_A_TIME:
            if self._compiled is None:
                called = self._called()
                scope = self._function.__globals__ | {name: kernel.compiled() for name, kernel in called.items()}
                bound = types.FunctionType(self._function.__code__, scope, self._function.__name__)
                bound.__module__, bound.__qualname__ = self._function.__module__, self._function.__qualname__
                compiled = _compile(bound, self._sources())
                # Uncompiled, records are read by attribute, as tables alone allow it.
                self._takes_arrays = compiled is not bound
                # Last, since other threads call as soon as it is there.
                self._compiled = compiled
        return self._compiled

    def _called(self) -> "dict[str, Kernel]":
        scope = self._function.__globals__
        return {name: scope[name] for name in self._function.__code__.co_names if isinstance(scope.get(name), Kernel)}

    def _sources(self) -> set[Path]:
        own = {Path(self._function.__code__.co_filename)}
        return own.union(*(kernel._sources() for kernel in self._called().values()))


def kernel(function: Callable[..., Any]) -> Kernel:
    """Mark a function as a kernel (a decorator)."""
    if not isinstance(function, types.FunctionType):
        raise TypeError(f"{function!r} is no plain function, and a kernel is one")
    return Kernel(function)


def _compile(function: types.FunctionType, sources: set[Path]) -> Callable[..., Any]:
    from wordofmouth.engine import compiler

    numba = compiler.numba()
    # Numba's cache notices a changed file, but not a changed file of a kernel that is called: stale code would give
    # wrong numbers in silence. So compiled code is kept under a digest of every source that is in it.
    folder = _cache_folder(frozenset(sources))
    if folder is None:
        return numba.njit(nogil=True)(function)
    # Numba writes its settings into this module as it is imported, where no type checker sees them.
    config: Any = numba.config
    elsewhere, config.CACHE_DIR = config.CACHE_DIR, str(folder)
    try:
        dispatcher = numba.njit(cache=True, nogil=True)(function)
    finally:
        config.CACHE_DIR = elsewhere
    if not config.DISABLE_JIT:
        _load_lightly(dispatcher._cache)
    return dispatcher


def _load_lightly(cache: Any) -> None:
    """Have numba's cache load what it keeps without getting ready to compile."""
    from wordofmouth.engine.machine_code import load

    def load_overload(signature: Any, context: Any) -> Any:
        name = files._load_index().get(cache._index_key(signature, context.codegen()))
        try:
            return None if name is None else load(context, Path(files._data_path(name)).read_bytes())
        except OSError:
            return None

    files = cache._cache_file
    cache.load_overload = load_overload


@functools.cache
def _cache_folder(sources: frozenset[Path]) -> Path | None:
    root = _cache_root()
    if root is None:
        return None
    digest = hashlib.sha256()
    for source in sorted(sources):
        digest.update(source.read_bytes())
    folder = root / digest.hexdigest()[:16]
    folder.mkdir(exist_ok=True)
    return folder


@functools.cache
def _cache_root() -> Path | None:
    """Return where compiled kernels are kept: beside the code, else at home; None if neither can be written."""
    if os.environ.get(CACHE):
        folder = Path(os.environ[CACHE]) / "kernels"
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    for parent in (lambda: _ROOM / "__pycache__", lambda: Path.home() / ".cache" / "wordofmouth"):
        try:
            folder = parent() / "kernels"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "writable").touch()
        except (OSError, RuntimeError):
            continue
        return folder
    return None


def is_warm() -> bool:
    """Tell whether a run has ended well, with all the kernels that it needed, since the code was last changed."""
    root = _cache_root()
    mark = root / _WARM if root else None
    newest = max(path.stat().st_mtime for path in _ROOM.rglob("*.py"))
    return mark is not None and mark.exists() and mark.stat().st_mtime > newest


def mark_warm() -> None:
    """Note that a run has ended well."""
    root = _cache_root()
    if root is not None:
        (root / _WARM).touch()

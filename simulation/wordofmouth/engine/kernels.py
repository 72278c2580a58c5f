"""Kernels: plain Python functions that are compiled on their first call, and not before.

Reading a scenario, listing presets or printing help needs no compiler, so nothing here imports numba until a
kernel runs. With ``NUMBA_DISABLE_JIT=1`` kernels run as the Python they are, and give the same bits.
"""

import functools
import hashlib
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from wordofmouth.resources import PACKAGE

_ROOM = PACKAGE
_ONE_AT_A_TIME = threading.RLock()
_WARM = "warm"
# Nobody calls a kernel from C.
_OPTIONS = {"nopython": True, "nogil": True, "boundscheck": None, "no_cfunc_wrapper": True}
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
    import numba

    # Numba's cache notices a changed file, but not a changed file of a kernel that is called: stale code would give
    # wrong numbers in silence. So compiled code is kept under a digest of every source that is in it.
    folder = _cache_folder(frozenset(sources))
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return function
    compiled = _dispatcher()(function, targetoptions=_OPTIONS)
    if folder is None:
        return compiled
    # Numba writes its settings into this module as it is imported, where no type checker sees them.
    config: Any = numba.config
    elsewhere, config.CACHE_DIR = config.CACHE_DIR, str(folder)
    try:
        compiled.enable_caching()
    finally:
        config.CACHE_DIR = elsewhere
    return compiled


@functools.cache
def _dispatcher() -> Any:
    """Return numba's dispatcher, the object that compiles one function for each types of arguments, made sparing."""
    from numba.core import types
    from numba.core.registry import CPUDispatcher

    def widened(argument: Any) -> Any:
        """Return the type as which an argument is taken: of whole numbers there is one, beside a key's uint64."""
        argument = types.unliteral(argument)
        return types.int64 if isinstance(argument, types.Integer) and argument != types.uint64 else argument

    class Dispatcher(CPUDispatcher):  # type: ignore[misc, no-any-unimported]
        """Compiles a kernel once, where numba would again for each width of a number, and each constant."""

        def compile(self, sig: Any) -> Any:
            return super().compile(tuple(widened(argument) for argument in sig))

    return Dispatcher


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

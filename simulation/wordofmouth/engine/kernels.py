"""Kernels: plain Python functions that are compiled on their first call, and not before.

Reading a scenario, listing presets or printing help needs no compiler, so nothing here imports numba until a
kernel runs. With ``NUMBA_DISABLE_JIT=1`` kernels run as the Python they are, and give the same bits.
"""

import functools
import threading
import time
import types
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from wordofmouth.engine import compiler
from wordofmouth.engine.kernel_digest import digest_of

_ONE_AT_A_TIME = threading.RLock()
# What any function takes beside the size of its code, in its units.
_WEIGHT_OF_ANY = 100
_LONGEST_REHEARSAL = 3.0
# Asked of the type: a table would first look for a column of this name.
_view = np.ndarray.view


class Call(NamedTuple):
    """A call for which a kernel has to be compiled.

    Attributes:
        place: where the kernel is, as in ``package.module:name``.
        name: of the kernel.
        kinds: of its arguments, as numba has them.
        weights: how much is compiled with it, see :attr:`Kernel.weights`.
    """

    place: str
    name: str
    kinds: tuple[Any, ...]
    weights: dict[str, int]


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
        if _rehearsal is not None and _rehearsal.is_here():
            return _rehearsal.call(self, arguments)
        compiled = self._compiled or self.compiled()
        if self._takes_arrays and np.recarray in map(type, arguments):
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
                if self.digest is not None:
                    # Machine code goes by names: two versions of a kernel in one process shall not meet.
                    bound.__qualname__ += f".{self.digest[:16]}"
                compiled = _compile(bound, self.digest, self.weights)
                # Uncompiled, records are read by attribute, as tables alone allow it.
                self._takes_arrays = compiled is not bound
                # Last, since other threads call as soon as it is there.
                self._compiled = compiled
        return self._compiled

    def _called(self) -> "dict[str, Kernel]":
        scope = self._function.__globals__
        return {name: scope[name] for name in self._function.__code__.co_names if isinstance(scope.get(name), Kernel)}

    @property
    def name(self) -> str:
        """The module and the name of the function."""
        return f"{self._function.__module__}.{self._function.__qualname__}"

    @functools.cached_property
    def weights(self) -> dict[str, int]:
        """How much is compiled with it: the sizes of the code, its own first and of every kernel that is called."""
        weights = {self.name: len(self._function.__code__.co_code) + _WEIGHT_OF_ANY}
        for kernel in self._called().values():
            weights |= kernel.weights
        return weights

    @functools.cached_property
    def digest(self) -> str | None:
        """Of the code, and of every kernel that is called, as 64 hexadecimal digits; None if it cannot be told."""
        digests = {name: kernel.digest for name, kernel in self._called().items()}
        known = {name: digest for name, digest in digests.items() if digest is not None}
        return digest_of(self._function, known) if len(known) == len(digests) else None


def kernel(function: Callable[..., Any]) -> Kernel:
    """Mark a function as a kernel (a decorator)."""
    if not isinstance(function, types.FunctionType):
        raise TypeError(f"{function!r} is no plain function, and a kernel is one")
    return Kernel(function)


def rehearsed(work: Callable[[], object]) -> list[Call]:
    """Return the calls for which some work would have to wait, in their order: not yet compiled, nor in the store.

    The work is done in this thread with its kernels as the Python they are, so it should be little; it is broken off
    after some seconds, or at an error, and then what it had called until then is returned.
    """
    global _rehearsal
    rehearsal = _Rehearsal()
    _rehearsal = rehearsal
    try:
        with np.errstate(all="ignore"):
            work()
    except Exception:
        # It may not fit on a small stage, and whatever else is wrong will be said by the work itself.
        pass
    finally:
        _rehearsal = None
    return rehearsal.missing


class _Rehearsal:
    """Which functions are called in a thread and are missing, found while they run uncompiled."""

    def __init__(self) -> None:
        self.missing: list[Call] = []
        self._thread, self._until = threading.get_ident(), time.thread_time() + _LONGEST_REHEARSAL
        self._known: set[str] = set()
        self._depth = 0

    def is_here(self) -> bool:
        return threading.get_ident() == self._thread

    def call(self, kernel: Kernel, arguments: tuple[Any, ...]) -> Any:
        if time.thread_time() > self._until:
            raise TimeoutError("the rehearsal takes too long")
        if not self._depth and kernel.name not in self._known:
            self._known.add(kernel.name)
            # What numba makes has more to it than being called.
            compiled: Any = kernel.compiled()
            if not compiled.is_at_hand(arguments):
                place = kernel.name.replace(f"{kernel._function.__module__}.", f"{kernel._function.__module__}:", 1)
                self.missing.append(Call(place, kernel.name, compiled.kinds_of(arguments), kernel.weights))
        self._depth += 1
        try:
            return kernel._function(*arguments)
        finally:
            self._depth -= 1


_rehearsal: _Rehearsal | None = None


def _compile(function: types.FunctionType, digest: str | None, weights: dict[str, int]) -> Callable[..., Any]:
    numba = compiler.numba()
    # Numba writes its settings into this module as it is imported, where no type checker sees them.
    config: Any = numba.config
    if config.DISABLE_JIT:
        return function
    from wordofmouth.engine.kernel_loading import compiled

    return compiled(function, digest, weights)

"""Loading: the one place where numba is told where compiled functions are kept.

Numba compiles a function once for each kind of arguments. What it made goes into the store under the digest of all
that decides it: the code of the function and of all that it calls, the kinds of the arguments, the processor, how it
is to be compiled, and the versions of whatever compiles and runs it. Numba's own cache goes by paths and times instead,
so that two clones share nothing, and a changed kernel stays unnoticed in those that call it.
"""

import functools
import hashlib
import sys
import types
from collections.abc import Callable, Sequence
from typing import Any

import llvmlite
import numba
import numpy as np
from numba.core import config, sigutils
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher
from numba.core.serialize import dumps

from wordofmouth.engine.kernel_store import kernel_store
from wordofmouth.engine.machine_code import load

# What numba was told by its environment variables or its file of settings, and has in the code that it makes.
_SETTINGS = ("OPT", "BOUNDSCHECK", "DEBUGINFO_DEFAULT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "USING_SVML")
# The processor that kernels are shipped for, any of its kind, and its features beyond those that all have.
_ANY = ("generic", "")


def compiled(function: types.FunctionType, digest: str | None, tell: Callable[[], None]) -> CPUDispatcher:
    """Return what calls a function compiled, releasing the interpreter's lock; it is compiled or loaded when called.

    Args:
        function: in numba's subset of Python; its name stands in the compiled code.
        digest: of its code and of all that it calls; None keeps it out of the store.
        tell: is called before it is compiled.
    """
    dispatcher = _Dispatcher(function, targetoptions={"nopython": True, "nogil": True, "boundscheck": None})
    dispatcher.digest, dispatcher.tell = digest, tell
    return dispatcher


class _Dispatcher(CPUDispatcher):
    """A function as numba has it, that looks into the store before it is compiled for a kind of arguments."""

    digest: str | None
    tell: Callable[[], None]
    # Numba fills these in where no type checker sees it.
    overloads: Any
    targetctx: Any

    def compile(self, sig: Any) -> Any:
        """Return the entry point of the function for a kind of arguments."""
        # One thread at a time, as numba has it: it is processes that wait for each other.
        with global_compiler_lock:
            kinds, _ = sigutils.normalize_signature(sig)
            if tuple(kinds) in self.overloads:
                return self.overloads[tuple(kinds)].entry_point
            if self.digest is None:
                return self._made(sig)
            own, shipped = self._keys(kinds)
            loaded = self._loaded(own, shipped)
            if loaded is not None:
                return loaded
            # Those that this one calls are compiled in here. No kernel calls itself, not even by others: no two
            # processes wait for each other.
            with kernel_store().alone(own):
                loaded = self._loaded(own)
                if loaded is None:
                    loaded = self._made(sig)
                    self._keep(own, self.overloads[tuple(kinds)])
                return loaded

    def _made(self, sig: Any) -> Any:
        self.tell()
        return super().compile(sig)

    def _keys(self, kinds: Sequence[Any]) -> tuple[str, str]:
        """Return the keys of what is compiled for this processor, and for any."""
        system, *processor = self.targetctx.codegen().magic_tuple()
        told = sorted(self.targetoptions.items())
        code = (self.digest, [str(kind) for kind in kinds], told, system, _versions())
        own, shipped = (hashlib.sha256(repr((*code, *each)).encode()).hexdigest() for each in (processor, _ANY))
        return own, shipped

    def _loaded(self, *keys: str) -> Any:
        """Return the entry point of what the store has under the first key that it has; None if it has none."""
        store = kernel_store()
        for key in keys:
            content = store.find(key)
            if content is None:
                continue
            try:
                result: Any = load(self.targetctx, content)
            except Exception:
                # It is what was written, and yet nothing that can be used here.
                store.drop(key)
                continue
            self.targetctx.insert_user_function(result.entry_point, result.fndesc, [result.library])
            self.add_overload(result)
            return result.entry_point
        return None

    def _keep(self, key: str, result: Any) -> None:
        # What holds an address of this process is of no use to another.
        if result.library.has_dynamic_globals:
            return
        try:
            content = dumps(result._reduce())
        except Exception:
            # It runs all the same; whoever asks next compiles it as well.
            return
        kernel_store().keep(key, content)


@functools.cache
def _versions() -> tuple[object, ...]:
    numpy = np.lib.NumpyVersion(np.__version__)
    python = (sys.implementation.cache_tag, sys.abiflags if hasattr(sys, "abiflags") else "")
    settings = tuple(str(getattr(config, name, None)) for name in _SETTINGS)
    return (python, numba.__version__, llvmlite.__version__, (numpy.major, numpy.minor), settings)

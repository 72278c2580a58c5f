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
from collections.abc import Mapping, Sequence
from typing import Any

import llvmlite
import numba
import numpy as np
from numba.core import config, sigutils
from numba.core import types as types_of_numba
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher
from numba.core.serialize import dumps

from wordofmouth.engine.compiling import COMPILING
from wordofmouth.engine.kernel_store import kernel_store
from wordofmouth.engine.machine_code import load

# What numba was told by its environment variables or its file of settings, and has in the code that it makes.
_SETTINGS = ("OPT", "BOUNDSCHECK", "DEBUGINFO_DEFAULT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "USING_SVML")
# The processor that kernels are shipped for, any of its kind, and its features beyond those that all have.
_ANY = ("generic", "")
# Nobody calls a kernel from C.
_OPTIONS = {"nopython": True, "nogil": True, "boundscheck": None, "no_cfunc_wrapper": True}


def compiled(function: types.FunctionType, digest: str | None, weights: Mapping[str, int]) -> CPUDispatcher:
    """Return what calls a function compiled, releasing the interpreter's lock; it is compiled or loaded when called.

    Args:
        function: in numba's subset of Python; its name stands in the compiled code.
        digest: of its code and of all that it calls; None keeps it out of the store.
        weights: sizes of its code, and of that of all that it calls, by name; its own first.
    """
    dispatcher = _Dispatcher(function, targetoptions=_OPTIONS)
    dispatcher.digest, dispatcher.weights = digest, weights
    return dispatcher


class _Dispatcher(CPUDispatcher):
    """A function as numba has it, that looks into the store before it is compiled for a kind of arguments."""

    digest: str | None
    weights: Mapping[str, int]
    # Numba fills these in where no type checker sees it.
    overloads: Any
    targetctx: Any

    def compile(self, sig: Any) -> Any:
        """Return the entry point of the function for a kind of arguments."""
        # One thread at a time, as numba has it: it is processes that wait for each other.
        with global_compiler_lock:
            kinds = tuple(map(_widened, sigutils.normalize_signature(sig)[0]))
            if kinds in self.overloads:
                return self.overloads[kinds].entry_point
            if self.digest is None:
                return self._made(kinds)
            own, shipped = self._keys(kinds)
            loaded = self._loaded(own, shipped)
            if loaded is not None:
                return loaded
            # Those that this one calls are compiled in here. No kernel calls itself, not even by others: no two
            # processes wait for each other.
            with kernel_store().alone(own):
                loaded = self._loaded(own)
                if loaded is None:
                    loaded = self._made(kinds)
                    self._keep(own, self.overloads[kinds])
                return loaded

    def _made(self, kinds: tuple[Any, ...]) -> Any:
        with COMPILING.of(next(iter(self.weights)), self.weights):
            return super().compile(kinds)

    def kinds_of(self, arguments: Sequence[Any]) -> tuple[Any, ...]:
        """Return the kinds of arguments for which it is compiled to be called with these."""
        return tuple(_widened(numba.typeof(_plain(argument))) for argument in arguments)

    def is_at_hand(self, arguments: Sequence[Any]) -> bool:
        """Tell whether it need not be compiled for these arguments: it is in memory, or in the store."""
        kinds = self.kinds_of(arguments)
        if kinds in self.overloads or self.digest is None:
            return kinds in self.overloads
        return any(kernel_store().find(key) is not None for key in self._keys(kinds))

    def _keys(self, kinds: Sequence[Any]) -> tuple[str, str]:
        """Return the keys of what is compiled for this processor, and for any."""
        system, *processor = self.targetctx.codegen().magic_tuple()
        options = sorted(self.targetoptions.items())
        code = (self.digest, list(map(_text, kinds)), options, system, _versions())
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
            COMPILING.ready(list(self.weights))
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


def _plain(argument: Any) -> Any:
    """Return an argument as it is handed on: a table as the array that it is."""
    return argument.view(np.ndarray) if isinstance(argument, np.recarray) else argument


def _widened(kind: Any) -> Any:
    """Return the kind as which an argument is taken: whole numbers are one kind, beside a key's uint64.

    Numba would compile a function anew for each width, and for each constant that is written into a call.
    """
    kind = types_of_numba.unliteral(kind)
    is_whole = isinstance(kind, types_of_numba.Integer) and kind != types_of_numba.uint64
    return types_of_numba.int64 if is_whole else kind


def _text(kind: Any) -> str:
    """Return what a kind of arguments is called: of named records with their fields' names, which numba leaves out."""
    if not hasattr(kind, "instance_class"):
        return str(kind)
    fields = zip(kind.fields, kind.types, strict=True)
    return f"{kind.instance_class.__name__}({', '.join(f'{name}: {_text(each)}' for name, each in fields)})"


@functools.cache
def _versions() -> tuple[object, ...]:
    numpy = np.lib.NumpyVersion(np.__version__)
    python = (sys.implementation.cache_tag, sys.abiflags if hasattr(sys, "abiflags") else "")
    settings = tuple(str(getattr(config, name, None)) for name in _SETTINGS)
    return (python, numba.__version__, llvmlite.__version__, (numpy.major, numpy.minor), settings)

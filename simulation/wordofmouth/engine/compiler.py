"""Compiler: numba, imported without what it looks for and our kernels have no use for."""

import gc
import importlib
import os
import sys
from types import ModuleType


def numba() -> ModuleType:
    """Return numba.

    It looks for `coverage`, to tell which lines it compiled, and needs it only where that is asked for.
    """
    if "numba" in sys.modules:
        return sys.modules["numba"]
    unwanted = {"coverage"} - sys.modules.keys() if not os.environ.get("NUMBA_JIT_COVERAGE") else set()
    sys.modules.update(dict.fromkeys(unwanted))  # type: ignore[arg-type]
    # Whatever is made meanwhile is kept: there is nothing to collect.
    collects = gc.isenabled()
    gc.disable()
    try:
        return importlib.import_module("numba")
    finally:
        if collects:
            gc.enable()
        for name in unwanted:
            del sys.modules[name]

"""Compiler: numba, imported without what it looks for and our kernels have no use for."""

import gc
import os
import sys
from typing import Any


def numba() -> Any:
    """Return numba.

    It looks for `coverage`, to tell which lines it compiled, and needs it only where that is asked for.
    """
    unwanted = {"coverage"} - sys.modules.keys() if not os.environ.get("NUMBA_JIT_COVERAGE") else set()
    sys.modules.update(dict.fromkeys(unwanted))  # type: ignore[arg-type]
    # Whatever is made meanwhile is kept: there is nothing to collect.
    collects = gc.isenabled()
    gc.disable()
    try:
        import numba

        return numba
    finally:
        if collects:
            gc.enable()
        for name in unwanted:
            del sys.modules[name]

"""Ahead: what a run will wait for is compiled by two processes, by this one as it comes, by the other backwards.

They meet somewhere in the middle, wherever that is: each finds in the store what the other has compiled, and waits for
what the other is at. Where nothing can be kept, or no process started, this one compiles all, as it would anyway.
"""

import logging
import pkgutil
import threading
from collections.abc import Sequence

from wordofmouth.engine.compiling import COMPILING
from wordofmouth.engine.cores import can_start_processes, usable_cores
from wordofmouth.engine.kernel_store import kernel_store
from wordofmouth.engine.kernels import Call
from wordofmouth.runs.worker import EndedEarly, Worker, packed

# What fewer functions save is less than a process takes to begin.
_FEWEST = 8


def compile_ahead(calls: Sequence[Call]) -> None:
    """Have another process compile what will be called, the last first, until this one has come that far."""
    if len(calls) < _FEWEST or usable_cores() < 2 or not can_start_processes() or not kernel_store().keeps():
        return
    try:
        worker = Worker(packed(_Compiler, None))
    except OSError:
        return
    threading.Thread(target=_give, args=(worker, calls), daemon=True).start()


def _give(worker: Worker, calls: Sequence[Call]) -> None:
    try:
        for call in reversed(calls):
            if COMPILING.is_ready(call.name):
                return
            worker.give(call)
            if worker.result():
                COMPILING.ready_elsewhere(list(call.weights))
    except EndedEarly:
        pass
    finally:
        worker.end()


class _Compiler:
    """Compiles what it is given, and says nothing of it: whoever asked knows what there is to say."""

    def __init__(self, _: None) -> None:
        COMPILING.hush()
        logging.getLogger("wordofmouth").disabled = True

    def __call__(self, call: Call) -> bool:
        """Compile a kernel; tell whether it could be, since a kernel of a notebook is not found here."""
        try:
            pkgutil.resolve_name(call.place).compiled().compile(call.kinds)
        except Exception:
            return False
        return True

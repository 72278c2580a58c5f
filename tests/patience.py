"""Patience: the one place in which tests look at a clock.

A test waits for an event, never for a time. If the event does not come, the test fails after ``PATIENCE``: far longer
than anything takes that is in order. Where a machine is so slow that this is too short, the environment variable
``WORDOFMOUTH_PATIENCE`` multiplies it, and with it every upper bound in all tests.
"""

import os
import subprocess
import time
from collections.abc import Callable

FACTOR = float(os.environ.get("WORDOFMOUTH_PATIENCE", "1"))
# Seconds. Several kernels may have to be compiled first, on a machine that does other things too.
PATIENCE = 300.0 * FACTOR
_GLANCE = 0.02


def until[Found](
    happened: Callable[[], Found], process: subprocess.Popen | None = None, told: Callable[[], str] = str
) -> Found:
    """Wait until something has happened; return what says so, the first that is true.

    Args:
        happened: looks whether it has.
        process: who brings it about; if it ends before, there is nothing to wait for.
        told: what is said if it does not happen.

    Raises:
        AssertionError: if it does not happen.
    """
    end = time.monotonic() + PATIENCE
    while True:
        # Whoever brought it about may have ended since: the last look comes after.
        is_last = time.monotonic() > end or (process is not None and process.poll() is not None)
        if found := happened():
            return found
        assert not is_last, told() or "it did not happen"
        time.sleep(_GLANCE)

"""Memory: what visitors leave behind is found soon after they have left, and given back to the system."""

import contextlib
import ctypes
import gc
import os
import sys

_ALLOCATOR = "PYTHONMALLOC"


def begin_anew() -> None:
    """Run this program from its beginning with the C library's allocator, unless one was chosen or there is no glibc.

    Python's own gives memory back by the megabyte, if nothing at all is left in it; after a crowd of visitors something
    is left in each. Glibc's gives back every page that is free, when it is asked. It takes a fiftieth of a second.
    """
    if _ALLOCATOR not in os.environ and hasattr(os, "confstr") and "CS_GNU_LIBC_VERSION" in os.confstr_names:
        sys.stdout.flush()
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | {_ALLOCATOR: "malloc"})


class Left:
    """Whether anybody has left since memory was last given back."""

    def __init__(self) -> None:
        self._anybody = False

    def note(self) -> None:
        """Note that somebody has left."""
        self._anybody = True

    def give_back(self) -> None:
        """Give free memory back to the system if somebody has left.

        A page's elements and what is done at their events refer to each other, so only the garbage collector frees
        them, which by itself waits until there is a quarter more of everything. And what many small blocks were freed
        from, glibc keeps until it is asked by ``malloc_trim``; other C libraries have no such call.
        """
        if not self._anybody:
            return
        self._anybody = False
        gc.collect()
        with contextlib.suppress(OSError, AttributeError, TypeError):
            ctypes.CDLL(None).malloc_trim(0)


LEFT = Left()

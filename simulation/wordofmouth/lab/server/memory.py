"""Memory: what visitors leave behind is found soon after they have left, and given back to the system."""

import contextlib
import ctypes
import gc


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

"""Interrupts: Ctrl-C, a closed terminal and a polite end, answered at once whatever the command is at.

The first is raised where the program is, so that it can put away what it is at. Where it does not come back to Python
in time, as in the middle of compiling a kernel, and when it is asked a second time, the process ends as it is: whatever
is done is kept by then, workers end with it, and what it would leave behind is removed (``results/janitor.py``).
"""

import contextlib
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator

# Seconds that the program has to come to its end by itself.
_GRACE = 1.2
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_WORDS = {"SIGINT": "interrupted", "SIGTERM": "asked to end", "SIGHUP": "the terminal was closed"}


class Interrupts:
    """What this process does when it is interrupted.

    Attributes:
        signal: by which it was interrupted first; None if it was not.
        hint: what whoever interrupts may want to know.
        status: with which it ends by Ctrl-C.
    """

    def __init__(self) -> None:
        self.signal: signal.Signals | None = None
        self.hint = ""
        self.status = 128 + signal.SIGINT

    def watch(self) -> None:
        """Begin to answer."""
        reads, tells = socket.socketpair()
        tells.setblocking(False)
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            # One that is ignored, as by nohup or in the background of a shell, goes on being ignored.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._raise)
        # The system tells the thread, however busy the program is.
        signal.set_wakeup_fd(tells.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._end_in_time, args=(reads, tells), daemon=True).start()

    @contextlib.contextmanager
    def hinting(self, hint: str) -> Iterator[None]:
        """Meanwhile whoever interrupts is told how to go on."""
        self.hint = hint
        try:
            yield
        finally:
            if self.signal is None:
                self.hint = ""

    def end(self) -> None:
        """End the process as it is, with a line that says why."""
        number = self.signal or signal.SIGINT
        if number != signal.SIGINT or self.status:
            what = "; ".join(filter(None, [_WORDS.get(number.name, "interrupted"), self.hint]))
            with contextlib.suppress(OSError, ValueError):
                print(f"wom: {what}", file=sys.stderr, flush=True)
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
        os._exit(self.status if number == signal.SIGINT else 128 + number)

    def _raise(self, number: int, _: object) -> None:
        if self.signal is None:
            self.signal = signal.Signals(number)
            # What is torn off in a library has something to say, and nobody to say it to.
            sys.unraisablehook = lambda *_: None
            threading.excepthook = lambda *_: None
            raise KeyboardInterrupt

    def _end_in_time(self, reads: socket.socket, _: socket.socket) -> None:
        first = reads.recv(1)[0]
        select.select([reads], [], [], _GRACE)
        self.signal = self.signal or signal.Signals(first)
        self.end()


# There is one process, and one that ends it.
INTERRUPTS = Interrupts()

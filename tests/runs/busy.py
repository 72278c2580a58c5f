"""Busy: a worker whose tasks say what it is at, for tests that end it."""

import os
import signal
from pathlib import Path


class Busy:
    """Tells its process by a file, and does a task that takes long."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def __call__(self, how):
        (self.folder / str(os.getpid())).touch()
        while how == "works":
            sum(range(1000))
        if how == "waits":
            signal.pause()
        if how == "stopped":
            os.kill(os.getpid(), signal.SIGSTOP)
        if how == "dies":
            os._exit(1)
        return how

"""Recorders: the threads that record, a slice of each recording in turn, so that none makes the others wait."""

import itertools
import threading
import time
from collections.abc import Generator
from typing import NamedTuple, Protocol

RECORDERS = 3
# Why a recording is given up that takes more time than it may: the name of that limit, for which a page has words.
TOO_LONG = "seconds"


class Recorded(Protocol):
    """What is recorded in slices: :class:`wordofmouth.player.recording.Recording`.

    Attributes:
        owner: whose it is; nobody's if empty.
        nbytes: about how large it will be.
        seconds, most_seconds: of a processor's time that it has taken, and may take.
    """

    owner: str
    nbytes: int
    seconds: float
    most_seconds: float

    def slices(self) -> Generator[None]:
        """Record; yield after each piece of the work."""

    def fail(self, why: str) -> None:
        """Record no more, and tell why."""


class _Job(NamedTuple):
    """A recording under way; the least is done first: what has taken least time, then the smallest."""

    seconds: float
    nbytes: int
    number: int
    recording: Recorded
    slices: Generator[None]


class Recorders:
    """A few threads that record lives, a slice of each in turn: a large one makes nobody wait for a small one.

    Next is always the recording that has taken least time so far (least attained service), and no owner has two
    recorded at once. Whatever takes more time than it may is given up.
    """

    def __init__(self, most: int = RECORDERS) -> None:
        self._waiting: list[_Job] = []
        self._busy: set[str] = set()
        self._changed = threading.Condition()
        self._count, self._most = itertools.count(), most

    def record(self, recording: Recorded) -> None:
        """Have a run recorded, as soon as one of the threads is free."""
        number = next(self._count)
        self._put(_Job(0.0, recording.nbytes, number, recording, recording.slices()))
        if number < self._most:
            threading.Thread(target=self._work, name=f"lives {number}", daemon=True).start()

    def _put(self, job: _Job) -> None:
        with self._changed:
            self._waiting.append(job)
            self._changed.notify()

    def _free(self) -> list[_Job]:
        return [job for job in self._waiting if job.recording.owner not in self._busy]

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._free)
                job = min(self._free())
                self._waiting.remove(job)
                recording = job.recording
                if recording.owner:
                    self._busy.add(recording.owner)
            began = time.thread_time()
            goes_on = next(job.slices, self) is not self
            recording.seconds += time.thread_time() - began
            if goes_on and recording.seconds > recording.most_seconds:
                job.slices.close()
                recording.fail(TOO_LONG)
                goes_on = False
            with self._changed:
                self._busy.discard(recording.owner)
                self._changed.notify()
            if goes_on:
                self._put(job._replace(seconds=recording.seconds))

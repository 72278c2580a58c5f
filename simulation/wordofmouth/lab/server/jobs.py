"""Jobs: what takes longer than a moment, in slices, whoever has had least served first.

A job is a function that tells how far it is; whenever it does, it lets the next one have the turn (least attained
service, Kleinrock 1976). So nobody waits for another's whole job, and whoever has left or waits too long is done with
at the next slice. One job works at a time: what is simulated holds the interpreter for about half of the time, and
pages are to answer meanwhile.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from wordofmouth.errors import LimitReached, QueueFull, WordOfMouthError
from wordofmouth.runs.cost import Cost, check_cost

MOST_WAITING = 60
# How many times as long as the lower bound a job takes, before any has been measured here; and how much of what is
# known a job changes.
_PACE, _LEARNT = 3.0, 0.3
# The deadline is so many times what a visitor's jobs may be told to take.
_PATIENCE = 2.0


class _Cancelled(BaseException):
    """Ends a job between two slices."""


class Job[Result]:
    """What a visitor has asked for.

    Attributes:
        seconds: how long it was told to take, on one core.
        share: how much of it is done, from 0 to 1.
        used: seconds of a processor's time that it has had.
        result: what it came to, when it is over.
        error: why it came to nothing, if it did.
        cancelled: whether it is wanted no longer.
        is_over: whether nothing more will be done for it.
    """

    def __init__(self, work: Callable[[Callable[[float], None]], Result], seconds: float, most: float) -> None:
        self.seconds, self.share, self.used = seconds, 0.0, 0.0
        self.result: Result | None = None
        self.error: Exception | None = None
        self.cancelled = self.is_over = False
        self.work, self.most = work, most

    @property
    def left(self) -> float:
        """Seconds that it takes still, by what it has taken so far, were it alone."""
        return self.used * (1 - self.share) / self.share if self.share > 0.05 else self.seconds * (1 - self.share)


class Jobs:
    """All jobs under way; a visitor has one at a time."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most_waiting, self._pace = most_waiting, _PACE
        self._by_visitor: dict[str, Job[Any]] = {}
        self._turn: Job[Any] | None = None
        self._changed = threading.Condition()

    def told(self, bound: float) -> float:
        """Return how long what takes at least so many seconds will take, by what was measured so far."""
        return bound * self._pace

    def ask[Result](
        self,
        visitor: str,
        work: Callable[[Callable[[float], None]], Result],
        cost: Cost,
        most: float,
    ) -> Job[Result]:
        """Begin a job for a visitor, whose earlier one is cancelled.

        Args:
            visitor: a token.
            work: does it, and tells the share that is done.
            cost: what it takes at least.
            most: seconds that it may be told to take; it ends with an error after some times as many.

        Raises:
            SizeError: if there is not so much memory.
            QueueFull: if too many wait already.
        """
        check_cost(cost, 1)
        self.cancel(visitor)
        with self._changed:
            if len(self._by_visitor) >= self._most_waiting:
                raise QueueFull
            job = self._by_visitor[visitor] = Job(work, self.told(cost.seconds), _PATIENCE * most)
        threading.Thread(target=self._run, args=(visitor, job, cost.seconds), name="job", daemon=True).start()
        return job

    def cancel(self, visitor: str) -> None:
        """Do no more for a visitor."""
        with self._changed:
            job = self._by_visitor.pop(visitor, None)
            if job is not None:
                job.cancelled = job.is_over = True
                self._changed.notify_all()

    def ahead(self, visitor: str) -> int:
        """Return how many others have a job too."""
        with self._changed:
            return len(self._by_visitor.keys() - {visitor})

    def _run(self, visitor: str, job: Job[Any], bound: float) -> None:
        begun = 0.0

        def pause() -> None:
            """Hand the turn on, and wait for it."""
            nonlocal begun
            with self._changed:
                if self._turn is job:
                    job.used += time.thread_time() - begun
                    self._turn = None
                self._changed.notify_all()
                self._changed.wait_for(lambda: job.cancelled or (self._turn is None and self._is_next(job)))
                if job.cancelled:
                    raise _Cancelled
                if job.used > job.most:
                    raise LimitReached("seconds", round(job.most))
                self._turn, begun = job, time.thread_time()

        def tell(share: float) -> None:
            job.share = min(1.0, share)
            pause()

        try:
            pause()
            job.result = job.work(tell)
            job.share = 1.0
        except _Cancelled:
            pass
        except (WordOfMouthError, ValueError, MemoryError) as error:
            job.error = error
        except Exception as error:
            # The page says that it came to nothing; why is for whoever started the lab.
            job.error = error
            raise
        finally:
            with self._changed:
                if self._turn is job:
                    job.used += time.thread_time() - begun
                    self._turn = None
                if self._by_visitor.get(visitor) is job:
                    del self._by_visitor[visitor]
                if job.result is not None and bound > 0:
                    self._pace += _LEARNT * (job.used / bound - self._pace)
                job.is_over = True
                self._changed.notify_all()

    def _is_next(self, job: Job[Any]) -> bool:
        return all(job.used <= other.used for other in self._by_visitor.values())


JOBS = Jobs()

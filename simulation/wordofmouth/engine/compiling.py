"""Compiling: how far this process has come with the functions that it needs, for whoever waits and wants to know.

What will be needed is known before it is: a run to come is rehearsed on a small stage, see
:func:`wordofmouth.engine.kernels.rehearsed`, as soon as a function has to be compiled, and not before.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

# Between two functions that are compiled a run does a week's work; after so many seconds it is under way again.
_PAUSE = 1.0

type Weights = Mapping[str, int]


class Preparation(NamedTuple):
    """How far the engine is prepared.

    Attributes:
        done: functions that are ready, compiled or loaded.
        total: functions that are needed, as far as is known.
        seconds_left: until all are ready; None as long as nothing can be said.
    """

    done: int
    total: int
    seconds_left: float | None

    def __str__(self) -> str:
        left = "" if self.seconds_left is None else f", about {max(round(self.seconds_left), 1)} s left"
        return f"{self.done} of {self.total}{left}"


class Compiling:
    """What is compiled in a process. Functions go by name, and have weights: the sizes of their code.

    Attributes:
        clock: by which it is told how many seconds are left.
    """

    def __init__(self) -> None:
        self.clock: Callable[[], float] = time.monotonic
        self._needed: dict[str, int] = {}
        self._ready: set[str] = set()
        self._compiled: set[str] = set()
        self._rehearsal: Callable[[], Weights] | None = None
        self._listeners: list[Callable[[Preparation], object]] = []
        self._heard: Preparation | None = None
        self._lock = threading.RLock()
        self._depth, self._seconds, self._since, self._begun = 0, 0.0, 0.0, False

    def expect(self, rehearsal: Callable[[], Weights] | None) -> None:
        """Say how to find what is going to be needed: functions that are not at hand. None: no more is to come."""
        self._rehearsal = rehearsal

    @contextmanager
    def of(self, function: str, needs: Weights) -> Iterator[None]:
        """Compile a function, and whatever it calls, in this context.

        Args:
            function: its name.
            needs: the weights of those that it calls, and its own.
        """
        with self._lock:
            self._need(needs)
            if not self._depth:
                rehearsal, self._rehearsal = self._rehearsal, None
                if rehearsal is not None:
                    self._need(rehearsal())
                self._since = self.clock()
                self._tell()
            self._depth += 1
        try:
            yield
        finally:
            with self._lock:
                self._depth -= 1
                now = self.clock()
                if self._begun:
                    self._compiled.add(function)
                    self._seconds += now - self._since
                # With the first one the compiler itself is loaded, which says nothing of the others.
                self._begun = True
                self._since = now
                self.ready([function])

    def ready(self, functions: list[str]) -> None:
        """Note that functions are ready, compiled or loaded."""
        with self._lock:
            self._ready.update(functions)
            if self._begun:
                self._tell()

    def is_ready(self, function: str) -> bool:
        """Tell whether a function is ready."""
        return function in self._ready

    @property
    def state(self) -> Preparation | None:
        """How far it has come; None while there is nothing to wait for."""
        with self._lock:
            is_over = not self._depth and self.clock() - self._since > _PAUSE
            return None if is_over or not self._needed else self._state()

    def ready_elsewhere(self, functions: list[str]) -> None:
        """Note that functions are ready which another process has compiled, side by side with this one."""
        with self._lock:
            self._compiled.update(functions)
            self.ready(functions)

    def tell(self, listener: Callable[[Preparation], object]) -> None:
        """Call a listener as ``told`` does, for ever."""
        self._listeners.append(listener)

    def hush(self) -> None:
        """Call no listener that has been told of until now."""
        self._listeners.clear()

    @contextmanager
    def told(self, listener: Callable[[Preparation], object]) -> Iterator[None]:
        """Call a listener whenever a function is ready that had to be waited for."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def hear(self, preparation: Preparation) -> None:
        """Pass on how far a worker process has come; of several that prepare for the same, who is farthest counts."""
        with self._lock:
            if self._heard is None or preparation.done >= self._heard.done:
                self._heard = preparation
                for listener in tuple(self._listeners):
                    listener(preparation)

    def _need(self, weights: Weights) -> None:
        self._needed.update((name, weight) for name, weight in weights.items() if name not in self._needed)

    def _state(self) -> Preparation:
        done = self._needed.keys() & self._ready
        compiled = sum(self._needed.get(name, 0) for name in self._compiled)
        left = sum(weight for name, weight in self._needed.items() if name not in self._ready)
        under_way = self.clock() - self._since if self._depth else 0.0
        seconds = max(self._seconds * left / compiled - under_way, 0.0) if compiled else None
        return Preparation(len(done), len(self._needed), seconds)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener(self._state())


COMPILING = Compiling()

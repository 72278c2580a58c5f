"""The queue: comparisons that one thread simulates, a market at a time, each visitor in turn.

A thread and not processes: kernels release the interpreter, a run of 1,000 consumers takes some 15 ms, and the first
is there at once, where a fresh process needs two seconds to import what it needs. A second thread would hardly be
quicker, and would make pages wait.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence

from wordofmouth.errors import QueueFull
from wordofmouth.runs.identity import runs_digest
from wordofmouth.runs.networks import SHARED
from wordofmouth.runs.outputs import RunOutput
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.tasks.compare.task import assembled, comparable
from wordofmouth.tasks.worlds.plan import Plan

MOST_BYTES = 256_000_000
MOST_WAITING = 200


class SharedComparison:
    """Scenarios simulated under common random numbers, in as many replications as anybody has asked for so far.

    Attributes:
        scenarios, seed, key: what is compared, the base first.
        runs: of each replication that is done, the runs of all its markets.
        error: why it came to nothing, if it did.
    """

    def __init__(self, scenarios: Sequence[Scenario], seed: int) -> None:
        self.scenarios, self.seed, self.key = list(scenarios), seed, runs_digest(scenarios, seed)
        self.runs: list[list[RunOutput]] = []
        self.error = ""
        self.nbytes = 0
        self._plan = Plan.of(self.scenarios)
        self._seconds = 0.0
        self._under_way: list[RunOutput] = []

    @property
    def markets_done(self) -> int:
        """How many markets have been simulated."""
        return len(self.runs) * self.markets_each + len(self._under_way)

    @property
    def markets_each(self) -> int:
        """How many markets a replication takes."""
        return len(self._plan.markets)

    def simulate_next(self) -> None:
        """Simulate one more market."""
        started = time.perf_counter()
        scenario = self._plan.markets[len(self._under_way)]
        try:
            output = RunOutput.of(simulate(scenario, seed=self.seed, replication=len(self.runs), networks=SHARED))
        except (ValueError, MemoryError) as error:
            self.error = str(error) or "too large"
            return
        self.nbytes += sum(column.nbytes for column in output.table.values())
        self._under_way.append(output)
        if len(self._under_way) == self.markets_each:
            self.runs.append(self._under_way)
            self._under_way = []
        self._seconds += time.perf_counter() - started

    def comparison(self, replications: int, measure: str) -> Comparison:
        """Return the comparison of the first so many replications, by a measure."""
        runs = self.runs[:replications]
        return assembled(self.scenarios, self._plan, runs, self.seed, measure, self._seconds)


class Request:
    """A comparison that a visitor has asked for.

    Attributes:
        shared: the scenarios that are compared; whoever asks for the same shares them.
        replications: how many are wanted.
        cancelled: whether it is wanted no longer.
    """

    def __init__(self, shared: SharedComparison, replications: int) -> None:
        self.shared, self.replications, self.cancelled = shared, replications, False

    @property
    def done(self) -> int:
        """How many of its replications are done."""
        return min(len(self.shared.runs), self.replications)

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1."""
        return min(1.0, self.shared.markets_done / (self.shared.markets_each * self.replications))

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be done for it."""
        return self.cancelled or bool(self.shared.error) or self.done == self.replications


class ComparisonQueue:
    """All comparisons under way, and as many of the others as find room.

    A visitor has one at a time: who asks again cancels the earlier. What has been simulated is kept, so
    whoever asks again, or for more replications, waits only for what is missing.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, SharedComparison] = OrderedDict()
        self._waiting: OrderedDict[str, Request] = OrderedDict()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def ask(self, visitor: str, scenarios: Sequence[Scenario], replications: int, seed: int = 0) -> Request:
        """Begin a comparison for a visitor.

        Raises:
            ScenarioError: if the scenarios cannot be compared.
            QueueFull: if too many wait already.
        """
        chosen = comparable(scenarios)
        self.cancel(visitor)
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                raise QueueFull
            key = runs_digest(chosen, seed)
            shared = self._kept.get(key)
            if shared is None or shared.error:
                shared = self._kept[key] = SharedComparison(chosen, seed)
            self._kept.move_to_end(key)
            request = Request(shared, replications)
            if not request.is_over:
                self._waiting[visitor] = request
                self._changed.notify_all()
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="comparisons", daemon=True)
                    self._thread.start()
        return request

    def cancel(self, visitor: str) -> None:
        """Do no more for a visitor."""
        with self._changed:
            request = self._waiting.pop(visitor, None)
            if request is not None:
                request.cancelled = True

    def ahead(self, visitor: str) -> int:
        """Return how many others the thread works for meanwhile."""
        with self._changed:
            return len(self._waiting.keys() - {visitor})

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                visitor, request = next(iter(self._waiting.items()))
                self._waiting.move_to_end(visitor)
            request.shared.simulate_next()
            with self._changed:
                for name in [name for name, waiting in self._waiting.items() if waiting.is_over]:
                    del self._waiting[name]
                self._forget()

    def _forget(self) -> None:
        wanted = {request.shared.key for request in self._waiting.values()}
        total = sum(shared.nbytes for shared in self._kept.values())
        for key, shared in list(self._kept.items()):
            if total <= self._most_bytes:
                return
            if key not in wanted:
                total -= shared.nbytes
                del self._kept[key]

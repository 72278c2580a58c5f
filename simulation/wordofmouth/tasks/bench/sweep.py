"""Benchmark of a sweep: thousands of small runs in processes, what they cost beside the simulation, and memory."""

import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from wordofmouth.results.files import temporary_folder
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep

_POINTS = 500
_SAMPLE = 50


class SweepTiming(NamedTuple):
    """What a sweep took.

    Attributes:
        runs, consumers, weeks, workers: what was run.
        seconds: in all.
        each: seconds of one run alone, in this process, without keeping anything (a median).
        overhead: seconds of a process for each run beside that.
        megabytes: the largest memory of this process and of one worker, in all since they began.
    """

    runs: int
    consumers: int
    weeks: int
    workers: int
    seconds: float
    each: float
    megabytes: float

    @property
    def overhead(self) -> float:
        """Seconds of a process for each run, beside the simulation itself."""
        return self.seconds * max(1, self.workers) / self.runs - self.each


def measure(runs: int, workers: int, say: Callable[[str], None]) -> SweepTiming:
    """Time a sweep of `launch` with 1,000 consumers over two factors; ``say`` is called with what is being done."""
    from wordofmouth.runs.simulate import simulate

    design = Design.model_validate(
        {
            "name": "bench",
            "scenario": "launch",
            "fixed": {"consumers": 1000},
            "design": "latin_hypercube",
            "points": min(_POINTS, runs),
            "replications": max(1, runs // _POINTS),
            "factors": {
                "brand.quality": {"from": 0.3, "to": 0.9},
                "behaviours.speaking.talk_rate": {"from": 0.1, "to": 1.0},
            },
        }
    )
    count = len(design) * design.replications
    took = []
    for place in range(_SAMPLE + 1):
        scenario = design.scenario_at(design.point(place % len(design)).values)
        started = time.perf_counter()
        simulate(scenario, seed=0, replication=place)
        took.append(time.perf_counter() - started)
    say(f"{count:,} runs of 1,000 consumers for {design.base.weeks} weeks, in {workers} processes")
    with temporary_folder() as folder:
        started = time.perf_counter()
        sweep(design, out=folder / "sweep", workers=workers)
        seconds = time.perf_counter() - started
    # The first run compiles.
    each = statistics.median(took[1:])
    return SweepTiming(count, 1000, design.base.weeks, workers, seconds, each, _largest_memory())


def _largest_memory() -> float:
    try:
        import resource
    except ImportError:
        return float("nan")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(one).ru_maxrss for one in who) / unit

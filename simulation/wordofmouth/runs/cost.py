"""Cost: what runs will take of work, time and memory, told before anything is built, to the command and to the lab.

Work is counted in steps that take about as long: a brand of a consumer's in a week, a message that reaches somebody, a
review or a post that is read; a tie that is built takes several. It tells a market that takes a second from one that
takes an hour. The other figures are lower bounds of what was measured (simulation/README.md, Measured): they tell what
cannot be from what can, and not how long exactly something takes.
"""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from wordofmouth.engine.cores import usable_cores
from wordofmouth.errors import SizeError
from wordofmouth.scenario.scenario import Scenario

LONGEST_HOURS = 24
# Measured, as lower bounds: of a step of the work (7 ns in `launch` among a million), and of a week however few
# consumers there are.
_SECONDS_A_STEP, _SECONDS_A_WEEK = 5e-9, 1e-4
# Measured: of a consumer with the ties, of each brand more, and of a row of the adoption table that is kept.
_BYTES_EACH, _BYTES_A_BRAND, _BYTES_A_ROW = 160, 48, 320
# A tie that is built takes as long as so many steps, at least.
_STEPS_A_TIE = 5
# Of a leader's followers, four are asked in a step whether they see a message; whoever does costs a step more.
_STEPS_A_FOLLOWER = 0.25
_CGROUP = Path("/sys/fs/cgroup")


class Cost(NamedTuple):
    """What runs take.

    Attributes:
        seconds: of all processes together.
        bytes_each: of the largest market, in each process.
        bytes_kept: of what is kept of all runs until their end.
    """

    seconds: float
    bytes_each: float
    bytes_kept: float

    @classmethod
    def of(cls, scenarios: Sequence[Scenario], replications: int, *, is_kept: bool = True) -> "Cost":
        """Return what so many replications of each scenario take."""
        seconds = sum(scenario.weeks * _SECONDS_A_WEEK + work_of(scenario) * _SECONDS_A_STEP for scenario in scenarios)
        rows = sum(scenario.weeks * max(1, len(scenario.brands)) for scenario in scenarios) * replications
        each = [
            scenario.consumers * (_BYTES_EACH + _BYTES_A_BRAND * max(0, len(scenario.brands) - 1))
            for scenario in scenarios
        ]
        return cls(seconds * replications, max(each), rows * _BYTES_A_ROW * is_kept)


def check_cost(cost: Cost, workers: int | None = None) -> None:
    """Check that there is memory and time for what runs take.

    Raises:
        SizeError: if not; one line says how much they take, and how much there is.
    """
    side_by_side = max(1, usable_cores() if workers is None else workers)
    needed, there = cost.bytes_each + cost.bytes_kept, memory()
    if there is not None and needed > there:
        raise SizeError(f"this takes at least {_gigabytes(needed)} of memory, and there are {_gigabytes(there)}")
    # Where all processes together need more than there is, fewer would do.
    if there is not None and side_by_side * cost.bytes_each + cost.bytes_kept > there:
        fewer = int((there - cost.bytes_kept) / cost.bytes_each)
        raise SizeError(
            f"{side_by_side} processes take at least {_gigabytes(side_by_side * cost.bytes_each + cost.bytes_kept)} of "
            f"memory, and there are {_gigabytes(there)}; `workers` {fewer} would do"
        )
    hours = cost.seconds / side_by_side / 3600
    if hours > LONGEST_HOURS:
        long = f"{hours / 24:,.0f} days" if hours > 72 else f"{hours:,.0f} hours"
        raise SizeError(f"this takes at least {long} on {side_by_side} cores, which is more than a day")


def memory() -> float | None:
    """Return the bytes of memory that this process may take, of its container or the machine; None if unknown."""
    known = []
    with contextlib.suppress(OSError, ValueError, AttributeError):
        known.append(float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")))
    for file in ("memory.max", "memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            known.append(float((_CGROUP / file).read_text()))
    return min(known, default=None)


def _gigabytes(count: float) -> str:
    return f"{count / 1e9:,.0f} GB" if count >= 1e10 else f"{count / 1e9:,.1f} GB"


def work_of(scenario: Scenario) -> int:
    """Return how many steps a scenario's market takes: more where more is said, tied, sold, watched and read."""
    consumers, weeks = scenario.consumers, scenario.weeks
    ties = consumers * (scenario.network.degree(consumers) + scenario.leaders.share * _audience(scenario))
    a_week = 1.0
    if "campaigns" in scenario.model.knows:
        a_week = len(scenario.brands) * (1.0 + _messages(scenario) + _reviews(scenario) + _posts(scenario))
    return round(_STEPS_A_TIE * ties + weeks * consumers * a_week)


def _audience(scenario: Scenario) -> float:
    return min(scenario.leaders.audience, float(scenario.consumers))


def _messages(scenario: Scenario) -> float:
    """Return how many messages an owner of one brand sends a week, to one each or to all of an audience."""
    speaking, leaders = scenario.behaviours["speaking"].model_dump(), scenario.leaders
    seen = max(_STEPS_A_FOLLOWER, scenario.channels["leaders"].model_dump()["reach"])
    heard = 1.0 + leaders.share * speaking["leader_talk"] * (1.0 + seen * _audience(scenario))
    return float(speaking["talk_rate"] * max(1.0, speaking["grievance"]) * heard)


def _reviews(scenario: Scenario) -> float:
    shopping, reviews = (part.model_dump() for part in (scenario.behaviours["shopping"], scenario.channels["reviews"]))
    return float(shopping["shopping_rate"] * max(shopping["season"]) * reviews["reviews_read"])


def _posts(scenario: Scenario) -> float:
    """Return how many posts of forums a consumer reads of one brand a week; of brands' own forums, what all read."""
    community = scenario.channels["community"].model_dump()
    hosted = sum(lever.model_dump().get("visit_rate", 0.0) for lever in scenario.campaign)
    shopping = scenario.behaviours["shopping"].model_dump()
    visits = community["visit_rate"] + hosted * shopping["shopping_rate"] * max(shopping["season"])
    return float(visits * community["forum_reads"])

"""Size: how large a page will be, told before anything is simulated, and what would fit."""

from collections.abc import Sequence

from wordofmouth.errors import SizeError
from wordofmouth.pages.stories import MOST_TOLD
from wordofmouth.player.packing import MOST_TIES
from wordofmouth.player.recording import CROWD, MOST_WORDS
from wordofmouth.scenario.scenario import Scenario

MEGABYTE = 1_000_000
MOST = 4 * MEGABYTE
# Of scripts, styles and words, which are the same on every page.
_FIXED = 70_000
# Letters that stand for three bytes.
_LETTERS = 4 / 3
_TIES = 6.0
# Of a person's story, a week: some fifty bytes a year.
_TOLD = 1.0


def at_least(scenarios: Sequence[Scenario]) -> int:
    """Return a bound below which no page of these scenarios is, in bytes."""
    return sum(round(_LETTERS * _people(scenario.consumers, scenario.weeks)) for scenario in scenarios)


def check(scenarios: Sequence[Scenario], size: int, most: int) -> None:
    """Check that a page of so many bytes may be written.

    Raises:
        SizeError: if it is larger than ``most`` bytes, with what would fit.
    """
    if size <= most:
        return
    largest = max(scenarios, key=lambda scenario: _people(scenario.consumers, scenario.weeks))
    runs = len(scenarios)
    asked = f"{largest.consumers:,} consumers over {largest.weeks:,} weeks" + (f" in {runs} runs" if runs > 1 else "")
    fitting = [
        *([f"{people:,} consumers"] if (people := _fitting(largest, runs, most)) else []),
        *([f"{weeks:,} weeks"] if (weeks := _fitting_weeks(largest, runs, most)) else []),
    ]
    would = f"; about {' or '.join(fitting)} would fit" if fitting else ""
    raise SizeError(
        f"{asked} take {_told(size)} and a page may have {_told(most)}{would}; `megabytes` says how much it may have"
    )


def _people(consumers: int, weeks: int) -> int:
    """Return the bytes of people alone: a state a week, a place, a community; in a crowd no states and no places."""
    return 5 * consumers if consumers > CROWD else (weeks + 1 + 13) * consumers


def _estimate(consumers: int, weeks: int) -> float:
    ties = 9 * min(MOST_TIES, _TIES * consumers)
    words = 12 * (weeks + 1) * min(MOST_WORDS, consumers / 2)
    stories = _TOLD * consumers * weeks if consumers <= MOST_TOLD else 0
    return _LETTERS * (_people(consumers, weeks) + ties + words + stories + 200 * weeks)


def estimate(scenarios: Sequence[Scenario]) -> int:
    """Return about how large a page of these scenarios will be, in bytes."""
    return _FIXED + round(sum(_estimate(scenario.consumers, scenario.weeks) for scenario in scenarios))


def _fitting(scenario: Scenario, runs: int, most: int) -> int:
    """Return a round number of consumers of whom a page may be; 0 if it has fewer already, or none would do."""
    numbers = [digits * 10**power for power in range(1, 4) for digits in range(1, 10)] + [CROWD]
    return max((n for n in numbers if _fits(n, scenario.weeks, runs, most) and n < scenario.consumers), default=0)


def _fitting_weeks(scenario: Scenario, runs: int, most: int) -> int:
    consumers = scenario.consumers
    if consumers > CROWD:
        return 0
    return max((n for n in range(1, scenario.weeks) if _fits(consumers, n, runs, most)), default=0)


def _fits(consumers: int, weeks: int, runs: int, most: int) -> bool:
    return _FIXED + runs * _estimate(consumers, weeks) <= most


def _told(size: int) -> str:
    # Rounded up, so that what is too large does not look as if it fitted.
    return f"{-(-size * 100 // MEGABYTE) / 100:.2f} MB"

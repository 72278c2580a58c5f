"""Scale: of how many people a market speaks, where each consumer that is simulated stands for several of them.

Only a sample is simulated: what a campaign does to so many people, and what it costs whatever their number, is divided
by how many each consumer stands for; and what is counted or paid in the sample is multiplied by it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wordofmouth.errors import ScenarioError
from wordofmouth.scenario.parts import Measure, Part

# The rule of a market with fewer people than consumers: what each stands for cannot be said then.
FEWEST = "must be at least the number of consumers that are simulated, {consumers}"
# How far a rounded count may be from what was asked for without a word.
_NEAR = 0.05


def stands_for(market: int, consumers: int) -> float:
    """Return how many people each of the consumers stands for in a market of so many; 1 where the market is not said.

    Raises:
        ScenarioError: if there are fewer people than consumers.
    """
    if 0 < market < consumers:
        raise ScenarioError([f"market: {market!r} is not allowed: {FEWEST.format(consumers=consumers)}"])
    return market / consumers if market else 1.0


def sampled[Each: Part](part: Each, each: float) -> Each:
    """Return what a part says of the whole market, for a sample in which each consumer stands for so many people."""
    if each == 1.0 or not part.of_market:
        return part
    values = {name: value for name in part.of_market if (value := getattr(part, name)) is not None}
    return part.model_copy(update={name: _shared(value, each) for name, value in values.items()})


def for_the_whole[Each: Part](part: Each, each: float) -> Each:
    """Return a part whose counts are of a sample with counts for the market; costs are what they are."""
    counts = {name: value for name in part.of_market if isinstance(value := getattr(part, name), int)}
    return part.model_copy(update={name: round(value * each) for name, value in counts.items()})


def rounded(parts: Mapping[str, Part], each: float) -> Iterator[str]:
    """Yield where a number of a part, of those by their paths, comes to another, since consumers cannot be divided."""
    for path, part in parts.items():
        small = sampled(part, each)
        for name in part.of_market:
            asked, got = getattr(part, name), getattr(small, name)
            if isinstance(asked, int) and abs(got * each - asked) > _NEAR * asked:
                yield (
                    f"{path}.{name}: {asked:,} in the whole market come to {got:,} in the sample, where each stands "
                    f"for {each:,.4g} people; simulate more consumers"
                )


def of_the_market(measured: Mapping[str, Any], measures: Iterable[Measure], each: float) -> dict[str, Any]:
    """Return what was measured in the sample as it is in the market: counts and sums of money times what each is.

    Counts stay whole where each consumer stands for a whole number of people.
    """
    if each == 1.0:
        return {measure.name: measured[measure.name] for measure in measures}
    times = int(each) if each == int(each) else each
    return {
        measure.name: measured[measure.name] * times if measure.adds_up else measured[measure.name]
        for measure in measures
    }


def _shared(value: float, each: float) -> float:
    return math.floor(value / each + 0.5) if isinstance(value, int) else value / each

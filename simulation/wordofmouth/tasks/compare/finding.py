"""Conclusions: what differences let one say, and what not, in a sentence for whoever has to decide."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from wordofmouth.statistics.intervals import ALPHA
from wordofmouth.statistics.outcomes import OUTCOMES, Outcome
from wordofmouth.words.numbers import format_number, percent

_LISTED = 3


@dataclass(frozen=True)
class Difference:
    """How much more of a measure one scenario has than another in the mean, and how sure that is.

    Attributes:
        measure, label, unit: what differs, in plain words, and what it is counted in.
        scenario, base: the names of the two; the difference is the scenario's value less the base's.
        value, base_value: their means over the pairs.
        difference, low, high: the mean difference and its 95 % interval.
        p: its p-value, corrected by Holm for all pairs of scenarios that are compared by this measure.
        beats, beats_low, beats_high: the probability that the scenario does better in a run, and its 95 % interval.
        saved: how many times as many runs would have been needed if luck were not shared.
        pairs: replications in which both have a value.
    """

    measure: str
    label: str
    unit: str
    scenario: str
    base: str
    value: float
    base_value: float
    difference: float
    low: float
    high: float
    p: float
    beats: float
    beats_low: float
    beats_high: float
    saved: float
    pairs: int

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    @property
    def precision(self) -> float:
        """What decimals must show: half the width of the interval, and on which side of nothing it lies."""
        return min(self.half_width, *map(abs, (self.low, self.high))) if self.low * self.high > 0 else self.half_width

    @property
    def is_outcome(self) -> bool:
        """Whether one of the two is better: more of it, or less of a cost, is what one wants."""
        return self.measure in OUTCOMES

    @property
    def is_told(self) -> bool:
        """Whether luck can be ruled out, with an error in one of twenty cases."""
        return self.p < ALPHA

    def turned(self) -> Self:
        """Return the same difference seen from the other side."""
        return replace(
            self,
            scenario=self.base,
            base=self.scenario,
            value=self.base_value,
            base_value=self.value,
            difference=-self.difference,
            low=-self.high,
            high=-self.low,
            beats=1 - self.beats,
            beats_low=1 - self.beats_high,
            beats_high=1 - self.beats_low,
        )


def conclusion(outcome: Outcome, pairs: Sequence[Difference], labels: dict[str, str], n_runs: int) -> str:
    """Return what the differences of all pairs of scenarios say; ``labels`` are what scenarios are called."""
    # Where a title of several words begins and ends, marks say.
    labels = {name: f"“{label}”" if " " in label else label for name, label in labels.items()}
    seen = [pair for pair in pairs if pair.pairs]
    names = [name for name in labels if any(name in (pair.scenario, pair.base) for pair in seen)]
    if len(names) < 2:
        lacking = [label for name, label in labels.items() if name not in names]
        return f"Nothing to compare: no {outcome.label} for {_listed(lacking)}"
    if all(not (pair.difference or pair.low or pair.high) for pair in seen):
        return f"{_listed([labels[name] for name in names])} do not differ in any of {_runs(n_runs)}"
    return _of_two(outcome, seen[0], labels, n_runs) if len(names) == 2 else _of_all(outcome, seen, labels, n_runs)


def interval(pair: Difference, sign: bool = False) -> str:
    """Return the ends of a difference's interval in words; nothing without one."""
    if math.isnan(pair.half_width):
        return ""
    low, high = (format_number(end, pair.unit, pair.precision, sign) for end in (pair.low, pair.high))
    return f"{low} to {high}"


def _of_two(outcome: Outcome, pair: Difference, labels: dict[str, str], n_runs: int) -> str:
    one, other = labels[pair.scenario], labels[pair.base]
    if n_runs == 1:
        return f"{one} {_claim(outcome, pair)} {other} in the only run, of which chance may be the cause"
    if not pair.is_told:
        points = " points" if pair.unit == "share" else ""
        return (
            f"No difference can be told from {_runs(n_runs)} between {one} and {other}: "
            f"it lies between {interval(pair, sign=True).replace(' to ', ' and ')}{points} (95 %)"
        )
    beats = pair.beats if is_better(outcome, pair) else 1 - pair.beats
    word = "better" if is_better(outcome, pair) else "worse"
    return f"{one} {_claim(outcome, pair)} {other} ({_sure(pair)}); it is {word} in {percent(beats)} of runs"


def _of_all(outcome: Outcome, pairs: Sequence[Difference], labels: dict[str, str], n_runs: int) -> str:
    between = {(pair.scenario, pair.base): pair for seen in pairs for pair in (seen, seen.turned())}
    means = {pair.scenario: pair.value for pair in between.values()}
    best = max(means, key=lambda name: -means[name] if outcome.is_cost else means[name])
    others = [name for name in labels if (best, name) in between]
    if n_runs == 1:
        return f"{labels[best]} {outcome.best} in the only run, of which chance may be the cause"
    untold = [labels[name] for name in others if not between[best, name].is_told]
    if untold:
        some = len(untold) < len(others)
        return (f"{labels[best]} {outcome.best} on average, but {_runs(n_runs)} cannot tell it from "
                f"{_listed(untold) if some else 'any other'}{' (the others do worse)' if some else ''}")  # fmt: skip
    base = next(iter(labels))
    beside = base if base in others else min(others, key=lambda name: abs(between[best, name].difference))
    pair = between[best, beside]
    which = "" if beside == base else "the next, "
    return f"{labels[best]} {outcome.best}: it {_claim(outcome, pair)} {which}{labels[beside]} ({_sure(pair)})"


def is_better(outcome: Outcome, pair: Difference) -> bool:
    """Tell whether the scenario does better than its base in the mean."""
    return (pair.difference > 0) != outcome.is_cost


def _claim(outcome: Outcome, pair: Difference) -> str:
    amount = format_number(abs(pair.difference), pair.unit, pair.precision) + (
        " points" if pair.unit == "share" else ""
    )
    return (outcome.more if pair.difference >= 0 else outcome.less).format(amount)


def _sure(pair: Difference) -> str:
    return f"95 %: {interval(pair if pair.difference >= 0 else pair.turned())}"


def _runs(n_runs: int) -> str:
    return "1 run" if n_runs == 1 else f"{n_runs:,} runs"


def _listed(names: list[str]) -> str:
    """Return names as one says them: A, B and C; more than a few are only counted."""
    if len(names) > _LISTED:
        return f"{len(names)} others"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))

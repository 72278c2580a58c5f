"""The page WORLDS.md: whether worlds hold what they say, and what the field's studies pin down; made from the bank."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.resources import CHECKOUT
from wordofmouth.results.files import atomic
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.emulator import Emulator
from wordofmouth.tasks.worlds.ensemble.check import (
    IDENTIFIED,
    JOINT,
    SHARES,
    Identified,
    LeftOut,
    Planted,
    identified,
    left_out,
    planted,
)
from wordofmouth.tasks.worlds.ensemble.matching import Emulated, Simulated, candidates, emulators_of
from wordofmouth.tasks.worlds.ensemble.shipped import Worlds, shipped
from wordofmouth.tasks.worlds.ensemble.targets import TARGETS
from wordofmouth.tasks.worlds.finding import meaning
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import significant

PAGE = CHECKOUT / "experiments" / "WORLDS.md"
# From here on an axis is as wide as before.
_AS_WIDE = 0.9


class Checks(NamedTuple):
    """All that was checked of worlds."""

    worlds: Worlds
    emulators: tuple[Emulator, ...]
    planted: Planted
    left_out: list[LeftOut]
    identified: list[Identified]


def checked(worlds: Worlds | None = None) -> Checks:
    """Return the checks of worlds; of those that come along unless others are given."""
    worlds = worlds or shipped()
    simulated = Simulated.of(worlds.sets)
    emulators = emulators_of(simulated)
    emulated = Emulated.at(candidates(), emulators)
    return Checks(worlds, emulators, planted(simulated, emulators), left_out(emulated), identified(emulated))


def finding(checks: Checks) -> str:
    """Return in a sentence what the checks come to."""
    held = sum(row.is_held for row in checks.left_out)
    predicted = sum(row.is_predicted for row in checks.left_out)
    widest = SHARES[-1]
    return (
        f"Of planted worlds the {100 * widest:.0f} % intervals hold {100 * checks.planted.coverage[widest]:.0f} %; of "
        f"{len(checks.left_out)} effects left out {held} lie where the others have them, and {predicted} are predicted "
        f"by an interval half as wide as before"
    )


def text(checks: Checks) -> str:
    """Return the page."""
    return "\n".join(_lines(checks)) + "\n"


def write(checks: Checks) -> Path:
    """Write the page and return its path."""
    with atomic(PAGE) as unfinished:
        unfinished.write_text(text(checks), encoding="utf-8")
    return PAGE


def _lines(checks: Checks) -> Iterator[str]:
    recipe = checks.worlds.recipe
    yield "# Worlds: how sure we may be"
    yield ""
    yield f"**{finding(checks)}.**"
    yield ""
    yield (
        "A world is a set of values for all that is assumed of a market, under which the model finds what the "
        "field's studies found. `wom compare SCENARIO --worlds N` asks its question in each. This page tells "
        "whether the worlds hold what they say, and what the studies cannot tell. It is made by `wom worlds check` "
        f"from the bank of {recipe['sets']} simulated sets that comes along ({recipe['waves']} waves; "
        f"{recipe['consumers']:,} consumers, {recipe['replications']} replications of every market, common random "
        "numbers): do not edit."
    )
    yield ""
    yield (
        f"Of places spread evenly over all ranges, {100 * recipe['not_ruled_out']:.2g} % are not ruled out; the "
        f"{len(checks.worlds.places)} worlds are drawn from these by how near they lie to all studies."
    )
    yield from _planted(checks.planted)
    yield from _left_out(checks)
    yield from _identified(checks.identified)
    yield from _emulators(checks)
    yield from _not_claimed()


def _planted(trials: Planted) -> Iterator[str]:
    yield ""
    yield "## Planted worlds"
    yield ""
    yield (
        f"{trials.worlds} sets of the first wave, drawn from the priors, stand for the truth, one after another. What "
        "was simulated there, with a spread between studies drawn beside, is what studies would have found; which "
        "places fit that is sought by emulators that have not seen the set (ten folds). An interval of an "
        f"assumption is right where it holds the planted value. In {trials.left_out} of them too few places fitted to "
        "tell quantiles; they are left out. That intervals hold is no great thing where little is learnt: half of "
        f"the assumptions are left at least {100 * trials.narrowed[0]:.0f} % as wide as before, and a tenth at most "
        f"{100 * trials.narrowed[1]:.0f} %."
    )
    yield ""
    yield "| interval | holds the planted value in | two standard errors |"
    yield "| --- | ---: | ---: |"
    for share in SHARES:
        yield f"| {100 * share:.0f} % | {100 * trials.coverage[share]:.1f} % | ±{200 * trials.error[share]:.1f} |"
    yield ""
    yield (
        "How many of the planted values lie in each tenth of what was found (even if all is right; most at both "
        "ends if intervals are too narrow):"
    )
    yield ""
    yield f"| tenth | {' | '.join(map(str, range(1, len(trials.ranks) + 1)))} |"
    yield f"| --- |{' ---: |' * len(trials.ranks)}"
    shares = 100 * trials.ranks / max(1, trials.ranks.sum())
    yield f"| per cent | {' | '.join(f'{share:.1f}' for share in shares)} |"


def _left_out(checks: Checks) -> Iterator[str]:
    yield ""
    yield "## Effects left out"
    yield ""
    yield (
        "Each effect is predicted from all the others. *Holds* says that the 95 % interval of the prediction and "
        "the range of the studies have a number in common; *width* is that of the interval over the one before any "
        "effect was used. An effect is predicted where the interval holds and is at most half as wide; the others "
        "are **not predicted**: what is known of them comes from their own studies alone."
    )
    yield ""
    yield "| effect | studies: mean (range) | predicted without it | before | holds | width | |"
    yield "| --- | ---: | ---: | ---: | --- | ---: | --- |"
    for row, target in zip(checks.left_out, TARGETS, strict=True):
        studies = f"{_number(row.mean)} ({_number(target.studies.low)} to {_number(target.studies.high)})"
        ends, before = (f"{_number(low)} to {_number(high)}" for low, high in ((row.low, row.high), row.before))
        verdict = "predicted" if row.is_predicted else "not predicted"
        held = "yes" if row.is_held else "**no**"
        yield f"| {row.label} | {studies} | {ends} | {before} | {held} | {row.width:.2f} | {verdict} |"


def _identified(rows: list[Identified]) -> Iterator[str]:
    scenarios, say = {"": Scenario()}, Words()
    alone = [row for row in rows if row.left <= IDENTIFIED]
    some = [row for row in rows if IDENTIFIED < row.left <= _AS_WIDE]
    tied = [row for row in rows if row.left > _AS_WIDE and abs(row.correlation) >= JOINT]
    nothing = [row for row in rows if row.left > _AS_WIDE and row not in tied]
    yield ""
    yield "## What the studies tell of each assumption, and what they do not"
    for heading, about, part in (
        ("Identified", "at most half as wide as its range was", alone),
        ("Narrowed", "narrower than its range was, by less than half", some),
        (
            "Only in combination",
            "nine tenths as wide as before, or wider, but tied to another: one of the two would tell the other",
            tied,
        ),
        (
            "Not at all",
            "nine tenths as wide as before, or wider: the answer hangs on it nearly as if there were no studies",
            nothing,
        ),
    ):
        yield ""
        yield f"**{heading}** ({about}){':' if part else ': none.'}"
        yield ""
        for row in part:
            with_other = f"; goes with `{row.tied_to}` ({row.correlation:+.2f})" if abs(row.correlation) >= 0.3 else ""
            yield f"- {meaning(row.path, scenarios, say)}: {100 * row.left:.0f} % of its width left{with_other}"


def _emulators(checks: Checks) -> Iterator[str]:
    yield ""
    yield "## Emulators"
    yield ""
    yield (
        "How much of what differs between sets an emulator explains at sets that it has not seen (ten folds). Where it "
        "is little, the error counts fully: such an effect rules out little."
    )
    yield ""
    yield "| effect | explained | error | spread between studies |"
    yield "| --- | ---: | ---: | ---: |"
    for target, emulator in zip(TARGETS, checks.emulators, strict=True):
        scale = " (of logarithms)" if target.is_ratio else ""
        spread: Array = np.array(target.spread)
        yield (
            f"| {target.label}{scale} | {100 * max(0.0, emulator.explained):.0f} % | {emulator.error:.2g} | "
            f"{spread[0]:.2g} below, {spread[1]:.2g} above |"
        )


def _not_claimed() -> Iterator[str]:
    yield ""
    yield "## What is not claimed"
    yield ""
    yield (
        "Ranges of assumptions hold the middle nine tenths of what is believed, and worlds lie within them: what "
        "lies beyond is in no world. A mechanism that a scenario leaves off is off in all worlds. Where studies say "
        "nothing of how far they lie apart, their range is taken for that of two thirds of them. All worlds are of "
        "this model: that another would find something else is not in their spread."
    )


def _number(value: float) -> str:
    return significant(value, 2)

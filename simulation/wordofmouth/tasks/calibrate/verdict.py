"""Verdict: what a calibrated market may be used for, why, and what else would make it of more use.

Three answers, by what was measured and by nothing else: use it, for the sizes of sales too; use it to compare campaigns
and for the shape of the curve, not for sizes; or do not use it.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from wordofmouth.tasks.calibrate.record import Calibration
from wordofmouth.words.numbers import plural, three_digits

type Use = Literal["all", "shape", "nothing"]
IN_WORDS: dict[Use, str] = {
    "all": "Use it, for sizes of sales too",
    "shape": "Use it to compare campaigns and for the shape of the curve, not for sizes of sales",
    "nothing": "Do not use it",
}
# An assumption: an end of the market's size that is so many times the other leaves the size unknown.
_WIDE = 3.0
# An assumption: a 90 % band that holds fewer of the periods that were held out than this is none.
_HELD = 0.5


class Verdict(NamedTuple):
    """What a calibration may be used for.

    Attributes:
        use: for all that it says, for the shape alone, or for nothing.
        reasons: what that rests on, a clause each.
        wanted: what to give it, so that it can be used for more, a clause each.
    """

    use: Use
    reasons: tuple[str, ...]
    wanted: tuple[str, ...]

    @property
    def text(self) -> str:
        """The verdict in a sentence or two."""
        sentence = f"{IN_WORDS[self.use]}: {'; '.join(self.reasons)}"
        return sentence + (f". What would tell more: {'; '.join(self.wanted)}" if self.wanted else "")


def verdict(calibration: Calibration) -> Verdict:
    """Return what a calibration may be used for: for sizes only if it has forecast periods that it was not shown."""
    if not calibration.fits:
        wanted = (
            "another preset, of the kind of goods that this is",
            "if these are buyers so far and not sales, that they are cumulative",
            "the weeks of campaigns and the price in them, if those made the sales",
        )
        return Verdict("nothing", ("the market does not make sales like these",), wanted)
    doubts = list(_doubts(calibration))
    if doubts:
        return Verdict("shape", tuple(why for why, _ in doubts), tuple(dict.fromkeys(want for _, want in doubts)))
    held = len(calibration.observed.periods) - calibration.fitted
    errors = calibration.errors
    better = f"{three_digits(errors['scenario'])} off, and {three_digits(errors['last_value'])} if nothing had changed"
    periods = plural(held, "the period", f"the {held} periods")
    return Verdict("all", (f"it has forecast {periods} that it was not shown ({better})",), ())


def _doubts(calibration: Calibration) -> Iterator[tuple[str, str]]:
    """Yield what speaks against its sizes, and what would settle that."""
    sold, fitted = calibration.observed.sales, calibration.fitted
    errors = calibration.errors
    if not errors:
        yield "its forecasts have not been tried", "the last periods held out, to see how far off it is there"
    else:
        if errors["scenario"] > errors["last_value"]:
            yield (
                "it forecast periods that it was not shown worse than if nothing had changed "
                f"({three_digits(errors['scenario'])} off, and {three_digits(errors['last_value'])})",
                "more periods",
            )
        band = calibration.forecast
        inside = (band.low[fitted:] <= sold[fitted:]) & (sold[fitted:] <= band.high[fitted:])
        n_inside, n_held = int(inside.sum()), len(inside)
        if n_inside < _HELD * n_held:
            yield f"its band holds {n_inside} of {n_held} periods that it was not shown", "more periods"
    _, low, high = calibration.market
    if high > _WIDE * max(low, 1e-9):
        yield (
            f"the market may have {three_digits(low)} people, or {three_digits(high)}",
            "how many people the market has",
        )
    if int(np.argmax(sold[:fitted])) == fitted - 1:
        yield "sales were still growing in the last period that was fitted", "periods from beyond the peak"
    unknown = [interval.path for interval in calibration.intervals if not interval.is_identified]
    if 2 * len(unknown) > len(calibration.intervals):
        known = len(calibration.intervals) - len(unknown)
        what = [
            name
            for name, given in (("mean stars", calibration.observed.rating), ("reviews", calibration.observed.reviews))
            if given is None
        ]
        yield (
            f"the data identify {known} of {len(calibration.intervals)} parameters",
            f"the {' and '.join(what)} by period" if what else "the answers of a survey to the two questions",
        )

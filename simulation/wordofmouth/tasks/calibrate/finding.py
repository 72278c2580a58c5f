"""What a calibration says: how well it forecasts or fits, and which parameters the data do not identify."""

import itertools

from wordofmouth.tasks.calibrate.record import Calibration, Interval
from wordofmouth.words.numbers import plural, three_digits

# Two parameters as correlated as this are identified only together.
_TOGETHER = 0.8


def finding(calibration: Calibration) -> str:
    """Return how well the scenario forecasts, or fits, and how many parameters the data identify, in a sentence."""
    n_identified = sum(interval.is_identified for interval in calibration.intervals)
    identified = f"the data identify {n_identified} of {len(calibration.intervals)} parameters"
    if not calibration.fits:
        explained = f"explains {_percent(calibration.explained)} of their variance"
        return f"The market does not fit these sales ({explained}): no parameter is told by them"
    held = calibration.observed.sales[calibration.fitted :]
    if not held.any():
        return (
            f"The calibrated market explains {_percent(calibration.explained)} of the variance of sales; {identified}"
        )
    off = {name: _percent(error / held.mean()) for name, error in calibration.errors.items()}
    words = {"bass": "Bass", "last_value": "last value"}
    beside = ", ".join(f"{words[name]} {share}" for name, share in off.items() if name in words)
    periods = plural(len(held), "last period", f"last {len(held)} periods")
    return f"Forecast of the {periods}: {off['scenario']} off; {beside}; {identified}"


def summary(calibration: Calibration) -> tuple[Interval, ...]:
    """Return the parameters with their intervals; none where the market does not fit the data."""
    return calibration.intervals if calibration.fits else ()


def unidentified(calibration: Calibration) -> list[str]:
    """Return which parameters the data do not identify, a line each; or that the market does not fit."""
    if not calibration.fits:
        why = "parameters and intervals are withheld, since they would be of a market that is not this one"
        return [f"{why}; `wom forecast file` forecasts sales that no market here makes, too"]
    lines = [
        f"{one.path}: not identified by the data; {three_digits(one.low)} to {three_digits(one.high)} all fit"
        for one in calibration.intervals
        if not one.is_identified
    ]
    for first, second in itertools.combinations(range(len(calibration.intervals)), 2):
        together = float(calibration.correlations[first, second])
        if abs(together) >= _TOGETHER:
            words = "more of one does for less of the other" if together < 0 else "both can be more, or both less"
            paths = f"{calibration.intervals[first].path} and {calibration.intervals[second].path}"
            lines.append(f"{paths} are identified only together ({words}; correlation {together:+.2f})")
    return lines


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %".replace("-", "−")

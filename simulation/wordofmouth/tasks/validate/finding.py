"""What a validation says: how many numbers are met, and how numbers and tolerances are written."""

import math

from wordofmouth.tasks.validate.case import CONTESTED, EXPLAINED, MET, NOT_MET, SKIPPED, Check
from wordofmouth.tasks.validate.record import Outcome, Validation


def finding(validation: Validation) -> str:
    """Return what came out in one sentence."""
    checks = [check for outcome in validation.outcomes for check in outcome.checks]
    parts = [f"{sum(check.verdict == MET for check in checks)} of {len(checks)} numbers are met"]
    for verdict in (CONTESTED, EXPLAINED, NOT_MET):
        count = sum(check.verdict == verdict for check in checks)
        parts += [f"{count} {verdict}"] if count else []
    skipped = sum(outcome.verdict == SKIPPED for outcome in validation.outcomes)
    parts += [f"{skipped} cases skipped"] if skipped else []
    return ", ".join(parts)


def summary(validation: Validation) -> tuple[Outcome, ...]:
    """Return what each case found."""
    return validation.outcomes


def number(value: float, digits: int = 4) -> str:
    """Return a number in so many significant digits, whole thousands apart."""
    if math.isnan(value):
        return "–"
    if value == 0 or abs(value) < 1e-12:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def expected(check: Check) -> str:
    """Return what a number must be: a number, or between which bounds."""
    if math.isfinite(check.expected):
        return number(check.expected)
    if math.isinf(check.high):
        return f"at least {number(check.low, 2)}"
    if math.isinf(check.low):
        return f"at most {number(check.high, 2)}"
    return f"{number(check.low, 2)} to {number(check.high, 2)}"


def obtained(check: Check) -> str:
    """Return what a number is, with its standard error where it is drawn at random."""
    return number(check.obtained) + (f" ({number(check.error, 2)})" if check.error else "")


def off(check: Check) -> str:
    """Return by how much a number is off what is expected."""
    return number(check.obtained - check.expected, 2) if math.isfinite(check.expected) else "–"


def tolerance(check: Check) -> str:
    """Return how far off it may be, and why so far."""
    if not math.isfinite(check.expected) or "±" in check.tolerance:
        return check.tolerance
    half = (check.high - check.low) / 2
    return f"±{number(half, 2)} ({check.tolerance})" if half > 1e-11 else check.tolerance

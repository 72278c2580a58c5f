"""What a validation says: how many numbers are met, and how numbers and tolerances are formatted."""

import math

from wordofmouth.tasks.validate.case import CONTESTED, EXPLAINED, MET, NOT_MET, SKIPPED, Check
from wordofmouth.tasks.validate.record import CaseResult, Validation
from wordofmouth.words.numbers import counted, significant

_DIGITS = 4


def finding(validation: Validation) -> str:
    """Return what came out in one sentence."""
    checks = [check for outcome in validation.outcomes for check in outcome.checks]
    parts = [f"{sum(check.verdict == MET for check in checks)} of {len(checks)} numbers are met"]
    for verdict in (CONTESTED, EXPLAINED, NOT_MET):
        count = sum(check.verdict == verdict for check in checks)
        parts += [f"{count} {verdict}"] if count else []
    skipped = sum(outcome.verdict == SKIPPED for outcome in validation.outcomes)
    parts += [f"{counted(skipped, 'case')} skipped"] if skipped else []
    return ", ".join(parts)


def summary(validation: Validation) -> tuple[CaseResult, ...]:
    """Return what each case found."""
    return validation.outcomes


def expected(check: Check) -> str:
    """Return what a number must be: a number, or between which bounds."""
    if math.isfinite(check.expected):
        return significant(check.expected, _DIGITS)
    if math.isinf(check.high):
        return f"at least {significant(check.low, 2)}"
    if math.isinf(check.low):
        return f"at most {significant(check.high, 2)}"
    return f"{significant(check.low, 2)} to {significant(check.high, 2)}"


def obtained(check: Check) -> str:
    """Return what a number is, with its standard error where it is drawn at random."""
    return significant(check.obtained, _DIGITS) + (f" ({significant(check.error, 2)})" if check.error else "")


def off(check: Check) -> str:
    """Return by how much a number is off what is expected."""
    return significant(check.obtained - check.expected, 2) if math.isfinite(check.expected) else "–"


def tolerance(check: Check) -> str:
    """Return how far off it may be, and why so far."""
    if not math.isfinite(check.expected) or "±" in check.tolerance:
        return check.tolerance
    half = (check.high - check.low) / 2
    if abs(check.expected - check.low - half) > 1e-9:
        return f"{significant(check.low, 2)} to {significant(check.high, 2)} ({check.tolerance})"
    return f"±{significant(half, 2)} ({check.tolerance})" if half > 1e-11 else check.tolerance

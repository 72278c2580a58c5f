"""What a sensitivity from given data says: which factors matter, and where simulation noise is in the way."""

import math
from typing import Any

from wordofmouth.figures.labels import heading
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.sensitivity.given_data.record import GivenData, GivenFactor
from wordofmouth.words.notation import FIRST, notation
from wordofmouth.words.numbers import percent
from wordofmouth.words.sentences import capitalised

# Of the variance of the points' means, from where on simulation noise hides what factors do.
_MOSTLY = 0.5
_MOST_NAMED = 3
_LISTED = notation(FIRST).listed


def finding(given: GivenData) -> str:
    """Return which factors matter in one sentence."""
    name = heading(outcome(given.measure)).lower()
    shown = [factor for factor in given.factors if factor.is_distinguishable]
    if not shown:
        return f"No factor's influence on {name} stands out from a dummy's"
    named = [f"{factor.label} (delta {factor.index.delta:.2f})" for factor in shown[:_MOST_NAMED]]
    more = len(shown) - len(named)
    dummy = max(factor.index.dummy_delta for factor in shown[:_MOST_NAMED])
    what = _LISTED([*named, f"{more} more"] if more else named)
    return f"{capitalised(name)} depends on {what}; of a dummy, delta stays below {dummy:.2f}"


def notes(given: GivenData) -> list[str]:
    """Return what whoever reads it should know."""
    lines, seed = [], given.seed_variance
    if given.left_out:
        all_points = given.points + given.left_out
        lines.append(f"{given.left_out:,} of {all_points:,} points lack a run or a value and are left out whole")
    if math.isnan(seed.noise):
        lines.append("one run of each point: how much is simulation noise is not known; two tell")
    elif seed.noise > _MOSTLY:
        share = percent(min(seed.noise, 1.0))
        lines.append(
            f"mostly simulation noise: it makes {share} of what differs between points; more replications help"
        )
    elif seed.noise >= 0.01:
        lines.append(f"simulation noise makes {percent(seed.noise)} of what differs between points")
    if hidden := [factor.label for factor in given.factors if not factor.is_distinguishable]:
        lines.append(f"not distinguishable from a dummy: {_LISTED(hidden)}")
    lines.append(
        "indices rank factors; of a sample some difference is left even of a dummy, so they are read beside its; "
        "the order of factors whose indices are near each other is not sure"
    )
    if given.design.design == "list":
        lines.append("the points are a list: where two factors go together, both show what one of them does")
    return lines


def as_data(given: GivenData) -> dict[str, Any]:
    """Return all of it as data."""
    seed = given.seed_variance
    return {
        "finding": finding(given),
        "measure": given.measure,
        "method": "given_data",
        "factors": [_as_data(factor) for factor in given.factors],
        "luck": {"share": seed.share._asdict(), "alone": seed.alone, "noise": seed.noise},
        "points": given.points,
        "left_out": given.left_out,
        "replications": given.replications,
        "notes": notes(given),
    }


def _as_data(factor: GivenFactor) -> dict[str, Any]:
    about = {"path": factor.path, "label": factor.label, "is_distinguishable": factor.is_distinguishable}
    return about | factor.index._asdict() | {"p_corrected": factor.p}


def summary(given: GivenData) -> list[GivenFactor]:
    """Return the factors, the most influential first."""
    return list(given.factors)

"""What a sensitivity says: which factors decide an outcome, and how surely."""

import math
from dataclasses import asdict
from typing import Any

from wordofmouth.figures.labels import amount, difference, heading
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.sensitivity.record import MorrisEffect, Sensitivity, SobolIndex
from wordofmouth.tasks.sensitivity.seed_variance import Estimate
from wordofmouth.words.numbers import percent
from wordofmouth.words.sentences import capitalised

# Of the variance, from where on an outcome is mostly luck.
_MOSTLY = 0.5


def finding(sensitivity: Sensitivity) -> str:
    """Return what decides the outcome in one sentence."""
    sentence, share = _of_strongest(sensitivity), sensitivity.seed_variance.share.value
    return sentence if math.isnan(share) else f"{sentence}; the seed {percent(share)}"


def _of_strongest(sensitivity: Sensitivity) -> str:
    asked, (first, *others) = outcome(sensitivity.measure), sensitivity.factors
    name, label = heading(asked).lower(), capitalised(first.label)
    if not sensitivity.is_distinguishable(first):
        return f"No factor's influence on {name} stands out from the noise"
    strength, (_, low, high) = strength_text(sensitivity, first), first.strength
    if isinstance(first, SobolIndex):
        least, most = (percent(min(max(end, 0.0), 1.0)) for end in (low, high))
        sentence = f"{label} decides {strength} of what differs in {name} (95 %: {least.removesuffix(' %')} to {most})"
    else:
        ends = " to ".join(amount(asked, max(end, 0.0), (high - low) / 2).removesuffix(" %") for end in (low, high))
        sentence = f"{label} moves {name} most: by {strength} over its range (95 %: {ends})"
    if others and sensitivity.is_distinguishable(others[0]):
        sentence += f", {others[0].label} {strength_text(sensitivity, others[0])}"
    return sentence


def strength_text(sensitivity: Sensitivity, factor: SobolIndex | MorrisEffect) -> str:
    """Return a factor's strength in words."""
    value, low, high = factor.strength
    if isinstance(factor, SobolIndex):
        return percent(min(max(value, 0.0), 1.0))
    return difference(outcome(sensitivity.measure), value, (high - low) / 2)


def notes(sensitivity: Sensitivity) -> list[str]:
    """Return what whoever reads it should know."""
    lines = []
    if sensitivity.left_out:
        all_groups = sensitivity.groups + sensitivity.left_out
        lacking = "groups of points lack a run or a value and are left out whole"
        lines.append(f"{sensitivity.left_out:,} of {all_groups:,} {lacking}")
    if sensitivity.replications < 3:
        needed, known = ("two", "") if sensitivity.replications == 1 else ("three", " with an interval")
        needs = f"it takes {needed} replications to know the seed's share{known}"
        lines.append(f"{sensitivity.replications} of each point: {needs}")
    if sensitivity.seed_variance.share.value > _MOSTLY:
        share = percent(sensitivity.seed_variance.share.value)
        lines.append(f"mostly luck: the seed decides {share} of a single run, and the factors what is left")
    beyond = [
        f"{factor.label} ({_ends(factor.total)})"
        for factor in sensitivity.factors
        if isinstance(factor, SobolIndex) and not 0 <= factor.total.value <= 1
    ]
    if beyond:
        lines.append(f"estimated below 0 or above 100 %, which too few points do (95 %): {', '.join(beyond)}")
    if hidden := [factor.label for factor in sensitivity.factors if not sensitivity.is_distinguishable(factor)]:
        lines.append(f"not distinguishable from no influence (the interval holds 0, or the noise): {', '.join(hidden)}")
    shown = [factor for factor in sensitivity.factors if sensitivity.is_distinguishable(factor)]
    if joint := [factor.label for factor in shown if isinstance(factor, SobolIndex) and factor.first.low <= 0]:
        lines.append(f"not distinguishable from no influence by themselves: {', '.join(joint)}")
    return lines


def _ends(estimate: Estimate) -> str:
    low, high = (f"{100 * end:.0f}".replace("-", "−") for end in (estimate.low, estimate.high))
    return f"{low} to {high} %"


def as_data(sensitivity: Sensitivity) -> dict[str, Any]:
    """Return all of it as data."""
    return {
        "finding": finding(sensitivity),
        "measure": sensitivity.measure,
        "method": sensitivity.design.design,
        "factors": [_as_data(factor) for factor in sensitivity.factors],
        "pairs": [_as_data(pair) for pair in sensitivity.pairs],
        "luck": _as_data(sensitivity.seed_variance),
        "groups": sensitivity.groups,
        "left_out": sensitivity.left_out,
        "replications": sensitivity.replications,
        "notes": notes(sensitivity),
    }


def summary(sensitivity: Sensitivity) -> list[SobolIndex | MorrisEffect]:
    """Return the factors, the strongest first."""
    return list(sensitivity.factors)


def _as_data(part: Any) -> dict[str, Any]:
    return {name: value._asdict() if isinstance(value, Estimate) else value for name, value in asdict(part).items()}

"""What a sensitivity says: which factors decide an outcome, and how surely."""

import math
from dataclasses import asdict
from typing import Any

from wordofmouth.figures.labels import amount, capitalised, difference, heading
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.statistics.seed_variance import Estimate
from wordofmouth.tasks.sensitivity.record import MorrisEffect, Sensitivity, SobolIndex
from wordofmouth.words.numbers import percent


def finding(found: Sensitivity) -> str:
    """Return what decides the outcome in one sentence."""
    asked, (first, *others) = outcome(found.measure), found.factors
    name, told = heading(asked).lower(), found.is_told(first)
    if not told:
        said = f"No factor's influence on {name} stands out from the noise"
    elif isinstance(first, SobolIndex):
        low, high = (percent(min(max(end, 0.0), 1.0)) for end in first.total[1:])
        said = (f"{capitalised(first.label)} decides {strength_text(found, first)} of what differs in {name} "
                f"(95 %: {low.removesuffix(' %')} to {high})")  # fmt: skip
    else:
        _, low, high = first.strength
        ends = " to ".join(amount(asked, max(end, 0.0), (high - low) / 2).removesuffix(" %") for end in (low, high))
        said = (f"{capitalised(first.label)} moves {name} most: by {strength_text(found, first)} over its range "
                f"(95 %: {ends})")  # fmt: skip
    if told and others and found.is_told(others[0]):
        said += f", {others[0].label} {strength_text(found, others[0])}"
    return said if math.isnan(found.luck.share.value) else f"{said}; luck {percent(found.luck.share.value)}"


def strength_text(found: Sensitivity, factor: SobolIndex | MorrisEffect) -> str:
    """Return a factor's strength in words."""
    value, low, high = factor.strength
    if isinstance(factor, SobolIndex):
        return percent(min(max(value, 0.0), 1.0))
    return difference(outcome(found.measure), value, (high - low) / 2)


def notes(found: Sensitivity) -> list[str]:
    """Return what whoever reads it should know."""
    said = []
    if found.left_out:
        said.append(f"{found.left_out:,} of {found.groups + found.left_out:,} groups of points lack a run or a value "
                     "and are left out whole")  # fmt: skip
    if found.replications < 3:
        known = "" if found.replications == 1 else " with an interval"
        said.append(f"{found.replications} of each point: it takes {'two' if not known else 'three'} replications "
                     f"to know luck's share{known}")  # fmt: skip
    if hidden := [factor.label for factor in found.factors if not found.is_told(factor)]:
        said.append(f"not told from no influence (the interval holds 0, or the noise): {', '.join(hidden)}")
    only = [
        factor.label for factor in found.factors
        if isinstance(factor, SobolIndex) and found.is_told(factor) and factor.first.low <= 0
    ]  # fmt: skip
    if only:
        said.append(f"nothing told of what they do by themselves: {', '.join(only)}")
    return said


def as_data(found: Sensitivity) -> dict[str, Any]:
    """Return all of it as data."""
    return {
        "finding": finding(found), "measure": found.measure, "method": found.design.design,
        "factors": [_as_data(factor) for factor in found.factors], "pairs": [_as_data(pair) for pair in found.pairs],
        "luck": _as_data(found.luck), "groups": found.groups, "left_out": found.left_out,
        "replications": found.replications, "notes": notes(found),
    }  # fmt: skip


def summary(found: Sensitivity) -> list[SobolIndex | MorrisEffect]:
    """Return the factors, the strongest first."""
    return list(found.factors)


def _as_data(part: Any) -> dict[str, Any]:
    return {name: value._asdict() if isinstance(value, Estimate) else value for name, value in asdict(part).items()}

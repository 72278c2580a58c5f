"""What a discovery says: in which box of factors it holds, how often there, and how much of all that is."""

import math
from typing import Any, NamedTuple

from wordofmouth.statistics.exploring.prim import Box, Side
from wordofmouth.tasks.sensitivity.discover.record import Discovery
from wordofmouth.tasks.sweep.labels import FactorWords, value_text
from wordofmouth.words.notation import FIRST, notation
from wordofmouth.words.numbers import percent
from wordofmouth.words.sentences import capitalised

# Of the points, from where on the runs are too few to tell at which of them it holds.
_MANY_UNTOLD = 0.1


def finding(discovery: Discovery) -> str:
    """Return where it holds, in one sentence."""
    what = asked_text(discovery)
    if not discovery.is_distinguishable:
        return f"No box of factors stands out in which {what} more often than by chance"
    box = discovery.boxes[0].box
    density, coverage, share = (percent(each) for each in (box.density, box.coverage, discovery.share))
    return (
        f"{capitalised(what)} at {density} of the points with {box_text(discovery, box)}, and at {share} of all; "
        f"{coverage} of those at which it does are there"
    )


def asked_text(discovery: Discovery) -> str:
    """Return what was asked, in words."""
    return " and ".join(each.words for each in discovery.where)


def box_text(discovery: Discovery, box: Box) -> str:
    """Return what a box restricts, in words."""
    return notation(FIRST).listed([side_text(discovery.words[path], side) for path, side in box.sides.items()])


def side_text(words: FactorWords, side: Side) -> str:
    """Return what a box allows of one factor: ``price at most 41``, ``quality 0.6 to 0.8``, ``network among …``."""
    if side.names:
        return f"{words.label} {' or '.join(value_text(name) for name in side.names)}"
    low, high = (value_text(end) if math.isfinite(end) else "" for end in (side.low, side.high))
    if low and high:
        return f"{words.label} {low} to {high}"
    return f"{words.label} at least {low}" if low else f"{words.label} at most {high}"


def notes(discovery: Discovery) -> list[str]:
    """Return what whoever reads it should know."""
    lines, n = [], len(discovery.cases)
    if discovery.density and discovery.boxes and discovery.boxes[0].box.density < discovery.density:
        lines.append(f"no box is as dense as was asked ({percent(discovery.density)}): this is the densest")
    if discovery.left_out:
        all_points = n + discovery.left_out
        lines.append(f"{discovery.left_out:,} of {all_points:,} points lack a run or a value and are left out")
    if discovery.replications < 2:
        lines.append("one run of each point: at how many points chance decides is not known; two runs tell")
    elif discovery.untold:
        share = discovery.untold / n
        more = ": simulation noise blurs the box; more replications help" if share > _MANY_UNTOLD else ""
        lines.append(f"at {discovery.untold:,} of {n:,} points the runs cannot tell whether it holds{more}")
    lines.append(
        "a box was searched for, so what is said of its points is better than what new points would show: "
        "run some inside it"
    )
    if discovery.design.design == "list":
        lines.append(
            "the points are a list: shares are of this list, and where factors go together either may be named"
        )
    return lines


def as_data(discovery: Discovery) -> dict[str, Any]:
    """Return all of it as data."""
    return {
        "finding": finding(discovery),
        "where": [each.text for each in discovery.where],
        "points": len(discovery.cases),
        "cases": int(discovery.cases.sum()),
        "boxes": [
            {
                "sides": {path: _side(side) for path, side in each.box.sides.items()},
                "points": each.box.points,
                "cases": each.box.cases,
                "coverage": each.box.coverage,
                "density": each.box.density,
                "quasi_p": dict(each.box.quasi_p),
                "p": each.p,
                "trajectory": [step._asdict() for step in each.trajectory],
            }
            for each in discovery.boxes
        ],
        "is_distinguishable": discovery.is_distinguishable,
        "untold": discovery.untold,
        "left_out": discovery.left_out,
        "replications": discovery.replications,
        "notes": notes(discovery),
    }


def _side(side: Side) -> dict[str, Any]:
    if side.names:
        return {"names": list(side.names)}
    return {name: end for name, end in (("low", side.low), ("high", side.high)) if math.isfinite(end)}


class BoxSummary(NamedTuple):
    """A box in words, with what is in it, and how often chance makes one as good."""

    box: str
    points: int
    cases: int
    coverage: float
    density: float
    p: float


def summary(discovery: Discovery) -> list[BoxSummary]:
    """Return the boxes, a row each."""
    return [
        BoxSummary(box_text(discovery, box), box.points, box.cases, box.coverage, box.density, p)
        for box, _, p in discovery.boxes
    ]

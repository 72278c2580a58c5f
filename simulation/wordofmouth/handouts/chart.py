"""Chart: graph paper as SVG, empty for a pencil or with the curve that came out; text stays text, and prints sharp."""

from collections.abc import Sequence
from typing import NamedTuple

from wordofmouth.lessons.lesson import Step
from wordofmouth.lessons.prediction import Curve
from wordofmouth.lessons.verdict import axis_of, ticks
from wordofmouth.reports.html import Html, element, joined
from wordofmouth.words.catalogue import Words

# In units of the drawing: its size, and what the numbers beside the axes take.
_WIDTH, _HEIGHT = 640, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 10, 34
_WEEKS_APART = (1, 2, 4, 8, 13, 26, 52)
_MOST_NUMBERS = 14
# Told apart in print without colour: by dashes.
_DASHES = ("6 4", "2 3", "10 3 2 3")


class Known(NamedTuple):
    """A curve that stands on the paper beforehand: what it is called, and its values by week."""

    label: str
    mean: Sequence[float]


def chart(step: Step, weeks: int, say: Words, known: Sequence[Known] = (), result: Curve | None = None) -> Html:
    """Return the graph paper of a step, with the curves that are known, and that which came out if it is to be shown.

    Args:
        step: which says what is drawn and how far the axis goes.
        weeks: of the market.
        say: the words of the sheet's language.
        known: at most three curves.
        result: mean and band over runs.
    """
    bottom, top = step.drawn.bottom, step.end_of_axis

    def x(week: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * week / weeks

    def y(value: float) -> float:
        inside = min(max((value - bottom) / (top - bottom), 0.0), 1.0)
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - inside)

    def line(values: Sequence[float]) -> str:
        return " ".join(f"{x(week):.1f},{y(value):.1f}" for week, value in enumerate(values, 1))

    apart = next((gap for gap in _WEEKS_APART if weeks / gap <= _MOST_NUMBERS), weeks)
    levels = [(y(float(tick["value"])), str(tick["text"])) for tick in ticks(step, say)]
    parts = [
        *(joined((_rule(_LEFT, place, _WIDTH - _RIGHT, place), _left(place, text))) for place, text in levels),
        *(
            joined((_rule(x(week), _TOP, x(week), _HEIGHT - _BOTTOM), _below(x(week), say.number(week))))
            for week in range(0, weeks + 1, apart)
        ),
        _text(_WIDTH - _RIGHT, _HEIGHT - 4, say("lessons.weeks"), "end"),
    ]
    if result is not None:
        there = [f"{x(week):.1f},{y(value):.1f}" for week, value in enumerate(result.high, 1)]
        back = [f"{x(week):.1f},{y(value):.1f}" for week, value in reversed([*enumerate(result.low, 1)])]
        parts.append(element("polygon", points=" ".join([*there, *back]), class_="band"))
    parts += [
        element("polyline", points=line(curve.mean), class_="known", stroke_dasharray=dashes)
        for curve, dashes in zip(known, _DASHES, strict=False)
    ]
    if result is not None:
        parts.append(element("polyline", points=line(result.mean), class_="result"))
    drawing = element("svg", *parts, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=axis_of(step, say))
    legend = [_legend(curve.label, "known", dashes) for curve, dashes in zip(known, _DASHES, strict=False)]
    return joined((element("p", axis_of(step, say), class_="axis"), drawing, element("p", *legend, class_="legend")))


def _legend(label: str, kind: str, dashes: str) -> Html:
    sample = element("line", x1="0", y1="6", x2="34", y2="6", class_=kind, stroke_dasharray=dashes)
    return element("span", element("svg", sample, viewBox="0 0 34 12", width="34", height="12"), f" {label}")


def _rule(left: float, top: float, right: float, bottom: float) -> Html:
    return element("line", x1=f"{left:.1f}", y1=f"{top:.1f}", x2=f"{right:.1f}", y2=f"{bottom:.1f}", class_="grid")


def _left(place: float, text: str) -> Html:
    return _text(_LEFT - 6, place + 4, text, "end")


def _below(place: float, text: str) -> Html:
    return _text(place, _HEIGHT - _BOTTOM + 16, text, "middle")


def _text(left: float, top: float, text: str, anchor: str) -> Html:
    return element("text", text, x=f"{left:.1f}", y=f"{top:.1f}", text_anchor=anchor)

"""The figure of a response curve: the outcome against what the campaign costs, and what each step brings."""

from itertools import pairwise
from typing import TYPE_CHECKING

from wordofmouth.figures import labels as axis_words
from wordofmouth.figures.style import BRANDS, QUIET, house_style, panel
from wordofmouth.tasks.response.curve import Curve, Point
from wordofmouth.tasks.response.finding import finding
from wordofmouth.tasks.response.layout import against_cost, titled, two_boxes, words_of
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.words.catalogue import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What the numbers beside an axis take, in inches.
_TICKS = 0.85


def response_figure(result: SweepResult, curve: Curve | None, say: Words | None = None) -> "Figure":
    """Return the figure of a response curve, in English unless other words are given."""
    say = words_of(result, say)
    with house_style():
        figure, top = titled(result, finding(result, curve, say), say)
        if curve is None:
            return figure
        (box, left), (beside, middle) = two_boxes(top, _TICKS)
        axes = panel(figure, box, curve.asked.heading_in(say), say("response.of_points"), left)
        scale = axis_words.scale(curve.asked)
        _draw_points(axes, curve.points, scale)
        _mark(axes, curve, scale, say)
        steps = panel(figure, beside, say("response.steps"), say("response.of_steps"), middle)
        _draw_steps(steps, curve.points, scale)
        for one in (axes, steps):
            against_cost(one, say)
    return figure


def _draw_points(axes: "Axes", points: tuple[Point, ...], scale: float) -> None:
    style = BRANDS[0]
    costs = [point.cost.mean for point in points]
    axes.plot(costs, [scale * point.outcome.mean for point in points], color=style.color, linewidth=2.4, marker="o")
    for point in points:
        axes.plot([point.cost.mean] * 2, [scale * point.outcome.low, scale * point.outcome.high], color=style.color)


def _mark(axes: "Axes", curve: Curve, scale: float, say: Words) -> None:
    """Mark the best point and that of no further return, if it was reached."""
    marks = [(curve.best, "response.is_best", BRANDS[1]), (curve.enough, "response.is_enough", BRANDS[2])]
    for place, key, style in marks[: 1 if curve.is_open else 2]:
        point = curve.points[place]
        axes.plot(
            [point.cost.mean], [scale * point.outcome.mean], marker=style.marker, markersize=14, linestyle="none",
            markerfacecolor="none", markeredgecolor=style.color, markeredgewidth=2.2, label=say(key), zorder=5,
        )  # fmt: skip
    axes.legend(frameon=False, loc="lower right")


def _draw_steps(axes: "Axes", points: tuple[Point, ...], scale: float) -> None:
    axes.axhline(0, color=QUIET, linewidth=1.5)
    for before, point in pairwise(points):
        step = point.marginal
        if step.mean == step.mean:
            middle = (before.cost.mean + point.cost.mean) / 2
            axes.plot([before.cost.mean, point.cost.mean], [scale * step.mean] * 2, color=BRANDS[0].color, linewidth=3)
            axes.plot([middle] * 2, [scale * step.low, scale * step.high], color=BRANDS[0].color)

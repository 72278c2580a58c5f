"""The figure of a response curve: the outcome against what the campaign costs, and what each step brings."""

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from wordofmouth.figures import labels as axis_words
from wordofmouth.figures.style import (
    BRANDS,
    HEADING_HEIGHT,
    MARGIN,
    QUIET,
    WIDTH,
    house_style,
    page,
    panel,
    write_title,
)
from wordofmouth.tasks.response.curve import Curve, Point
from wordofmouth.tasks.response.finding import finding
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import about_market

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BOTTOM, _TICKS, _GAP = 0.95, 0.85, 0.6


def response_figure(result: SweepResult, curve: Curve | None, say: Words | None = None) -> "Figure":
    """Return the figure of a response curve, in English unless other words are given."""
    from matplotlib.ticker import MaxNLocator

    base = result.design.base
    say = (say or Words()).of_market(base.model_dump())
    with house_style():
        figure = page()
        runs = say("counted.runs", count=result.manifest.runs)
        about = "  ·  ".join([base.title or base.name, *about_market(base.model_dump(), say), runs])
        top = write_title(figure, finding(result, curve, say), about)
        if curve is None:
            return figure
        width = (WIDTH - 2 * MARGIN - _GAP) / 2 - _TICKS
        height = top - HEADING_HEIGHT - _BOTTOM
        box = (MARGIN + _TICKS, _BOTTOM, width, height)
        axes = panel(figure, box, curve.asked.heading_in(say), say("response.of_points"), MARGIN)
        scale = axis_words.scale(curve.asked)
        _draw_points(axes, curve.points, scale)
        _mark(axes, curve, scale, say)
        left = MARGIN + width + _TICKS + _GAP
        steps = panel(figure, (left + _TICKS, *box[1:]), say("response.steps"), say("response.of_steps"), left)
        _draw_steps(steps, curve.points, scale)
        for one in (axes, steps):
            one.grid(visible=True, axis="y")
            one.set_xlabel(say("response.cost"))
            one.xaxis.set_major_locator(MaxNLocator(5))
            for axis in (one.xaxis, one.yaxis):
                axis.set_major_formatter(partial(axis_words.tick, say=say))
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

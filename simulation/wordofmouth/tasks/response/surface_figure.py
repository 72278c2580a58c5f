"""The figure of a response surface: the outcome over both fields, and what each step of either brings."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

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
from wordofmouth.tasks.response.finding import finding_of_two
from wordofmouth.tasks.response.surface import Surface
from wordofmouth.tasks.sweep.labels import FactorWords, value_text
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import about_market

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BOTTOM, _TICKS, _GAP = 0.95, 0.95, 0.6
_COLORS = "cividis"


def surface_figure(result: SweepResult, surface: Surface | None, say: Words | None = None) -> "Figure":
    """Return the figure of a response surface, in English unless other words are given."""
    base = result.design.base
    say = (say or Words()).of_market(base.model_dump())
    with house_style():
        figure = page()
        runs = say("counted.runs", count=result.manifest.runs)
        about = "  ·  ".join([base.title or base.name, *about_market(base.model_dump(), say), runs])
        top = write_title(figure, finding_of_two(result, surface, say), about)
        if surface is None:
            return figure
        labels = [FactorWords.all_of(result.design, say)[path].label for path in surface.paths]
        width, height = (WIDTH - 2 * MARGIN - _GAP) / 2 - _TICKS, top - HEADING_HEIGHT - _BOTTOM
        heading = say("response.over_both", outcome=surface.asked.heading_in(say))
        unit = f"{axis_words.unit(surface.asked, say=say)}, {say('response.over_both_unit')}"
        axes = panel(figure, (MARGIN + _TICKS, _BOTTOM, width, height), heading, unit, MARGIN)
        _draw_places(axes, surface, labels, say)
        left = MARGIN + width + _TICKS + _GAP
        box = (left + _TICKS, _BOTTOM, width, height)
        steps = panel(figure, box, say("response.steps_of_each"), say("response.steps_of_each_unit"), left)
        _draw_steps(steps, surface, labels, say)
    return figure


def _draw_places(axes: "Axes", surface: Surface, labels: list[str], say: Words) -> None:
    """Draw what each pair of values comes to as a colour and a number, and frame the two that the title names."""
    from matplotlib.patches import Rectangle

    scale = axis_words.scale(surface.asked)
    means = np.array([[np.nan if one is None else scale * one.outcome.mean for one in row] for row in surface.places])
    axes.imshow(means, origin="lower", aspect="auto", cmap=_COLORS)
    middle = (np.nanmin(means) + np.nanmax(means)) / 2
    for (row, column), value in np.ndenumerate(means):
        if value == value:
            text = axis_words.tick(float(f"{value:.3g}"), say=say)
            axes.text(column, row, text, ha="center", va="center", color="black" if value > middle else "white")
    for place, key, style in ((surface.enough, "response.is_enough", "--"), (surface.best, "response.is_best", "-")):
        row, column = (levels.index(value) for levels, value in zip(surface.levels, place.values, strict=True))
        corner = (column - 0.46, row - 0.46)
        axes.add_patch(Rectangle(corner, 0.92, 0.92, fill=False, edgecolor="white", linewidth=4))
        axes.add_patch(
            Rectangle(corner, 0.92, 0.92, fill=False, edgecolor="black", linewidth=2, linestyle=style, label=say(key))
        )
    axes.set_yticks(range(len(surface.levels[0])), [value_text(value) for value in surface.levels[0]])
    axes.set_xticks(range(len(surface.levels[1])), [value_text(value) for value in surface.levels[1]])
    axes.set(ylabel=labels[0], xlabel=labels[1])
    axes.grid(visible=False)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(-0.02, -0.09), ncols=2)


def _draw_steps(axes: "Axes", surface: Surface, labels: list[str], say: Words) -> None:
    from matplotlib.ticker import MaxNLocator

    scale = axis_words.scale(surface.asked)
    axes.axhline(0, color=QUIET, linewidth=1.5)
    for field, label in enumerate(labels):
        steps = [(place.cost.mean, place.marginals[field]) for place in surface.along(field)]
        known = [(cost, step) for cost, step in steps if step.mean == step.mean]
        style = BRANDS[field]
        axes.plot(
            [cost for cost, _ in known],
            [scale * step.mean for _, step in known],
            color=style.color,
            marker=style.marker,
            linewidth=2.4,
            label=label,
        )
        for cost, step in known:
            axes.plot([cost] * 2, [scale * step.low, scale * step.high], color=style.color)
    axes.grid(visible=True, axis="y")
    axes.set_xlabel(say("response.cost"))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(partial(axis_words.tick, say=say))
    axes.legend(frameon=False, loc="upper right")

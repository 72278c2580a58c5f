"""The figure of a response surface: the outcome over both fields, and what each step of either brings."""

from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.figures import labels as axis_words
from wordofmouth.figures.style import BRANDS, QUIET, house_style, panel
from wordofmouth.tasks.response.finding import finding_of_two
from wordofmouth.tasks.response.layout import against_cost, titled, two_boxes, words_of
from wordofmouth.tasks.response.surface import Surface
from wordofmouth.tasks.sweep.labels import FactorWords, value_text
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.words.catalogue import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What the numbers beside an axis take, in inches.
_TICKS = 0.95
_COLORS = "cividis"


def surface_figure(result: SweepResult, surface: Surface | None, say: Words | None = None) -> "Figure":
    """Return the figure of a response surface, in English unless other words are given."""
    say = words_of(result, say)
    with house_style():
        figure, top = titled(result, finding_of_two(result, surface, say), say)
        if surface is None:
            return figure
        labels = [FactorWords.all_of(result.design, say)[path].label for path in surface.paths]
        (box, left), (beside, middle) = two_boxes(top, _TICKS)
        heading = say("response.over_both", outcome=surface.asked.heading_in(say))
        unit = f"{axis_words.unit(surface.asked, say=say)}, {say('response.over_both_unit')}"
        _draw_places(panel(figure, box, heading, unit, left), surface, labels, say)
        steps = panel(figure, beside, say("response.steps_of_each"), say("response.steps_of_each_unit"), middle)
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
    against_cost(axes, say)
    axes.legend(frameon=False, loc="upper right")

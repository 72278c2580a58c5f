"""The figure of a valuation: what each customer is worth against what the customer's own purchases bring."""

from functools import partial
from typing import TYPE_CHECKING

from wordofmouth.figures.labels import tick
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
from wordofmouth.tasks.value.finding import finding
from wordofmouth.tasks.value.record import Values
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import people_and_market

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BOTTOM, _TICKS, _MOST_LABELS = 0.95, 0.95, 5
# What a label takes of the axes, across and up.
_ROOM, _LINE = 0.15, 0.06


def value_figure(values: Values, say: Words | None = None) -> "Figure":
    """Return the figure of a valuation, in English unless other words are given."""
    scenario = values.scenario.model_dump()
    say = (say or Words()).of_market(scenario)
    with house_style():
        figure = page()
        market = people_and_market(scenario, values.network.n, say)
        runs = say("counted.runs", count=values.replications)
        about = "  ·  ".join([values.scenario.title or values.scenario.name, *market, runs])
        top = write_title(figure, finding(values, say), about)
        box = (MARGIN + _TICKS, _BOTTOM, WIDTH - 2 * MARGIN - _TICKS, top - HEADING_HEIGHT - _BOTTOM)
        unit = say("value.total_unit", weeks=values.scenario.weeks)
        _draw(panel(figure, box, say("value.total"), unit, MARGIN), values, say)
    return figure


def _draw(axes: "Axes", values: Values, say: Words) -> None:
    from matplotlib.ticker import FuncFormatter

    style, all_own = BRANDS[0], [float(worth.own.mean()) for worth in values.worths]
    for own, worth in zip(all_own, values.worths, strict=True):
        total = worth.mean("total")
        axes.plot([own] * 2, [total.low, total.high], color=style.color, alpha=0.5, linewidth=1.5)
        axes.plot([own], [total.mean], color=style.color, marker="o", linestyle="none", markersize=8)
    low, high = min(all_own), max(all_own)
    room = (high - low) * 0.1 or max(abs(high), 1.0) * 0.1
    ends = [low - room, high + room]
    axes.plot(ends, ends, color=QUIET, linewidth=1.5, linestyle=(0, (4, 3)), label=say("value.own_alone"))
    axes.set_xlim(*ends)
    axes.margins(y=0.15)
    _label(axes, values)
    axes.set_xlabel(say("value.own"))
    axes.legend(frameon=False, loc="upper left")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(partial(tick, say=say)))


def _label(axes: "Axes", values: Values) -> None:
    """Label the most valuable, but for those whose label would lie on another's."""
    left, bottom = axes.transData.inverted().transform(axes.transAxes.transform((0, 0)))
    right, top = axes.transData.inverted().transform(axes.transAxes.transform((1, 1)))
    taken: list[tuple[float, float]] = []
    for worth in values.worths[:_MOST_LABELS]:
        x, y = float(worth.own.mean()), float(worth.total.mean())
        across, up = (x - left) / (right - left), (y - bottom) / (top - bottom)
        if any(abs(across - other) < _ROOM and abs(up - height) < _LINE for other, height in taken):
            continue
        taken.append((across, up))
        is_last = across > 1 - _ROOM
        axes.annotate(
            values.label(worth),
            (x, y),
            (-9 if is_last else 9, -4),
            textcoords="offset points",
            ha="right" if is_last else "left",
        )

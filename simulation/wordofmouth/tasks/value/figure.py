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
    for place, (own, worth) in enumerate(zip(all_own, values.worths, strict=True)):
        total = worth.mean("total")
        axes.plot([own] * 2, [total.low, total.high], color=style.color, alpha=0.5, linewidth=1.5)
        axes.plot([own], [total.mean], color=style.color, marker="o", linestyle="none", markersize=8)
        if place < _MOST_LABELS:
            axes.annotate(values.label(worth), (own, float(total.mean)), (9, -4), textcoords="offset points")
    low, high = min(all_own), max(all_own)
    room = (high - low) * 0.1 or max(abs(high), 1.0) * 0.1
    ends = [low - room, high + room]
    axes.plot(ends, ends, color=QUIET, linewidth=1.5, linestyle=(0, (4, 3)), label=say("value.own_alone"))
    axes.set_xlim(*ends)
    axes.margins(y=0.15)
    axes.set_xlabel(say("value.own"))
    axes.legend(frameon=False, loc="upper left")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(partial(tick, say=say)))

"""The optimisation's figure: what the best campaign is worth, what money buys, what caution costs, what is changed."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.figures import labels as axis_words
from wordofmouth.figures.style import (
    BRANDS,
    HEADING_HEIGHT,
    HEADING_SIZE,
    MARGIN,
    QUIET,
    TEXT_SIZE,
    WHITE_EDGE,
    WIDTH,
    house_style,
    page,
    panel,
    shortened,
    write,
    write_title,
)
from wordofmouth.tasks.optimise.finding import Gained, amount_text, changes, finding, interval_text, summary
from wordofmouth.tasks.optimise.goal import NOTHING, OWN
from wordofmouth.tasks.optimise.record import Optimised, SearchPoint
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

type Box = tuple[float, float, float, float]
type Place = tuple[float, float]

_BOTTOM, _ROW, _MOST_ROWS = 0.3, 0.31, 8
_TICKS, _GAP, _BETWEEN = 0.8, 0.7, 1.0
# Where the columns of the tables begin, and where they end.
_OF_CHANGES, _OF_GAINS = (0.0, 3.5, 4.75, 5.9), (0.0, 1.7, 2.95, 6.0)
_SHORT = {OWN: "own campaign", NOTHING: "doing nothing"}
_BEST, _OWN = BRANDS[0], BRANDS[1]
# How far beyond the budget campaigns are drawn.
_BEYOND = 1.4


def optimisation_figure(result: Optimised) -> "Figure":
    """Return the figure of an optimisation."""
    changed = changes(result)[:_MOST_ROWS]
    tables_top = _BOTTOM + _ROW * max(len(changed), 2) + 0.1
    main_bottom = tables_top + _BETWEEN
    with house_style():
        figure = page()
        top = write_title(figure, finding(result), result.subtitle.replace(" · ", "  ·  "))
        height, width = top - HEADING_HEIGHT - main_bottom, (WIDTH - 2 * MARGIN - _GAP) / 2
        _draw_cost(figure, (MARGIN + _TICKS, main_bottom, width - _TICKS, height), result)
        _draw_caution(figure, (MARGIN + width + _GAP + _TICKS, main_bottom, width - _TICKS, height), result)
        _write_table(figure, (MARGIN, tables_top), _OF_CHANGES, ("What is varied", "own", "best"), changed)
        gained = [
            (
                _SHORT[row.beside],
                _in_millions(amount_text(result, row.promised, row.fresh, sign=True)),
                _in_millions(_gain_text(result, row)),
            )
            for row in summary(result)
        ]
        heads = ("Best beside", "as searched", "in new random runs (95 %)")
        _write_table(figure, (MARGIN + width + _GAP, tables_top), _OF_GAINS, heads, gained)
    return figure


def _in_millions(text: str) -> str:
    """Return a text whose numbers from a million on are in millions, where there is no room for all their digits."""
    return re.sub(r"\d{1,3}(,\d{3}){2,}", lambda number: f"{float(number[0].replace(',', '')) / 1e6:.3g} M", text)


def _draw_cost(figure: "Figure", box: Box, result: Optimised) -> None:
    """Draw what each campaign costs and gains, which are beaten by none, and what is left of the best."""
    scale, budget, points = axis_words.scale(result.outcome), result.goal.budget, list(result.points.values())
    axes = panel(
        figure,
        box,
        "What money buys",
        f"{_unit(result)} more than doing nothing, on average",
        box[0] - _TICKS,
    )
    reach = _BEYOND * max(budget, result.points[OWN].cost if OWN in result.points else 0, 1e-9)
    _draw_tried(axes, [(point.cost, scale * point.mean) for point in points])
    front = [(point.cost, scale * point.mean) for point in result.cost_front()]
    _draw_front(axes, [*front, (max(reach, front[-1][0]), front[-1][1])], drawstyle="steps-post")
    axes.axvline(budget, color=QUIET, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.annotate(
        "budget",
        (budget, 0.03),
        xycoords=axes.get_xaxis_transform(),
        xytext=(5, 0),
        textcoords="offset points",
        color=QUIET,
    )
    fresh = result.fresh_gain(1)
    errors = [[scale * (fresh.difference - fresh.low)], [scale * (fresh.high - fresh.difference)]]
    axes.errorbar(
        [result.cost],
        [scale * fresh.difference],
        yerr=errors,
        color=_BEST.color,
        marker=_BEST.marker,
        markersize=8,
        linewidth=2.2,
        zorder=5,
        **WHITE_EDGE,
    )
    _mark(axes, result, lambda point: (point.cost, scale * point.mean))
    axes.set_xlim(-0.02 * reach, reach)
    values = [scale * point.mean for point in points if point.cost <= budget]
    axes.set_ylim(*_window(values, axes, 1, [scale * fresh.low, scale * fresh.high]))
    _write_ticks(axes)
    axes.set_xlabel("cost of the campaign")


def _draw_caution(figure: "Figure", box: Box, result: Optimised) -> None:
    """Draw what campaigns within the budget gain on average and in the worst runs."""
    scale = axis_words.scale(result.outcome)
    heading = f"Mean against the worst {percent(result.caution)} of runs"
    meaning = f"{_unit(result)} more than doing nothing in the worst, within the budget"
    axes = panel(figure, box, heading, meaning, box[0] - _TICKS)
    places = [
        (scale * point.mean, scale * point.worst)
        for point in result.points.values()
        if point.cost <= result.goal.budget
    ]
    _draw_tried(axes, places)
    _draw_front(axes, [(scale * point.mean, scale * point.worst) for point in result.risk_front()])
    _mark(axes, result, lambda point: (scale * point.mean, scale * point.worst))
    fresh = [scale * result.fresh_gain(share).difference for share in (1, result.caution)]
    axes.plot(
        *[[value] for value in fresh],
        color=_BEST.color,
        marker=_BEST.marker,
        markersize=8,
        linestyle="none",
        zorder=5,
        label="best, in new random runs",
        **WHITE_EDGE,
    )
    axes.set_xlim(*_window([x for x, _ in places], axes, 0))
    axes.set_ylim(*_window([y for _, y in places], axes, 1))
    _write_ticks(axes)
    axes.set_xlabel("on average")
    axes.grid(visible=True, axis="x")
    axes.legend(loc="lower right", fontsize=TEXT_SIZE, facecolor="white", edgecolor="none", framealpha=1)


def _draw_tried(axes: "Axes", places: Sequence[Place]) -> None:
    x, y = zip(*places, strict=True)
    axes.scatter(x, y, s=24, color=QUIET, alpha=0.4, linewidth=0, label="tried")


def _draw_front(axes: "Axes", places: Sequence[Place], **how: Any) -> None:
    axes.plot(*zip(*places, strict=True), color=_BEST.color, linewidth=1.6, alpha=0.7, label="beaten by none", **how)


def _mark(axes: "Axes", result: Optimised, place_of: Callable[[SearchPoint], Place]) -> None:
    """Mark the scenario's own campaign and the best one as they came out in the search."""
    for name, style, label in ((OWN, _OWN, "the scenario's own"), (result.chosen, _BEST, "best, as searched")):
        if name in result.points and (name, style) != (OWN, _BEST):
            axes.plot(
                *[[value] for value in place_of(result.points[name])],
                marker=style.marker,
                markersize=11,
                markerfacecolor="none",
                markeredgecolor=style.color,
                markeredgewidth=2.0,
                linestyle="none",
                zorder=6,
                label=label,
            )


def _window(values: Sequence[float], axes: "Axes", way: int, besides: Sequence[float] = ()) -> tuple[float, float]:
    """Return between what an axis shows the better half of the campaigns, and whatever is marked besides."""
    lines = (line for line in axes.lines if line.get_marker() not in ("", "None"))
    marked = [*besides, *(float(np.asarray(line.get_xydata())[0, way]) for line in lines)]
    low = min([float(np.median(values)), *marked])
    high = max([*values, *marked])
    room = 0.08 * (high - low) or 1.0
    return low - room, high + room


def _write_ticks(axes: "Axes") -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    for axis, ends, most in ((axes.xaxis, axes.get_xlim(), 6), (axes.yaxis, axes.get_ylim(), 7)):
        largest = max(map(abs, ends))
        divisor, suffix = (1e6, " M") if largest >= 2e6 else (1e3, " k") if largest >= 2e4 else (1, "")
        axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(
            FuncFormatter(
                lambda value, _, divisor=divisor, suffix=suffix: (
                    f"{value / divisor:,g}{suffix if value else ''}".replace("-", "−")
                )
            )
        )


def _write_table(
    figure: "Figure", corner: Place, columns: Sequence[float], heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Write rows of cells below their heads; ``columns`` are where each begins, and where the last ends."""
    left, top = corner
    for place, head in zip(columns, heads, strict=False):
        look = {"color": QUIET} if place else {"weight": "bold"}
        write(figure, left + place, top, head, TEXT_SIZE if place else HEADING_SIZE, **look)
    for number, row in enumerate(rows):
        for place, room, text in zip(columns, np.diff(columns), row, strict=False):
            write(figure, left + place, top - 0.35 - _ROW * number, shortened(text, TEXT_SIZE, room - 0.1), TEXT_SIZE)


def _gain_text(result: Optimised, row: Gained) -> str:
    amount = amount_text(result, row.fresh.difference, row.fresh, sign=True)
    return f"{amount}  ({interval_text(result, row.fresh)})"


def _unit(result: Optimised) -> str:
    return axis_words.unit(result.outcome, is_difference=True, say=Words().of_market(result.manifest.scenario))

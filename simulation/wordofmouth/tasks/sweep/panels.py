"""Panels of a sweep's figure: means along a factor, points beside their trend, a heat map, rows with intervals."""

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.figures import labels as axis_words
from wordofmouth.figures.labels import tick
from wordofmouth.figures.style import (
    BRANDS,
    HEADING_SIZE,
    INK,
    QUIET,
    TEXT_SIZE,
    WHITE_EDGE,
    BrandStyle,
    panel,
    shortened,
    size_of,
    text_width,
)
from wordofmouth.statistics.outcomes import Outcome
from wordofmouth.tasks.sweep.labels import FactorWords, is_number, value_text
from wordofmouth.tasks.sweep.trends import Trend
from wordofmouth.words.catalogue import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

type Box = tuple[float, float, float, float]

# Steps this unequal would crowd on a scale that is true to them.
_UNEVEN, _CROWDED = 6.0, 20
_TICK_ROOM, _MOST_CELLS_WRITTEN = 0.15, 12
_SCALE_ROOM, _COLORS = 1.25, "cividis"


def is_uneven(levels: Sequence[Any]) -> bool:
    """Tell whether the values of a factor stand side by side and not on a scale: words, and numbers far apart."""
    if not all(map(is_number, levels)):
        return True
    steps = np.diff(np.asarray(levels, dtype=np.float64))
    return len(steps) > 0 and steps.max() > _UNEVEN * steps.min()


def places_of(levels: Sequence[Any]) -> Array:
    """Return where the values of a factor stand on its axis."""
    return np.arange(len(levels)) if is_uneven(levels) else np.asarray(levels, dtype=np.float64)


def set_levels(axes: "Axes", levels: Sequence[Any], words: FactorWords, say: Words, *, is_even: bool = False) -> None:
    """Let the axis show the values of a factor, as many as find room, and what it is."""
    is_even = is_even or is_uneven(levels)
    places = np.arange(len(levels)) if is_even else places_of(levels)
    margin = 0.5 if is_even else 0.06 * np.ptp(places)
    width, limits = size_of(axes)[0], (places.min() - margin, places.max() + margin)
    least_room = width * np.diff(places).min() / (limits[1] - limits[0]) if len(places) > 1 else width
    texts = [shortened(value_text(level, say), TEXT_SIZE, max(least_room - _TICK_ROOM, 0.9)) for level in levels]
    every = math.ceil((max(text_width(text, TEXT_SIZE) for text in texts) + _TICK_ROOM) / least_room)
    axes.set_xticks(places[::every], texts[::every])
    axes.set(xlim=limits, xlabel=words.within(width, say))


def set_values(axes: "Axes", means: Array, asked: Outcome, say: Words, is_difference: bool = False) -> None:
    """Let the axis run a little beyond the lowest and highest of means and ends (3, n), within what there can be."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    low, high = np.nanmin(means), np.nanmax(means)
    margin = 0.07 * (high - low) or max(abs(high) * 0.05, 0.5)
    is_share = asked.unit == "share" and not is_difference
    least, most = (0.0, 100.0) if is_share else (-np.inf, np.inf)
    axes.set(ylim=(max(low - margin, least - margin / 3), min(high + margin, most + margin / 3)))
    axes.yaxis.set_major_locator(MaxNLocator(max(3, int(size_of(axes)[1] / 0.4)), steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(partial(tick, say=say)))


def draw_levels(
    axes: "Axes", levels: Sequence[Any], means: Array, style: BrandStyle = BRANDS[0], shift: float = 0.0
) -> None:
    """Draw means with their intervals along a factor: a line in its band for numbers, dots with bars for words.

    The ``means`` (3, levels) are means, and the low and high ends of their intervals; NaN where there is none.
    """
    places = places_of(levels) + (0 if all(map(is_number, levels)) else shift)
    known = ~np.isnan(means[0])
    places, (means, lows, highs) = places[known], means[:, known]
    if all(map(is_number, levels)):
        axes.fill_between(places, lows, highs, color=style.color, alpha=0.2, linewidth=0)
        axes.plot(places, means, color=style.color, linestyle=style.dashes, linewidth=2.6, zorder=3)
    is_crowded = len(places) > _CROWDED
    if not is_crowded:
        axes.vlines(places, lows, highs, color=style.color, linewidth=2.4, zorder=3)
    size = 4 if is_crowded else 9
    axes.plot(
        places,
        means,
        linestyle="none",
        color=style.color,
        marker=style.marker,
        markersize=size,
        clip_on=False,
        zorder=4,
        **WHITE_EDGE,
    )


def draw_trend(axes: "Axes", trend: Trend, by: float, is_log: bool, words: FactorWords, say: Words) -> None:
    """Draw the outcome of every point against a factor, and their smoothed mean."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    if all(map(is_number, trend.places)):
        if is_log:
            axes.set_xscale("log")
            axes.minorticks_off()
        else:
            axes.xaxis.set_major_locator(MaxNLocator(max(2, int(size_of(axes)[0] / 0.75)), steps=[1, 2, 2.5, 5, 10]))
        axes.xaxis.set_major_formatter(FuncFormatter(partial(tick, say=say)))
        axes.scatter(trend.values, by * trend.outcomes, s=16, color=BRANDS[0].color, alpha=0.35, linewidth=0)
        axes.plot(trend.places, by * trend.means, color=BRANDS[1].color, linewidth=3.4, zorder=3)
        axes.set_xlabel(words.within(size_of(axes)[0], say))
        return
    set_levels(axes, trend.places, words, say)
    place = np.array([trend.places.index(value) for value in trend.values], dtype=np.float64)
    # Beside each other, in an order that nothing depends on: the golden ratio spreads them.
    aside = 0.5 * (np.arange(len(place)) * 0.6180339887 % 1 - 0.5)
    axes.scatter(place + aside, by * trend.outcomes, s=16, color=BRANDS[0].color, alpha=0.35, linewidth=0)
    for at, mean in enumerate(by * trend.means):
        axes.plot([at - 0.35, at + 0.35], [mean, mean], color=BRANDS[1].color, linewidth=3.4, zorder=3)


def draw_heat(
    figure: "Figure",
    box: Box,
    asked: Outcome,
    across: tuple[FactorWords, list[Any]],
    up: tuple[FactorWords, list[Any]],
    means: Array,
    framed: dict[tuple[int, int], Any],
    note: str,
    say: Words,
) -> None:
    """Draw means (up, across) as colours: written into their cells where there are few, with contours where many.

    ``framed`` are the dashes in which some cells are framed, by their places; the ``note`` says why.
    """
    from matplotlib.patches import Rectangle
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    left, bottom, width, height = box
    names = [value_text(level, say) for level in up[1]]
    name_room = 0.2 + max(text_width(name, TEXT_SIZE) for name in names)
    inner = (left + name_room, bottom, width - name_room - _SCALE_ROOM, height)
    heading = say("sweep.upwards", factor=", ".join(filter(None, (up[0].label, up[0].about))))
    measured = f"{axis_words.heading(asked, say)}, {axis_words.unit(asked, say=say)}"
    about = say("sweep.and").join(filter(None, (measured, note)))
    axes = panel(figure, inner, shortened(heading, HEADING_SIZE, width, "bold"), about, left)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    values = axis_words.scale(asked) * means
    cells = axes.imshow(values, origin="lower", aspect="auto", cmap=_COLORS)
    every = math.ceil((TEXT_SIZE / 72 + _TICK_ROOM) * len(names) / height)
    axes.set_yticks(range(0, len(names), every), names[::every])
    set_levels(axes, across[1], across[0], say, is_even=True)
    axes.tick_params(length=0)
    across_up = figure.get_size_inches()
    place = (inner[0] + inner[2] + 0.25, bottom, 0.25, height)
    left, bottom, width, height = (float(part / across_up[side % 2]) for side, part in enumerate(place))
    bar = figure.add_axes((left, bottom, width, height))
    figure.colorbar(cells, cax=bar).outline.set_visible(False)
    bar.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    written = partial(tick, say=say)
    bar.yaxis.set_major_formatter(FuncFormatter(written))
    if max(values.shape) <= _MOST_CELLS_WRITTEN:
        _write_cells(axes, asked, means, cells, say)
    elif min(values.shape) > 2 and not np.isnan(values).any() and np.ptp(values) > 0:
        axes.clabel(axes.contour(values, levels=6, colors="white", linewidths=1.4), fmt=written, fontsize=TEXT_SIZE)
    for (row, column), dashes in framed.items():
        corner = (column - 0.47, row - 0.47)
        axes.add_patch(Rectangle(corner, 0.94, 0.94, fill=False, edgecolor=BRANDS[1].color, linewidth=3.2, ls=dashes))


def _write_cells(axes: "Axes", asked: Outcome, means: Array, cells: Any, say: Words) -> None:
    reach = np.ptp(means[~np.isnan(means)]) if not np.isnan(means).all() else 0.0
    for (row, column), mean in np.ndenumerate(means):
        text = "–" if np.isnan(mean) else axis_words.bare(asked, mean, reach / 30, say)
        shade = cells.cmap(cells.norm(axis_words.scale(asked) * mean))
        is_dark = np.dot(shade[:3], (0.299, 0.587, 0.114)) < 0.5 and not np.isnan(mean)
        axes.text(column, row, text, ha="center", va="center_baseline", color="white" if is_dark else INK)


def draw_rows(
    figure: "Figure",
    box: Box,
    heading: str,
    unit: str,
    rows: Sequence[tuple[float, float, float, str, bool]],
    say: Words,
) -> "Axes":
    """Draw means with their intervals, a row each: mean, low, high, what is written beside it, and whether boldly."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes = panel(figure, box, heading, unit, box[0])
    for row, (mean, low, high, text, is_bold) in enumerate(rows):
        axes.plot([low, high], [row, row], color=BRANDS[0].color, linewidth=3.0)
        axes.plot([mean], [row], color=BRANDS[0].color, marker="o", markersize=9, clip_on=False, zorder=4, **WHITE_EDGE)
        axes.text(
            1 + 0.15 / size_of(axes)[0],
            row,
            text,
            transform=axes.get_yaxis_transform(),
            va="center_baseline",
            weight="bold" if is_bold else "normal",
            color=INK if is_bold else QUIET,
        )
    low, high = axes.dataLim.x0, axes.dataLim.x1
    reach = 0.06 * (high - low) if np.isfinite(high - low) and high > low else 1.0
    axes.set(xlim=(low - reach, high + reach) if np.isfinite(low) else (0, 1), ylim=(len(rows) - 0.5, -0.5), yticks=[])
    axes.grid(visible=True, axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(partial(tick, say=say)))
    return axes

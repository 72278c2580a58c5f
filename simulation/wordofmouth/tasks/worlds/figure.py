"""The figure of worlds: every world a point, two bands that are shown apart, and what one assumption does alone."""

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.figures import labels as axis_words
from wordofmouth.figures.style import (
    BRANDS,
    GRID,
    INK,
    MARGIN,
    QUIET,
    TEXT_SIZE,
    WIDTH,
    house_style,
    page,
    panel,
    shortened,
    write,
    write_title,
)
from wordofmouth.statistics.outcomes import Outcome
from wordofmouth.tasks.worlds.answer import BAND, answer, differences, freed_of_runs, turns, weighted_quantile
from wordofmouth.tasks.worlds.finding import best_of, headline
from wordofmouth.tasks.worlds.record import OverWorlds
from wordofmouth.words.catalogue import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Of a normal number, within how many standard deviations nine of ten lie.
_NINE_TENTHS = 1.645
_MOST_ROWS, _NAMES, _ROW = 4, 4.3, 0.42


def worlds_figure(
    over: OverWorlds, asked: Outcome, labels: dict[str, str], title: str, say: Words | None = None
) -> "Figure":
    """Return the figure of what came out over worlds, in English unless other words are given."""
    say = say or Words()
    base, *others = over.scenarios
    rows = [(other, base) for other in others[:_MOST_ROWS]] or [(base, "")]
    with house_style():
        figure = page()
        about = f"{title}  ·  {say('worlds.figure.world')}"
        top = write_title(figure, headline(over, asked, labels, say), about)
        height = 0.95 * len(rows)
        bottom = top - 0.75 - height
        unit = axis_words.unit(asked, is_difference=bool(others), say=say)
        box = (MARGIN + _NAMES, bottom, WIDTH - 2 * MARGIN - _NAMES - 0.3, height)
        axes = panel(figure, box, say("worlds.figure.heading"), unit, MARGIN + _NAMES)
        _draw_worlds(axes, over, rows, asked, say)
        for row, (name, _) in enumerate(rows):
            label = shortened(labels.get(name, name), TEXT_SIZE, _NAMES - 0.3)
            write(figure, MARGIN, bottom + height - (row + 0.55) * height / len(rows), label, TEXT_SIZE)
        _write_legend(figure, bottom - 0.75, say)
        shown = best_of(over, asked)[:2] if others else rows[0]
        _draw_tornado(figure, bottom - 1.75, over, shown, labels.get(shown[0], shown[0]), asked, say)
    return figure


def _draw_worlds(axes: "Axes", over: OverWorlds, rows: list[tuple[str, str]], asked: Outcome, say: Words) -> None:
    """Draw a row for each scenario: worlds as points as large as they count, and both bands below them."""
    scale = axis_words.scale(asked)
    for row, (name, base) in enumerate(rows):
        runs = differences(over, name, base)
        one = answer(over, name, base, asked.is_cost)
        within = math.sqrt(float(runs.var(axis=1, ddof=1).mean()))
        error = within / math.sqrt(runs.shape[1])
        freed = freed_of_runs(runs.mean(axis=1), error, over.weights)
        style = BRANDS[1 + row if base else 0]
        sizes = 40 * np.sqrt(over.weights * len(freed))
        axes.scatter(scale * freed, _stacked(freed, row), s=sizes, color=style.color, alpha=0.55, linewidth=0, zorder=3)
        ends = (weighted_quantile(freed, over.weights, end) for end in ((1 - BAND) / 2, (1 + BAND) / 2))
        axes.plot([scale * end for end in ends], [row + 0.3] * 2, color=style.color, linewidth=7, solid_capstyle="butt")
        of_runs = [scale * (one.expected + side * _NINE_TENTHS * within) for side in (-1, 1)]
        axes.plot(of_runs, [row + 0.42] * 2, color=QUIET, linewidth=3, solid_capstyle="butt")
        axes.plot([scale * one.expected], [row + 0.3], color="white", marker="|", markersize=11, markeredgewidth=2.5)
    if rows[0][1]:
        axes.axvline(0, color=INK, linewidth=1.4, zorder=1)
    axes.set(ylim=(len(rows) - 0.45, -0.45), yticks=[])
    axes.grid(visible=True, axis="x", color=GRID)
    _ticks(axes, say)


def _stacked(values: Array, row: int) -> Array:
    """Return heights by which points that lie near one another are shown apart: a swarm in a band of a row."""
    order = np.argsort(values, kind="stable")
    heights = np.empty(len(values))
    heights[order] = row - 0.28 + 0.42 * ((np.arange(len(values)) * 0.618034) % 1.0)
    return heights


def _write_legend(figure: "Figure", bottom: float, say: Words) -> None:
    """Say under the points which of the two bands is which."""
    from matplotlib.lines import Line2D

    across, up = figure.get_size_inches()
    left = MARGIN + _NAMES
    for row, (key, color, width) in enumerate((("unknown", INK, 7), ("simulation", QUIET, 3))):
        y = bottom - 0.28 * row
        line = Line2D([left / across, (left + 0.35) / across], [(y + 0.06) / up] * 2, color=color, linewidth=width)
        line.set_solid_capstyle("butt")
        figure.add_artist(line)
        write(figure, left + 0.5, y, say(f"worlds.figure.{key}"), TEXT_SIZE, color=QUIET)


def _draw_tornado(
    figure: "Figure",
    top: float,
    over: OverWorlds,
    pair: tuple[str, str],
    label: str,
    asked: Outcome,
    say: Words,
) -> None:
    """Draw what each of some assumptions does alone, a bar each, from the low end of its range to the high one."""
    bars = turns(over, *pair)
    if not bars:
        return
    height = min(_ROW * len(bars), top - 0.6)
    scale, (low_color, high_color) = axis_words.scale(asked), ("#8fb3d9", BRANDS[0].color)
    box = (MARGIN + _NAMES, top - height - 0.35, WIDTH - 2 * MARGIN - _NAMES - 0.3, height)
    axes = panel(figure, box, say("worlds.figure.tornado"), label, MARGIN + _NAMES)
    for row, bar in enumerate(bars):
        for end, color in ((bar.low, low_color), (bar.high, high_color)):
            axes.barh(row, scale * (end - bar.as_is), left=scale * bar.as_is, color=color, height=0.62, zorder=2)
        low, high = (f"{value:g}" for value in bar.ends)
        is_rising = bar.high >= bar.low
        for value, text, is_right in ((bar.low, low, not is_rising), (bar.high, high, is_rising)):
            axes.annotate(
                text,
                (scale * value, row),
                (5 if is_right else -5, 0),
                textcoords="offset points",
                va="center",
                ha="left" if is_right else "right",
                fontsize=TEXT_SIZE - 2,
                color=QUIET,
            )
        y = box[1] + height - (row + 0.62) * height / len(bars)
        write(figure, MARGIN, y, shortened(bar.path, TEXT_SIZE, _NAMES - 0.2), TEXT_SIZE)
    axes.axvline(scale * bars[0].as_is, color=QUIET, linewidth=1.4, zorder=3)
    if pair[1]:
        axes.axvline(0, color=INK, linewidth=1.4, zorder=1)
    axes.set(ylim=(len(bars) - 0.5, -0.5), yticks=[])
    axes.margins(x=0.12)
    axes.grid(visible=True, axis="x", color=GRID)
    _ticks(axes, say)


def _ticks(axes: "Axes", say: Words) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(partial(axis_words.tick, say=say)))

"""The calibration's figure: the data and what the calibrated market makes of them, and how sure its parameters are."""

from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.figures.style import (
    BRANDS,
    GRID,
    HEADING_HEIGHT,
    INK,
    MARGIN,
    QUIET,
    TEXT_SIZE,
    WHITE_EDGE,
    WIDTH,
    house_style,
    label_ends,
    page,
    panel,
    set_scales,
    shortened,
    size_of,
    write_title,
)
from wordofmouth.tasks.calibrate.finding import finding, summary
from wordofmouth.tasks.calibrate.record import Calibration
from wordofmouth.words.numbers import three_digits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

type Box = tuple[float, float, float, float]

MOST_DRAWN = 8
_BOTTOM, _TICKS, _ENDS = 0.4, 0.7, 1.15
_ROW, _NAMES, _AMOUNTS = 0.36, 3.2, 4.6
_UNSURE = "line and band: median and 90 % of runs at likely parameters, those nearest to what was fitted"


def calibration_figure(calibration: Calibration) -> "Figure":
    """Return the figure of a calibration; its first eight parameters are drawn, where it fits."""
    rows = min(len(summary(calibration)), MOST_DRAWN)
    with house_style():
        figure = page()
        top = write_title(figure, finding(calibration), calibration.subtitle)
        low = _BOTTOM + rows * _ROW + HEADING_HEIGHT + 0.85
        _draw_sales(figure, (MARGIN, low, WIDTH - 2 * MARGIN, top - HEADING_HEIGHT - low), calibration)
        if rows:
            _draw_intervals(figure, (MARGIN, _BOTTOM, WIDTH - 2 * MARGIN, rows * _ROW), calibration)
    return figure


def _draw_sales(figure: "Figure", room: Box, calibration: Calibration) -> None:
    left, bottom, width, height = room
    observed, forecast, fitted = calibration.observed, calibration.forecast, calibration.fitted
    n_periods = len(observed.periods)
    what = "First purchases" if observed.cumulative else "Sales"
    axes = panel(figure, (left + _TICKS, bottom, width - _TICKS - _ENDS, height), what, f"in a period; {_UNSURE}", left)
    periods = np.arange(1, n_periods + 1)
    ours, bass = BRANDS[0], BRANDS[1]
    axes.fill_between(periods, forecast.low, forecast.high, color=ours.color, alpha=0.2, linewidth=0)
    axes.plot(periods, forecast.median, color=ours.color, linewidth=2.6, zorder=3)
    ends, labels, styles = [forecast.median[-1]], ["scenario"], [ours]
    axes.plot(
        periods,
        forecast.median,
        linestyle="none",
        color=ours.color,
        marker=ours.marker,
        markersize=9,
        markevery=[-1],
        clip_on=False,
        zorder=4,
        **WHITE_EDGE,
    )
    if calibration.bass:
        curve = calibration.bass.sales(n_periods)
        axes.plot(
            periods,
            curve,
            color=bass.color,
            linestyle=bass.dashes,
            linewidth=2.0,
            marker=bass.marker,
            markersize=8,
            markevery=[-1],
            clip_on=False,
            zorder=3,
            **WHITE_EDGE,
        )
        ends, labels, styles = [*ends, curve[-1]], [*labels, "Bass"], [*styles, bass]
    axes.plot(
        periods,
        observed.sales,
        linestyle="none",
        color=INK,
        marker="x",
        markersize=8,
        markeredgewidth=2.0,
        clip_on=False,
        zorder=5,
    )
    set_scales(axes, n_periods)
    held_out = "  ·  shaded: not fitted" if fitted < n_periods else ""
    between = f"{observed.periods[0]} to {observed.periods[-1]}"
    axes.set(xlim=(0.5, n_periods), xlabel=f"period  ·  × observed, {between}{held_out}")
    if fitted < n_periods:
        axes.axvspan(fitted + 0.5, n_periods, color=GRID, alpha=0.45, linewidth=0, zorder=0)
        axes.axvline(fitted + 0.5, color=QUIET, linewidth=1.2)
    label_ends(axes, np.clip(ends, *axes.get_ylim()), labels, styles)


def _draw_intervals(figure: "Figure", room: Box, calibration: Calibration) -> None:
    """Draw each parameter's interval in its range, one row each: grey where it was sought, blue where it is likely."""
    left, bottom, width, height = room
    shown = calibration.intervals[:MOST_DRAWN]
    box = (left + _NAMES, bottom, width - _NAMES - _AMOUNTS, height)
    axes = panel(figure, box, "Parameters", "grey: where it was sought; blue: 95 % interval; square: calibrated", left)
    across = size_of(axes)[0]
    for row, interval in enumerate(shown):
        color = BRANDS[0].color if interval.is_identified else QUIET
        place, low, high = interval.places
        axes.plot([0, 1], [row, row], color=GRID, linewidth=7.0, solid_capstyle="butt")
        axes.plot([low, high], [row, row], color=color, linewidth=7.0, alpha=0.55, solid_capstyle="butt")
        axes.plot([place], [row], color=color, marker="s", markersize=8, zorder=4, clip_on=False, **WHITE_EDGE)
        text = f"{three_digits(interval.value)}  ({three_digits(interval.low)} to {three_digits(interval.high)})"
        text += "" if interval.is_identified else "  not identified"
        for inches, words in (
            (-_NAMES, shortened(_label(interval.path, [one.path for one in shown]), TEXT_SIZE, _NAMES - 0.9)),
            (across + 0.75, shortened(text, TEXT_SIZE, _AMOUNTS - 0.75)),
        ):
            axes.text(
                inches / across,
                row,
                words,
                transform=axes.get_yaxis_transform(),
                va="center_baseline",
                color=INK if interval.is_identified else QUIET,
            )
        for inches, end, side in ((-0.12, interval.range[0], "right"), (across + 0.12, interval.range[1], "left")):
            axes.text(
                inches / across,
                row,
                three_digits(end),
                transform=axes.get_yaxis_transform(),
                va="center_baseline",
                ha=side,
                color=QUIET,
                fontsize=TEXT_SIZE - 2,
            )
    axes.set(xlim=(0, 1), ylim=(len(shown) - 0.5, -0.5), xticks=[], yticks=[])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)


def _label(path: str, paths: list[str]) -> str:
    """Return the last step of a path in words, or all of it where that would be another's too."""
    last = path.rpartition(".")[2]
    if sum(other.endswith(f".{last}") for other in paths) > 1:
        return path
    return last.replace("_", " ")

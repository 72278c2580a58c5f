"""The figure of a sensitivity: what each factor decides, alone and with others, beside what the seed does."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.figures.labels import heading, scale, tick, unit
from wordofmouth.figures.style import (
    BRANDS,
    HEADING_HEIGHT,
    INK,
    MARGIN,
    QUIET,
    TEXT_SIZE,
    WHITE_EDGE,
    WIDTH,
    house_style,
    page,
    panel,
    shortened,
    text_width,
    write_title,
)
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.sensitivity.finding import finding, strength_text
from wordofmouth.tasks.sensitivity.record import Sensitivity
from wordofmouth.tasks.sensitivity.seed_variance import Estimate
from wordofmouth.words.numbers import counted, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

type Box = tuple[float, float, float, float]

_MOST_ROWS, _ROW, _BOTTOM, _GAP = 12, 0.85, 0.75, 0.6
_NAMES, _AMOUNTS, _PAIRS = 3.2, 0.9, 5.2
_SEED_COLOR = BRANDS[7].color


def sensitivity_figure(sensitivity: Sensitivity) -> "Figure":
    """Return the figure: bars of strength, seconds beside them, the seed's own bar, and of Sobol' what pairs decide."""
    factors = sensitivity.factors[:_MOST_ROWS]
    is_sobol = sensitivity.design.design == "saltelli"
    has_pairs = is_sobol and len(sensitivity.factors) > 2
    with house_style():
        figure = page()
        top = write_title(figure, finding(sensitivity), _about(sensitivity))
        names = min(_NAMES, 0.2 + max(text_width(factor.label, TEXT_SIZE) for factor in factors))
        width = WIDTH - 2 * MARGIN - names - _AMOUNTS - (_PAIRS + _GAP if has_pairs else 0)
        left = MARGIN + names
        bottom = _BOTTOM + _ROW / 2 + HEADING_HEIGHT + 0.75
        height = min(_ROW * len(factors), top - HEADING_HEIGHT - bottom)
        bottom = top - HEADING_HEIGHT - height
        _draw_factors(figure, (left, bottom, width, height), sensitivity, factors, is_sobol)
        _draw_seed(figure, (left, bottom - 1.65 - _ROW / 2, width, _ROW / 2), sensitivity)
        if has_pairs:
            side = _PAIRS - 1.5
            _draw_pairs(figure, (WIDTH - MARGIN - side, top - HEADING_HEIGHT - side, side, side), sensitivity)
    return figure


def _about(sensitivity: Sensitivity) -> str:
    design = sensitivity.design
    left_out = f" ({sensitivity.left_out:,} left out: runs are missing)" if sensitivity.left_out else ""
    runs, size = counted(sensitivity.replications, "run"), len(design) // (sensitivity.groups + sensitivity.left_out)
    parts = (
        " ".join(design.title.split()),
        design.base.name,
        f"{design.base.consumers:,} consumers",
        f"{sensitivity.groups:,} groups of {size} points{left_out}",
        f"{runs} of each",
        f"seed {design.seed}",
    )
    return "  ·  ".join(filter(None, parts))


def _draw_factors(figure: "Figure", box: Box, sensitivity: Sensitivity, factors: Any, is_sobol: bool) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    asked = outcome(sensitivity.measure)
    if is_sobol:
        title, by = f"What decides {heading(asked).lower()}", 100.0
        about = "% of the variance. Bars: in all, dots: alone; 95 %"
    else:
        title, by = f"What moves {heading(asked).lower()}", scale(asked)
        about = f"{unit(asked, is_difference=True)} over its range. Bars: mean size (μ*), 95 %; squares: spread (σ)"
    axes = panel(figure, box, title, shortened(about, TEXT_SIZE, box[2] + box[0] - MARGIN + _AMOUNTS), MARGIN)
    for row, factor in enumerate(factors):
        _bar(axes, row, by, factor.strength, BRANDS[0].color)
        beside = factor.first if is_sobol else Estimate.within(factor.spread, 0.0)
        at = row + 0.28
        how: dict[str, Any] = {"color": BRANDS[1].color, "linewidth": 2.2}
        axes.plot([by * beside.low, by * beside.high], [at, at], **how)
        axes.plot([by * beside.value], [at], marker="o" if is_sobol else "s", markersize=9, **how, **WHITE_EDGE)
        _write_row(
            axes, row, box, factor.label, strength_text(sensitivity, factor), sensitivity.is_distinguishable(factor)
        )
    low, high = min(0.0, axes.dataLim.x0), axes.dataLim.x1
    if is_sobol:
        # An interval may reach beyond what there can be.
        low, high = max(low, -25.0), min(high, 110.0)
    axes.set(xlim=(low - 0.02 * (high - low), 1.03 * high), ylim=(len(factors) - 0.1, -0.6), yticks=[])
    axes.axvline(0, color=INK, linewidth=1.2)
    axes.grid(visible=True, axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(max(3, int(box[2] / 0.8)), steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(tick))
    noise = by * sensitivity.seed_variance.noise
    if noise > 0:
        axes.axvline(noise, color=INK, linewidth=1.6, linestyle=(0, (2, 2)), zorder=5)
        offset: dict[str, Any] = {"xytext": (4, 5), "textcoords": "offset points"}
        axes.annotate("noise", (noise, 0), xycoords=("data", "axes fraction"), color=INK, va="bottom", **offset)


def _bar(axes: "Axes", row: float, by: float, estimate: Estimate, color: str) -> None:
    axes.barh([row - 0.08], [by * estimate.value], height=0.42, facecolor=(color, 0.45), edgecolor=color, linewidth=1.2)
    axes.plot([by * estimate.low, by * estimate.high], [row - 0.08] * 2, color=INK, linewidth=2.2)


def _write_row(axes: "Axes", row: int, box: Box, name: str, text: str, is_bold: bool) -> None:
    how: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center_baseline"}
    names = box[0] - MARGIN
    axes.text(-names / box[2], row, shortened(name, TEXT_SIZE, names - 0.15), **how)
    weight, color = ("bold", INK) if is_bold else ("normal", QUIET)
    axes.text(1 + 0.12 / box[2], row, text.replace(" points", ""), weight=weight, color=color, **how)


def _draw_seed(figure: "Figure", box: Box, sensitivity: Sensitivity) -> None:
    """Draw the seed's share of the whole variance, and within it what is the same at all points."""
    share = sensitivity.seed_variance.share
    axes = panel(figure, box, "What the seed decides", "% of the variance of single runs, 95 %", MARGIN)
    axes.set(xlim=(0, 100), ylim=(0.4, -0.6), yticks=[], xticks=range(0, 101, 20))
    axes.grid(visible=True, axis="x")
    if math.isnan(share.value):
        text = "one run of each point: not known"
        axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=QUIET)
        return
    _bar(axes, 0, 100.0, share, _SEED_COLOR)
    _write_row(axes, 0, box, "the seed", percent(share.value), is_bold=True)


def _draw_pairs(figure: "Figure", box: Box, sensitivity: Sensitivity) -> None:
    """Draw what two factors decide together beyond what each does alone, as a heat map; in bold what is above 0."""
    factors = sensitivity.factors[:6]
    place = {factor.path: number for number, factor in enumerate(factors)}
    n = len(factors)
    values, is_above = np.full((n, n), np.nan), np.zeros((n, n), dtype=bool)
    for pair in sensitivity.pairs:
        if pair.path in place and pair.other in place:
            column, row = sorted((place[pair.path], place[pair.other]))
            values[row, column], is_above[row, column] = 100 * pair.second.value, pair.second.low > 0
    left = box[0] - (WIDTH - MARGIN - box[2] - (WIDTH - MARGIN - _PAIRS))
    axes = panel(figure, box, "Together, beyond each alone", "% of the variance; bold: distinguishable from 0", left)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    cells: Any = axes.imshow(
        values[1:, :-1], cmap="cividis", vmin=0, vmax=max(10.0, float(np.nanmax(values))), aspect="auto"
    )
    for (row, column), value in np.ndenumerate(values[1:, :-1]):
        if not math.isnan(value):
            is_dark = np.dot(cells.cmap(cells.norm(max(float(value), 0.0)))[:3], (0.299, 0.587, 0.114)) < 0.5
            weight = "bold" if is_above[row + 1, column] else "normal"
            color = "white" if is_dark else INK
            text = f"{value:.0f}".replace("-", "−")
            axes.text(column, row, text, ha="center", va="center_baseline", weight=weight, color=color)
    labels = [shortened(factor.label, TEXT_SIZE, box[0] - left - 0.1) for factor in factors]
    axes.set_yticks(range(n - 1), labels[1:])
    axes.set_xticks(range(n - 1), labels[:-1], rotation=35, ha="right", rotation_mode="anchor")
    axes.tick_params(length=0, labelcolor=INK)

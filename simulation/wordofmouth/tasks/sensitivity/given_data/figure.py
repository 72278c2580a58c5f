"""The figure of a sensitivity from given data: each factor's delta and PAWN, beside what a dummy comes to."""

from typing import TYPE_CHECKING, Any

from wordofmouth.figures.labels import heading
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
    page,
    panel,
    shortened,
    text_width,
    write_title,
)
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.sensitivity.given_data.finding import finding
from wordofmouth.tasks.sensitivity.given_data.record import GivenData, GivenFactor
from wordofmouth.words.numbers import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_ROWS, _ROW, _BOTTOM, _NAMES, _GAP = 14, 0.62, 0.75, 3.6, 0.5


def given_data_figure(given: GivenData) -> "Figure":
    """Return the figure: a row for each factor, its two indices in two panels; grey is what a dummy comes to."""
    factors = given.factors[:_MOST_ROWS]
    with house_style():
        figure = page()
        top = write_title(figure, finding(given), _about(given))
        names = min(_NAMES, 0.25 + max(text_width(factor.label, TEXT_SIZE) for factor in factors))
        width = (WIDTH - 2 * MARGIN - names - _GAP) / 2
        height = min(_ROW * len(factors), top - HEADING_HEIGHT - _BOTTOM)
        bottom, left = top - HEADING_HEIGHT - height, MARGIN + names
        what = heading(outcome(given.measure)).lower()
        about = f"Influence on {what}; grey: 95 % of dummies stay below"
        axes = panel(figure, (left, bottom, width, height), "Delta", about, MARGIN)
        _draw(axes, factors, [(factor.index.delta, factor.index.dummy_delta) for factor in factors])
        for row, factor in enumerate(factors):
            label = shortened(factor.label, TEXT_SIZE, names - 0.15)
            color = INK if factor.is_distinguishable else QUIET
            where: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center_baseline"}
            axes.text(-names / width, row, label, color=color, **where)
        right = left + width + _GAP
        axes = panel(figure, (right, bottom, width, height), "PAWN", "Median distance of distributions", right)
        _draw(axes, factors, [(factor.index.pawn, factor.index.dummy_pawn) for factor in factors])
    return figure


def _about(given: GivenData) -> str:
    design = given.design
    left_out = f" ({given.left_out:,} left out: runs are missing)" if given.left_out else ""
    parts = (
        " ".join(design.title.split()),
        design.base.name,
        f"{given.points:,} points of '{design.design}'{left_out}",
        f"{counted(given.replications, 'run')} of each",
        f"seed {design.seed}",
    )
    return "  ·  ".join(filter(None, parts))


def _draw(axes: "Axes", factors: tuple[GivenFactor, ...], indices: list[tuple[float, float]]) -> None:
    for row, (factor, (value, dummy)) in enumerate(zip(factors, indices, strict=True)):
        color = BRANDS[0].color if factor.is_distinguishable else BRANDS[7].color
        axes.barh([row], [dummy], height=0.72, color=GRID)
        axes.plot([0, value], [row, row], color=color, linewidth=2.4)
        axes.plot([value], [row], marker="o", markersize=9, color=color, **WHITE_EDGE)
        axes.annotate(
            f"{value:.2f}",
            (value, row),
            xytext=(8, 0),
            textcoords="offset points",
            va="center_baseline",
            color=INK if factor.is_distinguishable else QUIET,
        )
    most = max(max(pair) for pair in indices)
    axes.set(xlim=(0, 1.16 * most), ylim=(len(factors) - 0.4, -0.6), yticks=[])
    axes.axvline(0, color=INK, linewidth=1.2)
    axes.grid(visible=True, axis="x")

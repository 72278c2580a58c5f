"""The figure of a discovery: the box, its points among all, and what was given up of coverage for density."""

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.engine.records import Array
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
from wordofmouth.statistics.exploring.prim import Side
from wordofmouth.tasks.sensitivity.discover.finding import asked_text, finding, side_text
from wordofmouth.tasks.sensitivity.discover.record import Discovery
from wordofmouth.tasks.sweep.labels import is_number, value_text
from wordofmouth.words.numbers import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

type Place = tuple[float, float, float, float]

_LEFT, _GAP, _BOTTOM, _NAMES, _ROW, _MOST_ROWS, _TRAJECTORY = 6.1, 0.9, 0.8, 2.6, 0.6, 4, 1.75
_IN, _OUT = BRANDS[1], BRANDS[7]
_MOST_LEVELS = 8


def discovery_figure(discovery: Discovery) -> "Figure":
    """Return the figure: what the box allows, its points beside all others, coverage and density on the way to it."""
    with house_style():
        figure = page()
        top = write_title(figure, finding(discovery), _about(discovery))
        sides = dict(discovery.boxes[0].box.sides) if discovery.boxes else {}
        shown = [*sides, *(path for path in discovery.factors if path not in sides)]
        rows = shown[:_MOST_ROWS]
        names = min(_NAMES, 0.25 + max(text_width(discovery.words[path].label, TEXT_SIZE) for path in rows))
        height = _ROW * len(rows)
        place = (MARGIN + names, top - HEADING_HEIGHT - height, _LEFT - names, height)
        _draw_sides(figure, place, discovery, rows, sides)
        if discovery.boxes:
            _draw_trajectory(figure, (MARGIN + 0.6, _BOTTOM, _LEFT - 0.6, _TRAJECTORY), discovery)
        left = MARGIN + _LEFT + _GAP
        place = (left, _BOTTOM, WIDTH - MARGIN - left, top - HEADING_HEIGHT - _BOTTOM)
        _draw_points(figure, place, discovery, shown, sides)
    return figure


def _about(discovery: Discovery) -> str:
    design = discovery.design
    parts = (
        " ".join(design.title.split()),
        design.base.name,
        f"{len(discovery.cases):,} points of '{design.design}'",
        f"{counted(discovery.replications, 'run')} of each",
        f"seed {design.seed}",
    )
    return "  ·  ".join(filter(None, parts))


def _draw_sides(figure: "Figure", place: Place, discovery: Discovery, rows: list[str], sides: dict[str, Side]) -> None:
    """Draw of each factor all values that points have, and of those the box's: as a bar, or name by name."""
    axes = panel(figure, place, "The box", "Of each factor's values in the sweep (grey) those in the box", MARGIN)
    for row, path in enumerate(rows):
        words, values, side = discovery.words[path], discovery.factors[path], sides.get(path)
        label = shortened(words.label, TEXT_SIZE, place[0] - MARGIN - 0.15)
        where: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center_baseline"}
        axes.text(-(place[0] - MARGIN) / place[2], row - 0.12, label, color=INK if side else QUIET, **where)
        axes.barh([row - 0.12], [1.0], height=0.22, color=GRID)
        text = "any" if side is None else side_text(words, side).removeprefix(f"{words.label} ")
        if side is not None:
            for start, stop in _spans(values, side):
                axes.barh([row - 0.12], [stop - start], left=start, height=0.22, color=_IN.color)
        axes.text(0, row + 0.13, shortened(text, TEXT_SIZE, place[2]), color=INK if side else QUIET, va="top", size=11)
    axes.set(xlim=(0, 1), ylim=(len(rows) - 0.4, -0.4), xticks=[], yticks=[])
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)


def _spans(values: Sequence[Hashable], side: Side) -> list[tuple[float, float]]:
    """Return the parts of a bar that a box allows: from end to end, or a piece for each name."""
    if side.names:
        names = list(dict.fromkeys(values))
        return [(names.index(name) / len(names), (names.index(name) + 1) / len(names)) for name in side.names]
    numbers = np.array(values, dtype=float)
    least, most = float(numbers.min()), float(numbers.max())
    ends = max(side.low, least), min(side.high, most)
    start, stop = ((end - least) / (most - least) for end in ends)
    # One value alone can still be seen.
    return [(min(start, 0.985), max(stop, start + 0.015))]


def _draw_trajectory(figure: "Figure", place: Place, discovery: Discovery) -> None:
    first = discovery.boxes[0]
    about = "Each dot is a box tried: denser boxes hold fewer of all cases"
    axes = panel(figure, place, "Coverage and density", about, MARGIN)
    steps = np.array([(step.coverage, step.density) for step in first.trajectory])
    axes.plot(100 * steps[:, 0], 100 * steps[:, 1], ".", color=_OUT.color, markersize=7)
    box = first.box
    axes.plot([100 * box.coverage], [100 * box.density], marker="s", markersize=11, color=_IN.color, **WHITE_EDGE)
    axes.set(xlim=(0, 104), ylim=(0, 109), xlabel="coverage, % of all such points", ylabel="density, %")
    axes.set(xticks=range(0, 101, 25), yticks=range(0, 101, 50))


def _draw_points(
    figure: "Figure", place: Place, discovery: Discovery, shown: list[str], sides: dict[str, Side]
) -> None:
    """Draw all points over the two factors that come first, and the box as a frame."""
    what = shortened(f"Filled: {asked_text(discovery)}; frame: the box", TEXT_SIZE, place[2])
    axes = panel(figure, place, "The points", what, place[0])
    across, up = shown[0], shown[1] if len(shown) > 1 else ""
    # Points whose places are few are drawn beside each other.
    generator = np.random.default_rng(1)
    x, y = (_placed(axes, discovery, path, generator, is_up) for path, is_up in ((across, False), (up, True)))
    cases = discovery.cases
    size = 60.0 if len(cases) < 400 else 24.0
    axes.scatter(x[~cases], y[~cases], s=size, facecolor="none", edgecolor=_OUT.color, linewidth=1.2)
    axes.scatter(x[cases], y[cases], s=size, facecolor=_IN.color, edgecolor="white", linewidth=0.5)
    axes.grid(visible=True)
    low, high = _ends(discovery, across, sides)
    if math.isfinite(low) or math.isfinite(high) or up in sides:
        left, right = axes.get_xlim()
        down, over = _ends(discovery, up, sides) if up else (-math.inf, math.inf)
        bottom, top = axes.get_ylim()
        x0, x1, y0, y1 = max(low, left), min(high, right), max(down, bottom), min(over, top)
        axes.plot([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0], color=INK, linewidth=2.2, clip_on=False)
        axes.set(xlim=(left, right), ylim=(bottom, top))


def _ends(discovery: Discovery, path: str, sides: dict[str, Side]) -> tuple[float, float]:
    side = sides.get(path, Side())
    return (side.low, side.high) if not side.names else (-math.inf, math.inf)


def _placed(axes: "Axes", discovery: Discovery, path: str, generator: np.random.Generator, is_up: bool) -> Array:
    """Return where points lie on an axis, which is labelled; without a factor, anywhere."""
    axis = axes.yaxis if is_up else axes.xaxis
    if not path:
        axis.set_ticks([])
        return generator.random(len(discovery.cases))
    values, words = discovery.factors[path], discovery.words[path]
    axis.set_label_text(f"{words.label} ({words.unit})" if words.unit else words.label)
    distinct = list(dict.fromkeys(values))
    shift = generator.uniform(-0.3, 0.3, len(values))
    if all(map(is_number, values)):
        numbers = np.array(values, dtype=float)
        gap = float(np.diff(np.unique(numbers)).min())
        return numbers + (gap * shift if len(distinct) <= _MOST_LEVELS else 0.0)
    places = np.array([distinct.index(value) for value in values], dtype=float)
    axis.set_ticks(range(len(distinct)), [shortened(value_text(name), TEXT_SIZE, 1.4) for name in distinct])
    return places + shift

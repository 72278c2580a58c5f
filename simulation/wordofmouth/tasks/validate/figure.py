"""The figures of a validation: what is expected of a case beside what came out, and the verdicts on all cases."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.errors import CaseError
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
    BrandStyle,
    house_style,
    label_ends,
    page,
    panel,
    shortened,
    size_of,
    text_width,
    write,
    write_title,
)
from wordofmouth.scenario.parts import nearest
from wordofmouth.statistics.intervals import normal_half_width
from wordofmouth.tasks.validate.case import CONTESTED, EXPLAINED, MET, NOT_MET, Check, FigureLine, FigurePanel, cases
from wordofmouth.tasks.validate.finding import finding
from wordofmouth.tasks.validate.record import CaseResult, Validation

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# A verdict is shown by colour and by marker, either of which is enough.
_LOOKS = {
    MET: (BRANDS[0].color, "o"),
    NOT_MET: (BRANDS[1].color, "X"),
    EXPLAINED: (BRANDS[1].color, "s"),
    CONTESTED: (BRANDS[4].color, "v"),
}
_BOTTOM, _GAP, _TICKS, _KEY_HEIGHT = 1.2, 0.55, 0.62, 0.4


def validation_figure(validation: Validation, case: str = "") -> "Figure":
    """Return the figure of a case of a validation; of all cases, unless one is named."""
    if case:
        outcome, about = _outcome(validation, case), cases()[case]
        form = "  ·  short form" if validation.short else ""
        line = f"{about.title}  ·  {about.source}  ·  {outcome.counted()}{form}"
        return case_figure(about.panels, outcome.checks, outcome.lines, finding=outcome.finding, about=line)
    with house_style():
        figure = page()
        top = write_title(figure, finding(validation), validation.subtitle)
        names = max(text_width(outcome.case, TEXT_SIZE) for outcome in validation.outcomes) + 0.2
        box = (MARGIN + names, _BOTTOM, WIDTH - 2 * MARGIN - names, top - HEADING_HEIGHT - _BOTTOM)
        _draw_verdicts(panel(figure, box, "Numbers case by case", "a sign each", MARGIN), validation.outcomes)
        _write_verdicts(figure, [check for outcome in validation.outcomes for check in outcome.checks])
    return figure


def _outcome(validation: Validation, case: str) -> CaseResult:
    outcomes = {outcome.case: outcome for outcome in validation.outcomes}
    if case not in outcomes:
        raise CaseError(f"no case of this validation is called {case!r}; {nearest(case, outcomes)}")
    return outcomes[case]


def _draw_verdicts(axes: "Axes", outcomes: Sequence[CaseResult]) -> None:
    """Draw a row for each case, in it a sign for each number, by its verdict."""
    most = max(len(outcome.checks) for outcome in outcomes)
    for row, outcome in enumerate(outcomes):
        for place, check in enumerate(outcome.checks):
            color, marker = _LOOKS[check.verdict]
            axes.plot([place], [row], color=color, marker=marker, markersize=8, **WHITE_EDGE)
        if not outcome.checks:
            axes.text(0, row, outcome.finding, va="center_baseline", color=QUIET)
    axes.grid(visible=False)
    axes.set(xlim=(-0.6, max(most, 20) - 0.4), xticks=[], ylim=(len(outcomes) - 0.4, -0.6))
    axes.set_yticks(range(len(outcomes)), [outcome.case for outcome in outcomes])
    axes.tick_params(axis="y", labelcolor=INK)


def _write_verdicts(figure: "Figure", checks: Sequence[Check]) -> None:
    _write_signs(
        figure,
        [
            (verdict, {"marker": marker, "color": color, "markersize": 9})
            for verdict, (color, marker) in _LOOKS.items()
            if any(check.verdict == verdict for check in checks)
        ],
    )


def case_figure(
    panels: Sequence[FigurePanel], checks: Sequence[Check], lines: Sequence[FigureLine], *, finding: str, about: str
) -> "Figure":
    """Return the figure of a case's checks and lines, under what it found in one sentence."""
    with house_style():
        figure = page()
        top = write_title(figure, finding, about)
        room = (WIDTH - 2 * MARGIN - _GAP * (len(panels) - 1)) / sum(spec.width for spec in panels)
        shown = [check for check in checks if 0 <= check.panel < len(panels) and math.isfinite(check.obtained)]
        shown = [check for check in shown if not panels[check.panel].axis or _place(check)]
        left = MARGIN
        for place, spec in enumerate(panels):
            width = room * spec.width
            box = (left, _BOTTOM, width, top - HEADING_HEIGHT - _BOTTOM)
            draw = _draw_curves if spec.axis else _draw_rows
            own_checks = [check for check in shown if check.panel == place]
            draw(figure, box, spec, own_checks, [line for line in lines if line.panel == place])
            left += width + _GAP
        _write_key(figure, shown, any(not panels[check.panel].axis for check in shown))
    return figure


def _place(check: Check) -> bool:
    """Tell whether a check has a place along an axis."""
    return math.isfinite(check.at) or math.isfinite(check.height)


def _draw_curves(
    figure: "Figure",
    box: tuple[float, float, float, float],
    spec: FigurePanel,
    checks: Sequence[Check],
    lines: Sequence[FigureLine],
) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

    left, bottom, width, height = box
    labelled = [line for line in lines if line.label]
    room = max((text_width(line.label, TEXT_SIZE) for line in labelled), default=-0.5) + 0.5
    room = min(room, 0.45 * width)
    axes = panel(
        figure,
        (left + _TICKS, bottom, width - _TICKS - room, height),
        spec.heading,
        shortened(spec.unit, TEXT_SIZE, width),
        left,
    )
    if spec.log:
        axes.set_yscale("log")
    colors = (brand.color for brand in BRANDS)
    looks = [
        BrandStyle(INK, (0, (4, 2.5)), "D") if line.expected else BrandStyle(next(colors), "solid", "s")
        for line in lines
    ]
    for line, look in zip(lines, looks, strict=True):
        if line.expected:
            axes.plot(line.x, line.y, color=look.color, linewidth=1.6, linestyle=look.dashes, zorder=3)
            continue
        if line.low is not None:
            axes.fill_between(line.x, line.low, line.high, color=look.color, alpha=0.16, linewidth=0)
        axes.plot(line.x, line.y, color=look.color, linewidth=2.6, zorder=2)
    for check in checks:
        along = math.isfinite(check.height)
        _draw_check(axes, check, check.height if along else check.at, upright=not along)
    _set_limits(axes, spec, checks, lines)
    axes.set_xlabel(spec.axis)
    # The two labels at the origin keep apart.
    axes.tick_params(axis="x", pad=9)
    axes.xaxis.set_major_locator(MaxNLocator(int(size_of(axes)[0] / 0.7), steps=[1, 2, 5, 10]))
    if spec.log:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_locator(NullLocator())
    else:
        axes.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]))
        if axes.get_ylim()[0] < 0:
            axes.axhline(0, color=QUIET, linewidth=1.0, zorder=1)
    if labelled:
        low, high = axes.get_ylim()
        ends = np.array([float(np.interp(axes.get_xlim()[1], line.x, np.nan_to_num(line.y))) for line in labelled])
        if spec.log:
            # What labels the ends works along a linear axis.
            ends = low + np.log(ends / low) / np.log(high / low) * (high - low)
        texts = [shortened(line.label, TEXT_SIZE, room - 0.45) for line in labelled]
        label_ends(axes, ends, texts, [look for line, look in zip(lines, looks, strict=True) if line.label])


def _set_limits(axes: "Axes", spec: FigurePanel, checks: Sequence[Check], lines: Sequence[FigureLine]) -> None:
    """Begin axes at 0 where the values are near it, and end them with the lines."""
    across = [float(value) for line in lines for value in (np.min(line.x), np.max(line.x))]
    across += [check.at for check in checks if math.isfinite(check.at)]
    first, last = min(across), max(across)
    axes.set_xlim(first if 10 * first > last or first < 0 else 0.0, last)
    if spec.log:
        return
    values = [np.nanmin(line.y if line.low is None else line.low) for line in lines]
    values += [check.obtained for check in checks if not math.isfinite(check.height)]
    if min(values) >= -1e-9:
        axes.set_ylim(bottom=0)


def _draw_rows(
    figure: "Figure",
    box: tuple[float, float, float, float],
    spec: FigurePanel,
    checks: Sequence[Check],
    lines: Sequence[FigureLine],
) -> None:
    from matplotlib.ticker import MaxNLocator

    left, bottom, width, height = box
    texts = [_value(check.obtained) for check in checks]
    numbers = max((text_width(text, TEXT_SIZE, "bold") for text in texts), default=0.3) + 0.2
    wanted = max((text_width(check.what, TEXT_SIZE) for check in checks), default=1.0) + 0.2
    # In a narrow panel a label stands above its row, and the row has all the width.
    above = wanted > 0.5 * width
    names = 0.1 if above else wanted
    height = min(height, (1.15 if above else 0.85) * len(checks) + 0.2)
    bottom += box[3] - height
    axes = panel(
        figure,
        (left + names, bottom, width - names - numbers, height),
        spec.heading,
        shortened(spec.unit, TEXT_SIZE, width),
        left,
    )
    axes.grid(visible=False)
    axes.grid(visible=True, axis="x")
    bounds = [(_bounded(check.low, check), _bounded(check.high, check)) for check in checks]
    for row, (check, (low, high)) in enumerate(zip(checks, bounds, strict=True)):
        axes.barh(row, high - low, left=low, height=0.44, color=GRID, zorder=1)
        _draw_check(axes, check, row, upright=False)
        text_at = 1 + 0.12 / size_of(axes)[0]
        axes.text(
            text_at,
            row,
            texts[row],
            transform=axes.get_yaxis_transform(),
            va="center_baseline",
            weight="bold",
            color=_LOOKS[check.verdict][0],
        )
        if above:
            label = shortened(check.what, TEXT_SIZE, width - 0.1)
            axes.text(0, row - 0.36, label, transform=axes.get_yaxis_transform(), va="center_baseline")
    ends = [value for pair in bounds for value in pair] + [
        check.obtained + side * 2 * check.error for check in checks for side in (-1, 1)
    ]
    ends += [check.expected for check in checks if math.isfinite(check.expected)]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    low = 0.0 if 0 < low < 0.6 * high else low
    axes.set_xlim(low - 0.03 * (high - low) * (low != 0), high + 0.03 * (high - low))
    axes.set_ylim(len(checks) - 0.5, -0.62 if above else -0.5)
    axes.set_yticks([] if above else range(len(checks)), [] if above else [check.what for check in checks])
    axes.tick_params(axis="y", labelcolor=INK)
    axes.xaxis.set_major_locator(MaxNLocator(max(2, int(size_of(axes)[0] / 1.0)), steps=[1, 2, 2.5, 5, 10]))


def _draw_check(axes: "Axes", check: Check, place: float, upright: bool) -> None:
    """Draw what is expected as a hollow diamond, and what came out as a point with its 95 % interval."""
    color, marker = _LOOKS[check.verdict]
    half = normal_half_width(check.error)
    ends = [check.obtained - half, check.obtained + half]

    def plot(values: list[float], **how: Any) -> None:
        places = [place] * len(values)
        axes.plot(*((places, values) if upright else (values, places)), **how, clip_on=False)

    if half:
        plot(ends, color=color, linewidth=2.2, zorder=4)
    plot([check.obtained], color=color, marker=marker, markersize=9, zorder=5, **WHITE_EDGE)
    if math.isfinite(check.expected):
        plot(
            [check.expected],
            color=INK,
            marker="D",
            markersize=13,
            markerfacecolor="none",
            markeredgewidth=1.5,
            zorder=6,
        )


def _bounded(bound: float, check: Check) -> float:
    """Return a bound that can be drawn: where there is none, a little beyond what came out."""
    if math.isfinite(bound):
        return bound
    other = check.high if bound < 0 else check.low
    reach = 1.3 * abs(check.obtained - (other if math.isfinite(other) else 0.0)) or 1.0
    return math.copysign(reach, bound) + (other if math.isfinite(other) else 0.0)


def _write_key(figure: "Figure", checks: Sequence[Check], has_bars: bool) -> None:
    """Write at the foot what the signs mean that are in the figure of a case."""
    verdicts = [verdict for verdict in _LOOKS if any(check.verdict == verdict for check in checks)]
    entries = [
        (f"obtained: {verdict}", {"marker": _LOOKS[verdict][1], "color": _LOOKS[verdict][0], "markersize": 9})
        for verdict in verdicts
    ]
    if any(math.isfinite(check.expected) for check in checks):
        entries.append(
            (
                "expected",
                {"marker": "D", "color": INK, "markersize": 11, "markerfacecolor": "none", "markeredgewidth": 1.5},
            )
        )
    if any(check.error for check in checks):
        entries.append(
            ("95 % interval", {"marker": "_", "color": BRANDS[0].color, "markersize": 16, "markeredgewidth": 2.2})
        )
    if has_bars:
        entries.append(("counts as met", {"marker": "s", "color": GRID, "markersize": 13}))
    _write_signs(figure, entries)


def _write_signs(figure: "Figure", entries: Sequence[tuple[str, dict[str, Any]]]) -> None:
    from matplotlib.lines import Line2D

    across, up = figure.get_size_inches()
    left, y = MARGIN + 0.1, _KEY_HEIGHT
    for text, how in entries:
        figure.add_artist(Line2D([left / across], [y / up], linestyle="none", **how))
        write(figure, left + 0.2, y - 0.06, text, TEXT_SIZE, color=QUIET)
        left += 0.55 + text_width(text, TEXT_SIZE)


def _value(value: float) -> str:
    """Return a number in as many digits as tell it apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}".replace("-", "−")
    return f"{value:.3g}".replace("-", "−")

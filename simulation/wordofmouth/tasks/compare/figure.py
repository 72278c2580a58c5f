"""The comparison's figure: what can be concluded, the curves of the scenarios, and how they differ from the base."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.figures import labels as axis_words
from wordofmouth.figures.style import (
    BRANDS,
    HEADING_HEIGHT,
    HEADING_SIZE,
    INK,
    MARGIN,
    QUIET,
    TEXT_SIZE,
    WHITE_EDGE,
    WIDTH,
    draw_curves,
    house_style,
    label_ends,
    page,
    panel,
    set_scales,
    shortened,
    size_of,
    text_width,
    write_instead,
    write_title,
)
from wordofmouth.statistics.adoption_table import brands
from wordofmouth.statistics.intervals import bands
from wordofmouth.statistics.means import simultaneous
from wordofmouth.statistics.outcomes import OUTCOMES, Outcome, outcome
from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.compare.finding import finding
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import people_and_market
from wordofmouth.words.numbers import format_number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

type Box = tuple[float, float, float, float]

MOST_DRAWN = 6
_TICKS, _GAP, _WEEKS_ROOM, _WIDER = 0.65, 0.35, 0.75, 0.75
_BOTTOM, _ROW, _NAMES = 0.55, 0.36, 3.55
_NAME_ROOM, _AMOUNT_ROOM, _BETTER_ROOM = 1.9, 1.05, 0.9
_RATIOS = ("money each", "ratio")


def comparison_figure(
    comparison: Comparison, say: Words | None = None, labels: dict[str, str] | None = None
) -> "Figure":
    """Return the figure of a comparison; the base and the five scenarios after it are drawn.

    It is in English, with the scenarios' own labels, unless words and labels of another language are given.
    """
    say = (say or Words()).of_market(comparison.manifest.scenario)
    asked = outcome(comparison.manifest.measure)
    title = next(iter(labels.values())) if labels else " ".join(comparison.manifest.scenario["title"].split())
    labels = labels or comparison.labels
    verdict = finding(comparison, say, labels)
    labels = dict(list(labels.items())[:MOST_DRAWN])
    base, *others = labels
    main_bottom = _BOTTOM + _ROW * len(others) + HEADING_HEIGHT + _WEEKS_ROOM
    with house_style():
        figure = page()
        top = write_title(figure, verdict, _about(comparison, say, title))
        curves = {name: curve for name, curve in _drawn_curves(comparison, asked).items() if name in labels}
        half, height = (WIDTH - 2 * MARGIN - _GAP) / 2, top - HEADING_HEIGHT - main_bottom
        left_room = (MARGIN, main_bottom, half + _WIDER, height)
        right_room = (MARGIN + half + _WIDER + _GAP, main_bottom, half - _WIDER, height)
        brand = brands(comparison.tables[base])[0]
        _draw_scenarios(figure, left_room, asked, curves, labels, brand, say)
        _draw_differences(figure, right_room, asked, curves, labels[base], say)
        _write_names(figure, labels, say)
        forest = (WIDTH - 2 * MARGIN - _NAMES - _BETTER_ROOM - _GAP) / 2 - _AMOUNT_ROOM
        left = MARGIN + _NAMES
        beside = OUTCOMES["penetration" if asked.name == "npv" else "npv"]
        # A textbook's market has no money.
        known = any(np.isfinite(curve).any() for curve in comparison.curves(beside).values())
        for measure in (asked, beside) if known else (asked,):
            pairs = [pair for pair in comparison.pairs(measure) if pair.base == base and pair.scenario in labels]
            axes = _draw_forest(figure, (left, _BOTTOM, forest, _ROW * len(others)), measure, pairs, say)
            if measure is asked:
                _write_better(axes, pairs, say)
            left += forest + _AMOUNT_ROOM + _BETTER_ROOM + _GAP
    return figure


def _about(comparison: Comparison, say: Words, title: str) -> str:
    manifest = comparison.manifest
    runs = say("counted.runs", count=manifest.replications)
    n_scenarios = 1 + len(manifest.others)
    parts = (
        title,
        manifest.scenario["name"],
        say("figure.first_of", shown=MOST_DRAWN, of=n_scenarios) if n_scenarios > MOST_DRAWN else "",
        *people_and_market(manifest.scenario, comparison.consumers, say),
        say("figure.paired_runs" if manifest.replications > 1 else "figure.runs", runs=runs),
        say("figure.seed", seed=str(manifest.seed)),
    )
    return "  ·  ".join(filter(None, parts))


def _drawn_curves(comparison: Comparison, asked: Outcome) -> dict[str, Array]:
    """Return the curves, shares in percent; what is per buyer or per money spent means little while there are few."""
    curves = {name: axis_words.scale(asked) * curve for name, curve in comparison.curves(asked).items()}
    if asked.unit in _RATIOS:
        for curve in curves.values():
            curve[:, : curve.shape[1] // 4] = np.nan
    return curves


def _draw_scenarios(
    figure: "Figure",
    room: Box,
    asked: Outcome,
    curves: dict[str, Array],
    labels: dict[str, str],
    brand: str,
    say: Words,
) -> None:
    values = np.stack(list(curves.values()), axis=-1)
    median = bands(values).median
    texts = [
        f"{shortened(label, TEXT_SIZE, _NAME_ROOM)} {_final(end, asked, say.language)}".rstrip()
        for label, end in zip(labels.values(), median[-1], strict=True)
    ]
    left, bottom, width, height = room
    meaning = asked.axis_in(say, brand) or axis_words.unit(asked, say=say)
    if len(values) > 1:
        meaning = say("figure.bands" if len(curves) <= 3 else "figure.first_band", meaning=meaning)
    box = (left + _TICKS, bottom, width - _TICKS - 0.5 - max(text_width(text, TEXT_SIZE) for text in texts), height)
    axes = panel(figure, box, asked.heading_in(say), shortened(meaning, TEXT_SIZE, width), left)
    is_drawn = draw_curves(axes, values, intervals=(0.9,), line_width=2.6)
    set_scales(axes, values.shape[1], most=100 if asked.unit == "share" else None, say=say)
    if asked.unit == "stars":
        axes.set(ylim=(1, 5.1), yticks=range(1, 6))
    if not is_drawn:
        return write_instead(axes, say("figure.not_measured"))
    label_ends(axes, np.where(np.isnan(median[-1]), axes.get_ylim()[0], median[-1]), texts, BRANDS)


def _draw_differences(
    figure: "Figure", room: Box, asked: Outcome, curves: dict[str, Array], base_label: str, say: Words
) -> None:
    """Draw the mean paired difference to the base week by week, with its band (95 %) for all weeks at once."""
    base, *others = curves.values()
    left, bottom, width, height = room
    differences = [curve - base for curve in others]
    means = [difference.mean(axis=0) for difference in differences]
    scale = axis_words.scale(asked)
    bounds = (scale * asked.bounds[0], scale * asked.bounds[1])
    bands_of = [simultaneous(base, curve, bounds) for curve in others]
    halves = [(high - low) / 2 for low, high in bands_of]
    drawn = [place for place, mean in enumerate(means) if not np.isnan(mean[-1])]
    texts = [
        format_number(means[place][-1] / scale, asked.unit, halves[place][-1] / scale, True, say.language)
        for place in drawn
    ]
    box = (
        left + _TICKS,
        bottom,
        width - _TICKS - 0.5 - max((text_width(text, TEXT_SIZE) for text in texts), default=0),
        height,
    )
    meaning = axis_words.unit(asked, is_difference=True, say=say)
    if len(base) > 1:
        meaning = say("figure.bands_of_mean", meaning=meaning)
    heading = shortened(say("figure.difference_to", base=base_label), HEADING_SIZE, width, "bold")
    axes = panel(figure, box, heading, meaning, left)
    axes.axhline(0, color=BRANDS[0].color, linewidth=2.0, zorder=2)
    weeks = np.arange(1, base.shape[1] + 1)
    for style, mean, (low, high) in zip(BRANDS[1:], means, bands_of, strict=False):
        axes.fill_between(weeks, low, high, color=style.color, alpha=0.2, linewidth=0)
        axes.plot(
            weeks,
            mean,
            color=style.color,
            linestyle=style.dashes,
            linewidth=2.4,
            marker=style.marker,
            markersize=7.5,
            markevery=[-1],
            clip_on=False,
            zorder=3,
            **WHITE_EDGE,
        )
    set_scales(axes, base.shape[1], say=say)
    if not np.nan_to_num(means).any():
        axes.set(ylim=(-1, 1), yticks=[0])
    if drawn:
        ends = np.array([means[place][-1] for place in drawn])
        label_ends(axes, ends, texts, [BRANDS[1 + place] for place in drawn])


def _draw_forest(figure: "Figure", box: Box, measure: Outcome, pairs: list[Difference], say: Words) -> "Axes":
    """Draw the final difference of each scenario to the base with its interval, a row each, and how much it is."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    meaning = say("figure.interval", unit=axis_words.unit(measure, is_difference=True, say=say))
    axes = panel(figure, box, measure.heading_in(say), meaning, box[0])
    axes.axvline(0, color=BRANDS[0].color, linewidth=2.0, zorder=2)
    scale = axis_words.scale(measure)
    for row, (pair, style) in enumerate(zip(pairs, BRANDS[1:], strict=False)):
        axes.plot([scale * pair.low, scale * pair.high], [row, row], color=style.color, linewidth=3.0)
        axes.plot(
            [scale * pair.difference],
            [row],
            color=style.color,
            marker=style.marker,
            markersize=9,
            zorder=4,
            clip_on=False,
            **WHITE_EDGE,
        )
        text = (
            "–"
            if np.isnan(pair.difference)
            else format_number(pair.difference, pair.unit, pair.precision, True, say.language)
        )
        _beside(axes, row, 0.15, text, pair)
    low, high = axes.dataLim.x0, axes.dataLim.x1
    reach = 0.06 * (high - low)
    axes.set(xlim=(low - reach, high + reach) if reach else (-1, 1), ylim=(len(pairs) - 0.5, -0.5), yticks=[])
    axes.grid(visible=True, axis="x")
    if reach:
        axes.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]))
        axes.xaxis.set_major_formatter(FuncFormatter(partial(axis_words.tick, say=say)))
    else:
        axes.set_xticks([0])
    return axes


def _write_names(figure: "Figure", labels: dict[str, str], say: Words) -> None:
    """Write at the left of the rows which scenario each is of, under what the rows show."""
    base, *others = labels.values()
    height = _ROW * len(others)
    about = shortened(say("figure.beside", base=base), TEXT_SIZE, _NAMES - 0.2)
    axes = panel(figure, (MARGIN, _BOTTOM, _NAMES, height), say("figure.at_the_end"), about, MARGIN)
    axes.set(xlim=(0, _NAMES), ylim=(len(others) - 0.5, -0.5), xticks=[], yticks=[])
    axes.set_axis_off()
    for row, (label, style) in enumerate(zip(others, BRANDS[1:], strict=False)):
        axes.plot([0.1], [row], color=style.color, marker=style.marker, markersize=9, clip_on=False, **WHITE_EDGE)
        axes.text(0.27, row, shortened(label, TEXT_SIZE, _NAMES - 0.5), va="center_baseline")


def _write_better(axes: "Axes", pairs: list[Difference], say: Words) -> None:
    """Write beside the rows in how many of the runs the scenario does better than the base."""
    width, height = size_of(axes)
    left = _AMOUNT_ROOM + 0.1
    for up, text, look in (
        (0.36, say("figure.better"), {"weight": "bold", "fontsize": HEADING_SIZE}),
        (0.13, say("figure.in_runs"), {"color": QUIET}),
    ):
        axes.text(1 + left / width, 1 + up / height, text, transform=axes.transAxes, **look)
    for row, pair in enumerate(pairs):
        _beside(axes, row, left, "–" if np.isnan(pair.beats) else percent(pair.beats, say.language), pair)


def _beside(axes: "Axes", row: int, inches: float, text: str, pair: Difference) -> None:
    """Write at the right of a row, in bold what chance cannot explain."""
    axes.text(
        1 + inches / size_of(axes)[0],
        row,
        text,
        transform=axes.get_yaxis_transform(),
        va="center_baseline",
        weight="bold" if pair.is_distinguishable else "normal",
        color=INK if pair.is_distinguishable else QUIET,
    )


def _final(value: float, asked: Outcome, language: str) -> str:
    if np.isnan(value):
        return ""
    if asked.unit == "share":
        return percent(value / 100, language)
    return format_number(value, asked.unit, abs(value) / 50, language=language)

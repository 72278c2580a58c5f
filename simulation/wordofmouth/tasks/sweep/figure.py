"""Figures of a sweep: what is drawn follows from its factors, under what can be concluded in one sentence."""

import itertools
import math
from collections.abc import Iterator, Sequence
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
    text_width,
    write,
    write_instead,
    write_title,
)
from wordofmouth.statistics.claims import is_distinguishable
from wordofmouth.statistics.outcomes import Outcome, outcome
from wordofmouth.statistics.paired import paired
from wordofmouth.statistics.sampling import SAMPLED
from wordofmouth.tasks.sweep.finding import finding, point_text
from wordofmouth.tasks.sweep.labels import FactorWords, is_number, key, value_text
from wordofmouth.tasks.sweep.panels import Box, draw_heat, draw_levels, draw_rows, draw_trend, set_levels, set_values
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.summary import best, main_effects, mean_of, mean_without_gaps, replicated, varied
from wordofmouth.tasks.sweep.trends import trends
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import people_and_market
from wordofmouth.words.numbers import percent
from wordofmouth.words.sentences import capitalised

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


_BOTTOM, _TICKS, _GAP, _KEY_HEIGHT = 0.75, 0.75, 0.35, 0.4
_MOST_ROWS, _MOST_PANELS = 13, 8
# How many values a factor may have to be shown by colour, by column, by row.
_READABLE = (6, 4, 3)


def sweep_figure(
    result: SweepResult, measure: str = "penetration", say: Words | None = None, title: str = ""
) -> "Figure":
    """Return the figure of a sweep, in English, under the design's own title, unless others are given.

    One factor that is a number: a line; two: a heat map; words: dots; more factors: small multiples while they can be
    read, else what each does on average; a sampled design: every point against each factor.

    Raises:
        OutcomeError: if there is no such measure.
    """
    asked, say = outcome(measure), (say or Words()).of_market(result.design.base.model_dump())
    with house_style():
        figure = page()
        top = write_title(figure, finding(result, measure, say), _about(result, say, title))
        _Drawing(figure, top, result, asked, say).draw()
    return figure


def _about(result: SweepResult, say: Words, title: str) -> str:
    design, manifest = result.design, result.manifest
    precision = design.precision
    runs = say("counted.runs", count=precision.at_most if precision else design.replications)
    points = say("sweep.points", count=len(design))
    parts = (
        title or " ".join(design.title.split()),
        design.base.name,
        *people_and_market(design.base.model_dump(), design.base.consumers, say),
        say("sweep.at_most_of_each" if precision else "sweep.of_each", points=points, runs=runs),
        say("sweep.failed", runs=say("counted.runs", count=len(manifest.failures))) if manifest.failures else "",
        say("figure.seed", seed=str(design.seed)),
    )
    return "  ·  ".join(filter(None, parts))


class _Drawing:
    """A figure being drawn: where, of what, and in which words."""

    def __init__(self, figure: "Figure", top: float, result: SweepResult, asked: Outcome, say: Words) -> None:
        self.figure, self.result, self.asked, self.say = figure, result, asked, say
        self.height = top - HEADING_HEIGHT - _BOTTOM
        self.design = result.design
        self.words = FactorWords.all_of(self.design, say)
        self.factors = varied(result)
        self.values = replicated(result, asked.name)
        self.points = [self.design.point(number).values for number in range(len(self.values))]
        self.heading, self.unit = axis_words.heading(asked, say), axis_words.unit(asked, say=say)
        self.unit_of_difference = axis_words.unit(asked, is_difference=True, say=say)

    def draw(self) -> None:
        """Draw what the factors ask for."""
        numbers = [path for path, levels in self.factors.items() if all(map(is_number, levels))]
        if np.isnan(self.values).all():
            whole = (MARGIN, _BOTTOM, WIDTH - 2 * MARGIN, self.height)
            axes = panel(self.figure, whole, self.heading, self.unit, MARGIN)
            axes.set(xticks=[], yticks=[])
            write_instead(axes, self.say("figure.not_measured"))
        elif self.design.design in SAMPLED:
            self._draw_trends()
        elif len(self.factors) == len(numbers) == 1:
            self._draw_line(numbers[0])
        elif len(self.factors) < 2 or self.design.design == "list":
            self._draw_dots()
        elif len(self.factors) == len(numbers) == 2:
            self._draw_heat(*sorted(numbers, key=lambda path: -len(self.factors[path])))
        elif arranged := self._arranged(numbers):
            self._draw_multiples(*arranged)
        else:
            self._draw_main_effects()

    def _draw_line(self, path: str) -> None:
        levels = self.factors[path]
        number = {key(point[path]): place for place, point in enumerate(self.points) if path in point}
        rows = self.values[[number[key(level)] for level in levels]]
        pairs = [paired(rows[0], row, self.asked.bounds) for row in rows]
        width = (WIDTH - 2 * MARGIN - _GAP) / 2
        band = self.say("sweep.band") if self.values.shape[1] > 1 else ""
        drawn = (
            (self.heading, self.unit + band, [mean_of(row, self.asked) for row in rows]),
            (
                self.say("figure.difference_to", base=self.words[path].at(levels[0], self.say)),
                self.unit_of_difference + band,
                [(pair.mean, pair.low, pair.high) for pair in pairs],
            ),
        )
        for place, (heading, unit, intervals) in enumerate(drawn):
            axes = self._panel(MARGIN + place * (width + _GAP), _BOTTOM, width, self.height, heading, unit)
            means = self._scale * np.array(intervals).T
            if place:
                axes.axhline(0, color=BRANDS[3].color, linewidth=1.6, zorder=2)
            draw_levels(axes, levels, means)
            set_levels(axes, levels, self.words[path], self.say)
            set_values(axes, means, self.asked, self.say, is_difference=bool(place))

    def _draw_dots(self) -> None:
        """Draw the points in rows, and how each differs from the first of the design."""
        asked = self.asked
        words = self.words if self.design.design == "list" else {path: self.words[path] for path in self.factors}
        known = [place for place, row in enumerate(self.values) if not np.isnan(row).all()]
        leading = best(self.result, asked.name)
        shown = known
        if len(known) > _MOST_ROWS:
            order = sorted(known, key=lambda place: np.nanmean(self.values[place]), reverse=not asked.is_cost)
            shown = sorted({known[0], *order[: _MOST_ROWS - 1]})
        names = [point_text(self.points[place], words, self.say) for place in shown]
        if len(words) == 1:
            names = [value_text(next(iter(self.points[place].values())), self.say) for place in shown]
        name_room = min(4.2, max(text_width(name, TEXT_SIZE) for name in names) + 0.2)
        amount_room, height = 1.2, min(self.height, 0.9 * len(shown))
        width = (WIDTH - 2 * MARGIN - name_room - 2 * amount_room - _GAP) / 2
        bottom = _BOTTOM + self.height - height
        rows, beside = [], []
        for place in shown:
            estimate = mean_of(self.values[place], asked)
            is_best = leading is not None and place in (leading.point, *leading.alike)
            text = axis_words.amount(asked, estimate.mean, estimate.half, self.say)
            mean, low, high = (self._scale * part for part in estimate)
            rows.append((mean, low, high, text, is_best))
            pair = paired(self.values[known[0]], self.values[place], asked.bounds)
            precision = min(abs(pair.low), abs(pair.high), pair.high - pair.low)
            text = "" if place == known[0] else axis_words.signed(asked, pair.mean, precision, self.say)
            mean, low, high = (self._scale * part for part in (pair.mean, pair.low, pair.high))
            beside.append((mean, low, high, text, is_distinguishable(pair.p)))
        left = MARGIN + name_room
        units = [self.say("figure.interval", unit=unit) for unit in (self.unit, self.unit_of_difference)]
        axes = draw_rows(self.figure, (left, bottom, width, height), self.heading, units[0], rows, self.say)
        for row, name in enumerate(names):
            axes.text(
                -name_room / width,
                row,
                shortened(name, TEXT_SIZE, name_room - 0.15),
                transform=axes.get_yaxis_transform(),
                va="center_baseline",
            )
        if len(shown) == 1:
            return
        label = shortened(names[shown.index(known[0])], HEADING_SIZE, width, "bold")
        left += width + amount_room + _GAP
        heading = self.say("figure.difference_to", base=label)
        axes = draw_rows(self.figure, (left, bottom, width, height), heading, units[1], beside, self.say)
        axes.axvline(0, color=BRANDS[3].color, linewidth=1.6, zorder=2)
        hidden = len(known) - len(shown)
        if hidden:
            write(self.figure, MARGIN, 0.25, self.say("sweep.worse", count=hidden), TEXT_SIZE, color=QUIET)

    def _draw_heat(self, across: str, up: str) -> None:
        columns, rows = self.factors[across], self.factors[up]
        cell = {(key(p[up]), key(p[across])): place for place, p in enumerate(self.points)}
        number = np.array([[cell[key(row), key(column)] for column in columns] for row in rows])
        means = np.array([[mean_without_gaps(self.values[place]) for place in line] for line in number])
        leading, marked = best(self.result, self.asked.name), {}
        framed = () if leading is None else (leading.point, *leading.alike)
        for place, point in enumerate(framed):
            ((row, column),) = np.argwhere(number == point)
            marked[int(row), int(column)] = "solid" if not place else (0, (2, 1.5))
        note = self.say("sweep.framed_and_dashed" if len(marked) > 1 else "sweep.framed")
        if len(marked) > number.size / 2:
            marked, note = {}, ""
        draw_heat(
            self.figure,
            (MARGIN, _BOTTOM, WIDTH - 2 * MARGIN, self.height),
            self.asked,
            (self.words[across], columns),
            (self.words[up], rows),
            means,
            marked,
            note,
            self.say,
        )

    def _arranged(self, numbers: list[str]) -> tuple[str, list[str]] | None:
        """Return the factor along the axis, and those shown by colour, by column and by row; None if not readable."""
        along = max(numbers or self.factors, key=lambda path: len(self.factors[path]))
        others = [path for path in self.factors if path != along]
        for order in itertools.permutations(others) if len(others) <= len(_READABLE) else ():
            if all(len(self.factors[path]) <= most for path, most in zip(order, _READABLE, strict=False)):
                return along, list(order)
        return None

    def _draw_multiples(self, along: str, others: list[str]) -> None:
        color, column, row = [*others, "", ""][:3]
        columns, rows = (self.factors[path] if path else [None] for path in (column, row))
        colors, levels = self.factors[color], self.factors[along]
        width = (WIDTH - 2 * MARGIN + _GAP) / len(columns)
        height = (self.height - _KEY_HEIGHT + HEADING_HEIGHT + _BOTTOM) / len(rows)
        self._write_key(color)
        means = self._scale * np.array([mean_of(values, self.asked) for values in self.values]).T
        by_place = {self._key(point, along, *others): place for place, point in enumerate(self.points)}
        for (r, of_row), (c, of_column) in itertools.product(enumerate(rows), enumerate(columns)):
            where = {column: of_column, row: of_row}
            labels = [self.words[path].at(value, self.say) for path, value in where.items() if path]
            heading = ", ".join(labels) or self.heading
            unit = self.say("sweep.of_the_mean", unit=self.unit) if not r and not c else ""
            bottom = _BOTTOM + (len(rows) - 1 - r) * height
            box = (MARGIN + c * width, bottom, width - _GAP, height - HEADING_HEIGHT - _BOTTOM)
            axes = self._panel(*box, heading, unit)
            for k, of_color in enumerate(colors):
                asked = [{along: level, color: of_color} | where for level in levels]
                chosen = [by_place[self._key(values, along, *others)] for values in asked]
                shift = 0.16 * (k - (len(colors) - 1) / 2)
                draw_levels(axes, levels, means[:, chosen], BRANDS[k], shift)
            set_levels(axes, levels, self.words[along], self.say)
            set_values(axes, means, self.asked, self.say)

    def _draw_main_effects(self) -> None:
        effects = main_effects(self.result, self.asked.name)
        means = self._scale * np.array([level[1:] for effect in effects for level in effect.levels]).T
        for effect, box in self._boxes(effects):
            unit = self.say("sweep.on_average", unit=self.unit)
            axes = self._panel(*box, capitalised(self.words[effect.path].label), unit)
            levels = [level.value for level in effect.levels]
            draw_levels(axes, levels, self._scale * np.array([level[1:] for level in effect.levels]).T)
            set_levels(axes, levels, self.words[effect.path], self.say)
            set_values(axes, means, self.asked, self.say)

    def _draw_trends(self) -> None:
        curves = trends(self.result, self.asked.name)
        means = self._scale * np.array([mean_without_gaps(values) for values in self.values])
        for trend, box in self._boxes(curves):
            share = percent(trend.explained, self.say.language)
            unit = self.say("sweep.alone_explains", unit=self.unit, share=share)
            axes = self._panel(*box, capitalised(self.words[trend.path].label), unit)
            values = self.design.factors[trend.path]
            is_log = values.scale == "log" and not values.choices
            draw_trend(axes, trend, self._scale, is_log, self.words[trend.path], self.say)
            set_values(axes, means, self.asked, self.say)

    def _boxes(self, drawn: Sequence[Any]) -> Iterator[tuple[Any, Box]]:
        """Yield each of what is drawn, as many as can be read, with its box."""
        drawn = drawn[:_MOST_PANELS]
        n_rows = 1 if len(drawn) <= 2 else 2
        n_columns = math.ceil(len(drawn) / n_rows)
        width = (WIDTH - 2 * MARGIN + _GAP) / max(n_columns, 1)
        height = (self.height + HEADING_HEIGHT + _BOTTOM) / n_rows
        for place, thing in enumerate(drawn):
            row, column = divmod(place, n_columns)
            bottom = _BOTTOM + (n_rows - 1 - row) * height
            yield thing, (MARGIN + column * width, bottom, width - _GAP, height - HEADING_HEIGHT - _BOTTOM)

    def _panel(self, left: float, bottom: float, width: float, height: float, heading: str, unit: str) -> "Axes":
        box = (left + _TICKS, bottom, width - _TICKS, height)
        heading = shortened(heading, HEADING_SIZE, width, "bold")
        return panel(self.figure, box, heading, shortened(unit, TEXT_SIZE, width), left)

    def _write_key(self, color: str) -> None:
        """Write which line is of which value of the factor that is shown by colour."""
        from matplotlib.lines import Line2D

        bottom = _BOTTOM + self.height + HEADING_HEIGHT - 0.25
        left = MARGIN
        write(self.figure, left, bottom, self.words[color].label, TEXT_SIZE, weight="bold")
        left += text_width(self.words[color].label, TEXT_SIZE, "bold") + 0.3
        across, up = self.figure.get_size_inches()
        for level, style in zip(self.factors[color], BRANDS, strict=False):
            mark = Line2D(
                [left / across, (left + 0.45) / across],
                [(bottom + 0.07) / up] * 2,
                color=style.color,
                linestyle=style.dashes,
                linewidth=2.6,
                marker=style.marker,
                markersize=8,
                markevery=[1],
                **WHITE_EDGE,
            )
            self.figure.add_artist(mark)
            text = value_text(level, self.say)
            write(self.figure, left + 0.6, bottom, text, TEXT_SIZE)
            left += 0.6 + text_width(text, TEXT_SIZE) + 0.35

    def _key(self, values: dict[str, Any], *paths: str) -> tuple[str, ...]:
        return tuple(key(values[path]) for path in paths)

    @property
    def _scale(self) -> float:
        return axis_words.scale(self.asked)

"""What is shown of a sweep: a line for one factor, a heat map for two, small multiples for more, and all its points."""

import html
import itertools
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from nicegui import ui

from wordofmouth.engine.records import Array
from wordofmouth.lab.pages.results.views import verdict_card
from wordofmouth.lab.server.threads import in_thread
from wordofmouth.lab.widgets import curves, verdict
from wordofmouth.lab.widgets.cards import lever_name
from wordofmouth.lab.widgets.controls import choice
from wordofmouth.lab.widgets.curves import LOOKS, Line
from wordofmouth.lab.widgets.fields import at, words_of
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.reports import html as markup
from wordofmouth.reports.html import Html, element
from wordofmouth.statistics.outcomes import OUTCOMES, Outcome, outcome
from wordofmouth.statistics.sampling import SAMPLED
from wordofmouth.tasks.sweep.labels import FactorWords, is_number, key, value_text
from wordofmouth.tasks.sweep.panels import is_uneven
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.tasks.sweep.summary import PointSummary, best, summarise, varied
from wordofmouth.words.catalogue import Words
from wordofmouth.words.sentences import capitalised

# Cividis (Nuñez, Anderton and Renslow 2018): read alike by all eyes, and in grey.
_COLORS = ("#00224e", "#35456c", "#666970", "#948e77", "#c8b866", "#fee838")
_MOST_WRITTEN, _MOST_MAPS, _MOST_ROWS = 12, 12, 200


class Sweep:
    """A sweep by one measure, in the visitor's words; made in a thread."""

    def __init__(self, say: Words, result: SweepResult, asked: Outcome) -> None:
        self.say, self.asked = say, asked
        self.factors = varied(result)
        self.words = {path: _words_of(say, result, words) for path, words in FactorWords.all_of(result.design).items()}
        self.points: list[PointSummary] = summarise(result, asked.name)
        self.is_sampled = result.design.design in SAMPLED
        self.is_grid = result.design.design == "grid"
        leading = best(result, asked.name)
        self.best = None if leading is None else leading.point
        self.alike = () if leading is None else leading.alike
        # Where nearly all are framed, frames say nothing.
        self.is_framed = leading is not None and 2 * len(self.alike) < len(self.points)
        self.scale = 100.0 if asked.unit == "share" else 1.0
        self.unit = "%" if asked.unit == "share" else ""
        values = [self.scale * point.mean for point in self.points if point.mean == point.mean]
        self.low, self.high = (min(values), max(values)) if values else (0.0, 1.0)
        self.finding = result.finding(asked.name, say=say)

    def short(self, value: float) -> str:
        """Return a mean as a cell has it, with as many decimals as tell the cells apart."""
        decimals = max(0, min(3, 1 - math.floor(math.log10(max(self.high - self.low, 1e-3)))))
        text = self.say.number(value, decimals)
        return self.say.notation.in_percent(text) if self.unit else text

    def text(self, point: PointSummary) -> str:
        """Return what a point came to, with its interval."""
        value = verdict.value_text(self.say, point.mean, self.asked.unit)
        if point.low != point.low or point.low == point.high:
            return value
        ends = (verdict.value_text(self.say, end, self.asked.unit) for end in (point.low, point.high))
        return f"{value} ({self.say.notation.interval(*ends)})"

    def name(self, point: PointSummary) -> str:
        """Return where a point stands."""
        values = {path: value for path, value in point.values.items() if path in self.factors}
        return ", ".join(f"{self.words[path].label} {self.level(value)}" for path, value in values.items())

    def level(self, value: Any) -> str:
        """Return a factor's value in words."""
        text = value_text(value)
        return self.say.notation.translated(text) if is_number(value) else text


async def of_sweep(say: Words, place: Any, result: SweepResult, number: int) -> None:
    """Show a sweep; by another measure when that is chosen."""
    columns = set(result.outcomes.column_names)
    measures = {name: capitalised(OUTCOMES[name].label_in(say)) for name in OUTCOMES if name in columns}
    place.clear()
    with place:
        with tag("div", "bar"):
            choice(say("compare.measure"), measures, "penetration", lambda name: draw(name))
        shown = tag("div", "result")

    async def draw(measure: str) -> None:
        if measure in measures:
            view = await in_thread(Sweep, say, result, outcome(measure))
            shown.clear()
            with shown:
                verdict_card(say, view.finding, lang=None)
                _draw(view)
                _points(view)

    await draw("penetration")


def _words_of(say: Words, result: SweepResult, words: FactorWords) -> FactorWords:
    """Return the words of a factor as the catalogue has them, if it has any."""
    field = at(result.design.base, words.path)
    if field is None or not (field.label or say.find(f"fields.{field.name}")):
        return words
    label, meaning = words_of(field, say)
    if words.path.startswith("campaign."):
        lever = next(each for each in result.design.base.campaign if words.path.startswith(f"campaign.{each.label}."))
        label = f"{lever_name(say, lever.kind)} · {label}"
    return words._replace(label=label, meaning=meaning, unit=say.find(f"units.{words.unit}") or "")


def _draw(view: Sweep) -> None:
    paths = sorted(view.factors, key=lambda path: (-len(view.factors[path]), path))
    numbers = [path for path in paths if all(map(is_number, view.factors[path]))]
    if view.is_sampled or (view.is_grid and len(paths) > 3):
        _scatters(view, paths)
    elif view.is_grid and len(paths) == len(numbers) == 1:
        _line(view, paths[0])
    elif view.is_grid and len(paths) == 2:
        with _card(view):
            _map(view, paths[0], paths[1], {})
    elif view.is_grid and len(paths) == 3 and len(view.factors[paths[2]]) <= _MOST_MAPS:
        along, up, apart = paths
        with _card(view), tag("div", "multiples"):
            for level in view.factors[apart]:
                with tag("div", ""):
                    tag("h3", "", capitalised(f"{view.words[apart].label} {view.level(level)}"))
                    _map(view, along, up, {apart: level})
    else:
        with _card(view):
            ui.html(_rows(view), sanitize=False)


def _card(view: Sweep) -> Any:
    card = tag("section", "card")
    with card:
        tag("h2", "", capitalised(view.asked.label_in(view.say)))
        factors = [view.words[path] for path in view.factors]
        for words in factors:
            if words.about:
                tag("p", "small quiet", view.say("results.factor", label=capitalised(words.label), about=words.about))
        if view.is_framed and view.is_grid and len(view.factors) in (2, 3):
            tag("p", "small quiet", view.say("results.framed"))
    return card


def _line(view: Sweep, path: str) -> None:
    at = {key(point.values[path]): point for point in view.points}
    points = [at[key(level)] for level in view.factors[path]]
    means, lows, highs = view.scale * np.array([(point.mean, point.low, point.high) for point in points]).T
    band = None if np.isnan(lows).all() else (lows, highs)
    levels, uneven = view.factors[path], is_uneven(view.factors[path])
    along = np.arange(len(levels), dtype=float) if uneven else np.array(levels, float)
    line = Line(view.asked.label_in(view.say), means, band, LOOKS[0], along)
    figure = curves.options(view.say, [line], unit=view.unit)
    if uneven:
        # Values far apart stand side by side, each with its number.
        texts = json.dumps([view.level(level) for level in levels])
        figure["xAxis"] |= {
            "interval": 1,
            "axisLabel": figure["xAxis"]["axisLabel"] | {":formatter": f"v => {texts}[v]"},
        }
        figure["tooltip"]["axisPointer"]["label"] = {":formatter": f"p => {texts}[Math.round(p.value)]"}
    words = view.words[path]
    figure["xAxis"]["name"] = words.label
    with _card(view):
        tag("p", "small quiet", view.say("results.line_about"))
        curves.place(figure, view.finding)


def _map(view: Sweep, along: str, up: str, fixed: dict[str, Any]) -> None:
    across, rows = view.factors[along], view.factors[up]
    cells = {
        (key(p.values[along]), key(p.values[up])): p
        for p in view.points
        if all(key(p.values[path]) == key(value) for path, value in fixed.items())
    }
    written = max(len(across), len(rows)) <= _MOST_WRITTEN
    data = [
        _cell(view, cells[key(level), key(row)], x, y, written)
        for (x, level), (y, row) in itertools.product(enumerate(across), enumerate(rows))
        if (key(level), key(row)) in cells
    ]
    axis = {"type": "category", "axisTick": {"show": False}, "axisLine": {"show": False}, "splitArea": {"show": False}}
    label = {"color": "var(--quiet)", "fontSize": 14}
    figure = {
        "animation": False,
        "textStyle": {"fontFamily": curves.FONT},
        "grid": {"left": 8, "right": 12, "top": 30, "bottom": 30, "containLabel": True},
        "tooltip": {"confine": True, "className": "chart-tip", ":formatter": "p => p.data.told"},
        "xAxis": axis
        | {
            "data": [view.level(level) for level in across],
            "axisLabel": label,
            "nameGap": 28,
            "name": view.words[along].label,
            "nameLocation": "middle",
            "nameTextStyle": label,
        },
        "yAxis": axis
        | {
            "data": [view.level(row) for row in rows],
            "axisLabel": label,
            "name": view.words[up].label,
            "nameTextStyle": label | {"align": "left"},
        },
        "visualMap": {
            "show": False,
            "min": view.low,
            "max": max(view.high, view.low + 1e-9),
            "dimension": 2,
            "inRange": {"color": list(_COLORS)},
        },
        "series": [
            {
                "type": "heatmap",
                "data": data,
                "emphasis": {"disabled": True},
                "itemStyle": {"borderColor": "var(--card)", "borderWidth": 2},
            }
        ],
    }
    curves.place(figure, f"{view.words[along].label} × {view.words[up].label}: {view.finding}")


def _cell(view: Sweep, point: PointSummary, x: int, y: int, written: bool) -> dict[str, Any]:
    value = view.scale * point.mean
    cell: dict[str, Any] = {
        "value": [x, y, None if value != value else value],
        "told": f"<b>{html.escape(view.text(point))}</b><br>{html.escape(view.name(point))}",
    }
    if written and value == value:
        dark = (value - view.low) / max(view.high - view.low, 1e-9) < 0.55
        cell["label"] = {
            "show": True,
            "formatter": view.short(value),
            "color": "#ffffff" if dark else "#16202a",
            "fontSize": 13,
        }
    if view.is_framed and (point.number == view.best or point.number in view.alike):
        dashes = "solid" if point.number == view.best else "dashed"
        cell["itemStyle"] = {"borderColor": "#d1490a", "borderWidth": 4, "borderType": dashes}
    return cell


def _scatters(view: Sweep, paths: Sequence[str]) -> None:
    """Draw all points against each factor, side by side."""
    with _card(view):
        tag("p", "small quiet", view.say("results.scatter_about"))
        with tag("div", "multiples"):
            for path in paths:
                with tag("div", ""):
                    tag("h3", "", capitalised(view.words[path].label))
                    curves.place(_scatter(view, path), f"{view.words[path].label}: {view.finding}")


def _scatter(view: Sweep, path: str) -> dict[str, Any]:
    levels = view.factors[path]
    numeric = all(map(is_number, levels))
    places: Array = np.array([point.values.get(path, np.nan) if numeric else 0.0 for point in view.points], float)
    means = view.scale * np.array([point.mean for point in view.points])
    figure = curves.options(view.say, [Line("", means, None, LOOKS[0], places)], unit=view.unit)
    figure["tooltip"] = {"confine": True, "className": "chart-tip", ":formatter": "p => p.data.told"}
    if not numeric:
        figure["xAxis"] = {
            "type": "category",
            "data": [view.level(level) for level in levels],
            "axisLabel": {"color": "var(--quiet)", "fontSize": 14},
        }
    figure["series"] = [
        {
            "type": "scatter",
            "symbolSize": 7,
            "itemStyle": {"color": "var(--look-1)", "opacity": 0.55},
            "data": [
                {
                    "value": [
                        float(place) if numeric else view.level(point.values.get(path)),
                        view.scale * point.mean,
                    ],
                    "told": f"<b>{html.escape(view.text(point))}</b><br>{html.escape(view.name(point))}",
                }
                for place, point in zip(places, view.points, strict=True)
                if point.mean == point.mean
            ],
        }
    ]
    return figure


def _points(view: Sweep) -> None:
    """Add all points as a table, the best first."""
    ordered = sorted(view.points, key=lambda point: (point.mean != point.mean, -point.mean))
    ordered = ordered[::-1] if view.asked.is_cost else ordered
    heads = [
        *(capitalised(view.words[path].label) for path in view.factors),
        capitalised(view.asked.label_in(view.say)),
    ]
    rows = [
        [
            *(view.level(point.values[path]) if path in point.values else "–" for path in view.factors),
            view.text(point),
        ]
        for point in ordered[:_MOST_ROWS]
    ]
    with tag("section", "card"), tag("details", "disclosure"):
        tag("summary", "", view.say("results.points", count=len(view.points)))
        with tag("div", "scroll", tabindex="0", role="region", aria_label=view.say("page.as_table")):
            ui.html(markup.table(view.say("results.points_about"), heads, rows), sanitize=False)


def _rows(view: Sweep) -> Html:
    """Return the points one below the other, each with its interval on the same scale."""
    ends = [end for point in view.points for end in (point.low, point.high, point.mean) if end == end]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)

    def along(value: float) -> float:
        return 100 * (value - low) / max(high - low, 1e-12)

    rows = []
    for point in view.points[:_MOST_ROWS]:
        track = Html()
        if point.mean == point.mean:
            start, end = (along(point.low), along(point.high)) if point.low == point.low else (along(point.mean),) * 2
            track = element(
                "div",
                element("span", "", class_="span", style=f"left:{start:.1f}%;width:{end - start:.1f}%"),
                element("span", "", class_="dot", style=f"left:{along(point.mean):.1f}%"),
                class_="track",
            )
        name = element("th", view.name(point), scope="row")
        look = "chosen" if point.number == view.best else ""
        rows.append(element("tr", name, element("td", track), element("td", view.text(point)), class_=look))
    return element("table", element("tbody", *rows), class_="forest")

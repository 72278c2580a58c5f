"""Curves: lines with their bands as charts of ECharts, whose colours are those of the page, light or dark."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from nicegui import ui

from wordofmouth.engine.records import Array
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.reports import html as markup
from wordofmouth.reports.html import Html
from wordofmouth.words.catalogue import Words


class Look(NamedTuple):
    """How a line is drawn: told apart by colour, by dashes and by the mark at its end, any one of which is enough."""

    color: str
    dashes: Any
    mark: str


LOOKS = (
    Look("var(--look-1)", "solid", "circle"),
    Look("var(--look-2)", [9, 4], "rect"),
    Look("var(--look-3)", [2, 3], "triangle"),
    Look("var(--look-4)", [10, 3, 2, 3], "diamond"),
    Look("var(--look-5)", [5, 3], "roundRect"),
    Look("var(--look-6)", [14, 4, 2, 4, 2, 4], "pin"),
)
# As the page's letters in `lab.css`. Of "inherit" a canvas makes nothing: it draws, and measures, 10 px of its own.
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Helvetica, Arial, sans-serif'
_SIZE = 14
# From here on, in per cent, the axis goes up to all, and not beyond.
_NEARLY_ALL = 80.0
_MARKS = {
    "circle": '<circle cx="30" cy="7" r="4.5"/>',
    "rect": '<rect x="26" y="3" width="8" height="8"/>',
    "triangle": '<path d="M30 2 35 11 25 11Z"/>',
    "diamond": '<path d="M30 1.5 35 7 30 12.5 25 7Z"/>',
    "roundRect": '<rect x="25" y="4" width="10" height="6" rx="3"/>',
    "pin": '<path d="M30 12 26 5a4 4 0 1 1 8 0Z"/>',
}


class Line(NamedTuple):
    """A line to draw.

    Attributes:
        name: what it is called.
        values: its values, week by week from the first; NaN is no value.
        band: the low and high ends around it, or None.
        look: how it is drawn.
        along: where the values stand, if not at the weeks.
    """

    name: str
    values: Array
    band: tuple[Array, Array] | None
    look: Look
    along: Array | None = None

    @property
    def places(self) -> list[float]:
        """Where its values stand."""
        return list(range(1, len(self.values) + 1)) if self.along is None else [float(place) for place in self.along]


def options(
    say: Words,
    lines: Sequence[Line],
    *,
    unit: str,
    decimals: int = 1,
    least: float | None = None,
    most: float | None = None,
    zero: bool = False,
) -> dict[str, Any]:
    """Return lines with their bands as options for ECharts; ``zero`` draws the line of no difference."""
    locale = "fr-FR" if say.language == "fr" else "en-GB"
    number = f"Number(v).toLocaleString('{locale}', {{maximumFractionDigits: {decimals}}})"
    suffix = "\\u202f%" if unit == "%" else ""
    if unit == "%" and max((float(np.nanmax(line.values, initial=0)) for line in lines), default=0) > _NEARLY_ALL:
        most = 100.0
    places = [place for line in lines for place in line.places] or [1, 2]
    first, last, is_weeks = min(places), max(places), all(line.along is None for line in lines)
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "fontSize": _SIZE},
        "grid": {"left": 8, "right": 18, "top": 14, "bottom": 26, "containLabel": True},
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "transitionDuration": 0,
            "className": "chart-tip",
            "axisPointer": {"type": "line", "lineStyle": {"color": "var(--quiet)", "type": "solid", "opacity": 0.5}},
            ":valueFormatter": f"v => v == null || v === '-' ? '–' : {number} + '{suffix}'",
        },
        "xAxis": {
            "type": "value",
            "min": first,
            "max": max(last, first + 1) if is_weeks else last,
            "splitLine": {"show": False},
            "axisLine": {"onZero": False, "lineStyle": {"color": "var(--line)"}},
            "axisLabel": {"color": "var(--quiet)", "fontSize": _SIZE, "hideOverlap": True},
            "axisTick": {"show": False},
            "minInterval": int(is_weeks),
            "name": say("compare.week") if is_weeks else "",
            "nameLocation": "middle",
            "nameGap": 28,
            "nameTextStyle": {"color": "var(--quiet)", "fontSize": _SIZE},
            "axisPointer": {"label": {"show": False}},
        },
        "yAxis": {
            "type": "value",
            "min": least,
            "max": most,
            "splitNumber": 4,
            "scale": True,
            "splitLine": {"lineStyle": {"color": "var(--line)"}},
            "axisLabel": {"color": "var(--quiet)", "fontSize": _SIZE, ":formatter": f"v => {number} + '{suffix}'"},
        },
        "series": [*(_zero(first, last) if zero else ()), *(series for line in lines for series in _series(line))],
    }


def place(figure: dict[str, Any], label: str) -> ui.echart:
    """Add a chart to the page; ``label`` says what it shows to whoever does not see it."""
    return ui.echart(figure, renderer="svg").classes("curves").props(f'role="img" aria-label="{_attribute(label)}"')


def legend(names: Sequence[tuple[str, Look]]) -> None:
    """Add a list of which line is which."""
    with tag("ul", "keys"):
        for name, look in names:
            with tag("li"):
                swatch(look)
                tag("span", "", name)


def swatch(look: Look) -> None:
    """Add a sample of how a line is drawn."""
    dashes = "" if look.dashes == "solid" else f' stroke-dasharray="{" ".join(map(str, look.dashes))}"'
    line = f'<line x1="1" y1="7" x2="30" y2="7" stroke="{look.color}" stroke-width="3"{dashes}/>'
    mark = f'<g fill="{look.color}">{_MARKS[look.mark]}</g>'
    drawing = f'<svg width="37" height="14" viewBox="0 0 37 14" aria-hidden="true">{line}{mark}</svg>'
    ui.html(drawing, sanitize=False).classes("swatch")


def table(say: Words, caption: str, lines: Sequence[Line], write: Callable[[float], str]) -> Html:
    """Return the values of lines, week by week, as a table."""
    weeks = range(max((len(line.values) for line in lines), default=0))
    rows = [[say.number(week + 1), *(write(float(line.values[week])) for line in lines)] for week in weeks]
    return markup.table(caption, [say("compare.week"), *(line.name for line in lines)], rows)


def table_disclosure(say: Words) -> ui.html:
    """Add a disclosure in which a chart's values stand as a table; set the table as its content."""
    with tag("details", "as-table"):
        tag("summary", "", say("page.as_table"))
        with tag("div", "scroll", tabindex="0", role="region", aria_label=say("page.as_table")):
            return ui.html(sanitize=False)


def _series(line: Line) -> list[dict[str, Any]]:
    color, dashes, mark = line.look
    weeks = line.places
    data: list[Any] = [[week, _known(value)] for week, value in zip(weeks, line.values, strict=True)]
    if data:
        data[-1] = {"value": data[-1], "symbol": mark, "symbolSize": 10}
    drawn = {
        "name": line.name,
        "type": "line",
        "data": data,
        "symbol": "none",
        "showAllSymbol": True,
        "z": 4,
        "lineStyle": {"color": color, "width": 3, "type": dashes},
        "itemStyle": {"color": color, "opacity": 1},
        "emphasis": {"disabled": True},
        "clip": False,
    }
    if line.band is None:
        return [drawn]
    low, high = line.band
    edge = {
        "type": "line",
        "symbol": "none",
        "lineStyle": {"opacity": 0},
        "silent": True,
        "tooltip": {"show": False},
        "stack": f"band of {line.name}",
        "stackStrategy": "all",
        "emphasis": {"disabled": True},
        "z": 2,
    }
    return [
        edge | {"data": [[week, _known(value)] for week, value in zip(weeks, low, strict=True)]},
        edge
        | {
            "data": [[week, _known(value)] for week, value in zip(weeks, high - low, strict=True)],
            "areaStyle": {"color": color, "opacity": 0.16},
        },
        drawn,
    ]


def _zero(first: float, last: float) -> list[dict[str, Any]]:
    return [
        {
            "type": "line",
            "data": [[first, 0], [max(last, first + 1), 0]],
            "symbol": "none",
            "silent": True,
            "z": 3,
            "lineStyle": {"color": "var(--look-1)", "width": 2},
            "tooltip": {"show": False},
        }
    ]


def _known(value: float) -> float | None:
    return None if value != value else round(float(value), 6)


def _attribute(text: str) -> str:
    return text.replace('"', "”")

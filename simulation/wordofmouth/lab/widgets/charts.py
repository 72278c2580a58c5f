"""Charts: the empty frames of the curves beside the network, which the player in the browser fills week by week."""

from typing import Any

from nicegui import ui

from wordofmouth.lab.widgets.curves import FONT
from wordofmouth.lab.widgets.fields import channels_in_order
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.words.catalogue import Words

_HEIGHTS = {
    "adoption": "h-tall",
    "sales": "h-low",
    "rating": "h-low",
    "money": "h-long",
    "voices": "h-low",
    "won": "h-mid",
}
_COLUMNS = ("week", "bought", "aware", "new", "rating", "praise", "criticism", "revenue", "cost", "profit")


def build(say: Words) -> tuple[dict[str, int], str]:
    """Build the charts and the table beside them; return the charts' elements by name, and the table's id."""
    elements: dict[str, int] = {}
    for name, height in _HEIGHTS.items():
        with tag("figure", f"chart {height}", aria_label=say(f"play.charts.{name}"), role="group"):
            tag("figcaption", "", say(f"play.charts.{name}"))
            chart = ui.echart(options(say, name), renderer="canvas").classes("canvas")
            chart.props(f'role="img" aria-label="{say(f"play.charts.{name}")}"')
            elements[name] = chart.id
    rows = "week-rows"
    with tag("details", "as-table"):
        tag("summary", "", say("page.as_table"))
        with tag("div", "scroll", tabindex="0"), tag("table"):
            with tag("thead"), tag("tr"):
                for column in _COLUMNS:
                    tag("th", "", say(f"play.columns.{column}"), scope="col")
            tag("tbody", id=rows)
    return elements, rows


def options(say: Words, name: str) -> dict[str, Any]:
    """Return the options of a chart without data, for ECharts."""
    base = {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "fontSize": 14},
        "grid": {"left": 42, "right": 14, "top": 14, "bottom": 24},
        "tooltip": {"trigger": "axis", "confine": True, "transitionDuration": 0},
        "xAxis": {"type": "value", "min": 0, "splitLine": {"show": False}, "axisTick": {"show": False}},
        "yAxis": {"type": "value", "splitNumber": 3},
    }
    return base | _OPTIONS[name](say)


def _line(identity: str, name: str, color: str, **more: Any) -> dict[str, Any]:
    style = {"color": color, "width": more.pop("width", 2.5), "type": more.pop("dash", "solid")}
    return {
        "id": identity,
        "name": name,
        "type": "line",
        "showSymbol": False,
        "lineStyle": style,
        "itemStyle": {"color": color},
        "data": [],
    } | more


def _bars(identity: str, name: str, color: str, **more: Any) -> dict[str, Any]:
    return {"id": identity, "name": name, "type": "bar", "itemStyle": {"color": color}, "data": []} | more


def _ghost(say: Words) -> dict[str, Any]:
    return _line("ghost", say("play.ghost"), "#9aa5b0", width=2, dash="dashed", z=1)


def _adoption(say: Words) -> dict[str, Any]:
    return {
        "legend": {"bottom": 0, "icon": "roundRect", "itemWidth": 16, "itemHeight": 3},
        "grid": {"left": 46, "right": 14, "top": 14, "bottom": 52},
        "yAxis": {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value} %"}},
        "series": [
            _ghost(say),
            _line("aware", say("play.curves.aware"), "#767676", width=1.6),
            _line("buyers", say("play.curves.bought"), "#0072b2", width=3.5, areaStyle={"opacity": 0.08}, z=3),
        ],
    }


def _sales(say: Words) -> dict[str, Any]:
    return {"series": [_bars("new", say("play.charts.sales"), "#0072b2", barWidth="70%"), _ghost(say)]}


def _rating(say: Words) -> dict[str, Any]:
    return {
        "yAxis": {"type": "value", "min": 1, "max": 5, "interval": 1, "axisLabel": {"formatter": "{value} ★"}},
        "series": [_ghost(say), _line("rating", say("play.charts.rating"), "#0072b2", width=3)],
    }


def _money(say: Words) -> dict[str, Any]:
    return {
        "legend": {
            "data": [say(f"play.columns.{name}") for name in ("revenue", "cost", "profit")],
            "bottom": 0,
            "icon": "roundRect",
            "itemWidth": 16,
            "itemHeight": 3,
        },
        "grid": {"left": 70, "right": 14, "top": 14, "bottom": 52},
        "series": [
            _ghost(say),
            _line("revenue", say("play.columns.revenue"), "#0072b2"),
            _line("campaign_cost", say("play.columns.cost"), "#b35c00", dash=[6, 3]),
            _line("profit", say("play.columns.profit"), "#16202a", width=3.5, z=3),
        ],
    }


def _voices(say: Words) -> dict[str, Any]:
    return {
        "series": [
            _bars("praise", say("play.praise"), "#0072b2", stack="voices", barWidth="70%"),
            _bars(
                "criticism",
                say("play.criticism"),
                "#b35c00",
                stack="voices",
                itemStyle={"color": "#b35c00", "decal": {"symbol": "rect", "symbolSize": 1, "rotation": 0.785}},
            ),
        ],
    }


def _won(say: Words) -> dict[str, Any]:
    shorts = [say(f"channels.{kind}.short") for kind in channels_in_order()]
    return {
        "grid": {"left": 108, "right": 34, "top": 4, "bottom": 4},
        "xAxis": {"type": "value", "show": False, "min": 0},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": shorts,
            "axisTick": {"show": False},
            "axisLine": {"show": False},
        },
        "series": [
            _bars("won", say("play.charts.won"), "#0072b2", barWidth="60%", label={"show": True, "position": "right"})
        ],
    }


_OPTIONS = {"adoption": _adoption, "sales": _sales, "rating": _rating, "money": _money, "voices": _voices, "won": _won}

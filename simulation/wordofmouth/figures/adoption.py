"""Figures: the adoption curve and what lies behind it, drawn from an adoption table alone."""

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
from wordofmouth.statistics.adoption_table import (
    NO_CHANNEL,
    WINDOW,
    brands,
    consumers,
    cube,
    deterred_share,
    measured,
    state_shares,
    states,
    strongest_rival,
    time_to_share,
    won_shares,
)
from wordofmouth.statistics.intervals import Bands, bands
from wordofmouth.statistics.summaries import finding
from wordofmouth.words.numbers import counted, percent, plural

if TYPE_CHECKING:
    import pyarrow
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MAIN_BOTTOM, _SMALL_BOTTOM, _SMALL_HEIGHT = 3.4, 0.7, 1.4
_CHANNELS_LEFT, _CHANNEL_NAMES, _NAME_ROOM = 8.95, 1.4, 1.4
_WORTH_A_ROW, _SHORT = 0.5, 5
_TICKS, _GAP, _SMALL_PANELS = 0.5, 0.4, 4


def adoption_figure(
    table: "pyarrow.Table", *, title: str = "", scenario_name: str = "", seed: int | None = None
) -> "Figure":
    """Return the adoption curve of every brand with what lies behind it, under the finding in one sentence.

    Args:
        table: an adoption table.
        title: the scenario's own title; with its name, consumers, runs and seed it stands below the finding.
        scenario_name: what the scenario is called.
        seed: the seed of the runs.
    """
    with house_style():
        figure = page()
        n_consumers = consumers(table)
        n_runs = len(cube(table, "buyers"))
        top = write_title(figure, finding(table), _about(title, scenario_name, n_consumers, n_runs, seed))
        _draw_adoption(figure, table, top)
        if states(table):
            _draw_end(figure, table, top)
            _draw_new_buyers(figure, table)
            _draw_states(figure, table)
        else:
            _draw_channels(figure, table, top)
            _draw_new_buyers(figure, table)
            _draw_awareness(figure, table, n_consumers)
            _draw_rating(figure, table)
            _draw_deterred(figure, table)
    return figure


def _about(title: str, name: str, n_consumers: int | None, n_runs: int, seed: int | None) -> str:
    people = counted(n_consumers, "consumer") if n_consumers else ""
    runs = plural(n_runs, "1 run", f"median of {counted(n_runs, 'run')}")
    return "  ·  ".join(
        filter(None, (" ".join(title.split()), name, people, runs, "" if seed is None else f"seed {seed}"))
    )


def _draw_adoption(figure: "Figure", table: "pyarrow.Table", top: float) -> None:
    names = brands(table)
    # Nobody has bought when the first week begins.
    shares = 100 * np.pad(cube(table, "penetration"), ((0, 0), (1, 0), (0, 0)))
    median = bands(shares).median
    labels = [
        f"{shortened(name, TEXT_SIZE, _NAME_ROOM, 'bold')} {percent(share / 100)}"
        for name, share in zip(names, median[-1], strict=True)
    ]
    left = MARGIN + _TICKS
    width = _CHANNELS_LEFT - 0.85 - max(text_width(label, TEXT_SIZE, "bold") for label in labels) - left
    box = (left, _MAIN_BOTTOM, width, top - HEADING_HEIGHT - _MAIN_BOTTOM)
    meaning = "" if len(shares) == 1 else "; bands: 50 % and 90 % of runs (simulation error)"
    axes = panel(figure, box, "Adoption", f"% of consumers who have bought{meaning}", MARGIN)
    draw_curves(axes, shares, first_week=0, intervals=(0.9, 0.5), line_width=3.0)
    set_scales(axes, shares.shape[1] - 1, most=100)
    label_ends(axes, median[-1], labels, BRANDS if len(names) > 1 else (), lead="bold")
    if not shares.any():
        write_instead(axes, "nobody has bought")
    elif len(names) == 1 and median[-1, 0] > 0 and len(median) > _SHORT:
        _mark_half(axes, float(bands(time_to_share(cube(table, "buyers")[..., 0], 0.5)).median), median[:, 0])


def _mark_half(axes: "Axes", half: float, median: Array) -> None:
    """Mark when half of the buyers had bought, where a curve that rises leaves room: right below it, or left above."""
    height = np.interp(half, np.arange(len(median)), median)
    axes.plot([half, half], [0, height], color=QUIET, linewidth=1.2, linestyle=(0, (1.5, 2)), zorder=1)
    axes.plot([half], [height], color=BRANDS[0].color, marker="o", markersize=9, markeredgecolor="white", zorder=5)
    is_early = half < 0.6 * (len(median) - 1)
    axes.annotate(
        f"half of the buyers\nby week {int(np.ceil(half))}",
        (half, 0 if is_early else height),
        xytext=(8, 8) if is_early else (-10, 8),
        textcoords="offset points",
        ha="left" if is_early else "right",
        va="bottom",
    )


def _draw_channels(figure: "Figure", table: "pyarrow.Table", top: float) -> None:
    """Draw what share of its buyers each channel won for the focal brand, and under it for its strongest rival."""
    from matplotlib.ticker import MaxNLocator

    axes = _bar_panel(figure, top, "Heard last before buying", "% of buyers")
    rival = strongest_rival(table)
    compared = [0] if rival is None else [0, rival]
    won = {channel: shares[:, compared] for channel, shares in won_shares(table).items()}
    summed = {channel: bands(100 * shares, (0.9,)) for channel, shares in won.items()}
    channels = sorted(set(won) - {NO_CHANNEL}, key=lambda channel: (*-np.nan_to_num(summed[channel].median), channel))
    if not channels or np.isnan(won[NO_CHANNEL]).all():
        return write_instead(axes, "no buyers" if channels else "not measured")
    if np.nanmax(summed[NO_CHANNEL].median) >= _WORTH_A_ROW:
        channels.append(NO_CHANNEL)
    _draw_bars(axes, {_in_words(channel): summed[channel] for channel in channels}, compared, len(won[NO_CHANNEL]) > 1)
    if rival is not None:
        # A rival's bars have no numbers beside them.
        axes.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]))
        axes.grid(visible=True, axis="x")
        left = text_width("% of buyers", TEXT_SIZE) - _CHANNEL_NAMES
        _write_key(axes, left, compared, [brands(table)[b] for b in compared])


def _draw_end(figure: "Figure", table: "pyarrow.Table", top: float) -> None:
    """Draw who is in which state of a textbook's model in the end."""
    axes = _bar_panel(figure, top, "In the end", "% of consumers")
    in_the_end = {state: bands(100 * share[:, -1], (0.9,)) for state, share in state_shares(table).items()}
    _draw_bars(axes, in_the_end, [0], len(cube(table, "buyers")) > 1)


def _bar_panel(figure: "Figure", top: float, heading: str, unit: str) -> "Axes":
    left = _CHANNELS_LEFT + _CHANNEL_NAMES
    box = (left, _MAIN_BOTTOM, WIDTH - MARGIN - left, top - HEADING_HEIGHT - _MAIN_BOTTOM)
    axes = panel(figure, box, heading, unit, _CHANNELS_LEFT)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.set(xticks=[], yticks=[])
    return axes


def _draw_bars(axes: "Axes", summed: dict[str, Bands], compared: list[int], has_intervals: bool) -> None:
    """Draw a bar for each name, and under it a rival's, with the interval that holds 90 % of the runs."""
    median = np.array([bar.median for bar in summed.values()])
    ends = np.array([bar.intervals[0.9] for bar in summed.values()])
    rows, rival = np.arange(len(summed)), len(compared) > 1
    for place, b in enumerate(compared):
        middle, height = (rows, 0.62) if not rival else (rows + (-0.16, 0.23)[place], (0.42, 0.3)[place])
        axes.barh(middle, median[:, place], height=height, **_bar(b))
        if has_intervals:
            axes.hlines(middle, ends[:, 0, place], ends[:, 1, place], color=INK, linewidth=2.0)
    texts = ["" if np.isnan(share) else percent(share / 100) for share in median[:, 0]]
    for row, text in enumerate(texts):
        at = (np.nan_to_num(ends[row, 1, 0]), rows[row] - (0.16 if rival else 0))
        axes.annotate(text, at, (6, 0), textcoords="offset points", va="center_baseline", weight="bold")
    text_room = (max(text_width(text, TEXT_SIZE, "bold") for text in texts) + 0.1) / size_of(axes)[0]
    axes.set_xlim(0, max(np.nanmax(ends[:, 1, 0], initial=0) / (1 - text_room), np.nanmax(ends), 1e-9))
    axes.set_ylim(len(summed) - 0.5, -0.5)
    axes.set_yticks(rows, [shortened(name, TEXT_SIZE, _CHANNEL_NAMES - 0.1) for name in summed])
    axes.tick_params(axis="y", labelcolor=INK)
    axes.spines["left"].set_visible(True)


def _bar(b: int) -> dict[str, Any]:
    """Return how a brand's bar is drawn: pale, so that intervals show; a rival's is hatched."""
    color = BRANDS[b].color
    return {"edgecolor": color, "linewidth": 1.2} | (
        {"facecolor": "white", "hatch": "/////"} if b else {"facecolor": (color, 0.55)}
    )


def _write_key(axes: "Axes", left: float, places: list[int], names: list[str]) -> None:
    """Write which bar is whose, beside the panel's unit."""
    from matplotlib.patches import Rectangle

    width, height = size_of(axes)
    room = (width - left) / len(places) - 0.5
    for b, name in zip(places, names, strict=True):
        text = shortened(name, TEXT_SIZE, room)
        box = ((left + 0.15) / width, 1 + 0.13 / height)
        axes.add_patch(Rectangle(box, 0.2 / width, 0.13 / height, transform=axes.transAxes, clip_on=False, **_bar(b)))
        axes.text((left + 0.42) / width, 1 + 0.13 / height, text, transform=axes.transAxes)
        left += 0.42 + text_width(text, TEXT_SIZE)


def _draw_new_buyers(figure: "Figure", table: "pyarrow.Table") -> None:
    axes = _small_panel(figure, 0, "New buyers", "consumers per week")
    new_buyers = cube(table, "new_buyers")
    draw_curves(axes, new_buyers)
    set_scales(axes, new_buyers.shape[1], whole=True)


def _draw_states(figure: "Figure", table: "pyarrow.Table") -> None:
    """Draw how many are in each state of a textbook's model; where panels are too few, not in the first."""
    for place, (state, share) in enumerate(list(state_shares(table).items())[1 - _SMALL_PANELS :], start=1):
        axes = _small_panel(figure, place, state.capitalize(), "% of consumers")
        draw_curves(axes, 100 * share)
        set_scales(axes, share.shape[1], most=100)


def _draw_awareness(figure: "Figure", table: "pyarrow.Table", n_consumers: int | None) -> None:
    """Draw who knows each brand; with one brand, also who has bought it, and between the two the adoption gap."""
    _, n_weeks, n_brands = cube(table, "buyers").shape
    unit, scale = ("% of consumers", 100 / n_consumers) if n_consumers else ("consumers", 1.0)
    if n_brands > 1 or not measured(table, "aware"):
        axes = _small_panel(figure, 1, "Know the brand", unit)
    else:
        axes = _small_panel(figure, 1, "The adoption gap", unit, label_room=0.8)
    if not measured(table, "aware"):
        set_scales(axes, n_weeks)
        return write_instead(axes, "not measured")
    aware = scale * cube(table, "aware")
    draw_curves(axes, aware)
    if n_brands > 1:
        return set_scales(axes, n_weeks, most=100 if n_consumers else None)
    knows, bought = (bands(values[..., 0]).median for values in (aware, scale * cube(table, "buyers")))
    weeks = np.arange(1, n_weeks + 1)
    axes.plot(
        weeks,
        bought,
        color=BRANDS[0].color,
        linewidth=2.0,
        linestyle=(0, (3, 1.5)),
        marker="o",
        markersize=6,
        **WHITE_EDGE,
        markevery=[-1],
        clip_on=False,
    )
    axes.fill_between(weeks, bought, knows, color=GRID, linewidth=0, zorder=0.5)
    set_scales(axes, n_weeks, most=100 if n_consumers else None)
    label_ends(axes, np.array([knows[-1], bought[-1]]), ["know it", "bought"])


def _draw_rating(figure: "Figure", table: "pyarrow.Table") -> None:
    axes = _small_panel(figure, 2, "Rating", "stars, 1 to 5")
    is_measured = measured(table, "rating")
    is_rated = is_measured and draw_curves(axes, cube(table, "rating"))
    set_scales(axes, cube(table, "buyers").shape[1])
    axes.set(ylim=(1, 5.1), yticks=range(1, 6))
    if not is_rated:
        write_instead(axes, "no reviews" if is_measured else "not measured")


def _draw_deterred(figure: "Figure", table: "pyarrow.Table") -> None:
    axes = _small_panel(figure, 3, "Deterred by criticism", f"% of would-be buyers, {WINDOW} weeks")
    is_measured = measured(table, "deterred", "convinced")
    is_weighed = is_measured and draw_curves(axes, 100 * deterred_share(table))
    set_scales(axes, cube(table, "buyers").shape[1], most=100)
    if not is_weighed:
        write_instead(axes, "no would-be buyers" if is_measured else "not measured")


def _small_panel(figure: "Figure", place: int, heading: str, unit: str, *, label_room: float = 0.0) -> "Axes":
    pitch = (WIDTH - 2 * MARGIN + _GAP) / _SMALL_PANELS
    left = MARGIN + place * pitch
    box = (left + _TICKS, _SMALL_BOTTOM, pitch - _GAP - _TICKS - label_room, _SMALL_HEIGHT)
    return panel(figure, box, heading, unit, left)


def _in_words(channel: str) -> str:
    return "nobody" if channel == NO_CHANNEL else channel.replace("_", " ")

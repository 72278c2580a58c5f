"""Figures: the adoption curve and what lies behind it, drawn from an adoption table alone."""

from collections.abc import Collection, Sequence
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
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST
from wordofmouth.words.numbers import percent

if TYPE_CHECKING:
    import pyarrow
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MAIN_BOTTOM, _SMALL_BOTTOM, _SMALL_HEIGHT = 3.4, 0.7, 1.4
_CHANNELS_LEFT, _CHANNEL_NAMES, _NAME_ROOM = 8.95, 1.4, 1.4
_WORTH_A_ROW, _SHORT = 0.5, 5
_TICKS, _GAP, _SMALL_PANELS, _END_ROOM = 0.5, 0.4, 4, 0.8


def adoption_figure(
    table: "pyarrow.Table",
    *,
    title: str = "",
    scenario_name: str = "",
    seed: int | None = None,
    alongside: Collection[str] = (),
    market: Sequence[str] = (),
    say: Words | None = None,
) -> "Figure":
    """Return the adoption curve of every brand with what lies behind it, under the finding in one sentence.

    Args:
        table: an adoption table.
        title: the scenario's own title; with its name, consumers, runs and seed it stands below the finding.
        scenario_name: what the scenario is called.
        seed: the seed of the runs.
        alongside: the brands that are for other needs, and no rivals.
        market: what is said of the market in place of how many consumers it has.
        say: the words of a language; English unless given.
    """
    say = say or Words()
    with house_style():
        figure = page()
        n_consumers = consumers(table)
        n_runs = len(cube(table, "buyers"))
        people = [say("figure.consumers", count=n_consumers)] if n_consumers else []
        about = _about(title, scenario_name, market or people, n_runs, seed, say)
        top = write_title(figure, finding(table, alongside, say), about)
        _draw_adoption(figure, table, top, say)
        if states(table):
            _draw_end(figure, table, top, say)
            _draw_new_buyers(figure, table, say)
            _draw_states(figure, table, say)
        else:
            _draw_channels(figure, table, top, say)
            _draw_new_buyers(figure, table, say)
            _draw_awareness(figure, table, n_consumers, say)
            _draw_rating(figure, table, say)
            _draw_deterred(figure, table, say)
    return figure


def _about(title: str, name: str, market: Sequence[str], n_runs: int, seed: int | None, say: Words) -> str:
    runs = say("counted.runs", count=n_runs)
    parts = (
        " ".join(title.split()),
        name,
        *market,
        say("figure.adoption.median", runs=runs) if n_runs > 1 else runs,
        "" if seed is None else say("figure.seed", seed=str(seed)),
    )
    return "  ·  ".join(filter(None, parts))


def _draw_adoption(figure: "Figure", table: "pyarrow.Table", top: float, say: Words) -> None:
    names = brands(table)
    # Nobody has bought when the first week begins.
    shares = 100 * np.pad(cube(table, "penetration"), ((0, 0), (1, 0), (0, 0)))
    median = bands(shares).median
    labels = [
        f"{shortened(name, TEXT_SIZE, _NAME_ROOM, 'bold')} {percent(share / 100, say.language)}"
        for name, share in zip(names, median[-1], strict=True)
    ]
    left = MARGIN + _TICKS
    width = _CHANNELS_LEFT - 0.85 - max(text_width(label, TEXT_SIZE, "bold") for label in labels) - left
    box = (left, _MAIN_BOTTOM, width, top - HEADING_HEIGHT - _MAIN_BOTTOM)
    meaning = say(f"figure.adoption.unit{'_and_bands' if len(shares) > 1 else ''}")
    axes = panel(figure, box, say("figure.adoption.heading"), meaning, MARGIN)
    draw_curves(axes, shares, first_week=0, intervals=(0.9, 0.5), line_width=3.0)
    set_scales(axes, shares.shape[1] - 1, most=100, say=say)
    label_ends(axes, median[-1], labels, BRANDS if len(names) > 1 else (), lead="bold")
    if not shares.any():
        write_instead(axes, say("figure.adoption.nobody"))
    elif len(names) == 1 and median[-1, 0] > 0 and len(median) > _SHORT:
        _mark_half(axes, float(bands(time_to_share(cube(table, "buyers")[..., 0], 0.5)).median), median[:, 0], say)


def _mark_half(axes: "Axes", half: float, median: Array, say: Words) -> None:
    """Mark when half of the buyers had bought, where a curve that rises leaves room: right below it, or left above."""
    height = np.interp(half, np.arange(len(median)), median)
    axes.plot([half, half], [0, height], color=QUIET, linewidth=1.2, linestyle=(0, (1.5, 2)), zorder=1)
    axes.plot([half], [height], color=BRANDS[0].color, marker="o", markersize=9, markeredgecolor="white", zorder=5)
    is_early = half < 0.6 * (len(median) - 1)
    axes.annotate(
        say("figure.adoption.half", week=int(np.ceil(half))),
        (half, 0 if is_early else height),
        xytext=(8, 8) if is_early else (-10, 8),
        textcoords="offset points",
        ha="left" if is_early else "right",
        va="bottom",
    )


def _draw_channels(figure: "Figure", table: "pyarrow.Table", top: float, say: Words) -> None:
    """Draw what share of its buyers each channel won for the focal brand, and under it for its strongest rival."""
    from matplotlib.ticker import MaxNLocator

    unit = say("figure.adoption.of_buyers")
    axes = _bar_panel(figure, top, say("figure.adoption.channels"), unit)
    rival = strongest_rival(table)
    compared = [0] if rival is None else [0, rival]
    won = {channel: shares[:, compared] for channel, shares in won_shares(table).items()}
    summed = {channel: bands(100 * shares, (0.9,)) for channel, shares in won.items()}
    channels = sorted(set(won) - {NO_CHANNEL}, key=lambda channel: (*-np.nan_to_num(summed[channel].median), channel))
    if not channels or np.isnan(won[NO_CHANNEL]).all():
        return write_instead(axes, say("figure.adoption.no_buyers" if channels else "figure.not_measured"))
    if np.nanmax(summed[NO_CHANNEL].median) >= _WORTH_A_ROW:
        channels.append(NO_CHANNEL)
    named = {_in_words(channel, say): summed[channel] for channel in channels}
    _draw_bars(axes, named, compared, len(won[NO_CHANNEL]) > 1, say)
    if rival is not None:
        # A rival's bars have no numbers beside them.
        axes.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]))
        axes.grid(visible=True, axis="x")
        left = text_width(unit, TEXT_SIZE) - _CHANNEL_NAMES
        _write_key(axes, left, compared, [brands(table)[b] for b in compared])


def _draw_end(figure: "Figure", table: "pyarrow.Table", top: float, say: Words) -> None:
    """Draw who is in which state of a textbook's model in the end."""
    axes = _bar_panel(figure, top, say("figure.adoption.in_the_end"), say("figure.units.share"))
    in_the_end = {state: bands(100 * share[:, -1], (0.9,)) for state, share in state_shares(table).items()}
    _draw_bars(axes, in_the_end, [0], len(cube(table, "buyers")) > 1, say)


def _bar_panel(figure: "Figure", top: float, heading: str, unit: str) -> "Axes":
    left = _CHANNELS_LEFT + _CHANNEL_NAMES
    box = (left, _MAIN_BOTTOM, WIDTH - MARGIN - left, top - HEADING_HEIGHT - _MAIN_BOTTOM)
    axes = panel(figure, box, heading, unit, _CHANNELS_LEFT)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.set(xticks=[], yticks=[])
    return axes


def _draw_bars(axes: "Axes", summed: dict[str, Bands], compared: list[int], has_intervals: bool, say: Words) -> None:
    """Draw a bar for each name, and under it a rival's, with the interval that holds 90 % of the runs."""
    median = np.array([bar.median for bar in summed.values()])
    ends = np.array([bar.intervals[0.9] for bar in summed.values()])
    rows, rival = np.arange(len(summed)), len(compared) > 1
    for place, b in enumerate(compared):
        middle, height = (rows, 0.62) if not rival else (rows + (-0.16, 0.23)[place], (0.42, 0.3)[place])
        axes.barh(middle, median[:, place], height=height, **_bar(b))
        if has_intervals:
            axes.hlines(middle, ends[:, 0, place], ends[:, 1, place], color=INK, linewidth=2.0)
    texts = ["" if np.isnan(share) else percent(share / 100, say.language) for share in median[:, 0]]
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


def _draw_new_buyers(figure: "Figure", table: "pyarrow.Table", say: Words) -> None:
    axes = _small_panel(figure, 0, say("figure.adoption.new_buyers"), say("figure.adoption.per_week"))
    new_buyers = cube(table, "new_buyers")
    draw_curves(axes, new_buyers)
    set_scales(axes, new_buyers.shape[1], whole=True, say=say)


def _draw_states(figure: "Figure", table: "pyarrow.Table", say: Words) -> None:
    """Draw how many are in each state of a textbook's model; where panels are too few, not in the first."""
    for place, (state, share) in enumerate(list(state_shares(table).items())[1 - _SMALL_PANELS :], start=1):
        axes = _small_panel(figure, place, state.capitalize(), say("figure.units.share"))
        draw_curves(axes, 100 * share)
        set_scales(axes, share.shape[1], most=100, say=say)


def _draw_awareness(figure: "Figure", table: "pyarrow.Table", n_consumers: int | None, say: Words) -> None:
    """Draw who knows each brand; with one brand, also who has bought it, and between the two the adoption gap."""
    _, n_weeks, n_brands = cube(table, "buyers").shape
    unit, scale = say(f"figure.units.{'share' if n_consumers else 'consumers'}"), 100 / (n_consumers or 100)
    if n_brands > 1 or not measured(table, "aware"):
        axes = _small_panel(figure, 1, say("figure.adoption.know"), unit)
    else:
        ends = [say("figure.adoption.knows"), say("figure.adoption.bought")]
        room = max(_END_ROOM, *(text_width(text, TEXT_SIZE) + 0.15 for text in ends))
        axes = _small_panel(figure, 1, say("figure.adoption.gap"), unit, label_room=room)
    if not measured(table, "aware"):
        set_scales(axes, n_weeks, say=say)
        return write_instead(axes, say("figure.not_measured"))
    aware = scale * cube(table, "aware")
    draw_curves(axes, aware)
    if n_brands > 1:
        return set_scales(axes, n_weeks, most=100 if n_consumers else None, say=say)
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
    set_scales(axes, n_weeks, most=100 if n_consumers else None, say=say)
    label_ends(axes, np.array([knows[-1], bought[-1]]), ends)


def _draw_rating(figure: "Figure", table: "pyarrow.Table", say: Words) -> None:
    axes = _small_panel(figure, 2, say("figure.adoption.rating"), say("figure.adoption.stars"))
    is_measured = measured(table, "rating")
    is_rated = is_measured and draw_curves(axes, cube(table, "rating"))
    set_scales(axes, cube(table, "buyers").shape[1], say=say)
    axes.set(ylim=(1, 5.1), yticks=range(1, 6))
    if not is_rated:
        write_instead(axes, say("figure.adoption.no_reviews" if is_measured else "figure.not_measured"))


def _draw_deterred(figure: "Figure", table: "pyarrow.Table", say: Words) -> None:
    unit = say("figure.adoption.of_would_be_buyers", weeks=say("counted.weeks", count=WINDOW))
    axes = _small_panel(figure, 3, say("figure.adoption.deterred"), unit)
    is_measured = measured(table, "deterred", "convinced")
    is_weighed = is_measured and draw_curves(axes, 100 * deterred_share(table))
    set_scales(axes, cube(table, "buyers").shape[1], most=100, say=say)
    if not is_weighed:
        write_instead(axes, say("figure.adoption.no_would_be_buyers" if is_measured else "figure.not_measured"))


def _small_panel(figure: "Figure", place: int, heading: str, unit: str, *, label_room: float = 0.0) -> "Axes":
    pitch = (WIDTH - 2 * MARGIN + _GAP) / _SMALL_PANELS
    left = MARGIN + place * pitch
    box = (left + _TICKS, _SMALL_BOTTOM, pitch - _GAP - _TICKS - label_room, _SMALL_HEIGHT)
    return panel(figure, box, heading, unit, left)


def _in_words(channel: str, say: Words) -> str:
    if channel == NO_CHANNEL:
        return say("figure.adoption.no_channel")
    # What channels say of themselves in English is known once they are imported, which a table does not ask for.
    translated = None if say.language == FIRST else say.find(f"channels.{channel}.short")
    return str(translated or channel.replace("_", " "))

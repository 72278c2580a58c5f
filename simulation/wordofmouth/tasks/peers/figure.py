"""The peer study's figure: how many adopt by how many of their contacts have, and what each effect multiplies."""

from typing import TYPE_CHECKING

import numpy as np

from wordofmouth.figures.style import (
    BRANDS,
    HEADING_HEIGHT,
    MARGIN,
    QUIET,
    TEXT_SIZE,
    WHITE_EDGE,
    WIDTH,
    house_style,
    page,
    panel,
    shortened,
    size_of,
    write_title,
)
from wordofmouth.statistics.intervals import wilson
from wordofmouth.tasks.peers.finding import finding, summary
from wordofmouth.tasks.peers.record import PeerStudy
from wordofmouth.words.numbers import three_digits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

type Box = tuple[float, float, float, float]

MOST_DRAWN = 12
_BOTTOM, _TICKS, _GAP, _NAMES, _AMOUNTS = 0.8, 0.6, 0.7, 1.8, 2.0


def peer_figure(study: PeerStudy) -> "Figure":
    """Return the figure of a peer study; its first twelve effects are drawn."""
    with house_style():
        figure = page()
        top = write_title(figure, finding(study), study.subtitle)
        half, height = (WIDTH - 2 * MARGIN - _GAP) / 2, top - HEADING_HEIGHT - _BOTTOM
        _draw_adoption(figure, (MARGIN, _BOTTOM, half, height), study)
        _draw_effects(figure, (MARGIN + half + _GAP, _BOTTOM, half, height), study)
    return figure


def _draw_adoption(figure: "Figure", room: Box, study: PeerStudy) -> None:
    """Draw the share of those at risk who adopt in a period, by their contacts, with its 95 % interval."""
    left, bottom, width, height = room
    box = (left + _TICKS, bottom, width - _TICKS, height)
    axes = panel(figure, box, "Adoption in a period", "% of those who had not adopted; bars: 95 %", left)
    style, rows = BRANDS[0], study.exposed.to_pylist()
    for place, row in enumerate(rows):
        if not row["at_risk"]:
            continue
        low, high = (100 * end for end in wilson(row["adopted"] / row["at_risk"], row["at_risk"]))
        axes.plot([place, place], [low, high], color=style.color, linewidth=3.0)
        axes.plot(
            [place],
            [100 * row["adopted"] / row["at_risk"]],
            color=style.color,
            marker=style.marker,
            markersize=9,
            clip_on=False,
            zorder=4,
            **WHITE_EDGE,
        )
    of = "share" if study.manifest.design["exposure"] == "share" else "number"
    about = f"{of} of the contacts who had adopted before (people)"
    axes.set(xlim=(-0.6, len(rows) - 0.4), xticks=range(len(rows)), xlabel=about)
    axes.set_xticklabels([f"{row['contacts']}\n({row['at_risk']:,})" for row in rows])
    axes.set_ylim(bottom=0)


def _draw_effects(figure: "Figure", room: Box, study: PeerStudy) -> None:
    """Draw by what each effect multiplies the chance, a row each, with its 95 % interval."""
    left, bottom, width, height = room
    rows = summary(study)[:MOST_DRAWN]
    box = (left + _NAMES, bottom, width - _NAMES - _AMOUNTS, height)
    rate = "chance" if study.manifest.design["link"] == "cloglog" else "odds"
    axes = panel(figure, box, "Effects", f"by what the {rate} to adopt is multiplied, 95 %", left)
    across = size_of(axes)[0]
    axes.axvline(1, color=QUIET, linewidth=1.6, zorder=2)
    style = BRANDS[0]
    for place, effect in enumerate(rows):
        value, low, high = np.exp([effect.value, effect.low, effect.high])
        axes.plot([low, high], [place, place], color=style.color, linewidth=3.0)
        axes.plot([value], [place], color=style.color, marker=style.marker, markersize=9, zorder=4, **WHITE_EDGE)
        text = f"{three_digits(value)} ({three_digits(low)} to {three_digits(high)})"
        for inches, words in (
            (-_NAMES, shortened(effect.name.replace("_", " "), TEXT_SIZE, _NAMES - 0.1)),
            (across + 0.15, shortened(text, TEXT_SIZE, _AMOUNTS - 0.15)),
        ):
            axes.text(inches / across, place, words, transform=axes.get_yaxis_transform(), va="center_baseline")
    low, high = axes.get_xlim()
    axes.set(xlim=(min(low, 0.9), max(high, 1.1)), ylim=(max(len(rows), 6) - 0.5, -0.5), yticks=[])
    axes.locator_params(axis="x", nbins=4)
    axes.grid(visible=True, axis="x")

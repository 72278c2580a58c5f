"""Layout: what the figures of a response curve and of a surface share: their title, two panels, axes against cost."""

from functools import partial
from typing import TYPE_CHECKING

from wordofmouth.figures import labels as axis_words
from wordofmouth.figures.style import HEADING_HEIGHT, MARGIN, WIDTH, page, write_title
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import about_market

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

type _Box = tuple[float, float, float, float]

_BOTTOM, _GAP = 0.95, 0.6


def words_of(result: SweepResult, say: Words | None) -> Words:
    """Return the words for a response's market, English unless others are given."""
    return (say or Words()).of_market(result.design.base.model_dump())


def titled(result: SweepResult, sentence: str, say: Words) -> "tuple[Figure, float]":
    """Return a figure under what it says, and where below its title there is room."""
    base, figure = result.design.base, page()
    runs = say("counted.runs", count=result.manifest.runs)
    about = "  ·  ".join([base.title or base.name, *about_market(base.model_dump(), say), runs])
    return figure, write_title(figure, sentence, about)


def two_boxes(top: float, ticks: float) -> tuple[tuple[_Box, float], tuple[_Box, float]]:
    """Return two panels side by side, each with where its heading begins; ``ticks`` is the room of their numbers."""
    width, height = (WIDTH - 2 * MARGIN - _GAP) / 2 - ticks, top - HEADING_HEIGHT - _BOTTOM
    second = MARGIN + width + ticks + _GAP
    return ((MARGIN + ticks, _BOTTOM, width, height), MARGIN), ((second + ticks, _BOTTOM, width, height), second)


def against_cost(axes: "Axes", say: Words) -> None:
    """Let the axes be of an amount against what the campaign costs."""
    from matplotlib.ticker import MaxNLocator

    axes.grid(visible=True, axis="y")
    axes.set_xlabel(say("response.cost"))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(partial(axis_words.tick, say=say))

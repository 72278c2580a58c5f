"""Style: how figures look on every machine, and where their words find room."""

import functools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

INK = "#1a1a1a"
QUIET = "#555555"
GRID = "#dddddd"
TEXT_SIZE = 12.5

_FIGURES = {
    "axes.axisbelow": True,
    "axes.edgecolor": QUIET,
    "axes.formatter.useoffset": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": QUIET,
    "axes.labelsize": TEXT_SIZE,
    "axes.linewidth": 1.0,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],
    "font.size": TEXT_SIZE,
    "grid.color": GRID,
    "grid.linewidth": 1.0,
    "hatch.linewidth": 1.2,
    "lines.solid_capstyle": "round",
    "svg.hashsalt": "wordofmouth",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": QUIET,
    "xtick.labelsize": TEXT_SIZE,
    "ytick.color": QUIET,
    "ytick.labelsize": TEXT_SIZE,
    "ytick.major.size": 0,
}


class BrandStyle(NamedTuple):
    """How one brand is drawn: told apart by colour, by dashes and by marker, any one of which is enough."""

    color: str
    dashes: Any
    marker: str


# Source: Okabe and Ito (2002), Color universal design; its yellow is too pale on white, and grey stands in for it.
BRANDS = (
    BrandStyle("#0072b2", "solid", "o"),
    BrandStyle("#d55e00", (0, (6, 2)), "s"),
    BrandStyle("#009e73", (0, (1.2, 1.4)), "^"),
    BrandStyle("#000000", (0, (7, 2, 1.2, 2)), "D"),
    BrandStyle("#cc79a7", (0, (3, 1.2)), "v"),
    BrandStyle("#e69f00", (0, (10, 2.5)), "P"),
    BrandStyle("#56b4e9", (0, (4, 1.5, 1.2, 1.5, 1.2, 1.5)), "X"),
    BrandStyle("#767676", (0, (1.2, 3)), "*"),
)

_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house's style whatever the user's own settings are; one thread at a time, as they are global."""
    import matplotlib

    with _ONE_AT_A_TIME, matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_FIGURES)
        yield


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line of text in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=_FIGURES["font.family"], size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, False)[0] / 72


def shortened(text: str, size: float, width: float, weight: str = "normal") -> str:
    """Return the text, cut with an ellipsis where it is wider than so many inches."""
    if text_width(text, size, weight) <= width:
        return text
    kept = len(text)
    while kept and text_width(text[:kept].rstrip() + "…", size, weight) > width:
        kept -= 1
    return text[:kept].rstrip() + "…"


def wrapped(text: str, size: float, width: float, weight: str = "normal", between: str = " ") -> list[str]:
    """Return the text in as few lines as are no wider than so many inches, broken between words or other pieces."""
    lines: list[str] = []
    for piece in text.replace(" %", "\N{NO-BREAK SPACE}%").split(between):
        longer = f"{lines[-1]}{between}{piece}" if lines else piece
        if lines and text_width(longer, size, weight) > width:
            lines[-1] += between.rstrip()
            lines.append(piece)
        else:
            lines[-1:] = [longer]
    return lines


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return the places moved as little as keeps them a gap apart and, if there is room, between low and high.

    Those that crowd share the shift: least squares under the order, by the mean of the crowd (isotonic regression).
    """
    order = sorted(range(len(places)), key=lambda place: (places[place], -place))
    crowds: list[tuple[float, int]] = []
    for rank, place in enumerate(order):
        crowds.append((places[place] - rank * gap, 1))
        while len(crowds) > 1 and crowds[-2][0] > crowds[-1][0]:
            (above, n_above), (below, n_below) = crowds.pop(), crowds.pop()
            crowds.append(((above * n_above + below * n_below) / (n_above + n_below), n_above + n_below))
    moved = [mean for mean, size in crowds for _ in range(size)]
    highest = high - (len(places) - 1) * gap
    result = [0.0] * len(places)
    for rank, (place, mean) in enumerate(zip(order, moved, strict=True)):
        result[place] = max(low, min(mean, highest)) + rank * gap
    return result

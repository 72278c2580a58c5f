"""Style: what all figures share: colours, words that find room, panels, and curves with their bands."""

import functools
import itertools
import json
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wordofmouth.engine.records import Array
from wordofmouth.figures.drawn import drawn
from wordofmouth.results.files import atomic
from wordofmouth.results.provenance import check_format, read_metadata
from wordofmouth.statistics.intervals import bands
from wordofmouth.words.catalogue import Words
from wordofmouth.words.market import end_of_week

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 13.0, 8.4
DPI = 110
MARGIN = 0.4
INK = "#1a1a1a"
QUIET = "#555555"
GRID = "#dddddd"
TEXT_SIZE = 12.5
HEADING_SIZE = 14.0
HEADING_HEIGHT = 0.62

_FEW_COLORS = 96
_TITLE_SIZES = (22.0, 20.0, 18.0, 16.0, 14.5)
_FONT = "DejaVu Sans"
_FOR_OTHER_SCRIPTS = (
    "Noto Sans CJK SC",
    "Noto Sans",
    "PingFang SC",
    "Hiragino Sans",
    "Microsoft YaHei",
    "Yu Gothic",
    "Malgun Gothic",
    "Nirmala UI",
    "Arial Unicode MS",
)
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
    "ytick.major.pad": 6.5,
    "ytick.major.size": 0,
}


class BrandStyle(NamedTuple):
    """How one brand is drawn: distinguished by colour, by dashes and by marker, any one of which is enough."""

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

WHITE_EDGE: dict[str, Any] = {"markeredgecolor": "white", "markeredgewidth": 0.6}
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house's style whatever the user's own settings are; one thread at a time, as they are global.

    Letters that the style's own font lacks come from another that is installed; without any, they are empty boxes.
    """
    import matplotlib
    from matplotlib.font_manager import fontManager

    with _ONE_AT_A_TIME, matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        installed = set(fontManager.get_font_names())
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_FIGURES)  # type: ignore[arg-type]  # its stubs take literal keys alone
        matplotlib.rcParams["font.family"] = [_FONT, *(font for font in _FOR_OTHER_SCRIPTS if font in installed)]
        yield


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line of text in inches, kerning apart."""
    return sum(_advance(letter, weight) for letter in text) * size / 72


@functools.cache
def _advance(letter: str, weight: str) -> float:
    """Return the width of a letter in ems; one that the font lacks is drawn by another, as wide as high."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties(family=_FONT, weight=weight)))
    if not font.get_char_index(ord(letter)):
        return 1.0
    font.set_size(100, 72)
    return font.load_char(ord(letter)).linearHoriAdvance / 65536 / 100


def shortened(text: str, size: float, width: float, weight: str = "normal") -> str:
    """Return the text, cut with an ellipsis where it is wider than so many inches."""
    if text_width(text, size, weight) <= width:
        return text
    length = len(text)
    while length and text_width(text[:length].rstrip() + "…", size, weight) > width:
        length -= 1
    return text[:length].rstrip() + "…"


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


def page() -> "Figure":
    """Return an empty figure of the size that all have."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = drawn()(figsize=(WIDTH, HEIGHT), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def write_title(figure: "Figure", title: str, about: str) -> float:
    """Write the title as large as fits in two lines; return in inches where the room below it begins."""
    room = WIDTH - 2 * MARGIN
    # Between clauses if that will do, else between words.
    for size, between in itertools.product(_TITLE_SIZES, ("; ", " ")):
        lines = wrapped(title, size, room, "bold", between)
        if len(lines) <= 2 and all(text_width(line, size, "bold") <= room for line in lines):
            break
    y = HEIGHT - 0.35
    text = "\n".join(shortened(line, size, room, "bold") for line in lines)
    write(figure, MARGIN, y, text, size, weight="bold", va="top", linespacing=1.2)
    y -= len(lines) * size * 1.4 / 72 + 0.06
    lines = wrapped(about, TEXT_SIZE, room)
    text = "\n".join(shortened(line, TEXT_SIZE, room) for line in lines)
    write(figure, MARGIN, y, text, TEXT_SIZE, color=QUIET, va="top", linespacing=1.2)
    return y - len(lines) * TEXT_SIZE * 1.4 / 72 - 0.2


def panel(
    figure: "Figure", box: tuple[float, float, float, float], heading: str, unit: str, heading_left: float
) -> "Axes":
    """Add axes in a box (left, bottom, width, height, in inches) under a heading and the unit of the values."""
    left, bottom, width, height = box
    across, up = figure.get_size_inches()
    axes = figure.add_axes((left / across, bottom / up, width / across, height / up))
    write(figure, heading_left, bottom + height + 0.36, heading, HEADING_SIZE, weight="bold")
    write(figure, heading_left, bottom + height + 0.13, unit, TEXT_SIZE, color=QUIET)
    return axes


def write(figure: "Figure", left: float, bottom: float, text: str, size: float, **how: Any) -> None:
    """Write at a place in inches; ``how`` are matplotlib's properties of a text."""
    across, up = figure.get_size_inches()
    figure.text(left / across, bottom / up, text, fontsize=size, **how)


def write_instead(axes: "Axes", text: str) -> None:
    """Say in the middle of a panel why it is empty."""
    axes.grid(visible=False)
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=QUIET)


def size_of(axes: "Axes") -> tuple[float, float]:
    """Return width and height of axes in inches."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    across, up = figure.get_size_inches()
    place = axes.get_position()
    return place.width * across, place.height * up


def draw_curves(
    axes: "Axes", values: Array, *, first_week: int = 1, intervals: tuple[float, ...] = (0.9,), line_width: float = 2.0
) -> bool:
    """Draw medians and bands of a cube, brand by brand, the focal one on top; tell whether there was anything.

    Bands of more than three brands would hide each other in a small panel: there the focal brand alone has one.
    """
    n_runs, n_weeks, n_brands = values.shape
    is_large = len(intervals) > 1
    weeks = np.arange(first_week, first_week + n_weeks)
    median, ends = bands(values, intervals)
    step = max(n_weeks // (6 if is_large else 3), 1)
    for b in reversed(range(n_brands)):
        here = np.flatnonzero(~np.isnan(median[:, b]))
        if not len(here):
            continue
        color, dashes, marker = BRANDS[b]
        for low, high in ends.values() if n_runs > 1 and (is_large or b == 0 or n_brands <= 3) else ():
            axes.fill_between(weeks, low[:, b], high[:, b], color=color, alpha=0.2, linewidth=0)
        marked = here[step // 2 + b * step // n_brands : -step // 2 : step] if n_brands > 1 else here[:0]
        axes.plot(
            weeks,
            median[:, b],
            color=color,
            linestyle=dashes,
            linewidth=line_width,
            marker=marker,
            markersize=4.0 + 1.5 * line_width,
            markevery=[*marked, here[-1]],
            clip_on=False,
            zorder=3,
            **WHITE_EDGE,
        )
    return not np.isnan(median).all()


# What room a week's number takes below a curve, and its day, in inches.
_OF_A_WEEK, _OF_A_DAY = 0.55, 1.0


def set_scales(
    axes: "Axes", n_weeks: int, *, most: float | None = None, whole: bool = False, say: Words | None = None
) -> None:
    """Let weeks run from 0 to the last, and values from 0, or just below the lowest, to just over the highest.

    Where the values come near the ``most`` there can be, they run to that. Weeks and numbers are said in English unless
    the words of another language are given.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    lowest, highest = axes.dataLim.y0, axes.dataLim.y1
    bottom = 1.06 * lowest if np.isfinite(lowest) and lowest < 0 else 0
    if not (np.isfinite(highest) and (highest > 0 or bottom)):
        highest = most or 1.0
    top = 1.02 * most if most and highest > 0.85 * most else 1.06 * max(highest, -0.05 * bottom)
    largest = max(top, -bottom)
    divisor, suffix = (1e6, " M") if largest >= 2e6 else (1e3, " k") if largest >= 2e4 else (1, "")
    width, height = size_of(axes)
    say = say or Words()
    axes.set(xlim=(0, n_weeks), ylim=(bottom, top), xlabel=say("market.ends" if say.start else "figure.week"))
    room = _OF_A_DAY if say.start else _OF_A_WEEK
    axes.xaxis.set_major_locator(MaxNLocator(int(width / room), integer=True, steps=[1, 2, 5, 10], min_n_ticks=1))
    if say.start:
        axes.xaxis.set_major_formatter(FuncFormatter(lambda week, _: end_of_week(say, round(week))))
    axes.yaxis.set_major_locator(MaxNLocator(int(height / 0.35), integer=whole, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(
        FuncFormatter(
            lambda value, _: say.notation.translated(f"{value / divisor:,g}{suffix if value else ''}").replace("-", "−")
        )
    )


def label_ends(
    axes: "Axes", values: Array, labels: list[str], styles: Sequence[BrandStyle] = (), *, lead: str = "normal"
) -> None:
    """Write at the right of the last week what each curve is, apart from each other, with a line to its end.

    Labels have the markers of the ``styles``, if given; ``lead`` is the weight of the first.
    """
    width, height = size_of(axes)
    low, high = axes.get_ylim()
    ends = [(float(value) - low) / (high - low) for value in values]
    for place, y in enumerate(spread(ends, TEXT_SIZE * 1.3 / 72 / height, 0.0, 1.0)):
        axes.plot(
            [1 + 0.09 / width, 1 + 0.22 / width],
            [ends[place], y],
            color=QUIET,
            linewidth=0.8,
            clip_on=False,
            transform=axes.transAxes,
        )
        for style in styles[place : place + 1]:
            axes.plot(
                [1 + 0.34 / width],
                [y],
                color=style.color,
                marker=style.marker,
                markersize=8,
                clip_on=False,
                transform=axes.transAxes,
                **WHITE_EDGE,
            )
        axes.text(
            1 + (0.45 if styles else 0.27) / width,
            y,
            labels[place],
            transform=axes.transAxes,
            va="center_baseline",
            weight="normal" if place else lead,
        )


def save_figure(figure: "Figure", path: str | Path, metadata: dict[str, str]) -> Path:
    """Write a figure to a PNG or SVG file at once or not at all, with metadata that can be read from it again.

    The same figure and metadata give the same bytes: nothing depends on the time or the place.

    Raises:
        ValueError: if the name ends neither in ``.png`` nor in ``.svg``.
    """
    path = Path(path)
    check_format(path)
    embedded = dict.fromkeys(("Software",)) | metadata if path.suffix == ".png" else _in_svg(metadata)
    with atomic(path) as unfinished, house_style():
        figure.savefig(unfinished, format=path.suffix[1:], metadata=embedded)
    return path


def _in_svg(metadata: dict[str, str]) -> dict[str, Any]:
    # SVG knows the terms of Dublin Core alone, so ours go into the one that is free text.
    return {"Date": None, "Creator": None, "Description": json.dumps(metadata, sort_keys=True, ensure_ascii=False)}


def make_small(path: Path) -> None:
    """Write a picture again in as few colours as it needs, a third of its size, with its metadata."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    metadata = PngInfo()
    for key, text in read_metadata(path).items():
        metadata.add_text(key, text)
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(_FEW_COLORS, dither=Image.Dither.NONE)
    with atomic(path) as unfinished:
        small.save(unfinished, format="PNG", optimize=True, pnginfo=metadata)

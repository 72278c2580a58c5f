"""What a comparison shows: its verdict, curves, differences and numbers, and how to keep them."""

import itertools
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from nicegui import ui

from wordofmouth.lab.pages.compare.alternatives import source_of
from wordofmouth.lab.server.threads import in_thread
from wordofmouth.lab.sharing import recipes
from wordofmouth.lab.widgets import curves, verdict
from wordofmouth.lab.widgets.curves import LOOKS, Line
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.reports.html import Html, element, joined, unbroken
from wordofmouth.results.files import temporary_folder
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.intervals import bands
from wordofmouth.statistics.means import simultaneous
from wordofmouth.statistics.outcomes import outcome
from wordofmouth.tasks.compare.difference import Difference
from wordofmouth.tasks.compare.finding import finding, quoted
from wordofmouth.words.catalogue import Words
from wordofmouth.words.numbers import percent
from wordofmouth.words.sentences import capitalised

if TYPE_CHECKING:
    from wordofmouth.tasks.compare.record import Comparison

# With more than three, only the first has its band: others would hide each other.
_MOST_BANDS = 3
_RATIOS = ("money each", "ratio")
_DRAWING = threading.Lock()


class Shown(NamedTuple):
    """All that is told of a comparison, in the visitor's language.

    Attributes:
        comparison: what was compared.
        names: what its scenarios are called.
        verdict, spared: sentences; the second is empty if there is nothing to it.
        unit, unit_of_differences: what the curves and their differences are counted in.
        lines, differences: what is drawn.
        numbers: what came out at the end, as a table.
    """

    comparison: "Comparison"
    names: list[str]
    verdict: str
    spared: str
    unit: str
    unit_of_differences: str
    lines: list[Line]
    differences: list[Line]
    numbers: Html


def shown(say: Words, comparison: "Comparison", names: list[str]) -> Shown:
    """Return what is told of a comparison; takes a moment, and belongs in a thread."""
    asked = outcome(comparison.manifest.measure)
    scale = 100.0 if asked.unit == "share" else 1.0
    values = [scale * curve for curve in comparison.curves(asked).values()]
    if asked.unit in _RATIOS:
        # What is per buyer or per money spent means little while there are few.
        for curve in values:
            curve[:, : curve.shape[1] // 4] = np.nan
    several = comparison.manifest.replications > 1
    lines = []
    for place, (name, curve) in enumerate(zip(names, values, strict=True)):
        median, intervals = bands(curve, (0.9,))
        banded = several and (len(values) <= _MOST_BANDS or not place)
        lines.append(Line(name, median, intervals[0.9] if banded else None, LOOKS[place % len(LOOKS)]))
    base, *others = values
    differences = []
    for name, curve, look in zip(names[1:], others, itertools.cycle((*LOOKS[1:], LOOKS[0])), strict=False):
        mean, band = (curve - base).mean(axis=0), None
        if several:
            low, high = simultaneous(base, curve, (scale * asked.bounds[0], scale * asked.bounds[1]))
            # Weeks in which too few runs differ have a line alone.
            band = np.where(np.isnan(low), mean, low), np.where(np.isnan(high), mean, high)
        differences.append(Line(name, mean, band, look))
    unit = "%" if asked.unit == "share" else ""
    labels = dict(zip(comparison.tables, names, strict=True))
    return Shown(
        comparison,
        names,
        finding(comparison, say, labels),
        _spared(say, comparison),
        unit,
        "",
        lines,
        differences,
        _numbers(say, comparison, labels),
    )


class ComparisonView:
    """The part of the page on which a comparison is shown, again and again as more of it is known.

    Args:
        say: the visitor's words.
        alone: whether it is all that is shown of it: else its sentence and how it is kept stand elsewhere.
    """

    def __init__(self, say: Words, alone: bool = True) -> None:
        self.say, self._alone = say, alone
        self._now: Shown | None = None
        self._of: tuple[list[str], str] | None = None

    def show(self, now: Shown, so_far: bool) -> None:
        """Show what is known by now; ``so_far`` says that more will be."""
        say, asked = self.say, outcome(now.comparison.manifest.measure)
        self._now = now
        self.place.classes(remove="stale")
        if self._of != (now.names, asked.name):
            self._of = (now.names, asked.name)
            self._lay_out(now)
        runs = now.comparison.manifest.replications
        self._status.set_text(say("compare.so_far", count=runs) if so_far else say("compare.result"))
        self._verdict.set_text(f"{unbroken(now.verdict)}.")
        self._spared.set_text("" if so_far else now.spared)
        decimals = 2 if asked.unit in ("stars", *_RATIOS) else 1 if asked.unit == "share" else 0
        least = {"share": 0.0, "consumers": 0.0, "purchases": 0.0, "stars": 1.0}.get(asked.unit)
        most = 5.0 if asked.unit == "stars" else None
        for chart, figure in (
            (self._curves, curves.options(say, now.lines, unit=now.unit, decimals=decimals, least=least, most=most)),
            (self._differences, curves.options(say, now.differences, unit="", decimals=decimals, zero=True)),
        ):
            chart.options.clear()
            chart.options.update(figure)
            chart.update()
        self._numbers.set_content(now.numbers)
        for disclosure, lines, caption in (
            (self._curves_table, now.lines, asked.label_in(say)),
            (
                self._differences_table,
                now.differences,
                say("compare.difference", base=quoted(now.names[0], say)),
            ),
        ):
            write = lambda value: "–" if value != value else say.number(value, decimals)  # noqa: E731
            disclosure.set_content(curves.table(say, caption, lines, write))
        self._notes.clear()
        with self._notes:
            if now.comparison.manifest.notes and not so_far:
                tag("h2", "", say("compare.notes"))
                with tag("ul", "small quiet", lang="en"):
                    for note in now.comparison.manifest.notes:
                        tag("li", "", note)
        if self._alone:
            self._recipe.clear()
            with self._recipe:
                _recipe(say, now.comparison)

    def _lay_out(self, now: Shown) -> None:
        say, asked = self.say, outcome(now.comparison.manifest.measure)
        label = asked.label_in(say)
        keys = list(zip(now.names, itertools.cycle(LOOKS), strict=False))
        self.place.clear()
        with self.place:
            with tag("section", "card verdict", aria_live="polite") as head:
                self._status = tag("h2", "eyebrow")
                self._verdict = tag("p", "sentence")
                self._spared = tag("p", "small quiet")
            head.set_visibility(self._alone)
            with tag("div", "pair"):
                with tag("section", "card"):
                    tag("h2", "", capitalised(label))
                    about = "curves_about" if len(now.names) <= _MOST_BANDS else "curves_about_first"
                    _about(say, f"compare.{about}", "compare.unit_share" if asked.unit == "share" else "")
                    curves.legend(keys)
                    self._curves = curves.place({}, label)
                    self._curves_table = curves.table_disclosure(say)
                with tag("section", "card"):
                    title = say("compare.difference", base=quoted(now.names[0], say))
                    tag("h2", "", title)
                    _about(say, "compare.difference_about", "compare.unit_points" if asked.unit == "share" else "")
                    curves.legend(keys[1:])
                    self._differences = curves.place({}, title)
                    self._differences_table = curves.table_disclosure(say)
            with tag("section", "card"):
                tag("h2", "", say("compare.numbers"))
                tag("p", "small quiet", say("compare.numbers_about", base=quoted(now.names[0], say)))
                with tag("div", "scroll wide", tabindex="0", role="region", aria_label=say("compare.numbers")):
                    self._numbers = ui.html(sanitize=False)
                self._notes = tag("div", "notes")
            if not self._alone:
                return
            with tag("div", "pair"):
                with tag("section", "card"):
                    tag("h2", "", say("compare.keep"))
                    with tag("div", "buttons"):
                        for what, label in (
                            ("csv", say("compare.table")),
                            *((kind, say("compare.figure", format=kind.upper())) for kind in ("png", "svg")),
                        ):
                            tag("button", "button", label, type="button").on("click", lambda what=what: self.keep(what))
                self._recipe = tag("section", "card recipe")

    async def keep(self, kind: str) -> None:
        """Hand what is shown to the visitor as a file."""
        if self._now is not None:
            content = await in_thread(_file, self.say, self._now, kind)
            ui.download.content(content, f"{self._now.comparison.name}.{kind}")

    def build(self) -> None:
        """Make room for what will be shown."""
        self.place = tag("div", "result")

    def fade(self) -> None:
        """Let what is shown step back: something else has been asked for."""
        self.place.classes("stale")


def _about(say: Words, key: str, unit: str) -> None:
    tag("p", "small quiet", " ".join(filter(None, [f"{say(unit).capitalize()}." if unit else "", say(key)])))


def _spared(say: Words, comparison: "Comparison") -> str:
    saved = [pair.saved for pair in comparison.pairs() if pair.saved == pair.saved]
    runs = comparison.manifest.replications
    many = round(min(saved, default=1.0) * runs)
    return say("compare.spared", count=runs, many=many) if many >= 1.5 * runs else ""


def _numbers(say: Words, comparison: "Comparison", labels: dict[str, str]) -> Html:
    """Return what came out at the end: a row per measure, a column per scenario."""
    base, *others = labels
    rows = []
    for asked in comparison.outcomes.values():
        pairs = {pair.scenario: pair for pair in comparison.pairs(asked) if pair.base == base and pair.pairs}
        if not pairs or asked.name == "buyers":
            continue
        first = next(iter(pairs.values()))
        cells = [element("td", verdict.value_text(say, first.base_value, asked.unit))]
        is_chosen = asked.name == comparison.manifest.measure
        cells += [_cell(say, pairs.get(name), is_chosen) for name in others]
        head = element("th", capitalised(asked.label_in(say)), scope="row")
        rows.append(element("tr", head, *cells, class_="chosen" if is_chosen else ""))
    heads = [element("th", Html("&nbsp;")), *(element("th", name, scope="col") for name in labels.values())]
    return element("table", element("thead", element("tr", *heads)), element("tbody", *rows), class_="numbers")


def _cell(say: Words, pair: Difference | None, is_chosen: bool) -> Html:
    if pair is None:
        return element("td", "–")
    parts = [element("div", verdict.value_text(say, pair.value, pair.unit))]
    if pair.difference or pair.is_told:
        points = f" {say('compare.pp')}" if pair.unit == "share" else ""
        text = verdict.amount_text(say, pair.difference, pair) + points
        between = verdict.interval_text(say, pair) if pair.half_width > 0 else ""
        amount = element("b" if pair.is_distinguishable else "span", text)
        parts.append(element("div", amount, f" ({between})" if between else "", class_="small quiet"))
    if is_chosen and 0 <= pair.beats <= 1:
        share = percent(pair.beats, say.language)
        parts.append(element("div", say("compare.better", share=share), class_="small quiet"))
    return element("td", joined(parts))


def _recipe(say: Words, comparison: "Comparison") -> None:
    """Add what gives the same on the command line and in Python, and the files that are needed for it."""
    manifest, scenarios = comparison.manifest, list(comparison.scenarios.values())
    sources = [source_of(scenario) or f"{scenario.name}.toml" for scenario in scenarios]
    tag("h2", "", say("compare.again"))
    for label, text in (
        (say("compare.again_shell"), recipes.compare_command(sources, manifest)),
        (say("compare.again_python"), recipes.compare_python(sources, manifest)),
        *_files(say, scenarios, sources),
    ):
        with tag("details", "disclosure"):
            tag("summary", "", label)
            tag("pre", "code", text, tabindex="0")


def _files(say: Words, scenarios: Sequence[Scenario], sources: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (say("compare.again_file", name=source), recipes.toml(scenario))
        for scenario, source in zip(scenarios, sources, strict=True)
        if source.endswith(".toml")
    ]


def _file(say: Words, now: Shown, kind: str) -> bytes:
    from wordofmouth.results.tables import write_csv

    comparison = now.comparison
    with temporary_folder() as folder, _DRAWING:
        path = folder / f"comparison.{kind}"
        if kind == "csv":
            write_csv(path, comparison.arrow)
        else:
            comparison.save_figure(path, say, dict(zip(comparison.tables, now.names, strict=True)))
        return path.read_bytes()

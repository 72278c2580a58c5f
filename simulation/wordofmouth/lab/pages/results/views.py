"""What is shown of a run, of a comparison, and of what is kept as pictures."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nicegui import ui

from wordofmouth.lab.pages.compare import alternatives as candidates
from wordofmouth.lab.pages.compare.result import ComparisonView, shown
from wordofmouth.lab.pages.results.folders import figures
from wordofmouth.lab.server.settings import at
from wordofmouth.lab.server.threads import in_thread
from wordofmouth.lab.widgets import curves
from wordofmouth.lab.widgets.controls import choice
from wordofmouth.lab.widgets.curves import LOOKS, Line
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.reports import html as markup
from wordofmouth.reports.html import Html
from wordofmouth.statistics.adoption_table import brands, cube, measured
from wordofmouth.statistics.intervals import bands
from wordofmouth.statistics.outcomes import OUTCOMES, outcome
from wordofmouth.statistics.summaries import Summary
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.tasks.run.finding import economics, worth
from wordofmouth.tasks.run.record import Result
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST
from wordofmouth.words.sentences import capitalised

if TYPE_CHECKING:
    import pyarrow

# What can be drawn of a run: the column, and how it is counted.
_DRAWN = {
    "penetration": "share",
    "aware": "",
    "new_buyers": "",
    "rating": "stars",
    "reviews": "",
    "in_market": "",
    "deterred": "",
    "recommenders": "",
    "revenue": "",
    "profit": "",
}


def verdict_card(say: Words, sentence: str, more: str = "", lang: str | None = "en") -> None:
    """Add what came out in a sentence."""
    with tag("section", "card verdict"):
        tag("h2", "eyebrow", say("results.finding"))
        tag("p", "sentence", f"{markup.unbroken(sentence)}.", lang=lang)
        if more:
            tag("p", "small quiet", f"{more}.", lang=lang)


def gallery(number: int, folder: Path) -> None:
    """Show the pictures of a folder."""
    for place, path in enumerate(figures(folder)):
        with tag("figure", "card picture"):
            tag("figcaption", "", capitalised(path.stem.replace("_", " ")))
            tag(
                "img", "", src=at(f"/results/{number}/figures/{place}"), alt=path.stem.replace("_", " "), loading="lazy"
            )


async def of_run(say: Words, place: Any, result: Result, number: int) -> None:
    """Show a run: its curves with bands, and what they come to."""
    table = result.arrow
    is_english = say.language == FIRST
    finding, money = (result.finding(), worth(result)) if is_english else (_run_says(say, result), "")
    names = {name: _measure_name(say, name) for name in _DRAWN if measured(table, name)}
    place.clear()
    with place:
        verdict_card(say, finding, money, lang=None)
        with tag("section", "card"):
            with tag("div", "bar"):
                choice(say("results.measure"), names, "penetration", lambda name: draw(name))
            about = tag("p", "small quiet", say("compare.curves_about"))
            keys = list(zip(brands(table), LOOKS, strict=False))
            if len(keys) > 1:
                curves.legend(keys)
            chart = curves.place({}, names["penetration"])
            values = curves.table_disclosure(say)
        with tag("div", "pair"):
            for title, centre, rows in (
                (say("results.summary"), say("results.median"), result.summary()),
                (say("results.money"), say("results.mean"), economics(result)),
            ):
                if rows:
                    with tag("section", "card"):
                        tag("h2", "", title)
                        with tag("div", "scroll", tabindex="0", role="region", aria_label=title):
                            ui.html(_summary(say, rows, centre), sanitize=False)

    def draw(name: str) -> None:
        if name not in names:
            return
        lines, unit = _lines(table, name), "%" if _DRAWN[name] == "share" else ""
        about.set_visibility(result.manifest.replications > 1)
        decimals = {"share": 1, "stars": 2}.get(_DRAWN[name], 0)
        least = 1.0 if name == "rating" else None if name == "profit" else 0.0
        chart.options.clear()
        chart.options.update(curves.options(say, lines, unit=unit, decimals=decimals, least=least))
        chart.update()
        write = lambda value: "–" if value != value else say.number(value, decimals)  # noqa: E731
        values.set_content(curves.table(say, names[name], lines, write))

    draw("penetration")


async def of_comparison(say: Words, place: Any, comparison: Comparison, number: int) -> None:
    """Show a comparison as the compare page does."""
    place.clear()
    with place:
        with tag("div", "bar"):
            measures = {name: capitalised(asked.label_in(say)) for name, asked in OUTCOMES.items()}
            choice(say("compare.measure"), measures, comparison.manifest.measure, lambda name: draw(name))
        view = ComparisonView(say)
        view.build()

    async def draw(measure: str) -> None:
        if measure in OUTCOMES:
            by = Comparison(
                comparison.arrow,
                comparison.manifest.model_copy(update={"measure": measure}),
                baseline=comparison.baseline,
            )
            names = candidates.titles_of(say, list(comparison.scenarios.values()))
            view.show(await in_thread(shown, say, by, names), so_far=False)

    await draw(comparison.manifest.measure)


def _run_says(say: Words, result: Result) -> str:
    """Return what a run shows of the first brand in one sentence."""
    rows = {row.name: row for row in reversed(result.summary())}
    weeks = int(cube(result.arrow, "week").max())
    sentence = say(
        "results.run_says", brand=brands(result.arrow)[0], share=_text(say, rows["penetration"]), weeks=weeks
    )
    half = rows["week_50"].value if "week_50" in rows else None
    return sentence + (say("results.half_by", week=math.ceil(half)) if half is not None else "")


def _text(say: Words, row: Summary) -> str:
    return row.text_in(say.language)


def _lines(table: "pyarrow.Table", name: str) -> list[Line]:
    values = cube(table, name) * (100.0 if _DRAWN[name] == "share" else 1.0)
    lines = []
    for place, (brand, look) in enumerate(zip(brands(table), LOOKS, strict=False)):
        median, intervals = bands(values[..., place], (0.9,))
        lines.append(Line(brand, median, intervals[0.9] if len(values) > 1 else None, look))
    return lines


def _measure_name(say: Words, name: str) -> str:
    return capitalised(OUTCOMES[name].label_in(say) if name in OUTCOMES else say(f"results.measures.{name}"))


def _summary(say: Words, rows: list[Summary], centre: str) -> Html:
    several = len({row.brand for row in rows}) > 1
    written = [((f"{row.brand}: " if several else "") + _row_name(say, row), _text(say, row)) for row in rows]
    return markup.table("", [say("results.what"), centre], written)


def _row_name(say: Words, row: Summary) -> str:
    if row.name in OUTCOMES:
        return capitalised(outcome(row.name).label_in(say))
    return capitalised(say.find(f"results.rows.{row.name}") or row.label)

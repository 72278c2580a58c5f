"""The report of a sweep."""

from typing import Any

from wordofmouth.reports.chapters import Contents, asked, honest
from wordofmouth.reports.html import joined, paragraphs, table
from wordofmouth.reports.reproduction import Recipe, as_written, design_recipe
from wordofmouth.results.manifest import Manifest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.words.catalogue import Words


def contents(result: SweepResult, say: Words | None = None) -> Contents:
    """Return the report of a sweep, in English unless other words are given."""
    say, manifest = say or Words(), result.manifest
    scenario = Scenario.from_dict(manifest.scenario)
    factors = table(
        say("report.sweep.varied"),
        (say("report.sweep.field"), say("report.sweep.values")),
        [(path, _values(values, say)) for path, values in manifest.design.get("factors", {}).items()],
        numbers=False,
    )
    chapters = [
        (say("report.chapters.sure"), paragraphs([honest(say)])),
        (say("report.chapters.asked"), joined([factors, asked(scenario, say)])),
    ]
    runs, seed = say("counted.runs", count=manifest.runs), say("report.seed", seed=str(manifest.seed))
    about = f"{scenario.name} · {runs} · {seed}"
    return Contents(chapters, manifest.title, about)


def recipe(manifest: Manifest) -> Recipe:
    """Return the command that makes the result again, and the design that it needs."""
    return design_recipe(manifest, {})


def _values(values: dict[str, Any], say: Words) -> str:
    written = as_written(values)
    if isinstance(written, list):
        return ", ".join(map(str, written))
    return say.notation.interval(str(written["from"]), str(written["to"]))

"""The report of a sweep."""

from typing import Any

from wordofmouth.reports.chapters import HONEST, Contents, asked
from wordofmouth.reports.html import joined, paragraphs, table
from wordofmouth.reports.reproduction import Recipe, as_written, design_recipe
from wordofmouth.results.manifest import Manifest
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.sweep.record import SweepResult
from wordofmouth.words.numbers import counted


def contents(result: SweepResult) -> Contents:
    """Return the report of a sweep."""
    manifest = result.manifest
    scenario = Scenario.from_dict(manifest.scenario)
    factors = table(
        "What is varied",
        ("field", "values"),
        [(path, _values(values)) for path, values in manifest.design.get("factors", {}).items()],
        numbers=False,
    )
    chapters = [
        ("How sure that is", paragraphs([HONEST])),
        ("What was asked", joined([factors, asked(scenario)])),
    ]
    about = f"{scenario.name} · {counted(manifest.runs, 'run')} · seed {manifest.seed}"
    return Contents(chapters, manifest.title, about)


def recipe(manifest: Manifest) -> Recipe:
    """Return the command that makes the result again, and the design that it needs."""
    return design_recipe(manifest, {})


def _values(values: dict[str, Any]) -> str:
    written_ = as_written(values)
    return ", ".join(map(str, written_)) if isinstance(written_, list) else f"{written_['from']} to {written_['to']}"

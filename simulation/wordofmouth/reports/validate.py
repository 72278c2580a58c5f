"""The report of a validation."""

from wordofmouth.reports.chapters import Contents
from wordofmouth.reports.html import element, joined, paragraphs, table
from wordofmouth.reports.reproduction import Recipe
from wordofmouth.results.manifest import Manifest
from wordofmouth.tasks.validate import finding as words
from wordofmouth.tasks.validate.case import cases
from wordofmouth.tasks.validate.record import CaseResult, Validation

_SURE = (
    "A number is met if it is within its tolerance. It is contested if researchers disagree on what it means; where it "
    "is not met and explained, the case says why."
)


def contents(result: Validation) -> Contents:
    """Return the report of a validation."""
    asked = [(outcome.case, cases()[outcome.case].title, cases()[outcome.case].source) for outcome in result.outcomes]
    chapters = [
        ("How sure that is", paragraphs([_SURE])),
        ("What was asked", table("Cases", ("case", "what it is", "source"), asked, numbers=False)),
        ("All numbers", joined([_case(outcome) for outcome in result.outcomes])),
    ]
    return Contents(chapters, "Validation: what was published, and what comes out here", result.subtitle)


def _case(outcome: CaseResult) -> str:
    case = cases()[outcome.case]
    heads = ("what", "expected", "from", "obtained", "tolerance", "verdict")
    rows = [
        (check.what, words.expected(check), check.source, words.obtained(check), words.tolerance(check), check.verdict)
        for check in outcome.checks
    ]
    prose = paragraphs([f"{outcome.finding}.", *filter(None, (case.dispute, case.explanation))])
    shown = [table(case.title, heads, rows, numbers=False)] if rows else []
    return joined([element("h3", outcome.case), prose, *shown])


def recipe(manifest: Manifest) -> Recipe:
    """Return the command that runs the cases again."""
    names = " ".join(manifest.design["cases"])
    return Recipe(f"wom validate {names}{' --short' if manifest.design['short'] else ''}", {})

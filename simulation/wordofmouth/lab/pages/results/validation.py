"""What is shown of a validation: what came out, every case in a line, and behind each its figure and its numbers."""

from typing import Any

from wordofmouth.lab.pages.results.folders import figures
from wordofmouth.lab.pages.results.views import verdict_card
from wordofmouth.lab.server.settings import at
from wordofmouth.lab.server.threads import in_thread
from wordofmouth.lab.widgets.disclosure import disclosure
from wordofmouth.lab.widgets.frame import tag
from wordofmouth.tasks.validate import finding as words
from wordofmouth.tasks.validate.case import CONTESTED, EXPLAINED, MET, NOT_MET, SKIPPED, Case, Check, cases
from wordofmouth.tasks.validate.page import SECTIONS
from wordofmouth.tasks.validate.record import CaseResult, Validation
from wordofmouth.words.catalogue import Words

# What each verdict is called in the catalogue, and its sign.
_VERDICTS = {
    MET: ("met", "✓"),
    CONTESTED: ("contested", "?"),
    EXPLAINED: ("explained", "≠"),
    NOT_MET: ("not_met", "✗"),
    SKIPPED: ("skipped", "–"),
}


def in_short(say: Words, validation: Validation) -> str:
    """Return how many numbers have which verdict."""
    checks = [check for outcome in validation.outcomes for check in outcome.checks]
    return say("results.validation.numbers", count=len(checks), verdicts=_counted(say, [*checks]))


async def of_validation(say: Words, place: Any, validation: Validation, number: int) -> None:
    """Show a validation."""
    known = await in_thread(_known, validation)
    place.clear()
    with place:
        verdict_card(say, in_short(say, validation), say("results.validation.about"), lang=None)
        for section, title in SECTIONS.items():
            chosen = [(case, outcome, finding) for case, outcome, finding in known if case.section == section]
            if chosen:
                with tag("section", "card cases"):
                    tag("h2", "", title, lang="en")
                    for case, outcome, finding in chosen:
                        _show(say, number, case, outcome, finding)


def _known(validation: Validation) -> list[tuple[type[Case], CaseResult, str]]:
    return [
        (cases()[outcome.case], outcome, outcome.finding) for outcome in validation.outcomes if outcome.case in cases()
    ]


def _show(say: Words, number: int, case: type[Case], outcome: CaseResult, finding: str) -> None:
    name, sign = _VERDICTS[outcome.verdict]
    with disclosure("", lambda: _details(say, number, case, outcome)):
        tag("span", f"verdict-sign {name}", sign, aria_hidden="true")
        with tag("span", "what"):
            tag("b", "", case.title, lang="en")
            tag("span", "", f"{finding}.", lang="en")
            counted = _counted(say, outcome.checks) or say(f"results.validation.{name}")
            tag("span", "small quiet", counted)


def _details(say: Words, number: int, case: type[Case], outcome: CaseResult) -> None:
    tag("p", "small quiet", say("results.validation.source", source=case.source), lang="en")
    for text, is_due in ((case.dispute, CONTESTED), (case.explanation, EXPLAINED)):
        if text and any(check.verdict == is_due for check in outcome.checks):
            tag("p", "", text, lang="en")
    _picture(number, case)
    if outcome.checks:
        with tag("div", "scroll", tabindex="0", role="region", aria_label=case.title), tag("table", "checks"):
            with tag("thead"), tag("tr"):
                for head in ("what", "expected", "from", "obtained", "tolerance", "verdict"):
                    tag("th", "", say(f"results.validation.heads.{head}"), scope="col")
            with tag("tbody"):
                for check in outcome.checks:
                    _row(say, check)


def _picture(number: int, case: type[Case]) -> None:
    from wordofmouth.lab.pages.results.folders import folders

    stems = [path.stem for path in figures(folders()[number])]
    if case.name in stems:
        with tag("figure", "picture"):
            tag(
                "img", "", src=at(f"/results/{number}/figures/{stems.index(case.name)}"), alt=case.title, loading="lazy"
            )


def _row(say: Words, check: Check) -> None:
    name, sign = _VERDICTS[check.verdict]
    with tag("tr"):
        tag("th", "", check.what, scope="row", lang="en")
        for cell in (words.expected(check), check.source, words.obtained(check), words.tolerance(check)):
            tag("td", "", cell, lang="en")
        tag("td", name, f"{sign} {say(f'results.validation.{name}')}")


def _counted(say: Words, checks: Any) -> str:
    verdicts = [check.verdict for check in checks]
    return ", ".join(
        say(f"results.validation.counted.{name}", count=verdicts.count(verdict))
        for verdict, (name, _) in _VERDICTS.items()
        if verdict in verdicts
    )

"""The page MECHANISMS.md: which mechanism of the market carries how much of each effect size.

``python -m wordofmouth.tasks.validate.mechanisms`` measures and writes it. One mechanism at a time is idle, or has the
value that one would have put without the field's studies; all else is as it is.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from wordofmouth.engine.cores import usable_cores
from wordofmouth.resources import CHECKOUT
from wordofmouth.results.files import atomic
from wordofmouth.runs.processes import Died, Processes
from wordofmouth.tasks.validate.case import Check, cases
from wordofmouth.tasks.validate.effects import EffectCase
from wordofmouth.words.numbers import significant

PAGE = CHECKOUT / "experiments" / "MECHANISMS.md"


class Mechanism(NamedTuple):
    """A mechanism: what the market is without it, in words and by path."""

    without: str
    changes: Mapping[str, Any]


class Effect(NamedTuple):
    """A column of the page: the case and the number of it."""

    case: str
    what: str
    heading: str


MECHANISMS = (
    Mechanism("The market as it is", {}),
    Mechanism("All who say that praise convinces them do as they say", {"survey.follow_through": 1.0}),
    Mechanism("A shopper whom nothing convinces comes back soon", {"behaviours.shopping.elsewhere": 0.0}),
    Mechanism("No occasion of its own: who would not pay today never would", {"consumer.occasion": 0.0}),
    Mechanism("Reviews count by what they say, not by their number", {"channels.reviews.number_weight": 0.0}),
    Mechanism("Advertising informs and does not persuade", {"channels.advertising.persuasion": 0.0}),
    Mechanism("Advertising is forgotten within the week", {"channels.advertising.carry_over": 0.0}),
    Mechanism("Everybody talks alike, whatever the ties", {"behaviours.speaking.participation": 0.0}),
    Mechanism(
        "What is bought again is talked of as if it were new",
        {"behaviours.speaking.repeat_talk": 1.0, "behaviours.posting.repeat_posts": 1.0},
    ),
    Mechanism("As many talks with acquaintances as with friends", {"behaviours.speaking.strong_talks": 0.5}),
    Mechanism(
        "Forums and leaders are followed by many",
        {"channels.community.visit_rate": 0.2, "channels.leaders.reach": 0.1},
    ),
    Mechanism("Nothing that was heard is forgotten", {"behaviours.listening.forgetting": 0.0}),
)
EFFECTS = (
    Effect("effect_talk", "multiplier, launch", "with talk over without, new"),
    Effect("effect_talk", "multiplier, loyalty", "the same, established"),
    Effect("effect_price", "all estimates, 2005", "price"),
    Effect("effect_advertising", "the same quarter", "advertising, short"),
    Effect("effect_advertising", "all since", "advertising, long"),
    Effect("effect_reviews", "stars", "stars"),
    Effect("effect_reviews", "number on the page", "number of reviews"),
    Effect("effect_reviews", "the first five", "first five reviews"),
    Effect("effect_talk", "talk, a year", "talk"),
    Effect("effect_talk", "known people, launch", "heard from known people"),
    Effect("effect_messages", "praise at first, launch", "one praise"),
    Effect("effect_messages", "heed criticism, loyalty", "heed criticism later"),
    Effect("effect_seeding", "best tied over random", "best tied"),
    Effect("effect_seeding", "one more seed", "one more seed"),
    Effect("effect_diffusion", "q", "imitation q"),
)
_HEAD = """# Which mechanism carries which effect

Each effect size of the field ([VALIDATION.md](VALIDATION.md), *Effect sizes of the field*), measured once more in the
short form of its case with one mechanism of the market idle, or with the value that its old default had. **Bold** is
outside the range of the studies. Numbers are means over few paired runs; the standard error is in brackets. Made by
`python -m wordofmouth.tasks.validate.mechanisms`: do not edit.

"""


def text() -> str:
    """Return the page; it takes some minutes."""
    names = sorted({effect.case for effect in EFFECTS})
    jobs = [(place, name) for place in range(len(MECHANISMS)) for name in names]
    measured: dict[tuple[int, str], dict[str, Check]] = {}
    with Processes(usable_cores(), _Measurer, None) as processes:
        for job, checks in processes.run(jobs):
            if isinstance(checks, Died):
                raise RuntimeError(checks.reason)
            measured[job] = checks
    lines = [
        f"| without | {' | '.join(effect.heading for effect in EFFECTS)} |",
        f"| --- |{' ---: |' * len(EFFECTS)}",
        f"| *range of the studies* | {' | '.join(_range(measured[0, each.case][each.what]) for each in EFFECTS)} |",
    ]
    for place, mechanism in enumerate(MECHANISMS):
        cells = (_cell(measured[place, effect.case][effect.what]) for effect in EFFECTS)
        lines.append(f"| {mechanism.without} | {' | '.join(cells)} |")
    return _HEAD + "\n".join(lines) + "\n\n" + "\n".join(_paths()) + "\n"


def _paths() -> Iterator[str]:
    yield "| without | what is set |"
    yield "| --- | --- |"
    for mechanism in MECHANISMS[1:]:
        changes = ", ".join(f"`{path} = {value}`" for path, value in mechanism.changes.items())
        yield f"| {mechanism.without} | {changes} |"


def _cell(check: Check) -> str:
    number = f"{significant(check.obtained, 2)} ({significant(check.error, 1)})"
    low, high = _studies(check)
    return number if low <= check.obtained <= high else f"**{number}**"


def _range(check: Check) -> str:
    low, high = _studies(check)
    return f"*{significant(low, 2)} to {significant(high, 2)}*"


def _studies(check: Check) -> tuple[float, float]:
    """Return the range of the studies, without what the short form allows for few runs."""
    return check.low + 3 * check.error, check.high - 3 * check.error


class _Measurer:
    """Measures a case of effect sizes, shortly, without one of the mechanisms."""

    def __init__(self, _nothing: None) -> None:
        self._cases = cases()

    def __call__(self, job: tuple[int, str]) -> dict[str, Check]:
        place, name = job
        kind = self._cases[name]
        assert issubclass(kind, EffectCase)
        case = kind(short=True)
        case.world = MECHANISMS[place].changes
        return {check.what: check for check in case.measure()}


def write() -> Path:
    """Measure, write the page, and return its path."""
    page = text()
    with atomic(PAGE) as unfinished:
        unfinished.write_text(page, encoding="utf-8")
    return PAGE


if __name__ == "__main__":
    # By its own name, under which other processes find what it sends them.
    from wordofmouth.tasks.validate import mechanisms

    print(mechanisms.write())

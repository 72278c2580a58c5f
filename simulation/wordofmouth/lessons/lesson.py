"""Lessons: a question in steps, each of which has a pupil predict a curve, run the market, compare and understand.

A lesson is a TOML file. Its text is English, or whatever its author writes; the catalogue of another language may say
the same under ``[lessons.NAME]``.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import Field, model_validator

from wordofmouth.errors import DesignError, LessonError, ScenarioError
from wordofmouth.resources import folder
from wordofmouth.scenario.parts import Section, field, nearest, validation_error
from wordofmouth.scenario.paths import PLUGINS
from wordofmouth.scenario.plugins.document import DocumentWithPlugins
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.scenario.toml.declared import read_declared
from wordofmouth.words.catalogue import Words

LESSONS = folder("experiments") / "lessons"
_NAME = r"^[a-z0-9_]+$"
_PARAGRAPH = 2_000


class LessonMeasure(NamedTuple):
    """What a pupil can draw: a column of the adoption table, how it is counted and how far its axis goes.

    What ``peaks`` is compared by its peak, and what does not, by its end.
    """

    column: str
    kind: str
    so_far: bool = False
    top: float | None = None
    bottom: float = 0.0
    peaks: bool = False


MEASURES = {
    "penetration": LessonMeasure("penetration", "share", top=1.0),
    "aware": LessonMeasure("aware", "people", top=1.0),
    "new_buyers": LessonMeasure("new_buyers", "people", peaks=True),
    "deterred": LessonMeasure("deterred", "people", so_far=True),
    "rating": LessonMeasure("rating", "stars", top=5.0, bottom=1.0),
    "profit": LessonMeasure("profit", "money", so_far=True),
}


class Setting(Section):
    """A market of a lesson."""

    label: str = field(..., "what its curve is called", unit="text", min_length=1, max_length=60)
    scenario: str | dict[str, Any] = field(
        ...,
        "a preset, a variant as in bloggers/no_gifts, a file beside the lesson, or a scenario itself",
        unit="name",
        min_length=1,
    )
    change: dict[str, Any] = Field(default={}, description="what it has instead of the scenario's own, by path [table]")


class Claim(Section):
    """What the market of a step shows, by how much it differs from the first one known, or how much it comes to."""

    week: int | None = field(None, "when; at the end unless given", unit="week", ge=1, le=10_000)
    least: float = field(..., "the least that it comes to", unit="as the measure")
    most: float = field(..., "the most that it comes to", unit="as the measure")


class Step(Section):
    """One idea: a curve to predict, to see and to understand."""

    title: str = field(..., "the idea in a few words", unit="text", min_length=1, max_length=80)
    ask: str = field(..., "what the pupil is asked to draw", unit="text", min_length=1, max_length=_PARAGRAPH)
    market: str = field(..., "the market whose curve is predicted", unit="name", min_length=1)
    known: tuple[str, ...] = field(
        (), "markets whose curves are shown beforehand", unit="names", strict=False, max_length=3
    )
    measure: str = field("penetration", "what is drawn", unit="measure")
    top: float | None = field(
        None, "where the axis ends; as is usual for the measure unless given", unit="as the measure", gt=0, le=1e12
    )
    axis: str = field("", "what the axis is called; as the measure is unless given", unit="text", max_length=80)
    explain: str = field(..., "why it is so, in plain words", unit="text", min_length=1, max_length=_PARAGRAPH)
    source: str = field("", "where that is known from", unit="text", max_length=500)
    claims: tuple[Claim, ...] = Field(default=(), strict=False, max_length=5, description="what must come out [tables]")

    @property
    def drawn(self) -> LessonMeasure:
        """What is drawn."""
        return MEASURES[self.measure]

    @property
    def end_of_axis(self) -> float:
        """Where the axis ends; a lesson's step has no measure without an end."""
        return self.top or self.drawn.top or 1.0


class Lesson(DocumentWithPlugins):
    """A question, and the steps that lead to its answer."""

    error: ClassVar[type[ScenarioError]] = LessonError

    name: str = field(..., "what its address is called", unit="name", max_length=40, pattern=_NAME)
    place: int = field(1_000, "where it stands among the lessons", unit="number", ge=0, le=1_000_000)
    title: str = field(..., "what it is called", unit="text", min_length=1, max_length=60)
    question: str = field(..., "what it answers", unit="text", min_length=1, max_length=200)
    minutes: int = field(15, "how long it takes", unit="minutes", ge=1, le=600)
    markets: dict[Annotated[str, Field(max_length=40, pattern=_NAME)], Setting] = Field(
        ..., min_length=1, max_length=20, description="the markets of its steps, by name [tables]"
    )
    steps: tuple[Step, ...] = Field(..., strict=False, min_length=1, max_length=20, description="its ideas [tables]")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if mistakes := [*self._market_mistakes()] or [*self._step_mistakes()]:
            raise validation_error(Lesson, mistakes)
        return self

    def _market_mistakes(self) -> Iterator[tuple[str, Any, str]]:
        for name in self.markets:
            try:
                self.scenario(name)
            except ScenarioError as error:
                yield from ((f"markets.{name}", None, line) for line in error.lines)

    def _step_mistakes(self) -> Iterator[tuple[str, Any, str]]:
        for place, step in enumerate(self.steps):
            named = [("market", step.market), *((f"known.{number}", name) for number, name in enumerate(step.known))]
            strange = [(key, name) for key, name in named if name not in self.markets]
            for key, name in strange:
                yield f"steps.{place}.{key}", name, f"no market is called so; {nearest(name, self.markets)}"
            if step.measure not in MEASURES:
                yield f"steps.{place}.measure", step.measure, f"nothing is called so; {nearest(step.measure, MEASURES)}"
                continue
            if (step.top or step.drawn.top) is None:
                yield f"steps.{place}.top", None, f"is required: where the axis of {step.measure} ends"
            elif step.end_of_axis <= step.drawn.bottom:
                yield f"steps.{place}.top", step.top, f"must be above {step.drawn.bottom:g}"
            if not strange:
                yield from self._misfits(place, step)

    def _misfits(self, place: int, step: Step) -> Iterator[tuple[str, Any, str]]:
        markets = {name: self.scenario(name) for name in (step.market, *step.known)}
        weeks = markets[step.market].weeks
        for number, name in enumerate(step.known):
            if markets[name].weeks != weeks:
                yield f"steps.{place}.known.{number}", name, f"has not the {weeks} weeks of {step.market!r}"
        for name, scenario in markets.items():
            if step.drawn.column not in [measure.name for measure in scenario.measures()]:
                yield f"steps.{place}.measure", step.measure, f"the model of {name!r} does not measure it"
        for number, claim in enumerate(step.claims):
            if claim.week and claim.week > weeks:
                yield f"steps.{place}.claims.{number}.week", claim.week, f"there are {weeks} weeks"
            if claim.least >= claim.most:
                yield f"steps.{place}.claims.{number}.least", claim.least, f"must be below 'most', {claim.most:g}"

    def scenario(self, market: str) -> Scenario:
        """Return the scenario of a market.

        Raises:
            ScenarioError: with every mistake in it.
        """
        chosen = self.markets[market]
        if isinstance(chosen.scenario, dict):
            loaded = Scenario.from_dict({"name": market} | chosen.scenario)
        else:
            beside = Path(self.folder) / chosen.scenario
            is_file = ".toml" in chosen.scenario and self.folder
            loaded = Scenario.load(str(beside) if is_file else chosen.scenario)
        change = {PLUGINS: [*loaded.plugins, *self.plugins]} if self.plugins else {}
        return loaded.varied({**change, **chosen.change, "variants": {}}) if change or chosen.change else loaded

    def in_words(self, say: Words) -> Self:
        """Return the lesson in a language, as far as its catalogue has it."""
        translation = say.find(f"lessons.{self.name}")
        if not isinstance(translation, dict):
            return self
        markets = {
            name: chosen.model_copy(update={"label": translation.get("markets", {}).get(name, chosen.label)})
            for name, chosen in self.markets.items()
        }
        steps = tuple(
            step.model_copy(update=translation.get("steps", {}).get(str(number), {}))
            for number, step in enumerate(self.steps, 1)
        )
        own = {name: translation[name] for name in ("title", "question") if name in translation}
        return self.model_copy(update={"markets": markets, "steps": steps} | own)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Return the lesson of a TOML file, or of a name among those that come along.

        Raises:
            LessonError: with every mistake in it.
        """
        try:
            path, data = read_declared(path, LESSONS, "lesson")
            return cls(**data)
        except (DesignError, LessonError) as error:
            where = str(path) if isinstance(error, LessonError) else ""
            raise LessonError(error.lines, where) from None


def load_lessons(own: Path | None = None) -> dict[str, Lesson]:
    """Return the lessons by name, in their order: those that come along, then those of a folder of one's own.

    Raises:
        LessonError: with every mistake in any of them, or if the folder has none.
    """
    files = sorted(LESSONS.glob("*.toml"))
    if own is not None:
        paths = sorted(own.glob("*.toml")) if own.is_dir() else []
        # What lies beside may be scenarios, which lessons are of.
        paths = [path for path in paths if re.search(r"^\s*\[\[steps\]\]", path.read_text("utf-8", "replace"), re.M)]
        if not paths:
            raise LessonError([f"{own}: there is no lesson in it: a TOML file with [[steps]]"])
        files += paths
    lessons: dict[str, Lesson] = {}
    wrong: list[str] = []
    for path in files:
        try:
            lesson = Lesson.load(path)
        except LessonError as error:
            wrong += error.lines
            continue
        if lesson.name in lessons:
            wrong.append(f"{path}: name: another lesson is called {lesson.name!r}: give each its own")
        lessons[lesson.name] = lesson
    if wrong:
        raise LessonError(wrong)
    return dict(sorted(lessons.items(), key=lambda named: (named[1].place, named[0])))

"""The lessons: their list, and one of them, step by step: predict, run, compare, understand."""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from nicegui import context, ui

from wordofmouth.lab.server.settings import at, settings
from wordofmouth.lab.sharing import links as share
from wordofmouth.lab.widgets.frame import frame, static, tag, words
from wordofmouth.lessons.lesson import Lesson, Step, load_lessons
from wordofmouth.lessons.prediction import SEED, Curve, Judgement, checked, curve, judged
from wordofmouth.lessons.verdict import SCALE, axis_of, in_words, reading, ticks
from wordofmouth.words.catalogue import Words

# One market at a time, so that the next who asks for the same finds it; other pages have threads of their own.
_SIMULATING = ThreadPoolExecutor(1)


class Pad(ui.element, component="../../static/prediction_pad.js", esm={"lab-pad": "../../../player/script"}):
    """The graph paper on which a curve is drawn."""

    def __init__(self, step: Step, weeks: int, say: Words) -> None:
        super().__init__()
        kind, bottom, top = step.drawn.kind, step.drawn.bottom, step.end_of_axis
        scale, decimals = reading(step)
        self.props.update(
            weeks=weeks,
            bottom=bottom,
            top=top,
            scale=scale,
            decimals=decimals,
            language=say.language,
            ticks=ticks(step, say),
            known=[],
            result=None,
            rises=kind != "stars",
            words={
                "axis": axis_of(step, say),
                "weeks": say("lessons.weeks"),
                "hint": say("lessons.hint"),
                "pad": say("lessons.pad"),
                "yours": say("lessons.yours"),
                "sliders": say("lessons.sliders"),
                "week": say.find("lessons.week") or "{week}",
                "reading": say.find("lessons.reading") or "{week}: {value}",
            },
        )

    def know(self, curves: list[tuple[str, Curve]]) -> None:
        """Show curves that are known beforehand, by label."""
        self.props["known"] = [{"label": label, **values._asdict()} for label, values in curves]
        self.update()

    def reveal(self, label: str, values: Curve) -> None:
        """Lay the curve that came out over the one that was drawn."""
        self.props["result"] = {"label": label, **values._asdict()}
        self.update()


@functools.cache
def _all() -> dict[str, Lesson]:
    """Return the lessons that there are, read when somebody first asks."""
    return load_lessons(getattr(settings(), "lessons", None))


@ui.page("/lessons")
def lessons() -> None:
    """Show the list of lessons."""
    with frame("lessons") as say:
        _style()
        tag("h1", text=say("lessons.title"))
        tag("p", "lead", say("lessons.lead"))
        with tag("ol", "lesson-list"):
            for place, lesson in enumerate(_all().values(), 1):
                lesson = lesson.in_words(say)
                with tag("li"), tag("a", "card", href=f"/lessons/{lesson.name}"):
                    tag("span", "number", str(place), aria_hidden="true")
                    tag("span", "name", lesson.title)
                    tag("span", "question", lesson.question)
                    count = say("lessons.steps_count", count=len(lesson.steps))
                    tag("span", "length", f"{count} · {say('lessons.minutes', count=lesson.minutes)}")


@ui.page("/lessons/{name}")
def lesson(name: str, step: int = 1) -> None:
    """Show a lesson from one of its steps on."""
    if name not in _all():
        ui.navigate.to("/lessons")
        return
    chosen = _all()[name].in_words(words())
    with frame("lessons", chosen.title) as say:
        _style()
        _Taught(chosen, say).show(min(max(step, 1), len(chosen.steps)) - 1)


def _style() -> None:
    ui.add_head_html(f'<link rel="stylesheet" href="{static("lessons.css", "/player")}">')


class _Taught:
    """A lesson as one visitor goes through it."""

    def __init__(self, lesson: Lesson, say: Words) -> None:
        self.lesson, self.say = lesson, say
        self.client = context.client
        with tag("div", "lesson-head"):
            with tag("div", "what"):
                tag("a", "up", f"‹ {say('lessons.all')}", href="/lessons")
                tag("h1", text=lesson.title)
                tag("p", "question", lesson.question)
            self.progress = tag("ol", "steps", aria_label=say("lessons.progress"))
        self.body = tag("section", "card step", aria_label=lesson.title)

    def show(self, place: int) -> None:
        """Show a step from its beginning."""
        self.place, self.step = place, self.lesson.steps[place]
        self.drawn: list[float] | None = None
        self.scenario = self.lesson.scenario(self.step.market)
        self._show_progress()
        self.body.clear()
        with self.body:
            with tag("div", "telling") as self.telling:
                self._ask()
            with tag("div", "drawing") as self.drawing:
                self.pad = Pad(self.step, self.scenario.weeks, self.say).on("drawn", self._take)
            # Inside the body, with which it goes.
            ui.timer(0.05, self._prepare, once=True)

    def _show_progress(self) -> None:
        self.progress.clear()
        with self.progress:
            for place, step in enumerate(self.lesson.steps):
                words = self.say("lessons.step", step=place + 1, title=step.title)
                with tag("li"):
                    tag(
                        "button",
                        "past" if place < self.place else "",
                        str(place + 1),
                        type="button",
                        title=words,
                        aria_label=words,
                        aria_current="step" if place == self.place else None,
                    ).on("click", lambda _, place=place: self._go(place))

    def _go(self, place: int) -> None:
        ui.navigate.history.replace(at(f"/lessons/{self.lesson.name}?step={place + 1}"))
        self.show(place)

    def _ask(self) -> None:
        say = self.say
        tag("h2", text=self.step.title)
        tag("p", "ask", self.step.ask)
        with tag("div", "acts"):
            self.button = _button(say("lessons.run"), self._run, main=True)
            self.button.props["disabled"] = True
            _button(say("lessons.clear"), self._clear)
        self.status = tag("p", "small quiet", say("lessons.draw_first"), role="status")

    async def _prepare(self) -> None:
        """Show what is known, and have the answer ready when it is asked for."""
        step, pad = self.step, self.pad
        known = [(self.lesson.markets[name].label, await self._curve(name)) for name in step.known]
        if self.step is step and known:
            self.known = known
            pad.know(known)
        await self._curve(step.market)

    async def _curve(self, market: str) -> Curve:
        scenario, measure = self.lesson.scenario(market), self.step.measure
        return await asyncio.get_running_loop().run_in_executor(_SIMULATING, curve, scenario, measure)

    def _take(self, event: Any) -> None:
        self.drawn = checked(event.args, self.step, self.scenario.weeks)
        self._offer()

    def _clear(self) -> None:
        self.drawn = None
        self.pad.run_method("clear")
        self._offer()

    def _offer(self) -> None:
        if self.drawn is None:
            self.button.props["disabled"] = True
        else:
            self.button.props.pop("disabled", None)
        self.button.update()
        self.status.set_text(self.say("lessons.draw_first" if self.drawn is None else "lessons.ready"))

    async def _run(self) -> None:
        step, drawn = self.step, self.drawn
        if drawn is None:
            return
        self.button.props["disabled"] = True
        self.button.update()
        self.status.set_text(self.say("lessons.running"))
        known = [(self.lesson.markets[name].label, await self._curve(name)) for name in step.known]
        result = await self._curve(step.market)
        if self.step is not step:
            return
        self.pad.reveal(self.lesson.markets[step.market].label, result)
        judgement = judged(step, drawn, result.mean, known[0][1].mean if known else ())
        self.telling.clear()
        with self.telling:
            self._tell(judgement)
        with self.drawing:
            self._table(
                [
                    (self.say("lessons.yours"), drawn),
                    (self.lesson.markets[step.market].label, result.mean),
                    *((label, values.mean) for label, values in known),
                ]
            )

    def _tell(self, judgement: Judgement) -> None:
        say, step = self.say, self.step
        tag("h2", text=step.title)
        with tag("div", "verdict", role="status"):
            tag("h3", text=say("lessons.how_near"))
            tag("p", "nearness", say(f"lessons.nearness.{judgement.nearness}"))
            tag("p", text=" ".join(in_words(judgement, step, say)))
        with tag("div"):
            tag("h3", text=say("lessons.why"))
            tag("p", "explain", step.explain)
        if step.source:
            tag("p", "source", say("lessons.source", source=step.source))
        with tag("div", "acts"):
            self._onward()
            link = f"/?run={share.encode(self.scenario, SEED)}"
            tag("a", "button", say("lessons.watch"), href=link, target="_blank")
        tag("p", "source", say("lessons.band"))

    def _onward(self) -> None:
        say, after = self.say, self.place + 1
        if after < len(self.lesson.steps):
            _button(say("lessons.next"), lambda: self._go(after), main=True)
            return
        names = list(_all())
        following = names[names.index(self.lesson.name) + 1 :]
        if following:
            title = _all()[following[0]].in_words(say).title
            tag("a", "button main", say("lessons.next_lesson", title=title), href=f"/lessons/{following[0]}")
        else:
            tag("a", "button main", say("lessons.all"), href="/lessons")

    def _table(self, curves: list[tuple[str, list[float]]]) -> None:
        kind = self.step.drawn.kind
        scale, decimals = SCALE.get(kind, 1.0), 0 if kind == "money" else 1
        with tag("details"):
            tag("summary", text=self.say("page.as_table"))
            with tag("div", "scroll", tabindex="0", role="region", aria_label=self.say("page.as_table")), tag("table"):
                with tag("thead"), tag("tr"):
                    for name in (self.say("lessons.week_name"), *(label for label, _ in curves)):
                        tag("th", text=name, scope="col")
                with tag("tbody"):
                    for week in range(self.scenario.weeks):
                        with tag("tr"):
                            tag("td", text=str(week + 1))
                            for _, values in curves:
                                tag("td", text=self.say.number(values[week] * scale, decimals))


def _button(text: str, act: Callable[..., Any], main: bool = False) -> Any:
    return tag("button", "button main" if main else "button", text, type="button").on("click", act)

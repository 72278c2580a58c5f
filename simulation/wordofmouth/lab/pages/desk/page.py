"""The desk's page: a brief, its options, and the answer; the address says what the brief says."""

import json
from functools import partial
from typing import NamedTuple

from nicegui import context, ui

from wordofmouth.briefs.answer import Asked
from wordofmouth.briefs.brief import Brief
from wordofmouth.briefs.examples import FIRST, example, examples
from wordofmouth.errors import (
    LimitReached,
    LinkError,
    QueueFull,
    RequestError,
    ScenarioError,
    SizeError,
    WordOfMouthError,
)
from wordofmouth.lab.pages.desk.answer import AnswerView, Told, told
from wordofmouth.lab.pages.desk.draft import Draft
from wordofmouth.lab.pages.desk.form import WORLDS, Form, wrong
from wordofmouth.lab.pages.desk.keep import ANSWERS, FILES, file_of
from wordofmouth.lab.pages.desk.options import Groups
from wordofmouth.lab.pages.desk.seeds import Seeding
from wordofmouth.lab.server.jobs import JOBS, Job
from wordofmouth.lab.server.settings import settings
from wordofmouth.lab.server.threads import in_thread, in_turn
from wordofmouth.lab.server.unopened import opened
from wordofmouth.lab.server.uploads import UploadedNetwork
from wordofmouth.lab.server.visitors import Visitor, Visitors
from wordofmouth.lab.sharing.briefs import decoded, encoded
from wordofmouth.lab.widgets.controls import choice
from wordofmouth.lab.widgets.frame import frame, static, tag
from wordofmouth.lab.widgets.mistakes import explanation
from wordofmouth.lab.widgets.upload_dialog import UploadDialog
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.compare.record import Comparison
from wordofmouth.words.catalogue import Words

VISITORS = Visitors(settings().limits)
_LOOK = 0.25
_MINUTE = 90


class Question(NamedTuple):
    """What an answer is of, whatever the visitor writes meanwhile: what is compared, the brief, and its line."""

    asked: Asked
    brief: Brief
    link: str


class Desk:
    """The page of one visitor."""

    def __init__(self, say: Words, visitor: Visitor, brief: Brief, link: str) -> None:
        self.say, self.visitor, self.link = say, visitor, link
        self.draft = Draft(visitor, brief)
        self.draft.changed = self.changed
        self.job: Job[Comparison] | None = None
        # What the job is about, and what the answer that is shown is of.
        self._pending: Question | None = None
        self._of: Question | None = None
        self._told: Told | None = None
        self._busy = False
        networks = lambda: [self.draft.own.section] if self.draft.own else []  # noqa: E731
        self.upload = UploadDialog(say, visitor, self._open, networks, self._replace)

    def build(self) -> None:
        """Lay out the page."""
        say = self.say
        with tag("header", "title"):
            tag("h1", "", say("page.desk"))
            tag("p", "quiet", say("desk.lead"))
        with tag("section", "card setup", aria_label=say("desk.begin")), tag("div", "bar"):
            jobs = {name: say(f"desk.examples.{name}.title") for name in examples()}
            choice(say("desk.begin"), {"": self.draft.brief.title or say("desk.own")} | jobs, "", self._begin)
            tag("button", "button", say("desk.open"), type="button").on("click", lambda: self.upload.ask())
            tag("button", "button", say("desk.save"), type="button").on("click", self._save)
        self._form = tag("div", "result")
        self._groups = tag("div", "result")
        with tag("section", "card setup", aria_label=say("desk.go")):
            with tag("div", "bar"):
                worlds = {str(count): say("desk.worlds_of", count=count) for count in WORLDS}
                self._worlds = choice(say("desk.worlds"), worlds, str(self.draft.brief.worlds), self._live_in)
            with tag("div", "work"):
                self._button = tag("button", "button main", say("desk.go"), type="button").on("click", self.toggle)
                self._progress = tag("progress", "", max="1", value="0", aria_label=say("desk.answer"))
                self._note = tag("span", "small quiet", role="status")
            self._wrong = tag("p", "wrong", role="alert")
        self._seeding = tag("div", "result")
        self.view = AnswerView(say)
        self._files = tag("div", "result")
        self.redraw()

    def redraw(self) -> None:
        """Draw the brief anew."""
        self._form.clear()
        with self._form:
            Form(self.say, self.draft, self.redraw, self.upload.ask).build()
        self._redraw_groups()
        self._seeding.clear()
        with self._seeding:
            Seeding(self.say, self.draft).build()

    def _redraw_groups(self) -> None:
        self._groups.clear()
        with self._groups:
            Groups(self.say, self.draft, self._redraw_groups).build()

    def changed(self) -> None:
        """Let the address say what the brief says, and tell how long its answer would take."""
        self.view.fade()
        self._wrong.set_text("")
        try:
            self.link = encoded(self.draft.brief)
        except LinkError as error:
            self._wrong.set_text(explanation(self.say, error))
            return
        address = f"/desk?brief={self.link}"
        ui.run_javascript(f"history.replaceState(history.state, '', {json.dumps(address)})")
        self._tell()

    async def begin(self) -> None:
        """Show the answer at once, if it is known."""
        self._tell()
        if not self.link:
            self.changed()
        question = self._ask() if self.draft.brief.options else None
        known = ANSWERS.find(question.asked) if question else None
        if question and known is not None:
            await self._show(question, known)

    def _begin(self, name: str) -> None:
        if name in examples():
            self._replace(example(name, self.say))

    def _replace(self, brief: Brief) -> None:
        try:
            self.draft.begin(brief)
        except LimitReached as error:
            ui.notify(explanation(self.say, error))
            return
        self.view.clear()
        self._files.clear()
        self._told = None
        self.redraw()
        ui.run_javascript(f"getElement({self._worlds.id}).value = '{brief.worlds}'")
        self.changed()

    def _open(self, upload: UploadedNetwork | Scenario) -> None:
        """Take the network that the visitor has brought."""
        if isinstance(upload, Scenario):
            raise ScenarioError([self.say("desk.no_brief")])
        self.draft.own = upload
        self.redraw()
        self.changed()

    def _save(self) -> None:
        ui.download.content(self.draft.brief.toml(), f"{self.draft.brief.name}.toml", "text/plain")

    def _live_in(self, count: str) -> None:
        self.draft.take(worlds=int(count))

    def _ask(self) -> Question | None:
        """Return what is asked; tell why it cannot be, if so."""
        try:
            asked = self.draft.asked()
            self.draft.check_size(asked)
        except ScenarioError as error:
            self._wrong.set_text(self.say("desk.too_few") if not self.draft.brief.options else wrong(self.say, error))
        except LimitReached as error:
            self._wrong.set_text(explanation(self.say, error))
        else:
            return Question(asked, self.draft.brief, self.link)
        return None

    async def toggle(self) -> None:
        """Ask for the answer, or for no more of it."""
        if self._busy:
            return
        if self.job is not None:
            JOBS.cancel(self.visitor.token)
            self.job = None
            self._tell(self.say("compare.stopped"))
            return
        self._wrong.set_text("")
        if not self.draft.brief.options:
            self._wrong.set_text(self.say("desk.too_few"))
            return
        question = self._ask()
        if question is None:
            return
        asked = question.asked
        if (known := ANSWERS.find(asked)) is not None:
            await self._show(question, known)
            return
        try:
            self.visitor.spend()
            self.job = JOBS.ask(self.visitor.token, asked.answered, asked.cost, self.visitor.limits.job_seconds)
        except (LimitReached, QueueFull, SizeError) as error:
            self._wrong.set_text(explanation(self.say, error))
            return
        self._pending = question
        self.view.fade()
        self._tell()

    async def look(self) -> None:
        """Tell how far the job is, and show what it has come to."""
        job = self.job
        self.visitor.seen()
        if job is None or self._busy:
            return
        self._tell()
        if not job.is_over:
            return
        self.job = None
        if job.error is not None:
            known = isinstance(job.error, WordOfMouthError)
            self._wrong.set_text(explanation(self.say, job.error) if known else self.say("desk.failed"))
        elif job.result is not None and self._pending is not None:
            ANSWERS.keep(self._pending.asked, job.result)
            await self._show(self._pending, job.result)
        self._tell()

    async def _show(self, question: Question, comparison: Comparison) -> None:
        if self._told is not None and self._told.shown.comparison is comparison:
            # As it is on the page, for a while beside another brief.
            self.view.unfade()
            return
        self._busy = True
        try:
            brief = question.brief
            say = self.say.of_market({"currency": brief.currency, "start": brief.start})
            now = await in_thread(told, say, brief, comparison)
            self._of, self._told = question, now
            self.view.show(brief, now)
            if brief != self.draft.brief:
                self.view.fade()
            self._keep()
            ui.run_javascript("document.getElementById('answer').scrollIntoView({block: 'start'})")
        finally:
            self._busy = False

    def _keep(self) -> None:
        say = self.say
        self._files.clear()
        with self._files, tag("section", "card", aria_label=say("desk.keep")):
            tag("h2", "", say("desk.keep"))
            with tag("div", "buttons"):
                for what in FILES:
                    button = tag("button", "button", say(f"desk.files.{what}"), type="button")
                    button.on("click", partial(self._take, what))
            tag("p", "small quiet", say("desk.same"))
            if self._of is not None:
                asked = self._of.asked
                tag("pre", "code", asked.command(f"{asked.scenario.name}.toml"), tabindex="0")

    async def _take(self, what: str) -> None:
        """Hand a file to the visitor."""
        if self._of is None or self._told is None:
            return
        asked, brief, line = self._of
        try:
            self.visitor.spend()
            here = str(await ui.run_javascript("location.origin"))
            link = f"{here}/desk?brief={line}"
            content = await in_thread(file_of, what, self.say, brief, asked, self._told, link)
        except (LimitReached, SizeError, RequestError) as error:
            ui.notify(explanation(self.say, error))
            return
        end = "" if what in ("workbook", "scenario") else f"-{what}"
        ui.download.content(content, f"{asked.scenario.name}{end}.{FILES[what]}")

    def leave(self) -> None:
        """Want nothing any more."""
        JOBS.cancel(self.visitor.token)
        self.upload.close()
        VISITORS.leave(self.visitor.token)

    def _tell(self, note: str = "") -> None:
        say, job = self.say, self.job
        self._button.set_text(say("compare.cancel") if job else say("desk.go"))
        self._button.classes(replace="button" if job else "button main")
        self._progress.set_visibility(job is not None)
        if job is not None:
            self._progress.props["value"] = f"{job.share:.3f}"
            self._progress.update()
            others = JOBS.ahead(self.visitor.token)
            note = say("desk.left", time=self._in_words(job.left * (1 + others)))
            note += f" · {say('compare.waiting', count=others)}" if others else ""
        elif not note and self.draft.brief.options:
            note = self._told_before()
        self._note.set_text(note)

    def _told_before(self) -> str:
        try:
            return self.say("desk.takes", time=self._in_words(JOBS.told(self.draft.asked().cost.seconds)))
        except ScenarioError:
            return ""

    def _in_words(self, seconds: float) -> str:
        if seconds > _MINUTE:
            return self.say("desk.minutes", count=round(seconds / 60))
        return self.say("desk.seconds", count=max(5, 5 * round(seconds / 5)))


@ui.page("/desk", response_timeout=60.0)
async def desk() -> None:
    """Show the brief of the address, else one that comes along."""
    client = context.client
    link, warning = client.request.query_params.get("brief", ""), ""
    for style in ("play.css", "curves.css", "compare.css", "desk.css"):
        ui.add_head_html(f'<link rel="stylesheet" href="{static(style)}">')
    with frame("desk") as say:
        try:
            visitor = VISITORS.enter()
            try:
                brief = await in_turn(decoded, link) if link else example(FIRST, say)
            except LinkError as error:
                brief, link, warning = example(FIRST, say), "", explanation(say, error)
            page = Desk(say, visitor, brief, link)
        except LimitReached as error:
            tag("p", "card", explanation(say, error))
            return
        client.on_delete(page.leave)
        page.build()
    if not await opened(client):
        return
    with client:
        if warning:
            ui.notify(warning)
        await page.begin()
        ui.timer(_LOOK, page.look)

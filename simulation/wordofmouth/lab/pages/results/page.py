"""The results page: what was kept in folders, to look at again."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import HTTPException
from fastapi.responses import FileResponse
from nicegui import app, context, ui

from wordofmouth.catalogue import task_of
from wordofmouth.lab.pages.results import folders as results_kept
from wordofmouth.lab.pages.results import sweep as results_sweep
from wordofmouth.lab.pages.results import views as results_views
from wordofmouth.lab.pages.results.folders import (
    UNREADABLE,
    figures,
    folder_at,
    folders,
    loaded,
    manifest_at,
    problem,
)
from wordofmouth.lab.pages.results.validation import in_short, of_validation
from wordofmouth.lab.server.settings import at
from wordofmouth.lab.server.threads import in_thread
from wordofmouth.lab.server.unopened import opened
from wordofmouth.lab.widgets.frame import frame, static, tag
from wordofmouth.reports.reproduction import again
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import FIRST
from wordofmouth.words.sentences import capitalised

# A report is a page of ours, but a file may have been changed: it may show itself, and do and load nothing.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_FACTS = ("finished", "seconds", "versions", "commit")


class View(NamedTuple):
    """What the page shows of the results of one task.

    Attributes:
        show: fills a place with a result of some number.
        says: returns in the visitor's language what came out; the finding, in English alone, unless given.
        title: the key of what results of the task are called, if none has a title of its own.
    """

    show: Callable[[Words, Any, Any, int], Awaitable[None]]
    says: Callable[[Words, Any], str] | None = None
    title: str = ""


# Of any other task the finding and the pictures are shown.
VIEWS = {
    "run": View(results_views.of_run),
    "compare": View(results_views.of_comparison),
    "sweep": View(results_sweep.of_sweep),
    "validate": View(of_validation, in_short, "results.validation.title"),
}
_STRICT = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'


@app.get("/results/{number}/figures/{place}")
def figure(number: int, place: int) -> FileResponse:
    """Return a picture of a folder, by its place among them."""
    folder = folder_at(number)
    pictures = figures(folder) if folder else []
    if not 0 <= place < len(pictures):
        raise HTTPException(404)
    return FileResponse(pictures[place])


@ui.page("/results")
async def results() -> None:
    """Show which results there are."""
    if len(folders()) == 1:
        await _show(0)
        return
    _styles()
    client, findings = context.client, []
    with frame("results") as say:
        with tag("header", "title"):
            tag("h1", "", say("page.results"))
            tag("p", "quiet", say("results.lead", count=len(folders())))
        with tag("ul", "kept"):
            for number, folder in enumerate(folders()):
                with tag("li"), tag("a", "card", href=f"/results/{number}"):
                    heading, about = _in_short(say, number)
                    if figures(folder):
                        tag("img", "", src=at(f"/results/{number}/figures/0"), alt="", loading="lazy")
                    tag("h2", "", heading)
                    tag("p", "small quiet", about)
                    findings.append(tag("p"))
    if not await opened(client):
        return
    for number, place in enumerate(findings):
        place.set_text(await in_thread(_finding, say, number) or "")


@ui.page("/results/{number}")
async def result(number: int) -> None:
    """Show one result."""
    if folder_at(number) is None:
        raise HTTPException(404)
    await _show(number)


async def _show(number: int) -> None:
    """Show the frame of a result at once, and what is in it when it has been read."""
    _styles()
    client, folder = context.client, folders()[number]
    with frame("results", title=folder.name) as say:
        heading, about = _in_short(say, number)
        with tag("header", "title"):
            if len(folders()) > 1:
                tag("a", "small", f"← {say('results.all')}", href="/results")
            tag("h1", "", heading)
            tag("p", "quiet", about)
        place = tag("div", "result")
        with place, tag("div", "waiting", role="status"):
            tag("span", "", say("results.reading"))
        foot = tag("div", "result")
    if not await opened(client):
        return
    with client:
        try:
            record = await in_thread(loaded, number)
            await _fill(say, place, record, number, folder)
        except UNREADABLE as error:
            place.clear()
            with place:
                tag("p", "wrong", say("results.unreadable", why=problem(error)), role="alert")
            return
        with foot:
            _report(say, folder)
            if record is not None:
                _made(say, record, folder)


async def _fill(say: Words, place: Any, record: Any, number: int, folder: Path) -> None:
    view = VIEWS.get(record.task) if record is not None else None
    if view is not None:
        await view.show(say, place, record, number)
        return
    finding = await in_thread(record.finding) if record is not None else ""
    place.clear()
    with place:
        if finding:
            results_views.verdict_card(say, finding)
        results_views.gallery(number, folder)


def _styles() -> None:
    for style in ("curves.css", "compare.css", "results.css"):
        ui.add_head_html(f'<link rel="stylesheet" href="{static(style)}">')


def _in_short(say: Words, number: int) -> tuple[str, str]:
    """Return what a result is called, and what it is."""
    folder = folders()[number]
    try:
        manifest = manifest_at(number)
    except UNREADABLE as error:
        return folder.name, say("results.unreadable", why=problem(error))
    if manifest is None:
        return capitalised(folder.name), say("results.pictures", count=len(figures(folder)))
    task = say.find(f"results.tasks.{manifest.task}") or manifest.task
    view = VIEWS.get(manifest.task)
    if view is not None and view.title:
        return say(view.title), task
    runs = manifest.runs or manifest.replications
    about = f"{task} · {say('counted.runs', count=runs)} · {say('results.seed', seed=str(manifest.seed))}"
    return manifest.design.get("title") or manifest.scenario.get("title") or folder.name, about


def _finding(say: Words, number: int) -> str:
    """Return what a result says; most findings are sentences of the command line, which speaks English."""
    try:
        record = loaded(number)
    except UNREADABLE:
        return ""
    if record is None:
        return ""
    view = VIEWS.get(record.task)
    if view is not None and view.says is not None:
        return f"{view.says(say, record)}."
    return f"{record.finding()}." if say.language == FIRST else ""


def _report(say: Words, folder: Path) -> None:
    page = results_kept.report(folder)
    if not page:
        return
    with tag("details", "card disclosure") as box:
        tag("summary", "", say("results.report"))
        inside = tag("div", "")

    def open_() -> None:
        if not inside.default_slot.children:
            with inside:
                tag("iframe", "report", sandbox="", srcdoc=_STRICT + page, title=say("results.report"))

    box.on("toggle", open_)


def _made(say: Words, record: Any, folder: Path) -> None:
    """Show how a result came about, and how to make it again."""
    manifest = record.manifest
    circumstances = {name: value for name in _FACTS if (value := getattr(manifest, name))}
    scenario = {"scenario": manifest.scenario["name"]} if manifest.scenario else {}
    facts = {"folder": folder.name} | scenario | circumstances | {"digest": manifest.digest}
    write: dict[str, Callable[[Any], str]] = {
        "seconds": say.number,
        "finished": lambda when: when.replace("T", " "),
        "versions": lambda versions: ", ".join(f"{library} {version}" for library, version in versions.items()),
    }
    with tag("section", "card"):
        tag("h2", "", say("results.made"))
        with tag("dl", "facts"):
            for name, value in facts.items():
                tag("dt", "", say(f"results.facts.{name}"))
                tag("dd", "", (write[name](value) if name in write else value) or "–")
        for note in manifest.notes:
            tag("p", "small", note, lang="en")
        with tag("details", "disclosure"):
            tag("summary", "", say("results.again"))
            recipe = again(task_of(manifest, folder.name).remake(manifest), folder.name, say)
            ui.html(recipe, sanitize=False).classes("again")

"""The results page: what was kept in folders, to look at again."""

from pathlib import Path
from typing import Any

from fastapi import HTTPException
from fastapi.responses import FileResponse
from nicegui import app, context, run, ui

from wordofmouth.figures.labels import capitalised
from wordofmouth.lab.pages.results import folders as results_kept
from wordofmouth.lab.pages.results import sweep as results_sweep
from wordofmouth.lab.pages.results import views as results_views
from wordofmouth.lab.pages.results.folders import (
    UNREADABLE,
    figures,
    folder_at,
    folders,
    is_validation,
    loaded,
    manifest_at,
    problem,
)
from wordofmouth.lab.widgets.frame import frame, static, tag
from wordofmouth.reports.html import element
from wordofmouth.reports.reproduction import again
from wordofmouth.words.catalogue import FIRST, Words

# A report is a page of ours, but a file may have been changed: it may show itself, and do and load nothing.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_FACTS = ("finished", "seconds", "versions", "commit")
_STRICT = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'


@app.get("/results/{number}/figures/{place}")
def figure(number: int, place: int) -> FileResponse:
    """Return a picture of a folder, by its place among them."""
    folder = folder_at(number)
    found = figures(folder) if folder else []
    if not 0 <= place < len(found):
        raise HTTPException(404)
    return FileResponse(found[place])


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
                        tag("img", "", src=f"/results/{number}/figures/0", alt="", loading="lazy")
                    tag("h2", "", heading)
                    tag("p", "small quiet", about)
                    findings.append(tag("p"))
    await client.connected()
    for number, place in enumerate(findings):
        place.set_text(await run.io_bound(_finding, say, number) or "")


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
    await client.connected()
    with client:
        try:
            kept = await run.io_bound(loaded, number)
            await _fill(say, place, kept, number, folder)
        except UNREADABLE as error:
            place.clear()
            with place:
                tag("p", "wrong", say("results.unreadable", why=problem(error)), role="alert")
            return
        with foot:
            _report(say, folder)
            if kept is not None:
                _made(say, kept, folder)


async def _fill(say: Words, place: Any, kept: Any, number: int, folder: Path) -> None:
    if is_validation(folder):
        from wordofmouth.lab.pages.results.validation import of_validation

        await of_validation(say, place, kept, number)
        return
    views = {"run": results_views.of_run, "compare": results_views.of_comparison, "sweep": results_sweep.of_sweep}
    if kept is not None and kept.manifest.task in views:
        await views[kept.manifest.task](say, place, kept)
        return
    finding = await run.io_bound(kept.finding) if kept is not None else ""
    place.clear()
    with place:
        if finding:
            results_views.verdict_card(say, finding)
        results_views.gallery(number, folder)


def _styles() -> None:
    for style in ("compare.css", "results.css"):
        ui.add_head_html(f'<link rel="stylesheet" href="{static(style)}">')


def _in_short(say: Words, number: int) -> tuple[str, str]:
    """Return what a result is called, and what it is."""
    folder = folders()[number]
    try:
        if is_validation(folder):
            return say("results.validation.title"), say("results.tasks.validate")
        manifest = manifest_at(number)
    except UNREADABLE as error:
        return folder.name, say("results.unreadable", why=problem(error))
    if manifest is None:
        return capitalised(folder.name), say("results.pictures", count=len(figures(folder)))
    runs = manifest.runs or manifest.replications
    task = say.find(f"results.tasks.{manifest.task}") or manifest.task
    about = f"{task} · {say('counted.runs', count=runs)} · {say('results.seed', seed=str(manifest.seed))}"
    return manifest.design.get("title") or manifest.scenario.get("title") or folder.name, about


def _finding(say: Words, number: int) -> str:
    """Return what a result says; most findings are sentences of the command line, which speaks English."""
    try:
        kept = loaded(number)
    except UNREADABLE:
        return ""
    if is_validation(folders()[number]):
        from wordofmouth.lab.pages.results.validation import in_short

        return f"{in_short(say, kept)}."
    return f"{kept.finding()}." if kept is not None and say.language == FIRST else ""


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


def _made(say: Words, kept: Any, folder: Path) -> None:
    """Show how a result came about, and how to make it again."""
    validated = is_validation(folder)
    said = kept.manifest if validated else kept.manifest.model_dump(include={*_FACTS})
    facts = {name: said[name] for name in _FACTS if name in said}
    if not validated:
        facts |= {"seconds": say.number(facts["seconds"]), "finished": facts["finished"].replace("T", " ")}
    facts["versions"] = ", ".join(f"{library} {version}" for library, version in facts["versions"].items())
    if validated:
        notes, digest = (), kept.manifest["table_digest"]
        recipe = element("pre", f"wom validate{' --short' if kept.short else ''}")
    else:
        notes, digest = kept.manifest.notes, kept.manifest.digest
        facts = {"scenario": kept.manifest.scenario.get("name", "")} | facts
        recipe = again(kept, folder.name)
    with tag("section", "card"):
        tag("h2", "", say("results.made"))
        with tag("dl", "facts"):
            for name, value in ({"folder": folder.name} | facts | {"digest": digest}).items():
                tag("dt", "", say(f"results.facts.{name}"))
                tag("dd", "", value or "–")
        for note in notes:
            tag("p", "small", note, lang="en")
        with tag("details", "disclosure"):
            tag("summary", "", say("results.again"))
            ui.html(recipe, sanitize=False).classes("again").props("lang=en")

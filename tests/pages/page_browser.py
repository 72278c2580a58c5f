"""A real browser on pages opened as files, with the network cut off."""

import pytest
from lab_browser import WIDE
from patience import PATIENCE, until

# The policy of a page lets no test wait for what it would have to evaluate there, so it waits for what is seen.
ARRIVED = "canvas[data-recording]"


@pytest.fixture(name="opened")
def open_pages(browser):
    """Return what opens a file as whoever got it does; at the end nothing may have gone wrong, nor been asked for."""
    contexts, wrong, asked = [], [], []

    def opened(file, viewport=WIDE, language="en", ready=ARRIVED, slower=1, **options):
        context = browser.new_context(viewport=viewport, locale=language, offline=True, **options)
        contexts.append(context)
        context.set_default_timeout(1_000 * PATIENCE)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        if slower > 1:
            # As many times slower than this machine as a phone is.
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(file.as_uri())
        page.wait_for_selector(ready)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def reloaded(page, seen):
    """Load a page again until what it kept is seen: a browser writes down what it keeps in its own time."""

    def is_seen():
        page.reload()
        page.wait_for_selector("h2")
        return page.locator(seen).is_visible()

    until(is_seen)


def framed(file, folder):
    """Write a page that shows a file as a learning platform does, and whose title is what it was told; return it."""
    around = folder / "around.html"
    frame = f'<iframe src="{file.as_uri()}" sandbox="allow-scripts" width="100%" height="900"></iframe>'
    told = '<script>addEventListener("message", ({data}) => { document.title = JSON.stringify(data); });</script>'
    around.write_text(told + frame, encoding="utf-8")
    return around

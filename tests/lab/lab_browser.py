"""A real browser on a real lab: the server in a process of its own, and pages that may ask nobody else for anything.

The fixtures are those of every test: one ``lab`` in a process, one ``browser`` at a time; :func:`visit` opens a page.
"""

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections import defaultdict
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from patience import PATIENCE, until
from places import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars"),
)
_AT_REST = """() => document.getAnimations().every((moving) =>
  moving.playState !== "running" || moving.effect.getComputedTiming().endTime === Infinity)"""
# Of each browser, what visitors of one kind of screen have left: all of theirs but what they had loaded is gone.
_idle: WeakKeyDictionary[Any, defaultdict[str, list[Any]]] = WeakKeyDictionary()
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen, Path]]:
    """Start a lab while inside; give its process, and the file to which it writes what it says."""
    command = [sys.executable, "-m", "wordofmouth", "lab", "--no-browser", *options]
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder, "said.txt")
        with said.open("w") as file, subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=file) as process:
            try:
                yield process, said
            finally:
                process.terminate()
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """Serve a lab on a free port while inside; give its address, at which it answers."""
    with started("--port", "0", *options) as (process, said):
        found = until(lambda: re.search(r"http://\S+", said.read_text()), process, said.read_text)
        with urllib.request.urlopen(found[0], timeout=PATIENCE):
            yield found[0]


@pytest.fixture(scope="session", name="lab")
def open_lab() -> Iterator[str]:
    """Serve a lab for all tests of this process; give its address."""
    with serving() as address:
        yield address


@pytest.fixture(scope="module", name="browser")
def open_browser():
    """Open a browser without a screen for the tests of a file.

    While it is open, an event loop runs in this thread, which is more than tests of anything else would expect.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed: Debian's package is `chromium`")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=1_000 * PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def visit(browser, address: str, path: str = "/", viewport=None, language: str = "en", noisy: bool = False, **options):
    """Open a page as a visitor of her own; at the end nothing may have gone wrong, nor left this machine.

    What a visitor before her has loaded is loaded already, as long as hers is the same kind of screen. ``noisy`` lets
    the browser complain, as it does of a server that is gone.
    """
    options |= {"viewport": viewport or WIDE, "locale": language}
    idle = _idle.setdefault(browser, defaultdict(list))[repr(sorted(options.items()))]
    context = idle.pop() if idle else browser.new_context(**options)
    context.set_default_timeout(1_000 * PATIENCE)
    page = context.new_page()
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    try:
        page.goto(address + path)
        page.wait_for_selector("main")
        yield page
        own = urlsplit(address).netloc
        strangers = [
            url for url in asked if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own
        ]
        assert not strangers
        assert noisy or not wrong
    except BaseException:
        context.close()
        raise
    if page.url.startswith(address):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    for opened in context.pages:
        opened.close()
    context.clear_cookies()
    idle.append(context)


def at_once(act: Coroutine[Any, Any, Any]) -> Any:
    """Run what is asynchronous and return what it gives; in a thread, since the browser keeps the loop of this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, act).result()


def serious(page) -> list[str]:
    """Return what an accessibility audit of a page finds serious, once nothing on it moves or fades any more."""
    page.wait_for_function(_AT_REST)
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{entry['id']}: {node['target']} {node['html'][:120]}"
        for entry in found
        if entry["impact"] in ("serious", "critical")
        for node in entry["nodes"]
    ]

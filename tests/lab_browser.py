"""A real browser on a real lab: the server in a process of its own, and pages that may ask nobody else for anything.

``from lab_browser import browser, lab`` gives a test file the fixtures; ``page`` is made by :func:`visit`.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars"),
)
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """Serve a lab on a free port while inside; give its address."""
    command = [sys.executable, "-m", "experiments.cli", "lab", "--no-browser", "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line + process.stdout.read()
            yield found[0]
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="session")
def lab() -> Iterator[str]:
    """Serve a lab for all tests of this session; give its address."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """Open a browser without a screen."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def visit(browser, address: str, path: str = "/", viewport=None, language: str = "en", **options):
    """Open a page as a visitor of her own; at the end nothing may have gone wrong, nor left this machine."""
    context = browser.new_context(viewport=viewport or WIDE, locale=language, **options)
    # The kernels may have to be compiled first.
    context.set_default_timeout(40_000)
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
        assert not wrong
    finally:
        context.close()


def serious(page) -> list[str]:
    """Return what an accessibility audit of a page finds serious."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{entry['id']}: {node['target']} {node['html'][:120]}"
        for entry in found
        if entry["impact"] in ("serious", "critical")
        for node in entry["nodes"]
    ]

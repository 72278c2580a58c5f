"""Lessons and the front of a site in a real browser, as files, with the network cut off."""

import functools
import json
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from lab_browser import PHONE, WIDE, open_browser, serious  # noqa: F401 - a fixture
from page_browser import ARRIVED, framed, open_pages, reloaded  # noqa: F401 - a fixture
from patience import PATIENCE
from playwright.sync_api import expect
from test_site import one_site, own_files  # noqa: F401 - fixtures
from wordofmouth.lessons.lesson import Lesson
from wordofmouth.lessons.prediction import judged
from wordofmouth.lessons.verdict import in_words
from wordofmouth.words.catalogue import Words
from wordofmouth.words.notation import languages

READY = "#step h2"


@pytest.fixture(name="lesson")
def lesson_of_site(site):
    return site / "lessons" / "ours.html"


def draw(page, heights):
    """Draw a curve through heights, as shares of the sheet, from left to right."""
    box = page.locator(".drawing .sheet > svg")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    across = np.linspace(place["x"] + 60, place["x"] + place["width"] - 20, len(heights)).tolist()
    down = [place["y"] + place["height"] * (0.9 - 0.85 * height) for height in heights]
    points = list(zip(across, down, strict=True))
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


@pytest.mark.parametrize(
    ("viewport", "language"),
    [pytest.param(WIDE, "en", id="wide", marks=pytest.mark.slow), pytest.param(PHONE, "fr", id="phone, French")],
)
def test_a_lesson_is_done_to_its_end(opened, lesson, own, viewport, language):
    """Drawn, compared, judged as the lab judges, explained; kept in the browser, and on the sheet of answers."""
    say, taught = Words(language), Lesson.load(own[0])
    page = opened(lesson, viewport, language, READY)
    expect(page.get_by_role("button", name=say("lessons.run"))).to_be_disabled()
    for place, step in enumerate(taught.steps):
        draw(page, [0.0, 0.3, 0.8])
        drawn = page.evaluate("lesson.sheet.drawn")
        page.get_by_role("button", name=say("lessons.run")).click()
        result, known = (page.evaluate(f"lesson.data.steps[{place}]")[name] for name in ("result", "known"))
        expected = judged(step, drawn, result["mean"], known[0]["mean"] if known else ())
        expect(page.locator(".nearness")).to_have_text(say(f"lessons.nearness.{expected.nearness}"))
        expect(page.locator(".verdict")).to_contain_text(" ".join(in_words(expected, step, say)))
        expect(page.locator(".explain")).not_to_be_empty()
        if place == 0:
            page.get_by_role("button", name=say("lessons.next")).click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("#kept")).to_have_text(say("pages.lesson.kept"))
    reloaded(page, ".nearness")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#paper section .drawn")).to_have_count(4)
    assert page.locator("img").count() == 0


def test_page_and_python_judge_by_one_rule(opened, lesson, own):
    """On drawn curves of all kinds, near and far, with and without a curve known before, peaks and ends."""
    page, taught = opened(lesson, ready=READY), Lesson.load(own[0])
    random = np.random.default_rng(7)
    asked, expected = [], []
    for trial in range(400):
        step = taught.steps[trial % 2]
        came_out, known = (np.cumsum(random.random(8)) / 8 * step.end_of_axis * random.random() for _ in range(2))
        spread = step.end_of_axis * random.choice([0.0, 0.02, 0.1, 0.5])
        drawn = np.clip(came_out + spread * random.standard_normal(8), 0.0, step.end_of_axis)
        before = known.tolist() if trial % 3 else []
        curves = drawn.tolist(), came_out.tolist(), before
        asked.append([trial % 2, *curves])
        verdict = judged(step, *curves)
        told = {code: in_words(verdict, step, Words(code)) for code in languages()}
        expected.append(json.loads(json.dumps(verdict._asdict() | {"told": told})))
    got = page.evaluate(
        """(asked) => asked.map(([k, drawn, cameOut, known]) => {
          const step = lesson.data.steps[k], verdict = lesson.judged(step, drawn, cameOut, known.length ? known : null);
          const told = Object.keys(lesson.data.words).map((code) => [code, lesson.inWords(verdict, step, code)]);
          return { ...verdict, told: Object.fromEntries(told) };
        })""",
        asked,
    )
    for one, other in zip(got, expected, strict=True):
        assert one.pop("gap") == pytest.approx(other.pop("gap"), abs=1e-12)
        assert one == other
    assert len({one["nearness"] for one in got}) == 4


def test_where_nothing_is_kept_the_page_says_so(opened, lesson, tmp_path):
    """In a frame that may do nothing but run scripts, as a learning platform shows it; it is told of the end."""
    page = opened(framed(lesson, tmp_path), ready="iframe")
    inside = page.frames[1]
    inside.wait_for_selector(READY)
    expect(inside.locator("#kept")).to_contain_text("This browser keeps nothing")
    for _ in range(2):
        inside.get_by_text("Draw with sliders").click()
        inside.locator(".sliders input").last.fill("0.1")
        inside.get_by_role("button", name="Run the market").click()
        if inside.get_by_role("button", name="Next step").count():
            inside.get_by_role("button", name="Next step").click()
    expect(page).to_have_title(re.compile('"event":"completed","lesson":"ours"'))


def test_the_front_leads_to_a_market_and_back(opened, site):
    page = opened(site / "index.html", PHONE, "fr", "h1:visible")
    expect(page.get_by_role("heading", name="Le bouche-à-oreille")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Our market").click()
    page.wait_for_selector("canvas[data-recording]")
    page.locator(".up").click()
    page.wait_for_selector("h1:visible")
    assert page.url.endswith("index.html")


@pytest.mark.parametrize("place", ["index.html", "lessons/ours.html"])
def test_an_audit_finds_nothing_serious(opened, site, place):
    page = opened(site / place, bypass_csp=True, ready="h1:visible")
    assert serious(page) == []


def test_a_static_server_under_any_path_serves_the_same(browser, site):
    """Front, lesson and market, reached by their links; nothing is asked for elsewhere, and no policy is broken."""
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address, wrong, asked = f"http://127.0.0.1:{server.server_port}/", [], []
        context = browser.new_context(locale="en")
        context.set_default_timeout(1_000 * PATIENCE)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(f"{address}{site.name}/")
        page.get_by_role("link", name="Ours").first.click()
        page.wait_for_selector(READY)
        page.locator(".up").click()
        page.get_by_role("link", name="Our market").click()
        page.wait_for_selector(ARRIVED)
        context.close()
        server.shutdown()
    assert wrong == []
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)

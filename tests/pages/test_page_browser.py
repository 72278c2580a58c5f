"""Pages in a real browser, opened as files with the network cut off: played, stepped, read, and told apart."""

import json
import re

import pytest
from lab_browser import PHONE, WIDE, open_browser, serious  # noqa: F401 - a fixture
from page_browser import ARRIVED, open_pages  # noqa: F401 - a fixture
from playwright.sync_api import expect
from test_page import SMALL, hostile
from wordofmouth import story
from wordofmouth.pages.grid import sliders
from wordofmouth.pages.page import page as laid_out
from wordofmouth.pages.page import snippet


@pytest.fixture(scope="module", name="file")
def two_runs(tmp_path_factory):
    """Write a page of two variants; return its file."""
    dearer = SMALL.varied({"brand.price": 90.0, "title": "Dearer"})
    file = tmp_path_factory.mktemp("pages") / "small.html"
    file.write_text(laid_out([SMALL, dearer], file=file.name), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("viewport", "slower"), [(WIDE, 1), (PHONE, 1), (PHONE, 4)], ids=["wide", "phone", "slow phone"]
)
def test_it_plays_and_steps(opened, file, viewport, slower):
    """By itself, by its buttons, by the keyboard and by the slider; nothing lies outside the window."""
    page = opened(file, viewport, slower=slower)
    expect(page.locator("output.week")).to_have_text(re.compile("Week [2-8] / 8"))
    page.evaluate("page.view.step(-8)")
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Pause").click()
    page.evaluate("page.view.seek(3)")
    page.get_by_role("button", name="One week on").click()
    expect(page.locator("output.week")).to_have_text("Week 4 / 8")
    page.locator("canvas[tabindex]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("output.week")).to_have_text("Week 3 / 8")
    page.get_by_label("Week", exact=True).fill("8")
    buyers = page.evaluate("page.view.recording.measures.buyers[7]")
    assert page.locator("#rows td").all_text_contents()[-3] == str(buyers)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_tabs_languages_and_the_file(opened, file):
    """Another run says its own finding; in French all words are French; the file is what the page says."""
    page = opened(file, language="fr")
    expect(page.get_by_role("button", name="Une semaine de plus")).to_be_visible()
    finding = page.locator("#finding").inner_text()
    page.get_by_role("button", name="Dearer").click()
    assert page.locator("#finding").inner_text() != finding
    assert page.evaluate("page.view.recording.map === page.runs[0].open.map")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.get_by_role("heading", name="Do it again")).to_be_visible()
    with page.expect_download() as download:
        page.locator("#download").click()
    assert download.value.suggested_filename.endswith(".toml")
    assert download.value.path().read_text(encoding="utf-8") == page.locator("#toml").text_content()


def test_a_story_is_read(opened, file):
    """In French: found by the list, led to a week and to another person; trails show after whose word they bought."""
    page = opened(file, language="fr")
    page.get_by_role("button", name="L’histoire la plus longue").click()
    told = page.locator(".told")
    consumer = int(page.locator(".people select").input_value())
    assert told.inner_text() == story(SMALL, consumer, language="fr").text
    page.locator(".when").nth(1).click()
    week = re.search(r"\d+", page.locator(".when").nth(1).inner_text())[0]
    expect(page.locator("output.week")).to_have_text(f"Semaine {week} / 8")
    expect(told.locator("p.current")).to_contain_text(week)
    page.get_by_label("Personne", exact=True).select_option("5")
    expect(told).to_contain_text("Voici la personne nº\u202f5")
    assert page.evaluate("page.view.scene.chosen") == 5
    page.get_by_role("button", name="Qui a convaincu qui").click()
    expect(page.locator(".trails")).to_be_visible()


def test_sliders_show_what_was_simulated_and_say_when_they_snap(opened, tmp_path):
    """By hand to the nearest point, by keys to the next; network, curve and finding are those of the run there."""
    file = tmp_path / "sliders.html"
    file.write_text(laid_out([SMALL], vary=sliders(["brand.quality=0.1,0.5,0.9"])), encoding="utf-8")
    page = opened(file)
    quality = page.get_by_label("Quality")
    begun = page.evaluate("page.view.recording.key")
    quality.fill("0.2")
    expect(page.locator("#sliders [role=status]")).to_have_text(
        "0.2 was not simulated: shown is the nearest that was, 0.1."
    )
    assert page.evaluate("page.view.recording.key") == "0" != begun
    quality.press("ArrowRight")
    expect(page.locator("#sliders output")).to_have_text("0.5")
    assert page.locator("#finding").inner_text() == page.evaluate("page.runs[1].finding.en")


def test_a_page_around_it_is_told_when_all_has_been_seen(opened, file, tmp_path):
    """In the frame of the snippet, which lets scripts run and nothing else."""
    around = tmp_path / "around.html"
    told = '<script>addEventListener("message", ({data}) => { document.title = JSON.stringify(data); });</script>'
    around.write_text(told + snippet(file.as_uri(), "small"), encoding="utf-8")
    page = opened(around, ready="iframe")
    frame = page.frames[1]
    frame.wait_for_selector(ARRIVED)
    frame.get_by_label("Week", exact=True).fill("8")
    expect(page).to_have_title(re.compile('"event":"completed","manifest":"[0-9a-f]{64}"'))


def test_whoever_would_rather_see_nothing_move_sees_how_it_ends(opened, file):
    page = opened(file, reduced_motion="reduce")
    assert page.evaluate("[page.view.playing, page.view.week]") == [False, 8]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_audit_finds_nothing_serious(opened, file, scheme):
    page = opened(file, color_scheme=scheme, bypass_csp=True)
    page.evaluate("page.view.step(1)")
    assert serious(page) == []


# What is written on the canvas when the week that is shown is drawn once more.
WRITTEN = """() => {
  const written = [], pen = CanvasRenderingContext2D.prototype, write = pen.fillText;
  pen.fillText = function (text, ...place) { written.push(text); return write.call(this, text, ...place); };
  page.view.scene.stale = true;
  page.view.scene.draw(1);
  pen.fillText = write;
  return written;
}"""


def test_few_people_have_their_names_beside_them(opened, file, tmp_path):
    """Up to sixty; more could not be read."""
    few = tmp_path / "few.html"
    few.write_text(laid_out([hostile(tmp_path)], names=True), encoding="utf-8")
    page = opened(few)
    people = page.evaluate("page.view.recording.map.consumers")
    assert people <= 60
    assert len(page.evaluate(WRITTEN)) == people
    assert opened(file).evaluate(WRITTEN) == []


def test_hostile_names_do_nothing(opened, tmp_path):
    """Nothing runs and nothing is loaded, wherever a name is shown: as title, finding, file, person."""
    file = tmp_path / "hostile.html"
    file.write_text(laid_out([hostile(tmp_path)], names=True), encoding="utf-8")
    page = opened(file)
    page.evaluate("page.view.choose(3)")
    expect(page.locator(".hint")).to_contain_text("onerror=alert(1)")
    expect(page.locator(".told")).to_contain_text("onerror=alert(1)")
    assert page.locator("img").count() == 0
    assert page.evaluate("document.scripts.length") == 2
    shown = json.dumps(
        page.locator("h1, #finding, .hint, .told, .people, #toml, title").all_text_contents(), ensure_ascii=False
    )
    assert not {"\u202e", "\u2066"} & set(shown)

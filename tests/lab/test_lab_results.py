"""Results in the lab: folders given on the command line, looked at in a real browser."""

import urllib.error
import urllib.request

import pytest
from lab_browser import PHONE, serious, serving, visit
from patience import PATIENCE
from playwright.sync_api import expect
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.compare.task import compare
from wordofmouth.tasks.run.task import run
from wordofmouth.tasks.sweep.design import Design
from wordofmouth.tasks.sweep.task import sweep
from wordofmouth.tasks.validate.task import validate

VILLAGE = {"consumers": 100, "weeks": 8}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle r="5" cx="5" cy="5"/></svg>'
REPORT = """<!doctype html><title>Report</title><h1>All is well</h1>
<script>parent.document.body.classList.add("taken")</script><img src="http://192.0.2.1/seen.png" alt="">"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Serve a lab that shows a run, a comparison, three sweeps, pictures, what cannot be read, and a validation."""
    room = tmp_path_factory.mktemp("results")
    scenario = Scenario.load("small").varied({**VILLAGE, "title": "Village <b>one</b>"})
    run(scenario, replications=4, workers=0).save(room / "1-run", figure=False)
    (room / "1-run" / "report.html").write_text(REPORT)
    other = scenario.varied({"campaign.leaders.count": 0, "title": "No gifts", "name": "plain"})
    compare(scenario, other, replications=4, workers=0).save(room / "2-compared", figure=False)
    for name, factors in (
        ("3-line", {"brand.quality": [0.2, 0.5, 0.9]}),
        ("4-map", {"brand.quality": [0.2, 0.9], "consumer.risk_fear": [0.0, 1.0, 2.0]}),
        ("5-multiples", {"brand.quality": [0.2, 0.9], "consumer.risk_fear": [0.0, 1.0], "brand.price": [40, 60]}),
        ("6-words", {"campaign.leaders.strategy": ["random", "degree"]}),
    ):
        design = Design(name=name, title=name, scenario="small", fixed=VILLAGE, factors=factors, replications=3)
        sweep(design, out=room / name, workers=0)
    (room / "7-pictures").mkdir()
    (room / "7-pictures" / "bass_curve.svg").write_text(SVG)
    (room / "8-broken").mkdir()
    (room / "8-broken" / "manifest.json").write_text("{}")
    validate(["bass_fits", "pattern_survey"], short=True, workers=0).save(room / "9-validated")
    with serving(str(room)) as address:
        yield address


def opened(page):
    """Wait until what a result holds is there; return its sentence."""
    page.locator(".facts").wait_for()
    return page.locator(".verdict .sentence").inner_text()


def test_all_results_are_listed(browser, shown):
    with visit(browser, shown, "/results") as page:
        assert page.locator(".kept h2").count() == 9
        assert page.locator(".kept h2").first.inner_text() == "Village <b>one</b>"
        assert "cannot be read" in page.locator(".kept li").nth(7).inner_text()
        page.get_by_text("have bought after 8 weeks").wait_for()
        assert not serious(page)
        page.get_by_role("link", name="No gifts").or_(page.locator(".kept a").nth(1)).first.click()
        assert "No gifts" in opened(page)


def test_a_run_is_shown_with_its_report(browser, shown):
    with visit(browser, shown, "/results/0") as page:
        assert "have bought after 8 weeks" in opened(page)
        page.get_by_label("What is drawn").select_option("rating")
        page.get_by_text("As a table").click()
        page.wait_for_function("document.querySelector('.as-table caption').innerText === 'Rating'")
        assert page.locator(".as-table tbody tr").count() == 8
        assert not serious(page)


def test_a_report_can_do_nothing_but_show_itself(browser, shown):
    """Its script does not run, and what it would load from elsewhere is refused by the browser, which says so."""
    page = browser.new_page()
    page.set_default_timeout(1_000 * PATIENCE)
    page.goto(f"{shown}/results/0")
    opened(page)
    # The picture comes after the script: what is said of it is said when the script would have run.
    with page.expect_console_message(
        lambda message: "192.0.2.1" in message.text and "Content Security Policy" in message.text
    ):
        page.locator("summary", has_text="The report").click()
    page.frame_locator("iframe").get_by_text("All is well").wait_for()
    assert page.locator("iframe").get_attribute("sandbox") == ""
    assert not page.locator("body.taken").count()
    page.close()


def test_a_comparison_is_shown_as_when_it_was_made(browser, shown):
    with visit(browser, shown, "/results/1", language="fr") as page:
        opened(page)
        assert page.locator(".curves svg").count() == 2
        page.get_by_label("Comparer selon").select_option("npv")
        page.wait_for_function("document.querySelector('tr.chosen')?.innerText.startsWith('Valeur actuelle')")


@pytest.mark.parametrize(("number", "charts"), [(2, 1), (3, 1), (4, 2), (5, 0)])
def test_sweeps_are_drawn(browser, shown, number, charts):
    with visit(browser, shown, f"/results/{number}") as page:
        assert "highest" in opened(page) or "tell" in opened(page)
        assert page.locator(".curves svg").count() == charts
        assert page.locator(".forest tr").count() == (0 if charts else 2)
        page.get_by_label("Compared by").select_option("rating")
        page.wait_for_function("document.querySelector('.result h2:not(.eyebrow)').innerText === 'Rating'")
        page.locator("summary", has_text="points as a table").click()
        assert page.locator(".scroll tbody tr").count() == {2: 3, 3: 6, 4: 8, 5: 2}[number]
        assert not serious(page)


def test_pictures_are_shown(browser, shown):
    with visit(browser, shown, "/results/6", language="fr", viewport=PHONE) as page:
        page.locator(".picture img").wait_for()
        assert page.evaluate("document.querySelector('.picture img').complete")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_what_cannot_be_read_is_told_without_its_path(browser, shown):
    with visit(browser, shown, "/results/7") as page:
        page.get_by_role("alert").wait_for()
        assert "results" not in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize(
    "path",
    [
        "/results/99",
        "/results/-1",
        "/results/..%2f..%2fetc",
        "/results/0/figures/7",
        "/results/6/figures/-1",
        "/results/6/figures/..%2f..%2fmanifest.json",
        "/results/0/manifest.json",
        "/static/../results_kept.py",
    ],
)
def test_no_path_leads_anywhere_else(shown, path):
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(shown + path)
    assert caught.value.code in (404, 422)
    caught.value.close()


@pytest.mark.parametrize(("language", "said"), [("en", "published numbers: "), ("fr", "nombres publiés")])
def test_a_validation_is_shown_case_by_case(browser, shown, language, said):
    with visit(browser, shown, "/results/8", language=language) as page:
        assert said in opened(page)
        case = page.locator(".cases details", has_text="Consumers answer the survey")
        assert not page.locator(".checks").count()
        case.locator("summary").click()
        expect(case.locator(".checks tbody tr")).to_have_count(8)
        assert case.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
        assert not serious(page)

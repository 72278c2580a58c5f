"""The desk in a real browser: a brief is told, answered, kept and taken away, in both languages."""

import re

import pytest
from lab_browser import serious, visit
from patience import PATIENCE
from playwright.sync_api import expect
from wordofmouth.briefs.brief import Brief
from wordofmouth.briefs.examples import example
from wordofmouth.lab.sharing.briefs import encoded

LAPTOP, TABLET = {"width": 1366, "height": 768}, {"width": 1024, "height": 768}
TIES = [f"Ann{i},Ben{(7 * i + 3) % 40}" for i in range(40)] + [f"Ann{i},Cid" for i in range(40)]
NETWORK = "\n".join(["from,to", *TIES])


def quick(name="distrust", **changes):
    """Return a brief that is answered in a moment."""
    small = {"consumers": 60, "market": 600, "weeks": 6, "replications": 3, "worlds": 0, "together": ""}
    return example(name).changed(**small | changes)


def address(brief):
    """Return the path of a brief."""
    return f"/desk?brief={encoded(brief)}"


def answered(page):
    """Ask for the answer, and wait for it."""
    page.get_by_role("button", name=re.compile(r"Which plan|Quel plan")).click()
    expect(page.locator("#answer > .verdict .sentence")).to_be_visible()


@pytest.mark.parametrize(("language", "screen"), [("en", LAPTOP), ("fr", TABLET)])
def test_a_brief_is_answered_and_survives_a_reload(lab, browser, language, screen):
    with visit(browser, lab, address(quick()), viewport=screen, language=language) as page:
        expect(page.locator(".option .title-box")).to_have_count(3)
        answered(page)
        rows = page.locator("#answer table.numbers").first.locator("tbody tr")
        expect(rows).to_have_count(4)
        told = page.locator("#answer > .verdict .sentence").inner_text()
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.reload()
        expect(page.locator("#answer > .verdict .sentence")).to_have_text(told)


def test_what_is_taken_away_is_what_was_asked(lab, browser):
    brief = quick()
    with visit(browser, lab, address(brief)) as page:
        answered(page)
        beginnings = {"Scenario": b"name", "Sheets": b"PK", "Page for the decision": b"<!doctype html>"}
        for name, beginning in beginnings.items():
            with page.expect_download() as download:
                page.get_by_role("button", name=name).click()
            content = download.value.path().read_bytes()
            assert content.startswith(beginning)
        text = content.decode()
        assert page.evaluate("location.href") in text.replace("&amp;", "&")
        assert "wom compare distrust.toml" in text
        with page.expect_download() as download:
            page.get_by_role("button", name="Save the brief").click()
        assert Brief.of_toml(download.value.path().read_bytes()) == brief


@pytest.mark.slow
def test_what_is_taken_away_is_of_the_answer_and_not_of_what_is_written_since(lab, browser):
    brief = quick()
    with visit(browser, lab, address(brief)) as page:
        answered(page)
        page.locator("#desk-market").fill("900")
        page.locator("#desk-market").blur()
        expect(page.locator("#answer")).to_have_class(re.compile("stale"))
        with page.expect_download() as download:
            page.get_by_role("button", name="Page for the decision").click()
        assert encoded(brief) in download.value.path().read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_is_changed_is_in_the_address(lab, browser):
    with visit(browser, lab, address(quick())) as page:
        page.locator("#desk-market").fill("900")
        page.locator("#desk-market").blur()
        page.locator(".options .choice.add").select_option("newsletter")
        expect(page.locator(".option .title-box")).to_have_count(4)
        page.get_by_role("button", name="Somebody sells the like").click()
        expect(page.locator("#desk-rival")).to_have_value("Borealis")
        page.reload()
        expect(page.locator("#desk-market")).to_have_value("900")
        expect(page.locator("#desk-rival")).to_have_value("Borealis")
        expect(page.locator(".option .title-box")).to_have_count(4)


def test_a_mistake_is_told_beside_its_field(lab, browser):
    with visit(browser, lab, address(quick()), language="fr") as page:
        page.locator("#c-brand-quality").fill("140")
        page.locator("#c-brand-quality").blur()
        expect(page.get_by_text("Au plus 100.")).to_be_visible()


@pytest.mark.slow
def test_examples_can_be_begun_with(lab, browser):
    with visit(browser, lab, "/desk") as page:
        page.locator(".setup select").first.select_option("price_war")
        expect(page.locator("#desk-rival")).to_have_value("Borealis")
        expect(page.locator("#c-brands-Borealis-price")).to_have_value("60")
        assert serious(page) == []


@pytest.mark.slow
def test_a_job_is_cancelled(lab, browser):
    with visit(browser, lab, address(quick(consumers=2_000, market=2_000, weeks=200, worlds=50))) as page:
        page.get_by_role("button", name="Which plan?").click()
        expect(page.get_by_text(re.compile("about .* left"))).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_role("button", name="Which plan?")).to_be_visible()


def test_a_giant_is_refused_with_the_size_that_would_fit(lab, browser):
    giant = quick(consumers=100_000, market=10**6, weeks=900, worlds=100)
    with visit(browser, lab, address(giant)) as page:
        page.get_by_role("button", name="Which plan?").click()
        expect(page.get_by_text(re.compile("At most|With at most"))).to_be_visible()


@pytest.mark.slow
def test_whom_to_seed_in_a_network_of_ones_own(lab, browser):
    file = {"name": "friends.csv", "mimeType": "text/csv", "buffer": NETWORK.encode()}
    with visit(browser, lab, address(quick())) as page:
        page.get_by_role("button", name="Our own network").click()
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_text("The people of your own network")).to_be_visible()
        page.get_by_role("button", name="Whom?").click()
        expect(page.locator("ol.said li").filter(has_text="Cid")).to_be_visible(timeout=2_000 * PATIENCE)

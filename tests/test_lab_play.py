"""The play page in a real browser."""

from lab_browser import browser, lab, serious, visit  # noqa: F401


def test_the_page_opens(browser, lab):  # noqa: F811
    with visit(browser, lab) as page:
        assert page.locator("h1").inner_text()
        page.screenshot(path="/tmp/play1.png")
        assert not serious(page)

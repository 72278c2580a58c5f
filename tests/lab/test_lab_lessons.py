"""The lessons in a real browser: predict with mouse, finger or keys; run; compare; understand."""

import re

import pytest
from lab_browser import PHONE, serious, visit
from wordofmouth.lessons.lesson import load_lessons

LESSON = "/lessons/opinion_leaders"


def draw(page, *points, start=(0.0, 0.0)):
    """Draw through points given as shares of the sheet's width and height."""
    page.locator(".pad .sheet").scroll_into_view_if_needed()
    box = page.locator(".pad .sheet > svg").bounding_box()

    def at(point):
        return box["x"] + 60 + point[0] * (box["width"] - 82), box["y"] + 14 + (1 - point[1]) * (box["height"] - 48)

    page.mouse.move(*at(start))
    page.mouse.down()
    for point in points:
        page.mouse.move(*at(point), steps=6)
    page.mouse.up()


def run(page, name="Run the market"):
    page.get_by_role("button", name=name).click()
    page.locator(".verdict").wait_for()
    page.locator(".sheet path.result").wait_for()


def test_the_list_shows_every_lesson(browser, lab):
    with visit(browser, lab, "/lessons") as page:
        assert page.locator(".lesson-list .name").all_inner_texts() == [
            found.title for found in load_lessons().values()
        ]
        assert not serious(page)
        page.get_by_role("link", name="Opinion leaders").click()
        page.wait_for_url(f"**{LESSON}")
        assert page.locator("h1").inner_text() == "Opinion leaders"


def test_a_lesson_is_predicted_run_compared_and_understood(browser, lab):
    with visit(browser, lab, LESSON) as page:
        button = page.get_by_role("button", name="Run the market")
        assert button.is_disabled()
        assert not page.locator(".explain").count()
        draw(page, (0.5, 0.3), (1.0, 0.8))
        assert page.locator("path.drawn").count() == 2  # in the legend and on the sheet
        run(page)
        assert "week" in page.locator(".verdict").inner_text()
        assert "Next to nothing comes of it" in page.locator(".explain").inner_text()
        assert not serious(page)
        page.get_by_text("As a table").click()
        assert page.locator("tbody tr").count() == 52
        page.get_by_role("button", name="Next step").click()
        page.locator("h2", has_text="A hundred to whom many listen").wait_for()
        page.wait_for_url(re.compile(r"\?step=2$"))
        # What was known before is shown beforehand, and the answer is not.
        page.locator(".sheet path.known-0").wait_for()
        assert not page.locator("path.result").count()
        assert page.get_by_role("button", name="Run the market").is_disabled()


def test_the_answer_is_not_in_the_page_before_it_is_asked_for(browser, lab):
    with visit(browser, lab, f"{LESSON}?step=2") as page:
        received = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(str(frame))))
        page.reload()
        page.locator(".sheet path.known-0").wait_for()
        draw(page, (1.0, 0.5))
        assert not any('"low"' in frame and "A hundred opinion leaders" in frame for frame in received)


@pytest.mark.parametrize("drawn", [[(0.5, 0.99), (1.0, 0.99)]])
def test_a_prediction_can_be_far_off(browser, lab, drawn):
    with visit(browser, lab, "/lessons/web_1_and_2") as page:
        draw(page, *drawn, start=(0.0, 0.99))
        run(page)
        assert "Far off" in page.locator(".verdict").inner_text()
        assert "too high" in page.locator(".verdict").inner_text()


def test_what_was_drawn_can_be_drawn_again_or_cleared(browser, lab):
    with visit(browser, lab, LESSON) as page:
        draw(page, (0.4, 0.2))
        first = page.locator(".sheet path.drawn").get_attribute("d")
        assert first.count("L") == 51  # to the last week, though the pen was lifted before
        draw(page, (0.8, 0.9), start=(0.5, 0.5))
        assert page.locator(".sheet path.drawn").get_attribute("d") != first
        page.get_by_role("button", name="Start over").click()
        page.locator(".sheet path.drawn").wait_for(state="detached")
        assert page.get_by_role("button", name="Run the market").is_disabled()


def test_keys_alone_are_enough(browser, lab):
    with visit(browser, lab, f"{LESSON}?step=3") as page:
        summary = page.get_by_text("Draw with sliders")
        summary.focus()
        page.keyboard.press("Enter")
        for _ in range(4):
            page.keyboard.press("Tab")
        slider = page.locator("input[type=range]").nth(3)
        assert slider.evaluate("input => input === document.activeElement")
        for _ in range(20):
            page.keyboard.press("ArrowUp")
        assert slider.get_attribute("aria-valuetext") == "12.0"  # of a sheet that ends at 30 %, in fifty steps
        page.locator(".sheet path.drawn").wait_for()
        assert not serious(page)
        button = page.get_by_role("button", name="Run the market")
        page.wait_for_function("button => !button.disabled", arg=button.element_handle())
        button.focus()
        page.keyboard.press("Enter")
        page.locator(".verdict").wait_for()


def test_a_finger_draws_on_a_phone_in_french(browser, lab):
    with visit(browser, lab, "/lessons/fake_reviews?step=3", PHONE, "fr", has_touch=True, is_mobile=True) as page:
        assert page.locator("h1").inner_text() == "Les faux avis"
        page.locator(".pad .sheet").scroll_into_view_if_needed()
        box = page.locator(".pad .sheet > svg").bounding_box()
        touch = page.context.new_cdp_session(page)
        for kind, x, y in [
            ("touchStart", 80, 60),
            ("touchMove", 160, 120),
            ("touchMove", 300, 200),
            ("touchEnd", 0, 0),
        ]:
            points = [] if kind == "touchEnd" else [{"x": box["x"] + x, "y": box["y"] + y}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.locator(".sheet path.drawn").wait_for()
        run(page, "Faire tourner le marché")
        assert "Les étoiles montent" in page.locator(".explain").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert not serious(page)


def test_the_market_of_a_step_can_be_watched(browser, lab):
    from wordofmouth.lab.sharing.links import decode

    with visit(browser, lab, LESSON) as page:
        draw(page, (1.0, 0.8))
        run(page)
        link = page.get_by_role("link", name="Watch this market").get_attribute("href")
        shared = decode(link.removeprefix("/?run="))
        assert shared.scenario.digest == load_lessons()["opinion_leaders"].scenario("anybody").digest


def test_the_last_step_leads_to_the_next_lesson(browser, lab):
    with visit(browser, lab, f"{LESSON}?step=4") as page:
        draw(page, (1.0, 0.8))
        run(page)
        page.get_by_role("link", name="Next lesson: The bloggers who were found out").click()
        page.wait_for_url("**/lessons/bloggers_found_out")


def test_with_little_motion_the_curve_is_there_at_once(browser, lab):
    with visit(browser, lab, LESSON, reduced_motion="reduce") as page:
        draw(page, (1.0, 0.8))
        run(page)
        width = float(page.locator("clipPath rect").get_attribute("width"))
        assert width == float(page.locator(".sheet > svg").get_attribute("width"))


@pytest.mark.parametrize("path", ["/lessons/no_such_lesson", "/lessons/opinion_leaders?step=99"])
def test_strange_addresses_lead_somewhere(browser, lab, path):
    with visit(browser, lab, path) as page:
        page.locator(".lesson-list, .step").first.wait_for()

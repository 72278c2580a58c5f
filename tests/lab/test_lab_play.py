"""The play page in a real browser: watched, stepped, touched, shared, by mouse and by keyboard."""

import re

import pytest
from lab_browser import PHONE, serious, visit
from playwright.sync_api import expect

BOUGHT = "labPlayer.recording.measures.buyers"
QUALITY = "[data-path='brand.quality']"


@pytest.fixture
def page(browser, lab):
    """Open the play page: its first market is recorded, and stands still at the beginning."""
    with visit(browser, lab) as page:
        begun(page)
        yield page


def begun(page):
    page.wait_for_function("globalThis.labPlayer?.recording?.over && labPlayer.board.begun")
    page.evaluate("labPlayer.playing = false; labPlayer.seek(0)")


def changed(page, act):
    """Do something after which another market is shown; wait until it is there."""
    before = page.evaluate("labPlayer.recording.key")
    act()
    page.wait_for_function("key => labPlayer.recording.key !== key && labPlayer.recording.over", arg=before)


def week(page):
    return page.evaluate("labPlayer.week")


def test_it_begins_by_itself_and_grows(browser, lab):
    """A first-time visitor need do nothing: people appear, talk and buy."""
    with visit(browser, lab) as page:
        page.wait_for_function("globalThis.labPlayer?.week >= 3")
        assert page.evaluate("labPlayer.recording.map.consumers") == 360
        counts = page.evaluate("labPlayer.counts")
        assert sum(counts) == 360
        assert counts[0] < 360
        expect(page.locator(".sentence").first).to_be_attached()


def test_play_step_back_and_slide(page):
    page.get_by_role("button", name="One week on").click()
    page.get_by_role("button", name="One week on").click()
    assert week(page) == 2
    page.get_by_role("button", name="One week back").click()
    assert week(page) == 1
    page.get_by_role("slider", name="Week", exact=True).fill("30")
    assert week(page) == 30
    assert page.locator(".sentence").first.inner_text().startswith("Week 30:")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("labPlayer.week > 31")
    page.get_by_role("button", name="Pause").click()
    at = week(page)
    page.evaluate("for (let second = 1; second <= 5; second += 0.25) labPlayer.tick(performance.now() + 1000 * second)")
    assert week(page) == at


def test_everything_by_keyboard(page):
    page.locator("#content").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert week(page) == 1
    page.keyboard.press("Space")
    page.wait_for_function("labPlayer.week > 2")
    page.keyboard.press("Space")
    assert not page.evaluate("labPlayer.playing")
    page.keyboard.press("r")
    assert page.evaluate("labPlayer.playing")
    page.locator(".find input").focus()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Person 12")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_a_control_shows_the_same_people_anew_and_keeps_the_curve_in_grey(page):
    page.evaluate("labPlayer.seek(40)")
    before = page.evaluate(BOUGHT)
    network = page.evaluate("labPlayer.recording.map.network")
    box = page.locator(f"{QUALITY} input.box")
    changed(page, lambda: (box.fill("30"), box.press("Tab")))
    after = page.evaluate(BOUGHT)
    assert after[-1] < before[-1]
    assert page.evaluate("labPlayer.ghost.measures.buyers") == before
    assert page.evaluate("labPlayer.recording.map.network") == network
    assert week(page) == 40
    assert page.locator(f"{QUALITY} input.slider").input_value() == "30"
    changed(page, lambda: page.locator(f"{QUALITY} .reset").click())
    assert page.evaluate(BOUGHT) == before


def test_what_is_not_allowed_is_explained_and_changes_nothing(page):
    before = page.evaluate("labPlayer.recording.key")
    box = page.locator(f"{QUALITY} input.box")
    box.fill("130")
    box.press("Tab")
    expect(page.locator(f"{QUALITY} .wrong")).to_have_text("At most 100.")
    assert page.evaluate("labPlayer.recording.key") == before


def test_the_link_leads_to_the_same_run_to_the_bit(browser, lab, page):
    changed(page, lambda: page.locator("[data-path='consumer.scepticism'] input.slider").fill("70"))
    changed(page, lambda: page.get_by_role("button", name="Other people").click())
    page.wait_for_url(re.compile("run="))
    states = "labPlayer.recording.states.map(week => Array.from(week).join('')).join()"
    with visit(browser, lab, page.url.removeprefix(lab)) as other:
        begun(other)
        assert other.evaluate("labPlayer.recording.key") == page.evaluate("labPlayer.recording.key")
        assert other.evaluate(states) == page.evaluate(states)


def test_the_link_is_there_to_copy(page):
    changed(page, lambda: page.get_by_role("button", name="Other people").click())
    page.wait_for_url(re.compile("run="))
    page.get_by_role("button", name="Share").click()
    shared = page.get_by_role("dialog")
    expect(shared.get_by_role("textbox")).to_have_value(page.url)
    # An address of this machine is promised to nobody elsewhere: they get the command and the file.
    expect(shared).to_contain_text("opens on this computer alone")
    expect(shared.locator("pre").first).to_contain_text("wom run")
    expect(shared.locator("pre").last).to_contain_text("title = ")


def test_what_was_said_in_a_week_is_seen_while_time_stands_still(page):
    """The picture of a whole week is another without that week's words, and the same without the next one's."""
    page.evaluate("labPlayer.seek(20)")
    assert page.evaluate("labPlayer.recording.words[20].length") > 0
    drawn = "(labPlayer.scene.draw(20), labPlayer.scene.canvas.toDataURL())"
    seen = page.evaluate(drawn)
    page.evaluate("labPlayer.recording.words[21] = new Int32Array(0)")
    assert page.evaluate(drawn) == seen
    page.evaluate("labPlayer.recording.words[20] = new Int32Array(0)")
    assert page.evaluate(drawn) != seen


def test_a_click_on_a_person_tells_her_story_and_makes_her_a_seed(page):
    x, y = page.evaluate("labPlayer.scene.at(5)")
    page.locator(".stage > canvas").click(position={"x": x, "y": y})
    expect(page.get_by_role("heading", name="Person 5", exact=True)).to_be_visible()
    page.get_by_role("button", name="Tell her story").click()
    expect(page.locator(".story")).to_contain_text("This is consumer 5")
    changed(page, lambda: page.get_by_role("button", name="Give her the product first").click())
    assert page.evaluate("labPlayer.recording.states[1][5]") >= 4
    expect(page.get_by_role("button", name="Take her gift back")).to_be_visible()
    # Her story is told anew, and who stands still goes on standing still.
    expect(page.locator(".story")).to_contain_text("makes her a present")
    assert not page.evaluate("labPlayer.playing")


def test_people_are_made_the_seeds_by_a_click_each(page):
    page.get_by_role("button", name="Click people to give them the product first").click()
    for person in (20, 40):
        x, y = page.evaluate(f"labPlayer.scene.at({person})")
        changed(page, lambda x=x, y=y: page.locator(".stage > canvas").click(position={"x": x, "y": y}))
    assert page.evaluate("[...labPlayer.scene.seeds]") == [20, 40]
    assert page.evaluate("[20, 40].every(i => labPlayer.recording.states[1][i] >= 4)")


def test_a_bad_experience_changes_what_comes_and_not_what_was(page):
    page.evaluate("labPlayer.seek(20); labPlayer.choose(9)")
    before = page.evaluate(BOUGHT)
    changed(page, lambda: page.get_by_role("button", name="Let it fail her now").click())
    assert page.evaluate("labPlayer.recording.states[21][9]") == 5
    page.wait_for_function("labPlayer.week > 20")
    after = page.evaluate(BOUGHT)
    assert after[:20] == before[:20]
    assert "run=" in page.url


def test_levers_are_added_edited_and_taken_away(page):
    campaign = page.locator(".group", has_text="Campaign").first
    changed(page, lambda: campaign.locator("select.add").select_option("guarantee"))
    expect(campaign.locator(".lever-name")).to_have_text(["Advertising", "Gifts", "Money-back guarantee"])
    changed(page, lambda: campaign.get_by_label("from week: guarantee").fill("20") or page.keyboard.press("Tab"))
    changed(page, lambda: campaign.locator("details[open]").get_by_role("button", name="Take away").click())
    expect(campaign.locator(".lever-name")).to_have_text(["Advertising", "Gifts"])


def test_another_preset_and_other_controls_behind_their_lids(page):
    changed(page, lambda: page.get_by_label("Choose a market").select_option("bloggers"))
    assert page.evaluate("labPlayer.week") <= 1
    page.get_by_text("The network", exact=True).last.click()
    kind = page.locator("[data-path='network.kind'] select")
    changed(page, lambda: kind.select_option("small_world"))
    page.get_by_text("The rules", exact=True).click()
    changed(page, lambda: page.locator("[data-path='model.kind'] select").select_option("bass"))
    assert page.evaluate(BOUGHT)[-1] > 300
    expect(page.locator("[data-path='model.q'] input.box")).to_be_visible()
    expect(page.locator(QUALITY)).to_have_count(0)


def test_code_and_exports(page):
    page.get_by_role("button", name="As code").click()
    expect(page.locator(".recipe pre").first).to_contain_text("wom run launch --seed 0")
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name="Export").click()
    for name, beginning in (
        ("SVG", b"<svg"),
        ("CSV", b"week,brand"),
        ("TOML", b"name ="),
        ("PNG", b"\x89PNG"),
        ("HTML", b"<!DOCTYPE"),
    ):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"({name})").click()
        assert download.value.path().read_bytes().startswith(beginning)


def test_a_crowd_is_shown_as_communities_with_the_people_around_one(page):
    box = page.locator("[data-path='consumers'] input.box")
    changed(page, lambda: (box.fill("12000"), box.press("Tab")))
    assert page.evaluate("labPlayer.recording.map.crowd")
    page.evaluate("labPlayer.choose(77)")
    page.wait_for_function("labPlayer.scene.ego?.ids[0] === 77")
    assert page.evaluate("labPlayer.scene.ego.states.length") == 53


@pytest.mark.parametrize(("viewport", "scheme"), [(None, "light"), (None, "dark"), (PHONE, "light")])
def test_everyone_can_read_it(browser, lab, viewport, scheme):
    """In the light and in the dark, on a phone without sideways scrolling; the audit finds nothing serious."""
    with visit(browser, lab, viewport=viewport, color_scheme=scheme, reduced_motion="reduce") as page:
        begun(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.evaluate("labPlayer.choose(3)")
        expect(page.get_by_role("heading", name="Person 3", exact=True)).to_be_visible()
        assert not serious(page)


def test_in_french(browser, lab):
    with visit(browser, lab, language="fr-FR") as page:
        begun(page)
        expect(page.get_by_role("button", name="Partager")).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "fr"
        page.evaluate("labPlayer.choose(3)")
        page.get_by_role("button", name="Raconter son histoire").click()
        expect(page.locator(".story")).to_contain_text("Semaine")
        page.get_by_role("button", name="EN", exact=True).click()
        page.wait_for_function("document.documentElement.lang === 'en'")


def test_dark_and_projector_are_kept(page):
    page.get_by_role("button", name="Dark or light").click()
    page.get_by_role("button", name="Large, for a projector").click()
    assert {"theme": "dark", "projector": "on"}.items() <= {
        cookie["name"]: cookie["value"] for cookie in page.context.cookies()
    }.items()
    page.reload()
    begun(page)
    assert page.evaluate("document.body.className").count("body--dark") == 1
    assert page.evaluate("document.body.classList.contains('projector')")

"""A class in real browsers: a teacher and two teams, each with her own page."""

import re
import subprocess
import sys
from contextlib import contextmanager

import pytest
from lab_browser import PHONE, serious, visit
from patience import PATIENCE
from places import ROOT


@contextmanager
def open_class(*options):
    """Serve a class while inside; give its address, the code, and the path of its teacher."""
    command = [sys.executable, "-m", "wordofmouth", "lab", "--no-browser", "--port", "0", "--class", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            said = ""
            while not (desk := re.search(r"(http://[^/]+)(/class\?teacher=\S+)", said)):
                line = process.stdout.readline()
                assert line, said
                said += line
            yield desk[1], re.search(r"with the code (\S+)", said)[1], desk[2]
        finally:
            process.terminate()
            process.wait(PATIENCE)


@pytest.fixture(scope="module")
def room():
    with open_class() as found:
        yield found


def enter(page, code, name):
    page.locator(".door input").nth(0).fill(code)
    page.locator(".door input").nth(1).fill(name)
    page.keyboard.press("Enter")


def test_a_class_with_two_teams(browser, room):
    """They enter, compose, try, hand in; the teacher sees it, draws up the board, pauses, exports, starts over."""
    address, code, teacher = room
    with (
        visit(browser, address, "/class") as reds,
        visit(browser, address, f"/class?room={code}", PHONE, "fr") as blues,
        visit(browser, address, teacher) as desk,
    ):
        assert desk.locator(".code").inner_text() == code
        assert desk.locator(".qr svg").is_visible()
        assert not serious(desk)
        enter(reds, code.lower(), "The Reds")
        enter(blues, code, "Les Élèves")
        desk.locator(".teams li").nth(1).wait_for()
        # One team gives openly, and what is too dear cannot be handed in.
        reds.get_by_label("Use: Gifts").check()
        reds.get_by_label("Use: Advertising").check()
        reds.get_by_label("Share of people reached each week").select_option(label="5 %")
        reds.get_by_label("When").select_option(label="weeks 1 to 30")
        reds.get_by_role("button", name="Try it").click()
        reds.locator(".number.over").wait_for()
        assert reds.get_by_role("button", name="Hand in").is_disabled()
        reds.get_by_label("Use: Advertising").uncheck()
        reds.get_by_role("button", name="Try it").click()
        reds.locator(".number.over").wait_for(state="detached")
        reds.get_by_role("button", name="Hand in").click()
        reds.locator(".handed-in").wait_for()
        assert not serious(reds)
        # The other advertises a little.
        blues.get_by_label("Utiliser : Publicité").check()
        blues.get_by_role("button", name="Essayer").click()
        blues.locator(".numbers").wait_for()
        blues.get_by_role("button", name="Remettre").click()
        blues.locator(".handed-in").wait_for()
        assert blues.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert not serious(blues)
        desk.locator(".state.done").nth(1).wait_for()
        desk.get_by_role("button", name="Draw up the board").click()
        for page in (desk, reds, blues):
            page.locator("table.board").wait_for()
        assert desk.locator(".board .team").all_inner_texts() == ["The Reds", "Les Élèves", "Without a campaign"]
        assert "you" in reds.locator(".board .own").inner_text()
        assert blues.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert not serious(desk) + serious(blues)
        desk.get_by_role("button", name="Pause").click()
        reds.locator(".notice").wait_for()
        reds.get_by_role("button", name="Try it").click()
        reds.get_by_text("Paused. Look at the board.").nth(1).wait_for()
        desk.get_by_role("button", name="Go on").click()
        reds.locator(".notice").wait_for(state="hidden")
        with desk.expect_download() as download:
            desk.get_by_role("button", name="Export").click()
        assert "Les Élèves" in download.value.path().read_text(encoding="utf-8")
        desk.get_by_role("button", name="Start all over").click()
        desk.get_by_role("button", name="Really?").click()
        reds.get_by_text("The board comes when the teacher draws it up.").wait_for()
        # Her own page comes back after reloading; another's is not to be had by guessing.
        reds.reload()
        assert reds.locator("h1").inner_text() == "The Reds"
        desk.get_by_role("button", name="Send The Reds away").click()
        reds.get_by_text("no longer in the room").wait_for()


@pytest.mark.parametrize(
    ("code", "name", "says"),
    [("ZZZZZ", "Reds", "No room has this code"), (None, "<img src=x>", "will not do"), (None, "=1+1", "will not do")],
)
def test_whoever_does_not_belong_stays_at_the_door(browser, room, code, name, says):
    address, own, _ = room
    with visit(browser, address, "/class") as page:
        enter(page, code or own, name)
        page.locator(".refusal", has_text=says).wait_for()
        assert not serious(page)


def test_nobody_else_is_the_teacher(browser, room):
    address, code, _ = room
    with visit(browser, address, f"/class?room={code}&teacher=guess&team=guess") as page:
        page.locator(".door").wait_for()
        assert not page.locator(".teams").count()


def test_the_key_is_enough_to_enter(browser, room):
    address, code, _ = room
    with visit(browser, address, f"/class?room={code}") as page:
        page.locator(".door input").nth(1).focus()
        page.keyboard.type("By keys")
        page.keyboard.press("Enter")
        page.locator(".composer").wait_for()
        page.get_by_label("Use: Gifts").focus()
        page.keyboard.press("Space")
        page.get_by_label("How many").first.wait_for()
        page.get_by_label("How many").first.focus()
        page.keyboard.press("ArrowRight")
        page.get_by_text("12", exact=True).wait_for()
        page.get_by_role("button", name="Try it").focus()
        page.keyboard.press("Enter")
        page.locator(".numbers").wait_for()


def test_without_a_class_the_page_says_so(browser, lab):
    with visit(browser, lab, "/class") as page:
        assert "wom lab --class" in page.locator("#content").inner_text()
        assert "Class" not in page.locator("nav").inner_text()

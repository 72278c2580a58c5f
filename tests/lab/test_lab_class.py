"""A class in real browsers: a teacher and two teams, each with her own page."""

import os
import re
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager

import pytest
from lab_browser import PHONE, serious, visit
from patience import PATIENCE, until
from places import ROOT

# Besides gifts too much for the budget, if all is done of them that may be.
DEAR = ("Advertising", "Search advertising", "Recommend a friend")


@contextmanager
def open_class(*options, port=0, kept=None, killed=False):
    """Serve a class while inside; give its address, the code, and the path of its teacher.

    What it keeps is in the folder ``kept``; it may be ``killed`` in the end.
    """
    command = [sys.executable, "-m", "wordofmouth", "lab", "--no-browser", "--port", str(port), "--class", *options]
    said_to = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    environment = os.environ | ({"WORDOFMOUTH_STATE": str(kept)} if kept else {})
    with subprocess.Popen(command, cwd=ROOT, env=environment, **said_to) as process:
        try:
            said = ""
            while not (desk := re.search(r"(http://[^/]+)(/class\?teacher=\S+)", said)):
                line = process.stdout.readline()
                assert line, said
                said += line
            yield desk[1], re.search(r"with the code (\S+)", said)[1], desk[2]
        finally:
            process.kill() if killed else process.terminate()
            process.wait(PATIENCE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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
        for name in DEAR:
            used = reds.get_by_label(f"Use: {name}", exact=True)
            used.check()
            for chosen in reds.locator("fieldset.lever", has=used).locator("select").all():
                # The last is the most that may be done of it.
                chosen.select_option(index=chosen.locator("option").count() - 1)
        reds.get_by_role("button", name="Try it").click()
        reds.locator(".number.over").wait_for()
        assert reds.get_by_role("button", name="Hand in").is_disabled()
        for name in DEAR:
            reds.get_by_label(f"Use: {name}", exact=True).uncheck()
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


def test_a_class_outlives_its_server(browser, tmp_path):
    """Killed and started again it has code, key, teams and tries; pages come back by themselves, as do closed ones."""
    port = free_port()
    with ExitStack() as pages:
        with open_class(port=port, kept=tmp_path, killed=True) as (address, code, teacher):
            desk, reds = (
                pages.enter_context(visit(browser, address, path, noisy=True))
                for path in (teacher, f"/class?room={code}")
            )
            enter(reds, code, 'Les "Élèves" 🐝')
            reds.get_by_label("Use: Gifts").check()
            reds.get_by_role("button", name="Try it").click()
            reds.locator(".numbers").wait_for()
            reds.get_by_label("Use: Advertising").check()
            assert "team" not in reds.url
            assert "teacher" not in desk.url
            (file,) = tmp_path.rglob(f"{code}.json")
            until(lambda: '"campaign.advertising":true' in file.read_text(encoding="utf-8"))
        with open_class(port=port, kept=tmp_path) as (address, again, same):
            assert (again, same) == (code, teacher)
            # The tried campaign and what was ticked after it are there without a touch, and in a new tab.
            tab = reds.context.new_page()
            tab.set_default_timeout(1_000 * PATIENCE)
            tab.goto(f"{address}/class")
            for page in (reds, tab):
                page.locator(".numbers").wait_for()
                assert page.locator("h1").inner_text() == 'Les "Élèves" 🐝'
                page.wait_for_function("document.querySelectorAll('.switch input:checked').length === 2")
            desk.locator(".teams .name", has_text="Élèves").wait_for()
            reds.get_by_role("button", name="Hand in").click()
            desk.locator(".state.done").wait_for()
            desk.get_by_role("button", name="Draw up the board").click()
            desk.locator(".debrief .did").wait_for()
            assert "Gifts" in desk.locator(".did").inner_text()
            assert not serious(desk)
            with desk.expect_download() as download:
                desk.get_by_role("button", name="All runs as CSV").click()
            assert len(download.value.path().read_text(encoding="utf-8").splitlines()) == 1 + 2 * 30
            desk.get_by_role("link", name="Watch this market").first.click()
            desk.wait_for_url("**/?run=*")


def test_a_phone_that_was_changed_is_let_in_by_the_teacher(browser, room):
    address, code, teacher = room
    with visit(browser, address, "/class") as first, visit(browser, address, teacher) as desk:
        enter(first, code, "Changed")
        first.locator(".composer").wait_for()
        with visit(browser, address, "/class", PHONE) as other:
            enter(other, code, "Changed")
            other.locator(".refusal", has_text="the teacher can let you in again").wait_for()
            desk.get_by_role("button", name="Let Changed in again").click()
            desk.get_by_text("enters by its name").wait_for()
            enter(other, code, "Changed")
            other.locator(".composer").wait_for()


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
        gifts = page.locator("fieldset", has=page.get_by_label("Use: Gifts"))
        gifts.get_by_label("How many").wait_for()
        before = int(gifts.locator("output").inner_text())
        gifts.get_by_label("How many").focus()
        page.keyboard.press("ArrowRight")
        gifts.get_by_text(str(before + 1), exact=True).wait_for()
        page.get_by_role("button", name="Try it").focus()
        page.keyboard.press("Enter")
        page.locator(".numbers").wait_for()


def test_without_a_class_the_page_says_so(browser, lab):
    with visit(browser, lab, "/class") as page:
        assert "wom lab --class" in page.locator("#content").inner_text()
        assert "Class" not in page.locator("nav").inner_text()


def test_a_class_plays_the_game_that_is_named_and_the_next_room_another(browser):
    """The teams read what there is to weigh up; the teacher chooses what a new room plays."""
    with open_class("rival_promise") as (address, code, teacher), ExitStack() as pages:
        desk, reds = (pages.enter_context(visit(browser, address, path)) for path in (teacher, f"/class?room={code}"))
        enter(reds, code, "The Reds")
        assert "broken, it costs nothing until" in reds.locator(".lesson-head").inner_text()
        assert desk.locator(".up").inner_text() == "A rival, and a promise"
        desk.get_by_label("Game of the new room").select_option(label="A launch on a budget of 1,000")
        assert not serious(desk)
        desk.get_by_role("button", name="New room").click()
        desk.get_by_role("button", name="Really?").click()
        desk.locator(".up", has_text="A launch on a budget").wait_for()

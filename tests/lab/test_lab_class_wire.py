"""A class over the network, as whoever looks into the wire sees it: teams apart, and guesses slowed."""

import asyncio
import re
import urllib.request

import aiohttp
import pytest
from lab_browser import at_once
from lab_wire import WirePage
from patience import PATIENCE, until
from test_lab_class import open_class
from wordofmouth.lab.server.visitors import GUESSES_A_MINUTE, Allowances, Guesses, LimitReached

SLOWED = "Too many wrong codes"


async def joined(web, address, code, name):
    """Return the page of a new team, and the path that is its own."""
    door = await WirePage(web, address).open(f"/class?room={code}")
    await door.act("submit", "form", args=[code, name])
    await asyncio.to_thread(until, lambda: door.led_to)
    await door.close()
    return await WirePage(web, address).open(door.led_to), door.led_to


def browser():
    """Return a browser of its own, with its cookies, also of an address in numbers."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def two_teams(address, code):
    async with browser() as one, browser() as two, browser() as three:
        reds, way = await joined(one, address, code, "The Reds")
        blues, other = await joined(two, address, code, "The Blues")
        await reds.act("click", "button", "Try it")
        await reds.hears('"big"')
        # What the others are told, and what they find when they come back, or with a token of their own in our place.
        again = await WirePage(two, address).open(other)
        stranger = await WirePage(three, address).open(f"/class?room={code}&team={'A' * 22}")
        for page in (reds, blues, again, stranger):
            await page.close()
        own = re.search(r"team=([\w-]+)", way)[1]
        return own, reds, [blues, again, stranger]


def test_a_team_sees_only_its_own_tries_and_the_board():
    """Nothing of what one team tries is told to another: neither its numbers, nor its name, nor its token."""
    with open_class() as (address, code, _):
        own, reds, others = at_once(two_teams(address, code))
    assert any("big" in text for text in reds.told)
    for page in others:
        seen = "\n".join([page.body, *page.told])
        assert own not in seen
        assert "The Reds" not in seen
        assert '"big"' not in seen
    assert "door" in others[-1].body


def test_guesses_at_the_teachers_key_are_slowed_whatever_page_they_are_made_on():
    """After some the right one is refused too, so that nothing is learned; whoever guesses nothing is let in."""
    with open_class() as (address, _, desk):
        pages = []
        for place in range(GUESSES_A_MINUTE + 5):
            with urllib.request.urlopen(f"{address}/class?teacher=guess{place}", timeout=PATIENCE) as answer:
                pages.append(answer.read().decode())
        refused = [SLOWED in page for page in pages]
        assert not any(refused[: GUESSES_A_MINUTE - 1])
        assert refused[-1]
        for path, is_refused in ((desk, True), ("/class", False)):
            with urllib.request.urlopen(f"{address}{path}", timeout=PATIENCE) as answer:
                assert (SLOWED in answer.read().decode()) == is_refused


def test_a_right_guess_costs_nothing_and_each_address_has_its_own():
    guesses = Guesses(2)
    for _ in range(9):
        assert guesses.check("a", lambda: "found") == "found"
    for _ in range(2):
        assert guesses.check("a", lambda: None) is None
    with pytest.raises(LimitReached):
        guesses.check("a", lambda: "found")
    assert guesses.check("b", lambda: "found") == "found"


def test_few_addresses_are_remembered():
    allowances = Allowances(1, most=2)
    assert allowances.of("a").take()
    assert not allowances.of("a").take()
    for name in "bc":
        allowances.of(name)
    assert allowances.of("a").take()

"""Addresses: a class is shown where a phone in the room finds it, and nowhere else."""

import re
import urllib.request

import pytest
from lab_browser import visit
from lab_wire import answer
from patience import PATIENCE
from test_lab_class import open_class
from wordofmouth.lab.server import addresses
from wordofmouth.lab.server.settings import Settings

HOME, DOCKER, WIFI = "127.0.0.1", "172.17.0.1", "192.168.1.23"


@pytest.mark.parametrize(
    ("found", "default", "shown"),
    [
        ((HOME, DOCKER, WIFI), WIFI, (WIFI, DOCKER)),
        ((HOME, DOCKER, WIFI), "", (DOCKER, WIFI)),
        ((HOME, WIFI, WIFI), WIFI, (WIFI,)),
        ((HOME,), "", ()),
        ((HOME, "127.0.1.1", "169.254.7.7", "0.0.0.0"), HOME, ()),
    ],
)
def test_addresses_are_those_that_others_reach_that_of_the_default_route_first(monkeypatch, found, default, shown):
    monkeypatch.setattr(addresses, "_interfaces", lambda: list(found))
    monkeypatch.setattr(addresses, "_default", lambda: default)
    assert addresses.open_addresses("0.0.0.0") == shown
    at = Settings(bound="0.0.0.0", port=8137)
    assert at.addresses == tuple(f"http://{address}:8137" for address in shown)
    assert at.address == f"http://{shown[0] if shown else HOME}:8137"


@pytest.mark.parametrize(
    ("bound", "shown"),
    [("127.0.0.1", ()), ("127.0.0.2", ()), ("::1", ()), (WIFI, (WIFI,)), ("2001:db8::7", ("2001:db8::7",))],
)
def test_what_is_bound_to_one_address_is_shown_at_that_one(bound, shown):
    assert addresses.open_addresses(bound) == shown
    assert Settings(bound=bound).only_here == (not shown)


def test_an_address_of_ipv6_stands_in_brackets():
    assert addresses.url_of("2001:db8::7", 8137) == "http://[2001:db8::7]:8137"


@pytest.fixture(scope="module", name="desk")
def open_desk():
    with open_class() as (address, code, path):
        yield address, code, path


def test_a_class_serves_the_room_without_further_words(desk):
    """Every address that is shown answers to its own pages, and to no other site's."""
    address, _, _ = desk
    port = int(address.rpartition(":")[2])
    shown = Settings(bound="0.0.0.0", port=port).addresses
    assert address == (shown[0] if shown else f"http://127.0.0.1:{port}")
    for place in {*shown, f"http://127.0.0.1:{port}"}:
        assert answer(f"{place}/class", Origin=place)[0] == 200
        assert answer(f"{place}/class", Origin="http://elsewhere.example")[0] == 403


def test_a_lab_without_a_class_is_this_machines_alone(lab):
    assert lab.startswith("http://127.0.0.1:")


def test_the_key_is_not_in_the_address_that_is_projected(browser, desk):
    """Nor in the browser's history, nor within reach of a script, nor on a page to which the teacher goes on."""
    address, _, path = desk
    key = path.partition("teacher=")[2]
    with visit(browser, address, path) as page:
        page.locator(".teams").wait_for()
        assert page.url == f"{address}/class"
        assert key not in page.content()
        assert key not in page.evaluate("document.cookie")
        page.get_by_role("button", name="New room").click()
        page.get_by_role("button", name="Really?").click()
        page.wait_for_url("**/class?room=*")
        assert key not in page.url
        page.reload()
        page.locator(".teams").wait_for()
        page.go_back()
        page.locator(".teams").wait_for()
        assert key not in page.url


def test_another_browser_is_not_the_teachers(browser, desk):
    address, code, _ = desk
    with visit(browser, address, f"/class?room={code}") as page:
        page.locator(".door").wait_for()


def test_what_is_shown_is_where_phones_come_in(browser, desk):
    """Address and QR code are the same, and a phone that follows them stands at the door."""
    address, _, path = desk
    if "127.0.0.1" in address:
        pytest.skip("this machine is in no network")
    with visit(browser, address, path) as page:
        shown = page.locator(".entrance .address").inner_text()
        led = page.locator(".qr svg").get_attribute("aria-label")
        assert f"http://{shown}?room=" in led
        with urllib.request.urlopen(re.search(r"http://\S+", led)[0], timeout=PATIENCE) as reached:
            assert "door" in reached.read().decode()


def test_where_nobody_can_come_in_the_board_says_what_to_do(browser):
    """No phone is sent to this machine's own loopback."""
    with open_class("--host", "127.0.0.1") as (address, _, path):
        for language, says in (("en", "wom lab --class"), ("fr", "aucun téléphone ne peut entrer")):
            with visit(browser, address, path, language=language) as page:
                assert says in page.locator(".entrance [role=alert]").inner_text()
                assert not page.locator(".qr svg").count()
                assert "127.0.0.1" not in page.locator(".entrance").inner_text()

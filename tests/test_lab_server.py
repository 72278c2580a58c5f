"""The server: quick to bind, closed to strangers, and deaf to what names might say to a browser."""

import re
import urllib.error
import urllib.request

import pytest
from lab_browser import browser, lab, visit  # noqa: F401

from experiments.lab.server import _is_loopback
from experiments.lab.session import readable
from experiments.lab.share import encode
from simulation.scenario import Scenario


def answer(address, **headers):
    """Return status, headers and body of what a server answers."""
    request = urllib.request.Request(address, headers={name.replace("_", "-"): text for name, text in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=40) as response:
            return response.status, response.headers, response.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.headers, ""


def test_scripts_run_only_if_they_are_the_pages_own(lab):  # noqa: F811
    status, headers, body = answer(lab)
    policy = headers["content-security-policy"]
    (nonce,) = re.findall("'nonce-([^']+)'", policy)
    assert status == 200
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    scripts = re.findall("<script[^>]*>", body)
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert answer(lab)[1]["content-security-policy"] != policy
    assert (headers["x-frame-options"], headers["x-content-type-options"]) == ("DENY", "nosniff")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "elsewhere.example"}, 403),
        ({}, 200),
    ],
)
def test_other_sites_are_refused(lab, headers, status):  # noqa: F811
    assert answer(lab, **headers)[0] == status
    assert answer(f"{lab}/static/page.js", **headers)[0] == status


def test_a_socket_from_another_site_is_refused(lab):  # noqa: F811
    upgrade = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "http://elsewhere.example",
    }  # fmt: skip
    path = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    assert answer(f"{lab}{path}", **upgrade)[0] == 403


@pytest.mark.parametrize(
    "path",
    ["/docs", "/redoc", "/openapi.json", "/static/../server.py", "/static/%2e%2e/server.py", "/life/0/weeks",
     "/life/0/map", "/life/../../etc/passwd/map", "/life/0/around/1"],
)  # fmt: skip
def test_there_is_nothing_else_to_find(lab, path):  # noqa: F811
    assert answer(f"{lab}{path}")[0] == 404


def test_names_are_never_markup(browser, lab):  # noqa: F811
    name = "</script><img src=x onerror=alert(1)>"
    scenario = readable(Scenario.load("two_brands")).varied({"title": name})
    rival = scenario.model_dump()
    rival["brands"][1]["name"] = rival["campaign"][1]["brand"] = rival["campaign"][2]["brand"] = name
    link = encode(Scenario.from_dict(rival), 0)
    with visit(browser, lab, f"/?run={link}") as page:
        dialogs = []
        page.on("dialog", lambda dialog: dialogs.append(dialog) or dialog.dismiss())
        page.wait_for_function("globalThis.labPlayer?.life?.over")
        page.get_by_text(name).first.wait_for()
        page.get_by_role("button", name="As code").click()
        page.get_by_text("onerror").last.wait_for()
        assert page.locator("img[src=x]").count() == 0
        assert not dialogs


def test_a_link_that_is_none_is_said_to_be_none(browser, lab):  # noqa: F811
    with visit(browser, lab, "/?run=nonsense") as page:
        page.wait_for_function("globalThis.labPlayer?.life?.over")
        page.get_by_text("This link does not lead to a market").wait_for()


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.0.0.1.example", False),
        ("0.0.0.0", False),
        ("", False),
    ],
)
def test_what_is_this_machine(host, here):
    assert _is_loopback(host) == here

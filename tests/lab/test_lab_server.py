"""The server: quick to bind, closed to strangers, patient with the clumsy, and deaf to what names say to a browser."""

import asyncio
import functools
import re
import signal
import socket
from types import SimpleNamespace

import pytest
import socketio
from lab_browser import at_once, serving, started, visit
from lab_wire import answer
from patience import PATIENCE, until
from places import PACKAGE
from wordofmouth.lab import application as server
from wordofmouth.lab.server import guard
from wordofmouth.lab.server.guard import Guard, is_loopback
from wordofmouth.lab.server.session import readable
from wordofmouth.lab.server.visitors import Allowance
from wordofmouth.lab.sharing.links import encode
from wordofmouth.resources import folder
from wordofmouth.scenario.scenario import Scenario


def test_scripts_run_only_if_they_are_the_pages_own(lab):
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
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Host": "elsewhere.example"}, 403),
        ({"Host": "127.0.0.1.elsewhere.example"}, 403),
        ({"Host": "["}, 403),
        ({"Host": ""}, 403),
        ({"Host": "localhost"}, 200),
        ({}, 200),
    ],
)
def test_other_sites_are_refused(lab, headers, status):
    assert answer(f"{lab}/lessons", **headers)[0] == status
    assert answer(f"{lab}/static/page.js", **headers)[0] == status


@pytest.mark.parametrize(("origin", "status"), [("http://elsewhere.example", 403), ("", 101)])
def test_a_socket_is_open_to_our_own_pages_alone(lab, origin, status):
    assert (
        said_to(
            lab,
            "GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1",
            Origin=origin or lab,
            Connection="Upgrade",
            Upgrade="websocket",
            Sec_WebSocket_Version="13",
            Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
        )
        == status
    )


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/redoc",
        "/openapi.json",
        "/static/../server.py",
        "/static/%2e%2e/server.py",
        "/static/..%2fserver.py",
        "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/%00",
        "/recording/0/weeks",
        "/recording/0/map",
        "/recording/../../etc/passwd/map",
        "/recording/0/around/1",
        "/recording/0/around/" + 40 * "9",
        "/_nicegui/3.18.0/esm/lab-player/..%2f..%2fserver.py",
        "/_nicegui/3.18.0/static/..%2fnicegui.py",
        "/_nicegui/3.18.0/components/..%2f..%2fserver.py",
        "/results/0",
        "/results/0/figures/0",
    ],
)
def test_there_is_nothing_else_to_find(lab, path):
    assert said_to(lab, f"GET {path} HTTP/1.1") in (400, 403, 404, 422)


@pytest.mark.parametrize(
    ("line", "headers", "statuses"),
    [
        ("POST / HTTP/1.1", {"Content_Length": "99999999999"}, (413,)),
        ("GET /recording/0/weeks?first=-1 HTTP/1.1", {}, (422,)),
        ("GET /recording/0/weeks?first=many HTTP/1.1", {}, (422,)),
        ("GET /?run=" + 70_000 * "A" + " HTTP/1.1", {}, (400, 431)),
        ("GET /lessons HTTP/1.1", {"Cookie": 40_000 * "a=b; "}, (431,)),
        ("GET /lessons HTTP/1.1", {"Accept_Language": ",;q=x" * 1_000}, (200,)),
        ("nonsense", {}, (400,)),
        ("POST /_nicegui_ws/socket.io/?EIO=4&transport=polling HTTP/1.1", {"Content_Length": "2000000"}, (413,)),
        ("POST /_nicegui_ws/socket.io/?EIO=4&transport=polling HTTP/1.1", {"Transfer_Encoding": "chunked"}, (413,)),
        ("POST / HTTP/1.1", {"Content_Length": "0"}, (405,)),
        ("POST /upload/nobody?name=a.csv HTTP/1.1", {"Content_Length": "2000000"}, (404,)),
        ("POST /upload/nobody?name=a.csv HTTP/1.1", {"Content_Length": "20000001"}, (413,)),
        ("POST /uploads HTTP/1.1", {"Content_Length": "2000000"}, (413,)),
    ],
)
def test_what_is_too_long_or_makes_no_sense_does_no_harm(lab, line, headers, statuses):
    assert said_to(lab, line, **headers) in statuses
    assert answer(f"{lab}/lessons")[0] == 200


def said_to(address, line, **headers):
    """Return the status with which a server answers what no client would write for us."""
    place = address.removeprefix("http://")
    lines = [line, f"Host: {place}", *(f"{name.replace('_', '-')}: {text}" for name, text in headers.items())]
    with socket.create_connection(place.split(":"), timeout=PATIENCE) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(connection.recv(64).split()[1])


def test_events_that_make_no_sense_do_no_harm(lab):
    """What a page would never send is thrown away, or costs whoever sends it the connection."""

    async def send():
        _, _, body = await asyncio.to_thread(answer, lab)
        client = re.search(r"'client_id': '([^']+)'|\"client_id\": \"([^\"]+)\"", body)
        client_id = next(filter(None, client.groups()))
        query = f"client_id={client_id}&tab_id=t&document_id=d&implicit_handshake=true&next_message_id=0"
        page = socketio.AsyncClient(reconnection=False)
        path = {"socketio_path": "_nicegui_ws/socket.io", "transports": ["websocket"], "wait_timeout": PATIENCE}
        await page.connect(f"{lab}?{query}", **path)
        for event in ("event", "handshake", "javascript_response", "ack", "log"):
            for nonsense in (None, {}, [1], "x", {"client_id": client_id, "id": -1, "args": ["{"]}):
                await page.emit(event, nonsense)
        await page.emit("event", {"client_id": client_id, "id": 4, "listener_id": "x", "args": ["{"]})
        assert page.connected
        await page.emit("event", "x" * (server.LARGEST_MESSAGE + 1))
        await page.wait()

    at_once(asyncio.wait_for(send(), PATIENCE))
    assert answer(f"{lab}/lessons")[0] == 200


@pytest.mark.parametrize("path", ["/lessons", "/static/page.js", "/static/lab.css", "/static/mark.svg", "/nowhere"])
def test_only_a_page_may_evaluate(lab, path):
    """NiceGUI's client evaluates what its server sends; nothing else that is served may."""
    _, headers, _ = answer(f"{lab}{path}")
    is_page = headers["content-type"].startswith("text/html")
    assert ("unsafe-eval" in headers["content-security-policy"]) == is_page


def test_no_script_of_ours_evaluates():
    folders = ("lab/static", "player/script", "pages/script")
    ours = [path for folder in folders for path in (PACKAGE / folder).rglob("*.js")]
    assert len(ours) > 3
    evaluating = re.compile(r"\beval\s*\(|\bFunction\s*\(|set(?:Timeout|Interval)\s*\(\s*[\"'`]")
    assert [path.name for path in ours if evaluating.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"192.0.2.7:8137", 200),
        (b"192.0.2.8:8137", 200),
        (b"board.example:8137", 200),
        (b"BOARD.example", 200),
        (b"localhost:8137", 200),
        (b"192.0.2.9:8137", 403),
        (b"elsewhere.example", 403),
        (b"board.example.elsewhere.example", 403),
        (b"192.0.2.7.elsewhere.example", 403),
        (b"board.example@elsewhere.example", 403),
        (b"", 403),
    ],
)
def test_a_lab_open_to_others_is_addressed_as_it_shows(host, status):
    """By the address that it shows, the name that it was given, or the very address at which it is reached."""
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def ask():
        guarded = Guard(app, only_here=False, largest_upload=0, hosts=("192.0.2.7", "Board.example"))
        scope = {"type": "http", "path": "/", "headers": [(b"host", host)], "server": ("192.0.2.8", 8137)}
        await guarded(scope, None, lambda message: _kept(sent, message))

    at_once(ask())
    assert sent[0]["status"] == status


async def _kept(sent, message):
    sent.append(message)


def through_the_guard(*requests, headers=((b"host", b"127.0.0.1"),), respond=(), received=lambda: None):
    """Return what is answered to requests from one address."""
    sent = []

    async def app(scope, receive, send):
        while scope["type"] == "websocket" and (await receive())["type"] == "websocket.receive":
            received()
        for message in respond:
            await send(dict(message))

    async def ask():
        guarded, messages = Guard(app, only_here=True, largest_upload=0), iter(requests)

        async def receive():
            return {"type": next(messages, "websocket.disconnect")}

        async def send(message):
            sent.append(message)

        for kind in requests if "http" in requests else ("websocket",):
            scope = {"type": kind, "path": "/", "headers": list(headers), "client": ("10.0.0.1", 9)}
            await guarded(scope, receive, send)

    at_once(ask())
    return sent


def test_whoever_asks_too_fast_is_told_to_wait(monkeypatch):
    monkeypatch.setattr(guard, "REQUESTS_A_MINUTE", 3)
    sent = through_the_guard("http", "http", "http", "http", "http")
    assert [message["status"] for message in sent if "status" in message] == [429, 429]


def test_who_sends_too_much_waits_and_nothing_is_lost(monkeypatch):
    """Sixty a minute: the sixty-first is received a second after the others, by a clock that waiting alone moves."""
    now, received = [0.0], []

    async def sleep(seconds):
        now[0] += seconds

    monkeypatch.setattr(guard, "asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(guard, "Allowance", functools.partial(Allowance, clock=lambda: now[0]))
    monkeypatch.setattr(guard, "MESSAGES_A_MINUTE", 60)
    through_the_guard(*61 * ["websocket.receive"], received=lambda: received.append(now[0]))
    assert received[:60] == 60 * [0.0]
    assert received[60] == pytest.approx(1.0, abs=guard._WAIT)


def test_cookies_pass_and_the_headers_of_safety_are_ours():
    respond = [
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"set-cookie", b"a=1"),
                (b"set-cookie", b"b=2"),
                (b"X-Frame-Options", b"ALLOWALL"),
                (b"content-type", b"text/html"),
                (b"content-length", b"17"),
            ],
        },
        {"type": "http.response.body", "body": b"<scr", "more_body": True},
        {"type": "http.response.body", "body": b"ipt></script>"},
    ]
    start, body = through_the_guard("http", respond=respond)
    names = [name.lower() for name, _ in start["headers"]]
    assert names.count(b"set-cookie") == 2
    assert names.count(b"x-frame-options") == 1
    assert b"<script nonce=" in body["body"]
    assert (b"content-length", b"%d" % len(body["body"])) in start["headers"]


def test_what_was_said_in_the_terminal_is_what_to_do():
    with started("--port", "0") as (process, said):
        until(lambda: "Ctrl-C" in said.read_text(), process)
        assert re.match(r"The lab is open: http://127\.0\.0\.1:\d+\n", said.read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert said.read_text().endswith("The lab is closed.\n")
        assert "Traceback" not in said.read_text()


def test_a_lab_that_served_closes_quietly():
    with started("--port", "0") as (process, said):
        found = until(lambda: re.search(r"http://\S+", said.read_text()), process)
        assert answer(found[0])[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert said.read_text().splitlines()[-2:] == ["", "The lab is closed."]
        assert "Traceback" not in said.read_text()


def test_a_port_that_is_taken(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started("--port", str(port)) as (process, said):
            assert process.wait(PATIENCE) == 2
            assert said.read_text() == (
                f"wom: --port: the lab cannot open at 127.0.0.1:{port}: Address already in use; try another\n"
            )
        monkeypatch.setattr(server, "PORT", port)
        with server.listening("127.0.0.1") as free:
            assert port < free.getsockname()[1] < port + server.NEXT_PORTS


def test_lessons_of_ones_own(tmp_path):
    ours = folder("experiments") / "lessons"
    text = sorted(ours.glob("*.toml"))[0].read_text(encoding="utf-8")
    mine = tmp_path / "my_own.toml"
    mine.write_text(re.sub(r"(?m)^title = .*", 'title = "A lesson of my own"', text, count=1), encoding="utf-8")
    with serving("--lessons", str(tmp_path)) as address:
        assert "A lesson of my own" in answer(f"{address}/lessons")[2]
    mine.write_text(f"{text}\nnonsense = 1\n".replace("ask =", "asc ="), encoding="utf-8")
    with started("--port", "0", "--lessons", str(tmp_path)) as (process, said):
        assert process.wait(PATIENCE) == 2
        lines = said.read_text().splitlines()
        assert len(lines) >= 2
        assert all(line.startswith("wom: ") and "my_own.toml" in line for line in lines)


def test_a_page_that_cannot_be_imported_is_gone_without(capsys):
    server._add("no_such_page")
    assert "the lab goes without no_such_page" in capsys.readouterr().err


@pytest.mark.parametrize(("screen", "opens"), [({}, False), ({"DISPLAY": ":0"}, True), ({"BROWSER": "x"}, True)])
def test_no_browser_is_begun_where_there_is_no_screen(monkeypatch, screen, opens):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in screen.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(server.sys, "platform", "linux")
    assert server._has_screen() == opens


def test_names_are_never_markup(browser, lab):
    name = "</script><img src=x onerror=alert(1)>"
    scenario = readable(Scenario.load("two_brands")).varied({"title": name})
    rival = scenario.model_dump()
    rival["brands"][1]["name"] = rival["campaign"][1]["brand"] = rival["campaign"][2]["brand"] = name
    link = encode(Scenario.from_dict(rival), 0)
    with visit(browser, lab, f"/?run={link}") as page:
        dialogs = []
        page.on("dialog", lambda dialog: dialogs.append(dialog) or dialog.dismiss())
        page.wait_for_function("globalThis.labPlayer?.recording?.over")
        page.get_by_text(name).first.wait_for()
        page.get_by_role("button", name="As code").click()
        page.get_by_text("onerror").last.wait_for()
        assert page.locator("img[src=x]").count() == 0
        assert not dialogs


def test_a_link_that_is_none_is_said_to_be_none(browser, lab):
    with visit(browser, lab, "/?run=nonsense") as page:
        page.wait_for_function("globalThis.labPlayer?.recording?.over")
        page.get_by_text("This link is damaged.").wait_for()


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
    assert is_loopback(host) == here

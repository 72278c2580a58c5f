"""Behind another server: links, files, sockets, origins and cookies are those of the public address."""

import re
import shutil
import socket
import subprocess
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from lab_browser import at_once, started, visit
from lab_wire import answer
from patience import until
from playwright.sync_api import expect
from wordofmouth.errors import RequestError
from wordofmouth.lab.server.proxy import Proxied, PublicAddress

NGINX, OPENSSL = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), shutil.which("openssl")
# A school's server: it keeps its own name from the lab or not, and takes the prefix off or not.
SERVER = """
daemon off; pid {room}/pid; error_log {room}/errors;
events {{}}
http {{
  access_log off; client_body_temp_path {room}; proxy_temp_path {room}; fastcgi_temp_path {room};
  uwsgi_temp_path {room}; scgi_temp_path {room};
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  server {{
    listen 127.0.0.1:{port} ssl; ssl_certificate {room}/certificate; ssl_certificate_key {room}/key;
    location /school/lab/ {{
      proxy_pass {lab}{rest};
      proxy_http_version 1.1;
      proxy_set_header Host {host};
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Prefix "/of/somebody/else";
    }}
  }}
}}
"""


def free_port():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


@contextmanager
def behind(room, keeps_host, strips):
    """Serve a class behind a real reverse proxy with TLS; give its public address, its own, its teacher's path."""
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-keyout", room / "key", "-out", room / "certificate"]
    subprocess.run([OPENSSL, *request, *files], check=True, capture_output=True)
    port, own = free_port(), f"http://127.0.0.1:{free_port()}"
    public = f"https://localhost:{port}/school/lab"
    host, rest = "$http_host" if keeps_host else "$proxy_host", "/" if strips else ""
    (room / "nginx").write_text(SERVER.format(room=room, port=port, lab=own, rest=rest, host=host))
    with started("--port", str(urlsplit(own).port), "--behind", public, "--class") as (process, said):
        teacher = until(lambda: re.search(rf"{public}(/class\?teacher=\S+)\n", said.read_text()), process)[1]
        assert f"to {own}." in said.read_text()
        assert said.read_text().startswith(f"The lab is open: {public}\n")
        with subprocess.Popen([NGINX, "-c", room / "nginx", "-p", room], stderr=subprocess.PIPE) as server:
            until(lambda: answers(port), server)
            try:
                yield public, own, teacher
            finally:
                server.terminate()


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(not NGINX or not OPENSSL, reason="no nginx is installed, or no openssl")
@pytest.mark.parametrize(("keeps_host", "strips"), [(True, True), (False, False)])
def test_the_lab_is_whole_behind_a_real_proxy(browser, tmp_path, keeps_host, strips):
    """A market plays, rooms lead to each other, a lesson keeps its step, a class is entered by the address shown."""
    with behind(tmp_path, keeps_host=keeps_host, strips=strips) as (public, own, teacher):
        secure = {"ignore_https_errors": True}
        with visit(browser, public, **secure) as page:
            page.wait_for_function("globalThis.labPlayer?.recording?.over")
            expect(page).to_have_url(re.compile(rf"{public}/\?run="))
            page.reload()
            page.wait_for_function("globalThis.labPlayer?.recording?.over")
            page.get_by_role("link", name="Lessons").click()
            page.locator("a.card").first.click()
            expect(page).to_have_url(re.compile(f"{public}/lessons/"))
            page.locator(".language", has_text="FR").click()
            expect(page.locator("html")).to_have_attribute("lang", "fr")
            kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
            assert kept["lang"]["path"] == "/school/lab"
            assert not [name for name in kept if kept[name]["path"] == "/"]
        with visit(browser, public, teacher, **secure) as page:
            expect(page.locator(".address")).to_have_text(f"{public}/class")
            seats = [cookie for cookie in page.context.cookies() if cookie["httpOnly"]]
            assert seats
            assert {(cookie["path"], cookie["secure"]) for cookie in seats} == {("/school/lab/class", True)}
        host = urlsplit(public).netloc
        for origin, status in ((f"https://{host}", 200), ("https://elsewhere.example", 403), (f"http://{host}", 403)):
            assert answer(f"{own}/lessons", Origin=origin)[0] == status
        status, headers, _ = answer(f"{own}/lessons", Host=host)
        assert (status, headers["x-frame-options"]) == (200, "SAMEORIGIN")
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert answer(f"{own}/lessons", Host="elsewhere.example")[0] == 403


def seen(public, **scope):
    """Return what a lab sees of a request."""
    found = []

    async def app(scope, receive, send):
        found.append(scope)

    asked = {"type": "http", "scheme": "http", "path": "/", "raw_path": b"/", "client": ("192.0.2.1", 5), "headers": []}
    at_once(Proxied(app, PublicAddress.parse(public) if public else None)(asked | scope, None, None))
    return found[0]


def test_nobody_is_believed_who_says_to_be_a_proxy():
    """Of a lab that is behind nothing; and of one that is, nothing but what its own server added last."""
    told = [(b"x-forwarded-for", b"203.0.113.9, 198.51.100.7"), (b"x-forwarded-prefix", b"/evil")]
    alone = seen("", headers=told)
    assert alone["client"] == ("192.0.2.1", 5)
    assert b"x-forwarded-prefix" not in dict(alone["headers"])
    proxied = seen("https://school.example/lab", headers=told, path="/lab/lessons", raw_path=b"/lab/lessons")
    assert proxied["client"] == ("198.51.100.7", 0)
    assert dict(proxied["headers"])[b"x-forwarded-prefix"] == b"/lab"
    assert (proxied["path"], proxied["raw_path"], proxied["scheme"]) == ("/lessons", b"/lessons", "https")
    assert seen("https://school.example/lab", path="/laboratory")["path"] == "/laboratory"
    assert seen("https://school.example/lab", path="/lab")["path"] == "/"
    assert seen("https://school.example/lab", type="websocket", scheme="ws")["scheme"] == "wss"


@pytest.mark.parametrize(
    "text",
    ["", "school.example/lab", "ftp://school.example", "https://", "https://a:b@school.example", "https://school.example?a",
     "https://school.example/<script>", 'https://school.example/"', "https://school.example:0", "https://[", "https://a/é"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text):
    with pytest.raises(RequestError, match=r"behind: .* is not allowed: must be where browsers find the lab"):
        PublicAddress.parse(text)


def test_an_address_is_read():
    read = PublicAddress.parse("HTTPS://School.example:8443/lab/")
    assert (str(read), read.origin, read.host, read.prefix) == (
        "https://school.example:8443/lab", "https://school.example:8443", "school.example", "/lab",
    )  # fmt: skip

"""Connections: heads are bounded in size and time, connections in number, and whatever is sent is answered."""

import contextlib
import socket
import urllib.error
import urllib.request

import pytest
from lab_wire import answer
from patience import PATIENCE, until
from wordofmouth.lab.server import connections


def opened_at(address):
    place, port = address.removeprefix("http://").split(":")
    return socket.create_connection((place, int(port)), timeout=PATIENCE)


def test_a_head_that_never_ends_is_cut_off(lab):
    """Too long a head is refused while it is still being sent."""
    with opened_at(lab) as connection:
        heard, sent = b"", 0
        # Whoever is still sending may be cut off before the answer arrives.
        with contextlib.suppress(ConnectionError):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            while not heard and sent < 1_000 * connections.LARGEST_HEAD:
                connection.sendall(b"X-More: " + 4_000 * b"a" + b"\r\n")
                sent, heard = sent + 4_000, _said_so_far(connection)
        assert sent < 1_000 * connections.LARGEST_HEAD
        assert not heard or b"431" in heard
    assert answer(f"{lab}/lessons")[0] == 200


def _said_so_far(connection):
    connection.setblocking(False)
    try:
        return connection.recv(64)
    except BlockingIOError:
        return b""
    finally:
        connection.settimeout(PATIENCE)


@pytest.mark.slow
def test_a_head_that_takes_too_long_is_cut_off(lab):
    """Whoever has not said what for in ten seconds is told so, and the connection ends; whatever was said so far."""
    with contextlib.ExitStack() as stack:
        held = []
        for begun in (b"", b"GET / HTT", b"\r\n", b"GET /lessons HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "):
            held.append(stack.enter_context(opened_at(lab)))
            held[-1].sendall(begun)
        for connection in held:
            assert connection.recv(64).startswith(b"HTTP/1.1 408")
            assert connection.recv(64).partition(b"\r\n\r\n")[2] == b""


def test_one_address_has_not_more_connections_than_it_may(lab):
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(opened_at(lab)) for _ in range(connections.MOST_FROM_ONE + 20)]
        # The server takes them in the order in which they come.
        assert held[-1].recv(64).startswith(b"HTTP/1.1 429")
    until(lambda: answers(lab) == 200)


def answers(address):
    with contextlib.suppress(OSError):
        return answer(f"{address}/lessons")[0]
    return 0


@pytest.mark.parametrize("path", ["/lessons", "/", "/static/page.js", "/nowhere"])
def test_a_head_alone_is_what_the_whole_would_have(lab, path):
    statuses = []
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(f"{lab}{path}", method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                statuses.append((response.status, response.headers["content-type"]))
                assert (response.read() == b"") == (method == "HEAD")
        except urllib.error.HTTPError as error:
            statuses.append((error.code, error.headers["content-type"]))
            error.close()
    assert statuses[0] == statuses[1]


@pytest.mark.parametrize("size", [100, 2_000_000, 18_000_000, 25_000_000])
@pytest.mark.parametrize("path", ["/upload/nobody?name=a.csv", "/", "/static/page.js"])
def test_whatever_is_sent_is_answered(lab, path, size):
    """Whoever sends more than is taken, and does not listen before all is sent, hears the refusal all the same."""
    request = urllib.request.Request(f"{lab}{path}", data=size * b"a", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=PATIENCE)
    refused.value.close()
    assert refused.value.code in (404, 405, 413)

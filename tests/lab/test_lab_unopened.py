"""Pages that are fetched and never opened: the server holds a bounded number of them, and does nothing for them."""

import asyncio
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nicegui import Client, core, ui
from patience import PATIENCE
from starlette.requests import Request
from wordofmouth.lab.pages.compare import page as compare
from wordofmouth.lab.pages.play import page as play
from wordofmouth.lab.server.unopened import UNOPENED, Unopened, opened
from wordofmouth.lab.sharing.links import decode, encode
from wordofmouth.player.frames import RECORDINGS
from wordofmouth.player.recording import key_of
from wordofmouth.scenario.scenario import Scenario


class Page:
    """A page as the server holds it."""

    numbers = count()

    def __init__(self):
        self.id, self.is_gone = str(next(self.numbers)), False
        self.opened, self.forgotten = [], []

    def on_connect(self, handler):
        self.opened.append(handler)

    def on_delete(self, handler):
        self.forgotten.append(handler)

    def open(self):
        for handler in self.opened:
            handler()

    def delete(self):
        assert not self.is_gone
        self.is_gone = True
        for handler in self.forgotten:
            handler()


@given(st.integers(1, 5), st.lists(st.sampled_from(["fetch", "open", "forget"]), max_size=40), st.data())
def test_few_are_held_and_none_that_is_open_is_forgotten(most, acts, data):
    """Whatever is fetched, opened and forgotten by itself: the oldest of those that nobody opened go."""
    unopened, waiting, open_ = Unopened(most), [], []
    for act in acts:
        if act == "fetch":
            waiting.append(Page())
            unopened.add(waiting[-1])
            if len(waiting) > most:
                assert waiting.pop(0).is_gone
        elif waiting:
            page = waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))
            if act == "open":
                page.open()
                open_.append(page)
            else:
                page.delete()
        assert len(unopened) == len(waiting) <= most
        assert not any(page.is_gone for page in waiting + open_)


@given(st.lists(st.sampled_from("ab"), max_size=30))
def test_whoever_fetches_many_pages_takes_those_of_nobody_else(addresses):
    """Of a full house, the address that has most loses its oldest: the other keeps its share."""
    unopened, sent = Unopened(6), {"a": [], "b": []}
    for address in addresses:
        sent[address].append(Page())
        unopened.add(sent[address][-1], address)
        for pages in sent.values():
            there = [page for page in pages if not page.is_gone]
            assert pages[len(pages) - len(there) :] == there
            assert len(there) >= min(len(pages), 3)


def fetched(address):
    """Return a page as NiceGUI holds it when it has been fetched and no browser has opened it."""
    path, _, query = address.partition("?")
    scope = {"type": "http", "method": "GET", "scheme": "http", "headers": [], "path": path}
    request = Request(scope | {"query_string": query.encode(), "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)})
    return Client(ui.page(path), request=request)


async def forgotten(client, build):
    """Build a page, forget it when it waits for its browser, and let whatever follows that come."""

    async def built():
        with client:
            return await build()

    core.loop = asyncio.get_running_loop()
    task = asyncio.create_task(built())
    async with asyncio.timeout(PATIENCE):
        await client._waiting_for_connection.wait()
        assert not task.done()
        client.delete()
        return await task


@pytest.fixture
def link():
    """Return a link to a market that nobody else asks for."""
    return encode(Scenario.load("small").varied({"title": "of nobody"}), 12_345)


def test_a_forgotten_page_says_that_it_was_not_opened():
    client = fetched("/")
    assert asyncio.run(forgotten(client, lambda: opened(client))) is False


def test_nothing_is_recorded_for_a_page_that_is_forgotten(link):
    """Neither begun nor wanted, and its visitor has left."""
    there = len(play.VISITORS)
    asyncio.run(forgotten(fetched(f"/?run={link}"), play.play))
    shared = decode(link)
    recording = RECORDINGS.get(key_of(shared.scenario, shared.seed, shared.stages))
    assert not recording.is_begun
    assert not recording.is_wanted
    assert (len(play.VISITORS), len(UNOPENED)) == (there, 0)


def test_nothing_is_compared_for_a_page_that_is_forgotten(monkeypatch, link):
    asked, there = [], len(compare.VISITORS)
    monkeypatch.setattr(compare.QUEUE, "ask", lambda *about: asked.append(about))
    asyncio.run(forgotten(fetched(f"/compare?run={link}"), compare.compare))
    assert (asked, len(compare.VISITORS), len(UNOPENED)) == ([], there, 0)

"""What a page weighs on the server, and that it is given back when whoever had it has left."""

import gc
import json
import re
import weakref
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_browser import started
from patience import PATIENCE, until
from wordofmouth.lab.server.memory import Left
from wordofmouth.lab.widgets.frame import offer

# An element costs the server some .2 ms and 2 kB; a page that opens has no more of them than this.
MOST_ELEMENTS = 300


class Page:
    """What refers to itself, as a page's elements and what is done at their events do."""

    def __init__(self):
        self.itself = self


def test_what_has_left_is_found_and_what_has_not_costs_nothing():
    gc.disable()
    try:
        left, page = Left(), weakref.ref(Page())
        left.give_back()
        assert page() is not None
        left.note()
        left.give_back()
        assert page() is None
    finally:
        gc.enable()


class Options(HTMLParser):
    """Reads options from markup, as a browser does."""

    def __init__(self):
        super().__init__()
        self.found, self.chosen, self.hints = {}, [], {}

    def handle_starttag(self, tag, attrs):
        assert tag == "option"
        attributes = dict(attrs)
        self.value = attributes["value"]
        self.found[self.value] = ""
        if "selected" in attributes:
            self.chosen.append(self.value)
        if "title" in attributes:
            self.hints[self.value] = attributes["title"]

    def handle_data(self, data):
        self.found[self.value] += data


TEXTS = st.text(st.sampled_from("ab<>&\"'/= é"), max_size=12) | st.sampled_from(
    ("</option><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;")
)


@given(st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=5), st.data())
def test_options_are_texts_and_never_markup(options, data):
    chosen = data.draw(st.sampled_from(sorted(options)))
    about = {chosen: data.draw(TEXTS)}
    box = SimpleNamespace(props={})
    offer(box, options, chosen, about)
    read = Options()
    read.feed(box.props["innerHTML"])
    read.close()
    assert (read.found, read.chosen, read.hints) == (options, [chosen], about)


def test_a_page_that_opens_is_light(lab):
    with urlopen(lab, timeout=PATIENCE) as answer:
        page = answer.read().decode()
    elements = json.loads(unescape(re.search(r"parseElements\(String\.raw`(.*?)`\)", page, re.DOTALL)[1]))
    assert len(elements) < MOST_ELEMENTS
    # A choice's options are its text.
    assert sum(element["tag"] == "option" for element in elements.values()) <= 1


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux tells what a program was begun with")
@pytest.mark.parametrize("chosen", ["", "pymalloc"])
def test_the_lab_begins_with_the_allocator_that_gives_back_unless_one_is_chosen(chosen, monkeypatch):
    monkeypatch.delenv("PYTHONMALLOC", raising=False)
    if chosen:
        monkeypatch.setenv("PYTHONMALLOC", chosen)
    with started("--port", "0") as (process, said):
        until(lambda: "http://" in said.read_text(), process, said.read_text)
        begun = Path(f"/proc/{process.pid}/environ").read_text().split("\0")
    assert f"PYTHONMALLOC={chosen or 'malloc'}" in begun

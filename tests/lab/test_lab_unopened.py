"""Pages that are fetched and never opened: the server holds a bounded number of them."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.lab.server.unopened import Unopened


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

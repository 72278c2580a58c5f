"""Everybody's story on a page: what it says is what the storyteller says; and who convinced whom is the run's."""

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_page import SMALL, data_of, hostile
from wordofmouth import story
from wordofmouth.instruments.influence import influence
from wordofmouth.pages.convinced import PERSONAL
from wordofmouth.pages.page import page
from wordofmouth.pages.stories import letters, without_direction
from wordofmouth.runs.simulate import simulate
from wordofmouth.words.notation import languages
from wordofmouth.words.sentences import Sentences


def numbers_of(content):
    """Return the numbers that bytes are, as the page reads them."""
    numbers, value, shift = [], 0, 0
    for byte in content:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(value)
            value, shift = 0, 0
    return numbers


def read(data, language, say):
    """Return everybody's story as the page puts it together again."""
    place = list(languages()).index(language)
    coming = iter(numbers_of(base64.b64decode(data["runs"][0]["stories"])))
    told = []
    for paragraphs in coming:
        texts = []
        for _ in range(paragraphs):
            _, _, sentences = next(coming), next(coming), next(coming)
            templates = (data["templates"][next(coming)] for _ in range(sentences))
            texts.append(" ".join(_sentence(template, coming, place, say) for template in templates))
        told.append("\n\n".join(texts))
    return told


def _sentence(template, coming, place, say):
    count = 1 + max([piece for text in template for piece in text if isinstance(piece, int)], default=-1)
    gaps = [next(coming) for _ in range(count)]
    named = [say.name(gap >> 1) if gap & 1 else str(gap >> 1) for gap in gaps]
    return "".join(named[piece] if isinstance(piece, int) else piece for piece in template[place])


@given(st.lists(st.integers(0, 10**12)))
def test_numbers_are_read_as_they_were_packed(numbers):
    assert numbers_of(letters(numbers)) == numbers


@pytest.mark.parametrize("language", languages())
def test_the_page_says_to_the_letter_what_the_storyteller_says(language):
    told = read(data_of(page([SMALL], seed=3)), language, Sentences(language))
    assert len(told) == SMALL.consumers
    for consumer in range(0, SMALL.consumers, 17):
        assert told[consumer] == story(SMALL, consumer, seed=3, language=language).text


def test_people_have_their_names_in_stories_if_the_page_has_names(tmp_path):
    """Names with numbers, markup and marks of direction in them are names; the marks are gone."""
    scenario = hostile(tmp_path)
    data = data_of(page([scenario], seed=1, names=True))
    named = simulate(scenario, seed=1).network.names
    for language in languages():
        told = read(data, language, Sentences(language, list(map(without_direction, named))))
        expected = [story(scenario, i, seed=1, language=language).text for i in range(len(named))]
        assert told == list(map(without_direction, expected))


def test_who_convinced_whom_is_as_the_run_recorded_it():
    run = data_of(page([SMALL], seed=3))["runs"][0]
    rows = np.frombuffer(base64.b64decode(run["convinced"]), "<i2").reshape(-1, 4).tolist()
    traced = influence(simulate(SMALL, seed=3, record={"influence"}))
    columns = [traced[name].tolist() for name in ("consumer", "parent", "week", "channel")]
    expected = [[*row, PERSONAL.index(kind)] for *row, kind in zip(*columns, strict=True) if row[1] >= 0]
    assert rows == expected
    assert rows


def test_two_tabs_are_told_apart_in_every_language():
    data = data_of(page([SMALL, SMALL.varied({"brand.quality": 0.1, "title": "Worse"})], seed=3))
    first, second = data["runs"]
    assert first["difference"] == dict.fromkeys(languages(), "")
    assert "one run each" in second["difference"]["en"]
    assert first["title"]["fr"] in second["difference"]["fr"]


@pytest.mark.slow
def test_a_textbook_has_no_stories():
    assert data_of(page([SMALL.load("bass").varied(weeks=4)]))["runs"][0]["stories"] == ""

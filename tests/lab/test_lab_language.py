"""Words: every language says everything, in its own forms."""

import re
from string import Formatter

import pytest
from wordofmouth.lab.widgets.controls import GROUPS, at, fields_of, sections
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.words.catalogue import FIRST, Words, catalogue, keys, languages, preferred
from wordofmouth.words.sentences import languages as stories

# What English says where it is declared, and other languages in their catalogues.
DECLARED = ("fields", "presets", "units", "choices", "sources", "lessons")
OTHERS = sorted(set(languages()) - {FIRST})


def wording(language, key):
    found = catalogue(language)
    for step in key.split("."):
        found = found[step]
    return found


def texts(words):
    """Return the words at a key: all forms, and a name with its meaning."""
    return list(words.values()) if isinstance(words, dict) else words if isinstance(words, list) else [words]


def places(words):
    """Return what is put into some words."""
    found = [text for text in texts(words) if isinstance(text, str)]
    return {name for text in found for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_all_that_english_says_and_no_more(language):
    english, other = (set(keys(catalogue(each))) for each in (FIRST, language))
    assert {key for key in english - other if not key.startswith(DECLARED)} == set()
    assert {key for key in other - english if not key.startswith(DECLARED)} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_is_put_into_the_same_words(language):
    shared = set(keys(catalogue(FIRST))) & set(keys(catalogue(language)))
    assert [key for key in shared if places(wording(FIRST, key)) ^ places(wording(language, key))] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_field_that_can_be_changed_has_its_words(language):
    scenario = Scenario()
    shown = [at(scenario, field.path) for group in GROUPS if group not in ("network", "model")
             for path, section in sections(scenario, group) for field in fields_of(section, path, path)]  # fmt: skip
    shown += [at(scenario, "consumers"), at(scenario, "weeks")]
    names = {field.name for field in shown}
    for family, key in ((NetworkGenerator, "network"), (Model, "model")):
        parts = [part(**({"path": "x.csv"} if kind == "file" else {})) for kind, part in family.kinds.items()]
        names |= {field.name for part in parts for field in fields_of(part, key, key)}
    for kind, lever in Lever.kinds.items():
        skip = ("week", "weeks", "every", "when", "community", "cost", "segment", "brand")
        names |= {field.name for field in fields_of(lever(), kind, kind, skip)}
    words = Words(language)
    assert sorted(name for name in names if not words.find(f"fields.{name}")) == []
    assert sorted(name for name in presets() if not words.find(f"presets.{name}.title")) == []
    assert sorted(kind for kind in Lever.kinds if not words.find(f"levers.{kind}.name")) == []


def test_every_key_on_the_pages_is_there():
    """Read from the sources: what stands in say("…") is in the catalogue."""
    from wordofmouth.lab.widgets import frame as page

    said = set()
    for source in page.STATIC.parent.glob("*.py"):
        said |= set(re.findall(r"""say\("([a-z_]+(?:\.[a-z_]+)+)\"""", source.read_text(encoding="utf-8")))
    missing = [key for key in sorted(said) if Words(FIRST).find(key) is None]
    assert missing == []


def test_plurals_and_numbers_are_the_languages_own():
    english, french = Words("en"), Words("fr")
    assert english.number(1234.5, 1) == "1,234.5"
    assert french.number(1234.5, 1) == "1\u202f234,5"
    assert french.percent(0.62) == "62\u202f%"
    assert english("play.week") == "Week"
    assert french("compare.run_count", count=0) == "0 simulation"
    assert english("compare.run_count", count=0) == "0 runs"
    assert english("compare.run_count", count=1) == "1 run"


def test_french_is_set_as_the_french_set_it():
    """A narrow no-break space before high punctuation and within guillemets, and an apostrophe that is one."""
    wrong = re.compile(r"(?<!\u202f)(?<!^)[;:!?»%](?!\w)|«(?!\u202f)|\u00a0|'|\.\.\.")
    said = {key: texts(wording("fr", key)) for key in keys(catalogue("fr")) if not key.endswith(".source")}
    assert [key for key, found in said.items() if any(wrong.search(str(text)) for text in found)] == []


def test_stories_are_told_in_every_language_of_the_lab():
    assert set(languages()) <= set(stories())


def test_a_word_that_is_nowhere_is_a_mistake():
    with pytest.raises(KeyError, match=r"no word is at 'play.nonsense'"):
        Words("fr")("play.nonsense")


@pytest.mark.parametrize(
    ("asked", "language"),
    [(["fr"], "fr"), (["xx", "fr-CA,fr;q=0.9"], "fr"), ([None, "de,en;q=0.5"], "en"), ([], "en"), (["../fr"], "en")],
)
def test_the_first_language_that_there_is_is_spoken(asked, language):
    assert preferred(asked) == language

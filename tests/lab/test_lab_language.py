"""Words: every language says everything, in its own forms."""

import re
from string import Formatter

import pytest
from wordofmouth.lab.widgets.fields import OF_LEVERS, at, fields_of, groups, sections
from wordofmouth.scenario.families.generator import NetworkGenerator
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.scenario import Scenario, presets
from wordofmouth.words.catalogue import FIRST, Words, catalogue, languages

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
def test_every_field_that_can_be_changed_has_its_words(language):
    scenario = Scenario()
    shown = [
        at(scenario, field.path)
        for group in groups()
        if group not in ("network", "model")
        for path, section in sections(scenario, group)
        for field in fields_of(section, path, path)
    ]
    shown += [at(scenario, "consumers"), at(scenario, "weeks")]
    names = {field.name for field in shown}
    for family, key in ((NetworkGenerator, "network"), (Model, "model")):
        parts = [part(**({"path": "x.csv"} if kind == "file" else {})) for kind, part in family.kinds.items()]
        names |= {field.name for part in parts for field in fields_of(part, key, key)}
    for kind, lever in Lever.kinds.items():
        skip = ("week", "weeks", "every", "when", "community", "segment", "brand", *OF_LEVERS)
        names |= {field.name for field in fields_of(lever(), kind, kind, skip)}
    names |= {f"lever.{name}" for name in OF_LEVERS}
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

"""Languages: each says everything or falls back to English, in its own forms and figures; any of Unicode's will do."""

import re
import shutil
import subprocess
import sys
from string import Formatter

import pytest
from babel import Locale, localedata
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.networks.generator import NetworkGenerator
from wordofmouth.scenario.families.behaviour import Behaviour
from wordofmouth.scenario.families.channel import Channel
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.statistics.accounting.vocabulary import terms
from wordofmouth.statistics.outcomes import KNOWN, OUTCOMES
from wordofmouth.tasks.sweep.design import DESIGNS
from wordofmouth.words import notation
from wordofmouth.words.catalogue import _DECLARED, FIRST, Words, catalogue, is_forms, keys, languages, preferred
from wordofmouth.words.numbers import counted, format_amount, format_number, percent, plural
from wordofmouth.words.sentences import Sentences

OTHERS = sorted(set(languages()) - {FIRST})
# What English says where it is declared and other languages in their catalogues; lessons in their own files.
DECLARED = ("behaviours", "channels", "choices", "designs", "fields", "lessons", "levers", "models", "money",
            "networks", "outcomes", "presets", "sources", "units", "language")  # fmt: skip
# What a language that comes along does not say, and English says for it: key by key, so that none is forgotten.
GAPS: dict[str, set[str]] = {"fr": set()}

POLISH = """
[language]
name = "Polski"
[counted]
runs = { one = "{count} przebieg", few = "{count} przebiegi", many = "{count} przebiegów", other = "{count} przebiegu" }
[story.weeks]
times = { one = "raz", 2 = "dwa razy", other = "{count} razy" }
"""
ARABIC = """
[language]
name = "العربية"
locale = "ar_EG"
[counted.runs]
zero = "صفر"
one = "تشغيل واحد"
two = "تشغيلان"
few = "{count} تشغيلات"
many = "{count} تشغيلًا"
other = "{count} تشغيل"
"""


@pytest.fixture
def abroad(tmp_path, monkeypatch):
    """English, Polish and Arabic as they would come along."""
    shutil.copytree(notation.HOME / FIRST, tmp_path / FIRST)
    for code, text in (("pl", POLISH), ("ar", ARABIC)):
        (tmp_path / code).mkdir()
        (tmp_path / code / "language.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(notation, "HOME", tmp_path)


def wording(language, key):
    found = catalogue(language)
    for step in key.split("."):
        found = found[step]
    return found


def texts(words):
    """Return the words at a key: all forms, and a name with its meaning."""
    return list(words.values()) if isinstance(words, dict) else words if isinstance(words, list) else [words]


def places(words):
    """Return what is put into some words, but for how many, which a form may say by itself."""
    found = [text for text in texts(words) if isinstance(text, str)]
    return {name for text in found for _, name, _, _ in Formatter().parse(text) if name} - {"count"}


def test_a_folder_of_its_own_is_all_that_a_language_needs(abroad):
    assert languages() == {"ar": "العربية", "en": "English", "pl": "Polski"}


def test_polish_counts_in_four_forms(abroad):
    say = Words("pl")
    assert [say("counted.runs", count=count) for count in (1, 2, 5, 12, 22, 25, 1234)] == [
        "1 przebieg", "2 przebiegi", "5 przebiegów", "12 przebiegów", "22 przebiegi", "25 przebiegów",
        "1\u00a0234 przebiegi",
    ]  # fmt: skip
    assert [Sentences("pl").times(count) for count in (1, 2, 5)] == ["raz", "dwa razy", "5 razy"]


def test_arabic_counts_in_six_forms_and_in_its_own_digits(abroad):
    say = Words("ar")
    assert [say("counted.runs", count=count) for count in (0, 1, 2, 3, 11, 100)] == [
        "صفر", "تشغيل واحد", "تشغيلان", "٣ تشغيلات", "١١ تشغيلًا", "١٠٠ تشغيل",
    ]  # fmt: skip
    assert say.number(1234.5, 1) == "١٬٢٣٤٫٥"
    assert say.percent(0.62) == "٦٢٪\u061c"
    assert format_number(-0.031, "share", 0.001, language="ar") == "−٣٫١"
    assert format_amount(0.5, "share", 0.01, "ar") == percent(0.5, "ar") == "٥٠٪\u061c"


def test_what_a_language_lacks_is_said_in_english_by_english_rules(abroad):
    """And with English figures, so that a sentence is of one piece."""
    assert Words("pl")("results.pictures", count=0) == "0 pictures"
    assert Words("ar")("lessons.minutes", count=1234) == "1,234 minutes"
    assert Sentences("pl")("portrait.friends", count=2) == "two friends"
    with pytest.raises(KeyError, match=r"no word is at 'play.nonsense'"):
        Words("pl")("play.nonsense")


@given(value=st.floats(-1e9, 1e9), decimals=st.integers(0, 5), count=st.integers(0, 10_000), n=st.integers(0, 5))
def test_english_is_written_as_unicode_has_it(value, decimals, count, n):
    """Without Babel, which takes as long to load as all that a short command does."""
    own = catalogue(FIRST)["language"]
    ours, theirs = notation.notation(FIRST), notation.Notation(own["locale"], own["percent"], own["interval"])
    assert ours.number(value, decimals, sign=True) == theirs.number(value, decimals, sign=True)
    assert ours.percent(value / 1e9, decimals) == theirs.percent(value / 1e9, decimals)
    assert ours.form(count) == theirs.form(count)
    assert ours.form(1) == theirs.form(1)
    assert ours.listed("abcde"[:n]) == theirs.listed("abcde"[:n])
    assert ours.translated("1,234.5") == theirs.translated("1,234.5")


def test_a_word_in_english_does_not_load_babel():
    code = "import sys; from wordofmouth.words.numbers import counted; counted(2, 'run'); print('babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_every_locale_has_digits():
    for name in localedata.locale_identifiers():
        assert Locale.parse(name).default_numbering_system in notation.ZEROS
    for zero in notation.ZEROS.values():
        assert [int(chr(ord(zero) + digit)) for digit in range(10)] == list(range(10))


def test_a_locale_that_unicode_does_not_know_is_refused():
    with pytest.raises(ValueError, match="'xx_YY' is not allowed"):
        notation.Notation("xx_YY")


def test_a_word_stands_in_one_file(abroad):
    (notation.HOME / "pl" / "more.toml").write_text('[counted]\nruns = "przebiegi"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"more.toml: counted.runs: stands in another file"):
        Words("pl")("counted.runs", count=2)


@pytest.mark.parametrize("language", OTHERS)
def test_the_gaps_of_a_language_are_listed(language):
    english, other = (set(keys(catalogue(each))) for each in (FIRST, language))
    assert {key for key in english - other if not key.startswith(DECLARED)} == GAPS[language]
    assert {key for key in other - english if not key.startswith(DECLARED)} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_parts_and_outcomes_have_names_in_every_language(language):
    """What their own files say in English: all of it, and of nothing that is not there."""
    assert Scenario().campaign == ()
    said = {}
    for family in (Lever, Channel, Behaviour, Model, NetworkGenerator):
        ours = {kind: part for kind, part in family.kinds.items() if part.__module__.startswith("wordofmouth.")}
        said[f"{family.family}s"] = {kind: set(part.english()) for kind, part in ours.items()}
    # What tables report, and nothing is compared by, needs no more than a name.
    words = {name: set(_DECLARED["outcomes"][name]) if name in OUTCOMES else {"label"} for name in KNOWN}
    said["outcomes"] = {name: kept for name, kept in words.items() if not KNOWN[name].plugin}
    said["money"] = {term.key: {"meaning"} if term.name in KNOWN else {"label", "meaning"} for term in terms()}
    other = catalogue(language)
    assert {table: {name: set(words) for name, words in other[table].items()} for table in said} == said


@pytest.mark.parametrize("language", OTHERS)
def test_designs_have_titles_in_every_language(language):
    assert {path.stem for path in DESIGNS.glob("*.toml")} == set(catalogue(language)["designs"])


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_is_put_into_the_same_words(language):
    shared = set(keys(catalogue(FIRST))) & set(keys(catalogue(language))) - {"language.interval", "language.percent"}
    assert [key for key in shared if places(wording(FIRST, key)) ^ places(wording(language, key))] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_form_is_one_that_the_language_never_takes(language):
    """A count of its own, or a form of Unicode's rule for the language."""
    own = set(notation.notation(language).locale.plural_form.rules) | {"other"}
    words = {key: wording(language, key) for key in keys(catalogue(language))}
    forms = {key: set(found) for key, found in words.items() if is_forms(found)}
    assert forms
    assert {key for key, found in forms.items() if {form for form in found if not form.isdecimal()} - own} == set()


def test_plurals_and_numbers_are_the_languages_own():
    english, french = Words("en"), Words("fr")
    assert english.number(1234.5, 1) == "1,234.5"
    assert french.number(1234.5, 1) == "1\u202f234,5"
    assert french.percent(0.62) == "62\u202f%"
    assert english.percent(0.62) == "62 %"
    assert english.number(-0.4) == "0"
    assert english.number(-12.3, 1) == "−12.3"
    assert english.number(float("nan")) == "–"
    assert english("play.week") == "Week"
    assert french("counted.runs", count=0) == "0 simulation"
    assert english("counted.runs", count=0) == "0 runs"
    assert english("counted.runs", count=1) == "1 run"
    assert french.listed(["a", "b", "c"]) == "a, b et c"


def test_english_in_the_code_counts_by_the_same_rule():
    assert [counted(count, "run") for count in (0, 1, 1300)] == ["0 runs", "1 run", "1,300 runs"]
    assert counted(2, "reply", "replies") == "2 replies"
    assert plural(1, "seed reaches", "seeds reach") == "seed reaches"


@pytest.mark.parametrize(
    ("asked", "language"),
    [(["fr"], "fr"), (["xx", "fr-CA,fr;q=0.9"], "fr"), ([None, "de,en;q=0.5"], "en"), ([], "en"), (["../fr"], "en")],
)
def test_the_first_language_that_there_is_is_spoken(asked, language):
    assert preferred(asked) == language


def test_french_is_set_as_the_french_set_it():
    """A narrow no-break space before high punctuation and within guillemets, and an apostrophe that is one."""
    wrong = re.compile(r"(?<!\u202f)(?<!^)[;:!?»%](?!\w)|«(?!\u202f)|\u00a0|'|\.\.\.")
    left = (".source", "language.contractions")
    said = {key: texts(wording("fr", key)) for key in keys(catalogue("fr")) if not key.endswith(left)}
    assert [key for key, found in said.items() if any(wrong.search(str(text)) for text in found)] == []

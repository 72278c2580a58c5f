"""A report in French says nothing in English but names, fields, commands and what people have written."""

import re
from html.parser import HTMLParser

import pytest
from in_process import wom
from wordofmouth import Scenario, compare, run
from wordofmouth.catalogue import load_result, report
from wordofmouth.errors import RequestError
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.families.model import Model
from wordofmouth.scenario.toml.writer import meaning_and_unit
from wordofmouth.words.catalogue import Words

SCHEDULE = ("week", "weeks", "every", "when")
# Of what is left as it was written: a title, a note, a condition, where a price is from.
WRITTEN = ("wordofmouth", "rating < 3")


class Texts(HTMLParser):
    """Reads the texts of a page, but for commands and files, and the style."""

    def __init__(self):
        super().__init__()
        self.found, self._within = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "img"):
            self._within.append(tag)
        self.found += [value for name, value in attrs if name == "alt"]

    def handle_endtag(self, tag):
        while self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"pre", "style"} & {*self._within} and data.strip():
            self.found.append(" ".join(data.split()))


def texts(page):
    reader = Texts()
    reader.feed(page)
    return reader.found


@pytest.fixture(scope="module", name="made")
def make():
    base = Scenario.load("small").varied(
        {
            "weeks": 8,
            "consumers": 120,
            "campaign": [
                {"kind": "advertising", "weeks": [1, 4], "reach": 0.2, "cost_per_contact": 1.0},
                {"kind": "discount", "weeks": [2, 6], "every": 2, "off": 0.2},
                {"kind": "guarantee", "when": "rating < 3.5", "coverage": 0.8},
            ],
            "segments": [{"name": "jeunes", "share": 0.3}],
            "survey.asked": 400,
        }
    )
    other = base.varied({"name": "autre", "brands.Aster.quality": 0.5})
    return {
        "run": run(base, replications=4, workers=0),
        "one": run(Scenario.load("bass").varied({"consumers": 200, "weeks": 6}), replications=1, workers=0),
        "compare": compare(base, other, replications=4, workers=0),
    }


@pytest.mark.parametrize("which", ["run", "one", "compare"])
def test_no_sentence_of_it_is_english(made, which):
    record = made[which]
    french, english = (texts(record.report(**words)) for words in ({"say": Words("fr")}, {}))
    assert len(french) == len(english)
    same = {text for text in {*french} & {*english} if len(re.findall(r"[a-z]{2,}", text)) > 3}
    assert {text for text in same if not any(each in text for each in WRITTEN)} == set()
    assert '<html lang="fr">' in record.report(say=Words("fr"))


def test_numbers_are_written_as_the_french_write_them(made):
    cells = [text for text in texts(made["run"].report(say=Words("fr"))) if re.fullmatch(r"[−+\d.,\s]+(%|à.*)?", text)]
    assert any("," in text for text in cells)
    assert not [text for text in cells if "." in text]


def test_the_command_writes_it_and_says_what_there_is_not(made, tmp_path):
    made["run"].save(tmp_path / "there", figure=False)
    status, printed, _ = wom("report", tmp_path / "there", "--language", "fr")
    assert status == 0
    assert "des gens ont acheté" in printed
    assert (tmp_path / "there" / "report.html").read_text(encoding="utf-8").count("À quel point est-ce sûr") == 1
    status, _, complaint = wom("report", tmp_path / "there", "--language", "fr", "-o", tmp_path / "a.xlsx")
    assert status == 2
    assert "a workbook is in English" in complaint
    with pytest.raises(RequestError, match="language: 'pl' is not allowed: a result of run is reported in en, fr"):
        report(load_result(tmp_path / "there"), language="pl")


@pytest.mark.parametrize(("family", "base"), [("lever", Lever), ("model", Model)])
def test_whatever_can_be_set_has_french_words(family, base):
    say = Words("fr")
    for kind, part in base.kinds.items():
        for name, field in part.model_fields.items():
            if part.__module__.startswith("wordofmouth.") and name not in ("brand", "name", "kind", *SCHEDULE):
                assert say.find(f"fields.{kind}.{name}") or say.find(f"fields.{family}.{name}"), (kind, name)
                unit = meaning_and_unit(field.description)[1]
                assert not unit.startswith("probability per") or say.find(f"units.{unit}"), unit

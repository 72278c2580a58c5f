"""The tasks survey, listen and story: what they print and leave, and how they complain."""

import json

import pytest
from in_process import wom
from wordofmouth import Market, Scenario
from wordofmouth.instruments.survey import survey


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_survey_asks_in_plain_words():
    status, printed, _ = wom("survey", "small", "--sample", 50, "--week", 3)
    assert status == 0
    assert "50 consumers were asked" in printed
    assert "after week 3" in printed
    assert "Would you buy Aster now?" in printed


def test_survey_prints_json():
    status, printed, _ = wom("survey", "small", "--seed", 4, "--set", "survey.innovators=0.5", "--json")
    answers = json.loads(printed)["answers"]
    expected = survey(Market(Scenario.load("small").varied({"survey.innovators": 0.5}), 4))
    assert status == 0
    assert [(a["subject"], a["n"]) for a in answers] == [(answer.subject, answer.n) for answer in expected]
    assert answers[1]["share"] == expected[1].share
    assert answers[-1]["share"] is None


def test_listen_leaves_a_log(tmp_path):
    status, printed, _ = wom("listen", "small", "--channel", "friends", "--channel", "reviews")
    assert status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["small-log.parquet"]
    assert "friends" in printed
    assert "community" not in printed
    status, printed, _ = wom("listen", "small", "--out", "log.csv", "--online", "--share", 0.5, "--json")
    assert json.loads(printed)["path"] == "log.csv"
    assert "friends" not in json.loads(printed)["heard"]


def test_story_is_told():
    status, printed, _ = wom("story", "small", "--consumer", 17)
    assert status == 0
    assert printed.startswith("This is consumer 17, with ")
    assert wom("story", "small", "--consumer", 17, "--language", "fr")[1].startswith("Voici la personne nº\u202f17")
    told = json.loads(wom("story", "small", "--json")[1])
    assert set(told) == {"consumer", "text", "events"}
    assert {"week", "kind", "brand", "facts"} == set(told["events"][0])


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("survey", "small", "--week", 27), "--week: 27 is not allowed: the scenario ends after week 26"),
        (("survey", "small", "--segment", "x"), "segment: no segment is called 'x'; the scenario has none"),
        (("listen", "small", "--channel", "x"), "no channel is called 'x'"),
        (("listen", "small", "--share", 2), "share: 2 is not allowed"),
        (("listen", "small", "--out", "x.txt"), "ends in .parquet or .csv"),
        (("listen", "small", "--out", "nowhere/x.csv"), "there is no folder nowhere"),
        (("story", "small", "--consumer", 200), "consumers go from 0 to 199"),
        (("story", "small", "--language", "xx"), "language: 'xx' is not allowed: stories are told in en, fr"),
        (("story", "smal"), "did you mean 'small'?"),
    ],
)
def test_mistakes_are_told_in_a_line(tmp_path, words, complaint):
    status, _, complained = wom(*words)
    assert status == 2
    assert complaint in complained
    assert complained.count("\n") == 1
    assert not list(tmp_path.iterdir())

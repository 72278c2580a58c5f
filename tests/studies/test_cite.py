"""``wom cite``: the references of exactly what was used, and the numbers that no source gives."""

import json

import pytest
import wordofmouth as wom
from in_process import wom as run_wom
from wordofmouth.catalogue import TASKS
from wordofmouth.references.bibliography import cited, references
from wordofmouth.studies.rests_on import docstrings, numbers, rules
from wordofmouth.testing.skeletons import skeleton

TINY = {"consumers": 60, "weeks": 2}


@pytest.mark.parametrize("name", sorted(wom.presets()))
def test_every_preset_rests_on_something(name):
    """Each has references, every one of the bibliography; each number is of one kind, and assumptions have a range."""
    scenario = wom.Scenario.load(name)
    grounds = wom.cite(scenario)
    assert "salmon2011" in grounds.uses
    assert {*grounds.uses} <= {*references()}
    for number in grounds.numbers:
        assert (number.origin == "assumption") == (number.low is not None)
    assert all(at.low <= at.value <= at.high for at in grounds.assumptions if not isinstance(at.value, bool))


def test_a_lever_that_is_taken_away_takes_its_sources_with_it():
    """What is not used is not cited: of a campaign without seeding none of its sources."""
    with_gifts, without = wom.cite("launch"), wom.cite(wom.Scenario.load("launch").varied(campaign=[]))
    assert {"hinz2011", "eisend2021", "boerman2017"} <= {*with_gifts.uses}
    assert not {"hinz2011", "eisend2021", "boerman2017"} & {*without.uses}


def test_a_default_that_is_changed_is_no_sources_any_more():
    """A number that the scenario sets is its own: neither a source's nor an assumption."""
    changed = wom.cite(wom.Scenario.load("launch").varied({"consumer.loss_aversion": 2.0, "consumer.risk_fear": 0.5}))
    assert "tversky1992" in wom.cite("launch").uses
    assert not {"tversky1992", "bauer1960"} & {*changed.uses}
    assert {"consumer.loss_aversion", "consumer.risk_fear"} <= {number.path for number in changed.own}


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("consumer.occasion", 0.0, "wang2003"),
        ("survey.asked", 500, "brown2001"),
        ("consumer.interest", 0.3, "cardell1997"),
        ("campaign.leaders.strategy", "pagerank", "page1999"),
        ("campaign.leaders.strategy", "reverse_reachable", "tang2018"),
        ("network", {"kind": "small_world"}, "watts1998"),
    ],
)
def test_rules_are_cited_where_they_play_a_part(path, value, key):
    """Of what is shared by all markets, and of strategies and generators, only what this one uses."""
    usual = wom.Scenario.load("launch")
    assert (key in wom.cite(usual).uses) != (key in wom.cite(usual.varied({path: value})).uses)


def test_textbook_models_rest_on_their_own_sources():
    used = {*wom.cite("bass").uses}
    assert {"bass1969", "sultan1990"} <= used
    assert not {"nielsen2007", "oliver1980"} & used
    scenario = wom.Scenario.load("bass")
    assert {number.path for number in numbers(scenario) if number.origin == "source"} >= {"model.p", "model.q"}
    assert {rule.of for rule in rules(scenario)} >= {"model", "network"}


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if task.is_kept and name != "validate"])
def test_what_a_task_computes_with_has_sources(name):
    """Each says its own methods, which are there; those of a validation are its cases."""
    places = TASKS[name].methods.split()
    assert places
    assert all(docstrings(place) for place in places)
    assert cited(" ".join(docstrings(place) for place in places))


def test_a_plugins_sources_are_found(own_parts):
    """Of a part of one's own, as of ours: what its docstring and its fields name."""
    own = skeleton("lever", "echo") + '\n\ndef noted():\n    """Source: Akerlof (1970)."""\n'
    (own_parts / "own.py").write_text(own, encoding="utf-8")
    wom.use("own.py")
    scenario = wom.Scenario.load("launch").varied(campaign=[{"kind": "echo"}], plugins=["own.py"])
    grounds = wom.cite(scenario)
    assert "akerlof1970" in grounds.uses
    assert any("own.py" in name for name in grounds.data)


def test_results_say_what_was_varied_and_compared(tmp_path):
    """A sweep's factors are neither sources' nor assumptions; a result is cited as its manifest says, from any file."""
    design = wom.Design(name="tiny", scenario="launch", fixed=TINY, factors={"consumer.risk_fear": [0.3, 0.6]})
    wom.sweep(design, out=tmp_path / "tiny", workers=0)
    grounds = wom.cite(tmp_path / "tiny" / "table.parquet")
    assert grounds.varied == ("consumer.risk_fear",)
    assert "bauer1960" not in grounds.uses
    assert "consumer.risk_fear" not in {number.path for number in (*grounds.assumptions, *grounds.own)}
    assert wom.cite(wom.load_result(tmp_path / "tiny")) == grounds


def test_the_command(tmp_path, monkeypatch):
    """It prints text, BibTeX or JSON, or writes a file; what is neither a result nor a scenario is refused."""
    monkeypatch.chdir(tmp_path)
    status, text, _ = run_wom("cite", "bass")
    assert status == 0
    assert "Bass (1969). A new product growth" in text
    assert "Numbers without a source (1)" in text
    assert run_wom("cite", "bass", "--bibtex")[1].count("\n@") == 10
    table = json.loads(run_wom("cite", "bass", "--json")[1])
    assert {entry["key"] for entry in table["references"]} >= {"bass1969"}
    assert run_wom("cite", "bass", "-o", "bass.bib")[0] == 0
    assert (tmp_path / "bass.bib").read_text(encoding="utf-8") == wom.cite("bass").bibtex
    for words in (["cite", "lounch"], ["cite", str(tmp_path)], ["cite", "bass", "-o", "bass.doc"]):
        status, _, complaint = run_wom(*words)
        assert (status, complaint.count("\n")) == (2, 1)

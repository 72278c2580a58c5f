"""Briefs: a value that comes back from its file and its address, and a market with a plan for each option."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wordofmouth.briefs.answer import Asked
from wordofmouth.briefs.brief import GOODS, KNOWN, TOGETHER, Brief
from wordofmouth.briefs.examples import example, examples
from wordofmouth.errors import LinkError, ScenarioError
from wordofmouth.lab.pages.desk.keep import scenario_toml
from wordofmouth.lab.sharing.briefs import decoded, encoded
from wordofmouth.lab.sharing.links import packed
from wordofmouth.scenario.families.lever import Lever
from wordofmouth.scenario.scenario import Scenario
from wordofmouth.tasks.compare.task import comparable, compare
from wordofmouth.tasks.worlds.finding import meaning
from wordofmouth.tasks.worlds.over import value_of
from wordofmouth.tasks.worlds.task import with_worlds
from wordofmouth.words.catalogue import Words

CHOSEN = ("advertising", "guarantee", "discount", "seeding", "newsletter", "statement")


def levers(names):
    """Return activities of these names, of some kind each."""
    return st.tuples(
        *(st.builds(dict, kind=st.sampled_from(CHOSEN), name=st.just(name), every=st.integers(1, 4)) for name in names)
    )


briefs = st.builds(
    Brief,
    goods=st.sampled_from(GOODS),
    market=st.integers(2_000, 10**7),
    weeks=st.integers(2, 200),
    currency=st.sampled_from(["", "EUR", "£"]),
    start=st.sampled_from(["", "2027-01-04"]),
    known=st.dictionaries(st.sampled_from(KNOWN[:2]), st.floats(0, 1), max_size=2),
    budget=st.floats(0, 1e9),
    always=levers(["a"]),
    feared=levers(["f"]),
    options=levers(["o", "p"]).map(lambda each: [{"title": "É “x” <b>", "lever": lever} for lever in each]),
    together=st.sampled_from(["", "Both"]),
    rival=st.one_of(st.none(), st.just({"name": "Borealis", "price": 50.0})),
)


@settings(max_examples=25)
@given(briefs)
def test_a_brief_comes_back_from_its_file_and_its_address(brief):
    assert Brief.of_toml(brief.toml().encode()) == brief
    assert decoded(encoded(brief)) == brief
    assert brief.with_market(brief.everything()) == brief


@settings(max_examples=15)
@given(briefs)
def test_every_option_is_a_plan_beside_what_is_done_anyway(brief):
    scenario = brief.scenario()
    plain = [lever.label for lever in scenario.campaign]
    assert plain == ["a", "f"]
    expected = {"o": [*plain, "o"], "p": [*plain, "p"]} | ({TOGETHER: [*plain, "o", "p"]} if brief.together else {})
    assert {name: [lever.label for lever in scenario.variant(name).campaign] for name in scenario.variants} == expected


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"goods": "yacht"}, "goods"),
        ({"known": {"network.path": "/etc/passwd"}}, "known"),
        ({"known": {"consumer.risk_fear": -1}}, "risk_fear"),
        ({"product": {"name": "A", "price": -1.0}}, "price"),
        ({"worlds": 5}, "worlds"),
        ({"market": 1_000, "consumers": 2_000}, "market"),
        ({"plugins": ["x.py"]}, "plugins"),
        ({"rates": "/etc/passwd"}, "rates"),
        ({"always": [{"kind": "guarantee"}], "feared": [{"kind": "guarantee"}]}, "same name"),
    ],
)
def test_a_mistake_is_told_with_its_place(changes, told):
    with pytest.raises(ScenarioError, match=told):
        Brief(**changes)


@pytest.mark.parametrize("line", ["", "x", "!" * 9, packed({"brief": []}), packed({"brief": {"goods": "yacht"}})])
def test_no_address_but_a_briefs_leads_to_one(line):
    with pytest.raises(LinkError):
        decoded(line)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", examples())
def test_briefs_that_come_along_can_be_answered(name, language):
    """Nothing in them never acts, nothing costs nothing, and in French nothing is called as in English."""
    brief = example(name, Words(language))
    scenario = brief.scenario()
    for plan in comparable([scenario]):
        assert plan.notes() == []
    titles = [brief.title, brief.plain, *(option.title for option in brief.options)]
    assert language == "en" or not {*titles} & {example(name).title, *(o.title for o in example(name).options)}


def test_the_answer_is_the_commands_to_the_digit(tmp_path):
    """The scenario that is taken away, compared as the command says, gives the same tables, and the same worlds."""
    brief = example("distrust").changed(
        consumers=60, market=600, weeks=4, replications=2, worlds=10, start="2027-01-04"
    )
    asked, told = Asked(brief.scenario(), brief.measure, brief.replications, brief.worlds, brief.seed), []
    answer = asked.answered(told.append)
    path = tmp_path / "distrust.toml"
    path.write_text(scenario_toml(asked.scenario), encoding="utf-8")
    again = compare(str(path), replications=2, measure="profit", seed=0, workers=0)
    assert again.manifest.table_digest == answer.manifest.table_digest
    assert again.manifest.baseline_digest == answer.manifest.baseline_digest
    assert again.labels == answer.labels
    over = with_worlds(again, 10, workers=0).over
    assert (over.outcomes == answer.over.outcomes).all()
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
    assert asked.command("distrust.toml").endswith("--measure profit --replications 2 --seed 0 --worlds 10")


def test_the_size_that_would_fit_does():
    asked = Asked(example("distrust").scenario(), "profit", 20, 50, 0)
    assert asked.fitting(1.0) <= asked.scenario.consumers
    assert asked.fitting(0.5) == 1_000


def test_activities_of_all_kinds_can_be_options():
    for kind in Lever.kinds:
        brief = Brief(options=[{"title": kind, "lever": {"kind": kind}}])
        assert isinstance(brief.scenario(), Scenario)


def test_a_price_of_the_rate_card_is_an_assumption_of_worlds():
    """Whoever asks what turns an answer is told of prices too."""
    scenario = example("distrust").scenario()
    assert value_of(scenario, "rates.manager_week.price") == 900
    assert "rates.manager_week.price" in meaning("rates.manager_week.price", {"a": scenario}, Words("fr"))

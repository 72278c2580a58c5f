"""Games of a site: which campaigns are recorded, what a page says of them, and a game played to its end as a file."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_process import wom
from lab_browser import PHONE, open_browser, serious  # noqa: F401 - a fixture
from page_browser import framed, open_pages, reloaded  # noqa: F401 - a fixture
from playwright.sync_api import expect
from test_page import EVIL, data_of
from wordofmouth.games.games import games
from wordofmouth.games.market import GameMarket
from wordofmouth.games.recorded import Activity, affordable, recorded, thinned, values_of
from wordofmouth.games.tries import evenly, tries
from wordofmouth.pages.site.game import game_page
from wordofmouth.statistics.paired import paired
from wordofmouth.tasks.optimise.goal import Goal
from wordofmouth.words.catalogue import Words

GAME = """
title = "Ours {evil}"
objective = "profit"
budget = 60
[scenario]
title = "A market {evil}"
consumers = 60
weeks = 8
[[scenario.brands]]
name = "Aster"
price = 20
unit_cost = 5
quality = 0.7
[[campaign]]
kind = "advertising"
cost_per_contact = 1
[[campaign]]
kind = "seeding"
count = 5
cost_per_gift = 10
[vary]
"campaign.advertising" = "optional"
"campaign.advertising.reach" = [0.05, 0.1, 0.2]
"campaign.seeding" = "optional"
"campaign.seeding.count" = {{ from = 1, to = 9 }}
"""


@pytest.fixture(scope="module", name="own")
def own_game(tmp_path_factory):
    """Write a game as a teacher does; return its file."""
    path = tmp_path_factory.mktemp("own") / "ours.toml"
    evil = EVIL.replace('"', '\\"').replace("\u202e", "\\u202e").replace("\u2066", "\\u2066")
    path.write_text(GAME.format(evil=evil), encoding="utf-8")
    return path


@pytest.fixture(scope="module", name="page")
def one_page(own):
    return game_page(Goal.load(own))


@pytest.fixture(scope="module", name="file")
def one_file(page, tmp_path_factory):
    path = tmp_path_factory.mktemp("site") / "games" / "ours.html"
    path.parent.mkdir()
    path.write_text(page, encoding="utf-8")
    return path


def test_what_is_recorded_is_what_the_market_does(own):
    """Each campaign under its own seeds: what was chosen by the tries is judged where it was not."""
    goal, market = Goal.load(own), GameMarket(Goal.load(own))
    game = recorded(goal, tried=range(3), judged=range(3, 9))
    assert game.best is not None
    best = market.simulated(goal.scenario_at(values_of(game.activities, game.best)), 1, range(3, 9))
    for chosen, campaign in game.campaigns.items():
        scenario = goal.scenario_at(values_of(game.activities, chosen))
        trial = market.simulated(scenario, 1, range(3))
        assert campaign.trial.value == trial.value.mean()
        assert campaign.trial.course[-1] == pytest.approx(campaign.trial.value)
        assert (campaign.judged is not None) == (trial.cost.mean() <= goal.budget)
        if campaign.judged and campaign.behind:
            verdict = market.simulated(scenario, 1, range(3, 9))
            assert campaign.judged.value == verdict.value.mean()
            assert campaign.behind.mean == paired(verdict.value, best.value).mean
    within = [campaign.trial.value for campaign in game.campaigns.values() if campaign.judged]
    assert game.campaigns[game.best].trial.value == max(within)


@given(
    st.lists(st.lists(st.floats(0, 100), min_size=1, max_size=6), min_size=1, max_size=7),
    st.floats(1, 300),
    st.integers(1, 40),
)
def test_campaigns_are_few_and_seem_to_keep_to_the_budget(costs, budget, most):
    """Of each activity one choice at least is there; to leave all out is always a campaign."""
    activities = [
        Activity(
            f"a{place}", [{f"campaign.a{place}": False}, *({"x": k} for k in range(len(each)))], [0.0, *sorted(each)]
        )
        for place, each in enumerate(costs)
    ]
    few = thinned(activities, budget, most)
    chosen = list(affordable(few, budget, most))
    assert 1 <= len(chosen) <= most
    assert (0,) * len(few) in chosen
    assert len({*chosen}) == len(chosen)
    for each in chosen:
        assert sum(few[k].costs[place] for k, place in enumerate(each)) <= budget * (1 + 1e-9)
    for thin, whole in zip(few, activities, strict=True):
        assert 2 <= len(thin.choices) <= len(whole.choices)
        assert thin.choices[0] == whole.choices[0]


def test_both_sides_of_a_dilemma_can_be_chosen():
    """Of a promise: to keep it and to break it, which differ most in cost."""
    goal = Goal.load(games()["rival_promise"])
    values = tries(goal, "campaign.guarantee", 5, 12)
    assert {each["campaign.guarantee.honoured"] for each in values} == {0.0, 1.0}
    assert evenly([*range(9)], 3) == [0, 4, 8]
    assert evenly([*range(9)], 1) == [4]


def test_a_page_says_what_was_recorded_and_its_hostile_words_are_text(page, own):
    data, goal = data_of(page), Goal.load(own)
    assert "<img" not in page
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
    assert page == game_page(goal)
    assert data["budget"] == goal.budget
    for key, campaign in data["campaigns"].items():
        assert len(key.split()) == len(data["activities"])
        assert len(campaign["trial"]["course"]) == goal.base.weeks
    assert all(activity["choices"][0] == {"en": None, "fr": None} for activity in data["activities"])


def choose(page, places):
    """Tick activities and choose what is to be done of each."""
    for number, place in enumerate(places):
        lever = page.locator(f"#composer .lever:nth-of-type({number + 1})")
        lever.get_by_role("checkbox").set_checked(place > 0)
        if place:
            lever.locator(f"input[type=radio][value='{place}']").check()


def test_a_game_is_played_to_its_end(opened, file):
    """Too dear, tried, handed in, compared by the interval; kept over a reload; on a phone, in French."""
    say = Words("fr")
    page = opened(file, PHONE, "fr", "#result h2")
    data = page.evaluate("game.data")
    dear = [len(activity["choices"]) - 1 for activity in data["activities"]]
    assert " ".join(map(str, dear)) not in data["campaigns"]
    choose(page, dear)
    page.get_by_role("button", name=say("class.try")).click()
    expect(page.locator("#result [role=status]")).to_have_text(say("class.too_dear"))
    expect(page.get_by_role("button", name=say("class.hand_in"))).to_be_disabled()
    behind = {key: each["behind"]["mean"] for key, each in data["campaigns"].items() if each["judged"]}
    worst = max(behind, key=lambda key: behind[key])
    choose(page, [int(place) for place in worst.split()])
    page.get_by_role("button", name=say("class.try")).click()
    page.get_by_role("button", name=say("class.hand_in")).click()
    expect(page.locator("#debrief")).to_be_visible()
    told = data["campaigns"][worst]["behind"]
    sentence = page.locator("#debrief .verdict").inner_text()
    assert (sentence == say("pages.game.not_apart")) == (not told["told"] or told["low"] is None)
    ahead = sum(
        each["judged"]["value"] > data["campaigns"][worst]["judged"]["value"]
        for each in data["campaigns"].values()
        if each["judged"]
    )
    expect(page.locator("#debrief")).to_contain_text(say("pages.game.ranked", count=len(behind), ahead=ahead))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reloaded(page, "#debrief .verdict")
    expect(page.locator("#debrief .verdict")).to_have_text(sentence)
    expect(page.locator("#kept")).to_have_text(say("pages.game.kept"))
    assert page.locator("img").count() == 0


def test_the_page_around_is_told_of_the_end(opened, file, tmp_path):
    """In a frame in which nothing is kept, and the page says so."""
    page = opened(framed(file, tmp_path), ready="iframe")
    inside = page.frames[1]
    inside.wait_for_selector("#result h2")
    expect(inside.locator("#kept")).to_contain_text("This browser keeps nothing")
    inside.get_by_role("button", name="Try it").click()
    inside.get_by_role("button", name="Hand in this campaign").click()
    expect(page).to_have_title(re.compile('"event":"completed","game":"ours"'))


def test_an_audit_finds_nothing_serious(opened, file):
    page = opened(file, bypass_csp=True, ready="#result h2")
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("button", name="Hand in this campaign").click()
    assert serious(page) == []


def test_the_site_has_the_game_its_sheets_and_previews(own, tmp_path):
    """With an address each page says what a link to it shows, without one nothing stands there."""
    code, _, mistakes = wom("site", tmp_path / "site", own, "--only", "--workers", 0, "--url", "https://example.org/a")
    assert (code, mistakes) == (0, "")
    places = sorted(str(path.relative_to(tmp_path / "site")) for path in (tmp_path / "site").rglob("*.html"))
    assert places == ["games/ours.html", "handouts/en/ours.html", "handouts/fr/ours.html", "index.html"]
    front = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert 'href="games/ours.html"' in front
    assert '<meta property="og:url" content="https://example.org/a/">' in front
    assert 'content="https://example.org/a/games/ours.html"' in (tmp_path / "site" / places[0]).read_text(
        encoding="utf-8"
    )
    code, _, mistakes = wom("site", tmp_path / "other", own, "--only", "--url", "example.org")
    assert (code, len(mistakes.splitlines())) == (2, 1)
    assert "https://" in mistakes

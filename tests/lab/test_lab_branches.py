"""What if from here: what is changed holds from a week on, on the page, in its link, and in what it tells."""

import contextlib
import io
import re

import numpy as np
import pytest
from lab_browser import visit
from playwright.sync_api import expect
from wordofmouth.errors import LinkError, ScenarioError
from wordofmouth.instruments.story.story import story
from wordofmouth.lab.server.session import Session, readable
from wordofmouth.lab.server.visitors import Visitors
from wordofmouth.lab.sharing.exports import table
from wordofmouth.lab.sharing.links import decode, encode
from wordofmouth.lab.sharing.recipes import python_through
from wordofmouth.market.market import Market
from wordofmouth.player.recording import Recording
from wordofmouth.scenario.scenario import Scenario

WORSE = {"brand.quality": 0.3}
# What a page shows: who has bought, the run's key, and its link; and whether that is another run by now.
SHOWN = "[labPlayer.recording.measures.buyers, labPlayer.recording.key, location.search]"
ANOTHER = "([key, link]) => labPlayer.recording.key !== key && labPlayer.recording.over && location.search !== link"


@pytest.fixture(scope="module")
def scenario():
    return readable(Scenario.load("launch")).varied({"variants": {}})


def recorded(scenario, stages=()):
    recording = Recording(scenario, 3, stages=stages)
    recording.want()
    recording.record()
    assert not recording.error
    return recording


def states(recording):
    return recording.states_of(np.arange(recording.network.n))


def test_a_recording_goes_through_scenarios_as_a_market_that_branches(scenario):
    """Until each week it is as it was; from there on it is the branch of a branch, to the bit, and its words too."""
    worse, dearer = scenario.varied(WORSE), scenario.varied(WORSE | {"brand.price": 90.0})
    one, other = recorded(scenario), recorded(dearer, ((scenario, 12), (worse, 21)))
    market = Market(scenario, 3)
    for week in range(1, scenario.weeks + 1):
        market.step()
        assert (states(other)[week] == market.states()).all()
        if week in (12, 21):
            market = market.branch(WORSE if week == 12 else {"brand.price": 90.0})
    assert (states(other)[:13] == states(one)[:13]).all()
    assert (states(other)[-1] != states(one)[-1]).any()
    assert other.measures["buyers"] == [values[0] for values in market.history["buyers"]]
    assert {len(values) for values in other.measures.values()} == {scenario.weeks}
    assert other.key != recorded(dearer).key


def test_what_is_told_of_it_is_of_the_branch(scenario):
    """The table, and the story of whoever bought only as it was."""
    worse = scenario.varied(WORSE)
    stages = ((scenario, 12),)
    market = Market(scenario, 3)
    while market.week < 12:
        market.step()
    market = market.branch(WORSE)
    market.run()
    rows = table(worse, 3, stages).splitlines()
    columns = market.table()
    assert rows[-1].split(",")[list(columns).index("buyers")] == str(columns["buyers"][-1])
    one, other = states(recorded(scenario))[-1], states(recorded(worse, stages))[-1]
    changed = int(np.flatnonzero(one != other)[0])
    tales = [story(scenario, changed, 3), story(worse, changed, 3, stages=stages)]
    assert tales[0].text != tales[1].text
    until = [[event for event in tale.events if event.week <= 12] for tale in tales]
    assert until[0] == until[1]


def test_its_link_leads_to_it_and_a_forged_one_nowhere(scenario):
    worse = scenario.varied(WORSE)
    shared = decode(encode(worse, 3, ((scenario, 12),)))
    ((before, week),) = shared.stages
    assert (shared.scenario.digest, before.digest, week, shared.seed) == (worse.digest, scenario.digest, 12, 3)
    fewer = scenario.varied({"consumers": 100})
    for stages in (((scenario, 0),), ((scenario, 60),), ((scenario, 12), (worse, 12)), ((fewer, 12),)):
        with pytest.raises(LinkError):
            decode(encode(worse, 3, stages))


def test_its_recipe_is_python_that_runs_it(scenario):
    """Also where a lever is added on the way, which no path says."""
    campaign = [*(lever.model_dump() for lever in scenario.campaign), {"kind": "guarantee", "coverage": 0.5}]
    later = scenario.varied({"campaign": campaign})
    text = python_through(((scenario, 12),), later, 3, "launch")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(text.replace("print(market.table())", "print(market.table()['buyers'][-1])"), {})
    assert float(said.getvalue()) == recorded(later, ((scenario, 12),)).measures["buyers"][-1]


def test_a_session_branches_and_goes_back(scenario):
    session = Session(Visitors().enter())
    session.begin(scenario, 3)
    session.go_on_from(12)
    assert session.stages == ((scenario, 12),)
    session.change(WORSE)
    assert session.stages == ((scenario, 12),)
    with pytest.raises(ScenarioError, match="settled as the run began"):
        session.change({"consumers": 100})
    session.go_on_from(20)
    session.reseed(4)
    assert [week for _, week in session.stages] == [12, 20]
    assert session.recording.stages == session.stages
    # From an earlier week on: what was changed later is as if it had not been.
    session.go_on_from(6)
    assert (session.stages, session.scenario) == (((scenario, 6),), scenario)
    session.change(WORSE)
    session.go_on_from_start()
    assert (session.stages, session.scenario.brands[0].quality) == ((), 0.3)
    session.go_on_from(8)
    session.begin(scenario)
    assert session.stages == ()


def test_on_the_page_a_slider_holds_from_the_week_that_is_shown(browser, lab):
    """The curve until then stays, the page says from when on, and its address leads there again."""
    with visit(browser, lab) as page:
        page.wait_for_function("globalThis.labPlayer?.recording?.over && labPlayer.board.begun && location.search")
        page.evaluate("labPlayer.playing = false; labPlayer.seek(12)")
        before, key, link = page.evaluate(SHOWN)
        page.get_by_role("button", name="From here on").click()
        expect(page.locator(".lineage")).to_contain_text("Branched after week 12")
        page.wait_for_function(ANOTHER, arg=[key, link])
        _, key, link = page.evaluate(SHOWN)
        page.locator("[data-path='brand.quality']").get_by_role("slider").fill("30")
        page.wait_for_function(ANOTHER, arg=[key, link])
        after, *_ = page.evaluate(SHOWN)
        assert after[:12] == before[:12]
        assert after[-1] < before[-1]
        assert page.evaluate("labPlayer.week") == 12
        with visit(browser, lab, page.evaluate("`/${location.search}`")) as other:
            other.wait_for_function("globalThis.labPlayer?.recording?.over && labPlayer.board.begun")
            assert other.evaluate("labPlayer.recording.measures.buyers") == after
            expect(other.locator(".lineage")).to_contain_text("Branched after week 12")
        page.get_by_role("button", name=re.compile("From the first week")).click()
        expect(page.locator(".lineage")).to_be_hidden()

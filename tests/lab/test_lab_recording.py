"""Recordings: recorded as the market is, shared, bounded, and stopped when nobody looks; laid out; told to the page."""

import json
import threading
from collections import deque

import numpy as np
import pytest
from patience import PATIENCE, until
from wordofmouth.errors import LimitReached
from wordofmouth.lab.server import session as sessions
from wordofmouth.lab.server import visitors
from wordofmouth.lab.server.session import Session, readable
from wordofmouth.lab.server.visitors import IDLE, Visitors
from wordofmouth.lab.sharing.exports import svg, table
from wordofmouth.lab.sharing.recipes import differences, python, toml
from wordofmouth.market.market import Market
from wordofmouth.market.run import DETERRED, DISAPPOINTED, OWNER, STATES, UNAWARE
from wordofmouth.networks.network import Network
from wordofmouth.player import recording as recordings
from wordofmouth.player.layout import MOST_PACKED, layout
from wordofmouth.player.packing import around, drawn
from wordofmouth.player.recorders import Recorders
from wordofmouth.player.recording import Recording, Recordings, key_of, observed
from wordofmouth.runs.begun import weeks_through
from wordofmouth.runs.networks import SHARED
from wordofmouth.runs.simulate import simulate
from wordofmouth.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def scenario():
    return readable(Scenario.load("launch"))


@pytest.fixture(scope="module")
def recorded(scenario):
    recording = Recording(scenario, 3)
    recording.want()
    recording.record()
    return recording


def unpacked(packed):
    length = int.from_bytes(packed[:4], "little")
    return json.loads(packed[4 : 4 + length]), packed[4 + length :]


def test_a_life_is_the_market_week_by_week(scenario, recorded):
    market = Market(scenario, 3)
    everyone = recorded.states_of(np.arange(market.n))
    assert (everyone[0] == market.states()).all()
    for week in range(1, scenario.weeks + 1):
        market.step()
        assert (everyone[week] == market.states()).all()
    for name in ("buyers", "aware", "new_buyers"):
        assert recorded.measures[name] == [values[0] for values in market.history[name]]
    assert recorded.is_whole


def test_states_are_what_the_measures_count(scenario):
    """Owners have it, the unaware do not know it, and whoever is deterred is neither."""
    market = Market(scenario, 1)
    market.run()
    found, brand_states = market.states(), market.brand_states[:, 0]
    assert ((found >= OWNER) == brand_states.owner).all()
    assert ((found == UNAWARE) == ~brand_states.aware).all()
    assert ((found == DISAPPOINTED) == (brand_states.owner & (brand_states.satisfaction < 0))).all()
    assert (brand_states.criticism[found == DETERRED] > 0).all()


@pytest.mark.parametrize("model", ["bass", "bad_news", "negative_cascade", "threshold_cascade"])
def test_a_textbook_has_states_too(model):
    run = simulate(Scenario().varied({"model.kind": model, "consumers": 400}), seed=0)
    found = run.states()
    assert found.max() < len(STATES)
    assert (found == OWNER).sum() <= run.history["buyers"][-1][0] <= (found >= OWNER).sum()


def test_the_page_is_told_what_was_recorded(recorded):
    header, body = unpacked(recorded.weeks(0))
    assert (header["first"], header["count"], header["over"]) == (0, 53, True)
    found = np.frombuffer(body[: 53 * 360], np.uint8).reshape(53, 360)
    assert (found == recorded.states_of(np.arange(360))).all()
    start = 53 * 360 + -(53 * 360) % 4
    words = np.frombuffer(body[start:], np.int32).reshape(-1, 3)
    assert len(words) == sum(header["words"])
    assert set(words[:, 2]) <= {-1, 1}
    assert words[:, :2].min() >= 0
    assert len(header["measures"]["buyers"]) == 52


def test_weeks_can_be_asked_for_in_parts(recorded):
    whole, _ = unpacked(recorded.weeks(0))
    parts, first = [], 0
    while first < 53:
        header, _ = unpacked(recorded.weeks(first, most_bytes=5 * 360))
        assert header["first"] == first
        parts += header["measures"]["buyers"]
        first += header["count"]
    assert parts == whole["measures"]["buyers"]


def test_a_map_holds_everybody(recorded):
    header, body = unpacked(drawn(recorded))
    n, ties, communities = header["consumers"], header["ties"], header["communities"]
    assert (n, header["crowd"]) == (360, False)
    assert len(body) == 8 * n + 12 * communities + 4 * n + 8 * ties + ties + n
    header, body = unpacked(around(recorded, recorded.network, 5))
    ids = np.frombuffer(body[: 4 * header["consumers"]], np.int32)
    network = recorded.network
    assert ids.tolist() == [5, *network.targets[network.starts[5] : network.starts[6]]]


def test_a_crowd_is_counted_by_community(scenario, monkeypatch):
    monkeypatch.setattr(recordings, "CROWD", 100)
    recording = Recording(scenario, 3)
    recording.want()
    recording.record()
    header, body = unpacked(recording.weeks(0))
    communities = recording.network.n_communities
    counts = np.frombuffer(body[: 4 * 6 * communities], np.uint32).reshape(communities, 6)
    assert (counts.sum(axis=1) == np.bincount(recording.network.community)).all()
    assert header["size"] == 24 * communities


def test_a_run_is_recorded_once_for_all_who_ask(scenario):
    begun = []
    kept = Recordings(start=lambda recording: (begun.append(recording), recording.record()))
    one, other = kept.ask(scenario, 1), kept.ask(scenario, 1)
    assert one is other
    assert len(begun) == 1
    assert kept.get(key_of(scenario, 1)) is one
    assert kept.ask(scenario, 2) is not one


def test_what_nobody_wants_stops_and_makes_room(scenario):
    kept = Recordings(most_bytes=100_000, start=lambda recording: recording.record())
    asked = [kept.ask(scenario, seed) for seed in range(6)]
    for recording in asked[:-1]:
        kept.leave(recording)
    assert kept.nbytes <= 100_000 + asked[-1].nbytes
    assert kept.get(asked[-1].key) is asked[-1]
    assert kept.get(asked[0].key) is None
    unwanted = Recording(scenario, 9)
    unwanted.record()
    assert unwanted.is_over
    assert not unwanted.is_whole
    assert kept.ask(scenario, 9).is_whole


def test_what_nobody_has_wanted_for_a_while_is_forgotten(scenario, monkeypatch):
    kept = Recordings(start=lambda recording: recording.record())
    watched, *others = (kept.ask(scenario, seed) for seed in range(12))
    for recording in others:
        kept.leave(recording)
    kept.free_idle()
    assert len(kept) == 12
    monkeypatch.setattr(recordings, "IDLE", 0.0)
    kept.free_idle()
    assert len(kept) == 1
    assert kept.get(watched.key) is watched
    assert kept.nbytes == watched.nbytes > watched.network.targets.nbytes + 53 * 360


def test_visitors_cannot_watch_more_than_there_is_room_for(scenario):
    kept = Recordings(most_watched=1_200_000, start=lambda recording: recording.record())
    asked = [kept.ask(scenario, seed) for seed in range(3)]
    with pytest.raises(LimitReached):
        kept.ask(scenario.varied({"consumers": 20_000}), 0)
    kept.leave(kept.ask(scenario, 0))
    for recording in asked:
        kept.leave(recording)
    kept.ask(scenario.varied({"consumers": 20_000}), 0)


def test_a_life_that_stopped_half_way_is_begun_anew_and_never_taken_for_whole(scenario):
    recording = Recording(scenario, 3)
    recording.want()
    recording.leave()
    recording.record()
    assert recording.is_over
    assert not recording.want()
    whole = Recording(scenario, 3)
    whole.want()
    whole.record()
    whole.leave()
    assert whole.want()


def test_a_small_market_does_not_wait_for_the_large_ones(scenario):
    recorders, order, gate = Recorders(most=1), [], threading.Event()

    class Watched(Recording):
        def slices(self):
            gate.wait(PATIENCE)
            order.append(self.scenario.consumers)
            yield from ()

    lived = [Watched(scenario.varied({"consumers": people}), 0) for people in (300, 3_000, 2_000, 200)]
    for recording in lived:
        recorders.record(recording)
    gate.set()
    until(lambda: len(order) == 4)
    assert order[-2:] == [2_000, 3_000]


def test_a_session_gives_back_what_it_took(scenario, monkeypatch):
    kept, now, shown = Recordings(start=lambda recording: recording.record()), [0.0], []
    monkeypatch.setattr(sessions, "RECORDINGS", kept)
    monkeypatch.setattr(recordings, "IDLE", 0.0)
    house = Visitors(clock=lambda: now[0])
    session = Session(house.enter())
    session.shown = lambda recording, fresh: shown.append((recording, fresh))
    session.open()
    session.choose("launch")
    session.change({"brand.quality": 0.4})
    session.reseed(7)
    kept.free_idle()
    assert len(kept) == 1
    assert [fresh for _, fresh in shown] == [True, False, False]
    # Whoever is idle long enough rests, and finds her market again when she comes back.
    now[0] = IDLE + 1
    visitors.free_idle()
    kept.free_idle()
    assert (len(house), len(kept)) == (0, 0)
    assert session.recording.is_whole
    assert session.recording.key == shown[-1][0].key
    # Whoever left asks for nothing more, be it that her page is only now ready to.
    session.leave()
    session.choose("bloggers")
    kept.free_idle()
    assert len(kept) == 0
    assert len(shown) == 3


def test_what_is_refused_changes_nothing(scenario):
    session = Session(Visitors().enter())
    with pytest.raises(LimitReached):
        session.begin(Scenario().varied({"consumers": 300_000}), 5, preset="x")
    assert (session.preset, session.seed, session.scenario.consumers) == ("launch", 0, 360)


def test_what_goes_wrong_is_said(tmp_path):
    file = tmp_path / "ties.csv"
    file.write_text("source,target\nann,bob\n")
    scenario = Scenario().varied({"network.kind": "file", "network.path": str(file)})
    file.write_text("nonsense")
    recording = Recording(scenario, 0)
    recording.want()
    recording.record()
    assert recording.is_over
    assert "network" in recording.error
    assert unpacked(drawn(recording))[0]["error"]


@pytest.mark.parametrize("kind", ["communities", "small_world", "scale_free", "lattice", "complete"])
def test_nobody_stands_on_anybody_and_communities_are_apart(kind):
    market = Market(readable(Scenario.load("launch")).varied({"network.kind": kind, "consumers": 200}), 0)
    found = layout(market.network)
    assert np.isfinite(found.places).all()
    away = np.hypot(*(found.places[:, None] - found.places[None]).transpose(2, 0, 1))
    assert np.partition(away + 9 * np.eye(len(away)), 1, axis=1)[:, 0].mean() > 0.5
    inside = np.hypot(*(found.places - found.centres[market.network.community, :2]).T)
    assert (inside <= 1.07 * found.centres[market.network.community, 2]).all()
    between = np.hypot(*(found.centres[:, None, :2] - found.centres[None, :, :2]).transpose(2, 0, 1))
    touching = between - found.centres[:, 2][:, None] - found.centres[:, 2][None]
    assert (touching + 99 * np.eye(len(between)) > 0).all()


def test_a_layout_is_kept_and_is_always_the_same():
    network = Market(Scenario.load("small"), 0).network
    assert layout(network) is layout(network)
    again = Network(network.starts.copy(), network.targets.copy(), network.strong.copy(), network.community.copy())
    assert layout(again) is layout(network)


def test_many_threads_may_ask_for_one_layout():
    network = Market(Scenario.load("small"), 5).network
    found = []
    threads = [threading.Thread(target=lambda: found.append(layout(network).places.sum())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1


def test_the_recipes_describe_the_same_market(scenario, tmp_path):
    other = scenario.varied({"brand.quality": 0.5, "consumer.scepticism": 0.7})
    changes = differences(other, "launch")
    assert changes["brand.quality"] == 0.5
    said = Scenario.load("launch").varied(changes)
    assert said.varied({"name": other.name, "title": other.title}).digest == other.digest
    assert "'brand.quality': 0.5" in python(other, 0, "launch")
    file = tmp_path / "my_market.toml"
    file.write_text(toml(other), encoding="utf-8")
    assert Scenario.load(file).digest == other.digest
    assert differences(other.varied({"campaign": []}), "launch") is None
    assert differences(other, "") is None


def test_the_exports_are_the_run(scenario, recorded):
    market = Market(scenario, 3)
    market.run()
    lines = table(scenario, 3).splitlines()
    assert lines[0].split(",") == list(market.table())
    assert len(lines) == 1 + len(market.table()["week"])
    picture = svg(recorded, 10, "a < b & c")
    assert "<title>a &lt; b &amp; c</title>" in picture
    assert picture.count("<use") == 360


def test_very_many_communities_are_laid_out_all_the_same():
    """More than can be pushed apart pair by pair stay where they began, none upon another."""
    n = 2 * (MOST_PACKED + 1)
    pairs = np.arange(n, dtype=np.int32)
    network = Network.from_ties(n, pairs[::2], pairs[1::2], np.ones(n // 2, bool), community=pairs // 2)
    centres = layout(network, members=False).centres
    assert centres.shape == (n // 2, 3)
    assert np.isfinite(centres).all()
    assert len(np.unique(centres[:, :2].round(2), axis=0)) == n // 2


def test_people_are_those_who_are_seen_and_money_is_of_the_whole_market():
    """Each of 100 consumers stands for ten: no more than 100 are shown, and the money is ten times as much."""
    base = Scenario.load("small").varied({"consumers": 100, "weeks": 20, "campaign": [], "brand.known_by": 0.5})
    shown = []
    for market in (0, 1_000):
        run = deque(weeks_through((), base.varied(market=market), seed=0, networks=SHARED), maxlen=1).pop()
        shown.append(observed(run, 20))
    alone, scaled = shown
    assert alone["aware"][-1] > 0
    for name in alone.keys() - {"revenue", "campaign_cost", "profit"}:
        assert scaled[name] == alone[name]
    for name in ("revenue", "campaign_cost", "profit"):
        assert scaled[name] == pytest.approx([10 * value for value in alone[name]])

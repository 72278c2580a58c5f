"""The log of what was said: whole it is the market's own count, and nothing is heard where no word could come from."""

import json

import numpy as np
import pyarrow.csv
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import scenarios, seeds, shares
from wordofmouth import Market, Scenario, ScenarioError
from wordofmouth.instruments import log as instruments
from wordofmouth.instruments.log import listen
from wordofmouth.instruments.message_log import message_log
from wordofmouth.scenario.families.lever import Lever

# What is said there others can read online.
ONLINE = ("acquaintances", "leaders", "community", "reviews")

SMALL = Scenario.load("small")


def weeks_of(market):
    while market.week < market.scenario.weeks:
        market.step()
        yield market


def ties_of(market, i):
    """Return to whom a consumer talks, as a friend and as an acquaintance."""
    ties = market.network.targets[market.network.starts[i] : market.network.starts[i + 1]].tolist()
    return ties[: market.network.strong[i]], ties[market.network.strong[i] :]


@settings(max_examples=60)
@given(scenario=scenarios(), seed=seeds)
def test_the_whole_log_is_what_the_market_counts(scenario, seed):
    """By week, brand and channel: praise and criticism heard; and all that is posted, review by review."""
    reviews = np.zeros((len(scenario.brands), 5), np.int64)
    for market in weeks_of(Market(scenario, seed, record={"messages"})):
        log, latest = message_log(market), {name: values[-1] for name, values in market.history.items()}
        heard = log[~log.posted]
        for place, channel in enumerate(market.channels):
            for valence, word in ((1, "praise"), (-1, "criticism")):
                of_this = heard[(heard.channel == place) & (heard.valence == valence)]
                counted = np.bincount(of_this.brand, minlength=len(scenario.brands))
                assert np.array_equal(counted, latest[f"{word}_{channel.kind}"])
        posted = log[log.posted]
        for post in posted[posted.stars > 0]:
            reviews[post.brand, post.stars - 1] += 1
        assert len(posted) == len(market.posts)
        assert np.all((posted.valence > 0) == np.where(posted.stars > 0, posted.stars > 3, posted.valence > 0))
        assert np.all(log.week == market.week)
    won_back = [lever for lever in scenario.campaign if lever.kind == "community_manager"]
    if not won_back:
        assert np.array_equal(reviews, market.review_pool.stars)


@settings(max_examples=60)
@given(scenario=scenarios(sorted(set(Lever.kinds) - {"fake_reviews", "community_manager"})), seed=seeds)
def test_what_is_heard_comes_along_ties_audiences_and_memberships(scenario, seed):
    """Friends hear friends, acquaintances and readers are online, a forum has only what its members have posted."""
    on_forum, on_site = set(), set()
    for market in weeks_of(Market(scenario, seed, record={"messages"})):
        log, online = message_log(market), market.consumers.online
        kinds = [channel.kind for channel in market.channels]
        addressed = {int(i) for reached, _ in market.contacts for i in reached}
        starts, followers = market.audiences
        for said in log[~log.posted & (log.membership == 0)]:
            speaker, hearer, kind = int(said.speaker), int(said.hearer), kinds[said.channel]
            community = int(market.consumers.community[hearer])
            assert hearer >= 0
            assert (speaker >= 0) == (kind in ("friends", "acquaintances", "leaders"))
            if kind == "friends":
                assert hearer in ties_of(market, speaker)[0]
            elif kind == "acquaintances":
                assert hearer in ties_of(market, speaker)[1]
                assert online[hearer]
                assert online[speaker]
            elif kind == "leaders":
                assert hearer in followers[starts[speaker] : starts[speaker + 1]]
            elif kind == "community":
                assert online[hearer]
                assert (community, int(said.brand), int(said.valence)) in on_forum
            elif kind == "reviews":
                assert online[hearer]
                assert hearer in market.shoppers
                assert (int(said.brand), int(said.valence)) in on_site
            elif kind == "news":
                assert any(hearer in readers and said.brand == brand for readers, brand, _ in market.news)
            else:
                assert hearer in addressed
        for said in log[log.posted]:
            assert said.hearer == -1
            assert kinds[said.channel] == ("reviews" if said.stars else "community")
            if said.stars:
                on_site.add((int(said.brand), int(said.valence)))
            else:
                on_forum.add((int(market.consumers.community[said.speaker]), int(said.brand), int(said.valence)))


@settings(max_examples=40)
@given(scenario=scenarios(), seed=seeds, share=shares())
def test_a_sample_is_a_part_of_the_log_whatever_else_is_kept(scenario, seed, share):
    """In the same order; and which rows of a channel are kept does not depend on which channels are asked for."""
    for market in weeks_of(Market(scenario, seed, record={"messages"})):
        whole, kept = message_log(market).tolist(), message_log(market, share).tolist()
        left = iter(whole)
        assert all(row in left for row in kept)
        apart = message_log(market, share, ("friends", "reviews")).tolist()
        places = [place for place, channel in enumerate(market.channels) if channel.kind in ("friends", "reviews")]
        assert apart == [row for row in kept if row[4] in places]


def test_the_share_that_is_kept_is_the_share_that_was_asked_for():
    """Of the 215,446 rows of the launch, to five standard deviations."""
    market = Market(Scenario.load("launch"), 0, record={"messages"})
    whole, kept = np.array([(len(message_log(m)), len(message_log(m, 0.1))) for m in weeks_of(market)]).sum(axis=0)
    assert abs(kept - 0.1 * whole) < 5 * (0.1 * 0.9 * whole) ** 0.5


def test_within_a_week_all_is_in_order():
    """What is heard comes in the order of its moments, reviews are read after that, and posts are written last."""
    for market in weeks_of(Market(SMALL, 2, record={"messages"})):
        log, reviews = message_log(market), [channel.kind for channel in market.channels].index("reviews")
        stage = np.where(log.posted, 2, log.channel == reviews)
        assert np.all(np.diff(stage) >= 0)


def expected_rows(seed, share, kinds=()):
    market = Market(SMALL, seed, record={"messages"})
    names = [channel.kind for channel in market.channels]
    return [
        {
            "week": week,
            "event": "posted" if posted else "heard",
            "from": speaker if speaker >= 0 else None,
            "to": hearer if hearer >= 0 else None,
            "channel": names[place],
            "brand": SMALL.brands[brand].name,
            "valence": valence,
            "stars": stars or None,
        }
        for each in weeks_of(market)
        for week, speaker, hearer, brand, place, valence, stars, posted, _ in message_log(each, share, kinds).tolist()
    ]


@settings(max_examples=10)
@given(seed=st.integers(0, 1000), share=st.sampled_from([0.05, 0.5, 1.0]), online=st.booleans())
def test_the_file_holds_the_log(tmp_path_factory, seed, share, online):
    """Row by row, a row group for each week, as CSV too; and the counts of what was written are right."""
    folder = tmp_path_factory.mktemp("log")
    log = listen(SMALL, folder / "log.parquet", seed=seed, share=share, online=online)
    listen(SMALL, folder / "log.csv", seed=seed, share=share, online=online)
    rows = expected_rows(seed, share, ONLINE if online else ())
    file = pyarrow.parquet.ParquetFile(folder / "log.parquet")
    assert file.num_row_groups == SMALL.weeks
    assert file.read().to_pylist() == rows
    labels = {key.decode(): value.decode() for key, value in file.schema_arrow.metadata.items()}
    assert labels["wordofmouth.scenario_digest"] == SMALL.digest
    assert labels["wordofmouth.seed"] == str(seed)
    assert pyarrow.csv.read_csv(folder / "log.csv").num_rows == log.rows == len(rows)
    for event, counts in (("heard", log.heard), ("posted", log.posted)):
        found = {
            kind: tuple(
                sum((row["event"], row["channel"], row["valence"]) == (event, kind, valence) for row in rows)
                for valence in (1, -1, 0)
            )
            for kind in counts
        }
        assert found == counts
    assert sum(sum(side) for counts in (log.heard, log.posted) for side in counts.values()) == log.rows
    assert json.dumps(log.heard)


def test_a_log_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    def fails_later(market, *how):
        if market.week > 3:
            raise RuntimeError("no more")
        return message_log(market, *how)

    monkeypatch.setattr(instruments, "message_log", fails_later)
    for name in ("log.parquet", "log.csv"):
        with pytest.raises(RuntimeError, match="no more"):
            listen(SMALL, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_silent_market_leaves_a_log_without_rows(tmp_path):
    log = listen(SMALL.without_campaign(), tmp_path / "log.parquet")
    assert (log.rows, log.heard, log.posted) == (0, {}, {})
    assert pyarrow.parquet.read_table(tmp_path / "log.parquet").column_names[:3] == ["week", "event", "from"]


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({"share": 0.0}, "share: 0 is not allowed: must be above 0"),
        ({"channels": ["freinds"]}, "no channel is called 'freinds'; did you mean 'friends'"),
        ({"channels": ["friends"], "online": True}, "what friends bring is not said online"),
    ],
)
def test_what_cannot_be_listened_to_is_refused(tmp_path, how, complaint):
    with pytest.raises(ScenarioError, match=complaint):
        listen(SMALL, tmp_path / "log.parquet", **how)
    with pytest.raises(ScenarioError, match="a log's name ends in"):
        listen(SMALL, tmp_path / "log.txt")
    assert not list(tmp_path.iterdir())


def test_without_a_record_there_is_nothing_to_hear():
    with pytest.raises(ValueError, match="no messages are recorded"):
        message_log(Market(SMALL))

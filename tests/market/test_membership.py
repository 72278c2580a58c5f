"""Forums that are joined and left: what is kept of it, what goes on from it, and who is told."""

import numpy as np
import pytest
from wordofmouth import Market, Scenario
from wordofmouth.instruments.log import listen
from wordofmouth.instruments.story.story import story
from wordofmouth.results.tables import read_parquet

FORUM = "channels.community"


def young(**changes):
    """Return a small market in which forums are joined and left."""
    return Scenario.load("young_community").varied(changes, variants={}, consumers=600, weeks=12)


def lived(scenario):
    market = Market(scenario, seed=3)
    market.run()
    return market


def test_members_are_those_before_and_who_joins_less_who_leaves():
    """Week by week, and none of them is offline."""
    market = lived(young(**{"consumer.online_share": 0.6}))
    members, joined, left = (np.array(market.history[name])[:, 0] for name in ("members", "joined", "left"))
    np.testing.assert_array_equal(np.diff(members), (joined - left)[1:])
    assert joined.sum() > 5 < left.sum()
    assert members[-1] == (market.member & 1).sum()
    assert not (market.member[~market.consumers.online] & 1).any()


def test_only_members_post_and_read():
    """Where nobody founds a forum and nobody joins, it is empty, though all are online and many buy."""
    market = lived(young(**{f"{FORUM}.founders": 0.0, f"{FORUM}.joining": 0.0}))
    assert sum(sold[0] for sold in market.history["purchases"]) > 50
    assert not market.forum.any()
    assert not sum(map(sum, market.history["praise_community"]))


def test_leavers_take_others_along():
    """Where those who give their names leave at once, so do friends whom names do not trouble, in the same runs."""
    segments = [{"name": "private", "share": 0.5, "privacy": 20.0}]
    shy = {"consumer.privacy": 0.0, f"{FORUM}.anonymity": 0.0, "segments": segments, f"{FORUM}.founders": 0.6}
    alone, beside = (lived(young(**shy | {f"{FORUM}.anonymity": hidden})) for hidden in (0.0, 1.0))
    others = alone.consumers.segment == 0
    assert (alone.member[others] & 1).sum() < 0.7 * (beside.member[others] & 1).sum()


def test_a_kept_run_and_a_branch_go_on_with_its_members(tmp_path):
    """To the same bits, from a file and from a branch; what a branch begins anew is blank, and what was is kept."""
    scenario = young()
    whole, half = lived(scenario), Market(scenario, seed=3)
    for _ in range(6):
        half.step()
    for other in (Market.load(half.save(tmp_path / "half.zip")), half.branch()):
        other.run()
        np.testing.assert_array_equal(other.member, whole.member)
    hidden = half.branch({f"{FORUM}.anonymity": 0.0})
    np.testing.assert_array_equal(hidden.member, half.member)
    hidden.run()
    assert (hidden.member & 1).sum() < (whole.member & 1).sum()


def test_where_nobody_joins_nothing_is_kept():
    """No array, no measure; a branch in which joining begins starts without members."""
    scenario = young(**{f"{FORUM}.founders": 1.0, f"{FORUM}.joining": 0.0})
    market = Market(scenario, seed=3)
    market.step()
    assert len(market.member) == 0 == len(market.attraction)
    assert "members" not in market.history


def test_who_joins_and_who_leaves_is_in_the_log_and_in_stories(tmp_path):
    """As often as is measured, each with the consumer; a story tells it in its week, in both languages."""
    scenario, market = young(), lived(young())
    rows = read_parquet(listen(scenario, tmp_path / "log.parquet", seed=3).path)
    for event in ("joined", "left"):
        of_it = np.array(rows["event"]) == event
        assert of_it.sum() == sum(count[0] for count in market.history[event])
    place = int(np.flatnonzero(np.array(rows["event"]) == "joined")[0])
    who, week = int(rows["from"][place]), int(rows["week"][place])
    for language, words in (("en", "joins the forum"), ("fr", "rejoint le forum")):
        told = story(scenario, consumer=who, seed=3, language=language)
        assert next(event.week for event in told.events if event.kind == "entered") == week
        assert words in told.text


def test_posting_is_as_unequal_as_it_is_said():
    """The mean stays what it is, and the tenth who post most write far more of it than they would by chance."""
    brand = {"brand.known_by": 1.0, "brand.reputation": 10.0, "behaviours.shopping.shopping_rate": 1.0}
    even = young(**brand | {"behaviours.posting.post_rate": 0.05, "behaviours.posting.repeat_posts": 1.0})
    even = even.varied({"behaviours.shopping.repurchase_interval": 1.0}, consumers=3000, weeks=40)
    counts = []
    for inequality in (0.0, 0.5):
        market, posts = Market(even.varied({"behaviours.posting.inequality": inequality}), seed=5), np.zeros(3000)
        for _ in range(40):
            market.step()
            np.add.at(posts, market.posts.author[~market.posts.on_forum], 1)
        counts.append(np.sort(posts)[::-1])
    (even_top, unequal_top), total = [each[:300].sum() / each.sum() for each in counts], [each.sum() for each in counts]
    assert even_top < 0.3
    assert unequal_top > 0.38
    assert total[1] == pytest.approx(total[0], rel=0.2)

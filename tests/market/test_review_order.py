"""What the review site shows first, and what readers have removed from it."""

import numpy as np
import pytest
from wordofmouth import Market, Scenario
from wordofmouth.market.review_pool import ReviewGroup, ReviewPool


def pool(stars=(2, 2, 4, 8, 8), **left) -> ReviewPool:
    """Return the page of one brand with genuine reviews, and what levers have left there."""
    page = ReviewPool(1, [*left])
    page.stars[0] = stars
    for label, group in left.items():
        (page.invented if group.detection else page.answered)[label] = group
    return page


def shares(page: ReviewPool) -> np.ndarray:
    """Return how often each group is drawn."""
    shown = page.groups(is_ranked=True)[0]["shown"]
    return shown / shown.sum()


@pytest.mark.parametrize("left", [{}, {"fakes": ReviewGroup(0, 1, detection=1.0, count=6, prominence=6.0)}])
def test_without_votes_or_age_all_reviews_are_shown_as_often(left):
    page = pool(**left)
    page.rank(0.0)
    counts = page.groups()[0]["count"]
    assert shares(page) == pytest.approx(counts / counts.sum())


def test_a_vote_counts_as_a_review_and_none_counts_less_than_nothing():
    page = pool()
    page.rank(0.0)
    page.vote(np.array([16, -100, 0]))
    assert page.prominence.tolist() == [[32.0, 0.0, 4.0]]
    # What is voted down to nothing can be come upon still.
    assert 0 < shares(page)[1] < 0.001


def test_older_reviews_are_read_less_where_the_newest_come_first():
    """After a week's reviews of the contrary half of what is read is new, whatever was there before."""
    page = pool(stars=(0, 0, 0, 0, 40))
    page.rank(0.5)
    page.stars[0, 0] += 20
    page.rank(0.5)
    assert shares(page)[:2].tolist() == [0.5, 0.5]


def test_what_is_removed_takes_its_share_of_the_votes_with_it():
    group = ReviewGroup(0, 1, detection=1.0, count=10, prominence=30.0)
    group.remove(4)
    assert (group.count, group.prominence) == (6, pytest.approx(18.0))
    group.remove(100)
    assert (group.count, group.prominence) == (0, 0.0)


def test_answered_criticism_shares_in_the_votes_of_all():
    page = pool(desk=ReviewGroup(0, -1, power=0.5, count=3))
    page.rank(0.0)
    page.vote(np.array([0, 4, 0, 4]))
    unanswered, answered = shares(page)[[1, 3]]
    assert answered == pytest.approx(3 * unanswered)
    assert page.prominence[0, 1] == 12.0


def test_reported_reviews_are_gone_as_the_next_week_begins():
    page = pool(fakes=ReviewGroup(0, 1, detection=1.0, count=10, prominence=10.0))
    page.report(np.array([0, 0, 0, 4]))
    assert page.invented["fakes"].count == 10
    page.moderate(np.uint64(1), 2)
    page.moderate(np.uint64(1), 3)
    assert page.invented["fakes"].count == 6


def test_more_readers_have_more_invented_reviews_removed():
    """Where all report, and the site finds none by itself, ten times as many readers remove several times as many."""

    def removed(consult_rate):
        scenario = Scenario.load("small").varied(
            {
                "consumers": 1000,
                "weeks": 8,
                "brand.known_by": 0.5,
                "consumer.scepticism": 0.5,
                "channels.reviews.crowd_moderation": 0.2,
                "channels.reviews.consult_rate": consult_rate,
                "campaign": [{"kind": "fake_reviews", "week": 1, "count": 500, "moderation": 0.0}],
            }
        )
        market = Market(scenario, seed=3)
        market.run()
        return 500 - market.history["fake_reviews"][-1][0]

    assert removed(0.0) == 0
    assert removed(0.9) > 3 * removed(0.09) > 0

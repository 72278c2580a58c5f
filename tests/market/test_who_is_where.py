"""Who is where: segments that are placed together, an interest that members share, people who come online."""

import numpy as np
import pytest
from scipy import stats
from wordofmouth import Market, Scenario

N = 20_000
SMALL = {"kind": "cliques", "size": 20}


def people(**given):
    """Return the consumers of a market before its first week, of which nobody is a leader."""
    return Market(Scenario(**{"consumers": N, "weeks": 1, "leaders": {"share": 0.0}, "network": SMALL} | given), 3)


def shares(market, segment):
    """Return the share of each community that is of a segment."""
    community = market.consumers.community
    return np.bincount(community, market.consumers.segment == segment) / np.bincount(community)


@pytest.mark.parametrize("homophily", [0.0, 0.5, 1.0])
def test_a_segment_is_placed_together_as_far_as_it_is_said(homophily):
    """So many of a segment are in communities that are wholly its own; it is its share of all people whatever that is.

    Within 4.5 standard errors. Nobody else is there, and the other segment is placed apart.
    """
    segments = [
        {"name": "fans", "share": 0.1, "homophily": homophily},
        {"name": "others", "share": 0.2, "homophily": homophily / 2},
    ]
    market = people(segments=segments)
    for place, segment in enumerate(market.scenario.segments, start=1):
        own = shares(market, place) == 1.0
        assert own.sum() == round(segment.homophily * segment.share * N / 20)
        total = (market.consumers.segment == place).mean()
        assert abs(total - segment.share) < 4.5 * np.sqrt(segment.share * (1 - segment.share) / N)


def test_who_does_not_fill_a_community_is_placed_in_the_smallest():
    """Of 2 % in communities of many sizes, all are in one; others who happen to be there fill it up."""
    market = people(
        segments=[{"name": "fans", "share": 0.02, "homophily": 1.0}],
        consumers=1000,
        network={"kind": "communities", "community_size": 100},
    )
    (home,) = np.flatnonzero(shares(market, 1))
    assert home == np.bincount(market.consumers.community).argmin()


@pytest.mark.parametrize(("interest", "occasion"), [(0.3, 0.0), (0.6, 0.4), (0.9, 0.8)])
def test_an_interest_that_is_shared_leaves_everybody_as_near_to_buying(interest, occasion):
    """With the occasion a stake is logistic whatever members share, and they share so much of what is lasting.

    So the survey holds. Communities of two, so that there are many of them; the correlation of two members is the
    interest, within 4.5 standard errors.
    """
    market = people(
        consumer={"interest": interest, "occasion": occasion}, consumers=2 * N, network={"kind": "cliques", "size": 2}
    )
    stakes = market.consumers.reference_stake - market.segments.stake_location[0]
    on_the_day = stakes + occasion * np.random.default_rng(5).logistic(size=len(stakes))
    # Of each couple one, since the two are not independent.
    assert (
        stats.kstest(on_the_day[np.unique(market.consumers.community, return_index=True)[1]], "logistic").pvalue > 1e-4
    )
    assert correlation(stakes, market.consumers.community) == pytest.approx(interest, abs=0.05)


@pytest.mark.parametrize("interest", [0.3, 0.8])
def test_liking_that_is_shared_is_as_wide_as_before(interest):
    """Each likes a brand by the same distribution (Gumbel's), and two members as much more alike as is said."""
    market = people(
        consumer={"interest": interest, "taste_scale": 1.0},
        consumers=2 * N,
        network={"kind": "cliques", "size": 2},
        brands=[{"name": "A"}, {"name": "B"}],
    )
    community = market.consumers.community
    for b in range(2):
        liking = market.brand_states.taste[:, b].astype(float)
        assert stats.kstest(liking[np.unique(community, return_index=True)[1]], "gumbel_r").pvalue > 1e-4
        assert correlation(liking, community) == pytest.approx(interest, abs=0.05)
    assert abs(np.corrcoef(market.brand_states.taste.T)[0, 1]) < 0.05


def test_people_come_online_along_an_s_curve():
    """The log-odds of being online rise by the same amount each week, and whoever is online stays so."""
    scenario = Scenario(
        consumers=20_000,
        weeks=40,
        consumer={"online_share": 0.05, "online_growth": 0.15},
        leaders={"share": 0.0},
        segments=[{"name": "slow", "share": 0.5, "online_growth": 0.0}],
    )
    market, shares, before = Market(scenario, 2), [], None
    for _ in range(40):
        market.step()
        online = market.consumers.online.copy()
        assert before is None or not (before & ~online).any()
        shares.append([online[market.consumers.segment == place].mean() for place in (0, 1)])
        before = online
    odds = np.log(0.05 / 0.95) + 0.15 * np.arange(1, 41)
    np.testing.assert_allclose(np.array(shares)[:, 0], 1 / (1 + np.exp(-odds)), atol=0.02)
    assert np.ptp(np.array(shares)[:, 1]) == 0.0


def correlation(values, community):
    """Return the correlation of the two members of couples."""
    order = np.argsort(community, kind="stable").reshape(-1, 2)
    return np.corrcoef(values[order[:, 0]], values[order[:, 1]])[0, 1]

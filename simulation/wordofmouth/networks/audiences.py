"""Audiences: who follows whom among the opinion leaders, directed and unequal in size."""

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import below, purpose, uniform, words
from wordofmouth.engine.sorting import sort

LARGEST_AUDIENCE = 65_535

_SIZE = purpose("audience size")
_FOLLOWER = purpose("follower")
_WITHIN = purpose("followers of the leader's community")
_MEMBER = purpose("follower of the leader's community")


def build_audiences(
    leader: np.ndarray,
    online: np.ndarray,
    mean_audience: float,
    exponent: float,
    key: np.uint64,
    community: np.ndarray | None = None,
    within: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Return every leader's followers as sparse rows: ``starts``, int64 of shape (n + 1,), and ``followers``, int32.

    Audiences are of Pareto sizes: their density falls with the power ``exponent``, and their mean is
    ``mean_audience`` (a little less where the largest are cut to 65,535 or to all other consumers online). Followers
    are drawn with equal chances from the online consumers other than the leader, each at most once, and ascend in a
    row. A share ``within`` of them is drawn from the leader's own community instead, as far as it has so many members
    online; how large an audience is does not depend on it. Whoever is no leader has an empty row; a leader need not be
    online.

    Args:
        leader: who is an opinion leader, bool of shape (n,).
        online: who can follow, bool of shape (n,).
        mean_audience: followers per leader.
        exponent: above 2, so that there is a mean; 2.276 on Twitter, up to 10⁵ followers.
        key: the key of the run.
        community: the community of each consumer, int32 of shape (n,); one for all unless given.
        within: share of an audience that is of the leader's own community, beside those who are by chance.

    Raises:
        ValueError: if the exponent, the mean or the share is out of range, or the columns are of different length.

    Source: Kwak, Lee, Park and Moon (2010), What is Twitter, a social network or a news media?, WWW '10; likewise
    Bakshy, Hofman, Mason and Watts (2011), Everyone's an influencer: quantifying influence on Twitter, WSDM '11.
    """
    if leader.shape != online.shape:
        raise ValueError(f"leader and online are of different length, {len(leader)} and {len(online)}")
    if community is None:
        community = np.zeros(len(leader), np.int32)
    if leader.shape != community.shape:
        raise ValueError(f"leader and community are of different length, {len(leader)} and {len(community)}")
    if not 0 <= within <= 1:
        raise ValueError(f"within: {within} is not a share, from 0 to 1")
    if not 2 < exponent < np.inf:
        raise ValueError(f"exponent: {exponent} is not above 2, and without that an audience has no mean size")
    if not 0 <= mean_audience < np.inf:
        raise ValueError(f"mean_audience: {mean_audience} is not a number of followers, 0 or more")
    smallest = mean_audience * (exponent - 2) / (exponent - 1)
    starts = np.zeros(len(leader) + 1, np.int64)
    candidates = np.flatnonzero(online).astype(np.int32)
    _draw_sizes(leader, online, len(candidates), float(smallest), float(1 / (1 - exponent)), key, starts)
    followers = np.empty(starts[-1], np.int32)
    own = community[candidates]
    members = np.argsort(own, kind="stable")
    member_starts = np.searchsorted(own[members], np.arange(community.max(initial=0) + 2))
    drawn_by = np.full(len(candidates), -1, np.int32)
    _draw_followers(
        candidates, online, starts, key, community, members, member_starts, float(within), drawn_by, followers
    )
    return starts, followers


@kernel
def _draw_sizes(leader, online, n_online, smallest, power, key, starts):
    """Write where each row starts. Sizes are rounded up or down at random, which leaves their mean as it is."""
    for i in range(len(leader)):
        size = 0
        if leader[i]:
            most = min(LARGEST_AUDIENCE, n_online - online[i])
            word_0, word_1, _, _ = words(key, _SIZE, 0, i, 0)
            size = np.int64(min(smallest * uniform(word_0) ** power + uniform(word_1), float(most)))
        starts[i + 1] = starts[i] + size


@kernel
def _draw_followers(
    candidates, online, starts, key, community, members, member_starts, within, drawn_by, followers
):  # fmt: skip
    """Fill the rows: draw whoever is in, or, where most are in, whoever is left out; ``drawn_by`` is −1 for all.

    Those of the leader's own community are drawn before; ``members`` are the candidates' places, by community.
    """
    rank = 0
    for i in range(len(online)):
        size = starts[i + 1] - starts[i]
        n_others = len(candidates) - online[i]
        complement = 2 * size > n_others
        n_drawn = 0
        if within > 0.0 and size > 0:
            n_drawn = _draw_members(
                candidates, rank if online[i] else -1, i, starts[i], size, key, members, member_starts[community[i]],
                member_starts[community[i] + 1], within, drawn_by, followers,
            )  # fmt: skip
        block = 0
        draws = n_drawn + n_others - size if complement else size
        if size == 0:
            draws = 0
        while n_drawn < draws:
            for word in words(key, _FOLLOWER, 0, i, block):
                candidate = below(word, n_others)
                if online[i] and candidate >= rank:
                    candidate += 1
                if n_drawn < draws and drawn_by[candidate] != i and drawn_by[candidate] != -2 - i:
                    drawn_by[candidate] = i
                    if not complement:
                        followers[starts[i] + n_drawn] = candidates[candidate]
                    n_drawn += 1
            block += 1
        if complement:
            k = starts[i]
            for candidate in range(len(candidates)):
                left_out = drawn_by[candidate] == i or (online[i] and candidate == rank)
                if not left_out:
                    followers[k] = candidates[candidate]
                    k += 1
        else:
            sort(followers, starts[i], starts[i + 1])
        if online[i]:
            rank += 1


@kernel
def _draw_members(
    candidates, own_place, i, start, size, key, members, first, end, within, drawn_by, followers
):  # fmt: skip
    """Draw followers from the community of leader i, and return how many; the place of each is marked by −2 − i."""
    word, _, _, _ = words(key, _WITHIN, 0, i, 0)
    others = end - first - (1 if own_place >= 0 else 0)
    wanted = min(np.int64(within * size + uniform(word)), others)
    n_drawn, block = 0, 0
    while n_drawn < wanted:
        for word in words(key, _MEMBER, 0, i, block):
            candidate = members[first + below(word, end - first)]
            if n_drawn < wanted and candidate != own_place and drawn_by[candidate] != -2 - i:
                drawn_by[candidate] = -2 - i
                followers[start + n_drawn] = candidates[candidate]
                n_drawn += 1
        block += 1
    return n_drawn

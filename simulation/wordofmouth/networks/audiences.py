"""Audiences: who follows whom among the opinion leaders, directed and unequal in size."""

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import below, purpose, uniform, words
from wordofmouth.engine.sorting import sort

LARGEST_AUDIENCE = 65_535

_SIZE = purpose("audience size")
_FOLLOWER = purpose("follower")


def build_audiences(
    leader: np.ndarray, online: np.ndarray, mean_audience: float, exponent: float, key: np.uint64
) -> tuple[np.ndarray, np.ndarray]:
    """Return every leader's followers as sparse rows: ``starts``, int64 of shape (n + 1,), and ``followers``, int32.

    Audiences are of Pareto sizes: their density falls with the power ``exponent``, and their mean is
    ``mean_audience`` (a little less where the largest are cut to 65,535 or to all other consumers online). Followers
    are drawn with equal chances from the online consumers other than the leader, each at most once, and ascend in a
    row. Whoever is no leader has an empty row; a leader need not be online.

    Args:
        leader: who is an opinion leader, bool of shape (n,).
        online: who can follow, bool of shape (n,).
        mean_audience: followers per leader.
        exponent: above 2, so that there is a mean; 2.276 on Twitter, up to 10⁵ followers.
        key: the key of the run.

    Raises:
        ValueError: if the exponent or the mean is out of range, or the two columns are of different length.

    Source: Kwak, Lee, Park and Moon (2010), What is Twitter, a social network or a news media?, WWW '10; likewise
    Bakshy, Hofman, Mason and Watts (2011), Everyone's an influencer: quantifying influence on Twitter, WSDM '11.
    """
    if leader.shape != online.shape:
        raise ValueError(f"leader and online are of different length, {len(leader)} and {len(online)}")
    if not 2 < exponent < np.inf:
        raise ValueError(f"exponent: {exponent} is not above 2, and without that an audience has no mean size")
    if not 0 <= mean_audience < np.inf:
        raise ValueError(f"mean_audience: {mean_audience} is not a number of followers, 0 or more")
    smallest = mean_audience * (exponent - 2) / (exponent - 1)
    starts = np.zeros(len(leader) + 1, np.int64)
    candidates = np.flatnonzero(online).astype(np.int32)
    _draw_sizes(leader, online, len(candidates), float(smallest), float(1 / (1 - exponent)), key, starts)
    followers = np.empty(starts[-1], np.int32)
    _draw_followers(candidates, online, starts, key, np.full(len(candidates), -1, np.int32), followers)
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
def _draw_followers(candidates, online, starts, key, drawn_by, followers):
    """Fill the rows: draw whoever is in, or, where most are in, whoever is left out; ``drawn_by`` is −1 for all."""
    rank = 0
    for i in range(len(online)):
        size = starts[i + 1] - starts[i]
        n_others = len(candidates) - online[i]
        complement = 2 * size > n_others
        n_drawn = 0
        block = 0
        draws = n_others - size if complement else size
        if size == 0:
            draws = 0
        while n_drawn < draws:
            for word in words(key, _FOLLOWER, 0, i, block):
                candidate = below(word, n_others)
                if online[i] and candidate >= rank:
                    candidate += 1
                if n_drawn < draws and drawn_by[candidate] != i:
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

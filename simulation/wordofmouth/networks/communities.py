"""Communities found in the ties, where none were planted: label propagation and Louvain."""

from typing import Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import below, purpose, words
from wordofmouth.engine.shuffling import shuffle
from wordofmouth.networks.network import Network

CommunityMethod = Literal["label_propagation", "louvain", "none"]

NEARBY = 4096

_ORDER = purpose("community detection: order")
_LABEL = purpose("community detection: label")


def detect(network: Network, method: CommunityMethod, key: np.uint64) -> np.ndarray:
    """Return each consumer's community, int32, numbered from 0 as they first appear; direction is disregarded."""
    if method == "none":
        return np.zeros(network.n, np.int32)
    if network.directed:
        network = Network.from_ties(network.n, *network.ties())
    return {"label_propagation": label_propagation, "louvain": louvain}[method](network, np.uint64(key))


def label_propagation(network: Network, key: np.uint64) -> np.ndarray:
    """Return communities in which everyone bears a label that most ties bear, in near-linear time.

    Consumers take their turn in random order; whoever changes calls those neighbours who bear another label. It ends
    when nobody is called; where there are no communities to settle in, after 5 turns each and half a million more.

    Source: Raghavan, Albert and Kumara (2007), Near linear time algorithm to detect community structures in
    large-scale networks, Physical Review E 76; the calls from Traag and Šubelj (2023), Large network community
    detection by fast label propagation, Scientific Reports 13.
    """
    label = np.arange(network.n, dtype=np.int32)
    _propagate(key, network.starts, network.targets, label)
    renumber(label)
    return label


def louvain(network: Network, key: np.uint64) -> np.ndarray:
    """Return communities of high modularity.

    Source: Blondel, Guillaume, Lambiotte and Lefebvre (2008), Fast unfolding of communities in large networks, Journal
    of Statistical Mechanics P10008; the queue from Traag, Waltman and van Eck (2019), From Louvain to Leiden,
    Scientific Reports 9.
    """
    starts, targets = network.starts, network.targets
    weight = np.ones(len(targets), np.int32)
    community = np.arange(network.n, dtype=np.int32)
    level = 0
    while True:
        label = np.arange(len(starts) - 1, dtype=np.int32)
        _move(key, level, starts, targets, weight, label)
        n_communities = renumber(label)
        community = label[community]
        if n_communities == len(label):
            return community
        starts, targets, weight = _merge(starts, targets, weight, label, n_communities)
        level += 1


def modularity(network: Network) -> float:
    """Return the share of ties inside communities, less what chance would put there; each tie counts as mutual.

    Source: Newman and Girvan (2004), Finding and evaluating community structure in networks, Physical Review E 69.
    """
    source, target, _ = network.ties()
    if not len(source):
        return 0.0
    first, second = network.community[source], network.community[target]
    ends = np.bincount(first, minlength=network.n_communities) + np.bincount(second, minlength=network.n_communities)
    return float(np.mean(first == second) - np.sum((ends / (2 * len(source))) ** 2))


@kernel
def renumber(label):
    """Give labels in [0, n) new numbers from 0 as they first appear; return how many there are."""
    new = np.full(len(label), -1, np.int32)
    n = 0
    for i in range(len(label)):
        if new[label[i]] < 0:
            new[label[i]] = n
            n += 1
        label[i] = new[label[i]]
    return n


@kernel
def _propagate(key, starts, targets, label):
    n = len(label)
    order = np.arange(n).astype(np.int32)
    called = np.ones(n, np.bool_)
    votes = np.zeros(n, np.int32)
    longest = 0
    for i in range(n):
        longest = max(longest, starts[i + 1] - starts[i])
    heard = np.empty(longest, np.int32)
    leading = np.empty(longest, np.int32)
    turns = 0
    most_turns = min(55 * n, 5 * n + 500_000)
    sweep = 0
    n_called = n
    while n_called > 0 and turns + n_called <= most_turns:
        _shuffle_nearby(key, sweep, order)
        for i in order:
            if not called[i]:
                continue
            called[i] = False
            if turns & 3 == 0:
                drawn = words(key, _LABEL, 0, turns >> 2, 0)
            first, n_ties = starts[i], starts[i + 1] - starts[i]
            most = 0
            n_leading = 0
            for k in range(n_ties):
                other = label[targets[first + k]]
                heard[k] = other
                votes[other] += 1
                if votes[other] > most:
                    most = votes[other]
                    n_leading = 0
                if votes[other] == most:
                    leading[n_leading] = other
                    n_leading += 1
            for k in range(n_ties):
                votes[heard[k]] = 0
            if n_ties > 0:
                chosen = leading[below(drawn[turns & 3], n_leading)]
                if chosen != label[i]:
                    label[i] = chosen
                    for k in range(n_ties):
                        if heard[k] != chosen:
                            called[targets[first + k]] = True
            turns += 1
        sweep += 1
        n_called = np.count_nonzero(called)


@kernel
def _shuffle_nearby(key, group, order):
    """Put everyone in an order that is random among those with numbers nearby, whose rows then stay in the cache."""
    n = len(order)
    for begin in range(0, n, NEARBY):
        end = min(begin + NEARBY, n)
        shuffle(key, _ORDER, group * (n // NEARBY + 1) + begin // NEARBY, order[begin:end], end - begin)


@kernel
def _move(key, level, starts, targets, weight, label):
    """Move each node to the neighbouring community where modularity gains most, until no node gains.

    Gains are compared times twice the ties' weight squared: whole numbers, so nothing is rounded.
    """
    n = len(label)
    degree = np.zeros(n, np.int64)
    for i in range(n):
        for k in range(starts[i], starts[i + 1]):
            degree[i] += weight[k]
    ends = degree.sum()
    inside = degree.copy()
    queue = np.arange(n).astype(np.int32)
    _shuffle_nearby(key, level, queue)
    waiting = np.ones(n, np.bool_)
    shared = np.zeros(n, np.int64)
    head = 0
    n_waiting = n
    while n_waiting > 0:
        i = queue[head]
        head = head + 1 if head + 1 < n else 0
        n_waiting -= 1
        waiting[i] = False
        old = label[i]
        inside[old] -= degree[i]
        for k in range(starts[i], starts[i + 1]):
            if targets[k] != i:
                shared[label[targets[k]]] += weight[k]
        best = old
        gain = shared[old] * ends - degree[i] * inside[old]
        shared[old] = 0
        for k in range(starts[i], starts[i + 1]):
            other = label[targets[k]]
            if shared[other] > 0:
                here = shared[other] * ends - degree[i] * inside[other]
                shared[other] = 0
                if here > gain:
                    best, gain = other, here
        inside[best] += degree[i]
        if best != old:
            label[i] = best
            for k in range(starts[i], starts[i + 1]):
                other = targets[k]
                if label[other] != best and not waiting[other]:
                    waiting[other] = True
                    tail = head + n_waiting
                    queue[tail if tail < n else tail - n] = other
                    n_waiting += 1


@kernel
def _merge(starts, targets, weight, label, n):
    """Return the rows of the communities as nodes; the ties inside one are its tie to itself, both ends counted."""
    first = np.zeros(n + 1, np.int64)
    for i in range(len(label)):
        first[label[i] + 1] += 1
    for c in range(n):
        first[c + 1] += first[c]
    members = np.empty(len(label), np.int32)
    place = first.copy()
    for i in range(len(label)):
        members[place[label[i]]] = i
        place[label[i]] += 1
    new_starts = np.zeros(n + 1, np.int64)
    new_targets = np.empty(len(targets), np.int32)
    new_weight = np.empty(len(targets), np.int32)
    row = np.full(n, -1, np.int64)
    end = np.int64(0)
    for c in range(n):
        for m in range(first[c], first[c + 1]):
            i = members[m]
            for k in range(starts[i], starts[i + 1]):
                other = label[targets[k]]
                if row[other] < new_starts[c]:
                    row[other] = end
                    new_targets[end] = other
                    new_weight[end] = 0
                    end += 1
                new_weight[row[other]] += weight[k]
        new_starts[c + 1] = end
    return new_starts, new_targets[:end].copy(), new_weight[:end].copy()

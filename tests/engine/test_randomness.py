"""Addressed random numbers: the published generator, and addresses that never meet."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.engine.randomness import (
    LARGEST_SEED,
    WORD,
    below,
    chance,
    drawn_below,
    lanes,
    philox,
    purpose,
    run_key,
    uniform,
    words,
    words_of_four,
)

ALL = 0xFFFFFFFF
word = st.integers(0, ALL)

# Random123's kat_vectors for philox4x32-10: counter, key, result.
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL, ALL, ALL, ALL), (ALL, ALL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_known_answers(counter, key, answer):
    assert philox(np.uint64(key[0] | key[1] << 32), *counter) == answer


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_them_uncompiled(counter, key, answer):
    assert philox.__wrapped__(np.uint64(key[0] | key[1] << 32), *counter) == answer


def test_kernels_run_without_a_compiler():
    """With NUMBA_DISABLE_JIT=1 the same words come out, and nothing is compiled."""
    program = "from wordofmouth.engine.randomness import *; print([int(w) for w in words(run_key(7, 1), 2, 3, 4, 5)])"
    found = subprocess.run(
        [sys.executable, "-c", program], env={"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == str([int(w) for w in words(run_key(7, 1), 2, 3, 4, 5)])


@given(first=st.tuples(word, word, word), second=st.tuples(word, word, word))
def test_addresses_do_not_meet(first, second):
    """Two addresses give the same four words only if they are one (the generator is a bijection of its counter)."""
    key = run_key(1)
    assert (words(key, 9, *first) == words(key, 9, *second)) == (first == second)


@given(consumer=st.integers(0, 2**31), week=st.integers(0, 10_000), block=st.integers(0, ALL))
def test_four_neighbours_share_a_call(consumer, week, block):
    start = consumer - consumer % 4
    shared = words_of_four(run_key(3), 5, week, consumer, block)
    assert all(words_of_four(run_key(3), 5, week, start + lane, block) == shared for lane in range(4))


@given(quad=st.integers(0, 2**29), n=st.integers(1, 70), probability=st.sampled_from([0.0, 0.02, 0.5, 1.0]))
def test_who_of_a_batch_is_drawn(quad, n, probability):
    """Those of n neighbours whose word is below the threshold, in order, none beyond the last, compiled or not."""
    first = 4 * quad
    own = {i: words_of_four(run_key(5), 9, 3, i, 2)[i & 3] for i in range(first, first + n)}
    for below_it in (drawn_below, drawn_below.__wrapped__):
        drawn = np.empty((n + 4, 2), np.int64)
        count = below_it(run_key(5), 9, 3, first, n, 2, chance(probability), lanes(n), drawn)
        expected = [[i, drawn_word] for i, drawn_word in own.items() if drawn_word < chance(probability)]
        assert drawn[:count].tolist() == expected


def test_words_are_uniform_and_independent_of_place():
    """Means over 2¹⁶ consumers are within 5 standard errors of a half (chance of failing 2e-6 a word)."""
    drawn = np.array([words(run_key(11), purpose("test"), 1, consumer, 0) for consumer in range(2**14)]) / WORD
    error = 5 * math.sqrt(1 / 12 / len(drawn))
    assert np.all(abs(drawn.mean(axis=0) - 0.5) < error)
    assert np.all(abs(np.corrcoef(drawn.T) - np.eye(4)) < 5 / math.sqrt(len(drawn)))


@given(drawn=word, n=st.integers(1, 2**31 - 1))
def test_below_stays_below(drawn, n):
    assert 0 <= below(drawn, n) < n


@given(drawn=word)
def test_uniform_is_strictly_between_0_and_1(drawn):
    assert 0.0 < uniform(drawn) < 1.0


@given(probability=st.floats(0, 1))
def test_chance_is_the_share_of_words_below(probability):
    assert abs(chance(probability) / WORD - probability) <= 0.5 / WORD


def test_chance_keeps_to_certainty():
    assert (chance(-1), chance(0), chance(1), chance(2)) == (0, 0, WORD, WORD)


@given(runs=st.lists(st.tuples(st.integers(0, LARGEST_SEED), st.integers(0, ALL)), min_size=2, max_size=2, unique=True))
def test_runs_have_keys_of_their_own(runs):
    assert run_key(*runs[0]) != run_key(*runs[1])


@pytest.mark.parametrize(("seed", "replication", "word"), [(-1, 0, "seed"), (2**63, 0, "seed"), (0, -1, "replication")])
def test_a_seed_out_of_range_is_refused(seed, replication, word):
    with pytest.raises(ValueError, match=word):
        run_key(seed, replication)

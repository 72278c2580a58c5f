"""Picking: who is picked does not depend on who else could have been."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.engine.picking import BATCH, pick
from wordofmouth.engine.randomness import run_key


@given(
    n=st.sampled_from([1, 3, 4, 5, 100, BATCH, BATCH + 1, 2 * BATCH + 3]),
    probability=st.sampled_from([0.0, 0.01, 0.3, 1.0]),
    left_out=st.integers(1, 6),
)
def test_of_some_those_are_picked_who_are_picked_of_all(n, probability, left_out):
    everyone = np.arange(n, dtype=np.int32)
    some = everyone[everyone % 7 < left_out]
    of_all, of_some = (pick(run_key(2), 11, 4, probability, candidates) for candidates in (everyone, some))
    assert of_some.tolist() == [i for i in of_all.tolist() if i % 7 < left_out]
    assert of_all.dtype == np.int32


def test_nobody_is_picked_of_nobody():
    assert not len(pick(run_key(2), 11, 4, 1.0, np.zeros(0, np.int32)))

"""A matrix that is given is taken for what it is: directed unless symmetric, with weights if its entries differ."""

import numpy as np
import pytest
from wordofmouth.networks.files.given import given_network
from wordofmouth.networks.network import Network

# Who has no tie is nobody of a network: everybody has one here.
SYMMETRIC = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]])


def test_a_symmetric_matrix_of_ones_has_neither_directions_nor_weights():
    network = given_network(SYMMETRIC)
    assert (network.n, network.n_ties, network.directed) == (3, 2, False)


def test_one_that_differs_from_its_mirror_is_directed():
    matrix = SYMMETRIC.copy()
    matrix[2, 0] = 0
    network = given_network(matrix)
    assert network.directed
    assert network.n_ties == 3


@pytest.mark.parametrize("directed", [False, True])
def test_the_heaviest_entries_are_strong(directed):
    """Where all are alike, who is strong is drawn as for any matrix without weights."""
    alike = np.ones((12, 12)) - np.eye(12)
    assert np.array_equal(given_network(alike).strong, Network.from_scipy(alike).strong)
    distance = np.abs(np.subtract.outer(np.arange(12), np.arange(12)))
    matrix = np.where(distance > 0, 12.0 - distance, 0.0)
    matrix[0, 1] += 0.5 * directed
    network = given_network(matrix)
    assert network.directed == directed
    source, target, strong = network.ties()
    far = np.abs(source - target)
    assert far[strong].max() <= far[~strong].min()

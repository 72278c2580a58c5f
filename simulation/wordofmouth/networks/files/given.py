"""Ties in whatever form Python code has them: a network of ours, a graph of another library, a matrix, a file."""

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from wordofmouth.networks.communities import detect
from wordofmouth.networks.files.reader import read_network
from wordofmouth.networks.network import Network, Ties

if TYPE_CHECKING:
    import networkx

# Attributes of edges that say how strong a tie is, in the order in which they are looked for.
_STRENGTHS = ("strong", "weight", "strength")
_COMMUNITY = "community"


def given_network(ties: Ties) -> Network:
    """Return the network of some ties, whatever form they have.

    Of graphs, edges that all bear ``strong``, ``weight`` or ``strength`` are as strong as these say, and communities
    are as the nodes' ``community`` says, where all have it. A matrix that is not symmetric is directed, and its entries
    are weights if they differ. What is not known is as for a file that does not tell: strength by lot, communities by
    label propagation.

    Raises:
        TypeError: if it is nothing of which a network can be made.
        ValueError: if the file, the graph or the matrix has a mistake.
    """
    if isinstance(ties, Network):
        return ties
    if isinstance(ties, str | os.PathLike):
        return read_network(ties)
    if callable(getattr(ties, "to_networkx", None)):
        ties = ties.to_networkx()
    if hasattr(ties, "edges") and hasattr(ties, "nodes"):
        return _of_graph(ties)
    if hasattr(ties, "iloc"):
        raise TypeError("network: a table may be ties or a matrix; give table.to_numpy(), or the file that it is from")
    if getattr(ties, "ndim", 0) == 2:
        return _in_communities(_of_matrix(ties))
    raise TypeError(
        f"network: {type(ties).__name__} is no network; give a Network, a graph of networkx or igraph, a matrix of "
        "SciPy or NumPy, or a file"
    )


def _of_graph(graph: "networkx.Graph[Any]") -> Network:
    edges = [data for _, _, data in graph.edges(data=True)]
    strength = next((name for name in _STRENGTHS if edges and all(name in data for data in edges)), None)
    is_placed = all(_COMMUNITY in data for _, data in graph.nodes(data=True))
    network = Network.from_networkx(graph, strength, _COMMUNITY if is_placed else None)
    return network if is_placed else _in_communities(network)


def _of_matrix(matrix: Any) -> Network:
    import scipy.sparse

    # SciPy takes numbers alone.
    is_of_numbers = getattr(getattr(matrix, "dtype", None), "kind", "f") in "biuf"
    cells: Any = scipy.sparse.csr_array(matrix) if is_of_numbers else None
    if cells is None or not np.isfinite(cells.data).all() or (cells.data < 0).any():
        raise ValueError("network: an entry of the matrix is no weight: weights are numbers of 0 or more")
    is_square = cells.shape[0] == cells.shape[1]
    return Network.from_scipy(
        cells,
        "weight" if len(np.unique(cells.data[cells.data != 0])) > 1 else None,
        directed=is_square and (cells != cells.T).nnz > 0,
    )


def _in_communities(network: Network) -> Network:
    return network.with_communities(detect(network, "label_propagation", np.uint64(0)))

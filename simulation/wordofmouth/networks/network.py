"""The social network: who talks to whom, along strong and weak ties, in sparse rows."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from wordofmouth.engine.kernels import kernel
from wordofmouth.engine.randomness import chance, purpose, words
from wordofmouth.engine.sorting import sort
from wordofmouth.scenario.families.generator import STRONG_SHARE
from wordofmouth.words.numbers import counted, plural

if TYPE_CHECKING:
    import networkx
    import scipy.sparse

MOST_CONSUMERS = 2**30

_STRENGTH = purpose("tie strength")


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Consumers and their ties, in compressed sparse rows.

    Attributes:
        starts: int64 (n + 1): consumer i's ties are ``targets[starts[i]:starts[i + 1]]``.
        targets: int32: whom i talks to, strong ties first, each group in ascending order.
        strong: int32 (n): how many of i's ties are strong.
        community: int32 (n): 0 to n_communities − 1, none of them empty.
        names: what a file calls the consumers.
        directed: if not, every tie stands in both rows, with one strength.
        notes: what was dropped on the way in, in words.
        strength_from: the column of a file that says which ties are strong; empty where lots were drawn.
    """

    starts: np.ndarray
    targets: np.ndarray
    strong: np.ndarray
    community: np.ndarray
    names: tuple[str, ...] | None = None
    directed: bool = False
    notes: tuple[str, ...] = ()
    strength_from: str = ""

    @property
    def n(self) -> int:
        """Number of consumers."""
        return len(self.strong)

    @cached_property
    def n_communities(self) -> int:
        """Number of communities."""
        return int(self.community.max()) + 1 if self.n else 0

    @cached_property
    def community_sizes(self) -> np.ndarray:
        """How many consumers are of each community: int64 (n_communities,)."""
        return np.bincount(self.community, minlength=self.n_communities)

    @property
    def n_ties(self) -> int:
        """Number of ties; an undirected one counts once."""
        return len(self.targets) if self.directed else len(self.targets) // 2

    @property
    def degree(self) -> np.ndarray:
        """Number of ties in each consumer's row, int64 (n)."""
        return np.diff(self.starts)

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of the ties, their strengths and the communities."""
        digest = hashlib.sha256(b"directed" if self.directed else b"undirected")
        for array in (self.starts, self.targets, self.strong, self.community):
            digest.update(array)
        return digest.hexdigest()

    def _repr_html_(self) -> str:
        """Return its size and its degrees, for a notebook."""
        most = int(self.degree.max(initial=0))
        ties = f"<td>{self.n:,}</td><td>{self.n_ties:,}</td><td>{self.degree.sum() / max(self.n, 1):.3g}</td>"
        heads = "<th>consumers</th><th>ties</th><th>mean degree</th><th>largest degree</th><th>communities</th>"
        return f"<table><tr>{heads}</tr><tr>{ties}<td>{most:,}</td><td>{self.n_communities:,}</td></tr></table>"

    def __repr__(self) -> str:
        kind = "directed ties" if self.directed else "ties"
        strong = self.strong.sum() / max(len(self.targets), 1)
        return (
            f"<Network: {self.n:,} consumers in {self.n_communities:,} communities, "
            f"{self.n_ties:,} {kind}, {strong:.0%} of them strong>"
        )

    @classmethod
    def from_ties(
        cls,
        n: int,
        source: np.ndarray,
        target: np.ndarray,
        strong: np.ndarray,
        *,
        community: np.ndarray | None = None,
        directed: bool = False,
        names: Sequence[str] | None = None,
        notes: Sequence[str] = (),
        strength_from: str = "",
    ) -> "Network":
        """Build a network from its ties: two arrays of endpoints in [0, n), and which are strong.

        Self-ties and repeated ties are dropped and counted in the notes; a repeated tie is strong if any copy is. In
        an undirected network (a, b) repeats (b, a). Communities may bear any integers; without them all are in one.

        Raises:
            ValueError: if arrays differ in length, or an endpoint is no consumer.
        """
        if not 0 < n < MOST_CONSUMERS:
            raise ValueError(f"consumers: {n} is not between 1 and {MOST_CONSUMERS - 1}")
        if not len(source) == len(target) == len(strong):
            raise ValueError(f"ties: {len(source)} sources, {len(target)} targets and {len(strong)} strengths differ")
        if names is not None and (len(names) != n or len(set(names)) != n):
            raise ValueError(f"names: {len(set(names))} different ones for {n} consumers")
        source, target = _endpoints(source, n, "source"), _endpoints(target, n, "target")
        starts = np.zeros(n + 1, np.int64)
        targets = np.empty(len(source) * (1 if directed else 2), np.int32)
        n_strong = np.zeros(n, np.int32)
        strong = np.require(strong, np.bool_, ["C", "W"])
        # Room for the weak ties of the longest row: memory that is never written to is never taken.
        weak_targets = np.empty(len(targets) + 1, np.int32)
        loops, repeats = _fill_rows(source, target, strong, directed, starts, targets, n_strong, weak_targets)
        network = cls(
            starts,
            targets if starts[n] == len(targets) else targets[: starts[n]].copy(),
            n_strong,
            np.zeros(n, np.int32),
            None if names is None else tuple(names),
            directed,
            (*notes, *_dropped(loops, repeats)),
            strength_from,
        )
        return network if community is None else network.with_communities(community)

    def with_communities(self, community: np.ndarray) -> "Network":
        """Return the same ties under other communities: one integer per consumer, renumbered where some are unused.

        Raises:
            ValueError: if there is not one integer per consumer.
        """
        community = np.asarray(community)
        if community.shape != (self.n,) or not np.issubdtype(community.dtype, np.integer):
            raise ValueError(
                f"community: {community.dtype} of shape {community.shape} is not one integer per consumer ({self.n})"
            )
        largest = community.max()
        if community.min() < 0 or largest >= self.n or not np.bincount(community, minlength=largest + 1).all():
            community = np.unique(community, return_inverse=True)[1]
        return replace(self, community=np.ascontiguousarray(community, np.int32))

    @classmethod
    def from_networkx(
        cls,
        graph: "networkx.Graph[Any]",
        strength: str | None = None,
        community: str | None = None,
        *,
        strong_share: float = STRONG_SHARE,
        key: int | np.uint64 = 0,
    ) -> "Network":
        """Build a network from a networkx graph; nodes 0 to n − 1 keep their numbers, others their order and names.

        ``strength`` is an edge attribute: booleans say which ties are strong; of numbers, the heaviest
        ``strong_share`` are. Without it that share is drawn at random. ``community`` is a node attribute.

        Raises:
            ValueError: if a node or an edge lacks the attribute.
        """
        n = graph.number_of_nodes()
        numbered = all(isinstance(node, int | np.integer) and 0 <= node < n for node in graph)
        order = list(range(n)) if numbered else list(graph)
        row = {node: i for i, node in enumerate(order)}
        source = np.fromiter((row[a] for a, _ in graph.edges()), np.int32, graph.number_of_edges())
        target = np.fromiter((row[b] for _, b in graph.edges()), np.int32, graph.number_of_edges())
        if strength is None:
            strong = random_strong(len(source), strong_share, key)
        else:
            values = [_attribute(data, strength, f"tie {a}-{b}") for a, b, data in graph.edges(data=True)]
            weight = np.array(values)
            strong = weight if weight.dtype == np.bool_ else strongest(weight, strong_share)
        members = None
        if community is not None:
            labels = [_attribute(graph.nodes[node], community, f"node {node}") for node in order]
            members = np.unique(np.array(labels), return_inverse=True)[1]
        names = None if numbered else [str(node) for node in order]
        return cls.from_ties(n, source, target, strong, community=members, directed=graph.is_directed(), names=names)

    def to_networkx(self) -> "networkx.Graph[Any]":
        """Return a networkx graph of the names, or the numbers; edges bear ``strong``, nodes ``community``."""
        import networkx

        graph: networkx.Graph[Any] = networkx.DiGraph() if self.directed else networkx.Graph()
        node = range(self.n) if self.names is None else self.names
        graph.add_nodes_from((node[i], {"community": c}) for i, c in enumerate(self.community.tolist()))
        source, target, strong = self.ties()
        ties = zip(source.tolist(), target.tolist(), strong.tolist(), strict=True)
        graph.add_edges_from((node[a], node[b], {"strong": s}) for a, b, s in ties)
        return graph

    @classmethod
    def from_scipy(
        cls,
        matrix: "scipy.sparse.sparray | scipy.sparse.spmatrix",
        strength: Literal["level", "weight"] | None = None,
        *,
        directed: bool = False,
        strong_share: float = STRONG_SHARE,
        key: int | np.uint64 = 0,
    ) -> "Network":
        """Build a network from a square sparse matrix, in which an entry that is not zero is a tie.

        ``strength="level"`` reads 2 as strong and 1 as weak, as ``to_scipy`` writes them; ``"weight"`` makes the
        heaviest ``strong_share`` strong; without it that share is drawn at random.

        Raises:
            ValueError: if the matrix is not square, or an undirected one is not symmetric.
        """
        import scipy.sparse

        # Any, since scipy's stubs know neither the shape of a sparse matrix as such nor how one becomes another.
        given: Any = matrix
        cells: Any = scipy.sparse.csr_array(given)
        rows, columns = cells.shape
        if rows != columns:
            raise ValueError(f"matrix: {rows} rows and {columns} columns, yet it must be square")
        if not directed:
            if (cells != cells.T).nnz:
                raise ValueError("matrix: it is not symmetric; pass directed=True, or matrix.maximum(matrix.T)")
            cells = scipy.sparse.triu(cells)
        cells = cells.tocoo(copy=True)
        cells.sum_duplicates()
        cells.eliminate_zeros()
        if strength is None:
            strong = random_strong(cells.nnz, strong_share, key)
        elif strength == "level":
            strong = cells.data >= 2
        elif strength == "weight":
            strong = strongest(cells.data, strong_share)
        else:
            raise ValueError(f"strength: {strength!r} is neither 'level' nor 'weight' nor None")
        return cls.from_ties(rows, cells.row, cells.col, strong, directed=directed)

    def to_scipy(self) -> "scipy.sparse.csr_array":
        """Return the rows as a sparse int8 matrix: 2 for a strong tie, 1 for a weak one."""
        import scipy.sparse

        level = np.where(self._is_strong(), 2, 1).astype(np.int8)
        matrix = scipy.sparse.csr_array((level, self.targets, self.starts), shape=(self.n, self.n), copy=True)
        matrix.sort_indices()
        return matrix

    def ties(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return sources, targets (int32) and strengths (bool), row by row, an undirected tie once, lower id first."""
        source = np.repeat(np.arange(self.n, dtype=np.int32), self.degree)
        once = slice(None) if self.directed else source < self.targets
        return source[once], self.targets[once], self._is_strong()[once]

    def _is_strong(self) -> np.ndarray:
        place = np.arange(len(self.targets)) - np.repeat(self.starts[:-1], self.degree)
        return place < np.repeat(self.strong, self.degree)


# A network; a graph of networkx, or of whatever turns into one (igraph); a matrix of SciPy or NumPy; a file.
type Ties = Network | os.PathLike[str] | str | Any


def random_strong(n_ties: int, share: float, key: int | np.uint64) -> np.ndarray:
    """Return which ties are strong (bool), each with probability ``share`` by a draw addressed by its place."""
    strong = np.empty(n_ties, np.bool_)
    _draw_strong(np.uint64(key), chance(share), strong)
    return strong


def strongest(weight: np.ndarray, share: float) -> np.ndarray:
    """Return which ties are strong (bool): the heaviest ``share`` of them; among equals the earlier ones.

    Raises:
        ValueError: if a weight is no number.
    """
    weight = np.asarray(weight)
    if weight.dtype.kind not in "iufb" or np.isnan(weight).any():
        raise ValueError("weight: a tie's weight is no number")
    wanted = round(share * len(weight))
    if not wanted:
        return np.zeros(len(weight), np.bool_)
    bar = np.partition(weight, len(weight) - wanted)[len(weight) - wanted]
    strong = weight > bar
    strong[np.flatnonzero(weight == bar)[: wanted - np.count_nonzero(strong)]] = True
    return strong


def _endpoints(ids: Any, n: int, what: str) -> np.ndarray:
    ids = np.asarray(ids)
    if len(ids):
        if ids.dtype.kind not in "iu":
            raise ValueError(f"ties: every {what} must be an integer, and not {ids.dtype}")
        if ids.min() < 0 or ids.max() >= n:
            tie = int(np.flatnonzero((ids < 0) | (ids >= n))[0])
            raise ValueError(f"tie {tie}: its {what} {ids[tie]} is not between 0 and {n - 1}")
    return np.require(ids, np.int32, ["C", "W"])


def _attribute(data: dict[str, Any], name: str, where: str) -> Any:
    if name not in data:
        raise ValueError(f"{where}: it has no attribute {name!r}")
    return data[name]


def _dropped(loops: int, repeats: int) -> tuple[str, ...]:
    counts = ((loops, "self-tie"), (repeats, "repeated tie"))
    parts = [counted(count, what) for count, what in counts if count]
    return (f"{' and '.join(parts)} {plural(loops + repeats, 'was', 'were')} dropped",) if parts else ()


@kernel
def _draw_strong(key, threshold, strong):
    for block in range((len(strong) + 3) // 4):
        drawn = words(key, _STRENGTH, 0, block, 0)
        for k in range(4 * block, min(4 * block + 4, len(strong))):
            strong[k] = drawn[k & 3] < threshold


@kernel
def _fill_rows(source, target, strong, directed, starts, targets, n_strong, weak_targets):
    """Fill ``starts`` (zeros), ``targets`` and ``n_strong``; return the self-ties and repeated ties left out.

    A counting sort by row; then each row is sorted.
    """
    n = len(n_strong)
    loops = 0
    for k in range(len(source)):
        if source[k] == target[k]:
            loops += 1
        else:
            starts[source[k]] += 1
            if not directed:
                starts[target[k]] += 1
    for i in range(n):
        starts[i + 1] += starts[i]
    # From the last tie to the first, each start moves from the end of its row to its beginning. A tie is written as
    # twice its target, plus one if weak: copies meet in order, the strong one first.
    for k in range(len(source) - 1, -1, -1):
        a, b = source[k], target[k]
        if a == b:
            continue
        weak = 0 if strong[k] else 1
        starts[a] -= 1
        targets[starts[a]] = 2 * b + weak
        if not directed:
            starts[b] -= 1
            targets[starts[b]] = 2 * a + weak
    end = np.int64(0)
    repeats = 0
    for i in range(n):
        first, last = starts[i], starts[i + 1]
        sort(targets, first, last)
        starts[i] = end
        n_weak = 0
        previous = np.int32(-1)
        for k in range(first, last):
            # Written to both lists and counted in one or none: a row mixes the two at random, which no branch foresees.
            other = targets[k] >> 1
            weak = targets[k] & 1
            new = 1 if other != previous else 0
            weak_targets[n_weak] = other
            targets[end] = other
            n_weak += weak & new
            end += (1 - weak) & new
            repeats += 1 - new
            previous = other
        n_strong[i] = end - starts[i]
        for k in range(n_weak):
            targets[end + k] = weak_targets[k]
        end += n_weak
    starts[n] = end
    return loops, repeats if directed else repeats // 2

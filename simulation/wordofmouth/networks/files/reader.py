"""Networks from files: edge lists, Parquet, GraphML, GEXF, GML and Pajek, each also compressed (``.gz``)."""

import gzip
import os
import zlib
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from wordofmouth.engine.randomness import purpose
from wordofmouth.engine.shuffling import shuffle
from wordofmouth.networks.communities import CommunityMethod, detect
from wordofmouth.networks.files.copies import read_copy
from wordofmouth.networks.files.edge_list import PARQUET, TEXTS, read_edge_list, read_parquet
from wordofmouth.networks.files.gexf import read_gexf
from wordofmouth.networks.files.gml import read_gml
from wordofmouth.networks.files.graphml import read_graphml
from wordofmouth.networks.files.graphs import Graph
from wordofmouth.networks.files.pajek import read_pajek
from wordofmouth.networks.files.ties import Choice, Ties, hint, mistake
from wordofmouth.networks.network import Network, random_strong, strongest
from wordofmouth.scenario.families.generator import STRONG_SHARE
from wordofmouth.scenario.parts import nearest

Influence = Literal["auto", "mutual", "forward", "reversed"]

MOST_BYTES = 2**31

_GRAPHS = {".graphml": read_graphml, ".gexf": read_gexf, ".gml": read_gml, ".net": read_pajek}
_SUFFIXES = (*TEXTS, PARQUET, *_GRAPHS)
_TURN = purpose("network file: turn of a tie among equals")


def read_network(
    path: str | os.PathLike[str],
    *,
    source: str | None = None,
    target: str | None = None,
    strength: str | None = None,
    influence: Influence = "auto",
    strong_share: float = STRONG_SHARE,
    community: str | None = None,
    community_method: CommunityMethod = "label_propagation",
    key: int | np.uint64 = 0,
) -> Network:
    """Return the network that a file holds; the end of its name says the format, ``.gz`` after it that it is packed.

    Consumers come in the order of their numbers where the file numbers them, else in that of the alphabet, so that
    the order of rows is of no consequence. Where strength is given in numbers the heaviest ``strong_share`` of ties
    are strong, equals by lot; where it is not given that share is drawn. Self-ties and repeats are dropped; the notes
    of the network say how many, and what else was guessed or passed over.

    Args:
        path: ``.csv``, ``.tsv``, ``.txt``, ``.edges``, ``.parquet``, ``.graphml``, ``.gexf``, ``.gml`` or ``.net``.
        source: the column of the first end of a tie, if not to be guessed (edge lists, Parquet).
        target: that of the second.
        strength: the column, or attribute of edges, with ``strong`` and ``weak``, or weights of 0 or more.
        influence: ``forward`` if it runs from the first end to the second, ``reversed`` if the other way, ``mutual``
            if both; ``auto`` is what a graph file says itself, and mutual for edge lists.
        strong_share: share of ties that are strong, where the file does not name them.
        community: the attribute of nodes that holds their community (graph formats).
        community_method: how communities are found where no attribute holds them.
        key: the key of the run, for what is drawn.

    Raises:
        ValueError: if the file is missing or broken, or is not what the arguments say: with path, line and remedy.
        OSError: if the file may not be read.
    """
    if influence not in get_args(Influence):
        raise ValueError(f"influence: {influence!r} is not known; {nearest(influence, get_args(Influence))}")
    where, key = os.fspath(path), np.uint64(key)
    try:
        data, suffix = _unpacked(where)
        if suffix == PARQUET and (copy := read_copy(where, data)) is not None:
            return copy
        ties = _ties(where, data, suffix, Choice(source or None, target or None, strength or None, community or None))
        network = _network(ties, influence, strong_share, key)
    except MemoryError:
        raise mistake(where, "it needs more memory than this machine has") from None
    if ties.community is not None:
        return network
    return network.with_communities(detect(network, community_method, key))


def missing(path: str | os.PathLike[str]) -> str:
    """Return what keeps a path from being read as a network, before it is opened; nothing if nothing does."""
    file = Path(path)
    suffix = _suffix(file)
    if file.is_dir():
        return "this is a folder; name the file in it"
    if suffix not in _SUFFIXES:
        return f"networks do not end in {suffix!r}; {nearest(suffix, _SUFFIXES)}, each also with .gz"
    if file.exists():
        return ""
    if not file.parent.is_dir():
        return f"there is no folder {str(file.parent)!r}"
    return f"there is no such file{hint(file.name, [other.name for other in file.parent.iterdir()])}"


def _suffix(file: Path) -> str:
    return Path(file.stem if file.suffix.lower() == ".gz" else file.name).suffix.lower()


def _unpacked(where: str) -> tuple[bytes, str]:
    """Return the bytes of a file and the suffix that says its format."""
    if wrong := missing(where):
        raise mistake(where, wrong)
    file = Path(where)
    packed = file.suffix.lower() == ".gz"
    chunks, size = [], 0
    try:
        with gzip.open(file) if packed else file.open("rb") as stream:
            while chunk := stream.read(2**24):
                chunks.append(chunk)
                size += len(chunk)
                if size > MOST_BYTES:
                    raise mistake(where, f"it holds more than {MOST_BYTES:,} bytes, the most that are read")
    except gzip.BadGzipFile:
        raise mistake(where, "it is not packed as its name says, or broken; pack it anew, or take .gz away") from None
    except (EOFError, zlib.error):
        raise mistake(where, "it is packed but broken off or damaged; fetch it again") from None
    data = b"".join(chunks)
    if not data or data.isspace():
        raise mistake(where, "the file is empty")
    return data, _suffix(file)


def _ties(where: str, data: bytes, suffix: str, choice: Choice) -> Ties:
    if suffix in _GRAPHS:
        if choice.source or choice.target:
            raise mistake(where, f"{suffix} says itself which ends a tie has; leave source and target out")
        graph = Graph(where, choice)
        _GRAPHS[suffix](graph, data)
        return graph.ties()
    if choice.community:
        raise mistake(where, f"{suffix} has a row for each tie and no place for a community; leave community out")
    return read_parquet(where, data, choice) if suffix == PARQUET else read_edge_list(where, data, choice)


def _network(ties: Ties, influence: Influence, strong_share: float, key: np.uint64) -> Network:
    """Return the network; repeats are dropped before any lot is drawn, lest a tie in two rows be strong more often."""
    ties, directed = _with_influence(ties, influence)
    n = len(ties.names)
    weak = np.zeros(len(ties.source), np.bool_)
    bare = Network.from_ties(n, ties.source, ties.target, weak, directed=directed)
    source, target, _ = bare.ties()
    strong = _strong(ties, directed, len(source), strong_share, key)
    return Network.from_ties(
        n,
        source,
        target,
        strong,
        community=ties.community,
        directed=directed,
        names=None if all(map(str.__eq__, ties.names, map(str, range(n)))) else ties.names,
        notes=(*ties.notes, *bare.notes),
    )


def _with_influence(ties: Ties, influence: Influence) -> tuple[Ties, bool]:
    """Return the ties from influencer to influenced, and whether they have a direction at all."""
    if influence == "reversed":
        return ties._replace(source=ties.target, target=ties.source), True
    if influence == "auto" and ties.one_way is not None and ties.one_way.any():
        back = ~ties.one_way & (ties.source != ties.target)
        return ties._replace(
            source=np.concatenate((ties.source, ties.target[back])),
            target=np.concatenate((ties.target, ties.source[back])),
            strength=None if ties.strength is None else np.concatenate((ties.strength, ties.strength[back])),
        ), True
    return ties, influence == "forward"


def _strong(ties: Ties, directed: bool, n_ties: int, share: float, key: np.uint64) -> np.ndarray:
    """Return which of the ties that are left are strong, in the order of ``Network.ties``."""
    if ties.strength is None:
        return random_strong(n_ties, share, key)
    strength = _greatest(ties, ties.strength, directed)
    if strength.dtype == np.bool_:
        return strength
    turn = np.arange(n_ties)
    shuffle(key, _TURN, 0, turn, n_ties)
    strong = np.empty(n_ties, np.bool_)
    strong[turn] = strongest(strength[turn], share)
    return strong


def _greatest(ties: Ties, strength: np.ndarray, directed: bool) -> np.ndarray:
    """Return the greatest strength among the copies of each tie, in the order of ``Network.ties``."""
    source, target = ties.source, ties.target
    if not directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    copies = source.astype(np.int64) * len(ties.names) + target
    order = np.argsort(copies, kind="stable")
    order = order[source[order] != target[order]]
    first = np.flatnonzero(np.diff(copies[order], prepend=-1))
    return np.maximum.reduceat(strength[order], first) if len(first) else strength[:0]

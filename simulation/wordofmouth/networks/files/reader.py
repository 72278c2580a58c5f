"""Networks from files: whatever holds ties, packed or not; the content says the format."""

import csv
import os
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from wordofmouth.engine.randomness import purpose
from wordofmouth.engine.shuffling import shuffle
from wordofmouth.networks.communities import CommunityMethod, detect
from wordofmouth.networks.files.arrays import read_arrays
from wordofmouth.networks.files.copies import read_copy
from wordofmouth.networks.files.edge_list import TextTies
from wordofmouth.networks.files.formats import format_of
from wordofmouth.networks.files.gexf import read_gexf
from wordofmouth.networks.files.gml import read_gml
from wordofmouth.networks.files.graphml import read_graphml
from wordofmouth.networks.files.graphs import Graph
from wordofmouth.networks.files.lgl import read_lgl
from wordofmouth.networks.files.matrix_market import read_matrix_market
from wordofmouth.networks.files.metis import read_metis
from wordofmouth.networks.files.node_link import read_node_link
from wordofmouth.networks.files.nodes import with_people
from wordofmouth.networks.files.pajek import read_pajek
from wordofmouth.networks.files.parquet_ties import read_parquet
from wordofmouth.networks.files.rows import rows_of
from wordofmouth.networks.files.shapes import Shape
from wordofmouth.networks.files.ties import Choice, Ties, hint
from wordofmouth.networks.files.ucinet import read_ucinet
from wordofmouth.networks.files.workbooks import sheets_of
from wordofmouth.networks.network import Network, random_strong, strongest
from wordofmouth.scenario.families.generator import STRONG_SHARE
from wordofmouth.scenario.parts import nearest
from wordofmouth.tables.dialect import Dialect
from wordofmouth.tables.mistakes import line, mistake
from wordofmouth.tables.sheets import sheet_texts
from wordofmouth.tables.table import read_table, text_of
from wordofmouth.tables.unpacking import Unpacked, read_bytes

Influence = Literal["auto", "mutual", "forward", "reversed"]

# Formats that say themselves who is in them, and which ends a tie has; and those that are matrices.
_GRAPHS = {
    "graphml": read_graphml,
    "gexf": read_gexf,
    "gml": read_gml,
    "pajek": read_pajek,
    "json": read_node_link,
    "lgl": read_lgl,
}
_MATRICES = {
    "matrix market": read_matrix_market,
    "arrays": read_arrays,
    "dl": read_ucinet,
    "metis": read_metis,
}
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
    shape: Literal["auto", "ties", "matrix", "lists"] = "auto",
    ids: Literal["auto", "exact"] = "auto",
    relation: str | None = None,
    nodes: str | os.PathLike[str] | None = None,
    dialect: Dialect | None = None,
) -> Network:
    """Return the network that a file holds, whatever its format: its content says which.

    Consumers come in the order of their numbers where the file numbers them, else in that of the alphabet, so that
    the order of rows is of no consequence. Where strength is given in numbers the heaviest ``strong_share`` of ties
    are strong, equals by lot; where it is not given that share is drawn. Self-ties and repeats are dropped; the notes
    of the network say how many, and what else was guessed or passed over.

    Args:
        path: a table of ties, a matrix or lists of contacts in text, ``.xlsx`` or Parquet; GraphML, GEXF, GML, Pajek,
            MatrixMarket, UCINET DL, LGL, METIS, node-link JSON, or SciPy's ``.npz``; each also packed.
        source: the column of the first end of a tie, by name or number, if not to be guessed (tables).
        target: that of the second.
        strength: the column, or attribute of edges, with ``strong`` and ``weak``, or weights of 0 or more; ``none`` for
            a lot.
        influence: ``forward`` if it runs from the first end to the second, ``reversed`` if the other way, ``mutual``
            if both; ``auto`` is what a graph file says itself, and mutual for edge lists.
        strong_share: share of ties that are strong, where the file does not name them.
        community: the attribute of nodes that holds their community (graph formats).
        community_method: how communities are found where no attribute holds them.
        key: the key of the run, for what is drawn.
        shape: what a row of a text is: a tie, a row of a matrix, or a person and all whom that one names.
        ids: whether numbers that are written in two ways, as 1 and 1.0, are two people: ``exact``.
        relation: which relation of several (Pajek), by name or number; all of them as one unless given.
        nodes: a table of people beside the ties: their names, their communities, and those without a tie.
        dialect: how a table is written, as far as that is known.

    Raises:
        ChoiceError: if the file can be read in several ways; with the option for each.
        ValueError: if the file is missing or broken, or is not what the arguments say: with path, line and remedy.
        OSError: if the file may not be read.
    """
    asked = {"influence": (influence, get_args(Influence)), "shape": (shape, ("auto", *get_args(Shape)))}
    for name, (value, known) in asked.items():
        if value not in known:
            raise ValueError(f"{name}: {value!r} is not known; {nearest(value, known)}")
    where, key = os.fspath(path), np.uint64(key)
    choice = Choice(
        source or None,
        target or None,
        strength or None,
        community or None,
        None if shape == "auto" else shape,
        influence,
        ids,
        relation or None,
        None if nodes is None else os.fspath(nodes) or None,
        dialect or Dialect(),
    )
    try:
        choice.dialect.check(where)
        if wrong := missing(where):
            raise mistake(where, wrong)
        file = read_bytes(Path(where))
        kind = format_of(where, file)
        if kind == "parquet" and (copy := read_copy(where, file.data)) is not None:
            return copy
        ties = _ties(where, file, kind, choice)
        network = _network(ties._replace(notes=(*file.notes, *ties.notes)), influence, strong_share, key)
    except MemoryError:
        raise mistake(where, "it needs more memory than this machine has") from None
    if ties.community is not None:
        return network
    return network.with_communities(detect(network, community_method, key))


def missing(path: str | os.PathLike[str]) -> str:
    """Return what keeps a path from being read as a network, before it is opened; nothing if nothing does."""
    file = Path(path)
    if file.is_dir():
        return "this is a folder; name the file in it"
    if file.exists():
        return ""
    if not file.parent.is_dir():
        return f"there is no folder {str(file.parent)!r}"
    return f"there is no such file{hint(file.name, [other.name for other in file.parent.iterdir()])}"


def _ties(where: str, file: Unpacked, kind: str, choice: Choice) -> Ties:
    """Return the ties of a file, among all people of a table beside it if there is one."""
    people = None
    if choice.nodes:
        people = read_table(Path(where).parent / choice.nodes, dialect=choice.dialect._replace(sheet="", header="auto"))
    notes: tuple[str, ...] = ()
    if kind == "workbook":
        sheets = sheets_of(where, sheet_texts(where, file.data), choice)
        people, notes = people or sheets.people, sheets.notes
        choice = choice._replace(dialect=choice.dialect._replace(sheet=sheets.ties or choice.dialect.sheet))
    ties = _bare_ties(where, file, kind, choice if people is None else choice._replace(community=None))
    ties = ties._replace(notes=(*notes, *ties.notes))
    return ties if people is None else with_people(ties, people, choice)


def _bare_ties(where: str, file: Unpacked, kind: str, choice: Choice) -> Ties:
    """Return the ties of a file in a format; what its format says itself cannot be said otherwise."""
    if kind in _GRAPHS or kind in _MATRICES:
        if choice.source or choice.target:
            raise mistake(where, f"{kind} says itself which ends a tie has; leave source and target out")
        if kind in _MATRICES:
            _check_no_community(where, kind, choice)
            return _MATRICES[kind](where, file.data, choice)
        graph = Graph(where, choice)
        _GRAPHS[kind](graph, file.data)
        return graph.ties()
    _check_no_community(where, kind, choice)
    if kind == "parquet":
        return read_parquet(where, file.data, choice)
    text = text_of(where, file._replace(notes=()), choice.dialect)
    try:
        return TextTies(where, text, choice).read()
    except csv.Error as error:
        # A field that no quote ends, or that nobody has written.
        number = next((at for at, row in rows_of(text.data) if len(row) > csv.field_size_limit()), 0)
        raise mistake(where, f"it cannot be parted into fields ({error})", line(number) if number else "") from None


def _check_no_community(where: str, kind: str, choice: Choice) -> None:
    if choice.community:
        what = f"{kind} has no place for a community; leave community out, or name a table of people by `nodes`"
        raise mistake(where, what)


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
        strength_from=ties.strength_from,
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

"""Graphs as files describe them: nodes and edges with attributes, gathered one by one and turned into ties.

The formats are read by this project and not by networkx, whose readers expand XML entities, lose the direction of
Pajek's arcs, merge vertices of one label, and make consumers of misspelt ends in silence.
"""

from collections import defaultdict

import numpy as np

from wordofmouth.networks.files.columns import BY_LOT, MORE_STRENGTH_NAMES, STRENGTH_NAMES
from wordofmouth.networks.files.ties import Choice, Ties, check_size, hint, name_order, ranks, read_strength
from wordofmouth.scenario.parts import nearest
from wordofmouth.tables.mistakes import guess, line, mistake
from wordofmouth.tables.names import plain

_LABELS = ("label", "name")
_STRENGTH_NAMES = (*STRENGTH_NAMES, *MORE_STRENGTH_NAMES)


class Graph:
    """Nodes and edges with the lines they are on, as a reader finds them.

    Attributes:
        path: the file, for what is said of it.
        choice: which attributes the user wants; None where it is to be guessed.
        defaults: the value of an attribute where it is not given, by ``("node" or "edge", attribute)``.
        notes: what a reader has passed over.
    """

    def __init__(self, path: str, choice: Choice) -> None:
        self.path = path
        self.choice = choice
        self.defaults: dict[tuple[str, str], str] = {}
        self._nodes: dict[str, dict[str, str]] = {}
        self._edges: list[tuple[str, str, bool, int]] = []
        self._values: dict[str, dict[int, str]] = defaultdict(dict)
        self._unused: set[str] = set()
        self.notes: list[str] = []

    @property
    def n_edges(self) -> int:
        """Number of edges so far."""
        return len(self._edges)

    def add_node(self, name: str | None, values: dict[str, str], number: int) -> None:
        """Add a node under its id."""
        if not name:
            raise mistake(self.path, "a node has no id", _at(number))
        if name in self._nodes:
            raise mistake(self.path, f"node {name!r} is there already", _at(number))
        self._nodes[name] = values

    def add_edge(
        self, source: str | None, target: str | None, one_way: bool, values: dict[str, str], number: int
    ) -> None:
        """Add an edge between two ids, which may be met before the nodes that bear them."""
        if not source or not target:
            raise mistake(self.path, "an edge lacks its source or its target", _at(number))
        for name, value in values.items():
            if name == self.choice.strength or (self.choice.strength is None and plain(name) in _STRENGTH_NAMES):
                self._values[name][len(self._edges)] = value
            else:
                self._unused.add(name)
        self._edges.append((source, target, one_way, number))

    def ties(self) -> Ties:
        """Return all ties, isolated nodes among the consumers."""
        import pyarrow

        check_size(self.path, len(self._nodes), len(self._edges))
        names = self._names()
        order = name_order(pyarrow.array(names))
        row = dict(zip(self._nodes, ranks(order).tolist(), strict=True))
        for source, target, _, number in self._edges:
            for end in (source, target):
                if end not in row:
                    raise mistake(self.path, f"no node has the id {end!r}{hint(end, row)}", _at(number))
        community = self._community()
        strength, by, notes = self._strength()
        return Ties(
            [names[i] for i in order],
            np.array([row[source] for source, _, _, _ in self._edges], np.int32),
            np.array([row[target] for _, target, _, _ in self._edges], np.int32),
            strength,
            np.array([one_way for _, _, one_way, _ in self._edges], np.bool_),
            None if community is None else community[order],
            (*self.notes, *notes, *([f"not used: {', '.join(sorted(self._unused))}"] if self._unused else [])),
            by,
        )

    def _names(self) -> list[str]:
        """Return what consumers are called: their labels where each has its own, else their ids."""
        for key in _LABELS:
            labels = [label for values in self._nodes.values() if (label := values.get(key))]
            if len(set(labels)) == len(self._nodes):
                return labels
        return list(self._nodes)

    def _strength(self) -> tuple[np.ndarray | None, str, tuple[str, ...]]:
        """Return the strength of each edge, the attribute that it is from, and what was guessed."""
        name = self.choice.strength
        if name == BY_LOT and name not in self._values:
            return None, "", ()
        if name is not None:
            if name not in self._values:
                raise mistake(self.path, f"no edge has an attribute {name!r}; {_known(name, self._unused)}")
            return *self._read_strength(name), ()
        for matched in sorted(self._values, key=lambda name: _STRENGTH_NAMES.index(plain(name))):
            if plain(matched) in STRENGTH_NAMES:
                self._unused |= self._values.keys() - {matched}
                return *self._read_strength(matched), ()
            try:
                strength, _ = self._read_strength(matched)
            except ValueError:
                # A name that many things have is no weight where it holds no numbers.
                continue
            self._unused |= self._values.keys() - {matched}
            if strength.dtype != np.bool_:
                return strength, matched, (guess(f"{matched!r} was taken for the weight of ties", strength=BY_LOT),)
        self._unused |= self._values.keys()
        return None, "", ()

    def _read_strength(self, name: str) -> tuple[np.ndarray, str]:
        import pyarrow

        values, default = self._values[name], self.defaults.get(("edge", name))
        texts = [values.get(k, default) for k in range(len(self._edges))]
        if None in texts:
            source, target, _, number = self._edges[texts.index(None)]
            raise mistake(
                self.path,
                f"edge {source!r} to {target!r} has no {name}, and others have; `strength` none draws lots",
                line(number),
            )
        return read_strength(self.path, name, pyarrow.array(texts), lambda tie: line(self._edges[tie][3])), name

    def _community(self) -> np.ndarray | None:
        import pyarrow

        key = self.choice.community
        if key is None:
            return None
        default = self.defaults.get(("node", key))
        labels = [values.get(key, default) for values in self._nodes.values()]
        if None in labels:
            node = list(self._nodes)[labels.index(None)]
            known = {key for values in self._nodes.values() for key in values}
            others = ", and others have" if key in known else f"; {_known(key, known)}"
            raise mistake(self.path, f"node {node!r} has no attribute {key!r}{others}")
        encoded = pyarrow.array(labels).dictionary_encode()
        return ranks(name_order(encoded.dictionary))[encoded.indices.to_numpy()]


def _known(name: str, known: set[str]) -> str:
    return nearest(name, known) if known else "there are no attributes"


def _at(number: int) -> str:
    """Return a place in a text; nothing for what is known by no line."""
    return line(number) if number else ""

"""Graph formats: GraphML, GEXF, GML and Pajek, each read in one pass that knows the line it is on.

They are read here and not by networkx, whose readers expand XML entities, lose the direction of Pajek's arcs, merge
vertices of one label, and make consumers of misspelt ends in silence. A file with a document type, which is where
entities are declared, is refused before anything in it is expanded or fetched.

Source: Brandes et al. (2002), GraphML progress report, GD 2001; GEXF Working Group (2022), GEXF 1.3; Himsolt (1997),
GML: a portable graph file format; Batagelj and Mrvar (1998), Pajek: program for large network analysis.
"""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from xml.parsers import expat

import numpy as np

from simulation.network import MOST_CONSUMERS
from simulation.network_ties import (
    STRENGTH_NAMES,
    Choice,
    Ties,
    check_size,
    clean_text,
    line,
    mistake,
    name_order,
    plain,
    ranks,
    read_strength,
)
from simulation.parts import nearest

_LABELS = ("label", "name")
_UNLISTED_VERTICES = 1_000_000
_ENCODINGS = (None, "utf-8", "utf-16", "us-ascii", "iso-8859-1")
_GML_TOKEN = re.compile(r'(\s+|#[^\n]*)|"([^"]*)"|([\[\]])|([^\s\[\]"#]+)|"')
_VERTEX = re.compile(r'(\d+)(?:\s+(?:"([^"]*)"|(\S+)))?')


class _Graph:
    """Nodes and edges as they are read, with the line of each, until they are ties."""

    def __init__(self, path: str, choice: Choice) -> None:
        self.path = path
        self.choice = choice
        self.defaults: dict[tuple[str, str], str] = {}
        self._nodes: dict[str, dict[str, str]] = {}
        self._edges: list[tuple[str, str, bool, int]] = []
        self._values: dict[str, dict[int, str]] = defaultdict(dict)
        self._unused: set[str] = set()

    def add_node(self, name: str | None, values: dict[str, str], number: int) -> None:
        if not name:
            raise mistake(self.path, "a node has no id", line(number))
        if name in self._nodes:
            raise mistake(self.path, f"node {name!r} is there already", line(number))
        self._nodes[name] = values

    def add_edge(self, source: str | None, target: str | None, one_way: bool, values: dict[str, str], number: int):
        if not source or not target:
            raise mistake(self.path, "an edge lacks its source or its target", line(number))
        for name, value in values.items():
            if name == self.choice.strength or (self.choice.strength is None and plain(name) in STRENGTH_NAMES):
                self._values[name][len(self._edges)] = value
            else:
                self._unused.add(name)
        self._edges.append((source, target, one_way, number))

    def ties(self) -> Ties:
        import pyarrow

        check_size(self.path, len(self._nodes), len(self._edges))
        order = name_order(pyarrow.array(self._nodes))
        row = dict(zip(self._nodes, ranks(order).tolist(), strict=True))
        for source, target, _, number in self._edges:
            for end in (source, target):
                if end not in row:
                    raise mistake(self.path, f"no node has the id {end!r}; {_nearest(end, row)}", line(number))
        ids = list(self._nodes)
        ids = [ids[i] for i in order]
        return Ties(
            self._labels(ids),
            np.array([row[source] for source, _, _, _ in self._edges], np.int32),
            np.array([row[target] for _, target, _, _ in self._edges], np.int32),
            self._strength(),
            np.array([one_way for _, _, one_way, _ in self._edges], np.bool_),
            self._community(ids),
            (f"not used: {', '.join(sorted(self._unused))}",) if self._unused else (),
        )

    def _labels(self, ids: list[str]) -> list[str]:
        """Return what consumers are called: their labels where each has one of her own, else their ids."""
        for key in _LABELS:
            labels = [self._nodes[name].get(key) for name in ids]
            if all(labels) and len(set(labels)) == len(labels):
                return labels
        return ids

    def _strength(self) -> np.ndarray | None:
        import pyarrow

        name = self.choice.strength
        if name is None:
            name = min(self._values, key=lambda name: STRENGTH_NAMES.index(plain(name)), default=None)
            if name is None:
                return None
        elif name not in self._values:
            raise mistake(self.path, f"no edge has an attribute {name!r}; {nearest(name, self._unused)}")
        values, default = self._values[name], self.defaults.get(("edge", name))
        texts = [values.get(k, default) for k in range(len(self._edges))]
        if None in texts:
            source, target, _, number = self._edges[texts.index(None)]
            raise mistake(self.path, f"edge {source!r} to {target!r} has no {name}, and others have", line(number))
        return read_strength(self.path, name, pyarrow.array(texts), lambda tie: line(self._edges[tie][3]))

    def _community(self, ids: list[str]) -> np.ndarray | None:
        import pyarrow

        key = self.choice.community
        if key is None:
            return None
        default = self.defaults.get(("node", key))
        labels = [self._nodes[name].get(key, default) for name in ids]
        if None in labels:
            known = {key for values in self._nodes.values() for key in values}
            hint = f"; {nearest(key, known)}" if key not in known else ", and others have"
            raise mistake(self.path, f"node {ids[labels.index(None)]!r} has no attribute {key!r}{hint}")
        encoded = pyarrow.array(labels).dictionary_encode()
        return ranks(name_order(encoded.dictionary))[encoded.indices.to_numpy()]


def read_graph(path: str, data: bytes, suffix: str, choice: Choice) -> Ties:
    """Return the ties of a graph file of one of the ``GRAPHS``, isolated nodes among its consumers."""
    graph = _Graph(path, choice)
    GRAPHS[suffix](graph, data)
    return graph.ties()


class _Element:
    """A node or an edge that is being read: its XML attributes, its line, and its values."""

    def __init__(self, kind: str, attributes: dict[str, str], number: int) -> None:
        self.kind = kind
        self.attributes = attributes
        self.number = number
        self.values: dict[str, str] = {}


class _XmlReader:
    """Reads GraphML and GEXF, whose nodes and edges are alike."""

    def __init__(self, graph: _Graph, root: str) -> None:
        self.graph = graph
        self.root = root
        self.depth = 0
        self.directed: list[bool] = []
        self.graphs = 0
        self.open: list[_Element] = []
        self.titles: dict[tuple[str, str], str] = {}
        self.kind = ""
        self.key = ("", "")
        self.text: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.XmlDeclHandler = self._declaration

    def read(self, data: bytes) -> None:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            what = f"the XML is broken: {expat.ErrorString(error.code)}"
            raise mistake(self.graph.path, what, line(error.lineno)) from None

    def _mistake(self, what: str) -> ValueError:
        return mistake(self.graph.path, what, line(self.parser.CurrentLineNumber))

    def _doctype(self, *_: object) -> None:
        raise self._mistake("a document type (DOCTYPE) is not accepted, for it can declare entities; take it out")

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.casefold() not in _ENCODINGS:
            raise self._mistake(f"the encoding {encoding!r} is not known; save the file as UTF-8")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if not self.depth and tag != self.root:
            raise self._mistake(f"this is <{tag}>, and the format begins with <{self.root}>")
        self.depth += 1
        get = attributes.get
        if tag == "graph":
            self.graphs += not self.directed
            if self.graphs > 1:
                raise self._mistake("a second graph begins; keep one graph in a file")
            self.directed.append(get("edgedefault", get("defaultedgetype")) == "directed")
        elif tag == "hyperedge":
            raise self._mistake("a hyperedge is no tie between two; write its ties one by one")
        elif tag in ("node", "edge"):
            self.open.append(_Element(tag, attributes, self.parser.CurrentLineNumber))
        elif tag == "attributes":
            self.kind = get("class", "")
        elif tag in ("key", "attribute"):
            self.key = (get("for", "all") if tag == "key" else self.kind, get("id", ""))
            self.titles[self.key] = get("attr.name") or get("title") or get("id", "")
        elif tag == "attvalue" and self.open:
            self._set(get("for") or get("id", ""), get("value", ""))
        elif tag in ("data", "default"):
            self.text = []
            if tag == "data":
                self.key = ("", get("key", ""))

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(" ")[2]
        self.depth -= 1
        if tag == "graph":
            self.directed.pop()
        elif tag in ("node", "edge"):
            self._close(self.open.pop())
        elif tag in ("data", "default") and self.text is not None:
            text, self.text = "".join(self.text), None
            if tag == "data" and self.open:
                self._set(self.key[1], text)
            elif tag == "default":
                self.graph.defaults[self.key[0], self.titles.get(self.key, "")] = text

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _set(self, key: str, value: str) -> None:
        element = self.open[-1]
        title = self.titles.get((element.kind, key), self.titles.get(("all", key)))
        if title is None:
            raise self._mistake(f"{key!r} is declared nowhere as an attribute of {element.kind}s")
        element.values[title] = value

    def _close(self, element: _Element) -> None:
        get, values = element.attributes.get, element.values
        if element.kind == "node":
            values |= {"label": get("label")} if get("label") else {}
            self.graph.add_node(get("id"), values, element.number)
            return
        if get("weight"):
            values["weight"] = get("weight")
        one_way = bool(self.directed) and self.directed[-1]
        if get("directed") or get("type"):
            one_way = get("directed") == "true" or get("type") == "directed"
        self.graph.add_edge(get("source"), get("target"), one_way, values, element.number)


def _read_graphml(graph: _Graph, data: bytes) -> None:
    _XmlReader(graph, "graphml").read(data)


def _read_gexf(graph: _Graph, data: bytes) -> None:
    graph.defaults["edge", "weight"] = "1.0"
    _XmlReader(graph, "gexf").read(data)

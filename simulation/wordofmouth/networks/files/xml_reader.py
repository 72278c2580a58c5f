"""What GraphML and GEXF have in common: nodes and edges in XML, read in one pass that knows the line it is on.

A file with a document type, which is where entities are declared, is refused before anything is expanded or fetched.
"""

from xml.parsers import expat

from wordofmouth.networks.files.graphs import Graph
from wordofmouth.tables.mistakes import line, mistake

_ENCODINGS = (None, "utf-8", "utf-16", "us-ascii", "iso-8859-1")


class _Element:
    """A node or an edge that is being read: its XML attributes, its line, and its values."""

    def __init__(self, kind: str, attributes: dict[str, str], number: int) -> None:
        self.kind = kind
        self.attributes = attributes
        self.number = number
        self.values: dict[str, str] = {}


class XmlReader:
    """Reads GraphML and GEXF, whose nodes and edges are alike: ``root`` is the element that a file begins with."""

    def __init__(self, graph: Graph, root: str) -> None:
        self.graph = graph
        self.root = root
        self.depth = 0
        self.directed: list[bool] = []
        self.graphs = 0
        self.open: list[_Element] = []
        self.titles: dict[tuple[str, str], str] = {}
        self.kind = ""
        self.undeclared: set[str] = set()
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
        """Gather the nodes and edges of a file.

        Raises:
            ValueError: with the line of what is broken or not accepted.
        """
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
                for kind in ("node", "edge") if self.key[0] == "all" else self.key[:1]:
                    self.graph.defaults[kind, self.titles.get(self.key, "")] = text

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _set(self, key: str, value: str) -> None:
        element = self.open[-1]
        title = self.titles.get((element.kind, key), self.titles.get(("all", key)))
        if title is not None:
            element.values[title] = value
        elif not any(key == declared for _, declared in self.titles):
            # Neo4j and others leave declarations out: the attribute goes by its key.
            element.values[key] = value
            if key not in self.undeclared:
                self.undeclared.add(key)
                self.graph.notes.append(f"attribute {key!r} is not declared, and was read as it stands")

    def _close(self, element: _Element) -> None:
        get, values = element.attributes.get, element.values
        if element.kind == "node":
            if label := get("label"):
                values["label"] = label
            self.graph.add_node(get("id"), values, element.number)
            return
        if weight := get("weight"):
            values["weight"] = weight
        one_way = bool(self.directed) and self.directed[-1]
        if get("directed") or get("type"):
            one_way = get("directed") == "true" or get("type") == "directed"
        self.graph.add_edge(get("source"), get("target"), one_way, values, element.number)

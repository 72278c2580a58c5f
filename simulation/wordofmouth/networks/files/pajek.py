"""Pajek networks: vertices numbered from 1 and listed only where they have a label, then arcs and edges.

Source: Batagelj and Mrvar (1998), Pajek: program for large network analysis, Connections 21(2).
"""

import re

from wordofmouth.networks.files.graphs import Graph
from wordofmouth.scenario.parts import nearest
from wordofmouth.tables.mistakes import guess, line, mistake
from wordofmouth.tables.text import decoded

_VERTEX = re.compile(r'(\S+)(?:\s+(?:"([^"]*)"|(\S+)))?')
_RELATION = re.compile(r"\*\w+\s*:\s*(\d+)\s*\"?([^\"]*)\"?")
_UNLISTED_VERTICES = 1_000_000


def read_pajek(graph: Graph, data: bytes) -> None:
    """Gather the vertices, arcs and edges of a Pajek network, in which a tie without a weight has the weight 1."""
    graph.defaults["edge", "weight"] = "1"
    _PajekReader(graph).read(data)


class _PajekReader:
    """Reads row by row, each as the section wants it that it is in."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.n = 0
        self.labels: dict[int, str] = {}
        self.matrix_row = 0
        # Without *Vertices people are whoever has a tie.
        self.tied: dict[str, None] = {}
        self.relations: dict[str, None] = {}
        self.is_read = True
        self.beside: dict[str, None] = {}

    def read(self, data: bytes) -> None:
        sections = {
            "network": self._nothing,
            "vertices": self._vertex,
            "arcs": self._tie,
            "edges": self._tie,
            "arcslist": self._list,
            "edgeslist": self._list,
            "matrix": self._matrix,
            "partition": self._passed_over,
            "vector": self._passed_over,
            "permutation": self._passed_over,
            "cluster": self._passed_over,
            "hierarchy": self._passed_over,
        }
        section = "network"
        for number, row in enumerate(decoded(self.graph.path, data).data.decode().split("\n"), start=1):
            fields = row.split()
            if not fields or fields[0].startswith("%"):
                continue
            if fields[0].startswith("*"):
                section = re.split(r"\W", fields[0][1:], maxsplit=1)[0].casefold()
                if section not in sections:
                    raise self._mistake(f"no section is called {section!r}; {nearest(section, sections)}", number)
                if sections[section] == self._passed_over:
                    self.beside.setdefault(section)
                elif section == "vertices" and self.beside:
                    # What stands beside a network counts its vertices too.
                    section = "partition"
                elif section == "vertices":
                    self._count(fields[1:], number, len(data))
                elif section != "network":
                    self._relation(row)
            else:
                sections[section](fields, row, section.startswith(("arc", "matrix")), number)
        for vertex in self.tied or map(str, range(1, self.n + 1)):
            self.graph.add_node(vertex, {"label": self.labels.get(int(vertex), "")}, 0)
        self._say()

    def _mistake(self, what: str, number: int) -> ValueError:
        return mistake(self.graph.path, what, line(number))

    def _count(self, fields: list[str], number: int, size: int) -> None:
        if self.n:
            raise self._mistake("vertices are counted a second time; keep one network in a file", number)
        if len(fields) == 2:
            raise self._mistake("a network of two modes; its people alone are wanted, tied to each other", number)
        if len(fields) != 1 or not fields[0].isdecimal() or len(fields[0]) > 18:
            raise self._mistake("*Vertices is followed by how many there are", number)
        self.n = int(fields[0])
        if self.n > max(size, _UNLISTED_VERTICES):
            raise self._mistake(f"{self.n:,} vertices are more than a file of {size:,} bytes can tie", number)

    def _relation(self, row: str) -> None:
        """Tell whether the ties that follow are of the relation that is asked for: ``*Arcs :2 "trusts"``."""
        matched = _RELATION.match(row)
        if matched is None:
            self.is_read = True
            return
        name = (matched[2] or matched[1]).strip()
        self.relations.setdefault(name)
        self.is_read = self.graph.choice.relation in (None, name, matched[1])

    def _say(self) -> None:
        wanted = self.graph.choice.relation
        if wanted is not None and self.relations and not self.graph.n_edges:
            raise mistake(self.graph.path, f"`relation`: none is called {wanted!r}; {nearest(wanted, self.relations)}")
        if wanted is None and len(self.relations) > 1:
            named = ", ".join(self.relations)
            self.graph.notes.append(guess(f"the relations {named} were read as one", relation="NAME"))
        if self.beside:
            self.graph.notes.append(f"not used: {', '.join(self.beside)}")

    def _passed_over(self, fields: list[str], row: str, one_way: bool, number: int) -> None:
        """Pass over what is known of vertices beside their ties."""

    def _add(self, source: str, target: str, one_way: bool, values: dict[str, str], number: int) -> None:
        if self.is_read:
            self.graph.add_edge(source, target, one_way, values, number)

    def _number(self, field: str, number: int) -> str:
        if not self.n and field.isdecimal() and 0 < len(field) < 19 and int(field):
            self.tied.setdefault(str(int(field)))
            return str(int(field))
        if not field.isdecimal() or len(field) > 18 or not 0 < int(field) <= self.n:
            raise self._mistake(f"{field!r} is no vertex; they are numbered from 1 to {self.n:,}", number)
        return str(int(field))

    def _nothing(self, fields: list[str], row: str, one_way: bool, number: int) -> None:
        raise self._mistake("a network begins with *Vertices and how many there are", number)

    def _vertex(self, fields: list[str], row: str, one_way: bool, number: int) -> None:
        vertex, quoted, word = next(_VERTEX.finditer(row)).groups()
        self.labels[int(self._number(vertex, number))] = quoted or word or ""

    def _tie(self, fields: list[str], row: str, one_way: bool, number: int) -> None:
        if len(fields) < 2:
            raise self._mistake("one field, where a tie has two vertices and perhaps a weight", number)
        source, target = (self._number(field, number) for field in fields[:2])
        values = {"weight": fields[2]} if len(fields) > 2 else {}
        self._add(source, target, one_way, values, number)

    def _list(self, fields: list[str], row: str, one_way: bool, number: int) -> None:
        source, *targets = (self._number(field, number) for field in fields)
        for target in targets:
            self._add(source, target, one_way, {}, number)

    def _matrix(self, fields: list[str], row: str, one_way: bool, number: int) -> None:
        self.matrix_row += 1
        if len(fields) != self.n or self.matrix_row > self.n:
            what = f"{len(fields)} fields in row {self.matrix_row} of a matrix of {self.n} rows of {self.n}"
            raise self._mistake(what, number)
        for column, field in enumerate(fields, start=1):
            if field.strip("0.") or not field.strip("."):
                self._add(str(self.matrix_row), str(column), one_way, {"weight": field}, number)

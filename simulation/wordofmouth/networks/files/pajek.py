"""Pajek networks: vertices numbered from 1 and listed only where they have a label, then arcs and edges.

Source: Batagelj and Mrvar (1998), Pajek: program for large network analysis, Connections 21(2).
"""

import re

from wordofmouth.networks.files.graphs import Graph
from wordofmouth.networks.files.ties import line, mistake
from wordofmouth.scenario.csv_reader import clean_text
from wordofmouth.scenario.parts import nearest

_VERTEX = re.compile(r'(\S+)(?:\s+(?:"([^"]*)"|(\S+)))?')
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

    def read(self, data: bytes) -> None:
        sections = {
            "network": self._nothing,
            "vertices": self._vertex,
            "arcs": self._tie,
            "edges": self._tie,
            "arcslist": self._list,
            "edgeslist": self._list,
            "matrix": self._matrix,
        }
        section = "network"
        for number, row in enumerate(clean_text(self.graph.path, data).decode().split("\n"), start=1):
            fields = row.split()
            if not fields or fields[0].startswith("%"):
                continue
            if fields[0].startswith("*"):
                section = re.split(r"\W", fields[0][1:], maxsplit=1)[0].casefold()
                if section not in sections:
                    raise self._mistake(f"no section is called {section!r}; {nearest(section, sections)}", number)
                if section == "vertices":
                    self._count(fields[1:], number, len(data))
            else:
                sections[section](fields, row, section.startswith(("arc", "matrix")), number)
        for vertex in range(1, self.n + 1):
            self.graph.add_node(str(vertex), {"label": self.labels.get(vertex, "")}, 0)

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

    def _number(self, field: str, number: int) -> str:
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
        self.graph.add_edge(source, target, one_way, values, number)

    def _list(self, fields: list[str], row: str, one_way: bool, number: int) -> None:
        source, *targets = (self._number(field, number) for field in fields)
        for target in targets:
            self.graph.add_edge(source, target, one_way, {}, number)

    def _matrix(self, fields: list[str], row: str, one_way: bool, number: int) -> None:
        self.matrix_row += 1
        if len(fields) != self.n or self.matrix_row > self.n:
            what = f"{len(fields)} fields in row {self.matrix_row} of a matrix of {self.n} rows of {self.n}"
            raise self._mistake(what, number)
        for column, field in enumerate(fields, start=1):
            if field.strip("0.") or not field.strip("."):
                self.graph.add_edge(str(self.matrix_row), str(column), one_way, {"weight": field}, number)

"""GML: a graph as nested lists of keys and values.

Source: Himsolt (1997), GML: a portable graph file format, University of Passau.
"""

import html
import re

from wordofmouth.networks.files.graphs import Graph
from wordofmouth.tables.mistakes import line, mistake
from wordofmouth.tables.text import decoded

_TOKEN = re.compile(r'(\s+|#[^\n]*)|"([^"]*)"|([\[\]])|([^\s\[\]"#]+)|"')


def read_gml(graph: Graph, data: bytes) -> None:
    """Gather the nodes and edges of a GML file."""
    text = decoded(graph.path, data).data.decode()
    number = 1
    key = ""
    edges = []
    directed: bool | None = None
    inside: list[tuple[str, dict[str, str], int]] = [("", {}, 1)]
    for token in _TOKEN.finditer(text):
        passed_over, quoted, bracket, word = token.groups()
        kind, values, began = inside[-1]
        value = word if quoted is None else quoted
        if passed_over is not None:
            pass
        elif bracket == "[" and key:
            if key == "graph" and directed is not None:
                raise mistake(graph.path, "a second graph begins; keep one graph in a file", line(number))
            inside.append((key, {}, number))
            key = ""
        elif bracket == "]" and not key and kind:
            inside.pop()
            if (inside[-1][0], kind) == ("graph", "node"):
                graph.add_node(values.pop("id", None), values, began)
            elif (inside[-1][0], kind) == ("graph", "edge"):
                edges.append((values.pop("source", None), values.pop("target", None), values, began))
            elif kind == "graph":
                directed = values.get("directed", "0") != "0"
        elif value is not None and key:
            # NAN is what igraph writes for nothing; a label of these letters stands in quotes.
            if quoted is not None or value.casefold() != "nan":
                values[key] = value if quoted is None else _unescaped(value)
            key = ""
        elif word is not None and word[0].isalpha():
            key = word
        else:
            what = "a quote that is not closed" if token.group() == '"' else f"{token.group()!r} is out of place"
            raise mistake(graph.path, f"{what}; GML is made of keys, each with one value or a [list]", line(number))
        number += token.group().count("\n")
    if key or inside[-1][0] or directed is None:
        what = "it holds no graph [...]" if directed is None and not inside[-1][0] else "it ends in the middle"
        raise mistake(graph.path, what, line(number))
    for source, target, values, began in edges:
        graph.add_edge(source, target, directed, values, began)


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # A character whose number has thousands of digits.
        return text

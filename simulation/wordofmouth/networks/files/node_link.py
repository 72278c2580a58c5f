"""Graphs in JSON: nodes and links, as networkx, D3, Cytoscape and Sigma write them."""

import json
from typing import Any

from wordofmouth.networks.files.graphs import Graph
from wordofmouth.tables.mistakes import mistake
from wordofmouth.tables.text import decoded

_LINKS = ("links", "edges")


def read_node_link(graph: Graph, data: bytes) -> None:
    """Gather the nodes and links of a graph; links name nodes by their ids, or by their places where nodes have none.

    Raises:
        ValueError: if it is no JSON, or holds no nodes and links.
    """
    try:
        content: Any = json.loads(decoded(graph.path, data).data)
    except json.JSONDecodeError as error:
        raise mistake(graph.path, f"the JSON is broken: {error.msg}", f"line {error.lineno:,}") from None
    except (ValueError, RecursionError):
        raise mistake(graph.path, "the JSON is too deep, or a number in it too long") from None
    if isinstance(content, dict) and isinstance(content.get("elements"), dict):
        # Cytoscape: what belongs to a node or an edge is one level deeper.
        content = content | {kind: _inner(content["elements"].get(kind)) for kind in ("nodes", "edges")}
    nodes = content.get("nodes") if isinstance(content, dict) else None
    links = next((content[name] for name in _LINKS if name in content), None) if isinstance(content, dict) else None
    if isinstance(content, dict) and "adjacency" in content:
        what = "this is adjacency data of networkx; write it with networkx.node_link_data"
        raise mistake(graph.path, what)
    if (nodes is None or links is None) and _is_table(content):
        what = "this is a table in JSON, which is not read; pandas.read_json(FILE).to_csv('ties.csv')"
        raise mistake(graph.path, what)
    if nodes is None or links is None or not _are_tables(nodes) or not _are_tables(links):
        raise mistake(
            graph.path,
            "it holds no nodes and links (or edges), each a list of tables; write ties alone as CSV",
        )
    one_way = content.get("directed") is True
    by_place = not any("id" in node or "key" in node for node in nodes)
    for place, node in enumerate(nodes):
        name = str(place) if by_place else _text(node.get("id", node.get("key")))
        graph.add_node(name, _values(node, ("id", "key")), 0)
    for link in links:
        ends = [_text(_end(link.get(end))) for end in ("source", "target")]
        graph.add_edge(ends[0], ends[1], one_way, _values(link, ("source", "target", "key", "id")), 0)


def _inner(elements: Any) -> Any:
    tables = elements if _are_tables(elements) else []
    return [element["data"] for element in tables if isinstance(element.get("data"), dict)]


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _is_table(content: Any) -> bool:
    """Tell whether it is a list of rows, or columns by their titles."""
    if isinstance(content, dict):
        return len(content) > 1 and all(isinstance(column, dict | list) and column for column in content.values())
    return isinstance(content, list) and bool(content) and all(isinstance(row, dict | list) for row in content)


def _end(value: Any) -> Any:
    # D3 puts the node itself in the place of its id once a graph was laid out.
    return value.get("id", value.get("key")) if isinstance(value, dict) else value


def _text(value: Any) -> str | None:
    return None if value is None or isinstance(value, dict | list) else str(value)


def _values(table: dict[str, Any], but: tuple[str, ...]) -> dict[str, str]:
    values = table | (table["attributes"] if isinstance(table.get("attributes"), dict) else {})
    return {name: text for name, value in values.items() if name not in but and (text := _text(value)) is not None}

"""What others write comes back: networkx, SciPy, pandas-like tables, and igraph and networkit where they are installed.

The same people, the same ties, the same direction, as far as the format has a place for them; never others in silence.
igraph and networkit are in the group ``formats``: ``uv sync --group formats``.
"""

import importlib.util
import json

import networkx
import numpy as np
import pytest
import scipy.io
import scipy.sparse
from wordofmouth.networks.files.reader import read_network

PLAIN = ("anna", "bob", "cy", "dan", "eve", "fay")
NAMES = {
    "plain": PLAIN,
    "blanks": ("Anna Lee", "Bob Roy", "Cy Day", "Dan Ott", "Eve", "Fay"),
    "letters": ("Zoé", "Ægir", "Łukasz", "日本", "Ωmega", "Bö"),
    "numbers": ("10", "7", "8", "9", "100", "3"),
}
TIES = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (4, 1)]


def graph_of(names, directed):
    """Return a graph with weights, in which the last person has no tie."""
    graph = networkx.DiGraph() if directed else networkx.Graph()
    graph.add_nodes_from(NAMES[names])
    for place, (a, b) in enumerate(TIES):
        graph.add_edge(NAMES[names][a], NAMES[names][b], weight=1.5 + place)
    return graph


def in_igraph(graph):
    import igraph

    made = igraph.Graph(directed=graph.is_directed())
    made.add_vertices(len(graph), attributes={"name": list(graph)})
    made.add_edges(list(graph.edges), attributes={"weight": [each["weight"] for *_, each in graph.edges(data=True)]})
    return made


def in_networkit(graph):
    import networkit

    made = networkit.Graph(len(graph), True, graph.is_directed())
    place = {name: at for at, name in enumerate(graph)}
    for a, b, each in graph.edges(data=True):
        made.addEdge(place[a], place[b], each["weight"])
    return made


def as_json(data):
    return lambda graph, path: path.write_text(json.dumps(data(graph)), encoding="utf-8")


def of_igraph(kind, **options):
    return lambda graph, path: in_igraph(graph).write(str(path), format=kind, **options)


def of_networkit(kind):
    def write(graph, path):
        import networkit

        networkit.writeGraph(in_networkit(graph), str(path), getattr(networkit.Format, kind))

    return write


def as_matrix_market(graph, path):
    scipy.io.mmwrite(path, scipy.sparse.coo_array(networkx.to_scipy_sparse_array(graph)))


def as_npz(kind):
    def write(graph, path):
        scipy.sparse.save_npz(path, scipy.sparse.csr_array(networkx.to_scipy_sparse_array(graph)).asformat(kind))

    return write


def as_text_of_numpy(graph, path):
    np.savetxt(path, networkx.to_numpy_array(graph))


# What a format has a place for: the direction of ties, people without any, names, and in these blanks and letters that
# are not ASCII; and where it has none for names the number of the first person.
SPOKEN = {"names", "blanks", "letters"}
ALL = {"direction", "isolated", *SPOKEN}
MATRIX = {"direction", "isolated"}
WRITERS = {
    "networkx, GraphML": ("t.graphml", networkx.write_graphml_xml, ALL, 0),
    "networkx, GEXF": ("t.gexf", networkx.write_gexf, ALL, 0),
    "networkx, GML": ("t.gml", networkx.write_gml, ALL, 0),
    "networkx, Pajek": ("t.net", networkx.write_pajek, ALL, 0),
    "networkx, node-link": ("t.json", as_json(networkx.node_link_data), ALL, 0),
    "networkx, node-link with links": ("t.json", as_json(lambda g: networkx.node_link_data(g, edges="links")), ALL, 0),
    "networkx, Cytoscape": ("t.cyjs", as_json(networkx.cytoscape_data), ALL, 0),
    "networkx, edge list": ("t.edgelist", networkx.write_edgelist, {"names", "letters"}, 0),
    "networkx, edge list by tabs": (
        "t.tsv",
        lambda g, path: networkx.write_weighted_edgelist(g, path, delimiter="\t"),
        SPOKEN,
        0,
    ),
    "networkx, adjacency list": ("t.adjlist", networkx.write_adjlist, {"names", "isolated", "letters"}, 0),
    "SciPy, MatrixMarket": ("t.mtx", as_matrix_market, MATRIX, 1),
    "SciPy, npz of csr": ("t.npz", as_npz("csr"), MATRIX, 0),
    "SciPy, npz of coo": ("t.npz", as_npz("coo"), MATRIX, 0),
    "SciPy, npz of bsr": ("t.npz", as_npz("bsr"), MATRIX, 0),
    "SciPy, npz of dia": ("t.npz", as_npz("dia"), MATRIX, 0),
    "NumPy, text": ("t.txt", as_text_of_numpy, MATRIX, 0),
    "igraph, GraphML": ("t.graphml", of_igraph("graphml"), ALL, 0),
    "igraph, packed GraphML": ("t.graphmlz", of_igraph("graphmlz"), ALL, 0),
    "igraph, GML": ("t.gml", of_igraph("gml"), ALL, 0),
    "igraph, Pajek": ("t.net", of_igraph("pajek"), ALL, 0),
    "igraph, edge list": ("t.edgelist", of_igraph("edgelist"), set(), 0),
    "igraph, ncol": ("t.ncol", of_igraph("ncol"), {"names"}, 0),
    "igraph, lgl": ("t.lgl", of_igraph("lgl"), {"names", "isolated"}, 0),
    "igraph, matrix": ("t.adjacency", of_igraph("adjacency"), MATRIX, 0),
    "networkit, GraphML": ("t.graphml", of_networkit("GraphML"), MATRIX, 0),
    "networkit, GEXF": ("t.gexf", of_networkit("GEXF"), MATRIX, 0),
    "networkit, GML": ("t.gml", of_networkit("GML"), MATRIX, 0),
    "networkit, METIS": ("t.metis", of_networkit("METIS"), {"isolated", "undirected"}, 1),
    "networkit, edge list by tabs from 0": ("t.txt", of_networkit("EdgeListTabZero"), set(), 0),
    "networkit, edge list by tabs from 1": ("t.txt", of_networkit("EdgeListTabOne"), set(), 1),
    "networkit, edge list by blanks": ("t.txt", of_networkit("EdgeListSpaceZero"), set(), 0),
    "networkit, edge list by commas": ("t.csv", of_networkit("EdgeListCommaOne"), set(), 1),
}


def cases():
    for writer, (_, _, has, _) in WRITERS.items():
        tool = writer.split(",")[0]
        lacks = tool in ("igraph", "networkit") and importlib.util.find_spec(tool) is None
        mark = pytest.mark.skipif(lacks, reason=f"{tool} is not installed: uv sync --group formats")
        for names in NAMES if "names" in has else ["plain"]:
            if names in ("blanks", "letters") and names not in has:
                continue
            for directed in (False,) if "undirected" in has else (False, True):
                yield pytest.param(writer, names, directed, marks=mark, id=f"{writer}-{names}-{'one way' * directed}")


@pytest.mark.parametrize(("writer", "names", "directed"), list(cases()))
@pytest.mark.filterwarnings("ignore")
def test_what_others_write_comes_back(tmp_path, writer, names, directed):
    """With the option on direction where the format has no place for it, and without any other."""
    file, write, has, first = WRITERS[writer]
    graph = graph_of(names, directed)
    write(graph, tmp_path / file)
    options = {} if "direction" in has or not directed else {"influence": "forward"}
    network = read_network(tmp_path / file, community_method="none", **options)
    known = {name: name if "names" in has else str(first + at) for at, name in enumerate(graph)}
    people = {known[name] for name in graph if "isolated" in has or graph.degree(name)}
    found = network.names or tuple(map(str, range(network.n)))
    source, target, _ = (column.tolist() for column in network.ties())
    ties = {(found[a], found[b]) for a, b in zip(source, target, strict=True)}
    expected = {(known[a], known[b]) for a, b in graph.edges}
    if not directed:
        ties, expected = ({tuple(sorted(tie)) for tie in each} for each in (ties, expected))
    assert (set(found), ties, network.directed) == (people, expected, directed)

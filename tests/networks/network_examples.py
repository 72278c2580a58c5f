"""Network files for tests: what writes them, and two that show what formats can say."""

import csv
import gzip
import io
import re
import zipfile

import networkx
import pyarrow
import pyarrow.parquet
from wordofmouth.engine.randomness import run_key
from wordofmouth.networks.files.reader import read_network

KEY = run_key(1)
TEXTS = {".csv": ",", ".tsv": "\t", ".txt": ";", ".edges": ","}
GRAPHS = {
    ".graphml": networkx.write_graphml_xml,
    ".gexf": networkx.write_gexf,
    ".gml": networkx.write_gml,
}

PAJEK = """*Network a small one
% vertices without a label are not listed
*Vertices 5
1 "Anna Lee" 0.1 0.2 ellipse
2 Bob
*Arcs
1 2 3
*Edges
2 3 1
*Arcslist
4 1 2
*Edgeslist
5 1
"""

MIXED = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="w" for="edge" attr.name="weight" attr.type="double"><default>7</default></key>
  <key id="c" for="node" attr.name="club" attr.type="string"><default>B</default></key>
  <graph edgedefault="directed">
    <edge source="b" target="a"/>
    <node id="a"><data key="c">A</data></node>
    <node id="b"/>
    <node id="c"><graph edgedefault="undirected"><node id="d"/><edge source="c" target="d"/></graph></node>
    <edge source="b" target="c" directed="false"><data key="w">9</data></edge>
  </graph>
</graphml>"""


def write(folder, name, content):
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def read(folder, name, content, **options):
    return read_network(write(folder, name, content), **{"community_method": "none", "key": KEY} | options)


def as_text(ties, delimiter, header=("source", "target", "weight")):
    rows = io.StringIO(newline="")
    csv.writer(rows, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([header, *ties])
    return rows.getvalue()


def as_parquet(ties):
    source, target, weight = zip(*ties, strict=True)
    if all(re.fullmatch(r"-?\d+", name) for name in (*source, *target)):
        source, target = map(int, source), map(int, target)
    table = pyarrow.table({"source": list(source), "target": list(target), "weight": list(weight)})
    data = io.BytesIO()
    pyarrow.parquet.write_table(table, data)
    return data.getvalue()


def as_graph(ties, writer, directed):
    graph = networkx.MultiDiGraph() if directed else networkx.MultiGraph()
    graph.add_weighted_edges_from(ties)
    data = io.BytesIO()
    writer(graph, data)
    return data.getvalue()


def as_pajek(ties, directed):
    names = list({end: None for a, b, _ in ties for end in (a, b)})
    number = {name: i + 1 for i, name in enumerate(names)}
    vertices = "".join(f'{number[name]} "{name}"\n' for name in names)
    rows = "".join(f"{number[a]} {number[b]} {w}\n" for a, b, w in ties)
    return f"*Vertices {len(names)}\n{vertices}*{'Arcs' if directed else 'Edges'}\n{rows}"


def packed(**files):
    """Return a ZIP archive of files by their names."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()

"""GEXF.

Source: GEXF Working Group (2022), GEXF 1.3.
"""

from wordofmouth.networks.files.graphs import Graph
from wordofmouth.networks.files.xml_reader import XmlReader


def read_gexf(graph: Graph, data: bytes) -> None:
    """Gather the nodes and edges of a GEXF file, in which a tie without a weight has the weight 1."""
    graph.defaults["edge", "weight"] = "1"
    XmlReader(graph, "gexf").read(data)

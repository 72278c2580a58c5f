"""GraphML.

Source: Brandes, Eiglsperger, Herman, Himsolt and Marshall (2002), GraphML progress report, Graph Drawing 2001.
"""

from wordofmouth.networks.files.graphs import Graph
from wordofmouth.networks.files.xml_reader import XmlReader


def read_graphml(graph: Graph, data: bytes) -> None:
    """Gather the nodes and edges of a GraphML file."""
    XmlReader(graph, "graphml").read(data)

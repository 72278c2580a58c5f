"""Which format a network file has: its content says so, and the end of its name only where that leaves it open."""

import re

from wordofmouth.tables.mistakes import mistake
from wordofmouth.tables.parquet import is_parquet
from wordofmouth.tables.unpacking import Unpacked

_HEAD = 8192
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_COMMENTS = re.compile(r"\A(?:\s*(?:#[^\n]*)?\n)*\s*")
_GML = re.compile(r"(?:Creator|Version|Comment|graph|directed)\b\s*[\[\"\d]", re.IGNORECASE)
_DOT = re.compile(r"(?:/\*.*?\*/\s*|//[^\n]*\n\s*)*(?:strict\s+)?(?:di)?graph\b[^\[\n]*\{", re.IGNORECASE | re.DOTALL)
_DIMACS = re.compile(r"(?:c\b[^\n]*\n)*p\s+(?:(?:max|min|edge|col|sp|asn)\s+\d|\d+\s+\d+\s+[ud]\s)")
_DL = re.compile(r"dl\b\s*(?:,|n\s*=|nr\s*=|\n|format)", re.IGNORECASE)
# What is known by its beginning and not read, with what makes something of it that is.
_ELSEWHERE = (
    (_DOT, "Graphviz (DOT)", "networkx.nx_pydot.read_dot, then networkx.write_graphml"),
    (re.compile(r"<[^>\n]+>\s+<[^>\n]+>\s+[^\n]+\.\s*$", re.MULTILINE), "RDF (N-Triples)", "write the ties of one "
     "predicate as CSV"),
    (re.compile(r"LEDA\.GRAPH"), "LEDA", "igraph's or networkx's write_graphml; networkx.read_leda reads it"),
    (_DIMACS, "DIMACS, or SNAP as networkit has it", "igraph.Graph.Read_DIMACS or networkit.readGraph, then GraphML"),
    (re.compile(r"\{[^\n]*\}\s*\n\s*\{"), "JSON in lines", "pandas.read_json(FILE, lines=True).to_csv('ties.csv')"),
    (re.compile(r"nodedef\s*>", re.IGNORECASE), "GDF", "open it in Gephi, and export GraphML or CSV"),
    (re.compile(r">>(?:graph6|sparse6|digraph6)<<|^:[?-~]+\s*$"), "graph6 or sparse6", "networkx.read_graph6 or "
     "read_sparse6, then networkx.write_graphml"),
)  # fmt: skip
_BY_SUFFIX = {
    ".graphml": "graphml", ".gexf": "gexf", ".gml": "gml", ".net": "pajek", ".paj": "pajek", ".mtx": "matrix market",
    ".dl": "dl", ".lgl": "lgl", ".metis": "metis", ".graph": "metis",
}  # fmt: skip
_REFUSED_SUFFIXES = {
    ".pkl": ("a pickle, which can hold code", "networkx.write_graphml or igraph's write_graphml"),
    ".pickle": ("a pickle, which can hold code", "networkx.write_graphml or igraph's write_graphml"),
    ".gpickle": ("a pickle, which can hold code", "networkx.write_graphml"),
    ".rds": ("an object of R", "igraph::write_graph(g, file, 'graphml')"),
    ".rdata": ("objects of R", "igraph::write_graph(g, file, 'graphml')"),
    ".gephi": ("a project of Gephi", "export it there as GraphML or GEXF"),
    ".gt": ("graph-tool's binary format", "Graph.save('network.graphml') there"),
    ".cys": ("a session of Cytoscape", "export it there as GraphML"),
    ".g6": ("graph6", "networkx.read_graph6, then networkx.write_graphml"),
    ".s6": ("sparse6", "networkx.read_sparse6, then networkx.write_graphml"),
    ".pdf": ("a document and no table", "export the table as CSV"),
    ".docx": ("a document and no table", "export the table as CSV"),
    ".h5": ("HDF5", "export the ties as CSV or Parquet"),
    ".sav": ("a data file of SPSS", "export it there as CSV"),
    ".dta": ("a data file of Stata", "export it there as CSV"),
}


def format_of(path: str, file: Unpacked) -> str:
    """Return the format of a file: ``parquet``, ``workbook``, ``arrays``, ``graphml`` …; ``text`` if it is no other.

    Raises:
        ValueError: if it is known and not read; with the conversion that works.
    """
    if file.kind:
        return file.kind
    if is_parquet(file.data):
        return "parquet"
    head = _text_of(file.data[:_HEAD])
    bare = head[_COMMENTS.match(head).end() :] if file.suffix not in (".csv", ".tsv") else head.lstrip()  # type: ignore[union-attr]
    for sign, name, conversion in _ELSEWHERE:
        if sign.match(bare):
            raise mistake(path, f"this is {name}, which is not read; {conversion}")
    if name := _by_content(path, bare, head, file.suffix):
        return name
    if file.suffix in _REFUSED_SUFFIXES:
        name, conversion = _REFUSED_SUFFIXES[file.suffix]
        raise mistake(path, f"this is {name}, which is not read; {conversion}")
    return _BY_SUFFIX.get(file.suffix, "text")


def _by_content(path: str, bare: str, head: str, suffix: str) -> str:
    if bare.startswith("<") and (root := _ROOT.search(bare)):
        known = {"graphml": "graphml", "gexf": "gexf"}
        if root[1].lower() not in known and suffix not in (".graphml", ".gexf"):
            what = f"this is XML of another kind (<{root[1]}>)"
            raise mistake(path, f"{what}, which is not read; GraphML and GEXF are")
        return known.get(root[1].lower(), _BY_SUFFIX.get(suffix, ""))
    if bare[:1] in ("{", "[") and not suffix.startswith((".csv", ".tsv")):
        return "json"
    if head.startswith("%%MatrixMarket"):
        return "matrix market"
    if bare.startswith("*") and re.match(r"\*\s*(vertices|network|arcs|edges|matrix|partition|vector)", bare, re.I):
        return "pajek"
    if _GML.match(bare):
        return "gml"
    return "dl" if _DL.match(bare) else ""


def _text_of(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: len(data) // 2 * 2].decode("utf-16", errors="replace").lstrip("\ufeff")
    return (
        data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    )

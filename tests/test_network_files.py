"""Network files: every format tells the same network, no order of rows matters, and what is broken is said aloud."""

import csv
import gzip
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import networkx
import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
import scipy.stats
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from simulation import network_files, network_ties
from simulation.generators.family import NetworkGenerator
from simulation.generators.file import File
from simulation.network import Network
from simulation.network_files import missing, read_network
from simulation.randomness import run_key

KEY = run_key(1)
DATA = Path(__file__).parents[2] / "shared" / "data"
SHARE = 0.4
TEXTS = {".csv": ",", ".tsv": "\t", ".txt": ";", ".edges": ","}
GRAPHS = {
    ".graphml": networkx.write_graphml_xml,
    ".gexf": networkx.write_gexf,
    ".gml": networkx.write_gml,
}
SUFFIXES = (*TEXTS, ".parquet", *GRAPHS, ".net")

law = settings(deadline=None)  # a kernel's first call compiles it


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return one folder for a test's many examples."""
    return tmp_path_factory.mktemp("networks")


def write(folder, name, content):
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def read(folder, name, content, **options):
    return read_network(write(folder, name, content), **{"community_method": "none", "key": KEY} | options)


def ties_of(network):
    """Return the names at both ends of each tie, with its strength; an undirected one with its ends in order."""
    names = network.names or [str(i) for i in range(network.n)]
    ends = ((names[a], names[b], strong) for a, b, strong in zip(*map(np.ndarray.tolist, network.ties()), strict=True))
    return {(a, b, s) if network.directed else (*sorted((a, b)), s) for a, b, s in ends}


numbers = st.integers(-50, 50).map(str)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "N", "Z"), exclude_characters="#%"), min_size=1, max_size=4
)


@st.composite
def weighted_ties(draw):
    """Return ties between named consumers, no two of one weight, with self-ties and repeats among them."""
    names = draw(st.lists(draw(st.sampled_from([numbers, texts])), min_size=2, max_size=7, unique=True))
    name = st.sampled_from(names)
    ends = draw(st.lists(st.tuples(name, name), min_size=1, max_size=15))
    assume(len({end for pair in ends for end in pair}) > 1)
    weights = draw(st.lists(st.integers(0, 1000), min_size=len(ends), max_size=len(ends), unique=True))
    return [(a, b, w / 8) for (a, b), w in zip(ends, weights, strict=True)]


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


def in_order(names):
    try:
        return sorted(names, key=int)
    except ValueError:
        return sorted(names)


def expected(ties, directed):
    """Return what a file of ties means, worked out tie by tie: the heaviest share of those that are left is strong."""
    heaviest = {}
    for a, b, weight in ties:
        pair = (a, b) if directed else tuple(sorted((a, b)))
        if a != b:
            heaviest[pair] = max(weight, heaviest.get(pair, 0))
    by_weight = sorted(heaviest, key=heaviest.get, reverse=True)
    strong = by_weight[: round(SHARE * len(by_weight))]
    return {(*pair, pair in strong) for pair in heaviest}


@law
@given(weighted_ties(), st.booleans(), st.sampled_from(["", ".gz"]))
def test_every_format_tells_the_same_network(folder, ties, directed, packed):
    """Consumers, ties, strengths and bits are the same from every format, and are those worked out by hand."""
    assume(not any('"' in name for a, b, _ in ties for name in (a, b)))  # which Pajek cannot write
    influence = "forward" if directed else "auto"
    contents = {suffix: as_text(ties, delimiter) for suffix, delimiter in TEXTS.items()}
    contents |= {suffix: as_graph(ties, writer, directed) for suffix, writer in GRAPHS.items()}
    contents |= {".parquet": as_parquet(ties), ".net": as_pajek(ties, directed)}
    names = in_order({end for a, b, _ in ties for end in (a, b)})
    digests = set()
    for suffix, content in contents.items():
        own = "auto" if suffix in GRAPHS or suffix == ".net" else influence
        network = read(folder, f"same{suffix}{packed}", content, influence=own, strong_share=SHARE)
        assert list(network.names or map(str, range(network.n))) == names
        assert network.directed == directed
        assert ties_of(network) == expected(ties, directed)
        digests.add(network.digest)
    assert len(digests) == 1


@law
@given(weighted_ties(), st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_the_order_of_rows_is_of_no_consequence(folder, ties, random, weighted, directed):
    """Rows shuffled, and turned round where ties are mutual, give the same bits; drawn strengths included."""
    header = ("source", "target", "weight" if weighted else "note")
    options = {"influence": "forward" if directed else "mutual", "strong_share": SHARE}
    network = read(folder, "rows.csv", as_text(ties, ",", header), **options)
    random.shuffle(ties)
    if not directed:
        ties = [(b, a, w) if random.random() < 0.5 else (a, b, w) for a, b, w in ties]
    assert read(folder, "rows.csv", as_text(ties, ",", header), **options).digest == network.digest


@law
@given(weighted_ties())
def test_influence_runs_the_way_one_says(folder, ties):
    """Reversed is forward with every row turned round, and mutual is both."""
    content = as_text(ties, ",")
    forward, reverse, mutual = (
        {(a, b) for a, b, _ in ties_of(read(folder, "way.csv", content, influence=influence))}
        for influence in ("forward", "reversed", "mutual")
    )
    assert reverse == {(b, a) for a, b in forward}
    assert mutual == {tuple(sorted(pair)) for pair in forward}


@law
@given(weighted_ties())
def test_what_is_dropped_is_counted_aloud(folder, ties):
    """Rows read are ties kept and self-ties and repeats, as many as the notes say."""
    network = read(folder, "notes.csv", as_text(ties, ","))
    counted = sum(int(count) for note in network.notes for count in re.findall(r"(\d+) (?:self-|repeated )tie", note))
    assert counted == len(ties) - network.n_ties


@law
@given(st.data(), st.booleans(), st.sampled_from(sorted(GRAPHS)))
def test_a_network_is_written_and_read_back(folder, data, directed, suffix):
    """Through networkx and any graph format: ties, strengths, communities, names and lonely consumers, to the bit."""
    n = data.draw(st.integers(2, 8))
    consumer = st.integers(0, n - 1)
    ties = data.draw(st.lists(st.tuples(consumer, consumer, st.booleans()), min_size=1, max_size=20))
    assume(any(a != b for a, b, _ in ties))
    community = np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))
    names = data.draw(st.none() | st.lists(texts, min_size=n, max_size=n, unique=True).map(sorted))
    source, target, strong = map(np.array, zip(*ties, strict=True))
    network = Network.from_ties(n, source, target, strong, community=community, directed=directed, names=names)
    written = io.BytesIO()
    GRAPHS[suffix](network.to_networkx(), written)
    again = read(folder, f"again{suffix}", written.getvalue(), community="community")
    assert again.digest == network.digest
    assert again.names == network.names


EDGE_LISTS = {
    "commas": ("a,b\nb,c\n", "ab bc"),
    "no line feed at the end": ("a,b\nb,c", "ab bc"),
    "one row": ("a,b", "ab"),
    "semicolons": ("a;b\nb;c\n", "ab bc"),
    "tabs": ("a\tb\nb\tc\n", "ab bc"),
    "any blanks": (" a  b\nb\t c \n", "ab bc"),
    "Windows": ("a,b\r\nb,c\r\n", "ab bc"),
    "old Macintosh": ("a,b\rb,c\r", "ab bc"),
    "byte-order mark": ("\ufeffa,b\nb,c\n", "ab bc"),
    "blanks after commas": ("a, b\nb, c\n", "ab bc"),
    "quotes": ('"a","b"\n"b",c\n', "ab bc"),
    "comments and blank lines": ("# u v\n% x\n\na,b\n # y\n\nb,c\n", "ab bc"),
    "header of known names": ("u,v\na,b\nb,c\n", "ab bc"),
    "header in the other order": ("Target,Source\na,b\nb,c\n", "ba cb"),
    "header among other columns": ("id,From_ID,when,To_ID\n1,a,9,b\n2,b,9,c\n", "ab bc"),
    "header of unknown names": ("left,right\na,b\nb,a\nb,c\n", "ab ba bc"),
    "row names of R": ('"","x","y"\n"1","a","b"\n"2","b","c"\n', "ab bc"),
    "no header: a name recurs": ("a,b\nb,c\nc,a\n", "ab bc ca"),
    "no header: known names are consumers": ("u,v\nv,u\nu,v\n", "uv vu"),
    "no header: known names, of other columns": ("a,u,v\nb,v,u\n", "au bv"),
    "no header: numbers": ("1,2\n3,4\n", "12 34"),
    "NA is a name among names": ("fr,na\nde,fr\n", "fr-na de-fr"),
    "names with noughts before them are no numbers": ("007,7\n7,07\n", "007-7 7-07"),
}


@pytest.mark.parametrize(("content", "pairs"), EDGE_LISTS.values(), ids=EDGE_LISTS)
def test_edge_lists_are_read_as_they_are_meant(folder, content, pairs):
    """Delimiters, line ends, comments, quotes and headers are found out."""
    network = read(folder, "list.txt", content, influence="forward")
    assert {(a, b) for a, b, _ in ties_of(network)} == {
        tuple(pair.split("-") if "-" in pair else pair) for pair in pairs.split()
    }


def test_what_was_guessed_is_said(folder):
    """A first row taken for a header, and columns that were not used, are in the notes."""
    network = read(folder, "guess.csv", "anna,bob,since\ncy,dan,2001\ndan,eve,2002\n")
    assert network.notes == ("line 1 was read as the names of the columns: anna, bob, since", "not used: since")


def test_columns_are_named_by_the_user(folder):
    """Named columns are taken, one left out is guessed from its partner, and the first row is then a header."""
    content = "who,whom,how,how much\na,b,strong,1\nb,c,weak,9\n"
    by_level = read(folder, "named.csv", content, source="whom", target="who", strength="how", influence="forward")
    assert ties_of(by_level) == {("b", "a", True), ("c", "b", False)}
    by_weight = read(folder, "named.csv", content, strength="how much", strong_share=0.5)
    assert ties_of(by_weight) == {("a", "b", False), ("b", "c", True)}
    partner = read(folder, "named.csv", "v,x,u\na,-,b\nb,-,c\n", source="u", influence="forward")
    assert {(a, b) for a, b, _ in ties_of(partner)} == {("b", "a"), ("c", "b")}


@pytest.mark.parametrize("words", [("strong", "weak"), ("Strong", " weak"), ("true", "false")])
def test_strength_in_words(folder, words):
    """A column of strong and weak says which ties are which, whatever the share and the column's name."""
    rows = "".join(f"{a},{b},{words[a % 2]}\n" for a, b in ((0, 1), (1, 2), (2, 3)))
    header = "" if words[0] == "strong" else "u,v,strong\n"
    network = read(folder, "words.csv", header + rows, strong_share=1.0)
    assert ties_of(network) == {("0", "1", True), ("1", "2", False), ("2", "3", True)}


def test_equal_weights_are_decided_by_lot(folder):
    """Of 2,000 ties of one weight 30 % are strong, and not the first: a binomial count of the first half, p < 1e-6."""
    rows = "".join(f"{i},{i + 1},5\n" for i in range(2000))
    network = read(folder, "equal.csv", "u,v,weight\n" + rows, strong_share=0.3)
    strong = network.ties()[2]
    assert strong.sum() == 600
    assert scipy.stats.hypergeom(2000, 600, 1000).ppf(5e-7) <= strong[:1000].sum() <= 300 + 60
    assert (read(folder, "equal.csv", "u,v,weight\n" + rows, key=run_key(2)).ties()[2] != strong).any()


@pytest.mark.parametrize("twice", [False, True])
def test_a_tie_in_two_rows_is_not_strong_more_often(folder, twice):
    """Files that list each tie from both its ends have as many strong ones: binomial, p < 1e-6 of a false alarm."""
    rows = [(i, i + 1) for i in range(4000)]
    content = "".join(f"{a},{b}\n" for a, b in rows + [(b, a) for a, b in rows] * twice)
    strong = read(folder, "twice.csv", content, strong_share=0.3).ties()[2]
    assert len(strong) == 4000
    assert scipy.stats.binom.ppf(5e-7, 4000, 0.3) <= strong.sum() <= scipy.stats.binom.isf(5e-7, 4000, 0.3)


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


def test_pajek_has_arcs_and_edges_in_one_file(folder):
    """An arc runs one way and an edge both, whichever section comes last; lists hold several; labels are optional."""
    network = read(folder, "mixed.net", PAJEK)
    assert network.directed
    assert {(a, b) for a, b, _ in ties_of(network)} == {
        ("1", "2"), ("2", "3"), ("3", "2"), ("4", "1"), ("4", "2"), ("5", "1"), ("1", "5"),
    }  # fmt: skip
    matrix = read(folder, "matrix.net", "*Vertices 2\n1 a\n2 b\n*Matrix\n0 0.0\n2.5 0\n")
    assert matrix.directed
    assert ties_of(matrix) == {("b", "a", False)}
    assert read(folder, "mutual.net", PAJEK, influence="mutual").n_ties == 5


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


def test_graphml_has_defaults_and_directions_of_single_edges(folder):
    """Declared defaults hold, single edges say their direction, edges may come before nodes, and graphs be nested."""
    network = read(folder, "mixed.graphml", MIXED, community="club", strong_share=0.4)
    assert ties_of(network) == {
        ("b", "a", False), ("b", "c", True), ("c", "b", True), ("c", "d", False), ("d", "c", False),
    }  # fmt: skip
    assert network.community.tolist() == [0, 1, 1, 1]


BROKEN = {
    "a missing file": ("god.csv", None, "god.csv: .*did you mean 'good.csv'"),
    "no folder": ("none/good.csv", None, "there is no folder"),
    "a folder": ("", None, "a folder"),
    "an unknown suffix": ("good.xlsx", "1,2", r"'.xlsx'; known are .csv, .edges, .gexf, .gml"),
    "a misspelt suffix": ("good.grahpml.gz", "1,2", r"did you mean '.graphml'"),
    "nothing": ("bad.csv", "", "bad.csv: the file is empty"),
    "blanks": ("bad.graphml", " \n\n", "the file is empty"),
    "comments alone": ("bad.csv", "# 1,2\n% 3,4\n", "no ties"),
    "a header alone": ("bad.parquet", "empty", "no ties"),
    "one column": ("bad.csv", "1\n2\n3\n", "one column only"),
    "one consumer": ("bad.csv", "1,1\n1,1\n", "one consumer"),
    "a missing field": ("bad.csv", "u,v,weight\n1,2,3\n1,2\n", "line 3: 2 fields, where the first row has 3"),
    "an extra field": ("bad.txt", "# x\n1 2\n\n1 2 3\n", "line 4: 3 fields, where the first row has 2"),
    "an open quote": ("bad.csv", 'u,v\na,b\nc,"d\ne,f\n', "line 3: .*close every quote"),
    "a quote opened later": ("bad.csv", 'u,v\nx"a,"b\nc,d"\ne,f\n', "line 2: .*close every quote"),
    "a missing end": ("bad.csv", "1,2\n3,\n", "line 2: an end of the tie is missing"),
    "NaN among numbers": ("bad.csv", "u,v\n1,2\nNaN,2\n", r"line 3: an end of the tie is missing \('NaN'\)"),
    "a NaN weight": ("bad.csv", "u,v,weight\n1,2,1\n1,3,nan\n", "line 3: weight 'nan' is no number"),
    "a negative weight": ("bad.csv", "u,v,w\n1,2,1\n\n1,3,-2\n", "line 4: w '-2' is no number from 0 up"),
    "an infinite weight": ("bad.csv", "u,v,w\n1,2,1e999\n", "line 2: w '1e999'"),
    "a weight in words": ("bad.csv", "u,v,weight\n1,2,1\n1,3,much\n", "line 3: weight 'much'"),
    "a misspelt strength": ("bad.csv", "1,2,strong\n1,3,storng\n", "line 2: column 3 'storng'"),
    "Latin-1": ("bad.csv", b"u,v\na,b\nb,\xe9\n", "line 3: byte 0xe9 is not UTF-8"),
    "UTF-16": ("bad.csv", "u,v\na,b\n".encode("utf-16"), "UTF-16"),
    "binary": ("bad.csv", b"a,b\nc,\0\n", "line 2: a null character"),
    "broken off": ("bad.csv.gz", "broken off", "broken off or damaged"),
    "not packed": ("bad.csv.gz", "not packed", "not packed as its name says"),
    "no Parquet": ("bad.parquet", b"PAR1 but no more PAR1", "cannot be read as Parquet"),
    "a null": ("bad.parquet", {"u": [1, None], "v": [2, 3]}, "row 2: u is missing"),
    "real numbers": ("bad.parquet", {"u": [1.5, 2], "v": [2, 3]}, "'u' holds double"),
    "a negative weight in Parquet": ("bad.parquet", {"u": [1, 2], "v": [2, 3], "w": [1, -1]}, "row 2: w '-1'"),
    "one column of Parquet": ("bad.parquet", {"u": [1, 2]}, "'u' do not hold both ends"),
    "open XML": ("bad.graphml", "<graphml>\n<graph>\n", "line 3: the XML is broken"),
    "another XML": ("bad.gexf", "<html/>", "line 1: this is <html>, and the format begins with <gexf>"),
    "an unknown end": (
        "bad.graphml",
        "<graphml><graph><node id='anna'/>\n<node id='bob'/>\n<edge source='anna' target='bop'/></graph></graphml>",
        "line 3: no node has the id 'bop'; did you mean 'bob'",
    ),
    "a node twice": (
        "bad.gexf",
        "<gexf><graph><nodes><node id='a'/>\n<node id='a'/></nodes></graph></gexf>",
        "line 2: node 'a' is there already",
    ),
    "an edge with one end": (
        "bad.graphml",
        "<graphml><graph><node id='a'/><edge source='a'/></graph></graphml>",
        "lacks its source or its target",
    ),
    "two graphs": ("bad.graphml", "<graphml><graph/>\n<graph/></graphml>", "line 2: a second graph"),
    "a hyperedge": ("bad.graphml", "<graphml><graph><hyperedge/></graph></graphml>", "hyperedge"),
    "an undeclared attribute": (
        "bad.graphml",
        "<graphml><graph><node id='a'><data key='k'>1</data></node></graph></graphml>",
        "'k' is declared",
    ),
    "some weights": (
        "bad.gml",
        "graph [ node [ id 1 ] node [ id 2 ]\nedge [ source 1 target 2 w 3 ]\nedge [ source 2 target 1 ] ]",
        "line 3: edge '2' to '1' has no w",
    ),
    "GML out of place": ("bad.gml", "graph [\n node [ id 1 ]\n 7 ]", "line 3: '7' is out of place"),
    "open GML": ("bad.gml", "graph [\n node [ id 1", "line 2: it ends in the middle"),
    "an unknown section": (
        "bad.net",
        "*Vertices 2\n*Arks\n",
        "line 2: no section is called 'arks'; did you mean 'arcs'",
    ),
    "an unknown vertex": ("bad.net", "*Vertices 2\n*Arcs\n1 3\n", "line 3: '3' is no vertex"),
    "two modes": ("bad.net", "*Vertices 5 2\n", "line 1: a network of two modes"),
    "more vertices than there can be": ("bad.net", "*Vertices 99999999999\n", "line 1: 99,999,999,999 vertices"),
}  # fmt: skip


def content_of(name, content):
    if content == "empty":
        content = {"u": pyarrow.array([], pyarrow.int64()), "v": pyarrow.array([], pyarrow.int64())}
    if isinstance(content, dict):
        data = io.BytesIO()
        pyarrow.parquet.write_table(pyarrow.table(content), data)
        return data.getvalue()
    if content == "broken off":
        return gzip.compress(b"1,2\n2,3\n" * 100)[:-9]
    content = content.encode() if isinstance(content, str) else content
    return content if not name.endswith(".gz") or content == b"not packed" else gzip.compress(content)


@pytest.mark.parametrize(("name", "content", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_and_says_where_and_what(tmp_path, name, content, said):
    """The path, the line, what is wrong and what would be right, in one line."""
    (tmp_path / "good.csv").write_text("1,2\n")
    if content is not None:
        (tmp_path / name).write_bytes(content_of(name, content))
    with pytest.raises(ValueError, match=said) as error:
        read_network(tmp_path / name)
    assert str(error.value).startswith(str(tmp_path / name))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"source": "form"}, "no column is called 'form'; did you mean 'from'"),
        ({"source": "to", "target": "to"}, "'to' cannot be two things"),
        ({"target": "to", "strength": "to"}, "'to' cannot be two things"),
        ({"community": "club"}, "leave community out"),
        ({"influence": "forwards"}, "did you mean 'forward'"),
    ],
)
def test_what_the_user_says_wrongly_is_refused(folder, options, said):
    """A name that no column has is met with the nearest that one has."""
    with pytest.raises(ValueError, match=said):
        read(folder, "options.csv", "from,to\n1,2\n", **options)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"source": "a"}, "leave source and target out"),
        ({"community": "clbu"}, "node 'a' has no attribute 'clbu'; did you mean 'club'"),
        ({"strength": "wieght"}, "no edge has an attribute 'wieght'; did you mean 'weight'"),
    ],
)
def test_attributes_of_graphs_that_are_said_wrongly_are_refused(folder, options, said):
    """As for columns."""
    with pytest.raises(ValueError, match=said):
        read(folder, "options.graphml", MIXED, **options)


BOMB = "<!DOCTYPE g [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {name} '{10 * f'&{before};'}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
@pytest.mark.parametrize(
    "document_type",
    ["<!DOCTYPE g>", BOMB + "]>", "<!DOCTYPE g SYSTEM 'secret.dtd'>", "<!DOCTYPE g [<!ENTITY s SYSTEM 'secret.txt'>]>"],
    ids=["plain", "bomb", "external type", "external entity"],
)
def test_no_entity_is_expanded_or_fetched(folder, suffix, document_type):
    """A document type is refused on its line, before what it declares can be of any use."""
    root = suffix[1:]
    content = f"<?xml version='1.0'?>\n{document_type}\n<{root}><graph><node id='&s;&i;'/></graph></{root}>"
    with pytest.raises(ValueError, match="line 2: a document type"):
        read(folder, f"bomb{suffix}", content)


@pytest.mark.parametrize(
    ("module", "limit", "most", "said"),
    [
        (network_files, "MOST_BYTES", 10, "more than 10 bytes"),
        (network_ties, "MOST_TIES", 2, "3 ties are more than 2"),
        (network_ties, "MOST_CONSUMERS", 4, "4 consumers are more than 3"),
    ],
)
@pytest.mark.parametrize("name", ["large.csv", "large.csv.gz", "large.gml"])
def test_what_is_too_large_is_refused(folder, monkeypatch, module, limit, most, said, name):
    """Bytes once unpacked, ties and consumers have limits, checked before anything is built."""
    monkeypatch.setattr(module, limit, most)
    content = "0,1\n1,2\n2,3\n"
    if name.endswith("gml"):
        nodes, edges = (" ".join(f"{kind} [ {what} ]" for what in all_of) for kind, all_of in (
            ("node", [f"id {i}" for i in range(4)]), ("edge", [f"source {i} target {i + 1}" for i in range(3)]),
        ))  # fmt: skip
        content = f"graph [ {nodes} {edges} ]"
    with pytest.raises(ValueError, match=said):
        read(folder, name, content)


def test_a_parquet_file_cannot_blow_up(folder, monkeypatch):
    """Rows that take next to no bytes are no ties of a network; they are refused before they are unpacked."""
    monkeypatch.setattr("simulation.network_tables._UNCOMPRESSED_ROWS", 1000)
    data = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"u": [1] * 10**6, "v": [2] * 10**6}), data)
    with pytest.raises(ValueError, match="1,000,000 rows in"):
        read(folder, "bomb.parquet", data.getvalue())


@law
@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["", "# a comment", "% another", "  "]), st.booleans())
def test_the_line_of_a_mistake_is_its_line(folder, before, after, passed_over, header):
    """Wherever it is, whatever was passed over before it: comments, blank lines, a header."""
    rows = [row for i in range(before) for row in (f"{i},{i + 1},1", passed_over)]
    rows = [passed_over, *["u,v,weight"] * header, "0,9,1", *rows]
    rest = [f"{i},{i + 2},1" for i in range(after)]
    for wrong, what in (("1,2", "2 fields"), ("1,2,3,4", "4 fields"), (",2,3", "missing"), ("1,2,-1", "weight '-1'")):
        if what == "weight '-1'" and not header:
            continue
        with pytest.raises(ValueError, match=f"line {len(rows) + 1}: .*{what}"):
            read(folder, "line.csv", "\n".join([*rows, wrong, *rest]))


GOOD = {
    ".csv": b'# comment\nu,v,weight\na,b,1\n"b x",c,2\n\nc,d,3e1\n',
    ".tsv": b"from\tto\tstrength\r\na\tb\tstrong\r\nb\tc\tweak\r\n",
    ".txt": b"% comment\n1 2\n2  3\n3\t4 \n",
    ".edges": b"1;2;0.5\n2;3;7\n",
    ".parquet": as_parquet([("a", "b", 1.5), ("b", "c", 2.5)]),
    ".graphml": MIXED.encode(),
    ".gexf": as_graph([("a", "b", 1.5), ("b", "c", 2.5)], networkx.write_gexf, True),
    ".gml": as_graph([("a", "b", 1.5), ("b", "c", 2.5)], networkx.write_gml, False),
    ".net": PAJEK.encode() + b"*Matrix\n" + b"0 1 0 0 1\n" * 5,
}
TROUBLE = (
    *(bytes([byte]) for byte in b'",\n\r\t []<>&*#\0\xff\x1c\x85'),
    *(b"-1", b"nan", b"1e999", b"9" * 30, b"strong", b"id", b"graph [", b"*Vertices 999999", "é\u2028".encode()),
    *(b"&#" + b"9" * 5000 + b";", b"<!DOCTYPE g>", b"&a;", b"<graph>", b"</node>"),
)


@st.composite
def damaged(draw):
    """Return a suffix, and a good file of that format in which some places have been cut or overwritten."""
    suffix = draw(st.sampled_from(SUFFIXES))
    data = GOOD[suffix]
    for _ in range(draw(st.integers(0, 4))):
        first = draw(st.integers(0, len(data)))
        last = first + draw(st.sampled_from([0, 0, 1, 5, 30]))
        data = data[:first] + draw(st.sampled_from([b"", *TROUBLE]) | st.binary(max_size=4)) + data[last:]
    return suffix, data


def answer_to(path):
    """Return the number of consumers in a file, or what is said of it: the only two ways in which reading may end."""
    try:
        return read_network(path, community_method="none").n
    except (ValueError, OSError) as error:
        return str(error)


def is_polite(answer, path):
    return answer > 1 if isinstance(answer, int) else answer.startswith(str(path)) and "\n" not in answer


@law
@given(damaged(), st.sampled_from(["", ".gz"]))
def test_damaged_files_never_break_the_reader(folder, file, packed):
    """A good file with bytes cut out and put in is read, or refused by its path: nothing else ever comes out."""
    suffix, data = file
    path = write(folder, f"damaged{suffix}{packed}", data)
    assert is_polite(answer_to(path), path)


@law
@given(st.binary(max_size=300), st.sampled_from(SUFFIXES), st.sampled_from(["", ".gz"]), st.booleans())
@example(b"1\x1c5\n2;3;\t\n", ".edges", "", False)
@example(b"*Vertices 2\n\ra b\n", ".net", "", False)
def test_any_bytes_never_break_the_reader(folder, data, suffix, packed, whole):
    """Whatever bytes a file holds, packed or not, packed well or not."""
    path = write(folder, f"any{suffix}{packed}", data)
    if packed and not whole:
        path.write_bytes(path.read_bytes()[: len(data)])
    assert is_polite(answer_to(path), path)


@pytest.mark.slow
@settings(deadline=None, max_examples=20_000)
@given(damaged(), st.sampled_from(["", ".gz"]))
def test_many_damaged_files_never_break_the_reader(folder, file, packed):
    """As above, many times over."""
    suffix, data = file
    path = write(folder, f"damaged{suffix}{packed}", data)
    assert is_polite(answer_to(path), path)


def test_what_keeps_a_path_from_being_read_is_known_before(folder):
    """The check that a scenario makes opens nothing, and agrees with what reading says."""
    good = write(folder, "known.csv", "1,2\n")
    assert missing(good) == ""
    assert "did you mean 'known.csv'" in missing(folder / "knwon.csv")


def test_the_generator_is_a_kind_like_others(folder):
    """Its network is the file's, whatever population is asked for; a missing file is a mistake of the field."""
    path = write(folder, "kind.csv", "truster,trustee\na,b\nc,b\nd,c\n")
    generator = NetworkGenerator.parse({"kind": "file", "path": str(path), "influence": "reversed"})
    assert isinstance(generator, File)
    assert not generator.mistakes(17)
    network = generator.build(17, KEY)
    assert network.n == 4
    assert network.directed
    assert {(a, b) for a, b, _ in ties_of(network)} == {("b", "a"), ("b", "c"), ("c", "d")}
    assert network.digest == read_network(path, influence="reversed", key=KEY).digest
    [mistake] = File(path=str(folder / "knd.csv")).mistakes(17)
    assert (mistake.field, mistake.value) == ("path", str(folder / "knd.csv"))
    assert "did you mean 'kind.csv'" in mistake.message
    with pytest.raises(ValidationError, match="path"):
        File()


def test_communities_are_found_or_given(folder):
    """Two triangles joined by one tie are two communities; an attribute of the nodes takes their place."""
    ties = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)]
    graph = networkx.Graph(ties)
    networkx.set_node_attributes(graph, {i: "odd" if i % 2 else "even" for i in range(6)}, "parity")
    path = folder / "communities.graphml"
    networkx.write_graphml_xml(graph, path)
    assert read_network(path, community_method="louvain").community.tolist() == [0, 0, 0, 1, 1, 1]
    assert read_network(path, community="parity").community.tolist() == [0, 1, 0, 1, 0, 1]


REAL = {
    "ego_facebook": ({}, 4039, 88_234, False),
    "email_eu_core": ({"influence": "forward"}, 1005, 24_929, True),
    "ciao_trust": ({"influence": "reversed"}, 2342, 57_544, True),
}


@pytest.mark.parametrize("name", REAL)
def test_real_networks_are_read_whole(name):
    """Consumers and ties are as many as are published; influence runs from the trusted to those who trust."""
    path = DATA / "networks" / f"{name}.csv.gz"
    if not path.exists():
        pytest.skip(f"no {path.name} in ../shared/data/networks")
    options, n, n_ties, directed = REAL[name]
    network = read_network(path, key=KEY, **options)
    assert (network.n, network.n_ties, network.directed) == (n, n_ties, directed)
    with gzip.open(path, "rt") as rows:
        next(rows)
        ties = {tuple(row.strip().split(",")) for row in rows}
    ties = {pair[::-1] if name == "ciao_trust" else pair for pair in ties if pair[0] != pair[1]}
    assert {(a, b) for a, b, _ in ties_of(network)} == (ties if directed else {tuple(sorted(pair)) for pair in ties})


PLAIN = """
import sys
from simulation.network_files import read_network
print(read_network(sys.argv[1], key=3).digest, read_network(sys.argv[2], key=3).digest)
"""


def test_plain_python_gives_the_same_bits(folder):
    """Strengths that are drawn, and lots among equal weights, are the same where kernels are not compiled."""
    rows = [(i, i * i % 97) for i in range(97)]
    drawn = write(folder, "drawn.csv", "".join(f"{a},{b}\n" for a, b in rows))
    weighted = write(folder, "weighted.csv", "u,v,w\n" + "".join(f"{a},{b},{a % 3}\n" for a, b in rows))

    def printed(disabled):
        environment = os.environ | {"NUMBA_DISABLE_JIT": disabled}
        command = [sys.executable, "-W", "error", "-c", PLAIN, drawn, weighted]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    assert printed("1") == printed("0") != ""

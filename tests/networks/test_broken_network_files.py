"""Broken network files: each is refused, with path, line and remedy, and nothing in any file ever breaks the reader."""

import gzip
import io

import networkx
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from network_examples import MIXED, PAJEK, as_graph, as_parquet, read, write
from test_dialects import as_npz, packed, workbook
from wordofmouth.networks.files import ties as network_ties
from wordofmouth.networks.files.reader import read_network
from wordofmouth.tables import unpacking


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return one folder for a test's many examples."""
    return tmp_path_factory.mktemp("networks")


BROKEN = {
    "a missing file": ("god.csv", None, "god.csv: .*did you mean 'good.csv'"),
    "no folder": ("none/good.csv", None, "there is no folder"),
    "a folder": ("", None, "a folder"),
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
    "neither UTF-8 nor cp1252": ("bad.csv", b"u,v\na,b\nb,\x81\n", "line 3: byte 0x81 .*not UTF-8; .*encoding"),
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
}


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
        (unpacking, "MOST_BYTES", 10, "more than 10 bytes"),
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
        nodes, edges = (
            " ".join(f"{kind} [ {what} ]" for what in all_of)
            for kind, all_of in (
                ("node", [f"id {i}" for i in range(4)]),
                ("edge", [f"source {i} target {i + 1}" for i in range(3)]),
            )
        )
        content = f"graph [ {nodes} {edges} ]"
    with pytest.raises(ValueError, match=said):
        read(folder, name, content)


def test_a_parquet_file_cannot_blow_up(folder, monkeypatch):
    """Rows that take next to no bytes are no ties of a network; they are refused before they are unpacked."""
    monkeypatch.setattr("wordofmouth.networks.files.parquet_ties._UNCOMPRESSED_ROWS", 1000)
    data = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"u": [1] * 10**6, "v": [2] * 10**6}), data)
    with pytest.raises(ValueError, match="1,000,000 rows in"):
        read(folder, "bomb.parquet", data.getvalue())


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
    ".matrix": b";anna;bob;cy\nanna;0;1;2,5\nbob;1;0;1\ncy;0;1;0\n",
    ".lists": b"ego,friend1,friend2\nanna,bob,cy\nbob,cy,\n",
    ".edgelist": b"anna bob {'weight': 2.5}\nbob cy {'weight': 1}\n",
    ".mtx": b"%%MatrixMarket matrix coordinate real general\n3 3 2\n1 2 1.5\n2 3 2\n",
    ".npz": as_npz(networkx.path_graph(4)),
    ".json": b'{"directed": true, "nodes": [{"id": "a"}, {"id": "b"}], "links": [{"source": "a", "target": "b"}]}',
    ".dl": b"dl n=3 format=edgelist1\nlabels:\na,b,c\ndata:\n1 2 1.5\n2 3 2\n",
    ".lgl": b"# anna\nbob 2\ncy 1.5\n# dan\n",
    ".metis": b"3 2 001\n2 5\n1 5 3 1\n2 1\n",
    ".xlsx": workbook(
        ties=[["from", "to", "weight"], ["a", "b", 1.5], ["b", "c", 2]], people=[["id", "age"], ["a", 3]]
    ),
    ".zip": packed(**{"ties.csv": "from,to\na,b\nb,c\n"}),
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
    suffix = draw(st.sampled_from(sorted(GOOD)))
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


@given(damaged(), st.sampled_from(["", ".gz"]))
def test_damaged_files_never_break_the_reader(folder, file, packed):
    """A good file with bytes cut out and put in is read, or refused by its path: nothing else ever comes out."""
    suffix, data = file
    path = write(folder, f"damaged{suffix}{packed}", data)
    assert is_polite(answer_to(path), path)


@given(st.binary(max_size=300), st.sampled_from(sorted(GOOD)), st.sampled_from(["", ".gz"]), st.booleans())
@example(b"1\x1c5\n2;3;\t\n", ".edges", "", False)
@example(b"*Vertices 2\n\ra b\n", ".net", "", False)
def test_any_bytes_never_break_the_reader(folder, data, suffix, packed, whole):
    """Whatever bytes a file holds, packed or not, packed well or not."""
    path = write(folder, f"any{suffix}{packed}", data)
    if packed and not whole:
        path.write_bytes(path.read_bytes()[: len(data)])
    assert is_polite(answer_to(path), path)


@pytest.mark.slow
@settings(max_examples=20_000)
@given(damaged(), st.sampled_from(["", ".gz"]))
def test_many_damaged_files_never_break_the_reader(folder, file, packed):
    """As above, many times over."""
    suffix, data = file
    path = write(folder, f"damaged{suffix}{packed}", data)
    assert is_polite(answer_to(path), path)

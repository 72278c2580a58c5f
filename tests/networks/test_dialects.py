"""Files as people have them: each gives the right people and ties, or puts the very choice; nothing goes in silence."""

import gzip
import io
import zipfile

import networkx
import numpy as np
import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
import scipy.io
import scipy.sparse
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from network_examples import read
from wordofmouth.errors import ChoiceError
from wordofmouth.tables.dialect import Dialect

TRIANGLE = "anna-bob anna-cy bob-cy"
# Content, and the ties it holds: those that have a direction with an arrow.
READ = {
    "semicolons, a header in French": ("de;vers;poids\nanna;bob;2,5\nbob;cy;1,5\nanna;cy;1\n", TRIANGLE),
    "tabs": ("Source\tTarget\tWeight\nanna\tbob\t2\nbob\tcy\t1\nanna\tcy\t1\n", TRIANGLE),
    "bars": ("from|to\nanna|bob\nbob|cy\nanna|cy\n", TRIANGLE),
    "runs of blanks": ("from   to\nanna    bob\nbob  cy\n  anna cy\n", TRIANGLE),
    "a mark of UTF-8": (b"\xef\xbb\xbffrom,to\nanna,bob\nbob,cy\nanna,cy\n", TRIANGLE),
    "UTF-16 by its mark": ("from\tto\nanna\tbob\nbob\tcy\nanna\tcy\n".encode("utf-16"), TRIANGLE),
    "UTF-16 big-endian by its mark": (b"\xfe\xff" + "u,v\nanna,bob\n".encode("utf-16-be"), "anna-bob"),
    "UTF-32 by its mark": ("u,v\nanna,bob\n".encode("utf-32"), "anna-bob"),
    "cp1252": ("from,to\nZoé,Noël\nNoël,Chloé\n".encode("cp1252"), "Noël-Zoé Chloé-Noël"),
    "CR alone": ("from,to\ranna,bob\rbob,cy\r", "anna-bob bob-cy"),
    "CRLF": ("from,to\r\nanna,bob\r\nbob,cy\r\n", "anna-bob bob-cy"),
    "quoted line breaks": ('from,to\n"anna\nlee",bob\nbob,cy\n', "anna\nlee-bob bob-cy"),
    "quoted commas": ('from,to\n"Lee, Anna",bob\nbob,cy\n', "Lee, Anna-bob bob-cy"),
    "comments above and between": ("# exported\n# 2024\nfrom,to\nanna,bob\n# half way\nbob,cy\n", "anna-bob bob-cy"),
    "names with the sign of comments, below titles": ("from,to\n#tag,bob\nbob,cy\n", "#tag-bob bob-cy"),
    "no header": ("anna,bob\nbob,cy\ncy,anna\n", TRIANGLE),
    "whole numbers in two ways": ("source,target\n1,2.0\n2,3.0\n1.0,3\n", "1-2 2-3 1-3"),
    "numbers with an exponent": ("source,target\n1,2\n2e0,3\n1,3\n", "1-2 2-3 1-3"),
    "Gephi, undirected": ("Source,Target,Type,Id,Label,Weight\na,b,Undirected,0,,1\nb,c,Undirected,1,,2\n", "a-b b-c"),
    "Gephi, directed": ("Source,Target,Type,Id,Weight\na,b,Directed,0,1\nb,c,Directed,1,2\n", "a>b b>c"),
    "Gephi, both": ("Source,Target,Type\na,b,Directed\nb,c,Undirected\n", "a>b b>c c>b"),
    "SNAP, directed": ("# Directed graph: web.txt\n# FromNodeId\tToNodeId\n0\t1\n1\t2\n", "0>1 1>2"),
    "SNAP, undirected": ("# Undirected graph: web.txt\n# FromNodeId\tToNodeId\n0\t1\n1\t2\n", "0-1 1-2"),
    "an index of pandas": (",source,target\n0,anna,bob\n1,bob,cy\n2,anna,cy\n", TRIANGLE),
    "a number of its own before names": ("1,anna,bob\n2,bob,cy\n3,anna,cy\n", TRIANGLE),
    "an id column with unknown titles": ("id,who,whom\n1,anna,bob\n2,bob,cy\n3,anna,cy\n", TRIANGLE),
    "contacts with a time": ("time,who,whom\n20,7,8\n20,8,9\n40,7,9\n", "7-8 8-9 7-9"),
    "contacts with a time before names": ("20 anna bob\n20 bob cy\n40 anna cy\n", TRIANGLE),
    "repeated ties": ("u,v\nanna,bob\nbob,anna\nanna,bob\n", "anna-bob"),
    "a matrix with names": (";anna;bob;cy\nanna;0;1;1\nbob;1;0;1\ncy;1;1;0\n", TRIANGLE),
    "a matrix with names, directed": (",anna,bob,cy\nanna,0,1,0\nbob,0,0,1\ncy,0,0,0\n", "anna>bob bob>cy"),
    "a matrix with blank cells": (",anna,bob,cy\nanna,,1,\nbob,1,,2\ncy,,2,\n", "anna-bob bob-cy"),
    "a matrix of R": ('"anna" "bob" "cy"\n"anna" 0 1 1\n"bob" 1 0 1\n"cy" 1 1 0\n', TRIANGLE),
    "a matrix with titles": ("anna,bob,cy\n0,1,1\n1,0,1\n1,1,0\n", TRIANGLE),
    "a matrix with names beside": ("anna,0,1,1\nbob,1,0,1\ncy,1,1,0\n", TRIANGLE),
    "a matrix of two with names": (",anna,bob\nanna,0,1\nbob,1,0\n", "anna-bob"),
    "a bare matrix": ("0 1 0 1\n1 0 1 0\n0 1 0 0\n1 0 0 0\n", "0-1 0-3 1-2"),
    "a small bare matrix": ("0 1 1\n1 0 0\n1 0 0\n", "0-1 0-2"),
    "a bare matrix of weights": ("0,2.5,0,1\n2.5,0,1,0\n0,1,0,0\n1,0,0,0\n", "0-1 0-3 1-2"),
    "a matrix with numbers for names": (",7,8,9\n7,0,1,1\n8,1,0,0\n9,1,0,0\n", "7-8 7-9"),
    "a matrix whose columns are in another order": (",b,a,c\na,1,0,0\nb,0,1,1\nc,1,0,0\n", "a-b b-c"),
    "a survey's nominations": ("ego,friend1,friend2,friend3\nanna,bob,cy,\nbob,cy,,\ncy,,,\n", TRIANGLE),
    "nominations among other columns": ("name,age,friend_1,friend_2\nanna,30,bob,cy\nbob,40,cy,\n", TRIANGLE),
    "an adjacency list": ("anna bob cy\nbob cy\ncy\ndan\n", TRIANGLE + " dan"),
    "networkx's edge list": ("anna bob {'weight': 2}\nbob cy {'weight': 1.5}\nanna cy {'weight': 1}\n", TRIANGLE),
    "networkx's edge list without data": ("anna bob {}\nbob cy {}\nanna cy {}\n", TRIANGLE),
    "MatrixMarket": ("%%MatrixMarket matrix coordinate real symmetric\n3 3 2\n2 1 1.0\n3 1 2.5\n", "1-2 1-3"),
    "MatrixMarket of patterns": ("%%MatrixMarket matrix coordinate pattern general\n% x\n3 3 2\n1 2\n2 3\n", "1>2 2>3"),
    "UCINET, full matrix": ("dl n=3\nlabels:\nanna,bob,cy\ndata:\n0 1 1\n1 0 1\n1 1 0\n", TRIANGLE),
    "UCINET, edge list": ("DL n=3 format=edgelist1\nlabels:\nanna bob cy\ndata:\n1 2 4\n2 3 1\n", "anna>bob bob>cy"),
    "UCINET, embedded": ("dl n = 3, format = edgelist1\nlabels embedded\ndata:\nanna bob\nbob anna\nbob cy\ncy bob\n",
                         "anna-bob bob-cy"),
    "UCINET, node list": ("dl n=3 format=nodelist1\nlabels:\na,b,c\ndata:\n1 2 3\n2 1\n3 1\n", "a-b a-c"),
    "UCINET, lower half": ("dl n=3 format=lowerhalf diagonal=absent\nlabels:\na,b,c\ndata:\n1\n0 1\n", "a-b b-c"),
    "Pajek": ('*Vertices 3\n1 "anna"\n2 "bob"\n3 "cy"\n*Edges\n1 2\n2 3 2\n1 3\n', TRIANGLE),
    "Pajek without vertices": ("*Arcs\n1 2\n2 3\n", "1>2 2>3"),
    "Pajek with a partition": ("*Vertices 3\n*Edges\n1 2\n2 3\n*Partition club\n*Vertices 3\n1\n1\n2\n", "1-2 2-3"),
    "GML of igraph": ('Creator "igraph"\nVersion 1\ngraph\n[\n directed 0\n node\n [\n id 0\n name "anna"\n ]\n '
                      'node [\n id 1\n name "bob"\n ]\n edge\n [\n source 1\n target 0\n weight NAN\n ]\n]\n',
                      "anna-bob"),
    "GraphML of Neo4j": ('<graphml><graph edgedefault="directed"><node id="n0" labels=":P"><data key="labels">:P</data>'
                         '</node><node id="n1"/><edge id="e" source="n0" target="n1" label="KNOWS"/></graph></graphml>',
                         "n0>n1"),
    "GEXF with times and weights of some": (
        '<gexf><graph defaultedgetype="undirected" mode="dynamic"><nodes><node id="a" label="anna"><spells><spell '
        'start="1"/></spells></node><node id="b" label="bob"/><node id="c" label="cy"/></nodes><edges><edge source="a" '
        'target="b" weight="2"/><edge source="b" target="c" start="2" end="3"/></edges></graph></gexf>',
        "anna-bob bob-cy"),
    "node-link JSON": ('{"directed": true, "nodes": [{"id": "anna"}, {"id": "bob"}], "links": '
                       '[{"source": "anna", "target": "bob"}]}', "anna>bob"),
    "JSON of Cytoscape": ('{"elements": {"nodes": [{"data": {"id": "a"}}, {"data": {"id": "b"}}], "edges": [{"data": '
                          '{"source": "a", "target": "b", "weight": 2}}]}}', "a-b"),
}  # fmt: skip

# By name of file where the name helps, or the content is bytes.
NAMED = {
    "an edge list of igraph": ("ties.edgelist", "0 1\n1 2\n", "0-1 1-2"),
    "an ncol of igraph": ("ties.ncol", "anna bob 2\nbob cy 1\nanna cy 3\n", TRIANGLE),
    "an lgl of igraph": ("ties.lgl", "# anna\nbob 2\ncy 1\n# bob\ncy 3\n# dan\n", TRIANGLE + " dan"),
    "METIS": ("ties.metis", "4 3\n2 3\n1 3\n1 2\n\n", "1-2 1-3 2-3 4"),
    "METIS with weights": ("ties.graph", "3 2 001\n2 5\n1 5 3 1\n2 1\n", "1-2 2-3"),
    "a text without any suffix": ("ties", "from,to\nanna,bob\n", "anna-bob"),
    "MatrixMarket under another suffix": (
        "ties.txt", "%%MatrixMarket matrix coordinate pattern symmetric\n2 2 1\n2 1\n", "1-2"),
    "Pajek under another suffix": ("ties.txt", "*Vertices 2\n*Edges\n1 2\n", "1-2"),
    "GraphML under another suffix": (
        "ties.xml", "<graphml><graph><node id='a'/><node id='b'/><edge source='a' target='b'/></graph></graphml>",
        "a-b"),
}  # fmt: skip

# What is put where two readings are as likely: a part of the sentence, and what each option then makes of it.
CHOICES = {
    "people for ties": ("id,name\n1,anna\n2,bob\n3,cy\n", "a table of people", {"shape": "ties"}),
    "people with ages among the numbers": ("id,age\n1,23\n2,31\n23,40\n", "a table of people", {"shape": "ties"}),
    "people without titles": ("anna,Paris\nbob,Lyon\ncy,Nice\n", "no name is both in", {"shape": "ties"}),
    "two columns that share no name": ("user,item\na,x\nb,y\nc,x\n", "no name is both in 'user'", {"shape": "ties"}),
    "a matrix of two": ("0,1\n1,0\n", "may be a matrix", {"shape": "matrix"}),
    "noughts and ones": ("0,1\n1,1\n0,0\n1,0\n", "all names are 0 and 1", {"shape": "ties"}),
    "lists of one length": ("1 2 3\n2 3 1\n3 1 2\n", "begins a row", {"shape": "lists"}),
    "lists of names of one length": ("anna bob cy\nbob cy anna\ncy anna bob\n", "begins a row", {"shape": "lists"}),
    "a number of its own before numbers": ("1,5,7\n2,7,9\n3,5,9\n", "the same names are in other", {"source": "2"}),
    "a number that may be a person": ("1,2,5\n2,3,7\n3,4,2\n4,5,5\n", "its first column counts", {"shape": "ties"}),
    "contacts with a time, numbers": ("20 7 8\n20 8 9\n40 7 9\n", "in other columns", {"source": "2", "target": "3"}),
    "triples": ("anna,knows,bob\nbob,likes,cy\ncy,knows,anna\n", "in other columns", {"source": "1", "target": "3"}),
    "names with blanks": ("Anna Lee Bob Roy\nBob Roy Cy Day\nCy Day Anna Lee\n", "with blanks", {"source": "1"}),
    "weights in thousands": ("u;v;weight\na;b;1,234\nb;c;950\n", "between thousands", {"decimal": "comma"}),
}


def said(network):
    """Return the ties of a network in a line, mutual or one way, and the people without any."""
    names = network.names or [str(i) for i in range(network.n)]
    source, target, _ = network.ties()
    sign = ">" if network.directed else "-"
    ties = {
        sign.join((names[a], names[b]) if network.directed else sorted((names[a], names[b])))
        for a, b in zip(source, target, strict=True)
    }
    return ties | {name for i, name in enumerate(names) if i not in {*source.tolist(), *target.tolist()}}


def expected(text):
    return {"-".join(sorted(tie.split("-"))) if "-" in tie else tie for tie in re_split(text)}


def re_split(text):
    """Return the ties of a line; names may hold blanks, and ties begin where the last one ended."""
    known = ("Lee, Anna-bob", "anna\nlee-bob")
    found = [tie for tie in known if tie in text]
    for tie in found:
        text = text.replace(tie, "")
    return [*found, *text.split()]


@pytest.mark.parametrize(("content", "ties"), READ.values(), ids=READ)
def test_a_file_has_the_ties_that_it_means(tmp_path, content, ties):
    """People, ties and their direction, whatever the dialect; the name of the file says nothing."""
    assert said(read(tmp_path, "ties.txt", content)) == expected(ties)


@pytest.mark.parametrize(("name", "content", "ties"), NAMED.values(), ids=NAMED)
def test_a_suffix_helps_where_the_content_leaves_it_open(tmp_path, name, content, ties):
    assert said(read(tmp_path, name, content)) == expected(ties)


@pytest.mark.parametrize(("content", "why", "option"), CHOICES.values(), ids=CHOICES)
def test_what_can_be_read_in_two_ways_is_put(tmp_path, content, why, option):
    """One line says why, and names the readings with their options; with the option it is read."""
    with pytest.raises(ChoiceError) as error:
        read(tmp_path, "ties.txt", content)
    assert why in str(error.value)
    assert "\n" not in str(error.value)
    assert len(error.value.readings) > 1
    options = [reading.options for reading in error.value.readings]
    assert any(option.items() <= each.items() for each in options)
    chosen = next(each for each in options if option.items() <= each.items())
    assert all(f"`{name}` {value}" in str(error.value) for name, value in chosen.items())
    dialect = Dialect(decimal=chosen.pop("decimal", "auto"))
    if "lists of names" not in why:
        assert read(tmp_path, "ties.txt", content, dialect=dialect, **chosen).n > 1


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_workbook_is_read_by_its_sheet(tmp_path):
    """The only sheet with anything in it; of several the one that is named, and without a name the choice is put."""
    ties = [["from", "to", "weight"], ["anna", "bob", 2.5], ["bob", "cy", 1], ["anna", "cy", None]]
    assert said(read(tmp_path, "ties.xlsx", workbook(ties=ties[:3], empty=[]))) == {"anna-bob", "bob-cy"}
    people = [["name", "age"], ["anna", 30], ["bob", 40]]
    both = workbook(people=people, ties=ties[:3])
    with pytest.raises(ChoiceError, match=r"`sheet` people; or .*`sheet` ties"):
        read(tmp_path, "ties.xlsx", both)
    assert said(read(tmp_path, "ties.xlsx", both, dialect=Dialect(sheet="ties"))) == {"anna-bob", "bob-cy"}
    with pytest.raises(ValueError, match="none is called 'tie'; did you mean 'ties'"):
        read(tmp_path, "ties.xlsx", both, dialect=Dialect(sheet="tie"))
    numbers = workbook(ties=[["u", "v"], [1, 2], [2, 3.0]])
    assert said(read(tmp_path, "ties.csv", numbers)) == {"1-2", "2-3"}


def packed(**files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_an_archive_with_one_table_is_unpacked(tmp_path):
    """What systems put beside it does not count; of several none is taken."""
    ties = "from,to\nanna,bob\n"
    one = packed(**{"ties.csv": ties, "__MACOSX/x": "y"})
    assert said(read(tmp_path, "ties.zip", one)) == {"anna-bob"}
    with pytest.raises(ValueError, match="holds 2 files"):
        read(tmp_path, "ties.zip", packed(**{"a.csv": ties, "b.csv": ties}))
    (tmp_path / "gz.csv").write_bytes(gzip.compress(ties.encode()))
    from wordofmouth.networks.files.reader import read_network

    assert said(read_network(tmp_path / "gz.csv")) == {"anna-bob"}


REFUSED = {
    "Graphviz": ("graph { a -- b }", r"Graphviz \(DOT\), which is not read; networkx"),
    "GDF": ("nodedef>name VARCHAR\na\n", "GDF, which is not read; open it in Gephi"),
    "HTML": ("<!DOCTYPE html><html><body/></html>", "XML of another kind"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "save it as .xlsx or as CSV"),
    "a list over several lines": ("a 2\nb {}\nc {}\nb 0\nc 0\n", "multiline_adjlist"),
    "braces with blanks in names": ("Anna Lee Bob {}\nBob Cy {}\n", "names with blanks cannot be told apart"),
    "adjacency JSON": ('{"directed": false, "nodes": [], "adjacency": []}', "write it with networkx.node_link_data"),
    "a matrix of two modes": ("%%MatrixMarket matrix coordinate pattern general\n2 3 1\n1 2\n", "it is not square"),
    "UCINET of two modes": ("dl nr=2 nc=3\ndata:\n0 1 1\n1 0 0\n", "two modes"),
    "UCINET of several relations": ("dl n=2 nm=2\ndata:\n0 1\n1 0\n0 1\n1 0\n", "2 relations"),
}


@pytest.mark.parametrize(("content", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_read_is_refused_by_name(tmp_path, content, why):
    """With the conversion that works, in one line."""
    with pytest.raises(ValueError, match=why) as error:
        read(tmp_path, "ties.txt", content)
    assert "\n" not in str(error.value)


def test_a_pickle_is_never_opened(tmp_path):
    with pytest.raises(ValueError, match="a pickle, which can hold code"):
        read(tmp_path, "ties.gpickle", b"\x80\x04K\x01.")


NOTED = {
    "a fallback": ("from,to\nZoé,b\n".encode("cp1252"), "read as cp1252 (else `encoding` NAME)"),
    "columns elsewhere": ("1,anna,bob\n2,bob,cy\n3,anna,cy\n", "(else `source` COLUMN `target` COLUMN)"),
    "a weight by another name": ("from,to,Frequency\na,b,2\nb,c,1\n", "'Frequency' was taken for the weight"),
    "a matrix": (",a,b,c\na,0,1,1\nb,1,0,1\nc,1,1,0\n", "read as a matrix of ties, with names"),
    "nearly the same names": ("from,to\nAnna,bob\nanna,@bob\n", "2 names differ from another in case, an @"),
    "composed and not": ("from,to\nZo\u00e9,bob\nZoe\u0301,cy\n", "1 name differs from another in case"),
    "rounded numbers": ("from,to\n1.23457E+17,5\n5,6\n", "1 name looks like a number that a spreadsheet has rounded"),
    "numbers in two ways": ("from,to\n1,2\n1.0,3\n", "1 number was written in two ways, as 1 and 1.0"),
    "repeated ties": ("from,to\na,b\nb,a\n", "1 repeated tie was dropped"),
    "comments below the first row": ("a,b\nb,c\n#d,e\n", "1 comment was passed over below the first row"),
    "rows like comments below titles": ("from,to\na,b\n#d,a\n", "1 row begins with the sign of comments"),
    "weights that are not used": ("from,to,mood\na,b,good\n", "not used: mood"),
    "a comment on direction": ("# Directed\na b\nb c\n", "a comment calls the ties directed (else `influence` mutual)"),
}


@pytest.mark.parametrize(("content", "note"), NOTED.values(), ids=NOTED)
def test_guesses_and_losses_are_said(tmp_path, content, note):
    """A guess names the option that overrules it; what is left out is counted."""
    assert any(note in each for each in read(tmp_path, "ties.txt", content).notes)


def test_columns_go_by_number_too(tmp_path):
    content = "20,anna,bob,3\n20,bob,cy,1\n40,anna,cy,2\n"
    network = read(tmp_path, "n.csv", content, source="2", target="column 3", strength="column 4", strong_share=0.4)
    assert said(network) == {"anna-bob", "anna-cy", "bob-cy"}
    assert network.strength_from == "column 4"
    assert network.names[network.ties()[0][network.ties()[2]][0]] == "anna"
    by_lot = read(tmp_path, "n.csv", "from,to,weight\na,b,1\nb,c,2\n", strength="none")
    assert by_lot.strength_from == ""


plain_names = st.text("abcdefgxyz", min_size=1, max_size=5).map(lambda text: f"n{text}")


@st.composite
def graphs(draw):
    """Return a graph of names with ties, nobody without one."""
    names = draw(st.lists(plain_names, min_size=3, max_size=8, unique=True))
    name = st.sampled_from(names)
    ties = draw(st.lists(st.tuples(name, name), min_size=2, max_size=15))
    directed = draw(st.booleans())
    graph = networkx.DiGraph() if directed else networkx.Graph()
    graph.add_weighted_edges_from((a, b, 1 + draw(st.integers(0, 50)) / 4) for a, b in ties if a != b)
    assume(graph.number_of_edges() > 1)
    return graph


def lines(rows, delimiter):
    return "\n".join(delimiter.join(map(str, row)) for row in rows) + "\n"


def as_matrix(graph, delimiter):
    names = list(graph)
    cells = networkx.to_numpy_array(graph)
    return lines([["", *names], *([name, *row] for name, row in zip(names, cells.tolist(), strict=True))], delimiter)


def as_lists(graph):
    width = max((graph.degree(name) for name in graph), default=0) + 1
    contacts = graph.succ if graph.is_directed() else graph.adj
    rows = [[name, *contacts[name], *[""] * (width - len(contacts[name]))] for name in graph]
    return lines([["ego", *[f"contact{k + 1}" for k in range(width)]], *rows], ";")


def as_market(graph):
    data = io.BytesIO()
    matrix = scipy.sparse.coo_array(networkx.to_scipy_sparse_array(graph))
    scipy.io.mmwrite(data, matrix, symmetry="AUTO")
    return data.getvalue()


def as_npz(graph):
    data = io.BytesIO()
    scipy.sparse.save_npz(data, scipy.sparse.csr_array(networkx.to_scipy_sparse_array(graph)))
    return data.getvalue()


def as_sheet(graph):
    return workbook(ties=[["Source", "Target", "Weight"], *([a, b, w] for a, b, w in graph.edges(data="weight"))])


def as_node_link(graph):
    import json

    return json.dumps(networkx.node_link_data(graph, edges="links"))


def as_edges(write, graph, **options):
    data = io.BytesIO()
    write(graph, data, **options)
    return data.getvalue()


WRITERS = {
    "commas": ("t.csv", lambda g: lines([["from", "to"], *g.edges], ",")),
    "semicolons": ("t.csv", lambda g: lines([["von", "nach"], *g.edges], ";")),
    "UTF-16": ("t.txt", lambda g: lines([["from", "to"], *g.edges], "\t").encode("utf-16")),
    "a matrix": ("t.csv", lambda g: as_matrix(g, ",")),
    "a matrix by semicolons": ("t.csv", lambda g: as_matrix(g, ";")),
    "nominations": ("t.csv", as_lists),
    "networkx's edge list": ("t.edgelist", lambda g: as_edges(networkx.write_edgelist, g)),
    "a workbook": ("t.xlsx", as_sheet),
    "node-link": ("t.json", as_node_link),
    "GraphML": ("t.graphml", lambda g: as_edges(networkx.write_graphml_xml, g)),
    "GML": ("t.gml", lambda g: as_edges(networkx.write_gml, g)),
    "GEXF": ("t.gexf", lambda g: as_edges(networkx.write_gexf, g)),
    "Pajek": ("t.net", lambda g: as_edges(networkx.write_pajek, g)),
}
NUMBERED = {"MatrixMarket": ("t.mtx", as_market, 1), "SciPy's arrays": ("t.npz", as_npz, 0)}
OF_THEIR_OWN = ("a matrix", "a matrix by semicolons", "node-link", "GraphML", "GML", "GEXF", "Pajek")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return one folder for a test's many examples."""
    return tmp_path_factory.mktemp("dialects")


@pytest.mark.parametrize("dialect", WRITERS)
@settings(max_examples=25)
@given(graph=graphs())
def test_what_is_written_in_a_dialect_comes_back(folder, dialect, graph):
    """The same people and ties, and the direction where a format has one."""
    name, writer = WRITERS[dialect]
    own = dialect in OF_THEIR_OWN
    # A matrix that happens to be symmetric has no direction, nor has a graph with each tie both ways.
    options = {} if own else {"influence": "forward" if graph.is_directed() else "mutual"}
    network = read(folder, name, writer(graph), **options)
    ties = {(a, b) for a, b in graph.edges}
    names = network.names
    found = {(names[a], names[b]) for a, b in zip(*map(np.ndarray.tolist, network.ties()[:2]), strict=True)}
    if not network.directed:
        found |= {(b, a) for a, b in found}
    if not graph.is_directed():
        ties |= {(b, a) for a, b in ties}
    assert set(names) == set(graph)
    assert found == ties


@pytest.mark.parametrize("dialect", NUMBERED)
@settings(max_examples=25)
@given(graph=graphs())
def test_matrices_without_names_come_back_by_number(folder, dialect, graph):
    name, writer, first = NUMBERED[dialect]
    network = read(folder, name, writer(graph))
    order = {each: str(first + place) for place, each in enumerate(graph)}
    names = network.names or [str(i) for i in range(network.n)]
    found = {(names[a], names[b]) for a, b in zip(*map(np.ndarray.tolist, network.ties()[:2]), strict=True)}
    ties = {(order[a], order[b]) for a, b in graph.edges}
    if not network.directed:
        found |= {(b, a) for a, b in found}
        ties |= {(b, a) for a, b in ties}
    assert found == ties


def test_a_parquet_table_goes_by_the_same_names(tmp_path):
    data = io.BytesIO()
    table = pyarrow.table({"von": ["a", "b"], "nach": ["b", "c"], "Gewicht": [1.5, 2.5]})
    pyarrow.parquet.write_table(table, data)
    network = read(tmp_path, "t.parquet", data.getvalue())
    assert said(network) == {"a-b", "b-c"}
    assert network.strength_from == "Gewicht"

"""Files as people have them: each gives the right people and ties, or puts the very choice; nothing goes in silence."""

import gzip
import io

import networkx
import numpy as np
import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
import scipy.io
import scipy.sparse
from dialect_examples import CHOICES, NAMED, NOTED, READ, REFUSED
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from network_examples import packed, read
from wordofmouth.errors import ChoiceError
from wordofmouth.tables.dialect import Dialect


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
    both = workbook(friends=ties[:2], ties=ties[:3])
    with pytest.raises(ChoiceError, match=r"`sheet` friends; or .*`sheet` ties"):
        read(tmp_path, "ties.xlsx", both)
    assert said(read(tmp_path, "ties.xlsx", both, dialect=Dialect(sheet="ties"))) == {"anna-bob", "bob-cy"}
    with pytest.raises(ValueError, match="none is called 'tie'; did you mean 'ties'"):
        read(tmp_path, "ties.xlsx", both, dialect=Dialect(sheet="tie"))
    numbers = workbook(ties=[["u", "v"], [1, 2], [2, 3.0]])
    assert said(read(tmp_path, "ties.csv", numbers)) == {"1-2", "2-3"}


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


@pytest.mark.parametrize(("content", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_read_is_refused_by_name(tmp_path, content, why):
    """With the conversion that works, in one line."""
    with pytest.raises(ValueError, match=why) as error:
        read(tmp_path, "ties.txt", content)
    assert "\n" not in str(error.value)


def test_a_pickle_is_never_opened(tmp_path):
    with pytest.raises(ValueError, match="a pickle, which can hold code"):
        read(tmp_path, "ties.gpickle", b"\x80\x04K\x01.")


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

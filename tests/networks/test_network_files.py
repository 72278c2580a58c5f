"""Network files: every format tells the same network, no order of rows matters, and what was guessed is said aloud."""

import gzip
import io
import os
import re
import subprocess
import sys

import networkx
import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from network_examples import GRAPHS, KEY, MIXED, PAJEK, TEXTS, as_graph, as_pajek, as_parquet, as_text, read, write
from pydantic import ValidationError
from real_data import DATA
from wordofmouth.engine.randomness import run_key
from wordofmouth.networks.files.reader import missing, read_network
from wordofmouth.networks.generators.file import File
from wordofmouth.networks.network import Network
from wordofmouth.scenario.families.generator import NetworkGenerator

SHARE = 0.4


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return one folder for a test's many examples."""
    return tmp_path_factory.mktemp("networks")


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


@settings(max_examples=50)
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


@given(weighted_ties())
def test_what_is_dropped_is_counted_aloud(folder, ties):
    """Rows read are ties kept and self-ties and repeats, as many as the notes say."""
    network = read(folder, "notes.csv", as_text(ties, ","))
    counted = sum(int(count) for note in network.notes for count in re.findall(r"(\d+) (?:self-|repeated )tie", note))
    assert counted == len(ties) - network.n_ties


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


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("source", "target"),
        ("from", "to"),
        ("u", "v"),
        ("i", "j"),
        ("truster", "trustee"),
        ("follower", "followee"),
        ("follower", "followed"),
        ("sender", "receiver"),
        ("sender", "recipient"),
        ("ego", "alter"),
        ("src", "dst"),
        ("FromID", "ToID"),
        ("from_node", "to_node"),
        ("FromNodeId", "ToNodeId"),
        ("source_id", "target_id"),
        ("node1", "node2"),
        ("user1", "user2"),
        ("person1", "person2"),
        ("id1", "id2"),
    ],
)
def test_columns_of_known_names_are_the_ends_they_name(folder, first, second):
    """Whichever comes first in the file: a tie goes from follower to followee, from sender to receiver."""
    for header, rows in ((f"{first},{second}", "a,b\nb,c\n"), (f"{second},{first}", "b,a\nc,b\n")):
        network = read(folder, "named.csv", f"{header}\n{rows}", influence="forward")
        assert {(a, b) for a, b, _ in ties_of(network)} == {("a", "b"), ("b", "c")}


def test_what_was_guessed_is_said(folder):
    """A first row taken for a header, and columns that were not used, are in the notes."""
    network = read(folder, "guess.csv", "anna,bob,since\ncy,dan,2001\ndan,eve,2002\n")
    assert network.notes == (
        "line 1 was read as the names of the columns: anna, bob, since (else `header` no)",
        "not used: since",
    )


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


def test_pajek_has_arcs_and_edges_in_one_file(folder):
    """An arc runs one way and an edge both, whichever section comes last; lists hold several; labels are optional."""
    network = read(folder, "mixed.net", PAJEK)
    assert network.directed
    assert {(a, b) for a, b, _ in ties_of(network)} == {
        ("1", "2"),
        ("2", "3"),
        ("3", "2"),
        ("4", "1"),
        ("4", "2"),
        ("5", "1"),
        ("1", "5"),
    }
    matrix = read(folder, "matrix.net", "*Vertices 2\n1 a\n2 b\n*Matrix\n0 0.0\n2.5 0\n")
    assert matrix.directed
    assert ties_of(matrix) == {("b", "a", False)}
    assert read(folder, "mutual.net", PAJEK, influence="mutual").n_ties == 5


def test_graphml_has_defaults_and_directions_of_single_edges(folder):
    """Declared defaults hold, single edges say their direction, edges may come before nodes, and graphs be nested."""
    network = read(folder, "mixed.graphml", MIXED, community="club", strong_share=0.4)
    assert ties_of(network) == {
        ("b", "a", False),
        ("b", "c", True),
        ("c", "b", True),
        ("c", "d", False),
        ("d", "c", False),
    }
    assert network.community.tolist() == [0, 1, 1, 1]


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


@pytest.mark.data
@pytest.mark.parametrize("name", REAL)
def test_real_networks_are_read_whole(name):
    """Consumers and ties are as many as are published; influence runs from the trusted to those who trust."""
    path = DATA / "networks" / f"{name}.csv.gz"
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
from wordofmouth.networks.files.reader import read_network
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

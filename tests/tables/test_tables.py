"""Tables of users: however a spreadsheet writes them they say the same; mistakes are told by file, line, rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordofmouth.errors import DataError, DesignError
from wordofmouth.networks.files.reader import read_network
from wordofmouth.tables.table import read_table
from wordofmouth.tasks.calibrate.data import read_observed
from wordofmouth.tasks.peers.data import read_adopters
from wordofmouth.tasks.sweep.design import Design

# By delimiter, whether decimals have commas.
DIALECTS = [(",", False), (";", False), (";", True), ("\t", False), ("\t", True)]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
dialects = pytest.mark.parametrize(
    ("delimiter", "comma"),
    DIALECTS,
    ids=["comma", "semicolon", "semicolon, decimal comma", "tab", "tab, decimal comma"],
)
encodings = pytest.mark.parametrize("encoding", ENCODINGS)


def written(path, rows, delimiter=",", comma=False, encoding="utf-8", end="\n"):
    """Write rows of texts, of which numbers are given with points."""
    texts = [[cell.replace(".", ",") if comma else cell for cell in row] for row in rows[1:]]
    lines = [delimiter.join(row) for row in (rows[0], *texts)]
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


@dialects
@encodings
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_all_dialects_say_the_same(tmp_path, delimiter, comma, encoding, end):
    rows = [["name", "value"], ["Zoë", "0.5"], ["b", "12"], ["c", "-1.5e3"]]
    found = read_table(
        written(tmp_path / "t.csv", rows, delimiter, comma, encoding, end), ("name", "value"), ("value",)
    )
    assert [row.line for row in found.rows] == [2, 3, 4]
    assert [list(row.cells.values()) for row in found.rows] == rows[1:]


@dialects
@encodings
class TestWhoeverReads:
    """Observed sales, adoption times, points of a design and ties are read alike."""

    def test_sales(self, tmp_path, delimiter, comma, encoding):
        rows = [["period", "value"], *([str(n), f"{n}.5"] for n in range(1, 7))]
        observed = read_observed(written(tmp_path / "sales.csv", rows, delimiter, comma, encoding))
        assert observed.sales.tolist() == [1.5, 2.5, 3.5, 4.5, 5.5, 6.5]

    def test_adoption_times(self, tmp_path, delimiter, comma, encoding):
        ties = written(tmp_path / "ties.csv", [["from", "to"], ["a", "b"], ["b", "c"]], delimiter, False, encoding)
        rows = [["id", "toa", "age"], ["a", "1", "0.5"], ["b", "2", "1.5"], ["c", "", "2.5"]]
        times = written(tmp_path / "times.csv", rows, delimiter, comma, encoding)
        found = read_adopters(ties, times, covariates=("age",))
        assert found.covariates["age"].tolist() == [0.5, 1.5, 2.5]
        assert found.times.tolist() == [1, 2, float("inf")]

    def test_points_of_a_design(self, tmp_path, delimiter, comma, encoding):
        rows = [["brand.quality", "network.kind"], ["0.25", "small_world"], ["0.75", ""]]
        written(tmp_path / "points.csv", rows, delimiter, comma, encoding)
        design = Design(scenario="small", design="list", table="points.csv", folder=str(tmp_path))
        assert [design.point(number).values for number in range(2)] == [
            {"brand.quality": 0.25, "network.kind": "small_world"},
            {"brand.quality": 0.75},
        ]

    def test_weights_of_ties(self, tmp_path, delimiter, comma, encoding):
        rows = [["from", "to", "weight"], ["a", "b", "0.5"], ["b", "c", "1.5"], ["c", "d", "0.25"], ["d", "e", "0.1"]]
        network = read_network(written(tmp_path / "t.csv", rows, delimiter, comma, encoding), strong_share=0.25)
        plain = read_network(written(tmp_path / "plain.csv", rows), strong_share=0.25)
        assert network.digest == plain.digest


@given(
    st.lists(
        st.lists(st.text("abc ,;\"'\t\n", max_size=4).map(str.strip), min_size=3, max_size=3), min_size=1, max_size=5
    )
)
def test_what_python_writes_is_read_back(tmp_path_factory, rows):
    """Quotes, delimiters and line ends inside of cells are cells' own."""
    import csv

    rows = [row for row in rows if any(row)]
    for delimiter in (",", ";", "\t"):
        path = tmp_path_factory.getbasetemp() / "back.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
                [["x", "y", "z"], *rows]
            )
        assert [list(row.cells.values()) for row in read_table(path).rows] == rows


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"id,when\na,1\n", "there is no column 'value'; there are 'id', 'when'"),
        (b"id,valeu\na,1\n", "there is no column 'value'; did you mean 'valeu'?"),
        (b"id,id,value\na,b,1\n", "2 columns are called 'id'; each has a name of its own"),
        (b"id,value\na,1\nb,2,3\n", "line 3: 3 fields, where the first row has 2"),
        (b'id,value\na,1\n"b,2\n', "line 3: it cannot be parted into columns"),
        (b"id;value\na;1,5\nb;2.5\n", "line 3: value: '2.5' has a decimal point, and line 2 a comma; write all alike"),
        (b"id,value\na,\x81\n", "line 2: byte 0x81 in line 2 is not UTF-8; byte 0x81 is not cp1252 either"),
        (b"id,value\na,\0\n", "line 2: a null character, so this is no text"),
        ("id,value\na,1\n".encode("utf-16-le"), "UTF-16 without its mark (say so by `encoding`)"),
    ],
)
def test_mistakes_are_told_by_line_and_rule(tmp_path, data, says):
    (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(DataError) as error:
        read_table(tmp_path / "t.csv", ("id", "value"), ("value",))
    assert str(error.value).startswith(str(tmp_path / "t.csv"))
    assert says in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DataError, match=r"none\.csv: cannot be read: No such file"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(DesignError, match=r"table: .*none\.csv: cannot be read"):
        Design(scenario="small", design="list", table="none.csv", folder=str(tmp_path))


def test_a_cell_that_is_missing_is_empty_and_blank_lines_are_none(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n\n1\n ,\n2,3\n")
    assert [(row.line, row.cells) for row in read_table(tmp_path / "t.csv").rows] == [
        (3, {"a": "1", "b": ""}),
        (5, {"a": "2", "b": "3"}),
    ]


def test_a_comma_parts_columns_before_it_marks_decimals(tmp_path):
    """In a file whose columns commas part, a quoted 1,5 is no number: it may be one and a half, or a list."""
    path = tmp_path / "sales.csv"
    path.write_text('period,value\n1,"1,5"\n2,2\n')
    with pytest.raises(DataError, match=r"line 2: value: '1,5' is not a number"):
        read_observed(path)

"""Every table that a user brings is read by one reader: what one takes, all take, and it says the same."""

import ast
import gzip
import io
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
import wordofmouth
from network_examples import packed
from wordofmouth.networks.files.reader import read_network
from wordofmouth.tables.table import read_table
from wordofmouth.tasks.calibrate.data import read_observed
from wordofmouth.tasks.peers.data import read_adopters
from wordofmouth.tasks.sweep.design import Design

NETWORK = [["source", "target", "weight"], ["Zoé", "Bö", "0.5"], ["Bö", "c", "1.5"], ["c", "d", "0.25"]]
SALES = [["period", "value"], *([f"2024-{month:02}", f"{month}.5"] for month in range(1, 8))]
PEOPLE = [["id", "age", "club"], ["Zoé", "0.5", "ä"], ["Bö", "1.5", "b"], ["c", "2.25", "b"], ["d", "3.5", "ä"]]
ADOPTERS = [["id", "toa", "age", "club"], *([*row[:1], str(k + 1), *row[1:]] for k, row in enumerate(PEOPLE[1:]))]
POINTS = [["brand.quality", "network.kind"], ["0.25", "small_world"], ["0.75", "random"]]


def plain(path, rows):
    """Write a table as a program does, in a folder of its own."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def network_in(path):
    network = read_network(path, strong_share=0.4)
    return network.digest, network.names


def people_in(path):
    ties = plain(path.parent / "plain" / "ties.csv", NETWORK)
    network = read_network(ties, nodes=path, community="club")
    return network.digest, network.names


def sales_in(path):
    observed = read_observed(path)
    return observed.periods, observed.sales.tolist(), observed.weeks


def series_in(name):
    def read(path):
        known = read_observed(plain(path.parent / "plain" / "sales.csv", SALES), **{name: path})
        return getattr(known, name).tolist()

    return read


def adopters_in(path):
    found = read_adopters(
        plain(path.parent / "plain" / "ties.csv", NETWORK), path, covariates=("age", "club"), group="club"
    )
    ages, clubs = (found.covariates[name].tolist() for name in ("age", "club"))
    return found.times.tolist(), found.ties.tolist(), ages, clubs, found.groups.tolist()


def points_in(path):
    design = Design(scenario="small", design="list", table=path.name, folder=str(path.parent))
    return [design.point(number).values for number in range(len(design))]


# By what a user brings: its rows, and what comes of it.
TABLES = {
    "ties": (NETWORK, network_in),
    "people": (PEOPLE, people_in),
    "sales": (SALES, sales_in),
    "ratings": ([["period", "value"], *([row[0], "4.25"] for row in SALES[1:])], series_in("rating")),
    "reviews": (SALES, series_in("reviews")),
    "adopters": (ADOPTERS, adopters_in),
    "points": (POINTS, points_in),
}


def text(rows, delimiter=",", comma=False, end="\n", quoted=False, above=""):
    """Return rows as a text; of numbers, which are given with points, with commas if they are to have them."""

    def written(cell):
        cell = cell.replace(".", ",") if comma and cell.replace(".", "").isdigit() else cell
        return f'"{cell}"' if quoted else cell

    return above + "".join(delimiter.join(map(written, row)) + end for row in rows)


def value(cell):
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell


def workbook(rows):
    book = openpyxl.Workbook()
    book.create_sheet("empty")
    for row in rows:
        book.active.append([value(cell) for cell in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def parquet(rows):
    columns = {title: [value(row[k]) for row in rows[1:]] for k, title in enumerate(rows[0])}
    data = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), data)
    return data.getvalue()


DIALECTS = {
    "commas": lambda rows: text(rows).encode(),
    "semicolons": lambda rows: text(rows, ";").encode(),
    "semicolons, decimal commas": lambda rows: text(rows, ";", comma=True).encode(),
    "tabs, decimal commas": lambda rows: text(rows, "\t", comma=True).encode(),
    "bars": lambda rows: text(rows, "|").encode(),
    "blanks": lambda rows: text(rows, "   ").encode(),
    "CR": lambda rows: text(rows, ";", end="\r").encode(),
    "CRLF": lambda rows: text(rows, ";", end="\r\n").encode(),
    "quotes": lambda rows: text(rows, quoted=True).encode(),
    "comments above": lambda rows: text(rows, above="# exported, with a comma\n# 2024; and more\n").encode(),
    "a mark": lambda rows: text(rows).encode("utf-8-sig"),
    "UTF-16": lambda rows: text(rows, "\t").encode("utf-16"),
    "UTF-32": lambda rows: text(rows).encode("utf-32"),
    "cp1252": lambda rows: text(rows, ";").encode("cp1252"),
    "no end to the last line": lambda rows: text(rows, ";").rstrip("\n").encode(),
    "blank lines": lambda rows: text(rows, ";", end="\n\n").encode(),
    "gzip": lambda rows: gzip.compress(text(rows, ";", comma=True).encode("cp1252"), mtime=0),
    "zip": lambda rows: packed(**{"table.csv": text(rows, "\t").encode("utf-16"), "__MACOSX/._table.csv": b"\0"}),
    "a workbook": workbook,
    "a zipped workbook": lambda rows: packed(**{"table.xlsx": workbook(rows)}),
    "Parquet": parquet,
    "zipped Parquet": lambda rows: gzip.compress(parquet(rows), mtime=0),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("table", TABLES)
def test_every_table_may_be_written_in_every_dialect(tmp_path, table, dialect):
    """Whatever it is for: the same numbers and names come out as of the plainest file."""
    rows, read = TABLES[table]
    path = tmp_path / "table.csv"
    path.write_bytes(DIALECTS[dialect](rows))
    if path.read_bytes().startswith(b"PK") or dialect == "gzip":
        path = path.rename(tmp_path / "table.any")
    assert read(path) == read(plain(tmp_path / "same" / "table.csv", rows))


# Who may take texts or Parquet apart: the reader, formats of networks, and who reads what this package has written.
_READERS = ("tables/", "networks/files/", "results/", "instruments/", "tasks/validate/", "runs/")
_CALLS = {
    "csv.reader",
    "csv.DictReader",
    "pyarrow.csv.read_csv",
    "pyarrow.parquet.read_table",
    "np.loadtxt",
    "np.genfromtxt",
    "openpyxl.load_workbook",
    "pandas.read_csv",
}


def test_nobody_else_takes_tables_apart():
    """A second reader would be one of another strictness."""
    package = Path(wordofmouth.__file__).parent
    found = {
        (path.relative_to(package).as_posix(), ast.unparse(node.func))
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in _CALLS
    }
    assert {file for file, _ in found if not file.startswith(_READERS)} == set()
    assert {file for file, _ in found if file.startswith("tables/")}


def test_numbers_of_all_dialects_are_the_same_numbers(tmp_path):
    """To the last bit, as Python reads them."""
    numbers = np.random.default_rng(1).uniform(0.001, 1e9, (50, 2)).tolist()
    rows = [["a", "b"], *(list(map(repr, pair)) for pair in numbers)]
    for name in ("commas", "semicolons, decimal commas", "UTF-16", "Parquet"):
        path = tmp_path / "numbers"
        path.write_bytes(DIALECTS[name](rows))
        cells = [list(row.cells.values()) for row in read_table(path, numbers=("a", "b")).rows]
        assert [[float(cell) for cell in row] for row in cells] == numbers

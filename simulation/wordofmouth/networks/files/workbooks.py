"""Workbooks: which sheet holds the ties, and which the people."""

import csv
from collections.abc import Mapping
from typing import NamedTuple

from wordofmouth.networks.files.shapes import has_pair, is_node_table
from wordofmouth.networks.files.ties import Choice
from wordofmouth.tables.mistakes import guess
from wordofmouth.tables.table import Table, table_of
from wordofmouth.tables.text import Text


class Sheets(NamedTuple):
    """Sheets of one workbook.

    Attributes:
        ties: the one that holds them; empty if that is open.
        people: the table of the one that holds people, if there is one.
        notes: what was guessed.
    """

    ties: str
    people: Table | None = None
    notes: tuple[str, ...] = ()


def sheets_of(path: str, texts: Mapping[str, str], choice: Choice) -> Sheets:
    """Return which sheet holds the ties, by titles that name both ends, and which the people, by titles of theirs."""
    if len(texts) < 2:
        return Sheets("")
    # Line breaks in cells are blanks, so that the first line that holds anything is the first row.
    first = {name: text.lstrip("\n").partition("\n")[0] for name, text in texts.items()}
    titles = {name: next(csv.reader([row], delimiter="\t"), []) for name, row in first.items()}
    asked = choice.dialect.sheet
    ties = [asked] if asked else [name for name, row in titles.items() if has_pair(row)]
    people = [name for name, row in titles.items() if is_node_table(row) and name not in ties]
    if len(ties) != 1:
        return Sheets("")
    notes = () if asked else (guess(f"the ties are those of sheet {ties[0]!r}", sheet="NAME"),)
    if len(people) != 1 or choice.nodes:
        return Sheets(ties[0], None, notes)
    table = table_of(f"sheet {people[0]!r}", Text(texts[people[0]].encode()))
    return Sheets(ties[0], table, notes)

"""Workbooks: one sheet of an .xlsx as the text of a table, which is then read as any text is."""

import csv
import datetime
import io
import warnings
from typing import Any

from wordofmouth.extras import need
from wordofmouth.scenario.parts import nearest
from wordofmouth.tables.mistakes import Reading, ambiguous, mistake
from wordofmouth.tables.text import Text

MOST_CELLS = 50_000_000


def sheet_text(path: str, data: bytes, sheet: str = "") -> Text:
    """Return a sheet as a text whose columns tabs part, with a line for each row; line breaks in cells are blanks.

    Where no sheet is named it is the only one that holds anything; where several do the choice is put.

    Raises:
        ValueError: if it is no workbook, or there is no such sheet; with those that there are.
        MissingExtraError: if what reads workbooks is not installed; with the line that installs it.
    """
    filled = sheet_texts(path, data, sheet)
    if len(filled) > 1:
        raise ambiguous(path, "several sheets hold something", [_reading(name, text) for name, text in filled.items()])
    [text] = filled.values()
    return Text(text.encode())


def sheet_texts(path: str, data: bytes, sheet: str = "") -> dict[str, str]:
    """Return the texts of all sheets that hold anything by their names, or of the one that is named."""
    need("excel")
    import openpyxl

    try:
        with warnings.catch_warnings():
            # Of styles and extensions that are lost, which no table has a use for.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            names = [each.title for each in book.worksheets]
            if sheet and sheet not in names:
                raise mistake(path, f"`sheet`: none is called {sheet!r}; {nearest(sheet, names)}")
            texts = {name: _text(path, book[name]) for name in ([sheet] if sheet else names)}
            book.close()
    except MemoryError:
        raise
    except Exception as error:
        # It fails on damaged files in whatever way the damage leads it to.
        if isinstance(error, ValueError) and str(error).startswith(path):
            raise
        raise mistake(path, f"it cannot be read as a workbook ({type(error).__name__}); save it anew") from None
    filled = {name: text for name, text in texts.items() if text.strip()}
    if not filled:
        raise mistake(path, "the workbook holds nothing")
    return filled


def _reading(name: str, text: str) -> Reading:
    first = text.partition("\n")[0].replace("\t", ", ").strip()[:60]
    return Reading("sheet", f"sheet {name!r}, which begins {first!r}", {"sheet": name}, first)


def _text(path: str, sheet: Any) -> str:
    """Return a sheet, every row that holds anything as wide as the widest: sheets do not say where a row ends."""
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    cells = 0
    for row in sheet.iter_rows(values_only=True):
        values = [_cell(value) for value in row]
        while values and not values[-1]:
            values.pop()
        cells += len(row) + 1
        if cells > MOST_CELLS:
            raise mistake(path, f"a sheet has more than {MOST_CELLS:,} cells, the most that are read")
        rows.append(values)
    widest = max(map(len, rows), default=0)
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    # A row that is empty is a blank line, so that every line has the number of its row.
    writer.writerows(row and row + [""] * (widest - len(row)) for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return " ".join(str(value).split())

"""The file of a workbook: sheets as Excel, LibreOffice and others open them, the same bytes each time."""

import io
import math
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from wordofmouth.extras import need
from wordofmouth.reports.workbook.sheets import Cell, Sheet, sheets_of
from wordofmouth.results.records import Record

# How numbers of a unit are shown; a share is written as a share and shown in per cent.
_FORMATS = {"share": "0.0%", "money": "#,##0", "money each": "#,##0.00", "stars": "0.00", "ratio": "0.00"}
_OF_MONEY = ("money", "money each")
_WHOLE, _USUAL = "#,##0", "#,##0.0###"
# In characters: no column is narrower or wider.
_NARROWEST, _WIDEST = 10, 80
_FIT_ON_A_PAGE = 14
# Of a line, in points.
_LINE = 15
# A workbook tells when it was made: always at the beginning of time, as archives count it.
_MADE = datetime(1980, 1, 1)
# Where it tells when it was saved last, which openpyxl sets as it saves.
_PROPERTIES, _SAVED = "docProps/core.xml", re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def workbook(record: Record) -> bytes:
    """Return a result as an ``.xlsx`` file: answer, numbers, weeks, inputs and definitions, a sheet each.

    Raises:
        MissingExtraError: if the package that writes it is not installed.
    """
    need("excel")
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.created, book.properties.modified = "wordofmouth", _MADE, _MADE
    for sheet in sheets_of(record):
        _write(book.create_sheet(sheet.title), sheet, str(record.manifest.scenario.get("currency", "")))
    content = io.BytesIO()
    book.save(content)
    return _without_times(content.getvalue())


def _write(page: Any, sheet: Sheet, currency: str) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page.append(sheet.heads)
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    for number, row in enumerate(sheet.rows, start=2):
        for place, entry in enumerate(row, start=1):
            _fill(page.cell(number, place), entry, currency)
    for place in range(1, len(sheet.heads) + 1):
        column = [page.cell(number, place) for number in range(1, page.max_row + 1)]
        longest = max(len(str(cell.value)) for cell in column if cell.value is not None)
        page.column_dimensions[get_column_letter(place)].width = min(max(longest + 2, _NARROWEST), _WIDEST)
        for cell in column:
            cell.alignment = Alignment(
                wrap_text=isinstance(cell.value, str), vertical="top", horizontal="left" if sheet.is_text else None
            )
    for number, row in enumerate(sheet.rows, start=2):
        longest = max((len(entry.value) for entry in row if isinstance(entry.value, str)), default=1)
        page.row_dimensions[number].height = _LINE * math.ceil(1.1 * longest / _WIDEST)
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    # As many columns as a run has measures could not be read on one page's width.
    page.sheet_properties.pageSetUpPr.fitToPage = len(sheet.heads) <= _FIT_ON_A_PAGE
    page.print_title_rows = "1:1"


def _fill(cell: Any, entry: Cell, currency: str) -> None:
    """Write a value: numbers as numbers, missing ones not at all, words as words though they begin as formulas do."""
    value = entry.value
    if isinstance(value, Mapping):
        value = [f"{name} {entry}" for name, entry in value.items()]
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        cell.number_format = _FORMATS.get(entry.unit, _WHOLE if value == int(value) else _USUAL)
        if currency and entry.unit in _OF_MONEY:
            cell.number_format += f' "{currency}"'
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def _without_times(content: bytes) -> bytes:
    """Return a workbook that was saved at one time, as all entries of its archive were."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            entry = read.read(name)
            if name == _PROPERTIES:
                entry = _SAVED.sub(rf"\g<1>{_MADE.isoformat()}Z".encode(), entry)
            write.writestr(zipfile.ZipInfo(name, _MADE.timetuple()[:6]), entry, zipfile.ZIP_DEFLATED)
    return again.getvalue()

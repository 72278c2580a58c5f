"""From a text to fields: what parts the columns, and what stands in quotes."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from wordofmouth.tables.mistakes import line, mistake

DELIMITERS = ("\t", ";", ",")
# A sign of names too, so it parts columns only where every row has it.
BAR = "|"
SAMPLE = 100


def fields_of(row: str, delimiter: str, strict: bool = False) -> list[str]:
    """Return the fields of a line; blanks part them however many there are.

    Raises:
        csv.Error: if it cannot be parted; when ``strict``, also for a quote that is not closed.
    """
    return [field.strip() for field in next(csv.reader([row], delimiter=delimiter, strict=strict), [])]


def delimiter_of[Line](rows: Sequence[Line], among: Iterable[str], fields: Callable[[Line, str], list[str]]) -> str:
    """Return what parts most of the rows into as many fields, two or more, as the first; nothing if nothing does."""

    def alike(delimiter: str) -> int:
        try:
            widths = [len(fields(row, delimiter)) for row in rows]
        except csv.Error:
            return 0
        return sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0

    best = max(among, key=alike)
    return best if alike(best) else ""


def parted(path: str, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the rows that hold anything, as fields, each with the line on which it ends.

    Raises:
        ValueError: if a quote is not closed.
    """
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, fields) for fields in reader if any(field.strip() for field in fields)]
    except csv.Error as error:
        what = f"it cannot be parted into columns ({error})"
        raise mistake(path, what, line(reader.line_num)) from None

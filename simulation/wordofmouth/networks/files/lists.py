"""Lists of contacts: a row is a person and all whom that one names, as in surveys and adjacency lists."""

from collections.abc import Sequence

import numpy as np

from wordofmouth.networks.files.shapes import contacts_of
from wordofmouth.networks.files.ties import Ties, check_size, name_order, ranks
from wordofmouth.tables.mistakes import line, mistake


def list_ties(
    path: str, rows: Sequence[tuple[int, Sequence[str]]], contacts: Sequence[int] = (), header: bool = False
) -> Ties:
    """Return the ties from the first of each row to the others of it; who names nobody is among the people.

    Args:
        path: the file.
        rows: the fields of each row, with its line.
        contacts: the columns of those who are named; all after the first where empty.
        header: whether the first row names the columns.

    Raises:
        ValueError: if a row begins with nobody, or there are no ties.
    """
    import pyarrow

    number: dict[str, int] = {}
    source, target = [], []
    titles = rows[0][1] if header else []
    people = {row[0] for _, row in rows}
    for at, row in rows[1:] if header else rows:
        if not row[0]:
            raise mistake(path, "a row begins with nobody, and the first column holds who names the others", line(at))
        ego = number.setdefault(row[0], len(number))
        for name in (row[c] for c in contacts if c < len(row)) if contacts else row[1:]:
            for contact in contacts_of(name, people) if name else ():
                source.append(ego)
                target.append(number.setdefault(contact, len(number)))
    check_size(path, len(number), len(source))
    if not source:
        raise mistake(path, "it holds no ties")
    names = pyarrow.array(list(number), pyarrow.string())
    order = name_order(names)
    rank = ranks(order)
    left = [title for c, title in enumerate(titles) if title and c not in (0, *contacts)]
    notes = (f"not used: {', '.join(left)}",) if left else ()
    return Ties(names.take(order).to_pylist(), rank[np.array(source)], rank[np.array(target)], notes=notes)
